"""A picture of days as bars; whatever it says stands in the table beside it, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nguon.portal.statistics.queries import Counted

WIDTH, HEIGHT = 640, 160  # of the picture without its margins
LEFT, TOP, BOTTOM = 48, 12, 22  # margins, with the words in them
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: people from the ground up, bots above them."""

    day: date
    people: int
    bots: int
    x: float
    width: float
    people_y: float
    people_height: float
    bots_y: float
    bots_height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line across at a round number."""

    number: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars and lines in the units of the picture, whose whole size is given."""

    bars: list[Bar]
    lines: list[Line]
    width: int = LEFT + WIDTH
    height: int = TOP + HEIGHT + BOTTOM
    left: int = LEFT
    foot: int = TOP + HEIGHT + BOTTOM - 6


def chart(days: Sequence[Counted]) -> Chart:
    """Draw days side by side, to one scale that begins at nothing."""
    most = max((day.people + day.bots for day in days), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    each = WIDTH / max(1, len(days))
    lines = [Line(number, _y(number, top)) for number in range(0, top + 1, step)]
    return Chart([_bar(day, number, each, top) for number, day in enumerate(days)], lines)


def _bar(day: Counted, number: int, each: float, top: int) -> Bar:
    people_y, bots_y = _y(day.people, top), _y(day.people + day.bots, top)
    return Bar(
        day=day.day,
        people=day.people,
        bots=day.bots,
        x=round(LEFT + number * each + each * 0.12, 1),
        width=round(each * 0.76, 1),
        people_y=people_y,
        people_height=round(TOP + HEIGHT - people_y, 1),
        bots_y=bots_y,
        bots_height=round(people_y - bots_y, 1),
    )


def _y(number: int, top: int) -> float:
    return round(TOP + HEIGHT - HEIGHT * number / top, 1)


def _step(most: int) -> int:
    """A round step of which at most five lead to the top."""
    power = 1
    while True:
        for step in STEPS:
            if most <= 5 * step * power:
                return step * power
        power *= 10

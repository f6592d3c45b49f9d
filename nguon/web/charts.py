"""Charts as plain numbers for a template: drawn on the server, read in black and white.

Every chart stands beside the same numbers as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nguon.planning.attainment import YearRow

LEFT, TOP, HEIGHT, FOOT = 28, 26, 170, 26


class Room(NamedTuple):
    """How wide a year stands, its bar and the frame of its target."""

    column: int
    bar: int
    frame: int


ROOMY, NARROW = Room(48, 24, 36), Room(34, 14, 26)
FEW = 8  # years that may stand roomily
LABEL = 18  # what a number takes above its bar; it is not written across a frame


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: a filled bar for what was reached in a dashed frame for what was asked."""

    year: int
    admitted: int
    begun: bool
    lower: int
    upper: int
    x: int
    y: int
    width: int
    height: int
    frame_x: int
    frame_y: int
    frame_width: int
    frame_height: int
    middle: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the scale."""

    value: int
    y: int


@dataclass(frozen=True, slots=True)
class YearChart:
    """Admissions against the lower bound of the target, year by year, and the rows themselves."""

    rows: tuple[YearRow, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    width: int
    height: int
    left: int
    base: int
    foot: int
    close: bool  # the years stand close together: write them smaller


def years(rows: Sequence[YearRow]) -> YearChart:
    """Lay out a bar a year. Units: pixels of the page, so that the words keep their size."""
    room = ROOMY if len(rows) <= FEW else NARROW
    top = _top(max((max(row.admitted, row.target.lower) for row in rows), default=0))
    return YearChart(
        rows=tuple(rows),
        bars=tuple(_bar(row, number, top, room) for number, row in enumerate(rows)),
        marks=tuple(Mark(value, _y(value, top)) for value in (0, top // 2, top)),
        width=LEFT + max(1, len(rows)) * room.column,
        height=TOP + HEIGHT + FOOT,
        left=LEFT,
        base=TOP + HEIGHT,
        foot=TOP + HEIGHT + 18,
        close=room is NARROW,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One filled column; ``shade`` tells it from its neighbours without any colour."""

    value: int
    x: int
    y: int
    width: int
    height: int
    middle: int
    label_y: int
    shade: str


@dataclass(frozen=True, slots=True)
class Group:
    """The columns that stand together over one label."""

    label: str
    middle: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns in groups, from nought, with the marks of the scale."""

    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    width: int
    height: int
    left: int
    foot: int
    close: bool  # several columns stand together: write their values smaller


SHADES = ("1", "0.62", "0.3")
GAP = 10


def columns(groups: Sequence[tuple[str, Sequence[int | None]]], top: int = 0) -> ColumnChart:
    """Lay out up to three columns a group; ``None`` leaves a gap. Units: pixels, as ``years``."""
    values = [value for _, each in groups for value in each if value is not None]
    scale = top or _top(max(values, default=0))
    wide = COLUMN * max((len(each) for _, each in groups), default=1) + GAP
    return ColumnChart(
        groups=tuple(
            _group(label, each, LEFT + number * wide, scale)
            for number, (label, each) in enumerate(groups)
        ),
        marks=tuple(Mark(value, _y(value, scale)) for value in (0, scale // 2, scale)),
        width=LEFT + max(1, len(groups)) * wide,
        height=TOP + HEIGHT + FOOT,
        left=LEFT,
        foot=TOP + HEIGHT + 18,
        close=wide > COLUMN + GAP,
    )


COLUMN = 26


def _group(label: str, values: Sequence[int | None], start: int, top: int) -> Group:
    begins = start + GAP // 2
    found = tuple(
        _column(value, begins + number * COLUMN, top, SHADES[number % len(SHADES)])
        for number, value in enumerate(values)
        if value is not None
    )
    return Group(label, begins + len(values) * COLUMN // 2, found)


def _column(value: int, x: int, top: int, shade: str) -> Column:
    y = _y(value, top)
    return Column(
        value=value,
        x=x + 2,
        y=y,
        width=COLUMN - 4,
        height=TOP + HEIGHT - y,
        middle=x + COLUMN // 2,
        label_y=y - 6,
        shade=shade,
    )


def _top(most: int) -> int:
    """A scale that ends on an even round number."""
    step = 2
    while step * 10 < most:
        step *= 5 if str(step)[0] == "2" else 2
    return max(2, -(-most // step) * step)


def _y(value: int, top: int) -> int:
    return TOP + HEIGHT - round(value * HEIGHT / top)


def _bar(row: YearRow, number: int, top: int, room: Room) -> Bar:
    start = LEFT + number * room.column
    y, frame_y = _y(row.admitted, top), _y(row.target.lower, top)
    return Bar(
        year=row.year,
        admitted=row.admitted,
        begun=row.begun,
        lower=row.target.lower,
        upper=row.target.upper,
        x=start + (room.column - room.bar) // 2,
        y=y,
        width=room.bar,
        height=TOP + HEIGHT - y,
        frame_x=start + (room.column - room.frame) // 2,
        frame_y=frame_y,
        frame_width=room.frame,
        frame_height=TOP + HEIGHT - frame_y,
        middle=start + room.column // 2,
        label_y=(frame_y if 0 <= y - frame_y < LABEL else y) - 6,
    )

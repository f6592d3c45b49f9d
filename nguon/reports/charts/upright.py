"""Columns that stand in groups, a year a group: what came of what was asked, of what moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from nguon.reports.charts.drawing import (
    BODY,
    GAP,
    SMALL,
    WIDTH,
    Chart,
    Sheet,
    Words,
    known,
    scale,
    told,
    written,
)

HEIGHT, FOOT = 170, 20
DIGIT, WIDEST = 7, 84  # what a digit of the scale takes; how far groups that are few stand apart
COLUMN, NARROW = 26, 13
LABEL = 18  # what a number takes above its column; it is not written across a frame


@dataclass(frozen=True, slots=True)
class Group:
    """What stands over one label; ``None`` is not told and leaves a gap.

    ``asked`` is framed around the columns.
    """

    label: str
    values: tuple[int | None, ...]
    asked: int | None = None


def columns(
    name: str,
    words: Words,
    groups: Sequence[Group],
    series: Sequence[str],
    *,
    frame: str = "",
    top: int = 0,
) -> Chart:
    """Draw columns from nought, in groups; ``series`` name them, ``frame`` what is asked.

    Shape: as wide as a telephone, or wider; ``top`` where the scale has an end of its own.
    """
    most = known(number for group in groups for number in (*group.values, group.asked))
    end = top or scale(max(most, default=0))
    left = GAP + DIGIT * len(written(end))
    many = max((len(group.values) for group in groups), default=1)
    each = (WIDTH - left) // max(1, len(groups))
    apart = GAP * (3 if frame else min(many, 2))
    wide = min(COLUMN, max(NARROW, (each - apart) // many))
    room = max(many * wide + apart, min(WIDEST, each))
    sheet = Sheet(name, max(WIDTH, left + len(groups) * room))
    sheet.head(words, series, frame)
    base = sheet.y + LABEL + HEIGHT
    _scale(sheet, left, base, end)
    for number, group in enumerate(groups):
        _group(sheet, group, left + number * room, room, wide, base, end)
    sheet.text((left + sheet.width) // 2, base + FOOT + 16, words.across, size=SMALL, at="middle")
    sheet.y = base + FOOT + 22
    about = (
        f"{each.label}: {told([*zip(series, each.values, strict=False), (frame, each.asked)])}"
        for each in groups
    )
    return sheet.done(words, about)


def _scale(sheet: Sheet, left: int, base: int, end: int) -> None:
    for value in (0, end // 2, end):
        y = _y(value, base, end)
        sheet.rule(y, left, faint=value > 0)
        sheet.text(left - GAP, y + 4, written(value), size=SMALL, at="end")


def _group(
    sheet: Sheet, group: Group, start: int, room: int, wide: int, base: int, end: int
) -> None:
    """The columns of a label with their numbers, and the frame of what was asked."""
    inset = (room - len(group.values) * wide) // 2
    frame = None if group.asked is None else _y(group.asked, base, end)
    for number, value in enumerate(group.values):
        if value is not None:
            x, y = start + inset + number * wide, _y(value, base, end)
            sheet.fill(x + 1, y, wide - 2, base - y, number)
            above = frame if frame is not None and 0 <= y - frame < LABEL else y
            size = SMALL if wide < COLUMN or len(group.values) > 1 else BODY
            sheet.text(x + wide // 2, above - 5, written(value), size=size, at="middle")
    if frame is not None:
        wide_all = len(group.values) * wide + 2 * GAP
        sheet.frame(start + (room - wide_all) // 2, frame, wide_all, base - frame)
    sheet.text(start + room // 2, base + 16, group.label, size=SMALL, at="middle")


def _y(value: int, base: int, end: int) -> int:
    return base - round(value * HEIGHT / end)

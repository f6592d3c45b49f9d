"""Bars that lie below their words: a funnel, causes by number, how a whole is made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from nguon.reports.charts.drawing import (
    BODY,
    GAP,
    LINE,
    SMALL,
    WIDTH,
    Chart,
    Sheet,
    Words,
    told,
    written,
)

THICK = 14
NUMBER = 56  # what the number on the right takes


@dataclass(frozen=True, slots=True)
class Row:
    """One bar in parts from the left, a head over some if it has none, or not told (``None``)."""

    label: str
    parts: tuple[int, ...] | None = ()

    @property
    def is_head(self) -> bool:
        return self.parts == ()


def bars(
    name: str, words: Words, rows: Sequence[Row], series: Sequence[str], *, funnel: bool = False
) -> Chart:
    """Draw bars to one scale, each with its words and number above; a funnel's are centred.

    Shape: as wide as a telephone; parts are filled in the order of ``series``.
    """
    sheet = Sheet(name, WIDTH)
    sheet.head(words, series)
    most = max((sum(row.parts or ()) for row in rows), default=0)
    for row in rows:
        if row.is_head:
            sheet.y += GAP
            sheet.write(row.label, bold=True)
        else:
            _bar(sheet, row, most, funnel=funnel)
    sheet.rule(sheet.y + GAP, 0, faint=False)
    sheet.y += GAP
    sheet.write(words.across, SMALL)
    names = series if len(series) > 1 else [""]
    about = (
        f"{row.label}: {told(zip(names, row.parts or (), strict=False))}"
        for row in rows
        if not row.is_head
    )
    return sheet.done(words, about)


def _bar(sheet: Sheet, row: Row, most: int, *, funnel: bool) -> None:
    first = sheet.y + round(BODY * LINE) - 4
    sheet.write(row.label, wide=WIDTH - NUMBER)
    total = None if row.parts is None else sum(row.parts)
    sheet.text(WIDTH, first, "–" if total is None else written(total), bold=True, at="end")
    sheet.y += 2
    long = round((total or 0) * WIDTH / most) if most else 0
    x = (WIDTH - long) // 2 if funnel else 0
    for number, part in enumerate(row.parts or ()):
        size = round(part * WIDTH / most) if most else 0
        if size:
            sheet.fill(x, sheet.y, size, THICK, number)
        x += size
    sheet.y += THICK + GAP if total else 0

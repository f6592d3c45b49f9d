"""What a publication shows, for the preview of one site and the page of the other alike.

The content is read strictly: a word that is missing, too long or of another kind, and the whole
is refused. The chart is plain numbers for a template, drawn in black and white.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

KINDS = ("term_results", "classes", "movements", "new_members")
LONGEST, MOST = 2000, 400
HIDDEN = "×"
WIDE, BAR, ROOM, LABEL, GAP = 288, 14, 40, 20, 10  # pixels: as wide as a telephone has room


class Malformed(ValueError):
    """The content is not what a publication holds; the message names the part."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: its label above, a bar, and its number behind it."""

    label: str
    value: int | None
    label_y: int
    y: int
    width: int
    value_x: int
    value_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from nought, one below the other, so that they fit a telephone. Units: pixels."""

    title: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    bar_height: int = BAR


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table as it is read; ``last`` is a total of the others."""

    label: str
    cells: tuple[str, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its base, and the chart of one of its columns if there is any to draw."""

    caption: str
    base: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the public reads of one publication."""

    kind: str
    title: str
    organization: str
    period: str
    as_of: date
    tables: tuple[Table, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its words, for a search; nobody's name."""
        words = [self.organization, self.period, *self.notes]
        for table in self.tables:
            words += [
                table.caption,
                table.base,
                *table.columns,
                *(row.label for row in table.rows),
            ]
        return " ".join(words)


def read(content: Mapping[str, Any]) -> Snapshot:
    """Return what ``content`` shows.

    Raises: Malformed.
    """
    kind = _word(content, "kind")
    if kind not in KINDS:
        raise Malformed("kind")
    return Snapshot(
        kind=kind,
        title=_word(content, "title"),
        organization=_word(content, "organization"),
        period=_word(content, "period"),
        as_of=day_of(content, "as_of"),
        tables=tuple(_table(told) for told in _list(content, "tables")),
        sources=_words(content, "sources"),
        notes=_words(content, "notes"),
        names=_words(content, "names"),
    )


def day_of(content: Mapping[str, Any], key: str) -> date:
    """Return the day that ``content`` names.

    Raises: Malformed.
    """
    try:
        return date.fromisoformat(_word(content, key))
    except ValueError as wrong:
        raise Malformed(key) from wrong


def _table(told: Any) -> Table:
    if not isinstance(told, dict):
        raise Malformed("tables")
    columns, rows = _words(told, "columns"), [_raw(row) for row in _list(told, "rows")]
    if any(len(cells) != len(columns) for _label, cells in rows):
        raise Malformed("cells")
    total, column = bool(_number(told, "total")), _number(told, "chart")
    if rows and not 0 <= column < len(columns):
        raise Malformed("chart")
    caption = _word(told, "caption")
    last = len(rows) - 1 if total else -1
    return Table(
        caption=caption,
        base=_word(told, "base"),
        columns=columns,
        rows=tuple(
            Row(label, tuple(_shown(cell) for cell in cells), number == last)
            for number, (label, cells) in enumerate(rows)
        ),
        chart=_chart(columns[column], rows[:-1] if total else rows, column) if rows else None,
    )


def _chart(title: str, rows: list[tuple[str, list[Any]]], column: int) -> Chart | None:
    values = [cells[column] for _label, cells in rows]
    top = max((value for value in values if isinstance(value, int)), default=0)
    if not top:
        return None
    bars = tuple(
        _bar(label, cells[column], number, top) for number, (label, cells) in enumerate(rows)
    )
    return Chart(title, bars, WIDE, len(bars) * (LABEL + BAR + GAP))


def _bar(label: str, value: Any, number: int, top: int) -> Bar:
    start = number * (LABEL + BAR + GAP)
    known = value if isinstance(value, int) else None
    width = round((known or 0) * (WIDE - ROOM) / top)
    y = start + LABEL
    return Bar(label, known, y - 5, y, width, width + 6, y + BAR - 3)


def _raw(row: Any) -> tuple[str, list[Any]]:
    if not isinstance(row, dict):
        raise Malformed("rows")
    cells = _list(row, "cells")
    if not all(_fits(cell) for cell in cells):
        raise Malformed("cells")
    return _word(row, "label"), cells


def _fits(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) <= LONGEST
    return cell is None or (type(cell) is int and 0 <= cell < 10**9)


def _shown(cell: Any) -> str:
    return HIDDEN if cell is None else str(cell)


def _word(told: Mapping[str, Any], key: str) -> str:
    found = told.get(key)
    if not isinstance(found, str) or not found or len(found) > LONGEST:
        raise Malformed(key)
    return found


def _number(told: Mapping[str, Any], key: str) -> int:
    found = told.get(key)
    if type(found) is not int:
        raise Malformed(key)
    return found


def _list(told: Mapping[str, Any], key: str) -> list[Any]:
    found = told.get(key)
    if not isinstance(found, list) or len(found) > MOST:
        raise Malformed(key)
    return found


def _words(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = _list(told, key)
    if not all(isinstance(word, str) and len(word) <= LONGEST for word in found):
        raise Malformed(key)
    return tuple(found)

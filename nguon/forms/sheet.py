"""One form filled in: the same blocks, whether it becomes a document or a page.

What the register does not know stays a dotted place to write on, and is listed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from nguon.forms.layout import Beside, Block, Dotted, Layout, Line, Slot, Table, Text

DOTS = "…" * 12
_COMMITTEE = re.compile(r"^đảng (uỷ|ủy) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: an act of the case, a field of the file, a place, a reckoning.

    ``kind`` is one of event, person, organization, reckoned, office; ``ref`` the number of the
    act, the name of the field, the slug of the place or the rule.
    """

    kind: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What the register says, and on what ground."""

    said: str | date
    source: Source

    def shaped(self, shape: str) -> str:
        """The value in words; a day as dd/mm/yyyy unless a shape asks for another way.

        Shape: ``over``: as the heading names who stands above, the whole body instead of its
               committee: "Đảng uỷ xã …" is "ĐẢNG BỘ XÃ …".
        """
        if isinstance(self.said, date):
            return _DAYS[shape](self.said)
        if shape == "over":
            return body_of(self.said).upper()
        return self.said.upper() if shape == "upper" else self.said


def body_of(name: str) -> str:
    """The whole body that a committee leads: "Đảng uỷ xã …" leads "Đảng bộ xã …"."""
    return _COMMITTEE.sub("Đảng bộ ", name)


@dataclass(frozen=True, slots=True)
class Said:
    """A place of the form: its text, or none when the register does not know."""

    name: str
    text: str
    source: Source | None = None

    @property
    def shown(self) -> str:
        return self.text or DOTS


FilledText = tuple["str | Said", ...]
LED = frozenset({"body", "item"})  # the kinds of lines whose last dots run to the margin


@dataclass(frozen=True, slots=True)
class FilledLine:
    style: str
    text: FilledText

    def words(self) -> tuple[str, bool]:
        """What the line says, and whether dots follow from there to the margin."""
        said = words(self.text)
        bare = said.rstrip("…")
        led = bare != said and self.style in LED
        return (bare.rstrip() if led else said), led


def words(text: "FilledText") -> str:
    """A text as it stands on paper: what is not known is a row of dots."""
    return "".join(piece.shown if isinstance(piece, Said) else piece for piece in text)


@dataclass(frozen=True, slots=True)
class FilledBeside:
    columns: tuple[tuple[FilledLine, ...], ...]
    space: bool


@dataclass(frozen=True, slots=True)
class FilledTable:
    heads: tuple[FilledText, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[FilledText, ...], ...]


FilledBlock = FilledLine | FilledBeside | FilledTable | Dotted


def is_signed(block: FilledBlock | None) -> bool:
    """Whether a block is where people sign; it stays with the words above it."""
    return isinstance(block, FilledBeside) and block.space


class Register(Protocol):
    """What a layout is filled from."""

    def value(self, name: str) -> Value | None:
        """What is known under a name; nothing where nothing is recorded."""

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        """The rows of a list; a name in a row goes before the same name outside."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form that can be printed. ``draft``: to be copied by hand, not to be signed as it is."""

    code: str
    title: str
    blocks: tuple[FilledBlock, ...]
    draft: bool = False
    sideways: bool = False

    def places(self) -> Iterator[Said]:
        """Every place for a value, in reading order."""
        for block in self.blocks:
            for text in _texts(block):
                yield from (piece for piece in text if isinstance(piece, Said))

    def missing(self) -> list[str]:
        """The names of what could not be filled in, each once, in reading order."""
        return list(dict.fromkeys(place.name for place in self.places() if not place.text))


def fill(layout: Layout, register: Register, *, code: str, title: str, draft: bool) -> Sheet:
    """Fill a layout with what the register says."""
    blocks = tuple(_filled(block, register) for block in layout.blocks)
    return Sheet(code, title, blocks, draft, layout.sideways)


def _filled(block: Block, register: Register) -> FilledBlock:
    if isinstance(block, Dotted):
        return block
    if isinstance(block, Line):
        return _line(block, register.value)
    if isinstance(block, Beside):
        columns = tuple(
            tuple(_line(line, register.value) for line in column) for column in block.columns
        )
        return FilledBeside(columns, block.space)
    return _table(block, register)


def _line(line: Line, value: "Lookup") -> FilledLine:
    return FilledLine(line.style, _text(line.text, value))


def _text(text: Text, value: "Lookup") -> FilledText:
    if len(text) == 1 and isinstance(text[0], str):
        return (text[0],)  # most of a form is the same for everybody
    return tuple(_said(piece, value) if isinstance(piece, Slot) else piece for piece in text)


def _said(slot: Slot, value: "Lookup") -> Said:
    found = value(slot.name)
    if found is None:
        return Said(slot.name, "")
    return Said(slot.name, found.shaped(slot.shape), found.source)


def _table(table: Table, register: Register) -> FilledTable:
    heads = tuple(_text(head, register.value) for head in table.heads)
    rows = [row for lookup in _lookups(table, register) for row in _rows(table, lookup)]
    rows += [tuple(() for _ in table.widths)] * table.spare
    return FilledTable(heads, table.widths, tuple(rows))


def _lookups(table: Table, register: Register) -> Iterator["Lookup"]:
    if not table.each:
        yield register.value
        return
    for number, row in enumerate(register.each(table.each), 1):
        numbered = {**row, "row.number": Value(str(number), Source("reckoned"))}

        def lookup(name: str, row: Mapping[str, Value] = numbered) -> Value | None:
            return row[name] if name in row else register.value(name)

        yield lookup


def _rows(table: Table, lookup: "Lookup") -> list[tuple[FilledText, ...]]:
    return [tuple(_text(cell, lookup) for cell in row) for row in table.rows]


def _texts(block: FilledBlock) -> Iterator[FilledText]:
    if isinstance(block, FilledLine):
        yield block.text
    elif isinstance(block, FilledBeside):
        yield from (line.text for column in block.columns for line in column)
    elif isinstance(block, FilledTable):
        yield from block.heads
        yield from (cell for row in block.rows for cell in row)


def _long(day: date) -> str:
    """As documents write it: months 1 and 2 and days below 10 with a nought in front."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


Lookup = Callable[[str], Value | None]
_DAYS: Mapping[str, Callable[[date], str]] = {
    "": lambda day: f"{day:%d/%m/%Y}",
    "upper": lambda day: f"{day:%d/%m/%Y}",
    "over": lambda day: f"{day:%d/%m/%Y}",
    "long": _long,
    "begin": lambda day: _long(day).capitalize(),
    "day": lambda day: f"{day.day:02d}",
    "month": lambda day: f"{day.month:02d}",
    "year": lambda day: str(day.year),
}

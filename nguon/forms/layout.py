"""What stands on a form, as data: one YAML file a layout, read once and refused when faulty.

A layout is a list of blocks; its texts name what the register fills in as ``{name}`` or
``{name|shape}``. Nothing in it is ever evaluated.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LAYOUTS = Path(__file__).with_name("layouts")
NAME = re.compile(r"\{([a-z][a-z0-9_.]*)(?:\|([a-z]+))?\}")
SHAPES = frozenset({"long", "begin", "upper", "over", "day", "month", "year"})
STYLES = ("body", "item", "heading", "centre", "strong", "motto", "note", "title", "subtitle")


class BadLayout(ValueError):
    """A layout says something that no form can show; the message names file, block and value."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one value of the register, in one of ``SHAPES`` or as it is."""

    name: str
    shape: str = ""


Piece = str | Slot
Text = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph."""

    style: str
    text: Text


@dataclass(frozen=True, slots=True)
class Dotted:
    """Empty lines to write on by hand."""

    count: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Paragraphs in columns of equal width: the heading of a document, its signatures."""

    columns: tuple[tuple[Line, ...], ...]
    space: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; with ``each`` its row is repeated for what that list of the register holds.

    ``widths`` are shares of the line; ``spare`` empty rows follow for writing by hand.
    """

    heads: tuple[Text, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Text, ...], ...]
    each: str = ""
    spare: int = 0


Block = Line | Dotted | Beside | Table


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: its blocks, what it is drawn from, and where its content was seen."""

    name: str
    blocks: tuple[Block, ...]
    sideways: bool = False

    def slots(self) -> Iterator[Slot]:
        """Every place for a value, in reading order."""
        for block in self.blocks:
            for text in _texts(block):
                yield from (piece for piece in text if isinstance(piece, Slot))


@cache
def load(name: str) -> Layout:
    """Return the layout kept under a name.

    Raises: BadLayout with file, block and value.
    """
    path = LAYOUTS / f"{name}.yaml"
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise BadLayout(f"{path.name}: {fault}") from fault
    return read(name, told)


def read(name: str, told: Any) -> Layout:
    """Check one layout as it was read from YAML.

    Raises: BadLayout with name, block and value.
    """
    if not isinstance(told, dict) or not isinstance(told.get("blocks"), list):
        raise BadLayout(f"{name}: a layout is a mapping with a list of blocks")
    blocks = [*_head(name, told), *_all(name, told["blocks"]), *_signatures(name, told)]
    return Layout(name, tuple(blocks), bool(told.get("sideways")))


def text(told: Any, where: str) -> Text:
    """Split a text into what stands and what is filled in.

    Raises: BadLayout for a brace that names nothing or an unknown shape.
    """
    if not isinstance(told, str):
        raise BadLayout(f"{where}: {told!r} is no text")
    pieces: list[Piece] = []
    end = 0
    for found in NAME.finditer(told):
        pieces += [told[end : found.start()], Slot(found[1], found[2] or "")]
        end = found.end()
        if found[2] and found[2] not in SHAPES:
            raise BadLayout(f"{where}: {found[0]!r} asks for an unknown shape")
    pieces.append(told[end:])
    if any("{" in piece or "}" in piece for piece in pieces if isinstance(piece, str)):
        raise BadLayout(f"{where}: a brace in {told!r} names nothing")
    return tuple(piece for piece in pieces if piece)


def _head(name: str, told: Mapping[str, Any]) -> Iterator[Block]:
    """Who issues it over whom, and the Party's name, place and day; then the title."""
    if heading := told.get("heading"):
        yield _beside(name, {"columns": heading})
    for style in ("title", "subtitle"):
        if style in told:
            yield Line(style, text(told[style], f"{name}: {style}"))


def _signatures(name: str, told: Mapping[str, Any]) -> Iterator[Block]:
    if signatures := told.get("signatures"):
        yield _beside(name, {"columns": signatures, "space": True})


def _all(name: str, told: list[Any]) -> Iterator[Block]:
    for number, block in enumerate(told, 1):
        yield _block(f"{name}: block {number}", block)


def _block(where: str, told: Any) -> Block:
    if isinstance(told, str):
        return Line("body", text(told, where))
    if not isinstance(told, dict) or len(told) != 1:
        raise BadLayout(f"{where}: {told!r} is neither a text nor one kind of block")
    kind, content = next(iter(told.items()))
    if kind in STYLES:
        return Line(kind, text(content, where))
    if kind not in _MADE:
        raise BadLayout(f"{where}: there is no block {kind!r}")
    return _MADE[kind](where, content)


def _dotted(where: str, told: Any) -> Dotted:
    if not isinstance(told, int) or not 0 < told <= 60:
        raise BadLayout(f"{where}: {told!r} is no number of lines")
    return Dotted(told)


def _beside(where: str, told: Any) -> Beside:
    columns = told["columns"] if isinstance(told, dict) else told
    if not isinstance(columns, list) or not all(isinstance(column, list) for column in columns):
        raise BadLayout(f"{where}: columns are lists of lines")
    lines = tuple(tuple(_line(where, line) for line in column) for column in columns)
    return Beside(lines, bool(isinstance(told, dict) and told.get("space")))


def _line(where: str, told: Any) -> Line:
    made = _block(where, told)
    if not isinstance(made, Line):
        raise BadLayout(f"{where}: only lines of text stand in columns")
    return Line("centre" if made.style == "body" else made.style, made.text)


def _table(where: str, told: Any) -> Table:
    if not isinstance(told, dict) or not isinstance(told.get("columns"), list):
        raise BadLayout(f"{where}: a table has a list of columns")
    columns = [(*column, "")[:3] for column in told["columns"]]
    rows = told.get("rows") or [[shown for _, _, shown in columns]]
    return Table(
        tuple(text(head, where) for head, _, _ in columns),
        tuple(int(width) for _, width, _ in columns),
        tuple(tuple(text(cell, where) for cell in row) for row in rows),
        str(told.get("each", "")),
        int(told.get("spare", 0)),
    )


_MADE: Mapping[str, Callable[[str, Any], Block]] = {
    "lines": _dotted,
    "beside": _beside,
    "table": _table,
}


def _texts(block: Block) -> Iterator[Text]:
    if isinstance(block, Line):
        yield block.text
    elif isinstance(block, Beside):
        yield from (line.text for column in block.columns for line in column)
    elif isinstance(block, Table):
        yield from block.heads
        yield from (cell for row in block.rows for cell in row)

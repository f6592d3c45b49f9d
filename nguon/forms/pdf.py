"""Sheets as one PDF of exact A4 pages, or as pictures of its pages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nguon.core import typesetting
from nguon.forms.layout import Dotted
from nguon.forms.sheet import FilledBeside, FilledBlock, FilledLine, Sheet, words

MIME = typesetting.MIME
PAGE = Path(__file__).with_name("page.typ")


def document(sheets: Sequence[Sheet]) -> bytes:
    """Return the .pdf of one or more sheets, each beginning on a page of its own.

    Shape: the same sheets give the same bytes; the file carries no time of making.
    """
    return typesetting.pdf(PAGE, [_told(sheet) for sheet in sheets])


def pictures(sheets: Sequence[Sheet], *, dots_per_inch: float = 80) -> list[bytes]:
    """Return each page as a PNG, to be looked at on the screen."""
    told = [_told(sheet) for sheet in sheets]
    return typesetting.pictures(PAGE, told, dots_per_inch=dots_per_inch)


def _told(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": f"{sheet.code} {sheet.title}",
        "sideways": sheet.sideways,
        "blocks": [_block(block) for block in sheet.blocks],
    }


def _block(block: FilledBlock) -> dict[str, Any]:
    if isinstance(block, FilledLine):
        return {"kind": "line"} | _line(block)
    if isinstance(block, Dotted):
        return {"kind": "dotted", "count": block.count}
    if isinstance(block, FilledBeside):
        columns = [[_line(line) for line in column] for column in block.columns]
        return {"kind": "beside", "columns": columns, "space": block.space}
    rows = [[words(cell) for cell in row] for row in block.rows]
    heads = [words(head) for head in block.heads]
    return {"kind": "table", "heads": heads, "widths": block.widths, "rows": rows}


def _line(line: FilledLine) -> dict[str, Any]:
    said, led = line.words()
    return {"style": line.style, "text": said, "led": led}

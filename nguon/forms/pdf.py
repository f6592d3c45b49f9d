"""Sheets as one PDF: exact A4 pages, set by a compiler kept for the life of the process.

The blocks go to the typesetter as data, never as its language: no text of the register can give
it an instruction.
"""

import json
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from nguon.forms.layout import Dotted
from nguon.forms.sheet import FilledBeside, FilledBlock, FilledLine, Sheet, words

MIME = "application/pdf"
PAGE = Path(__file__).with_name("page.typ")
_setting = threading.Lock()  # the compiler is one, and not made to be shared


def document(sheets: Sequence[Sheet]) -> bytes:
    """Return the .pdf of one or more sheets, each beginning on a page of its own.

    Shape: the same sheets give the same bytes; the file carries no time of making.
    """
    told = json.dumps([_told(sheet) for sheet in sheets], ensure_ascii=False)
    with _setting:
        made = _compiler().compile(_page(), sys_inputs={"sheets": told}, format="pdf", timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("one document was asked for")
    return made


def pictures(sheets: Sequence[Sheet], *, dots_per_inch: float = 80) -> list[bytes]:
    """Return each page as a PNG, to be looked at on the screen."""
    told = json.dumps([_told(sheet) for sheet in sheets], ensure_ascii=False)
    with _setting:
        made = _compiler().compile(
            _page(), sys_inputs={"sheets": told}, format="png", ppi=dots_per_inch, timestamp=0
        )
    return made if isinstance(made, list) else [made] if made else []


@cache
def _compiler() -> typst.Compiler:
    """The faces come with the typesetter, the whole Vietnamese alphabet among them."""
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def _page() -> bytes:
    return PAGE.read_bytes()


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

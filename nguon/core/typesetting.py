"""Data laid out as PDF by a page written for it; the compiler lives as long as the process.

What is to be shown goes to the typesetter as data, never as its language: no text of a database
can give it an instruction.
"""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

MIME = "application/pdf"
_setting = threading.Lock()  # the compiler is one, and not made to be shared


def pdf(page: Path, told: Any) -> bytes:
    """Return the .pdf that ``page`` makes of ``told``, which it reads as the input ``told``.

    Shape: the same data give the same bytes; the file carries no time of making.
    """
    words = json.dumps(told, ensure_ascii=False)
    with _setting:
        made = _compiler().compile(
            page.read_bytes(), sys_inputs={"told": words}, format="pdf", timestamp=0
        )
    if not isinstance(made, bytes):
        raise TypeError("one document was asked for")
    return made


@cache
def _compiler() -> typst.Compiler:
    """The faces come with the typesetter, the whole Vietnamese alphabet among them."""
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)

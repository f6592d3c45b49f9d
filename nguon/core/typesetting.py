"""Data laid out as PDF by a page written for it, and drawings as pictures; the compiler lives as
long as the process.

What is to be shown goes to the typesetter as data, never as its language: no text of a database
can give it an instruction.
"""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import typst

MIME, PICTURE = "application/pdf", "image/png"
FACES = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
DRAWING = Path(__file__).with_name("picture.typ")
DOTS = 96  # pixels of a page to the inch
_setting = threading.Lock()  # the compiler is one, and not made to be shared


def pdf(page: Path, told: Any) -> bytes:
    """Return the .pdf that ``page`` makes of ``told``, which it reads as the input ``told``.

    Shape: the same data give the same bytes; the file carries no time of making.
    """
    return _one(_made(page, told, format="pdf"))


def pictures(page: Path, told: Any, *, dots_per_inch: float) -> list[bytes]:
    """Return each page of what ``pdf`` would make as a .png, to be looked at on the screen."""
    made = _made(page, told, format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made] if made else []


def picture(drawing: str, times: int = 2) -> bytes:
    """Return the .png of an SVG of ours, ``times`` as large as it says, in the site's faces.

    Reading: only what we drew ourselves comes here, never a file that somebody sent.
    """
    return _one(_made(DRAWING, drawing, format="png", ppi=DOTS * times))


def _one(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("one document was asked for")
    return made


def _made(page: Path, told: Any, **how: Any) -> bytes | list[bytes] | None:
    words = json.dumps(told, ensure_ascii=False)
    with _setting:
        return _compiler().compile(_page(page), sys_inputs={"told": words}, timestamp=0, **how)


@cache
def _page(page: Path) -> bytes:
    return page.read_bytes()


@cache
def _compiler() -> typst.Compiler:
    """Faces of papers come with the typesetter, those of pages with their own package."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FACES)])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)

"""PDFs: pages kept, everything that acts, hides or points outside taken out."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from nguon.core.uploads.refusal import Refusal

ACTING = ("/OpenAction", "/AA", "/AcroForm", "/Metadata", "/PieceInfo", "/Collection", "/Outlines")
NAMED = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/URLS", "/IDS")
POINTS_AN_INCH = 72
LOOKED_AT = 5  # pages whose text is looked at for a mark of secrecy


def clean(content: bytes, pages: int, pixels: int) -> tuple[bytes, dict[str, int], str]:
    """Write a PDF anew with its pages alone.

    Raises: Refusal.
    """
    try:
        with pikepdf.open(BytesIO(content)) as opened:
            if len(opened.pages) > pages:
                raise Refusal("too_many_pages")
            _few_enough_points(opened, pixels)
            made = _anew(opened)
            box = opened.pages[0].mediabox if len(opened.pages) else (0, 0, 0, 0)
            width, height = float(box[2]) - float(box[0]), float(box[3]) - float(box[1])
            told = {"pages": len(opened.pages), "width": int(width), "height": int(height)}
    except pikepdf.PasswordError as fault:
        raise Refusal("encrypted") from fault
    except (pikepdf.PdfError, ValueError, TypeError, IndexError) as fault:
        raise Refusal("broken") from fault
    if not told["pages"]:
        raise Refusal("broken")
    return made, told, _text(made)


def picture_of(content: bytes, page: int, width: int) -> bytes:
    """One page as a PNG; pages count from 1."""
    document = pypdfium2.PdfDocument(content)
    if not 1 <= page <= len(document):
        raise Refusal("broken")
    shown = document[page - 1]
    picture = shown.render(scale=width / max(1.0, shown.get_width())).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _anew(opened: pikepdf.Pdf) -> bytes:
    """A new document takes over the pages; what hung on the old one stays behind."""
    plain = pikepdf.new()
    for page in opened.pages:
        for key in ("/AA", "/Metadata", "/PieceInfo", "/Annots"):
            if key in page:
                del page[key]
    plain.pages.extend(opened.pages)
    for key in ACTING:
        if key in plain.Root:
            del plain.Root[key]
    out = BytesIO()
    plain.remove_unreferenced_resources()
    plain.save(out, deterministic_id=True, static_id=False)
    return out.getvalue()


def _few_enough_points(opened: pikepdf.Pdf, pixels: int) -> None:
    for picture in _pictures(opened):
        if int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) > pixels:
            raise Refusal("too_many_pixels")


def _pictures(opened: pikepdf.Pdf) -> Iterator[Any]:
    for page in opened.pages:
        yield from page.images.values()


def _text(content: bytes) -> str:
    """The words of the first pages, as far as they are words and not a scan."""
    document = pypdfium2.PdfDocument(content)
    pages = range(min(LOOKED_AT, len(document)))
    return "\n".join(document[number].get_textpage().get_text_bounded() for number in pages)

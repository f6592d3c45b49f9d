"""PDFs: pages kept, everything that acts, hides or points outside taken out."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from nguon.core.confined.picture import without_telling
from nguon.core.confined.refusal import Refusal

# What a page may say; the rest acts, tells of its maker, or hangs on what was left behind.
OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group"}
)
# What no part may carry: acts, outside files and pages, what tells of the maker.
NOWHERE = ("/OPI", "/AF", "/EF", "/AA", "/Metadata", "/PieceInfo", "/RichMediaContent")
NOT_ON_STREAMS = (*NOWHERE, "/Ref", "/Alternates", "/LastModified")
TELLING = ("/Contents", "/V", "/Subj")
LONGEST_SIDE = 14_400  # points: five metres, the most that programs agree on
MOST_OBJECTS = 50_000
BROKEN = (
    pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, IndexError, KeyError,
    AttributeError, RuntimeError, RecursionError,
)  # fmt: skip


def clean(content: bytes, kind: str, pages: int, pixels: int) -> tuple[bytes, dict[str, int], str]:
    """Write a PDF anew with its pages alone.

    Raises: Refusal.
    """
    try:
        with pikepdf.open(BytesIO(content)) as opened:
            _require_measure(opened, pages)
            words = "\n".join(_told(opened))
            made = _anew(opened, pixels)
        text, width, height = _seen(made)
    except pikepdf.PasswordError as fault:
        raise Refusal("encrypted") from fault
    except BROKEN as fault:
        raise Refusal("broken") from fault
    told = {"pages": len(text), "width": int(width), "height": int(height)}
    return made, told, "\n".join([words, *text])


def picture_of(content: bytes, page: int, width: int) -> bytes:
    """One page as a PNG; pages count from 1."""
    document = pypdfium2.PdfDocument(content)
    if not 1 <= page <= len(document):
        raise Refusal("broken")
    shown = document[page - 1]
    scale = width / max(1.0, shown.get_width(), shown.get_height() / 4)
    picture = shown.render(scale=scale).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _require_measure(opened: pikepdf.Pdf, pages: int) -> None:
    """Few enough pages, none larger than a wall, not more objects than a book has."""
    if len(opened.objects) > MOST_OBJECTS:
        raise Refusal("bomb")
    if not len(opened.pages):
        raise Refusal("broken")
    if len(opened.pages) > pages:
        raise Refusal("too_many_pages")
    for page in opened.pages:
        left, low, right, high = (float(side) for side in page.mediabox)
        if not max(abs(right - left), abs(high - low)) <= LONGEST_SIDE:
            raise Refusal("page_size")


def _anew(opened: pikepdf.Pdf, pixels: int) -> bytes:
    """A new document takes over the pages; what hung on the old one stays behind."""
    plain, pages = pikepdf.new(), [page.obj for page in opened.pages]
    for page in pages:
        for key in set(page.keys()) - OF_A_PAGE:
            del page[key]
    plain.pages.extend(opened.pages)
    plain.remove_unreferenced_resources()
    for each in plain.objects:
        _disarm(each, pixels)
    out = BytesIO()
    plain.save(out, deterministic_id=True, static_id=False)
    return out.getvalue()


def _disarm(each: Any, pixels: int) -> None:
    """Take out of one object, and what stands inside it, all that a page does not need."""
    waiting = [each]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += [inner for inner in part if _holds(inner)]
        elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            for key in NOT_ON_STREAMS if isinstance(part, pikepdf.Stream) else NOWHERE:
                if key in part:
                    del part[key]
            names = part.keys()
            waiting += [part[name] for name in names if _holds(part[name])]
    if isinstance(each, pikepdf.Stream):
        _disarm_stream(each, pixels)


def _holds(inner: Any) -> bool:
    direct = isinstance(inner, pikepdf.Object) and not inner.is_indirect
    return direct and isinstance(inner, pikepdf.Array | pikepdf.Dictionary)


def _disarm_stream(stream: Any, pixels: int) -> None:
    if "/F" in stream:  # its content would be a file elsewhere
        raise Refusal("outside_link")
    if stream.get("/Subtype") == "/PS":
        raise Refusal("macros")
    if stream.get("/Subtype") != "/Image":
        return
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > pixels:
        raise Refusal("too_many_pixels")
    if _filters(stream) == ["/DCTDecode"]:
        plain = without_telling(stream.read_raw_bytes())
        how = stream.get("/DecodeParms")
        stream.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=how)


def _filters(stream: Any) -> list[str]:
    said = stream.get("/Filter")
    return [str(each) for each in said] if isinstance(said, pikepdf.Array) else [str(said)]


def _told(opened: pikepdf.Pdf) -> Iterator[str]:
    """What is said beside the pages: in title and keywords, on stamps, in fields."""
    yield from (str(value) for value in opened.docinfo.values())
    if "/Metadata" in opened.Root:
        said = opened.Root.Metadata.read_bytes().decode("utf-8", "ignore")
        yield unescape(re.sub(r"<[^<>]*>", "\n", said))
    root: Any = opened.Root
    fields = root.AcroForm.get("/Fields", []) if "/AcroForm" in root else []
    notes = (note for page in opened.pages for note in page.get("/Annots", []))
    for part in (*fields, *notes):
        if isinstance(part, pikepdf.Dictionary):
            yield from (str(part.get(key, "")) for key in TELLING)
            yield _OF_A_STAMP.get(str(part.get("/Name")), "")


_OF_A_STAMP = {"/TopSecret": "TUYỆT MẬT", "/Confidential": "MẬT"}


def _seen(content: bytes) -> tuple[list[str], float, float]:
    """The words of each page, as far as they are words and not a scan; the first page's size."""
    document = pypdfium2.PdfDocument(content)
    first = document[0]
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return texts, first.get_width(), first.get_height()

"""Several clean files of one paper bound into one PDF, each picture a page as wide as A4."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf
from PIL import Image

A4_WIDTH = 595  # points
QUALITY = 88


def bound(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return one PDF of the parts in their order.

    Shape:   ``parts``: kind and content, as ``core.uploads`` has cleaned them.
    Reading: one part is opened at a time; a JPEG goes in as it is.
    """
    out = BytesIO()
    with pikepdf.new() as book:
        for kind, content in parts:
            if kind == "pdf":
                with pikepdf.open(BytesIO(content)) as opened:
                    book.pages.extend(opened.pages)
            else:
                _add_picture(book, content if kind == "jpeg" else _as_jpeg(content))
        book.save(out, deterministic_id=True)
    return out.getvalue()


def _as_jpeg(content: bytes) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(content)) as opened:
        plain = Image.new("RGB", opened.size, "white")
        plain.paste(opened, mask=opened.getchannel("A") if "A" in opened.getbands() else None)
        plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _add_picture(book: pikepdf.Pdf, jpeg: bytes) -> None:
    with Image.open(BytesIO(jpeg)) as opened:
        width, height = opened.size
    picture = pikepdf.Stream(
        book,
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    tall = round(A4_WIDTH * height / width, 2)
    page = book.add_blank_page(page_size=(A4_WIDTH, tall))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
    drawn = f"q {A4_WIDTH} 0 0 {tall} 0 0 cm /Picture Do Q"
    page.Contents = pikepdf.Stream(book, drawn.encode())

"""Pictures: opened, turned upright, written anew from their points alone."""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from nguon.core.confined.refusal import Refusal

QUALITY = 88
NARROW_QUALITY = 78
Image.MAX_IMAGE_PIXELS = None  # the caller's own limit is asked before a point is unpacked
BROKEN = (
    UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError,
    IndexError, AttributeError, OverflowError, struct.error, zlib.error,
)  # fmt: skip
WIDE = range(0x9C9B, 0x9CA0)  # what Windows adds to a picture: title, comment, author, …
LONGEST_TOLD = 65_536
KEPT_SEGMENTS = frozenset({0xE0, 0xEE})  # what a JPEG says of its points, not of its maker


def clean(content: bytes, kind: str, pages: int, pixels: int) -> tuple[bytes, dict[str, int], str]:
    """Write the first frame without metadata, turned as it was looked at.

    Raises: Refusal.
    """
    try:
        with Image.open(BytesIO(content), formats=[kind.upper()]) as opened:
            if opened.width * opened.height > pixels:
                raise Refusal("too_many_pixels")
            opened.load()
            words = "\n".join(_told(opened))
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    except BROKEN as fault:
        raise Refusal("broken") from fault
    out = BytesIO()
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    bare.save(out, kind.upper(), **_options(kind))
    return out.getvalue(), {"pages": 1, "width": bare.width, "height": bare.height}, words


def picture_of(content: bytes, page: int, width: int) -> bytes:
    """The picture as a PNG of at most ``width`` points across."""
    with Image.open(BytesIO(content)) as opened:
        opened.thumbnail((width, width * 4))
        out = BytesIO()
        opened.convert("RGB").save(out, "PNG")
    return out.getvalue()


def narrower(content: bytes, width: int) -> bytes:
    """The picture as a WebP of at most ``width`` points across, transparent where it was."""
    with Image.open(BytesIO(content)) as opened:
        opened.thumbnail((width, width * 4), Image.Resampling.LANCZOS)
        out = BytesIO()
        opened.save(out, "WEBP", quality=NARROW_QUALITY, method=4)
    return out.getvalue()


def without_telling(jpeg: bytes) -> bytes:
    """The same points without the segments that tell when, where and by whom: for PDFs.

    Reading: what does not begin as a JPEG begins stays as it is; nothing shows it.
    """
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and at + 4 <= len(jpeg):
        mark = jpeg[at + 1]
        if mark == 0xDA:  # the points follow
            break
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark in KEPT_SEGMENTS:
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


def _told(opened: Image.Image) -> Iterator[str]:
    """Every text that a picture carries beside its points."""
    exif = opened.getexif()
    for part in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        for tag, value in part.items():
            yield from _lines(value, wide=tag in WIDE)
    for value in opened.info.values():
        yield from _lines(value)


def _lines(value: Any, *, wide: bool = False) -> Iterator[str]:
    if isinstance(value, bytes):
        plain = value[:LONGEST_TOLD].removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
        value = plain.decode("utf-16-le" if wide else "utf-8", "ignore")
    if isinstance(value, str):
        yield re.sub(r"<[^<>]*>|\0", "\n", value[:LONGEST_TOLD])


def _options(kind: str) -> dict[str, Any]:
    return {"optimize": True} if kind == "png" else {"quality": QUALITY} if kind != "gif" else {}

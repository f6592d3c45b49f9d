"""Pictures: opened, turned upright, written anew from their points alone."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from nguon.core.uploads.refusal import Refusal

QUALITY = 88
Image.MAX_IMAGE_PIXELS = None  # the caller's own limit is asked before a point is unpacked
Told = tuple[bytes, dict[str, int], str]


def clean_jpeg(content: bytes, pages: int, pixels: int) -> Told:
    return _anew(content, "JPEG", pixels)


def clean_png(content: bytes, pages: int, pixels: int) -> Told:
    return _anew(content, "PNG", pixels)


def clean_webp(content: bytes, pages: int, pixels: int) -> Told:
    return _anew(content, "WEBP", pixels)


def smaller(content: bytes, width: int) -> bytes:
    """The picture as a PNG of at most ``width`` points across."""
    with Image.open(BytesIO(content)) as opened:
        opened.thumbnail((width, width * 4))
        out = BytesIO()
        opened.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _anew(content: bytes, kind: str, pixels: int) -> Told:
    """Write the first frame without metadata; its place in the room stays as it was looked at."""
    try:
        with Image.open(BytesIO(content), formats=[kind]) as opened:
            if opened.width * opened.height > pixels:
                raise Refusal("too_many_pixels")
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise Refusal("broken") from fault
    out = BytesIO()
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    bare.save(out, kind, **_options(kind, bare))
    return out.getvalue(), {"pages": 1, "width": bare.width, "height": bare.height}, ""


def _options(kind: str, bare: Image.Image) -> dict[str, Any]:
    return {"optimize": True} if kind == "PNG" else {"quality": QUALITY}

"""Pictures that flood, that tell where they were taken, or that are something else as well."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from tests.hostile.corpus import FAR, Corpus

PNG = b"\x89PNG\r\n\x1a\n"
PAGE = b"<html><script>fetch('" + FAR.encode() + b"CANARY')</script></html>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (32, 24), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (120, 160, 90)).save(out, kind, **options)
    return out.getvalue()


def told(tags: dict[int, Any]) -> Image.Exif:
    made = Image.Exif()
    for tag, value in tags.items():
        made[tag] = value
    return made


def photograph(kind: str = "JPEG", words: str = "CANARY") -> bytes:
    """A picture that says where and with what it was taken."""
    made = told(
        {0x010F: words, 0x0110: "CANARY-MAY", 0x013B: "CANARY-NGUOI", 0x0132: "2025:01:02"}
    )
    made.get_ifd(0x8825).update({1: "N", 2: (16.0, 45.0, 12.0), 3: "E", 4: (107.0, 1.0, 2.0)})
    return picture(kind, exif=made)


def chunk(kind: bytes, content: bytes) -> bytes:
    said = kind + content
    return struct.pack(">I", len(content)) + said + struct.pack(">I", zlib.crc32(said))


def png_of(width: int, height: int, data: bytes | None = None, *more: bytes) -> bytes:
    """A PNG that says it is as large as this; its points take a few bytes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    points = chunk(b"IDAT", zlib.compress(b"\0" * 1000) if data is None else data)
    return PNG + head + b"".join(more) + points + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose head says it is as large as this."""
    small = picture("JPEG")
    at = small.index(b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", height, width) + small[at + 9 :]


def webp_of(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    return b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas


def make(corpus: Corpus) -> None:
    _floods(corpus)
    _bombs(corpus)
    _broken(corpus)
    _more_than_one(corpus)
    _telling(corpus)


def _floods(corpus: Corpus) -> None:
    sizes = {"wide": (2_000_000, 30), "high": (30, 2_000_000), "square": (60_000, 60_000)}
    for title, (width, height) in sizes.items():
        corpus.add(f"a {title} PNG", png_of(width, height), "too_many_pixels", family="floods")
    corpus.add("the largest PNG", png_of(2**31 - 1, 2**31 - 1), "too_many_pixels", family="floods")
    for title, (width, height) in {"wide": (65_000, 900), "square": (65_000, 65_000)}.items():
        corpus.add(f"a {title} JPEG", jpeg_of(width, height), "too_many_pixels", family="floods")
    real = picture("PNG", (7_200, 7_200))
    corpus.add("fifty million real points", real, "too_many_pixels", family="floods")
    corpus.add("a WebP of 16383 a side", webp_of(16_383, 16_383), "broken", family="floods")


def _bombs(corpus: Corpus) -> None:
    burst = zlib.compress(b"0" * (80 << 20), 1)
    names = {
        "a profile of colours": chunk(b"iCCP", b"a\0\0" + burst),
        "words": chunk(b"zTXt", b"Comment\0\0" + burst),
        "words of the world": chunk(b"iTXt", b"Comment\0\1\0\0\0" + burst),
    }
    for title, made in names.items():
        code = "broken"
        content = png_of(32, 24, zlib.compress((b"\0" + b"\7" * 96) * 24), made)
        corpus.add(f"{title} that bursts in a PNG", content, code, family="picture bombs")
    many = b"".join(chunk(b"tEXt", b"Comment\0" + b"x" * 900_000) for _ in range(18))
    content = png_of(32, 24, zlib.compress((b"\0" + b"\7" * 96) * 24), many)
    corpus.add("sixteen million letters in a PNG", content, gone=(b"Comment", b"x" * 99),
               family="picture bombs")  # fmt: skip
    frames = [Image.new("RGB", (64, 64), (n % 256, 0, 0)) for n in range(600)]
    for kind in ("PNG", "WEBP"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=10)
        mark = b"fdAT" if kind == "PNG" else b"ANMF"
        corpus.add(f"six hundred frames of {kind}", out.getvalue(), gone=(mark,),
                   family="picture bombs")  # fmt: skip


def _broken(corpus: Corpus) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = picture(kind, (200, 160))
        for share in (20, 55):
            corpus.add(f"a {kind} cut at {share} percent", whole[: len(whole) * share // 100],
                       "broken", family="truncated pictures")  # fmt: skip
    heads = {
        "the first bytes of a PNG": PNG,
        "the first bytes of a JPEG": b"\xff\xd8\xff",
        "the first bytes of a WebP": b"RIFF\x04\0\0\0WEBP",
        "a sound": b"RIFF\x24\0\0\0WAVEfmt ",
        "a film": b"RIFF\x24\0\0\0AVI LIST",
        "a PNG without size": png_of(0, 0),
        "a PNG with a wrong sum": png_of(32, 24).replace(b"IDAT", b"IDAT\xff", 1),
        "a PNG of no known colour": PNG
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 77, 9, 0, 0, 0)),
        "a PNG of nothing but points": PNG + chunk(b"IDAT", zlib.compress(b"\0" * 99)),
        "a PNG of endless words": PNG + struct.pack(">I", 0x7FFFFFFF) + b"tEXt",
        "a JPEG of a thousand tables": b"\xff\xd8\xff\xdb\0\x43\0" + b"\1" * 64 + b"\xff\xd9",
    }
    for title, content in heads.items():
        corpus.add(title, content, "broken", family="broken pictures")


def _more_than_one(corpus: Corpus) -> None:
    from tests.hostile.packages import docx  # noqa: PLC0415 (it draws on this module)

    for kind in ("JPEG", "PNG", "WEBP"):
        for title, behind in (("an archive", docx("CANARY") + b"CANARY"), ("a page", PAGE),
                              ("a script", b"#!/bin/sh\necho CANARY")):  # fmt: skip
            corpus.add(f"a {kind} and {title}", picture(kind) + behind, gone=(b"CANARY",),
                       family="two in one", name="anh.jpg.html")  # fmt: skip
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", PAGE.decode())
    corpus.add("a page inside a PNG", picture("PNG", pnginfo=words), gone=(b"CANARY",),
               family="two in one")  # fmt: skip
    corpus.add("a page inside a JPEG", picture("JPEG", comment=PAGE), gone=(b"CANARY",),
               family="two in one")  # fmt: skip
    palette = Image.frombytes("P", (16, 16), bytes(range(256)))
    palette.putpalette(b"CANARY;alert(1)//" * 45)
    out = BytesIO()
    palette.save(out, "PNG")
    corpus.add("a script as a palette", out.getvalue(), gone=(b"CANARY;alert",),
               family="two in one")  # fmt: skip


def _telling(corpus: Corpus) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        corpus.add(f"a {kind} that tells its place", photograph(kind),
                   gone=(b"CANARY", b"Exif\0", b"eXIf", b"EXIF"),
                   family="pictures that tell", name="anh.jpg")  # fmt: skip
        secret = picture(kind, exif=told({0x010E: "MẬT".encode()}))
        corpus.add(f"a {kind} whose words say MẬT", secret, "secret", family="marks of secrecy")
    profile = b"CANARY" * 40
    corpus.add("a profile that tells", picture("JPEG", icc_profile=profile), gone=(b"CANARY",),
               family="pictures that tell")  # fmt: skip
    xmp = b"<x:xmpmeta><dc:creator>CANARY</dc:creator></x:xmpmeta>"
    corpus.add("a JPEG with XMP", picture("JPEG", xmp=xmp), gone=(b"CANARY", b"xmpmeta"),
               family="pictures that tell")  # fmt: skip
    marked = b"<x:xmpmeta><dc:title>TUY\xe1\xbb\x86T M\xe1\xba\xacT</dc:title></x:xmpmeta>"
    corpus.add("XMP that says TUYỆT MẬT", picture("JPEG", xmp=marked), "secret",
               family="marks of secrecy")  # fmt: skip
    corpus.add("a comment that says MẬT", picture("JPEG", comment="MẬT".encode()), "secret",
               family="marks of secrecy")  # fmt: skip

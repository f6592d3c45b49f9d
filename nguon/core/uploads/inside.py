"""What runs in the confined process: look at one file from the input, write it anew.

``python -m nguon.core.uploads.inside WORK NAME PAGES PIXELS``; the first line of the output is a
JSON document, the rest the file.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from nguon.core.uploads import office, pdf, picture, secrecy
from nguon.core.uploads.refusal import Refusal

MEMORY, SECONDS = 900 << 20, 10
Cleaner = Callable[[bytes, int, int], tuple[bytes, dict[str, int], str]]
KINDS: tuple[tuple[str, bytes, Cleaner], ...] = (
    ("pdf", b"%PDF-", pdf.clean),
    ("jpeg", b"\xff\xd8\xff", picture.clean_jpeg),
    ("png", b"\x89PNG\r\n\x1a\n", picture.clean_png),
    ("webp", b"RIFF", picture.clean_webp),
    ("docx", b"PK\x03\x04", office.clean),
)


def clean(content: bytes, name: str, pages: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """Tell the kind, and give the file written anew.

    Raises: Refusal.
    """
    for kind, begins, cleaner in KINDS:
        if content.startswith(begins):
            made, told, text = cleaner(content, pages, pixels)
            if secrecy.marked(text) or secrecy.marked_name(name):
                raise Refusal("secret")
            return {"kind": kind, **told}, made
    raise Refusal("unknown_kind")


def preview(content: bytes, asked: str) -> tuple[dict[str, Any], bytes]:
    """Give one page as a picture; ``asked`` is kind, page and width."""
    kind, page, width = asked.split(":")
    if kind == "pdf":
        return {}, pdf.picture_of(content, int(page), int(width))
    if kind == "docx":
        raise Refusal("unknown_kind")
    return {}, picture.smaller(content, int(width))


def confine() -> None:
    """Little memory, little time, no file of any size; before the first byte is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(work: str, name: str, pages: str, pixels: str) -> None:
    confine()
    content = sys.stdin.buffer.read()
    try:
        if work == "preview":
            told, made = preview(content, name)
        else:
            told, made = clean(content, name, int(pages), int(pixels))
    except Refusal as refusal:
        told, made = {"refused": refusal.code}, b""
    except MemoryError:
        told, made = {"refused": "too_costly"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)


if __name__ == "__main__":
    main(*sys.argv[1:])

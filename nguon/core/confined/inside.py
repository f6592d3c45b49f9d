"""What runs in the confined process: look at one file from the input, write it anew.

``python -m nguon.core.confined.inside WORK PAGES PIXELS``, the name of the file in the
environment; the first line of the output is a JSON document, the rest the file.
"""

import json
import os
import resource
import sys
from importlib import import_module
from typing import Any

from nguon.core.confined import alone, secrecy
from nguon.core.confined.refusal import NAME, Refusal, kind_of

MEMORY, SECONDS = 900 << 20, 10
MOST_LETTERS = 400_000
# Read only when a file needs it: each costs a tenth of a second.
CLEANERS = {"pdf": "pdf", "docx": "office", "jpeg": "picture", "png": "picture", "webp": "picture"}
PACKAGES = CLEANERS | {"docx": "packages"}  # where workbooks and texts of others are taken, too


def clean(
    content: bytes, name: str, pages: int, pixels: int, *, cleaners: dict[str, str] = CLEANERS
) -> tuple[dict[str, Any], bytes]:
    """Tell the kind, and give the file written anew.

    Raises: Refusal.
    """
    kind = kind_of(content)
    if not kind:
        raise Refusal("unknown_kind")
    if secrecy.marked_name(name):
        raise Refusal("secret")
    made, told, text = _module(cleaners[kind]).clean(content, kind, pages, pixels)
    if secrecy.marked(text):
        raise Refusal("secret")
    return {"kind": kind, **told}, made


def preview(content: bytes, asked: str) -> tuple[dict[str, Any], bytes]:
    """Give one page as a picture; ``asked`` is kind, page, width and form."""
    kind, page, width, form = asked.split(":")
    if kind == "docx" or (kind == "pdf" and form != "png"):
        raise Refusal("unknown_kind")
    if form == "png":
        return {}, _module(CLEANERS[kind]).picture_of(content, int(page), int(width))
    return {}, _module(CLEANERS[kind]).narrower(content, int(width))


def words(content: bytes, pages: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """Give the words in a PDF or a document, as many as anybody looks for."""
    kind = kind_of(content)
    if kind not in PACKAGES or PACKAGES[kind] == "picture":
        raise Refusal("unknown_kind")
    _made, _told, text = _module(PACKAGES[kind]).clean(content, kind, pages, pixels)
    return {}, text[:MOST_LETTERS].encode("utf-8", "replace")


def confine() -> None:
    """Little memory and time, no file of any size, nobody to talk to; before the first byte."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    alone.shut()


def judge(work: str, content: bytes, name: str, pages: int, pixels: int) -> bytes:
    """Do the work; the answer as it is written out."""
    try:
        if work == "preview":
            told, made = preview(content, name)
        elif work == "text":
            told, made = words(content, pages, pixels)
        else:
            cleaners = PACKAGES if work == "packages" else CLEANERS
            told, made = clean(content, name, pages, pixels, cleaners=cleaners)
    except Refusal as refusal:
        told, made = {"refused": refusal.code}, b""
    except MemoryError:
        told, made = {"refused": "too_costly"}, b""
    return json.dumps(told).encode() + b"\n" + made


def main(work: str, pages: str, pixels: str) -> None:
    confine()
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(judge(work, content, os.environ[NAME], int(pages), int(pixels)))


def _module(name: str) -> Any:
    return import_module(f"nguon.core.confined.{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])

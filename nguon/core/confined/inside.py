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
# Read only when a file needs it: each costs a tenth of a second.
CLEANERS = {"pdf": "pdf", "docx": "office", "jpeg": "picture", "png": "picture", "webp": "picture"}


def clean(content: bytes, name: str, pages: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """Tell the kind, and give the file written anew.

    Raises: Refusal.
    """
    kind = kind_of(content)
    if not kind:
        raise Refusal("unknown_kind")
    if secrecy.marked_name(name):
        raise Refusal("secret")
    made, told, text = _module(kind).clean(content, kind, pages, pixels)
    if secrecy.marked(text):
        raise Refusal("secret")
    return {"kind": kind, **told}, made


def preview(content: bytes, asked: str) -> tuple[dict[str, Any], bytes]:
    """Give one page as a picture; ``asked`` is kind, page and width."""
    kind, page, width = asked.split(":")
    if kind == "docx":
        raise Refusal("unknown_kind")
    return {}, _module(kind).picture_of(content, int(page), int(width))


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
        else:
            told, made = clean(content, name, pages, pixels)
    except Refusal as refusal:
        told, made = {"refused": refusal.code}, b""
    except MemoryError:
        told, made = {"refused": "too_costly"}, b""
    return json.dumps(told).encode() + b"\n" + made


def main(work: str, pages: str, pixels: str) -> None:
    confine()
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(judge(work, content, os.environ[NAME], int(pages), int(pixels)))


def _module(kind: str) -> Any:
    return import_module(f"nguon.core.confined.{CLEANERS[kind]}")


if __name__ == "__main__":
    main(*sys.argv[1:])

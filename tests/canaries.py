"""Words that tell whose data they are wherever they turn up, however they are written."""

import base64
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote_plus

from django.http import HttpResponse

FOUND = re.compile(r"zqak(\d{3})w")
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


def token(number: int) -> str:
    """The word of owner ``number``: with marks, so that composed and decomposed forms differ."""
    return f"Zqẩk{number:03d}w"


def found_in(response: HttpResponse) -> set[int]:
    """Owners whose word stands anywhere in a response: body, headers, cookies, packed files."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    body = b"".join(response) if response.streaming else response.content
    return found(b"\n".join([body, headers.encode(), cookies.encode()]))


def found(raw: bytes) -> set[int]:
    """Owners whose word stands in ``raw``."""
    return {int(number) for text in _readings(raw) for number in FOUND.findall(_plain(text))}


def _readings(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", errors="replace")
    yield from (text, html.unescape(text), unquote_plus(text), _unescaped(text))
    for run in ENCODED.findall(raw):
        for start in range(4):
            yield _from_base64(run[start:])
    yield from _unpacked(raw)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)


def _from_base64(run: bytes) -> str:
    run = run.rstrip(b"=")
    usable = run[: len(run) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(usable).decode("utf-8", errors="ignore")


def _unpacked(raw: bytes) -> Iterator[str]:
    start = raw.find(b"PK\x03\x04")
    if start < 0 or not zipfile.is_zipfile(io.BytesIO(raw[start:])):
        return
    with zipfile.ZipFile(io.BytesIO(raw[start:])) as packed:
        for name in packed.namelist():
            yield name + html.unescape(packed.read(name).decode("utf-8", errors="replace"))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))

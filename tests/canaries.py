"""Words that tell whose data they are wherever they turn up, however they are written."""

import base64
import html
import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote_plus

from django.http import HttpResponse

# Composed, decomposed or without marks; the number tells the owner.
WORD = re.compile("zq(?:ẩ|a\u0302\u0309|â\u0309|a)k(\\d{3})w", re.IGNORECASE)
BEGINNINGS = ("Zqẩk", "Zqa\u0302\u0309k", "zqak", "zqẩk")
RUN = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


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
    return {int(number) for text in _readings(raw) for number in WORD.findall(text)}


def _readings(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", errors="replace")
    yield text
    if "&#" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote_plus(text)
    if "\\u" in text:
        yield ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    if any(part in raw for part in IN_BASE64):
        yield from _decoded(raw)
    yield from _unpacked(raw)


def _in_base64() -> Iterator[bytes]:
    """What the beginning of a word looks like in base64, at each of three places."""
    for beginning in BEGINNINGS:
        for offset in range(3):
            coded = base64.b64encode(b" " * offset + beginning.encode())
            end = (offset + len(beginning.encode())) // 3 * 4
            yield coded[(0, 2, 3)[offset] : end]


IN_BASE64 = frozenset(_in_base64())


def _decoded(raw: bytes) -> Iterator[str]:
    for run in RUN.findall(raw):
        for start in range(4):
            usable = run[start:][: (len(run) - start) // 4 * 4]
            plain = base64.b64decode(usable.translate(bytes.maketrans(b"-_", b"+/")))
            yield plain.decode("utf-8", errors="ignore")


def _unpacked(raw: bytes) -> Iterator[str]:
    start = raw.find(b"PK\x03\x04")
    if start < 0 or not zipfile.is_zipfile(io.BytesIO(raw[start:])):
        return
    with zipfile.ZipFile(io.BytesIO(raw[start:])) as packed:
        for name in packed.namelist():
            yield name + html.unescape(packed.read(name).decode("utf-8", errors="replace"))

"""Marks of secrecy: a document that bears one must not be kept here.

A mark stands alone on its line, however its letters are spaced or composed; the same words inside
a sentence are no mark.
"""

import re
import unicodedata

MARKS = frozenset({"mật", "tối mật", "tuyệt mật"})
NAMED = re.compile(
    r"(?:^|[^a-z])(?:tuyet|toi)[\s_.-]*mat(?:[^a-z]|$)|(?:^|[\s_.(\[-])mat(?=[\s_.)\]-]*\.[a-z]+$)"
)
SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")


def marked(text: str) -> bool:
    """Whether a line of a text is a mark of secrecy."""
    return any(_is_mark(line) for line in unicodedata.normalize("NFC", text).splitlines())


def marked_name(name: str) -> bool:
    """Whether a file's name says that it is secret."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return bool(NAMED.search("".join(sign for sign in bare if not unicodedata.combining(sign))))


def _is_mark(line: str) -> bool:
    words = re.sub(r"[^\w\s]|_", " ", line.lower())
    words = " ".join(words.split())
    joined = {"mật": "mật", "tốimật": "tối mật", "tuyệtmật": "tuyệt mật"}
    together = words.replace(" ", "")
    return words in MARKS or (together in joined and bool(SPACED.search(words)))

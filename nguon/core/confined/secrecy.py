"""Marks of secrecy: a document that bears one must not be kept here.

A mark stands alone on its line, or behind the words that announce one, however its letters are
spaced, composed or drawn; the same words inside a sentence are no mark.
"""

import re
import unicodedata

MARKS = frozenset({"mật", "tối mật", "tuyệt mật"})
TOGETHER = frozenset(mark.replace(" ", "") for mark in MARKS)
ANNOUNCED = re.compile(r"^(?:dấu )?(?:độ mật|mức độ mật|mức độ|độ khẩn mật|dấu mật) ")
NAMED = re.compile(
    r"(?:^|[^a-z])(?:tuyet|toi)[\s_.-]*mat(?:[^a-z]|$)|(?:^|[\s_.(\[-])mat(?=[\s_.)\]-]*\.[a-z]+$)"
)
SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")
LOOK_ALIKES = str.maketrans("АВЕКМНОРСТІаеорсі", "ABEKMHOPCTIaeopci")  # Cyrillic


def marked(text: str) -> bool:
    """Whether a line of a text is a mark of secrecy."""
    return any(_is_mark(line) for line in _plain(text).splitlines())


def marked_name(name: str) -> bool:
    """Whether a file's name says that it is secret."""
    bare = unicodedata.normalize("NFD", _plain(name).lower().replace("đ", "d"))
    return bool(NAMED.search("".join(sign for sign in bare if not unicodedata.combining(sign))))


def _plain(text: str) -> str:
    """Letters as they look: composed, of one width, without signs that nobody sees."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(LOOK_ALIKES))


def _is_mark(line: str) -> bool:
    words = re.sub(r"[^\w\s]|_", " ", line.lower())
    words = ANNOUNCED.sub("", " ".join(words.split()))
    together = words.replace(" ", "")
    return words in MARKS or (together in TOGETHER and bool(SPACED.search(words)))

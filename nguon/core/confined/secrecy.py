"""Marks of secrecy: a document that bears one must not be kept here.

A mark stands alone on its line, or behind the words that announce one, however its letters are
spaced, composed or drawn; without its accents only in capitals, as a stamp has it. The same words
inside a sentence are no mark, nor is the end of a sentence that was broken behind "bí".
"""

import re
import unicodedata

MARKS = frozenset({"mật", "tối mật", "tuyệt mật"})
TOGETHER = frozenset(mark.replace(" ", "") for mark in MARKS)
BARE = frozenset({"MAT", "TOI MAT", "TUYET MAT"})
ANNOUNCED = re.compile(r"^(?:dấu )?(?:độ mật|mức độ mật|mức độ|độ khẩn mật|dấu mật) ")
NAMED = re.compile(
    r"(?:^|[^a-z])(?:tuyet|toi)[\s_.-]*mat(?:[^a-z]|$)|(?:^|[\s_.(\[-])mat(?=[\s_.)\]-]*\.[a-z]+$)"
)
SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")
BROKEN = re.compile(r"\bbí\s*$", re.IGNORECASE)  # "bí mật", its second word on the next line
LOOK_ALIKES = str.maketrans("АВЕКМНОРСТІаеорсі", "ABEKMHOPCTIaeopci")  # Cyrillic


def marked(text: str) -> bool:
    """Whether a line of a text is a mark of secrecy."""
    lines = [line for line in _plain(text).splitlines() if line.strip()]
    return any(
        _is_mark(line) and not BROKEN.search(above)
        for above, line in zip(["", *lines], lines, strict=False)
    )


def marked_name(name: str) -> bool:
    """Whether a file's name says that it is secret."""
    bare = unicodedata.normalize("NFD", _plain(name).lower().replace("đ", "d"))
    return bool(NAMED.search("".join(sign for sign in bare if not unicodedata.combining(sign))))


def _plain(text: str) -> str:
    """Letters as they look: composed, of one width, without signs that nobody sees."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(LOOK_ALIKES))


def _is_mark(line: str) -> bool:
    said = " ".join(re.sub(r"[^\w\s]|_", " ", line).split())
    words = ANNOUNCED.sub("", said.lower())
    if said == "mật":  # in small letters and not announced: the rest of a sentence
        return False
    together = words.replace(" ", "")
    spaced = bool(SPACED.search(words))
    if words in MARKS or (together in TOGETHER and spaced):
        return True
    return said in BARE or (spaced and said.replace(" ", "") in _BARE_TOGETHER)


_BARE_TOGETHER = frozenset(mark.replace(" ", "") for mark in BARE)

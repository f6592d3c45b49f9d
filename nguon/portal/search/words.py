"""Words as they are indexed and sought: folded, so that marks do not matter, and as spelled."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from nguon.core import text

WORD = re.compile(r"[^\W_]+")
KEPT = 512  # texts without their marks: those found most are found again
TONES = frozenset(text.TONES)


class Words(NamedTuple):
    """The words of a text in their order, twice: without marks, and with them."""

    folded: tuple[str, ...]
    spelled: tuple[str, ...]


def words(said: str) -> Words:
    """Return the words of a text, by its letters and digits alone.

    Reading: ``24-QĐ/TW`` is three words; ``hoà`` and ``hòa`` are spelled alike, ``hoa`` is not.
    """
    found = WORD.findall(text.tidy(said).casefold())
    return Words(tuple(map(fold, found)), tuple(map(spell, found)))


def places(said: str, sought: Iterable[str]) -> list[tuple[int, int]]:
    """Return where the sought folded words stand in a composed text, from and until."""
    any_of = "|".join(sorted(set(sought), key=len, reverse=True))
    if not any_of:
        return []
    pattern = rf"(?<![^\W_])(?:{any_of})(?![^\W_])"
    return [found.span() for found in re.finditer(pattern, _plain(said))]


@lru_cache(maxsize=KEPT)
def _plain(said: str) -> str:
    return said.translate(_LETTERS)


@lru_cache(maxsize=text.WORDS)
def fold(word: str) -> str:
    """Return a word without marks, ``đ`` as ``d``."""
    return text.fold(word)


@lru_cache(maxsize=text.WORDS)
def spell(word: str) -> str:
    """Return a word in small letters with every mark, its tone at the end."""
    apart = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(sign for sign in apart if sign in TONES)
    return "".join(sign for sign in apart if sign not in TONES) + tones


def is_plain(word: str) -> bool:
    """Whether a word bears no mark, so that it may stand for any that sounds like it."""
    return word.isascii()


class _Letters(dict[int, int]):
    """Each letter without its mark, one for one, so that places in a text stay what they are."""

    def __missing__(self, code: int) -> int:
        plain = text.fold(chr(code))
        self[code] = found = ord(plain) if len(plain) == 1 else code
        return found


_LETTERS = _Letters()

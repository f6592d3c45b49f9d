"""Names of people: tidy, found with and without marks, in the order that lists here have."""

import re
import unicodedata
from functools import lru_cache

from nguon.core import text

# The tone marks, and what is typed for them after the word.
TONES = dict(zip("\u0300\u0309\u0303\u0301\u0323", "`?~'.", strict=True))
VOWEL = re.compile("[aăâeêioôơuưy]", re.IGNORECASE)
LONGEST_KEY = 400
words = re.compile(r"\w+").findall
first_letters = re.compile(r"(?:^|(?<=['’-]))\w")


def normal(full_name: str) -> str:
    """Return the name as it is kept: composed letters, single spaces, a capital for each word.

    Reading: a word with a capital of its own (``H'hen``, ``LÊ``) stays as it was written.
    """
    return " ".join(map(_capital, text.tidy(full_name).split(" ")))


def fold(full_name: str) -> str:
    """Return what the name is found by: small letters without marks, ``đ`` as ``d``.

    Reading: whatever is neither letter nor digit (an apostrophe, a hyphen) parts two words.
    """
    return " ".join(words(text.fold(full_name)))


def spell(full_name: str) -> str:
    """Return the name in small letters with every mark, each tone at the end of its word.

    Reading: so ``hoà`` and ``hòa`` are spelled alike and ``hoa`` is not.
    """
    return " ".join(map(_spell, words(normal(full_name).casefold())))


def is_plain(spelled: str) -> bool:
    """Whether a spelled word bears no mark, so that it may stand for any that sounds like it."""
    return spelled.isascii() and spelled.isalnum()


def sort_key(full_name: str) -> str:
    """Return a key that sorts by given name, then by family and middle names.

    Shape: ASCII digits and small letters only, so every database compares keys alike.
    """
    *family, given = map(_tone_first, normal(full_name).split() or [""])
    key = text.END.join((text.sort_key(given), text.sort_key(" ".join(family))))
    return key[:LONGEST_KEY]


def _capital(word: str) -> str:
    if not word.islower():
        return word
    return first_letters.sub(lambda letter: letter[0].upper(), word)


@lru_cache(maxsize=text.WORDS)
def _tone_first(word: str) -> str:
    """The word with its tone on its first vowel, so that ``oà`` and ``òa`` sort alike."""
    letters, tones = _apart(word)
    vowel = re.search(VOWEL, letters)
    end = vowel.end() if vowel else len(letters)
    return unicodedata.normalize("NFC", letters[:end] + tones + letters[end:])


@lru_cache(maxsize=text.WORDS)
def _spell(word: str) -> str:
    letters, tones = _apart(word)
    return letters + "".join(TONES[tone] for tone in tones)


def _apart(word: str) -> tuple[str, str]:
    """A word's letters, composed, and its tone marks."""
    signs = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in signs if sign not in TONES)
    tones = "".join(sign for sign in signs if sign in TONES)
    return unicodedata.normalize("NFC", letters), tones

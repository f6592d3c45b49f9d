"""Vietnamese words for the machine: folded so that they can be found, keyed so that they sort."""

import re
import unicodedata
from functools import cache, lru_cache

# Typed for đ by keyboards and old fonts: the letters eth and African d look the same.
D_WITH_STROKE = str.maketrans("đðɖ", "ddd")
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
NO_TONE = "1"
WORDS = 20_000  # kept: there are some thousand syllables, however many names

# Symbols of a key, lowest first: the end of a level, a gap between words, other signs, letters.
END, GAP, SIGN = "0", "1", "2"
LETTERS = dict(zip(ALPHABET, "3456789abcdefghijklmnopqrstuvwxyz", strict=True))


def tidy(text: str) -> str:
    """Return ``text`` in composed letters, with single spaces and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return what ``text`` is found by: small letters without marks, ``đ`` as ``d``.

    Reading: ``oà`` and ``òa`` are the same word, and so are composed and decomposed letters.
    """
    return " ".join(map(_fold_word, tidy(text).split(" ")))


@lru_cache(maxsize=WORDS)
def _fold_word(word: str) -> str:
    small = word.casefold().translate(D_WITH_STROKE)
    apart = unicodedata.normalize("NFD", small)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def sort_key(text: str) -> str:
    """Return a key that puts words in the order of a Vietnamese dictionary.

    Shape:   ASCII digits and small letters only, so every database compares keys alike; letters
             of the whole text first, then tones, then capitals. A shorter word comes first.
    Reading: the letters run a ă â b c d đ e ê …, the tones level, huyền, hỏi, ngã, sắc, nặng.
    """
    words = [_weigh_word(word) for word in tidy(text).replace("-", " ").split(" ")]
    letters = GAP.join(letters for letters, _, _ in words)
    tones = "".join(tones for _, tones, _ in words).rstrip(NO_TONE)
    capitals = "".join(capitals for _, _, capitals in words).rstrip("1")
    return END.join((letters, tones, capitals))


def natural_key(text: str) -> str:
    """Return a key like ``sort_key`` in which *Khóm 2* comes before *Khóm 10*."""
    return sort_key(re.sub(r"\d+", lambda number: number[0].zfill(8), text))


@lru_cache(maxsize=WORDS)
def _weigh_word(word: str) -> tuple[str, str, str]:
    """Letters, tones and capitals of one word."""
    signs = [_weigh(sign) for sign in word]
    letters, tones, capitals = ("".join(sign[part] for sign in signs) for part in range(3))
    return letters, tones, capitals


@cache
def _weigh(sign: str) -> tuple[str, str, str]:
    """Letter, tone and capital of one composed sign; nothing for signs that do not count."""
    if sign.isdecimal():
        return f"{SIGN}{int(sign)}", "", ""
    apart = unicodedata.normalize("NFD", sign)
    tone = next((TONES[mark] for mark in apart if mark in TONES), NO_TONE)
    letter = unicodedata.normalize("NFC", "".join(s for s in apart if s not in TONES))
    known = LETTERS.get(letter.lower()) or LETTERS.get(fold(letter)[:1])
    if known:
        return known, tone, "1" if letter == letter.lower() else "2"
    return (f"{SIGN}z{ord(sign):06x}", "", "") if sign.isalpha() else ("", "", "")

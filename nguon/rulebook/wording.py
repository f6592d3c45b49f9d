"""Provisions in words: the value with its unit, the instrument, the mark."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from nguon.rulebook.law.book import Provision, Rulebook
from nguon.rulebook.law.loading import load
from nguon.rulebook.law.vocabulary import COUNTED, WORDS_OF_VALUES, Language

YEAR: Final = 12
ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
ONE: Final = {
    "months": "month",
    "working days": "working day",
    "persons": "person",
    "children": "child",
    "ballots": "ballot",
    "times": "time",
    "percent": "%",
    "points": "point",
}


def value_in_words(
    provision: Provision, lang: Language = "vi", book: Rulebook | None = None
) -> str:
    """Put the value of an edition into words, with its unit.

    Shape: "216 tháng (18 năm)", "có", "ít nhất hai phần ba"; several values with commas.
    """
    book = book or load()
    value = provision.value
    if value is None:
        return _phrase("not_applied", lang, book)
    if provision.unit == "flag":
        return _phrase("yes" if value else "no", lang, book)
    parts: Iterable[Any] = value if isinstance(value, tuple) else (value,)
    if provision.unit in COUNTED:
        return ", ".join(_counted(part, provision.unit, lang, book) for part in parts)
    return ", ".join(_word(part, lang, book) for part in parts)


def unit_in_words(unit: str, lang: Language = "vi", book: Rulebook | None = None) -> str:
    """Name a unit."""
    text: str = (book or load()).words["labels"]["unit"][unit][lang]
    return text


def assumed_in_words(value: Any, lang: Language = "vi", book: Rulebook | None = None) -> str:
    """Put the value taken for an open point into words.

    Shape: ``value`` as ``Parameter.value`` or as a document has it; "có", "60", "28/08/2018",
           "trên một nửa".
    """
    book = book or load()
    if isinstance(value, bool):
        return _phrase("yes" if value else "no", lang, book)
    if isinstance(value, int):
        return str(value)
    words = book.words["labels"]["assumed"].get(value)
    if words:
        return str(words[lang])
    day = value if isinstance(value, date) else _iso(value)
    return f"{day:%d/%m/%Y}" if day else _word(value, lang, book)


def _iso(text: str) -> date | None:
    return date.fromisoformat(text) if ISO.fullmatch(text) else None


def _counted(count: int, unit: str, lang: Language, book: Rulebook) -> str:
    one = count == 1 and lang == "en"
    text = f"{count} {ONE[unit] if one else unit_in_words(unit, lang, book)}"
    if unit != "months" or count % YEAR or count == YEAR:
        return text
    years = count // YEAR
    return f"{text} ({years} years)" if lang == "en" else f"{text} ({years} năm)"


def _word(code: str, lang: Language, book: Rulebook) -> str:
    if code in book.steps:
        step = book.steps[code]
        return step.en if lang == "en" else step.vi
    labels = book.words["labels"]
    text: str = next(
        labels[group][code][lang] for group in WORDS_OF_VALUES if code in labels.get(group, ())
    )
    return text


def _phrase(name: str, lang: Language, book: Rulebook) -> str:
    text: str = book.words["phrases"][name][lang]
    return text

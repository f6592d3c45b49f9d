"""Whether everything that has to be said has words in both languages, and nothing has in vain."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from nguon.rulebook.case.facts import EVENT_TYPES, SCHOOLING, STANDING
from nguon.rulebook.law.lint.notes import At, Lint
from nguon.rulebook.law.vocabulary import (
    ANY_DAY,
    ANY_NUMBER,
    ASKED,
    CHOICES,
    EXITS,
    LANGUAGES,
    MARKS,
    PHRASES,
    SEVERITIES,
    STEP_NAMES,
    UNITS,
)

FILE: Final = "messages.yaml"
PLACES: Final = re.compile(r"\$[a-z_]+")
# What each group of labels must have words for; of the other codes only those that are read.
NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "severity": frozenset(SEVERITIES),
    "confidence": frozenset(MARKS),
    "unit": frozenset(UNITS),
    "exit": frozenset(EXITS),
    "event": frozenset(EVENT_TYPES) - set(STEP_NAMES),
    "field": frozenset(ASKED),
    "actor": frozenset(ASKED.values()),
    "value": frozenset(),
    "threshold": frozenset(),
    "schooling": frozenset(SCHOOLING),
    "standing": frozenset(STANDING),
    "subject": frozenset(),
    "relation": frozenset(),
    "reason": frozenset(),
}


def lint_words(check: Lint, topics: Mapping[str, Mapping[Any, Any]]) -> None:
    """Note codes without words, words that nothing reads, and languages that differ."""
    words = check.tables[FILE]
    if not check.has(At(FILE), words, {"findings", "phrases", "labels"}):
        return
    for part in words:
        if not check.need(At(FILE, (part,)), isinstance(words[part], dict), "no_table"):
            return
    codes = check.tables["findings.yaml"]
    for code in codes:
        check.need(At("findings.yaml", (code,)), code in words["findings"], "no_message")
    for code, texts in words["findings"].items():
        at = At(FILE, ("findings", code))
        check.need(at, code in codes, "no_code")
        _texts(check, at, texts)
    for code, texts in words["phrases"].items():
        at = At(FILE, ("phrases", code))
        check.need(at, code in PHRASES, "unread")
        _texts(check, at, texts)
    for code in PHRASES:
        check.need(At(FILE, ("phrases",)), code in words["phrases"], "no_words", word=code)
    _labels(check, words["labels"], topics)


def _labels(
    check: Lint, labels: Mapping[Any, Any], topics: Mapping[str, Mapping[Any, Any]]
) -> None:
    actors = _actors(check)
    read = {*CHOICES, *actors, *_values(topics)}
    needed = {**NEEDED, "actor": NEEDED["actor"] | actors, "assumed": _assumed(check)}
    for group, held in labels.items():
        at = At(FILE, ("labels", group))
        check.need(at, group in needed, "unread")
        for code, texts in held.items() if isinstance(held, dict) else ():
            known = code in needed.get(group, ()) or code in read
            check.need(at.below(code), known, "unread")
            _texts(check, at.below(code), texts)
    for group, codes in needed.items():
        held = labels.get(group, {})
        for code in sorted(codes):
            at = At(FILE, ("labels", group))
            check.need(at, isinstance(held, dict) and code in held, "no_words", word=code)


def _actors(check: Lint) -> set[str]:
    """Name whoever acts in a step; the authority is whoever decides on the day."""
    steps = check.tables["steps.yaml"].values()
    return {str(step["actor"]) for step in steps if isinstance(step, dict) and "actor" in step} - {
        "authority"
    }


def _assumed(check: Lint) -> frozenset[str]:
    """Name what may be taken for an open point and has no words as a value of a provision."""
    entries = check.tables["parameters.yaml"].values()
    lists = (entry.get("choices") for entry in entries if isinstance(entry, dict))
    choices = (choice for found in lists if isinstance(found, list) for choice in found)
    words = {choice for choice in choices if isinstance(choice, str)}
    return frozenset(words - check.words - {ANY_DAY, ANY_NUMBER})


def _values(topics: Mapping[str, Mapping[Any, Any]]) -> Iterator[str]:
    """Yield the words that are values of provisions."""
    for table in topics.values():
        for entry in table.values():
            editions = entry.get("editions") if isinstance(entry, dict) else None
            for edition in editions if isinstance(editions, list) else ():
                value = edition.get("value") if isinstance(edition, dict) else None
                yield from (one for one in _parts(value) if isinstance(one, str))


def _parts(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _texts(check: Lint, at: At, texts: object) -> None:
    """Note a text that is not there in each language with the same places to fill in."""
    if not check.has(at, texts, set(LANGUAGES)) or not isinstance(texts, dict):
        return
    for lang in LANGUAGES:
        if not check.need(at.below(lang), isinstance(texts[lang], str), "no_text"):
            return
    vi, en = (sorted(set(PLACES.findall(texts[lang]))) for lang in LANGUAGES)
    check.need(at, vi == en, "other_places", vi=", ".join(vi), en=", ".join(en))

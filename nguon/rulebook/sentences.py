"""Sentences and labels in both languages, and the assessment as the contract's document."""

import re
from datetime import date
from functools import cache
from typing import Any, Final

from nguon.rulebook.law.book import Rulebook
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.law.loading import load
from nguon.rulebook.law.vocabulary import Language
from nguon.rulebook.verdict.assess import Assessment, NextStep

SCHEMA: Final = "case-assessment/1"
PLACE = re.compile(r"\$([a-z_]+)")
# Which group of labels puts a code of ``Finding.because`` into words.
GROUPS: Final = {
    "schooling": "schooling",
    "least": "schooling",
    "body": "actor",
    "before": "actor",
    "now": "actor",
    "ask": "actor",
    "subjects": "subject",
    "relation": "relation",
    "reason": "reason",
    "field": "field",
    "act": "act",
    "lacking": "act",
    "redo": "act",
}


def label(group: str, code: str, lang: Language = "vi", book: Rulebook | None = None) -> str:
    """Put a code of the contract into words.

    Shape:  groups are those of messages.yaml, and ``act`` for steps and event types.
    Raises: KeyError for a code that has no words.
    """
    book = book or load()
    if group == "act" and code in book.steps:
        step = book.steps[code]
        return step.vi if lang == "vi" else step.en
    text: str = book.words["labels"]["event" if group == "act" else group][code][lang]
    return text


def step_label(step: str, lang: Language = "vi", book: Rulebook | None = None) -> str:
    """Name a step or a stage, exits included."""
    exits = (book or load()).words["labels"]["exit"]
    return label("exit" if step in exits else "act", step, lang, book)


def event_label(kind: str, lang: Language = "vi") -> str:
    """Name a type of event."""
    return label("act", kind, lang)


def authority_label(body: str, lang: Language = "vi") -> str:
    """Name an authority or another actor of a step."""
    return label("actor", body, lang)


@cache
def _template(book: Rulebook, code: str, lang: Language) -> tuple[str, ...]:
    """Split a sentence once: words at even places, names of what is put in at odd ones."""
    return tuple(PLACE.split(book.words["findings"][code][lang]))


def finding_message(finding: Finding, lang: Language = "vi", book: Rulebook | None = None) -> str:
    """Put a finding into a sentence.

    Reading: plain substitution; nothing in the sentence is ever evaluated.
    """
    book = book or load()
    parts = _template(book, finding.code, lang)
    if len(parts) == 1:
        return parts[0]
    words = list(parts)
    for place in range(1, len(words), 2):
        words[place] = _in_words(words[place], finding, lang, book)
    return "".join(words)


def _in_words(name: str, finding: Finding, lang: Language, book: Rulebook) -> str:
    value = finding.on if name == "on" else finding.because[name]
    if name == "beyond":
        return "" if value is None else _beyond(value, lang, book)
    if name == "introducer":
        return f"({value})" if value else ""
    if value is None:
        text: str = book.words["phrases"]["no_day"][lang]
        return text
    if isinstance(value, date):
        return _day(value)
    if name in GROUPS:
        codes = value if isinstance(value, tuple) else (value,)
        return ", ".join(label(GROUPS[name], code, lang, book) for code in codes)
    return str(value)


def _beyond(extended: date, lang: Language, book: Rulebook) -> str:
    text: str = book.words["phrases"]["beyond"][lang]
    return text.replace("$extended", _day(extended))


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def iso(day: date | None) -> str | None:
    """Write a day as documents do."""
    return day.isoformat() if day else None


def render(
    assessment: Assessment, lang: Language = "vi", book: Rulebook | None = None
) -> dict[str, Any]:
    """Give the assessment as the document of the contract, ready for JSON.

    Shape: keys in the contract's order; ``field`` and ``ask`` stand in ``fact_unknown`` only,
           ``redo`` in ``file_stale`` only.
    """
    book = book or load()
    dates = assessment.dates
    return {
        "schema": SCHEMA,
        "id": assessment.id,
        "as_of": assessment.as_of.isoformat(),
        "regime": assessment.regime,
        "stage": assessment.stage,
        "may_proceed": assessment.may_proceed,
        "next_change_on": iso(assessment.next_change_on),
        "next_steps": [_next_step(step) for step in assessment.next_steps],
        "findings": [_finding(finding, lang, book) for finding in assessment.findings],
        "votes": {
            kind: {"counted": counted, "needed": needed, "yes": yes, "passed": passed}
            for kind, (counted, needed, yes, passed) in assessment.votes.items()
        },
        "authority": {"admission": assessment.authority, "threshold": assessment.threshold},
        "dates": {
            "certificate_valid_until": iso(dates.certificate_valid_until),
            "probation_ends_on": iso(dates.probation_ends_on),
            "full_member_from": iso(dates.full_member_from),
            "party_age_from": iso(dates.party_age_from),
        },
        "missing": list(assessment.missing),
        "assumptions": [
            {"parameter": p.name, "value": _plain(p.value), "confidence": p.confidence}
            for p in assessment.assumptions
        ],
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _next_step(step: NextStep) -> dict[str, Any]:
    return {
        "step": step.step,
        "actor": step.actor,
        "form": step.form,
        "earliest_on": iso(step.earliest_on),
        "due_on": iso(step.due_on),
        "extended_due_on": iso(step.extended_due_on),
        "overdue": step.overdue,
        "rule": step.rule,
    }


def _finding(finding: Finding, lang: Language, book: Rulebook) -> dict[str, Any]:
    citation = finding.citation
    document: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "rule": finding.rule,
        "on": iso(finding.on),
        "citation": {"instrument": citation.instrument, "point": citation.point},
        "confidence": finding.confidence,
        "message": finding_message(finding, lang, book),
    }
    if finding.field:
        document["field"], document["ask"] = finding.field, finding.ask
    if finding.redo:
        document["redo"] = list(finding.redo)
    return document

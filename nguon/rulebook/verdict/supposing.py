"""What a change of the law does to a case: its verdict now, and had nothing changed that day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from nguon.rulebook.case.facts import CaseFacts
from nguon.rulebook.law.book import NoRuleInForce, Provision, Regime, Rulebook
from nguon.rulebook.law.loading import load
from nguon.rulebook.verdict.assess import evaluate
from nguon.rulebook.verdict.comparing import SAME, Difference, compare

Lasting = TypeVar("Lasting", Provision, Regime)
KEPT: Final = 32  # days of change whose other law is kept at hand


def effect(facts: CaseFacts, on: date, as_of: date) -> Difference:
    """Say how a case's verdict differs by what changed in the law on a day.

    Shape:   the same as ``compare`` tells; nothing for want of the former law.
    Raises:  NoRuleInForce as ``evaluate`` does.
    """
    now = evaluate(facts, as_of)
    try:
        otherwise = evaluate(facts, as_of, unchanged(on))
    except NoRuleInForce:
        return SAME
    return compare(otherwise, now)


@lru_cache(KEPT)
def unchanged(on: date) -> Rulebook:
    """Give the rulebook as it would be had nothing changed on a day.

    Reading: what was in force the day before goes on until its next change after that day.
    """
    book = load()
    return Rulebook(
        instruments=book.instruments,
        regimes=_prolonged(book.regimes, on),
        editions={name: _prolonged(every, on) for name, every in book.editions.items()},
        parameters=book.parameters,
        steps=book.steps,
        codes=book.codes,
        words=book.words,
        holidays=book.holidays,
    )


def _prolonged(lasting: Sequence[Lasting], on: date) -> list[Lasting]:
    kept: list[Lasting] = []
    for one in lasting:
        if one.valid_from == on and kept and kept[-1].valid_to == on:
            kept[-1] = replace(kept[-1], valid_to=one.valid_to)
        else:
            kept.append(one)
    return kept

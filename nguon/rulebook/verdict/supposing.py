"""What a change of the law does to a case: its verdict now, and had nothing changed that day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from nguon.rulebook.case.facts import CaseFacts
from nguon.rulebook.law.book import NoRuleInForce, Provision, Regime, Rulebook
from nguon.rulebook.law.loading import load
from nguon.rulebook.verdict.assess import Assessment, evaluate

Lasting = TypeVar("Lasting", Provision, Regime)
KEPT: Final = 32  # days of change whose other law is kept at hand


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two verdicts differ: ``about`` names it, before and after as codes."""

    about: str
    before: str
    after: str


def effect(
    facts: CaseFacts, on: date, as_of: date, *, whole: bool = True
) -> tuple[Difference, ...]:
    """Say how a case's verdict differs by what changed in the law on a day.

    Shape:   empty when nothing differs; a citation alone is no difference.
    Reading: ``whole=False`` leaves out, for lists, what rests on sensitive facts: where those
             findings differ, only the other findings are told.
    Raises:  NoRuleInForce as ``evaluate`` does; not for want of the former law.
    """
    now = evaluate(facts, as_of)
    try:
        otherwise = evaluate(facts, as_of, unchanged(on))
    except NoRuleInForce:
        return ()
    if not whole and _sensitive(otherwise) != _sensitive(now):
        return tuple(_findings(otherwise, now, whole=False))
    return tuple(_differences(otherwise, now))


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


def _differences(before: Assessment, after: Assessment) -> Iterator[Difference]:
    yield from _where_different("stage", before.stage or "", after.stage or "")
    yield from _where_different("authority", before.authority, after.authority)
    yield from _where_different("threshold", before.threshold, after.threshold)
    yield from _findings(before, after, whole=True)
    yield from _limits(before, after)
    yield from _where_different("missing", " ".join(before.missing), " ".join(after.missing))
    for kind, vote in after.votes.items():
        then = before.votes[kind]
        yield from _where_different(f"vote.{kind}", str(then.needed), str(vote.needed))
    for name in ("certificate_valid_until", "probation_ends_on", "full_member_from"):
        days = getattr(before.dates, name), getattr(after.dates, name)
        yield from _where_different(f"date.{name}", _iso(days[0]), _iso(days[1]))


def _findings(before: Assessment, after: Assessment, *, whole: bool) -> Iterator[Difference]:
    """Yield the findings that are there by one law only, and those that turn on another day."""
    then, now = _told(before, whole), _told(after, whole)
    for code in sorted(then.keys() | now.keys()):
        yield from _where_different(f"finding.{code}", then.get(code, ""), now.get(code, ""))


def _sensitive(verdict: Assessment) -> list[tuple[str, date | None]]:
    return [(one.code, one.on) for one in verdict.findings if one.sensitive]


def _told(verdict: Assessment, whole: bool) -> dict[str, str]:
    shown = [one for one in verdict.findings if whole or not one.sensitive]
    told: dict[str, list[str]] = {}
    for one in shown:
        told.setdefault(one.code, []).append(f"{one.severity} {_iso(one.on)}".strip())
    return {code: ", ".join(sorted(each)) for code, each in told.items()}


def _limits(before: Assessment, after: Assessment) -> Iterator[Difference]:
    then = {step.step: _iso(step.limit) for step in before.next_steps}
    now = {step.step: _iso(step.limit) for step in after.next_steps}
    for step in now:
        yield from _where_different(f"limit.{step}", then.get(step, ""), now[step])


def _where_different(about: str, before: str, after: str) -> Iterator[Difference]:
    if before != after:
        yield Difference(about, before, after)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

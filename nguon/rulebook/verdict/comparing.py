"""What differs between two assessments of the same facts, as two rulebooks give them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from nguon.rulebook.law.findings import Finding
from nguon.rulebook.verdict.assess import Assessment, NextStep

T = TypeVar("T")
Told = tuple[str, date | None]  # the severity of a finding and the day that it turns on
DAYS_OF_STEPS: Final = ("earliest_on", "due_on", "extended_due_on")
DAYS_OF_CASES: Final = (
    "certificate_valid_until",
    "probation_ends_on",
    "full_member_from",
    "party_age_from",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A day that is another one; ``of`` is the step, or empty for a day of the case as a whole."""

    of: str
    day: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A finding that came, went, or has another severity or day; once for all of its code."""

    code: str
    before: tuple[Told, ...]
    after: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A vote for which another number of votes is needed."""

    act: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What one rulebook says otherwise than another. Nothing in it tells a sensitive fact.

    ``concealed`` says that findings which rest on sensitive facts differ: then the other findings
    are all that is told. A pair is None where both say the same.
    """

    findings: tuple[Turned, ...] = ()
    concealed: bool = False
    steps_came: tuple[str, ...] = ()
    steps_gone: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    votes: tuple[Counted, ...] = ()
    stage: tuple[str | None, str | None] | None = None
    authority: tuple[str, str] | None = None
    threshold: tuple[str, str] | None = None
    missing: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    may_proceed: tuple[bool, bool] | None = None
    judged: tuple[bool, bool] | None = None

    def __bool__(self) -> bool:
        return self != SAME

    @property
    def codes_came(self) -> tuple[str, ...]:
        """The codes that only the later one finds, as often as it finds them more."""
        return tuple(one.code for one in self.findings for _ in one.after[len(one.before) :])

    @property
    def codes_gone(self) -> tuple[str, ...]:
        """The codes that only the earlier one finds, as often as it finds them more."""
        return tuple(one.code for one in self.findings for _ in one.before[len(one.after) :])


SAME: Final = Difference()


def compare(before: Assessment | None, after: Assessment | None) -> Difference:
    """Say what differs between two assessments; None is that no law could be applied.

    Reading: citations and marks may change without a verdict changing; they are left out. What
             else differs would give away a sensitive finding, so it is told only where none
             differs.
    """
    if before is None or after is None:
        judged = (before is not None, after is not None)
        return Difference(judged=judged) if judged[0] != judged[1] else SAME
    findings = tuple(_turned(before, after))
    if _sensitive(before) != _sensitive(after):
        return Difference(findings=findings, concealed=True)
    steps_came, steps_gone = _apart(_steps(before), _steps(after))
    return Difference(
        findings=findings,
        steps_came=steps_came,
        steps_gone=steps_gone,
        moved=tuple(_moved(before, after)),
        votes=tuple(_votes(before, after)),
        stage=_pair(before.stage, after.stage),
        authority=_pair(before.authority, after.authority),
        threshold=_pair(before.threshold, after.threshold),
        missing=_pair(before.missing, after.missing),
        may_proceed=_pair(before.may_proceed, after.may_proceed),
    )


def _turned(before: Assessment, after: Assessment) -> Iterator[Turned]:
    then, now = _told(before), _told(after)
    for code in sorted(then.keys() | now.keys()):
        was, is_now = then.get(code, ()), now.get(code, ())
        if was != is_now:
            yield Turned(code, was, is_now)


def _told(assessment: Assessment) -> dict[str, tuple[Told, ...]]:
    """Give the findings that lists show by their code, those of one code in the order of days."""
    told: dict[str, list[Finding]] = {}
    for found in assessment.findings:
        if not found.sensitive:
            told.setdefault(found.code, []).append(found)
    return {
        code: tuple(sorted(((one.severity, one.on) for one in each), key=_by_day))
        for code, each in told.items()
    }


def _by_day(told: Told) -> tuple[str, date]:
    return told[0], told[1] or date.min


def _sensitive(assessment: Assessment) -> Counter[tuple[str, date | None, str | None]]:
    sensitive = (found for found in assessment.findings if found.sensitive)
    return Counter((found.code, found.on, found.field) for found in sensitive)


def _steps(assessment: Assessment) -> set[str]:
    return {step.step for step in assessment.next_steps}


def _apart(before: set[str], after: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what only the later one has, and what only the earlier one has, each sorted."""
    return tuple(sorted(after - before)), tuple(sorted(before - after))


def _moved(before: Assessment, after: Assessment) -> Iterator[Moved]:
    old: dict[str, NextStep] = {step.step: step for step in before.next_steps}
    for step in after.next_steps:
        if step.step in old:
            yield from _days(step.step, DAYS_OF_STEPS, old[step.step], step)
    yield from _days("", DAYS_OF_CASES, before.dates, after.dates)


def _days(of: str, names: Iterable[str], before: object, after: object) -> Iterator[Moved]:
    for day in names:
        was, now = getattr(before, day), getattr(after, day)
        if was != now:
            yield Moved(of, day, was, now)


def _votes(before: Assessment, after: Assessment) -> Iterator[Counted]:
    for act, vote in after.votes.items():
        then = before.votes.get(act, vote)
        if then.needed != vote.needed:
            yield Counted(act, then.needed, vote.needed)


def _pair(before: T, after: T) -> tuple[T, T] | None:
    return None if before == after else (before, after)

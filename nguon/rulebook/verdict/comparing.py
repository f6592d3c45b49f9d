"""What differs between two assessments of the same facts, as two rulebooks give them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from nguon.rulebook.law.findings import Finding
from nguon.rulebook.verdict.assess import Assessment, NextStep

T = TypeVar("T")
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
class Difference:
    """What one rulebook says otherwise than another. Nothing in it tells a sensitive fact.

    ``concealed`` says that findings which rest on sensitive facts came or went. A pair is None
    where both say the same.
    """

    codes_came: tuple[str, ...] = ()
    codes_gone: tuple[str, ...] = ()
    concealed: bool = False
    steps_came: tuple[str, ...] = ()
    steps_gone: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    stage: tuple[str | None, str | None] | None = None
    authority: tuple[str, str] | None = None
    may_proceed: tuple[bool, bool] | None = None
    judged: tuple[bool, bool] | None = None

    def __bool__(self) -> bool:
        return self != SAME


SAME: Final = Difference()


def compare(before: Assessment | None, after: Assessment | None) -> Difference:
    """Say what differs between two assessments; None is that no law could be applied.

    Reading: citations and marks may change without a verdict changing; they are left out.
    """
    if before is None or after is None:
        judged = (before is not None, after is not None)
        return Difference(judged=judged) if judged[0] != judged[1] else SAME
    came, gone = _apart(_shown(before), _shown(after))
    steps_came, steps_gone = _apart(_steps(before), _steps(after))
    return Difference(
        codes_came=came,
        codes_gone=gone,
        concealed=Counter(_hidden(before)) != Counter(_hidden(after)),
        steps_came=steps_came,
        steps_gone=steps_gone,
        moved=tuple(_moved(before, after)),
        stage=_pair(before.stage, after.stage),
        authority=_pair(before.authority, after.authority),
        may_proceed=_pair(before.may_proceed, after.may_proceed),
    )


def _shown(assessment: Assessment) -> Iterator[str]:
    return (found.code for found in assessment.findings if not found.sensitive)


def _hidden(assessment: Assessment) -> Iterator[tuple[str, date | None, str | None]]:
    sensitive: Iterable[Finding] = (found for found in assessment.findings if found.sensitive)
    return ((found.code, found.on, found.field) for found in sensitive)


def _steps(assessment: Assessment) -> Iterator[str]:
    return (step.step for step in assessment.next_steps)


def _apart(before: Iterable[str], after: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what only the later one has, and what only the earlier one has, each sorted."""
    old, new = Counter(before), Counter(after)
    return tuple(sorted((new - old).elements())), tuple(sorted((old - new).elements()))


def _moved(before: Assessment, after: Assessment) -> Iterator[Moved]:
    old: dict[str, NextStep] = {step.step: step for step in before.next_steps}
    for step in after.next_steps:
        for day in DAYS_OF_STEPS if step.step in old else ():
            was, now = getattr(old[step.step], day), getattr(step, day)
            if was != now:
                yield Moved(step.step, day, was, now)
    for day in DAYS_OF_CASES:
        was, now = getattr(before.dates, day), getattr(after.dates, day)
        if was != now:
            yield Moved("", day, was, now)


def _pair(before: T, after: T) -> tuple[T, T] | None:
    return None if before == after else (before, after)

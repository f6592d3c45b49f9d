"""Year-end grading: what a grade may be, what stands against one, and who is left out.

A topic of its own: no verdict on a case asks it. Start with ``law_of`` the day of grading; each
rule then yields objections, all of which a committee sees before it decides. Points never decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from nguon.rulebook.law.book import Day, Provision, Rulebook
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Citation
from nguon.rulebook.law.loading import load
from nguon.rulebook.rules.voting import needed

EXCELLENT: Final = "excellent"
GOOD: Final = "good"


@dataclass(frozen=True, slots=True)
class Objection:
    """What stands against a grade, a table or a round: a code, the provision, the numbers."""

    code: str
    provision: Provision
    because: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """The rule that objects."""
        return self.provision.rule

    @property
    def citation(self) -> Citation:
        """Where it is written."""
        return self.provision.citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What an excellent result needs beside points; None is not known.

    Units: ``beyond`` and ``mended`` are per cent of the tasks and of the shortcomings.
    """

    on_time: bool | None = None
    beyond: int | None = None
    undisciplined: bool | None = None
    mended: int | None = None


class Cap(NamedTuple):
    """How many may be excellent at most, of how many, by which share."""

    most: int
    of: int
    percent: int
    by: Provision


class Passed(NamedTuple):
    """How many votes a grade needs, and whether it has them."""

    needed: int
    passed: bool


def law_of(day: date, book: Rulebook | None = None) -> Day:
    """Give the law of the day of grading; what it leaves open is noted in ``relied_on``.

    Raises: NoRuleInForce before the first regulation held on anything.
    """
    return Day(day, book or load(), {})


def basis(day: Day) -> Provision:
    """Give the regulation on grading in force, as the one that names the grades.

    Raises: NoRuleInForce before 132-QĐ/TW.
    Source: grading.grades.
    """
    return day.provision("grading.grades")


def unknown_period(period: str, day: Day) -> Iterator[Objection]:
    """Yield that the regulation knows no grading for such a period.

    Source: grading.periods.
    """
    known = day.provision("grading.periods")
    if period not in known.value:
        yield Objection("unknown_period", known, {"period": period})


def table_total(points: Decimal, day: Day) -> Iterator[Objection]:
    """Yield that the points of a table of criteria do not make up the whole scale.

    Reading: how many points a criterion has is left to each committee.
    Source:  grading.points.full.
    """
    full = day.provision("grading.points.full")
    day.relies_on("evaluation.weights")
    if full.value is not None and points != full.value:
        yield Objection("table_not_full", full, {"points": str(points), "full": full.value})


def development_criteria(count: int, day: Day) -> Iterator[Objection]:
    """Yield that admission is not exactly one of the criteria.

    Source: grading.development.
    """
    rule = day.provision("grading.development")
    if rule.value and count != 1:
        yield Objection("development_not_once", rule, {"count": count})


def below_band(grade: str, share: Decimal | None, day: Day) -> Iterator[Objection]:
    """Yield that the points do not reach the band of a grade.

    Units:   ``share`` in points of a hundred; None while a criterion has no points.
    Reading: more points than a grade needs are no objection: the vote may place lower.
    Source:  grading.points.excellent, grading.points.good, grading.points.completed.
    """
    bands = {
        EXCELLENT: day.provision("grading.points.excellent"),
        GOOD: day.provision("grading.points.good"),
        "completed": day.provision("grading.points.completed"),
    }
    band = bands.get(grade)
    if band is None or band.value is None:
        return
    if share is None:
        yield Objection("points_unknown", band, {"least": band.value})
    elif share < band.value:
        yield Objection("points_below_band", band, {"points": str(share), "least": band.value})


def not_excellent(grade: str, told: Conditions, day: Day, *, is_body: bool) -> Iterator[Objection]:
    """Yield each condition of an excellent result that is not met, or not known to be.

    Reading: discipline and shortcomings are conditions of bodies, not of single members.
    Source:  grading.excellent.on_time, grading.excellent.beyond,
             grading.excellent.undisciplined, grading.excellent.mended.
    """
    if grade != EXCELLENT:
        return
    beyond = day.provision("grading.excellent.beyond")
    mended = day.provision("grading.excellent.mended")
    asked = [
        (day.provision("grading.excellent.on_time"), told.on_time),
        (beyond, _reached(told.beyond, beyond)),
    ]
    if is_body:
        asked += [
            (day.provision("grading.excellent.undisciplined"), told.undisciplined),
            (mended, _reached(told.mended, mended)),
        ]
    for provision, met in asked:
        if provision.value is not None and not met:
            code = "condition_unknown" if met is None else "condition_not_met"
            yield Objection(code, provision, {"condition": provision.name.rsplit(".", 1)[1]})


def _reached(percent: int | None, least: Provision) -> bool | None:
    return None if percent is None or least.value is None else percent >= least.value


def cap(
    excellent: int, good: int, day: Day, *, of_bodies: bool = False, outstanding: bool = False
) -> Cap:
    """Find how many may be excellent beside ``good`` that are graded good.

    Units:   ``floor(percent x n / 100)``: 20 per cent of 52 are 10.
    Reading: of members in one grassroots organisation, or of bodies of one type. What ``n`` is
             turns on ``grade.cap_base``; the raised share of an outstanding unit, on
             ``grade.cap_pct``, and it is held for nothing before 124-QĐ/TW.
    Source:  grading.cap, grading.cap.organizations, grading.cap.outstanding.
    """
    bodies, members = day.provision("grading.cap.organizations"), day.provision("grading.cap")
    by = bodies if of_bodies else members
    raised = day.provision("grading.cap.outstanding")
    if outstanding and raised.value and day.parameter("grade.cap_pct") == "raised_if_outstanding":
        by = raised
    above = day.parameter("grade.cap_base") == "good_and_above"
    of = good + excellent if above else good
    return Cap(by.value * of // 100, of, by.value, by)


def above_cap(excellent: int, limit: Cap) -> Iterator[Objection]:
    """Yield that more are excellent than may be.

    Source: grading.cap, grading.cap.organizations, grading.cap.outstanding.
    """
    if excellent > limit.most:
        told = {"excellent": excellent, "most": limit.most}
        yield Objection("above_cap", limit.by, {**told, "of": limit.of, "percent": limit.percent})


def not_graded(joined_on: date, absence: str, day: Day) -> Iterator[Objection]:
    """Yield why a member is not graded on this day.

    Units:   whole months since admission; on the day they are full the member is graded.
    Reading: who is exempt or suspended is told by ``absence``, which is empty for all others.
    Source:  grading.not_graded.months, grading.not_graded.absent.
    """
    least, absent = (
        day.provision("grading.not_graded.months"),
        day.provision("grading.not_graded.absent"),
    )
    if absence in absent.value:
        yield Objection(absence, absent)
    graded_from = plus_months(joined_on, least.value)
    if day.on < graded_from:
        yield Objection("admitted_lately", least, {"joined_on": joined_on, "months": least.value})


def vote(yes: int, summoned: int, day: Day) -> Passed:
    """Tell whether a vote carries a grade: of all full members summoned, present or not.

    Reading: how many votes suffice is not written (``grade.vote_threshold``, U).
    Source:  grading.vote.base.
    """
    enough = needed(day.parameter("grade.vote_threshold"), summoned)
    return Passed(enough, yes >= enough)


def vote_against(yes: int | None, summoned: int | None, day: Day) -> Iterator[Objection]:
    """Yield that no vote was taken on a grade, or that it did not carry.

    Source: grading.vote.base.
    """
    base = day.provision("grading.vote.base")
    if yes is None or summoned is None:
        yield Objection("not_voted", base)
        return
    result = vote(yes, summoned, day)
    if not result.passed:
        told = {"yes": yes, "summoned": summoned, "needed": result.needed}
        yield Objection("vote_not_carried", base, told)


def zero_admission(
    grade: str, admitted: int, day: Day, *, no_source_left: bool, applies: bool
) -> Iterator[Objection]:
    """Yield that a cell with sources and without an admission is to be excellent.

    Reading: holds only where the committee decided so; whoever has nobody left is exempt.
    Source:  grading.zero_admission.
    """
    rule = day.provision("grading.zero_admission")
    held = rule.value and (applies or day.parameter("grade.zero_admission_bars"))
    if held and grade == EXCELLENT and not admitted and not no_source_left:
        yield Objection("no_admission", rule)


def answer_due(appealed_on: date, day: Day) -> date:
    """Find the last day for the answer to an appeal.

    Units:  calendar days (``grade.appeal_days``, U).
    """
    return appealed_on + timedelta(days=day.parameter("grade.appeal_days"))

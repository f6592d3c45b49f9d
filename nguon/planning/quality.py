"""What stands beside every count of admissions, from plain facts about each of them.

Each measure is a count of a stated base; where it cannot be told it is empty with the reason,
never nought. It scores nobody and ranks nothing: the lines have one fixed order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from nguon.planning.shares import Share, as_number, percent
from nguon.rulebook import load, plus_months
from nguon.rulebook.verdict.course import LIMITS

ADMISSION, RECOGNITION = "admission_ceremony", "recognition_decision"
RECEIVED, REMOVED = "file_received", "removal_decision"
STARTS = {"probation_end": ADMISSION}
DECIDED_AT_CEREMONY = "admission_decision"

# Acts that the measures look at: those with a limit, and what the limits run from.
ACTS = tuple(
    dict.fromkeys(
        [
            *LIMITS,
            *(STARTS.get(limited.runs_from, limited.runs_from) for limited in LIMITS.values()),
            RECEIVED,
            REMOVED,
        ]
    )
)
REFUSED = "ballots_exhausted"
OVERDUE = frozenset({"recognition_review_late", "recognition_decision_late"})
YEARS_WATCHED = 3
DECEMBER = 12
DIED = "died"

# Why a measure is empty.
NOBODY, NO_ACTS, NO_FILES, TOO_EARLY = "nobody", "no_acts", "no_files", "too_early"
NOT_COUNTED, NO_POPULATION, NO_SETTING = "not_counted", "no_population", "no_setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is on record about one admission up to a day, as far as a measure asks.

    ``done`` tells how often each of ``ACTS`` was done; ``returned`` how often the file was sent
    back before; ``judged`` that a verdict stands, without which nothing can be late; ``member``
    that a membership begins with this admission.
    """

    case: int
    on: date
    judged: bool = False
    findings: frozenset[str] = frozenset()
    done: Mapping[str, int] = field(default_factory=dict)
    returned: int = 0
    member: bool = False
    recognised_on: date | None = None
    left_on: date | None = None
    left_how: str = ""

    def left_within(self, years: int) -> bool:
        """Whether this member had left by as many years after the admission."""
        return self.left_on is not None and self.left_on < plus_months(self.on, 12 * years)

    @property
    def died(self) -> bool:
        return self.left_how == DIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of which a measure is made up."""

    code: str
    count: int
    of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: ``count`` of ``of``, or empty and why. ``cases`` are those counted."""

    code: str
    count: int | None = None
    of: int | None = None
    empty: str = ""
    parts: tuple[Part, ...] = ()
    cases: frozenset[int] = frozenset()

    @property
    def percent(self) -> Decimal | None:
        return None if self.count is None or self.of is None else percent(self.count, self.of)

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "count": self.count,
            "of": self.of,
            "percent": as_number(self.percent),
            "empty": self.empty or None,
            "parts": [{"code": p.code, "count": p.count, "of": p.of} for p in self.parts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A group's share of the people of the place: printed as such, or a part of ``base``.

    ``qualifier`` is the word printed with it (``more_than``, …); empty means exact.
    """

    percent: Decimal
    year: int
    base: str
    part: int | None = None
    whole: int | None = None
    qualifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A group among those admitted whose group is known, against the people of the place."""

    code: str
    admitted: Share | None
    population: Population | None
    empty: str = ""

    def to_json(self) -> dict[str, Any]:
        people = self.population
        return {
            "code": self.code,
            "admitted": self.admitted.part if self.admitted else None,
            "of_known": self.admitted.whole if self.admitted else None,
            "percent": as_number(self.admitted.percent) if self.admitted else None,
            "population_percent": as_number(people.percent) if people else None,
            "population_qualifier": people.qualifier or None if people else None,
            "population_base": people.base if people else None,
            "population_year": people.year if people else None,
            "empty": self.empty or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The cells of one kind of place: how many, how many of them admitted, and whom."""

    code: str
    cells: int
    admitting: int
    admitted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All that stands beside the number of admissions of one place and period.

    Shape: ``by_month`` has twelve numbers; ``sides`` those kinds of which there is a cell.
    """

    measures: tuple[Measure, ...]
    by_month: tuple[int, ...]
    comparisons: tuple[Comparison, ...]
    sides: tuple[Side, ...]

    def __getitem__(self, code: str) -> Measure:
        return next(measure for measure in self.measures if measure.code == code)

    def to_json(self) -> dict[str, Any]:
        """Units: admissions, acts or files as each measure says; per cent."""
        return {
            "measures": [measure.to_json() for measure in self.measures],
            "by_month": list(self.by_month),
            "against_population": [each.to_json() for each in self.comparisons],
            "balance": [
                {
                    "code": side.code,
                    "cells": side.cells,
                    "admitting_cells": side.admitting,
                    "admitted": side.admitted,
                }
                for side in self.sides
            ],
        }


def measures(traces: Sequence[Trace], *, as_of: date) -> tuple[Measure, ...]:
    """Tell how the admissions of a place came about and what became of them.

    Shape: late steps, returned files, probation not confirmed, left within three years, December.
    Units: acts; files; admissions.
    """
    return (
        late_steps(traces),
        returned_files(traces),
        not_confirmed(traces, as_of=as_of),
        left_again(traces, as_of=as_of),
        december(traces),
    )


def by_month(traces: Iterable[Trace]) -> tuple[int, ...]:
    """How many were admitted in each month of a year, over all years together."""
    found = Counter(trace.on.month for trace in traces)
    return tuple(found[month] for month in range(1, 13))


def late_steps(traces: Iterable[Trace]) -> Measure:
    """Count the acts that were done after their limit.

    Units:   acts, of those done whose limit is known: the act from which it runs is on record,
             and the case could be judged.
    Reading: an act not done yet is not late here; the work list tells it.
    Source:  decision.limit, ceremony.limit, declaration.limit, recognition.review_limit,
             recognition.limit.
    """
    of, late, cases = Counter[str](), Counter[str](), set()
    for trace in traces:
        for act in LIMITS if trace.judged else ():
            if trace.done.get(act):
                is_late = LIMITS[act].late in trace.findings
                of[act] += is_late or _limit_is_known(trace, act)
                late[act] += is_late
                cases |= {trace.case} if is_late else set()
    if not of.total():
        return Measure(code="late_steps", empty=NO_ACTS)
    parts = tuple(Part(code=act, count=late[act], of=of[act]) for act in LIMITS if of[act])
    return Measure(
        code="late_steps",
        count=late.total(),
        of=of.total(),
        parts=parts,
        cases=frozenset(cases),
    )


def returned_files(traces: Iterable[Trace]) -> Measure:
    """Count the files that the deciding committee sent back before it admitted.

    Units:   files, of those on record as having reached it, or as having come back from it.
    Reading: only a return that was entered as such counts, answered or not; a second receipt
             alone says nothing of why there was one.
    """
    reached = [trace for trace in traces if trace.returned or trace.done.get(RECEIVED)]
    if not reached:
        return Measure(code="returned_files", empty=NO_FILES)
    back = frozenset(trace.case for trace in reached if trace.returned)
    return Measure(code="returned_files", count=len(back), of=len(reached), cases=back)


def not_confirmed(traces: Iterable[Trace], *, as_of: date) -> Measure:
    """Count those whose probation ended without recognition as a full member.

    Shape:   parts: left or removed, refused, not decided within its limits; and apart from the
             base those still within their limits or of whom nothing is known (``waiting``).
    Units:   admissions whose twelve months ended by ``as_of``, without the dead and the waiting.
    Source:  probation.length, recognition.review_limit, recognition.limit.
    """
    ended = [trace for trace in traces if _probation_ends(trace.on) <= as_of]
    sorted_out: dict[str, list[Trace]] = {code: [] for code in OUTCOMES}
    for trace in ended:
        sorted_out[_outcome(trace)].append(trace)
    counted = {code: found for code, found in sorted_out.items() if code not in APART}
    of = sum(len(found) for found in counted.values())
    lost = [trace for code, found in counted.items() if code != "recognised" for trace in found]
    if not of:
        return Measure(code="not_confirmed", empty=TOO_EARLY)
    shown = [code for code in OUTCOMES if code not in ("recognised", "died")]
    return Measure(
        code="not_confirmed",
        count=len(lost),
        of=of,
        parts=tuple(Part(code=code, count=len(sorted_out[code])) for code in shown),
        cases=frozenset(trace.case for trace in lost),
    )


OUTCOMES = ("recognised", "left", "refused", "overdue", "waiting", "died")
APART = ("waiting", "died")


def left_again(traces: Iterable[Trace], *, as_of: date) -> Measure:
    """Count those who left the Party within three years of their admission; death is no leaving.

    Units: admissions with a membership on record that lie three years back on ``as_of``.
    """
    seen = [
        trace
        for trace in traces
        if trace.member and plus_months(trace.on, 12 * YEARS_WATCHED) <= as_of
    ]
    alive = [trace for trace in seen if not (trace.died and trace.left_within(YEARS_WATCHED))]
    if not alive:
        return Measure(code="left_within_three_years", empty=TOO_EARLY)
    left = frozenset(trace.case for trace in alive if trace.left_within(YEARS_WATCHED))
    return Measure(code="left_within_three_years", count=len(left), of=len(alive), cases=left)


def december(traces: Sequence[Trace]) -> Measure:
    """Count the admissions of December; a twelfth of the year would be 8.3 per cent.

    Units: admissions.
    """
    if not traces:
        return Measure(code="december", empty=NOBODY)
    count = sum(1 for trace in traces if trace.on.month == DECEMBER)
    return Measure(code="december", count=count, of=len(traces))


# --- against the people of the place ------------------------------------------------------------

GROUPS = ("women", "youth", "union", "minority")
BASES = {"women": ("women", "population"), "youth": ("aged_18_30", "of_age"),
         "union": ("union_members", "of_age")}  # fmt: skip
EXACT = "exact"


def compare(
    admitted: Mapping[str, Share | None], areas: Sequence[Mapping[str, Any]]
) -> tuple[Comparison, ...]:
    """Put the groups of those admitted beside their share of the people of the place.

    Shape:   ``admitted``: code of ``GROUPS`` -> known members of the group, of all known;
             ``areas`` the figures of the place by year, in order.
    Reading: of each group the latest year that states it; youth and union members are compared
             with those of full age, women and minorities with everybody.
    """
    return tuple(_comparison(code, admitted.get(code), population(code, areas)) for code in GROUPS)


def population(code: str, areas: Sequence[Mapping[str, Any]]) -> Population | None:
    """A group's share of the people of a place, by the latest year that states it."""
    found = (_population(code, area) for area in reversed(areas))
    return next((share for share in found if share), None)


def _population(code: str, area: Mapping[str, Any]) -> Population | None:
    if code == "minority":
        share, word = area.get("minority_percent"), area.get("minority_qualifier") or ""
        plain = "" if word == EXACT else word
        return (
            None
            if share is None
            else Population(percent=share, year=area["year"], base="population", qualifier=plain)
        )
    part, whole = (area.get(name) for name in BASES[code])
    share = None if part is None or whole is None else percent(part, whole)
    if share is None:
        return None
    base = BASES[code][1]
    return Population(percent=share, year=area["year"], base=base, part=part, whole=whole)


def _comparison(code: str, share: Share | None, people: Population | None) -> Comparison:
    why = "" if share and share.whole else NOT_COUNTED
    known = None if why else share
    return Comparison(
        code=code,
        admitted=known,
        population=people,
        empty=why or ("" if people else NO_POPULATION),
    )


# --- offices and hamlets ------------------------------------------------------------------------

HAMLETS, WORKPLACES, NOT_SAID = "hamlets", "workplaces", "unknown"
SIDES = (HAMLETS, WORKPLACES, NOT_SAID)
HAMLET = "hamlet"


def balance(cells: Iterable[tuple[str | None, int]]) -> tuple[Side, ...]:
    """Tell hamlets and workplaces apart: their cells, those that admitted, and how many.

    Shape: ``cells``: what kind of place it is at (``None`` where nobody wrote it), admitted.
    """
    found: dict[str, list[int]] = {code: [] for code in SIDES}
    for setting, admitted in cells:
        side = NOT_SAID if not setting else HAMLETS if setting == HAMLET else WORKPLACES
        found[side].append(admitted)
    return tuple(
        Side(code=code, cells=len(each), admitting=sum(map(bool, each)), admitted=sum(each))
        for code, each in found.items()
        if each
    )


# --- one admission ------------------------------------------------------------------------------


def _limit_is_known(trace: Trace, act: str) -> bool:
    start = LIMITS[act].runs_from
    if act == ADMISSION and _ceremony_runs_from(trace.on) == DECIDED_AT_CEREMONY:
        start = DECIDED_AT_CEREMONY
    return bool(trace.done.get(STARTS.get(start, start)))


@cache
def _ceremony_runs_from(on: date) -> str:
    return str(load().provision("ceremony.runs_from", on).value)


@cache
def _probation_ends(on: date) -> date:
    """The end of the probation; before the first regulation held, by that regulation."""
    book = load()
    return plus_months(
        on, book.provision("probation.length", max(on, book.regimes[0].valid_from)).value
    )


def _outcome(trace: Trace) -> str:
    """What came of a probation that has ended: one of ``OUTCOMES``."""
    if trace.recognised_on is not None:
        return "recognised"
    if trace.left_on is not None:
        return "died" if trace.died else "left"
    if trace.done.get(REMOVED):
        return "left"
    if REFUSED in trace.findings or trace.done.get(RECOGNITION):
        return "refused"
    return "overdue" if trace.findings & OVERDUE else "waiting"

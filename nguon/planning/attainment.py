"""What a term asked for, what came of it, and how the two compare; from plain numbers.

Numerator, denominator and the base of a percentage always travel together, and no percentage is
handed out without the measures of quality beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nguon.planning.few import tells
from nguon.planning.quality import Beside
from nguon.planning.shares import Share, as_number, way_of_display
from nguon.planning.shares import percent as percent
from nguon.rulebook import load

AS_WAS, AS_IS = "as-was", "as-is"
TREES = (AS_WAS, AS_IS)

YOUNGEST, OLDEST = 18, 60
BANDS = ("18-30", "31-35", "36-40", "41-45", "46-50", "51-55", "56-60")
UNDER, OVER, UNKNOWN = "<18", ">60", "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """A target: at least ``lower``, at best ``upper``. Units: new members."""

    lower: int
    upper: int

    def __add__(self, other: "Range") -> "Range":
        return Range(self.lower + other.lower, self.upper + other.upper)


NOTHING = Range(0, 0)


# What the regulations leave open stands among the parameters of the rulebook, with the reason.
# Asked for when needed: a site that starts does not wait until the law is read.
def base() -> str:
    """Name the end of a target that is its 100 per cent: ``lower`` or ``upper``."""
    return str(load().parameters["attainment.base"].value)


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as it is called in one reading."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What one resolution asked a year for the days ``[starts_on, ends_on)``, and of whom."""

    starts_on: date
    ends_on: date
    yearly: Range
    document: str = ""
    whose: Place | None = None

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.ends_on.toordinal() - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """One calendar year of the term.

    ``whole`` is false where the term covers it in part, ``begun`` where it lies ahead.
    """

    year: int
    admitted: int
    target: Range
    whole: bool = True
    begun: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One cell that stood under the organisation on some day of the term.

    ``target`` is what the committee handed to it, ``None`` if nothing was recorded; ``now_in``
    who keeps its rows today if it ended; ``no_source_in`` the years for which it reported that
    nobody was left to recruit. The rest is its area in ``profile_year``; ``None`` is unknown.
    """

    place: Place
    admitted: int
    by_year: Mapping[int, int]
    target: Range | None = None
    now_in: Place | None = None
    no_source_in: tuple[int, ...] = ()
    profile_year: int | None = None
    setting: str | None = None
    households: int | None = None
    minority_percent: Decimal | None = None
    of_age: int | None = None
    away: int | None = None

    @property
    def not_applicable(self) -> bool:
        """Whether nothing admitted is no shortfall: nobody was left when it was asked for one.

        Reading: a report excuses a quota of one in its year, no more (R-TGT-07).
        """
        asked = self.target.lower if self.target else 0
        return self.admitted == 0 and bool(self.no_source_in) and asked <= len(self.no_source_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What stands beside every count. Each is a number of the admitted.

    ``departures`` were decided against a finding, with reason and authority; the others came
    late, or left the Party again by ``as_of``.
    """

    late_decisions: int = 0
    late_ceremonies: int = 0
    late_recognitions: int = 0
    departures: int = 0
    withdrawn_after_admission: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """How many of the admitted belong to a group: of ``counted`` whose group is known, of ``of``.

    ``held_at`` is the instant up to which the oldest part of the count holds.
    """

    persons: int
    counted: int
    of: int
    held_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The admitted by sex, age on the day of the ceremony, and Youth Union; code -> number."""

    sex: Mapping[str, int]
    age_band: Mapping[str, int]
    youth_union: Mapping[str, int]

    @property
    def shares(self) -> dict[str, Share | None]:
        """Women, those of 18 to 30 and Youth Union members, each of those of whom it is known."""
        women, young = self.sex["female"], self.age_band[BANDS[0]]
        member = self.youth_union["member"]
        return {
            "women": Share(women, women + self.sex["male"]),
            "youth": Share(young, sum(self.age_band.values()) - self.age_band.get(UNKNOWN, 0)),
            "union": Share(member, member + self.youth_union["not_member"]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The result of one term of an organisation, read in one of the two trees, up to a day.

    No number without its quality: ``beside`` is no option. ``place`` carries the name of that
    day; ``plans`` are the resolutions added up, one of its own or those of its predecessors.
    ``now_in`` names who keeps it today if it ended. ``minority_counted`` is never shown itself.
    """

    place: Place
    term: str
    tree: str
    as_of: date
    plans: tuple[Plan, ...]
    by_year: tuple[YearRow, ...]
    by_cell: tuple[CellRow, ...]
    breakdown: Breakdown
    quality: Quality
    beside: Beside
    minority_counted: GroupCount | None = None
    population_minority_percent: Decimal | None = None
    now_in: tuple[Place, ...] = ()
    display: str = field(default_factory=way_of_display)

    @property
    def starts_on(self) -> date:
        return min(plan.starts_on for plan in self.plans)

    @property
    def ends_on(self) -> date:
        return max(plan.ends_on for plan in self.plans)

    @property
    def admitted(self) -> int:
        return sum(row.admitted for row in self.by_year)

    @property
    def target(self) -> Range:
        return sum((row.target for row in self.by_year), NOTHING)

    @property
    def attainment_percent(self) -> Decimal | None:
        return percent(self.admitted, getattr(self.target, base()), self.display)

    @property
    def percent_of_upper(self) -> Decimal | None:
        return percent(self.admitted, self.target.upper, self.display)

    @property
    def base_written(self) -> str:
        """How the base comes about: *10 × 5*, or *10 × 5 + 7 × 5* of several plans."""
        return " + ".join(
            f"{getattr(plan.yearly, base())} × {years(plan.starts_on, plan.ends_on)}"
            for plan in self.plans
        )

    @property
    def minority(self) -> GroupCount | None:
        """What is told of minorities: nothing where it would tell of few people."""
        return None if self.minority_is_few else self.minority_counted

    @property
    def minority_is_few(self) -> bool:
        found = self.minority_counted
        return found is not None and tells(found.persons, found.counted)

    @property
    def minority_percent(self) -> Decimal | None:
        """Of those whose group is known."""
        found = self.minority
        return percent(found.persons, found.counted, self.display) if found else None

    @property
    def zero_admission_cells(self) -> tuple[CellRow, ...]:
        """Cells that admitted nobody, in order of name: context for help, never a ranking."""
        return tuple(cell for cell in self.by_cell if cell.admitted == 0)

    def to_json(self) -> dict[str, Any]:
        """The whole of it as JSON carries it. Units: persons; per cent; ISO days."""
        return {
            "organization": asdict(self.place),
            "term": self.term,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "tree": self.tree,
            "admitted": self.admitted,
            "target_lower": self.target.lower,
            "target_upper": self.target.upper,
            "base": base(),
            "attainment_percent": as_number(self.attainment_percent),
            "percent_of_upper": as_number(self.percent_of_upper),
            "display": self.display,
            "targets": [_plan_json(plan) for plan in self.plans],
            "ethnic_minority": self.minority.persons if self.minority else None,
            "ethnic_minority_too_few": self.minority_is_few,
            "ethnic_minority_basis": self._minority_json(),
            "zero_admission_cells": [_cell_json(cell) for cell in self.zero_admission_cells],
            "by_year": [_year_json(row) for row in self.by_year],
            "by_cell": [_cell_json(cell) for cell in self.by_cell],
            "breakdown": asdict(self.breakdown),
            "quality": asdict(self.quality),
            "quality_measures": self.beside.to_json(),
            "now_in": [asdict(place) for place in self.now_in],
        }

    def _minority_json(self) -> dict[str, Any] | None:
        if self.minority is None:
            return None
        return {
            "counted": self.minority.counted,
            "of": self.minority.of,
            "percent_of_counted": as_number(self.minority_percent),
            "population_percent": as_number(self.population_minority_percent),
            "held_at": self.minority.held_at.isoformat(),
        }


def years(starts_on: date, ends_on: date) -> int:
    """How many years of targets a term has: its length to the nearest year, at least one."""
    return max(1, ((ends_on - starts_on).days * 4 + 730) // 1461)


def yearly_targets(plan: Plan) -> dict[int, Range]:
    """Lay the target of a term out over the calendar years it touches.

    Shape:   year -> target, in order; together the yearly target times the years of the term.
    Reading: a term that begins within a year shares one year's target between its first and last
             calendar year by days, because plans and statistics run by calendar years.
    """
    touched = range(plan.starts_on.year, plan.last_day.year + 1)
    length = years(plan.starts_on, plan.ends_on)
    lower = _lay_out(plan, touched, plan.yearly.lower, length)
    upper = _lay_out(plan, touched, plan.yearly.upper, length)
    return {year: Range(lower[year], upper[year]) for year in touched}


def _lay_out(plan: Plan, touched: range, yearly: int, length: int) -> dict[int, int]:
    if len(touched) == 1:
        return {touched[0]: yearly * length}
    at_the_ends = yearly * (length - (len(touched) - 2))
    first_days = (date(touched[0] + 1, 1, 1) - plan.starts_on).days
    last_days = (plan.ends_on - date(touched[-1], 1, 1)).days
    both = first_days + last_days
    first = (at_the_ends * first_days * 2 + both) // (both * 2)
    found = dict.fromkeys(touched, yearly)
    return found | {touched[0]: first, touched[-1]: at_the_ends - first}


def lay_years(
    plans: Iterable[Plan], admitted: Mapping[int, int], *, as_of: date
) -> tuple[YearRow, ...]:
    """Put what was asked and what was reached by ``as_of`` side by side, over all plans."""
    asked: dict[int, Range] = {}
    whole: dict[int, bool] = {}
    for plan in plans:
        for year, target in yearly_targets(plan).items():
            asked[year] = asked.get(year, NOTHING) + target
            whole[year] = whole.get(year, True) and _covers(plan, year)
    return tuple(
        YearRow(
            year=year,
            admitted=admitted.get(year, 0),
            target=asked[year],
            whole=whole[year],
            begun=year <= as_of.year,
        )
        for year in sorted(asked)
    )


def age_band(age: int | None) -> str:
    """Return the band of the national form in which an age falls; bands leave no gap.

    Units: full years.
    """
    if age is None:
        return UNKNOWN
    if age < YOUNGEST:
        return UNDER
    if age > OLDEST:
        return OVER
    return BANDS[max(0, (age - 26) // 5)]


def break_down(groups: Iterable[tuple[str, int | None, bool | None, int]]) -> Breakdown:
    """Add up groups of the admitted: sex, age, Youth Union member or not, how many.

    Shape: bands in order; ``<18``, ``>60`` and ``unknown`` only where somebody is in them.
    """
    sex: dict[str, int] = {"female": 0, "male": 0}
    bands = dict.fromkeys((UNDER, *BANDS, OVER, UNKNOWN), 0)
    union: dict[str, int] = {"member": 0, "not_member": 0}
    for gender, age, member, number in groups:
        _add(sex, gender or UNKNOWN, number)
        _add(bands, age_band(age), number)
        _add(union, {True: "member", False: "not_member", None: UNKNOWN}[member], number)
    shown = {band: number for band, number in bands.items() if number or band in BANDS}
    return Breakdown(sex=sex, age_band=shown, youth_union=union)


def _add(counts: dict[str, int], key: str, number: int) -> None:
    counts[key] = counts.get(key, 0) + number


def _covers(plan: Plan, year: int) -> bool:
    return plan.starts_on <= date(year, 1, 1) and plan.ends_on >= date(year + 1, 1, 1)


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {
        "organization": asdict(plan.whose) if plan.whose else None,
        "document": plan.document,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "years": years(plan.starts_on, plan.ends_on),
        "yearly_lower": plan.yearly.lower,
        "yearly_upper": plan.yearly.upper,
    }


def _year_json(row: YearRow) -> dict[str, Any]:
    return {
        "year": row.year,
        "admitted": row.admitted,
        "target_lower": row.target.lower,
        "target_upper": row.target.upper,
        "whole_year": row.whole,
        "begun": row.begun,
    }


def _cell_json(cell: CellRow) -> dict[str, Any]:
    return {
        **asdict(cell.place),
        "admitted": cell.admitted,
        "by_year": {str(year): number for year, number in sorted(cell.by_year.items())},
        "target_lower": cell.target.lower if cell.target else None,
        "target_upper": cell.target.upper if cell.target else None,
        "now_in": asdict(cell.now_in) if cell.now_in else None,
        "households": cell.households,
        "minority_percent": as_number(cell.minority_percent),
        "of_age": cell.of_age,
        "away": cell.away,
        "profile_year": cell.profile_year,
        "setting": cell.setting,
        "no_source_left": bool(cell.no_source_in),
        "no_source_in": list(cell.no_source_in),
        "not_applicable": cell.not_applicable,
    }

"""Those admitted in one year, followed: who is still a member after one, three and five years.

Whoever moves to another organisation stays in the cohort of where the admission was; a cohort is
told only once its last member's time has passed. It names nobody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.planning.attainment import AS_WAS, Place
from nguon.planning.quality import Trace
from nguon.planning.reading import Period, read_place
from nguon.planning.shares import as_number, percent
from nguon.planning.traces import followed
from nguon.rulebook import plus_months

AFTER = (1, 3, 5)
MOST_YEARS = 12
UNKNOWN_HOW = "unknown"


@dataclass(frozen=True, slots=True)
class Stay:
    """How many of a cohort were members ``years`` after their admission, of those alive then.

    ``still`` and ``of`` are ``None`` where that time has not passed for all of them.
    """

    years: int
    still: int | None
    of: int | None

    @property
    def percent(self) -> Decimal | None:
        return None if self.still is None or self.of is None else percent(self.still, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The admissions of one year. ``known`` are those whose membership is on record.

    ``recognised`` are full members by the day of the reading; ``left`` tells how the others left,
    by the values of ``left_party.how`` and ``died``.
    """

    year: int
    admitted: int
    known: int
    recognised: int
    stays: tuple[Stay, ...]
    left: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "admitted": self.admitted,
            "known": self.known,
            "recognised": self.recognised,
            "still_members": [
                {**asdict(stay), "percent": as_number(stay.percent)} for stay in self.stays
            ],
            "left": dict(self.left),
        }


@dataclass(frozen=True, slots=True)
class Retention:
    """The cohorts of one place, read in one of the two trees up to a day, in order of years."""

    place: Place
    tree: str
    as_of: date
    cohorts: tuple[Cohort, ...]


def retention_of(
    organization: Organization, *, by: Actor, tree: str = AS_WAS, as_of: date | None = None
) -> Retention:
    """Follow those admitted at a place in each of the last twelve years.

    Shape:  years from the first with an admission, without gaps; a handful of statements.
    Raises: reading.NoSuchPlace where the actor may not see its figures.
    """
    last = (as_of or by.today).year
    years = Period.of_years(last - MOST_YEARS + 1, last)
    reading = read_place(organization, years, by=by, tree=tree, as_of=as_of)
    found = cohorts(followed(reading), as_of=reading.as_of)
    return Retention(reading.place, tree, reading.as_of, found)


def cohorts(traces: Sequence[Trace], *, as_of: date) -> tuple[Cohort, ...]:
    """Lay admissions out by their year and tell of each year what became of them by ``as_of``."""
    years = [trace.on.year for trace in traces]
    through = range(min(years), as_of.year + 1) if years else ()
    return tuple(
        _cohort(year, [trace for trace in traces if trace.on.year == year], as_of)
        for year in through
    )


def _cohort(year: int, traces: Sequence[Trace], as_of: date) -> Cohort:
    known = [trace for trace in traces if trace.member]
    how = Counter(trace.left_how or UNKNOWN_HOW for trace in known if trace.left_on)
    return Cohort(
        year=year,
        admitted=len(traces),
        known=len(known),
        recognised=sum(1 for trace in traces if trace.recognised_on),
        stays=tuple(_stay(year, known, after, as_of) for after in AFTER),
        left=tuple(sorted(how.items())),
    )


def _stay(year: int, known: Iterable[Trace], after: int, as_of: date) -> Stay:
    if plus_months(date(year, 12, 31), 12 * after) > as_of:
        return Stay(after, None, None)
    told = list(known)
    alive = [each for each in told if not (each.died and each.left_within(after))]
    return Stay(after, sum(1 for each in alive if not each.left_within(after)), len(alive))

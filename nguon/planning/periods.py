"""What came of a quarter, a year or several at one place: no target, but quality as everywhere.

Targets belong to terms; a period is counted, compared with the same days a year earlier, and laid
out over the places directly below.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, F

from nguon.core.text import natural_key
from nguon.organizations.models import Placement, Tier
from nguon.organizations.queries import Names
from nguon.planning.attainment import AS_WAS, Breakdown, Place
from nguon.planning.lines import count_admitted, lines_of, rows_of, unplaced
from nguon.planning.quality import Beside
from nguon.planning.queries import beside, breakdown_of
from nguon.planning.reading import Period, Reading


@dataclass(frozen=True, slots=True)
class Below:
    """A place directly below, and how many were admitted there or under it."""

    place: Place
    admitted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The admissions of a place between two days, in one of the two trees, up to a day.

    ``before`` counts the same days a year earlier. By ethnicity there are only totals of whole
    years of a term, so a period has none.
    """

    place: Place
    period: Period
    reading: Reading
    admitted: int
    before: int
    breakdown: Breakdown
    beside: Beside
    below: tuple[Below, ...]

    @property
    def increase(self) -> int:
        return self.admitted - self.before

    def to_json(self) -> dict[str, Any]:
        """Units: persons; per cent; ISO days."""
        return {
            "organization": asdict(self.place),
            "starts_on": self.period.starts_on.isoformat(),
            "ends_on": self.period.ends_on.isoformat(),
            "as_of": self.reading.as_of.isoformat(),
            "tree": self.reading.tree,
            "admitted": self.admitted,
            "same_period_before": self.before,
            "breakdown": asdict(self.breakdown),
            "quality_measures": self.beside.to_json(),
            "by_place": [{**asdict(each.place), "admitted": each.admitted} for each in self.below],
        }


def result_of(reading: Reading, period: Period) -> Result:
    """Tell what a reading of a period counts; see ``reading.read_place``.

    Shape: places directly below in order of name; the same few statements for any number.
    """
    lines = lines_of(reading)
    count_admitted(reading, lines)
    cells = rows_of(lines.values())
    told = breakdown_of(reading)
    itself = lines.get(reading.organization.pk) or unplaced(reading)
    before = period.before
    return Result(
        place=reading.place,
        period=period,
        reading=reading,
        admitted=sum(cell.admitted for cell in cells),
        before=reading.held(before.starts_on, before.ends_on).count(),
        breakdown=told,
        beside=beside(reading, told, None, itself, cells),
        below=_below(reading),
    )


def _below(reading: Reading) -> tuple[Below, ...]:
    """Admissions by the place directly below, in order of name; its own count under itself."""
    counts = _by_line(reading)
    found = Counter[int]()
    for line, admitted in counts.items():
        found[_first_below(line, reading.organization.pk)] += admitted
    names = Names.of(found)
    rows = [
        Below(Place((row := names.on(number, reading.named_on)).organization.slug, row.name), n)
        for number, n in found.items()
    ]
    return tuple(sorted(rows, key=lambda each: natural_key(each.place.name)))


Standing = tuple[int | None, ...]  # who stood at each tier above a place, itself included


def _by_line(reading: Reading) -> Mapping[Standing, int]:
    """How many were admitted by where the cell stands: on the day of each, or now."""
    if reading.tree == AS_WAS:
        there = "happened_in__placements__"
        rows = (
            reading.ceremonies()
            .filter(
                **{
                    f"{there}valid_from__lte": F("happened_on"),
                    f"{there}valid_to__gt": F("happened_on"),
                }
            )
            .values_list(*(there + tier for tier in Tier.values))
            .annotate(number=Count("pk"))
        )
        return {tuple(line): number for *line, number in rows.order_by()}
    return _as_it_is(reading)


def _as_it_is(reading: Reading) -> Mapping[Standing, int]:
    happened = reading.ceremonies().values_list("happened_in").annotate(number=Count("pk"))
    counts = Counter[int]()
    for number, admitted in happened.order_by():
        counts[reading.keeper(number)] += admitted
    there = Placement.objects.filter(
        organization__in=list(counts), valid_from__lte=reading.day, valid_to__gt=reading.day
    )
    found = Counter[Standing]()
    for number, *line in there.values_list("organization_id", *Tier.values):
        found[tuple(line)] += counts[number]
    return found


def _first_below(line: Iterable[int | None], top: int) -> int:
    """Who of a line stands directly below ``top``; ``top`` itself where nobody does."""
    standing = [number for number in line if number is not None]
    below = standing[standing.index(top) + 1 :]
    return below[0] if below else top

"""What is gathered about each place of a reading before it is told: one line a place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, FilteredRelation, Q

from nguon.core.text import natural_key
from nguon.organizations.models import Tier, Version
from nguon.planning.attainment import CellRow, Place, Range
from nguon.planning.reading import Reading

VERSION = ("organization_id", "organization__slug", "name", "tier", "valid_from", "valid_to")
PROFILE = ("year", "households", "minority_percent", "of_age", "away")
AREA = (
    *PROFILE,
    "minority_qualifier",
    "population",
    "women",
    "aged_18_30",
    "union_members",
    "setting",
)


@dataclass(slots=True)
class Line:
    """What is gathered about one place before it is told."""

    place: Place
    is_cell: bool
    last_day: date
    stood: bool = False
    admitted: dict[int, int] = field(default_factory=dict)
    target: Range | None = None
    no_source_in: set[int] = field(default_factory=set)
    areas: list[dict[str, Any]] = field(default_factory=list)
    now_in: Place | None = None

    @property
    def profile(self) -> Mapping[str, Any]:
        """The figures of the latest year, whatever they leave open."""
        return self.areas[-1] if self.areas else {}

    @property
    def setting(self) -> str | None:
        """What kind of place it is at, by the latest year that says so."""
        return next((area["setting"] for area in reversed(self.areas) if area["setting"]), None)


Lines = dict[int, Line]


def lines_of(reading: Reading) -> Lines:
    """A line for every place that may count, under its name of the reading's day.

    Its area comes along, year by year as far as the reading has reached.
    """
    known = Q(organization__profiles__year__lte=reading.last_day.year)
    rows = Version.objects.annotate(
        area=FilteredRelation("organization__profiles", condition=known)
    )
    found: Lines = {}
    stood: set[int] = set()
    areas: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for number, slug, name, tier, start, end, *area in (
        rows.filter(reading.places())
        .order_by("valid_from", "pk", "area__year")
        .values_list(*VERSION, *(f"area__{column}" for column in AREA))
    ):
        if start < reading.ends_on and end > reading.starts_on:
            stood.add(reading.keeper(number))
        if number not in found or start <= reading.named_on:
            found[number] = Line(Place(slug, name), tier == Tier.CELL, end)
        found[number].last_day = end
        if (year := area[0]) is not None:
            areas[number][year] = dict(zip(AREA, area, strict=True))
    for number, line in found.items():
        line.stood = number in stood
        line.areas = [told for _year, told in sorted(areas[number].items())]
    return found


def unplaced(reading: Reading) -> Line:
    """The organisation itself where the reading ends before it stood."""
    first = reading.versions[0]
    place = Place(reading.organization.slug, first.name)
    return Line(place, first.tier == Tier.CELL, reading.versions[-1].valid_to)


def in_years(reading: Reading) -> dict[str, Count]:
    return {
        f"in_{year}": Count(
            "pk", filter=Q(happened_on__gte=date(year, 1, 1), happened_on__lt=date(year + 1, 1, 1))
        )
        for year in reading.years
    }


def count_admitted(reading: Reading, lines: Lines) -> None:
    columns = in_years(reading)
    rows = reading.ceremonies().values("happened_in").annotate(**columns)
    for number, *counts in rows.values_list("happened_in", *columns):
        admitted = lines[reading.keeper(number)].admitted
        for year, count in zip(reading.years, counts, strict=True):
            if count:
                admitted[year] = admitted.get(year, 0) + count


def rows_of(lines: Iterable[Line]) -> tuple[CellRow, ...]:
    shown = [line for line in lines if (line.is_cell and line.stood) or line.admitted]
    return tuple(_row(line) for line in sorted(shown, key=_by_name))


def _by_name(line: Line) -> str:
    return natural_key(line.place.name)


def _row(line: Line) -> CellRow:
    profile = line.profile
    return CellRow(
        place=line.place,
        admitted=sum(line.admitted.values()),
        by_year=line.admitted,
        target=line.target,
        now_in=line.now_in,
        no_source_in=tuple(sorted(line.no_source_in)),
        profile_year=profile.get("year"),
        setting=line.setting,
        households=profile.get("households"),
        minority_percent=profile.get("minority_percent"),
        of_age=profile.get("of_age"),
        away=profile.get("away"),
    )

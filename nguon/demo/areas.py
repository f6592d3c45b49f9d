"""What the yearbooks say of the places: households, people, minorities, what stands there."""

from collections.abc import Callable, Mapping
from datetime import date

from nguon.core.actor import Actor
from nguon.demo import cast
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization

YEARBOOKS = ((2014, "Niên giám mẫu 2014"), (2020, "Niên giám mẫu 2020"))


def describe(places: Mapping[str, Organization], system: Callable[[date], Actor]) -> None:
    for year, source in YEARBOOKS:
        by = system(date(year, 1, 2))
        for place in cast.PLACES:
            if place.households:
                organizations.record_profile(
                    places[place.slug],
                    year,
                    by=by,
                    source=source,
                    households=place.households,
                    population=place.population,
                    minority_percent=place.minority,
                    of_age=place.of_age or None,
                    away=place.away or None,
                    difficult_area=True,
                    youth_union_present=True,
                    trade_union_present=False,
                )


def describe_merged(places: Mapping[str, Organization], by: Actor) -> None:
    for slug, households, minority in (
        ("huong-hiep", 2735, "61.20"),
        ("xa-dakrong", 1020, "90.00"),
    ):
        organizations.record_profile(
            places[slug],
            2025,
            by=by,
            source="Báo cáo hợp nhất mẫu 2025",
            households=households,
            population=households * 4,
            minority_percent=minority,
            difficult_area=True,
            youth_union_present=True,
            trade_union_present=False,
        )

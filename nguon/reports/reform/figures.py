"""Figures before and after a reform: the past equal to the digit, the sums those of the parts.

*As it was* goes by where and under whom something happened and may not change at all. *As it is*
goes by who keeps a row: what the keeper has afterwards is what the predecessors had.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import ExtractYear

from nguon.core.actor import Actor
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier
from nguon.people.models import Membership, Person
from nguon.planning.models import Term
from nguon.planning.queries import result_of
from nguon.planning.reading import admitted_by, of_term
from nguon.reports.reform.effects import terms_of

KEPT = ("people.person", "people.membership", "development.case")
SHOWN = 200
Key = tuple[str, int, int]  # what, the number of a place, the year


class FiguresMoved(RuntimeError):
    """A list would change a figure of the past; everything was taken back."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("; ".join(differences[:5]))
        self.differences = differences


@dataclass(frozen=True, slots=True)
class Standing:
    """What is counted at one moment: the past by place and year, and who keeps how many rows."""

    past: Mapping[Key, int]
    kept: Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one term as it was, up to the eve of a reform."""

    slug: str
    term: str
    name: str
    admitted: int
    lower: int
    upper: int
    by_year: list[list[int]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def standing(*, until: date, by: Actor) -> Standing:
    """Count what is in sight: admissions, openings and acts dated before ``until``, rows kept."""
    past: Counter[Key] = Counter()
    acts = CaseEvent.objects.visible_to(by).filter(happened_on__lt=until)
    cases = Case.objects.visible_to(by).filter(opened_on__lt=until)
    admitted = acts.filter(type=admitted_by(), retracted_by__isnull=True)
    past.update(_by_place("acts", acts, "happened_in", "happened_on"))
    past.update(_by_place("admitted", admitted, "happened_in", "happened_on"))
    past.update(_by_place("cases", cases, "opened_in", "opened_on"))
    kept: dict[tuple[str, int], int] = {}
    for label, rows in _rows(by).items():
        counts = rows.values_list("organization_id").annotate(number=Count("pk")).order_by()
        kept |= {(label, place): number for place, number in counts}
    return Standing(past, kept)


def _rows(by: Actor) -> dict[str, QuerySet[Any]]:
    return {
        "people.person": Person.objects.visible_to(by),
        "people.membership": Membership.objects.visible_to(by).filter(left_on__isnull=True),
        "development.case": Case.objects.visible_to(by).filter(closed_on__isnull=True),
    }


def _by_place(what: str, rows: QuerySet[Any], where: str, when: str) -> Counter[Key]:
    """By everybody who stood above the place on the day, and the place itself, and by year."""
    stood = f"{where}__placements__"
    on_the_day = {f"{stood}valid_from__lte": F(when), f"{stood}valid_to__gt": F(when)}
    columns = [stood + tier for tier in Tier.values]
    grouped = rows.filter(**on_the_day).annotate(in_year=ExtractYear(when)).order_by()
    counts = grouped.values_list(*columns, "in_year").annotate(number=Count("pk"))
    found: Counter[Key] = Counter()
    for *above, year, number in counts:
        for place in above:
            if place is not None:
                found[what, place, year] += number
    return found


def differences(before: Standing, after: Standing, keepers: Mapping[int, int]) -> list[str]:
    """Say where the past is another, and where a keeper has not what its predecessors had.

    Shape: ``keepers``: number of who has ended -> who keeps its rows; nothing is returned if all
           agrees.
    """
    found = []
    for key in sorted(before.past.keys() | after.past.keys()):
        was, now = before.past.get(key, 0), after.past.get(key, 0)
        if was != now:
            found.append(f"{key[0]} {_called(key[1])} {key[2]}: {was} ≠ {now}")
    expected: Counter[tuple[str, int]] = Counter()
    for (label, place), number in before.kept.items():
        expected[label, _last(place, keepers)] += number
    for kept in sorted(expected.keys() | after.kept.keys()):
        was, now = expected.get(kept, 0), after.kept.get(kept, 0)
        if was != now:
            found.append(f"{kept[0]} {_called(kept[1])}: {was} ≠ {now}")
    return found


def _last(place: int, keepers: Mapping[int, int]) -> int:
    while place in keepers:
        place = keepers[place]
    return place


def _called(number: int) -> str:
    return Organization.objects.get(pk=number).slug


def results(slugs: Iterable[str], *, eve: date, by: Actor) -> list[Result]:
    """The results of every term of these places as it was, up to and including ``eve``."""
    places = Organization.objects.filter(slug__in=list(slugs)).values_list("pk", flat=True)
    return [_result(term, eve, by) for term in terms_of(places, by=by) if term.starts_on <= eve]


def _result(term: Term, eve: date, by: Actor) -> Result:
    told = result_of(of_term(term, as_of=eve), by=by)
    return Result(
        term.made_for.slug,
        term.slug,
        tree.name_on(term.made_for, eve),
        told.admitted,
        told.target.lower,
        told.target.upper,
        [[row.year, row.admitted] for row in told.by_year],
    )

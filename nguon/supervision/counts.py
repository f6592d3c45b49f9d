"""What stands in the way, in numbers: by cause, by cell, by year; as it was and as it is.

*As it was*: where the cell stood on the day on which the obstacle was raised. *As it is*: who
keeps it now.
"""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.organizations import queries as tree_of
from nguon.organizations.attribution import stood_under
from nguon.organizations.models import Organization
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.supervision.causes import SYMPTOMS, Cause
from nguon.supervision.models import Obstacle
from nguon.supervision.queries import within

FIGURES = "planning.view"


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many obstacles of one cause were raised, and how many of them are closed."""

    cause: Cause
    raised: int
    closed: int

    @property
    def is_symptom(self) -> bool:
        return self.cause in SYMPTOMS


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many obstacles were raised at a place, and how many of them are closed."""

    place: str
    raised: int
    closed: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many obstacles were raised in a year, and how many of them are closed."""

    year: int
    raised: int
    closed: int


def causes(
    *,
    by: Actor,
    year: int | None = None,
    organization: Organization | None = None,
    tree: str = AS_WAS,
) -> list[CauseCount]:
    """How often each cause was put down, in the order of the code list; only those named.

    Reading: counted by the year in which it was raised. As it was: by where the cell stood on
             that day; as it is: by who keeps it now. Whoever sees figures only sees these.
    Raises:  NotAllowed for an organisation whose figures the actor may not see.
    """
    rows = _raised(by, organization, tree)
    if year is not None:
        rows = rows.filter(raised_on__year=year)
    counted = rows.values_list("cause").annotate(Count("pk"), Count("closed_on")).order_by("cause")
    return [CauseCount(Cause(cause), raised, closed) for cause, raised, closed in counted]


def causes_by_place(
    *,
    by: Actor,
    year: int | None = None,
    organization: Organization | None = None,
    tree: str = AS_WAS,
) -> list[PlaceCount]:
    """The same by cell, in the order of their names, whatever the cause.

    Shape: as it was, a cell bears the name of the last day on which something was raised there.
    """
    rows = _raised(by, organization, tree)
    if year is not None:
        rows = rows.filter(raised_on__year=year)
    column = "made_for" if tree == AS_WAS else "organization"
    counted = rows.order_by().values_list(column)
    counted = counted.annotate(Count("pk"), Count("closed_on"), Max("raised_on"))
    found = {number: line for number, *line in counted}
    names = tree_of.Names.of(found)
    lines = (
        PlaceCount(names.on(number, last if tree == AS_WAS else by.today).name, raised, closed)
        for number, (raised, closed, last) in found.items()
    )
    return sorted(lines, key=lambda line: natural_key(line.place))


def causes_by_year(
    *, by: Actor, organization: Organization | None = None, tree: str = AS_WAS
) -> list[YearCount]:
    """The same by the year in which they were raised, the latest first."""
    rows = _raised(by, organization, tree).order_by().values_list("raised_on__year")
    counted = rows.annotate(Count("pk"), Count("closed_on"))
    return [YearCount(*line) for line in sorted(counted, reverse=True)]


def _raised(by: Actor, organization: Organization | None, tree: str) -> QuerySet[Obstacle]:
    if tree not in (AS_WAS, AS_IS):
        raise ValueError(tree)
    if organization is not None:
        by.require(FIGURES, at=organization)
    if tree == AS_IS:
        seen = Obstacle.objects.visible_to(by, action=FIGURES)
        return within(organization, seen, by)
    seats = {seat.organization_id for seat in by.seats(FIGURES)}
    whose = seats if organization is None else {organization.pk}
    return Obstacle.unscoped.filter(stood_under(whose, place="made_for", day="raised_on"))

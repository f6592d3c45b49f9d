"""Requests that wait, how much of their time is gone, and what was done about each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, DateField, F, QuerySet, When

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.organizations.queries import versions_on
from nguon.people.models import Person
from nguon.rights.clocks import stage
from nguon.rights.models import Request, RequestStep

# What waits first: the answer, and after it the thing itself.
NEXT = Case(
    When(answered_on__isnull=True, then=F("answer_by")),
    default=F("due_on"),
    output_field=DateField(),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as pages show it; ``stage`` is the share of the time that is gone, in per cent."""

    row: Request
    place: str
    next_on: date
    stage: int
    late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A step of a request and who recorded it."""

    row: RequestStep
    who: str


def requests(*, by: Actor, closed: bool = False) -> "QuerySet[Request]":
    """Return the requests in sight, open ones by their next day, closed ones the latest first."""
    seen = Request.objects.visible_to(by).filter(ended_on__isnull=not closed)
    seen = seen.select_related("person", "organization").annotate(next_on=NEXT)
    return seen.order_by("-ended_on", "-pk") if closed else seen.order_by("next_on", "pk")


def shown(rows: Iterable[Request], *, by: Actor) -> list[Shown]:
    """Return requests with the place of today and what of their time is gone."""
    rows = list(rows)
    names = versions_on({row.organization_id for row in rows}, by.today)
    return [_shown(row, names[row.organization_id].name, by.today) for row in rows]


def request(ref: str, *, by: Actor) -> Shown:
    """Return one request.

    Raises: Request.DoesNotExist, out of sight included.
    """
    seen = Request.objects.visible_to(by).select_related("person", "organization")
    return shown([seen.get(ref=ref)], by=by)[0]


def steps(row: Request, *, by: Actor) -> list[Told]:
    """Return what was done about a request, in its order; nothing once the person was erased."""
    found = list(RequestStep.objects.visible_to(by).filter(request=row).order_by("pk"))
    users = User.objects.in_bulk({step.recorded_by for step in found})
    return [Told(each, _name(users.get(each.recorded_by))) for each in found]


def of_person(person: Person, *, by: Actor) -> "QuerySet[Request]":
    """Return what one person asked for, the latest first."""
    seen = Request.objects.visible_to(by).filter(person=person)
    return seen.order_by("-received_on", "-pk")


def waiting(*, by: Actor) -> "QuerySet[Request]":
    """Return the open requests that the actor may answer, each with its next day."""
    seen = Request.objects.visible_to(by, action="rights.answer").filter(ended_on__isnull=True)
    return seen.annotate(next_on=NEXT)


def _name(user: User | None) -> str:
    return user.full_name if user else ""


def _shown(row: Request, place: str, today: date) -> Shown:
    next_on = row.due_on if row.answered_on else row.answer_by
    gone = stage(row.received_on, row.due_on, min(today, row.ended_on or today))
    return Shown(row, place, next_on, gone, row.ended_on is None and next_on < today)

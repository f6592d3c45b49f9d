"""The Actor of a user on a day, and the system's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from nguon.accounts.models import RoleAssignment, User
from nguon.accounts.roles import ROLES, SYSTEM
from nguon.core.actor import SYSTEM_USER, Actor, NotAllowed, Seat
from nguon.organizations.models import Edge, Placement, Version, on


def actor(user: User, *, today: date, at: datetime) -> Actor:
    """What ``user`` may do on ``today``: the roles of that day, at organisations of that day.

    Reading: a role at an organisation that has ended shows nothing; the successor's seat does.
    """
    called = "organization__versions__"
    stands = {f"{called}valid_from__lte": today, f"{called}valid_to__gt": today}
    held = RoleAssignment.objects.filter(on(today), user=user, **stands)
    rows = held.values_list("role", f"{called}tier", "organization_id")
    grants: dict[str, set[Seat]] = {}
    for role, tier, organization in rows if user.is_active else []:
        for action in ROLES[role]:
            grants.setdefault(action, set()).add(Seat(tier, organization))
    frozen = {action: frozenset(seats) for action, seats in grants.items()}
    return Actor(user.pk, user.full_name, today, at, frozen)


@dataclass(frozen=True, slots=True)
class Originator(Actor):
    """Whom a task acts for; ``require_still`` asks the table of roles again while it runs."""


def originator(user_id: int, *, today: date, at: datetime) -> Originator | None:
    """Whom a task acts for: what was permitted when it was asked for and is permitted still.

    Shape:   nothing for an account that is not there.
    Reading: ``today`` is the day on which it was asked for, and stays the day that rows are dated
             by; a task may wait over midnight, so roles must hold on the database's day as well.
    """
    user = User.objects.filter(pk=user_id).annotate(now=Now()).first()
    if user is None:
        return None
    asked = actor(user, today=today, at=at)
    still = actor(user, today=max(today, timezone.localtime(user.now).date()), at=at)
    kept = {action: seats & still.seats(action) for action, seats in asked.grants.items()}
    grants = {action: seats for action, seats in kept.items() if seats}
    return Originator(user_id, asked.name, today, at, grants)


def require_still(by: Actor) -> None:
    """Pass while the account of a task holds all that the task began with; others always.

    Raises: NotAllowed.
    """
    if not isinstance(by, Originator):
        return
    now = originator(by.user_id, today=by.today, at=by.at)
    if now is None or any(seats - now.seats(action) for action, seats in by.grants.items()):
        raise NotAllowed


def system_actor(*, today: date, at: datetime, actions: Iterable[str] = SYSTEM) -> Actor:
    """The named actor of jobs and of the command line, seated at every root of the day."""
    roots = Version.objects.filter(on(today), organization__in=_roots(today)).values_list(
        "tier", "organization_id"
    )
    seats = frozenset(Seat(tier, organization) for tier, organization in roots)
    return Actor(SYSTEM_USER, "Hệ thống", today, at, dict.fromkeys(actions, seats))


def _roots(day: date) -> list[int]:
    """Who stood on ``day`` with nobody above; an anti-join, for a tree may have 366,000 places."""
    above = Edge.objects.filter(on(day), organization=OuterRef("organization"))
    standing = Placement.objects.filter(~Exists(above), on(day))
    return list(standing.values_list("organization", flat=True))

"""The Actor of a user on a day, and the system's own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from nguon.accounts.models import RoleAssignment, User
from nguon.accounts.roles import ROLES, SYSTEM
from nguon.core.actor import SYSTEM_USER, Actor, Seat
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

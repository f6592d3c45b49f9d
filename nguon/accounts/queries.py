"""Who holds what, where, on a day; and the accounts that an actor may look after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from nguon.accounts.models import Role, RoleAssignment, User
from nguon.core.actor import Actor
from nguon.core.crypto import reference
from nguon.core.text import natural_key
from nguon.organizations.models import Placement
from nguon.organizations.models import on as valid_on
from nguon.organizations.queries import flowed_into, in_sight, name_on

SHOWN = ("user", "organization", "instead_of")
VIEW = "accounts.view"


class NoSuchAccount(LookupError):
    """There is no such account within the actor's reach."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One role as a page shows it. ``ref`` stands in addresses instead of a row number."""

    ref: str
    username: str
    full_name: str
    active: bool
    role: str
    place: str
    slug: str
    valid_from: date
    valid_to: date
    document: str
    instead_of: str
    lasting: bool


def holders(*, on: date, by: Actor) -> list[Holding]:
    """Everybody who held a role on ``on`` at places that ``by`` looks after today.

    Shape: by place, then by name.
    """
    shown = [_shown(row, on) for row in _within(by, VIEW).filter(valid_on(on))]
    return sorted(shown, key=lambda held: (natural_key(held.place), natural_key(held.full_name)))


def in_charge(organizations: Iterable[int], *, on: date, by: Actor) -> list[Holding]:
    """Who held a role at one of these places on ``on``, where ``by`` sees the place today.

    Shape: by place, then by name.
    """
    seen = in_sight(organizations, by=by)
    rows = RoleAssignment.objects.filter(valid_on(on), organization__in=seen)
    shown = [_shown(row, on) for row in rows.select_related(*SHOWN)]
    return sorted(shown, key=lambda held: (natural_key(held.place), natural_key(held.full_name)))


def roles_of(user: User, *, by: Actor) -> list[Holding]:
    """All roles that ``user`` held, holds or will hold at places that ``by`` looks after.

    Shape: newest first.
    """
    rows = _within(by, VIEW).filter(user=user).order_by("-valid_from", "-pk")
    return [_shown(row, by.today) for row in rows]


def own_roles(*, by: Actor) -> list[Holding]:
    """The roles that the actor holds today, in order of place."""
    rows = RoleAssignment.objects.filter(valid_on(by.today), user=by.user_id)
    shown = [_shown(row, by.today) for row in rows.select_related(*SHOWN)]
    return sorted(shown, key=lambda held: natural_key(held.place))


def role_by_ref(ref: str, user: User, *, by: Actor) -> RoleAssignment:
    """The role of ``user`` that ``roles_of`` shows as ``ref``.

    Raises: NoSuchAccount.
    """
    for row in _within(by, VIEW).filter(user=user):
        if _reference(row) == ref:
            return row
    raise NoSuchAccount(ref)


def account(username: str, *, by: Actor) -> User:
    """The account of that name, if one of its roles is at a place that ``by`` looks after.

    Raises: NoSuchAccount.
    """
    row = _within(by, VIEW).filter(user__username=username).first()
    if row is None:
        raise NoSuchAccount(username)
    return row.user


def _within(by: Actor, action: str) -> QuerySet[RoleAssignment]:
    """Roles at places under the actor's seats, and at those that went over into them."""
    there = Placement.objects.under(by.seats(action), on=by.today)
    reach = set(there.values_list("organization", flat=True))
    reach |= flowed_into(reach, until=by.today).keys()
    rows = RoleAssignment.objects.filter(organization__in=reach)
    return rows.select_related(*SHOWN)


def _shown(row: RoleAssignment, day: date) -> Holding:
    return Holding(
        ref=_reference(row),
        username=row.user.username,
        full_name=row.user.full_name,
        active=row.user.is_active,
        role=str(Role(row.role).label),
        place=name_on(row.organization, day),
        slug=row.organization.slug,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document=row.document,
        instead_of=row.instead_of.full_name if row.instead_of else "",
        lasting=row.valid_to > day,
    )


def _reference(row: RoleAssignment) -> str:
    return reference(row.pk, "role")

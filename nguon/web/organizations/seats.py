"""Whose role shows less of the tree than before, and whose more: names for those who may look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nguon.accounts import queries as accounts
from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.organizations.placement import portions


@dataclass(frozen=True, slots=True)
class Ground:
    """So many places, and the names of some of them."""

    places: int
    some: Sequence[str]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody whose role shows fewer or more organisations than before."""

    name: str
    username: str
    role: str
    place: str
    places: int
    some: Sequence[str]


def seats(found: Mapping[str, Ground], *, on: date, by: Actor) -> list[Seat]:
    """The roles held on ``on`` at these addresses, as far as the reader sees the place.

    Shape: the one with most places first, then by place and name; only who can sign in.
    """
    holdings: list[accounts.Holding] = []
    for portion in portions(sorted(found)):
        numbers = Organization.objects.filter(slug__in=portion).values_list("pk", flat=True)
        holdings += accounts.in_charge(list(numbers), on=on, by=by)
    told = [
        Seat(
            each.full_name, each.username, each.role, each.place,
            found[each.slug].places, found[each.slug].some,
        )
        for each in holdings
        if each.active
    ]  # fmt: skip
    return sorted(told, key=lambda seat: -seat.places)


def seats_of(found: Mapping[int, Sequence[str]], *, on: date, by: Actor) -> list[Seat]:
    """``seats`` by numbers of places; nobody holds a role yet at one that is still to come."""
    slugs: dict[int, str] = {}
    for portion in portions(sorted(found)):
        rows = Organization.objects.filter(pk__in=portion)
        slugs |= dict(rows.values_list("pk", "slug"))
    named = {slug: Ground(len(found[number]), found[number]) for number, slug in slugs.items()}
    return seats(named, on=on, by=by)

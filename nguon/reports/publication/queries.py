"""Publications: which there are, what the public will read of one, and the signed file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from nguon.core import signing
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.reports.models import Publication, PublicationStatus, PublishedName
from nguon.reports.publication.suppression import Claim
from nguon.reports.publication.tables import names_of

KEY = "publication"
SAID_ONCE = (PublicationStatus.PUBLISHED, PublicationStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Line:
    """One publication of the list, with the name of its place."""

    row: Publication
    place: str


def publications(*, by: Actor, most: int = 200) -> list[Line]:
    """The publications in sight, the latest first."""
    rows = list(Publication.objects.visible_to(by).order_by("-proposed_at", "-pk")[:most])
    return [Line(row, str(row.content["organization"])) for row in rows]


def publication(ref: str, *, by: Actor) -> Publication:
    """One publication.

    Raises: Publication.DoesNotExist, also when it is out of sight.
    """
    rows = Publication.objects.visible_to(by).select_related("organization", "made_for")
    found: Publication = rows.get(ref=ref)
    return found


def content_of(row: Publication) -> dict[str, Any]:
    """Return what the public reads, with the names of those who agree today."""
    return {**row.content, "names": names_of(_named(row))}


def named(row: Publication) -> int:
    """How many people a publication names."""
    return len(_named(row))


def file_of(row: Publication) -> bytes:
    """Return the signed file of a publication that was approved: whole, or that it is withdrawn.

    Shape: canonical JSON, the same bytes whenever it is asked for.
    """
    about = {"ref": row.ref, "serial": row.serial, "issued_on": str(row.issued_on)}
    if row.status == PublicationStatus.WITHDRAWN:
        told = {"type": "withdrawal", "reason": row.reason, **about}
    else:
        told = {"type": "publication", **content_of(row), **about}
    return signing.sign(told, settings.KEYS.bytes(KEY))


def file_name(row: Publication) -> str:
    """How the file is called: it names nobody and sorts by number."""
    return f"cong-bo-{row.ref}-{row.serial:04d}.json"


def public_key() -> str:
    """Return what the public site checks files with; 64 hexadecimal digits."""
    return signing.public_key(settings.KEYS.bytes(KEY))


def folder() -> Path:
    """Return the folder in which signed files wait to be carried over."""
    found: Path = settings.SITE_DATA / "published"
    return found


def issued() -> list[Publication]:
    """Return everything that was ever approved; for the folder and the command, on no page."""
    with unscoped("the folder holds what was approved, whoever writes it"):
        return list(Publication.unscoped.filter(status__in=SAID_ONCE).order_by("pk"))


def said_before(organization: Organization, *, on: date) -> list[Claim]:
    """Return all numbers of people that the public was ever told of a place, above and below it.

    Reading: what was withdrawn has been read; what hid a number counts, too.
    """
    around = {each.pk for each in tree.ancestors(organization, on=on)}
    around |= set(tree.subtree(organization, on=on).values_list("pk", flat=True))
    with unscoped("what the public was told is known to everybody"):
        told = Publication.unscoped.filter(made_for__in={*around, organization.pk})
        rows = list(told.filter(status__in=SAID_ONCE).order_by("pk"))
    return [claim for row in rows for claim in claims_of(row)]


def below(claims: Iterable[Claim], *, on: date) -> Mapping[str, frozenset[str]]:
    """For each place of ``claims`` the others of them that stand under it."""
    slugs = {each.place for each in claims}
    numbers = dict(Organization.objects.filter(slug__in=slugs).values_list("pk", "slug"))
    found = tree.subtrees(numbers, on=on)
    return {
        numbers[number]: frozenset(numbers[each] for each in under & numbers.keys() - {number})
        for number, under in found.items()
    }


def claims_of(row: Publication) -> list[Claim]:
    """Return what one publication tells of numbers of people."""
    return [_claim(told, row.ref) for told in row.claims]


def _claim(told: list[Any], where: str) -> Claim:
    measure, place, starts, ends, value = told
    days = date.fromisoformat(starts), date.fromisoformat(ends)
    return Claim(measure, place, *days, value, where)


def _named(row: Publication) -> list[Person]:
    with unscoped("whoever agreed to be named is read by everybody"):
        people = PublishedName.unscoped.filter(publication=row).values("person")
        return list(Person.unscoped.filter(pk__in=people))

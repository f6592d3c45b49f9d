"""The list of members beside that of the level above or below: when, by whom, what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations.models import Organization
from nguon.people.models import LeftHow
from nguon.reports.books.catalogue import THE_LIST
from nguon.reports.books.reading import counted
from nguon.reports.books.stays import Stay, stays
from nguon.reports.models import BookComparison
from nguon.rulebook import plus_months

COMPARE = "membership.charge"


class CannotCompare(Exception):
    """The comparison cannot be recorded so; ``field`` names why. Nothing was written."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True)
class Compared:
    """What was said when two lists were laid side by side."""

    on: date
    with_whom: str
    partner: str
    theirs: int
    people: str
    differences: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line that changed between two days: who, when, what, and where to or from."""

    on: date
    name: str
    what: str
    other: str = ""


@transaction.atomic
def compare(place: Organization, said: Compared, *, by: Actor) -> BookComparison:
    """Record that the list of members of a place was compared with another level's.

    Reading: our own numbers are what the register has for that day now. Where the two sides
             differ, what differs has to be said in words.
    Raises:  NotAllowed, CannotCompare. Nothing is written when it raises.
    """
    by.require(COMPARE, at=place)
    if said.on > by.today:
        raise CannotCompare("on", _("Ngày %s chưa tới.") % f"{said.on:%d/%m/%Y}")
    partner = _said(said.partner, "partner", _("Phải ghi đối khớp với tổ chức nào."))
    people = _said(said.people, "people", _("Phải ghi ai đã đối khớp."))
    full, probationary = counted(place, on=said.on, by=by)
    if said.theirs != full + probationary and not said.differences.strip():
        numbers = {"ours": full + probationary, "theirs": said.theirs}
        why = _("Sổ này có %(ours)d, bên kia %(theirs)d: phải ghi chênh lệch ở đâu.") % numbers
        raise CannotCompare("differences", why)
    row = BookComparison.objects.create(
        organization=place,
        on=said.on,
        with_whom=said.with_whom,
        partner=partner,
        full=full,
        probationary=probationary,
        theirs=said.theirs,
        people=people,
        differences=tidy(said.differences),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record("reports.book_compared", row, by=by, on=f"{said.on}")
    return row


def comparisons(place: Organization, *, by: Actor) -> "QuerySet[BookComparison]":
    """Return the comparisons of a place's own list, the latest first."""
    seen = BookComparison.objects.visible_to(by).filter(organization=place)
    return seen.order_by("-on", "-pk")


def due_on(place: Organization, *, by: Actor) -> date | None:
    """Return the day by which the list is to be compared again; nothing before the first time.

    Units: calendar months from the last comparison.
    """
    last = comparisons(place, by=by).first()
    return plus_months(last.on, THE_LIST.compared_every) if last else None


def changes(place: Organization, *, after: date | None, until: date, by: Actor) -> list[Change]:
    """List what changed on a place's list after one day and up to another, by day.

    Reading: who came, went, became a full member, left or died; a line that was entered late
             stands at its day, so one from before ``after`` is told by the numbers alone.
    Raises:  NotAllowed.
    """
    by.require("membership.view", at=place)
    found = [
        change
        for stay in stays(place, on=until, by=by)
        for change in _changes(stay)
        if (after is None or change.on > after) and change.on <= until
    ]
    return sorted(found, key=lambda change: change.on)


def _changes(stay: Stay) -> Iterator[Change]:
    if stay.arrival is not None and stay.arrival.accepted_on:
        what, other = _("Chuyển đến"), stay.arrival.from_name
        yield Change(stay.arrival.accepted_on, stay.name, what, other)
    elif stay.since is not None:
        yield Change(stay.since, stay.name, _("Kết nạp"))
    if stay.full_from is not None:
        yield Change(stay.full_from, stay.name, _("Công nhận chính thức"))
    if stay.departure is not None and stay.until is not None:
        yield Change(stay.until, stay.name, _("Chuyển đi"), stay.departure.to_name)
    elif stay.until is not None and stay.left_how:
        yield Change(stay.until, stay.name, str(LeftHow(stay.left_how).label))


def _said(words: str, field: str, why: str) -> str:
    if not words.strip():
        raise CannotCompare(field, why)
    return tidy(words)

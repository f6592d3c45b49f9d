"""Lists that leave the program: each that names people is noted before it is handed over.

A list is written row by row into a file without a name, then noted in a short transaction of its
own, then handed over: memory does not grow with it, nobody waits for it, and what cannot be noted
does not leave.

A list of people is read by a ``Taker``, who sees only where it may take such lists away, so that
one rule holds for all of them, whatever right the page itself asks for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor, NotAllowed, Seat
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.reports import lists

EXPORTED, TAKING = "reports.exported", "people.export"
Rows = Iterable[Sequence[Any]]
Seats = frozenset[Seat]


@dataclass(frozen=True, slots=True)
class Taker(Actor):
    """An actor who sees only where it may take lists of people away; ``saw`` was before."""

    saw: Mapping[str, Seats]


def taker(by: Actor) -> Taker:
    """Return the actor who may read a list of people that leaves.

    Raises: NotAllowed for whom no place lets take such a list away.
    """
    reach = by.seats(TAKING)
    if not reach:
        raise NotAllowed(_("Đồng chí không có quyền xuất danh sách người."))
    above = _above({seat for seats in by.grants.values() for seat in seats} - reach, by)
    above |= _above(reach, by) if above else {}
    grants = {action: _within(seats, reach, above) for action, seats in by.grants.items()}
    return Taker(by.user_id, by.name, by.today, by.at, grants, by.grants)


def hand_over(
    what: str,
    title: str,
    heading: Sequence[Any],
    rows: Rows,
    *,
    by: Actor,
    under: str,
) -> IO[bytes]:
    """Return a list of people as an open workbook and note who took it, which, how long it was.

    Shape:   ``what`` is the list's code in the trail; ``under`` is the action whose seats the
             list was read from: a line is written in the trail of each of these places. A last
             line names the places whose people ``by`` sees on the page and may not take away.
             Whoever sends the file closes it.
    Reading: the rows are what ``by``, a taker, sees; nothing is read again here.
    Raises:  NotAllowed for an actor who reads by the right to see alone.
    """
    if not isinstance(by, Taker):
        raise NotAllowed
    left_out = by.saw.get(under, frozenset()) - by.seats(under)
    return _noted(what, title, heading, (rows, _said(left_out, by)), by, under)


def note_over(
    what: str, title: str, heading: Sequence[Any], rows: Rows, *, by: Actor, under: str
) -> IO[bytes]:
    """Return a list of those who hold office, or whom ``by`` named, and note who took it.

    Reading: of these whoever may see the list may take it away.
    """
    return _noted(what, title, heading, (rows, []), by, under)


def spooled(title: str, heading: Sequence[Any], rows: Rows) -> tuple[IO[bytes], int]:
    """Return a list as an open workbook that has no name on any disk, and how long it is."""
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    written = lists.spool(title, [str(words) for words in heading], rows, into=file)
    file.seek(0)
    return file, written


@transaction.atomic
def note(places: Iterable[Organization], *, by: Actor, **detail: Any) -> None:
    """Note in the trail of each of some places that a list was taken."""
    audit.record_all(EXPORTED, places, by=by, **detail)


# --- pieces -------------------------------------------------------------------------------------


def _noted(
    what: str,
    title: str,
    heading: Sequence[Any],
    told: tuple[Rows, Sequence[Sequence[str]]],
    by: Actor,
    under: str,
) -> IO[bytes]:
    """``told`` are the rows, and what is said below them."""
    rows, below = told
    file, written = spooled(title, heading, chain(rows, below))
    seats = {seat.organization_id for seat in by.seats(under)}
    places = Organization.objects.filter(pk__in=seats).order_by("pk")
    note(places, by=by, list=what, rows=written - len(below))
    return file


def _said(left_out: Seats, by: Actor) -> list[list[str]]:
    """What is not in the list, in words."""
    rows = Organization.objects.filter(pk__in={seat.organization_id for seat in left_out})
    names = sorted(name_on(row, by.today) for row in rows)
    if not names:
        return []
    told = _("Ngoài nơi đồng chí được xuất danh sách, không có người của: %s.")
    return [[told % ", ".join(names)]]


def _above(seats: Iterable[Seat], by: Actor) -> dict[Seat, Seats]:
    """Every place above each seat on the actor's day, itself among them."""
    places = Organization.objects.in_bulk({seat.organization_id for seat in seats})
    return {seat: frozenset(places[seat.organization_id].seats_on(by.today)) for seat in seats}


def _within(seats: Seats, reach: Seats, above: Mapping[Seat, Seats]) -> Seats:
    """Where both reach: the lower of two seats of which one stands above the other."""
    own = {seat for seat in seats if seat in reach or above[seat] & reach}
    return frozenset(own | {seat for seat in reach if above.get(seat, frozenset()) & seats})

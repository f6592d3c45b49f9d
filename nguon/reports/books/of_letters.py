"""The book of letters of transfer: who was sent, who was taken in, numbered by entry."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.membership.codes import Reach, Standing, Way
from nguon.membership.models import Arrival, Departure
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement
from nguon.people.models import Membership
from nguon.reports.books.found import Found

MARK = "x"
FAR, NEAR, CLOSE = "far", "near", "close"
Letter = Arrival | Departure


def letters(place: Organization, on: date, by: Actor) -> Found["Letter"]:
    """Letters of members sent, and letters accepted, by the end of ``on``.

    Shape:   in the order in which they were entered, which never changes afterwards; one that
             was called off or sent back keeps its number and says so.
    Reading: a letter between two cells under the place stands there on the side that sent it.
    """
    below = tree.subtree(place, on=by.today)
    numbers = set(below.values_list("pk", flat=True))
    went = Departure.objects.visible_to(by).filter(organization__in=below, sent_on__lte=on)
    came = Arrival.objects.visible_to(by).filter(organization__in=below, accepted_on__lte=on)
    found: list[Letter] = [
        *went.exclude(standing=Standing.CANDIDATE).select_related("person"),
        *(
            row
            for row in came.exclude(standing=Standing.CANDIDATE).select_related("person")
            if row.sender_id not in numbers
        ),
    ]
    found.sort(key=lambda row: (row.recorded_at, isinstance(row, Arrival), row.pk))
    return found, lambda some: map(_Known(some, by).row, some)


class _Known:
    """What the rows need beside the letters: memberships, names, and how far the places lie."""

    def __init__(self, letters: Sequence[Letter], by: Actor) -> None:
        people = {row.person_id for row in letters if row.person_id}
        seen = Membership.objects.visible_to(by, action="membership.view")
        self.spells = {row.person_id: row for row in seen.filter(person__in=people)}
        ends = {row.happened_in_id for row in letters} | {_other(row) for row in letters} - {None}
        self.names = tree.Names.of([number for number in ends if number is not None])
        spells = Placement.objects.filter(organization__in=ends).values_list(
            "organization_id", "valid_from", "valid_to", "province", "district", "commune"
        )
        self.placed = list(spells)

    def row(self, letter: Letter) -> dict[str, Any]:
        out = isinstance(letter, Departure)
        here = self.names.on(letter.happened_in_id, letter.sent_on).name
        spell = self.spells.get(letter.person_id) if letter.person_id else None
        joined = spell.joined_on if spell else getattr(letter, "joined_on", None)
        full = spell.full_from if spell else getattr(letter, "full_from", None)
        born = letter.person.born_on if letter.person else None
        return {
            "person": letter.person,
            "on": letter.sent_on if out else letter.accepted_on,
            "who": "\n".join([letter.name, f"{born:%d/%m/%Y}" if born else ""]).rstrip(),
            "both_days": "\n".join(f"{day:%d/%m/%Y}" for day in (joined, full) if day),
            "card_number": spell.card_number if spell else "",
            "note": _note(letter),
            **self._way(letter, out),
            **_sides(letter, here),
        }

    def _way(self, letter: Letter, out: bool) -> dict[str, str]:
        """The cross in the column of how far it is; none before the other side accepted."""
        if letter.way == Way.TEMPORARY:
            return {"while_out" if out else "while_in": MARK}
        if letter.accepted_on is None:
            return {}
        return {f"{'out' if out else 'in'}_{self._far(letter)}": MARK}

    def _far(self, letter: Letter) -> str:
        other = _other(letter)
        if other is None:
            return NEAR if letter.reach == Reach.SAME_PROVINCE else FAR
        day = letter.accepted_on or letter.sent_on
        ours, theirs = (self._stood(n, day) for n in (letter.happened_in_id, other))
        if ours[0] is None or ours[0] != theirs[0]:
            return FAR
        same = [a is not None and a == b for a, b in zip(ours[1:], theirs[1:], strict=True)]
        return CLOSE if any(same) else NEAR

    def _stood(self, number: int, day: date) -> tuple[int | None, ...]:
        for who, start, end, *above in self.placed:
            if who == number and start <= day < end:
                return tuple(above)
        return None, None, None


def _other(letter: Letter) -> int | None:
    return letter.arrived_in_id if isinstance(letter, Departure) else letter.sender_id


def _sides(letter: Letter, here: str) -> dict[str, Any]:
    if isinstance(letter, Departure):
        return {"to_base": letter.to_name, "sent_by": here}
    return {"from_base": letter.from_name, "received_by": here, "here_base": here}


def _note(letter: Letter) -> str:
    told = [_("Giấy số %s") % letter.number]
    if letter.called_off_on:
        told.append(_("đã rút ngày %s") % f"{letter.called_off_on:%d/%m/%Y}")
    if letter.returned_on:
        told.append(_("bị trả lại ngày %s") % f"{letter.returned_on:%d/%m/%Y}")
    if letter.until:
        told.append(_("đến ngày %s") % f"{letter.until:%d/%m/%Y}")
    return "; ".join(told)

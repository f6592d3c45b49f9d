"""Histories behind published figures, entered as an office enters its old lists: many at once.

Everybody is invented; only the numbers are those of the press.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from nguon.core import audit
from nguon.development import intake as histories
from nguon.organizations import operations as organizations
from nguon.people import intake
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Person, Purpose
from nguon.rulebook import Event

AGREED = (Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS)
PAPER = {"document": "01-NQ/ĐH (mẫu)"}


class Newcomer(NamedTuple):
    """Somebody who was admitted at a cell on a day."""

    cell: object
    on: date
    woman: bool = False
    young: bool = True
    union: bool = True
    minority: bool = False


def admit_all(people: Sequence[Newcomer], *, by) -> None:
    """Register them and enter their ceremonies, in one go."""
    trail = audit.Trail(by)
    persons = intake.register_all(
        [_newcomer(n, each) for n, each in enumerate(people, 1)], by=by, trail=trail
    )
    openings = [_opening(pk, each) for pk, each in zip(persons, people, strict=True)]
    histories.open_all(openings, reason="Danh sách cũ (mẫu)", by=by, trail=trail)
    trail.write()
    for member in (True, False):
        these = [pk for pk, each in zip(persons, people, strict=True) if each.union is member]
        rows = Person.objects.visible_to(by).filter(pk__in=these)
        rows.update(youth_union_member=member)


def _newcomer(number: int, each: Newcomer) -> intake.Newcomer:
    consents = [
        ConsentGiven(purpose, Basis.MEMBERSHIP, "Danh sách đảng viên (mẫu)", each.on)
        for purpose in AGREED
    ]
    return intake.Newcomer(
        full_name=f"Người Mẫu {number}",
        organization_id=each.cell.pk,
        born_on=date(each.on.year - (24 if each.young else 38), 1, 15),
        details={"gender": "female" if each.woman else "male"},
        consents=consents,
        sensitive={"ethnicity": "Bru - Vân Kiều" if each.minority else "Kinh"},
        joined_on=each.on,
    )


def _opening(person: int, each: Newcomer) -> histories.Opening:
    ceremony = Event("admission_ceremony", each.on)
    past = [histories.Past(ceremony, each.cell.pk, "Ban Thường vụ (mẫu)")]
    return histories.Opening(person, each.cell.pk, past)


def spread(cells: Sequence[object], days: Iterable[date], **known) -> list[Newcomer]:
    """One newcomer a day, over the cells in turn."""
    return [Newcomer(cells[n % len(cells)], day, **known) for n, day in enumerate(days)]


def commune(slug: str, name: str, *, parent, cells: int, by, on=date(2012, 1, 1)):
    """A commune with so many invented cells."""
    act = {"on": on, "document": "QĐ (mẫu)", "by": by}
    body = {"tier": "commune", "party_rank": "grassroots_party_body"}
    made = organizations.establish(slug, name=name, parent=parent, **body, **act)
    cell = {"tier": "cell", "party_rank": "subordinate_cell", "parent": made}
    return made, [
        organizations.establish(f"{slug}-{n}", name=f"Chi bộ thôn Mẫu {n}", **cell, **act)
        for n in range(1, cells + 1)
    ]


def district(slug: str, name: str, *, parent, by, on=date(2012, 1, 1)):
    act = {"on": on, "document": "QĐ (mẫu)", "by": by}
    body = {"tier": "district", "party_rank": "district_committee"}
    return organizations.establish(slug, name=name, parent=parent, **body, **act)

"""Admissions and terms for the tests of figures. Everybody here is invented."""

from datetime import date
from itertools import count

from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.people import vault
from nguon.people.models import Basis, Consent, Membership, Person, Purpose
from tests import cast

TERM = {
    "slug": "2015-2020",
    "starts_on": date(2015, 1, 1),
    "ends_on": date(2020, 1, 1),
    "yearly_lower": 10,
    "yearly_upper": 12,
    "document": "01-NQ/ĐH 20/12/2014",
    "decided_on": date(2014, 12, 20),
}
NUMBERS = count(1)


def admit(
    cell,
    on,
    *,
    gender="female",
    born_on=date(1995, 3, 4),
    union=True,
    ethnicity=None,
    findings=(),
    agreed=True,
):
    """Somebody was admitted at ``cell`` on a day; the rows go to whoever keeps the cell today."""
    number = next(NUMBERS)
    keeper = tree.successor(cell, on=cast.TODAY)
    person = Person(
        organization=keeper,
        full_name=f"Người Thử {number}",
        folded=f"nguoi thu {number}",
        sort_key=f"{number:05}",
        born_on=born_on,
        gender=gender,
        youth_union_member=union,
        registered_on=on,
    )
    person.save(force_insert=True)
    if agreed:
        agree(person, on)
    if ethnicity is not None:
        vault.write(person, {"ethnicity": ethnicity}, by=cast.system(), why="register")
    Membership.objects.create(organization=keeper, person=person, joined_on=on)
    case = Case.objects.create(
        organization=keeper,
        person=person,
        opened_on=on,
        opened_in=cell,
        findings=list(findings),
        admitted_on=on,
    )
    return CaseEvent.objects.create(
        organization=keeper,
        case=case,
        type="admission_ceremony",
        happened_on=on,
        happened_in=cell,
        recorded_at=cast.NOW,
        recorded_by=7,
    )


def agree(person, on, purposes=(Purpose.SENSITIVE, Purpose.STATISTICS)):
    for purpose in purposes:
        Consent.objects.create(
            organization=person.organization,
            person=person,
            purpose=purpose,
            basis=Basis.CONSENT,
            document="Phiếu 01",
            document_on=on,
            recorded_at=cast.NOW,
            recorded_by=7,
        )


def retract(event, reason="ghi nhầm"):
    return CaseEvent.objects.create(
        organization=event.organization,
        case=event.case,
        type="retraction",
        happened_on=event.happened_on,
        happened_in=event.happened_in,
        retracts=event,
        note=reason,
        recorded_at=cast.NOW,
        recorded_by=7,
    )

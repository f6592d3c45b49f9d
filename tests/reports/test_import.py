"""The list on its way into the register: what becomes of people, and of those refused."""

from datetime import date

import pytest

from nguon.core import audit
from nguon.development.models import Case, CaseEvent
from nguon.people.models import Person
from nguon.reports.operations import import_roster
from tests.reports.books import EVERYTHING, OF_MEMBERS, TIES, person, roster


@pytest.fixture
def take(krong_klang, acting):
    def import_(content, *, ties=TIES, organization=krong_klang, by=None, **options):
        by = by or acting("clerk", at=krong_klang)
        return import_roster(content, organization=organization, ties=ties, by=by, **options)

    return import_


def test_a_person_of_the_list_comes_on_file_with_case_and_acts(take, khe_xong, system):
    content = roster(
        person(
            office_code="GV001",
            listed_on=date(2024, 3, 1),
            listing_document="12-BC/CB",
            helper="Lê Văn Thử",
            certificate_on=date(2024, 9, 30),
            certificate_document="77-QĐ",
        )
    )
    report = take(content)
    assert (report.read, report.accepted, report.persons, report.events) == (1, 1, 1, 2)
    found = Person.objects.visible_to(system).get()
    assert (found.full_name, found.born_on) == ("Hồ Thị Mẫu", date(1998, 9, 5))
    assert (found.organization_id, found.office_code) == (khe_xong.pk, "GV001")
    case = Case.objects.visible_to(system).get()
    assert (case.person_id, case.opened_on) == (found.pk, date(2024, 3, 1))
    acts = CaseEvent.objects.visible_to(system).order_by("happened_on")
    assert [(a.type, a.document, a.fields) for a in acts] == [
        ("candidate_listed", "12-BC/CB", {"helper": "Lê Văn Thử"}),
        ("awareness_course", "77-QĐ", {}),
    ]
    assert list(audit.verify()) == []


def test_the_same_file_twice_finds_everybody_known(take, system):
    content = roster(
        person(
            listed_on=date(2024, 3, 1),
            admitted="Đã kết nạp",
            admitted_on=date(2025, 1, 3),
            ethnicity="Kinh",
        )
    )
    first = take(content, ties=(OF_MEMBERS, EVERYTHING))
    again = take(content, ties=(OF_MEMBERS, EVERYTHING))
    assert (first.persons, first.known, first.events) == (1, 0, 2)
    assert (again.persons, again.known, again.events, again.refused) == (0, 1, 0, [])

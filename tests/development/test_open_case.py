"""Opening a case: one at a time, by the cell that keeps the person."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations
from nguon.development.facts import NoBirthday
from nguon.development.models import Case
from nguon.people.models import Person
from tests.cast import TODAY
from tests.development import story


def test_a_case_stands_where_the_person_stands_and_leaves_one_line(khe_xong, clerk):
    person = story.a_person(khe_xong, by=clerk)

    case = operations.open_case(person, on=date(2024, 9, 2), by=clerk)

    assert (case.organization, case.opened_in, case.closed_on) == (khe_xong, khe_xong, None)
    line = AuditEntry.objects.get(action="development.open_case")
    assert line.detail == {"person": person.pk, "on": "2024-09-02"}


def test_the_first_verdict_is_there_at_once(khe_xong, clerk):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=clerk)

    assert (case.stage, case.next_step, case.judged_on) == ("", "sourced", TODAY)


def test_a_person_has_one_open_case(case, clerk):
    with pytest.raises(operations.AlreadyOpen, match="đang có hồ sơ mở"):
        operations.open_case(case.person, on=TODAY, by=clerk)
    assert Case.objects.visible_to(clerk).count() == 1


def test_after_the_first_was_closed_another_may_be_opened(case, clerk):
    operations.close(case, on=TODAY, by=clerk)

    again = operations.open_case(case.person, on=TODAY, by=clerk)

    assert again.pk != case.pk


def test_without_a_birthday_no_rule_applies_and_no_case_is_opened(khe_xong, clerk):
    person = story.a_person(khe_xong, by=clerk, born_on=None)

    with pytest.raises(NoBirthday, match="ngày sinh"):
        operations.open_case(person, on=TODAY, by=clerk)
    assert not Case.objects.visible_to(clerk).exists()


@pytest.mark.parametrize("day", [date(2025, 6, 3), date(1998, 5, 19)])
def test_the_day_lies_between_birth_and_today(khe_xong, clerk, day):
    person = story.a_person(khe_xong, by=clerk)

    with pytest.raises(operations.BadDay, match=f"{day:%d/%m/%Y}"):
        operations.open_case(person, on=day, by=clerk)


def test_the_neighbouring_commune_does_not_find_the_person(khe_xong, clerk, neighbour):
    person = story.a_person(khe_xong, by=clerk)

    with pytest.raises(Person.DoesNotExist):
        operations.open_case(person, on=TODAY, by=neighbour)


def test_seeing_people_is_not_a_licence_to_open_cases(khe_xong, clerk, acting):
    person = story.a_person(khe_xong, by=clerk)

    with pytest.raises(NotAllowed):
        operations.open_case(person, on=TODAY, by=acting("area_member", at=khe_xong))


def test_a_closed_case_takes_no_further_act(case, clerk):
    operations.close(case, on=TODAY, by=clerk)

    with pytest.raises(operations.CaseClosed):
        operations.record(case, story.STORY[0], by=clerk)
    with pytest.raises(operations.CaseClosed):
        operations.close(case, on=TODAY, by=clerk)


def test_a_case_cannot_close_before_it_opened(case, clerk):
    with pytest.raises(operations.BadDay):
        operations.close(case, on=date(2023, 3, 8), by=clerk)

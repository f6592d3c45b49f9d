"""Who agreed and with whom nothing happens: a warning after 22 months, erased after 24."""

from datetime import date

import pytest

from nguon.core.actor import SYSTEM_USER
from nguon.people import operations, retention
from nguon.people.models import Person
from tests import cast
from tests.cast import acting
from tests.people.sheets import of_member, signed, trail

SINCE = date(2025, 6, 2)  # the day on which the cast registers


@pytest.mark.parametrize(
    ("today", "listed", "due"),
    [
        (date(2027, 4, 1), 0, False),
        (date(2027, 4, 2), 1, False),
        (date(2027, 6, 1), 1, False),
        (date(2027, 6, 2), 1, True),
    ],
)
def test_a_warning_comes_at_22_months_and_the_end_at_24(thu, krong_klang, today, listed, due):
    idle = retention.inactive(by=acting("clerk", at=krong_klang, today=today))
    assert len(idle) == listed
    if listed:
        assert (idle[0].since, idle[0].erase_on) == (SINCE, date(2027, 6, 2))
        assert idle[0].is_due(today) is due


def test_an_act_in_the_case_or_a_new_agreement_starts_the_time_again(thu, enrol, krong_klang):
    later = acting("clerk", at=krong_klang, today=date(2028, 1, 1))
    again = enrol("Lê Văn Lại")
    (sheet,) = signed("publication", on=date(2027, 1, 1), number="40-PĐY")
    operations.give_consent(again, sheet, by=later)
    acts = {thu.pk: date(2027, 12, 1)}
    assert [each.person for each in retention.inactive(by=later)] == [thu]
    assert retention.inactive(by=later, last_acts=acts) == []


def test_members_are_kept_by_another_schedule(thu, enrol, clerk, krong_klang):
    enrol("Lê Văn Đảng", consents=of_member())
    operations.begin_membership(thu, joined_on=date(2025, 6, 2), by=clerk)
    later = acting("clerk", at=krong_klang, today=date(2030, 1, 1))
    assert retention.inactive(by=later) == []


def test_a_note_stands_until_the_file_lives_again_and_erases_nobody(thu, clerk, krong_klang):
    system = cast.system(date(2027, 5, 1))
    idle = retention.inactive(by=system)
    assert retention.note(idle, by=system) == 1
    assert retention.note(idle, by=system) == 0
    (told,) = retention.running_out(by=acting("clerk", at=krong_klang, today=date(2027, 6, 2)))
    assert (told.person, told.erase_on, told.due) == (thu, date(2027, 6, 2), True)

    assert retention.note([], by=system) == 0
    assert retention.running_out(by=system) == []
    assert Person.objects.visible_to(system).get() == thu
    assert ("people.retention_noted", SYSTEM_USER) in trail()


def test_the_neighbours_list_is_its_own(thu, mo_o):
    assert retention.inactive(by=acting("clerk", at=mo_o, today=date(2030, 1, 1))) == []

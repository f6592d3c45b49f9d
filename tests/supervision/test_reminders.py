"""Reminders: a late step is told to the cell once, and to the one above when nobody answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.rulebook import Event
from nguon.supervision import operations, queries
from nguon.supervision.models import Reminder
from tests import cast
from tests.development import story

LATE = date(2025, 6, 20)  # the ceremony's limit has passed


def on(by, day):
    return replace(by, today=day, at=cast.instant(day))


@pytest.fixture
def late_case(khe_xong, system):
    """The decision reached the cell on 21/03/2025, and the ceremony has not been held."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "decision_received", by=system)
    return case


def test_a_late_step_is_told_to_the_cell_once_with_its_rule(late_case, clerk, khe_xong):
    first = operations.remind(by=on(clerk, LATE))
    again = operations.remind(by=on(clerk, LATE))

    assert [(each.step, each.rule, each.level) for each in first] == [
        ("admission_ceremony", "R-CER-01", 0)
    ]
    assert first[0].addressee == khe_xong
    assert again == []


def test_before_the_limit_nobody_is_reminded(late_case, clerk):
    assert operations.remind(by=on(clerk, date(2025, 4, 1))) == []


def test_ignored_for_a_fortnight_it_goes_one_level_up_each_time(
    late_case, clerk, khe_xong, krong_klang, dakrong, quang_tri
):
    day, told = LATE, []
    for _ in range(6):
        told += operations.remind(by=on(clerk, day))
        day += operations.PATIENCE

    assert [each.addressee for each in told] == [khe_xong, krong_klang, dakrong, quang_tri]
    assert [each.level for each in told] == [0, 1, 2, 3]


def test_a_day_earlier_it_waits(late_case, clerk):
    operations.remind(by=on(clerk, LATE))

    assert operations.remind(by=on(clerk, LATE + operations.PATIENCE - timedelta(days=1))) == []


def test_answered_it_does_not_climb_and_leaves_the_list(late_case, clerk, cell_secretary):
    by = on(clerk, LATE)
    (reminder,) = operations.remind(by=by)
    assert queries.unanswered(by=by) == [reminder]

    operations.answer(reminder, words="Tổ chức lễ ngày 25/06", by=on(cell_secretary[1], LATE))

    assert queries.unanswered(by=by) == []
    assert operations.remind(by=on(clerk, LATE + operations.PATIENCE)) == []
    with pytest.raises(operations.Over):
        operations.answer(reminder, words="Lần nữa", by=on(cell_secretary[1], LATE))


def test_the_cell_does_not_answer_for_the_level_above(late_case, clerk, cell_secretary):
    operations.remind(by=on(clerk, LATE))
    later = LATE + operations.PATIENCE
    (climbed,) = operations.remind(by=on(clerk, later))

    with pytest.raises(NotAllowed):
        operations.answer(climbed, words="Xong", by=on(cell_secretary[1], later))

    assert [each.level for each in queries.unanswered(by=on(clerk, later))] == [1]


def test_once_the_step_is_done_nothing_is_left_to_answer(late_case, clerk, system):
    operations.remind(by=on(clerk, LATE))

    development.record(late_case, Event("admission_ceremony", LATE), by=on(system, LATE))

    assert queries.unanswered(by=on(clerk, LATE)) == []


def test_the_secretary_of_a_cell_sends_no_reminders(late_case, cell_secretary):
    with pytest.raises(NotAllowed):
        operations.remind(by=on(cell_secretary[1], LATE))

    assert not Reminder.objects.visible_to(cell_secretary[1]).exists()


def test_what_one_may_see_but_not_remind_of_is_left_out(late_case, clerk, officer, mo_o):
    _, reader = officer("clerk", at=mo_o)
    grants = {**clerk.grants, "supervision.remind": reader.seats("supervision.remind")}

    assert operations.remind(by=on(replace(clerk, grants=grants), LATE)) == []
    assert len(operations.remind(by=on(clerk, LATE))) == 1


def test_the_neighbour_neither_sends_nor_sees_it(late_case, clerk, officer, mo_o):
    _, neighbour = officer("clerk", at=mo_o)

    assert operations.remind(by=on(neighbour, LATE)) == []
    operations.remind(by=on(clerk, LATE))
    assert queries.unanswered(by=on(neighbour, LATE)) == []

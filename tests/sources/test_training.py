"""The training plan of a year; classes and movements that are changed or called off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.development.models import Case
from nguon.sources import operations, queries, training
from nguon.sources.models import Amendment, PlannedClass
from nguon.sources.operations import Mark
from tests import cast
from tests.development import story
from tests.sources.conftest import ENDS, STARTS


@pytest.fixture
def foreseen(krong_klang, clerk):
    return training.foresee(
        krong_klang, kind="awareness_course", year=2025, month=5, places=40, document="1-KH",
        by=clerk,
    )  # fmt: skip


@pytest.fixture
def accepted(course, khe_xong, system, early):
    """The one participant of the class, accepted."""
    case = story.a_case(khe_xong, by=system)
    (row,) = operations.propose(course, [case], by=early["clerk"])
    operations.accept(course, [row], by=early["clerk"])
    return row


def told(of, by):
    return [(each.kind, each.reason, each.before) for each in training.amendments(of, by=by)]


def test_a_class_carries_out_a_line_of_the_years_plan(foreseen, plan, accepted, clerk):
    assert list(training.open_lines(by=clerk)) == [foreseen]
    held = plan(in_plan=foreseen)

    (line,) = training.plan_of(2025, by=clerk).lines
    assert (line.row, line.held, line.place) == (foreseen, (held,), "Đảng uỷ thị trấn Krông Klang")
    assert list(training.open_lines(by=clerk)) == []
    assert training.plan_of(2025, by=clerk).places == 40
    with pytest.raises(training.HeldAlready):
        training.drop(foreseen, by=clerk)


def test_a_line_without_a_class_is_taken_out(foreseen, clerk, system):
    training.drop(foreseen, by=clerk)

    assert not PlannedClass.objects.visible_to(system).exists()


def test_the_plan_says_who_waits_for_which_class(foreseen, khe_xong, clerk, system):
    story.tell(story.a_case(khe_xong, by=system), "candidate_listed", by=system)

    assert training.plan_of(2025, by=clerk).waiting == {
        "awareness_course": 1,
        "new_member_course": 0,
    }


def test_a_class_of_another_kind_carries_out_no_line(foreseen, plan):
    with pytest.raises(operations.Refused, match="loại lớp khác"):
        plan(kind="new_member_course", in_plan=foreseen)


def test_a_cell_secretary_plans_no_training(khe_xong, cell_secretary, system):
    with pytest.raises(NotAllowed):
        training.foresee(
            khe_xong, kind="awareness_course", year=2025, month=5, places=4, document="1",
            by=cell_secretary,
        )  # fmt: skip
    assert not PlannedClass.objects.visible_to(system).exists()


def test_a_changed_class_keeps_what_stood_before(course, clerk):
    later = ENDS + timedelta(days=1)

    changed = training.change_course(
        course, {"venue": "Nhà văn hoá", "ends_on": later}, reason="Mưa lũ", by=clerk
    )

    assert (changed.venue, changed.ends_on) == ("Nhà văn hoá", later)
    before = {"venue": "Hội trường thị trấn", "ends_on": ENDS.isoformat()}
    assert told(course, clerk) == [("changed", "Mưa lũ", before)]


@pytest.mark.parametrize(
    ("changes", "reason", "refusal"),
    [
        ({"venue": "Nhà văn hoá"}, " ", operations.Incomplete),
        ({"title": ""}, "x", operations.Incomplete),
        ({"title": "Lớp khoá 1"}, "x", operations.Refused),
        ({"ends_on": STARTS - timedelta(days=1)}, "x", operations.BadDay),
        ({"capacity": 0}, "x", operations.Full),
    ],
)
def test_what_cannot_be_of_a_class_changes_nothing(
    course, accepted, clerk, system, changes, reason, refusal
):
    with pytest.raises(refusal):
        training.change_course(course, changes, reason=reason, by=clerk)
    assert not Amendment.objects.visible_to(system).exists()
    assert queries.course(course.ref, by=clerk).title == "Lớp khoá 1"


def test_no_day_that_somebody_sat_in_is_taken_away(course, accepted, early, clerk):
    operations.mark(course, {accepted.pk: Mark((STARTS,))}, by=early["clerk"])

    with pytest.raises(operations.BadDay, match="điểm danh"):
        training.change_course(
            course, {"starts_on": STARTS + timedelta(days=1)}, reason="x", by=clerk
        )


def test_once_certified_the_days_stay_and_the_class_is_not_called_off(course, accepted, clerk):
    operations.mark(course, {accepted.pk: Mark((STARTS,), "passed")}, by=clerk)
    operations.certify(course, {accepted.pk: "07/GCN"}, on=ENDS, by=clerk)

    later = ENDS + timedelta(days=1)
    with pytest.raises(operations.CertifiedAlready):
        training.change_course(course, {"ends_on": later}, reason="x", by=clerk)
    with pytest.raises(operations.CertifiedAlready):
        training.call_off_course(course, reason="x", by=clerk)


def test_a_class_that_was_called_off_takes_nobody_any_more(course, accepted, early, clerk, system):
    training.call_off_course(course, reason="Không đủ người", by=clerk)

    other = Case.objects.visible_to(system).get(pk=accepted.case_id)
    for attempt in (
        lambda: operations.propose(course, [other], by=early["clerk"]),
        lambda: operations.accept(course, [accepted], by=early["clerk"]),
        lambda: operations.mark(course, {accepted.pk: Mark((STARTS,))}, by=clerk),
        lambda: operations.certify(course, {accepted.pk: "1"}, on=ENDS, by=clerk),
        lambda: training.change_course(course, {"venue": "x"}, reason="x", by=clerk),
        lambda: training.call_off_course(course, reason="x", by=clerk),
    ):
        with pytest.raises(operations.CalledOff):
            attempt()
    assert [line.course.called_off_on for line in queries.courses(by=clerk)] == [cast.TODAY]
    assert told(course, clerk)[0][:2] == ("called_off", "Không đủ người")


def test_a_cell_changes_no_class(course, cell_secretary, clerk):
    with pytest.raises(type(course).DoesNotExist):
        training.change_course(course, {"venue": "x"}, reason="x", by=cell_secretary)
    assert queries.course(course.ref, by=clerk).venue == "Hội trường thị trấn"


@pytest.fixture
def movement(krong_klang, clerk):
    return operations.hold_movement(
        krong_klang, kind="emulation", title="Thi đua", held_by="Đoàn", took_part=42,
        starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 31), by=clerk,
    )  # fmt: skip


def test_a_movement_is_put_right_and_keeps_what_stood(movement, clerk):
    training.change_movement(movement, {"took_part": 24}, reason="Đếm lại", by=clerk)

    assert [each.took_part for each in queries.results(by=clerk, year=2025)] == [24]
    assert told(movement, clerk) == [("changed", "Đếm lại", {"took_part": 42})]


def test_a_movement_that_was_not_held_counts_no_more_but_is_told(movement, clerk, khe_xong):
    training.call_off_movement(movement, reason="Hoãn vì bão", by=clerk)

    assert queries.results(by=clerk, year=2025) == []
    assert [line.row.called_off_on for line in queries.movement_lines(by=clerk, year=2025)] == [
        cast.TODAY
    ]
    with pytest.raises(operations.CalledOff):
        training.change_movement(movement, {"took_part": 1}, reason="x", by=clerk)


def test_who_is_not_in_charge_changes_no_movement(movement, officer, khe_xong, clerk):
    elsewhere = officer("cell_secretary", at=khe_xong)

    with pytest.raises(type(movement).DoesNotExist):
        training.change_movement(movement, {"took_part": 1}, reason="x", by=elsewhere)
    assert replace(clerk).may("sources.hold", at=movement.organization)

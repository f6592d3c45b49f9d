"""A meeting is called, changed, given its people, called off; by whom, and seen by whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.core.versions import ChangedMeanwhile
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.meetings import operations, queries
from nguon.meetings.models import Matter, Meeting
from nguon.organizations.models import Organization
from tests.development import story
from tests.locks import ROWS_ARE_LOCKED, first_locked
from tests.meetings.conftest import BEFORE, MET_ON, PLAN

pytestmark = pytest.mark.django_db


def test_a_meeting_is_called_with_what_was_said_and_goes_on_record(
    meeting: Meeting, secretary: Actor
) -> None:
    row = Meeting.objects.visible_to(secretary).get(pk=meeting.pk)
    assert (row.met_on, row.voters, row.venue) == (MET_ON, 9, "Nhà văn hoá khóm")
    assert row.agenda.splitlines() == ["Xét đề nghị kết nạp", "Việc khác"]
    assert AuditEntry.objects.filter(action="meetings.call").count() == 1
    assert [line.people for line in queries.coming(by=secretary)] == [0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, operations.CalledAlready),
        ({"met_on": date(2026, 3, 5)}, operations.BadDay),
        ({"met_on": date(2025, 3, 7), "voters": 0}, operations.BadNumber),
        ({"met_on": date(2025, 3, 7), "voters": 301}, operations.BadNumber),
    ],
)
def test_what_cannot_be_called_is_refused_and_nothing_is_written(
    meeting: Meeting, secretary: Actor, change: dict, why: type[Exception]
) -> None:
    with pytest.raises(why):
        operations.call(meeting.organization, replace(PLAN, **change), by=secretary)
    assert Meeting.objects.visible_to(secretary).count() == 1


def test_another_meeting_of_the_day_that_is_out_of_sight_is_told_in_words(
    meeting: Meeting, secretary: Actor, mo_o: Organization
) -> None:
    seen = Meeting.objects.visible_to(secretary).filter(pk=meeting.pk)
    seen.update(organization=mo_o)

    with pytest.raises(operations.CalledAlready, match="đã có cuộc họp"):
        operations.call(meeting.made_for, PLAN, by=secretary)


def test_the_neighbouring_cell_neither_sees_nor_touches_it(
    called: Meeting,
    acting: Callable[..., Actor],
    khom_ban_mau: Organization,
    thon_mau: Organization,
) -> None:
    for place in (khom_ban_mau, thon_mau):
        neighbour = acting("cell_secretary", at=place, today=BEFORE)
        assert list(queries.meetings(by=neighbour)) == []
        assert list(Matter.objects.visible_to(neighbour)) == []
        with pytest.raises(Meeting.DoesNotExist):
            operations.call_off(called, why="x", by=neighbour)
        with pytest.raises(NotAllowed):
            operations.call(called.organization, replace(PLAN, met_on=BEFORE), by=neighbour)


@pytest.mark.parametrize(
    ("role", "calls"),
    [("clerk", True), ("secretary", True), ("area_member", False), ("inspection", False)],
)
def test_who_of_the_committee_calls_and_who_only_looks(
    called: Meeting,
    acting: Callable[..., Actor],
    krong_klang: Organization,
    role: str,
    calls: bool,
) -> None:
    by = acting(role, at=krong_klang, today=BEFORE)
    assert [entry.name for entry in queries.whole(called.ref, by=by).entries] == [
        "Hồ Thị Bịa", "Lê Văn Đặt",
    ]  # fmt: skip
    if calls:
        operations.change(called, replace(PLAN, venue="Trường học"), by=by)
        return
    with pytest.raises(NotAllowed):
        operations.change(called, replace(PLAN, venue="Trường học"), by=by)


def test_nobody_is_put_on_the_agenda_who_does_not_wait_for_it(
    meeting: Meeting, secretary: Actor, ripe_case: Case
) -> None:
    operations.choose(meeting, [ripe_case.person.ref], by=secretary)
    with pytest.raises(operations.NotOffered):
        operations.choose(meeting, ["AbCdEfGhIjKl"], by=secretary)
    assert [m.person_id for m in queries.matters_of(meeting, by=secretary)] == [
        ripe_case.person_id
    ]


def test_the_second_of_two_is_told_and_writes_nothing(called: Meeting, secretary: Actor) -> None:
    seen = queries.whole(called.ref, by=secretary).mark
    operations.change(called, replace(PLAN, venue="Trường học"), by=secretary, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        operations.choose(called, [], by=secretary, seen=seen)
    assert len(queries.matters_of(called, by=secretary)) == 2


def test_a_meeting_that_was_called_off_stays_with_the_reason_and_its_day_is_free(
    meeting: Meeting, secretary: Actor
) -> None:
    with pytest.raises(operations.Refused):
        operations.call_off(meeting, why=" ", by=secretary)
    operations.call_off(meeting, why="Mưa lũ", by=secretary)
    assert queries.coming(by=secretary) == []
    assert [row.called_off_why for row in queries.held(by=secretary)] == ["Mưa lũ"]
    with pytest.raises(operations.Over):
        operations.change(meeting, PLAN, by=secretary)
    assert operations.call(meeting.organization, PLAN, by=secretary).pk != meeting.pk


def test_who_is_forgotten_leaves_the_agenda_too(
    meeting: Meeting, secretary: Actor, khe_xong: Organization
) -> None:
    person = story.a_person(khe_xong, by=secretary, name="Vũ Thị Mới")
    operations.choose(meeting, [person.ref], by=secretary)
    development.withdraw_person(person, on=BEFORE, by=secretary)
    assert queries.matters_of(meeting, by=secretary) == []


@ROWS_ARE_LOCKED
def test_the_cell_is_held_before_the_meeting_as_a_reform_does(
    meeting: Meeting, secretary: Actor
) -> None:
    def call_off() -> None:
        operations.call_off(meeting, why="Mưa lũ", by=secretary)

    assert first_locked(call_off) == "organizations_organization"

"""L-08, L-12: a request has its clocks from its day, and ends with a result or a ground."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.notices import queries as notices
from nguon.people import operations as people
from nguon.people.models import Person
from nguon.rights import clocks, operations, queries
from nguon.rights.models import Request, RequestStep
from tests.cast import TODAY
from tests.people.sheets import trail

FRIDAY = date(2026, 4, 24)  # before the holiday of 30 April and 1 May


@pytest.mark.parametrize(
    ("kind", "alone", "helped"),
    [
        ("view", 10, 15), ("correct", 10, 15), ("copy", 10, 15), ("withdraw", 15, 20),
        ("restrict", 15, 20), ("object", 15, 20), ("delete", 20, 30), ("protect", 15, 15),
    ],
)  # fmt: skip
def test_each_request_has_its_days(kind, alone, helped):
    limits = [clocks.clock(kind, FRIDAY, helped=each).due_on - FRIDAY for each in (False, True)]
    assert [limit.days for limit in limits] == [alone, helped]


@pytest.mark.parametrize(
    ("received_on", "answer_by"),
    [
        (FRIDAY, date(2026, 4, 29)),  # thứ Sáu; thứ Hai 27/4 nghỉ bù Giỗ Tổ
        (date(2026, 4, 29), date(2026, 5, 5)),  # nghỉ 30/4, 1/5, thứ Bảy, Chủ nhật
        (date(2026, 6, 1), date(2026, 6, 3)),
    ],
)
def test_the_answer_counts_working_days(received_on, answer_by):
    assert clocks.clock("view", received_on).answer_by == answer_by


@pytest.mark.parametrize(
    ("gone", "stage"), [(0, 0), (4, 0), (5, 50), (7, 50), (8, 80), (9, 80), (10, 100), (30, 100)]
)
def test_somebody_is_told_at_half_at_four_fifths_and_at_the_end(gone, stage):
    day = FRIDAY + timedelta(days=gone)
    assert clocks.stage(FRIDAY, FRIDAY + timedelta(days=10), day) == stage


def test_a_request_waits_for_its_answer_then_for_its_end(ask, clerk):
    row = ask("delete")
    (waits,) = queries.shown(queries.requests(by=clerk), by=clerk)
    assert (waits.next_on, waits.stage, waits.late) == (row.answer_by, 0, False)
    operations.answer(row, on=TODAY, words="sẽ xoá", by=clerk)
    (waits,) = queries.shown(queries.requests(by=clerk), by=clerk)
    assert waits.next_on == TODAY + timedelta(days=20)
    late = replace(clerk, today=TODAY + timedelta(days=21))
    assert [(each.stage, each.late) for each in queries.shown([row], by=late)] == [(100, True)]


def test_what_is_due_stands_on_the_list_of_who_answers(ask, clerk, acting, khe_xong):
    row = ask("copy")
    (entry,) = [each for each in notices.mine(by=clerk).entries if each.kind == "request"]
    assert (entry.ref, entry.code, entry.due_on) == (row.ref, "copy", row.answer_by)
    assert "Thử" not in f"{entry.words}{entry.person}"
    secretary = acting("cell_secretary", at=khe_xong)
    assert not [each for each in notices.mine(by=secretary).entries if each.kind == "request"]
    operations.fulfil(row, on=TODAY, by=clerk)
    assert not [each for each in notices.mine(by=clerk).entries if each.kind == "request"]


def test_the_time_is_taken_once_more_and_only_once(ask, clerk):
    row = operations.extend(ask("view"), on=TODAY, words="hồ sơ giấy ở nơi khác", by=clerk)
    assert row.due_on == TODAY + timedelta(days=20)
    with pytest.raises(operations.Over):
        operations.extend(row, on=TODAY, words="lần nữa", by=clerk)
    assert Request.objects.visible_to(clerk).get().due_on == TODAY + timedelta(days=20)


def test_no_extension_without_a_reason_nor_after_the_last_day(ask, clerk):
    row = ask("view")
    with pytest.raises(operations.Refused):
        operations.extend(row, on=TODAY, words=" ", by=clerk)
    after = TODAY + timedelta(days=11)
    with pytest.raises(operations.Refused):
        operations.extend(row, on=after, words="chậm", by=replace(clerk, today=after))
    assert not RequestStep.objects.visible_to(clerk).exists()


def test_a_refusal_names_its_ground_and_the_person_is_told(ask, clerk):
    row = ask("delete")
    for ground, words in (("", "không xoá được"), ("vì thế", "không"), ("member_file", " ")):
        with pytest.raises(operations.Refused):
            operations.refuse(row, ground=ground, told_on=TODAY, words=words, by=clerk)
    operations.refuse(
        row, ground="member_file", told_on=TODAY, words="giữ theo quy định", by=clerk
    )
    kept = queries.request(row.ref, by=clerk).row
    assert (kept.outcome, kept.ground, kept.told_on) == ("refused", "member_file", TODAY)
    assert trail(f"rights.request:{row.pk}")[-1] == ("rights.refused", clerk.user_id)


def test_an_erasure_is_not_done_while_the_file_is_there(ask, thu, clerk):
    row = ask("delete")
    with pytest.raises(operations.NotDone):
        operations.fulfil(row, on=TODAY, by=clerk)
    operations.answer(row, on=TODAY, words="sẽ xoá hết của chị Thử", by=clerk)
    people.withdraw(thu, "development", on=TODAY, by=clerk)
    people.erase(thu, by=clerk)
    operations.fulfil(row, on=TODAY, words="đã xoá hết của chị Thử", by=clerk)
    proof = queries.request(row.ref, by=clerk).row
    assert (proof.person, proof.outcome, proof.ended_on) == (None, "done", TODAY)
    assert [step.row.words for step in queries.steps(proof, by=clerk)] == [""]
    assert list(audit.verify()) == []


def test_of_somebody_not_on_file_nothing_is_kept(ask, clerk):
    row = ask("view", person=None)
    words = "không giữ gì về anh Lê Văn Lạ"
    operations.refuse(row, ground="nothing_held", told_on=TODAY, words=words, by=clerk)
    assert [step.row.words for step in queries.steps(row, by=clerk)] == [""]


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_an_act_lies_between_the_coming_in_and_today(ask, clerk, on):
    row = ask("view")
    with pytest.raises(operations.Refused):
        operations.answer(row, on=on, words="x", by=clerk)
    assert queries.request(row.ref, by=clerk).row.answered_on is None


def test_nothing_comes_in_tomorrow_or_without_a_number(thu, khe_xong, clerk):
    asked = {"person": thu, "kind": "view", "by": clerk}
    with pytest.raises(operations.Refused):
        operations.receive(khe_xong, received_on=TODAY + timedelta(days=1), document="1", **asked)
    with pytest.raises(operations.Refused):
        operations.receive(khe_xong, received_on=TODAY, document=" ", **asked)
    assert not Request.objects.visible_to(clerk).exists()


def test_what_has_ended_stays_as_it_ended(ask, clerk):
    row = ask("view")
    operations.fulfil(row, on=TODAY, by=clerk)
    with pytest.raises(operations.Over):
        operations.refuse(row, ground="law", told_on=TODAY, words="x", by=clerk)
    assert queries.request(row.ref, by=clerk).row.outcome == "done"


def test_the_cell_takes_requests_in_and_the_office_answers(ask, acting, khe_xong):
    secretary = acting("cell_secretary", at=khe_xong)
    row = ask("view", by=secretary)
    with pytest.raises(NotAllowed):
        operations.answer(row, on=TODAY, words="x", by=secretary)
    assert queries.steps(row, by=secretary) == []


def test_the_neighbour_neither_sees_nor_answers(ask, neighbour, clerk):
    row = ask("view")
    assert list(queries.requests(by=neighbour)) == []
    with pytest.raises(Request.DoesNotExist):
        operations.answer(row, on=TODAY, words="x", by=neighbour)
    with pytest.raises(Person.DoesNotExist):
        ask("view", by=neighbour)
    assert queries.steps(row, by=clerk) == []

"""What is given to members over time, probation, leaving and how it is taken back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.development import projection
from nguon.development.models import Case
from nguon.membership import member as members
from nguon.membership import operations, queries, rules, transfers
from nguon.membership.models import Duty, Leaving, Note, Position
from nguon.people.models import Membership, Person
from nguon.rulebook import Event
from tests import cast
from tests.development import story
from tests.membership.conftest import JOINED, again, arrived, sent

TODAY = cast.TODAY
VOTES = {"full_members": 9, "yes": 8, "no": 1}
BOARD = {"members": 12, "yes": 12}
TASK = {"body": "womens_union", "task": "Chi hội phó", "document": "3-NQ/CB"}
POST = {"title": "Phó Chủ tịch", "place": "Mặt trận xã", "document": "7-QĐ/ĐU"}


def membership(person, by):
    return Membership.objects.visible_to(by).get(person=person)


# --- probation ----------------------------------------------------------------------------------


def test_who_is_in_probation_stands_with_helper_class_and_end(probationer, clerk):
    (row,) = queries.probationers(by=clerk)

    assert (row.helper, row.course_on, row.noted_on) == ("DV-07", None, None)
    assert row.member.ends_on == date(2026, 4, 3)
    assert [step.step for step in row.steps] == ["new_member_course", "probation_review"]
    assert row.late == ()


def test_what_is_late_is_told_with_its_rule(probationer, clerk, krong_klang):
    later = cast.acting(["clerk", "people.vault"], at=krong_klang, today=date(2026, 6, 1))
    projection.refresh_due(by=later)

    (row,) = queries.probationers(by=later)

    assert [(step.step, step.rule) for step in row.late] == [
        ("recognition_resolution", "R-OFF-01")
    ]
    assert queries.members(by=later, kind="full") == []


def test_a_helper_notes_shortly_how_somebody_comes_along(probationer, acting, khe_xong):
    guide = acting("area_member", at=khe_xong)
    operations.note(probationer, on=date(2025, 5, 2), words=" Dự họp đều. ", by=guide)

    file = members.member_file(probationer.ref, by=guide)

    assert [(note.on, note.words) for note in file.notes] == [(date(2025, 5, 2), "Dự họp đều.")]
    assert queries.probationers(by=guide)[0].noted_on == date(2025, 5, 2)


@pytest.mark.parametrize(
    ("on", "words", "refusal"),
    [
        (date(2025, 4, 2), "trước lễ kết nạp", rules.BadDay),
        (TODAY + timedelta(days=1), "ngày mai", rules.BadDay),
        (TODAY, "  ", rules.Incomplete),
    ],
)
def test_a_note_lies_in_the_probation_and_says_something(on, words, refusal, probationer, clerk):
    with pytest.raises(refusal):
        operations.note(probationer, on=on, words=words, by=clerk)

    assert not Note.objects.visible_to(clerk).exists()


def test_no_note_is_kept_of_a_full_member_or_of_a_candidate(member, khe_xong, clerk, system):
    person = story.a_case(khe_xong, by=system).person
    for who in (member, person):
        with pytest.raises(rules.NotAMember):
            operations.note(who, on=TODAY, words="x", by=clerk)


def test_notes_are_only_added(probationer, clerk):
    row = operations.note(probationer, on=TODAY, words="x", by=clerk)
    for change in (
        lambda: Note.objects.visible_to(clerk).filter(pk=row.pk).update(words="y"),
        lambda: Note.objects.visible_to(clerk).filter(pk=row.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_recognition_of_who_has_no_case_here_is_entered_by_its_paper(thon_mau, there, clerk):
    row = transfers.receive_from_outside(
        thon_mau,
        transfers.Newcomer("Trần Văn Đến", date(2024, 5, 19)),
        transfers.Outside("Phường Mẫu", "same_province"),
        paper=transfers.Paper("5-GT", date(2025, 3, 3)),
        on=date(2025, 3, 4),
        by=there,
    )
    person = Person.objects.visible_to(there).get(pk=row.person_id)
    told = {"full_from": date(2025, 5, 19), "document": "9-QĐ/ĐU"}

    operations.recognise(person, **told, by=there)

    assert membership(person, there).full_from == date(2025, 5, 19)
    with pytest.raises(rules.Over):
        operations.recognise(person, **told, by=there)


def test_with_a_case_recognition_is_an_act_in_it(probationer, clerk):
    with pytest.raises(rules.Refused, match="hồ sơ đang mở"):
        operations.recognise(probationer, full_from=TODAY, document="x", by=clerk)

    assert membership(probationer, clerk).full_from is None


# --- tasks and positions ------------------------------------------------------------------------


def test_a_task_holds_from_its_day_until_it_ends(member, clerk):
    row = operations.give_duty(member, **TASK, on=date(2024, 3, 8), by=clerk)
    (cell,) = queries.duties_by_cell(by=clerk)
    assert (list(cell.duties), cell.without) == ([row], ())

    operations.end(row, on=TODAY, by=clerk)

    (cell,) = queries.duties_by_cell(by=clerk)
    assert (cell.duties, [who.pk for who in cell.without]) == ((), [member.pk])
    with pytest.raises(rules.Over, match="02/06/2025"):
        operations.end(row, on=TODAY, by=clerk)


def test_who_has_no_task_is_named_and_not_ranked(member, probationer, clerk):
    operations.give_duty(member, **TASK, on=TODAY, by=clerk)

    (cell,) = queries.duties_by_cell(by=clerk)

    assert cell.place == "Chi bộ khóm Khe Xong"
    assert [who.full_name for who in cell.without] == ["Hồ Thị Mới"]


def test_positions_tell_of_growth_over_time(member, clerk):
    operations.hold_position(member, growth="planned", on=date(2020, 1, 6), **POST, by=clerk)
    operations.hold_position(member, growth="introduced", on=date(2022, 3, 1), **POST, by=clerk)
    held = operations.hold_position(member, growth="held", on=date(2022, 6, 1), **POST, by=clerk)
    operations.end(held, on=date(2025, 1, 1), by=clerk)

    file = members.member_file(member.ref, by=clerk)

    told = [(entry.on.year, str(entry.title)) for entry in file.timeline]
    assert told == [
        (2025, "Thôi chức vụ, hết quy hoạch"),
        (2022, "Giữ chức vụ"),
        (2022, "Được giới thiệu"),
        (2020, "Được quy hoạch"),
        (2016, "Đảng viên chính thức"),
        (2015, "Vào Đảng (lễ kết nạp)"),
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"task": " "}, rules.Incomplete),
        ({"document": ""}, rules.Incomplete),
        ({"on": JOINED - timedelta(days=1)}, rules.BadDay),
        ({"on": TODAY + timedelta(days=1)}, rules.BadDay),
        ({"body": "nowhere"}, ValueError),
    ],
)
def test_a_task_rests_on_a_paper_and_a_possible_day(change, refusal, member, clerk):
    with pytest.raises(refusal):
        operations.give_duty(member, **{**TASK, "on": TODAY, **change}, by=clerk)

    assert not Duty.objects.visible_to(clerk).exists()


def test_tasks_are_given_to_members_by_who_may(member, khe_xong, acting, clerk, system):
    person = story.a_case(khe_xong, by=system).person
    with pytest.raises(rules.NotAMember):
        operations.give_duty(person, **TASK, on=TODAY, by=clerk)
    guide = acting("area_member", at=khe_xong)
    with pytest.raises(NotAllowed):
        operations.give_duty(member, **TASK, on=TODAY, by=guide)
    with pytest.raises(NotAllowed):
        operations.hold_position(member, growth="held", on=TODAY, **POST, by=guide)
    row = operations.give_duty(member, **TASK, on=TODAY, by=clerk)
    with pytest.raises(NotAllowed):
        operations.end(row, on=TODAY, by=guide)


def test_the_neighbouring_commune_sees_none_of_it(member, clerk, there):
    row = operations.give_duty(member, **TASK, on=TODAY, by=clerk)
    operations.hold_position(member, growth="held", on=TODAY, **POST, by=clerk)

    assert not Duty.objects.visible_to(there).exists()
    assert not Position.objects.visible_to(there).exists()
    with pytest.raises(Person.DoesNotExist):
        members.member_file(member.ref, by=there)
    with pytest.raises(Duty.DoesNotExist):
        operations.end(row, on=TODAY, by=there)


def test_what_was_given_goes_along_with_the_member(member, thon_mau, clerk, there, system):
    operations.give_duty(member, **TASK, on=TODAY, by=clerk)
    operations.hold_position(member, growth="held", on=TODAY, **POST, by=clerk)
    letter = sent(member, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    file = members.member_file(member.ref, by=there)

    assert (len(file.duties), len(file.positions)) == (1, 1)
    assert "Tiếp nhận từ nơi khác" in [str(entry.title) for entry in file.timeline]


# --- leaving ------------------------------------------------------------------------------------


def left(person, by, how="own_request", on=TODAY, document="11-QĐ/ĐU"):
    return operations.leave(person, how=how, on=on, document=document, by=by)


def test_who_left_stands_on_no_list_and_the_paper_is_kept(member, clerk):
    row = left(member, clerk)

    assert queries.members(by=clerk) == []
    spell = membership(member, clerk)
    assert (spell.left_on, spell.left_how) == (TODAY, "own_request")
    assert (row.standing, row.document, row.happened_in.slug) == ("full", "11-QĐ/ĐU", "khe-xong")


def test_a_death_needs_no_paper_and_all_else_does(member, clerk):
    with pytest.raises(rules.Incomplete):
        left(member, clerk, document=" ")

    assert left(member, clerk, how="died", document="").how == "died"


def test_the_open_case_is_closed_and_a_removal_rests_on_its_decision(probationer, clerk, system):
    case = Case.objects.visible_to(clerk).get(person=probationer)
    for act in (
        Event("removal_resolution", date(2025, 5, 5), VOTES),
        Event("removal_committee_resolution", date(2025, 5, 12), {"members": 15, "yes": 15}),
        Event("removal_decision", date(2025, 5, 26), BOARD),
    ):
        development.record(case, act, by=system)
    (listed,) = queries.members(by=clerk)
    assert listed.removed

    row = left(probationer, clerk, how="removed", on=date(2025, 5, 26))

    assert (row.event.type, row.standing) == ("removal_decision", "probationary")
    assert again(case, system).closed_on == date(2025, 5, 26)


def test_without_a_decision_in_the_case_a_removal_rests_on_its_paper(probationer, clerk):
    assert left(probationer, clerk, how="removed").event is None


def test_nobody_leaves_while_a_letter_is_under_way(member, thon_mau, clerk):
    sent(member, thon_mau, by=clerk)

    with pytest.raises(rules.UnderWay):
        left(member, clerk)

    assert membership(member, clerk).left_on is None


def test_only_the_office_records_a_leaving(member, khe_xong, acting, clerk):
    with pytest.raises(NotAllowed):
        left(member, acting("cell_secretary", at=khe_xong))
    with pytest.raises(rules.BadDay):
        left(member, clerk, on=JOINED - timedelta(days=1))
    with pytest.raises(ValueError, match="tired"):
        left(member, clerk, how="tired")

    assert not Leaving.objects.visible_to(clerk).exists()


def test_a_leaving_entered_by_mistake_is_taken_back_with_the_reason(member, clerk):
    row = left(member, clerk)
    with pytest.raises(rules.Incomplete):
        operations.correct_leaving(row, reason="", by=clerk)

    operations.correct_leaving(row, reason="Nhầm người cùng tên", by=clerk)

    assert membership(member, clerk).left_on is None
    assert [each.person.pk for each in queries.members(by=clerk)] == [member.pk]
    with pytest.raises(rules.Over):
        operations.correct_leaving(row, reason="x", by=clerk)


def test_the_case_of_a_probationary_member_goes_on_where_it_was_closed(probationer, clerk, system):
    before = Case.objects.visible_to(clerk).get(person=probationer)
    row = left(probationer, clerk)
    operations.correct_leaving(row, reason="Ghi nhầm", by=clerk)

    case = again(before, system)

    assert (case.closed_on, case.stage, case.steps) == (None, before.stage, before.steps)


def test_a_restoration_rests_on_a_decision_and_its_day(member, clerk):
    row = left(member, clerk, how="expelled", on=date(2025, 5, 5))
    with pytest.raises(rules.BadDay):
        operations.restore(row, on=date(2025, 5, 4), document="21-QĐ/HU", by=clerk)
    with pytest.raises(rules.Incomplete):
        operations.restore(row, on=TODAY, document="", by=clerk)

    back = operations.restore(row, on=TODAY, document="21-QĐ/HU", by=clerk)

    assert (back.kind, back.takes_back, back.document) == ("restored", row, "21-QĐ/HU")
    assert membership(member, clerk).joined_on == JOINED
    with pytest.raises(rules.Over):
        operations.restore(row, on=TODAY, document="21-QĐ/HU", by=clerk)


def test_the_dead_are_not_restored(member, clerk):
    row = left(member, clerk, how="died", document="")

    with pytest.raises(rules.Refused):
        operations.restore(row, on=TODAY, document="x", by=clerk)
    with pytest.raises(NotAllowed):
        operations.correct_leaving(
            row, reason="x", by=cast.acting("inspection", at=row.happened_in)
        )


def test_leavings_are_only_added(member, clerk):
    row = left(member, clerk)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Leaving.objects.visible_to(clerk).filter(pk=row.pk).update(how="died")


def test_a_member_page_tells_who_left_and_when(member, clerk):
    left(member, clerk, how="expelled")

    file = members.member_file(member.ref, by=clerk)

    assert (file.membership, file.leaving.how) == (None, "expelled")
    assert (file.timeline[0].on, file.timeline[0].detail) == (TODAY, "Bị khai trừ")


def test_who_was_never_a_member_has_no_member_page(khe_xong, clerk, system):
    person = story.a_case(khe_xong, by=system).person

    with pytest.raises(Person.DoesNotExist):
        members.member_file(person.ref, by=clerk)

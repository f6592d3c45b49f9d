"""Classes: planned, filled by the cells, attended, and certified into each case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.organizations import operations as organizations
from nguon.rulebook import Event
from nguon.sources import operations, queries
from nguon.sources.models import Course, Invitation, Participant
from nguon.sources.operations import Mark
from tests import cast
from tests.development import story
from tests.plans import read_whole
from tests.sources.conftest import ENDS, STARTS

GIVEN = date(2025, 5, 20)
ALL_DAYS = (STARTS, STARTS + timedelta(days=1), ENDS)


@pytest.fixture
def case(khe_xong, system):
    found = story.a_case(khe_xong, by=system)
    story.tell(found, "candidate_listed", by=system)
    return found


@pytest.fixture
def neighbour(khom_ban_mau, system):
    return story.a_case(khom_ban_mau, by=system, name="Lê Văn Nêu")


@pytest.fixture
def listed(course, case, early):
    """The one participant of the class, accepted and passed."""
    return seat(course, case, early, result="passed")


def seat(course, case, early, **mark):
    (row,) = operations.propose(course, [case], by=early["clerk"])
    operations.accept(course, [row], by=early["clerk"])
    over = replace(early["clerk"], today=ENDS)
    operations.mark(course, {row.pk: Mark(ALL_DAYS, **mark)}, by=over)
    return row


def acts(case, by):
    rows = CaseEvent.objects.visible_to(by).filter(case=case, type="awareness_course")
    return [(row.document, row.happened_on) for row in rows]


def test_a_class_invites_every_cell_under_its_organisation_and_no_other(course, system):
    invited = Invitation.objects.visible_to(system).filter(course=course)

    assert {row.organization.slug for row in invited} == {"khe-xong", "khom-ban-mau"}


def test_a_cell_finds_the_class_that_it_may_send_people_to(course, cell_secretary):
    assert [line.course for line in queries.courses(by=cell_secretary)] == [course]
    assert queries.course(course.ref, by=cell_secretary) == course


def test_a_class_that_invites_many_cells_leaves_room_for_others_in_the_list(
    plan, officer, clerk, dakrong
):
    above = officer("clerk", at=dakrong)
    first, second = [plan(by=above, at=dakrong, title=title) for title in ("Lớp 1", "Lớp 2")]

    found = queries.courses(by=clerk, most=2)

    assert [line.course for line in found] == [second, first]


def test_a_cell_of_another_commune_does_not_find_the_class(course, officer, places):
    stranger = officer("cell_secretary", at=places["thon-mau"])

    assert queries.courses(by=stranger) == []
    with pytest.raises(Course.DoesNotExist):
        queries.course(course.ref, by=stranger)


def test_a_cell_secretary_plans_no_class(plan, cell_secretary, khe_xong, system):
    with pytest.raises(NotAllowed):
        plan(by=cell_secretary, at=khe_xong)
    assert not Course.objects.visible_to(system).exists()


@pytest.mark.parametrize(
    ("otherwise", "refusal", "said"),
    [
        ({"ends_on": STARTS - timedelta(days=1)}, operations.BadDay, "trước ngày bắt đầu"),
        ({"ends_on": STARTS + timedelta(days=31)}, operations.BadDay, "31 ngày"),
        ({"title": " "}, operations.Incomplete, "tên lớp"),
        ({"venue": ""}, operations.Incomplete, "nơi mở lớp"),
        ({"document": ""}, operations.Incomplete, "văn bản"),
    ],
)
def test_a_class_without_what_it_needs_is_not_planned(plan, system, otherwise, refusal, said):
    with pytest.raises(refusal, match=said):
        plan(**otherwise)
    assert not Course.objects.visible_to(system).exists()


def test_a_class_whose_days_are_over_is_not_planned(plan, system):
    with pytest.raises(operations.BadDay, match="14/05/2025 đã qua") as refused:
        plan(on=ENDS + timedelta(days=1))

    assert refused.value.field == "ends_on"
    assert not Course.objects.visible_to(system).exists()
    assert plan(on=ENDS).ends_on == ENDS


def test_last_months_class_is_entered_with_who_sat_in_it(plan, case, clerk):
    course = plan(on=cast.TODAY, took_place=True)
    (row,) = operations.propose(course, [case], by=clerk)
    operations.accept(course, [row], by=clerk)
    operations.mark(course, {row.pk: Mark(ALL_DAYS, "passed")}, by=clerk)

    (done,) = operations.certify(course, {row.pk: "07/GCN"}, on=GIVEN, by=clerk)

    assert done.refusal == ""
    assert acts(case, clerk) == [("07/GCN", GIVEN)]


def test_a_class_still_to_end_is_not_entered_as_over(plan):
    with pytest.raises(operations.BadDay) as refused:
        plan(on=ENDS, took_place=True)

    assert refused.value.field == "took_place"


def test_a_cell_proposes_its_own_people_and_sees_only_them(course, case, neighbour, early, clerk):
    operations.propose(course, [case], by=early["cell_secretary"])
    operations.propose(course, [neighbour], by=early["clerk"])

    seen = queries.seated(course, by=early["cell_secretary"])
    assert [each.row.case for each in seen] == [case]
    assert len(queries.seated(course, by=clerk)) == 2


def test_nobody_proposes_the_people_of_another_cell(course, neighbour, early, clerk):
    with pytest.raises(Case.DoesNotExist):
        operations.propose(course, [neighbour], by=early["cell_secretary"])
    assert queries.seated(course, by=clerk) == []


def test_who_is_not_under_the_class_is_not_proposed(places, course, early, officer, system):
    elsewhere = story.a_case(places["thon-mau"], by=system)
    above = replace(officer("clerk", at=places["dakrong"]), today=STARTS)

    with pytest.raises(operations.NotInvited):
        operations.propose(course, [elsewhere], by=above)
    assert not Participant.objects.visible_to(system).exists()


def test_who_was_proposed_before_is_passed_over(course, case, early):
    operations.propose(course, [case], by=early["clerk"])

    assert operations.propose(course, [case], by=early["clerk"]) == []


def test_nobody_is_proposed_once_the_class_is_over(course, case, clerk):
    with pytest.raises(operations.BadDay, match="kết thúc"):
        operations.propose(course, [case], by=clerk)


def test_only_open_cases_not_yet_admitted_are_offered(course, case, early, system, khe_xong):
    story.describe(khe_xong)
    admitted = story.a_case(khe_xong, by=system, name="Hồ Văn Cũ")
    story.tell(admitted, "admission_ceremony", by=system)

    found = queries.candidates(course, by=early["cell_secretary"])
    assert [(each.case, each.due) for each in found] == [(case, True)]


def test_the_list_holds_no_more_than_the_class_has_room_for(plan, case, neighbour, early):
    course = plan(capacity=1)
    rows = operations.propose(course, [case, neighbour], by=early["clerk"])

    with pytest.raises(operations.Full, match="1 chỗ"):
        operations.accept(course, rows, by=early["clerk"])
    assert operations.accept(course, rows[:1], by=early["clerk"]) == 1
    assert operations.accept(course, rows[:1], by=early["clerk"]) == 0
    with pytest.raises(operations.Full, match="đã nhận 1"):
        operations.accept(course, rows[1:], by=early["clerk"])


def test_a_cell_does_not_accept_its_own_people(course, case, early, system):
    rows = operations.propose(course, [case], by=early["cell_secretary"])

    with pytest.raises(Course.DoesNotExist):
        operations.accept(course, rows, by=early["cell_secretary"])
    assert Participant.objects.visible_to(system).get().accepted_on is None


def test_attendance_is_kept_by_the_day(listed, course, clerk):
    assert queries.seated(course, by=clerk)[0].days == ALL_DAYS
    assert operations.mark(course, {listed.pk: Mark(ALL_DAYS, "passed")}, by=clerk) == 0


@pytest.mark.parametrize("day", [ENDS + timedelta(days=1), STARTS + timedelta(days=1)])
def test_nobody_sat_in_the_class_on_another_day_or_on_one_to_come(course, case, early, day):
    (row,) = operations.propose(course, [case], by=early["clerk"])
    operations.accept(course, [row], by=early["clerk"])

    with pytest.raises(operations.BadDay, match="điểm danh"):
        operations.mark(course, {row.pk: Mark((day,))}, by=early["clerk"])
    assert queries.seated(course, by=early["clerk"])[0].days == ()


def test_who_was_not_accepted_is_not_marked(course, case, early):
    (row,) = operations.propose(course, [case], by=early["clerk"])

    assert operations.mark(course, {row.pk: Mark((STARTS,))}, by=early["clerk"]) == 0


def test_a_certificate_is_the_act_in_the_case(listed, course, case, clerk):
    (done,) = operations.certify(course, {listed.pk: " 07/GCN "}, on=GIVEN, by=clerk)

    assert done.refusal == ""
    assert acts(case, clerk) == [("07/GCN", GIVEN)]
    shown = queries.seated(course, by=clerk)[0].certificate
    assert (shown.document, shown.happened_on) == ("07/GCN", GIVEN)


def test_the_same_certificates_sent_twice_are_entered_once(
    listed, course, case, clerk, officer, krong_klang
):
    operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=clerk)
    colleague = officer("secretary", at=krong_klang)

    again = operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=colleague)

    assert [each.refusal for each in again] == [""]
    assert acts(case, clerk) == [("07/GCN", GIVEN)]


def test_another_certificate_of_the_class_waits_until_the_first_was_taken_back(
    listed, course, case, clerk
):
    operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=clerk)
    (refused,) = operations.certify(course, {listed.pk: "08/GCN"}, on=GIVEN, by=clerk)
    assert "07/GCN" in refused.refusal
    assert acts(case, clerk) == [("07/GCN", GIVEN)]

    first = CaseEvent.objects.visible_to(clerk).get(case=case, document="07/GCN")
    development.retract(first, reason="ghi nhầm số", by=clerk)
    assert queries.seated(course, by=clerk)[0].certificate is None
    (done,) = operations.certify(course, {listed.pk: "08/GCN"}, on=GIVEN, by=clerk)

    assert done.refusal == ""
    assert ("08/GCN", GIVEN) in acts(case, clerk)


def test_one_refusal_keeps_nobody_else_from_a_certificate(
    listed, course, case, neighbour, early, clerk
):
    failed = seat(course, neighbour, early, result="failed")
    numbers = {listed.pk: "07/GCN", failed.pk: "08/GCN"}

    done = operations.certify(course, numbers, on=GIVEN, by=clerk)

    assert {each.participant.pk: bool(each.refusal) for each in done} == {
        listed.pk: False,
        failed.pk: True,
    }
    assert acts(case, clerk) == [("07/GCN", GIVEN)]
    assert acts(neighbour, clerk) == []


def test_what_the_case_refuses_is_said_of_the_person(listed, course, case, clerk):
    development.close(case, on=cast.TODAY, by=clerk)

    (refused,) = operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=clerk)

    assert refused.refusal == "Hồ sơ này đã đóng."
    assert acts(case, clerk) == []


@pytest.mark.parametrize("day", [ENDS - timedelta(days=1), cast.TODAY + timedelta(days=1)])
def test_no_certificate_before_the_class_is_over_or_after_today(listed, course, case, clerk, day):
    with pytest.raises(operations.BadDay):
        operations.certify(course, {listed.pk: "07/GCN"}, on=day, by=clerk)
    assert acts(case, clerk) == []


def test_a_cell_secretary_certifies_nobody(listed, course, case, cell_secretary):
    with pytest.raises(NotAllowed):
        operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=cell_secretary)
    assert acts(case, cell_secretary) == []


def test_a_result_stays_once_it_is_certified(listed, course, clerk):
    operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=clerk)

    operations.mark(course, {listed.pk: Mark(ALL_DAYS[:1], "failed")}, by=clerk)

    seen = queries.seated(course, by=clerk)[0]
    assert (seen.days, seen.row.result) == (ALL_DAYS[:1], "passed")


def test_who_was_proposed_is_struck_until_there_is_a_certificate(
    listed, course, cell_secretary, clerk
):
    operations.certify(course, {listed.pk: "07/GCN"}, on=GIVEN, by=clerk)
    with pytest.raises(operations.CertifiedAlready):
        operations.strike(listed, by=cell_secretary)
    assert len(queries.seated(course, by=clerk)) == 1


def test_a_cell_strikes_whom_it_proposed(listed, course, cell_secretary, clerk):
    operations.strike(listed, by=cell_secretary)

    assert queries.seated(course, by=clerk) == []


def test_whoever_is_forgotten_is_on_no_list(course, case, early, system):
    operations.propose(course, [case], by=early["clerk"])

    development.forget(case.person, by=system)

    assert not Participant.objects.visible_to(system).exists()


def test_a_class_stays_with_the_successor_of_whoever_held_it(
    course, case, early, places, system, officer
):
    operations.propose(course, [case], by=early["clerk"])
    organizations.dissolve(
        places["krong-klang"], successor=places["mo-o"], on=cast.TODAY, document="9", by=system
    )
    heir = officer("clerk", at=places["mo-o"])

    assert [line.course for line in queries.courses(by=heir)] == [course]
    assert [each.row.case for each in queries.seated(course, by=heir)] == [case]


def test_who_has_no_certificate_must_study(case, clerk, system, khe_xong):
    (found,) = queries.learners(by=clerk)

    assert (found.item.case_ref, found.kind) == (case.ref, "awareness_course")


@pytest.mark.parametrize(
    ("given_on", "finding"),
    [(date(2020, 3, 2), "certificate_expired"), (date(2020, 7, 1), "certificate_expiring")],
)
def test_who_has_a_certificate_that_ends_must_study_again(case, clerk, system, given_on, finding):
    development.record(case, Event("awareness_course", given_on), by=system)

    assert [each.finding for each in queries.learners(by=clerk)] == [finding]


def test_who_must_study_is_offered_before_those_who_need_not(
    course, case, early, system, khe_xong
):
    done = story.a_case(khe_xong, by=system, name="Bùi Văn Học Rồi")
    development.record(done, Event("awareness_course", date(2025, 1, 6)), by=system)

    found = queries.candidates(course, by=early["cell_secretary"])

    assert [(each.case, each.due) for each in found] == [(case, True), (done, False)]


def test_who_did_not_pass_must_study_again_until_another_class_is_passed(
    course, case, early, clerk
):
    operations.propose(course, [case], by=early["clerk"])
    (row,) = queries.participants(course, by=clerk)
    operations.accept(course, [row], by=early["clerk"])
    operations.mark(course, {row.pk: operations.Mark((), "failed")}, by=clerk)
    assert [each.failed_on for each in queries.learners(by=clerk)] == [course.ends_on]

    operations.mark(course, {row.pk: operations.Mark((), "passed")}, by=clerk)
    assert [each.failed_on for each in queries.learners(by=clerk)] == [None]


def test_who_has_a_certificate_that_holds_need_not_study(case, clerk, system):
    development.record(case, Event("awareness_course", date(2025, 1, 6)), by=system)

    assert queries.learners(by=clerk) == []


def test_who_was_admitted_must_sit_in_the_class_for_new_members(khe_xong, clerk, system):
    case = story.a_case(khe_xong, by=system)
    story.describe(khe_xong)
    story.tell(case, "admission_ceremony", by=system)

    assert [each.kind for each in queries.learners(by=clerk)] == ["new_member_course"]


def test_the_neighbour_sees_nobody_who_must_study(case, officer, places):
    assert queries.learners(by=officer("clerk", at=places["mo-o"])) == []


def test_who_must_study_is_found_by_an_index_and_nobody_else_is_read(
    khe_xong, clerk, case, system, django_assert_max_num_queries
):
    certified = story.a_case(khe_xong, by=system, name="Lê Văn Nêu")
    story.tell(certified, "candidate_listed", by=system)
    development.record(certified, Event("awareness_course", date(2025, 1, 6)), by=system)

    flagged = Case.objects.visible_to(system).filter(studies=True)
    assert [row.pk for row in flagged] == [case.pk]
    assert "development_case" not in read_whole(lambda: queries.learners(by=clerk))
    with django_assert_max_num_queries(6):
        assert [each.item.case_ref for each in queries.learners(by=clerk)] == [case.ref]

"""What is mine today: steps, obstacles, promises, reminders, visits, classes, counts."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from nguon.accounts.models import RoleAssignment
from nguon.development import projection
from nguon.evaluation import opening
from nguon.evaluation.models import Sheet, SheetAppeal
from nguon.meetings import operations as meetings
from nguon.membership import transfers
from nguon.notices import queries, words
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.sources import operations as sources
from nguon.sources import queries as reviewed
from nguon.supervision import operations as supervision
from nguon.supervision import queries as watched
from nguon.supervision.models import Promise
from tests import cast
from tests.development import story
from tests.notices.conftest import MONDAY, acting_as

pytestmark = pytest.mark.django_db
LATE = date(2025, 6, 20)  # the ceremony's limit has passed


def kinds(user, today=MONDAY):
    return [each.kind for each in queries.mine(by=acting_as(user, today)).entries]


def only(user, kind, today=MONDAY):
    found = queries.mine(by=acting_as(user, today)).entries
    return [each for each in found if each.kind == kind]


def test_a_step_carries_day_place_rule_and_the_person(late_case, hired, khe_xong):
    projection.refresh_due(by=cast.system(LATE))
    secretary = hired("cell_secretary", at=khe_xong)

    (step,) = only(secretary, "step", LATE)

    assert (step.code, step.rule, step.place, step.person) == (
        "admission_ceremony", "R-CER-01", "Chi bộ khóm Khe Xong", "Hồ Thị Bịa"
    )  # fmt: skip
    assert step.is_late(LATE)
    assert words.path(step) == f"/ho-so/{late_case.ref}/"


def test_what_the_authority_must_do_is_nobodys_at_the_cell(hired, khe_xong, krong_klang, system):
    story.describe(khe_xong)
    story.tell(story.a_case(khe_xong, by=system), "cell_resolution", by=system)

    assert only(hired("cell_secretary", at=khe_xong), "step") == []
    assert len(only(hired("clerk", at=krong_klang), "step")) == 1


def test_a_case_judged_on_request_follows_the_same_rule(late_case, hired, khe_xong, krong_klang):
    """Its stored verdict is of another day."""
    secretary, member = hired("cell_secretary", at=khe_xong), hired("area_member", at=krong_klang)
    day = LATE + timedelta(days=400)

    assert [each.code for each in only(secretary, "step", day)] != []
    assert queries.mine(by=acting_as(member, day)).follows


def test_an_obstacle_is_its_owners_and_nobody_elses(hired, khe_xong, krong_klang):
    owner, other = hired("clerk", at=krong_klang), hired("clerk", at=krong_klang)
    supervision.raise_obstacle(
        khe_xong, cause="A1", owner=owner, due_on=LATE, detail="x", by=acting_as(owner)
    )

    (mine,) = only(owner, "obstacle")
    assert (mine.due_on, mine.place) == (LATE, "Chi bộ khóm Khe Xong")
    assert only(other, "obstacle") == []


def test_an_obstacle_that_came_up_waits_for_the_desk_until_somebody_there_has_it(
    hired, khe_xong, krong_klang
):
    below, above = hired("cell_secretary", at=khe_xong), hired("clerk", at=krong_klang)
    other = hired("clerk", at=krong_klang)
    obstacle = supervision.raise_obstacle(
        khe_xong, cause="A1", owner=below, due_on=LATE, detail="x", by=acting_as(below)
    )
    assert only(above, "obstacle") == []

    supervision.escalate(obstacle, words="Cần kinh phí", due_on=LATE, by=acting_as(below))

    assert [each.ref for each in only(above, "obstacle")] == [obstacle.ref]
    supervision.hand_over(
        obstacle, owner=above, due_on=LATE, words="Văn phòng lo", by=acting_as(above)
    )
    assert len(only(above, "obstacle")) == 1
    assert only(below, "obstacle") == only(other, "obstacle") == []


def test_an_obstacle_whose_owner_holds_no_role_any_more_waits_for_the_desk(
    hired, khe_xong, khom_ban_mau, krong_klang
):
    """As after a merger of two cells of which one secretary goes."""
    below, heir = hired("cell_secretary", at=khe_xong), hired("cell_secretary", at=khom_ban_mau)
    obstacle = supervision.raise_obstacle(
        khe_xong, cause="A1", owner=below, due_on=LATE, detail="x", by=acting_as(below)
    )
    assert only(heir, "obstacle") == []

    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=MONDAY, document="9-QĐ", by=cast.system(MONDAY)
    )
    RoleAssignment.objects.filter(user=below).update(valid_to=MONDAY)

    assert [each.ref for each in only(heir, "obstacle")] == [obstacle.ref]
    (shown,) = watched.named(
        [watched.obstacle(obstacle.ref, by=acting_as(heir))], by=acting_as(heir)
    )
    assert shown.desk == "Chi bộ khóm Bản Mẫu"
    risen = supervision.escalate(obstacle, words="x", due_on=LATE, by=acting_as(heir))
    assert risen.desk == krong_klang


def test_what_was_promised_to_me_stands_until_it_is_kept(hired, khe_xong, krong_klang):
    member = hired("area_member", at=krong_klang)
    by = acting_as(member)
    supervision.log_visit(
        khe_xong, met_on=MONDAY, promises=[supervision.Promised("Mời Đoàn", LATE)], by=by
    )

    (promise,) = only(member, "promise")
    supervision.keep_promise(Promise.objects.visible_to(by).get(), on=MONDAY, by=by)

    assert promise.words == "Mời Đoàn"
    assert only(member, "promise") == []


def test_a_cell_in_charge_is_to_be_visited_once_a_month(hired, khe_xong, krong_klang):
    member = hired("area_member", at=krong_klang)
    before = {each.place for each in only(member, "visit")}
    supervision.log_visit(khe_xong, met_on=MONDAY, by=acting_as(member))

    assert before == {"Chi bộ khóm Khe Xong", "Chi bộ khóm Bản Mẫu"}
    assert [each.ref for each in only(member, "visit")] == ["khom-ban-mau"]
    assert {each.ref for each in only(member, "visit", date(2025, 7, 1))} == {
        "khe-xong", "khom-ban-mau"
    }  # fmt: skip
    assert only(member, "visit")[0].due_on == date(2025, 6, 30)


def test_the_office_is_not_in_charge_of_a_cell(hired, krong_klang):
    assert "visit" not in kinds(hired("clerk", at=krong_klang))


def test_a_reminder_is_for_the_place_it_went_to(late_case, hired, khe_xong, krong_klang):
    projection.refresh_due(by=cast.system(LATE))
    cell, office = hired("cell_secretary", at=khe_xong), hired("clerk", at=krong_klang)
    (told,) = supervision.remind(by=cast.system(LATE))

    (mine,) = only(cell, "reminder", LATE)
    assert only(office, "reminder", LATE) == []
    assert mine.due_on == LATE + supervision.PATIENCE

    later = LATE + supervision.PATIENCE
    supervision.remind(by=cast.system(later))
    assert only(cell, "reminder", later) == []
    assert len(only(office, "reminder", later)) == 1

    supervision.answer(told, words="Tuần sau", by=acting_as(cell, later))
    assert len(only(office, "reminder", later)) == 1


def test_a_class_is_for_whoever_holds_it_until_its_results_are_entered(
    late_case, hired, khe_xong, krong_klang
):
    clerk = hired("clerk", at=krong_klang)
    course = sources.plan_course(
        krong_klang, kind="new_member_course", title="Khoá 3", starts_on=LATE, ends_on=LATE,
        venue="Hội trường", capacity=10, document="1-KH/ĐU", by=acting_as(clerk),
    )  # fmt: skip
    (hold,) = only(clerk, "class")
    (seat,) = sources.propose(course, [late_case], by=acting_as(clerk))
    sources.accept(course, [seat], by=acting_as(clerk))

    assert (hold.due_on, words.plain(hold)) == (LATE, "Mở lớp: Lớp đảng viên mới")
    after = LATE + timedelta(days=1)
    assert [each.ref for each in only(clerk, "results", after)] == [course.ref]
    assert only(clerk, "class", after) == []
    much_later = LATE + timedelta(days=400)  # what was not done is not forgotten
    assert [each.ref for each in only(clerk, "results", much_later)] == [course.ref]

    done = sources.Mark((LATE,), "passed")
    sources.mark(course, {seat.pk: done}, by=acting_as(clerk, after))
    assert only(clerk, "results", after) == []


def a_meeting(cell, secretary, met_on=LATE):
    plan = meetings.Plan(met_on, voters=9, starts_at=time(19, 30), venue="Nhà ông Bịa")
    return meetings.call(cell, plan, by=acting_as(secretary))


def test_a_meeting_stands_for_all_who_see_it_until_it_is_called_off(
    hired, khe_xong, thon_mau, krong_klang
):
    secretary = hired("cell_secretary", at=khe_xong)
    made = a_meeting(khe_xong, secretary)
    people = [secretary, hired("clerk", at=krong_klang), hired("area_member", at=khe_xong)]

    assert [[each.ref for each in only(who, "meeting")] for who in people] == [[made.ref]] * 3
    assert only(hired("cell_secretary", at=thon_mau), "meeting") == []
    (shown,) = only(secretary, "meeting")
    assert (shown.due_on, words.title(shown)) == (LATE, "Họp lúc 19:30")
    assert words.path(shown) == f"/hop/{made.ref}/"

    meetings.call_off(made, why="Mưa lũ", by=acting_as(secretary))
    assert only(secretary, "meeting") == []


def test_a_meeting_that_is_over_asks_for_its_count_whoever_enters_it(hired, khe_xong, krong_klang):
    secretary, member = hired("cell_secretary", at=khe_xong), hired("area_member", at=khe_xong)
    made, after = a_meeting(khe_xong, secretary), LATE + timedelta(days=200)

    (waits,) = only(secretary, "tally", after)
    assert (waits.ref, waits.due_on, words.plain(waits)) == (made.ref, LATE, "Ghi kết quả họp")
    assert only(member, "tally", after) == []
    assert [each for who in (secretary, member) for each in only(who, "meeting", after)] == []


def test_a_cell_is_asked_to_count_until_it_has(hired, khe_xong, krong_klang):
    clerk, cell = hired("clerk", at=krong_klang), hired("cell_secretary", at=khe_xong)
    sources.open_round(krong_klang, held_on=MONDAY, document="2-KH/ĐU", by=acting_as(clerk))

    (count,) = only(cell, "count")
    assert words.path(count).endswith("/khe-xong/")
    assert only(clerk, "count") == []


def test_a_count_that_a_later_one_followed_is_asked_for_no_more(hired, khe_xong, krong_klang):
    clerk, cell = hired("clerk", at=krong_klang), hired("cell_secretary", at=khe_xong)
    office, there = acting_as(clerk), acting_as(cell)
    earlier = MONDAY - timedelta(days=90)
    sources.open_round(krong_klang, held_on=earlier, document="1-KH/ĐU", by=office)
    later = sources.open_round(krong_klang, held_on=MONDAY, document="2-KH/ĐU", by=office)
    assert len(only(cell, "count")) == 2

    sources.count(reviewed.review(later, khe_xong, by=there), {"pupil": 2}, by=there)

    assert only(cell, "count") == []


def test_a_letter_of_transfer_waits_for_who_takes_people_in(hired, khe_xong, mo_o, system):
    member = story.a_person(khe_xong, by=system, name="Hồ Văn Viên")
    people.begin_membership(
        member, joined_on=date(2015, 5, 19), full_from=date(2016, 5, 19), by=system
    )
    paper = transfers.Paper("12-GT", date(2025, 5, 5), "Lý lịch")
    transfers.send(member, mo_o, paper=paper, by=system)

    (letter,) = only(hired("clerk", at=mo_o), "arrival")

    assert letter.rule.startswith("R-")
    assert letter.due_on > date(2025, 5, 5)
    assert words.title(letter) == "Chờ tiếp nhận chuyển sinh hoạt: Hồ Văn Viên"
    assert "Viên" not in words.plain(letter)
    assert only(hired("clerk", at=khe_xong), "arrival") == []


GRADED = date(2025, 12, 20)


def a_round(krong_klang, by):
    table = opening.lay_down_table(
        krong_klang, whom="organizations", title="Bảng tiêu chí", document="1-HD/ĐU",
        decided_on=date(2025, 11, 1), by=by,
        criteria=[
            opening.Asked(code="1", name="Nền nếp", max_points=Decimal(85)),
            opening.Asked(
                code="2", name="Kết nạp", max_points=Decimal(15), indicator="development",
                threshold=100,
            ),
        ],
    )  # fmt: skip
    return opening.open_round(
        krong_klang, table=table, period="year", starts_on=date(2025, 1, 1),
        ends_on=date(2026, 1, 1), graded_on=GRADED, document="2-KH/ĐU", by=by,
    )  # fmt: skip


def test_grading_is_the_cells_to_begin_and_the_committees_to_decide(hired, khe_xong, krong_klang):
    clerk, cell = hired("clerk", at=krong_klang), hired("cell_secretary", at=khe_xong)
    a_round(krong_klang, acting_as(clerk, GRADED))

    (sheet,) = only(cell, "sheet", GRADED)
    (grading,) = only(clerk, "grading", GRADED)
    assert (sheet.due_on, sheet.place) == (GRADED, "Chi bộ khóm Khe Xong")
    assert words.path(sheet).startswith("/danh-gia/phieu/")
    assert grading.place == "Đảng uỷ thị trấn Krông Klang"
    assert only(cell, "grading", GRADED) == []


def test_an_appeal_is_the_committees_to_answer_by_its_last_day(hired, khe_xong, krong_klang):
    clerk, cell = hired("clerk", at=krong_klang), hired("cell_secretary", at=khe_xong)
    day, by = GRADED, acting_as(clerk, GRADED)
    made = a_round(krong_klang, by)
    sheet = Sheet.objects.visible_to(by).get(round=made, organization=khe_xong)
    appeal = SheetAppeal.objects.create(
        organization=khe_xong, sheet=sheet, appealed_on=day, document="4-KN/CB",
        due_on=date(2026, 1, 19), recorded_at=by.at, recorded_by=cell,
    )  # fmt: skip

    (waits,) = only(clerk, "appeal", day)
    assert (waits.due_on, words.path(waits)) == (appeal.due_on, f"/danh-gia/phieu/{sheet.ref}/")
    assert only(cell, "appeal", day) == []
    SheetAppeal.objects.visible_to(by).update(outcome="kept", answered_on=day)
    assert only(clerk, "appeal", day) == []


def test_a_role_that_ended_has_nothing(late_case, hired, khe_xong):
    secretary = hired("cell_secretary", at=khe_xong)
    secretary.assignments.update(valid_to=MONDAY)

    assert kinds(secretary) == []


def test_what_leaves_the_site_repeats_nothing_that_somebody_typed(hired, khe_xong, krong_klang):
    member = hired("area_member", at=krong_klang)
    promised = supervision.Promised("Gặp Hồ Thị Bịa", LATE)
    supervision.log_visit(khe_xong, met_on=MONDAY, promises=[promised], by=acting_as(member))
    supervision.raise_obstacle(
        khe_xong, cause="A1", owner=member, due_on=LATE, by=acting_as(member)
    )

    said = [words.plain(each) for each in queries.mine(by=acting_as(member)).entries]

    assert "Việc được hứa khi dự họp" in said
    assert "Vướng mắc tôi gỡ" in said
    assert not any("Bịa" in each for each in said)

"""Wishes that were heard, and the plan of fostering: only while the agreement stands."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.people import operations as people
from nguon.people.consent import NoConsent
from nguon.people.models import Person
from nguon.sources import care, lists, operations
from nguon.sources.care import Step
from nguon.sources.models import FosterStep, Wish
from tests import cast
from tests.development import story

HEARD, DUE = date(2025, 5, 20), date(2025, 9, 1)
CALL = Step("Gặp gia đình", "Bí thư", DUE)


@pytest.fixture
def case(khe_xong, system):
    found = story.a_case(khe_xong, by=system)
    story.tell(found, "candidate_listed", by=system)
    return found


@pytest.fixture
def person(case):
    return case.person


def hear(person, by, **otherwise):
    return care.hear(person, **{"kind": "course", "heard_on": HEARD, **otherwise}, by=by)


def test_a_wish_is_heard_with_day_word_and_hearer(person, cell_secretary):
    hear(person, cell_secretary, words="  Muốn học lớp   buổi tối ")

    (each,) = care.wishes(by=cell_secretary)
    assert (each.name, each.place) == ("Hồ Thị Bịa", "Chi bộ khóm Khe Xong")
    assert (each.row.words, each.row.heard_on) == ("Muốn học lớp buổi tối", HEARD)
    assert each.row.heard_by_id == cell_secretary.user_id


def test_nobody_hears_before_the_day_or_without_the_right(
    person, cell_secretary, officer, khe_xong
):
    with pytest.raises(operations.BadDay):
        hear(person, cell_secretary, heard_on=date(2025, 6, 3))
    with pytest.raises(NotAllowed):
        hear(person, officer("inspection", at=khe_xong))
    assert care.wishes(by=cell_secretary) == []


def test_the_neighbour_and_who_only_inspects_see_no_wish(
    person, cell_secretary, officer, khom_ban_mau, khe_xong
):
    hear(person, cell_secretary)

    assert care.wishes(by=officer("cell_secretary", at=khom_ban_mau)) == []
    assert care.wishes(by=officer("inspection", at=khe_xong)) == []
    with pytest.raises(Person.DoesNotExist):
        hear(person, officer("cell_secretary", at=khom_ban_mau))


def test_a_wish_becomes_a_step_of_the_plan_once(person, cell_secretary):
    wish = hear(person, cell_secretary)

    made = care.lead_to_step(wish, CALL, by=cell_secretary)

    assert (made.wish_id, made.person_id, made.year) == (wish.pk, person.pk, 2025)
    assert care.wishes(by=cell_secretary) == []
    assert [each.row.led_to for each in care.wishes(by=cell_secretary, led=True)] == ["step"]
    with pytest.raises(care.Over):
        care.lead(wish, to="answered", by=cell_secretary)


def test_a_step_that_cannot_be_leaves_the_wish_open(person, cell_secretary):
    wish = hear(person, cell_secretary)

    with pytest.raises(operations.BadDay):
        care.lead_to_step(wish, Step("Gặp", "Bí thư", date(2025, 6, 1)), by=cell_secretary)
    assert [each.row.led_to for each in care.wishes(by=cell_secretary)] == [""]


def test_wishes_are_counted_by_kind_and_year_without_names(
    person, cell_secretary, officer, dakrong
):
    hear(person, cell_secretary)
    care.lead(hear(person, cell_secretary, kind="away"), to="answered", by=cell_secretary)
    hear(person, cell_secretary, heard_on=date(2024, 5, 20))
    board = officer("superior_board", at=dakrong)

    counts = care.wish_counts(by=board, year=2025)

    assert [(each.kind.value, each.heard, each.led) for each in counts] == [
        ("course", 1, 0),
        ("away", 1, 1),
    ]
    assert care.wishes(by=board) == []


def test_with_the_agreement_goes_what_was_heard_and_planned(person, case, cell_secretary, system):
    hear(person, cell_secretary)
    care.foster(person, [CALL], by=cell_secretary)
    lists.set_groups(person, ["militia"], by=cell_secretary)
    for event in story.STORY[2:4]:
        development.record(case, event, by=system)
    development.withdraw_person(person, on=cast.TODAY, by=system)

    assert care.wishes(by=cell_secretary) == care.steps(by=cell_secretary, year=2025) == []
    assert care.wish_counts(by=cell_secretary) == []
    with pytest.raises(NoConsent):
        hear(person, cell_secretary)
    assert care.forget_withdrawn(by=system) == 3
    assert care.forget_withdrawn(by=system) == 0
    assert not Wish.objects.visible_to(system).exists()
    assert lists.groups_of(person, by=system) == []


def test_the_daily_round_leaves_what_stands(person, khe_xong, cell_secretary, system):
    hear(person, cell_secretary)
    care.foster(person, [CALL], by=cell_secretary)
    care.foster_cell(khe_xong, CALL, by=cell_secretary)

    assert care.forget_withdrawn(by=system) == 0
    assert FosterStep.objects.visible_to(system).count() == 2


def test_whoever_is_forgotten_leaves_no_wish_group_or_step(person, cell_secretary, system):
    hear(person, cell_secretary)
    care.foster(person, [CALL], by=cell_secretary)
    lists.set_groups(person, ["militia"], by=cell_secretary)

    development.forget(person, by=system)

    assert not Wish.objects.visible_to(system).exists()
    assert not FosterStep.objects.visible_to(system).exists()


def test_the_plan_is_prefilled_from_the_case(case, person, cell_secretary):
    plan = care.plan_of_person(person, by=cell_secretary)

    assert plan.helper == "DV-07"
    assert [(step.what, step.who) for step in plan.proposed] == [
        ("Gặp gỡ, giúp đỡ hằng tháng", "DV-07"),
        ("Cử đi học: Lớp bồi dưỡng nhận thức về Đảng", "Chi uỷ"),
        ("Giao việc thử thách trong đoàn thể", "DV-07"),
    ]
    care.foster(person, plan.proposed[:2], by=cell_secretary)
    again = care.plan_of_person(person, by=cell_secretary)
    assert [step.what for step in again.steps] == [step.what for step in plan.proposed[:2]]
    assert [step.what for step in again.proposed] == [plan.proposed[2].what]


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2025, 6, 2), date(2025, 8, 31)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2025, 12, 2), date(2026, 3, 2)),
    ],
)
def test_what_is_proposed_stays_in_the_plan_of_the_year_while_there_is_time(today, day):
    assert care.usual_day(today) == day


def test_somebody_who_agreed_and_has_no_case_has_a_plan_too(khe_xong, cell_secretary, system):
    person = story.a_person(khe_xong, by=system, name="Lê Văn Nêu")

    first = care.plan_of_person(person, by=cell_secretary).proposed[0]

    assert first.what == "Phân công đảng viên chính thức giúp đỡ"


def test_a_step_is_done_or_not_done_and_then_why(person, cell_secretary):
    (done,) = care.foster(person, [CALL], by=cell_secretary)
    (other,) = care.foster(person, [CALL], by=cell_secretary)

    care.settle(done, outcome="done", on=cast.TODAY, by=cell_secretary)
    with pytest.raises(operations.Incomplete):
        care.settle(other, outcome="not_done", on=cast.TODAY, by=cell_secretary)
    care.settle(other, outcome="not_done", on=cast.TODAY, words="Vắng nhà", by=cell_secretary)

    rows = [row for row, _place in care.steps(by=cell_secretary, year=2025)]
    assert [(row.outcome, row.words) for row in rows] == [("done", ""), ("not_done", "Vắng nhà")]
    with pytest.raises(care.Over):
        care.settle(done, outcome="done", on=cast.TODAY, by=cell_secretary)


def test_the_plan_of_a_cell_holds_its_own_things_and_each_person(
    person, khe_xong, khom_ban_mau, cell_secretary, clerk
):
    care.foster(person, [CALL], by=cell_secretary)
    care.foster_cell(khe_xong, Step("Họp với Đoàn", "Bí thư", DUE), by=cell_secretary)
    care.foster_cell(khe_xong, Step("Sơ kết", "Bí thư", date(2026, 1, 5)), by=cell_secretary)
    care.foster_cell(khom_ban_mau, CALL, by=clerk)

    plan = care.plan_of_cell(khe_xong, 2025, by=cell_secretary)

    assert [row.what for row in plan.common] == ["Họp với Đoàn"]
    assert [(who.pk, [row.what for row in rows]) for who, rows in plan.people] == [
        (person.pk, ["Gặp gia đình"])
    ]


def test_the_neighbour_plans_nothing_here(person, khe_xong, officer, khom_ban_mau, system):
    neighbour = officer("cell_secretary", at=khom_ban_mau)

    with pytest.raises(Person.DoesNotExist):
        care.foster(person, [CALL], by=neighbour)
    with pytest.raises(NotAllowed):
        care.foster_cell(khe_xong, CALL, by=neighbour)
    assert not FosterStep.objects.visible_to(system).exists()


def test_a_member_by_document_may_be_fostered_without_a_sheet(khe_xong, cell_secretary, system):
    given = [people.ConsentGiven("development", "membership", "HSĐV-1", date(2024, 1, 1))]
    member = people.register(
        "Hồ Văn Cũ", organization=khe_xong, consents=given, by=system, **story.BASIC
    )

    care.foster(member, [CALL], by=cell_secretary)

    assert [row.what for row, _place in care.steps(by=cell_secretary, year=2025)] == [CALL.what]

"""The way from source to member, counted in stages."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.development.models import CaseEvent
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.rulebook import Event
from nguon.sources import operations, queries, stages
from tests import cast
from tests.development import story

EVER = {"since": date(2020, 1, 1), "until": cast.TODAY}


@pytest.fixture
def case(khe_xong, system):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=system)


def counted(by, **asked):
    return {stage.code: stage.people for stage in stages.funnel(**EVER | asked, by=by)}


def test_whoever_was_admitted_has_come_through_every_stage_before(case, system, clerk):
    story.tell(case, "admission_ceremony", by=system)

    assert counted(clerk) == {
        "reviewed": 0,
        "referred": 0,
        "agreed": 1,
        "candidate_listed": 1,
        "awareness_course": 1,
        "application": 1,
        "cell_resolution": 1,
        "admission_decision": 1,
        "admission_ceremony": 1,
        "recognition_decision": 0,
    }


def test_what_was_reviewed_and_referred_stands_before_anybody_is_named(
    krong_klang, khe_xong, clerk, system
):
    for day, number in ((date(2025, 1, 8), 9), (date(2025, 5, 8), 7)):
        row = operations.open_round(krong_klang, held_on=day, document="3", by=clerk)
        review = queries.review(row, khe_xong, by=clerk)
        operations.count(review, {"pupil": number, "woman": 3}, by=clerk)
    people.allow_stubs(krong_klang, on=cast.FIRST_DAY, document="1", by=system)
    operations.refer("Lê Văn Nêu", organization=khe_xong, referred_by="Đoàn", reach="x", by=clerk)

    found = counted(clerk)

    assert (found["reviewed"], found["referred"], found["agreed"]) == (7, 1, 0)
    assert counted(clerk, until=date(2025, 4, 30))["reviewed"] == 9


def test_what_was_reviewed_and_referred_at_a_cell_after_its_end_is_not_lost(
    krong_klang, khe_xong, khom_ban_mau, clerk, system
):
    """A reform is often entered after its day."""
    row = operations.open_round(krong_klang, held_on=cast.TODAY, document="3", by=clerk)
    for cell in (khe_xong, khom_ban_mau):
        operations.count(queries.review(row, cell, by=clerk), {"pupil": 4}, by=clerk)
    people.allow_stubs(krong_klang, on=cast.FIRST_DAY, document="1", by=system)
    operations.refer("Lê Văn Nêu", organization=khe_xong, referred_by="Đoàn", reach="x", by=clerk)

    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=cast.TODAY, document="9", by=system
    )

    found = counted(clerk, organization=krong_klang)
    assert (found["reviewed"], found["referred"]) == (8, 1)
    assert counted(clerk, organization=khom_ban_mau)["referred"] == 1


def test_one_person_referred_by_several_bodies_is_one_person(case, system, clerk):
    for day, body in ((1, "Đoàn thanh niên"), (2, "Hội phụ nữ")):
        given = {"source_group": "pupil_student", "referred_by": body}
        development.record(case, Event("sourced", date(2023, 4, day), given), by=system)
    for day in (3, 4):
        development.record(case, Event("candidate_listed", date(2023, 4, day)), by=system)

    found = counted(clerk)

    assert (found["agreed"], found["candidate_listed"]) == (1, 1)


def test_a_stage_counts_in_the_period_in_which_it_was_reached(case, system, clerk):
    story.tell(case, "awareness_course", by=system)

    found = counted(clerk, since=date(2023, 4, 11), until=date(2023, 9, 7))

    assert (found["candidate_listed"], found["awareness_course"]) == (0, 1)
    assert counted(clerk, until=date(2023, 9, 6))["awareness_course"] == 0


def test_what_was_taken_back_does_not_count(case, system, clerk):
    *_, listed = story.tell(case, "candidate_listed", by=system)
    assert counted(clerk)["candidate_listed"] == 1

    act = CaseEvent.objects.visible_to(system).get(pk=listed.pk)
    development.retract(act, reason="ghi nhầm", by=system)

    assert counted(clerk)["candidate_listed"] == 0


def test_a_decision_not_to_admit_is_no_admission(case, system, clerk):
    story.tell(case, "committee_resolution", by=system)
    vote = {"members": 12, "yes": 2, "admitted": False}
    refused = Event("admission_decision", date(2025, 3, 18), vote)
    development.record(case, refused, by=system)

    found = counted(clerk)

    assert (found["cell_resolution"], found["admission_decision"]) == (1, 0)


def test_each_sees_the_stages_of_their_own_places(case, system, officer, places, khe_xong, clerk):
    story.tell(case, "candidate_listed", by=system)

    assert counted(officer("superior_board", at=places["dakrong"]))["candidate_listed"] == 1
    assert counted(officer("clerk", at=places["mo-o"]))["candidate_listed"] == 0
    assert counted(clerk, organization=khe_xong)["candidate_listed"] == 1
    assert counted(clerk, organization=places["khom-ban-mau"])["candidate_listed"] == 0


# --- the tree of the day, and of today ----------------------------------------------------------


@pytest.fixture
def moved(case, places, system):
    """The cell of the case went over to the neighbouring commune after the listing."""
    story.tell(case, "candidate_listed", by=system)
    organizations.move(
        places["khe-xong"], parent=places["mo-o"], on=date(2025, 3, 1), document="7", by=system
    )
    return case


def test_as_it_was_a_stage_stays_where_it_was_reached(moved, krong_klang, mo_o, system):
    period = {"since": date(2023, 4, 1), "until": date(2023, 4, 30)}
    then = {"organization": krong_klang, "tree": "as-was", **period}
    assert counted(system, **then)["candidate_listed"] == 1
    assert counted(system, **then | {"tree": "as-is"})["candidate_listed"] == 0

    now = {"organization": mo_o, **period}
    assert counted(system, **now, tree="as-was")["candidate_listed"] == 0
    assert counted(system, **now, tree="as-is")["candidate_listed"] == 1


def test_without_an_organisation_the_seats_of_the_reader_decide(moved, officer, krong_klang, mo_o):
    old, new = officer("clerk", at=krong_klang), officer("clerk", at=mo_o)

    assert counted(old)["candidate_listed"] == 1
    assert counted(old, tree="as-is")["candidate_listed"] == 0
    assert counted(new)["candidate_listed"] == 0
    assert counted(new, tree="as-is")["candidate_listed"] == 1


def test_what_a_predecessor_did_counts_as_it_is_with_the_successor(
    case, places, krong_klang, mo_o, system
):
    story.tell(case, "candidate_listed", by=system)
    organizations.dissolve(
        krong_klang, successor=mo_o, on=date(2025, 3, 1), document="9", by=system
    )

    now = {"organization": mo_o}
    assert counted(system, **now, tree="as-is")["candidate_listed"] == 1
    assert counted(system, **now, tree="as-was")["candidate_listed"] == 0


def test_nobody_reads_the_figures_of_another_commune(case, officer, places, krong_klang):
    with pytest.raises(NotAllowed):
        counted(officer("clerk", at=places["mo-o"]), organization=krong_klang)


def test_a_number_opens_to_the_cases_behind_it_each_once(case, system, clerk, khe_xong):
    story.tell(case, "candidate_listed", by=system)
    development.record(case, Event("candidate_listed", date(2023, 5, 2)), by=system)

    (found,) = stages.reached("candidate_listed", **EVER, by=clerk)

    assert (found.case_ref, found.name) == (case.ref, "Hồ Thị Bịa")
    assert (found.on, found.place) == (date(2023, 4, 10), "Chi bộ khóm Khe Xong")
    (agreed,) = stages.reached("agreed", **EVER, by=clerk)
    assert (agreed.person_ref, agreed.on) == (case.person.ref, date(2022, 12, 1))
    assert stages.reached("application", **EVER, by=clerk) == []


def test_who_sees_figures_only_opens_no_names(case, system, officer, dakrong):
    story.tell(case, "candidate_listed", by=system)
    board = officer("superior_board", at=dakrong)

    assert counted(board)["candidate_listed"] == 1
    assert stages.reached("candidate_listed", **EVER, by=board) == []


def test_a_case_that_went_elsewhere_counts_as_it_was_and_is_named_to_its_keeper(
    moved, officer, krong_klang, mo_o
):
    old, new = officer("clerk", at=krong_klang), officer("clerk", at=mo_o)

    assert stages.reached("candidate_listed", **EVER, by=old) == []
    assert len(stages.reached("candidate_listed", **EVER, tree="as-is", by=new)) == 1

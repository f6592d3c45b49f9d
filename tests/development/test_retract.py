"""Taking a wrong entry back: nothing disappears, but it counts no more."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations, queries
from nguon.development.entry import BadEvent
from nguon.development.models import Case, CaseEvent
from nguon.people import operations as people
from nguon.people.models import Membership
from nguon.rulebook import Event
from tests.cast import TODAY
from tests.development import story


def stage(by):
    return Case.objects.visible_to(by).get().stage


def test_a_retracted_act_counts_no_more_but_stays_on_record(case, clerk):
    rows = story.tell(case, "candidate_listed", by=clerk)

    back = operations.retract(rows[-1], reason="Ghi nhầm người", by=clerk)

    assert stage(clerk) == "sourced"
    assert (back.retracts, back.note, back.happened_on) == (rows[-1], "Ghi nhầm người", TODAY)
    assert CaseEvent.objects.visible_to(clerk).count() == 3


def test_the_trail_says_which_entry_was_taken_back(case, clerk):
    (row,) = story.tell(case, "sourced", by=clerk)
    back = operations.retract(row, reason="Ghi nhầm người", by=clerk)

    line = AuditEntry.objects.get(action="development.retract")
    assert line.detail == {"event": back.pk, "retracts": row.pk}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_retraction_needs_a_reason(case, clerk, reason):
    (row,) = story.tell(case, "sourced", by=clerk)

    with pytest.raises(BadEvent):
        operations.retract(row, reason=reason, by=clerk)
    assert stage(clerk) == "sourced"


def test_an_act_is_taken_back_once_and_a_retraction_never(case, clerk):
    (row,) = story.tell(case, "sourced", by=clerk)
    back = operations.retract(row, reason="Ghi nhầm", by=clerk)

    for again in (row, back):
        with pytest.raises(operations.CannotRetract):
            operations.retract(again, reason="Ghi nhầm", by=clerk)
    assert CaseEvent.objects.visible_to(clerk).count() == 2


def test_the_same_act_can_be_entered_again_after_it_was_taken_back(case, clerk):
    (row,) = story.tell(case, "sourced", by=clerk)
    operations.retract(row, reason="Ghi nhầm", by=clerk)

    again = operations.record(case, story.STORY[0], by=clerk)

    assert again.pk != row.pk
    assert stage(clerk) == "sourced"


def test_seeing_is_not_a_licence_to_retract_and_the_neighbour_does_not_even_see(
    case, clerk, neighbour, acting, khe_xong
):
    (row,) = story.tell(case, "sourced", by=clerk)

    with pytest.raises(NotAllowed):
        operations.retract(row, reason="x", by=acting("area_member", at=khe_xong))
    with pytest.raises(CaseEvent.DoesNotExist):
        operations.retract(row, reason="x", by=neighbour)
    assert stage(clerk) == "sourced"


def test_a_retraction_counts_as_something_that_happened_meanwhile(case, clerk):
    rows = story.tell(case, "candidate_listed", by=clerk)
    operations.retract(rows[-1], reason="Ghi nhầm", by=clerk)

    with pytest.raises(operations.ChangedMeanwhile):
        operations.record(case, story.STORY[2], by=clerk, seen=rows[-1].pk)


# --- the ceremony and what follows from it ------------------------------------------------------


def memberships(by):
    return list(Membership.objects.visible_to(by).values_list("joined_on", "full_from"))


def test_the_membership_begins_on_the_day_of_the_ceremony(case, clerk):
    story.tell(case, "decision_received", by=clerk)
    assert memberships(clerk) == []

    operations.record(case, story.STORY[-1], by=clerk)

    assert memberships(clerk) == [(date(2025, 4, 3), None)]


def test_a_retracted_ceremony_takes_the_membership_back(case, clerk):
    *_, ceremony = story.tell(case, "admission_ceremony", by=clerk)

    operations.retract(ceremony, reason="Lễ hoãn lại", by=clerk)

    assert memberships(clerk) == []
    assert Case.objects.visible_to(clerk).get().admitted_on is None


def test_a_ceremony_sent_twice_begins_one_membership(case, clerk):
    story.tell(case, "admission_ceremony", by=clerk)
    operations.record(case, story.STORY[-1], by=clerk)

    assert memberships(clerk) == [(date(2025, 4, 3), None)]


def test_a_membership_that_is_on_file_already_is_the_one_that_the_ceremony_began(case, clerk):
    story.tell(case, "decision_received", by=clerk)
    people.begin_membership(case.person, joined_on=date(2025, 4, 3), by=clerk)

    operations.record(case, story.STORY[-1], by=clerk)

    assert memberships(clerk) == [(date(2025, 4, 3), None)]


def test_nobody_is_admitted_who_is_a_member_since_another_day(case, clerk):
    story.tell(case, "decision_received", by=clerk)
    people.begin_membership(case.person, joined_on=date(2020, 1, 1), by=clerk)
    entered = CaseEvent.objects.visible_to(clerk).count()

    with pytest.raises(operations.FileForbids, match="đang là đảng viên"):
        operations.record(case, story.STORY[-1], by=clerk)
    assert CaseEvent.objects.visible_to(clerk).count() == entered


def test_taking_a_ceremony_back_leaves_a_membership_of_another_day(case, clerk):
    *_, ceremony = story.tell(case, "admission_ceremony", by=clerk)
    people.cancel_membership(case.person, by=clerk)
    people.begin_membership(case.person, joined_on=date(2025, 4, 4), by=clerk)

    operations.retract(ceremony, reason="Ghi nhầm ngày", by=clerk)

    assert memberships(clerk) == [(date(2025, 4, 4), None)]


def test_without_the_right_to_keep_memberships_no_ceremony_is_entered(
    case, clerk, acting, khe_xong
):
    story.tell(case, "decision_received", by=clerk)
    entered = CaseEvent.objects.visible_to(clerk).count()
    helper = acting(
        ["people.view", "development.view", "development.admission_ceremony"], at=khe_xong
    )

    with pytest.raises(NotAllowed):
        operations.record(case, story.STORY[-1], by=helper)
    assert CaseEvent.objects.visible_to(clerk).count() == entered


# --- recognition --------------------------------------------------------------------------------

PROBATION = (
    Event("member_declaration", date(2025, 4, 20)),
    Event("new_member_course", date(2025, 9, 20)),
    Event("probation_review", date(2026, 4, 4)),
    Event("recognition_resolution", date(2026, 4, 10), {"full_members": 9, "yes": 9}),
    Event("recognition_committee_resolution", date(2026, 4, 15), {"members": 15, "yes": 15}),
)
DECISION = Event("recognition_decision", date(2026, 4, 28), {"members": 12, "yes": 12})


@pytest.fixture
def a_year_later(case, clerk, acting, krong_klang):
    story.tell(case, "admission_ceremony", by=clerk)
    later = acting("clerk", at=krong_klang, today=date(2026, 5, 4))
    for event in PROBATION:
        operations.record(case, event, by=later)
    return later


def test_a_decision_late_by_days_still_recognises_from_the_end_of_probation(case, a_year_later):
    operations.record(case, DECISION, by=a_year_later)

    assert memberships(a_year_later) == [(date(2025, 4, 3), date(2026, 4, 3))]
    assert Case.objects.visible_to(a_year_later).get().recognised_on == DECISION.on


def test_a_lost_vote_recognises_nobody(case, a_year_later):
    lost = Event("recognition_decision", DECISION.on, {"members": 12, "yes": 5})

    operations.record(case, lost, by=a_year_later)

    assert memberships(a_year_later) == [(date(2025, 4, 3), None)]
    assert Case.objects.visible_to(a_year_later).get().recognised_on is None


def test_a_lost_vote_can_be_taken_back_too(case, a_year_later):
    lost = Event("recognition_decision", DECISION.on, {"members": 12, "yes": 5})
    row = operations.record(case, lost, by=a_year_later)

    operations.retract(row, reason="Ghi nhầm số phiếu", by=a_year_later)

    assert memberships(a_year_later) == [(date(2025, 4, 3), None)]


def test_a_retracted_recognition_makes_the_member_probationary_again(case, a_year_later):
    row = operations.record(case, DECISION, by=a_year_later)

    operations.retract(row, reason="Ghi nhầm hồ sơ", by=a_year_later)

    assert memberships(a_year_later) == [(date(2025, 4, 3), None)]
    assert queries.pipeline(by=a_year_later) == {"recognition_committee_resolution": 1}

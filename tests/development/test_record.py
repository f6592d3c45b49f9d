"""Entering an act: the one door for every step of the procedure."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations
from nguon.development.entry import BadEvent
from nguon.development.facts import NoBirthday
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import Departure
from nguon.organizations import operations as tree
from nguon.rulebook import Event
from tests.cast import DOCUMENT, FIRST_DAY, NOW, TODAY
from tests.development import story

MEETING = Event("cell_resolution", date(2025, 6, 1), {"full_members": 9, "yes": 8})
DEPARTURE = Departure("Bằng cấp đang được xác minh", "Ban Thường vụ Huyện uỷ")


def lines():
    return AuditEntry.objects.filter(action__startswith="development.").count()


def events(by):
    return CaseEvent.objects.visible_to(by).order_by("pk")


def test_a_fact_is_entered_with_its_day_its_document_and_who_entered_it(case, clerk):
    course = Event("awareness_course", date(2023, 9, 7), {"document": "15/GCN", "place": "TTCT"})

    row = operations.record(case, course, by=clerk)

    assert (row.type, row.happened_on, row.document) == ("awareness_course", course.on, "15/GCN")
    assert row.fields == {"place": "TTCT"}
    assert (row.recorded_by, row.recorded_at) == (clerk.user_id, NOW)
    assert row.happened_in == case.organization


def test_an_act_leaves_one_line_in_the_trail(case, clerk):
    row = operations.record(case, story.STORY[0], by=clerk)

    line = AuditEntry.objects.get(action="development.sourced")
    assert line.detail == {"event": row.pk, "against": []}


def test_the_whole_story_can_be_told_without_a_departure(case, clerk):
    rows = story.tell(case, "admission_ceremony", by=clerk)

    assert [row.against for row in rows] == [[]] * len(story.STORY)
    case = Case.objects.visible_to(clerk).get()
    assert (case.stage, case.admitted_on) == ("admission_ceremony", date(2025, 4, 3))


def test_a_committee_acts_for_the_cells_under_it_and_the_cell_for_itself(case, clerk, secretary):
    operations.record(case, story.STORY[0], by=clerk)
    operations.record(case, story.STORY[1], by=secretary)

    assert {row.recorded_by for row in events(clerk)} == {clerk.user_id, secretary.user_id}


# --- who may not ------------------------------------------------------------------------------


def test_the_neighbouring_commune_neither_sees_nor_touches_the_case(case, neighbour, clerk):
    assert list(Case.objects.visible_to(neighbour)) == []
    with pytest.raises(Case.DoesNotExist):
        operations.record(case, story.STORY[0], by=neighbour)
    assert not events(clerk).exists()


def test_seeing_a_case_is_not_a_licence_to_act(case, acting, khe_xong, clerk):
    with pytest.raises(NotAllowed):
        operations.record(case, story.STORY[0], by=acting("area_member", at=khe_xong))
    assert not events(clerk).exists()


def test_a_cell_secretary_does_not_enter_what_the_committee_decides(case, secretary, clerk):
    decision = Event("admission_decision", TODAY, {"members": 12, "yes": 12})

    with pytest.raises(NotAllowed):
        operations.record(case, decision, by=secretary, despite=DEPARTURE)
    assert not events(clerk).exists()


# --- what cannot be entered at all --------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Event("cell_resolution", TODAY, {"full_members": 9}), "yes"),
        (Event("cell_resolution", TODAY, {"full_members": 9, "yes": 10}), "yes"),
        (Event("cell_resolution", TODAY, {"full_members": 9, "yes": 6, "no": 4}), "no"),
        (Event("committee_resolution", TODAY, {"members": 5, "yes": 6}), "yes"),
        (Event("committee_resolution", TODAY, {"members": -1, "yes": 0}), "members"),
        (Event("introduction", TODAY, {"by": "a friend"}), "by"),
        (Event("introduction", TODAY, {"by": "member"}), "months_together"),
        (Event("verification", TODAY, {"subject": None}), "subject"),
        (Event("sourced", TODAY, {"colour": "đỏ"}), "colour"),
        (Event("sourced", TODAY, {"source_group": "x" * 301}), "source_group"),
        (Event("sourced", TODAY, {"document": "x" * 121}), "document"),
        (Event("sourced", TODAY, {"note": "một\0hai"}), "note"),
        (Event("sourced", TODAY + timedelta(1)), "on"),
        (Event("sourced", date(1998, 5, 19)), "on"),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_what_was_expected(case, clerk, event, field):
    with pytest.raises(BadEvent) as refusal:
        operations.record(case, event, by=clerk)

    assert field in [fault.path for fault in refusal.value.faults]
    assert "cần" in str(refusal.value)
    assert not events(clerk).exists()
    assert not AuditEntry.objects.filter(subject__startswith="development.caseevent").exists()


def test_without_a_birthday_nothing_can_be_judged_so_nothing_is_entered(case, clerk):
    operations.correct_person(case.person, {"born_on": None}, reason="không rõ", by=clerk)

    with pytest.raises(NoBirthday):
        operations.record(case, story.STORY[0], by=clerk)
    assert not events(clerk).exists()


def test_in_english_the_same_is_said_in_english(case, clerk):
    with translation.override("en"), pytest.raises(BadEvent, match="a day not later than today"):
        operations.record(case, Event("sourced", TODAY + timedelta(1)), by=clerk)


def test_an_act_of_today_can_be_entered_today(case, clerk):
    assert operations.record(case, Event("sourced", TODAY), by=clerk).happened_on == TODAY


# --- twice, and two at a time -----------------------------------------------------------------


def test_a_form_sent_twice_is_one_act(case, clerk):
    once = operations.record(case, story.STORY[2], by=clerk)
    written = lines()

    assert operations.record(case, story.STORY[2], by=clerk) == once
    assert (events(clerk).count(), lines()) == (1, written)


def test_a_form_sent_twice_is_recognised_although_the_first_changed_what_was_seen(case, clerk):
    once = operations.record(case, story.STORY[2], by=clerk, seen=0)

    assert operations.record(case, story.STORY[2], by=clerk, seen=0) == once


@pytest.mark.parametrize(
    "other",
    [
        Event("introduction", date(2025, 1, 8), {"by": "member", **story.INTRODUCED, "note": "2"}),
        Event("introduction", date(2025, 1, 9), {"by": "member", **story.INTRODUCED}),
        Event("introduction", date(2025, 1, 8), {"by": "youth_union"}),
    ],
)
def test_another_document_day_or_field_is_another_act(case, clerk, other):
    first = Event("introduction", date(2025, 1, 8), {"by": "member", **story.INTRODUCED})
    operations.record(case, first, by=clerk)
    operations.record(case, other, by=clerk)

    assert events(clerk).count() == 2


def test_the_same_act_by_somebody_else_is_entered_beside(case, clerk, secretary):
    operations.record(case, story.STORY[0], by=clerk)
    operations.record(case, story.STORY[0], by=secretary)

    assert events(clerk).count() == 2


def test_what_was_entered_after_the_form_was_shown_must_be_seen_first(case, clerk, secretary):
    shown = operations.record(case, story.STORY[0], by=clerk).pk
    operations.record(case, story.STORY[1], by=secretary, seen=shown)

    with pytest.raises(operations.ChangedMeanwhile):
        operations.record(case, story.STORY[2], by=clerk, seen=shown)
    assert events(clerk).count() == 2


# --- decisions and findings ---------------------------------------------------------------------


def unschooled(case, clerk):
    operations.correct_person(case.person, {"schooling": "none"}, reason="đọc nhầm", by=clerk)


def test_a_decision_that_a_finding_forbids_is_not_entered_silently(case, clerk):
    story.tell(case, "opinions", by=clerk)
    unschooled(case, clerk)
    entered, written = events(clerk).count(), lines()

    with pytest.raises(operations.AgainstTheRules) as refusal:
        operations.record(case, MEETING, by=clerk)

    assert "schooling_insufficient" in [finding.code for finding in refusal.value.findings]
    assert "01-HD/TW ngày 28/09/2021" in str(refusal.value)
    assert (events(clerk).count(), lines()) == (entered, written)


def test_with_a_reason_and_an_authority_it_is_entered_and_says_against_what(case, clerk):
    story.tell(case, "opinions", by=clerk)
    unschooled(case, clerk)

    row = operations.record(case, MEETING, by=clerk, despite=DEPARTURE)

    assert "schooling_insufficient" in row.against
    assert row.despite == {
        "reason": "Bằng cấp đang được xác minh",
        "authority": "Ban Thường vụ Huyện uỷ",
    }
    line = AuditEntry.objects.get(action="development.cell_resolution")
    assert line.detail["against"] == row.against


@pytest.mark.parametrize("words", [("", "Ban Thường vụ"), ("Có lý do", "  ")])
def test_a_departure_needs_both_words(case, clerk, words):
    with pytest.raises(BadEvent):
        operations.record(case, MEETING, by=clerk, despite=Departure(*words))
    assert not events(clerk).exists()


def test_a_departure_where_nothing_forbids_is_not_kept(case, clerk):
    story.tell(case, "opinions", by=clerk)

    row = operations.record(case, story.STORY[11], by=clerk, despite=DEPARTURE)

    assert (row.against, row.despite) == ([], None)


def test_what_was_departed_from_once_is_not_asked_about_at_every_later_step(case, clerk):
    story.tell(case, "opinions", by=clerk)
    unschooled(case, clerk)
    operations.record(case, MEETING, by=clerk, despite=DEPARTURE)

    with pytest.raises(operations.AgainstTheRules) as refusal:
        operations.record(
            case, Event("committee_resolution", TODAY, {"members": 15, "yes": 15}), by=clerk
        )

    assert [found.code for found in refusal.value.findings] == ["step_out_of_order"]


def test_a_fact_is_entered_whatever_the_findings_say(case, clerk):
    unschooled(case, clerk)

    row = operations.record(case, story.STORY[8], by=clerk)

    assert (row.against, row.despite) == ([], None)


def test_a_lost_vote_is_a_result_not_a_fault(case, clerk):
    story.tell(case, "opinions", by=clerk)
    lost = Event("cell_resolution", date(2025, 2, 6), {"full_members": 9, "yes": 5, "no": 4})

    row = operations.record(case, lost, by=clerk)

    assert row.against == []
    assert Case.objects.visible_to(clerk).get().stage == "opinions"


def test_the_step_after_a_lost_vote_needs_a_departure(case, clerk):
    story.tell(case, "opinions", by=clerk)
    lost = Event("cell_resolution", date(2025, 2, 6), {"full_members": 9, "yes": 5, "no": 4})
    operations.record(case, lost, by=clerk)

    with pytest.raises(operations.AgainstTheRules):
        operations.record(case, story.STORY[12], by=clerk)


def test_a_decision_not_to_admit_goes_against_nothing(case, clerk):
    refused = Event("admission_decision", TODAY, {"members": 12, "yes": 12, "admitted": False})

    assert operations.record(case, refused, by=clerk).against == []


def test_a_decision_is_judged_by_its_own_day_not_by_that_of_its_entry(
    case, clerk, acting, krong_klang
):
    story.tell(case, "opinions", by=clerk)
    later = acting("clerk", at=krong_klang, today=date(2026, 6, 1))

    row = operations.record(case, story.STORY[11], by=later)

    assert row.against == []


# --- where it happened --------------------------------------------------------------------------


def test_an_act_stays_where_it_happened_when_the_cell_is_merged(
    case, clerk, system, khe_xong, khom_ban_mau
):
    operations.record(case, story.STORY[0], by=clerk)
    tree.merge([khe_xong], into=khom_ban_mau, on=date(2025, 5, 1), document="09-QĐ/ĐU", by=system)

    late_entry = operations.record(case, story.STORY[1], by=clerk)
    after = operations.record(case, Event("cv", date(2025, 5, 20)), by=clerk)

    assert {row.organization for row in events(clerk)} == {khom_ban_mau}
    assert (late_entry.happened_in, after.happened_in) == (khe_xong, khom_ban_mau)


@pytest.fixture
def third(krong_klang, system):
    return tree.establish(
        "khom-thu-ba",
        name="Chi bộ khóm Thứ Ba",
        tier="cell",
        party_rank="subordinate_cell",
        parent=krong_klang,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=system,
    )


def test_an_act_entered_late_happened_with_the_successor_of_its_day(
    case, clerk, system, khe_xong, khom_ban_mau, third
):
    ends = {"document": "09-QĐ/ĐU", "by": system}
    tree.merge([khe_xong], into=khom_ban_mau, on=date(2025, 4, 1), **ends)
    tree.merge([khom_ban_mau], into=third, on=date(2025, 5, 1), **ends)

    days = (date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 30), date(2025, 5, 1))
    entered = [operations.record(case, Event("cv", day), by=clerk).happened_in for day in days]

    assert entered == [khe_xong, khom_ban_mau, khom_ban_mau, third]


def test_an_end_recorded_late_moves_the_acts_dated_after_it_to_the_successor(
    khe_xong, clerk, system, khom_ban_mau
):
    end = date(2025, 5, 1)
    case = story.a_case(khe_xong, by=clerk, on=end)
    for day in (date(2025, 4, 30), end, date(2025, 5, 20)):
        operations.record(case, Event("cv", day), by=clerk)

    tree.merge([khe_xong], into=khom_ban_mau, on=end, document="09-QĐ/ĐU", by=system)

    found = events(clerk).select_related("happened_in").order_by("happened_on")
    assert [row.happened_in for row in found] == [khe_xong, khom_ban_mau, khom_ban_mau]
    (case,) = Case.objects.visible_to(clerk).select_related("opened_in")
    assert case.opened_in == khom_ban_mau

"""One file as a whole: what happened, what is next, what stands in the way, who may act."""

from datetime import date

import pytest
from django.utils import translation

from nguon.development import operations, queries
from nguon.development.models import Case
from nguon.development.operations import Departure
from nguon.organizations import operations as tree
from nguon.rulebook import EVENT_TYPES, Event
from tests.cast import NOW, TODAY
from tests.development import story


def test_the_file_tells_whose_it_is_and_where_it_stands(case, clerk):
    shown = queries.case_file(case.ref, by=clerk)

    assert (shown.person.full_name, shown.organization) == ("Hồ Thị Bịa", "Chi bộ khóm Khe Xong")
    assert shown.above == (
        "Tỉnh uỷ Quảng Trị",
        "Huyện uỷ Đakrông",
        "Đảng uỷ thị trấn Krông Klang",
    )


def test_the_timeline_is_in_order_of_the_days_whenever_it_was_entered(case, clerk):
    for event in (story.STORY[2], story.STORY[0], story.STORY[1]):
        operations.record(case, event, by=clerk)

    kinds = [entry.type for entry in queries.case_file(case.ref, by=clerk).timeline]

    assert kinds == ["sourced", "candidate_listed", "awareness_course"]


def test_an_entry_says_what_was_done_by_which_document_and_who_entered_it_when(case, clerk):
    operations.record(case, story.STORY[2], by=clerk)

    (entry,) = queries.case_file(case.ref, by=clerk).timeline

    assert (entry.title, entry.on) == ("Học lớp bồi dưỡng nhận thức về Đảng", date(2023, 9, 7))
    assert (entry.document, entry.place) == ("15/GCN", "Chi bộ khóm Khe Xong")
    assert (entry.recorded_at, entry.recorded_by) == (NOW, "Hệ thống")
    assert (entry.fields, entry.taken_back, entry.concealed) == ({}, None, False)


def test_who_entered_an_act_is_named(case, clerk, django_user_model):
    user = django_user_model.objects.create_user("ho-thi-ghi", "Hồ Thị Ghi")
    django_user_model.objects.filter(pk=user.pk).update(id=clerk.user_id)
    operations.record(case, story.STORY[0], by=clerk)

    (entry,) = queries.case_file(case.ref, by=clerk).timeline

    assert entry.recorded_by == "Hồ Thị Ghi"


def test_a_place_keeps_the_name_of_the_day(case, clerk, khe_xong, system):
    tree.rename(
        khe_xong, on=date(2024, 1, 1), document="3-QĐ/ĐU", name="Chi bộ thôn Khe Xong", by=system
    )
    story.tell(case, "application", by=clerk)

    shown = queries.case_file(case.ref, by=clerk)

    assert [entry.place for entry in shown.timeline] == [
        *["Chi bộ khóm Khe Xong"] * 3,
        "Chi bộ thôn Khe Xong",
    ]


def test_what_was_taken_back_is_shown_as_such(case, clerk):
    (row,) = story.tell(case, "sourced", by=clerk)
    operations.retract(row, reason="Ghi nhầm người", by=clerk)

    (entry,) = queries.case_file(case.ref, by=clerk).timeline

    assert (entry.taken_back.reason, entry.taken_back.at) == ("Ghi nhầm người", NOW)


def test_a_departure_stands_beside_the_decision(case, clerk):
    departure = Departure("Họp trước khi đủ giấy tờ", "Ban Thường vụ Huyện uỷ")
    operations.record(case, story.STORY[11], by=clerk, despite=departure)

    (entry,) = queries.case_file(case.ref, by=clerk).timeline

    assert "certificate_missing" in entry.against
    assert (entry.reason, entry.authority) == (departure.reason, departure.authority)


# --- the verdict --------------------------------------------------------------------------------


def test_a_finding_comes_in_words_with_its_article(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.correct_person(case.person, {"schooling": "none"}, reason="nhầm", by=clerk)

    (finding,) = queries.case_file(case.ref, by=clerk).findings

    assert finding.code == "schooling_insufficient"
    assert finding.message.startswith("Học vấn “chưa biết chữ” chưa đạt")
    assert (finding.instrument, finding.blocks) == ("01-HD/TW 2021-09-28", True)
    assert finding.rule.startswith("R-EDU")


def test_findings_and_titles_come_in_the_language_of_the_reader(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.correct_person(case.person, {"schooling": "none"}, reason="nhầm", by=clerk)

    with translation.override("en"):
        shown = queries.case_file(case.ref, by=clerk)

    assert shown.findings[0].message.startswith("Schooling “none” does not suffice")
    assert shown.timeline[0].title == "Found as a source"


def test_papers_that_are_missing_are_named(case, clerk):
    story.tell(case, "cv", by=clerk)

    missing = dict(queries.case_file(case.ref, by=clerk).missing)

    assert missing["3-KNĐ"] == "Giấy giới thiệu người vào Đảng"
    assert {"4-KNĐ", "5-KNĐ"} <= missing.keys()
    assert "1-KNĐ" not in missing


def test_without_a_birthday_the_file_opens_and_says_nothing_of_rules(case, clerk):
    operations.correct_person(case.person, {"born_on": None}, reason="không rõ", by=clerk)

    shown = queries.case_file(case.ref, by=clerk)

    assert (shown.assessment, shown.findings, shown.steps) == (None, (), ())
    assert (shown.may_proceed, shown.missing) == (False, ())


def test_a_ceremony_from_before_any_regulation_on_record_opens_without_a_verdict(case, clerk):
    operations.correct_person(case.person, {"born_on": date(1950, 1, 1)}, reason="nhầm", by=clerk)
    operations.record(case, Event("admission_ceremony", date(1980, 2, 3)), by=clerk)

    shown = queries.case_file(case.ref, by=clerk)

    assert (shown.assessment, shown.findings, shown.steps) == (None, (), ())
    assert [entry.on for entry in shown.timeline] == [date(1980, 2, 3)]


# --- who may do what ----------------------------------------------------------------------------


def test_the_next_step_stands_first_among_the_acts(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)

    acts = queries.case_file(case.ref, by=clerk).acts

    assert acts[:2] == ("committee_resolution", "admission_decision")
    assert sorted(acts) == sorted(EVENT_TYPES)


def test_the_cell_is_offered_what_the_cell_does(case, clerk, secretary):
    story.tell(case, "cell_resolution", by=clerk)

    acts = queries.case_file(case.ref, by=secretary).acts

    assert "committee_resolution" not in acts
    assert {"introduction", "admission_ceremony"} <= set(acts)


def test_what_is_offered_to_the_secretary_is_what_the_role_permits(case, secretary):
    offered = queries.case_file(case.ref, by=secretary).acts

    permitted = {
        kind for kind in EVENT_TYPES if secretary.may(f"development.{kind}", at=case.organization)
    }
    assert set(offered) == permitted


def test_a_closed_case_offers_nothing(case, clerk):
    operations.close(case, on=TODAY, by=clerk)

    shown = queries.case_file(case.ref, by=clerk)

    assert (shown.acts, shown.may_retract) == ((), False)


def test_the_form_carries_back_what_was_seen(case, clerk):
    rows = story.tell(case, "candidate_listed", by=clerk)
    seen = queries.case_file(case.ref, by=clerk).last_event

    assert seen == rows[-1].pk
    operations.record(case, story.STORY[2], by=clerk, seen=seen)


def test_the_neighbour_does_not_find_the_file(case, neighbour):
    with pytest.raises(Case.DoesNotExist):
        queries.case_file(case.ref, by=neighbour)
    with pytest.raises(Case.DoesNotExist):
        queries.case_file("no-such-ref", by=neighbour)


def test_an_act_of_another_case_is_in_no_other_file(case, clerk, khom_ban_mau):
    other = story.a_case(khom_ban_mau, by=clerk, name="Hồ Văn Khác")
    operations.record(other, Event("sourced", TODAY, {"note": "CANARY"}), by=clerk)

    assert "CANARY" not in repr(queries.case_file(case.ref, by=clerk))

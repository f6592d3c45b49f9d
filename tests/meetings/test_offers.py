"""Who may be considered on the day of a meeting, and what each still needs by then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from nguon.core.actor import Actor
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.meetings import queries, ripe
from nguon.meetings.models import Meeting
from nguon.organizations.models import Organization
from nguon.rulebook import Event
from tests.development import story
from tests.meetings.conftest import MET_ON

pytestmark = pytest.mark.django_db


def told(found: list[ripe.Offer]) -> list[tuple[str, str, bool]]:
    return [(one.person.full_name, one.kind, one.needs.is_ripe) for one in found]


def test_the_ripe_come_first_and_the_others_with_what_is_in_the_way(
    khe_xong: Organization, secretary: Actor, second_case: Case, early_case: Case
) -> None:
    found = ripe.offers(khe_xong, on=MET_ON, by=secretary)
    assert told(found) == [
        ("Hồ Thị Bịa", "cell_resolution", True),
        ("Lê Văn Đặt", "cell_resolution", True),
        ("Phan Thị Sớm", "cell_resolution", False),
    ]
    needs = found[2].needs
    assert [code for code, _title in needs.papers] == ["3-KNĐ", "4-KNĐ", "5-KNĐ"]
    assert any("Chưa thẩm tra" in words for words in needs.in_the_way)
    assert all("232-QĐ/TW" in w or "HD/" in w for w in needs.in_the_way)  # each with its article


def test_it_is_judged_as_of_the_day_of_the_meeting_and_not_of_today(
    khe_xong: Organization, secretary: Actor, ripe_case: Case
) -> None:
    too_late = ripe.offers(khe_xong, on=date(2025, 11, 20), by=secretary)[0].needs
    assert not too_late.is_ripe
    assert any("12 tháng" in words for words in too_late.in_the_way)
    assert ripe.offers(khe_xong, on=date(2025, 11, 5), by=secretary)[0].needs.is_ripe


def test_what_rests_on_sensitive_facts_is_only_said_to_be_there(
    khe_xong: Organization, secretary: Actor, ripe_case: Case
) -> None:
    secret = {"political_history_issue": True}
    case = story.a_case(khe_xong, by=secretary, name="Ngô Văn Kín", secret=secret)
    story.tell(case, "opinions", by=secretary)
    needs = ripe.by_person(ripe.offers(khe_xong, on=MET_ON, by=secretary))[case.person.ref].needs
    assert (needs.concealed, needs.is_ripe, needs.in_the_way) == (True, False, ())


def test_who_was_carried_already_is_not_voted_on_again(
    called: Meeting, secretary: Actor, ripe_case: Case, second_case: Case
) -> None:
    two_days_before = date(2025, 3, 4)
    vote = {"full_members": 9, "yes": 8, "no": 1}
    earlier = replace(secretary, today=two_days_before)
    development.record(ripe_case, Event("cell_resolution", two_days_before, vote), by=earlier)
    carried, waiting = queries.whole(called.ref, by=secretary).entries
    assert carried.needs
    assert waiting.needs
    (said,) = carried.needs.in_the_way
    assert said == "Đã có: Nghị quyết chi bộ đề nghị kết nạp, ngày 04/03/2025."
    assert waiting.needs.is_ripe


def test_a_vote_is_not_in_its_own_way(
    khe_xong: Organization, secretary: Actor, ripe_case: Case, that_evening: Actor
) -> None:
    lost = Event("cell_resolution", MET_ON, {"full_members": 9, "yes": 5, "no": 4})
    development.record(ripe_case, lost, by=that_evening)
    again = ripe.offers(khe_xong, on=MET_ON, by=that_evening)
    assert told(again) == [("Hồ Thị Bịa", "cell_resolution", True)]


def test_who_agreed_and_has_no_case_may_be_listed(
    khe_xong: Organization, secretary: Actor
) -> None:
    story.a_person(khe_xong, by=secretary, name="Vũ Thị Mới")
    assert told(ripe.offers(khe_xong, on=MET_ON, by=secretary)) == [
        ("Vũ Thị Mới", "candidate_listed", True)
    ]


def test_a_committee_is_offered_what_it_decides_and_no_other_body(
    places: dict[str, Organization], acting: Callable[..., Actor], ripe_case: Case
) -> None:
    commune = acting("clerk", at=places["krong-klang"])
    district = acting("clerk", at=places["dakrong"])
    cell_vote, committee_vote = story.STORY[11:13]
    development.record(ripe_case, cell_vote, by=commune)

    def offered(place: str, by: Actor) -> list[str]:
        return [one.kind for one in ripe.offers(places[place], on=by.today, by=by)]

    assert offered("krong-klang", commune) == ["committee_resolution"]
    assert offered("dakrong", district) == []
    development.record(ripe_case, committee_vote, by=commune)
    assert offered("krong-klang", commune) == []
    assert offered("dakrong", district) == ["admission_decision"]


def test_after_probation_the_cell_is_offered_the_recognition(
    khe_xong: Organization,
    acting: Callable[..., Actor],
    ripe_case: Case,
    krong_klang: Organization,
) -> None:
    clerk = acting("clerk", at=krong_klang)
    for act in story.STORY[11:]:
        development.record(ripe_case, act, by=clerk)
    early = ripe.offers(khe_xong, on=date(2026, 4, 2), by=clerk)
    found = ripe.offers(khe_xong, on=date(2026, 4, 9), by=clerk)
    assert early == []
    assert told(found) == [("Hồ Thị Bịa", "recognition_resolution", False)]
    papers = [code for code, _title in found[0].needs.papers]
    assert "13-KNĐ" not in papers
    assert {"CN-ĐVM", "10-KNĐ", "12-KNĐ"} <= set(papers)

"""The count becomes acts: totals that add up, all of them or none, and no voter anywhere."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.meetings import counting, operations, queries
from nguon.meetings.counting import Attendance, Ballots, Count
from nguon.meetings.models import Meeting
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.rulebook import Event
from tests.development import story
from tests.meetings.conftest import MET_ON

pytestmark = pytest.mark.django_db
NINE = Attendance(full_members=9, present=8, exempt_absent=1, probationary=2)
PASSED = Ballots(yes=6, no=1, blank=0, issued=8, returned=8, valid=7)
LOST = Ballots(yes=5, no=2, blank=1, issued=8, returned=8, valid=8)
DESPITE = development.Departure("Cấp trên đã đồng ý bằng văn bản", "Thường trực đảng uỷ")


def acts(case: Case, by: Actor, kind: str = "cell_resolution") -> list[CaseEvent]:
    rows = CaseEvent.objects.visible_to(by).filter(case=case, type=kind)
    return list(rows.filter(retracted_by__isnull=True).order_by("pk"))


@pytest.mark.parametrize(
    ("vote", "count", "field", "words"),
    [
        (PASSED, NINE, "", ""),
        (LOST, NINE, "", ""),
        (Ballots(5, 3), NINE, "", ""),
        (Ballots(6, 3), NINE, "yes", "Ai: cộng 9 lượt giơ thẻ, nhiều hơn 8 người có mặt."),
        (
            replace(PASSED, issued=9), NINE, "issued",
            "Ai: phát 9 phiếu, nhiều hơn 8 người có mặt.",
        ),
        (
            replace(PASSED, issued=7), NINE, "returned",
            "Ai: thu về 8 phiếu, nhiều hơn 7 phiếu phát ra.",
        ),
        (
            replace(PASSED, returned=6), NINE, "valid",
            "Ai: 7 phiếu hợp lệ, nhiều hơn 6 phiếu thu về.",
        ),
        (
            replace(PASSED, no=2), NINE, "yes",
            "Ai: tán thành, không tán thành, để trống cộng là 8, khác 7 phiếu hợp lệ.",
        ),
        (
            PASSED, replace(NINE, present=9), "present",
            "Có mặt 9, nhiều hơn 8 người được tính.",
        ),
        (
            PASSED, replace(NINE, suspended=9), "full_members",
            "Vắng được trừ 10, nhiều hơn tổng số 9.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_told_with_its_place(
    vote: Ballots, count: Attendance, field: str, words: str
) -> None:
    found = list(counting.faults_of_attendance(count))
    found = found or list(counting.faults_of_ballots("x", "Ai", vote, count))
    assert [(one.field, one.message) for one in found] == ([(field, words)] if words else [])


def test_each_vote_becomes_the_act_in_its_case(
    called: Meeting, that_evening: Actor, ripe_case: Case, second_case: Case
) -> None:
    ballots = {ripe_case.person.ref: PASSED, second_case.person.ref: LOST}
    documents = {ripe_case.person.ref: "05-NQ/CB"}
    operations.confirm(called, Count(NINE, ballots, documents=documents), by=that_evening)

    first, second = acts(ripe_case, that_evening), acts(second_case, that_evening)
    assert [(act.happened_on, act.document, act.fields) for act in first] == [
        (MET_ON, "05-NQ/CB", {
            "full_members": 9, "exempt_absent": 1, "temporarily_elsewhere_absent": 0,
            "suspended": 0, "probationary": 2, "yes": 6, "no": 1,
        })
    ]  # fmt: skip
    assert [act.fields["yes"] for act in second] == [5]
    came = [entry.outcome for entry in queries.whole(called.ref, by=that_evening).entries]
    assert [(one.counted, one.needed, one.passed, one.rule) for one in came if one] == [
        (8, 6, True, "R-VOTE-01"),
        (8, 6, False, "R-VOTE-01"),
    ]


def test_two_thirds_are_reckoned_before_anything_is_written(
    called: Meeting, that_evening: Actor, ripe_case: Case, second_case: Case
) -> None:
    whole = queries.whole(called.ref, by=that_evening)
    wrong = replace(PASSED, issued=9)
    count = Count(NINE, {ripe_case.person.ref: PASSED, second_case.person.ref: wrong})
    found = queries.reckoned(whole, count)
    assert [(one.name, one.outcome.passed) for one in found if one.outcome] == [
        ("Hồ Thị Bịa", True)
    ]
    assert "3 × 6 ≥ 2 × 8" in " ".join(found[0].outcome.sums)
    assert acts(ripe_case, that_evening) == []


def test_all_of_a_meeting_is_recorded_or_nothing(
    meeting: Meeting, that_evening: Actor, ripe_case: Case, early_case: Case
) -> None:
    refs = [ripe_case.person.ref, early_case.person.ref]
    operations.choose(meeting, refs, by=that_evening)
    count = Count(NINE, dict.fromkeys(refs, PASSED))
    with pytest.raises(operations.Forbidden) as refused:
        operations.confirm(meeting, count, by=that_evening)
    assert list(refused.value.refusals) == [early_case.person.ref]
    assert refused.value.refusals[early_case.person.ref].startswith("Phan Thị Sớm: ")
    assert acts(ripe_case, that_evening) == []

    despite = {early_case.person.ref: DESPITE}
    operations.confirm(meeting, replace(count, despite=despite), by=that_evening)
    assert len(acts(ripe_case, that_evening)) == 1
    departed = acts(early_case, that_evening)[0]
    assert departed.despite == {
        "reason": DESPITE.reason, "authority": DESPITE.authority,
    }  # fmt: skip
    assert "verification_missing" in departed.against


def test_nothing_is_counted_before_the_day_twice_or_for_strangers(
    called: Meeting, secretary: Actor, that_evening: Actor, ripe_case: Case, early_case: Case
) -> None:
    count = Count(NINE, {ripe_case.person.ref: PASSED})
    with pytest.raises(operations.BadDay):
        operations.confirm(called, count, by=secretary)
    with pytest.raises(operations.NotOffered):
        operations.confirm(called, Count(NINE, {early_case.person.ref: PASSED}), by=that_evening)
    operations.confirm(called, count, by=that_evening)
    with pytest.raises(operations.Over):
        operations.confirm(called, count, by=that_evening)
    assert len(acts(ripe_case, that_evening)) == 1


def test_who_was_not_voted_on_waits_for_another_meeting(
    called: Meeting, that_evening: Actor, ripe_case: Case, second_case: Case
) -> None:
    operations.confirm(called, Count(NINE, {ripe_case.person.ref: PASSED}), by=that_evening)
    assert acts(second_case, that_evening) == []


def test_a_count_entered_wrongly_is_taken_back_and_entered_anew(
    called: Meeting, that_evening: Actor, ripe_case: Case
) -> None:
    wrong = Count(NINE, {ripe_case.person.ref: LOST})
    operations.confirm(called, wrong, by=that_evening)
    with pytest.raises(operations.Refused):
        operations.reopen(called, why="", by=that_evening)
    again = operations.reopen(called, why="Đọc nhầm phiếu", by=that_evening)
    assert again.reopened_why == "Đọc nhầm phiếu"
    assert acts(ripe_case, that_evening) == []
    operations.confirm(called, Count(NINE, {ripe_case.person.ref: PASSED}), by=that_evening)
    assert [act.fields["yes"] for act in acts(ripe_case, that_evening)] == [6]


def test_the_cell_lists_those_it_agreed_to_by_its_monthly_resolution(
    meeting: Meeting, that_evening: Actor, khe_xong: Organization
) -> None:
    both = [story.a_person(khe_xong, by=that_evening, name=f"Vũ Thị {n}") for n in "AB"]
    operations.choose(meeting, [one.ref for one in both], by=that_evening)
    refs = [both[0].ref]
    with pytest.raises(operations.Refused, match="số nghị quyết"):
        operations.confirm(meeting, Count(NINE, listed=refs), by=that_evening)
    documents = {both[0].ref: "06-NQ/CB"}
    operations.confirm(meeting, Count(NINE, listed=refs, documents=documents), by=that_evening)
    rows = CaseEvent.objects.visible_to(that_evening).filter(type="candidate_listed")
    people_of = Case.objects.visible_to(that_evening).values_list("person", flat=True)
    assert [row.document for row in rows] == ["06-NQ/CB"]
    assert list(people_of) == [both[0].pk]


def test_the_second_ballot_on_recognition_is_counted_as_the_second(
    khe_xong: Organization, acting: Callable[..., Actor], krong_klang: Organization,
    ripe_case: Case,
) -> None:  # fmt: skip
    clerk = acting("clerk", at=krong_klang)
    lost = Event("recognition_resolution", clerk.today, {"full_members": 9, "yes": 4, "no": 5})
    for act in story.STORY[11:]:
        development.record(ripe_case, act, by=clerk)
    development.record(ripe_case, lost, by=clerk, despite=DESPITE)
    plan = operations.Plan(met_on=clerk.today, voters=9, way="hands")
    meeting = operations.call(khe_xong, plan, by=clerk)
    entry = queries.Entry(
        queries.Matter(kind="recognition_resolution"), "x", ripe_case.person.ref,
        development.dossier(ripe_case, by=clerk),
    )  # fmt: skip
    event = queries.event_of(entry, Count(NINE), Ballots(7, 1), meeting.met_on)
    assert event["ballot"] == 2


# --- secrecy ------------------------------------------------------------------------------------


def everything() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table of the database."""
    found = {}
    with unscoped("looks through all tables"), connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - indexes(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = {tuple(map(str, row)) for row in cursor.fetchall()}
    return found


def indexes(cursor: Any) -> set[str]:
    """Indexes that look like tables and cannot be read through; what they hold lies beside."""
    if connection.vendor != "sqlite":
        return set()
    cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    return {name for (name,) in cursor.fetchall()}


def test_a_secret_ballot_leaves_no_trace_of_who_voted_how(
    called: Meeting, that_evening: Actor, khe_xong: Organization, ripe_case: Case
) -> None:
    voters = [story.a_person(khe_xong, by=that_evening, name=f"Bỏ Phiếu Kín {n}") for n in "ABCDE"]
    for voter in voters:
        people.begin_membership(
            voter, joined_on=story.OPENED, full_from=story.OPENED, by=that_evening
        )
    before = everything()
    operations.confirm(called, Count(NINE, {ripe_case.person.ref: PASSED}), by=that_evening)
    changed = {table: rows - before[table] for table, rows in everything().items()}

    written = {table for table, rows in changed.items() if rows}
    assert written == {
        "meetings_meeting", "meetings_matter", "development_case", "development_caseevent",
        "core_auditentry", "core_audithead",
    }  # fmt: skip
    said = "\n".join("|".join(row) for rows in changed.values() for row in rows)
    for voter in voters:
        assert voter.ref not in said
        assert voter.full_name not in said
        assert f"people.person:{voter.pk}" not in said
    assert len(changed["meetings_matter"]) == 1


def test_no_table_of_meetings_has_a_place_for_a_voter() -> None:
    """A row hangs on the one voted on, the meeting and the act; on no other person, and is one."""
    tables = {model.__name__: model for model in apps.get_app_config("meetings").get_models()}
    links = {
        name: {f.name for f in model._meta.concrete_fields if f.is_relation}
        for name, model in tables.items()
    }
    assert links == {
        "Meeting": {"organization", "made_for", "called_by"},
        "Matter": {"organization", "meeting", "person", "event"},
        "Pack": {"organization", "meeting"},
    }

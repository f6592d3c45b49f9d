"""The work list: what is due, where the actor may see it, on any day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nguon.development import operations, projection, queries
from nguon.development.models import Case
from nguon.organizations import operations as tree
from nguon.rulebook import Event
from tests.cast import TODAY
from tests.development import story
from tests.plans import read_whole


def a_case(cell, by, name, until=None):
    case = story.a_case(cell, by=by, name=name)
    if until:
        story.tell(case, until, by=by)
    return case


@pytest.fixture
def three(case, clerk, khom_ban_mau):
    """One without a limit, one that is late, one whose limit is to come."""
    story.describe(khom_ban_mau)
    decided = a_case(khom_ban_mau, clerk, "Hồ Văn Sắp", "cell_resolution")
    operations.record(decided, Event("decision_extension", date(2025, 4, 28)), by=clerk)
    late = a_case(khom_ban_mau, clerk, "Hồ Văn Muộn", "committee_resolution")
    story.tell(case, "candidate_listed", by=clerk)
    return case, late, decided


def names(items):
    return [item.person_name for item in items]


# --- order and content --------------------------------------------------------------------------


def test_the_late_ones_come_first_and_those_without_a_limit_last(three, clerk):
    items = queries.worklist(by=clerk)

    assert names(items) == ["Hồ Văn Muộn", "Hồ Văn Sắp", "Hồ Thị Bịa"]
    assert [item.overdue for item in items] == [True, False, False]


def test_an_item_says_who_must_do_what_until_when_by_which_rule(three, clerk, khom_ban_mau):
    late = queries.worklist(by=clerk)[0]

    assert (late.step, late.actor) == ("admission_decision", "district_standing_board")
    assert (late.due_on, late.rule) == (date(2025, 5, 6), "R-DEC-02")
    assert (late.organization, late.organization_id) == ("Chi bộ khóm Bản Mẫu", khom_ban_mau.pk)
    assert (late.case_ref, late.stage) == (three[1].ref, "committee_resolution")


def test_a_case_with_two_next_steps_shows_both(three, clerk):
    waiting = queries.worklist(by=clerk)[1]

    steps = [(step.step, step.limit is not None) for step in waiting.steps]
    assert steps == [("committee_resolution", False), ("admission_decision", True)]


def test_what_is_due_today_is_not_late_yet(case, clerk, acting, krong_klang):
    story.tell(case, "cell_resolution", by=clerk)
    due = queries.worklist(by=clerk)[0].due_on

    for days, overdue in [(0, False), (1, True)]:
        (item,) = queries.worklist(by=clerk, as_of=due + timedelta(days))
        assert (item.overdue, item.steps[1].overdue) == (overdue, overdue)


def test_pages_are_cut_from_the_same_order(three, clerk):
    whole = names(queries.worklist(by=clerk))

    assert names(queries.worklist(by=clerk, limit=2)) == whole[:2]
    assert names(queries.worklist(by=clerk, limit=2, offset=2)) == whole[2:]
    assert names(queries.worklist(by=clerk, limit=2, offset=9)) == []


def test_closed_cases_and_those_with_nothing_to_do_are_not_listed(three, clerk):
    case, late, decided = three
    operations.close(case, on=TODAY, by=clerk)
    operations.record(late, Event("withdrawn", TODAY), by=clerk)

    assert names(queries.worklist(by=clerk)) == [decided.person.full_name]


def test_recording_the_missing_step_changes_the_list(case, clerk):
    story.tell(case, "candidate_listed", by=clerk)
    assert queries.worklist(by=clerk)[0].step == "awareness_course"

    operations.record(case, story.STORY[2], by=clerk)

    assert queries.worklist(by=clerk)[0].step == "application"


# --- whose list ---------------------------------------------------------------------------------


def test_a_cell_sees_its_own_and_the_neighbour_nothing(
    three, secretary, neighbour, mo_o, thon_mau
):
    elsewhere = a_case(thon_mau, neighbour, "CANARY Ở Xã Bên", "candidate_listed")

    assert names(queries.worklist(by=secretary)) == ["Hồ Thị Bịa"]
    assert names(queries.worklist(by=neighbour)) == [elsewhere.person.full_name]


def test_asking_for_a_place_out_of_sight_gives_nothing(three, neighbour, krong_klang, thon_mau):
    a_case(thon_mau, neighbour, "CANARY Ở Xã Bên", "candidate_listed")

    assert queries.worklist(by=neighbour, organization=krong_klang) == []
    assert queries.tally(by=neighbour, organization=krong_klang).open == 0
    assert queries.pipeline(by=neighbour, organization=krong_klang) == {}
    assert queries.stuck(by=neighbour, organization=krong_klang) == []


def test_a_place_narrows_the_list_to_what_stands_under_it(three, clerk, khe_xong, krong_klang):
    assert names(queries.worklist(by=clerk, organization=khe_xong)) == ["Hồ Thị Bịa"]
    assert len(queries.worklist(by=clerk, organization=krong_klang)) == 3


def test_after_a_merge_the_successor_works_the_list(case, clerk, system, khe_xong, khom_ban_mau):
    story.tell(case, "candidate_listed", by=clerk)
    tree.merge([khe_xong], into=khom_ban_mau, on=TODAY, document="09-QĐ/ĐU", by=system)

    assert names(queries.worklist(by=clerk, organization=khom_ban_mau)) == ["Hồ Thị Bịa"]
    assert queries.worklist(by=clerk, organization=khe_xong) == []
    day_before = TODAY - timedelta(1)
    assert names(queries.worklist(by=clerk, organization=khe_xong, as_of=day_before)) == [
        "Hồ Thị Bịa"
    ]


# --- another day --------------------------------------------------------------------------------


def test_on_an_earlier_day_the_list_tells_what_was_next_then(case, clerk):
    story.tell(case, "committee_resolution", by=clerk)

    (item,) = queries.worklist(by=clerk, as_of=date(2024, 10, 30))

    assert (item.stage, item.step) == ("application", "cv")


def test_before_it_was_opened_a_case_is_not_there_and_after_it_closed_it_was(case, clerk):
    story.tell(case, "candidate_listed", by=clerk)
    operations.close(case, on=TODAY, by=clerk)

    assert queries.worklist(by=clerk, as_of=story.OPENED - timedelta(1)) == []
    assert len(queries.worklist(by=clerk, as_of=TODAY - timedelta(1))) == 1
    assert queries.worklist(by=clerk) == []


def test_a_later_day_needs_no_nightly_work(case, clerk):
    story.tell(case, "opinions", by=clerk)

    (item,) = queries.worklist(by=clerk, as_of=date(2025, 12, 1))

    assert "file_stale" in item.findings
    assert Case.objects.visible_to(clerk).get().findings == []


def test_stored_or_judged_on_request_the_list_is_the_same(three, clerk):
    stored = queries.worklist(by=clerk), queries.tally(by=clerk), queries.pipeline(by=clerk)
    Case.objects.visible_to(clerk).update(release="an older one", stage="", next_due_on=None)

    judged = queries.worklist(by=clerk), queries.tally(by=clerk), queries.pipeline(by=clerk)

    assert judged == stored


# --- counts -------------------------------------------------------------------------------------


def test_counts_agree_with_the_list(three, clerk):
    assert queries.tally(by=clerk) == queries.Tally(open=3, waiting=3, overdue=1, stuck=0)
    assert queries.pipeline(by=clerk) == {
        "candidate_listed": 1,
        "cell_resolution": 1,
        "committee_resolution": 1,
    }


def test_the_stuck_are_listed_with_the_day_since_when(three, clerk):
    operations.correct_person(three[1].person, {"schooling": "none"}, reason="nhầm", by=clerk)
    operations.correct_person(three[2].person, {"schooling": "none"}, reason="nhầm", by=clerk)

    found = [(item.person_name, item.blocked_since) for item in queries.stuck(by=clerk)]

    assert found == [("Hồ Văn Muộn", date(2025, 2, 20)), ("Hồ Văn Sắp", date(2025, 4, 28))]
    assert names(queries.stuck(by=clerk, limit=1)) == ["Hồ Văn Muộn"]
    assert queries.tally(by=clerk).stuck == 2


def test_the_stuck_are_found_too_when_their_day_has_come_meanwhile(three, clerk):
    operations.correct_person(three[1].person, {"schooling": "none"}, reason="nhầm", by=clerk)
    Case.objects.visible_to(clerk).update(release="an older one", blocked_since=None)

    assert names(queries.stuck(by=clerk)) == ["Hồ Văn Muộn"]


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [queries.worklist, queries.stuck, queries.tally])
def test_three_cases_cost_as_many_statements_as_one(query, case, clerk, khom_ban_mau, krong_klang):
    story.describe(khom_ban_mau)
    story.tell(case, "cell_resolution", by=clerk)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            query(by=clerk, organization=krong_klang)
        return len(captured)

    one = statements()
    a_case(khom_ban_mau, clerk, "Hồ Văn Hai", "cell_resolution")
    a_case(khom_ban_mau, clerk, "Hồ Văn Ba", "candidate_listed")

    assert statements() == one <= 8


def test_a_desk_is_what_its_parts_are_and_costs_as_much_for_three_as_for_one(three, clerk):
    whole = queries.worklist(by=clerk)
    with CaptureQueriesContext(connection) as captured:
        desk = queries.desk(by=clerk, waiting=2, offset=1, stuck=5)

    assert desk.waiting == whole[1:]
    assert (desk.tally, desk.stuck) == (queries.tally(by=clerk), queries.stuck(by=clerk)[1:])
    assert len(captured) <= 8


def test_the_next_page_of_those_that_are_stuck_begins_where_the_first_ended(three, clerk):
    Case.objects.visible_to(clerk).update(blocked_since=TODAY)
    both = [queries.desk(by=clerk, stuck=2, offset=first).stuck for first in (0, 2)]

    assert [len(part) for part in both] == [2, 1]
    assert both[0] + both[1] == queries.stuck(by=clerk)


def test_when_too_many_must_be_judged_a_desk_shows_what_was_and_says_so(three, clerk, monkeypatch):
    before = queries.desk(by=clerk, waiting=5)
    Case.objects.visible_to(clerk).update(release="an older one")
    assert queries.desk(by=clerk, waiting=5) == before

    monkeypatch.setattr(queries, "AT_ONCE", 2)
    shown = queries.desk(by=clerk, waiting=5)

    assert (shown.behind, shown.waiting, shown.tally) == (3, before.waiting, before.tally)
    projection.refresh_due(by=clerk)
    assert queries.desk(by=clerk, waiting=5) == before


def test_no_list_reads_a_table_of_cases_from_end_to_end(three, clerk, krong_klang):
    def look():
        queries.desk(by=clerk, waiting=2, stuck=2)
        queries.desk(by=clerk, organization=krong_klang, waiting=2)
        queries.pipeline(by=clerk)

    assert read_whole(look) == set()


def test_judging_on_request_costs_as_many_statements_for_three_as_for_one(
    case, clerk, khom_ban_mau, acting, krong_klang
):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            projection.compare(by=clerk)
        return len([q for q in captured if "sealed" not in q["sql"] and "audit" not in q["sql"]])

    story.tell(case, "candidate_listed", by=clerk)
    one = statements()
    a_case(khom_ban_mau, clerk, "Hồ Văn Hai", "candidate_listed")
    assert statements() - one < 15

"""The stored verdict: always what the rulebook says of the rows, whatever was done to them."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from nguon.development import operations, projection, queries
from nguon.development.facts import Refused, dossier
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import Departure
from nguon.organizations import operations as tree
from nguon.organizations import queries as tree_queries
from nguon.people import operations as people
from nguon.rulebook import EVENT_TYPES, RELEASE, Event
from tests import cast
from tests.cast import TODAY
from tests.development import story


def row(by):
    return Case.objects.visible_to(by).get()


def later(acting, krong_klang, **days):
    return acting("clerk", at=krong_klang, today=TODAY + timedelta(**days))


# --- one row ------------------------------------------------------------------------------------


def test_the_most_pressing_step_stands_in_the_columns_and_all_in_the_list(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)

    case = row(clerk)

    assert [step["step"] for step in case.steps] == ["committee_resolution", "admission_decision"]
    assert (case.next_step, case.next_actor) == ("admission_decision", "district_standing_board")
    assert (case.next_due_on, case.next_rule) == (date(2025, 5, 6), "R-DEC-02")


def test_an_extended_limit_is_the_one_that_counts(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)
    operations.record(case, Event("decision_extension", date(2025, 4, 28)), by=clerk)

    case = row(clerk)
    decision = case.steps[1]

    assert decision["due_on"] == "2025-05-06"
    assert case.next_due_on.isoformat() == decision["limit"] == decision["extended_due_on"]


def test_lateness_is_not_stored(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)

    assert "overdue" not in row(clerk).steps[1]


def test_a_row_says_by_which_release_and_until_when_it_holds(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)

    case = row(clerk)

    assert (case.release, case.judged_on) == (RELEASE, TODAY)
    assert case.next_change_on > TODAY


def test_somebody_without_a_birthday_is_not_judged_and_the_row_says_so(case, clerk):
    story.tell(case, "candidate_listed", by=clerk)
    operations.correct_person(case.person, {"born_on": None}, reason="không rõ", by=clerk)

    case = row(clerk)

    assert (case.stage, case.next_step, case.findings) == ("", "", ["fact_unknown"])
    assert case.blocked_since == date(2023, 4, 10)
    assert projection.compare(by=clerk) == []


# --- since when it stands still -----------------------------------------------------------------


def test_a_block_that_time_brought_began_on_its_day(case, clerk, acting, krong_klang):
    story.tell(case, "opinions", by=clerk)
    assert row(clerk).blocked_since is None

    after_twelve_months = later(acting, krong_klang, days=250)
    projection.refresh(case, by=after_twelve_months)

    assert "file_stale" in row(after_twelve_months).findings
    assert row(after_twelve_months).blocked_since == date(2025, 11, 6)


def test_a_block_that_was_there_before_counts_from_the_last_act(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.correct_person(case.person, {"schooling": "none"}, reason="nhầm", by=clerk)
    assert row(clerk).blocked_since == date(2025, 1, 20)

    operations.record(case, Event("helper_assigned", date(2025, 5, 1)), by=clerk)

    assert row(clerk).blocked_since == date(2025, 5, 1)


# --- judging again ------------------------------------------------------------------------------


def test_at_night_only_those_whose_day_has_come_are_judged_again(
    case, clerk, khom_ban_mau, acting, krong_klang
):
    story.tell(case, "cell_resolution", by=clerk)
    other = story.a_case(khom_ban_mau, by=clerk, name="Hồ Văn Khác")
    change = row_of(case, clerk).next_change_on
    night = acting("clerk", at=krong_klang, today=change)

    projection.refresh_due(by=night)

    assert row_of(case, night).judged_on == change
    assert row_of(other, night).judged_on == min(change, TODAY)
    assert projection.refresh_due(by=night) == 0


def row_of(case, by):
    return Case.objects.visible_to(by).get(pk=case.pk)


def test_another_release_judges_all_anew_in_portions_if_asked(case, clerk, khom_ban_mau):
    story.a_case(khom_ban_mau, by=clerk, name="Hồ Văn Khác")
    Case.objects.visible_to(clerk).update(release="an older one", stage="card_issued")

    assert projection.refresh_due(by=clerk, limit=1) == 1
    assert projection.refresh_due(by=clerk) == 1
    assert projection.refresh_due(by=clerk) == 0
    assert set(Case.objects.visible_to(clerk).values_list("stage", "release")) == {("", RELEASE)}


def test_a_night_more_cases_than_one_portion(case, clerk, monkeypatch, khom_ban_mau):
    monkeypatch.setattr(projection, "PORTION", 1)
    story.a_case(khom_ban_mau, by=clerk, name="Hồ Văn Khác")
    Case.objects.visible_to(clerk).update(release="an older one")

    assert projection.refresh_due(by=clerk) == 2
    assert projection.compare(by=clerk) == []


def test_closed_cases_are_left_as_they_were(case, clerk):
    operations.close(case, on=TODAY, by=clerk)
    Case.objects.visible_to(clerk).update(release="an older one")

    assert projection.refresh_due(by=clerk) == 0


GROUND = {
    "an authorisation": lambda town, cell, province, by: tree.authorise(
        town, on=TODAY, document="12-QĐ/HU", by=by
    ),
    "another rank": lambda town, cell, province, by: tree.rename(
        town, on=TODAY, document="12-QĐ/HU", party_rank="superior_committee", by=by
    ),
    "a move": lambda town, cell, province, by: tree.move(
        town, parent=province, on=TODAY, document="12-QĐ/HU", by=by
    ),
    "a profile": lambda town, cell, province, by: tree.record_profile(
        cell, 2025, by=by, difficult_area=False
    ),
    "a merger": lambda town, cell, province, by: tree.merge(
        [cell], into=tree_queries.find("khom-ban-mau"), on=TODAY, document="12-QĐ/HU", by=by
    ),
}


@pytest.mark.parametrize("change", GROUND)
def test_when_the_ground_changes_every_list_says_so_at_once_and_the_row_by_night(
    case, clerk, system, krong_klang, khe_xong, quang_tri, khom_ban_mau, change
):
    operations.correct_person(
        case.person, {"schooling": "primary_completed"}, reason="nhầm", by=clerk
    )
    story.tell(case, "opinions", by=clerk)

    GROUND[change](krong_klang, khe_xong, quang_tri, system)
    listed = queries.worklist(by=clerk), queries.tally(by=clerk)

    assert row(clerk).release == ""
    assert projection.refresh_due(by=clerk) == 1
    assert (queries.worklist(by=clerk), queries.tally(by=clerk)) == listed
    assert projection.compare(by=clerk) == []


def test_another_name_changes_no_verdict(case, clerk, system, khe_xong):
    tree.rename(khe_xong, on=TODAY, document="12-QĐ/HU", name="Chi bộ Khe Xong", by=system)

    assert row(clerk).release == RELEASE


def test_the_cases_on_changed_ground_can_be_judged_at_once(case, clerk, krong_klang, system):
    tree.authorise(krong_klang, on=TODAY, document="12-QĐ/HU", by=system)

    assert projection.refresh_under(krong_klang, by=clerk) == 1
    assert projection.compare(by=clerk) == []


def test_the_check_finds_a_row_that_was_tampered_with(case, clerk):
    story.tell(case, "candidate_listed", by=clerk)
    Case.objects.visible_to(clerk).update(stage="recognition_decision")

    assert projection.compare(by=clerk) == [
        f"{case} stage: 'recognition_decision' ≠ 'candidate_listed'"
    ]


def test_the_neighbour_refreshes_nothing_here(case, clerk, neighbour):
    Case.objects.visible_to(clerk).update(release="an older one")

    assert projection.refresh_due(by=neighbour) == 0


# --- whatever happens: the row is what the rulebook says of the rows ----------------------------

DAYS = st.dates(date(2023, 1, 1), date(2027, 6, 1))
VALUES = {
    "text": st.sampled_from(["", "DV-07", "DV-08"]),
    "flag": st.booleans(),
    "count": st.integers(0, 12),
}


@st.composite
def any_event(draw):
    kind = draw(st.sampled_from(sorted(EVENT_TYPES)))
    fields = {}
    for spec in EVENT_TYPES[kind]:
        if spec.required or draw(st.booleans()):
            chosen = st.sampled_from(spec.choices) if spec.choices else VALUES[spec.kind]
            fields[spec.name] = draw(chosen)
    return Event(kind, draw(DAYS), fields)


DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(1, len(story.STORY))),
        st.tuples(st.just("record"), any_event()),
        st.tuples(st.just("retract"), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.integers(0, 200)),
        st.tuples(st.just("school"), st.sampled_from(["none", "upper_secondary_diploma", None])),
    ),
    max_size=12,
)
DEPARTURE = Departure("Thử", "Thử")


class Life:
    """One case and what is done to it, day after day."""

    def __init__(self, case, krong_klang):
        self.case, self.place, self.today = case, krong_klang, TODAY

    @property
    def by(self):
        return cast.acting("clerk", at=self.place, today=self.today)

    def do(self, what, with_what):
        try:
            getattr(self, what)(with_what)
        except (Refused, people.Refused) as refusal:
            note(f"{what}: {refusal}")

    def tell(self, count):
        told = CaseEvent.objects.visible_to(self.by).filter(type__in=list(EVENT_TYPES)).count()
        for event in story.STORY[told : told + count]:
            operations.record(self.case, event, by=self.by, despite=DEPARTURE)

    def record(self, event):
        operations.record(self.case, event, by=self.by, despite=DEPARTURE)

    def retract(self, number):
        rows = list(CaseEvent.objects.visible_to(self.by).order_by("pk"))
        if rows:
            operations.retract(rows[number % len(rows)], reason="thử", by=self.by)

    def wait(self, days):
        self.today += timedelta(days)
        projection.refresh_due(by=self.by)

    def school(self, level):
        operations.correct_person(self.case.person, {"schooling": level}, reason="thử", by=self.by)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOINGS, DAYS)
def test_model_and_database_are_one_on_any_day(case, krong_klang, doings, asked):
    with transaction.atomic():
        life = Life(case, krong_klang)
        for what, with_what in doings:
            life.do(what, with_what)
        assert projection.compare(by=life.by) == []
        says_the_rulebook(life, life.today)
        says_the_rulebook(life, asked)
        transaction.set_rollback(True)


def says_the_rulebook(life, day):
    """The list on any day tells the steps of the verdict of that day, no more and no less."""
    opened = Case.objects.visible_to(life.by).select_related("person", "organization").get()
    verdict = dossier(opened, by=life.by).verdict(day)
    listed = [step for item in queries.worklist(by=life.by, as_of=day) for step in item.steps]
    wanted = verdict.next_steps if opened.opened_on <= day else ()
    assert [(s.step, s.actor, s.due_on, s.earliest_on, s.overdue) for s in listed] == [
        (s.step, s.actor, s.due_on, s.earliest_on, s.overdue) for s in wanted
    ]


def test_after_every_act_of_the_story_the_row_is_the_verdict(case, clerk):
    for event in story.STORY:
        operations.record(case, event, by=clerk)
        assert projection.compare(by=clerk) == []


def test_a_case_from_before_any_regulation_on_record_holds_up_nobody_else(case, clerk):
    operations.correct_person(case.person, {"born_on": date(1950, 1, 1)}, reason="nhầm", by=clerk)
    operations.record(case, Event("admission_ceremony", date(1980, 2, 3)), by=clerk)

    case = row(clerk)

    assert (case.stage, case.steps, case.blocked_since) == ("", [], None)
    assert case.admitted_on == date(1980, 2, 3)
    assert projection.compare(by=clerk) == []
    assert queries.worklist(by=clerk) == []

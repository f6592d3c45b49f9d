"""Terms, targets, assignments, reports: what is recorded, and what is refused."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.organizations import operations as organizations
from nguon.people.models import Person
from nguon.planning import operations
from nguon.planning.models import Assignment, CellTarget, NoSourceLeft, Term
from tests.planning.story import TERM, admit

PAPER = {"document": "07-NQ/ĐU 05/01/2016", "decided_on": date(2016, 1, 5)}
YEAR = {"year": 2016, "lower": 1, "upper": 2}


def lines(action):
    return AuditEntry.objects.filter(action=action).count()


# --- terms --------------------------------------------------------------------------------------


def test_a_term_is_laid_down_by_document_and_leaves_one_line_in_the_trail(krong_klang, acting):
    clerk = acting("clerk", at=krong_klang)

    term = operations.plan_term(krong_klang, **TERM, by=clerk)

    assert (term.organization, term.made_for, term.document) == (
        krong_klang,
        krong_klang,
        "01-NQ/ĐH 20/12/2014",
    )
    assert lines("planning.plan_term") == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"slug": "nhiệm kỳ này"}, operations.WrongPeriod),
        ({"ends_on": date(2015, 1, 1)}, operations.WrongPeriod),
        ({"ends_on": date(2026, 1, 1)}, operations.WrongPeriod),
        ({"starts_on": date(2001, 1, 1), "ends_on": date(2006, 1, 1)}, operations.WrongPeriod),
        ({"yearly_lower": 13}, operations.WrongRange),
        ({"yearly_lower": -1}, operations.WrongRange),
        ({"yearly_upper": 100_000}, operations.WrongRange),
        ({"document": "  "}, operations.Incomplete),
        ({"decided_on": date(2025, 6, 3)}, operations.NotYet),
    ],
)
def test_what_makes_no_term_is_refused_with_its_reason(krong_klang, system, wrong, refusal):
    with pytest.raises(refusal, match=r"\w"):
        operations.plan_term(krong_klang, **(TERM | wrong), by=system)

    assert not Term.objects.visible_to(system).exists()
    assert lines("planning.plan_term") == 0


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"slug": "2019-2024", "starts_on": date(2019, 12, 31), "ends_on": date(2024, 1, 1)},
        {"starts_on": date(2020, 1, 1), "ends_on": date(2025, 1, 1)},
    ],
)
def test_an_organisation_has_one_term_at_a_time_and_of_a_name(krong_klang, system, term, again):
    with pytest.raises(operations.TermExists, match="2015-2020"):
        operations.plan_term(krong_klang, **(TERM | again), by=system)


def test_the_next_term_begins_where_the_last_one_ends(krong_klang, system, term):
    after = {"slug": "2020-2025", "starts_on": date(2020, 1, 1), "ends_on": date(2025, 1, 1)}

    assert operations.plan_term(krong_klang, **(TERM | after), by=system).slug == "2020-2025"


def test_a_cell_secretary_sees_terms_but_lays_none_down(krong_klang, khe_xong, acting):
    with pytest.raises(NotAllowed):
        operations.plan_term(krong_klang, **TERM, by=acting("cell_secretary", at=khe_xong))


def test_the_successor_records_the_term_of_a_commune_that_has_ended(
    krong_klang, mo_o, system, acting
):
    act = {"on": date(2025, 1, 1), "document": "NQ 1680", "by": system}
    organizations.dissolve(krong_klang, successor=mo_o, **act)

    term = operations.plan_term(krong_klang, **TERM, by=acting("clerk", at=mo_o))

    assert (term.organization, term.made_for) == (mo_o, krong_klang)


# --- targets of cells ---------------------------------------------------------------------------


def test_a_committee_hands_a_cell_its_target(krong_klang, khe_xong, term, acting):
    clerk = acting("clerk", at=krong_klang)

    target = operations.set_cell_target(khe_xong, term=term, **YEAR, **PAPER, by=clerk)

    assert (target.organization, target.year, target.lower, target.upper) == (khe_xong, 2016, 1, 2)
    assert lines("planning.set_cell_target") == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"year": 2020}, operations.OutsideTheTerm),
        ({"lower": 3}, operations.WrongRange),
        ({"document": ""}, operations.Incomplete),
        ({"decided_on": date(2025, 6, 3)}, operations.NotYet),
    ],
)
def test_a_wrong_target_is_refused_and_nothing_is_written(khe_xong, term, system, wrong, refusal):
    with pytest.raises(refusal):
        operations.set_cell_target(khe_xong, term=term, **(YEAR | PAPER | wrong), by=system)

    assert not CellTarget.objects.visible_to(system).exists()


def test_a_cell_of_another_commune_gets_no_target_from_here(thon_mau, krong_klang, term, system):
    for elsewhere in (thon_mau, krong_klang):
        with pytest.raises(operations.NotOfTheCommittee):
            operations.set_cell_target(elsewhere, term=term, **YEAR, **PAPER, by=system)


def test_two_decisions_of_one_day_contradict_each_other(khe_xong, term, system):
    operations.set_cell_target(khe_xong, term=term, **YEAR, **PAPER, by=system)

    with pytest.raises(operations.TargetExists, match="05/01/2016"):
        operations.set_cell_target(khe_xong, term=term, **YEAR, **PAPER, by=system)


def test_the_cell_itself_sets_no_target(khe_xong, term, acting):
    granted = acting(["planning.view", "planning.set_target"], at=khe_xong)

    with pytest.raises(Term.DoesNotExist):
        operations.set_cell_target(khe_xong, term=term, **YEAR, **PAPER, by=granted)


def test_the_neighbour_cannot_touch_the_term(khe_xong, mo_o, term, acting):
    with pytest.raises(Term.DoesNotExist):
        operations.set_cell_target(
            khe_xong, term=term, **YEAR, **PAPER, by=acting("clerk", at=mo_o)
        )


# --- members in charge --------------------------------------------------------------------------


@pytest.fixture
def member(krong_klang):
    return admit(krong_klang, date(2012, 2, 3)).case.person


DUTY = {"task": "Dự sinh hoạt, giúp chi bộ tạo nguồn", "document": "08-PC/ĐU 02/01/2016"}


def test_a_member_is_charged_with_a_cell_and_relieved(krong_klang, khe_xong, member, acting):
    secretary = acting("secretary", at=krong_klang)

    duty = operations.assign(khe_xong, member=member, on=date(2016, 1, 2), **DUTY, by=secretary)
    ended = operations.end_assignment(duty, on=date(2018, 1, 2), by=secretary)

    assert (duty.member, ended.valid_to) == (member, date(2018, 1, 2))
    assert lines("planning.assign") == lines("planning.end_assignment") == 1


def test_only_a_party_member_of_that_day_is_charged(khe_xong, member, system):
    with pytest.raises(operations.NotAMember):
        operations.assign(khe_xong, member=member, on=date(2012, 2, 2), **DUTY, by=system)

    assert not Assignment.objects.visible_to(system).exists()


def test_nobody_is_charged_twice_with_one_cell_at_a_time(khe_xong, member, system):
    operations.assign(khe_xong, member=member, on=date(2016, 1, 2), **DUTY, by=system)

    with pytest.raises(operations.AssignedAlready):
        operations.assign(khe_xong, member=member, on=date(2017, 1, 2), **DUTY, by=system)


@pytest.mark.parametrize("lack", ["task", "document"])
def test_an_assignment_names_its_task_and_its_paper(khe_xong, member, system, lack):
    with pytest.raises(operations.Incomplete):
        operations.assign(
            khe_xong, member=member, on=date(2016, 1, 2), **(DUTY | {lack: " "}), by=system
        )


@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2018, 1, 2)])
def test_an_assignment_ends_within_its_time(khe_xong, member, system, on):
    duty = operations.assign(khe_xong, member=member, on=date(2016, 1, 2), **DUTY, by=system)
    operations.end_assignment(duty, on=date(2018, 1, 1), by=system)

    with pytest.raises(operations.AssignmentOver):
        operations.end_assignment(duty, on=on, by=system)


def test_somebody_out_of_sight_cannot_be_charged(khe_xong, thon_mau, acting, krong_klang):
    stranger = admit(thon_mau, date(2012, 2, 3)).case.person

    with pytest.raises(Person.DoesNotExist):
        operations.assign(
            khe_xong,
            member=stranger,
            on=date(2016, 1, 2),
            **DUTY,
            by=acting("clerk", at=krong_klang),
        )


# --- nobody left --------------------------------------------------------------------------------


REPORT = {"reason": "Thanh niên đi làm ăn xa", "document": "05-BC/CB 02/01/2019"}


def test_a_cell_reports_once_a_year_that_nobody_is_left(khe_xong, system):
    operations.report_no_source(khe_xong, year=2018, **REPORT, by=system)

    with pytest.raises(operations.ReportedAlready):
        operations.report_no_source(khe_xong, year=2018, **REPORT, by=system)

    assert NoSourceLeft.objects.visible_to(system).count() == 1
    assert lines("planning.report_no_source") == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reason": ""}, operations.Incomplete),
        ({"document": ""}, operations.Incomplete),
        ({"year": 2027}, operations.NotYet),
    ],
)
def test_a_report_needs_reason_paper_and_a_year_that_has_come(khe_xong, system, wrong, refusal):
    with pytest.raises(refusal):
        operations.report_no_source(khe_xong, **({"year": 2018} | REPORT | wrong), by=system)

    assert not NoSourceLeft.objects.visible_to(system).exists()


def test_the_cell_secretary_leaves_the_report_to_the_office(khe_xong, acting):
    with pytest.raises(NotAllowed):
        operations.report_no_source(
            khe_xong, year=2018, **REPORT, by=acting("cell_secretary", at=khe_xong)
        )


def test_rows_say_what_they_are(khe_xong, member, term, system):
    target = operations.set_cell_target(khe_xong, term=term, **YEAR, **PAPER, by=system)
    duty = operations.assign(khe_xong, member=member, on=date(2016, 1, 2), **DUTY, by=system)
    report = operations.report_no_source(khe_xong, year=2018, **REPORT, by=system)

    assert str(term) == "2015-2020"
    assert str(target) == f"{khe_xong.pk} 2016: 1–2"
    assert str(duty) == f"{khe_xong.pk} #{member.pk}"
    assert str(report) == f"{khe_xong.pk} 2018"

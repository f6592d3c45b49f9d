"""What a change does to a case: judged by the law as it is, and as if that day changed nothing."""

from datetime import date

import pytest
from hypothesis import given, settings

from nguon.rulebook import load, read_facts
from nguon.rulebook.law.editions import changes, regime_changes
from nguon.rulebook.verdict.comparing import SAME, Difference, Turned
from nguon.rulebook.verdict.supposing import effect, unchanged
from tests.rulebook.building import case, way
from tests.rulebook.strategies import cases_on_a_day

D = date.fromisoformat
BOOK = load()
DAYS = sorted(
    {one.on for one in (*changes(date.min, date.max), *regime_changes(date.min, date.max))}
)


def touched(acts, on, as_of, **person):
    return effect(read_facts(case(acts, **person)), D(on), D(as_of))


@pytest.mark.parametrize("day", DAYS)
def test_without_the_change_of_a_day_the_law_of_the_day_before_goes_on(day):
    other = unchanged(day)
    for name, editions in BOOK.editions.items():
        if any(one.valid_from == day for one in editions) and editions[0].valid_from < day:
            before = BOOK.provision(name, date.fromordinal(day.toordinal() - 1))
            assert other.provision(name, day).value == before.value


@pytest.mark.parametrize("day", DAYS)
def test_on_all_other_days_of_change_the_law_changes_as_it_did(day):
    starts = {r.valid_from for r in BOOK.regimes if r.valid_from != day}
    assert {r.valid_from for r in unchanged(day).regimes} >= starts
    assert unchanged(day).regimes[-1].valid_to == date.max


def test_a_file_that_is_undecided_passes_to_another_authority():
    acts = way("committee_resolution", years=6)
    assert touched(acts, "2025-07-01", "2025-07-10").authority == (
        "district_standing_board",
        "commune_standing_board",
    )


def test_a_file_decided_before_the_change_is_not_touched():
    acts = way("admission_decision", years=5)
    assert touched(acts, "2025-07-01", "2025-07-10") == SAME


def test_the_day_before_the_change_it_touches_nobody():
    acts = way("committee_resolution", years=6)
    assert touched(acts, "2025-07-01", "2025-06-30") == SAME
    assert touched(acts, "2025-07-01", "2025-07-01")


def test_a_schooling_that_no_longer_suffices_is_a_finding_by_one_law_only():
    found = touched(
        way("opinions", years=3),
        "2021-07-30",
        "2022-05-01",
        schooling="lower_secondary_equivalent",
    )
    assert Turned("schooling_insufficient", (), (("block", None),)) in found.findings


def test_a_change_that_a_later_one_overtook_makes_no_difference():
    acts = way("committee_resolution", years=7)
    assert touched(acts, "2025-07-01", "2026-11-01").authority is None


CHILDREN = {"children_born": ["2010-01-01", "2013-01-01", "2018-09-01"]}


def test_of_what_touches_only_a_sensitive_fact_no_more_is_told_than_that_it_does():
    found = touched(way("opinions"), "2018-08-28", "2019-05-10", **CHILDREN)
    assert found == Difference(concealed=True)


def test_before_the_first_regulation_there_is_no_other_law_to_compare_with():
    first = BOOK.first_day.isoformat()
    assert touched(way("opinions"), first, "2019-05-10") == SAME


@settings(max_examples=40, deadline=None)
@given(cases_on_a_day())
def test_a_day_on_which_nothing_changed_touches_nobody(drawn):
    written, as_of = drawn
    assert effect(read_facts(written), date(2020, 2, 29), as_of) == SAME


@settings(max_examples=40, deadline=None)
@given(cases_on_a_day())
def test_whatever_happened_every_change_can_be_supposed_away(drawn):
    written, as_of = drawn
    for day in DAYS:
        found = effect(read_facts(written), day, as_of)
        assert all(one.before != one.after for one in (*found.findings, *found.moved))
        if day > as_of:
            assert found == SAME

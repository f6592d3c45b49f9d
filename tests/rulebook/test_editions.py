"""What is in force on a day, and what changed when."""

from datetime import date

import pytest

from nguon.rulebook import (
    NoRuleInForce,
    NoSuchProvision,
    changes,
    differences,
    editions_of,
    find,
    in_force,
    load,
    regime_changes,
)

FIRST = date(2011, 11, 1)
GRADING = date(2018, 3, 8)  # nothing older is held on grading, which the data declare
SCHOOLING = "admission.schooling.minimum"


def test_what_is_in_force_on_a_day_is_listed_once_by_rule_and_name():
    standing = in_force(date(2025, 7, 1))
    assert [(p.rule, p.name) for p in standing] == sorted((p.rule, p.name) for p in standing)
    assert {p.name for p in standing} == load().editions.keys()
    assert all(p.valid_from <= date(2025, 7, 1) < p.valid_to for p in standing)


def test_nothing_is_in_force_before_the_first_regulation():
    with pytest.raises(NoRuleInForce):
        in_force(date(2011, 10, 31))


def test_the_editions_of_a_provision_follow_one_another_without_a_gap():
    for name in load().editions:
        editions = editions_of(name)
        assert editions[0].valid_from == (GRADING if name.startswith("grading.") else FIRST)
        assert [e.valid_to for e in editions] == [
            *(e.valid_from for e in editions[1:]),
            date.max,
        ]


def test_a_provision_is_found_by_its_name_and_all_of_a_rule_by_its_number():
    assert find(SCHOOLING) == (SCHOOLING,)
    assert find(" r-age-02 ") == (
        "admission.age.consent",
        "admission.age.counting",
        "admission.age.maximum",
    )


@pytest.mark.parametrize(
    ("asked", "near"),
    [("admission.age.minimun", "admission.age.minimum"), ("R-AGE-1", "R-AGE-01")],
)
def test_a_name_nobody_gave_is_refused_with_names_like_it(asked, near):
    with pytest.raises(NoSuchProvision) as refusal:
        find(asked)
    assert near in refusal.value.near
    with pytest.raises(NoSuchProvision):
        editions_of(asked)


def schooling_changes(since, until):
    return [c for c in changes(since, until) if c.provision == SCHOOLING]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (date(2021, 7, 29), date(2021, 7, 30), 1),
        (date(2021, 7, 30), date(2021, 7, 31), 0),
        (date(2021, 7, 28), date(2021, 7, 29), 0),
    ],
)
def test_a_change_belongs_to_the_day_from_which_it_holds(since, until, found):
    assert len(schooling_changes(since, until)) == found


def test_a_change_tells_what_was_and_what_is_and_whether_the_value_differs():
    (change,) = schooling_changes(date(2021, 1, 1), date(2021, 12, 31))
    assert change.on == date(2021, 7, 30)
    assert (change.before.value, change.after.value) == (
        "lower_secondary_equivalent",
        "lower_secondary_diploma",
    )
    assert change.of_value
    (cited_anew,) = schooling_changes(date(2025, 1, 19), date(2025, 1, 20))
    assert not cited_anew.of_value
    assert cited_anew.after.citation.instrument == "232-QĐ/TW 2025-01-20"


def test_the_first_edition_of_all_has_none_before_it():
    began = changes(date(2011, 10, 31), FIRST)
    later = [c for c in changes(FIRST, GRADING) if c.provision.startswith("grading.")]
    assert {change.provision for change in [*began, *later]} == load().editions.keys()
    assert all(change.before is None and change.of_value for change in [*began, *later])


def test_changes_come_by_day_then_by_rule():
    found = changes(date(2011, 10, 31), date(2027, 1, 1))
    keys = [(c.on, c.after.rule, c.provision) for c in found]
    assert keys == sorted(keys)


def test_the_regimes_change_on_their_days():
    days = [
        (c.before and c.before.code, c.after.code, c.on)
        for c in regime_changes(FIRST, date(2025, 7, 1))
    ]
    assert days == [
        ("R0", "R1", date(2016, 7, 25)),
        ("R1", "R2", date(2021, 7, 30)),
        ("R2", "R2b", date(2025, 1, 20)),
        ("R2b", "R3", date(2025, 7, 1)),
    ]
    (first,) = regime_changes(date(2011, 10, 31), FIRST)
    assert first.before is None


def test_between_two_days_only_the_outcome_counts_whichever_comes_first():
    there = differences(date(2021, 7, 29), date(2026, 8, 1))
    (schooling,) = [c for c in there if c.provision == SCHOOLING]
    assert schooling.after.value == "lower_secondary_completed"
    assert schooling.on == date(2026, 7, 26)
    back = differences(date(2026, 8, 1), date(2021, 7, 29))
    assert {c.provision for c in back} == {c.provision for c in there}
    assert differences(date(2022, 3, 1), date(2022, 3, 1)) == ()

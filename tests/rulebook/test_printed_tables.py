"""The data against the tables of the rulebook: times, votes, and which rule a finding is of."""

from datetime import date

import pytest

from nguon.rulebook import add_working_days, load, plus_months
from nguon.rulebook.rules.voting import needed
from tests.rulebook.building import judged
from tests.rulebook.test_every_rule import tables

R0, R1, R2, R2B = "2011-11-01", "2016-07-25", "2021-07-30", "2025-01-20"
R3, R4, R5 = "2025-07-01", "2026-04-08", "2026-07-26"

# Provision, rule, value, unit, and the marks that the tables print for a regime.
TIMES = [
    ("decision.limit", "R-DEC-02", 60, "working days",
     {R0: "U", R1: "C2", R2: "I", R2B: "C2", R3: "I", R4: "U", R5: "U"}),
    ("decision.extension", "R-DEC-02", 30, "working days",
     {R0: "U", R1: "C2", R2: "I", R2B: "C2", R3: "I", R4: "U", R5: "U"}),
    ("ceremony.limit", "R-CER-01", 30, "working days",
     {R1: "C2", R2: "C2", R2B: "C2", R3: "C2", R4: "U", R5: "C1"}),
    ("declaration.limit", "R-CER-02", 30, "working days", {"2022-01-18": "C1"}),
    ("probation.length", "R-PRO-01", 12, "months", {R1: "C1", R5: "C1"}),
    ("recognition.review_limit", "R-OFF-01", 30, "working days", {R1: "C2", R4: "U"}),
    ("recognition.limit", "R-OFF-03", 30, "working days", {R1: "C1", R4: "U"}),
    ("recognition.extension", "R-OFF-03", 30, "working days", {R1: "C1", R4: "U"}),
    ("certificate.validity", "R-CLS-02", 60, "months", {R2: "C2", R3: "C2"}),
    ("file.validity", "R-VAL-01", 12, "months", {}),
    ("introduction.months_together", "R-INT-01", 12, "months", {R4: "U"}),
    ("move.followup", "R-MOV-02", 3, "months", {"2012-05-17": "K", R5: "K"}),
    ("readmission.wait", "R-REA-01", 36, "months", {R0: "U", R1: "C2", R3: "C2", R5: "C1"}),
    ("readmission.wait_after_conviction", "R-REA-02", 60, "months", {R0: "U", R1: "C2"}),
]  # fmt: skip
DAYS = [R0, "2016-07-24", R1, "2021-07-29", R2, "2025-01-19", R2B, "2025-06-30", R3,
        "2026-04-07", R4, "2026-07-25", R5]  # fmt: skip
VOTES = ("vote.cell", "vote.committee", "vote.recognition", "vote.removal")


def held(name, day):
    return load().provision(name, date.fromisoformat(day))


@pytest.mark.parametrize(("name", "rule", "value", "unit", "marks"), TIMES)
def test_the_times_are_those_of_the_table(name, rule, value, unit, marks):
    for day in DAYS:
        found = held(name, day)
        assert (found.rule, found.value, found.unit) == (rule, value, unit), day
    assert {day: held(name, day).confidence for day in marks} == marks


@pytest.mark.parametrize(
    ("name", "before", "on", "after"),
    [("population.third_child", None, 24, 24), ("population.fourth_child", None, 36, 36)],
)
def test_the_waits_after_births_begin_with_the_policy_of_2018(name, before, on, after):
    days = ("2018-08-27", "2018-08-28", "2018-08-29")
    assert [held(name, day).value for day in days] == [before, on, after]


def test_the_points_that_the_tables_print():
    assert held("decision.limit", R1).citation.point == "4.3"
    assert held("recognition.limit", R1).citation.point == "4.3"
    for name in ("ceremony.limit", "recognition.review_limit"):
        assert held(name, R1).citation.point == "4.1–4.2"
    assert held("certificate.validity", R2B).citation.point == "5.4"
    assert held("decision.delegated_threshold", R3).citation.point == "3.7a"
    assert held("declaration.limit", "2022-01-18").citation.point == "2.2"
    assert held("no_cell.assign", R1).citation.point == "3.4"


@pytest.mark.parametrize("day", DAYS)
def test_the_thresholds_are_those_of_the_table(day):
    assert {held(name, day).value for name in VOTES} == {"two_thirds"}
    assert held("decision.threshold", day).value == "more_than_half"
    authorised = None if day >= R5 else "two_thirds"
    assert held("decision.delegated_threshold", day).value == authorised


def test_votes_are_counted_in_whole_numbers():
    for members in range(1, 200):
        two_thirds, half = needed("two_thirds", members), needed("more_than_half", members)
        assert 3 * two_thirds >= 2 * members > 3 * (two_thirds - 1)
        assert 2 * half > members >= 2 * (half - 1)
    two_thirds = [(9, 6), (20, 14), (18, 12), (15, 10)]
    assert all(needed("two_thirds", members) == enough for members, enough in two_thirds)
    more_than_half = [(12, 7), (13, 7), (11, 6)]
    assert all(needed("more_than_half", members) == enough for members, enough in more_than_half)


CHECKED = [  # from, working days, the last day: the values that the rulebook prints
    ("2019-09-10", 60, "2019-12-03"),
    ("2019-09-10", 90, "2020-01-15"),
    ("2019-12-25", 30, "2020-02-13"),
    ("2020-02-14", 30, "2020-03-27"),
    ("2026-07-28", 30, "2026-09-10"),
    ("2026-08-10", 30, "2026-09-23"),
    ("2025-09-15", 30, "2025-10-27"),
    ("2020-03-01", 30, "2020-04-13"),
    ("2025-10-20", 30, "2025-12-01"),
    ("2025-10-20", 60, "2026-01-13"),
    ("2025-11-20", 30, "2026-01-02"),
    ("2025-06-12", 60, "2025-09-08"),
]


@pytest.mark.parametrize(("since", "days", "last"), CHECKED)
def test_the_limits_that_the_rulebook_prints(since, days, last):
    assert add_working_days(date.fromisoformat(since), days).isoformat() == last


@pytest.mark.parametrize(
    ("day", "months", "same_day"),
    [
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2019-02-28", 12, "2020-02-28"),
        ("2019-08-31", 6, "2020-02-29"),
        ("2019-10-31", 1, "2019-11-30"),
        ("2019-12-31", 2, "2020-02-29"),
        ("2020-01-15", 60, "2025-01-15"),
        ("2016-02-29", 36, "2019-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months, same_day):
    assert plus_months(date.fromisoformat(day), months).isoformat() == same_day


OF_RULE = {
    "age_below_minimum": {"R-AGE-01"},
    "age_day_not_reached": {"R-AGE-01"},
    "age_above_maximum": {"R-AGE-02"},
    "over_age_consent_missing": {"R-AGE-02"},
    "schooling_insufficient": {"R-EDU-01", "R-EDU-02", "R-EDU-03"},
    "elder_consent_missing": {"R-EDU-03"},
    "not_a_citizen": {"R-CIT"},
    "youth_union_membership_required": {"R-INT-03"},
    "population_rule_wait": {"R-POP-01"},
    "population_rule_barred": {"R-POP-02"},
    "political_conclusion_missing": {"R-VER-09"},
    "political_conclusion_negative": {"R-VER-09"},
    "certificate_missing": {"R-CLS-01"},
    "certificate_expired": {"R-CLS-02"},
    "certificate_expiring": {"R-CLS-02"},
    "certificate_boundary": {"R-CLS-02"},
    "cv_before_application": {"R-APP-01"},
    "verification_missing": {"R-VER-01"},
    "verifier_is_relative": {"R-VER-08"},
    "introducer_missing": {"R-INT-04", "R-INT-05", "R-INT-06"},
    "introducer_not_full_member": {"R-INT-01"},
    "introducer_too_recent": {"R-INT-01"},
    "introducer_basis_unconfirmed": {"R-INT-01"},
    "youth_union_introduction_missing": {"R-INT-05"},
    "trade_union_introduction_missing": {"R-INT-06"},
    "opinions_missing": {"R-OPI-01"},
    "file_stale": {"R-VAL-01"},
    "new_member_course_missing": {"R-PRO-03"},
    "vote_below_threshold": {"R-VOTE-01", "R-VOTE-04", "R-DEC-01", "R-OFF-02", "R-REM-01"},
    "cell_too_small": {"R-VOTE-03"},
    "ballots_exhausted": {"R-OFF-05"},
    "decision_late": {"R-DEC-02"},
    "ceremony_late": {"R-CER-01"},
    "declaration_late": {"R-CER-02"},
    "recognition_review_late": {"R-OFF-01"},
    "recognition_before_probation_end": {"R-OFF-01"},
    "recognition_decision_late": {"R-OFF-03"},
    "step_out_of_order": {"R-ORD-01", "R-SEC-01"},
    "followup_too_short": {"R-MOV-02"},
    "authority_changed": {"R-TRN-01"},
    "no_cell_assign_nearest": {"R-NOC-01"},
    "cv_compare_enlistment": {"R-VER-05"},
    "readmission_too_early": {"R-REA-01", "R-REA-02", "R-REA-03"},
    "readmission_barred": {"R-REA-07", "R-POP-04"},
    "readmission_consent_missing": {"R-REA-04"},
    "readmission_once_only": {"R-REA-06"},
}


def test_every_finding_of_the_contract_has_its_rule():
    assert OF_RULE.keys() == load().codes.keys() - {"fact_unknown"}


def test_the_rows_of_the_tables_give_every_finding_under_every_rule_and_under_no_other():
    came = {code: set() for code in OF_RULE}
    for rows in tables().values():
        for row in rows:
            for finding in judged(row.facts, row.as_of)["findings"]:
                if finding["code"] in came:
                    came[finding["code"]].add(finding["rule"])
    assert came == OF_RULE

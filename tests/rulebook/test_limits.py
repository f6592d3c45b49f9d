"""Limits in working days and months: due days, lateness, extension, earliest days, dates."""

import pytest

from tests.rulebook.building import BOARD, CELL, act, case, codes, judged, step, the, way


def test_the_decision_is_due_sixty_working_days_after_the_resolution():
    document = case(way("committee_resolution"))
    due = step(document, "2019-05-27", "admission_decision")
    assert (due["due_on"], due["extended_due_on"], due["overdue"]) == (
        "2019-08-07",
        "2019-09-19",
        False,
    )


@pytest.mark.parametrize(
    ("as_of", "late", "beyond"),
    [("2019-08-07", False, False), ("2019-08-08", True, False), ("2019-09-20", True, True)],
)
def test_a_decision_is_late_the_day_after_its_limit(as_of, late, beyond):
    document = case(way("committee_resolution"))
    assert ("decision_late" in codes(document, as_of)) is late
    assert step(document, as_of, "admission_decision")["overdue"] is late
    if late:
        told = the(document, as_of, "decision_late")
        assert told["on"] == "2019-08-07"
        assert ("19/09/2019" in told["message"]) is beyond


def test_a_decision_made_late_stays_late():
    document = case(way("admission_decision", admission_decision="2019-08-08"))
    assert the(document, "2021-01-01", "decision_late")["severity"] == "warn"
    in_time = case(way("admission_decision", admission_decision="2019-08-07"))
    assert "decision_late" not in codes(in_time, "2021-01-01")


@pytest.mark.parametrize(
    ("extended_on", "as_of", "late_on"),
    [
        ("2019-08-01", "2019-09-19", None),
        ("2019-08-01", "2019-09-20", "2019-09-19"),
        ("2019-05-14", "2019-08-08", "2019-08-07"),  # trước nghị quyết chi bộ
    ],
)
def test_once_an_extension_stands_lateness_turns_on_the_longer_limit(extended_on, as_of, late_on):
    document = case([*way("committee_resolution"), act("decision_extension", extended_on)])
    late = [f["on"] for f in judged(document, as_of)["findings"] if f["code"] == "decision_late"]
    assert late == ([late_on] if late_on else [])


def test_an_extension_after_the_decision_extends_nothing():
    acts = [*way("admission_decision", admission_decision="2019-08-08")]
    acts.append(act("decision_extension", "2019-08-09"))
    assert "decision_late" in codes(case(acts), "2019-09-01")


def test_a_lost_resolution_starts_no_limit():
    document = case(way("cell_resolution", cell_resolution={"yes": 1}))
    assert "decision_late" not in codes(document, "2021-01-01")
    assert "admission_decision" not in {
        s["step"] for s in judged(document, "2021-01-01")["next_steps"]
    }


def test_a_lost_decision_is_no_decision():
    document = case(way("admission_decision", admission_decision={"yes": 1}))
    assert step(document, "2019-08-08", "admission_decision")["overdue"] is True
    assert "decision_late" in codes(document, "2019-08-08")


def test_a_refusal_is_a_decision_and_ends_the_way():
    refused = way("admission_decision", admission_decision={"admitted": False})
    assessment = judged(case(refused), "2020-01-01")
    assert assessment["stage"] == "admission_decision"
    assert assessment["next_steps"] == []
    assert "decision_late" not in codes(case(refused), "2020-01-01")
    held = [*refused, act("admission_ceremony", "2019-07-05")]
    assert "step_out_of_order" in codes(case(held), "2020-01-01")
    assert judged(case(held), "2020-01-01")["dates"]["probation_ends_on"] is None


def test_after_a_refusal_the_cell_may_resolve_anew():
    refused = way("admission_decision", admission_decision={"admitted": False})
    again = act("cell_resolution", "2019-10-15", **CELL)
    assessment = judged(case([*refused, again]), "2019-10-15")
    assert assessment["stage"] == "cell_resolution"
    assert assessment["may_proceed"] is True
    assert [s["step"] for s in assessment["next_steps"]] == [
        "committee_resolution",
        "admission_decision",
    ]


@pytest.mark.parametrize(
    ("held", "late"), [("2019-08-06", False), ("2019-08-07", True), (None, True)]
)
def test_the_ceremony_is_held_within_thirty_working_days_of_receipt(held, late):
    acts = way("admission_ceremony" if held else "decision_received", admission_ceremony=held)
    assert ("ceremony_late" in codes(case(acts), "2019-08-07")) is late
    if not held:
        assert step(case(acts), "2019-08-07", "admission_ceremony")["due_on"] == "2019-08-06"


def test_before_receipt_the_ceremony_has_no_limit():
    document = case(way("admission_decision"))
    assert step(document, "2019-12-31", "admission_ceremony")["due_on"] is None
    assert "ceremony_late" not in codes(document, "2019-12-31")
    earlier = [*way("admission_decision"), act("decision_received", "2019-06-19")]
    assert step(case(earlier), "2019-12-31", "admission_ceremony")["due_on"] is None


def test_under_the_regulation_of_2026_the_ceremonys_limit_runs_from_issue():
    acts = way(
        "admission_decision",
        years=7,
        cell_resolution="2026-06-15",
        committee_resolution="2026-07-01",
        admission_decision="2026-07-28",
        opinions="2026-05-26",
    )
    assert step(case(acts), "2026-08-12", "admission_ceremony")["due_on"] == "2026-09-10"


def test_the_limit_of_the_ceremony_follows_the_regime_of_its_day():
    acts = way(
        "admission_decision",
        years=7,
        cell_resolution="2026-05-20",
        opinions="2026-05-01",
        committee_resolution="2026-06-01",
        admission_decision="2026-07-01",
    )
    acts.append(act("decision_received", "2026-07-10"))
    assert step(case(acts), "2026-07-25", "admission_ceremony")["due_on"] == "2026-08-21"
    assert step(case(acts), "2026-07-26", "admission_ceremony")["due_on"] == "2026-08-12"


@pytest.mark.parametrize(
    ("on", "late"), [("2019-08-16", False), ("2019-08-19", True), (None, True)]
)
def test_the_new_member_declares_within_thirty_working_days(on, late):
    acts = way("member_declaration" if on else "admission_ceremony", member_declaration=on)
    assert ("declaration_late" in codes(case(acts), "2019-08-19")) is late
    if not on:
        assert step(case(acts), "2019-08-19", "member_declaration")["due_on"] == "2019-08-16"


def test_probation_lasts_twelve_months_from_the_ceremony():
    for held, ends in (("2019-07-05", "2020-07-05"), ("2020-02-29", "2021-02-28")):
        acts = way("admission_ceremony", admission_ceremony=held)
        dates = judged(case(acts), held)["dates"]
        assert dates["probation_ends_on"] == ends
        assert dates["party_age_from"] == "2019-06-20"
        assert dates["full_member_from"] is None
    assert judged(case(way("decision_received")), "2019-07-01")["dates"]["party_age_from"] is None


def test_recognition_waits_for_the_end_of_probation():
    document = case(way("probation_review", probation_review="2020-06-30"))
    waiting = step(document, "2020-07-04", "recognition_resolution")
    assert (waiting["earliest_on"], waiting["due_on"]) == ("2020-07-05", "2020-08-14")
    assert step(document, "2020-07-05", "recognition_resolution")["earliest_on"] is None


@pytest.mark.parametrize(("on", "early"), [("2020-07-04", True), ("2020-07-05", False)])
def test_recognition_on_the_day_probation_ends_is_in_order(on, early):
    acts = way("recognition_resolution", recognition_resolution=on, probation_review="2020-07-01")
    assert ("recognition_before_probation_end" in codes(case(acts), on)) is early
    assert (judged(case(acts), on)["stage"] == "recognition_resolution") is not early


@pytest.mark.parametrize(
    ("on", "as_of", "late"),
    [
        ("2020-08-14", "2020-09-01", False),
        ("2020-08-17", "2020-09-01", True),
        (None, "2020-08-14", False),
        (None, "2020-08-17", True),
    ],
)
def test_the_cell_considers_recognition_within_thirty_working_days(on, as_of, late):
    acts = way("recognition_resolution" if on else "probation_review", recognition_resolution=on)
    assert ("recognition_review_late" in codes(case(acts), as_of)) is late


def test_the_review_and_the_resolution_are_both_due_when_probation_has_ended():
    document = case(way("new_member_course"))
    assert [s["step"] for s in judged(document, "2020-07-04")["next_steps"]] == [
        "probation_review"
    ]
    steps = [s["step"] for s in judged(document, "2020-07-05")["next_steps"]]
    assert steps == ["probation_review", "recognition_resolution"]


@pytest.mark.parametrize(
    ("extended", "on", "late"),
    [
        (False, "2020-08-21", False),
        (False, "2020-08-24", True),
        (True, "2020-10-05", False),
        (True, "2020-10-06", True),
    ],
)
def test_the_decision_on_recognition_takes_thirty_working_days_or_sixty(extended, on, late):
    acts = way("recognition_decision", recognition_decision=on)
    if extended:
        acts.append(act("decision_extension", "2020-08-10"))
    assert ("recognition_decision_late" in codes(case(acts), "2021-01-01")) is late
    assert judged(case(acts), on)["dates"]["full_member_from"] == "2020-07-05"


def test_an_extension_before_the_recognition_was_of_the_admission():
    acts = [*way("recognition_committee_resolution"), act("decision_extension", "2019-06-01")]
    assert "recognition_decision_late" in codes(case(acts), "2020-08-24")
    due = step(case(acts), "2020-08-20", "recognition_decision")
    assert (due["due_on"], due["extended_due_on"]) == ("2020-08-21", "2020-10-05")


def test_the_new_member_course_is_missed_from_the_end_of_probation_on():
    document = case(way("probation_review", without="new_member_course"))
    assert "new_member_course_missing" not in codes(document, "2020-07-04")
    assert the(document, "2020-07-05", "new_member_course_missing")["on"] == "2020-07-05"
    acts = [*way("recognition_decision", without="new_member_course")]
    assert judged(case(acts), "2020-08-04")["stage"] == "recognition_decision"
    acts.append(act("new_member_course", "2020-08-05"))
    assert codes(case(acts), "2020-08-06") == set()


def test_everything_done_leaves_nothing_to_do():
    assessment = judged(case(way("card_issued")), "2020-10-01")
    assert assessment["stage"] == "card_issued"
    assert assessment["next_steps"] == []
    assert assessment["missing"] == []
    assert assessment["findings"] == []
    assert assessment["next_change_on"] == "2021-07-30"


def test_a_case_under_the_last_regulation_never_changes_again():
    assert judged(case(way("card_issued")), "2026-07-26")["next_change_on"] is None


def test_what_the_new_member_owes_stays_due_after_recognition():
    acts = way("card_issued", without="member_declaration")
    assessment = judged(case(acts), "2020-10-01")
    assert [s["step"] for s in assessment["next_steps"]] == ["member_declaration"]
    assert assessment["missing"] == ["1-HSĐV", "2-HSĐV"]


def test_open_parameters_that_a_result_rests_on_are_named():
    due = judged(case(way("committee_resolution")), "2019-05-27")["assumptions"]
    assert {a["parameter"] for a in due} == {"working_day.calendar", "deadline.day1"}
    assert judged(case(way("sourced")), "2019-05-27")["assumptions"] == []
    assert {a["parameter"] for a in judged(case(way("sourced")), "2026-05-01")["assumptions"]} == {
        "r4.inherit_from"
    }
    last = judged(case(way("cell_resolution", years=7)), "2026-08-01")["assumptions"]
    assert {"r5.decision_limit", "r5.btv_threshold", "r5.middle_body_step"} <= {
        a["parameter"] for a in last
    }


def test_the_example_of_the_contract():
    acts = way(
        "committee_resolution",
        years=0,
        cell_resolution="2019-09-10",
        committee_resolution="2019-09-24",
        awareness_course="2019-06-30",
    )
    document = case(acts)
    due = step(document, "2019-12-31", "admission_decision")
    assert due == {
        "step": "admission_decision",
        "actor": "district_standing_board",
        "form": "9-KNĐ",
        "earliest_on": None,
        "due_on": "2019-12-03",
        "extended_due_on": "2020-01-15",
        "overdue": True,
        "rule": "R-DEC-02",
    }
    late = the(document, "2019-12-31", "decision_late")
    assert late["citation"] == {"instrument": "29-QĐ/TW 2016-07-25", "point": "4.3"}
    assert (late["on"], late["confidence"], late["rule"]) == ("2019-12-03", "C2", "R-DEC-02")
    assessment = judged(document, "2019-12-31")
    assert assessment["next_change_on"] == "2020-01-16"
    assert assessment["dates"]["certificate_valid_until"] == "2024-06-30"
    assert assessment["votes"]["committee_resolution"]["needed"] == 10
    assert BOARD["members"] == 11

"""The order of the steps, the stage, exits, moves and repeated acts."""

import pytest

from tests.rulebook.building import (
    BOARD,
    CELL,
    COMMITTEE,
    MEMBER,
    ORDINARY,
    act,
    case,
    codes,
    found,
    judged,
    step,
    the,
    way,
)

STEPS = list(dict.fromkeys(kind for kind, _, _ in ORDINARY if kind != "decision_received"))


@pytest.mark.parametrize("upto", STEPS)
def test_the_stage_is_the_furthest_step_of_the_ordinary_way(upto):
    acts = way(upto)
    assert judged(case(acts), acts[-1]["on"])["stage"] == upto


NEXT = dict(zip([None, *STEPS], [*STEPS, None], strict=True)) | {
    "admission_ceremony": "probation_review",
    "member_declaration": "probation_review",
}


@pytest.mark.parametrize("upto", [s for s in STEPS if s != "new_member_course"])
def test_the_step_that_comes_next_is_among_the_next_steps(upto):
    acts = way(upto)
    steps = [s["step"] for s in judged(case(acts), acts[-1]["on"])["next_steps"]]
    assert NEXT[upto] in steps if NEXT[upto] else steps == []


def test_a_case_without_acts_has_no_stage_and_begins_with_its_source():
    assessment = judged(case(), "2019-01-01")
    assert assessment["stage"] is None
    assert [s["step"] for s in assessment["next_steps"]] == ["sourced"]


@pytest.mark.parametrize("gap", ["sourced", "candidate_listed", "application", "cv"])
def test_a_step_left_out_holds_the_stage_and_puts_the_resolution_out_of_order(gap):
    document = case(way("cell_resolution", without=gap))
    told = the(document, "2019-05-15", "step_out_of_order")
    assert (told["rule"], told["on"]) == ("R-ORD-01", "2019-05-15")
    before = STEPS[STEPS.index(gap) - 1] if gap != "sourced" else None
    assert judged(document, "2019-05-15")["stage"] == before
    assert step(document, "2019-05-15", gap)


def test_up_to_the_opinions_the_dates_may_stand_in_any_order():
    acts = way(
        "cell_resolution",
        awareness_course="2018-01-01",
        opinions="2018-05-01",
        candidate_listed="2019-05-01",
        sourced="2019-05-15",
    )
    assert codes(case(acts), "2019-05-15") == set()


@pytest.mark.parametrize(
    ("changed", "out_of_order"),
    [
        ({"committee_resolution": "2019-05-14"}, {"2019-05-14", "2019-06-20", "2019-07-05"}),
        ({"committee_resolution": "2019-06-21"}, {"2019-06-20", "2019-07-05"}),
        ({"committee_resolution": None}, {"2019-06-20", "2019-07-05"}),
        ({"admission_decision": "2019-07-06"}, {"2019-07-05"}),
        ({"committee_resolution": {"yes": 3}}, {"2019-06-20", "2019-07-05"}),
    ],
)
def test_what_is_done_without_an_earlier_step_is_out_of_order(changed, out_of_order):
    document = case(way("admission_ceremony", **changed))
    told = found(document, "2019-07-10", "step_out_of_order")
    assert {f["on"] for f in told} == out_of_order


def test_acts_on_one_day_are_in_order():
    same = dict.fromkeys(
        ("cell_resolution", "committee_resolution", "admission_decision"), "2019-06-20"
    )
    assert codes(case(way("admission_decision", **same)), "2019-06-20") == set()


def test_a_section_committee_must_appraise_first():
    route = {"section_committee": True}
    document = case(way("committee_resolution"), route=route)
    assert the(document, "2019-05-27", "step_out_of_order")["rule"] == "R-SEC-01"
    waiting = judged(case(way("cell_resolution"), route=route), "2019-05-15")["next_steps"]
    assert [s["step"] for s in waiting] == ["section_appraisal", "admission_decision"]
    appraised = [*way("committee_resolution"), act("section_appraisal", "2019-05-20")]
    assert codes(case(appraised, route=route), "2019-05-27") == set()
    assert judged(case(appraised, route=route), "2019-05-27")["stage"] == "committee_resolution"
    assert judged(case(appraised), "2019-05-27")["stage"] == "committee_resolution"


@pytest.mark.parametrize("route", [{"grassroots_committee": False}, {"delegated": True}])
def test_no_committee_resolution_is_needed_where_no_committee_stands_between(route):
    acts = [a for a in way("recognition_decision") if "committee_resolution" not in a["type"]]
    for one in acts:
        if one["type"].endswith("decision"):
            one.update(COMMITTEE)
    assert codes(case(acts, route=route), "2020-08-04") == set()
    assert judged(case(acts, route=route), "2020-08-04")["stage"] == "recognition_decision"


def test_recognition_needs_the_review_of_the_probation():
    document = case(way("recognition_resolution", without="probation_review"))
    assert "step_out_of_order" in codes(document, "2020-07-10")
    assert judged(document, "2020-07-10")["stage"] == "new_member_course"


def test_a_resolution_done_again_leaves_what_followed_the_first_behind():
    lost = way("committee_resolution", committee_resolution={"yes": 3})
    again = act("cell_resolution", "2019-07-01", **CELL)
    assessment = judged(case([*lost, again]), "2019-07-01")
    assert assessment["stage"] == "cell_resolution"
    assert assessment["may_proceed"] is True
    assert assessment["votes"]["committee_resolution"]["passed"] is False


def test_an_act_that_repeats_another_counts_once():
    twice = [*way("verification"), act("introduction", "2019-03-29", **MEMBER)] * 2
    introduced = [
        *twice,
        act("opinions", "2019-04-25"),
        act("cell_resolution", "2019-05-15", **CELL),
    ]
    assert "introducer_missing" in codes(case(introduced), "2019-05-15")


@pytest.mark.parametrize(
    ("kind", "stage"), [("withdrawn", "withdrawn"), ("candidate_struck", "struck")]
)
def test_who_withdraws_or_is_struck_has_nothing_to_do(kind, stage):
    document = case([*way("committee_resolution"), act(kind, "2019-06-01")])
    assessment = judged(document, "2020-01-01")
    assert assessment["stage"] == stage
    assert assessment["next_steps"] == []
    assert assessment["missing"] == []
    assert "decision_late" not in codes(document, "2020-01-01")
    taken_up = case(
        [*way("opinions"), act(kind, "2019-05-01"), act("candidate_listed", "2019-05-02")]
    )
    assert judged(taken_up, "2019-05-10")["stage"] == "opinions"
    same_day = case([*way("opinions"), act(kind, "2019-04-25")])
    assert judged(same_day, "2019-05-10")["stage"] == stage


def test_the_later_of_two_exits_counts():
    acts = [
        *way("cv"),
        act("withdrawn", "2019-02-01"),
        act("moved", "2019-02-02", after="listing"),
    ]
    assert judged(case(acts), "2019-03-01")["stage"] == "moved_out"


def moved(after, on, *more):
    return [act("moved", on, after=after, to="xã bên"), *more]


def test_who_moves_while_listed_goes_on_with_another_helper_without_the_twelve_months():
    acts = [*way("awareness_course"), *moved("listing", "2018-10-01")]
    assert judged(case(acts), "2018-10-02")["stage"] == "moved_out"
    acts = [*way("opinions", introduction={"months_together": 2}), *moved("listing", "2018-10-01")]
    assert codes(case(acts), "2019-05-15") == set()
    late = [*way("opinions", introduction={"months_together": 2}), *moved("listing", "2019-04-20")]
    assert "introducer_too_recent" in codes(case(late), "2019-05-15")


FOLLOWED = act("followup_started", "2019-06-10")


def test_after_a_move_the_cell_there_follows_three_months_and_resolves_anew():
    gone = [*way("committee_resolution"), *moved("cell_resolution", "2019-06-01")]
    assessment = judged(case(gone), "2019-06-05")
    assert assessment["stage"] == "moved_out"
    assert the(case(gone), "2019-06-05", "followup_too_short")["on"] is None
    document = case([*gone, FOLLOWED])
    assert judged(document, "2019-06-10")["stage"] == "opinions"
    assert the(document, "2019-09-09", "followup_too_short")["on"] == "2019-09-10"
    assert step(document, "2019-09-09", "cell_resolution")["earliest_on"] == "2019-09-10"
    assert judged(document, "2019-09-09")["next_change_on"] == "2019-09-10"
    assert codes(document, "2019-09-10") == set()


@pytest.mark.parametrize(("met", "short"), [("2019-09-09", True), ("2019-09-10", False)])
def test_a_resolution_after_the_move_needs_the_three_months(met, short):
    acts = [*way("committee_resolution"), *moved("cell_resolution", "2019-06-01", FOLLOWED)]
    document = case([*acts, act("cell_resolution", met, **CELL)])
    assert ("followup_too_short" in codes(document, met)) is short
    assert judged(document, met)["stage"] == ("opinions" if short else "cell_resolution")


def test_a_follow_up_from_before_the_move_does_not_count():
    acts = [*way("cell_resolution"), act("followup_started", "2019-05-20")]
    acts += moved("cell_resolution", "2019-06-01")
    assert the(case(acts), "2019-09-01", "followup_too_short")["on"] is None


def test_the_follow_up_may_begin_on_the_day_of_the_move():
    acts = [
        *way("cell_resolution"),
        *moved("cell_resolution", "2019-06-01", act("followup_started", "2019-06-01")),
    ]
    assert judged(case(acts), "2019-06-01")["stage"] == "opinions"


def test_after_a_later_move_nothing_is_repeated():
    acts = [*way("committee_resolution"), *moved("file_received", "2019-06-01")]
    document = case([*acts, act("file_received", "2019-06-05")])
    assert judged(document, "2019-06-05")["stage"] == "committee_resolution"
    assert step(document, "2019-06-05", "admission_decision")["due_on"] == "2019-08-07"
    acts = [*way("decision_received"), *moved("admission_decision", "2019-06-26")]
    document = case([*acts, act("decision_received", "2019-07-01")])
    assert step(document, "2019-07-01", "admission_ceremony")["due_on"] == "2019-08-12"


def test_where_there_is_no_cell_the_superior_assigns_one_while_undecided():
    place = {"cell_present": False}
    assert codes(case(way("sourced"), place=place), "2018-08-01") == {"no_cell_assign_nearest"}
    assert codes(case(way("admission_decision"), place=place), "2019-06-21") == set()


@pytest.mark.parametrize(
    ("upto", "as_of", "changed_on"),
    [
        ("cell_resolution", "2025-06-30", None),
        ("cell_resolution", "2025-07-01", "2025-07-01"),
        ("committee_resolution", "2026-04-10", "2025-07-01"),
        ("committee_resolution", "2026-07-26", "2026-07-26"),
        ("admission_decision", "2026-07-26", None),
    ],
)
def test_an_undecided_file_passes_to_the_new_authority(upto, as_of, changed_on):
    document = case(way(upto, years=6, admission_decision="2025-06-25"))
    told = found(document, as_of, "authority_changed")
    assert [f["on"] for f in told] == ([changed_on] if changed_on else [])
    if told:
        assert step(document, as_of, "admission_decision")["due_on"] == "2025-08-07"


def test_votes_have_an_entry_for_each_voting_type_that_is_there():
    document = case(way("recognition_decision"))
    votes = judged(document, "2020-08-03")["votes"]
    assert list(votes) == [
        "cell_resolution",
        "committee_resolution",
        "admission_decision",
        "recognition_resolution",
        "recognition_committee_resolution",
        "recognition_decision",
    ]
    assert votes["admission_decision"] == {"counted": 11, "needed": 6, "yes": 11, "passed": True}
    assert BOARD["yes"] == 11


def test_a_limit_that_runs_is_listed_even_when_something_else_comes_first():
    document = case(way("cell_resolution", without="opinions"))
    steps = [s["step"] for s in judged(document, "2019-05-16")["next_steps"]]
    assert steps == ["opinions", "admission_decision"]
    early = case(
        way(
            "recognition_resolution",
            recognition_resolution="2020-07-03",
            probation_review="2020-07-01",
        )
    )
    steps = [s["step"] for s in judged(early, "2020-07-06")["next_steps"]]
    assert steps == ["recognition_resolution", "recognition_decision"]

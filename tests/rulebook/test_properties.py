"""What must hold of every case, whatever happened in it."""

import os
import random
from copy import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.rulebook import PERSON, PLACE, evaluate, load, read_facts, render
from nguon.rulebook.case.facts import SCHOOLING
from nguon.rulebook.verdict.curing import PLACE as PLACE_OF
from nguon.rulebook.verdict.curing import curer
from tests.rulebook import strategies

# ``make torture`` looks at many more cases, and at other ones each time.
MORE = int(os.environ.get("NGUON_MORE", "1"))
ENOUGH = settings(
    max_examples=150 * MORE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=MORE == 1,
)
FEWER = settings(ENOUGH, max_examples=40 * MORE)
STEP = timedelta(days=1)


def judged(document, as_of):
    return render(evaluate(read_facts(document), as_of))


def without(document, *keys):
    return {key: value for key, value in document.items() if key not in keys}


@given(strategies.cases_on_a_day())
@ENOUGH
def test_every_well_formed_case_is_judged_and_the_same_facts_give_the_same_bytes(case_and_day):
    case, as_of = case_and_day
    assert judged(case, as_of) == judged(case, as_of)


@given(strategies.cases_on_a_day(), st.randoms(use_true_random=False))
@ENOUGH
def test_the_order_in_which_the_acts_are_written_down_does_not_matter(case_and_day, chance):
    case, as_of = case_and_day
    other = {
        **case,
        "events": random.Random(chance.random()).sample(case["events"], k=len(case["events"])),
    }
    assert judged(other, as_of) == judged(case, as_of)


@given(strategies.cases_on_a_day())
@ENOUGH
def test_an_act_written_down_twice_counts_once(case_and_day):
    case, as_of = case_and_day
    assert judged({**case, "events": case["events"] * 2}, as_of) == judged(case, as_of)


@given(strategies.cases_on_a_day())
@ENOUGH
def test_what_happens_after_the_day_does_not_matter(case_and_day):
    case, as_of = case_and_day
    known = [act for act in case["events"] if act["on"] <= as_of.isoformat()]
    assert judged({**case, "events": known}, as_of) == judged(case, as_of)


@given(strategies.cases_on_a_day())
@ENOUGH
def test_the_next_change_is_never_skipped_and_is_a_change(case_and_day):
    case, as_of = case_and_day
    facts = read_facts(case)
    known = replace(facts, events=tuple(act for act in facts.events if act.on <= as_of))
    now = evaluate(known, as_of)
    until = now.next_change_on or as_of + timedelta(days=800)
    day = as_of + STEP
    while day < min(until, as_of + timedelta(days=420)):
        assert evaluate(known, day) == now, (as_of, day, until)
        day += STEP
    if now.next_change_on:
        shown = render(evaluate(known, now.next_change_on))
        assert without(shown, "as_of", "next_change_on") != without(
            render(now), "as_of", "next_change_on"
        )


@given(
    strategies.cases_on_a_day(), st.text(max_size=9) | st.none(), st.text(max_size=9) | st.none()
)
@ENOUGH
def test_ethnicity_and_religion_change_nothing(case_and_day, ethnicity, religion):
    case, as_of = case_and_day
    person = {**case["person"], "ethnicity": ethnicity, "religion": religion}
    assert judged({**case, "person": person}, as_of) == judged(case, as_of)


@given(strategies.cases_on_a_day())
@ENOUGH
def test_a_case_may_proceed_exactly_when_nothing_blocks(case_and_day):
    case, as_of = case_and_day
    found = judged(case, as_of)
    blocked = any(finding["severity"] == "block" for finding in found["findings"])
    assert found["may_proceed"] is not blocked


@given(strategies.cases_on_a_day())
@ENOUGH
def test_findings_are_told_in_the_order_of_who_can_cure_them(case_and_day):
    case, as_of = case_and_day
    findings = evaluate(read_facts(case), as_of).findings
    places = [PLACE_OF[curer(finding)] for finding in findings]
    assert places == sorted(places)


@given(strategies.cases_on_a_day())
@ENOUGH
def test_a_later_day_only_adds_to_what_was_known(case_and_day):
    """Judging on a day is judging what had happened by then, whatever day one asks on."""
    case, as_of = case_and_day
    for act in case["events"]:
        day = min(as_of, max(date.fromisoformat(act["on"]), strategies.FIRST))
        known = [other for other in case["events"] if other["on"] <= day.isoformat()]
        assert judged({**case, "events": known}, day) == judged(case, day)


OTHERWISE = {
    "age.mode": "STRICT",
    "certificate.boundary_inclusive": False,
    "verification.member_relative": "compare_file",
    "elder.consent_level": "provincial_standing_board",
    "transition_2025.rerun_cell_vote": True,
    "transition_2025.restart_clock": True,
    "r5.decision_limit": 30,
    "r5.btv_threshold": "two_thirds",
    "population_rule.enabled_from": date(2021, 1, 1),
    "population_rule.enabled_to": date(2022, 1, 1),
    "cell.min_candidate_months": 12,
    "cell.new_member_cv_days": 10,
}


@pytest.mark.parametrize("name", sorted(OTHERWISE))
@given(data=st.data())
@FEWER
def test_a_result_that_an_open_parameter_changes_names_it(name, data):
    case, as_of = data.draw(strategies.cases_touching(name))
    book = copy(load())
    other = replace(book.parameters[name], value=OTHERWISE[name])
    book.parameters = {**book.parameters, name: other}
    usual, changed = evaluate(read_facts(case), as_of), evaluate(read_facts(case), as_of, book)
    if replace(usual, assumptions=()) != replace(changed, assumptions=()):
        assert name in {parameter.name for parameter in usual.assumptions}


BIRTHS = ["2013-01-01", "2014-01-01", "2016-12-01", "2020-05-01", "2024-05-01"]
WORLDS = {
    "person.citizenship": ["VN", "LA"],
    "person.schooling": list(SCHOOLING),
    "person.standing": [[], ["fisher_at_sea"], ["village_elder"], ["prestigious_person"]],
    "person.children_born": [[], BIRTHS[:1], BIRTHS[:3], BIRTHS[:4], BIRTHS],
    **{
        f"{part}.{field.name}": [True, False]
        for part, fields in (("person", PERSON), ("place", PLACE))
        for field in fields
        if field.kind == "flag"
    },
}


def in_each_world(case, path):
    part, name = path.split(".")
    for value in WORLDS[path]:
        yield {**case, part: {**case[part], name: value}}


def told(document, as_of):
    came = judged(document, as_of)
    codes = {one["code"] for one in came["findings"]} - {"fact_unknown"}
    asked = {one["field"] for one in came["findings"] if one["code"] == "fact_unknown"}
    return codes, asked, came["may_proceed"]


@given(strategies.cases_on_a_day(unknown=False), st.sampled_from(sorted(WORLDS)))
@ENOUGH
def test_a_fact_is_asked_for_when_it_matters_and_what_is_told_holds_either_way(drawn, path):
    """Compare what is told of an unknown fact with what is told in each world it allows."""
    case, as_of = drawn
    part, name = path.split(".")
    case = {**case, "events": [*case["events"], {"type": "opinions", "on": as_of.isoformat()}]}
    certain, asked, may_proceed = told({**case, part: {**case[part], name: None}}, as_of)
    worlds = [told(world, as_of) for world in in_each_world(case, path)]
    assert all(certain <= codes for codes, _, _ in worlds)
    assert not may_proceed or all(may for _, _, may in worlds)
    if path not in asked:
        assert all(codes == certain for codes, _, _ in worlds)

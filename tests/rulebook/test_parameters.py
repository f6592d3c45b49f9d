"""What the regulations leave open: every choice works, and is named where a result rests on it."""

from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from nguon import rulebook
from nguon.rulebook import assumed_in_words, evaluate, load, read_facts, render
from tests.rulebook.building import BOARD, CELL, COMMITTEE, MEMBER, act, case, judged
from tests.rulebook.tables import admitted, prepared, resolved

DATA = Path(rulebook.__file__).parent / "data" / "parameters.yaml"
CHOICES = {
    name: one["choices"] for name, one in yaml.safe_load(DATA.read_text(encoding="utf-8")).items()
}
NO_UNIONS = {"youth_union_present": False}
DIRECT = {"grassroots_committee": False}
TWO = ["2009-02-02", "2010-04-04"]
OF_GRADING = {
    "grade.cap_pct", "grade.cap_base", "grade.vote_threshold", "grade.appeal_days",
    "grade.zero_admission_bars", "evaluation.weights",
}  # fmt: skip
OF_OTHER_PACKAGES = {
    "admitted_date_basis", "attainment.base", "attainment.display", *OF_GRADING
}  # fmt: skip


def book(**values):
    """The rulebook with open parameters set otherwise; keys write ``__`` for the dot."""
    other, named = copy(load()), {key.replace("__", "."): v for key, v in values.items()}
    other.parameters = {
        name: replace(one, value=named.get(name, one.value))
        for name, one in load().parameters.items()
    }
    assert named.keys() <= other.parameters.keys()
    return other


def under(document, as_of, **values):
    found = book(**values)
    return render(evaluate(read_facts(document), date.fromisoformat(as_of), found), book=found)


def codes(document, as_of, **values):
    return {one["code"] for one in under(document, as_of, **values)["findings"]}


def assumed(document, as_of, **values):
    came = under(document, as_of, **values)["assumptions"]
    return {one["parameter"]: one["value"] for one in came}


def due(document, as_of, step, **values):
    (one,) = [s for s in under(document, as_of, **values)["next_steps"] if s["step"] == step]
    return one["due_on"]


# --- age.mode


@pytest.mark.parametrize(
    ("as_of", "by_month", "strictly"),
    [
        ("2019-07-31", {"age_below_minimum"}, {"age_below_minimum"}),
        ("2019-08-19", {"age_day_not_reached"}, {"age_below_minimum"}),
        ("2019-08-20", set(), set()),
        ("2019-08-21", set(), set()),
    ],
)
def test_eighteen_may_be_counted_to_the_day(as_of, by_month, strictly):
    document = case(prepared("2019-07-31"), born="2001-08-20", place=NO_UNIONS)
    assert codes(document, as_of) == by_month
    assert codes(document, as_of, age__mode="STRICT") == strictly
    assert ("age.mode" in assumed(document, as_of)) is (by_month != strictly)


def test_counted_to_the_day_the_birthday_is_the_first_day_of_the_meeting():
    document = case(prepared("2019-08-05"), born="2001-08-20", place=NO_UNIONS)
    (step,) = under(document, "2019-08-05", age__mode="STRICT")["next_steps"]
    assert step["earliest_on"] == "2019-08-20"


OVER = {"age_above_maximum", "over_age_consent_missing"}


@pytest.mark.parametrize(
    ("as_of", "by_month", "strictly"),
    [
        ("2020-05-09", set(), set()),
        ("2020-05-10", set(), set()),
        ("2020-05-11", set(), OVER),
        ("2020-05-31", set(), OVER),
        ("2020-06-01", OVER, OVER),
    ],
)
def test_sixty_may_be_counted_to_the_day(as_of, by_month, strictly):
    document = case(prepared("2020-05-05"), born="1960-05-10")
    assert codes(document, as_of) == by_month
    assert codes(document, as_of, age__mode="STRICT") == strictly
    assert ("age.mode" in assumed(document, as_of)) is (by_month != strictly)


# --- certificate.boundary_inclusive


@pytest.mark.parametrize(
    ("met", "inclusive", "exclusive"),
    [
        ("2025-01-14", set(), set()),
        ("2025-01-15", {"certificate_boundary"}, {"certificate_expired"}),
        ("2025-01-16", {"certificate_expired"}, {"certificate_expired"}),
    ],
)
def test_the_last_day_of_a_certificate_may_be_one_too_late(met, inclusive, exclusive):
    document = case(resolved(met, awareness_course="2020-01-15"))
    assert codes(document, met) == inclusive
    assert codes(document, met, certificate__boundary_inclusive=False) == exclusive
    assert ("certificate.boundary_inclusive" in assumed(document, met)) is (met[-2:] == "15")


# --- working_day.calendar, deadline.day1


def test_working_days_are_named_where_a_limit_is_counted_and_nowhere_else():
    counting = {"working_day.calendar", "deadline.day1"}
    assert assumed(case(prepared("2019-05-15")), "2019-05-15").keys().isdisjoint(counting)
    assert assumed(case(resolved("2019-05-15")), "2019-05-15").keys() == counting


# --- verification.member_relative

SPARED = [act("verification", "2019-01-17", subject=s, exempt="member_relative")
          for s in ("father", "mother")]  # fmt: skip
COMPARE = {"verification__member_relative": "compare_file"}


def family(*more):
    applicant = act("verification", "2019-01-15", subject="applicant")
    return case([*prepared("2019-05-15", verification=None), applicant, *more])


def test_a_relatives_file_may_have_to_be_compared():
    document = family(*SPARED)
    assert codes(document, "2019-05-15") == set()
    assert codes(document, "2019-05-15", **COMPARE) == {"verification_missing"}
    compared = [act("verification", "2019-02-01", subject=s) for s in ("father", "mother")]
    assert codes(family(*SPARED, *compared), "2019-05-15", **COMPARE) == set()


def test_the_comparison_is_an_assumption_only_where_nobody_verified():
    name = "verification.member_relative"
    compared = [act("verification", "2019-02-01", subject=s) for s in ("father", "mother")]
    assert assumed(family(*SPARED), "2019-05-15")[name] == "none"
    assert name not in assumed(family(*SPARED, *compared), "2019-05-15")
    assert name not in assumed(family(*compared), "2019-05-15")


def test_a_member_among_the_relatives_mends_a_relatives_verification_unless_compared():
    brother = act("verification", "2019-01-16", subject="father", verifier_relation="sibling")
    document = family(brother, *SPARED)
    assert codes(document, "2019-05-15") == set()
    assert "verifier_is_relative" in codes(document, "2019-05-15", **COMPARE)


# --- elder.consent_level


@pytest.mark.parametrize(
    ("body", "deciding", "provincial"),
    [
        ("deciding_standing_board", set(), {"elder_consent_missing"}),
        ("provincial_standing_board", {"elder_consent_missing"}, set()),
    ],
)
def test_the_consent_to_an_elder_may_be_the_provinces(body, deciding, provincial):
    consent = act("exception_consent", "2019-05-02", kind="elder", body=body)
    facts = {"schooling": "literate", "standing": ["village_elder"]}
    document = case([*prepared("2019-05-15"), consent], place={"difficult_area": True}, **facts)
    level = {"elder__consent_level": "provincial_standing_board"}
    assert codes(document, "2019-05-15") == deciding
    assert codes(document, "2019-05-15", **level) == provincial
    assert "elder.consent_level" in assumed(document, "2019-05-15")
    schooled = case(prepared("2019-05-15"), place={"difficult_area": True}, **{
        **facts, "schooling": "primary_completed"})  # fmt: skip
    assert "elder.consent_level" not in assumed(schooled, "2019-05-15")


# --- transition_2025.rerun_cell_vote, transition_2025.restart_clock

RERUN = {"transition_2025__rerun_cell_vote": True}
ANEW = {"transition_2025__restart_clock": True}
BOTH = {"transition_2025.rerun_cell_vote", "transition_2025.restart_clock"}


def pending(*more, route=None):
    acts = [*resolved("2025-06-12"), act("committee_resolution", "2025-06-23", **COMMITTEE)]
    return case([*acts, *more], route=route)


def test_the_cell_may_have_to_resolve_again_after_the_district_level_ended():
    before = under(pending(), "2025-06-30", **RERUN)
    assert (before["stage"], before["next_change_on"]) == ("committee_resolution", "2025-07-01")
    after = under(pending(), "2025-07-01", **RERUN)
    assert after["stage"] == "opinions"
    assert [step["step"] for step in after["next_steps"]] == ["cell_resolution"]
    assert under(pending(), "2025-07-01")["stage"] == "committee_resolution"


def test_a_decision_on_a_resolution_that_had_to_be_repeated_is_out_of_order():
    decided = pending(act("admission_decision", "2025-07-10", **BOARD))
    assert codes(decided, "2025-07-10") == set()
    assert "step_out_of_order" in codes(decided, "2025-07-10", **RERUN)
    assert under(decided, "2025-07-10", **RERUN)["stage"] == "opinions"
    again = [act("cell_resolution", "2025-07-03", **CELL),
             act("committee_resolution", "2025-07-05", **COMMITTEE)]  # fmt: skip
    repeated = pending(*again, act("admission_decision", "2025-07-10", **BOARD))
    assert codes(repeated, "2025-07-10", **RERUN) == set()


def test_what_the_district_decided_stands_either_way():
    decided = pending(act("admission_decision", "2025-06-30", **BOARD))
    for as_of in ("2025-06-30", "2025-07-01", "2026-08-01"):
        assert under(decided, as_of, **RERUN)["stage"] == "admission_decision"
        assert BOTH.isdisjoint(assumed(decided, as_of))
    refused = pending(act("admission_decision", "2025-06-30", **BOARD, admitted=False))
    assert under(refused, "2025-07-10", **RERUN)["stage"] == "admission_decision"


def test_a_vote_that_the_district_lost_leaves_the_file_pending():
    lost = pending(act("admission_decision", "2025-06-30", members=11, yes=5))
    assert under(lost, "2025-07-10", **RERUN)["stage"] == "opinions"


def test_an_authorised_committee_need_not_ask_the_cell_again():
    document = pending(route={"delegated": True})
    assert under(document, "2025-07-10", **RERUN)["stage"] == "cell_resolution"
    assert BOTH.isdisjoint(assumed(document, "2025-07-10"))


def test_the_time_may_run_anew_from_the_first_day_of_the_commune():
    assert due(pending(), "2025-06-30", "admission_decision", **ANEW) == "2025-09-08"
    assert due(pending(), "2025-07-01", "admission_decision") == "2025-09-08"
    assert due(pending(), "2025-07-01", "admission_decision", **ANEW) == "2025-09-25"
    assert codes(pending(), "2025-09-09") >= {"decision_late"}
    assert "decision_late" not in codes(pending(), "2025-09-25", **ANEW)
    assert "decision_late" in codes(pending(), "2025-09-26", **ANEW)


def test_the_transition_is_named_where_a_file_passed_from_the_district_to_the_commune():
    assert BOTH.isdisjoint(assumed(pending(), "2025-06-30"))
    assert assumed(pending(), "2025-07-01").keys() >= BOTH
    decided = pending(act("admission_decision", "2025-07-10", **BOARD))
    assert assumed(decided, "2025-07-10").keys() >= BOTH
    later = case(resolved("2025-07-01"), route=DIRECT)
    assert BOTH.isdisjoint(assumed(later, "2025-07-10"))


def test_the_change_of_2026_is_not_the_transition_of_2025():
    document = case(resolved("2026-06-15"), route=DIRECT)
    assert "authority_changed" in codes(document, "2026-08-03", **RERUN)
    assert under(document, "2026-08-03", **RERUN)["stage"] == "cell_resolution"
    assert BOTH.isdisjoint(assumed(document, "2026-08-03"))


# --- r4, r5


def test_the_regulation_of_april_2026_is_named_where_an_act_or_the_day_falls_under_it():
    name = "r4.inherit_from"
    assert assumed(case([]), "2026-04-08")[name] == "R3"
    assert name not in assumed(case([]), "2026-04-07")
    assert name not in assumed(case([]), "2026-07-26")
    assert name in assumed(case(resolved("2026-07-25"), route=DIRECT), "2026-07-26")


def test_the_limit_of_2026_may_be_another():
    document = case(resolved("2026-08-05"), route=DIRECT)
    assert due(document, "2026-08-05", "admission_decision") == "2026-10-30"
    shorter = {"r5__decision_limit": 30}
    assert due(document, "2026-08-05", "admission_decision", **shorter) == "2026-09-18"
    earlier = case(resolved("2026-06-05"), route=DIRECT)
    assert "r5.decision_limit" not in assumed(earlier, "2026-07-25")
    assert assumed(earlier, "2026-07-26")["r5.decision_limit"] == 60


def test_the_boards_threshold_of_2026_may_be_two_thirds():
    decided = act("admission_decision", "2026-08-20", members=11, yes=6)
    document = case([*resolved("2026-08-05"), decided], route=DIRECT)
    stricter = {"r5__btv_threshold": "two_thirds"}
    assert codes(document, "2026-08-20") == set()
    assert codes(document, "2026-08-20", **stricter) == {"vote_below_threshold"}
    came = under(document, "2026-08-20", **stricter)
    assert came["votes"]["admission_decision"]["needed"] == 8
    assert came["authority"]["threshold"] == "two_thirds"
    before = case([*resolved("2026-06-05"), {**decided, "on": "2026-07-20"}], route=DIRECT)
    assert codes(before, "2026-07-20", **stricter) == set()
    assert "r5.btv_threshold" not in assumed(before, "2026-08-20")


def test_the_middle_body_of_2026_is_named_where_it_acts():
    name = "r5.middle_body_step"
    assert name in assumed(case(resolved("2026-08-05")), "2026-08-05")
    assert name not in assumed(case(resolved("2026-08-05"), route=DIRECT), "2026-08-05")
    assert name not in assumed(case(resolved("2026-06-05")), "2026-06-05")


# --- population_rule

THIRD = [*TWO, "2024-10-01"]


def parent(day, *births):
    return case(prepared(day), children_born=[*births])


@pytest.mark.parametrize(
    ("as_of", "waits"), [("2025-06-02", True), ("2025-06-03", False), ("2025-06-04", False)]
)
def test_the_population_policy_may_end_on_a_day(as_of, waits):
    document = parent("2025-06-02", *THIRD)
    until = {"population_rule__enabled_to": date(2025, 6, 3)}
    assert codes(document, as_of) == {"population_rule_wait"}
    assert codes(document, as_of, **until) == ({"population_rule_wait"} if waits else set())


def test_the_next_change_is_the_end_of_the_policy():
    until = {"population_rule__enabled_to": date(2025, 6, 3)}
    came = under(parent("2025-06-02", *THIRD), "2025-06-02", **until)
    assert came["next_change_on"] == "2025-06-03"


@pytest.mark.parametrize(
    ("as_of", "waits"), [("2019-01-01", False), ("2019-01-02", True), ("2019-01-03", True)]
)
def test_the_population_policy_may_begin_later(as_of, waits):
    document = parent("2019-01-01", *TWO, "2018-01-10")
    since = {"population_rule__enabled_from": date(2019, 1, 2)}
    assert codes(document, as_of, **since) == ({"population_rule_wait"} if waits else set())


def test_an_earlier_begin_finds_nothing_as_the_times_before_were_not_seen():
    document = parent("2018-08-27", *TWO, "2017-01-10")
    since = {"population_rule__enabled_from": date(2013, 3, 11)}
    assert codes(document, "2018-08-27", **since) == set()


def test_the_policy_is_named_from_the_third_child_on():
    names = {"population_rule.enabled_from", "population_rule.enabled_to"}
    assert names.isdisjoint(assumed(parent("2019-05-15", *TWO), "2019-05-15"))
    assert assumed(parent("2019-05-15", *TWO, "2016-01-01"), "2019-05-15").keys() >= names
    exempt = case(prepared("2019-05-15"), children_born=[*TWO, "2016-01-01"],
                  population_exemption=True)  # fmt: skip
    assert names.isdisjoint(assumed(exempt, "2019-05-15"))


# --- cell.*, youth.age_thirty


def test_a_time_on_the_list_may_hold_the_verification_back():
    document = case([act("candidate_listed", "2018-02-28"), act("sourced", "2018-02-01"),
                     act("awareness_course", "2018-09-07"), act("application", "2018-10-26"),
                     act("cv", "2018-11-06")])  # fmt: skip
    (step,) = under(document, "2018-12-01", cell__min_candidate_months=12)["next_steps"]
    assert (step["step"], step["earliest_on"]) == ("verification", "2019-02-28")
    (step,) = under(document, "2019-02-28", cell__min_candidate_months=12)["next_steps"]
    assert step["earliest_on"] is None
    (step,) = under(document, "2018-12-01")["next_steps"]
    assert step["earliest_on"] is None
    assert assumed(document, "2018-12-01") == {"cell.min_candidate_months": 0}


def test_a_cell_may_ask_for_the_declaration_within_ten_days():
    document = case(admitted("2020-02-14"))
    assert due(document, "2020-02-20", "member_declaration") == "2020-03-27"
    shorter = {"cell__new_member_cv_days": 10}
    assert due(document, "2020-02-20", "member_declaration", **shorter) == "2020-02-28"
    assert "cell.new_member_cv_days" in assumed(document, "2020-02-20")
    assert "cell.new_member_cv_days" not in assumed(case(resolved("2020-02-14")), "2020-02-20")


def test_thirty_years_of_age_is_named_while_somebody_is_thirty():
    union = act("introduction", "2019-04-01", by="youth_union")
    acts = [*prepared("2019-05-15", introduction=None), union,
            act("introduction", "2019-04-01", **MEMBER)]  # fmt: skip
    for born, named in (("1989-05-16", False), ("1989-05-15", True), ("1988-05-16", True),
                        ("1988-05-15", False)):  # fmt: skip
        document = case(acts, born=born, youth_union_member=True)
        assert ("youth.age_thirty" in assumed(document, "2019-05-15")) is named, born


# --- all of them


def test_every_parameter_is_named_by_some_test_of_its_own():
    text = Path(__file__).read_text(encoding="utf-8")
    names = load().parameters.keys() - OF_OTHER_PACKAGES
    assert [n for n in sorted(names) if n not in text and n.replace(".", "__") not in text] == []


def test_a_parameter_of_another_package_is_no_assumption_of_a_case():
    document = case(admitted("2020-02-14"))
    came = {one["parameter"] for one in judged(document, "2021-03-01")["assumptions"]}
    assert came.isdisjoint(OF_OTHER_PACKAGES)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(CHOICES))
def test_whatever_may_be_taken_for_an_open_point_has_words(name, lang):
    free = {"any day": date(2018, 8, 28), "any number": 60}
    for choice in CHOICES[name]:
        said = assumed_in_words(free.get(choice, choice), lang)
        assert said
        assert said != choice


def test_a_day_taken_for_an_open_point_reads_as_people_write_it():
    assert assumed_in_words(date(2018, 8, 28)) == "28/08/2018"
    assert assumed_in_words("2018-08-28") == "28/08/2018"

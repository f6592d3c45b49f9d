"""What nobody recorded is neither yes nor no, and is asked for only when a verdict turns on it."""

from datetime import date

import pytest

from nguon.rulebook import PERSON, PLACE, load, read_facts
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Today
from nguon.rulebook.rules import documents
from nguon.rulebook.rules.unknown import Rule
from tests.rulebook.building import MEMBER, act, case, codes, found, judged, way

READY = "2019-05-15"
DAY = date.fromisoformat(READY)
NEVER_ASKED = {"gender", "ethnicity", "religion"}


def asked(document, as_of=READY):
    return {f["field"]: f for f in found(document, as_of, "fact_unknown")}


def unknown(name, acts=None, **facts):
    return case(way("opinions") if acts is None else acts, **{name: None}, **facts)


@pytest.mark.parametrize(
    ("name", "rules", "severity"),
    [
        ("citizenship", {"R-CIT"}, "block"),
        ("schooling", {"R-EDU-01"}, "block"),
        ("married", {"R-VER-01"}, "block"),
        ("foreign_spouse", {"R-VER-01"}, "block"),
        ("political_history_issue", {"R-VER-09"}, "block"),
    ],
)
def test_a_fact_on_which_the_verdict_turns_is_asked_for(name, rules, severity):
    told = found(unknown(name), READY, "fact_unknown")
    assert {f["rule"] for f in told} == rules
    assert {f["field"] for f in told} == {f"person.{name}"}
    assert {f["severity"] for f in told} == {severity}
    assert all(f["ask"] and f["citation"] and f["on"] is None for f in told)


@pytest.mark.parametrize(
    "name",
    [
        f.name
        for f in PERSON[1:]
        if f.name in NEVER_ASKED
        or f.name
        in {
            "standing",
            "healthy",
            "special_need",
            "youth_union_member",
            "trade_union_member",
            "population_exemption",
        }
    ],
)
def test_a_fact_on_which_nothing_turns_is_not_asked_for(name):
    assert codes(unknown(name), READY) == set()


@pytest.mark.parametrize("field", PLACE, ids=lambda field: field.name)
def test_of_the_place_only_the_cell_matters_to_somebody_past_youth_age(field):
    document = case(way("opinions"), place={field.name: None})
    expected = {"place.cell_present"} if field.name == "cell_present" else set()
    assert set(asked(document)) == expected
    assert all(f["severity"] == "warn" for f in asked(document).values())
    assert judged(document, READY)["may_proceed"] is True


def test_above_sixty_health_need_and_cell_are_asked_for():
    consent = act("exception_consent", READY, kind="over_age", body="provincial_standing_board")
    acts = [*way("opinions"), consent]
    for name in ("healthy", "special_need"):
        facts = {"special_need": True, name: None}
        document = case(acts, born="1959-03-10", **facts)
        assert set(asked(document)) == {f"person.{name}"}
        assert "age_above_maximum" not in codes(document, READY)
    unhealthy = case(acts, born="1959-03-10", healthy=False, special_need=None)
    assert asked(unhealthy) == {}
    assert "age_above_maximum" in codes(unhealthy, READY)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (
            {"schooling": "primary_completed", "place": {"difficult_area": None}},
            {"place.difficult_area"},
        ),
        ({"schooling": "primary_completed", "standing": None}, {"person.standing"}),
        ({"schooling": "upper_secondary_diploma", "place": {"difficult_area": None}}, set()),
        ({"schooling": "none", "standing": None, "place": {"difficult_area": None}}, set()),
    ],
)
def test_the_exceptions_of_schooling_are_asked_for_when_they_would_help(facts, fields):
    document = case(way("opinions"), **facts)
    assert set(asked(document)) == fields
    if not fields and facts["schooling"] == "none":
        assert "schooling_insufficient" in codes(document, READY)


def test_an_elders_consent_turns_on_the_schooling_too():
    elder = {"standing": ["village_elder"], "place": {"difficult_area": True}, "schooling": None}
    told = found(case(way("opinions"), **elder), READY, "fact_unknown")
    assert [(f["field"], f["rule"]) for f in told] == [("person.schooling", "R-EDU-03")]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"youth_union_member": None}, {"person.youth_union_member"}),
        ({"place": {"youth_union_present": None}}, {"place.youth_union_present"}),
        (
            {"youth_union_member": True, "place": {"youth_union_present": None}},
            {"place.youth_union_present"},
        ),
    ],
)
def test_the_youth_union_is_asked_about_those_of_youth_age(facts, fields):
    assert set(asked(case(way("opinions"), born="1997-02-11", **facts))) == fields


def test_nothing_turns_on_the_union_when_every_way_of_introduction_is_satisfied():
    acts = [*way("opinions"), act("introduction", "2019-04-01", by="youth_union")]
    facts = {"youth_union_member": True, "place": {"youth_union_present": None}}
    assert asked(case(acts, born="1997-02-11", **facts)) == {}


def test_what_is_missing_in_every_world_is_told_as_missing():
    one = [*way("opinions", without="introduction")]
    facts = {"trade_union_member": None, "place": {"trade_union_present": True}}
    document = case(one, **facts)
    assert "introducer_missing" in codes(document, READY)
    assert set(asked(document)) == {"person.trade_union_member"}
    two = case([*one, act("introduction", "2019-04-01", **MEMBER)], **facts)
    assert "introducer_missing" not in codes(two, READY)
    assert set(asked(two)) == {"person.trade_union_member"}


def test_unknown_children_may_bar_and_may_have_to_be_verified():
    document = unknown("children_born")
    assert {f["rule"] for f in found(document, READY, "fact_unknown")} == {"R-POP-02", "R-VER-01"}
    verified = [*way("opinions"), act("verification", "2019-02-01", subject="child")]
    exempt = case(verified, children_born=None, population_exemption=True)
    assert asked(exempt) == {}


def test_a_conclusion_that_is_there_needs_no_question_whether_one_was_needed():
    conclusion = act("political_conclusion", "2019-05-01", outcome="may_be_considered")
    assert asked(unknown("political_history_issue", [*way("opinions"), conclusion])) == {}


def test_a_resolution_that_turns_on_an_unknown_fact_does_not_stand():
    assert judged(unknown("schooling", way("cell_resolution")), READY)["stage"] == "opinions"


def test_several_unknown_facts_are_each_asked_for():
    document = case(way("opinions"), married=None, foreign_spouse=None, schooling=None)
    assert set(asked(document)) == {"person.married", "person.foreign_spouse", "person.schooling"}


def test_before_the_opinions_only_the_missing_cell_is_asked_about():
    document = case(
        way("cv"),
        place={"cell_present": None, "youth_union_present": None},
        schooling=None,
        married=None,
        citizenship=None,
    )
    assert set(asked(document, "2019-01-01")) == {"place.cell_present"}


def test_a_warning_about_an_unknown_fact_does_not_silence_the_rule_that_it_may_bar():
    consent = act(
        "exception_consent", "2019-05-01", kind="over_age", body="provincial_standing_board"
    )
    document = case([*way("opinions"), consent], born="1950-01-01", place={"cell_present": None})
    severities = {f["rule"]: f["severity"] for f in found(document, READY, "fact_unknown")}
    assert severities == {"R-NOC-01": "warn", "R-AGE-02": "block"}
    assert judged(document, READY)["may_proceed"] is False


def test_a_case_of_which_nothing_is_recorded_is_judged_without_trying_every_world():
    facts = read_facts(case(way("opinions"), **{field.name: None for field in PERSON[1:]}))
    history, today = History(facts, DAY), Today(DAY, load())
    read = []

    def reading(history, day):
        read.append(history.person.married)
        return iter(())

    assert list(Rule(reading, tuple(history.unknown))(history, today)) == []
    assert read == [False, True]


def test_children_supposed_to_be_born_on_the_day_make_no_later_day_to_look_at():
    facts = read_facts(case(way("opinions"), children_born=None))
    today = Today(date(2027, 1, 4), load())
    list(documents.VERIFICATION(History(facts, today.on), today))
    assert today.turns_on == date.max


def test_what_follows_an_act_in_doubt_is_in_doubt_and_no_fault_of_order():
    document = unknown("schooling", way("recognition_decision"))
    came = judged(document, "2020-08-03")
    assert {f["code"] for f in came["findings"]} == {"fact_unknown"}
    assert (came["stage"], came["may_proceed"]) == ("opinions", False)


def test_what_was_done_before_an_act_in_doubt_is_out_of_order_all_the_same():
    document = unknown("schooling", way("committee_resolution", committee_resolution="2019-05-14"))
    assert codes(document, "2019-05-30") == {"fact_unknown", "step_out_of_order"}


def test_a_fault_beside_the_doubt_makes_what_follows_a_fault():
    acts = way("committee_resolution", cell_resolution={"yes": 5})
    assert "step_out_of_order" in codes(unknown("schooling", acts), "2019-05-30")


def test_an_unknown_consent_leaves_the_decision_and_the_ceremony_in_doubt():
    document = case(
        way("admission_ceremony"),
        schooling="literate",
        standing=None,
        place={"difficult_area": True},
    )
    assert codes(document, "2019-07-05") == {"fact_unknown"}


def test_while_a_resolution_is_in_doubt_nothing_is_asked_anew_on_a_later_day():
    document = unknown("schooling", way("cell_resolution"))
    assert codes(document, "2024-12-01") == {"fact_unknown", "decision_late"}

"""All findings are told at once, in the order of who can cure them."""

from datetime import date

from nguon.rulebook import evaluate, load, read_facts
from nguon.rulebook.case.facts import ASK
from nguon.rulebook.verdict.curing import CURER, PLACE, curer
from tests.rulebook.building import act, case, judged, way


def test_somebody_or_nobody_can_cure_each_finding():
    assert CURER.keys() == load().codes.keys() - {"fact_unknown"}
    assert set(ASK.values()) <= PLACE.keys()


def test_who_can_cure_is_somebody_with_a_name():
    actors = load().words["labels"]["actor"].keys()
    assert PLACE.keys() - actors == {"time", "nobody"}


def test_findings_are_told_from_the_person_up():
    document = case(
        [
            *way("cv"),
            act("opinions", "2019-04-25"),
            act("left_party", "2012-01-10", how="expelled"),
        ],
        born="2001-08-20",
        schooling="none",
        political_history_issue=True,
        youth_union_member=True,
        place={"cell_present": False},
    )
    came = [finding["code"] for finding in judged(document, "2019-05-15")["findings"]]
    assert came == [
        "schooling_insufficient",
        "youth_union_introduction_missing",
        "introducer_missing",
        "verification_missing",
        "political_conclusion_missing",
        "no_cell_assign_nearest",
        "readmission_consent_missing",
        "age_below_minimum",
    ]


def test_an_unknown_fact_stands_with_who_can_supply_it():
    facts = read_facts(case(way("opinions"), political_history_issue=None, citizenship="LA"))
    findings = evaluate(facts, date(2019, 5, 15)).findings
    assert [curer(finding) for finding in findings] == ["applicant", "grassroots_committee"]

"""Sentences in both languages, labels, the JSON document and the name of the release."""

import json
import re
from datetime import date

import pytest

from nguon.rulebook import (
    EVENT_TYPES,
    PERSON,
    PLACE,
    RELEASE,
    SENSITIVE_EVENTS,
    SENSITIVE_FACTS,
    STEPS,
    authority_label,
    evaluate,
    event_label,
    finding_message,
    label,
    load,
    read_facts,
    render,
    step_label,
)
from nguon.rulebook.case.facts import ASK
from tests.rulebook.building import MEMBER, act, case, judged, the, way

EXITS = ("withdrawn", "struck", "moved_out", "removed")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_that_can_be_shown_has_words(lang):
    assert all(step_label(step, lang) for step in (*STEPS, *EXITS))
    assert all(event_label(kind, lang) for kind in EVENT_TYPES)
    bodies = {
        body
        for p in ("decision.authority", "decision.delegated_authority")
        for body in (e.value for e in load().editions[p])
        if body
    }
    actors = {step.actor for step in load().steps.values()} - {"authority"}
    assert all(authority_label(body, lang) for body in bodies | actors | set(ASK.values()))
    assert all(
        label("field", path, lang)
        for path in ASK
        if path.split(".")[1] not in {"gender", "ethnicity", "religion"}
    )
    schooling = next(f for f in PERSON if f.name == "schooling")
    assert all(label("schooling", code, lang) for code in schooling.choices)


@pytest.mark.parametrize("group", ["severity", "confidence", "threshold"])
def test_what_pages_show_beside_a_finding_has_words(group):
    assert all(texts["vi"] and texts["en"] for texts in load().words["labels"][group].values())


def test_a_code_without_words_is_an_error():
    with pytest.raises(KeyError):
        event_label("party")


def test_dates_and_codes_are_written_for_people():
    document = case(
        [
            *way("opinions", without="introduction"),
            act(
                "introduction",
                "2019-03-29",
                **{**MEMBER, "months_together": 8},
                introducer="DV-07",
            ),
        ]
    )
    finding = the(document, "2019-05-15", "introducer_too_recent")
    assert finding["message"] == (
        "Người giới thiệu ngày 29/03/2019 (DV-07) mới cùng sinh hoạt 8 tháng; cần 12 tháng."
    )
    english = [
        f for f in judged(document, "2019-05-15", "en")["findings"] if f["code"] == finding["code"]
    ]
    assert english[0]["message"].startswith("The introducer of 29/03/2019 (DV-07) has been")


def test_an_unnamed_introducer_leaves_no_brackets():
    document = case(
        [
            *way("opinions", without="introduction"),
            act("introduction", "2019-03-29", **{**MEMBER, "full_member": False}),
        ]
    )
    assert "(" not in the(document, "2019-05-15", "introducer_not_full_member")["message"]


def test_a_day_that_is_not_known_is_said_so():
    acts = [
        act("left_party", "2010-01-01", how="expelled"),
        act("conviction", "2009-01-01", gravity="less_serious"),
    ]
    assert "chưa xác định" in the(case(acts), "2019-01-01", "readmission_too_early")["message"]


def test_lists_conceal_what_rests_on_a_sensitive_fact():
    children = ["2010-02-02", "2013-04-04", "2017-06-01"]
    acts = [*way("opinions"), act("political_conclusion", "2019-05-01", outcome="may_not")]
    facts = case(acts, children_born=children, schooling="none", foreign_spouse=None, married=None)
    findings = evaluate(read_facts(facts), date(2019, 5, 15)).findings
    concealed = {f.field or f.code for f in findings if f.sensitive}
    assert concealed == {
        "population_rule_wait",
        "political_conclusion_negative",
        "person.foreign_spouse",
    }
    assert {f.field or f.code for f in findings} - concealed == {
        "schooling_insufficient",
        "person.married",
    }


def test_verification_of_children_is_concealed_and_of_parents_is_not():
    grown = case(way("opinions"), children_born=["2001-01-01"])
    (finding,) = evaluate(read_facts(grown), date(2019, 5, 15)).findings
    assert (finding.code, finding.sensitive) == ("verification_missing", True)
    parents = read_facts(case(way("opinions", without="verification")))
    (finding,) = evaluate(parents, date(2019, 5, 15)).findings
    assert (finding.code, finding.sensitive) == ("verification_missing", False)


def test_what_a_finding_rests_on_are_facts_and_events_of_the_contract():
    known = (
        {f"person.{f.name}" for f in PERSON}
        | {f"place.{f.name}" for f in PLACE}
        | set(EVENT_TYPES)
    )
    assert {name for spec in load().codes.values() for name in spec.rests_on} <= known
    assert known >= SENSITIVE_FACTS
    assert set(EVENT_TYPES) >= SENSITIVE_EVENTS


def test_the_document_can_be_written_as_json():
    assessment = evaluate(read_facts(case(way("cell_resolution", years=7))), date(2026, 8, 1))
    document = render(assessment)
    assert json.loads(json.dumps(document)) == document
    assert list(document)[:6] == ["schema", "id", "as_of", "regime", "stage", "may_proceed"]


def test_the_population_parameter_is_written_as_a_day():
    children = ["2010-02-02", "2013-04-04", "2017-06-01"]
    document = judged(case(way("opinions"), children_born=children), "2019-05-15")
    named = {a["parameter"]: a["value"] for a in document["assumptions"]}
    assert named["population_rule.enabled_from"] == "2018-08-28"
    assert named["population_rule.enabled_to"] == "open"


def test_placeholders_of_both_languages_are_the_same():
    for code, texts in load().words["findings"].items():
        names = [set(re.findall(r"\$([a-z_]+)", texts[lang])) for lang in ("vi", "en")]
        assert names[0] == names[1], code


def test_a_finding_has_its_message_in_the_language_asked_for():
    (finding,) = evaluate(
        read_facts(case(way("opinions"), citizenship="LA")), date(2019, 5, 15)
    ).findings
    assert finding_message(finding) == "Không phải công dân Việt Nam."
    assert finding_message(finding, "en") == "Not a citizen of Viet Nam."


def test_the_release_names_version_and_content():
    assert re.fullmatch(r"[\d.]+\+[0-9a-f]{12}", RELEASE)

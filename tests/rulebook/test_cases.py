"""Cases that people of the trade can read and sign: facts, a day, and what must come out."""

import json
from datetime import date
from pathlib import Path

import pytest

from nguon.rulebook import evaluate, read_facts, render

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
PLAIN = ("stage", "may_proceed", "regime")


def matches(expected, came):
    """A case says only what matters: objects and lists may hold more than it names."""
    if isinstance(expected, dict):
        return all(key in came and matches(value, came[key]) for key, value in expected.items())
    if isinstance(expected, list):
        return all(any(matches(one, other) for other in came) for one in expected)
    return expected == came


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_written_case_comes_out_as_written(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    expect, as_of = case["expect"], date.fromisoformat(case["as_of"])
    came = render(evaluate(read_facts(case["facts"]), as_of))
    codes = {finding["code"] for finding in came["findings"]}
    assert {key: came[key] for key in PLAIN if key in expect} == {
        key: expect[key] for key in PLAIN if key in expect
    }
    assert matches(expect.get("dates", {}), came["dates"])
    assert matches(expect.get("findings_include", []), came["findings"]), came["findings"]
    assert codes.isdisjoint(expect.get("findings_exclude", []))
    assert matches(expect.get("next_steps_include", []), came["next_steps"]), came["next_steps"]
    assert set(expect.get("missing_include", [])) <= set(came["missing"])
    assert set(came["missing"]).isdisjoint(expect.get("missing_exclude", []))


def test_every_case_names_itself_and_what_it_shows():
    for path in CASES:
        case = json.loads(path.read_text(encoding="utf-8"))
        assert case["id"] == case["facts"]["id"] == path.stem
        assert case["title"]
        assert all(rule.startswith("R-") for rule in case["rules"])
    assert len(CASES) >= 24

"""The data files are linted on loading; an unsound one is refused with file and reason."""

import shutil
from datetime import date

import pytest

from nguon.rulebook import (
    BadRulebook,
    NoRuleInForce,
    evaluate,
    load,
    provision,
    read_facts,
    regime_on,
)
from nguon.rulebook.loading import DATA
from tests.rulebook.building import act, case, way


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def changed(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


R2 = "valid: [2021-07-30, 2025-01-20], cite: 24-QĐ/TW 2021-07-30"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("admission.yaml", R2, R2.replace("2021-07-30,", "2021-07-31,"), "gap"),
        ("admission.yaml", R2, R2.replace("2025-01-20", "2025-01-21"), "overlap"),
        ("admission.yaml", "valid: [2026-07-26, null]", "valid: [2026-07-26, 2030-01-01]", "gap"),
        ("admission.yaml", R2, R2.replace("2025-01-20", "2021-07-30"), "half-open"),
        ("admission.yaml", "valid: [2026-07-26, null]", "valid: 2026-07-26", "pair of days"),
        ("admission.yaml", "valid: [2026-07-26, null]", 'valid: ["x", null]', "half-open"),
        (
            "admission.yaml",
            "cite: 24-QĐ/TW 2021-07-30",
            "cite: 25-QĐ/TW 2021-07-30",
            "instruments",
        ),
        ("admission.yaml", "cite: 24-QĐ/TW 2021-07-30", "cite: 208-QĐ/TW 2026-07-26", "in force"),
        ("admission.yaml", "confidence: C2", "confidence: C9", "mark"),
        ("admission.yaml", "value: 216", "value: -216", "no number"),
        ("admission.yaml", "value: 216", 'value: "216"', "no number"),
        ("admission.yaml", "point: null", "point: 1.1", "point"),
        ("admission.yaml", "unit: months", "unit: moons", "unit"),
        ("admission.yaml", "rule: R-AGE-01", "rule: AGE", "rule id"),
        ("admission.yaml", "checked_on: null", "checked: null", "lacks"),
        ("admission.yaml", "rounding:", "around:", "unknown keys"),
        (
            "admission.yaml",
            '  says: "Là công dân',
            "  says: \"__import__('os') Là công dân",
            "expression",
        ),
        ("admission.yaml", "unit: word", "unit: word\n  unit: word", "twice"),
        ("admission.yaml", "2021-07-30, 2025-01-20", "2021-02-30, 2025-01-20", "cannot be read"),
        ("admission.yaml", "admission.citizenship:", "vote.cell:", "another file"),
        ("instruments.yaml", "in_force: 2016-07-25", "in_force: soon", "no date"),
        ("instruments.yaml", "ended: 2021-07-30", "ended: 2016-07-24", "ended before"),
        (
            "instruments.yaml",
            "replaced_by: 29-QĐ/TW 2016-07-25",
            "replaced_by: 30-QĐ/TW",
            "replaced by",
        ),
        ("instruments.yaml", "confidence: C2", "confidence: ok", "mark"),
        ("regimes.yaml", "valid: [2016-07-25,", "valid: [2016-07-26,", "gap or overlap"),
        ("regimes.yaml", "2026-07-26, null", "2026-07-26, 2030-01-01", "does not go on"),
        (
            "regimes.yaml",
            "guidance: 06-HD/TW 2025-06-09",
            "guidance: 07-HD/TW",
            "unknown instrument",
        ),
        ("parameters.yaml", "value: MONTH", "value: WEEK", "none of"),
        ("parameters.yaml", "confidence: U", "confidence: X", "mark"),
        ("steps.yaml", "sourced:", "found:", "contract"),
        ("findings.yaml", "severity: block", "severity: stop", "severity"),
        ("findings.yaml", "not_a_citizen:", "foreigner:", "message"),
        ("messages.yaml", "    en: Not a citizen of Viet Nam.\n", "", "lacks"),
        ("messages.yaml", "en: Not a citizen of Viet Nam.", "en: 3", "no text"),
        ("messages.yaml", "en: Not a citizen", "en: ${citizen} Not a citizen", "expression"),
        ("messages.yaml", "    block: {vi: Vướng, en: Blocks}", "    block: Vướng", "no table"),
        ("holidays.yaml", "2015-01-01:", "2016-01-01:", "no day of 2015"),
        ("holidays.yaml", "2015-01-01:", "first:", "no day of 2015"),
    ],
)
def test_an_unsound_data_file_is_refused_with_file_and_reason(folder, file, old, new, reason):
    with pytest.raises(BadRulebook) as refusal:
        load(changed(folder, file, old, new))
    named = {"vote.cell": "voting.yaml", "foreigner": "messages.yaml"}
    assert str(refusal.value).startswith(next((named[n] for n in named if n in new), file))
    assert reason in str(refusal.value)


def test_a_file_that_is_not_there_or_holds_no_entries_is_refused(folder):
    steps = folder / "steps.yaml"
    steps.unlink()
    with pytest.raises(BadRulebook, match="is not there"):
        load(folder)
    steps.write_text("- one\n", encoding="utf-8")
    with pytest.raises(BadRulebook, match="no table of entries"):
        load(folder)


def test_a_provision_is_found_as_it_stood_on_the_day():
    name = "admission.schooling.minimum"
    assert provision(name, date(2021, 7, 29)).value == "lower_secondary_equivalent"
    assert provision(name, date(2021, 7, 30)).value == "lower_secondary_diploma"
    assert provision(name, date(2021, 7, 30)).citation.instrument == "24-QĐ/TW 2021-07-30"


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2011-11-01", "R0"),
        ("2016-07-24", "R0"),
        ("2016-07-25", "R1"),
        ("2021-07-29", "R1"),
        ("2021-07-30", "R2"),
        ("2025-01-19", "R2"),
        ("2025-01-20", "R2b"),
        ("2025-06-30", "R2b"),
        ("2025-07-01", "R3"),
        ("2026-04-07", "R3"),
        ("2026-04-08", "R4"),
        ("2026-07-25", "R4"),
        ("2026-07-26", "R5"),
        ("2099-01-01", "R5"),
    ],
)
def test_the_regime_of_a_day(on, code):
    assert regime_on(date.fromisoformat(on)).code == code
    assert evaluate(read_facts(case()), date.fromisoformat(on)).regime == code


def test_a_day_before_the_first_regulation_is_refused_with_what_to_add():
    with pytest.raises(NoRuleInForce, match="45-QĐ/TW 2011-11-01") as refusal:
        regime_on(date(2011, 10, 31))
    assert refusal.value.day == date(2011, 10, 31)
    acts = [
        *way("opinions", years=-9),
        act("cell_resolution", "2010-05-15", full_members=9, yes=9),
    ]
    with pytest.raises(NoRuleInForce):
        evaluate(read_facts(case(acts)), date(2012, 1, 1))


def judged_with(folder, document, as_of):
    return evaluate(read_facts(document), date.fromisoformat(as_of), load(folder))


def told(assessment):
    return {finding.code for finding in assessment.findings}


def test_the_open_parameters_can_be_set_otherwise(folder):
    strict = changed(folder, "parameters.yaml", "value: MONTH", "value: STRICT")
    eighteen = case(way("opinions"), born="2001-05-20", youth_union_member=True)
    assert "age_below_minimum" in told(judged_with(strict, eighteen, "2019-05-19"))
    sixty = case(way("opinions"), born="1959-05-14")
    assert "age_above_maximum" in told(judged_with(strict, sixty, "2019-05-15"))
    assert "age_above_maximum" not in told(judged_with(strict, sixty, "2019-05-14"))


def test_the_certificates_last_day_can_be_left_out(folder):
    other = changed(
        folder, "parameters.yaml", "inclusive:\n  value: true", "inclusive:\n  value: false"
    )
    met = case(way("cell_resolution", awareness_course="2014-05-15"))
    assert "certificate_expired" in told(judged_with(other, met, "2019-05-15"))
    waiting = case(way("opinions", awareness_course="2014-05-15"))
    assert "certificate_expired" in told(judged_with(other, waiting, "2019-05-15"))


def test_the_limit_can_start_anew_when_the_authority_changes(folder):
    other = changed(
        folder,
        "parameters.yaml",
        "restart_clock:\n  value: false",
        "restart_clock:\n  value: true",
    )
    document = case(way("committee_resolution", years=6))
    for as_of, due in (("2025-06-30", "2025-08-07"), ("2025-07-01", "2025-09-25")):
        (step,) = judged_with(other, document, as_of).next_steps
        assert step.due_on == date.fromisoformat(due)

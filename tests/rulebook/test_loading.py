"""The data files are linted on loading; an unsound one is refused with file, line and reason."""

import copy
import random
from datetime import date
from pathlib import Path

import pytest

import nguon
from nguon.rulebook import (
    BadRulebook,
    NoRuleInForce,
    evaluate,
    faults,
    load,
    provision,
    read_facts,
    regime_on,
)
from nguon.rulebook.law.files import read
from nguon.rulebook.law.lint import lint
from nguon.rulebook.law.loading import DATA
from tests.rulebook.building import act, case, way
from tests.rulebook.planting import changed

R2 = "valid: [2021-07-30, 2025-01-20], cite: 24-QĐ/TW 2021-07-30"
R5 = "valid: [2026-07-26, null]"
CITED = "cite: 24-QĐ/TW 2021-07-30"
CITIZEN = "en: Not a citizen of Viet Nam."

FAULTS = [
    ("admission.yaml", R2, R2.replace("2021-07-30,", "2021-07-31,"), "gap"),
    ("admission.yaml", R2, R2.replace("2025-01-20", "2025-01-21"), "no longer in force"),
    ("admission.yaml", R5, "valid: [2026-07-26, 2030-01-01]", "gap"),
    ("voting.yaml", "valid: [2011-11-01,", "valid: [2011-10-31,", "outside all regimes"),
    ("admission.yaml", R2, R2.replace("2025-01-20", "2021-07-30"), "half-open"),
    ("admission.yaml", R5, "valid: 2026-07-26", "half-open"),
    ("admission.yaml", R5, 'valid: ["x", null]', "half-open"),
    ("admission.yaml", CITED, "cite: 25-QĐ/TW 2021-07-30", "instruments"),
    ("admission.yaml", CITED, "cite: [24-QĐ/TW 2021-07-30]", "instruments"),
    ("admission.yaml", CITED, "cite: 208-QĐ/TW 2026-07-26", "not in force"),
    ("admission.yaml", CITED, CITED + ", goes_on: Chưa có bản mới", "goes_on, but"),
    ("admission.yaml", "confidence: C2", "confidence: C9", "mark"),
    ("admission.yaml", "value: 216", "value: -216", "no number"),
    ("admission.yaml", "value: 216", 'value: "216"', "no number"),
    ("admission.yaml", "value: 216", "value: []", "no number"),
    ("admission.yaml", "value: literate", "value: clever", "no words for clever"),
    ("certificate.yaml", "value: true", "value: 1", "no number or flag"),
    ("admission.yaml", "point: null", "point: 1.1", "no text"),
    ("admission.yaml", "unit: months", "unit: moons", "unknown: moons"),
    ("admission.yaml", "rule: R-AGE-01", "rule: AGE", "rule id"),
    ("admission.yaml", "checked_on: null", "checked_on: soon", "no date"),
    ("admission.yaml", "checked_on: null", "checked: null", "lacks checked_on"),
    ("admission.yaml", "rounding:", "around:", "unknown keys around"),
    ("admission.yaml", 'says: "Là', "says: \"__import__('os') Là", "expression"),
    ("admission.yaml", "unit: word", "unit: word\n  unit: word", "twice"),
    ("admission.yaml", "2021-07-30, 2025-01-20", "2021-02-30, 2025-01-20", "no real date"),
    ("admission.yaml", "unit: word", "unit: [word", "cannot be read"),
    ("instruments.yaml", "in_force: 2016-07-25", "in_force: soon", "no date"),
    ("instruments.yaml", "ended: 2021-07-30", "ended: 2016-07-24", "ended before"),
    ("instruments.yaml", "ended: 2021-07-30", "ended: 2021-07-29", "but ended 2021-07-29"),
    ("instruments.yaml", "by: 29-QĐ/TW 2016-07-25", "by: 30-QĐ/TW", "unknown instrument"),
    ("instruments.yaml", "confidence: C2", "confidence: ok", "mark"),
    ("regimes.yaml", "valid: [2016-07-25,", "valid: [2016-07-26,", "gap or overlap"),
    ("regimes.yaml", "2026-07-26, null", "2026-07-26, 2030-01-01", "does not go on"),
    ("regimes.yaml", "guidance: 06-HD/TW 2025-06-09", "guidance: 07-HD/TW", "instruments"),
    (
        "regimes.yaml",
        "regulation: 29-QĐ/TW 2016-07-25",
        "regulation: 45-QĐ/TW 2011-11-01",
        "force",
    ),
    ("regimes.yaml", "guidance: 01-HD/TW 2012-01-05, ", "", "lacks guidance"),
    ("parameters.yaml", "value: MONTH", "value: WEEK", "none of"),
    ("parameters.yaml", "confidence: U", "confidence: X", "mark"),
    ("parameters.yaml", "choices: [MONTH, STRICT]", "choices: MONTH", "no list"),
    ("steps.yaml", "sourced:", "found:", "contract"),
    ("steps.yaml", "when: section_committee", "when: cell_committee", "unknown: cell_committee"),
    ("steps.yaml", "rule: R-SRC-02", "rule: SRC", "rule id"),
    ("findings.yaml", "severity: block", "severity: stop", "unknown: stop"),
    ("findings.yaml", "rests_on: [person.born]", "rests_on: [person.age]", "unknown: person.age"),
    ("findings.yaml", "rules: [R-AGE-01]", "rules: [R-AGE-09]", "no rule gives"),
    ("findings.yaml", "not_a_citizen:", "foreigner:", "no message"),
    (
        "findings.yaml",
        "{severity: block, rules: [R-CIT], rests_on: [person.citizenship]}",
        "R-CIT",
        "no table",
    ),
    ("messages.yaml", "phrases:", "sentences:", "lacks phrases"),
    ("messages.yaml", "  not_a_citizen:", "  foreigner:", "no such code"),
    ("messages.yaml", "    en: Not a citizen of Viet Nam.\n", "", "lacks en"),
    ("messages.yaml", CITIZEN, "en: 3", "no text"),
    ("messages.yaml", CITIZEN, "en: Not a citizen on $on.", "same places"),
    ("messages.yaml", "en: Not a citizen", "en: ${citizen} Not a citizen", "expression"),
    ("messages.yaml", "    block: {vi: Vướng, en: Blocks}", "    block: Vướng", "no table"),
    ("messages.yaml", "  no_day:", "  some_day:", "nothing reads it"),
    ("messages.yaml", "    two_thirds:", "    three_quarters:", "nothing reads it"),
    ("messages.yaml", "    struck:", "    out:", "no words for struck"),
    ("holidays.yaml", "2015-01-01:", "2016-01-01:", "no day of 2015"),
    ("holidays.yaml", "2015-01-01:", "first:", "no day of 2015"),
]


@pytest.mark.parametrize(("file", "old", "new", "reason"), FAULTS)
def test_an_unsound_data_file_is_refused_with_file_and_reason(folder, file, old, new, reason):
    with pytest.raises(BadRulebook) as refusal:
        load(changed(folder, file, old, new))
    found = refusal.value.flaws
    assert any(flaw.file == file and reason in flaw.reason.en for flaw in found)
    assert all(flaw.line and flaw.reason.vi != flaw.reason.en for flaw in found)
    assert str(refusal.value) == f"{found[0].told('vi')} / {found[0].told('en')}"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "admission.yaml",
            "value: 216, valid: [2021-07-30",
            "value: 0, valid: [2021-07-30",
            "admission.age.minimum.editions[2].value: 0 is no number or months",
        ),
        (
            "admission.yaml",
            "  unit: word\n",
            "  unit: word\n  unit: flag\n",
            "unit: is given twice",
        ),
        (
            "admission.yaml",
            "2021-07-30, 2025-01-20",
            "2021-02-30, 2025-01-20",
            "2021-02-30: is no real date",
        ),
        (
            "steps.yaml",
            "when: section_committee",
            "when: nobody",
            "section_appraisal.when: unknown: nobody",
        ),
    ],
)
def test_a_fault_is_found_on_its_line(folder, file, old, new, told):
    changed(folder, file, old, new)
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    planted = next(n for n, line in enumerate(lines, 1) if new.split("\n  ")[-1].strip() in line)
    assert faults(folder)[0].told("en") == f"{file}:{planted}: {told}"


def test_all_faults_are_told_at_once_by_file_and_line(folder):
    changed(folder, "voting.yaml", "rule: R-VOTE-03", "rule: VOTE")
    changed(folder, "admission.yaml", "value: 720", "value: -720")
    changed(folder, "admission.yaml", "confidence: C2", "confidence: C9")
    found = faults(folder)
    with pytest.raises(BadRulebook) as refusal:
        load(folder)
    assert refusal.value.flaws == found
    files = [flaw.file for flaw in found]
    assert files == ["admission.yaml", "admission.yaml", "findings.yaml", "voting.yaml"]
    assert found[0].line < found[1].line
    assert found[0].told("vi").endswith("dấu tin cậy lạ C9")


def test_a_provision_held_in_two_files_is_refused(folder):
    changed(folder, "admission.yaml", "admission.citizenship:", "vote.cell:")
    assert any("already: admission.yaml" in flaw.reason.en for flaw in faults(folder))


def test_a_file_that_is_not_there_or_holds_no_entries_is_refused(folder):
    steps = folder / "steps.yaml"
    steps.unlink()
    with pytest.raises(BadRulebook, match=r"steps.yaml:1: –: the file is not there"):
        load(folder)
    steps.write_text("- one\n", encoding="utf-8")
    assert [flaw.reason.en for flaw in faults(folder)] == ["is no table of entries"]
    steps.write_bytes(b"one:\n  \xff\n")
    assert [flaw.told("en") for flaw in faults(folder)] == ["steps.yaml:2: –: is no UTF-8"]


def test_a_folder_that_is_not_there_is_one_fault(tmp_path):
    (flaw,) = faults(tmp_path / "nowhere")
    assert flaw.told("en") == "nowhere:1: –: there is no such folder"


FIRST_ELDER = (
    "    - {value: literate, valid: [2011-11-01, 2012-01-05], cite: 45-QĐ/TW 2011-11-01,"
    " point: null, confidence: U}\n"
)
ELDER = "admission.schooling.elder"


def with_a_gap(folder, declared):
    changed(folder, "admission.yaml", FIRST_ELDER, "")
    return changed(folder, "admission.yaml", f"{ELDER}:\n", f"{ELDER}:\n{declared}")


def test_a_gap_that_is_declared_is_no_fault_and_answers_that_nothing_is_held(folder):
    declared = "  declared: [{gap: [2011-11-01, 2012-01-05], why: Chưa tìm được văn bản}]\n"
    book = load(with_a_gap(folder, declared))
    with pytest.raises(NoRuleInForce, match=ELDER):
        book.provision(ELDER, date(2012, 1, 4))
    assert book.provision(ELDER, date(2012, 1, 5)).value == "literate"
    with pytest.raises(KeyError):
        book.provision("admission.height", date(2012, 1, 4))


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ("", "gap: no edition from 2011-11-01 to 2012-01-05"),
        ("  declared: [{gap: [2011-11-01, 2012-01-04], why: Chưa thấy}]\n", "not there"),
        ("  declared: [{gap: [2011-11-01, 2012-01-05]}]\n", "lacks why"),
        ("  declared: [{gap: [2011-11-01, 2012-01-05], why: 3}]\n", "needs a reason"),
        ("  declared: [{gap: [2012-01-05, 2011-11-01], why: Chưa thấy}]\n", "half-open"),
        ("  declared: Chưa thấy\n", "no list"),
    ],
)
def test_a_gap_is_declared_exactly_and_with_a_reason(folder, declared, reason):
    found = faults(with_a_gap(folder, declared))
    assert any(reason in flaw.reason.en for flaw in found)


def overlapping(folder, declared):
    longer = FIRST_ELDER.replace("2012-01-05]", "2013-01-01]")
    changed(folder, "admission.yaml", FIRST_ELDER, longer)
    return changed(folder, "admission.yaml", f"{ELDER}:\n", f"{ELDER}:\n{declared}")


def test_an_overlap_is_refused_unless_it_is_declared(folder):
    (flaw,) = faults(overlapping(folder, ""))
    assert flaw.reason.en == "overlap: two editions hold from 2012-01-05 to 2013-01-01"


def test_the_later_edition_of_a_declared_overlap_holds_from_its_own_day(folder):
    declared = "  declared: [{overlap: [2012-01-05, 2013-01-01], why: Cùng áp dụng}]\n"
    book = load(overlapping(folder, declared))
    assert book.provision(ELDER, date(2012, 1, 4)).citation.instrument == "45-QĐ/TW 2011-11-01"
    assert book.provision(ELDER, date(2012, 1, 5)).citation.instrument == "01-HD/TW 2012-01-05"
    assert book.editions[ELDER][0].valid_to == date(2012, 1, 5)


def test_an_instrument_that_has_ended_goes_on_only_where_the_data_say_why(folder):
    longer = R2.replace("2025-01-20]", "2025-02-01]") + ", goes_on: Chưa có bản mới"
    changed(folder, "admission.yaml", R2, longer)
    later = "[2025-01-20, 2025-07-01]"
    changed(folder, "admission.yaml", later, later.replace("2025-01-20", "2025-02-01"))
    edition = load(folder).provision("admission.age.minimum", date(2025, 1, 31))
    assert edition.citation.instrument == "24-QĐ/TW 2021-07-30"
    assert edition.goes_on == "Chưa có bản mới"


def test_words_that_are_no_table_are_one_fault():
    tables, _ = read(DATA)
    tables["messages.yaml"]["phrases"] = ["beyond"]
    told = [flaw for flaw in lint(tables) if flaw.file == "messages.yaml"]
    assert [flaw.entry for flaw in told] == ["phrases"]


def test_every_parameter_is_asked_for_somewhere():
    package = Path(nguon.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    assert [name for name in load().parameters if f'"{name}"' not in code] == []


ODD = [None, 3, True, "x", [], {}, [[]], date(2020, 1, 1), {"x": None}]


def every_place(data, way=()):
    yield way
    pairs = list(enumerate(data)) if isinstance(data, list) else []
    for key, value in data.items() if isinstance(data, dict) else pairs:
        yield from every_place(value, (*way, key))


def test_no_data_however_odd_breaks_the_lint():
    tables, _ = read(DATA)
    chance = random.Random(3)
    for _ in range(150):
        file = chance.choice(sorted(tables))
        planted = {**tables, file: copy.deepcopy(tables[file])}
        *way, last = chance.choice([w for w in every_place(planted[file]) if w])
        at = planted[file]
        for key in way:
            at = at[key]
        at[last] = chance.choice(ODD)
        assert all(isinstance(flaw.told("en"), str) for flaw in lint(planted))


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
    assert "Chưa có quy định" in refusal.value.said.vi
    assert "No law is held" in refusal.value.said.en
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

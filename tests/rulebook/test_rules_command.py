"""``nguon rules``: lint, show and diff on the command line; they need no database."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nguon
from nguon.cli import main
from nguon.rulebook import RELEASE, load
from tests.rulebook.planting import changed

pytestmark = pytest.mark.pure


def run(capsys, *words):
    try:
        code = main(["rules", *words])
    except SystemExit as stopped:  # argparse refuses in its own way
        code = stopped.code
    out, err = capsys.readouterr()
    return code, out, err


def test_lint_says_how_much_is_sound(capsys):
    code, out, _ = run(capsys, "lint", "--lang", "en")
    assert code == 0
    assert out.startswith(f"Sound: {len(load().editions)} provisions with ")

    code, out, _ = run(capsys, "lint", "--json")
    said = json.loads(out)
    assert (code, said["sound"], said["faults"]) == (0, True, [])
    assert said["release"] == RELEASE
    assert said["instruments"] == len(load().instruments)


def test_lint_prints_every_fault_on_a_line_of_its_own(folder, capsys):
    for file in ("voting.yaml", "decision.yaml"):
        changed(folder, file, "confidence: C2", "confidence: X")

    code, out, err = run(capsys, "lint", "--data", str(folder), "--lang", "en")

    assert (code, err) == (1, "")
    first, second = out.splitlines()
    assert first == ("decision.yaml:8: decision.authority.editions[0].confidence: unknown mark X")
    assert second.startswith("voting.yaml:8: vote.cell.editions[0].confidence:")
    code, out, _ = run(capsys, "lint", "--data", str(folder), "--json")
    assert code == 1
    assert [one["line"] for one in json.loads(out)["faults"]] == [8, 8]


def test_a_folder_that_is_not_there_is_bad_input(tmp_path, capsys):
    code, out, err = run(capsys, "lint", "--data", str(tmp_path / "nowhere"), "--lang", "en")
    assert (code, out) == (2, "")
    assert err.endswith("no such folder.\n")


def test_a_provision_is_shown_with_its_editions_source_and_mark(capsys):
    code, out, _ = run(capsys, "show", "admission.schooling.minimum", "--json", "--lang", "en")
    (shown,) = json.loads(out)["provisions"]
    assert code == 0
    assert [e["value"] for e in shown["editions"]][1:3] == [
        "lower_secondary_equivalent",
        "lower_secondary_diploma",
    ]
    third = shown["editions"][2]
    assert (third["valid_from"], third["valid_to"]) == ("2021-07-30", "2025-01-20")
    assert third["instrument"] == "24-QĐ/TW 2021-07-30"
    assert third["issuer"] == "Ban Chấp hành Trung ương"
    assert third["confidence_means"] == "two published texts agree"
    assert shown["findings"] == [{"code": "schooling_insufficient", "severity": "block"}]


def test_on_a_day_only_the_edition_in_force_is_shown(capsys):
    _, out, _ = run(capsys, "show", "admission.age.minimum", "--on", "2025-01-19")
    assert "216 tháng (18 năm), từ 30/07/2021 đến hết 19/01/2025" in out
    assert "232-QĐ/TW" not in out
    _, out, _ = run(capsys, "show", "admission.age.minimum", "--on", "2025-01-20")
    assert "232-QĐ/TW 2025-01-20" in out
    assert "24-QĐ/TW" not in out


def test_a_rule_shows_all_its_provisions_and_what_is_left_open(capsys):
    _, out, _ = run(capsys, "show", "r-age-02", "--lang", "en")
    for name in ("consent", "counting", "maximum"):
        assert f"admission.age.{name} (R-AGE-02)" in out
    assert "Finding: over_age_consent_missing [block]" in out
    assert "Left open: age.mode = MONTH [U]" in out


@pytest.mark.parametrize("name", sorted(load().editions))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_can_be_shown_in_both_languages(name, lang, capsys):
    code, out, _ = run(capsys, "show", name, "--lang", lang)
    assert code == 0
    assert "None" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "admission.age.minimun"], "Did you mean: admission.age.minimum"),
        (["show", "R-AGE-1"], "R-AGE-01"),
        (["show", "admission.age.minimum", "--on", "2022-02-30"], "expected a real date"),
        (["show", "admission.age.minimum", "--on", "2011-10-31"], "begins on 2011-11-01"),
        (["diff", "2022-02-28"], "required"),
        (["diff", "2022-02-28", "soon"], "expected a real date"),
        (["diff", "2011-10-31", "2022-02-28"], "begins on 2011-11-01"),
        (["impact", "--from", "1999.1"], "no such release"),
        (["impact"], "--from"),
        ([], "required"),
        (["forget"], "invalid choice"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_hint(words, said, capsys):
    code, out, err = run(capsys, *words, "--lang", "en")
    assert (code, out) == (2, "")
    assert said in err


def test_two_days_are_compared_by_regime_authority_and_each_provision(capsys):
    code, out, _ = run(capsys, "diff", "2025-06-30", "2025-07-01", "--json", "--lang", "en")
    found = json.loads(out)
    assert code == 0
    assert found["regime"] == {"before": "R2b", "after": "R3"}
    assert found["authorities"]["decision.authority"] == {
        "before": "district standing board",
        "after": "commune standing board",
    }
    of_value = {c["provision"]: c for c in found["changes"] if c["what"] == "value"}
    changed = of_value["introduction.residence"]
    assert (changed["before"]["value"], changed["after"]["value"]) == (False, True)
    cited = {c["provision"] for c in found["changes"] if c["what"] == "citation"}
    assert "admission.age.minimum" in cited
    assert "probation.length" not in cited | of_value.keys()  # the statute did not change


def test_between_two_days_without_a_change_nothing_is_said_to_differ(capsys):
    _, out, _ = run(capsys, "diff", "2022-03-01", "2022-03-02", "--lang", "en")
    assert "Regime: R2 (the same)" in out
    assert "Values that differ: 0" in out


def test_when_the_data_that_run_are_faulty_it_is_said_without_a_traceback(tmp_path):
    package = Path(nguon.__file__).parent
    for part in ("cli", "rulebook"):
        shutil.copytree(package / part, tmp_path / "nguon" / part)
    for file in ("__init__.py", "__main__.py"):
        shutil.copy(package / file, tmp_path / "nguon")
    changed(tmp_path / "nguon/rulebook/data", "voting.yaml", "confidence: C2", "confidence: X")

    def rules(*words):
        told = [sys.executable, "-m", "nguon", "rules", *words]
        return subprocess.run(told, cwd=tmp_path, capture_output=True, text=True, check=False)

    found = "voting.yaml:8: vote.cell.editions[0].confidence: dấu tin cậy lạ X\n"
    lint = rules("lint")
    assert (lint.returncode, lint.stdout, lint.stderr) == (1, found, "")
    show = rules("show", "vote.cell")
    assert (show.returncode, show.stdout, show.stderr) == (2, "", found)


def test_the_registry_does_not_start_on_faulty_data(tmp_path):
    shutil.copytree(Path(nguon.__file__).parent, tmp_path / "nguon")
    changed(tmp_path / "nguon/rulebook/data", "voting.yaml", "confidence: C2", "confidence: X")

    start = [sys.executable, "-m", "nguon", "registry", "--port", "48731"]
    home = os.environ | {"NGUON_DATA": str(tmp_path / "data"), "DATABASE_URL": ""}
    told = subprocess.run(
        start, cwd=tmp_path, env=home, capture_output=True, text=True, check=False, timeout=120
    )

    assert told.returncode == 2
    assert told.stderr == "voting.yaml:8: vote.cell.editions[0].confidence: dấu tin cậy lạ X\n"


def test_every_action_explains_itself_in_both_languages(capsys):
    for action in ("lint", "show", "diff", "impact"):
        code, out, _ = run(capsys, action, "--help")
        assert code == 0
        assert "in ra JSON" in out
        _, out, _ = run(capsys, action, "--help", "--lang", "en")
        assert "print JSON" in out

"""Which live cases another rulebook judges otherwise."""

import json
import shutil
import subprocess
import sys
from datetime import date

import pytest

from nguon.cli import main
from nguon.cli.impact import progress
from nguon.core.models import AuditEntry
from nguon.development import operations
from nguon.development.impact import impact
from nguon.development.models import Case
from nguon.rulebook import load
from nguon.rulebook.law.loading import DATA
from nguon.rulebook.verdict.comparing import Moved
from tests.cast import TODAY
from tests.development import story
from tests.rulebook.planting import changed

LIMIT_THEN = "value: 60, valid: [2025-01-20"


@pytest.fixture
def then(tmp_path):
    """The data files of another rulebook, to be changed before they are read."""
    return shutil.copytree(DATA, tmp_path / "then")


@pytest.fixture
def adopted(case, clerk):
    story.tell(case, "committee_resolution", by=clerk)
    return case


def affected(folder, by):
    return [(one.case_ref, one.difference) for one in impact(load(folder), by=by)]


def test_the_same_rules_touch_no_case(adopted, then, system):
    assert affected(then, system) == []


def test_a_limit_that_was_longer_moves_the_day_of_the_case(adopted, then, system):
    changed(then, "decision.yaml", LIMIT_THEN, LIMIT_THEN.replace("60", "61"))

    ((ref, found),) = affected(then, system)

    assert ref == adopted.ref
    assert found.moved[0] == Moved(
        "admission_decision", "due_on", date(2025, 5, 7), date(2025, 5, 6)
    )
    assert (found.codes_came, found.codes_gone, found.may_proceed) == ((), (), None)


def test_a_rule_that_was_stricter_names_the_code_and_the_way_that_opens(adopted, then, system):
    changed(then, "voting.yaml", "value: 3, valid: [2011", "value: 10, valid: [2011")

    ((_, found),) = affected(then, system)

    assert found.codes_gone == ("cell_too_small", "step_out_of_order")
    assert found.may_proceed == (False, True)


def test_what_rests_on_a_sensitive_fact_is_concealed(khe_xong, clerk, then, system):
    story.describe(khe_xong)
    births = [date(2019, 1, 1), date(2021, 1, 1), date(2025, 1, 1)]
    person = story.a_person(khe_xong, by=clerk, secret={"children_born": births})
    case = operations.open_case(person, on=story.OPENED, by=clerk)
    story.tell(case, "opinions", by=clerk)
    changed(then, "population.yaml", "value: 24,", "value: 1,")

    ((_, found),) = affected(then, system)

    assert found.concealed
    assert (found.codes_came, found.may_proceed) == ((), None)


def test_only_open_cases_within_sight_are_judged(adopted, then, system, neighbour, clerk):
    changed(then, "decision.yaml", LIMIT_THEN, LIMIT_THEN.replace("60", "61"))
    assert affected(then, neighbour) == []
    operations.close(adopted, on=TODAY, by=clerk)
    assert affected(then, system) == []


def test_a_case_without_a_birthday_is_left_out(adopted, then, system):
    changed(then, "decision.yaml", LIMIT_THEN, LIMIT_THEN.replace("60", "61"))
    type(adopted.person).unscoped.filter(pk=adopted.person_id).update(born_on=None)
    assert affected(then, system) == []


def test_reading_under_seal_is_on_the_trail_and_nothing_else_is_written(adopted, then, system):
    row = Case.objects.visible_to(system).filter(pk=adopted.pk).values()
    before = row.get()
    read = AuditEntry.objects.filter(action="people.vault.read")
    count, others = read.count(), AuditEntry.objects.exclude(action="people.vault.read").count()

    affected(then, system)

    assert read.count() == count + 1
    assert AuditEntry.objects.exclude(action="people.vault.read").count() == others
    assert row.all().get() == before


def test_it_is_told_how_many_of_how_many_are_done(adopted, then, system):
    heard = []
    list(impact(load(then), by=system, told=lambda *progress: heard.append(progress)))
    assert heard == [(1, 1)]


# --- the command line


def run(capsys, *words):
    code = main(["rules", "impact", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_command_lists_cases_by_reference_and_counts_changes(adopted, then, capsys):
    changed(then, "voting.yaml", "value: 3, valid: [2011", "value: 10, valid: [2011")

    code, out, err = run(capsys, "--from", str(then), "--json")

    said = json.loads(out)
    assert (code, err) == (0, "")
    assert (said["judged"], said["affected"]) == (1, 1)
    assert said["changes"]["-cell_too_small"] == 1
    assert said["changes"]["may_proceed false → true"] == 1
    (one,) = said["cases"]
    assert one["case"] == adopted.ref
    assert one["codes"]["came"] == []
    assert "cell_too_small" in one["codes"]["gone"]
    assert one["may_proceed"] == {"before": False, "after": True}
    assert "Bịa" not in out


@pytest.mark.parametrize(("lang", "total"), [("vi", "1 hồ sơ đang mở, 1"), ("en", "1 open cases")])
def test_the_command_says_the_same_in_lines(adopted, then, capsys, lang, total):
    changed(then, "voting.yaml", "value: 3, valid: [2011", "value: 10, valid: [2011")
    code, out, _ = run(capsys, "--from", str(then), "--lang", lang)
    assert code == 0
    assert out.splitlines()[:2] == [adopted.ref, "  - cell_too_small"]
    assert total in out


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (100, 999, ""),
        (999, 999, ""),
        (900, 1000, ""),
        (1000, 1000, "1000/1000"),
        (1000, 2050, "1000/2050"),
        (2050, 2050, "2050/2050"),
    ],
)
def test_of_many_cases_it_is_said_now_and_then_how_far_it_is(done, total, said):
    assert progress(done, total) == said


def test_an_unsound_rulebook_is_refused(then, capsys):
    changed(then, "voting.yaml", "confidence: C2", "confidence: X")
    code, out, err = run(capsys, "--from", str(then), "--lang", "en")
    assert (code, out) == (2, "")
    assert err.startswith("voting.yaml:8:")


def test_without_a_database_it_says_what_to_run_first(then, tmp_path):
    words = [sys.executable, "-m", "nguon", "rules", "impact", "--from", str(then)]
    environment = {"PATH": "", "NGUON_DATA": str(tmp_path / "empty")}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nguon up" in done.stderr

"""What was released is judged to the byte as it was, and a change that alters it is caught."""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

import nguon
from nguon.rulebook import (
    VERSION,
    BadRulebook,
    NoSuchRelease,
    evaluate,
    load,
    read_facts,
    release,
    releases,
)
from nguon.rulebook.law.loading import released
from nguon.rulebook.law.releases import order
from tests.rulebook.building import case, way
from tests.rulebook.planting import changed
from tools.release_rules import CannotRelease, freeze, replay, replay_all

pytestmark = pytest.mark.pure
ROOT = Path(nguon.__file__).resolve().parent.parent


@pytest.mark.parametrize("frozen", releases(), ids=lambda frozen: frozen.version)
def test_a_released_rulebook_judges_its_sample_to_the_byte(frozen):
    assert list(replay(frozen, ROOT / "tests/rulebook/replay" / frozen.version)) == []
    assert load(release=frozen.version).editions == released(frozen).editions


def test_the_newest_release_names_the_version_that_people_see():
    assert (releases()[-1].version if releases() else "0") == VERSION


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A release made for these tests alone: the folder of releases and that of samples."""
    root, samples = tmp_path_factory.mktemp("releases"), tmp_path_factory.mktemp("samples")
    freeze("2026.1", root, samples)
    return root, samples


@pytest.fixture
def scratch(kept, tmp_path):
    """A copy of that release to be changed."""
    root = shutil.copytree(kept[0], tmp_path / "releases")
    return release("2026.1", root), kept[1] / "2026.1"


def test_a_release_is_the_data_of_its_day_and_replays(scratch):
    frozen, sample = scratch
    assert frozen.sound
    assert released(frozen).editions == load().editions
    assert list(replay(frozen, sample)) == []


def test_the_sample_holds_every_finding_there_is(scratch):
    _, sample = scratch
    codes = {code for code in load().codes if f'"{code}"'.encode() in unzipped(sample)}
    assert codes == load().codes.keys()


def test_a_finding_comes_from_no_rule_but_those_that_the_data_name(scratch):
    _, sample = scratch
    codes = load().codes
    given = {
        (finding["code"], finding["rule"])
        for line in unzipped(sample).splitlines()
        for finding in orjson.loads(line)["findings"]
    }
    assert {
        (code, rule) for code, rule in given if codes[code].rules and rule not in codes[code].rules
    } == set()


def unzipped(sample):
    return gzip.decompress((sample / "assessments.jsonl.gz").read_bytes())


def test_a_changed_value_is_caught_with_the_cases_that_it_touches(scratch, folder):
    changed(folder, "decision.yaml", "value: 60, valid: [2016", "value: 61, valid: [2016")
    told = list(replay(*scratch, load(folder)))
    assert told
    assert all(line.startswith("2026.1 case ") for line in told)
    assert any("next_steps" in line for line in told)


def test_a_sentence_put_otherwise_is_caught(scratch, folder):
    changed(folder, "messages.yaml", "en: Not a citizen of", "en: Is no citizen of")
    assert any("findings" in line for line in replay(*scratch, load(folder)))


PLANTED = ("rules/eligibility.py", "if not day.reached(month):", "if day.reached(month):")


def test_a_change_of_the_code_is_caught(scratch, tmp_path):
    frozen, sample = scratch
    place = tmp_path / "changed"
    shutil.copytree(ROOT / "nguon/rulebook", place / "nguon/rulebook")
    shutil.copy(ROOT / "nguon/__init__.py", place / "nguon")
    shutil.copytree(ROOT / "tools", place / "tools")
    releases_there = place / "nguon/rulebook/releases"
    shutil.rmtree(releases_there, ignore_errors=True)
    shutil.copytree(frozen.folder, releases_there / "2026.1")
    shutil.copytree(sample, place / "tests/rulebook/replay/2026.1")

    def check():
        words = [sys.executable, "-m", "tools.release_rules", "--check"]
        return subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)

    assert (check().returncode, check().stdout) == (0, "1 releases replay to the byte.\n")
    changed(place / "nguon/rulebook", *PLANTED)
    done = check()
    assert done.returncode == 1
    assert "findings" in done.stdout


def test_a_released_file_that_was_changed_is_refused(scratch):
    frozen, _ = scratch
    changed(frozen.folder, "voting.yaml", "value: 3", "value: 4")
    assert not frozen.sound
    with pytest.raises(BadRulebook, match="changed after it was frozen"):
        released(frozen)


def test_later_code_finds_in_the_release_what_was_added_for_it_and_nothing_is_altered(scratch):
    frozen, _ = scratch
    later = frozen.folder / "later"
    later.mkdir()
    text = (frozen.folder / "voting.yaml").read_text(encoding="utf-8")
    added = text[text.index("vote.cell:") : text.index("vote.cell_size:")]
    (later / "voting.yaml").write_text(added.replace("vote.cell:", "vote.new:"), "utf-8")
    (later / "messages.yaml").write_text("phrases:\n  new: {vi: mới, en: new}\n", "utf-8")
    assert "vote.new" in released(frozen).editions
    assert released(frozen).words["phrases"]["new"] == {"vi": "mới", "en": "new"}
    assert released(frozen).words["phrases"]["yes"]["en"] == "yes"
    assert frozen.sound

    (later / "voting.yaml").write_text(added, "utf-8")
    with pytest.raises(BadRulebook, match=r"later/voting.yaml:1: vote.cell: is in the release"):
        released(frozen)


def test_code_that_asks_for_what_a_release_lacks_is_told(scratch):
    frozen, sample = scratch
    book = released(frozen)
    lacking = {name: held for name, held in book.editions.items() if name != "vote.cell"}
    without = type(book)(
        instruments=book.instruments,
        regimes=book.regimes,
        editions=lacking,
        parameters=book.parameters,
        steps=book.steps,
        codes=book.codes,
        words=book.words,
        holidays=book.holidays,
    )
    assert any("KeyError('vote.cell')" in line for line in replay(frozen, sample, without))


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("2026.1", "released already"),
        ("2025.9", "released already"),
        ("2026", "expected year and number"),
        ("2026.01", "expected year and number"),
    ],
)
def test_a_version_is_used_once_and_goes_up(kept, version, why):
    root, samples = kept
    held = sorted(root.rglob("*"))
    with pytest.raises(CannotRelease, match=why):
        freeze(version, root, samples)
    assert sorted(root.rglob("*")) == held


def test_nothing_is_released_while_an_earlier_release_does_not_replay(kept, tmp_path):
    root, samples = (shutil.copytree(one, tmp_path / one.name) for one in kept)
    sample = samples / "2026.1" / "cases.jsonl.gz"
    other = [{"facts": case(way("opinions")), "as_of": "2019-05-20"}]
    lines = b"".join(orjson.dumps(one) + b"\n" for one in other)
    write_gzip(sample, lines)
    write_gzip(samples / "2026.1" / "assessments.jsonl.gz", b"{}\n")
    assert list(replay_all(root, samples))
    with pytest.raises(CannotRelease, match="case 0"):
        freeze("2026.2", root, samples)
    assert not (root / "2026.2").exists()


def write_gzip(path, data):
    path.write_bytes(gzip.compress(data))


def test_versions_are_sorted_by_year_and_number_and_not_as_text():
    assert sorted(["2026.10", "2026.9", "2025.11"], key=order) == ["2025.11", "2026.9", "2026.10"]


def test_a_release_that_is_not_there_is_refused_with_those_that_are(kept):
    root, _ = kept
    with pytest.raises(NoSuchRelease) as refusal:
        release("2026.2", root)
    assert refusal.value.held == ("2026.1",)
    with pytest.raises(NoSuchRelease):
        load(release="1999.1")


def test_a_released_rulebook_judges_by_its_own_values(scratch, folder):
    frozen, _ = scratch
    about = json.loads((frozen.folder / "release.json").read_text(encoding="utf-8"))
    assert about["frozen_on"] == frozen.frozen_on.isoformat()
    facts = read_facts(case(way("opinions")))
    assert evaluate(facts, frozen.frozen_on, released(frozen)) == evaluate(facts, frozen.frozen_on)

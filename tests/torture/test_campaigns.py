"""Each campaign that is a program of its own, in short; ``make torture`` runs them whole."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.torture import __main__ as torture
from tests.torture import campaign
from tests.torture.campaign import Line
from tests.torture.catalogue import CAMPAIGNS, NOT_BUILT, NOT_IN_THIS_RELEASE, Campaign
from tests.torture.engines import TABLES

pytestmark = pytest.mark.django_db  # so that there are tables to be copied
SEED = 11
Run = Callable[..., list[Line]]


@pytest.fixture(scope="module")
def tables(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path | None:
    """The empty tables that the tests have, for a campaign on SQLite."""
    if connection.vendor != "sqlite":
        return None
    copy = tmp_path_factory.mktemp("tables") / "db.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(copy)) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    return copy


@pytest.fixture
def run(tables: Path | None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a campaign in short, on tables that are there already."""
    if tables:
        monkeypatch.setenv(TABLES, str(tables))

    def do(name: str, *words: str) -> list[Line]:
        each = next(each for each in CAMPAIGNS if each.words[1] == f"tests.torture.{name}")
        asked = Campaign(each.tests, (*each.words, *words))
        return torture.run(asked, campaign.ENGINE, SEED, 0.0)

    return do


def assert_held(lines: list[Line]) -> None:
    assert [wrong for line in lines for wrong in (line.note, *line.wrong) if line.failures] == []
    assert all(line.count for line in lines)


@pytest.mark.timeout(300)
def test_tables_whose_making_was_interrupted_in_any_step_come_out_whole(run: Run) -> None:
    assert_held(run("interrupted"))


@pytest.mark.timeout(600)
def test_what_was_answered_is_there_whole_after_the_site_was_killed_under_writes(run: Run) -> None:
    assert_held(run("kills"))


@pytest.mark.timeout(300)
def test_of_several_at_one_thing_one_wins_and_everything_agrees(run: Run) -> None:
    found = run("races")

    assert_held(found)
    assert [line.what for line in found] == [
        "double click", "one dossier lent twice", "accepting and calling off",
        "merging and entering",
    ]  # fmt: skip


@pytest.mark.timeout(300)
def test_without_locks_a_race_is_missed(run: Run) -> None:
    assert {line.verdict for line in run("races", "--plant", "no locks")} & {"MISSED"}


@pytest.mark.pure
@pytest.mark.timeout(300)
def test_what_was_answered_is_there_whole_after_the_power_was_cut(run: Run) -> None:
    assert_held(run("cuts"))


@pytest.mark.pure
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("fault", "told"), [("normal", "is lost"), ("off", "is lost"), ("papers", "paper")]
)
def test_what_is_not_flushed_is_missed_after_a_cut(run: Run, fault: str, told: str) -> None:
    (line,) = run("cuts", "--plant", fault)

    assert line.failures > 0
    assert told in "".join(line.wrong)


@pytest.mark.pure
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount the small disk")
def test_what_was_answered_is_there_whole_after_the_disk_was_full(run: Run) -> None:
    assert_held(run("fulldisk"))


@pytest.mark.timeout(300)
def test_while_the_database_is_away_everybody_is_told_to_come_again_and_nothing_is_lost(
    run: Run,
) -> None:
    assert_held(run("away"))


@pytest.mark.pure
@pytest.mark.timeout(300)
def test_sixty_four_write_at_once_and_nobody_meets_a_lock(run: Run) -> None:
    assert_held(run("writers"))


@pytest.mark.pure
def test_a_campaign_that_ends_without_a_word_is_told_as_missed() -> None:
    silent = Campaign(("FT-99",), ("-c", "pass"))

    (line,) = torture.run(silent, "sqlite", 11, 0.0)

    assert (line.test, line.failures, line.verdict) == ("FT-99", 1, "MISSED")


@pytest.mark.pure
def test_a_campaign_that_breaks_after_a_good_word_is_told_as_missed() -> None:
    said = "campaign.hand_in('FT-99', 'x', count=1, wrong=(), passes='0')"
    breaks = Campaign(("FT-99",), ("-c", f"from tests.torture import campaign; {said}; 1 / 0"))

    lines = torture.run(breaks, "sqlite", 11, 0.0)

    assert [line.verdict for line in lines] == ["held", "MISSED"]


@pytest.mark.pure
def test_fewer_than_the_plan_asks_for_are_told_as_such() -> None:
    told = [
        Line("FT-99", "kills", "sqlite", 11, count, 200, failures, "0 lost", "", ("T-7 is lost",))
        for count, failures in ((200, 0), (3, 0), (200, 1))
    ]

    rows = torture.table(told).splitlines()

    verdicts = [row.split("0 lost")[1].strip() for row in rows[2:5]]
    assert verdicts == ["held", "held, fewer", "MISSED"]
    assert "FT-99 on sqlite: T-7 is lost" in rows


@pytest.mark.pure
def test_every_test_is_run_or_said_not_to_be() -> None:
    run = {test for each in CAMPAIGNS for test in each.tests}

    assert not run & {*NOT_BUILT, *NOT_IN_THIS_RELEASE}
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 27, 31, 40):
        assert f"FT-{number:02}" in run | {*NOT_BUILT, *NOT_IN_THIS_RELEASE}


@pytest.mark.pure
def test_an_unknown_test_is_no_success() -> None:
    asked = [sys.executable, "-m", "tests.torture", "--only", "FT-00"]

    done = subprocess.run(asked, capture_output=True, text=True, check=False, env={**os.environ})

    assert done.returncode == 1

"""The campaign of kills in short; ``make torture`` runs it whole."""

import json
import os
import subprocess
import sys

import pytest

ROUNDS = 3


@pytest.mark.timeout(300)
def test_what_was_answered_is_there_whole_after_the_site_was_killed_under_writes():
    engine = os.environ.get("NGUON_TEST_DB", "sqlite")
    words = ["--engine", engine, "--rounds", str(ROUNDS), "--seed", "11"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture", *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["rounds"] == ROUNDS
    assert seen["answered"] > 0
    assert seen["events"] >= seen["answered"]

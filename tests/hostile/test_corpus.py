"""More than two hundred hostile files: each is refused by name or comes out harmless."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from typing import Any

import pytest

from nguon.core import uploads
from nguon.reports.faults import OF_A_FILE
from tests.hostile import documents, pdfs, pictures
from tests.hostile.corpus import SEED, Corpus

pytestmark = [pytest.mark.pure, pytest.mark.timeout(500)]
Judged = dict[str, Any]


@pytest.fixture(scope="module")
def judged() -> Judged:
    """The short form: all files but the few that take as long as a process may work."""
    asked = [sys.executable, "-m", "tests.hostile.judge"]
    done = subprocess.run(asked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: Judged = json.loads(done.stdout)
    return found


def wrong(lines: list[list[str]]) -> list[str]:
    return [f"{title}: {came}, not {must}" for title, _, must, came in lines if came != must]


def test_every_hostile_file_is_refused_by_its_name_or_comes_out_harmless(judged: Judged) -> None:
    assert wrong(judged["judged"]) == []
    assert len(judged["judged"]) > 400


def test_forty_files_bear_a_mark_of_secrecy_and_every_one_is_refused(judged: Judged) -> None:
    marked = [came for _, _, must, came in judged["judged"] if must == "secret"]
    assert len(marked) >= 40
    assert set(marked) == {"secret"}


def test_whoever_sends_one_by_a_page_gets_the_same_answer(judged: Judged) -> None:
    assert wrong(judged["door"]) == []
    assert len(judged["door"]) > 25


def test_whoever_passes_them_on_grows_no_fatter(judged: Judged) -> None:
    assert judged["grew"] < 150 * 1024


def test_every_answer_has_words(judged: Judged) -> None:
    answers = {must for _, _, must, _ in judged["judged"]} - {"taken", "bad_template"}
    assert answers - uploads.REASONS.keys() - OF_A_FILE.keys() == set()


def test_every_family_has_several_files(judged: Judged) -> None:
    families = Counter(family for _, family, _, _ in judged["judged"])
    assert len(families) > 25
    assert {family: many for family, many in families.items() if many < 2} == {"too much": 1}


def test_the_same_seed_makes_the_same_files() -> None:
    def digests() -> list[str]:
        made = Corpus(SEED)
        documents.make(made)
        pdfs.make(made)
        return [sha256(each.content).hexdigest() for each in made.files.values()]

    first = digests()
    assert first == digests()
    assert len(set(first)) == len(first)


# --- nobody outside hears of it -----------------------------------------------------------------

CALL = "import socket; socket.create_connection(('127.0.0.1', {port}), 2).send(b'a')"
START = "import subprocess; subprocess.run(['/bin/true'], check=True)"


def run(code: str, confine: str = "") -> int:
    before = f"from nguon.{confine}; confine(); " if confine else ""
    environment = {"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", before + code], check=False, env=environment,
                          capture_output=True)  # fmt: skip
    return done.returncode


@pytest.fixture
def listener() -> socket.socket:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        opened.settimeout(1)
        yield opened


@pytest.mark.parametrize(
    "confine", ["core.confined.inside import confine", "reports.apart import confine"]
)
def test_a_file_that_made_its_reader_call_somebody_would_end_it(
    confine: str, listener: socket.socket
) -> None:
    call = CALL.format(port=listener.getsockname()[1])
    assert run(call) == 0  # the planted call does arrive where nobody is confined
    listener.accept()[0].close()
    assert run(call, confine) == -signal.SIGSYS
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_file_that_made_its_reader_start_a_program_would_end_it() -> None:
    assert run(START) == 0
    assert run(START, "core.confined.inside import confine") != 0
    execute = "import os; os.execv('/bin/true', ['true'])"
    assert run(execute, "core.confined.inside import confine") == -signal.SIGSYS


def test_a_photograph_keeps_its_points_and_loses_its_place() -> None:
    taken = pictures.photograph()
    assert b"CANARY" in taken
    kept = uploads.clean(taken, name="anh.jpg")
    assert (kept.width, kept.height) == (32, 24)
    assert b"CANARY" not in kept.content

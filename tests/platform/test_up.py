"""Both sites started and stopped as a new user does it."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nguon.cli import processes

pytestmark = pytest.mark.timeout(300)
ADDRESS = re.compile(r"http://localhost:\d+/")


class Up:
    """A running ``nguon up``: what it said, and its two addresses."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""
        assert process.stdout is not None
        for line in process.stdout:
            self.said += line
            if line.startswith("Ctrl-C"):
                break
        found = ADDRESS.findall(self.said)
        self.registry, self.portal = found[:2]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextmanager
def up(data: Path, *words: str) -> Iterator[Up]:
    environment = processes.environment("registry") | {"NGUON_DATA": str(data)}
    del environment["NGUON_SITE"]
    process = subprocess.Popen(
        [sys.executable, "-m", "nguon", "up", "--lang", "en", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Up(process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_real_office_starts_empty_with_a_setup_code_and_stops_on_ctrl_c(tmp_path):
    with up(tmp_path, "--empty") as running:
        code = re.search(r"setup code.*: (\w+)", running.said)

        assert code
        assert running.said.startswith("Preparing the databases")  # said before it takes its time
        assert status(running.registry) == 200  # the sign-in page
        assert status(running.portal) == 200
        assert status(f"{running.registry}bat-dau/{code[1]}/") == 200
        assert status(f"{running.registry}bat-dau/0000/") == 404
        assert running.stop() == 0

    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(running.registry, timeout=5)


def test_sites_have_keys_databases_and_users_of_their_own(tmp_path):
    with up(tmp_path, "--empty") as running:
        assert running.stop() == 0

    keys = {site: (tmp_path / site / "keys" / "secret_key") for site in processes.SITES}
    assert keys["registry"].read_text() != keys["portal"].read_text()
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.values())


def test_demonstration_data_are_never_put_beside_real_ones(tmp_path):
    with up(tmp_path, "--empty") as running:
        assert running.stop() == 0
    environment = processes.environment("registry") | {"NGUON_DATA": str(tmp_path)}

    refused = {
        words: subprocess.run(
            processes.command(*words), env=environment, capture_output=True, text=True, check=False
        )
        for words in (("demo",), ("simulate",), ("demo", "--if-new"))
    }

    assert refused["demo",].returncode == 2
    assert refused["simulate",].returncode == 2
    assert refused["demo", "--if-new"].returncode == 0
    assert "Đang tạo" not in refused["demo", "--if-new"].stdout

"""Both sites started and stopped as a new user does it."""

import os
import re
import signal
import socket
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


def refused(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command that is to say no, in English."""
    return subprocess.run(
        processes.command(*words, "--lang", "en"),
        env=processes.environment("registry") | {"NGUON_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_is_served_once_at_a_time_and_the_first_code_stays_good(tmp_path):
    with up(tmp_path, "--empty") as running:
        code = re.search(r"setup code.*: (\w+)", running.said)
        portal = running.portal.replace("localhost", "127.0.0.1")

        again = refused(tmp_path, "up", "--empty")
        beside = refused(tmp_path, "portal", "--port", str(a_free_port()))

        assert (again.returncode, beside.returncode) == (2, 2)
        assert running.registry in again.stderr
        assert portal in beside.stderr
        assert "Registry" not in again.stdout
        assert code
        assert status(f"{running.registry}bat-dau/{code[1]}/") == 200
        assert running.stop() == 0

    with up(tmp_path, "--empty") as running:  # whoever has ended holds nothing
        assert running.stop() == 0


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        both = refused(tmp_path, "up", "--empty", "--registry-port", port)
        one = refused(tmp_path, "registry", "--port", port)

    for said in (both, one):
        assert said.returncode == 2
        assert f"port {port}: in use" in said.stderr
        assert said.stderr.count("\n") == 1
        assert said.stdout == ""
    assert not list(tmp_path.rglob("db.sqlite3"))


def test_the_two_sites_never_take_the_same_port(tmp_path):
    port = str(a_free_port())

    said = refused(tmp_path, "up", "--registry-port", port, "--portal-port", port)

    assert said.returncode == 2
    assert said.stderr == "The sites need a port each.\n"


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


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

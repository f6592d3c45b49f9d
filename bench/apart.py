"""A measurement in a process of its own: settings hold for a whole process and name a database."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any


def measured(module: str, engine: str, words: Sequence[str]) -> Any:
    """Return what ``module --engine … --inside`` prints, run on a new database beside nobody's."""
    from tools.throwaway_pg import ThrowawayPostgres  # noqa: PLC0415 - only where there is one

    home = tempfile.mkdtemp(prefix="nguon-bench-")
    server = ThrowawayPostgres() if engine == "postgresql" else None
    environment = {
        "NGUON_DATA": home,
        "NGUON_SITE": "registry",
        "DATABASE_URL": server.url() if server else "",
        "DJANGO_SETTINGS_MODULE": "nguon.settings",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, "--engine", engine, *words, "--inside"],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)
    finally:
        if server:
            server.close()
        shutil.rmtree(home, ignore_errors=True)

"""P12: how long a site takes to start, against bare Django, and what both sites hold in memory.

Start is the processor time of a process that loads the program and answers one request; memory
is the proportional set size of everything that ``nguon up`` started, with demonstration data.
Prints one JSON object.
"""

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """
import django
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", INSTALLED_APPS=[
    "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions",
    "django.contrib.messages"])
django.setup()
urlpatterns = [path("", lambda request: HttpResponse("x"))]
assert Client().get("/").status_code == 200
"""
OURS = """
import nguon.wsgi  # what the server loads
from django.test import Client
assert Client(headers={"host": "localhost"}).get("/").status_code in (200, 302)
"""
RATIO_LIMIT, MEMORY_LIMIT_MB = 3.0, 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        environment = os.environ | {"NGUON_DATA": folder, "PYTHONPATH": str(ROOT)}
        environment.pop("DATABASE_URL", None)
        up = start_both(environment)
        try:
            memory = memory_of(up.pid)
        finally:
            os.killpg(up.pid, signal.SIGINT)
            up.wait()
        times: dict[str, list[float]] = {"bare": [], "registry": [], "portal": []}
        for _ in range(rounds):
            times["bare"].append(seconds(BARE, environment))
            for site in ("registry", "portal"):
                settings = {"NGUON_SITE": site, "DJANGO_SETTINGS_MODULE": "nguon.settings"}
                times[site].append(seconds(OURS, environment | settings))
    print(json.dumps(report(times, memory), indent=2))
    return 0


def report(times: dict[str, list[float]], memory: float) -> dict[str, object]:
    middle = {name: round(statistics.median(found), 3) for name, found in times.items()}
    return {
        "id": "P12",
        "rounds": len(times["bare"]),
        "cpu_seconds": middle,
        "ratio": {
            site: round(middle[site] / middle["bare"], 2) for site in ("registry", "portal")
        },
        "ratio_limit": RATIO_LIMIT,
        "memory_mb": round(memory, 1),
        "memory_limit_mb": MEMORY_LIMIT_MB,
    }


def seconds(program: str, environment: dict[str, str]) -> float:
    """Processor seconds of one process from beginning to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_both(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start ``nguon up`` and wait until it has said how to sign in."""
    up = subprocess.Popen(
        [sys.executable, "-m", "nguon", "up", "--lang", "en"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert up.stdout is not None
    for line in up.stdout:
        if line.startswith("Ctrl-C"):
            time.sleep(1)
            return up
    raise SystemExit("nguon up ended")


def memory_of(first: int) -> float:
    """Proportional set size of a process and all it started, in MB."""
    return sum(pss(pid) for pid in family(first)) / 1024


def family(first: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = entry.read_text().partition(" (")
            parents[int(pid)] = int(rest.rpartition(") ")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    found = [first]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.torture [--engine E] [--rounds N] [--more N] [--seed S]``: a line each.

Exit code 1 if anything was lost, doubled, half there or untrue.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import django

from tests.torture.engines import ENGINES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(ENGINES), help="one engine; both without it")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--more", type=int, default=20, help="times as many cases for the rules")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    if chosen.engine is None:
        words = ["--rounds", str(chosen.rounds), "--seed", str(chosen.seed)]
        codes = [
            subprocess.call([sys.executable, "-m", "tests.torture", "--engine", each, *words])
            for each in ENGINES
        ]
        more = [rules(chosen.more, chosen.seed), files(), rights(chosen.seed), odd(chosen.seed)]
        return max(*codes, *more, *(nothing_lost(engine, chosen.seed) for engine in ENGINES))
    return kill(chosen.engine, chosen.rounds, chosen.seed)


def rules(more: int, seed: int) -> int:
    """Try generated histories and spoilt documents on the rulebook, other ones for each seed."""
    tests = [f"tests/rulebook/{name}.py" for name in ("test_properties", "test_fuzz")]
    words = ["-q", "-n", "2", f"--hypothesis-seed={seed}", *tests]
    environment = os.environ | {"NGUON_MORE": str(more), "NGUON_SEED": str(seed)}
    code = subprocess.call([sys.executable, "-m", "pytest", *words], env=environment)
    print(json.dumps({"test": "rules", "more": more, "seed": seed, "passed": code == 0}))
    return code


def files() -> int:
    """Send every hostile file, the slow ones too, the whole way that a page sends it."""
    asked = [sys.executable, "-m", "tests.hostile.judge", "all"]
    environment = os.environ | {"NGUON_SITE": "registry"}
    environment |= {"DJANGO_SETTINGS_MODULE": "nguon.settings"}
    done = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True)
    lines = json.loads(done.stdout)["door"]
    wrong = [line for line in lines if line[2] != line[3]]
    print(json.dumps({"test": "BI-05 files", "files": len(lines), "wrong": wrong}))
    return int(bool(wrong))


def rights(seed: int) -> int:
    """Ask everything in everybody's name on each engine; planted faults on one of them."""
    asked = [sys.executable, "-m", "tests.torture.authorisation", "--seed", str(seed), "--engine"]
    on_the_other = ["--only", "matrix", "--only", "columns"]
    return max(
        subprocess.call([*asked, "sqlite"]), subprocess.call([*asked, "postgresql", *on_the_other])
    )


def odd(seed: int) -> int:
    """Send what nobody would type to every address of both sites; BI-13 with a megabyte each."""
    asked = [sys.executable, "-m", "tests.torture.fuzzing", "--seed", str(seed), "--site"]
    expressions = [sys.executable, "-m", "pytest", "-q", "tests/hostile/test_expressions.py"]
    return max(
        subprocess.call([*asked, "registry", "--cases", "40000"]),
        subprocess.call([*asked, "portal", "--cases", "10000"]),
        subprocess.call(
            [*expressions, "--timeout", "7200"], env=os.environ | {"NGUON_LENGTH": "1000000"}
        ),
    )


def nothing_lost(engine: str, seed: int) -> int:
    """Tamper with the trail, spoil backups; print the line that each campaign hands in."""
    tests = [f"tests/torture/{name}.py" for name in ("test_tampering", "test_backups")]
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.jsonl"
        told = {"NGUON_TORTURE": str(lines), "NGUON_SEED": str(seed), "NGUON_TEST_DB": engine}
        asked = [sys.executable, "-m", "pytest", "-q", *tests]
        code = subprocess.call(asked, env=os.environ | {"NGUON_SITE": "registry"} | told)
        handed_in = lines.read_text(encoding="utf-8") if lines.exists() else ""
    print(handed_in, end="", flush=True)
    failures = sum(json.loads(line)["failures"] for line in handed_in.splitlines())
    return max(code, int(failures > 0))


def kill(engine: str, rounds: int, seed: int) -> int:
    """Run the campaign of kills on one engine; settings are read once its address is known."""
    with ENGINES[engine]() as database:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= database.environment
        os.environ |= {"NGUON_SITE": "registry", "DJANGO_SETTINGS_MODULE": "nguon.settings"}
        django.setup()
        prepare = importlib.import_module("nguon.cli.prepare")
        prepare.prepare()
        kills = importlib.import_module("tests.torture.kills")
        campaign = kills.Campaign(database, seed=seed)
        for _ in range(rounds):
            campaign.round()
        line = {"test": "FT-01 kills", "engine": engine, "seed": seed, **asdict(campaign.tally)}
        print(json.dumps(line), flush=True)
        prepare.leave_database()
        return 0 if campaign.tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())

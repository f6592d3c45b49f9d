"""``python -m tests.torture [--engine E] [--rounds N] [--more N] [--seed S]``: a line each.

Exit code 1 if anything was lost, doubled, half there or untrue.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict

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
        return max(*codes, rules(chosen.more, chosen.seed), files())
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

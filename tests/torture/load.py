"""``python -m tests.torture.load``: what ``bench.clerks`` measures, held against its limits.

Two hundred clerks for twenty minutes and all of them signing in at once; in short a few of them
for some seconds on a town. The figures mean nothing where the machine does other work as well, so
the load it had before is told with them.
"""

import json
import subprocess
import sys
from typing import Any

from tests.torture import campaign

CLERKS, MINUTES = 200, 20
LIMITS = {"read_p95": 300, "write_p95": 500, "print_p95": 2000, "all_p999": 2000}


def main() -> int:
    clerks, minutes = campaign.times(4, CLERKS), max(0.1, MINUTES * campaign.SHARE)
    scale = "province" if campaign.SHARE >= 1 else "town"
    words = ["--clerks", clerks, "--minutes", minutes, "--scale", scale, "--seed", campaign.SEED]
    asked = [sys.executable, "-m", "bench.clerks", "--engine", campaign.ENGINE, *map(str, words)]
    done = subprocess.run(asked, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)["engines"][campaign.ENGINE]
    load = f"{minutes:g} min, {told['requests']:,} requests, load {told['machine']['load_before']}"
    usual = campaign.hand_in(
        "LD-01", "clerks at work", count=clerks, wanted=CLERKS, wrong=at_work(told),
        passes="0 errors, p95 ≤ 300/500 ms", note=f"{load}; {figures(told)}",
    )  # fmt: skip
    storm = told["storm"]
    signing = campaign.hand_in(
        "LD-02", "sign-ins in a minute", count=storm["sign_ins"], wanted=CLERKS,
        wrong=signing_in(storm), passes="p95 ≤ 3 s, others ≤ 2×, ≤ 250 MB",
        note=f"{storm['sign_in_p95_ms']} ms, {storm['others_times']}×, {storm['hashing_mb']} MB",
    )  # fmt: skip
    return int(bool(usual.failures or signing.failures))


def at_work(told: dict[str, Any]) -> list[str]:
    """Errors count always, milliseconds only where the campaign is whole."""
    wrong = [f"{what}: {number} errors" for what, number in told["wrong"].items()]
    slow = [f"{what} {told[what]} ms" for what, limit in LIMITS.items() if told[what] > limit]
    return wrong + (slow if campaign.SHARE >= 1 else [])


def signing_in(storm: dict[str, Any]) -> list[str]:
    wrong = [f"{what}: {number} errors" for what, number in storm["wrong"].items()]
    limits = {"sign_in_p95_ms": "sign_in_limit_ms", "others_times": "others_limit"}
    limits |= {"hashing_mb": "hashing_limit_mb"}
    slow = [f"{what} {storm[what]}" for what, most in limits.items() if storm[what] > storm[most]]
    return wrong + (slow if campaign.SHARE >= 1 else [])


def figures(told: dict[str, Any]) -> str:
    return ", ".join(f"{what} {told[what]} ms" for what in LIMITS)


if __name__ == "__main__":
    sys.exit(main())

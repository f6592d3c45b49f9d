"""``python -m tests.torture.files``: every hostile file, in whole the way that a page sends it."""

import json
import os
import subprocess
import sys

from tests.torture import campaign

FILES, MARKED = 200, 40  # of the plan


def main() -> int:
    length = ["all"] if campaign.SHARE else []
    asked = [sys.executable, "-m", "tests.hostile.judge", *length]
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "nguon.settings"}
    done = subprocess.run(asked, env=surroundings, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    lines = told["door"] if campaign.SHARE else told["judged"]
    secret = [line for line in lines if line[2] == "secret"]
    harmless = campaign.hand_in(
        "BI-05", "hostile files", count=len(lines), wrong=wrong(lines), wanted=FILES,
        passes="refused or parsed harmless",
    )  # fmt: skip
    marked = campaign.hand_in(
        "BI-21", "marks of secrecy", count=len(secret), wrong=wrong(secret), wanted=MARKED,
        passes="40 refused",
    )  # fmt: skip
    return int(bool(harmless.failures or marked.failures))


def wrong(lines: list[list[str]]) -> list[str]:
    return [f"{title}: {came}, not {must}" for title, _, must, came in lines if came != must]


if __name__ == "__main__":
    sys.exit(main())

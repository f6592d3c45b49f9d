"""How long a campaign is and what it hands in: short among the tests, whole in ``make torture``.

``NGUON_TORTURE`` names a file: then campaigns are whole, and each adds a line to it.
"""

import json
import os
import random
from pathlib import Path

ENGINE = os.environ.get("NGUON_TEST_DB", "sqlite")
SEED = int(os.environ.get("NGUON_SEED", "11"))
LINES = os.environ.get("NGUON_TORTURE", "")


def times(short: int, whole: int) -> int:
    """How often to try."""
    return whole if LINES else short


def chance(test: str) -> random.Random:
    """Numbers of one campaign: the same ones for the same seed."""
    return random.Random(f"{test}:{SEED}")


def hand_in(
    test: str, what: str, *, count: int, failures: int, passes: str, note: str = ""
) -> None:
    """Add a line to the table; ``passes`` is the figure of the design."""
    if LINES:
        told = {
            "test": test, "what": what, "engine": ENGINE, "seed": SEED, "count": count,
            "failures": failures, "passes": passes, "note": note,
        }  # fmt: skip
        with Path(LINES).open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")

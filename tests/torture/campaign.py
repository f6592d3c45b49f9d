"""What a campaign needs to know, and how it hands in: short among the tests, else in a table.

``python -m tests.torture`` starts each campaign of ``catalogue`` as a process of its own and says
by the environment how: ``NGUON_TORTURE`` names the file that takes a line for each figure,
``NGUON_SHARE`` is the part of the whole count to try (0 is the short form), ``NGUON_SEED`` and
``NGUON_TEST_DB`` are the seed and the engine. Without it a campaign is short and prints its lines.
"""

import json
import os
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ENGINE = os.environ.get("NGUON_TEST_DB", "sqlite")
SEED = int(os.environ.get("NGUON_SEED", "11"))
LINES = os.environ.get("NGUON_TORTURE", "")
SHARE = float(os.environ.get("NGUON_SHARE", "1" if LINES else "0"))
FEW = 5


@dataclass(frozen=True)
class Line:
    """A figure that a campaign found: ``test`` is an id of the plan, or several."""

    test: str
    what: str
    engine: str
    seed: int
    count: int
    wanted: int  # of the figure of the design; fewer are told as such
    failures: int
    passes: str  # the figure of the design
    note: str
    wrong: tuple[str, ...]  # the first few failures

    @property
    def verdict(self) -> str:
        if self.failures:
            return "MISSED"
        return "held" if self.count >= self.wanted else "held, fewer"


def times(short: int, whole: int) -> int:
    """How often to try."""
    return max(short, round(whole * SHARE))


def chance(test: str) -> random.Random:
    """Numbers of one campaign: the same ones for the same seed."""
    return random.Random(f"{test}:{SEED}")


def hand_in(
    test: str,
    what: str,
    *,
    count: int,
    wrong: Sequence[str],
    passes: str,
    wanted: int = 0,
    note: str = "",
) -> Line:
    """Add a line to the table, or print it where nobody asked for one."""
    few = tuple(each[:300] for each in wrong[:FEW])
    line = Line(test, what, ENGINE, SEED, count, wanted, len(wrong), passes, note, few)
    said = json.dumps(asdict(line), ensure_ascii=False)
    if LINES:
        with Path(LINES).open("a", encoding="utf-8") as file:
            file.write(f"{said}\n")
    else:
        print(said, flush=True)
    return line


def read(path: Path) -> list[Line]:
    """The lines that campaigns handed in to a file."""
    if not path.exists():
        return []
    return [_line(json.loads(each)) for each in path.read_text(encoding="utf-8").splitlines()]


def _line(told: dict[str, object]) -> Line:
    return Line(**{**told, "wrong": tuple(told["wrong"])})  # type: ignore[arg-type]

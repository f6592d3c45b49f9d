"""``python -m tests.torture [--only ID] [--short | --share F] [--engine E] [--seed N]``: a table.

Runs every campaign of ``catalogue``, or those that answer an id of the test plan, and prints a row
for each figure: the test, how many were tried, how many failed, the figure of the design, and
the verdict. ``held, fewer`` held in every case tried, which were fewer than the plan asks for.
Exit code 1 if anything was missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.torture import campaign
from tests.torture.campaign import Line
from tests.torture.catalogue import BOTH, CAMPAIGNS, NOT_BUILT, NOT_IN_THIS_RELEASE, Campaign

HEADS = ("test", "what", "on", "count", "of", "failures", "must be", "verdict", "")
NOT_THEIRS = ("NGUON_TEST_HOME", "DATABASE_URL", "PORTAL_DATABASE_URL")  # each has its own
ALIGNED = (str.ljust, str.ljust, str.ljust, str.rjust, str.rjust, str.rjust, *[str.ljust] * 3)


def main() -> int:
    chosen = arguments()
    share = 0.0 if chosen.short else chosen.share
    lines = list(found(chosen.only or [], chosen.engine or BOTH, chosen.seed, share))
    print(table(lines), end="")
    if not chosen.only:
        print(f"\nNot built: {', '.join(NOT_BUILT)}")
        print(f"Not in this release: {', '.join(NOT_IN_THIS_RELEASE)}")
    return int(any(line.failures for line in lines) or not lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--only", metavar="ID", action="append", help="a test of the plan: FT-01")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--short", action="store_true", help="as short as among the tests")
    length.add_argument("--share", type=float, default=1.0, help="of the whole count, 0 to 1")
    parser.add_argument("--engine", choices=BOTH, action="append", help="both without it")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


def found(only: list[str], engines: Iterable[str], seed: int, share: float) -> Iterator[Line]:
    """The lines of each campaign that answers a wanted test, on each engine, as they come."""
    for each in CAMPAIGNS:
        if only and not set(only) & set(each.tests):
            continue
        for engine in (one for one in each.engines if one in engines):
            yield from run(each, engine, seed, share)


def run(each: Campaign, engine: str, seed: int, share: float) -> list[Line]:
    """Run one campaign and return its lines, with one for all that it should have told."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "lines.jsonl"
        told = {"NGUON_TORTURE": str(place), "NGUON_SHARE": str(share), "NGUON_SEED": str(seed)}
        told |= {"NGUON_TEST_DB": engine, "NGUON_SITE": each.site}
        ours = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
        print(f"--- {' '.join(each.tests)} on {engine}", file=sys.stderr, flush=True)
        code = subprocess.run(
            [sys.executable, *each.words], env=ours | told, stdout=sys.stderr, check=False
        ).returncode
        lines = campaign.read(place)
    told_of = {test for line in lines for test in line.test.split()}
    silent = [test for test in each.tests if test not in told_of]
    if silent or (code and not any(line.failures for line in lines)):
        why = f"ended with code {code}; nothing told of: {' '.join(silent) or '-'}"
        tests = " ".join(silent or each.tests)
        lines.append(Line(tests, "the campaign itself", engine, seed, 0, 0, 1, "ends", why, ()))
    print(table(lines), end="", file=sys.stderr, flush=True)  # the whole may take hours
    return lines


def table(lines: list[Line]) -> str:
    """The rows under their heads, then what failed."""
    rows = [HEADS, *(row(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    said = [
        "  ".join(put(cell, width) for put, cell, width in zip(ALIGNED, each, widths, strict=True))
        for each in rows
    ]
    wrong = [f"{line.test} on {line.engine}: {each}" for line in lines for each in line.wrong]
    seeds = sorted({line.seed for line in lines})
    return "\n".join([f"seed {seeds}", *(each.rstrip() for each in said), *wrong, ""])


def row(line: Line) -> tuple[str, ...]:
    wanted = f"{line.wanted:,}" if line.wanted else ""
    counts = (f"{line.count:,}", wanted, f"{line.failures:,}")
    return (line.test, line.what, line.engine, *counts, line.passes, line.verdict, line.note)


if __name__ == "__main__":
    sys.exit(main())

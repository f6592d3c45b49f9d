"""``python -m tests.torture.writers``: sixty-four at once write into one file of SQLite (FT-14).

Each enters one act after the other into a case, as a page does, without a pause. Nobody may be
told that the file is locked, nobody may wait long, and every act must be there whole.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.db import DatabaseError, connection

from tests.torture import campaign
from tests.torture.engines import prepared
from tests.torture.kills import FIRST_DAY

WRITERS, SECONDS, SHORTLY = 64, 60.0, 2.0
P999, MOST = 2.0, 5.0  # seconds


def main() -> int:
    seconds = max(SHORTLY, SECONDS * campaign.SHARE)
    with prepared("sqlite"):
        at_once = AtOnce(import_module("tests.torture.office"), time.monotonic() + seconds)
        at_once.run()
        at_once.wrong += at_once.office.faults(at_once.entered)
    spent = sorted(at_once.spent)
    late = spent[int(len(spent) * 0.999)]
    if campaign.SHARE >= 1 and (late > P999 or spent[-1] > MOST):
        at_once.wrong.append(f"p99.9 {late:.1f} s, at most {spent[-1]:.1f} s")
    line = campaign.hand_in(
        "FT-14", "writers at once", count=WRITERS, wanted=WRITERS, wrong=at_once.wrong,
        passes="0 locked, p99.9 ≤ 2 s, max ≤ 5 s",
        note=f"{len(spent):,} acts in {seconds:g} s, p99.9 {late:.1f} s, most {spent[-1]:.1f} s",
    )  # fmt: skip
    return int(bool(line.failures))


@dataclass
class AtOnce:
    """What so many threads entered, how long each act took in seconds, and what went wrong."""

    office: Any
    until: float
    entered: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        cases = self.office.settle(date(2024, 1, 2))
        with ThreadPoolExecutor(WRITERS) as pool:
            begun = [
                pool.submit(self.write, number, cases[number % len(cases)])
                for number in range(WRITERS)
            ]
        for each in begun:
            each.result()  # whatever else broke breaks the campaign

    def write(self, number: int, ref: str) -> None:
        try:
            turn = 0
            while time.monotonic() < self.until:
                turn += 1
                self.enter(ref, f"T-{number}-{turn}", FIRST_DAY + timedelta(days=turn % 300))
        except DatabaseError as fault:
            self.wrong.append(f"writer {number}: {fault}")
        finally:
            connection.close()

    def enter(self, ref: str, document: str, day: date) -> None:
        begun = time.monotonic()
        self.office.enter(ref, on=day, document=document)
        self.spent.append(time.monotonic() - begun)
        self.entered.append(document)


if __name__ == "__main__":
    sys.exit(main())

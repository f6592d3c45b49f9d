"""``python -m tests.torture.races [--plant FAULT]``: several at one thing at once (FT-13).

In each race some threads, each over a connection of its own, do what excludes one another or meets
in the same rows. One wins, whoever loses is refused with a reason, and afterwards rows, trail,
verdicts and the tree agree: a number that two took, or a gap, breaks a chain.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from threading import Barrier
from typing import Any

from tests.torture import campaign
from tests.torture.engines import prepared

SHORT, WHOLE = 3, 500  # of each race
CLICKS = 3
FAULTS = ("no locks",)
Act = Callable[[], Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plant", choices=FAULTS)
    planted = parser.parse_args().plant
    with prepared(campaign.ENGINE):
        races = Races()
        if planted:
            take_the_locks_away()
        lines = [races.run(name) for name in RACES]
    return int(any(line.failures for line in lines))


class Races:
    """An office, and what is raced for there; ``run`` races so many times and looks."""

    def __init__(self) -> None:
        self.office: Any = import_module("tests.torture.office")
        self.scenes: Any = import_module("tests.torture.scenes")
        self.link = import_module("django.db").connection
        self.chance = campaign.chance("FT-13")
        self.refused = self.scenes.REFUSED
        self.cases = self.office.settle(date(2024, 1, 2))

    def run(self, name: str) -> campaign.Line:
        rounds, wrong = campaign.times(SHORT, WHOLE), list[str]()
        won: dict[str, int] = {}
        for number in range(rounds):
            prepare, winners = RACES[name]
            doings = getattr(self.scenes, prepare)(self.cases, f"{name}-{number}")
            self.chance.shuffle(doings)
            came = self.at_once(*doings)
            wins = [each for each in came if not isinstance(each, Exception)]
            for each in wins:
                won[str(each)] = won.get(str(each), 0) + 1
            faults = [*self.unexpected(came), *self.scenes.faults(f"{name}-{number}", wins)]
            if len(wins) not in winners:
                faults.append(f"{len(wins)} won")
            if faults:
                wrong.append(f"{name} {number}: {faults[0]}")
        wrong += self.office.faults(self.scenes.entered)
        return campaign.hand_in(
            "FT-13", name, count=rounds, wanted=WHOLE, wrong=wrong, passes="one winner",
            note=", ".join(f"{n} × {what}" for what, n in sorted(won.items())),
        )  # fmt: skip

    def unexpected(self, came: list[Any]) -> Iterator[str]:
        """Whoever loses is told why, in a sentence of the trade."""
        for each in came:
            if isinstance(each, Exception) and not isinstance(each, self.refused):
                said = str(each).splitlines() or [""]
                yield f"{type(each).__name__}: {said[0]}"

    def at_once(self, *doings: Act) -> list[Any]:
        """Do all of it at the same moment; what came of each, or what it raised."""
        ready = Barrier(len(doings))

        def work(doing: Act) -> Any:
            try:
                ready.wait()
                return doing()
            except Exception as raised:  # noqa: BLE001 (judged by whoever asked)
                return raised
            finally:
                self.link.close()

        with ThreadPoolExecutor(len(doings)) as pool:
            return list(pool.map(work, doings))


# What prepares a race, and how many may win: all clicks on one button are answered by one act.
RACES = {
    "double click": ("clicks", {CLICKS}),
    "one dossier lent twice": ("lendings", {1}),
    "accepting and calling off": ("letters", {1}),
    "merging and entering": ("mergers", {1, 2}),
}


def take_the_locks_away() -> None:
    """On PostgreSQL nobody locks a row; on SQLite nobody waits for his turn to write."""
    connection = import_module("django.db").connection
    if connection.vendor == "postgresql":
        rows = import_module("django.db.models").QuerySet
        rows.select_for_update = lambda self, *_, **__: self
        return
    import_module("nguon.cli.prepare").leave_database()
    options = import_module("django.db").connections.settings["default"]["OPTIONS"]
    options |= {"transaction_mode": "DEFERRED", "timeout": 0}


if __name__ == "__main__":
    sys.exit(main())

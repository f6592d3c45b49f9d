"""``python -m tests.torture.away``: the database goes away under writes and comes back (FT-05).

Clerks enter acts through the site. In each round the PostgreSQL server is shut down for some
seconds, or another program holds the file of SQLite for half a minute. No answer may be another
one than "entered" or "come again" with a time to wait, acts must go in again within ten seconds,
and every act that was answered must be there whole.
"""

import http.client
import sys
import threading
import time
from dataclasses import dataclass, field

from tests.torture import campaign
from tests.torture.desk import ENTERED, Desk
from tests.torture.engines import Sqlite, prepared

ROUNDS, SHORT = 10, 1
AWAY = {"sqlite": 30.0, "postgresql": 5.0}  # seconds
SHORTLY = 2.0
BACK = 10.0  # seconds after which acts must go in again
COME_AGAIN = 503


def main() -> int:
    rounds = campaign.times(SHORT, ROUNDS)
    with prepared(campaign.ENGINE) as database, Desk() as desk:
        absence = Absence(database, desk)
        for _ in range(rounds):
            absence.round(AWAY[campaign.ENGINE] if campaign.SHARE else SHORTLY)
        absence.wrong += desk.faults()
    line = campaign.hand_in(
        "FT-05", "database away under writes", count=rounds, wanted=ROUNDS, wrong=absence.wrong,
        passes="only 503, back in 10 s", note=absence.told(),
    )  # fmt: skip
    return int(bool(line.failures))


@dataclass
class Absence:
    """Clerks who enter one act after the other while the database comes and goes."""

    database: Sqlite
    desk: Desk
    wrong: list[str] = field(default_factory=list)
    put_off: int = 0
    slowest: float = 0.0  # seconds until acts went in again

    def round(self, seconds: float) -> None:
        """Let everybody write, take the database away for so long, and wait until acts go in."""
        stop = threading.Event()
        writers = [
            threading.Thread(target=self.write, args=(ref, stop)) for ref in self.desk.cases
        ]
        for writer in writers:
            writer.start()
        try:
            self.expect_acts("before the database went")
            self.database.be_away(seconds)
            back = time.monotonic()
            self.expect_acts("of its return")
            self.slowest = max(self.slowest, time.monotonic() - back)
        finally:
            stop.set()
            for writer in writers:
                writer.join()

    def expect_acts(self, when: str) -> None:
        """Wait until as many acts went in as there are cases; note it if none would."""
        wanted, until = len(self.desk.answered) + len(self.desk.cases), time.monotonic() + BACK
        while len(self.desk.answered) < wanted:
            if time.monotonic() > until:
                self.wrong.append(f"no {len(self.desk.cases)} acts in {BACK:g} s {when}")
                return
            time.sleep(0.02)

    def write(self, ref: str, stop: threading.Event) -> None:
        browser = self.desk.browser()
        while not stop.is_set():
            try:
                status = self.desk.enter(ref, browser)
            except (OSError, http.client.HTTPException) as fault:
                self.wrong.append(f"no answer: {fault}")
                return
            if status == COME_AGAIN and browser.said.get("Retry-After"):
                self.put_off += 1
                time.sleep(0.2)
            elif status != ENTERED:
                self.wrong.append(f"answered {status} while the database was away")

    def told(self) -> str:
        acts = f"{len(self.desk.answered):,} acts answered, {self.put_off} put off"
        return f"{acts}, back in {self.slowest:.1f} s at most"


if __name__ == "__main__":
    sys.exit(main())

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
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from tests.torture import campaign
from tests.torture.engines import Sqlite, prepared
from tests.torture.kills import FIRST_DAY, PATH, Browser, free_port, start

ROUNDS, SHORT = 10, 1
AWAY = {"sqlite": 30.0, "postgresql": 5.0}  # seconds
SHORTLY = 2.0
BACK = 10.0  # seconds after which acts must go in again
ENTERED, COME_AGAIN = 302, 503


def main() -> int:
    rounds = campaign.times(SHORT, ROUNDS)
    with prepared(campaign.ENGINE) as database:
        office = Office(database)
        try:
            for _ in range(rounds):
                office.round(AWAY[campaign.ENGINE] if campaign.SHARE else SHORTLY)
        finally:
            office.site.kill()
            office.site.wait()
        office.wrong += office.module.faults(office.answered)
    line = campaign.hand_in(
        "FT-05", "database away under writes", count=rounds, wanted=ROUNDS, wrong=office.wrong,
        passes="only 503, back in 10 s", note=office.told(),
    )  # fmt: skip
    return int(bool(line.failures or not office.answered))


@dataclass
class Office:
    """A site at which clerks enter one act after the other while its database comes and goes."""

    database: Sqlite
    answered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    put_off: int = 0
    slowest: float = 0.0  # seconds until acts went in again

    def __post_init__(self) -> None:
        self.module: Any = import_module("tests.torture.office")
        self.cases: list[str] = self.module.settle(date(2024, 1, 2))
        self.lock, self.number = threading.Lock(), 0
        self.port = free_port()
        self.site = start(self.port)
        self.clerk = Browser(self.port)
        path = f"/bat-dau/{self.module.sign_in_code()}/"
        self.clerk.ask("POST", path, {"csrfmiddlewaretoken": self.clerk.token(path)})
        self.tokens = {ref: self.clerk.token(PATH.format(ref=ref)) for ref in self.cases}
        import_module("nguon.cli.prepare").leave_database()

    def round(self, seconds: float) -> None:
        """Let everybody write, take the database away for so long, and wait until acts go in."""
        stop = threading.Event()
        writers = [threading.Thread(target=self.write, args=(ref, stop)) for ref in self.cases]
        for writer in writers:
            writer.start()
        self.wait_for_acts(time.monotonic() + BACK)
        self.database.be_away(seconds)
        back = time.monotonic()
        if not self.wait_for_acts(back + BACK):
            self.wrong.append(f"no act went in within {BACK:g} s of the database's return")
        self.slowest = max(self.slowest, time.monotonic() - back)
        stop.set()
        for writer in writers:
            writer.join()

    def wait_for_acts(self, until: float) -> bool:
        """Whether one more act of each case's clerk could have gone in before then."""
        wanted = len(self.answered) + len(self.cases)
        while len(self.answered) < wanted and time.monotonic() < until:
            time.sleep(0.02)
        return len(self.answered) >= wanted

    def write(self, ref: str, stop: threading.Event) -> None:
        browser = Browser(self.port, dict(self.clerk.cookies))
        while not stop.is_set():
            document, status = self.enter(browser, ref)
            if status == ENTERED:
                self.answered.append(document)
            elif status == COME_AGAIN and browser.said.get("Retry-After"):
                self.put_off += 1
                time.sleep(0.2)
            else:
                self.wrong.append(f"answered {status} while the database was away")

    def enter(self, browser: Browser, ref: str) -> tuple[str, int]:
        """Send one act; return its document and the answer, 0 for none."""
        with self.lock:
            self.number += 1
            number = self.number
        day = FIRST_DAY + timedelta(days=number % 300)
        fields = {"on": f"{day:%d/%m/%Y}", "document": f"T-{number}"}
        fields["csrfmiddlewaretoken"] = self.tokens[ref]
        try:
            return fields["document"], browser.ask("POST", PATH.format(ref=ref), fields)[0]
        except (OSError, http.client.HTTPException):
            return fields["document"], 0

    def told(self) -> str:
        acts = f"{len(self.answered):,} acts answered, {self.put_off} put off"
        return f"{acts}, back in {self.slowest:.1f} s at most"


if __name__ == "__main__":
    sys.exit(main())

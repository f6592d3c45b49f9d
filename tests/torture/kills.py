"""Kill the serving process at a random moment under writes, again and again.

Writers enter acts through the site, as a browser does. Every act that was answered must be there
afterwards, exactly once and whole: the event, its line in the trail, the verdict on the case.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from nguon.cli import processes
from nguon.cli.prepare import leave_database
from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import projection
from nguon.development.models import CaseEvent
from tests.torture import office
from tests.torture.engines import Sqlite

PATH = "/ho-so/{ref}/lop-boi-duong-nhan-thuc/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIRST_DAY = date(2024, 2, 1)
FEW = 8


@dataclass
class Tally:
    """What a campaign has seen; all but ``rounds``, ``answered`` and ``events`` must stay 0."""

    rounds: int = 0
    answered: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    chain: int = 0
    verdicts: int = 0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.half or self.chain or self.verdicts)


@dataclass
class Browser:
    """One signed-in clerk's cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request and return status and body."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        crumbs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        heads = {"Cookie": crumbs, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            link.request(method, path, urlencode(fields or {}), heads)
            answer = link.getresponse()
            body = answer.read().decode()
        finally:
            link.close()
        for head in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = head.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, body

    def token(self, path: str) -> str:
        status, body = self.ask("GET", path)
        found = TOKEN.search(body)
        assert found, f"no form at {path}: {status} {body[:200]}"
        return found[1]


class Campaign:
    """Rounds of: start, write, kill, look."""

    def __init__(self, engine: Sqlite, *, seed: int) -> None:
        self.engine = engine
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.answered: list[str] = []
        self.number = 0
        self.lock = threading.Lock()
        self.cases = office.settle(date(2024, 1, 2))
        self.cookies: dict[str, str] = {}

    def round(self) -> None:
        """Start the site, write, kill it at a random moment and look at what is there."""
        port = free_port()
        site = start(port)
        stop = threading.Event()
        try:
            self.sign_in(port)
            writers = [
                threading.Thread(target=self.write, args=(port, ref, stop), daemon=True)
                for ref in self.cases
            ]
            for writer in writers:
                writer.start()
            self.wait_for_answers(FEW)
            time.sleep(self.chance.uniform(0, 1.5))
        finally:
            os.killpg(site.pid, signal.SIGKILL)
            site.wait()
            stop.set()
        for writer in writers:
            writer.join()
        if self.chance.random() < 0.5:
            leave_database()
            self.engine.kill()
        self.look()

    def wait_for_answers(self, few: int) -> None:
        """Let some acts through first: a kill before the first answer proves nothing."""
        wanted = len(self.answered) + few
        deadline = time.monotonic() + 30
        while len(self.answered) < wanted and time.monotonic() < deadline:
            time.sleep(0.02)

    def sign_in(self, port: int) -> None:
        if not self.cookies:
            browser = Browser(port)
            path = f"/bat-dau/{office.sign_in_code()}/"
            status, _ = browser.ask("POST", path, {"csrfmiddlewaretoken": browser.token(path)})
            assert status == 302, status
            self.cookies = browser.cookies

    def write(self, port: int, ref: str, stop: threading.Event) -> None:
        """Enter acts one after the other until the site is gone."""
        browser = Browser(port, dict(self.cookies))
        path = PATH.format(ref=ref)
        try:
            token = browser.token(path)
            while not stop.is_set():
                self.enter(browser, path, token)
        except (OSError, http.client.HTTPException):
            return  # killed in the middle of an answer

    def enter(self, browser: Browser, path: str, token: str) -> None:
        with self.lock:
            self.number += 1
            document = f"T-{self.number}"
        day = FIRST_DAY + timedelta(days=self.number % 300)
        fields = {"on": f"{day:%d/%m/%Y}", "document": document, "csrfmiddlewaretoken": token}
        status, _ = browser.ask("POST", path, fields)
        assert status == 302, status
        with self.lock:
            self.answered.append(document)

    def look(self) -> None:
        """Compare what is there with what was answered, and each part with the others."""
        with unscoped("the campaign looks at everything"):
            rows = list(CaseEvent.unscoped.values_list("pk", "document"))
        seen = [document for _, document in rows]
        told = set(
            AuditEntry.objects.filter(action="development.awareness_course").values_list(
                "detail__event", flat=True
            )
        )
        tally = self.tally
        tally.rounds += 1
        tally.answered, tally.events = len(self.answered), len(rows)
        tally.lost += len(set(self.answered) - set(seen))
        tally.doubled += len(seen) - len(set(seen))
        tally.half += len({number for number, _ in rows} ^ told)
        tally.chain += sum(1 for _ in audit.verify())
        tally.verdicts += len(projection.compare(by=office.actor(date.today())))


def start(port: int) -> "subprocess.Popen[bytes]":
    """Start the registry in a process group of its own and wait until it listens."""
    site = subprocess.Popen(
        [sys.executable, "-m", "nguon", "registry", "--port", str(port)],
        env=processes.environment("registry"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and site.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return site
        time.sleep(0.05)
    raise TimeoutError("the registry did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

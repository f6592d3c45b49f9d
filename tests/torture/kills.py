"""``python -m tests.torture.kills``: kill the serving process at a random moment under writes.

Writers enter acts through the site, as a browser does. Every act that was answered must be there
afterwards, exactly once and whole: the event, its line in the trail, the verdict on the case. On
PostgreSQL the server is killed as well, half of the time.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import Message
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from tests.torture import campaign
from tests.torture.engines import Sqlite, prepared

PATH = "/ho-so/{ref}/lop-boi-duong-nhan-thuc/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIRST_DAY = date(2024, 2, 1)
FEW = 8
ROUNDS = {"sqlite": 200, "postgresql": 50}
SHORT = 3


def main() -> int:
    with prepared(campaign.ENGINE) as database:
        killing = Campaign(database)
        rounds = campaign.times(SHORT, ROUNDS[campaign.ENGINE])
        for _ in range(rounds):
            killing.round()
    line = campaign.hand_in(
        "FT-01", "kills under writes", count=rounds, wanted=ROUNDS[campaign.ENGINE],
        wrong=killing.wrong, passes="0 lost, 0 half",
        note=f"{len(killing.answered):,} acts answered",
    )  # fmt: skip
    return int(bool(line.failures or not killing.answered))


@dataclass
class Browser:
    """One signed-in clerk's cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    said: Message = field(default_factory=Message)  # the heads of the last answer

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request and return status and body."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        crumbs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        heads = {"Cookie": crumbs, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            link.request(method, path, urlencode(fields or {}), heads)
            answer = link.getresponse()
            body, self.said = answer.read().decode(), answer.headers
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

    def __init__(self, engine: Sqlite) -> None:
        self.engine = engine
        self.chance = campaign.chance("FT-01")
        self.office: Any = import_module("tests.torture.office")
        self.answered: list[str] = []
        self.wrong: list[str] = []
        self.number = 0
        self.lock = threading.Lock()
        self.cases = self.office.settle(date(2024, 1, 2))
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
            import_module("nguon.cli.prepare").leave_database()
            self.engine.kill()
        self.wrong += self.office.faults(self.answered)

    def wait_for_answers(self, few: int) -> None:
        """Let some acts through first: a kill before the first answer proves nothing."""
        wanted = len(self.answered) + few
        deadline = time.monotonic() + 30
        while len(self.answered) < wanted and time.monotonic() < deadline:
            time.sleep(0.02)

    def sign_in(self, port: int) -> None:
        if not self.cookies:
            browser = Browser(port)
            path = f"/bat-dau/{self.office.sign_in_code()}/"
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


def start(port: int) -> "subprocess.Popen[bytes]":
    """Start the registry in a process group of its own and wait until it listens."""
    site = subprocess.Popen(
        [sys.executable, "-m", "nguon", "registry", "--port", str(port)],
        env=import_module("nguon.cli.processes").environment("registry"),
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


if __name__ == "__main__":
    sys.exit(main())

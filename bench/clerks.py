"""LD-01, LD-02: two hundred clerks at work, and all of them signing in within a minute.

    python -m bench.clerks [--minutes 10] [--clerks 200] [--scale province] [--engine sqlite]

A real ``nguon registry`` on a simulated province is asked over the network by as many clerks as
are named, each thinking some seconds before the next click: 40 % open a case, 25 % list or search,
15 % save, 8 % print, 7 % look at the first page, 5 % export. Then fifty go on while everybody
signs in with passphrase and code. Prints one JSON object. The clients run on the same machine and
take their part of it; there is no front server between, which takes its own.
"""

import argparse
import base64
import hmac
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.pages import HOME, ROOT, SCALES, throwaway
from bench.start import memory_of

MIX = {"case": 40, "list": 15, "search": 10, "save": 15, "print": 8, "dashboard": 7, "export": 5}
READS = ("case", "list", "search", "dashboard", "export")
THINKS = 7.0  # seconds between an answer and the next click, on average
STORM = 60.0  # seconds in which everybody signs in
AT_WORK = 50  # who go on meanwhile
PATIENCE = 30
FINE = {200, 302}
# Milliseconds of the design, in percentiles.
LIMITS = {"read_p95": 300, "write_p95": 500, "print_p95": 2000, "all_p999": 2000}
LOGIN_P95, OTHERS_TIMES, HASHING_MB = 3000, 2.0, 250


@dataclass
class Times:
    """What was asked, how long each took in milliseconds, and what went wrong."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, began: float, status: int) -> None:
        with self.lock:
            self.spent[what].append((time.perf_counter() - began) * 1000)
            if status not in FINE:
                self.wrong[f"{what} {status}"] += 1

    def of(self, *kinds: str) -> list[float]:
        return sorted(ms for kind in kinds for ms in self.spent.get(kind, ()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.clerks", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clerks", type=int, default=200)
    parser.add_argument("--scale", choices=SCALES, default="province")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    engines = chosen.engine or ["sqlite", "postgresql"]
    found = {engine: measured(engine, chosen) for engine in engines}
    told = {"id": "LD-01 LD-02", "clerks": chosen.clerks, "minutes": chosen.minutes}
    print(json.dumps(told | {"limits_ms": LIMITS, "engines": found}, indent=2))
    return 0


def measured(engine: str, chosen: argparse.Namespace) -> dict[str, Any]:
    with registry(engine, chosen.scale, chosen.clerks) as (port, clerks, server):
        work = [Clerk(port, told, chosen.seed) for told in clerks]
        stolen, load = steal(), os.getloadavg()[0]
        usual = at_work(work, chosen.minutes * 60)
        calm = memory_of(server.pid)
        storm, signed_in, most = sign_in_all(work, clerks, port, server.pid)
    line = summary(usual, chosen.minutes * 60)
    line["machine"] = {"load_before": round(load, 2), "stolen_s": round(steal() - stolen, 1)}
    others = percentile(storm.of(*READS), 0.95)
    line["storm"] = {
        "sign_ins": len(signed_in.spent["sign_in"]),
        "wrong": dict(signed_in.wrong) | dict(storm.wrong),
        "sign_in_p95_ms": percentile(signed_in.of("sign_in"), 0.95),
        "sign_in_limit_ms": LOGIN_P95,
        "others_p95_ms": others,
        "others_times": round(others / max(1.0, percentile(usual.of(*READS), 0.95)), 2),
        "others_limit": OTHERS_TIMES,
        "hashing_mb": round(max(0.0, most - calm)),
        "hashing_limit_mb": HASHING_MB,
    }
    return line


def summary(times: Times, seconds: float) -> dict[str, Any]:
    everything = times.of(*MIX)
    return {
        "requests": len(everything),
        "per_second": round(len(everything) / seconds, 1),
        "errors": sum(times.wrong.values()),
        "wrong": dict(times.wrong),
        "read_p95": percentile(times.of(*READS), 0.95),
        "write_p95": percentile(times.of("save"), 0.95),
        "print_p95": percentile(times.of("print"), 0.95),
        "all_p999": percentile(everything, 0.999),
        "medians": {what: round(statistics.median(s), 1) for what, s in times.spent.items() if s},
        "counts": {what: len(s) for what, s in times.spent.items()},
    }


def percentile(sorted_ms: list[float], share: float) -> float:
    if not sorted_ms:
        return 0.0
    return round(sorted_ms[min(len(sorted_ms) - 1, int(len(sorted_ms) * share))], 1)


# --- who asks -----------------------------------------------------------------------------------


class Clerk:
    """One browser: its cookies, its cases, and what it does next."""

    def __init__(self, port: int, told: dict[str, Any], seed: int) -> None:
        self.port, self.cases, self.cookies = port, told["cases"], dict(told["cookies"])
        self.chance, self.turn = random.Random(f"{seed} {told['username']}"), 0
        self.username, self.family = told["username"], told["family"]

    def work(self, until: float, times: Times) -> None:
        while True:
            time.sleep(min(self.chance.expovariate(1 / THINKS), 4 * THINKS))
            if time.monotonic() > until:
                return
            what = self.chance.choices(list(MIX), list(MIX.values()))[0]
            began = time.perf_counter()
            times.note(what, began, self.do(what))

    def do(self, what: str) -> int:
        ref = self.chance.choice(self.cases)
        pages = {
            "case": f"/ho-so/{ref}/", "list": "/ho-so/", "dashboard": "/",
            "search": f"/nguoi/?{urlencode({'q': self.family})}",
            "print": f"/giay-to/{ref}/6-knd/pdf/", "export": "/ho-so/xuat/",
        }  # fmt: skip
        try:
            return self.save(ref) if what == "save" else self.ask("GET", pages[what])[0]
        except (OSError, http.client.HTTPException):
            return 0

    def save(self, ref: str) -> int:
        """Enter an act; a form that comes back with a fault is no save."""
        self.turn += 1
        day = time.strftime("%d/%m/%Y", time.localtime(time.time() - 86_400 * self.turn))
        fields = {"on": day, "document": f"{self.username}-{self.turn}"}
        status, _ = self.ask("POST", f"/ho-so/{ref}/lop-boi-duong-nhan-thuc/", fields)
        return 302 if status == 302 else status * 10

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Host": "localhost", "Accept-Encoding": "gzip"}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("nguon_registry_csrf", "")
        line.request(method, path, urlencode(fields) if fields else None, headers)
        answer = line.getresponse()
        answer.read()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, answer.headers.get("Location") or ""

    def sign_in(self, secret: str, passphrase: str) -> int:
        """From the empty form to the first page's address."""
        self.cookies = {}
        self.ask("GET", "/dang-nhap/")
        self.ask("POST", "/dang-nhap/", {"login": self.username, "password": passphrase})
        code = totp(secret)
        status, goes_to = self.ask("POST", "/dang-nhap/buoc-hai/", {"code": code})
        return status if status == 302 and "dang-nhap" not in goes_to else status * 10


def totp(secret: str) -> str:
    """The six digits that an app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def at_work(clerks: list[Clerk], seconds: float) -> Times:
    times, until = Times(), time.monotonic() + seconds
    together([lambda each=each: each.work(until, times) for each in clerks])
    return times


def together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sign_in_all(
    work: list[Clerk], told: list[dict[str, Any]], port: int, pid: int
) -> tuple[Times, Times, float]:
    """Everybody signs in, spread over a minute, while some go on; what the site held at most."""
    others, signed_in, most = Times(), Times(), [0.0]
    over = time.monotonic() + STORM + 5

    def enter(number: int) -> None:
        time.sleep(STORM * number / len(told))
        clerk = Clerk(port, told[number], 2)
        began = time.perf_counter()
        try:
            status = clerk.sign_in(told[number]["secret"], told[number]["passphrase"])
        except (OSError, http.client.HTTPException):
            status = 0
        signed_in.note("sign_in", began, status)

    def watch() -> None:
        while time.monotonic() < over:
            most[0] = max(most[0], memory_of(pid))
            time.sleep(1)

    working = [lambda each=each: each.work(over, others) for each in work[:AT_WORK]]
    together([*working, watch, *(lambda n=n: enter(n) for n in range(len(told)))])
    return others, signed_in, most[0]


# --- the site -----------------------------------------------------------------------------------


@contextmanager
def registry(
    engine: str, scale: str, clerks: int
) -> Iterator[tuple[int, list[dict[str, Any]], "subprocess.Popen[bytes]"]]:
    """A registry on a copy of a simulated place, with so many clerks; gone afterwards."""
    server = throwaway() if engine == "postgresql" else None
    data = HOME / f"clerks-{engine}"
    shutil.rmtree(data, ignore_errors=True)
    environment = os.environ | {
        "NGUON_DATA": str(data), "NGUON_SITE": "registry", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "nguon.settings",
        "DATABASE_URL": server.url("clerks") if server else "",
    }  # fmt: skip
    try:
        words = ["-m", "nguon", "simulate", "--scale", scale, "--seed", "1", "--lang", "en"]
        simulated = [sys.executable, *words]
        subprocess.run(simulated, env=environment, stdout=sys.stderr, check=True)
        settle = [sys.executable, "-m", "bench.clerks_side", str(clerks)]
        done = subprocess.run(settle, env=environment, stdout=subprocess.PIPE, check=True)
        port = free_port()
        serve = [sys.executable, "-m", "nguon", "registry", "--port", str(port)]
        site = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield port, json.loads(done.stdout), site
        finally:
            site.terminate()
            site.wait(60)
    finally:
        if server:
            server.close()
        shutil.rmtree(data, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the registry did not start")


def steal() -> float:
    """Seconds of processor time that the machine's host gave to others."""
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return int(first[8]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())

"""P4, P5, P10: server time of pages and of one act, a province beside a town in the same run.

Each scale is simulated once under ``build/bench`` (``--fresh`` makes it anew) and asked in a
process of its own; the rounds of both go in turn. Prints one JSON object with medians, 95th
percentiles and numbers of statements.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench"
LIMITS_MS = {  # 95th percentiles of the design: town, province
    "dashboard": (20, 40),
    "worklist": (20, 30),
    "attainment": (20, 40),
    "search": (15, 25),
    "act": (25, 25),
}
STATEMENTS_LIMIT = 12


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--large", choices=("town", "province"), default="province")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return answer(chosen.serve)
    scales = dict.fromkeys(("town", chosen.large))
    sites = {scale: open_site(made(scale, fresh=chosen.fresh)) for scale in scales}
    found: dict[str, dict[str, list[list[float]]]] = {scale: {} for scale in sites}
    for _ in range(chosen.rounds):
        for page in LIMITS_MS:
            for scale, site in sites.items():
                found[scale].setdefault(page, []).append(ask(site, page))
    for site in sites.values():
        site.stdin.close()
        site.wait()
    print(json.dumps(report(found, chosen.rounds), indent=2))
    return 0


def report(found: dict[str, dict[str, list[list[float]]]], rounds: int) -> dict[str, Any]:
    scales = {
        scale: {
            page: summary(times, LIMITS_MS[page][scale != "town"]) for page, times in of.items()
        }
        for scale, of in found.items()
    }
    first, last = next(iter(scales.values())), list(scales.values())[-1]
    ratio = {page: round(last[page]["median_ms"] / first[page]["median_ms"], 2) for page in first}
    return {"id": "P4 P5 P10", "rounds": rounds, "scales": scales, "large_to_town": ratio}


def summary(times: list[list[float]], limit: int) -> dict[str, float]:
    spent = sorted(ms for ms, _ in times[1:] or times)
    return {
        "median_ms": round(statistics.median(spent), 1),
        "p95_ms": round(spent[min(len(spent) - 1, int(len(spent) * 0.95))], 1),
        "p95_limit_ms": limit,
        "statements": int(times[-1][1]),
        "statements_limit": STATEMENTS_LIMIT,
    }


def made(scale: str, *, fresh: bool) -> Path:
    """The data of a scale; simulated when they are not there yet."""
    data = HOME / scale
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    if not (data / "done").exists():
        shutil.rmtree(data, ignore_errors=True)
        environment = os.environ | {"NGUON_DATA": str(data), "PYTHONPATH": str(ROOT)}
        environment.pop("DATABASE_URL", None)
        words = ["-m", "nguon", "simulate", "--scale", scale, "--seed", "1"]
        subprocess.run([sys.executable, *words], env=environment, check=True)
        (data / "done").touch()
    return data


def open_site(data: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "NGUON_DATA": str(data),
        "NGUON_SITE": "registry",
        "NGUON_PLAIN_STATIC": "1",
        "DJANGO_SETTINGS_MODULE": "nguon.settings",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "bench.pages", "--serve", str(data)]
    return subprocess.Popen(
        words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ask(site: "subprocess.Popen[str]", page: str) -> list[float]:
    assert site.stdin is not None
    assert site.stdout is not None
    site.stdin.write(page + "\n")
    site.stdin.flush()
    line = site.stdout.readline()
    if not line:
        raise SystemExit(f"{page}: the site ended")
    found: list[float] = json.loads(line)
    return found


# --- inside a site's process -------------------------------------------------------------------


def answer(data: Path) -> int:
    """Ask for pages as they are named on standard input; print milliseconds and statements."""
    import_module("nguon")
    import_module("django").setup()
    clerk = Clerk()
    for line in sys.stdin:
        print(json.dumps(clerk.measure(line.strip())), flush=True)
    return 0


class Clerk:
    """A signed-in browser without a network: what is measured is the server's own time."""

    def __init__(self) -> None:
        from django.test import Client  # noqa: PLC0415 - once settings are there

        from nguon.accounts.models import User  # noqa: PLC0415
        from nguon.core.http.session import SECOND_FACTOR  # noqa: PLC0415

        self.client = Client(headers={"host": "localhost"})
        user = User.objects.get(username="van-phong")
        self.client.force_login(user)
        kept = self.client.session
        kept[SECOND_FACTOR] = user.pk
        kept.save()
        self.turn = 0
        self.cases = self._some_cases()

    def measure(self, page: str) -> list[float]:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as seen:
            start = time.perf_counter()
            status = getattr(self, page)()
            spent = time.perf_counter() - start
        assert status in (200, 302), (page, status)
        return [spent * 1000, len(seen)]

    def dashboard(self) -> int:
        return self._get("/")

    def worklist(self) -> int:
        return self._get("/ho-so/")

    def search(self) -> int:
        return self._get("/nguoi/?q=nguyen+thi+mau+hoa")

    def attainment(self) -> int:
        return self._get("/nhiem-ky/tinh-ml/2020-2025/")

    def act(self) -> int:
        self.turn += 1
        ref = self.cases[self.turn % len(self.cases)]
        day = date.today() - timedelta(days=self.turn)
        fields = {"on": f"{day:%d/%m/%Y}", "document": f"B-{self.turn}"}
        return self.client.post(f"/ho-so/{ref}/lop-boi-duong-nhan-thuc/", fields).status_code

    def _get(self, address: str) -> int:
        return self.client.get(address).status_code

    def _some_cases(self) -> list[str]:
        from nguon.core.guard import unscoped  # noqa: PLC0415
        from nguon.development.models import Case  # noqa: PLC0415

        with unscoped("a measurement picks cases"):
            rows = Case.unscoped.filter(closed_on=None, admitted_on=None)
            return list(rows.order_by("pk").values_list("ref", flat=True)[:50])


if __name__ == "__main__":
    sys.exit(main())

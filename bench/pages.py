"""P5, P10: server time of pages and of one act, a province beside a town in the same run.

    python -m bench.pages [--large province|nation] [--rounds 40] [--engine sqlite] [--fresh]

Each scale is simulated once under ``build/bench`` (``--fresh`` makes it anew; a province takes
half a minute on an idle machine of two cores, the nation a quarter of an hour and 15 GB; on
PostgreSQL each time since its server is thrown away) and asked in a process of its own; the
rounds of both go in turn. Prints one JSON object with medians, 95th percentiles, processor time
of the site and numbers of statements.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench"
ENGINES = ("sqlite", "postgresql")
# 95th percentiles of the design: town, province, nation
LIMITS_MS: dict[str, tuple[int, int, int] | None] = {
    "dashboard": (20, 40, 60),
    "worklist": (20, 30, 60),
    "search": (15, 25, 100),
    "act": (25, 25, 40),
    "organization": None,
    "attainment": None,
}
SCALES = ("town", "province", "nation")
STATEMENTS_LIMIT = 12  # of a page; an act writes, too


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--large", choices=SCALES, default="province")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return answer(chosen.serve)
    found: dict[str, dict[str, list[list[float]]]] = {}
    with Sites(chosen.engine, ("town", chosen.large), fresh=chosen.fresh) as sites:
        for _ in range(chosen.rounds):
            for page in LIMITS_MS:
                for scale, site in sites.items():
                    found.setdefault(scale, {}).setdefault(page, []).append(ask(site, page))
    print(json.dumps(report(found, chosen), indent=2))
    return 0


def report(
    found: dict[str, dict[str, list[list[float]]]], chosen: argparse.Namespace
) -> dict[str, Any]:
    scales = {
        scale: {page: summary(times, limit_of(page, scale)) for page, times in of.items()}
        for scale, of in found.items()
    }
    first, last = next(iter(scales.values())), list(scales.values())[-1]
    ratio = {page: round(last[page]["median_ms"] / first[page]["median_ms"], 2) for page in first}
    return {
        "id": "P5 P10",
        "engine": chosen.engine,
        "rounds": chosen.rounds,
        "scales": scales,
        "large_to_town": ratio,
    }


def limit_of(page: str, scale: str) -> int | None:
    limits = LIMITS_MS[page]
    return limits[SCALES.index(scale)] if limits else None


def summary(times: list[list[float]], limit: int | None) -> dict[str, float | None]:
    counted = times[1:] or times
    spent = sorted(ms for ms, _, _ in counted)
    return {
        "median_ms": round(statistics.median(spent), 1),
        "p95_ms": round(spent[min(len(spent) - 1, int(len(spent) * 0.95))], 1),
        "p95_limit_ms": limit,
        "processor_ms": round(statistics.median(each[2] for each in counted), 1),
        "statements": int(times[-1][1]),
        "statements_limit": STATEMENTS_LIMIT,
    }


class Sites:
    """A process a scale, on databases that are there for as long as this context."""

    def __init__(
        self,
        engine: str,
        scales: Sequence[str],
        *,
        module: str = "bench.pages",
        fresh: bool = False,
    ) -> None:
        self.server = throwaway() if engine == "postgresql" else None
        self.module, self.fresh = module, fresh
        self.scales = list(dict.fromkeys(scales))

    def __enter__(self) -> "dict[str, subprocess.Popen[str]]":
        self.open = {scale: self._open(scale) for scale in self.scales}
        return self.open

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for site in self.open.values():
            assert site.stdin is not None
            site.stdin.close()
            site.wait()
        if self.server:
            self.server.close()

    def _open(self, scale: str) -> "subprocess.Popen[str]":
        """Start the site; simulate its data when they are not there yet, judge what changed."""
        data, environment = self._place(scale)
        if not (data / "done").exists():
            shutil.rmtree(data, ignore_errors=True)
            words = ["-m", "nguon", "simulate", "--scale", scale, "--seed", "1", "--lang", "en"]
            made = [sys.executable, *words]
            subprocess.run(made, env=environment, stdout=sys.stderr, check=True)
            (data / "done").touch()
        words = [sys.executable, "-m", self.module, "--serve", str(data)]
        return subprocess.Popen(
            words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _place(self, scale: str) -> tuple[Path, dict[str, str]]:
        data = HOME / (f"{scale}-postgresql" if self.server else scale)
        if self.fresh or self.server:
            shutil.rmtree(data, ignore_errors=True)
        url = self.server.url(scale) if self.server else ""
        settings = {
            "NGUON_DATA": str(data),
            "NGUON_SITE": "registry",
            "NGUON_PLAIN_STATIC": "1",
            "DJANGO_SETTINGS_MODULE": "nguon.settings",
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
        }
        return data, {**os.environ, **settings}


def throwaway() -> Any:
    """A PostgreSQL server that keeps what it acknowledges, with the memory of a large office's."""
    server = import_module("tools.throwaway_pg").ThrowawayPostgres
    return server(durable=True, options={"shared_buffers": "1GB", "max_wal_size": "8GB"})


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
    prepare()
    clerk = Clerk()
    for line in sys.stdin:
        print(json.dumps(clerk.measure(line.strip())), flush=True)
    return 0


def prepare() -> None:
    """Bring tables up to date, and verdicts if the regulations changed since they were given."""
    from django.utils import timezone  # noqa: PLC0415 - once settings are there

    from nguon.accounts.actors import system_actor  # noqa: PLC0415
    from nguon.cli.prepare import prepare as bring_up_to_date  # noqa: PLC0415
    from nguon.development import projection, totals  # noqa: PLC0415
    from nguon.people import stock  # noqa: PLC0415

    bring_up_to_date()
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    projection.refresh_due(by=by)
    totals.fold(by=by)
    stock.mend()


class Clerk:
    """A signed-in browser without a network: what is measured is the server's own time."""

    def __init__(self) -> None:
        from django.test import Client  # noqa: PLC0415 - once settings are there

        from nguon.accounts.models import User  # noqa: PLC0415
        from tests import staff  # noqa: PLC0415

        clerk = User.objects.get(username="van-phong")
        self.client = staff.enter(Client(headers={"host": "localhost"}), clerk)
        self.turn = 0
        self.statements: dict[str, int] = {}
        self.cases = self._some_cases()

    def measure(self, page: str) -> list[float]:
        """Milliseconds by the clock and of the processor; statements counted the first time only.

        Writing statements down costs more than many of them, so no time is taken then.
        """
        if page not in self.statements:
            self.statements[page] = self._counted(page)
        start, worked = time.perf_counter(), time.process_time()
        status = getattr(self, page)()
        spent, worked = time.perf_counter() - start, time.process_time() - worked
        assert status in (200, 302), (page, status)
        return [spent * 1000, self.statements[page], worked * 1000]

    def _counted(self, page: str) -> int:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        getattr(self, page)()  # what the first page of a process loads is not the page's
        with CaptureQueriesContext(connection) as seen:
            getattr(self, page)()
        return len(seen)

    def dashboard(self) -> int:
        return self._get("/")

    def worklist(self) -> int:
        return self._get("/ho-so/")

    def search(self) -> int:
        return self._get("/nguoi/?q=nguyen+thi+mau+hoa")

    def attainment(self) -> int:
        return self._get("/nhiem-ky/tinh-ml/2020-2025/")

    def organization(self) -> int:
        return self._get("/to-chuc/xa-ml-0/")

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

"""P5: entering one act against a bare insert of case change and event, with the same durability.

    python -m bench.acts [--seconds 3] [--repeats 3] [--writers 1 8] [--engine sqlite]

One act is ``development.operations.record``: lock, authority, rules, event, projection, audit.
The other side updates one row and inserts one, with plain statements, in a transaction of its
own. Both sides take turns in one run on the same database, each writer in a thread with its own
cell, as a server process works. Prints one JSON object; the ratio of a number of writers is the
median over the repeats. The volume of the log is compared on SQLite, where it is a file.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

ENGINES = ("sqlite", "postgresql")
RATE_LIMIT, VOLUME_LIMIT = 0.5, 1.5
CELLS, CASES = 8, 4  # cells, and cases in each; a case is told up to the CV beforehand
DAY = date(2024, 12, 1)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.acts", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="of each side, each time")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(measure(options)))
        return 0
    print(json.dumps(in_its_own_process(options), indent=2))
    return 0


def in_its_own_process(options: argparse.Namespace) -> Any:
    """Settings hold for a whole process and name a database: make a new one beside nobody's."""
    from tools.throwaway_pg import ThrowawayPostgres  # noqa: PLC0415

    home = tempfile.mkdtemp(prefix="nguon-bench-")
    environment = {"NGUON_DATA": home, "NGUON_SITE": "registry", "DATABASE_URL": ""}
    server = ThrowawayPostgres() if options.engine == "postgresql" else None
    if server:
        environment["DATABASE_URL"] = server.url()
    numbers = [str(each) for each in options.writers]
    words = ["--seconds", str(options.seconds), "--repeats", str(options.repeats)]
    words += ["--engine", options.engine, "--writers", *numbers, "--inside"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.acts", *words],
            env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "nguon.settings"},
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)
    finally:
        if server:
            server.close()
        shutil.rmtree(home, ignore_errors=True)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Compare both sides for each number of writers."""
    import django  # noqa: PLC0415

    import nguon  # noqa: F401, PLC0415 - picks the SQLite library

    django.setup()
    stage = Stage()
    results = [compared(stage, n, options) for n in options.writers]
    volume = stage.log_volumes() if options.engine == "sqlite" else None
    met = all(each["ratio"] >= RATE_LIMIT for each in results)
    return {
        "bench": "acts",
        "id": "P5",
        "engine": options.engine,
        "results": results,
        "log_volume": volume,
        "target": {"ratio_at_least": RATE_LIMIT, "log_volume_at_most": VOLUME_LIMIT},
        "ok": met and (volume is None or volume["ratio"] <= VOLUME_LIMIT),
    }


def compared(stage: "Stage", writers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Let both sides take turns; rates are acknowledged transactions a second."""
    rates: dict[str, list[float]] = {"bare": [], "act": []}
    for _ in range(options.repeats):
        for side in rates:
            write = stage.writing(side, writers)
            rates[side].append(rate(write, writers, options.seconds))
            stage.sweep()
    ratios = [act / bare for act, bare in zip(rates["act"], rates["bare"], strict=True)]
    return {
        "writers": writers,
        "ratio": round(statistics.median(ratios), 3),
        "acts_per_second": round(statistics.median(rates["act"]), 1),
        "bare_per_second": round(statistics.median(rates["bare"]), 1),
        "ratios": [round(each, 3) for each in ratios],
    }


def rate(write: Callable[[int], None], writers: int, seconds: float) -> float:
    """Count what ``writers`` threads get acknowledged in a second."""
    from django.db import connection  # noqa: PLC0415

    counts = [0] * writers
    ready = threading.Barrier(writers)
    start = 0.0

    def work(number: int) -> None:
        nonlocal start
        write(number)  # connects and warms up
        ready.wait()
        start = time.perf_counter()
        until = start + seconds
        while time.perf_counter() < until:
            write(number)
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


class Stage:
    """A commune of eight cells with cases on their way in each. A writer has cells of its own."""

    def __init__(self) -> None:
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        from tests import cast  # noqa: PLC0415
        from tests.development import story  # noqa: PLC0415

        places = cast.settle()
        self.by = cast.acting("clerk", at=places["krong-klang"])
        self.cells = [self._cell_with_cases(cast, story, places, n) for n in range(CELLS)]

    def _cell_with_cases(self, cast: Any, story: Any, places: Any, number: int) -> list[Any]:
        from nguon.organizations import operations as tree  # noqa: PLC0415

        cell = tree.establish(
            f"to-{number}",
            name=f"Chi bộ tổ {number}",
            tier="cell",
            party_rank="subordinate_cell",
            parent=places["krong-klang"],
            on=cast.FIRST_DAY,
            document=cast.DOCUMENT,
            by=cast.system(),
        )
        story.describe(cell)
        cases = [story.a_case(cell, by=self.by, name=f"Hồ Văn {n}") for n in range(CASES)]
        for case in cases:
            story.tell(case, "cv", by=self.by)
        return cases

    def writing(self, side: str, writers: int) -> Callable[[int], None]:
        """Let each of ``writers`` go round its own cases, one transaction a call."""
        write = getattr(self, side)
        of_writer = [
            cycle([case for cell in self.cells[number::writers] for case in cell])
            for number in range(writers)
        ]
        turns = count()
        return lambda number: write(next(of_writer[number]), next(turns))

    def sweep(self) -> None:
        """Take out again what was measured, so that files stay as long as files are."""
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM development_caseevent WHERE document LIKE %s", ["%/XM"])

    def act(self, case: Any, turn: int) -> None:
        """Enter one paper of the file."""
        from nguon.development import operations  # noqa: PLC0415
        from nguon.rulebook import Event  # noqa: PLC0415

        event = Event("verification", DAY, {"subject": "applicant", "document": f"{turn}/XM"})
        operations.record(case, event, by=self.by)

    def bare(self, case: Any, turn: int) -> None:
        """Change a case and insert an event, and nothing else."""
        from django.db import connection, transaction  # noqa: PLC0415

        on = DAY + timedelta(turn % 100)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE development_case SET stage = %s, judged_on = %s WHERE id = %s",
                ["cv", on, case.pk],
            )
            cursor.execute(
                "INSERT INTO development_caseevent (case_id, organization_id, happened_in_id,"
                " type, happened_on, fields, document, note, against, recorded_at, recorded_by)"
                " VALUES (%s, %s, %s, 'bare', %s, '{}', %s, '', '[]', %s, 1)",
                [
                    case.pk,
                    case.organization_id,
                    case.organization_id,
                    on,
                    f"{turn}/XM",
                    self.by.at,
                ],
            )

    def log_volumes(self) -> dict[str, float]:
        """Bytes that one transaction of each side adds to the write-ahead log."""
        found = {side: self._grown(self.writing(side, 1)) for side in ("bare", "act")}
        return {**found, "ratio": round(found["act"] / found["bare"], 2)}

    def _grown(self, write: Callable[[int], None], times: int = 50) -> float:
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        log = Path(f"{settings.DATABASES['default']['NAME']}-wal")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = log.stat().st_size
        for _ in range(times):
            write(0)
        return (log.stat().st_size - before) / times


if __name__ == "__main__":
    sys.exit(main())

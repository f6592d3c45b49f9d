"""P5: entering one act against a bare insert of case change and event, with the same durability.

    python -m bench.acts [--seconds 3] [--repeats 7] [--writers 1 8] [--engine sqlite]
                         [--sync-ms 0]

One act is ``development.operations.record``: lock, authority, rules, event, projection, audit,
with the sealed facts of the person opened and judged. The acts are those of a real file from the
first verification to the decision received, each case in its turn, so that most of them change
what is due next.

``bare`` writes the same two rows as those acts did in a rehearsal, value for value, with two plain
statements in a transaction of its own and nothing around them. ``orm`` writes them through the
models, as a program without lock, rules and trail would. All sides take turns in one run on the
same database, each writer in a thread with cells of its own, as a server process works.

Prints one JSON object; the ratio of a number of writers is the median over the repeats.
``cpu_ms`` is processor time of this process for one transaction, which on PostgreSQL leaves out
the server. ``--sync-ms`` makes every commit of every side take so much longer: what an office's
disk needs to acknowledge, where the disk of the measuring machine acknowledges at once. On SQLite
the next writer waits for that too, as for a real disk. The volume of the log is what one
transaction of each side adds to it.
"""

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from bench import apart

ENGINES = ("sqlite", "postgresql")
SIDES = ("bare", "orm", "act")
RATE_LIMIT, VOLUME_LIMIT = 0.5, 1.5
CELLS = 8
BEFORE, FIRST, LAST = "cv", 5, 15  # a case is told so far; these acts of the story are measured
AT_ONCE = 4  # cases that a writer has in hand
IN_A_LOG = 200  # transactions of which the log is compared


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.acts", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="of each side, each time")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--cases", type=int, default=60, help="in each of the eight cells")
    parser.add_argument("--sync-ms", type=float, default=0, help="longer for each commit")
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
    words = ["--seconds", str(options.seconds), "--repeats", str(options.repeats)]
    words += ["--cases", str(options.cases), "--sync-ms", str(options.sync_ms)]
    words += ["--writers", *(str(each) for each in options.writers)]
    return apart.measured("bench.acts", options.engine, words)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Compare both sides for each number of writers."""
    import django  # noqa: PLC0415

    import nguon  # noqa: F401, PLC0415 - picks the SQLite library

    django.setup()
    stage = Stage(options.cases)
    slow_down(options.sync_ms / 1000)
    results = [compared(stage, n, options) for n in options.writers]
    volume = stage.log_volumes(options.engine)
    met = all(each["ratio"] >= RATE_LIMIT for each in results)
    return {
        "bench": "acts",
        "id": "P5",
        "engine": options.engine,
        "sync_ms": options.sync_ms,
        "results": results,
        "log_volume": volume,
        "target": {"ratio_at_least": RATE_LIMIT, "log_volume_at_most": VOLUME_LIMIT},
        "ok": met and volume["ratio"] <= VOLUME_LIMIT,
    }


def slow_down(seconds: float) -> None:
    """Let every commit take so much longer, as on a disk that syncs slowly."""
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415

    commit = BaseDatabaseWrapper._commit

    def slowly(link: Any) -> None:
        commit(link)
        time.sleep(seconds)

    if seconds:
        BaseDatabaseWrapper._commit = slowly


def compared(stage: "Stage", writers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Let the sides take turns; rates are acknowledged transactions a second."""
    measured: dict[str, list[Rate]] = {side: [] for side in SIDES}
    for _ in range(options.repeats):
        for side in SIDES:
            write = stage.writing(side, writers)
            measured[side].append(rate(write, writers, options.seconds))
            stage.sweep()
    ratios = [
        act.a_second / bare.a_second
        for act, bare in zip(measured["act"], measured["bare"], strict=True)
    ]
    median = {
        side: Rate(*map(statistics.median, zip(*rates, strict=True)))
        for side, rates in measured.items()
    }
    return {
        "writers": writers,
        "ratio": round(statistics.median(ratios), 3),
        "ratio_to_orm": round(median["act"].a_second / median["orm"].a_second, 3),
        "acts_per_second": round(median["act"].a_second, 1),
        "orm_per_second": round(median["orm"].a_second, 1),
        "bare_per_second": round(median["bare"].a_second, 1),
        "cpu_ms": {side: round(each.cpu_ms, 2) for side, each in median.items()},
        "ratios": [round(each, 3) for each in ratios],
    }


class Rate(NamedTuple):
    """How many transactions were acknowledged in a second, and what each cost the processor."""

    a_second: float
    cpu_ms: float


def rate(write: Callable[[int], None], writers: int, seconds: float) -> Rate:
    """Count what ``writers`` threads get acknowledged."""
    from django.db import connection  # noqa: PLC0415

    counts = [0] * writers
    ready = threading.Barrier(writers)
    start = used = 0.0

    def work(number: int) -> None:
        nonlocal start, used
        write(number)  # connects and warms up
        ready.wait()
        start, used = time.perf_counter(), time.process_time()
        until = start + seconds
        while time.perf_counter() < until:
            write(number)
            counts[number] += 1
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(work, range(writers)))
    lasted, done = time.perf_counter() - start, sum(counts)
    return Rate(done / lasted, (time.process_time() - used) * 1000 / done)


class Statement(NamedTuple):
    """SQL and what it is given."""

    sql: str
    values: list[Any]


class Written(NamedTuple):
    """What one act wrote into its two rows: columns of the case, and of the event."""

    case: dict[str, Any]
    event: dict[str, Any]


class Stage:
    """A commune of eight cells with cases on their way in each. A writer has cells of its own."""

    def __init__(self, cases: int) -> None:
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)
        from tests import cast  # noqa: PLC0415
        from tests.development import story  # noqa: PLC0415

        places = cast.settle()
        self.by = cast.acting("clerk", at=places["krong-klang"])
        self.acts = story.STORY[FIRST:LAST]
        self.cells = [
            self._cell_with_cases(cast, story, places, number, cases) for number in range(CELLS)
        ]
        self.before, self.told = self._columns(self.cells[0][0]), self._last_event()
        self.written = [self._rehearsed(self.cells[0][0], act) for act in self.acts]
        self.sweep()

    def _cell_with_cases(
        self, cast: Any, story: Any, places: Any, number: int, count: int
    ) -> list[Any]:
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
        cases = [story.a_case(cell, by=self.by, name=f"Hồ Văn {n}") for n in range(count)]
        for case in cases:
            story.tell(case, BEFORE, by=self.by)
        return cases

    def _rehearsed(self, case: Any, act: Any) -> Written:
        from nguon.development import operations  # noqa: PLC0415

        before = self._columns(case)
        row = operations.record(case, act, by=self.by)
        after = self._columns(case)
        changed = {name: value for name, value in after.items() if value != before[name]}
        event = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.name not in {"id", "case", "organization", "happened_in"}
        }
        return Written(changed or {"judged_on": after["judged_on"]}, event)

    def _columns(self, case: Any) -> dict[str, Any]:
        """What the row of a case says of the verdict."""
        from nguon.development.models import Case  # noqa: PLC0415
        from nguon.development.projection import UNJUDGED  # noqa: PLC0415

        names = [*UNJUDGED, "judged_on", "release", "admitted_on"]
        return Case.objects.visible_to(self.by).filter(pk=case.pk).values(*names).get()

    def _last_event(self) -> int:
        from nguon.development.models import CaseEvent  # noqa: PLC0415

        return (
            CaseEvent.objects.visible_to(self.by).order_by("-pk").values_list("pk", flat=True)[0]
        )

    def writing(self, side: str, writers: int) -> Callable[[int], None]:
        """Let each of ``writers`` go round its own cases, one transaction a call."""
        write = getattr(self, side)
        cases = [[c for cell in self.cells[n::writers] for c in cell] for n in range(writers)]
        turns = [count() for _ in range(writers)]

        def next_turn(number: int) -> None:
            turn = next(turns[number])
            if side != "act":  # rows may be written again, an act is entered once
                turn %= len(cases[number]) // AT_ONCE * AT_ONCE * len(self.acts)
            block, rest = divmod(turn, AT_ONCE * len(self.acts))
            step, place = divmod(rest, AT_ONCE)
            if block * AT_ONCE + place >= len(cases[number]):
                raise RuntimeError("every act is entered: --cases must be higher")
            write(cases[number][block * AT_ONCE + place], step)

        return next_turn

    def sweep(self) -> None:
        """Take out again what was measured, so that files stay as long as files are."""
        from django.db import connection  # noqa: PLC0415

        from nguon.development.models import Case  # noqa: PLC0415

        Case.unscoped.filter(judged_on__isnull=False).update(**self.before)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM development_caseevent WHERE id > %s", [self.told])

    # --- the sides --------------------------------------------------------------------------

    def act(self, case: Any, step: int) -> None:
        """Enter the act."""
        from nguon.development import operations  # noqa: PLC0415

        operations.record(case, self.acts[step], by=self.by)

    def orm(self, case: Any, step: int) -> None:
        """Write what it wrote, through the models."""
        from django.db import transaction  # noqa: PLC0415

        from nguon.development.models import Case, CaseEvent  # noqa: PLC0415

        changed, event = self.written[step]
        with transaction.atomic():
            Case.unscoped.filter(pk=case.pk).update(**changed)
            CaseEvent.objects.create(
                case_id=case.pk,
                organization_id=case.organization_id,
                happened_in_id=case.organization_id,
                **event,
            )

    def bare(self, case: Any, step: int) -> None:
        """Write what it wrote, with two statements and nothing else."""
        from django.db import connection, transaction  # noqa: PLC0415

        update, insert = self.statements[step]
        where = [case.pk, case.organization_id, case.organization_id]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(update.sql, [*update.values, case.pk])
            cursor.execute(insert.sql, [*insert.values, *where])

    @cached_property
    def statements(self) -> list[tuple[Statement, Statement]]:
        """For each act its two statements with what they write."""
        return [(_update(each.case), _insert(each.event)) for each in self.written]

    # --- the log ----------------------------------------------------------------------------

    def log_volumes(self, engine: str) -> dict[str, float]:
        """Bytes that one transaction of each side adds to the write-ahead log."""
        size = {"sqlite": _sqlite_log, "postgresql": _postgresql_log}[engine]
        grown: dict[str, list[float]] = {"bare": [], "act": []}
        for side in [*grown, *reversed(grown)]:  # whoever comes first finds the pages full
            grown[side].append(self._grown(self.writing(side, 1), size))
        found = {side: round(statistics.mean(each), 1) for side, each in grown.items()}
        return {**found, "ratio": round(found["act"] / found["bare"], 2)}

    def _grown(self, write: Callable[[int], None], size: Callable[..., int]) -> float:
        before = size(fresh=True)
        for _ in range(IN_A_LOG):
            write(0)
        grown = (size() - before) / IN_A_LOG
        self.sweep()
        return grown


def _sqlite_log(*, fresh: bool = False) -> int:
    """The size of the log; ``fresh`` empties it, and lets it only grow from then on."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    if fresh:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(f"{settings.DATABASES['default']['NAME']}-wal").stat().st_size


def _postgresql_log(*, fresh: bool = False) -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


def _update(columns: dict[str, Any]) -> Statement:
    from nguon.development.models import Case  # noqa: PLC0415

    names, values = _ready(Case, columns)
    sets = ", ".join(f"{name} = %s" for name in names)
    return Statement(f"UPDATE development_case SET {sets} WHERE id = %s", values)


def _insert(columns: dict[str, Any]) -> Statement:
    from nguon.development.models import CaseEvent  # noqa: PLC0415

    names, values = _ready(CaseEvent, columns)
    names += ["case_id", "organization_id", "happened_in_id"]
    marks = ", ".join(["%s"] * len(names))
    return Statement(
        f"INSERT INTO development_caseevent ({', '.join(names)}) VALUES ({marks})", values
    )


def _ready(model: Any, columns: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """Columns and their values as the database takes them."""
    from django.db import connection  # noqa: PLC0415

    fields = [f for f in model._meta.concrete_fields if f.attname in columns]
    values = [field.get_db_prep_save(columns[field.attname], connection) for field in fields]
    return [field.column for field in fields], values


if __name__ == "__main__":
    sys.exit(main())

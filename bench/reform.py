"""N2: 3,000 communes become 1,000 in one transaction, against raw writes of the same rows.

    python -m bench.reform [--communes 3000] [--cells 30] [--engine sqlite]

A generated tree: provinces, communes, cells, a term with its target for each commune. The list has
a row for every three communes of a province, as a workbook would. ``ours`` is
``organizations.reform.acts.carry_out``: names found, authority and rules for each act, versions,
edges, successions, keepers of rows, the placement of everybody below, the trail. ``raw`` writes
the very rows that came of it with plain statements, in portions, and checks nothing. ``again``
takes the whole list back by a correcting act. Both databases, each in a process of its own.

Prints one JSON object; ``ok`` if the whole list takes less than ten minutes, the communes' targets
come together, and the placement equals one derived from the edges.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from bench import apart

ENGINES = ("sqlite", "postgresql")
BEGAN, REFORM, LATER = date(2015, 1, 1), date(2025, 7, 1), date(2025, 7, 20)
TODAY = date(2025, 8, 1)
NOW = datetime(2025, 8, 1, 8, tzinfo=timezone(timedelta(hours=7)))
DOCUMENT = "NQ 1/NQ (mô phỏng)"
TOGETHER, A_PROVINCE = 3, 90
LIMIT_S = 600
PORTION = 5000


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.reform", description=__doc__)
    parser.add_argument("--communes", type=int, default=3000)
    parser.add_argument("--cells", type=int, default=30, help="of each commune")
    parser.add_argument("--engine", choices=ENGINES, help="one of them only")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(measure(options.engine, options.communes, options.cells)))
        return 0
    engines = [options.engine] if options.engine else ENGINES
    results = [in_its_own_process(each, options) for each in engines]
    told = {"bench": "reform", "id": "N2", "results": results}
    print(json.dumps({**told, "ok": all(each["ok"] for each in results)}, indent=2))
    return 0


def in_its_own_process(engine: str, options: argparse.Namespace) -> Any:
    words = ["--communes", str(options.communes), "--cells", str(options.cells)]
    return apart.measured("bench.reform", engine, words)


def measure(engine: str, communes: int, cells: int) -> dict[str, Any]:
    import django  # noqa: PLC0415

    import nguon  # noqa: F401, PLC0415 - picks the SQLite library

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from bench import reform_sides as sides  # noqa: PLC0415 - needs Django

    sides.plant(communes, cells)
    rows = sides.rows_of(communes)
    written = sides.rehearsed(rows)
    raw = timed(lambda: sides.write_raw(written))
    done: list[Any] = []
    counted = sides.Counter()
    with counted:
        ours = timed(lambda: done.extend(sides.carry_out(rows)))
    told = sides.told(communes)
    back = timed(lambda: sides.take_back(done))
    same = sides.agrees()
    acts = sum(len(step.ends) + len(step.made) for step in done)
    return {
        "engine": engine,
        "communes": communes,
        "merged_into": len(rows),
        "cells": communes * cells,
        "acts": acts,
        "ours_s": round(ours, 2),
        "statements": counted.number,
        "statements_an_act": round(counted.number / acts, 1),
        "raw_s": round(raw, 2),
        "rows_written": sum(len(each) for each in written.values()),
        "ratio": round(ours / raw, 1),
        "again_s": round(back, 2),
        "targets": told,
        "placement_agrees": same,
        "ok": ours < LIMIT_S and same and told["asked_before"] == told["asked_after"],
    }


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())

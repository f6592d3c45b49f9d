"""P3, P4: the figures of one place against DuckDB, and a work list against the town's.

    python -m bench.nodes [--large province] [--rounds 15] [--engine sqlite]

P3: admissions by year against the target and open cases by stage, of the province and of one
commune, as ``planning.queries.years_of`` and ``development.queries.pipeline`` tell them to a page;
the other side is DuckDB, which scans the same facts in memory with two threads. Both must give
the same numbers. P4: the first fifty of the work list with all counts, province against town, in
turns. The data are those of ``bench.pages``. Prints one JSON object.
"""

import argparse
import csv
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import pages

RATIO_LIMITS = {"province": 0.25, "commune": 0.25}
WORKLIST_LIMIT = 5.0
PLACES = {"province": "tinh-ml", "commune": "xa-ml-0"}
SCAN_YEARS = """
    SELECT year(e.day), count(*) FROM events e JOIN places p ON p.place = e.place
    WHERE p.{tier} = {number} AND p.since <= $today AND p.until > $today
      AND e.day >= $begins AND e.day < $ends AND NOT e.taken_back GROUP BY 1
"""
SCAN_STAGES = """
    SELECT c.stage, count(*) FROM cases c JOIN places p ON p.place = c.place
    WHERE p.{tier} = {number} AND p.since <= $today AND p.until > $today AND c.is_open GROUP BY 1
"""
FACTS = {
    "events": """
        SELECT e.happened_in_id AS place, e.happened_on AS day, t.id IS NOT NULL AS taken_back
        FROM development_caseevent e LEFT JOIN development_caseevent t ON t.retracts_id = e.id
        WHERE e.type = 'admission_ceremony'
    """,
    "cases": """
        SELECT organization_id AS place, stage, closed_on IS NULL AS is_open FROM development_case
    """,
    "places": """
        SELECT organization_id AS place, valid_from AS since, valid_to AS until, province, commune
        FROM organizations_placement
    """,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.nodes", description=__doc__)
    parser.add_argument("--large", choices=("town", "province"), default="province")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--engine", choices=pages.ENGINES, default="sqlite")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return answer()
    with pages.Sites(chosen.engine, ("town", chosen.large), module="bench.nodes") as sites:
        found: dict[str, list[Any]] = defaultdict(list)
        for _ in range(chosen.rounds):
            for name, site in sites.items():
                found[f"worklist {name}"].append(pages.ask(site, "worklist"))
            for place in PLACES:
                found[place].append(pages.ask(sites[chosen.large], place))
    print(json.dumps(report(found, chosen), indent=2))
    return 0


def report(found: dict[str, list[Any]], chosen: argparse.Namespace) -> dict[str, Any]:
    ours = {place: middle(found[place], 0) for place in PLACES}
    scans = {place: middle(found[place], 1) for place in PLACES}
    lists = {scale: middle(found[f"worklist {scale}"], 0) for scale in ("town", chosen.large)}
    return {
        "id": "P3 P4",
        "engine": chosen.engine,
        "large": chosen.large,
        "rounds": chosen.rounds,
        "attainment_and_stages_ms": ours,
        "duckdb_ms": scans,
        "ratio": {place: round(ours[place] / scans[place], 2) for place in PLACES},
        "ratio_limit": RATIO_LIMITS,
        "equal_to_duckdb": all(each[2] for place in PLACES for each in found[place]),
        "worklist_ms": lists,
        "worklist_ratio": round(lists[chosen.large] / lists["town"], 2),
        "worklist_ratio_limit": WORKLIST_LIMIT,
    }


def middle(rounds: list[Any], side: int) -> float:
    return round(statistics.median(each[side] for each in rounds[1:] or rounds), 2)


# --- inside a site's process -------------------------------------------------------------------


def answer() -> int:
    import_module("nguon")
    import_module("django").setup()
    pages.prepare()
    bench = Bench()
    for line in sys.stdin:
        print(json.dumps(bench.measure(line.strip())), flush=True)
    return 0


class Bench:
    """Both sides over one database, for the clerk of the province."""

    def __init__(self) -> None:
        from django.utils import timezone  # noqa: PLC0415 - once settings are there

        from nguon.accounts.actors import actor  # noqa: PLC0415
        from nguon.accounts.models import User  # noqa: PLC0415

        now = timezone.now()
        self.today = timezone.localdate(now)
        self.by = actor(User.objects.get(username="van-phong"), today=self.today, at=now)
        self.duck = scanner()

    def measure(self, what: str) -> list[Any]:
        from nguon.development import queries  # noqa: PLC0415

        if what == "worklist":
            return [timed(lambda: queries.desk(by=self.by, waiting=50))[0]]
        ours, told = timed(lambda: self.ours(PLACES[what]))
        scan, seen = timed(lambda: self.scan(what, PLACES[what], told[2]))
        return [ours, scan, (told[0], told[1]) == seen]

    def ours(self, slug: str) -> tuple[dict[int, int], dict[str, int], Any]:
        from nguon.development import queries  # noqa: PLC0415
        from nguon.organizations.models import Organization  # noqa: PLC0415
        from nguon.planning.queries import years_of  # noqa: PLC0415

        place = Organization.objects.get(slug=slug)
        rows = years_of(place, by=self.by)
        admitted = {row.year: row.admitted for row in rows if row.admitted}
        return admitted, queries.pipeline(by=self.by, organization=place), place

    def scan(self, tier: str, slug: str, place: Any) -> tuple[dict[int, int], dict[str, int]]:
        term = {"begins": "2020-06-01", "ends": "2025-06-01", "today": f"{self.today}"}
        today = {"today": f"{self.today}"}
        words = {"tier": tier, "number": place.pk}
        years = self.duck.execute(SCAN_YEARS.format(**words), term).fetchall()
        stages = self.duck.execute(SCAN_STAGES.format(**words), today).fetchall()
        return dict(years), {stage or "": count for stage, count in stages}


def scanner() -> Any:
    """DuckDB with the facts in memory."""
    import duckdb  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from nguon.core.guard import unscoped  # noqa: PLC0415

    duck = duckdb.connect(":memory:", config={"threads": 2})
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        for table, statement in FACTS.items():
            path = Path(folder) / f"{table}.csv"
            with unscoped("a measurement reads all facts"):
                cursor.execute(statement)
            with path.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(column[0] for column in cursor.description)
                writer.writerows(cursor.fetchall())
            duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', header=true)")
    return duck


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = act()
    return (time.perf_counter() - start) * 1000, found


if __name__ == "__main__":
    sys.exit(main())

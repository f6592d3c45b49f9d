"""P3, P4, P8: figures, work lists and searches of places large and small, against DuckDB.

    python -m bench.nodes [--large province|nation] [--rounds 15] [--engine sqlite]

P3: admissions by year against the target and open cases by stage, of the nation, a province, a
commune and a cell, as ``planning.queries.years_of`` and ``development.queries.pipeline`` tell
them to a page; the other side is DuckDB, which scans the same facts in memory with two threads.
Both must give the same numbers. P4: the first fifty of the work list with all counts, large
against town, in turns. P8: the first twenty by name, against DuckDB scanning all names.

Every place is asked in each scale that has it, so that the slope shows whether its cost grows
with what is stored: 0 not at all, 1 as fast. ``--acts`` says how many acts are entered after the
totals were folded. The data are those of ``bench.pages``. Prints one JSON object.
"""

import argparse
import csv
import json
import math
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

RATIO_LIMITS = {"nation": 1.0, "province": 0.25, "commune": 0.25, "cell": 0.25}
SLOPE_LIMIT, WORKLIST_LIMIT, SEARCH_LIMIT = 0.15, 5.0, 0.3
PLACES = {
    "nation": ("central", "trung-uong-ml"),
    "province": ("province", "tinh-ml"),
    "commune": ("commune", "xa-ml-0"),
    "cell": ("cell", "chi-bo-ml-0"),
}
SCALES = {"town": ("town",), "province": ("town", "province")}
SCALES["nation"] = ("town", "province", "nation")
SEARCHES = {
    "two words": "tran quynh",
    "four words": "nguyen thi mau hoa",
    "a bare surname": "nguyen",
}
WORK = "processor_ms"
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
        SELECT organization_id AS place, valid_from AS since, valid_to AS until,
               central, province, commune, cell
        FROM organizations_placement
    """,
    "names": "SELECT folded, sort_key FROM people_person",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.nodes", description=__doc__)
    parser.add_argument("--large", choices=tuple(SCALES), default="province")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--engine", choices=pages.ENGINES, default="sqlite")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return answer()
    found: dict[str, dict[str, list[Any]]] = {}
    with pages.Sites(chosen.engine, SCALES[chosen.large], module="bench.nodes") as sites:
        for _ in range(chosen.rounds):
            for scale, site in sites.items():
                for what in ("worklist", *PLACES, *SEARCHES):
                    if what != "nation" or scale == "nation":
                        told = found.setdefault(scale, defaultdict(list))
                        told[what].append(pages.ask(site, what))
        sizes = {scale: pages.ask(site, "size")[0] for scale, site in sites.items()}
    print(json.dumps(report(found, sizes, chosen), indent=2))
    return 0


def report(
    found: dict[str, dict[str, list[Any]]], sizes: dict[str, float], chosen: argparse.Namespace
) -> dict[str, Any]:
    scales = {
        scale: {w: compared(times) for w, times in of.items()} for scale, of in found.items()
    }
    large, town = scales[chosen.large], scales["town"]
    return {
        "id": "P3 P4 P8",
        "engine": chosen.engine,
        "rounds": chosen.rounds,
        "cases": sizes,
        "figures": {s: {p: of[p] for p in PLACES if p in of} for s, of in scales.items()},
        "figures_ratio_limit": RATIO_LIMITS,
        "slope": slopes(scales, sizes, chosen.large),
        "slope_limit": SLOPE_LIMIT,
        "worklist_ms": {scale: of["worklist"]["ms"] for scale, of in scales.items()},
        "worklist_ratio": round(large["worklist"]["ms"] / town["worklist"]["ms"], 2),
        "worklist_ratio_limit": WORKLIST_LIMIT,
        "search": {s: {w: of[w] for w in SEARCHES} for s, of in scales.items()},
        "search_ratio_limit": SEARCH_LIMIT,
        "equal_to_duckdb": all(
            each[2] for of in found.values() for times in of.values() for each in times
        ),
    }


def compared(times: list[Any]) -> dict[str, float]:
    """Medians of both sides, without the first round, by the clock and of the processor."""
    ours, work = middle(times, 0, 0), middle(times, 0, 1)
    scan, work_of_scan = middle(times, 1, 0), middle(times, 1, 1)
    told = {"ms": ours, WORK: work}
    if scan:
        told |= {"duckdb_ms": scan, f"duckdb_{WORK}": work_of_scan}
        told |= {"ratio": round(ours / scan, 2)}
        told |= {"processor_ratio": round(work / work_of_scan, 2)}
    return told


def slopes(
    scales: dict[str, dict[str, dict[str, float]]], sizes: dict[str, float], large: str
) -> dict[str, float]:
    """How a place's processor time grows from the scale before the largest to the largest."""
    before = list(scales)[max(0, len(scales) - 2)]
    grown = math.log(sizes[large] / sizes[before]) if sizes[large] > sizes[before] else 0
    return {
        place: round(math.log(times[WORK] / scales[before][place][WORK]) / grown, 2)
        for place, times in scales[large].items()
        if grown and place in scales[before]
    }


def middle(rounds: list[Any], side: int, kind: int) -> float:
    return round(statistics.median(each[side][kind] for each in rounds[1:] or rounds), 2)


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
    """Both sides over one database, for a clerk of its topmost place."""

    def __init__(self) -> None:
        from django.utils import timezone  # noqa: PLC0415 - once settings are there

        from nguon.accounts.actors import actor  # noqa: PLC0415
        from nguon.accounts.models import User  # noqa: PLC0415

        now = timezone.now()
        self.today = timezone.localdate(now)
        tops = User.objects.filter(username__in=("trung-uong", "van-phong")).order_by("username")
        self.by = actor(tops[0], today=self.today, at=now)
        self.duck = scanner()

    def measure(self, what: str) -> list[Any]:
        from nguon.development import queries  # noqa: PLC0415

        if what == "size":
            return [self.duck.execute("SELECT count(*) FROM cases").fetchone()[0]]
        if what == "worklist":
            return [timed(lambda: queries.desk(by=self.by, waiting=50))[0], (0, 0), True]
        if what in SEARCHES:
            return self.search(SEARCHES[what])
        tier, slug = PLACES[what]
        ours, told = timed(lambda: self.ours(slug))
        scan, seen = timed(lambda: self.scan(tier, told))
        return [ours, scan, (told[0], told[1]) == seen]

    def ours(self, slug: str) -> tuple[dict[int, int], dict[str, int], int, Any]:
        from nguon.development import queries  # noqa: PLC0415
        from nguon.organizations.queries import readable  # noqa: PLC0415
        from nguon.planning.queries import years_of  # noqa: PLC0415
        from nguon.planning.reading import NoSuchTerm  # noqa: PLC0415

        place = readable(slug, by=self.by)
        try:
            rows = years_of(place, by=self.by)
        except NoSuchTerm:
            rows = ()  # of the nation and of a cell no term is on record: only stages
        admitted = {row.year: row.admitted for row in rows if row.admitted}
        return admitted, queries.pipeline(by=self.by, organization=place), place.pk, rows

    def scan(self, tier: str, told: Any) -> tuple[dict[int, int], dict[str, int]]:
        words = {"tier": tier, "number": told[2]}
        today = {"today": f"{self.today}"}
        term = {"begins": "2020-06-01", "ends": "2030-06-01", **today}
        years = self.duck.execute(SCAN_YEARS.format(**words), term).fetchall() if told[3] else []
        stages = self.duck.execute(SCAN_STAGES.format(**words), today).fetchall()
        return dict(years), {stage or "": count for stage, count in stages}

    def search(self, text: str) -> list[Any]:
        from nguon.people.queries import search  # noqa: PLC0415

        ours, found = timed(lambda: search(text, by=self.by, limit=20))
        begins = " AND ".join(f"folded LIKE '% {word}%'" for word in text.split())
        scan = f"SELECT sort_key FROM names WHERE {begins} ORDER BY sort_key LIMIT 20"
        spent, seen = timed(lambda: self.duck.execute(scan).fetchall())
        return [ours, spent, [(each.person.sort_key,) for each in found] == seen]


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
                while rows := cursor.fetchmany(10_000):
                    writer.writerows(rows)
            duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', header=true)")
            path.unlink()
    return duck


def timed(act: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Milliseconds by the clock and of the processor, all threads of the process together."""
    start, worked = time.perf_counter(), time.process_time()
    found = act()
    spent = time.perf_counter() - start, time.process_time() - worked
    return (spent[0] * 1000, spent[1] * 1000), found


if __name__ == "__main__":
    sys.exit(main())

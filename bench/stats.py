"""Biểu 2 of a province for a year, beside a town, against DuckDB on the same facts.

    python -m bench.stats [--large province] [--rounds 9] [--engine sqlite] [--table 2-BTCTW]

The table is what ``statistics.queries.table_of`` gives a page: a year and the year before it, by
sex, age, schooling, union and occupation, as it was. DuckDB groups the same ceremonies by the same
traits, both years, in memory with two threads, and both must count as many. Each place is asked in
turns in each scale, so that the growth shows: 0 not at all, 1 as fast as what is stored. The data
are those of ``bench.pages``. Prints one JSON object.
"""

import argparse
import json
import math
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import nodes, pages

PLACES = {"province": ("province", "tinh-ml"), "commune": ("commune", "xa-ml-0")}
STATEMENTS_LIMIT = 60  # of a whole table, both years, for any number of organisations
YEAR = 2025
FACTS = """
    SELECT e.happened_in_id AS place, e.happened_on AS day, p.gender, p.born_on, p.schooling,
           p.youth_union_member AS member, p.occupation
    FROM development_caseevent e
    JOIN development_case c ON c.id = e.case_id JOIN people_person p ON p.id = c.person_id
    LEFT JOIN development_caseevent t ON t.retracts_id = e.id
    WHERE e.type = 'admission_ceremony' AND t.id IS NULL
"""
SCAN = """
    SELECT a.gender, date_sub('year', a.born_on, a.day), a.schooling, a.member, a.occupation,
           count(*)
    FROM admitted a JOIN places p ON p.place = a.place
    WHERE p.{tier} = {number} AND p.since <= a.day AND p.until > a.day
      AND a.day >= '{year}-01-01' AND a.day <= '{year}-12-31' GROUP BY 1, 2, 3, 4, 5
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.stats", description=__doc__)
    parser.add_argument("--large", choices=("town", "province"), default="province")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--engine", choices=pages.ENGINES, default="sqlite")
    parser.add_argument("--table", default="2-BTCTW")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return answer()
    found: dict[str, dict[str, list[Any]]] = {}
    with pages.Sites(chosen.engine, ("town", chosen.large), module="bench.stats") as sites:
        for _ in range(chosen.rounds):
            for scale, site in sites.items():
                for place in PLACES:
                    asked = f"{place} {chosen.table}"
                    told = found.setdefault(scale, {}).setdefault(place, [])
                    told.append(pages.ask(site, asked))
        sizes = {scale: pages.ask(site, "size")[0] for scale, site in sites.items()}
    print(json.dumps(report(found, sizes, chosen), indent=2))
    return 0


def report(
    found: dict[str, dict[str, list[Any]]], sizes: dict[str, float], chosen: argparse.Namespace
) -> dict[str, Any]:
    scales = {
        scale: {
            place: nodes.compared(times) | {"statements": times[-1][3]}
            for place, times in of.items()
        }
        for scale, of in found.items()
    }
    most = max(told["statements"] for of in scales.values() for told in of.values())
    return {
        "id": "issue 5, statistics",
        "table": chosen.table,
        "engine": chosen.engine,
        "rounds": chosen.rounds,
        "ceremonies": sizes,
        "scales": scales,
        "growth": growth(scales, sizes, chosen.large),
        "statements": most,
        "statements_limit": STATEMENTS_LIMIT,
        "equal_to_duckdb": all(
            each[2] for of in found.values() for times in of.values() for each in times
        ),
    }


def growth(
    scales: dict[str, dict[str, dict[str, float]]], sizes: dict[str, float], large: str
) -> dict[str, float]:
    """How a table's processor time grows with the admissions that are stored."""
    grown = math.log(sizes[large] / sizes["town"]) if sizes[large] > sizes["town"] else 0.0
    if not grown:
        return {}
    return {
        place: round(math.log(told[nodes.WORK] / scales["town"][place][nodes.WORK]) / grown, 2)
        for place, told in scales[large].items()
    }


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

        from nguon.accounts.actors import system_actor  # noqa: PLC0415

        now = timezone.now()
        self.by = system_actor(today=timezone.localdate(now), at=now)
        kept = dict(nodes.FACTS)
        nodes.FACTS.clear()
        nodes.FACTS.update({"admitted": FACTS, "places": kept["places"]})
        self.duck = nodes.scanner()

    def measure(self, asked: str) -> list[Any]:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        if asked == "size":
            return [self.duck.execute("SELECT count(*) FROM admitted").fetchone()[0]]
        place, _, code = asked.partition(" ")
        tier, slug = PLACES[place]
        with CaptureQueriesContext(connection) as seen:
            ours, table = nodes.timed(lambda: self.ours(slug, code))
        scan, counts = nodes.timed(lambda: self.scan(tier, slug))
        told = [table.number("I") or 0, table.number("I", "before") or 0]  # empty: not there yet
        equal = code != "2-BTCTW" or counts == told
        return [ours, scan, equal, len(seen)]

    def ours(self, slug: str, code: str) -> Any:
        from nguon.organizations import queries as tree  # noqa: PLC0415
        from nguon.statistics import queries  # noqa: PLC0415
        from nguon.statistics.periods import named  # noqa: PLC0415

        return queries.table_of(tree.find(slug), code, named(f"{YEAR}"), by=self.by)

    def scan(self, tier: str, slug: str) -> list[int]:
        from nguon.organizations import queries as tree  # noqa: PLC0415

        words = {"tier": tier, "number": tree.find(slug).pk}
        found = []
        for year in (YEAR, YEAR - 1):
            rows = self.duck.execute(SCAN.format(**words, year=year)).fetchall()
            found.append(sum(row[-1] for row in rows))
        return found


if __name__ == "__main__":
    sys.exit(main())

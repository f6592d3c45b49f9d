"""P6: a 20,000-row list, read to commit, against openpyxl and ``bulk_create`` of the same rows.

The other side is what a careful program of the usual kind does: read-only openpyxl, a dictionary
of people, one ``bulk_create`` a table in portions, the same lines in the audit trail. It checks
nothing beyond reading the days, so the comparison flatters it. ``shares`` says what the work of an
import goes into: whoever is put on file is checked, has consents, sealed values, a case, acts and
lines in the trail, so reading the file fast is not the whole of it.

Seen on two busy cores, one round: SQLite 2.5 times by work (2.6 on the wall), PostgreSQL 3.4
(3.0), at most 168 MB. Reading is a sixth of the work on SQLite and a quarter on PostgreSQL, so the
targets of 10 and 8, set for reading and writing alone, are not reached.
"""

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial
from io import BytesIO
from typing import Any

from bench import apart

ENGINES = ("sqlite", "postgresql")
TODAY = date(2025, 6, 2)
NOW = datetime(2025, 6, 2, 8, tzinfo=timezone(timedelta(hours=7)))
TARGET = {"sqlite": 10, "postgresql": 8}
CELLS = 40
PORTION = 1000
VERDICTS = 1000
Spent = tuple[float, float]
FAMILY = ("Hồ", "Nguyễn", "Lê", "Trần", "Phạm", "Hoàng", "Võ", "Đinh", "Bùi", "Kray")
MIDDLE = ("Văn", "Thị", "Xuân", "Thanh", "Ngọc", "Minh", "Đức", "Hữu", "Thuý", "Kim")
GIVEN = ("An", "Bình", "Chung", "Dũng", "Đào", "Hà", "Hiền", "Hương", "Khánh", "Lan", "Mai", "Yến")
YEAR = (
    "ordinal",
    "office_code",
    "full_name",
    "gender",
    "born_on",
    "ethnicity",
    "native_place",
    "position",
    "class_name",
    "listing_document",
    "listed_on",
    "helper",
    "helper_on",
    "class_period",
    "certificate_on",
    "certificate_document",
)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.import_roster", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=ENGINES, help="one of them only")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(_measure(options.engine, options.rows, options.rounds)))
        return 0
    results = [
        _in_its_own_process(engine, options.rows, options.rounds)
        for engine in ([options.engine] if options.engine else ENGINES)
    ]
    print(json.dumps({"bench": "import_roster", "id": "P6", "results": results}, indent=2))
    return 0


def _in_its_own_process(engine: str, rows: int, rounds: int) -> Any:
    words = ["--rows", str(rows), "--rounds", str(rounds)]
    return apart.measured("bench.import_roster", engine, words)


def _measure(engine: str, rows: int, rounds: int) -> dict[str, Any]:
    import django  # noqa: PLC0415

    import nguon  # noqa: F401, PLC0415 - picks the SQLite library

    django.setup()
    from bench import import_roster_sides as sides  # noqa: PLC0415 - needs Django

    office = sides.settle(CELLS)
    ours, theirs, content = [], [], b""
    for number in range(rounds):
        content, other = (workbook(rows, seed=2 * number + side) for side in (0, 1))
        ours.append(_timed(partial(sides.ours, office, content)))
        theirs.append(_timed(partial(sides.theirs, office, other)))
    again, _ = _timed(partial(sides.ours, office, content))
    shares = _shares(sides, office, workbook(rows, seed=2 * rounds))
    verdicts, _ = _timed(partial(sides.verdicts, office, VERDICTS))
    own, child = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "engine": engine,
        "rows": rows,
        "persons": rows * 3 // 5,
        "rounds": rounds,
        **_compared(ours, theirs),
        "target": TARGET[engine],
        "again_s": round(again, 2),
        f"verdicts_of_{VERDICTS}_s": round(verdicts, 2),
        "shares": shares,
        "peak_mb": max(own, child),
        "peak_reading_mb": child,
    }


def _shares(sides: Any, office: Any, content: bytes) -> dict[str, float]:
    """Which share of the work of one more import each part of it takes."""
    start = _worked()
    with sides.shared_out(_worked) as spent:
        sides.ours(office, content)
    whole = _worked() - start
    spent["the rest"] = whole - sum(spent.values())
    return {part: round(taken / whole, 3) for part, taken in spent.items()}


def _compared(ours: Sequence[Spent], theirs: Sequence[Spent]) -> dict[str, float]:
    """Both sides' medians; the ratio is the median of the rounds, on the wall and of work done."""
    found = {}
    for at, unit in enumerate(("s", "cpu_s")):
        own, other = [spent[at] for spent in ours], [spent[at] for spent in theirs]
        found[f"ours_{unit}"] = round(statistics.median(own), 2)
        found[f"theirs_{unit}"] = round(statistics.median(other), 2)
        ratios = [b / a for a, b in zip(own, other, strict=True)]
        found["ratio" if unit == "s" else "ratio_cpu"] = round(statistics.median(ratios), 1)
    return found


def _timed(work: Callable[[], object]) -> Spent:
    """Seconds on the wall, and seconds of work in this process and those it started."""
    start, worked = time.perf_counter(), _worked()
    work()
    return time.perf_counter() - start, _worked() - worked


def _worked() -> float:
    own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


# --- the workbook -----------------------------------------------------------------------------


def workbook(rows: int, *, seed: int) -> bytes:
    """A list of five sheets: three fifths of the rows on the first, the others repeat people."""
    import xlsxwriter  # noqa: PLC0415

    from nguon.reports.columns import COLUMNS  # noqa: PLC0415

    chance = random.Random(seed)
    heading = {column.key: column.heading for column in COLUMNS}
    people = [_person(chance, seed, number) for number in range(rows * 3 // 5)]
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheets = {"Danh sách đối tượng Đảng": (tuple(heading)[:33], people)}
        for number, name in enumerate(("2022", "2023", "2024", "2024(v1)")):
            part = rows // 10
            sheets[name] = (YEAR, people[number * part : (number + 1) * part])
        for name, (keys, some) in sheets.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, [heading[key] for key in keys])
            for line, person in enumerate(some, start=1):
                for column, key in enumerate(keys):
                    value = person.get(key)
                    if isinstance(value, date):
                        page.write_datetime(line, column, value, day)
                    elif value is not None:
                        page.write(line, column, value)
    return out.getvalue()


def _person(chance: random.Random, seed: int, number: int) -> dict[str, Any]:
    listed = date(2016, 1, 4) + timedelta(days=chance.randrange(2900))
    course = listed + timedelta(days=chance.randrange(30, 300))
    said = {
        "ordinal": number + 1,
        "office_code": f"{seed:02}-{number:06}",
        "full_name": " ".join(map(chance.choice, (FAMILY, MIDDLE, MIDDLE, GIVEN))),
        "phone": f"09{chance.randrange(10**8):08}",
        "gender": chance.choice(("Nam", "Nữ")),
        "born_on": date(1970, 1, 1) + timedelta(days=chance.randrange(12_000)),
        "ethnicity": chance.choice(("Kinh", "Bru - Vân Kiều", "Tà Ôi")),
        "native_place": f"Thôn {chance.randrange(90)}, xã Mẫu, Quảng Trị",
        "position": chance.choice(("Nông dân", "Giáo viên", "Công an viên", "Y tế thôn")),
        "cell": f"Chi bộ thôn Mẫu {chance.randrange(CELLS) + 1}",
        "listing_document": f"{chance.randrange(99)}-BC/CB",
        "listed_on": listed,
        "helper": " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN))),
        "helper_on": listed + timedelta(days=7),
        "class_document": f"{chance.randrange(400)}-QĐ/BTG",
        "class_period": "5 ngày",
        "certificate_on": course,
        "certificate_document": f"{chance.randrange(9999)}",
        "certificate_by": "Trung tâm chính trị Mẫu",
    }
    if chance.random() < 0.05:
        said |= {
            "admitted": "Đã kết nạp",
            "admitted_on": course + timedelta(days=200),
            "decision_document": f"{chance.randrange(900)}-QĐ/HU",
        }
    return said


if __name__ == "__main__":
    sys.exit(main())

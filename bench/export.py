"""A 100,000-row list as a workbook: read from the database, and beside openpyxl's write-only mode.

    python -m bench.export [--rows 100000] [--rounds 3] [--large town|province]

``register`` takes the list of members of a simulated province (that of ``bench.pages``) as the
button on its page does: rows are read, written, noted in the trail, and the file is sent away
piece by piece; a tenth of them beside all of them, each in a process of its own, so that what
grows with the rows is seen. ``before_mb`` is what the process held before the list was asked for.

``writer`` is the writing alone. Both sides write the same rows (the columns of the book of
members, everybody invented) into a file that nobody keeps, each in a process of its own, in
turns; what is told is the median of rounds. The other side sets no formats, no widths and marks
no text that looks like a formula, so the comparison flatters it.

``bounded``: the peak of memory for the whole list is hardly more than that for a small part of
it.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from itertools import count, islice
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any

from bench import pages

SEEN = "membership.view"
SIDES = ("ours", "openpyxl")
FAMILY = ("Hồ", "Nguyễn", "Lê", "Trần", "Phạm", "Hoàng", "Võ", "Đinh", "Bùi", "Kray")
GIVEN = ("An", "Bình", "Chung", "Dũng", "Đào", "Hà", "Hiền", "Hương", "Khánh", "Lan", "Mai", "Yến")
HEADING = (
    "Số TT", "Họ và tên", "Ngày sinh", "Nam, nữ", "Chi bộ", "Ngày vào Đảng", "Ngày chính thức",
    "Chính thức, dự bị", "Số thẻ đảng viên", "Đang sinh hoạt tạm thời ở",
)  # fmt: skip
FIRST = date(1950, 1, 1)
MAY_GROW = 60  # MB: buffers and what the allocator keeps, not rows


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.export", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", choices=("town", "province"), default="province")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.side:
        print(json.dumps(measured(options.side, options.rows)))
        return 0
    if options.serve:
        return answer()
    told = {
        "bench": "export",
        "rounds": options.rounds,
        "register": read_and_written(options.large, options.rows, options.rounds),
        "writer": compared(options.rows, options.rounds),
    }
    print(json.dumps(told, indent=2))
    return 0


def read_and_written(scale: str, rows: int, rounds: int) -> dict[str, Any]:
    """A tenth of a list and all of it, in turns, each in a process of its own."""
    found: dict[str, list[Any]] = {"tenth": [], "whole": []}
    _site(scale, 0)  # brings tables up to date
    for _round in range(rounds):
        for name, many in (("tenth", rows // 10), ("whole", rows)):
            found[name].append(_site(scale, many))
    told = {name: _middle(each) for name, each in found.items()}
    grown = round(told["whole"]["peak_mb"] - told["tenth"]["peak_mb"], 1)
    return {"scale": scale, **told, "grown_mb": grown, "bounded": grown <= MAY_GROW}


def compared(rows: int, rounds: int) -> dict[str, Any]:
    """Each side in turns; our memory for a hundredth of the rows beside it."""
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _round in range(rounds):
        for side in SIDES:
            found[side].append(_apart(side, rows))
    small = _apart("ours", max(rows // 100, 1))
    sides = {side: _middle(each) for side, each in found.items()}
    grown = round(sides["ours"]["peak_mb"] - small["peak_mb"], 1)
    return {
        "rows": rows,
        **sides,
        "faster_by_work": round(sides["openpyxl"]["work_s"] / sides["ours"]["work_s"], 2),
        "grown_mb": grown,
        "bounded": grown <= MAY_GROW,
    }


def _site(scale: str, rows: int) -> Any:
    with pages.Sites("sqlite", (scale,), module="bench.export") as sites:
        return pages.ask(sites[scale], str(rows))


def answer() -> int:
    """Inside a site's process: take as many members away as each line on standard input says."""
    import_module("nguon")
    import_module("django").setup()
    pages.prepare()
    for line in sys.stdin:
        print(json.dumps(taken_away(int(line))), flush=True)
    return 0


def taken_away(rows: int) -> dict[str, float]:
    """The list of members as ``/dang-vien/xuat/`` hands it out, cut after so many rows."""
    from nguon.membership import queries  # noqa: PLC0415 - once settings are there
    from nguon.reports import exports  # noqa: PLC0415
    from nguon.web.membership import lists  # noqa: PLC0415

    by = exports.taker(_clerk())
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    told = count()
    found = islice(lists.told(queries.each_member(by=by)), rows)
    numbered = (row for row, _number in zip(found, told, strict=False))
    with exports.hand_over(
        "dang-vien", "Đảng viên", lists.MEMBERS, numbered, by=by, under=SEEN
    ) as f:
        written = f.seek(0, SEEK_END)
    clock, work = time.perf_counter() - began, time.process_time() - worked
    rows = next(told)
    return {
        "rows": rows,
        "clock_s": round(clock, 2),
        "work_s": round(work, 2),
        "rows_per_s": round(rows / work),
        "file_kb": round(written / 1024),
        "before_mb": before,
        "peak_mb": _peak(),
    }


def _clerk() -> Any:
    from django.utils import timezone  # noqa: PLC0415

    from nguon.accounts.actors import actor  # noqa: PLC0415
    from nguon.accounts.models import User  # noqa: PLC0415

    now = timezone.now()
    user = User.objects.get(username="van-phong")
    return actor(user, today=timezone.localdate(now), at=now)


def measured(side: str, rows: int) -> dict[str, float]:
    """Seconds by the clock and of the processor, rows a second, and the peak of memory."""
    write = {"ours": _ours, "openpyxl": _theirs}[side]
    began, worked = time.perf_counter(), time.process_time()
    write(rows)
    clock, work = time.perf_counter() - began, time.process_time() - worked
    return {
        "clock_s": round(clock, 2),
        "work_s": round(work, 2),
        "rows_per_s": round(rows / work),
        "peak_mb": _peak(),
    }


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def people(rows: int) -> Iterator[list[Any]]:
    """Invented members, none of them kept."""
    for n in range(rows):
        joined = FIRST + timedelta(days=9000 + n % 18000)
        name = f"{FAMILY[n % 10]} Văn Mẫu {GIVEN[n % 12]}"
        born, full = FIRST + timedelta(days=n % 20000), joined + timedelta(days=365)
        card = f"{n:012d}"
        yield [n + 1, name, born, "Nam", f"Chi bộ mẫu {n % 500}", joined, full, "Đảng viên chính thức", card, ""]  # noqa: E501  # fmt: skip


def _ours(rows: int) -> None:
    from nguon.reports import lists  # noqa: PLC0415 - the other side does without

    with TemporaryFile() as file:
        lists.spool("Đảng viên", HEADING, people(rows), into=file)


def _theirs(rows: int) -> None:
    import openpyxl  # noqa: PLC0415 - our side does without

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Đảng viên")
    sheet.append(list(HEADING))
    for row in people(rows):
        sheet.append(row)
    with TemporaryFile() as file:
        book.save(file)


def _apart(side: str, rows: int) -> dict[str, float]:
    words = ["--side", side, "--rows", str(rows)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.export", *words], stdout=subprocess.PIPE, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _middle(found: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


if __name__ == "__main__":
    sys.exit(main())

"""Read a workbook in a process of its own, with limits on memory and time.

Two cells in opposite corners of a sheet make the parser ask for 500 GB and end its process; and
while it works no other thread of that process runs. So it gets a process to itself that knows no
database and no keys, and that costs a fifth of a second.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from nguon.core.confined import alone
from nguon.reports.cells import text_of
from nguon.reports.columns import plain
from nguon.reports.roster import Entry, Fault, Office, Roster, SheetSeen, read_roster
from nguon.reports.sheets import MARKED, BadRows, CannotRead, Sheet, check, check_start, read

# Units: bytes, seconds of work, seconds on the wall.
MEMORY, WORK, PATIENCE = 1 << 30, 60, 120
REFUSED = 3
ROOT = Path(__file__).resolve().parents[2]


def read_apart(content: bytes, *, office: Office, today: date) -> Roster:
    """Read a workbook as the office's list; nothing that is in it can harm this process.

    Raises: CannotRead.
    """
    check_start(content)
    found = _ask(content, {"office": office, "today": today})
    return Roster(
        read=found["read"],
        sheets=tuple(SheetSeen(**seen) for seen in found["sheets"]),
        entries=tuple(
            Entry(tuple(map(tuple, entry["rows"])), entry["values"]) for entry in found["entries"]
        ),
        faults=tuple(Fault(**fault) for fault in found["faults"]),
        left_out=found["left_out"],
    )


def rows_apart(content: bytes, wanted: Iterable[tuple[str, int]]) -> list[BadRows]:
    """Return the named rows of a workbook as text.

    Shape:  ``wanted``: sheet and number of the row; what comes is in the order of the workbook.
    Raises: CannotRead.
    """
    rows: dict[str, list[int]] = {}
    for sheet, number in sorted(wanted):
        rows.setdefault(sheet, []).append(number)
    return [BadRows(*found) for found in _ask(content, {"rows": rows})]


def sheets_apart(content: bytes) -> list[BadRows]:
    """Return every sheet of a workbook as text, rows with their numbers, nothing made of them.

    Raises: CannotRead.
    """
    return [BadRows(*found) for found in _ask(content, {"sheets": True})]


def require_unmarked(content: bytes) -> None:
    """Pass, unless the workbook must not even be kept until somebody reads it.

    Reading: what else is wrong with it is told by whoever reads it.
    Raises:  CannotRead.
    """
    try:
        _ask(content, {"marks": True})
    except CannotRead as refused:
        if refused.code == MARKED:
            raise


def _ask(content: bytes, request: Mapping[str, Any]) -> Any:
    head = orjson.dumps(request, option=orjson.OPT_NON_STR_KEYS)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nguon.reports.apart"],
            input=len(head).to_bytes(8, "big") + head + content,
            capture_output=True,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as too_long:
        raise CannotRead("too_heavy") from too_long
    if done.returncode == REFUSED:
        refusal = orjson.loads(done.stdout)
        raise CannotRead(refusal["code"], **refusal["about"])
    if done.returncode:
        raise CannotRead("too_heavy")
    return orjson.loads(done.stdout)


# --- inside the other process -----------------------------------------------------------------


def confine() -> None:
    """Little memory, little time, nobody to talk to; before the first byte is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    alone.shut()


def main() -> int:
    """Answer one request from standard input on standard output."""
    confine()
    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    request = orjson.loads(sys.stdin.buffer.read(size))
    try:
        answer = _answer(sys.stdin.buffer.read(), request)
    except CannotRead as refusal:
        answer = {"code": refusal.code, "about": refusal.about}
        sys.stdout.buffer.write(orjson.dumps(answer))
        return REFUSED
    sys.stdout.buffer.write(orjson.dumps(answer))
    return 0


def _answer(content: bytes, request: Mapping[str, Any]) -> Any:
    if "marks" in request:
        return check(content)
    return _read(read(content), request)


def _read(sheets: Sequence[Sheet], request: Mapping[str, Any]) -> Any:
    if "rows" in request:
        return [
            _rows(sheet, request["rows"][sheet.name])
            for sheet in sheets
            if sheet.name in request["rows"]
        ]
    if "sheets" in request:
        return [_as_text(sheet) for sheet in sheets]
    asked = request["office"]
    called = {int(number): name for number, name in asked["called"].items()}
    office = Office(asked["meanings"], asked["cells"], called)
    return read_roster(sheets, office=office, today=date.fromisoformat(request["today"]))


def _as_text(sheet: Sheet) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    rows = [(number, [text_of(cell) for cell in row]) for number, row in sheet.rows]
    return sheet.name, [], rows


def _rows(
    sheet: Sheet, numbers: Sequence[int]
) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    rows = dict(sheet.rows)
    first = min(numbers)
    above = [row for number, row in sheet.rows if number < first]
    heading = max(above[:20], key=lambda row: len({plain(text_of(c)) for c in row}), default=[])
    shown = [(number, [text_of(cell) for cell in rows.get(number, [])]) for number in numbers]
    return sheet.name, [text_of(cell) for cell in heading], shown


if __name__ == "__main__":
    sys.exit(main())

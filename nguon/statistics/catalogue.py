"""Which tables there are and what their lines are: data, read and checked once.

A line says where its number comes from: counted, added up from other lines, or left empty with
the code of a reason. Lines that several tables share stand in ``groups`` and ``peoples``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).with_name("tables")
CODES = ("1", "2", "3", "4", "5", "6A", "6B", "6C", "6D", "6E", "6F", "7")
MARKS = ("C2", "C1", "K", "I", "U")
LAYOUTS = ("compared", "peoples", "bodies", "reviews")
UNKNOWN, OTHER = "unknown", "other"
RULES = ("R-STAT-01", "R-STAT-02", "R-STAT-03", "R-STAT-04", "R-STAT-05")


class NoSuchTable(LookupError):
    """No table bears this code."""


class BadTable(ValueError):
    """The data of a table are not sound; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line. ``under`` is what it analyses, ``of`` the line of which it is only a part.

    ``count`` names what is counted, ``adds`` the lines whose sum it is (``-C`` is taken off),
    ``empty`` the reason why nothing can be counted. ``extra`` lines are ours and are shown only
    when they are not zero. ``later`` words hold from a day on.
    """

    key: str
    label: str
    under: str = ""
    of: str = ""
    count: str = ""
    adds: tuple[str, ...] = ()
    empty: str = ""
    head: bool = False
    extra: bool = False
    mean: bool = False
    depth: int = 0
    mark: str = "C1"
    seen: str = ""
    later: Mapping[date, str] = field(default_factory=dict)
    later_mark: str = ""

    def label_on(self, day: date) -> str:
        """What the line is called in a period that ends on a day."""
        return max((since, words) for since, words in self._editions if since <= day)[1]

    def mark_on(self, day: date) -> str:
        """How sure its words are then."""
        changed = any(since <= day for since in self.later)
        return self.later_mark if changed and self.later_mark else self.mark

    @property
    def parent(self) -> str:
        return self.under or self.of

    @property
    def _editions(self) -> list[tuple[date, str]]:
        return [(date.min, self.label), *self.later.items()]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Lines that lay out another completely: they add up to it."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a table. ``layout`` says which columns it has."""

    key: str
    title: str
    layout: str
    rows: tuple[Row, ...]
    analyses: tuple[Analysis, ...]

    def row(self, key: str) -> Row | None:
        return next((row for row in self.rows if row.key == key), None)


@dataclass(frozen=True, slots=True)
class Form:
    """One table of the regulation. Without sheets its layout was never seen: nothing is drawn.

    ``periods`` it is handed in for (R-STAT-03): it may be read for any other, too.
    """

    code: str
    title: str
    periods: tuple[str, ...]
    mark: str
    seen: str
    sheets: tuple[Sheet, ...]

    @property
    def number(self) -> str:
        return self.code.partition("-")[0]

    @property
    def instrument(self) -> str:
        return "12-HD/BTCTW 2012 · 09-HD/BTCTW 2017 · 11-HD/BTCTW 2021"


@cache
def forms() -> Mapping[str, Form]:
    """Every table by its code, in order.

    Raises: BadTable.
    """
    found = [_form(_read(number)) for number in CODES]
    return {form.code: form for form in found}


def form(code: str) -> Form:
    """Find a table however it is asked for: ``2-BTCTW``, ``2-btctw``, ``2-TCTW`` or ``2``.

    Raises: NoSuchTable.
    """
    number = code.strip().upper().partition("-")[0]
    for each in forms().values():
        if each.number == number and code.upper().partition("-")[2] in ("", "BTCTW", "TCTW"):
            return each
    raise NoSuchTable(code)


@cache
def groups() -> Mapping[str, Any]:
    """The analyses that tables share, as they are written."""
    told: Mapping[str, Any] = _load("groups")
    _no_gap("age", [(each["from"], each["to"]) for each in told["age"]["rows"] if "from" in each])
    days = [(each["since"].toordinal(), each["until"].toordinal()) for each in told["era"]["rows"]]
    _no_gap("era", days)
    return told


@cache
def peoples() -> Mapping[str, Any]:
    """The peoples and the religions, as they are written."""
    told: Mapping[str, Any] = _load("peoples")
    return told


def eras() -> list[tuple[str, date, date]]:
    """When somebody entered the Party: code, first and last day."""
    return [(each["key"], each["since"], each["until"]) for each in groups()["era"]["rows"]]


# --- reading ------------------------------------------------------------------------------------


def _load(name: str) -> Any:
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))


def _read(number: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = _load(number)
    return told


def _form(told: Mapping[str, Any]) -> Form:
    sheets = tuple(_sheet(each, told) for each in told["sheets"])
    if told["mark"] not in MARKS:
        raise BadTable(f"{told['code']}: {told['mark']!r} is none of {', '.join(MARKS)}")
    return Form(
        told["code"], told["title"], tuple(told["periods"]), told["mark"], told["seen"], sheets
    )


def _sheet(told: Mapping[str, Any], form: Mapping[str, Any]) -> Sheet:
    rows: list[dict[str, Any]] = []
    analyses: list[Analysis] = []
    for line in told["rows"]:
        if "use" in line or "peoples" in line:
            analyses.append(_expand(line, rows))
        else:
            rows.append(dict(line))
    made = _deep([{"mark": form["mark"], "seen": form["seen"], **row} for row in rows])
    sheet = Sheet(
        told["key"], told.get("title", form["title"]), told["layout"], made, tuple(analyses)
    )
    _check(form["code"], sheet)
    return sheet


def _expand(line: Mapping[str, Any], rows: list[dict[str, Any]]) -> Analysis:
    """Put the lines of a shared analysis below a heading of their own."""
    group = line.get("use") or line["peoples"]
    shared = groups()[group] if "use" in line else {"rows": peoples()[group]}
    key, counts = line["key"], f"{line['subject']}.{group}"
    heading = line.get("label") or shared["label"]
    rows.append({"key": key, "label": heading, "under": line.get("under", ""), "head": True})
    lines = [_shared(each, key, counts) for each in shared["rows"]]
    if "peoples" in line:
        unknown = {"key": UNKNOWN, "label": "Chưa ghi, hoặc không đồng ý thống kê", "extra": True}
        lines.append(_shared(unknown, key, counts))
    rows.extend(lines)
    parts = [each["key"] for each in lines if each["under"] == key and not each.get("mean")]
    return Analysis(line["total"], tuple(parts))


def _shared(each: Mapping[str, Any], key: str, counts: str) -> dict[str, Any]:
    above = f"{key}.{each['under']}" if "under" in each else key
    made: dict[str, Any] = {
        "key": f"{key}.{each['key']}",
        "label": each["label"],
        "under": above,
        "extra": each.get("extra", False),
        "mean": each.get("mean", False),
    }
    if "adds" in each:
        return {**made, "adds": [f"{key}.{part}" for part in each["adds"]]}
    return {**made, "count": f"{counts}.{each['key']}"}


def _deep(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    depth: dict[str, int] = {}
    made = []
    for row in rows:
        above = row.get("under") or row.get("of") or ""
        depth[row["key"]] = depth[above] + 1 if above in depth else 0
        adds = tuple(str(each) for each in row.get("adds", ()))
        made.append(Row(**{**row, "adds": adds, "depth": depth[row["key"]]}))
    return tuple(made)


# --- checking -----------------------------------------------------------------------------------


def _check(code: str, sheet: Sheet) -> None:
    keys = [row.key for row in sheet.rows]
    if len(set(keys)) < len(keys):
        raise BadTable(f"{code}, {sheet.key}: a key stands twice")
    if sheet.layout not in LAYOUTS:
        raise BadTable(f"{code}, {sheet.key}: {sheet.layout!r} is no layout")
    for wrong in _faults(sheet, set(keys)):
        raise BadTable(f"{code}, {sheet.key}, {wrong}")


def _faults(sheet: Sheet, keys: set[str]) -> Iterator[str]:
    for row in sheet.rows:
        named = {row.parent, *(each.lstrip("-") for each in row.adds)} - {""}
        if named - keys:
            yield f"{row.key}: there is no line {', '.join(sorted(named - keys))}"
        if not (row.count or row.adds or row.empty or row.head):
            yield f"{row.key}: says neither what it counts nor why it is empty"
    for analysis in sheet.analyses:
        if analysis.total not in keys:
            yield f"{analysis.total}: is analysed and not there"


def _no_gap(name: str, bands: list[tuple[int, int]]) -> None:
    """Each band begins where the one before it ends."""
    for (_first, last), (after, _until) in pairwise(bands):
        if after != last + 1:
            raise BadTable(f"{name}: nothing holds from {last} to {after}")

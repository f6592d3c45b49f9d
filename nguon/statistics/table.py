"""A table with its numbers: lines, columns, and whether what must hold of them does. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.planning.attainment import Place
from nguon.planning.shares import percent
from nguon.statistics.catalogue import Form, Row, Sheet
from nguon.statistics.counting import Count, Number
from nguon.statistics.periods import Named

MISSING_PART, PERCENT = "missing_part", "percent"
NOTHING = Count(None)
Columns = tuple[tuple[str, str | Promise], ...]

COLUMNS: Mapping[str, Columns] = {
    "compared": (
        ("now", _("Kỳ này")),
        ("before", _("Cùng kỳ năm trước")),
        (PERCENT, _("% so với cùng kỳ")),
    ),
    "peoples": (("total", _("Tổng số")), ("women", _("Trong đó: nữ")), (PERCENT, _("%"))),
    "bodies": (
        ("bases", _("Tổ chức cơ sở đảng (2 = 3 + 4)")),
        ("committees", _("Đảng bộ cơ sở")),
        ("cells", _("Chi bộ cơ sở")),
        ("sections", _("Đảng bộ bộ phận")),
        ("subordinate", _("Chi bộ trực thuộc")),
        ("members", _("Đảng viên")),
    ),
    "reviews": (("bodies", _("Tập thể")), ("members", _("Đảng viên"))),
}
Get = Callable[[str], Count]


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a number, or the reason for none, in each column.

    ``label`` and ``mark`` are its words in the period and how sure they are.
    """

    row: Row
    label: str
    mark: str
    cells: Mapping[str, Count]

    @property
    def shows(self) -> bool:
        """Lines of ours are there only where they say something."""
        return not self.row.extra or any(cell.number for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold between numbers; ``holds`` is nothing where one of them is empty.

    ``what`` is ``sum``, ``analysis``, ``part`` or ``tables``.
    """

    what: str
    about: str
    column: str
    left: Number | None
    right: Number | None

    @property
    def holds(self) -> bool | None:
        if self.left is None or self.right is None:
            return None
        return self.left <= self.right if self.what == "part" else self.left == self.right

    def to_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "about": self.about,
            "column": self.column,
            "left": plain(self.left),
            "right": plain(self.right),
            "holds": self.holds,
        }


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet with its lines; ``denominators`` are what its percentages are of."""

    sheet: Sheet
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]

    @property
    def columns(self) -> Columns:
        return COLUMNS[self.sheet.layout]

    @property
    def shown(self) -> list[Line]:
        return [line for line in self.lines if line.shows]

    def number(self, key: str, column: str) -> Number | None:
        found = next((line for line in self.lines if line.row.key == key), None)
        return found.cells[column].number if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of one place and period, in one of the two trees, as of ``made_at``.

    ``first`` and ``last`` are the days that were counted, both included.
    """

    form: Form
    place: Place
    named: Named
    tree: str
    first: date
    last: date
    made_at: datetime
    sheets: tuple[Filled, ...]

    @property
    def checks(self) -> list[Check]:
        return [check for sheet in self.sheets for check in sheet.checks]

    def number(self, key: str, column: str = "now") -> Number | None:
        """What stands on a line of the first sheet."""
        return self.sheets[0].number(key, column) if self.sheets else None

    def to_json(self) -> dict[str, Any]:
        """Units: persons, organisations or years of age; ISO days; per cent, one decimal."""
        return {
            "form": self.form.code,
            "title": self.form.title,
            "confidence": self.form.mark,
            "organization": {"slug": self.place.slug, "name": self.place.name},
            "period": self.named.name,
            "starts_on": self.named.period.starts_on.isoformat(),
            "ends_on": self.named.period.last_day.isoformat(),
            "counted_from": self.first.isoformat(),
            "counted_to": self.last.isoformat(),
            "tree": self.tree,
            "made_at": self.made_at.isoformat(),
            "specimen_seen": bool(self.form.sheets),
            "sheets": [_sheet_json(filled) for filled in self.sheets],
            "checks": [check.to_json() for check in self.checks],
        }


def plain(number: Number | None) -> int | float | None:
    """A number as JSON carries it."""
    return float(number) if isinstance(number, Decimal) else number


def fill(sheet: Sheet, on: date, get: Mapping[str, Get]) -> Filled:
    """Put numbers on the lines of a sheet.

    Shape: ``get`` finds for each counted column what a line's ``count`` names; ``on`` is the day
           whose words the lines bear. Percentages and sums follow.
    """
    cells: dict[str, dict[str, Count]] = {row.key: {} for row in sheet.rows}
    for column, find in get.items():
        numbers = {row.key: _counted(row, find) for row in sheet.rows}
        for row in sheet.rows:
            cells[row.key][column] = _summed(row, sheet, numbers)
    _derive(sheet, cells)
    lines = tuple(
        Line(row, row.label_on(on), row.mark_on(on), cells[row.key]) for row in sheet.rows
    )
    return Filled(sheet, lines, tuple(_checks(sheet, cells, tuple(get))))


# --- numbers ------------------------------------------------------------------------------------


def _counted(row: Row, find: Get) -> Count | None:
    if row.head:
        return NOTHING
    if row.empty:
        return Count(None, row.empty)
    return find(row.count) if row.count else None


def _summed(row: Row, sheet: Sheet, numbers: Mapping[str, Count | None]) -> Count:
    found = numbers[row.key]
    return _sum(row, sheet, numbers) if found is None else found


def _sum(row: Row, sheet: Sheet, numbers: Mapping[str, Count | None]) -> Count:
    total: Number = 0
    for name in row.adds:
        part = sheet.row(name.lstrip("-"))
        count = _summed(part, sheet, numbers) if part else NOTHING
        if count.number is None:
            return Count(None, count.why or MISSING_PART)
        total += -count.number if name.startswith("-") else count.number
    return Count(total)


def _derive(sheet: Sheet, cells: Mapping[str, dict[str, Count]]) -> None:
    for key, own in cells.items():
        row = sheet.row(key)
        if sheet.layout == "compared":
            own[PERCENT] = _percent(own["now"], own["before"], bool(row and row.mean))
        elif sheet.layout == "peoples":
            own[PERCENT] = _percent(own["total"], cells["total"]["total"])
        elif sheet.layout == "bodies":
            parts = (own["committees"].number, own["cells"].number)
            both = None if None in parts else sum(part for part in parts if part is not None)
            own["bases"] = Count(both, own["committees"].why)


def _percent(part: Count, whole: Count, mean: bool = False) -> Count:
    """A share of nothing is not written at all (R-STAT-02), nor one of an average."""
    known = isinstance(part.number, int) and isinstance(whole.number, int) and not mean
    if not known:
        return NOTHING
    return Count(percent(int(part.number or 0), int(whole.number or 0)))


# --- identities ---------------------------------------------------------------------------------


def _checks(
    sheet: Sheet, cells: Mapping[str, Mapping[str, Count]], columns: tuple[str, ...]
) -> Iterator[Check]:
    for column in columns:
        numbers = {key: own[column] for key, own in cells.items()}
        for row in sheet.rows:
            if row.adds and row.count:
                found = _sum(row, sheet, numbers).number
                yield Check("sum", row.key, column, numbers[row.key].number, found)
            if row.of:
                part, whole = numbers[row.key].number, numbers[row.of].number
                yield Check("part", row.key, column, part, whole)
        for analysis in sheet.analyses:
            parts = [numbers[key].number for key in analysis.parts]
            total = None if None in parts else sum(part for part in parts if part is not None)
            about = f"{analysis.total} = {analysis.parts[0].rpartition('.')[0]}"
            yield Check("analysis", about, column, numbers[analysis.total].number, total)


# (table, line, column) that must agree with the next, where both tables are there.
ACROSS = (
    (("1-BTCTW", "B.1", "now"), ("2-BTCTW", "I", "now")),
    (("1-BTCTW", "D", "now"), ("3-BTCTW", "I", "now")),
    (("1-BTCTW", "D", "now"), ("4-BTCTW", "total", "total")),
    (("1-BTCTW", "D", "now"), ("5-BTCTW", "total", "members")),
)


def across(tables: Mapping[str, Table]) -> list[Check]:
    """Whether tables of one place and period agree with each other."""
    found = []
    for left, right in ACROSS:
        if left[0] in tables and right[0] in tables:
            numbers = [tables[code].number(key, column) for code, key, column in (left, right)]
            about = " = ".join(f"{code} {key}" for code, key, _column in (left, right))
            found.append(Check("tables", about, "", *numbers))
    return found


# --- JSON ---------------------------------------------------------------------------------------


def _sheet_json(filled: Filled) -> dict[str, Any]:
    return {
        "key": filled.sheet.key,
        "title": filled.sheet.title,
        "layout": filled.sheet.layout,
        "columns": [key for key, _label in filled.columns],
        "rows": [_line_json(filled, line) for line in filled.lines],
    }


def _line_json(filled: Filled, line: Line) -> dict[str, Any]:
    return {
        "key": line.row.key,
        "label": line.label,
        "under": line.row.under or None,
        "of": line.row.of or None,
        "ours": line.row.extra,
        "confidence": line.mark,
        "values": {
            key: _value_json(filled, line, key)
            for key, _label in filled.columns
            if not line.row.head
        },
    }


def _value_json(filled: Filled, line: Line, column: str) -> dict[str, Any]:
    cell = line.cells[column]
    if column == PERCENT:
        part, whole = _share_of(filled, line)
        return {"value": plain(cell.number), "numerator": plain(part), "denominator": plain(whole)}
    told: dict[str, Any] = {"value": plain(cell.number)}
    if cell.why:
        told["why_empty"] = cell.why
    if cell.of is not None and cell.known != cell.of:
        told |= {"known": cell.known, "of": cell.of}
    return told


def _share_of(filled: Filled, line: Line) -> tuple[Number | None, Number | None]:
    if filled.sheet.layout == "compared":
        return line.cells["now"].number, line.cells["before"].number
    return line.cells["total"].number, filled.number("total", "total")


def from_json(told: Mapping[str, Any], form: Form, named: Named) -> Table:
    """Return a table as it was told, whatever the catalogue says today."""
    checks = tuple(
        Check(each["what"], each["about"], each["column"], each["left"], each["right"])
        for each in told["checks"]
    )
    sheets = [_sheet_told(each, form) for each in told["sheets"]]
    if sheets:
        sheets[0] = replace(sheets[0], checks=checks)
    return Table(
        form=form,
        place=Place(told["organization"]["slug"], told["organization"]["name"]),
        named=named,
        tree=told["tree"],
        first=date.fromisoformat(told["counted_from"]),
        last=date.fromisoformat(told["counted_to"]),
        made_at=datetime.fromisoformat(told["made_at"]),
        sheets=tuple(sheets),
    )


def _sheet_told(told: Mapping[str, Any], form: Form) -> Filled:
    known = {sheet.key: sheet for sheet in form.sheets}.get(told["key"])
    rows: dict[str, Row] = {}
    lines = []
    for each in told["rows"]:
        row = _row_told(each, rows, known.row(each["key"]) if known else None)
        rows[row.key] = row
        cells = {key: _count_told(value) for key, value in each["values"].items()}
        names = [name for name, _label in COLUMNS[told["layout"]]]
        told_of = {name: cells.get(name, NOTHING) for name in names}
        lines.append(Line(row, each["label"], row.mark, told_of))
    sheet = Sheet(told["key"], told["title"], told["layout"], tuple(rows.values()), ())
    return Filled(sheet, tuple(lines), ())


def _row_told(told: Mapping[str, Any], rows: Mapping[str, Row], known: Row | None) -> Row:
    above = rows.get(told["under"] or told["of"] or "")
    return Row(
        key=told["key"],
        label=told["label"],
        under=told["under"] or "",
        of=told["of"] or "",
        extra=told["ours"],
        head=not told["values"],
        depth=above.depth + 1 if above else 0,
        mark=told["confidence"],
        count=known.count if known else "",
        adds=known.adds if known else (),
    )


def _count_told(told: Mapping[str, Any]) -> Count:
    number = told["value"]
    if isinstance(number, float):
        number = Decimal(str(number))
    return Count(number, told.get("why_empty", ""), told.get("known"), told.get("of"))

"""The clerk's list: sheets in, persons and faults out. Pure; no database, no words for people.

Columns are found by heading, rows of one person are put together across sheets, and a person is
either wholly there or wholly refused, with a reason for every row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Any

from nguon.core.text import tidy
from nguon.people.names import fold as fold_name
from nguon.people.names import spell
from nguon.reports import acts
from nguon.reports.cells import Unreadable, read_column, text_of
from nguon.reports.columns import (
    BY_KEY,
    HEADINGS,
    IN_EVERY_SHEET,
    IN_SOME_SHEET,
    SKIP,
    plain,
)
from nguon.reports.sheets import CannotRead, Sheet, column_letters

HEADING_WITHIN = 20
LONGEST_SHOWN = 100
CELL_PREFIXES = ("chibo", "cb")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row is refused: the cell it is about, what stood there, and the code of a reason."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """What was made of one sheet. ``heading_row`` is 0 where no list was found on it."""

    name: str
    hidden: bool
    heading_row: int
    rows: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One person: the rows that speak of him or her, and what they say together."""

    rows: tuple[tuple[str, int], ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Roster:
    """A list that was read. ``left_out`` counts filled cells by column that feed nothing."""

    read: int
    sheets: tuple[SheetSeen, ...]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Office:
    """What the office knows: the meaning of its headings, and its cells by plain name.

    ``cells``: plain name -> numbers of the organisations that bore it; ``called``: number -> name.
    """

    meanings: Mapping[str, str]
    cells: Mapping[str, Sequence[int]]
    called: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet whose heading row was found."""

    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    unknown: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """One row of data: what could be read of it, and what could not."""

    table: _Table
    number: int
    raw: Sequence[Any]
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def cell(self, key: str) -> str:
        return f"{column_letters(self.table.columns[key])}{self.number}"

    def said(self, key: str) -> str:
        """What stands in the cell, as the clerk sees it."""
        column = self.table.columns.get(key, len(self.raw))
        return text_of(self.raw[column]) if column < len(self.raw) else ""

    def refuse(self, key: str, code: str, **about: str) -> None:
        column = self.table.headings.get(key) or (BY_KEY[key].heading if key in BY_KEY else key)
        name, value = self.table.sheet.name, self.said(key)[:LONGEST_SHOWN]
        self.faults.append(Fault(name, self.number, column, value, code, about))


def read_roster(sheets: Iterable[Sheet], *, office: Office, today: date) -> Roster:
    """Read a workbook's sheets as the office's list.

    Reading: a sheet without a column of names is no list and is passed over.
    Raises:  CannotRead if a column that every list needs is missing.
    """
    seen = [(sheet, _table(sheet, office.meanings)) for sheet in sheets]
    tables = [table for _, table in seen if table]
    _require_columns(tables, [sheet for sheet, table in seen if not table])
    rows = {id(table): _rows(table, office, today) for table in tables}
    everybody = [row for table in tables for row in rows[id(table)]]
    entries, left_out = _entries(everybody, today)
    return Roster(
        read=len(everybody),
        sheets=tuple(
            SheetSeen(
                sheet.name,
                sheet.hidden,
                table.heading_row if table else 0,
                len(rows[id(table)]) if table else 0,
                table.unknown if table else (),
            )
            for sheet, table in seen
        ),
        entries=tuple(entries),
        faults=tuple(fault for row in everybody for fault in row.faults),
        left_out=left_out,
    )


# --- headings ---------------------------------------------------------------------------------


def _table(sheet: Sheet, meanings: Mapping[str, str]) -> _Table | None:
    """The sheet as a list, by the row among the first that names most columns."""
    known = {**HEADINGS, **meanings}
    best: tuple[int, dict[int, str]] = (0, {})
    for number, row in sheet.rows:
        if number > HEADING_WITHIN:
            break
        words = _headings(sheet, number, row)
        if _score(words, known) > _score(best[1], known):
            best = number, words
    number, words = best
    keys = {column: known.get(plain(heading), "") for column, heading in words.items()}
    if "full_name" not in keys.values():
        return None
    return _Table(
        sheet,
        number,
        columns=_columns(sheet, keys, words),
        headings={key: words[column] for column, key in keys.items() if key},
        unknown=tuple(words[column] for column, key in keys.items() if not key),
    )


def _headings(sheet: Sheet, number: int, row: Sequence[Any]) -> dict[int, str]:
    """Column -> heading; one that is merged over this row and rows above stands there as well."""
    found = {column: tidy(text_of(cell)) for column, cell in enumerate(row) if cell != ""}
    rows = dict(sheet.rows)
    for top, left, bottom, right in sheet.merged:
        if top < number <= bottom and left == right and left not in found:
            above = rows.get(top, [])
            if left < len(above) and above[left] != "":
                found[left] = tidy(text_of(above[left]))
    return {column: heading for column, heading in sorted(found.items()) if heading}


def _score(words: Mapping[int, str], known: Mapping[str, str]) -> int:
    return len({key for heading in words.values() if (key := known.get(plain(heading)))})


def _columns(sheet: Sheet, keys: Mapping[int, str], words: Mapping[int, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, key in keys.items():
        if key in columns:
            raise CannotRead("column_twice", column=words[column], sheet=sheet.name)
        if key and key != SKIP:
            columns[key] = column
    return columns


def _require_columns(tables: Sequence[_Table], others: Sequence[Sheet]) -> None:
    if not tables:
        shown = [text_of(c) for s in others[:1] for _, row in s.rows[:1] for c in row if c != ""]
        raise CannotRead("no_list", headings=", ".join(shown)[:300])
    for table in tables:
        missing = [BY_KEY[key].heading for key in IN_EVERY_SHEET if key not in table.columns]
        if missing:
            raise _missing(missing, table.sheet.name, table.unknown)
    for key in IN_SOME_SHEET:
        if not any(key in table.columns for table in tables):
            unknown = [heading for table in tables for heading in table.unknown]
            raise _missing([BY_KEY[key].heading], tables[0].sheet.name, unknown)


def _missing(columns: Sequence[str], sheet: str, unknown: Sequence[str]) -> CannotRead:
    about = {"columns": ", ".join(columns), "sheet": sheet, "unknown": "; ".join(unknown) or "–"}
    return CannotRead("missing_columns", **about)


# --- rows -------------------------------------------------------------------------------------


def _rows(table: _Table, office: Office, today: date) -> list[_Row]:
    below = [(number, row) for number, row in table.sheet.rows if number > table.heading_row]
    if below and _counts_columns(below[0][1]):
        below = below[1:]
    keys = list(table.columns)
    width = max(table.columns.values()) + 1
    padded = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for _, row in below]
    across = list(zip(*padded, strict=False))
    read = {
        key: read_column(BY_KEY[key], across[table.columns[key]], today) if across else []
        for key in keys
        if BY_KEY[key].kind != "none"
    }
    _find_cells(read, office)
    rows = [
        _Row(
            table, number, raw, {k: v for k, v in zip(read, values, strict=True) if v is not None}
        )
        for (number, raw), *values in zip(below, *read.values(), strict=True)
    ]
    _refuse_unreadable(rows, read)
    for row in rows:  # an office that has only the old number gives that one
        if "old_id" in row.values and "id_number" not in row.values:
            row.values["id_number"] = row.values["old_id"]
    merged = _merged_rows(table)
    data = [row for row in rows if row.values or row.faults]  # not the lines between them
    for row in data:
        if row.number in merged:
            row.refuse(merged[row.number], "merged")
    return data


def _refuse_unreadable(rows: Sequence[_Row], read: Mapping[str, Sequence[Any]]) -> None:
    for key, values in read.items():
        for row, value in zip(rows, values, strict=True):
            if type(value) is Unreadable:
                del row.values[key]
                row.refuse(key, value.code, **(value.about or {}))


def _counts_columns(row: Sequence[Any]) -> bool:
    """Whether the first row under the headings only numbers them: (1) (2) (3)."""
    said = [plain(text_of(cell)) for cell in row if cell != ""]
    if len(said) < 3 or not all(number.isdecimal() for number in said):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(said))


def _merged_rows(table: _Table) -> dict[int, str]:
    """Rows of data that a merged range touches -> the column where it does."""
    at = {column: key for key, column in table.columns.items()}
    found: dict[int, str] = {}
    for top, left, bottom, right in table.sheet.merged:
        if bottom > table.heading_row:
            key = next((at[c] for c in range(left, right + 1) if c in at), column_letters(left))
            found |= dict.fromkeys(range(max(top, table.heading_row + 1), bottom + 1), key)
    return found


def _find_cells(read: dict[str, list[Any]], office: Office) -> None:
    """Put the number of the organisation in the place of the name of a cell."""
    if "cell" in read:
        known = {name: _cell(name, office) for name in {*read["cell"]} if isinstance(name, str)}
        read["cell"] = [known.get(name, name) for name in read["cell"]]


def _cell(name: str, office: Office) -> Any:
    said = plain(name)
    short = next((said[len(p) :] for p in CELL_PREFIXES if said.startswith(p)), said)
    numbers = office.cells.get(said) or office.cells.get(short)
    if not numbers:
        near = get_close_matches(short, office.cells, n=3, cutoff=0.6)
        nearest = dict.fromkeys(office.called[n] for key in near for n in office.cells[key])
        return Unreadable("unknown_cell", {"near": "; ".join(nearest) or "–"})
    if len(numbers) > 1:
        named = {office.called[number] for number in numbers}
        return Unreadable("cell_not_clear", {"near": "; ".join(sorted(named))})
    return numbers[0]


# --- persons ----------------------------------------------------------------------------------


def _entries(rows: Sequence[_Row], today: date) -> tuple[list[Entry], dict[str, int]]:
    sixteen, eighteen = (_birthday(today, age) for age in (acts.YOUNGEST, acts.OF_AGE))
    entries, left_out = [], dict[str, int]()
    for group in _same_persons(rows):
        values = group[0].values if len(group) == 1 else _together(group)
        if not any(row.faults for row in group):
            for key, code in acts.faults_of(values, sixteen=sixteen, eighteen=eighteen):
                _holder(group, key).refuse(key, code)
        if any(row.faults for row in group):
            _refuse_all(group)
            continue
        entries.append(Entry(tuple((row.table.sheet.name, row.number) for row in group), values))
        for key in acts.left_out(values):
            left_out[key] = left_out.get(key, 0) + 1
    return entries, left_out


def _same_persons(rows: Sequence[_Row]) -> Iterable[list[_Row]]:
    """Groups of rows that speak of one person, in the order of the first."""
    folded = cache(fold_name)
    leader = list(range(len(rows)))
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(rows):
        for key in _keys(row.values, folded):
            known = holders.setdefault(key, [])
            for other in known:
                if key[0] == "key" or not _different(rows[other].values, row.values):
                    _join(leader, other, number)
            if key[0] == "name" or not known:
                known.append(number)
    groups: dict[int, list[_Row]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(_lead(leader, number), []).append(row)
    return groups.values()


def _lead(leader: list[int], number: int) -> int:
    """The first row of the group that ``number`` is in by now."""
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _join(leader: list[int], one: int, other: int) -> None:
    first, second = sorted((_lead(leader, one), _lead(leader, other)))
    leader[second] = first


def _keys(values: Mapping[str, Any], folded: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for key in ("id_number", "office_code"):
        if key in values:
            yield "key", key, values[key]
    name = folded(values.get("full_name", ""))
    for key in ("born_on", "phone"):
        if name and key in values:
            yield "name", name, values[key]


def _different(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Two people of one name and birthday: their own numbers tell them apart."""
    return any(
        key in one and key in other and one[key] != other[key]
        for key in ("id_number", "office_code")
    )


def _together(group: Sequence[_Row]) -> dict[str, Any]:
    """What several rows say about one person; a contradiction refuses the row that comes later."""
    values: dict[str, Any] = {}
    said_in: dict[str, _Row] = {}
    for row in group:
        for key, value in row.values.items():
            if key not in values:
                values[key], said_in[key] = value, row
            elif values[key] != value:
                agreed = _agree(key, values[key], value)
                if agreed is None:
                    _contradict(row, said_in[key], key)
                else:
                    values[key] = agreed
    return values


def _agree(key: str, one: Any, other: Any) -> Any:
    """The fuller of two ways to write the same; nothing if they say different things."""
    if BY_KEY[key].kind == "name":
        if spell(one) == spell(other):
            return one
        bare = fold_name(one)
        if bare == fold_name(other) and bare in (spell(one), spell(other)):
            return other if spell(one) == bare else one  # one of them was typed without marks
        return None
    if BY_KEY[key].kind == "text" and one.casefold() == other.casefold():
        return one
    return None


def _contradict(row: _Row, other: _Row, key: str) -> None:
    row.refuse(
        key,
        "contradiction",
        here=row.cell(key),
        there=other.cell(key),
        sheet=other.table.sheet.name,
        other=other.said(key),
    )


def _holder(group: Sequence[_Row], key: str) -> _Row:
    """The row to blame: one that has the cell, else the first."""
    return next((row for row in group if key in row.table.columns and key in row.values), group[0])


def _refuse_all(group: Sequence[_Row]) -> None:
    """Nobody is taken over by halves: the person's other rows are refused with the faulty one."""
    bad = next(row for row in group if row.faults)
    for row in group:
        if not row.faults:
            about = {"sheet": bad.table.sheet.name, "row": str(bad.number)}
            row.refuse("full_name", "same_person", **about)


def _birthday(today: date, age: int) -> str:
    """The latest birthday of somebody who is ``age`` years old today, as ISO text."""
    return f"{today.year - age:04d}-{today.month:02d}-{today.day:02d}"

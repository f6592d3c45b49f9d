"""The sheet of a reform: its columns, the template that people fill in, and reading it."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from nguon.core.text import fold, tidy
from nguon.organizations.models import PartyRank, Tier
from nguon.organizations.reform.rows import Act, Fault, Row
from nguon.reports.apart import sheets_apart
from nguon.reports.cells import Unreadable, day_of_text
from nguon.reports.columns import plain
from nguon.reports.faults import reason
from nguon.reports.sheets import BadRows, CannotRead, check_start, write_bad_rows

HEADING_WITHIN, LONGEST, MOST_ROWS = 20, 200, 20_000
FIRST_DAY = date(1930, 2, 3)
CSV_MARKS = ";,\t"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet; ``key`` is the field of ``Row`` that it fills."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


# Headings stand in the files of offices, so they do not follow the language of the reader.
COLUMNS = (
    Column("act", "Việc", ("Loại việc", "Hình thức", "Nội dung"), needed=True),
    Column("who", "Tổ chức", ("Tổ chức hiện nay", "Mã hoặc tên tổ chức", "Tên cũ", "Tổ chức cũ")),
    Column("name", "Tên mới", ("Tổ chức mới", "Tổ chức kế thừa", "Tổ chức tiếp nhận")),
    Column("code", "Mã mới", ("Mã tổ chức mới", "Mã")),
    Column("parent", "Trực thuộc", ("Trực thuộc mới", "Cấp trên", "Cấp uỷ cấp trên")),
    Column("tier", "Cấp", ("Cấp tổ chức",)),
    Column("rank", "Loại hình", ("Loại hình tổ chức đảng",)),
    Column("document", "Văn bản", ("Số, ngày văn bản", "Quyết định", "Căn cứ"), needed=True),
    Column("on", "Ngày hiệu lực", ("Có hiệu lực từ ngày", "Từ ngày", "Ngày"), needed=True),
    Column("note", "Ghi chú"),
)
HEADINGS = {plain(word): each.key for each in COLUMNS for word in (each.heading, *each.aliases)}
WHICH = {each.key: each.heading for each in COLUMNS}
ACTS: Mapping[str, Act] = {
    "sap nhap": Act.MERGE, "hop nhat": Act.MERGE, "nhap": Act.MERGE,
    "chia": Act.SPLIT, "tach": Act.SPLIT, "chia tach": Act.SPLIT, "chia, tach": Act.SPLIT,
    "doi ten": Act.RENAME, "chuyen": Act.MOVE, "giai the": Act.DISSOLVE, "ket thuc": Act.DISSOLVE,
    "thanh lap": Act.ESTABLISH, "lap": Act.ESTABLISH, "lap moi": Act.ESTABLISH,
}  # fmt: skip
TIERS = {
    "Tỉnh": Tier.PROVINCE, "Thành phố": Tier.PROVINCE, "Huyện": Tier.DISTRICT,
    "Xã": Tier.COMMUNE, "Phường": Tier.COMMUNE, "Thị trấn": Tier.COMMUNE, "Đặc khu": Tier.COMMUNE,
    "Đơn vị giữa": Tier.UNIT, "Chi bộ": Tier.CELL,
}  # fmt: skip
HOW_TO_WRITE = "Cách ghi"
EXAMPLES = (
    ("Sáp nhập", "Đảng uỷ xã A; Đảng uỷ xã B", "Đảng uỷ xã C", "", "Tỉnh uỷ", "", "",
     "NQ 01-NQ/TU ngày 16/06/2025", "01/07/2025", "Xã C lập mới, kế thừa cả hai"),
    ("Chia", "Chi bộ thôn D", "Chi bộ thôn D1", "", "", "", "", "QĐ 02-QĐ/ĐU ngày 20/06/2025",
     "01/07/2025", "Hàng đầu giữ hồ sơ"),
    ("Chia", "Chi bộ thôn D", "Chi bộ thôn D2", "", "", "", "", "QĐ 02-QĐ/ĐU ngày 20/06/2025",
     "01/07/2025", ""),
    ("Đổi tên", "Chi bộ E", "Chi bộ thôn E", "99.901.001.000.001", "", "", "",
     "QĐ 03-QĐ/ĐU ngày 20/06/2025", "01/07/2025", ""),
    ("Chuyển", "Chi bộ F; Chi bộ G", "", "", "Đảng uỷ xã C", "", "", "QĐ 04-QĐ/TU ngày 20/06/2025",
     "01/07/2025", ""),
    ("Giải thể", "Huyện uỷ H", "Tỉnh uỷ", "", "", "", "", "QĐ 05-QĐ/TU ngày 20/06/2025",
     "01/07/2025", "Tên mới: nơi tiếp nhận"),
    ("Thành lập", "", "Chi bộ thôn K", "", "Đảng uỷ xã C", "Chi bộ", "Chi bộ trực thuộc",
     "QĐ 06-QĐ/ĐU ngày 02/07/2025", "02/07/2025", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list that was read: its rows, why others are refused, and all as it stood, as text."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    pages: tuple[BadRows, ...]

    @property
    def read(self) -> int:
        return sum(len(page.rows) for page in self.pages)


def read(content: bytes, name: str) -> Sheet:
    """Read a workbook or a CSV file as a list of acts.

    Reading: a page without a column for the act is no list and is passed over, and so is the
             page of examples of our own template.
    Raises:  CannotRead.
    """
    pages = _csv_pages(content) if name.lower().endswith(".csv") else _workbook_pages(content)
    lists = [page for page in pages if page.name != HOW_TO_WRITE]
    tables = [table for page in lists if (table := _table(page))]
    if not tables:
        shown = [cell for page in pages[:1] for _number, row in page.rows[:1] for cell in row]
        raise CannotRead("no_list_of_acts", headings=", ".join(filter(None, shown))[:300])
    read = [_read_row(table, number, row) for table in tables for number, row in table.rows]
    return Sheet(
        tuple(row for row, faults in read if row is not None),
        tuple(fault for _row, faults in read for fault in faults),
        tuple(BadRows(each.sheet, each.heading, each.rows) for each in tables),
    )


def template() -> bytes:
    """Make the workbook that people fill in: an empty list with choices, and how to write it."""
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    out = io.BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain_text}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True})
        for title, rows in (("Danh sách", ()), (HOW_TO_WRITE, EXAMPLES)):
            page = book.add_worksheet(title)
            page.set_column(0, len(COLUMNS) - 1, 22, text)
            page.write_row(0, 0, [each.heading for each in COLUMNS], bold)
            page.freeze_panes(1, 0)
            for line, row in enumerate(rows, start=1):
                page.write_row(line, 0, row, text)
            if not rows:
                _offer(page)
        _explain(book.add_worksheet("Giải thích"))
    return out.getvalue()


def bad_rows(sheet_pages: Sequence[BadRows], faults: Iterable[Fault]) -> bytes:
    """Make a workbook of the refused rows, each with every reason."""
    why: dict[tuple[str, int], list[str]] = {}
    for each in faults:
        heading = WHICH.get(each.column, "")
        said = f"{heading}: {each.why}" if heading else each.why
        why.setdefault((each.sheet, each.row), []).append(said)
    pages = [
        BadRows(page.name, page.heading, [row for row in page.rows if (page.name, row[0]) in why])
        for page in sheet_pages
    ]
    reasons = {where: "\n".join(said) for where, said in why.items()}
    return write_bad_rows([p for p in pages if p.rows], reasons, why=_("Lý do không nhận"))


# --- pages and headings -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: str
    heading: list[str]
    columns: Mapping[str, int]
    rows: list[tuple[int, Sequence[str]]]


def _workbook_pages(content: bytes) -> list[BadRows]:
    check_start(content)
    return sheets_apart(content)


def _csv_pages(content: bytes) -> list[BadRows]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise CannotRead("not_a_workbook") from wrong
    first = words.splitlines()[0] if words.strip() else ""
    mark = max(CSV_MARKS, key=first.count)
    lines = enumerate(csv.reader(io.StringIO(words), delimiter=mark), start=1)
    return [BadRows("CSV", [], [(number, line) for number, line in lines if any(line)])]


def _table(page: BadRows) -> _Table | None:
    best: tuple[int, dict[str, int], int] = (0, {}, 0)
    for position, (number, row) in enumerate(page.rows):
        if number > HEADING_WITHIN:
            break
        found = {key: n for n, cell in enumerate(row) if (key := HEADINGS.get(plain(cell)))}
        if len(found) > len(best[1]):
            best = number, found, position
    _number, columns, position = best
    if "act" not in columns:
        return None
    missing = [each.heading for each in COLUMNS if each.needed and each.key not in columns]
    heading = list(page.rows[position][1])
    if missing:
        unknown = [cell for cell in heading if cell and plain(cell) not in HEADINGS]
        about = {"columns": ", ".join(missing), "unknown": "; ".join(unknown) or "–"}
        raise CannotRead("missing_columns", sheet=page.name, **about)
    rows = [each for each in page.rows[position + 1 :] if not _counts_columns(each[1])]
    if len(rows) > MOST_ROWS:
        raise CannotRead("too_many_rows", most=f"{MOST_ROWS:,}".replace(",", "."))
    return _Table(page.name, heading, columns, rows)


def _counts_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    said = [plain(cell) for cell in row if cell]
    if len(said) < 3 or not all(word.isdecimal() for word in said):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(said))


# --- rows -------------------------------------------------------------------------------------


class _Wrong(ValueError):
    """A cell cannot be read; the message is fit to show."""


def _read_row(table: _Table, number: int, row: Sequence[str]) -> tuple[Row | None, list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for key, column in table.columns.items():
        said = tidy(row[column]) if column < len(row) else ""
        try:
            values[key] = READERS.get(key, _text)(said)
        except _Wrong as wrong:
            faults.append(Fault(table.sheet, number, key, str(wrong)))
    if faults:
        return None, faults
    values.setdefault("who", ())
    return Row(sheet=table.sheet, row=number, **values), []


def _text(said: str) -> str:
    if len(said) > LONGEST:
        raise _Wrong(reason("too_long", {"longest": str(LONGEST)}))
    return said


def _act(said: str) -> str:
    if (act := ACTS.get(fold(said))) is None:
        known = ", ".join(str(label) for label in Act.labels)
        raise _Wrong(_("Không hiểu việc này; ghi một trong: %s.") % known)
    return act.value


def _who(said: str) -> tuple[str, ...]:
    return tuple(filter(None, (_text(tidy(word)) for word in said.split(";"))))


def _document(said: str) -> str:
    if not said:
        raise _Wrong(_("Phải ghi số, ngày của văn bản quyết định."))
    return _text(said)


def _on(said: str) -> date:
    found = day_of_text(said)
    if isinstance(found, Unreadable):
        raise _Wrong(reason(found.code, found.about or {}))
    if found is None:
        raise _Wrong(_("Phải ghi ngày có hiệu lực."))
    if found < FIRST_DAY:
        raise _Wrong(_("Ngày này trước khi có Đảng."))
    day: date = found
    return day


def _choice(kind: type[Tier] | type[PartyRank]) -> Callable[[str], str]:
    def read(said: str) -> str:
        known = _labels(kind)
        if said and fold(said) not in known:
            raise _Wrong(
                _("Không có trong danh mục; ghi một trong: %s.") % ", ".join(map(str, kind.labels))
            )
        return known[fold(said)] if said else ""

    return read


def _labels(kind: type[Tier] | type[PartyRank]) -> dict[str, str]:
    """Every spelling of a choice: its code, its words at home and in the reader's language."""
    here = {fold(str(label)): str(value) for value, label in kind.choices}
    with override("vi"):
        home = {fold(str(label)): str(value) for value, label in kind.choices}
    short = {fold(word): str(tier) for word, tier in TIERS.items()} if kind is Tier else {}
    return {**short, **here, **home, **{str(value): str(value) for value in kind.values}}


READERS: Mapping[str, Callable[[str], Any]] = {
    "act": _act, "who": _who, "document": _document, "on": _on,
    "tier": _choice(Tier), "rank": _choice(PartyRank),
}  # fmt: skip


# --- the template -----------------------------------------------------------------------------


def _offer(page: Any) -> None:
    """Let the cells of some columns be chosen from a list."""
    with override("vi"):
        lists = {"act": [str(label) for label in Act.labels], "tier": list(TIERS)}
    for number, column in enumerate(COLUMNS):
        if column.key in lists:
            page.data_validation(
                1, number, 4000, number, {"validate": "list", "source": lists[column.key]}
            )


def _explain(page: Any) -> None:
    page.set_column(0, 0, 110)
    with override("vi"):
        ranks = "; ".join(str(label) for label in PartyRank.labels)
    for line, words in enumerate([*map(str, EXPLAINED), ranks]):
        page.write_string(line, 0, words)


EXPLAINED = (
    gettext_lazy("Mỗi hàng là một việc, theo đúng văn bản quyết định; các hàng của một ngày ghi "
                 "theo thứ tự nào cũng được."),
    gettext_lazy("Cột Tổ chức: ghi mã, địa chỉ hoặc tên; nhiều tổ chức thì cách nhau bằng dấu "
                 "chấm phẩy. Tên trùng nhau thì phải ghi mã."),
    gettext_lazy("Sáp nhập: Tên mới là tổ chức nhận; chưa có thì được lập, cùng cấp và loại hình "
                 "với các tổ chức nhập vào, trừ khi ghi khác."),
    gettext_lazy("Tổ chức mới trùng tên với một tổ chức cũ thì phải ghi Mã mới."),
    gettext_lazy("Chia: mỗi tổ chức kế thừa một hàng; hàng đầu giữ hồ sơ. Phần giao cho tổ chức "
                 "khác thì thêm hàng Chuyển."),
    gettext_lazy("Giải thể: Tên mới (hoặc Trực thuộc) là tổ chức tiếp nhận; để trống thì là cấp "
                 "trên của nó."),
    gettext_lazy("Loại hình ghi một trong:"),
)  # fmt: skip

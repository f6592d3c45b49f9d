"""A table as a workbook: live totals, A4, and a sheet that says what it rests on.

Whatever is text is written as text, so that no word of the register becomes a formula.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from nguon.statistics import words
from nguon.statistics.counting import Count
from nguon.statistics.table import PERCENT, Filled, Line, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4, HEAD_ROW, FIRST_ROW = 9, 4, 5
LABEL_WIDTH, NUMBER_WIDTH, REMARK_WIDTH = 58, 13, 34


def workbook(table: Table) -> bytes:
    """Return the .xlsx of a table: its sheets, what was checked, and what it rests on.

    Reading: always in Vietnamese, as it is handed in.
    """
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    buffer = BytesIO()
    with override("vi"), xlsxwriter.Workbook(buffer, PLAIN) as book:
        book.set_properties({"title": f"{table.form.code} {table.form.title}"})
        looks = _looks(book)
        for number, filled in enumerate(table.sheets):
            name = table.form.code if not number else f"{table.form.code} ({number + 1})"
            _write_sheet(book.add_worksheet(name), table, filled, looks)
        if not table.sheets:
            book.add_worksheet(table.form.code).write_string(0, 0, _("chưa có mẫu"), looks["bold"])
        _write_rows(book.add_worksheet(_("Kiểm tra")), _checks(table), looks)
        _write_rows(book.add_worksheet(_("Nguồn")), list(words.sources(table)), looks)
    return buffer.getvalue()


Looks = Mapping[str, Any]


def _looks(book: Any) -> Looks:
    face = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    box = {**face, "border": 1}
    made: dict[str, Any] = {
        "bold": {**face, "bold": True},
        "title": {**face, "bold": True, "font_size": 14, "align": "center"},
        "centre": {**face, "align": "center", "italic": True},
        "head": {**box, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"},
        "text": {**box, "text_wrap": True},
        "number": {**box, "num_format": "#,##0"},
        "decimal": {**box, "num_format": "0.0"},
        "plain": {**face, "text_wrap": True},
    }
    looks = {name: book.add_format(form) for name, form in made.items()}
    for depth in range(5):
        form = {**box, "text_wrap": True, "indent": depth, "bold": depth == 0}
        looks[f"label{depth}"] = book.add_format(form)
    return looks


def _write_sheet(page: "Worksheet", table: Table, filled: Filled, looks: Looks) -> None:
    last = len(filled.columns) + 1
    page.write_string(0, 0, table.place.name, looks["bold"])
    page.write_string(0, last, _("Biểu số %s") % table.form.code, looks["bold"])
    page.merge_range(1, 0, 1, last, "", looks["title"])
    page.write_string(1, 0, words.title(table, filled), looks["title"])
    page.merge_range(2, 0, 2, last, "", looks["centre"])
    page.write_string(2, 0, f"{table.named.words}, {words.tree(table)}", looks["centre"])
    for column, heading in enumerate([_("Tiêu chí"), *_headings(filled), _("Ghi chú")]):
        page.write_string(HEAD_ROW, column, heading, looks["head"])
    where = {line.row.key: FIRST_ROW + n for n, line in enumerate(filled.shown)}
    for line in filled.shown:
        _write_line(page, filled, line, where, looks)
    _sign(page, FIRST_ROW + len(where) + 1, last, looks)
    _set_up(page, last, wide=len(filled.columns) > 3)


def _headings(filled: Filled) -> list[str]:
    return [str(label) for _key, label in filled.columns]


def _write_line(
    page: "Worksheet", filled: Filled, line: Line, where: Mapping[str, int], looks: Looks
) -> None:
    row, depth = where[line.row.key], min(line.row.depth, 4)
    page.write_string(row, 0, line.label, looks[f"label{depth}"])
    for column, (key, _label) in enumerate(filled.columns, start=1):
        cell = line.cells[key]
        look = looks["decimal" if isinstance(cell.number, Decimal) else "number"]
        if cell.number is None:
            page.write_blank(row, column, None, look)
        elif formula := _formula(filled, line, key, column, where):
            page.write_formula(row, column, formula, look, float(cell.number))
        else:
            page.write_number(row, column, float(cell.number), look)
    page.write_string(row, len(filled.columns) + 1, words.remark(line), looks["text"])


def _formula(filled: Filled, line: Line, key: str, column: int, where: Mapping[str, int]) -> str:
    """A live total where it says what was counted; nothing where the number stands by itself."""
    row = where[line.row.key]
    if key == PERCENT:
        part, whole = ("B", f"C{row + 1}")
        if filled.sheet.layout == "peoples":
            whole = f"B${where['total'] + 1}"
        return f'=IF({whole}=0,"",ROUND({part}{row + 1}*100/{whole},1))'
    if key == "bases":
        return f"=C{row + 1}+D{row + 1}"
    parts = [part for part in line.row.adds if part.lstrip("-") in where]
    return _total(filled, line, key, column, parts, where) if parts else ""


def _total(
    filled: Filled,
    line: Line,
    key: str,
    column: int,
    parts: Sequence[str],
    where: Mapping[str, int],
) -> str:
    numbers = [filled.number(part.lstrip("-"), key) for part in parts]
    signs = [-1 if part.startswith("-") else 1 for part in parts]
    known = [number for number in numbers if number is not None]
    adds_up = sum(sign * number for sign, number in zip(signs, known, strict=False))
    if len(known) < len(parts) or adds_up != line.cells[key].number:
        return ""
    letter = chr(ord("A") + column)
    terms = [
        f"{'-' if sign < 0 else '+'}{letter}{where[part.lstrip('-')] + 1}"
        for sign, part in zip(signs, parts, strict=True)
    ]
    return "=" + "".join(terms).lstrip("+")


def _sign(page: "Worksheet", row: int, last: int, looks: Looks) -> None:
    page.write_string(row, 0, _("NGƯỜI LẬP BIỂU (họ tên, điện thoại)"), looks["bold"])
    page.write_string(row, last - 1, _("TRƯỞNG BAN"), looks["bold"])


def _set_up(page: "Worksheet", last: int, *, wide: bool) -> None:
    page.set_column(0, 0, LABEL_WIDTH)
    page.set_column(1, last - 1, NUMBER_WIDTH)
    page.set_column(last, last, REMARK_WIDTH)
    page.freeze_panes(FIRST_ROW, 1)
    page.set_paper(A4)
    if wide:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_footer("&C&P/&N")


def _checks(table: Table) -> list[tuple[str, ...]]:
    rows = [(*words.check(found), _told(found.left), _told(found.right)) for found in table.checks]
    return [(_("Điều phải đúng"), _("Ở dòng"), _("Kết quả"), _("Một bên"), _("Bên kia")), *rows]


def _told(number: Any) -> str:
    return words.shown(Count(number))


def _write_rows(page: "Worksheet", rows: Sequence[Sequence[Any]], looks: Looks) -> None:
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write_string(line, column, str(value), looks["plain" if column else "bold"])
    page.set_column(0, 0, 34)
    page.set_column(1, 4, 26)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)

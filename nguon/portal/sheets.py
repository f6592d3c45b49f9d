"""A list to save, as a workbook or as CSV: text stays text, nothing becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.timezone import localtime

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPER_A4 = 9
WIDEST = 60
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What a spreadsheet might take for the beginning of a formula, full-width signs included.
RISKY = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def sheet(
    name: str, title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Hand out a list as ``name``.xlsx; cells are text, days, instants, numbers or nothing."""
    answer = HttpResponse(_workbook(title, heading, list(rows)), content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.xlsx"
    return answer


def comma_separated(
    name: str, title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Hand out a list as ``name``.csv for other programs; ``title`` stands nowhere in it."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    made = csv.writer(answer)
    made.writerow(heading)
    made.writerows([_cell(value) for value in row] for row in rows)
    return answer


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    told = "" if value is None else str(value)
    return f"'{told}" if RISKY.match(told) else told


def _workbook(title: str, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    buffer = BytesIO()
    book: Workbook = xlsxwriter.Workbook(buffer, PLAIN)
    made = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", "", title)[:31])
    top = {"valign": "top", "text_wrap": True}
    head = book.add_format({"bold": True, "bottom": 1, **top})
    formats = {
        "text": book.add_format({"num_format": "@", **top}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True, **top}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", **top}),
        "instant": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left", **top}),
    }
    for column, words in enumerate(heading):
        made.write_string(0, column, words, head)
        widest = max([len(words), *(len(str(row[column] or "")) for row in rows)])
        made.set_column(column, column, min(widest + 2, WIDEST))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _put(made, number, column, value, formats)
    made.freeze_panes(1, 0)
    made.autofilter(0, 0, max(len(rows), 1), len(heading) - 1)
    made.set_paper(PAPER_A4)
    made.set_landscape()
    made.fit_to_pages(1, 0)
    made.repeat_rows(0)
    book.close()
    return buffer.getvalue()


def _put(made: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        naive = localtime(value).replace(tzinfo=None)
        made.write_datetime(row, column, naive, formats["instant"])
    elif isinstance(value, date):
        made.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, int):
        made.write_number(row, column, value)
    else:
        safe = str(value).replace("\r\n", "\n").replace("\r", "\n").translate(NOT_IN_XML)
        form = formats["quoted"] if RISKY.match(safe) else formats["text"]
        made.write_string(row, column, safe, form)

"""Any list as a workbook: text stays text, days are days, and nothing becomes a formula."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NAME_LIMIT = 31  # of a sheet, in Excel
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
WIDEST = 60


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return one sheet with a heading that stays in sight, filters, and A4 print set-up.

    Shape: cells may be text, whole and decimal numbers, days, instants, yes/no and ``None``.
    """
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False, "strings_to_numbers": False,
                                        "remove_timezone": True})  # fmt: skip
    sheet = book.add_worksheet(title.translate(FORBIDDEN_IN_NAMES)[:NAME_LIMIT])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    for column, words in enumerate(heading):
        sheet.write_string(0, column, words, bold)
    widths = [len(words) for words in heading]
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, day, instant)
            widths[column] = max(widths[column], len(str(value or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), max(len(heading) - 1, 0))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()


def _write(sheet: "Worksheet", row: int, column: int, value: Any, day: Any, instant: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, localtime(value), instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value))

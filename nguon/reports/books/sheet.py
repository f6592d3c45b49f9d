"""A book as a workbook: title, prescribed headings and numbers, rows, a place to sign."""

from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from nguon.reports import lists
from nguon.reports.books import reading
from nguon.reports.books.catalogue import Book

WIDTHS = {"ordinal": 6, "full_name": 26, "who": 26, "native_place": 26, "document": 24, "note": 30}
USUAL = 15


def write(
    book: Book, rows: Iterable[reading.Row], *, into: IO[bytes], place: str, on: date, how: Any
) -> int:
    """Write a book of a place as of a day into a file; return how many rows there were.

    Shape: A4 across; headings stay in sight and stand on every page; rows can be filtered; ``how``
           is ``lists.IN_MEMORY`` or ``lists.ROW_BY_ROW``.
    """
    made, styles = lists.opened(into, how)
    sheet = made.add_worksheet(lists.sheet_name(str(book.title)))
    for line, words in enumerate(_title(book, place, on)):
        sheet.write_string(line, 0, words, styles.head if not line else styles.text)
    top = len(_title(book, place, on)) + 1
    first = _headings(sheet, book, top, styles)
    last = first - 1
    for last, row in enumerate(rows, start=first):
        for column, value in enumerate(reading.cells(book, row)):
            lists.put(sheet, last, column, value, styles)
    _signatures(sheet, book, last + 2, styles)
    for number, each in enumerate(book.columns):
        sheet.set_column(number, number, WIDTHS.get(each.key, USUAL))
    sheet.freeze_panes(first, 2)
    sheet.autofilter(first - 1, 0, max(last, first), len(book.columns) - 1)
    lists.set_up_print(sheet, heading_rows=(top, first - 1))
    made.close()
    return last - first + 1


def _title(book: Book, place: str, on: date) -> list[str]:
    told = {"place": place, "day": f"{on:%d/%m/%Y}"}
    lines = [str(book.title), _("%(place)s, đến hết ngày %(day)s") % told, str(book.source)]
    if book.unseen:
        lines.append(_("Cột không ghi số là cột chưa thấy mẫu công bố hoặc chưa thấy số in."))
    return lines


def _headings(sheet: Any, book: Book, top: int, styles: lists.Styles) -> int:
    """Groups, headings and printed numbers, as far as the book has them; the first row below."""
    line = top
    if book.has_groups:
        for number, column in enumerate(book.columns):
            sheet.write_string(line, number, column.group, styles.head)
        line += 1
    for number, column in enumerate(book.columns):
        sheet.write_string(line, number, column.heading, styles.head)
    if book.has_numbers:
        line += 1
        for number, column in enumerate(book.columns):
            sheet.write_string(line, number, column.number, styles.head)
    return line + 1


def _signatures(sheet: Any, book: Book, line: int, styles: lists.Styles) -> None:
    half = len(book.columns) // 2
    sheet.write_string(line, 1, _("Người ghi sổ"), styles.head)
    sheet.write_string(line, half + 1, _("T/M cấp uỷ"), styles.head)
    for column in (1, half + 1):
        sheet.write_string(line + 1, column, _("(ký, ghi rõ họ tên)"), styles.text)

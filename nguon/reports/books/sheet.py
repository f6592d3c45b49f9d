"""A book as a workbook: title, prescribed headings and numbers, rows, a place to sign."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from nguon.reports import lists
from nguon.reports.books import reading
from nguon.reports.books.catalogue import Book
from nguon.reports.books.found import Row

WIDTHS = {
    "ordinal": 6,
    "full_name": 26,
    "who": 26,
    "place": 24,
    "native_place": 26,
    "document": 24,
    "note": 30,
}
USUAL = 15


def write(
    book: Book, rows: Iterable[Row], *, into: IO[bytes], place: str, on: date, how: Any
) -> int:
    """Write a book of a place as of a day into a file; return how many rows there were.

    Shape: A4 across; headings stay in sight and stand on every page; rows can be filtered; ``how``
           is ``lists.IN_MEMORY`` or what ``lists.row_by_row`` says.
    """
    made, styles = lists.opened(into, how, wrapped=True)
    widths = [WIDTHS.get(each.key, USUAL) for each in book.columns]
    sheet = made.add_worksheet(lists.sheet_name(str(book.title)))
    for line, words in enumerate(_title(book, place, on)):
        sheet.write_string(line, 0, words, None if line else styles.title)
    top = len(_title(book, place, on)) + 1
    first = _headings(sheet, book, top, styles, widths)
    last = first - 1
    for last, row in enumerate(rows, start=first):
        told = reading.cells(book, row)
        lists.grow(sheet, last, told, widths)
        for column, value in enumerate(told):
            lists.put(sheet, last, column, value, styles)
    _signatures(sheet, book, last + 2, styles)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
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


def _headings(
    sheet: Any, book: Book, top: int, styles: lists.Styles, widths: Sequence[int]
) -> int:
    """Groups, headings and printed numbers, as far as the book has them; the first row below."""
    rows = [[column.heading for column in book.columns]]
    if book.has_groups:
        rows.insert(0, [column.group for column in book.columns])
    if book.has_numbers:
        rows.append([column.number for column in book.columns])
    for line, row in enumerate(rows, start=top):
        lists.grow(sheet, line, row, widths)
        for number, words in enumerate(row):
            sheet.write_string(line, number, words, styles.head)
    return top + len(rows)


def _signatures(sheet: Any, book: Book, line: int, styles: lists.Styles) -> None:
    half = len(book.columns) // 2
    sheet.write_string(line, 1, _("Người ghi sổ"), styles.head)
    sheet.write_string(line, half + 1, _("T/M cấp uỷ"), styles.head)
    for column in (1, half + 1):
        sheet.write_string(line + 1, column, _("(ký, ghi rõ họ tên)"))

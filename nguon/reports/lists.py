"""Any list as a workbook: text stays text, days are days, and nothing becomes a formula."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import IO, TYPE_CHECKING, Any

from django.utils.timezone import localtime

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME_LIMIT = 31  # of a sheet, in Excel
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
WIDEST = 60
LINE = 15  # points
PAPER_A4 = 9
PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
IN_MEMORY = {"in_memory": True}
# What a spreadsheet might take for the beginning of a formula, full-width signs included.
RISKY = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook's cells."""

    title: "Format"
    head: "Format"
    number: "Format"
    text: "Format"
    quoted: "Format"
    day: "Format"
    instant: "Format"


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return one sheet with a heading that stays in sight, filters, and A4 print set-up.

    Shape: cells may be text, whole and decimal numbers, days, instants, yes/no and ``None``.
    """
    buffer = BytesIO()
    _write(buffer, title, heading, rows, IN_MEMORY)
    return buffer.getvalue()


def spool(
    title: str, heading: Sequence[str], rows: Iterable[Sequence[Any]], *, into: IO[bytes]
) -> int:
    """Write the same workbook row by row into a file; return how many rows there were.

    Shape: no row is kept once it is written, so memory does not grow with the list.
    """
    with row_by_row() as how:
        return _write(into, title, heading, rows, how)


@contextmanager
def row_by_row() -> Iterator[Mapping[str, Any]]:
    """How to write a workbook whose rows go to a file at once; it is gone whatever happens."""
    with TemporaryDirectory(prefix="nguon-list-") as room:
        yield {"constant_memory": True, "tmpdir": room}


def opened(
    into: IO[bytes], how: Mapping[str, Any], *, wrapped: bool = False
) -> "tuple[Workbook, Styles]":
    """Return a new workbook in which text is never anything else, with its formats.

    Shape: ``wrapped`` text stands on further lines of its cell; ``grow`` makes room for them.
    """
    import xlsxwriter  # noqa: PLC0415 (40 modules for which no start of a site waits)

    book = xlsxwriter.Workbook(into, {**PLAIN, **how})
    top = {"valign": "top"}
    words = top | {"num_format": "@"} | ({"text_wrap": True} if wrapped else {})
    return book, Styles(
        title=book.add_format({"bold": True, **top}),
        head=book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top}),
        number=book.add_format(top),
        text=book.add_format(words),
        quoted=book.add_format({"quote_prefix": True, **words}),
        day=book.add_format({"num_format": "dd/mm/yyyy", "align": "left", **top}),
        instant=book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left", **top}),
    )


def put(sheet: "Worksheet", row: int, column: int, value: Any, styles: Styles) -> None:
    """Write one value as what it is.

    Reading: text that a spreadsheet might take for a formula is marked as text with the quote
             that the spreadsheet itself uses for it: what is shown and read stays the same, and
             editing the cell makes no formula of it.
    """
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, styles.number)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, localtime(value), styles.instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.day)
    else:
        put_text(sheet, row, column, str(value), styles)


def put_text(sheet: "Worksheet", row: int, column: int, words: str, styles: Styles) -> None:
    """Write text, also text of digits only."""
    safe = words.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_IN_XML)
    sheet.write_string(row, column, safe, styles.quoted if RISKY.match(safe) else styles.text)


def grow(sheet: "Worksheet", row: int, values: Iterable[Any], widths: Sequence[int]) -> None:
    """Make a row as high as its text needs in columns of these widths; before it is written.

    Reading: a spreadsheet may find the height by itself, and not every one does.
    """
    most = max(map(_lines, values, widths), default=1)
    if most > 1:
        sheet.set_row(row, most * LINE)


def _lines(value: Any, width: int) -> int:
    """How many lines a value takes, at most; bold letters are wider than others."""
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    room = max(round(width * 0.85), 1)
    return sum(max(len(wrap(part, room)), 1) for part in value.split("\n"))


def set_up_print(sheet: "Worksheet", *, heading_rows: tuple[int, int]) -> None:
    """A4 across, as wide as the page, the heading on every page, pages numbered."""
    sheet.set_paper(PAPER_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*heading_rows)
    sheet.set_footer("&R&P/&N")


def sheet_name(title: str) -> str:
    """Return a title as Excel lets a sheet be called."""
    return title.translate(FORBIDDEN_IN_NAMES)[:NAME_LIMIT]


def _write(
    into: IO[bytes],
    title: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[Any]],
    how: Mapping[str, Any],
) -> int:
    book, styles = opened(into, how)
    sheet = book.add_worksheet(sheet_name(title))
    for column, words in enumerate(heading):
        sheet.write_string(0, column, words, styles.head)
    widths = [len(words) for words in heading]
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            put(sheet, last, column, value, styles)
            widths[column] = max(widths[column], len(str(value or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), max(len(heading) - 1, 0))
    set_up_print(sheet, heading_rows=(0, 0))
    book.close()
    return last

"""Books that leave as files: noted before they are handed over, row by row however long."""

from datetime import date
from tempfile import TemporaryFile
from typing import IO

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.reports import exports, lists
from nguon.reports.books import reading, sheet
from nguon.reports.books.catalogue import Book

MAY = "people.export"


def book_as_file(book: Book, place: Organization, *, on: date, by: Actor) -> IO[bytes]:
    """Return a book of a place as an open workbook, and note in the trail that it was taken.

    Shape:  nothing sensitive; memory does not grow with the number of rows.
    Raises: NotAllowed. Nothing is noted when it raises.
    """
    by.require(MAY, at=place)
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    rows = reading.rows(book, place, on=on, by=by)
    name = tree.name_on(place, on)
    with lists.row_by_row() as how:
        written = sheet.write(book, rows, into=file, place=name, on=on, how=how)
    exports.note([place], by=by, list=book.slug, rows=written, on=f"{on}")
    file.seek(0)
    return file

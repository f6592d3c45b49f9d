"""What is kept of every table of the statistics, every book and the pack of a meeting.

Of one invented commune. ``make golden`` writes it anew; the difference then shows what a change
does to what leaves the program.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from django.utils import translation
from PIL import Image

from nguon.accounts.models import User
from nguon.core import typesetting
from nguon.meetings import operations as meetings
from nguon.meetings import packs
from nguon.meetings import queries as called
from nguon.organizations import queries as tree
from nguon.people import operations as people
from nguon.reports import lists
from nguon.reports.books import reading, sheet
from nguon.reports.books.catalogue import BOOKS
from nguon.statistics import catalogue, operations, pdf, queries, xlsx
from nguon.statistics.periods import named
from nguon.statistics.table import Table
from nguon.web.statistics import charts
from tests import cast
from tests.development import story
from tests.forms import golden as forms
from tests.meetings.conftest import BEFORE, PLAN
from tests.planning.published import Newcomer, admit_all

KEPT = Path(__file__).with_name("golden")
PICTURES = forms.PICTURES
TODAY, YEAR = forms.TODAY, "2025"
ADMITTED = 12


@dataclass(frozen=True, slots=True)
class Made:
    """Everything, drawn once: tables and books by name, the pack as a file."""

    tables: dict[str, Table]
    books: dict[str, bytes]
    pack: bytes

    @property
    def workbooks(self) -> dict[str, bytes]:
        drawn = {name: xlsx.workbook(table) for name, table in self.tables.items() if table.sheets}
        return drawn | self.books

    def kept(self, room: Path) -> Iterator[tuple[str, str]]:
        """Name of a file and what it says."""
        for name, table in self.tables.items():
            told = json.dumps(table.to_json(), ensure_ascii=False, indent=1)
            yield f"{name}.json", told + "\n"
            yield from _paper(name, pdf.document(table), room)
        for name, content in self.workbooks.items():
            yield f"{name}.cells.txt", cells(content)
        yield from _paper("pack", self.pack, room)


def make() -> Made:
    """Tell the commune's year and draw all that can be drawn of it."""
    forms.sheets()
    place, by = tree.find("krong-klang"), cast.system(TODAY)
    cell = tree.find("khe-xong")
    day = date(2025, 9, 2)
    admit_all(
        [Newcomer(cell, day, woman=n % 2 == 0, minority=n < 6) for n in range(ADMITTED)], by=by
    )
    for number, joined in enumerate((date(1974, 2, 3), date(2015, 5, 19), date(2018, 9, 2))):
        member = story.a_person(cell, by=by, name=f"Hồ Văn Mẫu {'ABC'[number]}")
        people.begin_membership(member, joined_on=joined, full_from=joined, by=by)
    operations.count_groups(place, named(YEAR), by=by)
    tables = {
        code.lower(): queries.table_of(place, code, named(YEAR), by=by)
        for code in catalogue.forms()
    }
    return Made(tables, {book.slug: _book(book, place, by) for book in BOOKS}, _pack(cell))


def _book(book: Any, place: Any, by: Any) -> bytes:
    out = BytesIO()
    rows = reading.rows(book, place, on=TODAY, by=by)
    name = tree.name_on(place, TODAY)
    sheet.write(book, rows, into=out, place=name, on=TODAY, how=lists.IN_MEMORY)
    return out.getvalue()


def _pack(cell: Any) -> bytes:
    """The pack of a meeting that considers one person."""
    User(pk=7, username="bi-thu-thu", full_name="Lê Thị Thử").save()
    by = replace(cast.system(BEFORE), user_id=7)
    ripe = story.a_case(cell, by=by, name="Hồ Thị Bịa")
    story.tell(ripe, "opinions", by=by)
    meeting = meetings.call(cell, PLAN, by=by)
    meetings.choose(meeting, [ripe.person.ref], by=by)
    whole = called.whole(meeting.ref, by=by)
    with translation.override("vi"):
        parts = [(part.draw(), part.cut) for part in packs.parts_of(whole, by=by)]
    content, _pages = packs.bound(parts)
    return content


def _paper(name: str, content: bytes, room: Path) -> Iterator[tuple[str, str]]:
    """The words of a paper and where each of its lines lies."""
    page = room / "page.pdf"
    page.write_bytes(content)
    yield f"{name}.page.txt", forms.tidy(forms.poppler("-layout", page))
    yield f"{name}.lines.txt", forms.layout_of(page)


def cells(content: bytes) -> str:
    """All sheets of a workbook with how they are printed, a row a line, formulas as such."""
    said = []
    for page in openpyxl.load_workbook(BytesIO(content)).worksheets:
        setup = page.page_setup
        paper = f"A{13 - int(setup.paperSize)}" if setup.paperSize else "-"
        head = page.print_title_rows or "-"
        freeze, wide = page.freeze_panes or "-", setup.fitToWidth
        said.append(f"# {page.title} | {paper} {setup.orientation} | {head} | {freeze} | {wide}")
        said += [
            "\t".join("" if each is None else str(each) for each in row).rstrip()
            for row in page.iter_rows(values_only=True)
        ]
    return "\n".join(said) + "\n"


def pictures(made: Made, room: Path) -> None:
    """Write one page of each kind for the documentation, in grey."""
    book = "dang-hoat-dong"
    forms.convert({book: made.books[book]}, room, kind="xlsx", into="pdf")
    pages = {
        "table-2-btctw": pdf.document(made.tables["2-btctw"]),
        "book": (room / f"{book}.pdf").read_bytes(),
        "meeting-pack": made.pack,
    }
    for name, content in pages.items():
        page = pypdfium2.PdfDocument(content)[0]
        _save(page.render(scale=1.1).to_pil(), name)
    chart = charts.of_table(made.tables["2-btctw"])
    assert chart
    _save(Image.open(BytesIO(typesetting.picture(chart.file))), "chart-2-btctw")


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("L").quantize(16).save(PICTURES / f"{name}.png", optimize=True)

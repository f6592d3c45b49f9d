"""Workbooks for the tests, made as an office makes them. Everybody in them is invented."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from nguon.people.models import Basis
from nguon.reports.columns import COLUMNS
from nguon.reports.report import Tie

HEADINGS = {column.key: column.heading for column in COLUMNS}
THE_33 = tuple(column.key for column in COLUMNS if column.number)
YEAR_SHEET = (
    "ordinal",
    "office_code",
    "full_name",
    "gender",
    "born_on",
    "ethnicity",
    "native_place",
    "class_name",
    "listing_document",
    "listed_on",
    "helper",
    "helper_on",
    "certificate_on",
    "certificate_document",
)
CONSENT = Tie(Basis.CONSENT, "05-PĐY", date(2025, 3, 1))
EVERYTHING = Tie(
    Basis.CONSENT, "05-PĐY", date(2025, 3, 1), ("development", "sensitive", "statistics")
)
OF_MEMBERS = Tie(Basis.MEMBERSHIP, "12-HD/TCTU", date(2025, 1, 2))
TIES = (OF_MEMBERS, CONSENT)

Page = tuple[Sequence[str], Sequence[dict[str, Any]]]


def book(
    pages: dict[str, Page],
    *,
    title: str = "",
    headings: dict[str, str] | None = None,
    touch: Callable[[Any, dict[str, Any]], None] = lambda book, sheets: None,
) -> bytes:
    """A workbook of sheets, each with its columns and its people.

    Days are written as Excel's days, everything else as it comes. ``touch`` may add what no
    office should.
    """
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    sheets = {}
    for name, (columns, people) in pages.items():
        sheet = sheets[name] = made.add_worksheet(name)
        top = 0
        if title:
            sheet.merge_range(0, 0, 0, len(columns) - 1, title)
            top = 2
        for number, key in enumerate(columns):
            sheet.write(top, number, (headings or HEADINGS).get(key, HEADINGS.get(key, key)))
        for line, person in enumerate(people, start=top + 1):
            for number, key in enumerate(columns):
                if key in person:
                    _put(sheet, line, number, person[key], day)
    touch(made, sheets)
    made.close()
    return out.getvalue()


def _put(sheet: Any, line: int, number: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, number, value, day)
    elif isinstance(value, str):
        sheet.write_string(line, number, value)
    else:
        sheet.write(line, number, value)


def person(**values: Any) -> dict[str, Any]:
    """Somebody of khóm Khe Xong about whom nothing is wrong."""
    return {
        "ordinal": 1,
        "full_name": "Hồ Thị Mẫu",
        "gender": "Nữ",
        "born_on": date(1998, 9, 5),
        "cell": "Chi bộ khóm Khe Xong",
        **values,
    }


def roster(
    *people: dict[str, Any], columns: Sequence[str] = (*THE_33, "id_number"), **options: Any
) -> bytes:
    """A workbook of one sheet."""
    return book({"Danh sách": (columns, people)}, **options)

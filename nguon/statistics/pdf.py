"""A table as PDF: exact A4 pages with the line for those who sign, always in Vietnamese."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from nguon.core import typesetting
from nguon.statistics import words
from nguon.statistics.table import Filled, Line, Table

MIME = typesetting.MIME
PAGE = Path(__file__).with_name("page.typ")
WIDE = 3  # columns of numbers; beyond, the page lies sideways


def document(table: Table) -> bytes:
    """Return the .pdf of a table, each sheet beginning on a page of its own."""
    with override("vi"):
        told = {
            "title": f"{table.form.code} {table.form.title}",
            "code": _("Biểu số %s") % table.form.code,
            "place": table.place.name,
            "about": f"{table.named.words}, {words.tree(table)}",
            "sheets": [_sheet(table, filled) for filled in table.sheets],
            "none": _("chưa có mẫu"),
            "signs": [_("NGƯỜI LẬP BIỂU"), _("(họ tên, điện thoại)"), _("TRƯỞNG BAN")],
            "sources": [f"{name}: {value}" for name, value in words.sources(table)],
        }
    return typesetting.pdf(PAGE, told)


def _sheet(table: Table, filled: Filled) -> dict[str, Any]:
    columns = [str(label) for _key, label in filled.columns]
    return {
        "title": words.title(table, filled),
        "sideways": len(columns) > WIDE,
        "heads": [_("Tiêu chí"), *columns, _("Ghi chú")],
        "lines": [_line(filled, line) for line in filled.shown],
    }


def _line(filled: Filled, line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "depth": line.row.depth,
        "numbers": [words.shown(line.cells[key]) for key, _label in filled.columns],
        "remark": words.remark(line),
    }

"""A result as a sheet of cells, for Excel and as plain text; no cell ever becomes a formula."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from nguon.planning.attainment import Attainment, CellRow
from nguon.reports import lists
from nguon.web.planning import quality

CSV = "text/csv; charset=utf-8"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def heading(result: Attainment) -> list[str]:
    years = [str(row.year) for row in result.by_year]
    before = [_("Chi bộ"), _("Kết nạp")]
    asked = [_("Chỉ tiêu thấp"), _("Chỉ tiêu cao")]
    area = [_("Số hộ"), _("Dân tộc thiểu số (%)"), _("Trong độ tuổi"), _("Đi làm xa")]
    return [*before, *years, *asked, *area, _("Năm báo cáo hết nguồn"), _("Nay thuộc")]


def rows(result: Attainment) -> Iterator[list[Any]]:
    """A row a cell, one for the whole, and below it the quality that stands beside it."""
    for cell in result.by_cell:
        yield _row(result, cell)
    years = [row.admitted for row in result.by_year]
    yield [_("Cộng"), result.admitted, *years, result.target.lower, result.target.upper]
    yield []
    yield from quality.rows(result.beside)


def workbook(result: Attainment) -> bytes:
    return lists.workbook(f"{result.place.slug} {result.term}", heading(result), rows(result))


def text(result: Attainment) -> bytes:
    """Comma-separated, with the mark by which Excel knows the letters."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heading(result))
    for row in rows(result):
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _row(result: Attainment, cell: CellRow) -> list[Any]:
    years = [cell.by_year.get(row.year, 0) for row in result.by_year]
    asked = [cell.target.lower, cell.target.upper] if cell.target else [None, None]
    share = None if cell.minority_percent is None else float(cell.minority_percent)
    area = [cell.households, share, cell.of_age, cell.away]
    empty = ", ".join(str(year) for year in cell.no_source_in)
    now = cell.now_in.name if cell.now_in else ""
    return [cell.place.name, cell.admitted, *years, *asked, *area, empty, now]


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value

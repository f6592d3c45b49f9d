"""Why there is no number, in words; what a table says about itself on paper and in a workbook."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.planning.attainment import AS_WAS
from nguon.statistics.catalogue import RULES
from nguon.statistics.counting import Count
from nguon.statistics.table import Check, Filled, Line, Table

WHY: Mapping[str, str | Promise] = {
    "no_field": gettext_lazy("Sổ chưa có mục này."),
    "not_kept": gettext_lazy("Sổ không ghi việc này."),
    "not_separated": gettext_lazy("Sổ chưa tách đến mức này."),
    "not_recorded": gettext_lazy("Chưa ghi cho ai."),
    "not_counted": gettext_lazy("Chưa đếm dân tộc, tôn giáo của kỳ này."),
    "single_cell": gettext_lazy("Không đếm ở một chi bộ: tổng số sẽ nói về từng người."),
    "too_few": gettext_lazy(
        "Không nêu: quá ít người, hoặc từ số này sẽ tính ra số của dưới 5 người."
    ),
    "not_begun": gettext_lazy("Kỳ này chưa tới."),
    "no_place": gettext_lazy("Trong kỳ chưa có, hoặc không còn tổ chức này."),
    "no_round": gettext_lazy("Chưa mở đợt kiểm điểm, xếp loại của năm."),
    "rank_open": gettext_lazy(
        "Lúc đó còn để ngỏ: chi bộ thuộc xã là chi bộ cơ sở hay chi bộ trực thuộc."
    ),
    "not_applicable": gettext_lazy("Không áp dụng."),
    "missing_part": gettext_lazy("Thiếu một phần của tổng."),
}
TREES: Mapping[str, str | Promise] = {
    "as-was": gettext_lazy("theo cây tổ chức lúc đó"),
    "as-is": gettext_lazy("theo cây tổ chức hiện nay"),
}
CHECKS: Mapping[str, str | Promise] = {
    "sum": gettext_lazy("Tổng bằng các phần cộng lại"),
    "analysis": gettext_lazy("Phân tích cộng lại bằng tổng số"),
    "part": gettext_lazy("“Trong đó” không lớn hơn dòng của nó"),
    "tables": gettext_lazy("Các biểu khớp nhau"),
}
MARKS: Mapping[str, str | Promise] = {
    "C2": gettext_lazy("đã thấy ở hai nơi công bố"),
    "C1": gettext_lazy("đã thấy ở một nơi công bố"),
    "K": gettext_lazy("hiểu biết chung, chưa đối chiếu"),
    "I": gettext_lazy("suy ra"),
    "U": gettext_lazy("chưa thấy văn bản"),
}


def why(code: str) -> str:
    """Say why a number is missing; nothing for a code without words."""
    return str(WHY.get(code, ""))


def remark(line: Line) -> str:
    """Say what stands beside a line: why it is empty, or of how many anything is known."""
    if line.row.head:
        return ""
    cells = [cell for name, cell in line.cells.items() if name not in ("percent", "before")]
    empty = [why(cell.why) for cell in cells if cell.number is None and cell.why]
    return " ".join(dict.fromkeys(empty)) or next((_known(cell) for cell in cells), "")


def _known(cell: Count) -> str:
    if cell.of is None or cell.known == cell.of:
        return ""
    return _("Trong số %(known)s/%(of)s người đã rõ.") % {"known": cell.known, "of": cell.of}


def shown(cell: Count) -> str:
    """A number as people write it; nothing for one that is not there."""
    return "" if cell.number is None else str(cell.number).replace(".", ",")


def tree(table: Table) -> str:
    return str(TREES[table.tree])


def title(table: Table, filled: Filled | None = None) -> str:
    """The name of a table, or of one of its sheets."""
    return filled.sheet.title if filled else table.form.title


def _nothing_before(table: Table) -> str:
    """Why the year before is empty, if it is so altogether."""
    cells = [
        line.cells["before"]
        for filled in table.sheets
        for line in filled.lines
        if "before" in line.cells and line.row.count
    ]
    if not cells or any(cell.number is not None for cell in cells):
        return ""
    return why(cells[0].why)


def check(found: Check) -> tuple[str, str, str]:
    """What must hold, about what, and whether it does."""
    result = {True: _("khớp"), False: _("KHÔNG khớp"), None: _("thiếu số, chưa xét")}
    about = found.about + (f" ({found.column})" if found.column else "")
    return str(CHECKS[found.what]), about, result[found.holds]


def sources(table: Table) -> Iterator[tuple[str, Any]]:
    """What a table rests on, line by line; goes with every file that leaves the program."""
    form = table.form
    yield _("Biểu"), f"{form.code} – {form.title}"
    yield _("Tổ chức"), table.place.name
    yield _("Kỳ"), table.named.words
    yield _("Đếm từ ngày"), f"{table.first:%d/%m/%Y}"
    yield _("Đếm đến hết ngày"), f"{table.last:%d/%m/%Y}"
    yield _("Cách đọc"), tree(table)
    yield _("Lập lúc"), f"{localtime(table.made_at):%d/%m/%Y %H:%M}"
    yield _("Theo văn bản"), form.instrument
    yield _("Quy tắc"), ", ".join(RULES)
    seen = f" ({form.seen})" if form.seen else ""
    yield _("Độ tin cậy của mẫu"), f"{form.mark}: {MARKS[form.mark]}{seen}"
    if reason := _nothing_before(table):
        yield _("Cùng kỳ năm trước"), reason
    yield _("Số trống"), _("là số không lấy được từ sổ, không phải số 0; lý do ở cột ghi chú.")
    if table.tree == AS_WAS:
        yield _("Tổ chức chuyển, nhập"), _("có dòng riêng trong Biểu 1 để D = A + B − C vẫn đúng.")

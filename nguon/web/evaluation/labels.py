"""Words and rows of the grading pages, for the screen and for workbooks alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.evaluation import queries, words
from nguon.evaluation.models import (
    Act,
    CriteriaTable,
    Evidence,
    Grade,
    GradingRound,
    Period,
    Sheet,
    Whose,
)

ROUNDS: Final = (
    gettext_lazy("Kỳ"),
    gettext_lazy("Cấp uỷ"),
    gettext_lazy("Ngày xếp loại"),
    gettext_lazy("Văn bản"),
)
TABLES: Final = (
    gettext_lazy("Bảng tiêu chí"),
    gettext_lazy("Dùng cho"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Ngày"),
)
RESULTS: Final = (
    gettext_lazy("Tổ chức"),
    gettext_lazy("Tình trạng"),
    gettext_lazy("Mức xếp loại"),
    gettext_lazy("Lý do không xếp loại"),
)
TOTALS: Final = (gettext_lazy("Nội dung"), gettext_lazy("Tập thể"), gettext_lazy("Đảng viên"))
MEMBERS: Final = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Ngày vào Đảng"),
    gettext_lazy("Tình trạng"),
    gettext_lazy("Mức xếp loại"),
    gettext_lazy("Lý do không xếp loại"),
)
COUNTED: Final[dict[str, Promise]] = {
    "all": gettext_lazy("Phải kiểm điểm, xếp loại"),
    "graded": gettext_lazy("Đã xếp loại"),
    "not_yet": gettext_lazy("Chưa xếp loại"),
    "excluded": gettext_lazy("Không xếp loại (có lý do)"),
    "admitted_lately": gettext_lazy("Đảng viên kết nạp chưa đủ 6 tháng"),
    "exempt": gettext_lazy("Được miễn công tác, sinh hoạt đảng"),
    "suspended": gettext_lazy("Bị đình chỉ sinh hoạt đảng"),
}
FIGURES: Final[dict[str, str]] = {
    Evidence.Figure.OBSTACLES: "supervision:obstacles",
    Evidence.Figure.VISITS: "supervision:visits",
    Evidence.Figure.COURSES: "sources:courses",
}


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act with its objections in the reader's language."""

    act: Act
    said: tuple[words.Said, ...]
    whose: str = ""
    changes: tuple[str, ...] = ()


def acts(found: Iterable[Act]) -> list[ActLine]:
    return [_act(act) for act in found]


def _act(act: Act) -> ActLine:
    said = tuple(map(words.said, act.against))
    if act.points is None:
        return ActLine(act, said)
    changes = tuple(_change(**each) for each in act.points["changed"])
    return ActLine(act, said, str(Whose(act.points["whose"]).label), changes)


def _change(**told: Any) -> str:
    """Tiêu chí 1: – → 45,5"""
    code = told["code"]
    name = words.CONDITIONS.get(code) or _("Tiêu chí %s") % code
    return f"{name}: {_value(told['was'])} → {_value(told['is'])}"


def _value(told: str | bool | int | None) -> str:
    """Points are kept as text; a condition is known, unknown, or a share."""
    if isinstance(told, bool):
        return str(_("Có") if told else _("Không"))
    return "–" if told is None else str(localize(Decimal(told)))


def period(round_: GradingRound) -> str:
    """Năm 2019, Quý 3 năm 2025, or the days."""
    start = round_.starts_on
    if round_.period == Period.YEAR:
        return _("Năm %d") % start.year
    if round_.period == Period.QUARTER:
        return _("Quý %(quarter)d năm %(year)d") % {
            "quarter": (start.month + 2) // 3, "year": start.year
        }  # fmt: skip
    last = round_.ends_on.toordinal() - 1
    return f"{round_.get_period_display()} {start:%d/%m/%Y} – {start.fromordinal(last):%d/%m/%Y}"


def round_rows(lines: Iterable[queries.RoundLine]) -> Iterator[list[Any]]:
    for line in lines:
        row = line.round
        yield [period(row), line.place, row.graded_on, row.document]


def table_rows(found: Iterable[CriteriaTable]) -> Iterator[list[Any]]:
    for row in found:
        yield [row.title, row.get_whom_display(), row.document, row.decided_on]


def result_rows(lines: Iterable[queries.SheetLine]) -> Iterator[list[Any]]:
    for line in lines:
        row = line.sheet
        yield [line.place, row.get_state_display(), row.get_grade_display(), line.why_not]


def total_rows(counts: Iterable[queries.Count]) -> Iterator[list[Any]]:
    for line in counts:
        yield [counted(line.code), line.organizations, line.members]


def counted(code: str) -> str:
    return str(COUNTED[code]) if code in COUNTED else str(Grade(code).label)


def totals(counts: Iterable[queries.Count]) -> list[tuple[str, queries.Count]]:
    return [(counted(line.code), line) for line in counts]


def member_rows(lines: Iterable[queries.MemberLine]) -> Iterator[list[Any]]:
    for line in lines:
        row, why = line.sheet, "; ".join(said.sentence for said in line.why_not)
        state = Sheet.State.EXCLUDED.label if why else row.get_state_display()
        yield [line.name, line.place, row.joined_on, state, row.get_grade_display(), why]

"""The board of a year, the form that hands it down, and every decision about a place."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.organizations import queries as tree
from nguon.planning import handdown, operations
from nguon.planning.attainment import Range
from nguon.planning.rows import Board, Row
from nguon.web import download
from nguon.web import target_words as labels
from nguon.web.http import actor_of
from nguon.web.planning import forms
from nguon.web.planning.asked import board_of, may_here, place_of, reading_of, row_of, year_asked
from nguon.web.planning.board_forms import RECALCULATE, HandDownForm

SHOWN = 300  # rows of a board; the workbook has all
ACTS = {"may_set": "planning.set_target", "may_assign": "planning.assign"}
BOARD = (
    gettext_lazy("Tổ chức"),
    gettext_lazy("Năm trước: kết nạp"),
    gettext_lazy("Năm trước: chỉ tiêu"),
    gettext_lazy("Mức sàn"),
    gettext_lazy("Chỉ tiêu thấp"),
    gettext_lazy("Chỉ tiêu cao"),
    gettext_lazy("Kết nạp trong năm"),
    gettext_lazy("Theo văn bản"),
    gettext_lazy("Đảng viên được phân công"),
    gettext_lazy("Ghi chú"),
)
HISTORY = (
    gettext_lazy("Năm"),
    gettext_lazy("Nơi giao"),
    gettext_lazy("Nhiệm kỳ"),
    gettext_lazy("Từ, thấp"),
    gettext_lazy("Từ, cao"),
    gettext_lazy("Thành, thấp"),
    gettext_lazy("Thành, cao"),
    gettext_lazy("Theo văn bản"),
    gettext_lazy("Ngày văn bản"),
    gettext_lazy("Người ghi"),
    gettext_lazy("Ghi lúc"),
)


@policy("planning.view")
def targets(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    found = handdown.board(reading, year_asked(request, reading.years), by=by)
    page = {
        "form": forms.ReadingForm(request.GET or {"cay": reading.tree}),
        "board": found,
        "rows": found.rows[:SHOWN],
        "name": reading.versions[-1].name,
        "place": place,
        "term": term,
        "own": reading.own_term,
        "this_year": by.today.year,
        "said": list(found.proposal().words()),
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/board.html", page | may_here(by, reading.own_term, ACTS))


@policy("planning.view")
def export(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    found = handdown.board(reading, year_asked(request, reading.years), by=by)
    title = _("Chỉ tiêu năm %d") % found.year
    return download.table(f"chi-tieu-{place}-{found.year}", title, BOARD, _lines(found), by=by)


@policy("planning.set_target")
def hand_down(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.set_target")
    board, final = board_of(request, row), RECALCULATE not in request.POST
    form = HandDownForm(request.POST or None, board=board, final=final)
    if form.is_valid() and final:
        try:
            made = operations.hand_out(row, form.asked(), year=board.year, **form.given(), by=by)
        except operations.Refused as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, _("Đã giao chỉ tiêu cho %d nơi.") % len(made))
            return redirect(f"{reverse('planning:targets', args=[place, term])}?nam={board.year}")
    page = {"term": row, "board": board, "form": form, "place": place, "sum": form.proposal()}
    return render(request, "planning/hand_down.html", page)


def _field_of(refusal: operations.Refused) -> str | None:
    return "reason" if isinstance(refusal, operations.DoesNotFit) else None


@policy("planning.view")
def received(request: HttpRequest, place: str) -> HttpResponse:
    by, where = actor_of(request), place_of(request, place)
    year = request.GET.get("nam", "")
    chosen = int(year) if year.isdecimal() and len(year) == 4 else None
    page = {
        "name": tree.name_on(where, by.today),
        "place": place,
        "year": chosen,
        "revisions": handdown.history(where, by=by, year=chosen),
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/received.html", page)


@policy("planning.view")
def export_received(request: HttpRequest, place: str) -> HttpResponse:
    by, where = actor_of(request), place_of(request, place)
    rows = (
        (
            *(each.year, each.by.name, each.term, *_pair(each.before), *_pair(each.after)),
            *(each.document, each.decided_on, each.recorded_by, each.recorded_at),
        )
        for each in handdown.history(where, by=by)
    )
    title = _("Chỉ tiêu được giao")
    return download.table(f"duoc-giao-{place}", title, HISTORY, rows, by=by)


def _pair(asked: Range | None) -> tuple[int | None, int | None]:
    return (asked.lower, asked.upper) if asked else (None, None)


def _lines(board: Board) -> Iterator[list[Any]]:
    for row in board.rows:
        yield _line(row)
    for left in board.undivided:
        yield [
            left.place.name,
            None,
            None,
            None,
            *_pair(left.asked),
            None,
            "",
            "",
            labels.left(left),
        ]
    yield [_("Dự phòng"), None, None, None, *_pair(board.reserve)]
    yield [_("Cộng"), None, None, None, *_pair(board.proposal().total)]
    yield [_("Chỉ tiêu của cấp uỷ"), None, None, None, *_pair(board.asked)]


def _line(row: Row) -> list[Any]:
    before = row.before.target.lower if row.before.target else None
    figures = [row.before.admitted, before, row.binds]
    charged = None if row.in_charge is None else len(row.in_charge)
    return [
        *(row.place.name, *figures, *_pair(row.target), row.now.admitted, row.document),
        *(charged, "; ".join(filter(None, [labels.gap(row), *labels.notes(row)]))),
    ]

"""What waits for whoever supervises: reminders, promises, obstacles, cells that are quiet."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.development.words import language
from nguon.rulebook import step_label
from nguon.supervision import operations, queries
from nguon.supervision.models import Reminder
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.supervision.forms import AnswerForm, QuietForm

SHOWN, MOST = 20, 300
REMINDED = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Việc quá hạn"),
    gettext_lazy("Điều quy định"),
    gettext_lazy("Hạn"),
    gettext_lazy("Nhắc ai"),
    gettext_lazy("Nhắc ngày"),
    gettext_lazy("Trả lời ngày"),
    gettext_lazy("Trả lời"),
)
QUIET = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Việc gần nhất trong hồ sơ"),
    gettext_lazy("Cấp uỷ dự họp gần nhất"),
    gettext_lazy("Hồ sơ đang theo dõi"),
    gettext_lazy("Số hộ"),
    gettext_lazy("Đi làm xa"),
)


@policy("supervision.view")
def board(request: HttpRequest) -> HttpResponse:
    return _board(request)


def _board(request: HttpRequest, **more: Any) -> HttpResponse:
    by = actor_of(request)
    page = {
        "board": queries.board(by=by, most=SHOWN),
        "today": by.today,
        "may_remind": bool(by.seats("supervision.remind")),
        "may_act": bool(by.seats("supervision.act")),
        "names_open": bool(by.seats("development.view")),
    }
    status = HTTPStatus.CONFLICT if more else HTTPStatus.OK
    return render(request, "supervision/board.html", page | more, status=status)


@policy("supervision.view")
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = queries.named(queries.reminders(by=by)[:MOST], by=by)
    page = {"rows": rows, "names_open": bool(by.seats("development.view"))}
    return render(request, "supervision/reminders.html", page)


@policy("supervision.view")
def export_reminders(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_reminder, queries.named(queries.reminders(by=by), by=by))
    return download.table("nhac-viec", _("Lời nhắc"), REMINDED, rows, by=by)


def _reminder(named: queries.Named[Reminder]) -> list[Any]:
    row = named.row
    words = [named.place, step_label(row.step, language()), row.rule, row.due_on, named.desk]
    return [*words, row.told_on, row.answered_on, row.answer]


@policy("supervision.remind")
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    made = len(operations.remind(by=actor_of(request)))
    said = ngettext("Đã gửi %d lời nhắc.", "Đã gửi %d lời nhắc.", made) % made
    messages.success(request, said if made else _("Không có lời nhắc mới nào phải gửi."))
    return redirect("supervision:board")


@policy("supervision.act")
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ghi câu trả lời rồi gửi lại."))
        return redirect("supervision:board")
    row = get_object_or_404(Reminder.objects.visible_to(by), pk=form.cleaned_data["row"])
    try:
        operations.answer(row, words=form.cleaned_data["words"], by=by)
    except operations.Refused as refusal:
        stands = Reminder.objects.visible_to(by).get(pk=row.pk)
        mine = form.cleaned_data["words"]
        return _board(request, refusal=str(refusal), theirs=stands.answer, mine=mine)
    messages.success(request, _("Đã ghi câu trả lời."))
    return redirect("supervision:board")


@policy("supervision.view")
def quiet(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), QuietForm(request.GET)
    since = form.since(by.today)
    page = {"form": form, "since": since, "cells": queries.quiet(since=since, by=by)}
    page["query"] = request.GET.urlencode()
    return render(request, "supervision/quiet.html", page)


@policy("supervision.view")
def export_quiet(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    cells = queries.quiet(since=QuietForm(request.GET).since(by.today), by=by)
    return download.table("chi-bo", _("Chi bộ chưa có việc"), QUIET, _rows(cells), by=by)


def _rows(cells: list[queries.Quiet]) -> Iterator[list[Any]]:
    for cell in cells:
        days = [cell.last_act, cell.last_visit]
        yield [cell.place.name, *days, cell.open_cases, cell.households, cell.away]

"""Movements and campaigns: what was held, by whom, who was referred out of it, by year."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.sources import operations, queries, training
from nguon.sources.models import Movement
from nguon.web import download
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of
from nguon.web.sources.forms import MovementForm, ReferForm, YearForm

SEEN = "sources.movements"
MOVEMENTS = (
    gettext_lazy("Loại"),
    gettext_lazy("Tên phong trào"),
    gettext_lazy("Ai tổ chức"),
    gettext_lazy("Địa bàn"),
    gettext_lazy("Bắt đầu"),
    gettext_lazy("Kết thúc"),
    gettext_lazy("Tham gia"),
    gettext_lazy("Giới thiệu nguồn"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Huỷ ngày"),
)


@policy(SEEN)
def listed(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), YearForm(request.GET)
    year = form.year(by.today)
    page = {
        "form": form,
        "year": year,
        "lines": queries.movement_lines(by=by, year=year),
        "results": queries.results(by=by, year=year),
        "may_hold": bool(by.seats("sources.hold")),
        "may_refer": bool(by.seats("people.nominate")),
        "opens": bool(by.seats("sources.view")),
        "query": request.GET.urlencode(),
    }
    return render(request, "sources/movements.html", page)


@policy(SEEN)
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    year = YearForm(request.GET).year(by.today)
    rows = map(_line, queries.movement_lines(by=by, year=year))
    return download.table("phong-trao", _("Phong trào"), MOVEMENTS, rows, by=by)


def _line(line: queries.MovementLine) -> list[Any]:
    row = line.row
    words: list[Any] = [row.get_kind_display(), row.title, row.held_by, line.place]
    words += [row.starts_on, row.ends_on, row.took_part, line.referred]
    return [*words, row.document, row.called_off_on]


@policy("sources.hold")
def hold(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = MovementForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            operations.hold_movement(form.organization(), **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi phong trào."))
            return redirect("sources:movements")
    return render(request, "sources/hold.html", {"form": form})


@policy("people.nominate")
def refer(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    row = movement_of(request, ref)
    form = ReferForm(request.POST or None, by=by, movement=row)
    if form.is_valid():
        try:
            place = form.organization()
            operations.refer(organization=place, movement=row, **form.values(), by=by)
        except (operations.Refused, *REFUSALS) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi để hỏi ý kiến trong 30 ngày."))
            return redirect("sources:movements")
    return render(request, "sources/refer.html", {"form": form, "movement": row})


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), movement_of(request, ref)
    page = {
        "movement": row,
        "place": name_on(row.organization, by.today),
        "amendments": training.amendments(row, by=by),
        "may_hold": row.called_off_on is None and by.may("sources.hold", at=row.organization),
        "may_refer": row.called_off_on is None and bool(by.seats("people.nominate")),
    }
    return render(request, "sources/movement.html", page)


def movement_of(request: HttpRequest, ref: str) -> Movement:
    """A movement in sight, or 404."""
    try:
        return queries.movement(ref, by=actor_of(request))
    except Movement.DoesNotExist as unknown:
        raise Http404 from unknown

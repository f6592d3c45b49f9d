"""Who is in charge of which cell, visits with what was promised, and what was agreed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.supervision import operations, queries
from nguon.supervision.models import Agreement, Promise, Visit
from nguon.web import download, drafts
from nguon.web.forms import ByDayForm
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.supervision.forms import AgreeForm, KeptForm, VisitForm

SHOWN = 100
AREAS = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Phụ trách"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến hết ngày"),
    gettext_lazy("Thay"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Cấp uỷ dự họp gần nhất"),
)
PROMISED = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Việc được hứa"),
    gettext_lazy("Hứa tại buổi họp ngày"),
    gettext_lazy("Hạn"),
)
VISITS = (
    gettext_lazy("Ngày"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Người dự"),
    gettext_lazy("Có dự"),
    gettext_lazy("Ghi chú"),
)
AGREED = (
    gettext_lazy("Ngày"),
    gettext_lazy("Tổ chức"),
    gettext_lazy("Phối hợp với"),
    gettext_lazy("Nội dung thống nhất"),
    gettext_lazy("Văn bản"),
)


@policy("supervision.view")
def areas(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), ByDayForm(request.GET)
    page = {
        "form": form,
        "day": form.day() or by.today,
        "today": by.today,
        "areas": queries.areas(by=by, on=form.day()),
        "query": request.GET.urlencode(),
        "may_assign": bool(by.seats("accounts.assign")),
        "may_visit": bool(by.seats("supervision.visit")),
        "may_raise": bool(by.seats("supervision.raise")),
    }
    return render(request, "supervision/areas.html", page)


@policy("supervision.view")
def export_areas(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    on = ByDayForm(request.GET).day()
    rows = (line for area in queries.areas(by=by, on=on) for line in _area(area))
    return download.table("phu-trach", _("Phụ trách địa bàn"), AREAS, rows, by=by)


def _area(area: queries.Area) -> Iterator[list[Any]]:
    for charge in area.charges:
        said = [charge.name, charge.since, charge.until, charge.instead_of, charge.document]
        yield [area.place.name, *said, area.last_visit]
    if area.is_gap:
        yield [area.place.name, _("Chưa có ai"), None, None, None, None, area.last_visit]


@policy("supervision.view")
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = list(queries.visits(by=by)[:SHOWN])
    spoken = queries.spoken_of(rows, by=by)
    page = {
        "visits": [(each, spoken.get(each.row.pk, [])) for each in queries.named(rows, by=by)],
        "promises": queries.named(queries.open_promises(by=by)[:SHOWN], by=by),
        "today": by.today,
        "may_keep": bool(by.seats("supervision.act")),
    }
    return render(request, "supervision/visits.html", page)


@policy("supervision.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_visit, queries.named(queries.visits(by=by), by=by))
    return download.table("du-hop", _("Dự sinh hoạt chi bộ"), VISITS, rows, by=by)


@policy("supervision.view")
def export_promises(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_promise, queries.named(queries.open_promises(by=by), by=by))
    return download.table("viec-da-hua", _("Việc được hứa khi dự họp"), PROMISED, rows, by=by)


def _promise(named: queries.Named[Promise]) -> list[Any]:
    row = named.row
    return [named.place, row.words, row.visit.met_on, row.due_on]


def _visit(named: queries.Named[Visit]) -> list[Any]:
    row = named.row
    attended = _("Có") if row.attended else _("Không")
    return [row.met_on, named.place, row.visitor.full_name, attended, row.words]


@policy("supervision.visit")
def log(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), found(request, place)
    by.require("supervision.visit", at=row)
    start = {"met_on": by.today} | drafts.kept(request)
    form = VisitForm(request.POST or None, cases=queries.open_cases(row, by=by), initial=start)
    if form.is_valid():
        try:
            operations.log_visit(row, **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            drafts.drop(request)
            messages.success(request, _("Đã ghi buổi dự họp."))
            return redirect("supervision:visits")
    page = {"form": form, "place": row, "name": name_on(row, by.today)}
    return render(request, "supervision/log_visit.html", page)


@policy("supervision.view")
def sheet(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), found(request, place)
    by.require("supervision.view", at=row)
    try:
        found_there = queries.sheet(row, by=by)
    except queries.NotACell as unknown:
        raise Http404 from unknown
    page = {"sheet": found_there, "today": by.today}
    page["may_visit"] = by.may("supervision.visit", at=row)
    return render(request, "supervision/sheet.html", page)


@policy("supervision.act")
@require_POST
def keep_promise(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), KeptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ngày xong phải là một ngày có thật."))
        return redirect("supervision:visits")
    promise = get_object_or_404(Promise.objects.visible_to(by), pk=form.cleaned_data["row"])
    try:
        operations.keep_promise(promise, on=form.cleaned_data["on"], by=by)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi việc làm xong."))
    return redirect("supervision:visits")


@policy("supervision.view")
def agreements(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    may_agree = bool(by.seats("supervision.agree"))
    given = request.POST if may_agree and request.method == "POST" else None
    form = AgreeForm(given, by=by, initial={"on": by.today})
    if form.is_valid():
        try:
            operations.note_agreement(form.organization(), **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("supervision:agreements")
    page = {"form": form, "rows": queries.named(queries.agreements(by=by)[:SHOWN], by=by)}
    return render(request, "supervision/agreements.html", page | {"may_agree": may_agree})


@policy("supervision.view")
def export_agreements(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_agreement, queries.named(queries.agreements(by=by), by=by))
    return download.table("phoi-hop", _("Phối hợp"), AGREED, rows, by=by)


def _agreement(named: queries.Named[Agreement]) -> list[Any]:
    row = named.row
    return [row.on, named.place, row.partner, row.words, row.document]

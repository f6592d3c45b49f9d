"""Plans of a stage with what was admitted, parts asked of groups, and floors."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.organizations import queries as tree
from nguon.planning import operations
from nguon.planning import stages as plans
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.planning import forms
from nguon.web.planning.asked import may_here, place_of, reading_of, row_of
from nguon.web.planning.plan_forms import FloorForm, PartForm, StageForm
from nguon.web.target_words import each_of

ACTS = {"may_set": "planning.set_target"}
STAGES = (
    gettext_lazy("Kế hoạch"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến ngày"),
    gettext_lazy("Mức thấp"),
    gettext_lazy("Mức cao"),
    gettext_lazy("Kết nạp"),
    gettext_lazy("Theo văn bản"),
)
FLOORS = (
    gettext_lazy("Nơi quy định"),
    gettext_lazy("Áp dụng cho"),
    gettext_lazy("Mức sàn mỗi năm"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến ngày"),
    gettext_lazy("Theo văn bản"),
)


@policy("planning.view")
def stages(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    lines, own = plans.stage_lines(reading, by=by), reading.own_term
    page = {
        "reading": forms.ReadingForm(request.GET or {"cay": reading.tree}),
        "name": reading.versions[-1].name,
        "stages": lines,
        "place": place,
        "term": term,
        "query": request.GET.urlencode(),
        "stage_form": StageForm(),
        "part_form": PartForm(stages=lines),
    }
    return render(request, "planning/stages.html", page | may_here(by, own, ACTS))


@policy("planning.view")
def export_stages(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    rows = (
        (
            *(line.name, line.period.starts_on, line.period.last_day),
            *(line.asked.lower, line.asked.upper, line.admitted, "; ".join(line.papers)),
        )
        for line in plans.stage_lines(reading, by=by)
    )
    title = _("Kế hoạch từng giai đoạn")
    return download.table(f"ke-hoach-{place}-{term}", title, STAGES, rows, by=by)


@policy("planning.set_target")
def plan_stage(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.set_target")
    form = StageForm(request.POST or None)
    if form.is_valid():
        try:
            operations.plan_stage(row.made_for, **form.values(), by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi kế hoạch."))
            return redirect("planning:stages", place, term)
    page = {"form": form, "place": place, "term": term, "title": _("Ghi kế hoạch giai đoạn")}
    return render(request, "planning/plan_form.html", page)


@policy("planning.set_target")
def ask_part(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.set_target")
    lines = plans.stage_lines(reading_of(request, place, term), by=by)
    form = PartForm(request.POST or None, stages=lines)
    if form.is_valid():
        try:
            operations.ask_part(form.of(row, by=by), **form.values(), by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi chỉ tiêu thành phần."))
            return redirect("planning:stages", place, term)
    page = {"form": form, "place": place, "term": term, "title": _("Ghi chỉ tiêu thành phần")}
    return render(request, "planning/plan_form.html", page)


@policy("planning.view")
def floors(request: HttpRequest, place: str) -> HttpResponse:
    by, where = actor_of(request), place_of(request, place)
    page = {
        "name": tree.name_on(where, by.today),
        "place": place,
        "floors": plans.floors(where, by=by),
        "form": FloorForm(committee=where, on=by.today),
        "may_set": by.may("planning.set_target", at=where),
    }
    return render(request, "planning/floors.html", page)


@policy("planning.view")
def export_floors(request: HttpRequest, place: str) -> HttpResponse:
    by, where = actor_of(request), place_of(request, place)
    rows = (
        (
            *(line.whose.name, each_of(line.tier), line.lower),
            *(line.valid_from, line.last_day, line.document),
        )
        for line in plans.floors(where, by=by)
    )
    return download.table(f"muc-san-{place}", _("Mức sàn"), FLOORS, rows, by=by)


@policy("planning.set_target")
def set_floor(request: HttpRequest, place: str) -> HttpResponse:
    by, where = actor_of(request), place_of(request, place)
    by.require("planning.set_target", at=where)
    form = FloorForm(request.POST or None, committee=where, on=by.today)
    if form.is_valid():
        try:
            operations.set_floor(where, **form.cleaned_data, by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi mức sàn."))
            return redirect("planning:floors", place)
    page = {"form": form, "place": place, "title": _("Đặt mức sàn")}
    return render(request, "planning/plan_form.html", page)

"""The training plan of a year; classes and movements changed or called off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.sources import operations, training
from nguon.sources.models import Course, Movement, PlannedClass
from nguon.web import conflict, download
from nguon.web.http import actor_of
from nguon.web.sources.courses import course_of
from nguon.web.sources.forms import (
    ChangeCourseForm,
    ChangeMovementForm,
    PlannedClassForm,
    ReasonForm,
    YearForm,
)
from nguon.web.sources.movements import movement_of

PLAN = (
    gettext_lazy("Tháng"),
    gettext_lazy("Loại lớp"),
    gettext_lazy("Tổ chức mở lớp"),
    gettext_lazy("Số chỗ"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Lớp đã mở"),
    gettext_lazy("Đã nhận"),
)


@policy("sources.view")
def plan(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), YearForm(request.GET)
    page = {
        "form": form,
        "plan": training.plan_of(form.year(by.today), by=by),
        "may_plan": bool(by.seats("sources.plan")),
        "query": request.GET.urlencode(),
    }
    return render(request, "sources/training.html", page)


@policy("sources.view")
def export_plan(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = training.plan_of(YearForm(request.GET).year(by.today), by=by)
    rows = map(_line, found.lines)
    return download.table("ke-hoach-mo-lop", _("Kế hoạch mở lớp"), PLAN, rows, by=by)


def _line(line: training.PlanLine) -> list[Any]:
    row, held = line.row, "; ".join(course.title for course in line.held)
    words = [row.month, row.get_kind_display(), line.place, row.places, row.document]
    return [*words, held, line.accepted]


@policy("sources.plan")
def foresee(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    start = {"year": by.today.year}
    form = PlannedClassForm(request.POST or None, by=by, initial=start)
    if form.is_valid():
        try:
            made = training.foresee(form.organization(), **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi vào kế hoạch mở lớp."))
            return redirect(f"../?nam={made.year}")
    return render(request, "sources/foresee.html", {"form": form})


@policy("sources.plan")
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    row = get_object_or_404(PlannedClass.objects.visible_to(by), ref=ref)
    try:
        training.drop(row, by=by)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đưa ra khỏi kế hoạch mở lớp."))
    return redirect("sources:training")


@policy("sources.plan")
def change_course(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    by.require("sources.plan", at=row.organization)
    watch = conflict.Watch(request, ChangeCourseForm, lambda: _stands(course_of(request, ref)))
    form = watch.form
    if form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "seen": watch.seen}
        try:
            training.change_course(row, form.changes(), **given, by=by)
        except ChangedMeanwhile:
            return watch.page(title=row.title, back=reverse("sources:course", args=[row.ref]))
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã sửa; điều ghi trước được giữ lại."))
            return redirect("sources:course", row.ref)
    page = {"form": form, "course": row, "watch": watch}
    return render(request, "sources/change.html", page)


def _stands(row: Course | Movement) -> conflict.Current:
    """What stands of a class or movement, and its mark."""
    if isinstance(row, Course):
        names, mark = training.OF_A_COURSE, training.mark_of_course(row)
    else:
        names, mark = training.OF_A_MOVEMENT, training.mark_of_movement(row)
    return conflict.Current({name: getattr(row, name) for name in names}, mark)


@policy("sources.plan")
def call_off_course(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    by.require("sources.plan", at=row.organization)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            training.call_off_course(row, reason=form.cleaned_data["reason"], by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã huỷ lớp."))
            return redirect("sources:course", row.ref)
    return render(request, "sources/call_off.html", {"form": form, "course": row})


@policy("sources.hold")
def change_movement(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), movement_of(request, ref)
    by.require("sources.hold", at=row.organization)
    watch = conflict.Watch(request, ChangeMovementForm, lambda: _stands(movement_of(request, ref)))
    form = watch.form
    if form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "seen": watch.seen}
        try:
            training.change_movement(row, form.changes(), **given, by=by)
        except ChangedMeanwhile:
            return watch.page(title=row.title, back=reverse("sources:movement", args=[row.ref]))
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã sửa; điều ghi trước được giữ lại."))
            return redirect("sources:movement", row.ref)
    page = {"form": form, "movement": row, "watch": watch}
    return render(request, "sources/change.html", page)


@policy("sources.hold")
def call_off_movement(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), movement_of(request, ref)
    by.require("sources.hold", at=row.organization)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            training.call_off_movement(row, reason=form.cleaned_data["reason"], by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã huỷ phong trào."))
            return redirect("sources:movement", row.ref)
    return render(request, "sources/call_off.html", {"form": form, "movement": row})

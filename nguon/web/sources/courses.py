"""Classes: the list, one class with who sits in it, attendance, certificates; who must study."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations.queries import name_on
from nguon.sources import operations, queries, training
from nguon.sources.models import Course, Participant
from nguon.web import conflict, download
from nguon.web.development.labels import FINDINGS
from nguon.web.http import actor_of
from nguon.web.sources.forms import (
    AcceptForm,
    CertifyForm,
    CourseForm,
    MarkForm,
    ProposeForm,
    RowForm,
)

SEEN = "sources.view"
COURSES = (
    gettext_lazy("Loại lớp"),
    gettext_lazy("Tên lớp"),
    gettext_lazy("Tổ chức mở lớp"),
    gettext_lazy("Khai giảng"),
    gettext_lazy("Bế giảng"),
    gettext_lazy("Nơi mở lớp"),
    gettext_lazy("Số chỗ"),
    gettext_lazy("Đề nghị"),
    gettext_lazy("Đã nhận"),
    gettext_lazy("Văn bản"),
    gettext_lazy("Huỷ ngày"),
)
SEATED = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Được nhận ngày"),
    gettext_lazy("Số ngày học"),
    gettext_lazy("Kết quả"),
    gettext_lazy("Số giấy chứng nhận"),
    gettext_lazy("Ngày cấp"),
)
LEARNERS = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Lớp phải học"),
    gettext_lazy("Vì sao"),
    gettext_lazy("Hạn"),
)


@policy(SEEN)
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {"lines": queries.courses(by=by), "may_plan": bool(by.seats("sources.plan"))}
    return render(request, "sources/courses.html", page)


@policy(SEEN)
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_course, queries.courses(by=by))
    return download.table("lop-hoc", _("Lớp học"), COURSES, rows, by=by)


def _course(line: queries.CourseLine) -> list[Any]:
    row = line.course
    words = [row.get_kind_display(), row.title, line.place, row.starts_on, row.ends_on]
    counts = [row.capacity, line.proposed, line.accepted]
    return [*words, row.venue, *counts, row.document, row.called_off_on]


@policy("sources.plan")
def plan(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = CourseForm(request.POST or None, by=by, line=request.GET.get("ke-hoach", ""))
    if form.is_valid():
        try:
            made = operations.plan_course(form.organization(), **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _planned(form))
            return redirect("sources:course", made.ref)
    return render(request, "sources/plan.html", {"form": form})


def _planned(form: CourseForm) -> str:
    if form.cleaned_data["took_place"]:
        return _("Đã ghi lớp; ghi tiếp ai đã học, điểm danh, giấy chứng nhận.")
    return _("Đã ghi kế hoạch lớp; các chi bộ cử người từ bây giờ.")


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    return _show(request, course_of(request, ref))


@policy(SEEN)
@download.taking
def export_list(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    rows = map(_line, queries.seated(row, by=by))
    return download.people("danh-sach-lop", row.title, SEATED, rows, by=by, under=SEEN)


def _line(each: queries.Seated) -> list[Any]:
    held, row = each.certificate, each.row
    words = [each.name, each.place, row.accepted_on, len(each.days), row.get_result_display()]
    return [*words, held.document if held else None, held.happened_on if held else None]


@policy("sources.propose")
@require_POST
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    form = ProposeForm(request.POST, candidates=queries.candidates(row, by=by))
    if form.is_valid():
        try:
            made = len(operations.propose(row, form.chosen(), by=by))
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            said = ngettext("Đã đề nghị %d người.", "Đã đề nghị %d người.", made) % made
            messages.success(request, said)
            return redirect("sources:course", row.ref)
    return _show(request, row, proposing=form)


@policy("sources.plan")
@require_POST
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    by.require("sources.plan", at=row.organization)
    form = AcceptForm(request.POST, seated=queries.seated(row, by=by))
    if form.is_valid():
        try:
            made = operations.accept(row, form.chosen(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            said = ngettext("Đã nhận %d người vào lớp.", "Đã nhận %d người vào lớp.", made)
            messages.success(request, said % made)
            return redirect("sources:course", row.ref)
    return _show(request, row, accepting=form)


@policy("sources.propose")
@require_POST
def strike(request: HttpRequest, ref: str) -> HttpResponse:
    by, course, form = actor_of(request), course_of(request, ref), RowForm(request.POST)
    if not form.is_valid():
        return redirect("sources:course", course.ref)
    rows = Participant.objects.visible_to(by).filter(course=course)
    row = get_object_or_404(rows, pk=form.cleaned_data["row"])
    try:
        operations.strike(row, by=by)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã đưa ra khỏi danh sách lớp."))
    return redirect("sources:course", course.ref)


@policy("sources.plan")
def mark(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    by.require("sources.plan", at=row.organization)
    build = partial(MarkForm, course=row, seated=queries.seated(row, by=by))
    form = (watch := conflict.Watch(request, build, partial(_attendance, row, by))).form
    if form.is_valid():
        try:
            operations.mark(row, form.marks(), seen=watch.seen, by=by)
        except ChangedMeanwhile:
            return watch.page(title=row.title, back=reverse("sources:course", args=[row.ref]))
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã ghi điểm danh và kết quả."))
            return redirect("sources:course", row.ref)
    return render(request, "sources/mark.html", {"course": row, "form": form, "watch": watch})


def _attendance(course: Course, by: Actor) -> conflict.Current:
    values: dict[str, Any] = {}
    for each in queries.seated(course, by=by):
        values |= {f"days_{each.row.pk}": each.row.days, f"result_{each.row.pk}": each.row.result}
    return conflict.Current(values, operations.mark_of_attendance(course, by=by))


@policy("sources.plan")
def certify(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), course_of(request, ref)
    by.require("sources.plan", at=row.organization)
    given = request.POST or None
    form = CertifyForm(given, seated=queries.seated(row, by=by), initial={"on": row.ends_on})
    refused: list[operations.Certified] = []
    if form.is_valid():
        try:
            done = operations.certify(row, form.numbers(), on=form.cleaned_data["on"], by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            if not (refused := [each for each in done if each.refusal]):
                messages.success(request, _("Đã ghi giấy chứng nhận vào hồ sơ từng người."))
                return redirect("sources:course", row.ref)
    page = {"course": row, "form": form, "refused": refused}
    return render(request, "sources/certify.html", page)


@policy(SEEN)
def learners(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = [(each, _why(each)) for each in queries.learners(by=by)]
    return render(request, "sources/learners.html", {"rows": rows, "today": by.today})


@policy(SEEN)
@download.taking
def export_learners(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = _learners(queries.learners(by=by))
    return download.people("phai-hoc", _("Phải học"), LEARNERS, rows, by=by, under=SEEN)


def _learners(found: list[queries.Learner]) -> Iterator[list[Any]]:
    for each in found:
        item = each.item
        kind = str(each.kind.label)
        yield [item.person_name, item.organization, kind, _why(each), each.limit]


def _why(learner: queries.Learner) -> str:
    if learner.failed_on:
        said = _("Lớp bế giảng ngày %s chưa đạt, phải học lại")
        return said % f"{learner.failed_on:%d/%m/%Y}"
    return str(FINDINGS.get(learner.finding, _("Bước tiếp theo của hồ sơ")))


def course_of(request: HttpRequest, ref: str) -> Course:
    try:
        return queries.course(ref, by=actor_of(request))
    except Course.DoesNotExist as unknown:
        raise Http404 from unknown


def _show(
    request: HttpRequest,
    row: Course,
    *,
    proposing: ProposeForm | None = None,
    accepting: AcceptForm | None = None,
) -> HttpResponse:
    by = actor_of(request)
    seated = queries.seated(row, by=by)
    page = {
        "course": row,
        "place": name_on(row.organization, by.today),
        "seated": seated,
        "accepted": sum(each.row.accepted_on is not None for each in seated),
        "days": len(queries.days(row)),
        "may_propose": bool(by.seats("sources.propose")) and not row.called_off_on,
        "amendments": training.amendments(row, by=by),
        "proposing": proposing or _proposing(row, by),
        "may_plan": (plans := _may_plan(row, by)),
        "accepting": (accepting or AcceptForm(seated=seated)) if plans else None,
    }
    return render(request, "sources/course.html", page)


def _may_plan(row: Course, by: Actor) -> bool:
    return row.called_off_on is None and by.may("sources.plan", at=row.organization)


def _proposing(row: Course, by: Actor) -> ProposeForm | None:
    over = row.called_off_on or not queries.takes_people(row, on=by.today)
    if over or not by.seats("sources.propose"):
        return None
    candidates = queries.candidates(row, by=by)
    return ProposeForm(candidates=candidates) if candidates else None

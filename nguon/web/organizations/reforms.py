"""The reform assistant: lists with the upload, a page that follows one to its end, its undoing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.reports.faults import refusal
from nguon.reports.models import REFORM_AT_WORK, Reform
from nguon.reports.reform import runs, sheet
from nguon.reports.reform.signals import Signal
from nguon.reports.sheets import CannotRead
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.organizations import reform_page
from nguon.web.organizations.reform_forms import UndoForm, UploadForm
from nguon.web.progress import Progress, part_of_page

SHOWN = 50


@policy("organizations.change")
def reforms(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, by=by)
    if form.is_valid():
        file, place = form.cleaned_data["file"], form.organization()
        try:
            new = runs.start(file.read(), organization=place, name=file.name, by=by)
        except CannotRead as cannot:
            form.add_error("file", refusal(cannot))
        else:
            return redirect("organizations:reform", new.ref)
    found = runs.reforms(by=by)[:SHOWN]
    return render(request, "organizations/reforms.html", {"form": form, "reforms": found})


@policy("organizations.change")
def reform_template(request: HttpRequest) -> HttpResponse:
    return download.attachment(sheet.template(), "mau-sap-xep-to-chuc.xlsx")


@policy("organizations.change")
def export_reforms(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = reform_page.list_rows(runs.reforms(by=by))
    return download.table("sap-xep", _("Sắp xếp tổ chức"), reform_page.LISTS, rows, by=by)


@policy("organizations.change")
def reform(request: HttpRequest, ref: str) -> HttpResponse:
    page = reform_page.page(_run(request, ref), by=actor_of(request))
    return render(
        request, "organizations/reform.html", page | {"progress": _progress(page["run"])}
    )


@policy("organizations.change")
def reform_progress(request: HttpRequest, ref: str) -> HttpResponse:
    return part_of_page(request, _progress(_run(request, ref)))


@policy("organizations.change")
@require_POST
def apply_reform(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, runs.confirm)


@policy("organizations.change")
@require_POST
def stop_reform(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, runs.cancel)


@policy("organizations.change")
@require_POST
def compare_reform(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, runs.compare_again)


@policy("organizations.change")
def undo_reform(request: HttpRequest, ref: str) -> HttpResponse:
    by, run = actor_of(request), _run(request, ref)
    form = UndoForm(request.POST or None, initial={"on": by.today})
    if form.is_valid():
        try:
            new = runs.ask_undo(run, **form.cleaned_data, by=by)
        except runs.NotNow as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("organizations:reform", new.ref)
    lines = [line for line in reform_page.steps(run, by=by) if not line.undone]
    page = {"form": form, "run": run, "lines": lines[: reform_page.SHOWN]}
    return render(request, "organizations/undo_reform.html", page)


@policy("organizations.change")
def reform_bad_rows(request: HttpRequest, ref: str) -> HttpResponse:
    content = runs.bad_rows_of(_run(request, ref))
    if content is None:
        raise Http404
    return download.attachment(content, "hang-khong-nhan.xlsx")


@policy("organizations.change")
def export_reform(request: HttpRequest, ref: str) -> HttpResponse:
    by, run = actor_of(request), _run(request, ref)
    rows = reform_page.step_rows(run, by=by)
    return download.table("viec-sap-xep", _("Sắp xếp tổ chức"), reform_page.STEPS, rows, by=by)


@policy("organizations.change")
def export_access(request: HttpRequest, ref: str) -> HttpResponse:
    by, run = actor_of(request), _run(request, ref)
    rows, under = reform_page.access_rows(run, by=by), "organizations.change"
    title = _("Ai mất quyền, ai thêm quyền")
    return download.office("quyen-sap-xep", title, reform_page.ACCESS, rows, by=by, under=under)


# --- pieces -------------------------------------------------------------------------------------


def _run(request: HttpRequest, ref: str) -> Reform:
    return get_object_or_404(runs.reforms(by=actor_of(request)), ref=ref)


def _progress(run: Reform) -> Progress:
    signal, at_work = Signal(run.ref), run.status in REFORM_AT_WORK
    done, total = signal.progress() if at_work else (0, 0)
    return Progress(
        status=run.get_status_display(),
        at_work=at_work,
        stopping=signal.is_stopping,
        done=done,
        total=total,
        counted=_("%(done)s trên %(total)s việc") % {"done": done, "total": total},
        part=reverse("organizations:reform_progress", args=[run.ref]),
        page=reverse("organizations:reform", args=[run.ref]),
    )


def _act(request: HttpRequest, ref: str, act: Any) -> HttpResponse:
    try:
        act(_run(request, ref), by=actor_of(request))
    except runs.NotNow as refused:
        messages.warning(request, str(refused))
    return redirect("organizations:reform", ref)

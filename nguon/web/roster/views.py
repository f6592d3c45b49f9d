"""The import: a list of runs with the upload, and one page a run that follows it to the end."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.reports import queries
from nguon.reports import runs as operations
from nguon.reports.faults import refusal
from nguon.reports.models import AT_WORK, ImportRun, RunStatus
from nguon.reports.report import BadTie, ImportReport
from nguon.reports.sheets import CannotRead
from nguon.web.download import attachment, office
from nguon.web.http import actor_of
from nguon.web.progress import Progress, part_of_page
from nguon.web.roster.forms import ColumnsForm, TieForm, UploadForm

RUNS = (
    gettext_lazy("Tệp"),
    gettext_lazy("Lúc"),
    gettext_lazy("Bước"),
    gettext_lazy("Hàng đọc"),
    gettext_lazy("Không nhận"),
    gettext_lazy("Người mới"),
)
SHOWN_RUNS, SHOWN_FAULTS, SHOWN_PEOPLE = 30, 200, 60


@policy("people.import")
def runs(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, by=by)
    if form.is_valid():
        file = form.cleaned_data["file"]
        place = form.organization()
        try:
            new = operations.start(file.read(), organization=place, name=file.name, by=by)
        except CannotRead as cannot:
            form.add_error("file", refusal(cannot))
        else:
            return redirect("roster:run", new.ref)
    rows = [(run, operations.name_of(run)) for run in queries.runs(by=by)[:SHOWN_RUNS]]
    return render(request, "roster/runs.html", {"form": form, "runs": rows})


@policy("people.import")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_line, queries.runs(by=by))
    title, under = _("Các lần nhập"), "people.import"
    return office("nhap-excel", title, RUNS, rows, by=by, under=under)


@policy("people.import")
def run(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, _run(request, ref))


@policy("people.import")
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    return part_of_page(request, _progress(_run(request, ref)))


@policy("people.import")
@require_POST
def teach(request: HttpRequest, ref: str) -> HttpResponse:
    found = _run(request, ref)
    form = ColumnsForm(request.POST, headings=_unknown(_report(request, found)))
    if form.is_valid():
        return _again(request, found, operations.ties_of(found), form.meanings())
    return _page(request, found, columns=form)


@policy("people.import")
@require_POST
def tie(request: HttpRequest, ref: str) -> HttpResponse:
    found = _run(request, ref)
    form = TieForm(request.POST, sheets=_sheets(_report(request, found)))
    if form.is_valid():
        try:
            return _again(request, found, [*operations.ties_of(found), form.tie()], {})
        except BadTie as wrong:
            form.add_error(None, str(wrong))
    return _page(request, found, tie=form)


@policy("people.import")
@require_POST
def untie(request: HttpRequest, ref: str) -> HttpResponse:
    found = _run(request, ref)
    number = request.POST.get("number", "")
    kept = [t for n, t in enumerate(operations.ties_of(found)) if str(n) != number]
    return _again(request, found, kept, {})


@policy("people.import")
@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, operations.confirm)


@policy("people.import")
@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, operations.cancel)


@policy("people.import")
def bad_rows(request: HttpRequest, ref: str) -> HttpResponse:
    content = operations.bad_rows_of(_run(request, ref), by=actor_of(request))
    if content is None:
        raise Http404
    return attachment(content, "hang-khong-nhan.xlsx")


# --- pieces -----------------------------------------------------------------------------------


def _run(request: HttpRequest, ref: str) -> ImportRun:
    return get_object_or_404(queries.runs(by=actor_of(request)), ref=ref)


def _line(run: ImportRun) -> tuple[Any, ...]:
    counted = [run.counts.get(name) for name in ("read", "refused", "persons")]
    return operations.name_of(run), run.started_at, str(run.get_status_display()), *counted


def _report(request: HttpRequest, found: ImportRun) -> ImportReport | None:
    return operations.report_of(found, by=actor_of(request))


def _act(request: HttpRequest, ref: str, act: Any) -> HttpResponse:
    try:
        act(_run(request, ref), by=actor_of(request))
    except operations.NotNow as refused:
        messages.warning(request, str(refused))
    return redirect("roster:run", ref)


def _again(request: HttpRequest, found: ImportRun, ties: Any, meanings: Any) -> HttpResponse:
    try:
        operations.tie(found, ties, meanings, by=actor_of(request))
    except operations.NotNow as refused:
        messages.warning(request, str(refused))
    return redirect("roster:run", found.ref)


def _progress(run: ImportRun) -> Progress:
    done, total = run.done, run.total
    return Progress(
        status=run.get_status_display(),
        at_work=run.status in AT_WORK,
        stopping=run.cancel_asked,
        done=done,
        total=total,
        counted=_("%(done)s trên %(total)s người") % {"done": done, "total": total},
        part=reverse("roster:progress", args=[run.ref]),
        page=reverse("roster:run", args=[run.ref]),
    )


def _page(
    request: HttpRequest,
    found: ImportRun,
    *,
    tie: TieForm | None = None,
    columns: ColumnsForm | None = None,
) -> HttpResponse:
    by, report = actor_of(request), _report(request, found)
    page: dict[str, Any] = {
        "run": found,
        "name": operations.name_of(found),
        "why": operations.why_failed(found),
        "place": queries.place_name(found, by=by),
        "report": report,
        "at_work": found.status in AT_WORK,
        "progress": _progress(found),
        "asking": found.status == RunStatus.PREVIEW,
    }
    if report:
        page |= _reported(found, report, request)
        page["tie"] = tie or TieForm(sheets=_sheets(report))
        unknown = _unknown(report)
        page["columns"] = columns or (ColumnsForm(headings=unknown) if unknown else None)
    return render(request, "roster/run.html", page)


def _reported(found: ImportRun, report: ImportReport, request: HttpRequest) -> dict[str, Any]:
    by = actor_of(request)
    return {
        "reasons": Counter(each.reason for each in report.refused).most_common(),
        "refused": report.refused[:SHOWN_FAULTS],
        "more": max(0, len(report.refused) - SHOWN_FAULTS),
        "people": queries.names_of(report.people, by=by, limit=SHOWN_PEOPLE),
        "ties": list(enumerate(operations.ties_of(found))),
    }


def _sheets(report: ImportReport | None) -> list[str]:
    return [sheet["name"] for sheet in report.sheets if sheet["rows"]] if report else []


def _unknown(report: ImportReport | None) -> list[str]:
    return [h for own in report.unknown_columns.values() for h in own] if report else []

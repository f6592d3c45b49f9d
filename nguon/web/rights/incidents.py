"""The breach desk: alarms, how much of the 72 hours is left, what is handed to the authority."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.forms import docx, pdf
from nguon.organizations.queries import name_on
from nguon.rights import incidents, papers
from nguon.rights.models import Incident
from nguon.rights.operations import Refused
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.rights.forms import AlarmForm, CloseForm, CountForm, NotifyForm

SHOWN = 300
WRITERS = {"docx": (docx.document, docx.MIME), "pdf": (pdf.document, pdf.MIME)}
PAPERS = {"thong-bao": papers.notice, "bien-ban": papers.minutes}
HANDLED = {
    "count": (gettext_lazy("Đếm số người từ nhật ký"), CountForm),
    "notify": (gettext_lazy("Đã thông báo cơ quan chuyên trách"), NotifyForm),
    "close": (gettext_lazy("Đóng sự cố"), CloseForm),
}
DO: dict[str, Callable[..., object]] = {
    "count": incidents.count_people,
    "notify": incidents.notify,
    "close": incidents.close,
}
HEADING = (
    gettext_lazy("Nơi"),
    gettext_lazy("Loại"),
    gettext_lazy("Phát hiện lúc"),
    gettext_lazy("Phải thông báo trước"),
    gettext_lazy("Đã thông báo lúc"),
    gettext_lazy("Số của thông báo"),
    gettext_lazy("Số người"),
    gettext_lazy("Đóng ngày"),
)


@policy("rights.incidents")
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = [_row(row, by) for row in incidents.incidents(by=by)[:SHOWN]]
    return render(request, "rights/incidents.html", {"rows": rows, "sees_incidents": True})


@policy("rights.incidents")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = (_cells(row, by) for row in incidents.incidents(by=by))
    return download.table("su-co", _("Sự cố dữ liệu cá nhân"), HEADING, rows, by=by)


@policy("rights.alarm")
def sound(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    now = timezone.localtime(by.at)
    start = {"noticed_on": now.date(), "noticed_time": now.time()}
    form = AlarmForm(request.POST or None, by=by, initial=start)
    if form.is_valid():
        try:
            row = incidents.sound(form.organization(), **form.values(), by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã báo; 72 giờ bắt đầu tính từ lúc phát hiện."))
            seen = by.may("rights.incidents", at=row.organization)
            return redirect("rights:incident", row.ref) if seen else redirect("rights:desk")
    return render(request, "rights/sound.html", {"form": form})


@policy("rights.incidents")
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    return render(request, "rights/incident.html", _page(_incident(ref, by), by))


@policy("rights.incidents")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by = actor_of(request)
    row = _incident(ref, by)
    if act not in DO:
        raise Http404
    form = _form(act, row, by, request.POST)
    if form.is_valid():
        try:
            DO[act](row, **form.values(), seen=request.POST.get("seen", ""), by=by)
        except ChangedMeanwhile as meanwhile:
            form.add_error(None, str(meanwhile))
            page = _page(_incident(ref, by), by) | {"failed": (act, form)}
            return render(request, "rights/incident.html", page, status=HTTPStatus.CONFLICT)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("rights:incident", ref)
    return render(request, "rights/incident.html", _page(row, by) | {"failed": (act, form)})


@policy("rights.incidents")
def paper(request: HttpRequest, ref: str, paper: str, kind: str) -> HttpResponse:
    by = actor_of(request)
    row = _incident(ref, by)
    if paper not in PAPERS or kind not in WRITERS:
        raise Http404
    write, mime = WRITERS[kind]
    return download.attachment(write([PAPERS[paper](row, by=by)]), f"{paper}-{ref}.{kind}", mime)


def _incident(ref: str, by: Actor) -> Incident:
    return get_object_or_404(incidents.incidents(by=by), ref=ref)


def _row(row: Incident, by: Actor) -> dict[str, Any]:
    place = name_on(row.organization, by.today)
    return {"row": row, "place": place, "hours": incidents.hours_left(row, by.at)}


def _cells(row: Incident, by: Actor) -> list[Any]:
    times = [timezone.localtime(row.noticed_at), timezone.localtime(row.notify_by)]
    told = timezone.localtime(row.notified_at) if row.notified_at else None
    place = name_on(row.organization, by.today)
    end = [row.document, row.people, row.closed_on]
    return [place, row.get_kind_display(), *times, told, *end]


def _page(row: Incident, by: Actor) -> dict[str, Any]:
    forms = [] if row.closed_on else [(k, w, _form(k, row, by)) for k, (w, _f) in HANDLED.items()]
    return _row(row, by) | {"forms": forms, "seen": incidents.mark_of_incident(row)}


def _form(act: str, row: Incident, by: Actor, given: Any = None) -> Any:
    now = timezone.localtime(by.at)
    start = {"on": by.today, "told_on": by.today, "told_time": now.time(), "until": by.today}
    kind = HANDLED[act][1]
    options: dict[str, Any] = {"prefix": act, "initial": start}
    if kind is CountForm:
        options["users"] = incidents.possible_accounts(row, by=by)
    return kind(given, **options)

"""The desk: what people ask for about their own data, and what comes of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rights import operations, queries
from nguon.rights.models import Request, RequestStep
from nguon.web import download
from nguon.web.forms import RefusableForm
from nguon.web.http import actor_of
from nguon.web.rights.forms import AskedForm, RefuseForm, StepForm, StrangerForm, WhichForm

SHOWN = 300
FORMS: dict[str, type[RefusableForm]] = {
    "answered": StepForm,
    "extended": StepForm,
    "done": StepForm,
    "refused": RefuseForm,
}
DO: dict[str, Callable[..., object]] = {
    "answered": operations.answer,
    "extended": operations.extend,
    "done": operations.fulfil,
    "refused": operations.refuse,
}
HEADING = (
    gettext_lazy("Số vào sổ"),
    gettext_lazy("Nơi nhận"),
    gettext_lazy("Yêu cầu"),
    gettext_lazy("Nhận ngày"),
    gettext_lazy("Phải trả lời đến"),
    gettext_lazy("Trả lời ngày"),
    gettext_lazy("Phải xong đến"),
    gettext_lazy("Gia hạn ngày"),
    gettext_lazy("Kết thúc ngày"),
    gettext_lazy("Kết quả"),
    gettext_lazy("Căn cứ từ chối"),
)


@policy("rights.view")
def listed(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), WhichForm(request.GET)
    rows = queries.requests(by=by, closed=form.closed())[:SHOWN]
    page = {
        "form": form,
        "rows": queries.shown(rows, by=by),
        "query": request.GET.urlencode(),
        "may_receive": bool(by.seats("rights.receive")),
        "sees_incidents": bool(by.seats("rights.incidents")),
    }
    return render(request, "rights/desk.html", page)


@policy("rights.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = queries.shown(queries.requests(by=by, closed=WhichForm(request.GET).closed()), by=by)
    title = _("Yêu cầu về dữ liệu cá nhân")
    return download.table("yeu-cau", title, HEADING, map(_cells, rows), by=by)


def _cells(shown: queries.Shown) -> list[Any]:
    row = shown.row
    came = [row.document, shown.place, row.get_kind_display(), row.received_on, row.answer_by]
    days = [row.answered_on, row.due_on, row.extended_on, row.ended_on]
    return [*came, *days, row.get_outcome_display(), row.get_ground_display()]


@policy("rights.receive")
def receive(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = StrangerForm(request.POST or None, by=by, initial={"received_on": by.today})
    return _receive(request, form, by, form.organization)


@policy("rights.receive")
def receive_from(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    seen = Person.objects.visible_to(by).select_related("organization")
    person = get_object_or_404(seen, ref=ref)
    by.require("rights.receive", at=person.organization)
    form = AskedForm(request.POST or None, initial={"received_on": by.today})
    return _receive(request, form, by, lambda: person.organization, person)


def _receive(
    request: HttpRequest,
    form: AskedForm,
    by: Actor,
    place: Callable[[], Organization],
    person: Person | None = None,
) -> HttpResponse:
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "place"}
        try:
            row = operations.receive(place(), person=person, **said, by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi yêu cầu; hạn đã bắt đầu tính."))
            return redirect("rights:request", row.ref)
    return render(request, "rights/receive.html", {"form": form, "person": person})


@policy("rights.view")
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    return render(request, "rights/request.html", _page(_found(ref, by), by))


@policy("rights.answer")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by = actor_of(request)
    found = _found(ref, by)
    if act not in DO:
        raise Http404
    by.require("rights.answer", at=found.row.organization)
    form = FORMS[act](request.POST, prefix=act)
    if form.is_valid():
        try:
            DO[act](found.row, **form.cleaned_data, by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("rights:request", ref)
    return render(request, "rights/request.html", _page(found, by) | {"failed": (act, form)})


def _found(ref: str, by: Actor) -> queries.Shown:
    try:
        return queries.request(ref, by=by)
    except Request.DoesNotExist as unknown:
        raise Http404 from unknown


def _page(found: queries.Shown, by: Actor) -> dict[str, Any]:
    row = found.row
    return {
        "shown": found,
        "steps": queries.steps(row, by=by),
        "forms": _forms(row, by) if by.may("rights.answer", at=row.organization) else [],
    }


def _forms(row: Request, by: Actor) -> list[tuple[str, str, RefusableForm]]:
    """What can be done now: key, words, form."""
    over = {
        "answered": bool(row.answered_on),
        "extended": bool(row.extended_on) or row.due_on < by.today,
    }
    open_to = [key for key in FORMS if not (row.ended_on or over.get(key))]
    kinds, start = RequestStep.Kind, {"on": by.today, "told_on": by.today}
    return [(key, str(kinds(key).label), FORMS[key](prefix=key, initial=start)) for key in open_to]

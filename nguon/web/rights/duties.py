"""Who answers for people's data, and the impact file of each office."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.rights import duties, papers
from nguon.rights.models import Impact
from nguon.rights.operations import Refused
from nguon.web import conflict, download
from nguon.web.http import actor_of
from nguon.web.rights.forms import BeginForm, OfficerForm, SendForm
from nguon.web.rights.incidents import WRITERS


@policy("rights.view")
def shown(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    officers = [(row, name_on(row.organization, by.today)) for row in duties.officers(by=by)]
    page = {
        "officers": officers,
        "sees_incidents": bool(by.seats("rights.incidents")),
        "may_name": bool(by.seats("rights.name_officer")),
        "impacts": [_impact(slug, name, by) for slug, name in _own(by)],
    }
    return render(request, "rights/duties.html", page)


@policy("rights.name_officer")
def name_officer(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = OfficerForm(request.POST or None, by=by, initial={"valid_from": by.today})
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "place"}
        try:
            duties.name_officer(form.organization(), **said, by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi người bảo vệ dữ liệu; có tên trên phiếu."))
            return redirect("rights:duties")
    title = _("Cử người bảo vệ dữ liệu cá nhân")
    return render(request, "rights/duty.html", {"form": form, "title": title})


@policy("rights.impact")
def begin(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), _place(request, place)
    by.require("rights.impact", at=row)
    form = BeginForm(request.POST or None)
    if form.is_valid():
        try:
            duties.begin_impact(row, **form.cleaned_data, by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("rights:duties")
    title = _("Bắt đầu hồ sơ đánh giá tác động")
    return render(request, "rights/duty.html", {"form": form, "title": title})


@policy("rights.impact")
def send(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), _begun(request, place)
    start, title = {"sent_on": by.today, "document": ""}, _("Gửi hồ sơ đánh giá tác động")
    watch = conflict.Watch(request, SendForm, lambda: _sent(request, place), start=start)
    form = watch.form
    if form.is_valid():
        try:
            duties.send_impact(row, **form.cleaned_data, seen=watch.seen, by=by)
        except ChangedMeanwhile:
            return watch.page(title=title, back=reverse("rights:duties"))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            watch.done()
            messages.success(request, _("Đã ghi; xem lại sau 6 tháng."))
            return redirect("rights:duties")
    return render(request, "rights/duty.html", {"form": form, "title": title, "watch": watch})


def _sent(request: HttpRequest, place: str) -> conflict.Current:
    """When and by which paper the file was sent last."""
    row = _begun(request, place)
    values = {"sent_on": row.sent_on, "document": row.document}
    return conflict.Current(values, duties.mark_of_impact(row))


@policy("rights.impact")
def paper(request: HttpRequest, place: str, kind: str) -> HttpResponse:
    by, row = actor_of(request), _begun(request, place)
    if kind not in WRITERS:
        raise Http404
    write, mime = WRITERS[kind]
    return download.attachment(write([papers.impact(row, by=by)]), f"tac-dong.{kind}", mime)


def _own(by: Actor) -> list[tuple[str, str]]:
    """The places at which the actor keeps the file itself, not all those under them."""
    own = [seat.organization_id for seat in by.seats("rights.impact")]
    rows = Organization.objects.filter(pk__in=own).order_by("pk")
    return [(row.slug, name_on(row, by.today)) for row in rows]


def _impact(slug: str, name: str, by: Actor) -> dict[str, Any]:
    row = duties.impact_of(Organization.objects.get(slug=slug), by=by)
    return {
        "slug": slug,
        "place": name,
        "row": row,
        "due": duties.reminder(row, by.today) if row else 0,
    }


def _place(request: HttpRequest, slug: str) -> Organization:
    return get_object_or_404(tree.visible(actor_of(request)), slug=slug)


def _begun(request: HttpRequest, slug: str) -> Impact:
    by, place = actor_of(request), _place(request, slug)
    by.require("rights.impact", at=place)
    if (row := duties.impact_of(place, by=by)) is None:
        raise Http404
    return row

"""Stubs: name, tell, and then either answer with one tap. Nothing is kept of who says no."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.people import operations, queries
from nguon.people.consent import sheet_on
from nguon.people.models import Nomination
from nguon.rights.duties import protecting
from nguon.sources import operations as sources
from nguon.sources import queries as referring
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of
from nguon.web.people import forms


@policy("people.nominations")
def nominations(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {
        "stubs": queries.nominations(by=by),
        "today": by.today,
        "may_nominate": bool(by.seats("people.nominate")),
        "may_allow": bool(by.seats("people.allow_stubs")),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "people/nominations.html", page)


@policy("people.referrals")
def referrals(request: HttpRequest) -> HttpResponse:
    return render(request, "people/referrals.html", {"made": referring.made(by=actor_of(request))})


@policy("people.nominate")
def nominate(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.NominateForm(request.POST or None, by=by, action="people.nominate")
    if form.is_valid():
        try:
            typed = {name: form.cleaned_data[name] for name in ("name", "referred_by", "reach")}
            stub = sources.refer(organization=form.organization(), by=by, **typed)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi để hỏi ý kiến trong 30 ngày."))
            if any(queries.alike(stub, by=by)):
                messages.warning(request, _("Có người trùng tên đã biết: mở mục này mà xem."))
            return redirect(_list_for(request))
    return render(request, "people/nominate.html", {"form": form, "back": _list_for(request)})


@policy("people.allow_stubs")
def allow_stubs(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.AllowForm(
        request.POST or None, by=by, action="people.allow_stubs", initial={"on": by.today}
    )
    if form.is_valid():
        try:
            decided = {name: form.cleaned_data[name] for name in ("on", "document")}
            operations.allow_stubs(form.organization(), by=by, **decided)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi quyết định của cấp uỷ."))
            return redirect("people:nominations")
    return render(request, "people/allow_stubs.html", {"form": form})


@policy("people.nominations")
def nomination(request: HttpRequest, ref: str) -> HttpResponse:
    by, stub = actor_of(request), _stub(request, ref)
    page = {
        "stub": stub,
        "place": queries.place_of(stub, by=by),
        "alike": queries.alike(stub, by=by),
        "form": forms.NoticeForm(initial={"on": by.today}),
        "may_answer": by.may("people.consent", at=stub.organization),
    }
    return render(request, "people/nomination.html", page)


@policy("people.consent")
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    by, stub = actor_of(request), _stub(request, ref)
    page = {
        "notices": sheet_on(by.today),
        "officers": protecting("people.consent", by=by),
        "stub": stub,
        "place": queries.place_of(stub, by=by),
    }
    return render(request, "people/sheet.html", page)


@policy("people.consent")
@require_POST
def give_notice(request: HttpRequest, ref: str) -> HttpResponse:
    stub, form = _stub(request, ref), forms.NoticeForm(request.POST)
    if form.is_valid():
        try:
            operations.give_notice(stub, on=form.cleaned_data["on"], by=actor_of(request))
        except REFUSALS as refusal:
            form.refuse(refusal)
    for wrong in form.errors.values():
        messages.error(request, " ".join(map(str, wrong)))
    return redirect("people:nomination", ref)


@policy("people.consent")
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    by, stub = actor_of(request), _stub(request, ref)
    form = forms.AgreeForm(request.POST or None, initial={"full_name": stub.name})
    page: dict[str, Any] = {"form": form, "stub": stub, "notices": sheet_on(by.today)}
    if form.is_valid():
        try:
            person = operations.agree(stub, consents=form.consents(), by=by, **form.basic())
        except REFUSALS as refusal:
            form.refuse(refusal)
            page["known"] = getattr(refusal, "person", None)
        else:
            messages.success(request, _("Đã ghi vào danh sách."))
            return redirect("people:person", person.ref)
    return render(request, "people/agree.html", page)


@policy("people.consent")
@require_POST
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    operations.refuse(_stub(request, ref), by=actor_of(request))
    messages.success(request, _("Đã xoá."))
    return redirect("people:nominations")


@policy("people.consent")
@require_POST
def same_person(request: HttpRequest, ref: str) -> HttpResponse:
    """The stub names somebody known already: one person counts once."""
    sources.same_person(_stub(request, ref), by=actor_of(request))
    messages.success(request, _("Đã ghi là cùng một người; mục này được xoá."))
    return redirect("people:nominations")


def _stub(request: HttpRequest, ref: str) -> Nomination:
    seen = Nomination.objects.visible_to(actor_of(request)).select_related("organization")
    return get_object_or_404(seen, ref=ref)


def _list_for(request: HttpRequest) -> str:
    sees = actor_of(request).seats("people.nominations")
    return "people:nominations" if sees else "people:referrals"

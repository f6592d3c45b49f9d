"""The pages of those who propose, decide and publish the calendar."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import SIGNED_IN, policy
from nguon.portal.agenda import forms, operations, queries
from nguon.portal.agenda.models import Entry, monday_of
from nguon.portal.agenda.views import monday
from nguon.portal.desk import act, made
from nguon.portal.roles import SCHEDULE, SITE

UNREADABLE = 422


@require_safe
@policy(SIGNED_IN)
def desk(request: HttpRequest) -> HttpResponse:
    return show(request, monday_of(actor_of(request).today))


@require_safe
@policy(SIGNED_IN)
def desk_week(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return show(request, monday(year, number))


@policy(SIGNED_IN)
def new(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    queries.require_desk(by)
    form = forms.Planned(request.POST or None, initial={"day": request.GET.get("ngay")})
    if entry := made(form, lambda: operations.propose(form.plan(), by=by)):
        messages.success(request, _("Đã ghi đề xuất; văn phòng sẽ duyệt."))
        return redirect("desk_agenda_entry", entry.ref)
    status = UNREADABLE if form.is_bound else 200
    return render(request, "agenda/desk_new.html", {"form": form}, status=status)


@policy(SIGNED_IN)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    found = find(ref, by)
    form = forms.Planned(request.POST) if request.POST else forms.Planned.of(found)
    if made(form, lambda: change(found, form, by)):
        messages.success(request, _("Đã lưu."))
        return redirect("desk_agenda_entry", found.ref)
    context = {"form": form, "entry": found, "decides": by.may(SCHEDULE, at=SITE)}
    status = UNREADABLE if form.is_bound else 200
    return render(request, "agenda/desk_entry.html", context, status=status)


@require_POST
@policy(SCHEDULE)
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    found = find(ref, by)
    form = forms.Decision(request.POST)
    if form.is_valid():
        act(request, *decided(found, form.cleaned_data, by))
    else:
        messages.error(request, _("Không rõ quyết định nào."))
    return redirect("desk_agenda_entry", found.ref)


@require_POST
@policy(SCHEDULE)
def publish(request: HttpRequest, year: int, number: int) -> HttpResponse:
    by, week = actor_of(request), monday(year, number)
    said = _("Lịch tuần đã được công bố.")
    act(request, lambda: operations.publish_week(week, by=by), said)
    return redirect("desk_agenda_week", year, number)


def change(entry: Entry, form: forms.Planned, by: Actor) -> Entry:
    seen = form.cleaned_data["seen"] or 0
    return operations.change(entry, form.plan(), seen=seen, by=by)


def decided(entry: Entry, told: dict[str, Any], by: Actor) -> tuple[Callable[[], object], str]:
    """What a decision does, and what to say of it."""
    why = told["why"]
    match told["decision"]:
        case "approve":
            return lambda: operations.approve(entry, by=by), _("Việc đã có trong lịch.")
        case "decline":
            said = _("Đề xuất không được đưa vào lịch.")
            return lambda: operations.decline(entry, why, by=by), said
    return lambda: operations.cancel(entry, why, by=by), _("Việc đã được hoãn.")


def find(ref: str, by: Actor) -> Entry:
    queries.require_desk(by)
    return get_object_or_404(queries.workable(by), ref=ref)


def show(request: HttpRequest, monday: date) -> HttpResponse:
    by = actor_of(request)
    context = {
        "page": queries.desk_week(monday, by=by),
        "waiting": queries.waiting(by=by),
        "decides": by.may(SCHEDULE, at=SITE),
        "this_week": monday_of(by.today),
    }
    return render(request, "agenda/desk_week.html", context)

"""Lists of members: all of a place, those in probation, tasks by cell; each leaves as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.membership import letters, queries
from nguon.organizations.models import OPEN_END, Organization
from nguon.organizations.queries import versions_on
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.membership.forms import MembersForm
from nguon.web.templatetags.procedure import step

SHOWN = 300
MEMBERS = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Ngày vào Đảng"),
    gettext_lazy("Chính thức từ ngày"),
    gettext_lazy("Hết 12 tháng dự bị"),
    gettext_lazy("Đang sinh hoạt tạm thời ở"),
    gettext_lazy("Đang chuyển đến"),
)
PROBATION = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Ngày vào Đảng"),
    gettext_lazy("Hết 12 tháng dự bị"),
    gettext_lazy("Người giúp đỡ"),
    gettext_lazy("Học lớp đảng viên mới"),
    gettext_lazy("Việc tới"),
    gettext_lazy("Hạn"),
    gettext_lazy("Theo"),
)
DUTIES = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Ở đâu"),
    gettext_lazy("Nhiệm vụ"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Văn bản"),
)


@policy("membership.view")
def members(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = MembersForm(request.GET, by=by)
    found = _members(form, by, limit=SHOWN + 1)
    page = {
        "form": form,
        "members": found[:SHOWN],
        "more": len(found) > SHOWN,
        "query": request.GET.urlencode(),
        "waiting": letters.waiting(by=by),
        "may_export": bool(by.seats("people.export")),
        "may_receive": bool(by.seats("membership.receive")),
        "figures": _places(form, by),
    }
    return render(request, "membership/members.html", page)


@policy("people.export")
@download.taking
def export_members(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = MembersForm(request.GET, by=by)
    rows = told(queries.each_member(by=by, place=form.organization(), kind=form.kind()))
    return download.people(
        "dang-vien", _("Đảng viên"), MEMBERS, rows, by=by, under="membership.view"
    )


def _places(form: MembersForm, by: Actor) -> list[tuple[str, str]]:
    """Whose gains and losses are one step away: the place chosen, else the actor's own."""
    chosen = form.organization()
    own = {seat.organization_id for seat in by.seats("planning.view")}
    rows = versions_on([chosen.pk] if chosen else own, by.today).values()
    slugs = Organization.objects.in_bulk([row.organization_id for row in rows])
    return [(slugs[row.organization_id].slug, row.name) for row in rows]


def _members(form: MembersForm, by: Actor, limit: int | None = None) -> list[queries.Member]:
    return queries.members(by=by, place=form.organization(), kind=form.kind(), limit=limit)


def told(members: Iterable[queries.Member]) -> Iterator[list[Any]]:
    """Members in the columns of ``MEMBERS``."""
    for row in members:
        spell = row.membership
        away = row.elsewhere.to_name if row.elsewhere else ""
        leaving = row.leaving.to_name if row.leaving else ""
        days = [spell.joined_on, spell.full_from, row.ends_on]
        yield [row.person.full_name, row.place, *days, away, leaving]


@policy("membership.view")
def probation(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = MembersForm(request.GET, by=by)
    page = {
        "form": form,
        "rows": queries.probationers(by=by, place=form.organization()),
        "today": by.today,
        "query": request.GET.urlencode(),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "membership/probation.html", page)


@policy("people.export")
@download.taking
def export_probation(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    place = MembersForm(request.GET, by=by).organization()
    rows = map(_probationer, queries.probationers(by=by, place=place))
    return download.people(
        "dang-vien-du-bi", _("Dự bị"), PROBATION, rows, by=by, under="membership.view"
    )


def _probationer(row: queries.Probationer) -> list[Any]:
    told = [row.member.person.full_name, row.member.place, row.member.membership.joined_on]
    told += [row.member.ends_on, row.helper, row.course_on]
    due = min(row.steps, key=lambda each: each.limit or OPEN_END, default=None)
    return [*told, step(due.step), due.limit, due.rule] if due else [*told, "", None, ""]


@policy("membership.view")
def duties(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = MembersForm(request.GET, by=by)
    page = {
        "form": form,
        "cells": queries.duties_by_cell(by=by, place=form.organization()),
        "query": request.GET.urlencode(),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "membership/duties.html", page)


@policy("people.export")
@download.taking
def export_duties(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    place = MembersForm(request.GET, by=by).organization()
    cells = queries.duties_by_cell(by=by, place=place)
    rows = (line for cell in cells for line in _duties(cell))
    return download.people("nhiem-vu", _("Nhiệm vụ"), DUTIES, rows, by=by, under="membership.view")


def _duties(cell: queries.CellDuties) -> list[list[Any]]:
    given = [
        [
            cell.place,
            duty.person.full_name,
            str(duty.get_body_display()),
            duty.task,
            duty.valid_from,
            duty.document,
        ]
        for duty in cell.duties
    ]
    none = [[cell.place, who.full_name, "", _("Chưa được giao"), None, ""] for who in cell.without]
    return given + none

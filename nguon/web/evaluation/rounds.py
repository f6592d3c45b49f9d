"""Rounds of grading and their tables of criteria: list, open, one of them, decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.evaluation import opening, operations, queries
from nguon.evaluation.models import CriteriaTable, GradingRound
from nguon.evaluation.operations import State
from nguon.evaluation.refusals import Refused
from nguon.organizations.queries import name_on
from nguon.web import download, drafts
from nguon.web.evaluation import labels, steps
from nguon.web.evaluation.forms import DecideForm, RoundForm, TableForm
from nguon.web.http import actor_of

SEEN = "evaluation.totals"
CRITERIA = (
    gettext_lazy("Mã"),
    gettext_lazy("Tiêu chí"),
    gettext_lazy("Điểm tối đa"),
    gettext_lazy("Căn cứ"),
)


@policy(SEEN)
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    lines = [(labels.period(line.round), line) for line in queries.rounds(by=by)]
    page = {"lines": lines, "may_open": bool(by.seats("evaluation.open"))}
    return render(request, "evaluation/rounds.html", page)


@policy(SEEN)
def export_rounds(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = labels.round_rows(queries.rounds(by=by))
    return download.table("dot-xep-loai", _("Đợt xếp loại"), labels.ROUNDS, rows, by=by)


@policy(SEEN)
def tables(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = [(row, name_on(row.organization, by.today)) for row in queries.tables(by=by)]
    page = {"tables": found, "may_open": bool(by.seats("evaluation.open"))}
    return render(request, "evaluation/tables.html", page)


@policy(SEEN)
def export_tables(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = labels.table_rows(queries.tables(by=by))
    return download.table("bang-tieu-chi", _("Bảng tiêu chí"), labels.TABLES, rows, by=by)


@policy(SEEN)
def export_table(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _table(request, ref)
    rows = row.criteria.order_by("position").values_list("code", "name", "max_points", "source")
    return download.table("tieu-chi", _("Tiêu chí"), CRITERIA, rows, by=by)


@policy(SEEN)
def table(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _table(request, ref)
    page = {"table": row, "place": name_on(row.organization, by.today)}
    page["criteria"] = row.criteria.order_by("position")
    return render(request, "evaluation/table.html", page)


def _table(request: HttpRequest, ref: str) -> CriteriaTable:
    try:
        return queries.table_of(ref, by=actor_of(request))
    except CriteriaTable.DoesNotExist as unknown:
        raise Http404 from unknown


@policy("evaluation.open")
def lay_down(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = TableForm(request.POST or None, by=by, initial=drafts.kept(request))
    if form.is_valid():
        try:
            made = opening.lay_down_table(form.organization(), **form.values(), by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            drafts.drop(request)
            messages.success(request, _("Đã ghi bảng tiêu chí."))
            return redirect("evaluation:table", made.ref)
    return render(request, "evaluation/lay_down.html", {"form": form})


@policy("evaluation.open")
def open_round(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = RoundForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            made = opening.open_round(form.organization(), **form.values(), by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã mở đợt xếp loại."))
            return redirect("evaluation:round", made.ref)
    return render(request, "evaluation/open_round.html", {"form": form})


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by, told = actor_of(request), _page(request, ref)
    page = {
        "told": told,
        "round": told.round,
        "period": labels.period(told.round),
        "totals": labels.totals(told.totals),
        "assumed": queries.assumed(on=told.round.graded_on),
        "may_decide": by.may("evaluation.decide", at=told.round.organization),
        "sees_members": bool(told.cells),
        "tables": set(queries.tables(by=by)),
    }
    return render(request, "evaluation/round.html", page)


@policy("evaluation.view")
def export(request: HttpRequest, ref: str) -> HttpResponse:
    rows = labels.result_rows(_page(request, ref).lines)
    by = actor_of(request)
    return download.table("ket-qua-xep-loai", _("Kết quả xếp loại"), labels.RESULTS, rows, by=by)


@policy(SEEN)
def export_totals(request: HttpRequest, ref: str) -> HttpResponse:
    rows = labels.total_rows(_page(request, ref).totals)
    by = actor_of(request)
    return download.table("tong-hop-xep-loai", _("Tổng hợp"), labels.TOTALS, rows, by=by)


@policy("evaluation.decide")
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), found(request, ref)
    by.require("evaluation.decide", at=row.organization)
    form = DecideForm(request.POST or None, lines=_undecided(row, by))
    if steps.done(
        request, form, lambda: operations.decide(row, form.chosen(), **form.paper(), by=by)
    ):
        return redirect("evaluation:round", ref)
    page = {"form": form, "round": row, "period": labels.period(row)}
    return render(request, "evaluation/decide.html", page)


def found(request: HttpRequest, ref: str) -> GradingRound:
    """The round of an address, or 404 whether it is unknown or out of sight."""
    try:
        return queries.round_of(ref, by=actor_of(request))
    except GradingRound.DoesNotExist as unknown:
        raise Http404 from unknown


def _page(request: HttpRequest, ref: str) -> queries.RoundPage:
    try:
        return queries.round_page(ref, by=actor_of(request))
    except GradingRound.DoesNotExist as unknown:
        raise Http404 from unknown


def _undecided(row: GradingRound, by: Actor) -> list[Any]:
    """Reference, name and proposed grade of the organisations still to be decided on."""
    proposed = queries.proposals(row, by=by)
    lines = queries.sheet_lines(row, by=by)
    return [
        (line.sheet.ref, line.place, proposed.get(line.sheet.ref, ""))
        for line in lines
        if line.sheet.state not in (State.DECIDED, State.EXCLUDED)
    ]

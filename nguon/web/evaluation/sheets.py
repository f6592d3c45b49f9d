"""The sheet of one organisation: read, fill, prove, vote, appeal; and print it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.evaluation import operations, queries
from nguon.evaluation.models import Evidence, Sheet, SheetAppeal
from nguon.evaluation.operations import State
from nguon.evaluation.refusals import Refused
from nguon.web.evaluation import labels, points, steps
from nguon.web.evaluation.forms import (
    AnswerForm,
    AppealForm,
    EvidenceForm,
    ExcludeForm,
    RowForm,
)
from nguon.web.http import actor_of
from nguon.web.planning import labels as planning

SEEN = "evaluation.view"


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    return render(request, "evaluation/sheet.html", _page(row, by))


@policy(SEEN)
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    told = queries.sheet_page(row, by=by)
    page = {"told": told, "sheet": row, "period": labels.period(row.round)}
    acts = labels.acts(act for act in told.acts if act.points is None)
    return render(request, "evaluation/paper.html", page | {"acts": acts})


@policy("development.view")
def admitted(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    told = queries.sheet_page(row, by=by)
    page = {"told": told, "sheet": row, "found": queries.admitted_in(row, by=by)}
    page["quality"] = planning.quality(queries.quality(row, by=by))
    return render(request, "evaluation/admitted.html", page)


@policy("evaluation.fill")
def fill(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.fill", at=row.organization)
    whose, back = points.side(request), "evaluation:sheet"
    told = queries.sheet_page(row, by=by)
    watch = points.watch(request, row, told.lines, whose)
    try:
        if points.recorded(request, watch, row, whose):
            return redirect(back, ref)
    except ChangedMeanwhile:
        return watch.page(title=told.place, back=reverse(back, args=[ref]))
    page = {"form": watch.form, "watch": watch, "told": told, "sheet": row, "whose": whose}
    return render(request, "evaluation/fill.html", page | {"back": back})


@policy("evaluation.fill")
@require_POST
def add_evidence(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.fill", at=row.organization)
    form = EvidenceForm(request.POST, table=row.round.table, prefix="proof")
    if steps.done(request, form, lambda: operations.add_evidence(row, **form.values(), by=by)):
        return redirect("evaluation:sheet", ref)
    return render(request, "evaluation/sheet.html", _page(row, by) | {"proving": form})


@policy("evaluation.fill")
@require_POST
def drop_evidence(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.fill", at=row.organization)
    form = RowForm(request.POST)
    number = form.cleaned_data["row"] if form.is_valid() else None
    seen = Evidence.objects.visible_to(by).filter(sheet=row)
    try:
        operations.drop_evidence(get_object_or_404(seen, pk=number), by=by)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluation:sheet", ref)


@policy("evaluation.fill")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.fill", at=row.organization)
    form = steps.step_form(act, row, request.POST)
    if steps.done(request, form, lambda: steps.DO[act](row, **form.values(), by=by)):
        return redirect("evaluation:sheet", ref)
    return render(request, "evaluation/sheet.html", _page(row, by) | {"failed": (act, form)})


@policy("evaluation.decide")
@require_POST
def exclude(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.decide", at=row.round.organization)
    form = ExcludeForm(request.POST, prefix="exclude")
    if steps.done(request, form, lambda: operations.exclude(row, **form.cleaned_data, by=by)):
        return redirect("evaluation:sheet", ref)
    failed = {"failed": ("", form), "excluding": form}
    return render(request, "evaluation/sheet.html", _page(row, by) | failed)


@policy("evaluation.appeal")
@require_POST
def appeal(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.appeal", at=row.organization)
    form = AppealForm(request.POST, in_words=True, prefix="appeal")
    if steps.done(request, form, lambda: operations.appeal(row, **form.cleaned_data, by=by)):
        return redirect("evaluation:sheet", ref)
    failed = {"failed": ("", form), "appealing": form}
    return render(request, "evaluation/sheet.html", _page(row, by) | failed)


@policy("evaluation.decide")
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.sheet(request, ref)
    by.require("evaluation.decide", at=row.round.organization)
    open_now = SheetAppeal.objects.visible_to(by).filter(sheet=row, outcome="")
    waiting = get_object_or_404(open_now)
    form = AnswerForm(request.POST or None)
    if steps.done(request, form, lambda: operations.answer(waiting, **form.values(), by=by)):
        return redirect("evaluation:sheet", ref)
    told = queries.sheet_page(row, by=by)
    page = {"form": form, "appeal": waiting, "name": told.place, "sheet": row}
    return render(request, "evaluation/answer.html", page | {"back": "evaluation:sheet"})


def _page(row: Sheet, by: Actor) -> dict[str, Any]:
    told, may_fill = queries.sheet_page(row, by=by), by.may("evaluation.fill", at=row.organization)
    decided = row.state == State.DECIDED
    waiting = any(not each.outcome for each in told.appeals)
    may_decide = by.may("evaluation.decide", at=row.round.organization)
    may_appeal = decided and not waiting and by.may("evaluation.appeal", at=row.organization)
    return {
        "told": told,
        "sheet": row,
        "period": labels.period(row.round),
        "acts": labels.acts(told.acts),
        "figures": labels.FIGURES,
        "forms": steps.open_forms(row) if may_fill else [],
        "may_fill": may_fill and not decided,
        "may_decide": may_decide,
        "names_open": by.may("development.view", at=row.organization),
        "proving": EvidenceForm(table=row.round.table, prefix="proof") if may_fill else None,
        "excluding": ExcludeForm(prefix="exclude") if may_decide and not decided else None,
        "appealing": AppealForm(in_words=True, prefix="appeal") if may_appeal else None,
        "may_answer": waiting and may_decide,
    }

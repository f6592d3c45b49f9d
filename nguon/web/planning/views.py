"""Terms: what was asked and what came of it, and the acts that lay it down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.organizations.queries import places
from nguon.planning import boards, operations, queries, stages
from nguon.planning.models import Assignment
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.planning import drawn, forms, labels, quality, sheet
from nguon.web.planning.asked import admitted_asked, board_of, may_here, reading_of, row_of

SHOWN = 300  # cells of a term; the workbook has all
ACTS = {
    "may_set": "planning.set_target",
    "may_assign": "planning.assign",
    "may_report": "planning.report_no_source",
}


@policy("planning.view")
def terms(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = boards.terms(by=by)
    page = {
        "terms": found,
        "handed": [] if found else places("planning.view", by=by),
        "may_plan": bool(by.seats("planning.set_target")),
    }
    return render(request, "planning/terms.html", page)


@policy("planning.set_target")
def plan(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.PlanForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            made = operations.plan_term(form.organization(), **form.values(), by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi nhiệm kỳ."))
            return redirect("planning:term", made.made_for.slug, made.slug)
    return render(request, "planning/plan.html", {"form": form})


@policy("planning.view")
def term(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    result, own = queries.result_of(reading, by=by), reading.own_term
    page = {
        "form": forms.ReadingForm(request.GET or {"cay": reading.tree}),
        "result": result,
        "cells": result.by_cell[:SHOWN],
        "without": result.zero_admission_cells[:SHOWN],
        "slug": place,
        "stages": stages.stage_lines(reading, by=by),
        "parts": stages.term_parts(reading, result, by=by),
        "years": result.by_year,
        "chart": drawn.of_term(reading, result.by_year),
        "groups": labels.breakdown(result),
        "quality": labels.quality(result),
        "running": bool(own and own.runs_on(by.today)),
        "duties": boards.duties(own.organization, by=by) if own and own.runs_on(by.today) else [],
        "names_open": bool(by.seats("development.view")),
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/term.html", page | may_here(by, own, ACTS))


@policy("planning.view")
def export(request: HttpRequest, place: str, term: str) -> HttpResponse:
    result = queries.result_of(reading_of(request, place, term), by=actor_of(request))
    name = f"ket-nap-{place}-{term}"
    if request.GET.get("dang") == "csv":
        return download.attachment(sheet.text(result), f"{name}.csv", sheet.CSV)
    return download.attachment(sheet.workbook(result), f"{name}.xlsx")


@policy("development.view")
def admitted(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    asked = admitted_asked(request, reading)
    page = {
        "place": reading.versions[-1].name,
        "title": term,
        "back": reverse("planning:term", args=[place, term]),
        "export": reverse("planning:export_admitted", args=[place, term]),
        "about": quality.asked_title(request.GET.get("so-do", "")),
        "found": boards.admitted(reading, by=by, **asked),
        "year": asked["year"],
        "query": request.GET.urlencode(),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "planning/admitted.html", page)


@policy("planning.assign")
def duties(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.assign")
    board = board_of(request, row)
    form = forms.DutyForm(request.POST or None, board=board, by=by, initial={"on": by.today})
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("task", "on", "document")}
        try:
            given |= {"member": form.person(), "target": form.target(row)}
            operations.assign(form.organization(), **given, by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi phân công."))
            return redirect("planning:duties", place, term)
    standing = boards.duties(row.organization, by=by)
    page = {"term": row, "form": form, "duties": standing, "today": by.today, "place": place}
    return render(request, "planning/duties.html", page)


@policy("planning.assign")
@require_POST
def end_duty(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, form = actor_of(request), forms.EndDutyForm(request.POST)
    row_of(request, place, term, "planning.assign")
    if not form.is_valid():
        messages.error(request, _("Ngày thôi phân công phải là một ngày có thật."))
        return redirect("planning:duties", place, term)
    told = form.cleaned_data
    duty = get_object_or_404(Assignment.objects.visible_to(by), pk=told["duty"])
    try:
        operations.end_assignment(duty, on=told["on"], seen=told["until"], by=by)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi thôi phân công."))
    return redirect("planning:duties", place, term)


@policy("planning.report_no_source")
def no_source(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.report_no_source")
    board = board_of(request, row)
    form = forms.NoSourceForm(
        request.POST or None,
        board=board,
        initial={"year": board.year, "cell": request.GET.get("chi-bo")},
    )
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("year", "reason", "document")}
        try:
            operations.report_no_source(form.organization(), **given, by=by)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi báo cáo của chi bộ."))
            return redirect("planning:term", place, term)
    return render(request, "planning/no_source.html", {"term": row, "form": form, "place": place})

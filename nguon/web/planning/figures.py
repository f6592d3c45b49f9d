"""Figures of a place outside a term: a quarter, a year, cohorts followed; how each is made."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nguon.core.http.policy import policy
from nguon.organizations import queries as tree
from nguon.planning import boards, cohorts, periods
from nguon.planning.reading import NoSuchPlace, Period, Reading, read_place
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.planning import figure_labels, labels, lists, quality
from nguon.web.planning.asked import cases_asked
from nguon.web.planning.forms import ReadingForm


@policy("planning.view")
def measures(request: HttpRequest) -> HttpResponse:
    return render(request, "planning/measures.html", {"measures": quality.glossary()})


@policy("planning.view")
def period(request: HttpRequest, place: str, period: str) -> HttpResponse:
    found = result_asked(request, place, period)
    opens = bool(actor_of(request).seats("development.view"))
    page = {
        "found": found,
        "title": figure_labels.period(found.period),
        "form": ReadingForm(request.GET or {"cay": found.reading.tree}),
        "quality": quality.told(found.beside),
        "groups": labels.groups(found.breakdown),
        "opens": reverse("planning:period_admitted", args=[place, period]) if opens else "",
        "others": figure_labels.neighbours(found.period),
        "query": request.GET.urlencode(),
        "slug": place,
        "period": period,
    }
    return render(request, "planning/period.html", page)


@policy("planning.view")
def export_period(request: HttpRequest, place: str, period: str) -> HttpResponse:
    found = result_asked(request, place, period)
    heading, rows = figure_labels.period_sheet(found)
    title = f"{place} {period}"
    return download.table(f"ket-qua-{place}-{period}", title, heading, rows, by=actor_of(request))


@policy("development.view")
def period_admitted(request: HttpRequest, place: str, period: str) -> HttpResponse:
    reading = _reading(request, place, _period(period))
    found = boards.admitted(reading, by=actor_of(request), **cases_asked(request, reading))
    page = {
        "found": found,
        "place": reading.place.name,
        "title": figure_labels.period(_period(period)),
        "back": reverse("planning:period", args=[place, period]),
        "export": reverse("planning:export_period_admitted", args=[place, period]),
        "about": quality.asked_title(request.GET.get("so-do", "")),
        "query": request.GET.urlencode(),
        "may_export": bool(actor_of(request).seats("people.export")),
    }
    return render(request, "planning/admitted.html", page)


@policy("people.export")
@download.taking
def export_period_admitted(request: HttpRequest, place: str, period: str) -> HttpResponse:
    reading = _reading(request, place, _period(period))
    found = boards.admitted(reading, by=actor_of(request), **cases_asked(request, reading))
    return lists.admitted_sheet(found, by=actor_of(request))


@policy("planning.view")
def retention(request: HttpRequest, place: str) -> HttpResponse:
    found = retention_asked(request, place)
    page = {
        "found": found,
        "rows": figure_labels.cohorts(found),
        "chart": figure_labels.cohort_chart(found),
        "after": cohorts.AFTER,
        "form": ReadingForm(request.GET or {"cay": found.tree}),
        "query": request.GET.urlencode(),
        "slug": place,
    }
    return render(request, "planning/cohorts.html", page)


@policy("planning.view")
def export_retention(request: HttpRequest, place: str) -> HttpResponse:
    found, by = retention_asked(request, place), actor_of(request)
    heading, rows = figure_labels.cohort_sheet(found)
    return download.table(f"sau-ket-nap-{place}", _("Sau kết nạp"), heading, rows, by=by)


def result_asked(request: HttpRequest, place: str, named: str) -> periods.Result:
    """The result of a period that the address asks for."""
    days = _period(named)
    return periods.result_of(_reading(request, place, days), days)


def _reading(request: HttpRequest, place: str, days: Period) -> Reading:
    by = actor_of(request)
    try:
        return read_place(tree.find(place), days, by=by, **ReadingForm(request.GET).asked())
    except (tree.NoSuchOrganization, NoSuchPlace) as unknown:
        raise Http404 from unknown


def _period(named: str) -> Period:
    try:
        return Period.named(named)
    except ValueError as wrong:
        raise Http404 from wrong


def retention_asked(request: HttpRequest, place: str) -> cohorts.Retention:
    """The cohorts of the place that the address names."""
    by = actor_of(request)
    asked: dict[str, Any] = ReadingForm(request.GET).asked()
    try:
        return cohorts.retention_of(tree.find(place), by=by, **asked)
    except (tree.NoSuchOrganization, NoSuchPlace) as unknown:
        raise Http404 from unknown

"""Statistics of a place and period: tables, checks, files, and who stands behind a number."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.planning.attainment import AS_WAS
from nguon.statistics import behind, operations, pdf, queries, words, xlsx
from nguon.statistics.table import Table
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.planning.forms import ReadingForm
from nguon.web.statistics import charts, labels
from nguon.web.statistics.asked import Asked, asked_of, form_of
from nguon.web.statistics.forms import ChooseForm, CorrectForm

NAMES = (gettext_lazy("Họ và tên"), gettext_lazy("Ngày"), gettext_lazy("Chi bộ"))
MOVED = (*NAMES[:2], gettext_lazy("Chi bộ, nơi đi hoặc đến"))


def _json(table: Table) -> bytes:
    return json.dumps(table.to_json(), ensure_ascii=False, indent=2).encode()


WRITERS: dict[str, tuple[Callable[[Table], bytes], str]] = {
    "xlsx": (xlsx.workbook, xlsx.MIME),
    "pdf": (pdf.document, pdf.MIME),
    "json": (_json, "application/json"),
}


@policy("planning.view")
def index(request: HttpRequest) -> HttpResponse:
    """Choose a place and a period."""
    by = actor_of(request)
    form = ChooseForm(request.GET or None, by=by, initial={"ky": f"{by.today.year}"})
    if form.is_valid():
        return redirect("statistics:period", form.cleaned_data["tai"], form.cleaned_data["ky"])
    page = {"form": form, "periods": labels.periods(by.today)}
    return render(request, "statistics/index.html", page)


@policy("planning.view")
def period(request: HttpRequest, place: str, period: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    page = {
        **about(asked),
        "forms": labels.forms(asked.named),
        "closings": queries.closing_lines(asked.place, asked.named, by=asked.by),
        "counted_at": queries.counted_at(asked.place, asked.named, by=asked.by, tree=asked.tree),
        "may_count": asked.by.may(operations.COUNTING, at=asked.keeper),
        "may_close": asked.by.may(operations.CLOSING, at=asked.keeper),
        "correct": CorrectForm(),
    }
    return render(request, "statistics/period.html", page)


@policy("planning.view")
def checks(request: HttpRequest, place: str, period: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    tables = queries.tables_of(asked.place, asked.named, by=asked.by, tree=asked.tree)
    page = {**about(asked), **labels.checks(queries.checks_of(tables))}
    return render(request, "statistics/checks.html", page)


@policy("planning.view")
def table(request: HttpRequest, place: str, period: str, form: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    opened = opened_at(asked, form)
    query = request.GET.urlencode()
    names = bool(asked.by.seats("people.view"))
    page = {
        **about(asked),
        "opened": opened,
        "table": opened.table,
        "sheets": labels.sheets(opened, place, names_open=names, query=query),
        "chart": charts.of_table(opened.table),
        "sources": list(words.sources(opened.table)),
        "reading": ReadingForm(request.GET or {"cay": asked.tree}),
        "address": form,
        "query": query,
        **labels.checks(opened.table.checks),
    }
    return render(request, "statistics/table.html", page)


@policy("planning.view")
def paper(request: HttpRequest, place: str, period: str, form: str, kind: str) -> HttpResponse:
    """A table as a file: .xlsx, .pdf or .json."""
    if kind not in WRITERS:
        raise Http404
    asked = asked_of(request, place, period)
    writer, media = WRITERS[kind]
    name = f"bieu-{form}-{asked.place.slug}-{asked.named.name}.{kind}"
    return download.attachment(writer(opened_at(asked, form).table), name, media)


@policy("people.view")
def names(request: HttpRequest, place: str, period: str, form: str, row: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    found = _behind(asked, form, row)
    page = {
        **about(asked),
        "found": found,
        "address": form,
        "line": behind.line_of(form, row).label_on(asked.named.period.last_day),
        "row": row,
        "moves": behind.counts_moves(form, row),
        "query": request.GET.urlencode(),
        "may_export": bool(asked.by.seats("people.export")),
    }
    return render(request, "statistics/names.html", page)


@policy("people.export")
@download.taking
def export_names(
    request: HttpRequest, place: str, period: str, form: str, row: str
) -> HttpResponse:
    asked = asked_of(request, place, period)
    rows = [(each.name, each.on, each.place) for each in _behind(asked, form, row)]
    title, under = _("Người trong số liệu"), "people.view"
    heads = MOVED if behind.counts_moves(form, row) else NAMES
    return download.people("thong-ke-nguoi", title, heads, rows, by=asked.by, under=under)


def about(asked: Asked) -> dict[str, Any]:
    """What every page of a place and period shows."""
    return {
        "asked": asked,
        "slug": asked.place.slug,
        "period": asked.named.name,
        "words": asked.named.words,
        "name": name_on(asked.place, min(asked.named.period.last_day, asked.by.today)),
        "others": [asked.named.before.name],
        "as_is": asked.tree != AS_WAS,
    }


def opened_at(asked: Asked, form: str) -> queries.Opened:
    """The table of an address."""
    code = form_of(form).code
    return queries.opened(
        asked.place, code, asked.named, by=asked.by, tree=asked.tree, live=asked.live
    )


def _behind(asked: Asked, form: str, row: str) -> list[behind.Behind]:
    code = form_of(form).code
    try:
        return behind.people_behind(
            asked.place, code, asked.named, row, by=asked.by, tree=asked.tree
        )
    except behind.NotOpened as closed:
        raise Http404 from closed

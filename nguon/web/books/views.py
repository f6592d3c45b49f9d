"""The books of a place: what there is, each as of a day, on screen, on paper and as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nguon.core.http.policy import policy
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.reports import clerk, national
from nguon.reports import sealed as locked
from nguon.reports.books import comparing, out, reading
from nguon.reports.books.catalogue import BOOKS, BY_SLUG, THE_LIST, Book
from nguon.web import download
from nguon.web.books.forms import AsOfForm, SealedForm
from nguon.web.http import actor_of
from nguon.web.organizations.views import found

SHOWN = 200
ZIP = "application/zip"


@policy("membership.view")
def places(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    own = tree.places("membership.view", by=by)
    if len(own) == 1:
        return redirect("books:index", own[0][0])
    return render(request, "books/places.html", {"places": own})


@policy("membership.view")
def index(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    form = AsOfForm(request.GET)
    due = comparing.due_on(row, by=by)
    page = about(request, row) | {
        "form": form,
        "on": form.until(by.today),
        "books": BOOKS,
        "the_list": THE_LIST,
        "due": due,
        "overdue": due is not None and due < by.today,
        "not_kept": national.not_kept(),
        "may_open": by.may("people.open", at=row),
        "sees_dossiers": bool(by.seats("dossier.book")),
    }
    return render(request, "books/index.html", page)


@policy("membership.view")
def book(request: HttpRequest, place: str, book: str) -> HttpResponse:
    by, row, one = actor_of(request), of(request, place), named(book)
    form = AsOfForm(request.GET)
    on = form.until(by.today)
    limit = None if "het" in request.GET else SHOWN
    shown, count = reading.page(one, row, on=on, by=by, limit=limit)
    page = about(request, row) | {
        "form": form,
        "on": on,
        "book": one,
        "is_list": one is THE_LIST,
        "rows": [list(zip(one.columns, reading.cells(one, line), strict=True)) for line in shown],
        "count": count,
        "more": count - len(shown),
    }
    return render(request, "books/book.html", page)


@policy("people.export")
def export(request: HttpRequest, place: str, book: str) -> HttpResponse:
    by, row, one = actor_of(request), of(request, place), named(book)
    on = AsOfForm(request.GET).until(by.today)
    return download.file(out.book_as_file(one, row, on=on, by=by), f"{one.slug}-{on}.xlsx")


@policy("people.export")
def export_national(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    on = AsOfForm(request.GET).until(by.today)
    spelling = "33" if request.GET.get("cot") == "33" else "29"
    file = national.as_file(row, on=on, by=by, spelling=spelling)
    return download.file(file, f"nhap-quoc-gia-{spelling}-{on}.xlsx")


@policy("people.export")
def export_clerk(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    on = AsOfForm(request.GET).until(by.today)
    return download.attachment(clerk.as_file(row, on=on, by=by), f"van-phong-{on}.xlsx")


@policy("people.export")
def sealed(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    by.require("people.open", at=row)
    first = {"on": by.today, "what": request.GET.get("gi", "")}
    form = SealedForm(request.POST or None, place=row, by=by, initial=first)
    if form.is_valid():
        what, on = form.cleaned_data["what"], min(form.cleaned_data["on"], by.today)
        try:
            content = locked.hand_over(what, row, form.handing(), on=on, by=by)
        except locked.CannotHandOver as refusal:
            form.refuse(refusal)
        else:
            return download.attachment(content, f"{what}-{on}.zip", ZIP)
    return render(request, "books/sealed.html", about(request, row) | {"form": form})


def of(request: HttpRequest, place: str) -> Organization:
    """The place of an address, whose list of members this reader may see."""
    row = found(request, place)
    actor_of(request).require("membership.view", at=row)
    return row


def named(slug: str) -> Book:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def about(request: HttpRequest, row: Organization) -> dict[str, Any]:
    """What every page of a place says of it."""
    by = actor_of(request)
    return {
        "place": row,
        "name": tree.name_on(row, by.today),
        "today": by.today,
        "may_export": by.may("people.export", at=row),
        "query": request.GET.urlencode(),
    }

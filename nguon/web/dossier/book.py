"""The book of dossiers handed on and lent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.dossier import book
from nguon.dossier.checks import Refused
from nguon.dossier.models import BookLine
from nguon.people.models import Person
from nguon.web import download
from nguon.web.dossier import words
from nguon.web.dossier.forms import FORMS, BookForm, SlipForm, given
from nguon.web.forms import Form
from nguon.web.http import actor_of

SHOWN = 500
FIELDS = {"tra": ("on", "words"), "gach": ("words",), "chua-tra": ("words",)}
DO: dict[str, Callable[..., object]] = {
    "tra": book.bring_back,
    "gach": book.strike,
    "chua-tra": book.strike_back,
}


@policy("dossier.book")
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = BookForm(request.GET, by=by)
    lines = book.book(by=by, **form.asked())
    page = {"form": form, "lines": lines[-SHOWN:], "today": by.today, "of": len(lines)}
    page |= {"query": request.GET.urlencode(), "may_lend": bool(by.seats(book.LEND))}
    return render(request, "dossier/book.html", page)


@policy("dossier.book")
@download.taking
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    lines = book.book(by=by, **BookForm(request.GET, by=by).asked())
    title, told = _("Sổ giao nhận, cho mượn hồ sơ"), words.book(lines)
    return download.people("so-giao-muon", title, words.BOOK, told, by=by, under="dossier.book")


@policy("dossier.lend")
def enter(request: HttpRequest, person: str) -> HttpResponse:
    """Enter that somebody's dossier was handed over or lent."""
    by = actor_of(request)
    seen = Person.objects.visible_to(by).select_related("organization")
    row = get_object_or_404(seen, ref=person)
    by.require("dossier.lend", at=row.organization)
    form = SlipForm(request.POST or None, initial={"on": by.today})
    if form.is_valid():
        try:
            _enter(row, form, request)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi vào sổ."))
            return redirect("dossier:book")
    return render(request, "dossier/enter.html", {"form": form, "person": row})


def _enter(person: Person, form: SlipForm, request: HttpRequest) -> BookLine:
    by, told = actor_of(request), form.cleaned_data
    if told["kind"] == BookLine.Kind.LENT:
        return book.lend(person, form.slip(), on=told["on"], until=told["until"], by=by)
    return book.hand_over(person, form.slip(), on=told["on"], by=by)


@policy("dossier.book")
def line(request: HttpRequest, line: str) -> HttpResponse:
    """One line of the book, with what can be entered about it."""
    return _page(request, _line(request, line), {})


@policy("dossier.lend")
@require_POST
def settle(request: HttpRequest, line: str, act: str) -> HttpResponse:
    by, row = actor_of(request), _line(request, line)
    by.require("dossier.lend", at=row.organization)
    if act not in DO:
        raise Http404
    form: Any = FORMS[act](request.POST, prefix=act)
    if form.is_valid():
        try:
            DO[act](row, **given(form, FIELDS[act]), by=by)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi vào sổ."))
            return redirect("dossier:book")
    return _page(request, row, {act: form})


def _line(request: HttpRequest, ref: str) -> BookLine:
    try:
        return book.line(ref, by=actor_of(request))
    except BookLine.DoesNotExist as gone:
        raise Http404 from gone


def _page(request: HttpRequest, row: BookLine, sent: dict[str, Form]) -> HttpResponse:
    by = actor_of(request)
    entry = row.settles or row
    lines = book.book(by=by, person=entry.person)
    found = next((each for each in lines if each.row.pk == entry.pk), None)
    if found is None:
        raise Http404
    start = {"on": by.today}
    forms = {act: sent.get(act) or kind(prefix=act, initial=start) for act, kind in FORMS.items()}
    page = {
        "line": found,
        "back": forms["tra"] if found.is_out else None,
        "strike": forms["gach"] if not found.struck else None,
        "not_back": forms["chua-tra"] if found.back_on and not found.struck else None,
        "may_lend": by.may("dossier.lend", at=entry.organization),
        "today": by.today,
        "failed": bool(sent),
    }
    return render(request, "dossier/line.html", page)

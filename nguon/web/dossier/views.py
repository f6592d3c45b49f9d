"""The first page of dossiers, and the checklist of one case."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.development.models import Case
from nguon.dossier import book, queries, returns
from nguon.dossier.queries import Checklist
from nguon.web import download
from nguon.web.dossier import words
from nguon.web.dossier.forms import HandInForm
from nguon.web.http import actor_of

SHOWN = 50


@policy("development.view")
def board(request: HttpRequest) -> HttpResponse:
    """What came back and what is lent, as far as the actor sees it."""
    by = actor_of(request)
    waiting = returns.waiting(by=by).order_by("on", "pk")[:SHOWN]
    page = {
        "returned": returns.listed(list(waiting), by=by),
        "lines": book.book(by=by, out=True)[:SHOWN] if by.seats("dossier.book") else [],
        "sees_book": bool(by.seats("dossier.book")),
        "today": by.today,
    }
    return render(request, "dossier/board.html", page)


@policy("people.open")
def checklist(request: HttpRequest, ref: str) -> HttpResponse:
    """The papers of one case: what is there, what is missing, what it rests on."""
    found = checklist_of(request, ref)
    session.showed_sensitive(request)
    return render(request, "dossier/checklist.html", page_of(request, found))


@policy("people.open")
def export(request: HttpRequest, ref: str) -> HttpResponse:
    found = checklist_of(request, ref)
    rows, title = words.checklist(found.parts), _("Danh mục giấy tờ của hồ sơ")
    return download.table(f"danh-muc-{ref}", title, words.CHECKLIST, rows, by=actor_of(request))


def checklist_of(request: HttpRequest, ref: str) -> Checklist:
    try:
        return queries.checklist(ref, by=actor_of(request))
    except Case.DoesNotExist as gone:
        raise Http404 from gone


def page_of(request: HttpRequest, found: Checklist) -> dict[str, Any]:
    by, place = actor_of(request), found.case.organization
    waiting = next((each for each in found.returned if each.is_open), None)
    may = {name: by.may(f"dossier.{name}", at=place) for name in ("keep", "return", "lend")}
    hand_in = HandInForm(initial={"on": by.today}) if waiting and may["keep"] else None
    return {
        "list": found,
        "ref": found.case.ref,
        "waiting": waiting,
        "hand_in": hand_in,
        "may_keep": may["keep"],
        "may_return": may["return"] and waiting is None,
        "may_lend": may["lend"],
        "taken_out": queries.papers_taken_out(found.case, by=by),
        "today": by.today,
    }

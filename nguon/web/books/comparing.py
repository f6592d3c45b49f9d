"""The list of members compared with the level above or below, and what changed since."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.organizations.models import Organization
from nguon.reports.books import comparing, reading
from nguon.reports.models import BookComparison
from nguon.web import download
from nguon.web.books.forms import CompareForm
from nguon.web.books.views import about, of
from nguon.web.http import actor_of

HEADING = (
    gettext_lazy("Ngày đối khớp"),
    gettext_lazy("Với"),
    gettext_lazy("Tổ chức bên kia"),
    gettext_lazy("Sổ này: chính thức"),
    gettext_lazy("Sổ này: dự bị"),
    gettext_lazy("Sổ bên kia"),
    gettext_lazy("Ai đối khớp"),
    gettext_lazy("Chênh lệch"),
)


@policy("membership.view")
def comparisons(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    may = by.may(comparing.COMPARE, at=row)
    form = CompareForm(request.POST or None, initial={"on": by.today})
    if request.method == "POST" and form.is_valid():
        try:
            comparing.compare(row, form.said(), by=by)
        except comparing.CannotCompare as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi lần đối khớp."))
            return redirect("books:comparisons", row.slug)
    page = about(request, row) | _seen(row, by) | {"form": form, "may": may}
    return render(request, "books/comparisons.html", page)


@policy("people.export")
@download.taking
def export(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), of(request, place)
    by.require("people.export", at=row)
    rows = map(_line, comparing.comparisons(row, by=by))
    return download.people(
        "doi-khop", _("Đối khớp"), HEADING, rows, by=by, under="membership.view"
    )


def _seen(row: Organization, by: Actor) -> dict[str, Any]:
    told = list(comparing.comparisons(row, by=by))
    due = comparing.due_on(row, by=by)
    page: dict[str, Any] = {
        "comparisons": told,
        "due": due,
        "overdue": due is not None and due < by.today,
        "counted": reading.counted(row, on=by.today, by=by),
    }
    for last in told[:1]:
        page["last"] = last
        page["then"] = reading.counted(row, on=last.on, by=by)
        page["changes"] = comparing.changes(row, after=last.on, until=by.today, by=by)
    return page


def _line(row: BookComparison) -> list[Any]:
    side = str(row.get_with_whom_display())
    numbers = [row.full, row.probationary, row.theirs]
    return [row.on, side, row.partner, *numbers, row.people, row.differences]

"""What is to be expected of a term: a range, and what it was learned from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.organizations import queries as tree
from nguon.planning.histories import Expected, expected
from nguon.planning.reading import NoSuchTerm
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.templatetags.procedure import step

HEADING = (
    gettext_lazy("Đến ngày"),
    gettext_lazy("Bước đã xong"),
    gettext_lazy("Hồ sơ đang mở"),
    gettext_lazy("Dự kiến kết nạp"),
)


@policy("planning.view")
def forecast(request: HttpRequest, place: str, term: str) -> HttpResponse:
    found = _expected(request, place, term)
    page = {"found": found, "outlooks": [found.year, found.whole_term], "term": term}
    return render(request, "planning/forecast.html", page)


@policy("planning.view")
def export(request: HttpRequest, place: str, term: str) -> HttpResponse:
    found, by = _expected(request, place, term), actor_of(request)
    rows = [
        [outlook.until, step(group.phase), group.open, round(group.expected, 1)]
        for outlook in (found.year, found.whole_term)
        if outlook
        for group in outlook.groups
    ]
    return download.table(f"du-bao-{place}", _("Dự báo"), HEADING, rows, by=by)


def _expected(request: HttpRequest, place: str, term: str) -> Expected:
    by = actor_of(request)
    try:
        return expected(tree.readable(place, by=by), term, as_of=by.today, by=by)
    except (NoSuchTerm, tree.NoSuchOrganization) as unknown:
        raise Http404 from unknown

"""What came and went year by year, as a page, a workbook and a drawing; tables as drawings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nguon.core.http.policy import policy
from nguon.statistics import queries
from nguon.web import download, drawn
from nguon.web.planning.forms import ReadingForm
from nguon.web.statistics import charts
from nguon.web.statistics.asked import asked_of
from nguon.web.statistics.views import about, opened_at


@policy("planning.view")
def chart(request: HttpRequest, place: str, period: str, form: str, drawing: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    found = charts.of_table(opened_at(asked, form).table)
    return drawn.file(found, f"bieu-{form}-{asked.place.slug}-{asked.named.name}", drawing)


@policy("planning.view")
def flow(request: HttpRequest, place: str, period: str) -> HttpResponse:
    """Opening, gains, losses and closing of the last years."""
    asked = asked_of(request, place, period)
    found = queries.flow(asked.place, asked.named, by=asked.by, tree=asked.tree)
    told = about(asked)
    page = {
        **told,
        "found": found,
        "reading": ReadingForm(request.GET or {"cay": asked.tree}),
        "query": request.GET.urlencode(),
        "chart": charts.of_years(found, place=told["name"], tree=asked.tree),
    }
    return render(request, "statistics/flow.html", page)


@policy("planning.view")
def draw_flow(request: HttpRequest, place: str, period: str, drawing: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    found = queries.flow(asked.place, asked.named, by=asked.by, tree=asked.tree)
    chart = charts.of_years(found, place=about(asked)["name"], tree=asked.tree)
    return drawn.file(chart, f"tang-giam-{asked.place.slug}-{asked.named.name}", drawing)


@policy("planning.view")
def export_flow(request: HttpRequest, place: str, period: str) -> HttpResponse:
    asked = asked_of(request, place, period)
    found = queries.flow(asked.place, asked.named, by=asked.by, tree=asked.tree)
    heading = [_("Năm"), _("Đầu kỳ"), *charts.both(), _("Cuối kỳ")]
    rows = ([each.year, each.opening, each.gained, each.lost, each.closing] for each in found)
    name, title = f"tang-giam-{asked.place.slug}", _("Tăng, giảm từng năm")
    return download.table(name, title, heading, rows, by=asked.by)

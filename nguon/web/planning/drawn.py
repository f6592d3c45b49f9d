"""Charts of terms, periods and cohorts as files; a page draws them as well."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse

from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.planning import queries
from nguon.planning.attainment import AS_IS, YearRow
from nguon.planning.reading import NoSuchTerm, Reading
from nguon.reports.charts.drawing import Chart
from nguon.web import drawn
from nguon.web.http import actor_of
from nguon.web.planning import asked, figure_labels, figures, quality


def of_term(reading: Reading, rows: Sequence[YearRow]) -> Chart:
    """The years of a term, as it is read."""
    place, tree = reading.place.name, reading.tree
    return drawn.years(rows, place=place, on=reading.last_day, tree=tree)


@policy("planning.view")
def term(request: HttpRequest, place: str, term: str, drawing: str) -> HttpResponse:
    reading = asked.reading_of(request, place, term)
    result = queries.result_of(reading, by=actor_of(request))
    return drawn.file(of_term(reading, result.by_year), f"chi-tieu-{place}-{term}", drawing)


@policy("planning.view")
def term_months(request: HttpRequest, place: str, term: str, drawing: str) -> HttpResponse:
    reading = asked.reading_of(request, place, term)
    result = queries.result_of(reading, by=actor_of(request))
    chart = quality.told(result.beside).chart
    return drawn.file(chart, f"ket-nap-thang-{place}-{term}", drawing)


@policy("planning.view")
def period_months(request: HttpRequest, place: str, period: str, drawing: str) -> HttpResponse:
    chart = quality.told(figures.result_asked(request, place, period).beside).chart
    return drawn.file(chart, f"ket-nap-thang-{place}-{period}", drawing)


@policy("planning.view")
def retention(request: HttpRequest, place: str, drawing: str) -> HttpResponse:
    chart = figure_labels.cohort_chart(figures.retention_asked(request, place))
    return drawn.file(chart, f"sau-ket-nap-{place}", drawing)


@policy("planning.view")
def place(request: HttpRequest, place: str, drawing: str) -> HttpResponse:
    by, where = actor_of(request), asked.place_of(request, place)
    try:
        rows = queries.years_of(where, by=by)
    except NoSuchTerm as unknown:
        raise Http404 from unknown
    name = name_on(where, by.today)
    chart = drawn.years(rows, place=name, on=by.today, tree=AS_IS)
    return drawn.file(chart, f"chi-tieu-{place}", drawing)

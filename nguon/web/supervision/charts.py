"""What stands in the way as charts: by cause, the most frequent first, and by year."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.reports.charts.drawing import Chart, Words
from nguon.reports.charts.lying import Row, bars
from nguon.reports.charts.upright import Group, columns
from nguon.supervision import counts
from nguon.web import drawn
from nguon.web.http import actor_of
from nguon.web.supervision.forms import CausesForm


def of_causes(found: Iterable[counts.CauseCount], asked: dict[str, Any], *, by: Actor) -> Chart:
    """Causes by how often they were put down; causes, never cells, stand in such an order."""
    rows = [
        Row(f"{each.cause.value} {each.cause.label}", (each.closed, each.raised - each.closed))
        for each in sorted(found, key=lambda each: (-each.raised, each.cause))
    ]
    across = _("Nguyên nhân, nêu nhiều nhất ở trên")
    if asked["year"]:
        across = _("Nguyên nhân nêu trong năm %d, nhiều nhất ở trên") % asked["year"]
    return bars(
        "causes", _words(_("Vướng mắc theo nguyên nhân"), across, asked, by), rows, _done()
    )


def of_years(found: Iterable[counts.YearCount], asked: dict[str, Any], *, by: Actor) -> Chart:
    """The years in which something was raised, in their order."""
    groups = [
        Group(f"{each.year}", (each.closed, each.raised - each.closed))
        for each in sorted(found, key=lambda each: each.year)
    ]
    words = _words(_("Vướng mắc theo năm nêu"), _("Năm nêu"), asked, by)
    return columns("raised", words, groups, _done())


@policy("planning.view")
def causes(request: HttpRequest, drawing: str) -> HttpResponse:
    by = actor_of(request)
    asked = CausesForm(request.GET, by=by).asked()
    chart = of_causes(counts.causes(by=by, **asked), asked, by=by)
    return drawn.file(chart, "nguyen-nhan", drawing)


@policy("planning.view")
def years(request: HttpRequest, drawing: str) -> HttpResponse:
    by = actor_of(request)
    asked = CausesForm(request.GET, by=by).asked()
    place = {"organization": asked["organization"], "tree": asked["tree"]}
    chart = of_years(counts.causes_by_year(by=by, **place), asked, by=by)
    return drawn.file(chart, "vuong-mac-nam", drawing)


def _words(title: str, across: str, asked: dict[str, Any], by: Actor) -> Words:
    where = asked["organization"]
    place = name_on(where, by.today) if where else _("Mọi nơi được xem")
    unit, tree = _("vướng mắc"), asked["tree"]
    return drawn.words(title, unit, across, place=place, on=by.today, tree=tree)


def _done() -> list[str]:
    return [_("Đã gỡ"), _("Chưa gỡ")]

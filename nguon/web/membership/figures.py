"""Gains and losses of members between two days, and who is behind them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.membership import figures
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.membership.forms import MovementsForm
from nguon.web.organizations.views import found

HEADING = (gettext_lazy("Tăng, giảm"), gettext_lazy("Đảng viên"))
NAMES = dict((*figures.GAINS, *figures.LOSSES))


@policy("planning.view")
def movements(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), found(request, place)
    by.require("planning.view", at=row)
    form = MovementsForm(request.GET)
    told = _movements(row, form, request)
    page: dict[str, Any] = {
        "form": form,
        "place": row,
        "name": name_on(row, by.today),
        "told": told,
        "query": request.GET.urlencode(),
        "names_open": by.may("membership.view", at=row),
    }
    if page["names_open"]:
        rows = figures.behind(row, told.first, told.last, by=by, tree=told.tree)
        page["behind"] = [(each, NAMES[each.code]) for each in rows]
    return render(request, "membership/movements.html", page)


@policy("planning.view")
def export(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), found(request, place)
    by.require("planning.view", at=row)
    told = _movements(row, MovementsForm(request.GET), request)
    rows = _rows(told)
    return download.table("tang-giam-dang-vien", _("Tăng, giảm"), HEADING, rows, by=by)


def _movements(row: Organization, form: MovementsForm, request: HttpRequest) -> figures.Movements:
    by = actor_of(request)
    first, last = form.days(by.today)
    return figures.movements_between(row, first, last, by=by, tree=form.tree())


def _rows(told: figures.Movements) -> list[list[Any]]:
    lines: list[list[Any]] = [[_("Đầu kỳ"), told.opening], [_("Tăng"), told.gained]]
    lines += [[name, number] for _code, name, number in told.gains]
    lines += [[_("Giảm"), told.lost]]
    lines += [[name, number] for _code, name, number in told.losses]
    lines += [[_("Xoá tên, trong đó dự bị"), told.counts["removed_on_probation"]]]
    return [*lines, [_("Cuối kỳ"), told.closing]]

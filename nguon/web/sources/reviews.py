"""Reviews of sources: rounds with what each cell counted, and the way counted in stages."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.reports.charts.drawing import Chart
from nguon.reports.charts.lying import Row, bars
from nguon.sources import operations, queries, stages
from nguon.sources.codes import Group
from nguon.sources.models import CellReview, Round
from nguon.web import conflict, download, drawn
from nguon.web.forms import UnderForm
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.sources.forms import CountForm, PeriodForm, RoundForm

SEEN, ROUND = "sources.view", "sources:round"
GROUPS = (
    gettext_lazy("Nhóm nguồn"),
    gettext_lazy("Số người"),
    gettext_lazy("Tăng, giảm so với lần trước"),
)
MOST = 500
REACHED = (gettext_lazy("Họ và tên"), gettext_lazy("Ngày"), gettext_lazy("Nơi"))
STAGES = (gettext_lazy("Giai đoạn"), gettext_lazy("Số người"))


@policy(SEEN)
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = UnderForm(request.GET, by=by, action=SEEN)
    page = {
        "form": form,
        "rounds": queries.rounds(by=by),
        "stock": queries.stock(by=by, organization=form.organization()),
        "may_plan": bool(by.seats("sources.plan")),
        "query": request.GET.urlencode(),
    }
    return render(request, "sources/rounds.html", page)


@policy(SEEN)
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    organization = UnderForm(request.GET, by=by, action=SEEN).organization()
    stock = queries.stock(by=by, organization=organization)
    rows = map(_line, stock.lines)
    return download.table("nguon", _("Nguồn theo nhóm"), GROUPS, rows, by=by)


@policy("sources.plan")
def open_round(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = RoundForm(request.POST or None, by=by, initial={"held_on": by.today})
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("held_on", "document")}
        try:
            made = operations.open_round(form.organization(), **given, by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã mở đợt rà soát; các chi bộ ghi số từ bây giờ."))
            return redirect("sources:round", made.ref)
    return render(request, "sources/open_round.html", {"form": form})


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _round(request, ref)
    page = {
        "round": row,
        "place": name_on(row.organization, by.today),
        "stock": queries.stock(by=by, round_=row),
        "may_count": bool(by.seats("sources.count")),
    }
    return render(request, "sources/round.html", page)


@policy(SEEN)
def export_round(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _round(request, ref)
    rows = map(_line, queries.stock(by=by, round_=row).lines)
    return download.table("ra-soat-nguon", _("Rà soát nguồn"), GROUPS, rows, by=by)


@policy("sources.count")
def count(request: HttpRequest, ref: str, place: str) -> HttpResponse:
    by, row, cell = actor_of(request), _round(request, ref), found(request, place)
    try:
        review = queries.review(row, cell, by=by)
    except CellReview.DoesNotExist as unknown:
        raise Http404 from unknown
    by.require("sources.count", at=review.organization)
    held = partial(_counts, row, cell, by)
    form = (watch := conflict.Watch(request, partial(CountForm, review=review), held)).form
    if form.is_valid():
        try:
            operations.count(review, form.counts(), seen=watch.seen, by=by)
        except ChangedMeanwhile:
            return watch.page(title=_("Rà soát nguồn"), back=reverse(ROUND, args=[row.ref]))
        watch.done()
        messages.success(request, _("Đã ghi số đếm của chi bộ."))
        return redirect("sources:round", row.ref)
    page = {"form": form, "round": row, "name": name_on(cell, by.today), "watch": watch}
    return render(request, "sources/count.html", page)


def _counts(row: Round, cell: Organization, by: Actor) -> conflict.Current:
    held = queries.review(row, cell, by=by)
    values = {group: held.counts.get(group, 0) for group in Group.values}
    return conflict.Current(values, operations.mark_of_counts(held))


@policy("planning.view")
def funnel(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = PeriodForm(request.GET, by=by)
    asked = form.asked()
    reached = stages.funnel(**asked, by=by)
    page = {
        "form": form,
        "stages": reached,
        "chart": _funnel(reached, asked, by),
        "query": request.GET.urlencode(),
    }
    page |= {"since": asked["since"], "until": asked["until"], "opens": bool(by.seats(SEEN))}
    page["names_open"] = bool(by.seats("development.view"))
    return render(request, "sources/funnel.html", page)


def _funnel(reached: list[stages.Stage], asked: dict[str, Any], by: Actor) -> Chart:
    """The stages as a funnel; people of one stage beside those of the next."""
    where, until = asked["organization"], min(asked["until"], by.today)
    written = drawn.words(
        _("Từ nguồn đến đảng viên"),
        _("người"),
        _("Giai đoạn, từ ngày %s") % f"{asked['since']:%d/%m/%Y}",
        place=name_on(where, by.today) if where else _("Mọi nơi được xem"),
        on=until,
        tree=asked["tree"],
    )
    rows = [Row(str(stage.name), (stage.people,)) for stage in reached]
    return bars("funnel", written, rows, [_("người")], funnel=True)


@policy("planning.view")
def funnel_chart(request: HttpRequest, drawing: str) -> HttpResponse:
    by = actor_of(request)
    asked = PeriodForm(request.GET, by=by).asked()
    return drawn.file(_funnel(stages.funnel(**asked, by=by), asked, by), "giai-doan", drawing)


@policy("development.view")
def reached(request: HttpRequest) -> HttpResponse:
    """Who is behind the number of a stage."""
    by, stage = actor_of(request), _stage(request)
    asked = PeriodForm(request.GET, by=by).asked()
    page = {
        "stage": stages.NAMES[stage],
        "rows": stages.reached(stage, **asked, by=by, most=MOST),
        "query": request.GET.urlencode(),
        **asked,
    }
    return render(request, "sources/reached.html", page)


@policy("development.view")
@download.taking
def export_reached(request: HttpRequest) -> HttpResponse:
    by, stage = actor_of(request), _stage(request)
    found = stages.reached(stage, **PeriodForm(request.GET, by=by).asked(), by=by)
    rows = ([each.name, each.on, each.place] for each in found)
    title, under = str(stages.NAMES[stage]), "development.view"
    return download.people("nguoi-o-giai-doan", title, REACHED, rows, by=by, under=under)


def _stage(request: HttpRequest) -> str:
    """The stage that the address names; the first that has names behind it for any other word."""
    asked = request.GET.get("buoc", "")
    return asked if asked in stages.NAMES else stages.ACTS[0][0]


@policy("planning.view")
def export_funnel(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = stages.funnel(**PeriodForm(request.GET, by=by).asked(), by=by)
    rows = ([str(stage.name), stage.people] for stage in found)
    return download.table("giai-doan", _("Từ nguồn đến đảng viên"), STAGES, rows, by=by)


def _line(line: queries.Line) -> list[Any]:
    return [str(line.group.label), line.now, line.change]


def _round(request: HttpRequest, ref: str) -> Round:
    try:
        return queries.round_of(ref, by=actor_of(request))
    except Round.DoesNotExist as unknown:
        raise Http404 from unknown

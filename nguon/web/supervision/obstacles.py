"""What stands in the way: the list, one of them with its steps, what each cause counts."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.organizations.queries import name_on
from nguon.supervision import counts, operations, queries
from nguon.supervision.models import Obstacle, ObstacleStep
from nguon.web import download, drafts
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.supervision.forms import (
    CausesForm,
    HandForm,
    LaterForm,
    ListForm,
    OwnerForm,
    RaiseForm,
    WordsForm,
)

SHOWN = 200
HEADING = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Nguyên nhân"),
    gettext_lazy("Cụ thể"),
    gettext_lazy("Nêu ngày"),
    gettext_lazy("Người gỡ"),
    gettext_lazy("Đang ở"),
    gettext_lazy("Hạn"),
    gettext_lazy("Gỡ ngày"),
)
COUNTED = (
    gettext_lazy("Mã"),
    gettext_lazy("Nguyên nhân"),
    gettext_lazy("Đã nêu"),
    gettext_lazy("Đã gỡ"),
)
PLACES = (gettext_lazy("Chi bộ"), gettext_lazy("Đã nêu"), gettext_lazy("Đã gỡ"))
FORMS: dict[str, type[WordsForm]] = {
    "action": WordsForm,
    "postponed": LaterForm,
    "handed": HandForm,
    "escalated": LaterForm,
    "closed": WordsForm,
    "reopened": LaterForm,
}
DO: dict[str, Callable[..., object]] = {
    "action": operations.act,
    "postponed": operations.postpone,
    "handed": operations.hand_over,
    "escalated": operations.escalate,
    "closed": operations.close,
    "reopened": operations.reopen,
}


@policy("supervision.view")
def listed(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = ListForm(request.GET, by=by)
    rows = queries.obstacles(by=by, **form.asked())[:SHOWN]
    page = {"form": form, "rows": queries.named(rows, by=by), "today": by.today}
    page["query"] = request.GET.urlencode()
    return render(request, "supervision/obstacles.html", page)


@policy("supervision.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = queries.named(queries.obstacles(by=by, **ListForm(request.GET, by=by).asked()), by=by)
    return download.table("vuong-mac", _("Vướng mắc"), HEADING, map(_cells, rows), by=by)


def _cells(named: queries.Named[Obstacle]) -> list[Any]:
    row = named.row
    words = [named.place, row.get_cause_display(), row.detail, row.raised_on]
    return [*words, row.owner.full_name, named.desk, row.due_on, row.closed_on]


@policy("planning.view")
def causes(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = CausesForm(request.GET, by=by)
    asked = form.asked()
    place = {"organization": asked["organization"], "tree": asked["tree"]}
    page = {
        "form": form,
        "counts": counts.causes(by=by, **asked),
        "places": counts.causes_by_place(by=by, **asked),
        "years": counts.causes_by_year(by=by, **place),
        "query": request.GET.urlencode(),
        "behind": _behind(form, by),
    }
    return render(request, "supervision/causes.html", page)


def _behind(form: CausesForm, by: Actor) -> str:
    """The part of an address that lists what is behind a count, for those who see the list."""
    if not by.seats("supervision.view"):
        return ""
    given = form.cleaned_data if form.is_valid() else {}
    kept = {name: given[name] for name in ("tai", "nam") if given.get(name)}
    return urlencode({"loc": "ca-hai", **kept})


@policy("planning.view")
def export_causes(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    asked = CausesForm(request.GET, by=by).asked()
    found = counts.causes(by=by, **asked)
    rows = ([each.cause, each.cause.label, each.raised, each.closed] for each in found)
    return download.table("nguyen-nhan", _("Nguyên nhân"), COUNTED, rows, by=by)


@policy("planning.view")
def export_places(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = counts.causes_by_place(by=by, **CausesForm(request.GET, by=by).asked())
    rows = ([each.place, each.raised, each.closed] for each in found)
    return download.table("vuong-mac-chi-bo", _("Vướng mắc theo chi bộ"), PLACES, rows, by=by)


@policy("supervision.raise")
def put_down(request: HttpRequest, place: str) -> HttpResponse:
    by, row = actor_of(request), found(request, place)
    by.require("supervision.raise", at=row)
    start = {"case": request.GET.get("ho-so", "")} | drafts.kept(request)
    owners, cases = queries.possible_owners(row, on=by.today), queries.open_cases(row, by=by)
    form = RaiseForm(request.POST or None, owners=owners, cases=cases, initial=start)
    if form.is_valid():
        try:
            made = operations.raise_obstacle(row, **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            drafts.drop(request)
            messages.success(request, _("Đã ghi vướng mắc."))
            return redirect("supervision:obstacle", made.ref)
    page = {"form": form, "place": row, "name": name_on(row, by.today)}
    return render(request, "supervision/raise.html", page)


@policy("supervision.view")
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _obstacle(request, ref)
    return render(request, "supervision/obstacle.html", _page(row, by))


@policy("supervision.act")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by, row = actor_of(request), _obstacle(request, ref)
    if act not in DO:
        raise Http404
    form = _form(act, row, by, request.POST)
    if form.is_valid():
        try:
            DO[act](row, **_said(form), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("supervision:obstacle", row.ref)
    return render(request, "supervision/obstacle.html", _page(row, by) | {"failed": (act, form)})


def _obstacle(request: HttpRequest, ref: str) -> Obstacle:
    try:
        return queries.obstacle(ref, by=actor_of(request))
    except Obstacle.DoesNotExist as unknown:
        raise Http404 from unknown


def _page(row: Obstacle, by: Actor) -> dict[str, Any]:
    return {
        "named": queries.named([row], by=by)[0],
        "steps": queries.steps_of(row, by=by),
        "forms": _forms(row, by) if by.may("supervision.act", at=row.organization) else [],
        "today": by.today,
        "names_open": by.may("development.view", at=row.organization),
    }


def _forms(row: Obstacle, by: Actor) -> list[tuple[str, str, WordsForm]]:
    """What can be done now: key, words, form."""
    open_to = ("reopened",) if row.closed_on else tuple(FORMS)[:-1]
    kinds = ObstacleStep.Kind
    return [(key, str(kinds(key).label), _form(key, row, by)) for key in open_to]


def _form(act: str, row: Obstacle, by: Actor, given: Any = None) -> WordsForm:
    kind = FORMS[act]
    if issubclass(kind, OwnerForm):
        return kind(given, owners=queries.possible_owners(row.desk, on=by.today), prefix=act)
    return kind(given, prefix=act)


def _said(form: WordsForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    if isinstance(form, OwnerForm):
        said["owner"] = form.who()
    return said

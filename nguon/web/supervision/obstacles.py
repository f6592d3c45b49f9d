"""What stands in the way: the list, one of them with its steps, what each cause counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.queries import name_on
from nguon.sources import care
from nguon.sources.models import Wish
from nguon.supervision import counts, operations, queries
from nguon.supervision.models import Obstacle, ObstacleStep
from nguon.web import conflict, download, drafts
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.supervision import charts
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
ADDED = {"action"}  # stands beside what others did, and changes nothing of it


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
        "counts": (found := counts.causes(by=by, **asked)),
        "places": counts.causes_by_place(by=by, **asked),
        "years": (years := counts.causes_by_year(by=by, **place)),
        "causes_chart": charts.of_causes(found, asked, by=by),
        "years_chart": charts.of_years(years, asked, by=by),
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
            made = _put_down(row, form, by, wish=request.GET.get("nguyen-vong", ""))
        except (operations.Refused, care.Over) as refusal:
            form.refuse(refusal)
        else:
            drafts.drop(request)
            messages.success(request, _("Đã ghi vướng mắc."))
            return redirect("supervision:obstacle", made.ref)
    page = {"form": form, "place": row, "name": name_on(row, by.today)}
    return render(request, "supervision/raise.html", page)


@transaction.atomic
def _put_down(row: Organization, form: RaiseForm, by: Actor, *, wish: str) -> Obstacle:
    """Raise the obstacle; a wish that it was made of is settled with it, or neither is."""
    made = operations.raise_obstacle(row, **form.values(), by=by)
    if wish:
        try:
            care.lead(care.wish(wish, by=by), to=Wish.Led.OBSTACLE, by=by)
        except Wish.DoesNotExist as unknown:
            raise Http404 from unknown
    return made


@policy("supervision.view")
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    row = _obstacle(request, ref)
    return render(request, "supervision/obstacle.html", _page(request, row))


@policy("supervision.act")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by, row = actor_of(request), _obstacle(request, ref)
    if act not in DO:
        raise Http404
    form = (watch := _watch(request, row, act, by)).form
    if form.is_valid():
        mark, step = _seen(watch.seen)
        seen = {} if act in ADDED else {"seen": mark}
        try:
            DO[act](row, **_said(form), **seen, by=by)
        except ChangedMeanwhile:
            return watch.page(meanwhile=_meanwhile(request, ref, step), **_titled(row))
        except operations.Refused as refusal:
            form.refuse(refusal)
            watch.hold()
        else:
            watch.done()
            messages.success(request, _("Đã ghi."))
            return redirect("supervision:obstacle", row.ref)
    page = _page(request, row) | {"failed": (act, form)}
    return render(request, "supervision/obstacle.html", page)


def _watch(request: HttpRequest, row: Obstacle, act: str, by: Actor) -> conflict.Watch[WordsForm]:
    build = partial(_form, act, row, by)
    return conflict.Watch(request, build, partial(_now, request, row.ref), blank_keeps=True)


def _now(request: HttpRequest, ref: str) -> conflict.Current:
    return _stands(_obstacle(request, ref), actor_of(request))


def _stands(row: Obstacle, by: Actor) -> conflict.Current:
    """Who has an obstacle in hand until when, and the mark of it with its last step."""
    values = {"owner": row.owner.username, "due_on": row.due_on}
    last = queries.steps_of(row, by=by).last()
    mark = f"{operations.mark_of_obstacle(row)}.{last.pk if last else 0}"
    return conflict.Current(values, mark)


def _seen(told: str) -> tuple[str, int]:
    """The mark that a page showed, and the last step that stood on it."""
    mark, _dot, step = told.partition(".")
    return mark, int(step) if step.isdecimal() else 0


def _meanwhile(request: HttpRequest, ref: str, step: int) -> list[str]:
    """What others did since that step, and how the obstacle stands now."""
    by, row = actor_of(request), _obstacle(request, ref)
    told = [
        f"{each.on:%d/%m/%Y} {each.recorded_by.full_name}: {each.get_kind_display()}. {each.words}"
        for each in queries.steps_of(row, by=by)
        if each.pk > step
    ]
    now = {"owner": row.owner.full_name, "day": f"{row.due_on:%d/%m/%Y}"}
    return [*told, _("Hiện nay: người gỡ %(owner)s, hạn %(day)s.") % now]


def _titled(row: Obstacle) -> dict[str, Any]:
    back = reverse("supervision:obstacle", args=[row.ref])
    return {"title": row.get_cause_display(), "back": back}


def _obstacle(request: HttpRequest, ref: str) -> Obstacle:
    try:
        return queries.obstacle(ref, by=actor_of(request))
    except Obstacle.DoesNotExist as unknown:
        raise Http404 from unknown


def _page(request: HttpRequest, row: Obstacle) -> dict[str, Any]:
    by = actor_of(request)
    return {
        "named": queries.named([row], by=by)[0],
        "steps": queries.steps_of(row, by=by),
        "forms": _forms(request, row) if by.may("supervision.act", at=row.organization) else [],
        "today": by.today,
        "names_open": by.may("development.view", at=row.organization),
    }


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that can be done now; ``watch`` is what the page tells of what it showed."""

    key: str
    words: str
    form: WordsForm
    watch: Mapping[str, str]
    drafted: bool


def _forms(request: HttpRequest, row: Obstacle) -> list[Offered]:
    """What can be done now, each with what was typed there and could not be taken."""
    by = actor_of(request)
    open_to = ("reopened",) if row.closed_on else tuple(FORMS)[:-1]
    kinds, stands = ObstacleStep.Kind, _stands(row, by)
    address = {key: reverse("supervision:act", args=[row.ref, key]) for key in open_to}
    held = drafts.kept_of(request, address.values())
    offered = []
    for key in open_to:
        typed = held.get(address[key], {})
        showed = conflict.told(_form(key, row, by, initial=stands.values), stands)
        showed |= {name: typed[name] for name in showed if typed.get(name)}
        start = {name.removeprefix(f"{key}-"): value for name, value in typed.items()}
        form = _form(key, row, by, initial=start)
        offered.append(Offered(key, str(kinds(key).label), form, showed, bool(typed)))
    return offered


def _form(act: str, row: Obstacle, by: Actor, given: Any = None, initial: Any = None) -> WordsForm:
    kind, options = FORMS[act], {"prefix": act, "initial": initial}
    if issubclass(kind, OwnerForm):
        owners = queries.possible_owners(tree.successor(row.desk, on=by.today), on=by.today)
        return kind(given, owners=owners, **options)
    return kind(given, **options)


def _said(form: WordsForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    if isinstance(form, OwnerForm):
        said["owner"] = form.who()
    return said

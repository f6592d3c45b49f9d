"""Wishes and what is made of them; the plan of fostering of a person and of a cell."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.development.models import Case
from nguon.people.consent import NoConsent
from nguon.people.models import Person
from nguon.sources import care, operations
from nguon.sources.models import FosterStep, Wish
from nguon.web import download
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of
from nguon.web.organizations.views import found
from nguon.web.sources.forms import YearForm
from nguon.web.sources.listing import (
    HearForm,
    ProposedForm,
    SettleForm,
    StepForm,
    WishesForm,
)
from nguon.web.sources.lists import person_of

SEEN, HEARING, FOSTERING = "sources.view", "sources.hear", "sources.foster"
ALL_REFUSALS = (operations.Refused, *REFUSALS)
WISHES = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Chi bộ"),
    gettext_lazy("Nguyện vọng, khó khăn"),
    gettext_lazy("Vắn tắt"),
    gettext_lazy("Nghe ngày"),
    gettext_lazy("Ai nghe"),
    gettext_lazy("Giải quyết"),
)
COUNTED = (
    gettext_lazy("Nguyện vọng, khó khăn"),
    gettext_lazy("Đã nghe"),
    gettext_lazy("Đã giải quyết"),
)
STEPS = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Việc phải làm"),
    gettext_lazy("Ai làm"),
    gettext_lazy("Hạn"),
    gettext_lazy("Kết quả"),
    gettext_lazy("Ngày"),
)


# --- wishes -------------------------------------------------------------------------------------


@policy(HEARING)
def wishes(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = WishesForm(request.GET, by=by, action=HEARING)
    page = {
        "form": form,
        "rows": care.wishes(by=by, organization=form.organization(), led=form.led()),
        "query": request.GET.urlencode(),
        "may_foster": bool(by.seats(FOSTERING)),
        "may_raise": bool(by.seats("supervision.raise")),
    }
    return render(request, "sources/wishes.html", page)


@policy(HEARING)
@download.taking
def export_wishes(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = WishesForm(request.GET, by=by, action=HEARING)
    rows = map(_wish, care.wishes(by=by, organization=form.organization(), led=form.led()))
    return download.people("nguyen-vong", _("Nguyện vọng"), WISHES, rows, by=by, under=HEARING)


def _wish(each: care.Heard) -> list[Any]:
    row = each.row
    words = [each.name, each.place, row.get_kind_display(), row.words, row.heard_on]
    return [*words, row.heard_by.full_name, row.get_led_to_display()]


@policy("planning.view")
def wish_counts(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), YearForm(request.GET)
    year = form.year(by.today)
    page = {"form": form, "year": year, "counts": care.wish_counts(by=by, year=year)}
    page |= {"query": request.GET.urlencode(), "opens": bool(by.seats(HEARING))}
    return render(request, "sources/wish_counts.html", page)


@policy("planning.view")
def export_wish_counts(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found_counts = care.wish_counts(by=by, year=YearForm(request.GET).year(by.today))
    rows = ([str(each.kind.label), each.heard, each.led] for each in found_counts)
    return download.table("dem-nguyen-vong", _("Nguyện vọng"), COUNTED, rows, by=by)


@policy(HEARING)
def hear(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), person_of(request, ref)
    by.require(HEARING, at=row.organization)
    form = HearForm(request.POST or None, initial={"heard_on": by.today})
    if form.is_valid():
        try:
            care.hear(row, **form.values(), by=by)
        except ALL_REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi nguyện vọng."))
            return redirect("sources:hear", row.ref)
    page = {"form": form, "person": row, "wishes": care.wishes_of(row, by=by)}
    return render(request, "sources/hear.html", page)


@policy(HEARING)
@require_POST
def lead(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that a wish was answered; as an obstacle it stands once that is put down."""
    try:
        care.lead(_wish_of(request, ref), to=Wish.Led.ANSWERED, by=actor_of(request))
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi là đã giải đáp."))
    return redirect("sources:wishes")


@policy(HEARING)
@require_safe
def raise_of(request: HttpRequest, ref: str) -> HttpResponse:
    """To the form on which the obstacle is put down; until then the wish stays open."""
    return redirect(_where_to_raise(_wish_of(request, ref), actor_of(request)))


@policy(HEARING)
def lead_to_step(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _wish_of(request, ref)
    by.require(FOSTERING, at=row.organization)
    form = StepForm(request.POST or None, initial={"due_on": care.usual_day(by.today)})
    if form.is_valid():
        try:
            care.lead_to_step(row, form.step(), by=by)
        except ALL_REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đưa vào kế hoạch bồi dưỡng."))
            return redirect("sources:person_plan", row.person.ref)
    return render(request, "sources/lead_to_step.html", {"form": form, "wish": row})


def _where_to_raise(wish: Wish, by: Actor) -> str:
    """The form on which an obstacle is put down, with the wish and the person's case chosen."""
    address = reverse("supervision:raise", args=[wish.person.organization.slug])
    seen = Case.objects.visible_to(by).filter(person=wish.person, closed_on__isnull=True)
    case = seen.values_list("ref", flat=True).first()
    return f"{address}?nguyen-vong={wish.ref}" + (f"&ho-so={case}" if case else "")


def _wish_of(request: HttpRequest, ref: str) -> Wish:
    try:
        return care.wish(ref, by=actor_of(request))
    except Wish.DoesNotExist as unknown:
        raise Http404 from unknown


# --- the plan of fostering ----------------------------------------------------------------------


@policy(SEEN)
def plans(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), YearForm(request.GET)
    year = form.year(by.today)
    page = {
        "form": form,
        "year": year,
        "rows": care.steps(by=by, year=year),
        "today": by.today,
        "query": request.GET.urlencode(),
    }
    return render(request, "sources/plans.html", page)


@policy(SEEN)
@download.taking
def export_plans(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = map(_step, care.steps(by=by, year=YearForm(request.GET).year(by.today)))
    return download.people("boi-duong", _("Kế hoạch bồi dưỡng"), STEPS, rows, by=by, under=SEEN)


def _step(line: tuple[FosterStep, str]) -> list[Any]:
    row, place = line
    words = [place, row.person.full_name if row.person else "", row.what, row.who, row.due_on]
    return [*words, row.get_outcome_display(), row.settled_on]


@policy(SEEN)
def person_plan(request: HttpRequest, ref: str) -> HttpResponse:
    row = person_of(request, ref)
    actor_of(request).require(SEEN, at=row.organization)
    return _show_plan(request, row)


@policy(FOSTERING)
@require_POST
def foster(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), person_of(request, ref)
    by.require(FOSTERING, at=row.organization)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            care.foster(row, [form.step()], by=by)
        except ALL_REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đưa vào kế hoạch bồi dưỡng."))
            return redirect("sources:person_plan", row.ref)
    return _show_plan(request, row, adding=form)


@policy(FOSTERING)
@require_POST
def take_proposed(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), person_of(request, ref)
    by.require(FOSTERING, at=row.organization)
    try:
        plan = care.plan_of_person(row, by=by)
    except NoConsent:
        return redirect("sources:person_plan", row.ref)
    form = ProposedForm(request.POST, proposed=plan.proposed)
    if form.is_valid():
        try:
            care.foster(row, form.steps(), by=by)
        except ALL_REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đưa vào kế hoạch bồi dưỡng."))
            return redirect("sources:person_plan", row.ref)
    return _show_plan(request, row, proposing=form)


@policy(FOSTERING)
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), _step_of(request, ref)
    by.require(FOSTERING, at=row.organization)
    form = SettleForm(request.POST or None, initial={"on": by.today})
    if form.is_valid():
        try:
            care.settle(row, **form.values(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi kết quả."))
            return redirect(_plan_address(row))
    return render(request, "sources/settle.html", {"form": form, "step": row})


@policy(SEEN)
def cell_plan(request: HttpRequest, place: str) -> HttpResponse:
    by, cell = actor_of(request), found(request, place)
    by.require(SEEN, at=cell)
    year = YearForm(request.GET).year(by.today)
    may_foster = by.may(FOSTERING, at=cell)
    form = StepForm(request.POST if may_foster and request.method == "POST" else None)
    if form.is_valid():
        try:
            care.foster_cell(cell, form.step(), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đưa vào kế hoạch bồi dưỡng."))
            return redirect("sources:cell_plan", cell.slug)
    page = {"plan": care.plan_of_cell(cell, year, by=by), "year_form": YearForm(request.GET)}
    page |= {"form": form, "may_foster": may_foster, "today": by.today}
    return render(request, "sources/cell_plan.html", page)


def _show_plan(
    request: HttpRequest,
    row: Person,
    *,
    adding: StepForm | None = None,
    proposing: ProposedForm | None = None,
) -> HttpResponse:
    by = actor_of(request)
    page: dict[str, Any] = {"person": row, "today": by.today}
    try:
        page["plan"] = plan = care.plan_of_person(row, by=by)
    except NoConsent as refusal:
        page["refusal"] = refusal
    else:
        if by.may(FOSTERING, at=row.organization):
            page["adding"] = adding or StepForm(initial={"due_on": care.usual_day(by.today)})
            page["proposing"] = proposing or ProposedForm(proposed=plan.proposed)
    return render(request, "sources/person_plan.html", page)


def _plan_address(row: FosterStep) -> str:
    if row.person:
        return reverse("sources:person_plan", args=[row.person.ref])
    return reverse("sources:cell_plan", args=[row.organization.slug])


def _step_of(request: HttpRequest, ref: str) -> FosterStep:
    try:
        return care.step(ref, by=actor_of(request))
    except FosterStep.DoesNotExist as unknown:
        raise Http404 from unknown

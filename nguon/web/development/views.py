"""The lists, the file, and the acts. Each page makes one domain call."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.development import operations, queries, words
from nguon.development.entry import BadEvent
from nguon.development.facts import Refused
from nguon.development.models import Case, CaseEvent
from nguon.dossier import returns
from nguon.people.models import Person, Purpose
from nguon.reports.publication import operations as publication
from nguon.rulebook import SENSITIVE_EVENTS
from nguon.sources.lists import helper_who_left
from nguon.supervision.queries import in_the_way_of
from nguon.web import download, drafts, drawn
from nguon.web.development.forms import ActForm, CloseForm, OpenCaseForm, RetractForm, read_seen
from nguon.web.development.lists import (
    HEADING,
    STAGES,
    asked_for,
    pipeline_chart,
    rows,
    stage_rows,
)
from nguon.web.development.tokens import token_of
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of, require_here

View = Callable[..., HttpResponse]


@policy("development.view")
def cases(request: HttpRequest) -> HttpResponse:
    asked = asked_for(request)
    page = {
        "asked": asked,
        "page": asked.page(),
        "may_export": bool(asked.actor.seats("people.export")),
    }
    return render(request, "development/cases.html", page)


@policy("development.view")
def pipeline(request: HttpRequest) -> HttpResponse:
    asked = asked_for(request)
    stages = queries.pipeline(by=asked.actor, organization=asked.organization)
    page = {"asked": asked, "stages": list(stages.items()), "chart": pipeline_chart(stages, asked)}
    return render(request, "development/pipeline.html", page)


@policy("development.view")
def draw_pipeline(request: HttpRequest, drawing: str) -> HttpResponse:
    asked = asked_for(request)
    stages = queries.pipeline(by=asked.actor, organization=asked.organization)
    return drawn.file(pipeline_chart(stages, asked), "giai-doan", drawing)


@policy("people.export")
@download.taking
def export(request: HttpRequest) -> HttpResponse:
    asked, under = asked_for(request), Case.view_action
    name, title = ("vuong", _("Đang vướng")) if asked.stuck else ("viec", _("Việc cần làm"))
    return download.people(name, title, HEADING, rows(asked), by=asked.actor, under=under)


@policy("development.view")
def export_pipeline(request: HttpRequest) -> HttpResponse:
    asked, title = asked_for(request), _("Theo giai đoạn")
    stages = queries.pipeline(by=asked.actor, organization=asked.organization)
    return download.table("giai-doan", title, STAGES, stage_rows(stages), by=asked.actor)


@policy("development.view")
def case(request: HttpRequest, ref: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        file = queries.case_file(ref, by=actor)
    except Case.DoesNotExist as unknown:
        raise Http404 from unknown
    if actor.may("people.open", at=file.case.organization):
        session.showed_sensitive(request)
    page = {
        "file": file,
        "today": actor.today,
        "may_close": actor.may("development.open_case", at=file.case.organization),
        "may_withdraw": actor.may("people.withdraw", at=file.case.organization),
        "may_send": actor.may("membership.send", at=file.case.organization),
        "may_raise": actor.may("supervision.raise", at=file.case.organization),
        "obstacles": in_the_way_of(file.case, by=actor),
        "returned": returns.open_of(file.case, by=actor),
        "helper_left": "" if file.case.closed_on else helper_who_left(file.case, by=actor),
    }
    return render(request, "development/case.html", page)


@policy("development.open_case")
def open_case(request: HttpRequest, person: str) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(Person.objects.visible_to(actor), ref=person)
    require_here(request, row.organization)
    form = OpenCaseForm(request.POST or None, initial={"on": actor.today})
    if form.is_valid():
        try:
            opened = operations.open_case(row, on=form.cleaned_data["on"], by=actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã mở hồ sơ theo dõi."))
            return redirect("development:case", opened.ref)
    return render(request, "development/open_case.html", {"form": form, "person": row})


def act(kind: str) -> View:
    """The page on which one kind of act is entered."""

    @policy(f"development.{kind}")
    def enter(request: HttpRequest, ref: str) -> HttpResponse:
        actor = actor_of(request)
        row = get_object_or_404(_cases(request), ref=ref)
        actor.require(f"development.{kind}", at=row.organization)
        form = ActForm(kind, request.POST or None, initial=drafts.kept(request))
        if form.is_valid() and (event := _record(request, row, form)):
            drafts.drop(request)
            messages.success(request, _("Đã ghi: %(act)s.") % {"act": words.event(event.type)})
            return redirect("development:case", row.ref)
        seen = read_seen(request) or _last_event(row, request)
        page = {"form": form, "case": row, "kind": kind, "seen": seen}
        page["keeps_draft"] = kind not in SENSITIVE_EVENTS
        return render(request, "development/act.html", page)

    enter.__name__ = kind
    return enter


@policy("development.retract")
def retract(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(_cases(request), ref=ref)
    require_here(request, row.organization)
    event = _event(row, token, request)
    form = RetractForm(request.POST or None)
    if form.is_valid():
        try:
            operations.retract(event, reason=form.cleaned_data["reason"], by=actor)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã rút mục ghi sai."))
            return redirect("development:case", row.ref)
    page = {"form": form, "case": row, "event": event}
    return render(request, "development/retract.html", page)


@policy("development.open_case")
def close(request: HttpRequest, ref: str) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(_cases(request), ref=ref)
    actor.require("development.open_case", at=row.organization)
    form = CloseForm(request.POST or None, initial={"on": actor.today})
    if form.is_valid():
        try:
            operations.close(row, on=form.cleaned_data["on"], by=actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đóng hồ sơ."))
            return redirect("development:case", row.ref)
    return render(request, "development/close.html", {"form": form, "case": row})


@policy("people.withdraw")
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """The person does not want to go on; before an application nothing of it is left."""
    actor = actor_of(request)
    row = get_object_or_404(_cases(request), ref=ref)
    try:
        stays = publication.withdraw_consent(
            row.person, Purpose.DEVELOPMENT, on=actor.today, by=actor
        )
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("development:case", row.ref)
    messages.success(request, _("Đã ghi theo ý muốn của người đó."))
    return redirect("development:case", row.ref) if stays else redirect("development:cases")


def _cases(request: HttpRequest) -> QuerySet[Case]:
    seen = Case.objects.visible_to(actor_of(request))
    return seen.select_related("person", "organization")


def _record(request: HttpRequest, case: Case, form: ActForm) -> CaseEvent | None:
    """Enter the act, or put the refusal beside the form."""
    try:
        return operations.record(
            case,
            form.event(),
            by=actor_of(request),
            despite=form.departure(),
            seen=read_seen(request),
        )
    except operations.AgainstTheRules as refusal:
        form.ask_for_departure(refusal)
    except BadEvent as refusal:
        form.show_faults(refusal)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None


def _event(case: Case, token: str, request: HttpRequest) -> CaseEvent:
    events = CaseEvent.objects.visible_to(actor_of(request)).filter(case=case)
    for event in events:
        if token_of(event.pk) == token:
            return event
    raise Http404


def _last_event(case: Case, request: HttpRequest) -> int:
    events = CaseEvent.objects.visible_to(actor_of(request)).filter(case=case)
    return events.order_by("-pk").values_list("pk", flat=True).first() or 0

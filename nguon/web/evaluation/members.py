"""Members of a round: the list with who is not graded and why, the sheet of one, decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.evaluation import opening, operations, queries
from nguon.evaluation.models import GradingRound, MemberAppeal, MemberSheet, Whom
from nguon.evaluation.operations import State
from nguon.evaluation.refusals import Refused
from nguon.web import conflict, download, drafts
from nguon.web.evaluation import labels, points, steps
from nguon.web.evaluation.forms import (
    AbsenceForm,
    AnswerForm,
    AppealForm,
    CellForm,
    DecideForm,
)
from nguon.web.evaluation.rounds import found
from nguon.web.http import actor_of

SEEN = "evaluation.members"


@policy(SEEN)
def listed(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), found(request, ref)
    form, lines = _asked(request, row, by)
    page = {
        "form": form,
        "round": row,
        "period": labels.period(row),
        "lines": lines,
        "query": request.GET.urlencode(),
        "may_decide": by.may("evaluation.decide", at=row.organization),
    }
    return render(request, "evaluation/members.html", page)


@policy(SEEN)
@download.taking
def export(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), found(request, ref)
    rows = labels.member_rows(_asked(request, row, by)[1])
    return download.people(
        "xep-loai-dang-vien", _("Xếp loại đảng viên"), labels.MEMBERS, rows, by=by, under=SEEN
    )


@policy("evaluation.open")
@require_POST
def enlist(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), found(request, ref)
    try:
        added = opening.enlist(row, by=by)
    except (Refused, GradingRound.DoesNotExist) as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluation:round", ref)
    said = ngettext("Đã thêm %d đảng viên.", "Đã thêm %d đảng viên.", added) % added
    messages.success(request, said)
    return redirect("evaluation:members", ref)


@policy("evaluation.decide")
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), found(request, ref)
    by.require("evaluation.decide", at=row.organization)
    form = DecideForm(request.POST or None, lines=_undecided(row, by))
    if steps.done(
        request,
        form,
        lambda: operations.decide(row, form.chosen(), whom=Whom.MEMBERS, **form.paper(), by=by),
    ):
        return redirect("evaluation:members", ref)
    page = {"form": form, "round": row, "period": labels.period(row), "of_members": True}
    return render(request, "evaluation/decide.html", page)


@policy(SEEN)
def shown(request: HttpRequest, ref: str) -> HttpResponse:
    row = steps.member(request, ref)
    return render(request, "evaluation/member.html", _page(request, row))


@policy("evaluation.fill")
def fill(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.member(request, ref)
    by.require("evaluation.fill", at=row.organization)
    whose, back = points.side(request), "evaluation:member"
    told = queries.member_page(row, by=by)
    watch = points.watch(request, row, told.lines, whose)
    try:
        if points.recorded(request, watch, row, whose):
            return redirect(back, ref)
    except ChangedMeanwhile:
        return watch.page(title=told.name, back=reverse(back, args=[ref]))
    page = {"form": watch.form, "watch": watch, "told": told, "sheet": row, "whose": whose}
    return render(request, "evaluation/fill.html", page | {"back": back})


@policy("evaluation.fill")
@require_POST
def absence(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.member(request, ref)
    by.require("evaluation.fill", at=row.organization)
    watch = conflict.Watch(request, AbsenceForm, lambda: _stands(steps.member(request, ref)))
    form, back = watch.form, reverse("evaluation:member", args=[ref])
    told: dict[str, Any] = {"seen": watch.seen, "by": by}
    try:
        if steps.done(
            request, form, lambda: operations.note_absence(row, **form.cleaned_data, **told)
        ):
            watch.done()
            return redirect(back)
    except ChangedMeanwhile:
        return watch.page(title=queries.member_page(row, by=by).name, back=back)
    failed = {"failed": ("", form), "absent": form, "absence_seen": watch}
    return render(request, "evaluation/member.html", _page(request, row) | failed)


@policy("evaluation.fill")
@require_POST
def act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    by, row = actor_of(request), steps.member(request, ref)
    by.require("evaluation.fill", at=row.organization)
    form = steps.step_form(act, row, request.POST)
    if steps.done(request, form, lambda: steps.DO[act](row, **form.values(), by=by)):
        return redirect("evaluation:member", ref)
    return render(request, "evaluation/member.html", _page(request, row) | {"failed": (act, form)})


@policy("evaluation.appeal")
@require_POST
def appeal(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.member(request, ref)
    by.require("evaluation.appeal", at=row.organization)
    form = AppealForm(request.POST, in_words=False, prefix="appeal")
    if steps.done(request, form, lambda: operations.appeal(row, **form.cleaned_data, by=by)):
        return redirect("evaluation:member", ref)
    failed = {"failed": ("", form), "appealing": form}
    return render(request, "evaluation/member.html", _page(request, row) | failed)


@policy("evaluation.decide")
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    by, row = actor_of(request), steps.member(request, ref)
    by.require("evaluation.decide", at=row.round.organization)
    open_now = MemberAppeal.objects.visible_to(by).filter(sheet=row, outcome="")
    waiting = get_object_or_404(open_now)
    form = AnswerForm(request.POST or None)
    if steps.done(request, form, lambda: operations.answer(waiting, **form.values(), by=by)):
        return redirect("evaluation:member", ref)
    page = {"form": form, "appeal": waiting, "name": row.person.full_name, "sheet": row}
    return render(request, "evaluation/answer.html", page | {"back": "evaluation:member"})


def _asked(
    request: HttpRequest, row: GradingRound, by: Actor
) -> tuple[CellForm, list[queries.MemberLine]]:
    lines = queries.member_lines(row, by=by)
    cells = {line.sheet.organization.slug: line.place for line in lines}
    form = CellForm(request.GET, cells=cells.items())
    chosen = form.cell()
    return form, [line for line in lines if chosen in ("", line.sheet.organization.slug)]


def _undecided(row: GradingRound, by: Actor) -> list[Any]:
    return [
        (line.sheet.ref, f"{line.name}, {line.place}", line.proposed)
        for line in queries.member_lines(row, by=by)
        if line.sheet.state != State.DECIDED and not line.why_not
    ]


def _stands(row: MemberSheet) -> conflict.Current:
    """Whether a member is exempt or suspended, as it stands now."""
    return conflict.Current({"absence": row.absence}, operations.mark_of_absence(row))


def _absent(request: HttpRequest, row: MemberSheet) -> dict[str, Any]:
    """The form of it as it stands, or as it was left when somebody else came first."""
    stands = _stands(row)
    held = drafts.kept(request, reverse("evaluation:absence", args=[row.ref]))
    showed = conflict.told(AbsenceForm(initial=stands.values), stands) | held
    return {"absent": AbsenceForm(initial={**stands.values, **held}), "absence_seen": showed}


def _page(request: HttpRequest, row: MemberSheet) -> dict[str, Any]:
    by = actor_of(request)
    told, may_fill = (
        queries.member_page(row, by=by),
        by.may("evaluation.fill", at=row.organization),
    )
    decided = row.state == State.DECIDED
    waiting = any(not each.outcome for each in told.appeals)
    may_decide = by.may("evaluation.decide", at=row.round.organization)
    may_appeal = decided and not waiting and by.may("evaluation.appeal", at=row.organization)
    return {
        "told": told,
        "sheet": row,
        "period": labels.period(row.round),
        "acts": labels.acts(told.acts),
        "forms": steps.open_forms(row) if may_fill and not told.why_not else [],
        "may_fill": may_fill and not decided and not told.why_not,
        "may_decide": may_decide,
        **(_absent(request, row) if may_fill and not decided else {}),
        "appealing": AppealForm(in_words=False, prefix="appeal") if may_appeal else None,
        "may_answer": waiting and may_decide,
    }

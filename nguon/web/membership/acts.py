"""One member's page, and the acts that are entered from it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.membership import member as members
from nguon.membership import operations, rules
from nguon.membership.models import Duty, Position
from nguon.people.models import Person
from nguon.web.forms import REFUSALS, RefusableForm
from nguon.web.http import actor_of
from nguon.web.membership import forms

REFUSED = (rules.Refused, *REFUSALS)
MAY = {
    "may_send": "membership.send",
    "may_charge": "membership.charge",
    "may_note": "membership.note",
    "may_leave": "membership.leave",
    "may_receive": "membership.receive",
    "may_see_case": "development.view",
}
HELD = {"duty": Duty, "position": Position}


@policy("membership.view")
def member(request: HttpRequest, ref: str) -> HttpResponse:
    by, file = actor_of(request), member_file(request, ref)
    may = {name: by.may(action, at=file.person.organization) for name, action in MAY.items()}
    end_form = forms.EndForm(initial={"on": by.today})
    page = {"file": file, "person": file.person, "today": by.today, "end_form": end_form, **may}
    return render(request, "membership/member.html", page)


@policy("membership.charge")
def give_duty(request: HttpRequest, ref: str) -> HttpResponse:
    form = forms.DutyForm(request.POST or None, initial=_today(request))
    return _entered(
        request, ref, form, operations.give_duty, _("Giao nhiệm vụ"), "membership.charge"
    )


@policy("membership.charge")
def hold_position(request: HttpRequest, ref: str) -> HttpResponse:
    form = forms.PositionForm(request.POST or None, initial=_today(request))
    title = _("Ghi chức vụ, quy hoạch, giới thiệu")
    return _entered(request, ref, form, operations.hold_position, title, "membership.charge")


@policy("membership.charge")
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    by, file = actor_of(request), member_file(request, ref)
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ngày thôi phải là một ngày có thật."))
        return redirect("membership:member", ref)
    kind: Any = HELD[form.cleaned_data["what"]]
    rows = kind.objects.visible_to(by).filter(person=file.person)
    row = get_object_or_404(rows, pk=form.cleaned_data["row"])
    try:
        operations.end(row, on=form.cleaned_data["on"], by=by)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã ghi."))
    return redirect("membership:member", ref)


@policy("membership.note")
def note(request: HttpRequest, ref: str) -> HttpResponse:
    form = forms.NoteForm(request.POST or None, initial=_today(request))
    return _entered(
        request, ref, form, operations.note, _("Nhận xét đảng viên dự bị"), "membership.note"
    )


@policy("membership.charge")
def recognise(request: HttpRequest, ref: str) -> HttpResponse:
    by, file = actor_of(request), member_file(request, ref)
    if file.case and by.may("development.view", at=file.person.organization):
        messages.info(request, _("Quyết định công nhận được ghi trong hồ sơ đang mở này."))
        return redirect("development:case", file.case.ref)
    form = forms.RecogniseForm(request.POST or None)
    title = _("Ghi quyết định công nhận chính thức")
    return _entered(request, ref, form, operations.recognise, title, "membership.charge")


@policy("membership.leave")
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    form = forms.LeaveForm(request.POST or None, initial=_today(request))
    return _entered(request, ref, form, operations.leave, _("Ra khỏi Đảng"), "membership.leave")


@policy("membership.leave")
def take_up_again(request: HttpRequest, ref: str) -> HttpResponse:
    file = member_file(request, ref)
    form = forms.TakeUpForm(request.POST or None)

    def take_up(person: Person, *, kind: str, words: str, on: Any, by: Actor) -> None:
        if file.leaving is None:
            raise rules.Over(_("Người này đang là đảng viên."))
        if kind == "restored":
            operations.restore(file.leaving, on=on, document=words, by=by)
        else:
            operations.correct_leaving(file.leaving, reason=words, by=by)

    title = _("Rút lại, hoặc phục hồi đảng tịch")
    return _entered(request, ref, form, take_up, title, "membership.leave")


def member_file(request: HttpRequest, ref: str) -> members.MemberFile:
    """The page of a member, or 404 whether there is none or it is out of sight."""
    try:
        return members.member_file(ref, by=actor_of(request))
    except Person.DoesNotExist as unseen:
        raise Http404 from unseen


def _entered(
    request: HttpRequest,
    ref: str,
    form: RefusableForm,
    do: Callable[..., object],
    title: str,
    action: str,
) -> HttpResponse:
    by, file = actor_of(request), member_file(request, ref)
    by.require(action, at=file.person.organization)
    if form.is_valid():
        try:
            do(file.person, **form.cleaned_data, by=by)
        except REFUSED as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("membership:member", ref)
    page = {"form": form, "person": file.person, "place": file.place, "title": title}
    return render(request, "membership/act.html", page)


def _today(request: HttpRequest) -> dict[str, Any]:
    return {"on": actor_of(request).today}

"""Letters of transfer: the board, one letter on either side, and the acts on it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.forms.slip import is_issued
from nguon.membership import letters, transfers
from nguon.membership.models import Arrival, Departure, Letter
from nguon.people.models import Person
from nguon.web import download
from nguon.web.forms import RefusableForm
from nguon.web.http import actor_of
from nguon.web.membership import forms
from nguon.web.membership.acts import REFUSED

HEADING = (
    gettext_lazy("Chiều"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Nơi này"),
    gettext_lazy("Nơi kia"),
    gettext_lazy("Hình thức"),
    gettext_lazy("Số giấy giới thiệu"),
    gettext_lazy("Ngày của giấy"),
    gettext_lazy("Hạn nộp giấy"),
    gettext_lazy("Tiếp nhận"),
    gettext_lazy("Trả lại"),
    gettext_lazy("Rút giấy"),
    gettext_lazy("Lý do"),
)
Act = tuple[Callable[..., object], type[RefusableForm], str | Promise]
ON_DEPARTURE: dict[str, Act] = {
    "confirm": (transfers.confirm_outside, forms.DayForm, gettext_lazy("Nơi đến đã tiếp nhận")),
    "call_off": (transfers.call_off, forms.ReasonForm, gettext_lazy("Rút giấy giới thiệu")),
    "end_stay": (transfers.end_stay, forms.DayForm, gettext_lazy("Đã trở về chi bộ")),
    "take_back": (transfers.take_back, forms.BackForm, gettext_lazy("Đã chuyển trở về đây")),
}
ON_ARRIVAL: dict[str, Act] = {
    "accept": (transfers.accept, forms.AcceptForm, gettext_lazy("Tiếp nhận")),
    "send_back": (transfers.return_letter, forms.ReasonForm, gettext_lazy("Trả lại giấy")),
    "end_stay": (transfers.end_stay, forms.DayForm, gettext_lazy("Hết sinh hoạt tạm thời")),
}


@policy("membership.view")
def board(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {
        "board": letters.board(by=by),
        "may_receive": bool(by.seats("membership.receive")),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "membership/transfers.html", page)


@policy("people.export")
@download.taking
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = _rows(letters.board(by=by))
    return download.people(
        "chuyen-sinh-hoat", _("Chuyển sinh hoạt"), HEADING, rows, by=by, under="membership.view"
    )


def _rows(board: letters.Board) -> Iterator[list[Any]]:
    for shown in (
        *board.incoming,
        *board.outgoing,
        *board.guests,
        *board.away,
        *board.received,
        *board.sent,
        *board.undone,
    ):
        letter = shown.letter
        side = _("đi") if isinstance(letter, Departure) else _("đến")
        told: list[Any] = [
            side,
            letter.name,
            shown.place,
            shown.other,
            str(letter.get_way_display()),
        ]
        told += [letter.number, letter.sent_on, shown.limit]
        yield [*told, letter.accepted_on, letter.returned_on, letter.called_off_on, letter.words]


@policy("membership.send")
def send(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    seen = Person.objects.visible_to(by, action="membership.view")
    person = get_object_or_404(seen.select_related("organization"), ref=ref)
    by.require("membership.send", at=person.organization)
    start = {"sent_on": by.today}
    form = forms.SendForm(request.POST or None, by=by, person=person, initial=start)
    if form.is_valid():
        try:
            letter = transfers.send(person, **form.values(), by=by)
        except REFUSED as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi giấy giới thiệu."))
            return redirect("membership:departure", letter.ref)
    return render(request, "membership/send.html", {"form": form, "person": person})


@policy("membership.receive")
def from_outside(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.FromOutsideForm(request.POST or None, by=by, initial={"on": by.today})
    if form.is_valid():
        try:
            row = transfers.receive_from_outside(form.organization(), **form.values(), by=by)
        except REFUSED as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã tiếp nhận."))
            return redirect("membership:arrival", row.ref)
    return render(request, "membership/from_outside.html", {"form": form})


@policy("membership.view")
def departure(request: HttpRequest, ref: str) -> HttpResponse:
    row = _departure(request, ref)
    return _letter(request, row, _of_departure(row, actor_of(request)))


@policy("membership.view")
def arrival(request: HttpRequest, ref: str) -> HttpResponse:
    row = _arrival(request, ref)
    return _letter(request, row, _of_arrival(row, actor_of(request)))


@policy("membership.send")
@require_POST
def act_on_departure(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    row = _departure(request, ref)
    return _done(request, row, act, ON_DEPARTURE, _of_departure)


@policy("membership.receive")
@require_POST
def act_on_arrival(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    row = _arrival(request, ref)
    return _done(request, row, act, ON_ARRIVAL, _of_arrival)


def _departure(request: HttpRequest, ref: str) -> Departure:
    try:
        return letters.departure(ref, by=actor_of(request))
    except Departure.DoesNotExist as unseen:
        raise Http404 from unseen


def _arrival(request: HttpRequest, ref: str) -> Arrival:
    try:
        return letters.arrival(ref, by=actor_of(request))
    except Arrival.DoesNotExist as unseen:
        raise Http404 from unseen


def _letter(request: HttpRequest, row: Letter, acts: list[str], **more: Any) -> HttpResponse:
    by = actor_of(request)
    leaves = isinstance(row, Departure)
    known = ON_DEPARTURE if leaves else ON_ARRIVAL
    page = {
        "shown": letters.shown(row, by=by),
        "leaves": leaves,
        "person_ref": _whose(row, by),
        "issues": leaves and is_issued(row) and by.may("membership.send", at=row.organization),
        "route": "membership:on_departure" if leaves else "membership:on_arrival",
        "acts": [(act, str(known[act][2]), _form(act, row, known, by)) for act in acts],
        **more,
    }
    return render(request, "membership/letter.html", page)


def _whose(row: Letter, by: Actor) -> str:
    """The address of the member, where the actor may see the file."""
    number = row.person_id if isinstance(row, Departure | Arrival) else None
    seen = Person.objects.visible_to(by).filter(pk__in=[number], memberships__isnull=False)
    return seen.values_list("ref", flat=True).first() or ""


def _done(
    request: HttpRequest,
    row: Letter,
    act: str,
    known: dict[str, Act],
    possible: Callable[[Any, Actor], list[str]],
) -> HttpResponse:
    by = actor_of(request)
    if act not in known:
        raise Http404
    form = _form(act, row, known, by, request.POST)
    if form.is_valid():
        given = form.values() if hasattr(form, "values") else form.cleaned_data
        try:
            known[act][0](row, **given, by=by)
        except REFUSED as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(request.path.removesuffix(f"{act}/"))
    row.refresh_from_db(from_queryset=type(row).objects.visible_to(by))
    return _letter(request, row, possible(row, by), failed=form)


def _form(
    act: str, row: Letter, known: dict[str, Act], by: Actor, given: Any = None
) -> RefusableForm:
    kind = known[act][1]
    options: dict[str, Any] = {"prefix": act, "initial": {"on": by.today}}
    if issubclass(kind, forms.AcceptForm):
        options["cells"] = letters.cells(by=by, under=row.organization)
    return kind(given, **options)


def _of_departure(row: Departure, by: Actor) -> list[str]:
    """What can be done now on the sending side."""
    if not by.may("membership.send", at=row.organization):
        return []
    if row.waits:
        return ["call_off"] if row.receiver_id else ["confirm", "call_off"]
    if row.runs:
        return ["end_stay"]
    return ["take_back"] if letters.is_gone(row) else []


def _of_arrival(row: Arrival, by: Actor) -> list[str]:
    """What can be done now on the receiving side."""
    if not by.may("membership.receive", at=row.organization):
        return []
    if row.waits:
        return ["accept", "send_back"]
    return ["end_stay"] if row.runs else []

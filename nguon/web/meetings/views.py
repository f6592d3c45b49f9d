"""Meetings: the list, calling one, whom it considers, changing it, calling it off."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.development.words import event
from nguon.meetings import operations, queries, ripe
from nguon.meetings import packs as making
from nguon.meetings.models import Meeting
from nguon.meetings.operations import Plan
from nguon.meetings.queries import Entry, Line, Whole
from nguon.web import download, drafts
from nguon.web.conflict import Current, Watch
from nguon.web.forms import UnderForm
from nguon.web.http import actor_of
from nguon.web.meetings.forms import CallForm, PlanForm, WhyForm

SHOWN = 60
MEETINGS = (
    gettext_lazy("Ngày"),
    gettext_lazy("Giờ"),
    gettext_lazy("Chi bộ, cấp uỷ"),
    gettext_lazy("Địa điểm"),
    gettext_lazy("Số người xét"),
    gettext_lazy("Tình trạng"),
)
PEOPLE = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Việc xét"),
    gettext_lazy("Còn vướng"),
    gettext_lazy("Giấy tờ còn thiếu"),
    gettext_lazy("Tính vào biểu quyết"),
    gettext_lazy("Cần ít nhất"),
    gettext_lazy("Tán thành"),
    gettext_lazy("Đạt"),
)


@policy("meetings.view")
def meetings(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = UnderForm(request.GET, by=by, action="meetings.view")
    place = form.organization()
    page = {
        "form": form,
        "query": request.GET.urlencode(),
        "coming": queries.coming(by=by, organization=place),
        "held": queries.named(queries.held(by=by, organization=place)[:SHOWN], by=by),
        "may_call": bool(by.seats("meetings.call")),
    }
    return render(request, "meetings/meetings.html", page)


@policy("meetings.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    place = UnderForm(request.GET, by=by, action="meetings.view").organization()
    rows = map(_line, queries.named(queries.meetings(by=by, organization=place), by=by))
    return download.table("cuoc-hop", _("Cuộc họp"), MEETINGS, rows, by=by)


@policy("meetings.call")
def call(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    asked = {"place": request.GET.get("tai", "")} | drafts.kept(request)
    form = CallForm(request.POST or None, by=by, initial=asked)
    if form.is_valid():
        place = form.organization()
        try:
            made = operations.call(place, form.plan(place, by=by), by=by)
        except operations.Refused as refusal:
            form.refuse(refusal)
        else:
            drafts.drop(request)
            return redirect("meetings:choose", made.ref)
    return render(request, "meetings/call.html", {"form": form})


@policy("meetings.view")
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    may_call = by.may("meetings.call", at=found.meeting.organization)
    page = {
        "whole": found,
        "today": by.today,
        "may_call": may_call,
        "may_export": by.may("people.export", at=found.meeting.organization),
        "why": WhyForm(initial={"seen": found.mark}),
    }
    return render(request, "meetings/meeting.html", page)


@policy("people.export")
@download.taking
def export_people(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("people.export", at=found.meeting.organization)
    name, title = f"hop-{found.meeting.met_on:%Y-%m-%d}", _("Những người được xét")
    under = Meeting.view_action
    return download.people(name, title, PEOPLE, map(_person, found.entries), by=by, under=under)


@policy("meetings.call")
def change(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("meetings.call", at=found.meeting.organization)
    watch = Watch(request, PlanForm, lambda: _current(whole_of(request, ref)))
    if watch.form.is_valid():
        plan = watch.form.plan(found.meeting.organization, by=by)
        try:
            operations.change(found.meeting, plan, by=by, seen=watch.seen)
        except ChangedMeanwhile:
            return watch.page(title=_("Cuộc họp"), back=request.path)
        except operations.Refused as refusal:
            watch.form.refuse(refusal)
        else:
            watch.done()
            return redirect("meetings:meeting", ref)
    page = {"watch": watch, "form": watch.form, "whole": found}
    return render(request, "meetings/change.html", page)


@policy("meetings.call")
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("meetings.call", at=found.meeting.organization)
    if request.method == "POST" and _kept(request, found):
        return _onward(request, found)
    offers = ripe.offers(found.meeting.organization, on=found.meeting.met_on, by=by)
    chosen = _ticked(request, found, offers)
    page = {"whole": found, "offers": [(offer, offer.person.ref in chosen) for offer in offers]}
    return render(request, "meetings/choose.html", page)


@policy("meetings.call")
def call_off(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("meetings.call", at=found.meeting.organization)
    form = WhyForm(request.POST or None, initial={"seen": found.mark})
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.call_off(found.meeting, why=said["why"], by=by, seen=said["seen"])
        except (operations.Refused, ChangedMeanwhile) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi: cuộc họp hoãn."))
            return redirect("meetings:meeting", ref)
    return render(request, "meetings/call_off.html", {"form": form, "whole": found})


# --- pieces -------------------------------------------------------------------------------------


def whole_of(request: HttpRequest, ref: str) -> Whole:
    """The meeting with its people; what is not in sight is not there."""
    try:
        return queries.whole(ref, by=actor_of(request))
    except Meeting.DoesNotExist as unknown:
        raise Http404 from unknown


def _current(found: Whole) -> Current:
    row = found.meeting
    return Current({name: getattr(row, name) for name in Plan.__dataclass_fields__}, found.mark)


def _kept(request: HttpRequest, found: Whole) -> bool:
    """Keep whom the page ticked, or say why not."""
    by, people = actor_of(request), request.POST.getlist("people")
    try:
        operations.choose(found.meeting, people, by=by, seen=request.POST.get("seen", ""))
    except (operations.Refused, ChangedMeanwhile) as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _onward(request: HttpRequest, found: Whole) -> HttpResponse:
    """To the pack if that was asked, else to the meeting."""
    if "pack" not in request.POST:
        return redirect("meetings:meeting", found.meeting.ref)
    try:
        pack = making.start(found.meeting, by=actor_of(request))
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:meeting", found.meeting.ref)
    return redirect("meetings:pack", pack.ref)


def _ticked(request: HttpRequest, found: Whole, offers: list[ripe.Offer]) -> set[str]:
    """What was typed, before it what is on the agenda; of a new meeting whoever is ripe."""
    if request.method == "POST":
        return set(request.POST.getlist("people"))
    if found.entries:
        return {entry.ref for entry in found.entries}
    return {offer.person.ref for offer in offers if offer.needs.is_ripe and offer.case}


def state_of(row: Meeting) -> str:
    """How far a meeting is, in a word or two."""
    if row.called_off_at:
        return _("hoãn")
    return _("đã ghi kết quả") if row.counted_at else _("chưa có kết quả")


def _line(line: Line) -> list[Any]:
    row = line.meeting
    starts = f"{row.starts_at:%H:%M}" if row.starts_at else ""
    return [row.met_on, starts, line.place, row.venue, line.people, state_of(row)]


def _person(entry: Entry) -> list[Any]:
    needs, came = entry.needs, entry.outcome
    told = [entry.name, event(entry.matter.kind), "", ""]
    if needs:
        hidden = [_("mở hồ sơ để xem")] if needs.concealed else []
        papers = (code for code, _title in needs.papers)
        told[2:] = "; ".join(chain(needs.in_the_way, hidden)), "; ".join(papers)
    if came is None:
        return [*told, None, None, None, None]
    return [*told, came.counted, came.needed, came.yes, came.passed]

"""After the meeting: the count on one page, reckoned while it is typed, recorded at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.meetings import operations, queries
from nguon.meetings.queries import Whole
from nguon.web import drafts
from nguon.web.http import actor_of
from nguon.web.meetings.forms import RECKON, CountForm, WhyForm
from nguon.web.meetings.views import whole_of


@policy("meetings.call")
def count(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("meetings.call", at=found.meeting.organization)
    if not found.is_open:
        messages.warning(request, _("Cuộc họp này đã ghi kết quả, hoặc đã hoãn."))
        return redirect("meetings:meeting", ref)
    final, kept = RECKON not in request.POST, drafts.kept(request)
    form = CountForm(request.POST or None, whole=found, final=final, initial=kept)
    if form.is_valid() and final and _confirmed(request, found, form):
        drafts.drop(request)
        messages.success(request, _("Đã ghi kết quả vào hồ sơ từng người."))
        return redirect("meetings:meeting", ref)
    page = {"whole": found, "form": form, "today": by.today, "results": _reckoned(found, form)}
    return render(request, "meetings/count.html", page | {"seen": _seen(request, found, form)})


@policy("meetings.call")
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = actor_of(request), whole_of(request, ref)
    by.require("meetings.call", at=found.meeting.organization)
    form = WhyForm(request.POST or None, initial={"seen": found.mark})
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.reopen(found.meeting, why=said["why"], by=by, seen=said["seen"])
        except (operations.Refused, ChangedMeanwhile) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã rút các mục ghi sai; ghi lại kết quả ở đây."))
            return redirect("meetings:count", ref)
    return render(request, "meetings/reopen.html", {"form": form, "whole": found})


def _confirmed(request: HttpRequest, found: Whole, form: CountForm) -> bool:
    """Record the count, or put what stands against it beside the fields."""
    counted = form.count()
    if counted is None:
        return False
    seen = request.POST.get("seen", "")
    try:
        operations.confirm(found.meeting, counted, by=actor_of(request), seen=seen)
    except operations.DoesNotAddUp as wrong:
        for fault in wrong.faults:
            form.blame(fault)
    except operations.Forbidden as refusal:
        form.ask_for_departures(refusal)
    except ChangedMeanwhile as meanwhile:
        form.add_error(None, str(meanwhile))
        form.changed_meanwhile = True
        drafts.hold(request)
    except operations.Refused as refused:
        form.add_error(None, str(refused))
    else:
        return True
    return False


def _reckoned(found: Whole, form: CountForm) -> list[queries.Entry]:
    counted = form.count() if form.is_bound and hasattr(form, "cleaned_data") else None
    return queries.reckoned(found, counted) if counted else []


def _seen(request: HttpRequest, found: Whole, form: CountForm) -> str:
    """The mark of what this form was begun on, until somebody was told that it is another."""
    begun = request.POST.get("seen", "")
    return found.mark if form.changed_meanwhile or not begun else begun

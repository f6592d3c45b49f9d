"""Files whose time is running out: who they are, and the end of one when its day has come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.development import operations as development
from nguon.people import retention
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of


@policy("people.withdraw")
def running_out(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {
        "files": retention.running_out(by=by),
        "may_erase": bool(by.seats("people.erase")),
        "may_export": bool(by.seats("people.export")),
    }
    return render(request, "people/running_out.html", page)


@policy("people.erase")
@require_POST
def erase(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    due = retention.notices(by=by).filter(erase_on__lte=by.today).select_related("person")
    notice = get_object_or_404(due, person__ref=ref)
    try:
        development.forget(notice.person, by=by)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã xoá hết."))
    return redirect("people:running_out")

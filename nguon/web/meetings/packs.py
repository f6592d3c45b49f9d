"""The pack: asked for, followed, stopped, taken, deleted; and the drafts to edit."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.forms import docx, pdf
from nguon.meetings import packs as operations
from nguon.meetings.models import AT_WORK, Pack
from nguon.organizations.queries import name_on
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.meetings.views import whole_of
from nguon.web.progress import Progress, part_of_page

WHY_FAILED = {
    operations.NOT_ALLOWED: gettext_lazy("Vai trò của đồng chí không còn quyền làm việc này."),
    operations.OURS: gettext_lazy("Chương trình gặp lỗi; xin báo người quản trị và thử lại."),
}


@policy("meetings.call")
@require_POST
def start(request: HttpRequest, ref: str) -> HttpResponse:
    found = whole_of(request, ref)
    try:
        made = operations.start(found.meeting, by=actor_of(request))
    except operations.NotNow as refused:
        messages.error(request, str(refused))
        return redirect("meetings:meeting", ref)
    return redirect("meetings:pack", made.ref)


@policy("meetings.call")
def pack(request: HttpRequest, ref: str) -> HttpResponse:
    found = _pack(request, ref)
    page = {
        "pack": found,
        "place": name_on(found.organization, found.meeting.met_on),
        "at_work": found.status in AT_WORK,
        "progress": _progress(found),
        "why": WHY_FAILED.get(found.failed, ""),
        "goes_at": (found.ended_at or found.started_at) + operations.KEEP,
    }
    return render(request, "meetings/pack.html", page)


@policy("meetings.call")
def progress(request: HttpRequest, ref: str) -> HttpResponse:
    return part_of_page(request, _progress(_pack(request, ref)))


@policy("meetings.call")
@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, operations.cancel)


@policy("meetings.call")
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    return _act(request, ref, operations.drop)


@policy("meetings.call")
@require_GET
def take(request: HttpRequest, ref: str) -> HttpResponse:
    found = _pack(request, ref)
    one_sided = "mot-mat" in request.GET
    content = operations.content_of(found, one_sided=one_sided, by=actor_of(request))
    if content is None:
        messages.warning(request, _("Tệp không còn: lập lại bộ giấy tờ."))
        return redirect("meetings:pack", ref)
    return download.attachment(content, f"hop-{found.meeting.met_on:%Y-%m-%d}.pdf", pdf.MIME)


@policy("meetings.call")
@require_GET
def drafts(request: HttpRequest, ref: str) -> HttpResponse:
    """Minutes and resolutions as one document to edit."""
    found = whole_of(request, ref)
    content = operations.drafts(found, by=actor_of(request))
    name = f"du-thao-hop-{found.meeting.met_on:%Y-%m-%d}.docx"
    return download.attachment(content, name, docx.MIME)


def _pack(request: HttpRequest, ref: str) -> Pack:
    return get_object_or_404(operations.packs(by=actor_of(request)), ref=ref)


def _progress(pack: Pack) -> Progress:
    done, total = pack.done, pack.total
    return Progress(
        status=pack.get_status_display(),
        at_work=pack.status in AT_WORK,
        stopping=pack.cancel_asked,
        done=done,
        total=total,
        counted=_("%(done)s trên %(total)s giấy tờ") % {"done": done, "total": total},
        part=reverse("meetings:progress", args=[pack.ref]),
        page=reverse("meetings:pack", args=[pack.ref]),
    )


def _act(request: HttpRequest, ref: str, act: Callable[..., Pack]) -> HttpResponse:
    by: Actor = actor_of(request)
    try:
        act(_pack(request, ref), by=by)
    except operations.NotNow as refused:
        messages.warning(request, str(refused))
    except Pack.DoesNotExist as gone:
        raise Http404 from gone
    return redirect("meetings:pack", ref)

"""Moderators read what waits, and show or hide it."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.desk import act, made
from nguon.portal.models import Comment, CommentState
from nguon.portal.readers import forms, operations, queries
from nguon.portal.roles import MODERATE

COMMENTS_A_PAGE = 50
DECISIONS = {
    "show": (operations.show_comment, gettext_lazy("Ý kiến đang hiện trên trang.")),
    "hide": (operations.hide_comment, gettext_lazy("Ý kiến đã được ẩn.")),
}


@require_safe
@policy(MODERATE)
def moderation(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("trang-thai", CommentState.WAITING)
    state = CommentState(wanted) if wanted in CommentState.values else CommentState.WAITING
    queue = Paginator(queries.moderation_queue(state), COMMENTS_A_PAGE)
    page = queue.get_page(request.GET.get("trang"))
    context = {"page": page, "state": state, "states": CommentState}
    return render(request, "readers/moderation.html", context)


@require_POST
@policy(MODERATE)
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    found = get_object_or_404(Comment, ref=ref)
    form = forms.Decide(request.POST)
    if form.is_valid():
        work, said = DECISIONS[form.cleaned_data["decision"]]
        act(request, partial(work, found, by=actor_of(request)), str(said))
    return redirect("moderation")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(MODERATE)
def demand(request: HttpRequest, ref: str) -> HttpResponse:
    """Hide a comment on a lawful demand."""
    by = actor_of(request)
    found = get_object_or_404(Comment.objects.select_related("article__category"), ref=ref)
    form = forms.Demanded(request.POST or None, initial={"received_at": by.at})
    if made(form, lambda: operations.hide_on_demand(found, **form.cleaned_data, by=by)):
        messages.success(request, _("Ý kiến đã được ẩn và giữ làm chứng cứ."))
        return redirect("moderation")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"comment": found, "form": form}
    return render(request, "readers/demand.html", context, status=status)


@require_POST
@policy(MODERATE)
def show_page(request: HttpRequest) -> HttpResponse:
    """Show all comments of a page at once; those are named, lest an unread one slips in."""
    refs = request.POST.getlist("ref")[:COMMENTS_A_PAGE]
    if request.POST.get("read") != "yes":
        messages.warning(request, _("Xin xác nhận đã đọc tất cả ý kiến của trang này."))
        return redirect("moderation")
    found = Comment.objects.filter(ref__in=refs)
    number = operations.show_comments(found, by=actor_of(request))
    messages.success(request, _("%(number)d ý kiến đang hiện trên trang.") % {"number": number})
    return redirect("moderation")

"""The desk's page: take a file in, take a publication down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.publications import operations, queries
from nguon.portal.publications.forms import FileForm
from nguon.portal.publications.models import Publication
from nguon.portal.roles import PUBLISH

UNREADABLE = 422


@policy(PUBLISH)
def desk(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            row = operations.take_in(form.content(), by=actor_of(request))
        except operations.NotTaken as refusal:
            form.add_error("file", str(refusal))
        else:
            said = _("Đã nhận: %(title)s (%(state)s).")
            told = {"title": row.title or row.ref, "state": row.get_state_display()}
            messages.success(request, said % told)
            return redirect("desk_publications")
    page = {"form": form, "desk": queries.desk()}
    status = UNREADABLE if form.is_bound else 200
    return render(request, "publications/desk.html", page, status=status)


@require_POST
@policy(PUBLISH)
def take_down(request: HttpRequest, ref: str) -> HttpResponse:
    operations.take_down(get_object_or_404(Publication, ref=ref), by=actor_of(request))
    messages.success(request, _("Đã gỡ: không còn ở trang, tìm kiếm, danh mục nào."))
    return redirect("desk_publications")

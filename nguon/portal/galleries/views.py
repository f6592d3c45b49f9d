"""Albums and clips as everybody sees them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.galleries import queries
from nguon.portal.http import note_visit

A_PAGE = 12


@require_safe
@policy(PUBLIC)
def albums(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    page = Paginator(queries.albums(at=now), A_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "covers": queries.covers(page.object_list)}
    return render(request, "galleries/albums.html", context)


@require_safe
@policy(PUBLIC)
def album(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(queries.albums(at=now), slug=slug)
    note_visit(request, at=now)
    context = {"album": found, "pictures": queries.pictures_of(found)}
    return render(request, "galleries/album.html", context)


@require_safe
@policy(PUBLIC)
def clips(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    page = Paginator(queries.clips(at=now), A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "galleries/clips.html", {"page": page})


@require_safe
@policy(PUBLIC)
def clip(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    wanted = queries.clips(at=now).select_related("video", "captions")
    found = get_object_or_404(wanted, slug=slug)
    note_visit(request, at=now)
    return render(request, "galleries/clip.html", {"clip": found})

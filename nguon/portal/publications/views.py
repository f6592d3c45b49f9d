"""The public pages of publications."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import note_visit
from nguon.portal.publications import queries
from nguon.portal.publications.models import Publication

GONE = 410


@require_safe
@policy(PUBLIC)
def publications(request: HttpRequest) -> HttpResponse:
    note_visit(request, at=timezone.now())
    page = {"publications": queries.publications()}
    return render(request, "publications/publications.html", page)


@require_safe
@policy(PUBLIC)
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        row, shown = queries.publication(ref)
    except Publication.DoesNotExist as gone:
        raise Http404 from gone
    note_visit(request, at=timezone.now())
    page = {"publication": row, "shown": shown}
    status = 200 if shown else GONE
    return render(request, "publications/publication.html", page, status=status)

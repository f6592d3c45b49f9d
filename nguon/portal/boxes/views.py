"""Pages that stay, and notices with those that ended, as everybody reads them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.boxes.models import Notice, StaticPage
from nguon.portal.http import note_visit

A_PAGE = 30


@require_safe
@policy(PUBLIC)
def static_page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(StaticPage, slug=slug, shown=True)
    note_visit(request, at=timezone.now())
    return render(request, "boxes/page.html", {"page": found})


@require_safe
@policy(PUBLIC)
def notices(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    note_visit(request, at=now)
    page = Paginator(Notice.objects.begun(today), A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "boxes/notices.html", {"page": page, "today": today})


@require_safe
@policy(PUBLIC)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    found = get_object_or_404(Notice.objects.begun(today), pk=number)
    note_visit(request, at=now)
    return render(request, "boxes/notice.html", {"notice": found, "today": today})

"""Pages that stay, and notices with those that ended, as everybody reads them."""

import csv
import io

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.boxes.models import Notice, StaticPage
from nguon.portal.http import note_visit

A_PAGE = 30
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one


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
def notices_file(_request: HttpRequest) -> HttpResponse:
    """The archive as a file of values, the newest first."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Từ ngày"), _("Đến hết ngày"), _("Thông báo"), _("Nội dung")])
    for each in Notice.objects.begun(timezone.localdate()):
        last = each.last_day.isoformat() if each.last_day else ""
        rows.writerow([each.valid_from.isoformat(), last, plain(each.title), plain(each.text)])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="thong-bao.csv"'
    return answer


def plain(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(FORMULA) else words


@require_safe
@policy(PUBLIC)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    found = get_object_or_404(Notice.objects.begun(today), pk=number)
    note_visit(request, at=now)
    return render(request, "boxes/notice.html", {"notice": found, "today": today})

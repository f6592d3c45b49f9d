"""The history of visits, for everybody."""

import csv
import io
import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.statistics import queries
from nguon.portal.statistics.chart import chart

MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


@require_safe
@policy(PUBLIC)
def history(request: HttpRequest) -> HttpResponse:
    found = MONTH.fullmatch(request.GET.get("thang", ""))
    month = date(int(found[1]), int(found[2]), 1) if found else None
    history = queries.history(month=month, today=timezone.localdate())
    context = {"history": history, "chart": chart(history.days), "month": month}
    return render(request, "statistics/history.html", context)


@require_safe
@policy(PUBLIC)
def export(request: HttpRequest) -> HttpResponse:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([_("Ngày"), _("Người đọc"), _("Máy tìm kiếm")])
    for day in queries.every_day(today=timezone.localdate()):
        rows.writerow([day.day.isoformat(), day.people, day.bots])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="luot-truy-cap.csv"'
    return answer

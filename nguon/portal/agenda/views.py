"""The public pages of the calendar."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.agenda import ical, queries
from nguon.portal.agenda.models import monday_of
from nguon.portal.http import note_visit

CALENDAR = "text/calendar; charset=utf-8"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
@policy(PUBLIC)
def agenda(request: HttpRequest) -> HttpResponse:
    return show(request, monday_of(timezone.localdate()))


@require_safe
@policy(PUBLIC)
def week(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return show(request, monday(year, number))


@require_safe
@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    entries = queries.feed(today=timezone.localdate(now), at=now)
    content = ical.calendar(
        entries, name=_("Lịch công tác"), site=request.build_absolute_uri("/")[:-1]
    )
    return HttpResponse(content, content_type=CALENDAR)


@require_safe
@policy(PUBLIC)
def week_file(request: HttpRequest, year: int, number: int) -> HttpResponse:
    page = queries.week_page(monday(year, number), at=timezone.now())
    name = _("Lịch công tác tuần %(number)s năm %(year)s") % {"number": number, "year": year}
    content = ical.calendar(page.entries, name=name, site=site_of(request))
    answer = HttpResponse(content, content_type=CALENDAR)
    named = f"lich-cong-tac-{year}-{number:02}.ics"
    answer.headers["Content-Disposition"] = f"attachment; filename={named}"
    return answer


def show(request: HttpRequest, monday: date) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    page = queries.week_page(monday, at=now)
    today = timezone.localdate(now)
    context = {"page": page, "today": today, "this_week": monday_of(today)}
    return render(request, "agenda/week.html", context)


def site_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")[:-1]


def monday(year: int, number: int) -> date:
    """The Monday of a week that there is, or 404."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError as wrong:
        raise Http404 from wrong

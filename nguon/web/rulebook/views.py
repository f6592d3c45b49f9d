"""What is in force on a day, what changed, whom a change touches, the calendar, the release."""

from calendar import monthcalendar
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nguon.core.http.policy import SIGNED_IN, policy
from nguon.development import verdicts
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.rulebook import NoRuleInForce, Provision, load
from nguon.rulebook.law import editions as law
from nguon.rulebook.law.holidays import NoSuchYear, Year
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.rulebook import labels
from nguon.web.rulebook.forms import BetweenForm, InForceForm

LAST_PAGE = 1_000_000


# --- in force on a day


@policy(SIGNED_IN)
def in_force(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), InForceForm(request.GET)
    day = form.day() or by.today
    groups, regime = _in_force(day, form)
    page = {
        "form": form,
        "day": day,
        "today": by.today,
        "groups": groups,
        "regime": regime,
        "first_day": load().first_day,
    }
    return render(request, "rulebook/in_force.html", page)


@policy(SIGNED_IN)
def export(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), InForceForm(request.GET)
    groups, _regime = _in_force(form.day() or by.today, form)
    rows = labels.in_force_rows(groups)
    return download.table("quy-dinh", _("Quy định"), labels.IN_FORCE, rows, by=by)


def _in_force(day: date, form: InForceForm) -> tuple[Any, Any]:
    """The lines of a day by topic with its regime; nothing before the first regulation."""
    try:
        provisions = law.in_force(day)
    except NoRuleInForce:
        return [], None
    return labels.by_topic(provisions, form.topic(), form.words()), load().regime_on(day)


@policy(SIGNED_IN)
def provision(request: HttpRequest, provision: str) -> HttpResponse:
    """One provision with all its editions, and what hangs on it."""
    try:
        editions = law.editions_of(provision)
    except law.NoSuchProvision as unknown:
        raise Http404 from unknown
    page = {
        "editions": [labels.line(one) for one in reversed(editions)],
        "one": editions[-1],
        "anchor": labels.topic_of(editions[-1]),
        "topic": labels.TOPICS[labels.topic_of(editions[-1])],
        "today": actor_of(request).today,
        **_hanging_on(editions[-1]),
    }
    return render(request, "rulebook/provision.html", page)


def _hanging_on(one: Provision) -> dict[str, Any]:
    """The findings that the rule gives, the open parameters it reads, and its neighbours."""
    return {
        "codes": law.codes_of(one.rule),
        "assumed": law.parameters_of(one.rule),
        "beside": [name for name in law.find(one.rule) if name != one.name],
    }


# --- what changed


@policy(SIGNED_IN)
def changes(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), BetweenForm(request.GET)
    since, until = form.between(load().first_day, by.today)
    found = [labels.changed(one) for one in law.changes(since, until)]
    days = sorted({one.change.on for one in found}, reverse=True)
    regimes = {one.on: one for one in law.regime_changes(since, until)}
    page = {
        "form": form,
        "since": since,
        "until": until,
        "days": [
            (day, regimes.get(day), _of_day(found, day), _written_in(found, day)) for day in days
        ],
        "may_see_cases": bool(by.seats("development.view")),
    }
    return render(request, "rulebook/changes.html", page)


def _of_day(found: list[labels.Changed], day: date) -> dict[str, list[labels.Changed]]:
    """The changes of a day: of what has to be done, and of where it is written only."""
    own = [one for one in found if one.change.on == day]
    return {
        "value": [one for one in own if one.change.of_value],
        "citation": [one for one in own if not one.change.of_value],
    }


def _written_in(found: list[labels.Changed], day: date) -> list[str]:
    """The instruments in which stands what holds from a day on."""
    return sorted({one.change.after.citation.instrument for one in found if one.change.on == day})


@policy(SIGNED_IN)
def export_changes(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), BetweenForm(request.GET)
    found = law.changes(*form.between(load().first_day, by.today))
    rows = labels.change_rows(labels.changed(one) for one in found)
    return download.table("thay-doi", _("Thay đổi của quy định"), labels.CHANGES, rows, by=by)


@policy("development.view")
def touched(request: HttpRequest) -> HttpResponse:
    found = _touched(request)
    shown = [(case, list(labels.differences(case.difference))) for case in found.cases]
    page = {
        "found": found,
        "shown": shown,
        "changes": [labels.changed(one) for one in _changes_of(found.on) if one.of_value],
        "days": _days_of_change(),
        "asked": _asked(request),
        "may_export": bool(actor_of(request).seats("people.export")),
    }
    return render(request, "rulebook/touched.html", page)


@policy("people.export")
@download.taking
def export_touched(request: HttpRequest) -> HttpResponse:
    rows, by = labels.touched_rows(_touched(request).cases), actor_of(request)
    name, title, under = "ho-so-bi-anh-huong", _("Hồ sơ bị ảnh hưởng"), Case.view_action
    return download.people(name, title, labels.TOUCHED, rows, by=by, under=under)


def _touched(request: HttpRequest) -> verdicts.Touched:
    """The portion asked for: the day of change, the organisation, the page."""
    by, slug = actor_of(request), request.GET.get("to-chuc", "")
    organization = tree.visible(by).filter(slug=slug).first() if slug else None
    number = request.GET.get("trang", "1")
    if (slug and organization is None) or not _is_page(number):
        raise Http404
    on = _day_of_change(request.GET.get("ngay", ""))
    return verdicts.touched(on, by=by, organization=organization, page=int(number))


def _is_page(number: str) -> bool:
    return number.isascii() and number.isdecimal() and 1 <= int(number) <= LAST_PAGE


def _days_of_change() -> list[date]:
    """The days on which what has to be done changed, the latest first; the very first apart."""
    found = law.changes(load().first_day, date.max)
    regimes = law.regime_changes(load().first_day, date.max)
    own = {one.on for one in found if one.of_value} | {one.on for one in regimes}
    return sorted(own, reverse=True)


def _day_of_change(text: str) -> date:
    """The day asked for, which must be one of change; the latest when none was asked for."""
    days = _days_of_change()
    if not text:
        return days[0]
    known = {day.isoformat(): day for day in days}
    if text not in known:
        raise Http404
    return known[text]


def _changes_of(on: date) -> tuple[law.Change, ...]:
    return tuple(one for one in law.changes(load().first_day, on) if one.on == on)


def _asked(request: HttpRequest) -> str:
    """The part of an address that keeps to the organisation asked about."""
    slug = request.GET.get("to-chuc", "")
    return f"to-chuc={slug}&" if slug else ""


# --- the calendar, and what is live


@policy(SIGNED_IN)
def calendar(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    days = labels.special_days(year)
    special = {day.special.on: day for day in days}
    page = {
        "year": year,
        "years": load().holidays.years,
        "weekdays": labels.WEEKDAYS,
        "months": [(month, _weeks(year.year, month, special)) for month in range(1, 13)],
        "days": days,
    }
    return render(request, "rulebook/calendar.html", page)


def _weeks(year: int, month: int, special: dict[date, labels.Day]) -> list[list[Any]]:
    """The weeks of a month: for each place its number and what is special, or nothing."""
    return [
        [(n, special.get(date(year, month, n)), place > 4) if n else None for place, n in week]
        for week in (list(enumerate(row)) for row in monthcalendar(year, month))
    ]


@policy(SIGNED_IN)
def export_calendar(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    rows = labels.calendar_rows(labels.special_days(year))
    title = _("Lịch %(year)s") % {"year": year.year}
    return download.table("lich", title, labels.CALENDAR, rows, by=actor_of(request))


def _year(request: HttpRequest) -> Year:
    """The year asked for; this year, or the last one held, when none was."""
    held = load().holidays
    asked = request.GET.get("nam", "")
    if not asked:
        return held.year(min(max(actor_of(request).today.year, held.years[0]), held.years[-1]))
    try:
        return held.year(int(asked) if asked.isascii() and asked.isdecimal() else 0)
    except (NoSuchYear, ValueError) as unknown:
        raise Http404 from unknown


@policy(SIGNED_IN)
def release(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    page = {
        "today": by.today,
        "freshness": verdicts.freshness(by=by) if by.seats("development.view") else None,
        "regime": load().regime_on(by.today),
        "assumed": list(load().parameters.values()),
    }
    return render(request, "rulebook/release.html", page)


@policy(SIGNED_IN)
def export_assumed(request: HttpRequest) -> HttpResponse:
    rows = labels.assumed_rows(load().parameters.values())
    title, by = _("Giả định"), actor_of(request)
    return download.table("gia-dinh", title, labels.ASSUMED, rows, by=by)

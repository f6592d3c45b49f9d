"""What the pages of the calendar show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from nguon.core.actor import Actor, NotAllowed
from nguon.core.prepared import Prepared
from nguon.portal.agenda.models import Entry, Half, State, Week, monday_of
from nguon.portal.roles import SCHEDULE, SITE, WRITE

WEEK = timedelta(days=7)
FEED_BACK, FEED_AHEAD = timedelta(days=60), timedelta(days=365)
IN_THE_BOX = 5
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A half day and what is on it."""

    half: Half
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week with its parts; those without anything are left out."""

    day: date
    parts: list[Part]

    @property
    def entries(self) -> list[Entry]:
        return [entry for part in self.parts for entry in part.entries]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A week from Monday to Sunday; ``published_at`` is empty while nobody may read it."""

    monday: date
    days: list[Day]
    published_at: datetime | None
    changed: bool

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def year(self) -> int:
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def earlier(self) -> date:
        return self.monday - WEEK

    @property
    def later(self) -> date:
        return self.monday + WEEK

    @property
    def entries(self) -> list[Entry]:
        return [entry for day in self.days for entry in day.entries]


@dataclass(frozen=True, slots=True)
class Box:
    """What comes next, for the front page."""

    week: date
    entries: list[Entry]


def week_page(monday: date, *, at: datetime) -> WeekPage:
    """A week as everybody may read it at the instant ``at``.

    Shape: Monday to Friday always, Saturday and Sunday if there is something on them.
    """
    return _page(monday, Entry.objects.public(at).filter(week__monday=monday), at)


def desk_week(monday: date, *, by: Actor) -> WeekPage:
    """A week as whoever works on it sees it: the office all, a writer not others' proposals.

    Raises: NotAllowed.
    """
    require_desk(by)
    return _page(monday, workable(by).filter(week__monday=monday), by.at)


def workable(by: Actor) -> "QuerySet[Entry]":
    """Which entries somebody may open at the desk, in the order of the days."""
    people = ("week", "proposed_by", "decided_by")
    found = Entry.objects.in_order().select_related(*people)
    if by.may(SCHEDULE, at=SITE):
        return found
    on_it = Q(state__in=(State.APPROVED, State.CANCELLED))
    return found.filter(on_it | Q(proposed_by=by.user_id))


def waiting(*, by: Actor) -> "QuerySet[Entry]":
    """Proposals that wait for a decision, the soonest first.

    Raises: NotAllowed.
    """
    require_desk(by)
    return workable(by).filter(state=State.PROPOSED).order_by("day", "half", "pk")


def feed(*, today: date, at: datetime) -> "QuerySet[Entry]":
    """What the public calendar hands to other calendars: two months back and a year ahead."""
    span = (today - FEED_BACK, today + FEED_AHEAD)
    return Entry.objects.public(at).filter(day__range=span)


def box(*, today: date, at: datetime) -> Box:
    """The next few things on the public calendar, from ``today`` on."""
    return Box(monday_of(today), _ahead(today=today, at=at))


def require_desk(by: Actor) -> None:
    """Pass whoever proposes or decides.

    Raises: NotAllowed.
    """
    if not (by.may(WRITE, at=SITE) or by.may(SCHEDULE, at=SITE)):
        raise NotAllowed


def _next(today: Any, at: Any) -> "QuerySet[Entry]":
    public = Entry.objects.public(at)
    return public.filter(day__gte=today, state=State.APPROVED)[:IN_THE_BOX]


_ahead = Prepared(_next)


def _page(monday: date, entries: Iterable[Entry], at: datetime) -> WeekPage:
    by_day = {day: list(those) for day, those in groupby(entries, key=lambda each: each.day)}
    week = Week.objects.filter(monday=monday, published_at__lte=at).first()
    days = [monday + timedelta(days=n) for n in range(7)]
    weekend = days[WORKING_DAYS:]
    shown = [
        Day(day, _parts(by_day.get(day, [])))
        for day in days
        if day in by_day or day not in weekend
    ]
    marked = any(entry.mark for those in by_day.values() for entry in those)
    return WeekPage(monday, shown, week.published_at if week else None, marked)


def _parts(entries: list[Entry]) -> list[Part]:
    halves = groupby(entries, key=lambda each: each.half)
    return [Part(Half(half), list(those)) for half, those in halves]

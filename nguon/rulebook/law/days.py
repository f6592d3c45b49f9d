"""Months and working days. No clock."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2060, 12, 31)  # what the table of working days covers


def months_between(earlier: date, later: date) -> int:
    """Count the months from one day's month to the other's; the day of the month is left out.

    Units: months, negative when ``later`` lies in an earlier month.
    """
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def plus_months(day: date, months: int) -> date:
    """Find the same day of the month ``months`` later, the month's last day if it has none such.

    Units: calendar months. Beyond the calendar's end the answer is its last day.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # no such day in that month, or beyond the calendar
        last = date.max.year
        return date(year, month + 1, monthrange(year, month + 1)[1]) if year <= last else date.max


def next_day(day: date) -> date:
    """Find the day after ``day``; the calendar's last day stays."""
    return day + ONE_DAY if day < date.max else day


class Calendar:
    """Working days: Monday to Friday less the public holidays given; swapped days are ignored.

    Shape: a table from FIRST to LAST; outside it only Saturdays and Sundays are left out.
    """

    def __init__(self, holidays: Iterable[date]) -> None:
        self.holidays = frozenset(holidays)

    @cached_property
    def _table(self) -> tuple[list[date], list[int]]:
        """The working days, and how many there are up to and with each day; made when needed."""
        days: list[date] = []
        before: list[int] = []
        for number in range(FIRST.toordinal(), LAST.toordinal() + 1):
            day = date.fromordinal(number)
            if day.weekday() < 5 and day not in self.holidays:
                days.append(day)
            before.append(len(days))
        return days, before

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        return day.weekday() < 5 and day not in self.holidays

    def add(self, day: date, count: int) -> date:
        """Find the ``count``-th working day after ``day``; the first one after it is day 1."""
        if FIRST <= day <= LAST:
            days, before = self._table
            place = before[day.toordinal() - FIRST.toordinal()] + count - 1
            if place < len(days):
                return days[place]
        return self._walk(day, count)

    def _walk(self, day: date, count: int) -> date:
        while count and day < date.max:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

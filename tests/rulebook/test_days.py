"""Months and working days: fixed vectors, and the calendar against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rulebook import add_working_days, is_working_day, load, months_between, plus_months
from nguon.rulebook.law.days import Calendar, next_day

D = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2019-01-31", 1, "2019-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2019-08-31", 36, "2022-08-31"),
        ("2019-03-10", 12, "2020-03-10"),
        ("2019-12-15", 1, "2020-01-15"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert plus_months(D(day), months) == D(expected)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2001-08-31", "2019-08-01", 216),
        ("2001-08-01", "2019-07-31", 215),
        ("2020-01-01", "2019-12-31", -1),
    ],
)
def test_months_between_leave_the_day_out(earlier, later, months):
    assert months_between(D(earlier), D(later)) == months


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2019-09-10", 60, "2019-12-03"),
        ("2019-09-10", 90, "2020-01-15"),
        ("2019-12-25", 30, "2020-02-13"),  # qua Tết
        ("2020-02-14", 30, "2020-03-27"),
        ("2026-07-28", 30, "2026-09-10"),
        ("2026-08-10", 30, "2026-09-23"),
        ("2025-09-15", 30, "2025-10-27"),
        ("2020-03-01", 30, "2020-04-13"),  # từ một ngày chủ nhật
        ("2025-10-20", 30, "2025-12-01"),
        ("2025-10-20", 60, "2026-01-13"),
        ("2025-11-20", 30, "2026-01-02"),
        ("2025-06-12", 60, "2025-09-08"),
    ],
)
def test_the_checked_values_of_the_rulebook(start, count, expected):
    assert add_working_days(D(start), count) == D(expected)


def test_weekends_and_holidays_are_no_working_days():
    assert is_working_day(D("2020-01-22"))
    assert not is_working_day(D("2020-01-23"))
    assert not is_working_day(D("2020-01-25"))


@given(st.dates(date(1999, 12, 1), date(2061, 2, 1)), st.integers(1, 100))
def test_the_table_gives_what_counting_gives(start, count):
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    assert add_working_days(start, count) == day


def test_the_calendar_ends_where_dates_end():
    assert Calendar([]).add(date.max, 5) == date.max
    assert Calendar([]).add(date(9999, 12, 30), 5) == date.max
    assert next_day(date.max) == date.max


def test_every_year_since_2015_has_its_holidays():
    assert {day.year for day in load().calendar.holidays} >= set(range(2015, 2028))

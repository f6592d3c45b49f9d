"""Limits: when an act must be done, and what was done late. An act on the last day is in time."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from nguon.rulebook.case.facts import Event
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day, Provision
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules.voting import district_ended_on


class Limit(NamedTuple):
    """The last day for an act, with and without the extension; lateness turns on ``holds_on``."""

    by: Provision
    due_on: date
    holds_on: date
    extended_due_on: date | None = None
    is_extended: bool = False
    runs_from: date | None = None  # only explains, as the two below do
    days: int = 0
    more: int = 0


def _working_days(day: Day, start: date, count: int) -> date:
    day.relies_on("working_day.calendar", "deadline.day1")
    return day.book.calendar.add(start, count)


def _extended(history: History, start: Event, done: Event | None) -> bool:
    """Tell whether an extension stands between the act the limit runs from and the act due.

    Reading: after a recognition resolution an extension is of the decision on recognition.
    """
    extensions = history.all("decision_extension")
    if not extensions:
        return False
    recognition = history.last("recognition_resolution")
    of_recognition = start.type == "recognition_resolution"
    return any(
        start.on <= act.on
        and (done is None or act.on <= done.on)
        and (of_recognition or recognition is None or act.on < recognition.on)
        for act in extensions
    )


def decision_limit(history: History, start: Event, done: Event | None, day: Day) -> Limit:
    """Find the limit of the decision on admission.

    Units:   working days from the cell's resolution.
    Reading: the end of the district level neither stops nor restarts it
             (``transition_2025.restart_clock``, U); 208-QĐ/TW was not seen
             (``r5.decision_limit``, U).
    Source:  decision.limit, decision.extension.
    """
    limit, more = day.provision("decision.limit"), day.provision("decision.extension")
    unseen = day.law.regime.code == "R5"
    days = day.parameter("r5.decision_limit") if unseen else limit.value
    runs_from = start.on
    ended_on = district_ended_on(history, start.on, day)
    if ended_on and day.parameter("transition_2025.restart_clock"):
        runs_from = ended_on
    due_on = _working_days(day, runs_from, days)
    extended_due_on = day.book.calendar.add(runs_from, days + more.value)
    extended = _extended(history, start, done)
    holds_on = extended_due_on if extended else due_on
    counted = runs_from, days, more.value
    return Limit(limit, due_on, holds_on, extended_due_on, extended, *counted)


def recognition_limit(history: History, start: Event, done: Event | None, day: Day) -> Limit:
    """Find the limit of the decision on recognition.

    Units:  working days from the cell's resolution on recognition.
    Source: recognition.limit, recognition.extension.
    """
    limit, more = day.provision("recognition.limit"), day.provision("recognition.extension")
    due_on = _working_days(day, start.on, limit.value)
    extended_due_on = day.book.calendar.add(start.on, limit.value + more.value)
    extended = _extended(history, start, done)
    holds_on = extended_due_on if extended else due_on
    counted = start.on, limit.value, more.value
    return Limit(limit, due_on, holds_on, extended_due_on, extended, *counted)


def ceremony_limit(history: History, decision: Event, day: Day) -> Limit | None:
    """Find the limit of the ceremony; None while the day it runs from has not come.

    Units:  working days from receipt by the cell, under R5 from the day of issue.
    Source: ceremony.limit, ceremony.runs_from.
    """
    limit, runs_from = day.provision("ceremony.limit"), day.provision("ceremony.runs_from")
    start: Event | None = decision
    if runs_from.value == "decision_received":
        start = history.last("decision_received")
        if start is not None and start.on < decision.on:
            start = None
    if start is None:
        return None
    due_on = _working_days(day, start.on, limit.value)
    return Limit(limit, due_on, due_on, runs_from=start.on, days=limit.value)


def declaration_limit(ceremony: Event, day: Day) -> Limit:
    """Find the limit of the new member's declaration.

    Units:   working days from the ceremony.
    Reading: a local rule may only be shorter (``cell.new_member_cv_days``).
    Source:  declaration.limit.
    """
    limit = day.provision("declaration.limit")
    days = min(limit.value, day.parameter("cell.new_member_cv_days"))
    due_on = _working_days(day, ceremony.on, days)
    return Limit(limit, due_on, due_on, runs_from=ceremony.on, days=days)


def probation_ends_on(ceremony: Event, day: Day) -> date:
    """Find the day on which the twelve months of probation end.

    Units:  months from the ceremony.
    Source: probation.length.
    """
    return plus_months(ceremony.on, day.provision("probation.length").value)


def review_limit(ends_on: date, day: Day) -> Limit:
    """Find the limit for the cell to consider recognition.

    Units:  working days from the end of probation.
    Source: recognition.review_limit.
    """
    limit = day.provision("recognition.review_limit")
    due_on = _working_days(day, ends_on, limit.value)
    return Limit(limit, due_on, due_on, runs_from=ends_on, days=limit.value)


def late(code: str, limit: Limit, day: Day) -> Finding:
    """Make the finding that ``day``, the act's or the day of testing, lies after the limit."""
    if limit.extended_due_on is None:
        return limit.by.finding(code, limit.holds_on)
    beyond = not limit.is_extended and day.passed(limit.extended_due_on)
    return limit.by.finding(code, limit.holds_on, beyond=limit.extended_due_on if beyond else None)


def before_probation_end(resolution: Event, ends_on: date, day: Day) -> Iterator[Finding]:
    """Yield that the cell considered recognition before the twelve months ended.

    Source: recognition.after_probation.
    """
    if resolution.on < ends_on:
        provision = day.provision("recognition.after_probation")
        yield provision.finding("recognition_before_probation_end", ends_on)


def new_member_course(history: History, ends_on: date, day: Day) -> Iterator[Finding]:
    """Yield, from the end of probation on, that the course for new members is not there.

    Source: probation.course.
    """
    if history.last("new_member_course") is None and day.reached(ends_on):
        yield day.provision("probation.course").finding("new_member_course_missing", ends_on)

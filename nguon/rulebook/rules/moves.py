"""Moves, exits, places without a cell, and the change of authority. One function per rule."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from nguon.rulebook.case.facts import EVENT_TYPES, Event
from nguon.rulebook.case.history import OF_ONES_LIFE, REMOVAL, VOIDED_BY_A_MOVE, History
from nguon.rulebook.law.book import Day, Provision, Rulebook
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules.unknown import Rule
from nguon.rulebook.rules.voting import decider, district_ended_on, vote

EXITS: Final = {"withdrawn": "withdrawn", "candidate_struck": "struck", "moved": "moved_out"}
TAKES_UP: Final = tuple(
    kind for kind in EVENT_TYPES if kind not in EXITS and kind not in OF_ONES_LIFE | set(REMOVAL)
)


def last_exit(history: History) -> str | None:
    """Name the exit that the case took and from which no later act has taken it up again.

    Reading: the destination's follow-up takes a case up even on the day of the move.
    """
    exits = [act for kind in EXITS for act in history.all(kind)]
    if not exits:
        return None
    last = max(exits, key=lambda act: act.on)
    for kind in TAKES_UP:
        act = history.last(kind)
        same_day_counts = kind == "followup_started" and last.type == "moved"
        if act is not None and (act.on > last.on or (same_day_counts and act.on == last.on)):
            return None
    return EXITS[last.type]


def earliest_after_move(history: History, day: Day) -> tuple[bool, date | None]:
    """Tell whether a follow-up must come first, and from when on it will be long enough.

    Units:  months from ``followup_started``.
    Source: move.followup.
    """
    moves = [act for act in history.all("moved") if act["after"] == "cell_resolution"]
    if not moves:
        return False, None
    started: Event | None = history.last_by("followup_started", day.on)
    if started is None or started.on < moves[-1].on:
        return True, None
    return True, plus_months(started.on, day.provision("move.followup").value)


def followup(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the cell of the destination has not followed the person long enough.

    Source: move.followup.
    """
    needed, first_day = earliest_after_move(history, day)
    if needed and (first_day is None or not day.reached(first_day)):
        yield day.provision("move.followup").finding("followup_too_short", first_day)


def no_cell(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the superior assigns the best-placed cell where there is none.

    Source: no_cell.assign.
    """
    if not history.place.cell_present:
        yield day.provision("no_cell.assign").finding("no_cell_assign_nearest")


def letter_limit(sent_on: date, book: Rulebook) -> tuple[date, Provision]:
    """Give the last day for handing in the letter of a transfer, and what says so.

    Units:   working days from the day of the letter.
    Reading: the regulation of the day of the letter decides, however long it is under way.
    Raises:  NoRuleInForce before the first regulation held.
    Source:  move.letter.
    """
    limit = book.provision("move.letter", sent_on)
    return book.calendar.add(sent_on, limit.value), limit


def authority_changed(history: History, resolution: Event, day: Day) -> Iterator[Finding]:
    """Yield that an undecided file passed to another deciding body.

    Source: transition.authority, decision.authority, decision.delegated_authority.
    """
    before, now = decider(history, day.on_another(resolution.on)), decider(history, day)
    if before.value != now.value:
        yield day.provision("transition.authority").finding(
            "authority_changed",
            day.book.held_since(now),
            before=before.value,
            now=now.value,
        )


def resolved_anew(history: History, day: Day) -> History:
    """Give the history as it counts since the district ceased to decide.

    Reading: the resolutions on an undecided file stand, and the cell need not resolve again
             (``transition_2025.rerun_cell_vote``, U); what was decided before stands either way.
    Source:  decision.authority.
    """
    meeting = history.last("cell_resolution")
    if meeting is None:
        return history
    ended_on = district_ended_on(history, meeting.on, day)
    if ended_on is None or _decided_before(history, ended_on, day):
        return history
    adopted = _passed(history, meeting, day)
    if not adopted or not day.parameter("transition_2025.rerun_cell_vote"):
        return history
    return history.without_before(VOIDED_BY_A_MOVE, ended_on)


def _decided_before(history: History, ended_on: date, day: Day) -> bool:
    decision = history.last("admission_decision")
    if decision is None or decision.on >= ended_on:
        return False
    return not decision["admitted"] or _passed(history, decision, day)


def _passed(history: History, act: Event, day: Day) -> bool:
    return vote(history, act, day.on_another(act.on))[0].passed


FOLLOWUP = Rule(followup, needs="moved")
NO_CELL = Rule(no_cell, ("place.cell_present",))

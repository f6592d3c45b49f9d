"""Moves, exits, places without a cell, and the change of authority. One function per rule."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from nguon.rulebook.book import Day
from nguon.rulebook.days import plus_months
from nguon.rulebook.facts import EVENT_TYPES, Event
from nguon.rulebook.findings import Finding
from nguon.rulebook.history import OF_ONES_LIFE, REMOVAL, History
from nguon.rulebook.unknown import Rule
from nguon.rulebook.voting import authority

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


def authority_changed(history: History, resolution: Event, day: Day) -> Iterator[Finding]:
    """Yield that an undecided file passed to another deciding body.

    Reading: the cell need not resolve again (``transition_2025.rerun_cell_vote``, U).
    Source:  transition.authority, decision.authority, decision.delegated_authority.
    """
    before = authority(history, day.on_another(resolution.on))
    now = authority(history, day)
    if before.body != now.body:
        day.parameter("transition_2025.rerun_cell_vote")
        yield day.provision("transition.authority").finding(
            "authority_changed",
            day.book.held_since(now.by),
            before=before.body,
            now=now.body,
        )


FOLLOWUP = Rule(followup, needs="moved")
NO_CELL = Rule(no_cell, ("place.cell_present",))

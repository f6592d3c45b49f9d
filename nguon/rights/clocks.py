"""The clocks of a request: by which day to answer, by which day to be done. No clock is read."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nguon.rulebook import add_working_days

LIMITS = Path(__file__).with_name("clocks.yaml")
STAGES = (100, 80, 50)  # per cent of the time gone at which somebody is told


@dataclass(frozen=True, slots=True)
class Clock:
    """The limits of one request and where they stand."""

    answer_by: date
    due_on: date
    cite: str


def clock(kind: str, received_on: date, *, helped: bool = False) -> Clock:
    """Return by which day a request is to be answered, and by which it is to be done.

    Units:   the answer in working days, the rest in days of the calendar; the day after it came
             in is the first.
    Reading: what came in before the first edition goes by that edition.
    """
    edition = _edition(received_on)
    limit = edition["limits"][kind]["helped" if helped else "days"]
    return Clock(
        add_working_days(received_on, edition["answer"]),
        received_on + timedelta(days=limit),
        edition["cite"],
    )


def extended(received_on: date, due_on: date) -> date:
    """Return the day after the one extension: the same time once more."""
    return due_on + (due_on - received_on)


def stage(received_on: date, due_on: date, today: date) -> int:
    """Return how much of the time is gone: 0, 50, 80 or 100 per cent."""
    gone, whole = (today - received_on).days, (due_on - received_on).days
    return next((share for share in STAGES if gone * 100 >= share * whole), 0)


def _edition(day: date) -> dict[str, Any]:
    editions = _editions()
    return next((each for each in reversed(editions) if each["valid_from"] <= day), editions[0])


@cache
def _editions() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.safe_load(LIMITS.read_text(encoding="utf-8"))
    return read

"""Next steps of a case: which one presses most, how a row stores them, how a list shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nguon.rulebook import NextStep

DAYS = ("earliest_on", "due_on", "extended_due_on", "limit")


@dataclass(frozen=True, slots=True)
class WorkStep:
    """One next step of a case. ``limit`` is the day after which it is late, extension included."""

    step: str
    actor: str
    form: str | None
    rule: str | None
    earliest_on: date | None
    due_on: date | None
    extended_due_on: date | None
    limit: date | None
    overdue: bool

    @classmethod
    def of(cls, stored: Mapping[str, Any], on: date) -> "WorkStep":
        """Read a step as a row stores it and say whether it is late on a day."""
        days = {name: _day(stored[name]) for name in DAYS}
        late = days["limit"] is not None and days["limit"] < on
        return cls(**{**stored, **days}, overdue=late)


def most_pressing(steps: Sequence[NextStep]) -> NextStep | None:
    """Return the step with the earliest limit; without any limit, the one that comes first."""
    limited = [step for step in steps if step.limit]
    return min(limited, key=lambda step: step.limit or date.max, default=next(iter(steps), None))


def stored(step: NextStep) -> dict[str, Any]:
    """Return one next step as JSON: everything but whether it is late, which changes by itself."""
    return {
        "step": step.step,
        "actor": step.actor,
        "form": step.form,
        "rule": step.rule,
        **{name: (day := getattr(step, name)) and day.isoformat() for name in DAYS},
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

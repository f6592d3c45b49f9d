"""How long an answer may take, and how long what an asker told is kept."""

from datetime import date, timedelta
from pathlib import Path

import yaml

_HELD = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))

ANSWER_WITHIN: int = _HELD["answer_within"]["value"]
CONTACT_KEPT = timedelta(days=_HELD["contact_kept"]["value"])
CONTACT_KEPT_AT_MOST = timedelta(days=180)
QUESTION_KEPT = timedelta(days=_HELD["question_kept"]["value"])
SATURDAY = 5


def due_on(received: date, within: int = ANSWER_WITHIN) -> date:
    """The day by which an answer is due.

    Units:   ``within`` in working days, counted from the day after ``received``.
    Reading: public holidays count as working days, so the day is early rather than late.
    """
    day = received
    while within:
        day += timedelta(days=1)
        within -= day.weekday() < SATURDAY
    return day

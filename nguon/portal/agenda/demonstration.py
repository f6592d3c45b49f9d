"""What an empty demonstration site shows in its calendar; the words are in the file beside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from nguon.core.actor import Actor
from nguon.portal.agenda import operations
from nguon.portal.agenda.models import Entry, Half, monday_of
from nguon.portal.agenda.queries import WEEK

STORY = Path(__file__).with_suffix(".yaml")
HALVES = {"sáng": Half.MORNING, "chiều": Half.AFTERNOON, "tối": Half.EVENING}


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Publish this week's calendar with a change, and leave proposals for the next."""
    story = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    monday = monday_of(today)
    before = replace(by, at=at - timedelta(days=8))
    told = {each["what"]: _propose(each, monday, by=before) for each in story["this_week"]}
    for entry in told.values():
        operations.approve(entry, by=before)
    operations.publish_week(monday, by=before)
    operations.cancel(told[story["put_off"]["what"]], story["put_off"]["why"], by=by)
    for each in story["next_week"]:
        _propose(each, monday + WEEK, by=by)


def _propose(told: Mapping[str, Any], monday: date, *, by: Actor) -> Entry:
    starts, _dash, ends = told.get("hours", "").partition("-")
    plan = operations.Plan(
        day=monday + timedelta(days=told["day"]),
        half=HALVES[told["half"]],
        starts=time.fromisoformat(starts) if starts else None,
        ends=time.fromisoformat(ends) if ends else None,
        what=told["what"],
        who=told.get("who", ""),
        place=told.get("place", ""),
        prepares=told.get("prepares", ""),
    )
    return operations.propose(plan, by=by)

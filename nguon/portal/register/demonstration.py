"""What an empty demonstration site shows in its register; the words are in the file beside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from nguon.core.actor import Actor
from nguon.portal.register import operations
from nguon.portal.register.models import Document

STORY = Path(__file__).with_suffix(".yaml")
WORDS = (
    *("number", "type", "field", "issuer", "signer", "summary", "place", "invited", "standard"),
    *("code", "version", "concerns", "tax"),
)


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Write and publish some documents of every kind, on days before ``today``."""
    known: dict[str, Document] = {}
    for told in yaml.safe_load(STORY.read_text(encoding="utf-8")):
        then = replace(by, at=at - timedelta(days=told["issued"]))
        beside = operations.Beside(replaces=[known[key] for key in told.get("replaces", ())])
        document = operations.write(told["kind"], _content(told, today), beside, by=then)
        operations.publish(document, by=then)
        if "key" in told:
            known[told["key"]] = document


def _content(told: Mapping[str, Any], today: date) -> operations.Content:
    return operations.Content(
        title=told["title"],
        **{name: told[name] for name in WORDS if name in told},
        issued_on=today - timedelta(days=told["issued"]),
        effective_from=_day(told.get("from"), today),
        meets_at=_instant(told.get("meets"), today),
        about_meeting=told.get("about", ""),
        deadline_on=_day(told.get("deadline"), today),
        help_from=told.get("help", ""),
    )


def _day(back: int | None, today: date) -> date | None:
    return None if back is None else today - timedelta(days=back)


def _instant(told: str | None, today: date) -> datetime | None:
    """``-3 08:00`` is three days ahead at eight in the morning."""
    if told is None:
        return None
    back, hour = told.split()
    day = today - timedelta(days=int(back))
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))

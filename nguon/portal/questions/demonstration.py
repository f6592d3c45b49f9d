"""What an empty demonstration site was asked; the words are in the file beside."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from django.utils import timezone

from nguon.core.actor import Actor
from nguon.core.crypto import blind_index
from nguon.portal.questions import operations
from nguon.portal.questions.models import Question

STORY = Path(__file__).with_suffix(".yaml")


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Ask some questions on days before ``today``, and answer most of them."""
    for told in yaml.safe_load(STORY.read_text(encoding="utf-8")):
        asked_at = at - timedelta(days=told["days_ago"])
        question = _ask(told, asked_at)
        later = replace(by, at=min(at, asked_at + timedelta(days=told.get("answered_after", 0))))
        if "answer" in told:
            operations.answer(question, told["answer"], department=told["department"], by=later)
        elif "reason" in told:
            operations.refuse(question, told["reason"], by=later)
        elif "department" in told:
            operations.assign(question, told["department"], by=later)
        if told.get("published"):
            words = operations.Published(
                told["title"], told["published"], told["answer"], named=told.get("named", False)
            )
            operations.publish(question, words, by=later)


def _ask(told: dict[str, str], at: datetime) -> Question:
    asked = operations.Asked(
        title=told["title"],
        text=told["text"],
        name=told["name"],
        contact=told.get("contact", ""),
        may_publish=bool(told.get("may_publish")),
        may_name=bool(told.get("named")),
        form="demonstration",
    )
    sent_from = blind_index(told["title"], "demonstration address")
    question, _code = operations.ask(
        asked, sent_from=sent_from, today=timezone.localdate(at), at=at
    )
    return question

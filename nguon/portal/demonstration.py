"""What an empty demonstration site shows: the founding article, and some that are invented.

Everything is made through operations; the words are in ``demonstration.yaml``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from nguon.core import installation
from nguon.core.actor import Actor
from nguon.core.crypto import blind_index
from nguon.portal import operations
from nguon.portal.agenda import demonstration as agenda
from nguon.portal.boxes import demonstration as boxes
from nguon.portal.galleries import demonstration as galleries
from nguon.portal.models import Article, Category, Comment, Role, User, Visitor
from nguon.portal.news import demonstration as drafts
from nguon.portal.news import operations as news
from nguon.portal.questions import demonstration as questions
from nguon.portal.readers import operations as readers
from nguon.portal.register import demonstration as register
from nguon.portal.roles import actor, system_actor

STORY = Path(__file__).with_suffix(".yaml")
MODERATOR = "kiem-duyet"
DAYS_COUNTED = 40


def create(*, today: date, at: datetime) -> None:
    """Fill an empty site; one that was filled before stays as it is.

    Raises: installation.AlreadyInstalled if the site is a real office's.
    """
    installation.settle(installation.DEMONSTRATION, at=at)
    if not User.objects.exists():
        _fill(today=today, at=at)


@transaction.atomic
def _fill(*, today: date, at: datetime) -> None:
    story = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    system = system_actor(today=today, at=at)
    editor = operations.open_account(
        "bien-tap", "Ban biên tập (trình diễn)", roles=[Role.APPROVER], on=today, by=system
    )
    moderator = operations.open_account(
        MODERATOR, "Nguyễn Thị Mẫu", roles=[Role.MODERATOR], on=today, by=system
    )
    categories = _categories(story["categories"], by=system)
    for told in story["articles"]:
        article = _article(told, categories[told["category"]], editor, today=today, at=at)
        _rate(article, told.get("ratings", ()), at=at)
        _comment(article, told.get("comments", ()), by=actor(moderator, today=today, at=at))
        operations.add_counts({}, {article.pk: told["views"]})
    _relate(system)
    _count(today)
    for room in (drafts, register, agenda, questions, galleries, boxes):
        room.fill(today=today, at=at, by=system)


def _categories(told: Iterable[Mapping[str, str]], *, by: Actor) -> dict[str, Category]:
    return {
        part["slug"]: operations.open_category(part["slug"], part["name"], order=order, by=by)
        for order, part in enumerate(told, 1)
    }


def _article(
    told: Mapping[str, Any], category: Category, editor: User, *, today: date, at: datetime
) -> Article:
    by = actor(editor, today=today, at=at)
    article = news.write_article(
        told["title"],
        category=category,
        lead=told["lead"],
        body=told["body"],
        author=told["author"],
        source=told.get("source", ""),
        poster=editor,
        by=by,
    )
    posted_at = told.get("posted_at") or at - timedelta(days=told["days_ago"])
    return news.publish(article, at=posted_at, by=by)


def _rate(article: Article, points: Iterable[int], *, at: datetime) -> None:
    for number, given in enumerate(points):
        reader = _somebody(f"{article.slug} {number}")
        readers.rate(article, given, reader=reader, at=at - timedelta(hours=number + 1))


def _comment(
    article: Article,
    told: Iterable[Mapping[str, Any]],
    *,
    by: Actor,
    parent: Comment | None = None,
) -> None:
    for entry in told:
        comment = readers.submit_comment(
            article,
            name=entry["name"],
            text=entry["text"],
            parent=parent,
            reader=_somebody(entry["name"]),
            at=by.at - timedelta(hours=entry["hours_ago"]),
        )
        if entry.get("shown"):
            readers.show_comment(comment, by=by)
        _comment(article, entry.get("answers", ()), by=by, parent=comment)


def _relate(by: Actor) -> None:
    first, *others = Article.objects.order_by("pk")
    news.relate(first, others[:2], by=by)


def _count(today: date) -> None:
    """Some weeks of readers: fewer at the end of the week, and a steady share of bots."""
    days = [today - timedelta(days=back) for back in range(1, DAYS_COUNTED + 1)]
    people = {(day, Visitor.PERSON.value): 60 + day.day - 6 * day.weekday() for day in days}
    bots = {(day, Visitor.BOT.value): 20 + day.day % 7 for day in days}
    operations.add_counts(people | bots, {})


def _somebody(name: str) -> operations.Reader:
    return operations.Reader(
        key=blind_index(name, "demonstration"),
        sent_from=blind_index(name, "demonstration address"),
    )

"""What the pages of the public site show."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from nguon.portal.models import (
    Article,
    Category,
    Comment,
    CommentState,
    DailyCount,
    Rating,
    Visitor,
)
from nguon.portal.visits import VISITS, Online

OF_A_CATEGORY = 4
NEWEST = 4
MOST_READ = 5
BESIDE = 3
MEAN_FROM = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A category on the front page with its newest articles."""

    category: Category
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The lead article, the next newest, each category's newest, and what is read most."""

    lead: Article | None
    newest: list[Article]
    sections: list[Section]
    most_read: list[Article]


@dataclass(frozen=True, slots=True)
class Score:
    """The rating of one article. The mean is there only when enough have rated."""

    points: int
    ratings: int

    @property
    def mean(self) -> float | None:
        return self.points / self.ratings if self.ratings >= MEAN_FROM else None


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it, the oldest first."""

    comment: Comment
    replies: list[Comment]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with its rating, its comments and the articles beside it."""

    article: Article
    score: Score
    rated: bool
    threads: list[Thread]
    newer: list[Article]
    older: list[Article]
    related: list[Article]

    @property
    def comments(self) -> int:
        return sum(1 + len(thread.replies) for thread in self.threads)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Pages opened by people, today, this month and ever, and by bots; who is here now."""

    online: Online
    today: int
    month: int
    total: int
    bots: int


def front_page(*, at: datetime) -> FrontPage:
    """The front page as it is at the instant ``at``.

    Shape: categories without an article are left out; the lead and the newest may appear again
           in their category.
    """
    shown = Article.objects.published(at).select_related("category")
    newest = list(shown[: NEWEST + 1])
    most_read = shown.filter(views__gt=0).order_by("-views", "-published_at")[:MOST_READ]
    return FrontPage(
        lead=newest[0] if newest else None,
        newest=newest[1:],
        sections=_sections(at),
        most_read=list(most_read),
    )


def category_articles(category: Category, *, at: datetime) -> QuerySet[Article]:
    """The published articles of a category, the newest first."""
    return Article.objects.published(at).filter(category=category).select_related("category")


def article_page(slug: str, *, reader: str, at: datetime) -> ArticlePage:
    """An article as ``reader`` sees it at the instant ``at``.

    Raises: Article.DoesNotExist if there is none, or not yet.
    """
    shown = Article.objects.published(at)
    given = Rating.objects.filter(article=OuterRef("pk"))
    article = (
        shown.select_related("category", "poster")
        .annotate(
            points=Coalesce(Subquery(_of_all(given, Sum("points"))), 0),
            ratings=Coalesce(Subquery(_of_all(given, Count("pk"))), 0),
            rated=Exists(given.filter(reader=reader)) if reader else Value(value=False),
        )
        .get(slug=slug)
    )
    added = vars(article)
    beside = shown.filter(category=article.category_id).select_related("category")
    related = article.related.published(at).select_related("category")
    return ArticlePage(
        article=article,
        score=Score(added["points"], added["ratings"]),
        rated=added["rated"],
        threads=_threads(article),
        newer=list(reversed(beside.filter(_later(article)).reverse()[:BESIDE])),
        older=list(beside.filter(_earlier(article))[:BESIDE]),
        related=list(related[:BESIDE]),
    )


def moderation_queue(state: str) -> QuerySet[Comment]:
    """Comments in one state: those that wait, the oldest first; others, the newest first."""
    order = "posted_at" if state == CommentState.WAITING else "-posted_at"
    found = Comment.objects.filter(state=state).order_by(order, "pk")
    return found.select_related("article__category", "decided_by", "parent")


def statistics(*, today: date, at: datetime) -> Statistics:
    """How much is read, with what this process has counted and not yet written."""
    people, bots = Q(kind=Visitor.PERSON), Q(kind=Visitor.BOT)
    this_month = Q(day__gte=today.replace(day=1), day__lte=today)
    sums = DailyCount.objects.aggregate(
        today=Sum("count", filter=people & Q(day=today), default=0),
        month=Sum("count", filter=people & this_month, default=0),
        total=Sum("count", filter=people, default=0),
        bots=Sum("count", filter=bots, default=0),
    )
    waiting = VISITS.waiting().days
    fresh = waiting[today, Visitor.PERSON.value]
    return Statistics(
        online=VISITS.online(at),
        today=sums["today"] + fresh,
        month=sums["month"] + fresh,
        total=sums["total"] + fresh,
        bots=sums["bots"] + waiting[today, Visitor.BOT.value],
    )


def _sections(at: datetime) -> list[Section]:
    """Two queries whatever the number of categories: places first, then the articles there."""
    newest = Article.objects.published(at).filter(category=OuterRef("pk")).values("pk")
    places = [f"article_{n}" for n in range(OF_A_CATEGORY)]
    picks = {place: Subquery(newest[n : n + 1]) for n, place in enumerate(places)}
    categories = list(Category.objects.annotate(**picks))
    wanted = {c: [pk for p in places if (pk := getattr(c, p)) is not None] for c in categories}
    found = Article.objects.select_related("category").in_bulk(chain(*wanted.values()))
    return [Section(c, [found[pk] for pk in pks]) for c, pks in wanted.items() if pks]


def _of_all(given: QuerySet[Rating], what: Aggregate) -> QuerySet[Any, Any]:
    return given.values("article").annotate(all=what).values("all")


def _threads(article: Article) -> list[Thread]:
    shown = article.comments.filter(state=CommentState.SHOWN).order_by("posted_at", "pk")
    comments = {comment.pk: comment for comment in shown}
    threads = {
        pk: Thread(comment, []) for pk, comment in comments.items() if comment.parent_id is None
    }
    for comment in comments.values():
        top = comment
        while top.parent_id in comments:
            top = comments[top.parent_id]
        if top.pk in threads and top is not comment:
            threads[top.pk].replies.append(comment)
    return list(threads.values())


def _later(article: Article) -> Q:
    same = Q(published_at=article.published_at, pk__gt=article.pk)
    return Q(published_at__gt=article.published_at) | same


def _earlier(article: Article) -> Q:
    same = Q(published_at=article.published_at, pk__lt=article.pk)
    return Q(published_at__lt=article.published_at) | same

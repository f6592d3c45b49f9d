"""What readers left below an article, for readers and for moderators."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Aggregate, Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from nguon.core.prepared import Prepared
from nguon.portal.models import Article, ArticleQuerySet, Comment, CommentState, Rating

MEAN_FROM = 20


@dataclass(frozen=True, slots=True)
class Score:
    """The rating of one article. The mean is there only when enough have rated without a rush."""

    points: int
    ratings: int
    calm_points: int
    calm_ratings: int

    @property
    def mean(self) -> float | None:
        return self.calm_points / self.calm_ratings if self.calm_ratings >= MEAN_FROM else None


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it, the oldest first."""

    comment: Comment
    replies: list[Comment]


def with_score(articles: ArticleQuerySet, *, reader: str) -> QuerySet[Article]:
    """Articles with what ``score_of`` reads, and whether ``reader`` has ``rated``."""
    given = Rating.objects.filter(article=OuterRef("pk"))
    calm = given.filter(in_a_rush=False)
    return articles.annotate(
        points=Coalesce(Subquery(_of_all(given, Sum("points"))), 0),
        ratings=Coalesce(Subquery(_of_all(given, Count("pk"))), 0),
        calm_points=Coalesce(Subquery(_of_all(calm, Sum("points"))), 0),
        calm_ratings=Coalesce(Subquery(_of_all(calm, Count("pk"))), 0),
        rated=Exists(given.filter(reader=reader)) if reader else Value(value=False),
    )


def score_of(article: Article) -> Score:
    """The rating of an article that was read ``with_score``."""
    return Score(*(article.__dict__[part.name] for part in fields(Score)))


def threads_below(article: Article) -> list[Thread]:
    """The comments below an article that everybody may read, with the answers to each."""
    comments = {comment.pk: comment for comment in _shown(article=article.pk)}
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


def moderation_queue(state: str) -> QuerySet[Comment]:
    """Comments in one state: those that wait, the oldest first; others, the newest first."""
    order = "posted_at" if state == CommentState.WAITING else "-posted_at"
    found = Comment.objects.filter(state=state).order_by(order, "pk")
    return found.select_related("article__category", "decided_by", "parent", "demand")


def _shown_below(article: Any) -> QuerySet[Comment]:
    shown = Comment.objects.filter(article_id=article, state=CommentState.SHOWN)
    return shown.order_by("posted_at", "pk")


_shown = Prepared(_shown_below)


def _of_all(given: QuerySet[Rating], what: Aggregate) -> QuerySet[Any, Any]:
    return given.values("article").annotate(all=what).values("all")

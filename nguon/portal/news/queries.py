"""What the pages with articles show, to readers and to editors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nguon.core.actor import Actor
from nguon.core.prepared import Given, Prepared, Slot
from nguon.core.text import fold
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.models import Article, ArticleState, Category, Stage
from nguon.portal.news.models import Attachment, Revision, Tag
from nguon.portal.news.words import may_write, tag_names, tag_slug, words_of
from nguon.portal.operations import plain
from nguon.portal.readers import queries as readers
from nguon.portal.roles import EDIT, PUBLISH, SITE

OF_A_CATEGORY = 4
PLACES = [f"article_{n}" for n in range(OF_A_CATEGORY)]
NEWEST = 4
MOST_READ = 5
BESIDE = 3
HEADLINE = ("pk", "slug", "title", "published_at", "category__slug")


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
class ArticlePage:
    """An article with its rating, its comments and the articles beside it."""

    article: Article
    score: readers.Score
    rated: bool
    threads: list[readers.Thread]
    newer: list[Article]
    older: list[Article]
    related: list[Article]
    tags: list[tuple[str, str]]
    picture: StoredFile | None
    pictures: list[StoredFile]
    files: list[StoredFile]

    @property
    def comments(self) -> int:
        return sum(1 + len(thread.replies) for thread in self.threads)


def front_page(*, at: datetime) -> FrontPage:
    """The front page as it is at the instant ``at``.

    Shape: categories without an article are left out; the lead and the newest may appear again
           in their category.
    """
    newest = _newest(at=at)
    return FrontPage(
        lead=newest[0] if newest else None,
        newest=newest[1:],
        sections=_sections(at),
        most_read=_most_read(at=at),
    )


def category_articles(category: Category, *, at: datetime) -> QuerySet[Article]:
    """The published articles of a category, the newest first."""
    return Article.objects.published(at).filter(category=category).select_related("category")


def article_page(slug: str, *, reader: str, at: datetime) -> ArticlePage:
    """An article as ``reader`` sees it at the instant ``at``.

    Raises: Article.DoesNotExist if there is none, or not yet.
    """
    found = _article_of(slug=slug, reader=reader, at=at) if reader else _article(slug=slug, at=at)
    if not found:
        raise Article.DoesNotExist(slug)
    article = found[0]
    added = vars(article)
    files = _files(article) if added["has_files"] else []
    pictures = [file for file in files if file.kind == Kind.PICTURE]
    newer, older, related = _beside(article, at)
    return ArticlePage(
        article=article,
        score=readers.score_of(article),
        rated=added["rated"],
        threads=readers.threads_below(article),
        newer=newer,
        older=older,
        related=related,
        tags=[(name, tag_slug(name)) for name in tag_names(added["tag_line"] or "")],
        picture=pictures[0] if pictures else None,
        pictures=pictures[1:],
        files=[file for file in files if file.kind != Kind.PICTURE],
    )


def tagged(tag: Tag, *, at: datetime) -> QuerySet[Article]:
    """The published articles under a tag, the newest first."""
    return Article.objects.published(at).filter(tags=tag).select_related("category")


# --- for editors ------------------------------------------------------------------------------


STATUS = {
    "draft": _("Bản nháp"),
    "editing": _("Chờ biên tập"),
    "approving": _("Chờ duyệt đăng"),
    "scheduled": _("Hẹn giờ đăng"),
    "published": _("Đang đăng"),
    "expired": _("Hết hạn"),
    "withdrawn": pgettext_lazy("page", "Đã gỡ"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in the editors' list, with where it stands for readers and on which desk."""

    article: Article
    status: list[str]

    @property
    def words(self) -> list[Promise]:
        return [STATUS[status] for status in self.status]


@dataclass(frozen=True, slots=True)
class Work:
    """What the editing page shows: the revision to go on from, others' newer ones, what may be."""

    article: Article
    revision: Revision
    others: list[Revision]
    newest: int
    status: Listed
    writable: bool
    may_edit: bool
    may_publish: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that two revisions share, or that one of them alone has."""

    kind: str
    text: str


def articles_of(
    by: Actor, *, status: str = "", category: str = "", words: str = "", at: datetime
) -> QuerySet[Article]:
    """The articles on which ``by`` may work, touched last first; writers see their own."""
    found = Article.objects.select_related("category", "poster").defer("body", "lead")
    if not by.may(EDIT, at=SITE):
        found = found.filter(poster=by.user_id)
    if status:
        found = found.filter(_standing(status, at))
    if category:
        found = found.filter(category__slug=category)
    for word in fold(words).split():
        found = found.filter(found_by__contains=word)
    touched = found.annotate(touched_at=Max("revisions__saved_at"))
    return touched.order_by("-touched_at", "-pk")


def listed(article: Article, *, at: datetime) -> Listed:
    """Where an article stands: for readers, and on which desk a newer revision lies."""
    status = [] if article.state == ArticleState.DRAFT else [article.state]
    if article.state == ArticleState.PUBLISHED and article.published_at:
        if article.published_at > at:
            status = ["scheduled"]
        elif article.expires_at and article.expires_at <= at:
            status = ["expired"]
    return Listed(article, [*status, *([article.stage] if article.stage else [])])


def work_on(article: Article, *, by: Actor) -> Work:
    """What ``by`` goes on from: the own open revision, else the newest."""
    revisions = list(article.revisions.select_related("category", "by"))
    me = by.user_id or None
    mine = next((each for each in revisions if each.by_id == me and not each.sealed), None)
    shown = mine or revisions[0]
    newer = [each for each in revisions if each.number > shown.base and each.by_id != me]
    return Work(
        article=article,
        revision=shown,
        others=newer if mine else [],
        newest=revisions[0].number,
        status=listed(article, at=by.at),
        writable=may_write(article, by),
        may_edit=by.may(EDIT, at=SITE),
        may_publish=by.may(PUBLISH, at=SITE),
    )


def pictures(article: Article) -> list[StoredFile]:
    """The pictures that stand with an article, to be put between its lines."""
    found = article.attachments.filter(file__kind=Kind.PICTURE).select_related("file")
    return [each.file for each in found]


def may_see(article: Article, by: Actor) -> bool:
    """Whether ``by`` may look at the revisions of an article."""
    return article.poster_id == by.user_id or by.may(EDIT, at=SITE)


def as_article(revision: Revision, *, at: datetime) -> Article:
    """The article as it would be with this revision; it is not to be saved."""
    article, words = revision.article, words_of(revision)
    for name, value in words.told().items():
        if name != "tags":
            setattr(article, name, value)
    article.published_at = article.published_at or at
    return article


def changes(old: Revision, new: Revision) -> list[Piece]:
    """What two revisions share and what each has alone, in the order of reading."""
    before, after = _read(old), _read(new)
    return list(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, i, j, k, end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        if i < j:
            yield Piece("gone", "".join(before[i:j]))
        if k < end:
            yield Piece("new", "".join(after[k:end]))


def _read(revision: Revision) -> list[str]:
    blocks = re.split(r"</(?:p|h2|h3|li|blockquote|caption|tr)>|<br>", revision.body)
    lines = [revision.title, revision.lead, *(plain(block) for block in blocks)]
    text = "\n\n".join(line for line in lines if line)
    return re.findall(r"\S+\s*", text)


def _standing(status: str, at: datetime) -> Q:
    if status in (Stage.DRAFT, Stage.EDITING, Stage.APPROVING):
        return Q(stage=status)
    out = Q(state=ArticleState.PUBLISHED)
    standing = {
        "scheduled": out & Q(published_at__gt=at),
        "published": out & Q(published_at__lte=at) & (Q(expires_at=None) | Q(expires_at__gt=at)),
        "expired": out & Q(expires_at__lte=at),
        "withdrawn": Q(state=ArticleState.WITHDRAWN),
    }
    return standing.get(status, Q())


def _sections(at: datetime) -> list[Section]:
    """Two queries whatever the number of categories: places first, then the articles there."""
    wanted = {
        category: [pk for place in PLACES if (pk := getattr(category, place)) is not None]
        for category in _places(at=at)
    }
    found = {article.pk: article for article in _headlines(pks=[*chain(*wanted.values())])}
    return [Section(c, [found[pk] for pk in pks]) for c, pks in wanted.items() if pks]


def _with_places(at: Any) -> QuerySet[Category]:
    newest = Article.objects.published(at).filter(category=OuterRef("pk")).values("pk")
    picks = {place: Subquery(newest[n : n + 1]) for n, place in enumerate(PLACES)}
    return Category.objects.annotate(**picks)


def _of_these(pks: Any) -> QuerySet[Article]:
    return Article.objects.filter(pk__in=pks).select_related("category").only(*HEADLINE)


def _first_of_all(at: Any) -> QuerySet[Article]:
    shown = Article.objects.published(at).select_related("category")
    return shown.defer("body", "found_by")[: NEWEST + 1]


def _read_most(at: Any) -> QuerySet[Article]:
    shown = Article.objects.published(at).select_related("category").only(*HEADLINE)
    return shown.filter(views__gt=0).order_by("-views", "-published_at")[:MOST_READ]


_places, _headlines = Prepared(_with_places), Prepared(_of_these)
_newest, _most_read = Prepared(_first_of_all), Prepared(_read_most)


def _whole(slug: Any, at: Any, reader: Any = "") -> QuerySet[Article]:
    """The article at an address with all that its page tells of it alone."""
    tags = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("live"))
    articles = readers.with_score(Article.objects.published(at), reader=reader).annotate(
        tag_line=Subquery(tags.values("tags")[:1]),
        has_files=Exists(Attachment.objects.filter(article=OuterRef("pk"))),
    )
    return articles.select_related("category", "poster").filter(slug=slug)


_article, _article_of = Prepared(_whole), Prepared(_whole)


def _beside(article: Article, at: datetime) -> list[list[Article]]:
    """What is newer, older and related, the newest first: one statement, whatever there is."""
    sql, told = _picking(connection.vendor)
    given = {
        "pk": article.pk,
        "category": article.category_id,
        "published_at": article.published_at,
        "at": at,
    }
    adapted = {name: connection.ops.adapt_unknown_value(it) for name, it in given.items()}
    picked: list[list[Article]] = [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted[it.name] if isinstance(it, Slot) else it for it in told])
        for number, *row in cursor.fetchall():
            picked[number].append(_headline(*row))
    return [sorted(each, key=_instant, reverse=True) for each in picked]


def _headline(pk: int, slug: str, title: str, posted: datetime, category: str) -> Article:
    """An article of which a headline shows no more than this; SQLite names no zone."""
    at = posted if posted.tzinfo else posted.replace(tzinfo=UTC)
    return Article(
        pk=pk, slug=slug, title=title, published_at=at, category=Category(slug=category)
    )


def _instant(article: Article) -> tuple[datetime | None, int]:
    return article.published_at, article.pk


@cache
def _picking(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement of ``_beside`` in the words of a database, with slots for its values."""
    pk, category, published_at, at = (
        Given(Slot(name, 0)) for name in ("pk", "category", "published_at", "at")
    )
    shown = Article.objects.published(at)  # type: ignore[arg-type]
    same = shown.filter(category=category)
    parts: list[QuerySet[Article, Any]] = [
        same.filter(_later(pk, published_at)).reverse(),
        same.filter(_earlier(pk, published_at)),
        shown.filter(related=pk),
    ]
    statements: list[str] = []
    told: list[Any] = []
    for number, part in enumerate(parts):
        sql, given = part.values_list(*HEADLINE)[:BESIDE].query.sql_with_params()
        # The statements are the mapper's own; what readers sent stands in ``given``.
        statements.append(f"SELECT {number} AS part, p.* FROM ({sql}) AS p")  # noqa: S608
        told.extend(given)
    return " UNION ALL ".join(statements), tuple(told)


def _files(article: Article) -> list[StoredFile]:
    return [each.file for each in article.attachments.select_related("file")]


def _later(pk: Any, published_at: Any) -> Q:
    same = Q(published_at=published_at, pk__gt=pk)
    since = Q(published_at__gte=published_at)  # lets the index begin in the right place
    return since & (Q(published_at__gt=published_at) | same)


def _earlier(pk: Any, published_at: Any) -> Q:
    same = Q(published_at=published_at, pk__lt=pk)
    until = Q(published_at__lte=published_at)
    return until & (Q(published_at__lt=published_at) | same)

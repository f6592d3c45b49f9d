"""What changes on the public site: articles, ratings, comments, accounts, counts.

Readers act without an account; whatever somebody with a role decides leaves a line in the trail.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import fold, tidy
from nguon.portal.models import (
    Article,
    ArticleState,
    Category,
    Comment,
    CommentState,
    DailyCount,
    Rating,
    Role,
    RoleHeld,
    User,
)
from nguon.portal.roles import ADMIT, MODERATE, ORGANISE, PUBLISH, SITE, WRITE

HOUR = timedelta(hours=1)
COMMENTS_AN_HOUR = 5
QUEUE_AN_HOUR = 200
RATINGS_AN_HOUR_FROM_ONE_ADDRESS = 20
RATINGS_AN_HOUR_OF_ONE_ARTICLE = 200
ADDRESSES_KEPT = timedelta(days=7)
READERS_TURN = 0x6E67756F6E  # the number of a lock that all processes of the site share

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "br", "strong", "em", "b", "i", "a"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader, never by name: keyed hashes of the token (if any) and of the address."""

    key: str
    sent_from: str


class NotPossible(ValueError):
    """A rule of the site forbids it; the message says which. Nothing was written."""


class AlreadyRated(NotPossible):
    """The reader has rated this article; the first rating counts."""


class TooMuch(NotPossible):
    """More than one reader, or one hour, may send."""


# --- articles ---------------------------------------------------------------------------------


@transaction.atomic
def open_category(slug: str, name: str, *, order: int, by: Actor) -> Category:
    """Open a part of the site; its slug is an address from now on.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ORGANISE, at=SITE)
    if Category.objects.filter(slug=slug).exists():
        raise NotPossible(_("Đã có chuyên mục ở địa chỉ này."))
    category = Category.objects.create(slug=slug, name=tidy(name), order=order)
    audit.record("portal.open_category", category, by=by)
    return category


@transaction.atomic
def write_article(
    title: str,
    *,
    category: Category,
    lead: str,
    body: str,
    poster: User,
    by: Actor,
    author: str = "",
    source: str = "",
) -> Article:
    """Keep a new draft; of ``body`` only what the sanitiser lets through.

    Raises: NotAllowed.
    """
    by.require(WRITE, at=SITE)
    clean = sanitised(body)
    article = Article.objects.create(
        slug=free_slug(title),
        title=tidy(title),
        lead=visible(lead).strip(),
        body=clean,
        category=category,
        author=tidy(author),
        source=tidy(source),
        poster=poster,
        found_by=fold(" ".join((title, lead, plain(clean)))),
    )
    audit.record("portal.write_article", article, by=by)
    return article


@transaction.atomic
def publish(article: Article, *, at: datetime, by: Actor) -> Article:
    """Let everybody read ``article`` from the instant ``at`` on, which may lie ahead.

    Raises: NotAllowed.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    by.require(PUBLISH, at=SITE)
    article.state, article.published_at = ArticleState.PUBLISHED, at
    article.save(update_fields=["state", "published_at"])
    audit.record("portal.publish", article, by=by, from_=at.isoformat())
    return article


@transaction.atomic
def relate(article: Article, others: Iterable[Article], *, by: Actor) -> None:
    """Let ``article`` and each of ``others`` point at one another.

    Raises: NotAllowed.
    """
    by.require(WRITE, at=SITE)
    article.related.add(*others)
    audit.record("portal.relate", article, by=by)


def sanitised(html: str) -> str:
    """Return ``html`` with nothing in it but plain structure and links that run nothing."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)


def plain(html: str) -> str:
    """Return the words of ``html``."""
    return tidy(nh3.clean(re.sub(r"<", " <", html), tags=set()))


def free_slug(title: str) -> str:
    """Return an address for ``title`` that no article has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:140].strip("-") or "bai-viet"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


# --- what readers leave -----------------------------------------------------------------------


@transaction.atomic
def rate(article: Article, points: int, *, reader: Reader, at: datetime) -> Rating:
    """Give ``article`` points from 1 to 5, once a reader.

    Raises: AlreadyRated, TooMuch.
    """
    _take_turns()
    given = Rating.objects.filter(article=article)
    if given.filter(reader=reader.key).exists():
        raise AlreadyRated(_("Quý vị đã đánh giá bài viết này; mỗi người đọc đánh giá một lần."))
    lately = given.filter(rated_at__gt=at - HOUR)
    from_here = lately.filter(sent_from=reader.sent_from).count()
    if from_here >= RATINGS_AN_HOUR_FROM_ONE_ADDRESS:
        raise TooMuch(_("Đã có nhiều đánh giá gửi từ cùng một nơi. Xin thử lại sau một giờ."))
    if lately.count() >= RATINGS_AN_HOUR_OF_ONE_ARTICLE:
        raise TooMuch(_("Bài viết đang nhận quá nhiều đánh giá. Xin thử lại sau một giờ."))
    return Rating.objects.create(
        article=article,
        points=points,
        reader=reader.key,
        sent_from=reader.sent_from,
        rated_at=at,
    )


@transaction.atomic
def submit_comment(
    article: Article,
    *,
    name: str,
    text: str,
    reader: Reader,
    at: datetime,
    parent: Comment | None = None,
) -> Comment:
    """Keep what a reader wrote until a moderator has read it.

    Raises: TooMuch, NotPossible.
    """
    _take_turns()
    _check_limits(reader, at - HOUR)
    name, text = tidy(visible(name)), visible(text).strip()
    if not name or not text:
        raise NotPossible(_("Cần tên hiển thị và nội dung ý kiến."))
    return Comment.objects.create(
        article=article,
        parent=parent,
        name=name,
        text=text,
        posted_at=at,
        reader=reader.key,
        sent_from=reader.sent_from,
    )


@transaction.atomic
def show_comment(comment: Comment, *, by: Actor) -> Comment:
    """Let everybody read a comment.

    Raises: NotAllowed.
    """
    return _decide(comment, CommentState.SHOWN, by)


@transaction.atomic
def hide_comment(comment: Comment, *, by: Actor) -> Comment:
    """Take a comment out of sight; its text stays as evidence.

    Raises: NotAllowed.
    """
    return _decide(comment, CommentState.HIDDEN, by)


def visible(text: str) -> str:
    """Return ``text`` in composed letters, without signs that steer how others are shown."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(s for s in composed if s == "\n" or unicodedata.category(s) not in {"Cc", "Cf"})


def _decide(comment: Comment, state: CommentState, by: Actor) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    by.require(MODERATE, at=SITE)
    before, comment.state = comment.state, state
    comment.decided_by_id, comment.decided_at = by.user_id or None, by.at
    comment.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(f"portal.comment_{state}", comment, by=by, before=before)
    return comment


def _check_limits(reader: Reader, since: datetime) -> None:
    lately = Comment.objects.filter(posted_at__gt=since)
    mine = [lately.filter(sent_from=reader.sent_from)]
    if reader.key:
        mine.append(lately.filter(reader=reader.key))
    if any(sent.count() >= COMMENTS_AN_HOUR for sent in mine):
        raise TooMuch(_("Mỗi giờ chỉ nhận năm ý kiến từ một nơi. Xin gửi lại sau."))
    if lately.count() >= QUEUE_AN_HOUR:
        raise TooMuch(
            _("Đang có quá nhiều ý kiến chờ duyệt nên tạm ngừng nhận. Xin gửi lại sau một giờ.")
        )


def _take_turns() -> None:
    """Readers' acts pass one at a time, so that limits hold also when many arrive at once.

    SQLite's immediate transactions do that by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READERS_TURN])


# --- accounts ---------------------------------------------------------------------------------


@transaction.atomic
def open_account(
    username: str, full_name: str, *, roles: Iterable[str], on: date, by: Actor
) -> User:
    """Open an account with its roles from ``on`` on; it has no passphrase yet.

    Raises: NotAllowed, NotPossible.
    """
    by.require(ADMIT, at=SITE)
    username, roles = username.strip().lower(), sorted(set(roles))
    _check_account(username, full_name, roles)
    user = User(username=username, full_name=tidy(full_name))
    user.set_unusable_password()
    user.save(force_insert=True)
    RoleHeld.objects.bulk_create([RoleHeld(user=user, role=role, valid_from=on) for role in roles])
    audit.record("portal.open_account", user, by=by, roles=roles)
    return user


@transaction.atomic
def set_passphrase(user: User, passphrase: str, *, by: Actor) -> None:
    """Give an account the passphrase that its owner chose; all its sessions end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(passphrase)
    user.save(update_fields=["password"])
    audit.record("portal.set_passphrase", user, by=by)


def _check_account(username: str, full_name: str, roles: list[str]) -> None:
    try:
        validate_slug(username)
    except ValidationError as wrong:
        raise NotPossible(_("Tên đăng nhập chỉ gồm chữ không dấu, chữ số, gạch nối.")) from wrong
    if User.objects.filter(username=username).exists():
        raise NotPossible(_("Tên đăng nhập này đã có người dùng."))
    if not full_name.strip():
        raise NotPossible(_("Cần họ và tên của người dùng."))
    if not roles or not set(roles) <= set(Role.values):
        raise NotPossible(_("Vai trò phải là: %(roles)s.") % {"roles": ", ".join(Role.values)})


# --- counts and keeping times -----------------------------------------------------------------


@transaction.atomic
def add_counts(days: Mapping[tuple[date, str], int], articles: Mapping[int, int]) -> None:
    """Add what the counter has gathered: pages by day and kind of visitor, views by article."""
    DailyCount.objects.bulk_create(
        [DailyCount(day=day, kind=kind) for day, kind in sorted(days)], ignore_conflicts=True
    )
    for (day, kind), number in sorted(days.items()):
        DailyCount.objects.filter(day=day, kind=kind).update(count=F("count") + number)
    for article, number in sorted(articles.items()):
        Article.objects.filter(pk=article).update(views=F("views") + number)


def forget_addresses(*, at: datetime) -> int:
    """Forget where ratings and comments older than seven days came from; how many that were."""
    until = at - ADDRESSES_KEPT
    ratings = Rating.objects.filter(rated_at__lt=until).exclude(sent_from="")
    comments = Comment.objects.filter(posted_at__lt=until).exclude(sent_from="")
    return ratings.update(sent_from="") + comments.update(sent_from="")

"""What writers, editors and approvers decide about articles.

A text goes from its writer to an editor, from there to whoever approves, and out. What is out
stays as it is while a newer revision is worked on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import fold, tidy
from nguon.portal import freshness
from nguon.portal.files.models import StoredFile
from nguon.portal.files.queries import texts_of
from nguon.portal.models import Article, ArticleState, Category, Stage, User
from nguon.portal.news.models import Act, Attachment, Revision, Step, Tag
from nguon.portal.news.words import WORDS, Words, may_write, tag_names, tag_slug, words_of
from nguon.portal.operations import NotPossible, plain
from nguon.portal.roles import EDIT, PUBLISH, SITE, WRITE
from nguon.portal.search import operations as search
from nguon.portal.slugs import free_slug

KIND = "article"  # what an article is called where everything public is found


@dataclass(frozen=True, slots=True)
class Saved:
    """A version that was kept, and those of others that its writer has not seen yet."""

    revision: Revision
    unseen: list[Revision]


# --- writing ----------------------------------------------------------------------------------


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
    source_link: str = "",
    tags: str = "",
) -> Article:
    """Keep a new draft; of ``body`` only what the sanitiser lets through.

    Raises: NotAllowed.
    """
    by.require(WRITE, at=SITE)
    words = Words(title, category, lead, body, author, source, source_link, tags).clean()
    article = Article(poster=poster)
    _take_over(article, words)
    article.slug = free_slug(words.title, Article.objects.all(), otherwise="bai-viet")
    article.save(force_insert=True)
    _add_revision(article, words, base=0, by=by)
    audit.record("portal.write_article", article, by=by)
    return article


@transaction.atomic
def save_revision(article: Article, words: Words, *, seen: int, by: Actor) -> Saved:
    """Keep what somebody has written so far; what is out stays as it is.

    Reading: ``seen`` is the number of the newest revision that the writer's page knows. One goes
             on in one's own open revision until one has seen a newer one; whoever else works on
             the article has one of theirs.
    Raises: NotAllowed, NotPossible if the text lies on another's desk.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    _require_pen(article, by)
    words = words.clean()
    mine = _open_revision(article, seen=seen, by=by)
    last = article.revisions.select_related("category").latest("number")
    if mine is None and words == words_of(last):
        return Saved(last, [])
    if mine is None:
        mine = _add_revision(article, words, base=seen, by=by)
        audit.record("portal.revise_article", article, by=by, revision=mine.number)
    else:
        _write_into(mine, words, by=by)
    if not article.stage:
        article.stage = Stage.DRAFT
        article.save(update_fields=["stage"])
    if article.state == ArticleState.DRAFT:
        _take_over(article, words)
        article.save()
    return Saved(mine, _unseen(article, mine, seen=seen))


@transaction.atomic
def restore(article: Article, number: int, *, by: Actor) -> Revision:
    """Begin a new revision with what the revision ``number`` said.

    Raises: NotAllowed, NotPossible, Revision.DoesNotExist.
    """
    old = article.revisions.select_related("category").get(number=number)
    article.revisions.filter(by_id=by.user_id or None, sealed=False).update(sealed=True)
    saved = save_revision(article, words_of(old), seen=newest(article), by=by)
    audit.record("portal.restore_revision", article, by=by, revision=number)
    return saved.revision


# --- from desk to desk ------------------------------------------------------------------------


@transaction.atomic
def send(article: Article, *, by: Actor) -> Article:
    """Give a draft to the editors.

    Raises: NotAllowed, NotPossible.
    """
    return _move(article, Stage.DRAFT, Stage.EDITING, Act.SENT, by=by)


@transaction.atomic
def pass_on(article: Article, *, by: Actor) -> Article:
    """Give an edited text to whoever approves.

    Raises: NotAllowed, NotPossible.
    """
    by.require(EDIT, at=SITE)
    return _move(article, Stage.EDITING, Stage.APPROVING, Act.PASSED, by=by)


@transaction.atomic
def send_back(article: Article, reason: str, *, by: Actor) -> Article:
    """Give a text back to its writer, and say why.

    Raises: NotAllowed, NotPossible.
    """
    by.require(EDIT, at=SITE)
    if not tidy(reason):
        raise NotPossible(_("Cần ghi lý do trả lại để người viết biết phải sửa gì."))
    stages = (Stage.EDITING, Stage.APPROVING)
    return _move(article, stages, Stage.DRAFT, Act.RETURNED, by=by, reason=tidy(reason))


@transaction.atomic
def publish(
    article: Article, *, at: datetime, by: Actor, until: datetime | None = None
) -> Article:
    """Let everybody read the newest revision from the instant ``at`` on, which may lie ahead.

    Reading: what is out already cannot be put off; a newer revision takes its place at once.
    Raises: NotAllowed, NotPossible.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    by.require(PUBLISH, at=SITE)
    _check_times(article, at, until, now=by.at)
    revision = article.revisions.select_related("category").latest("number")
    if article.state == ArticleState.DRAFT:
        others = Article.objects.exclude(pk=article.pk)
        article.slug = free_slug(revision.title, others, otherwise="bai-viet")
    _take_over(article, words_of(revision))
    article.state, article.stage = ArticleState.PUBLISHED, Stage.NONE
    article.published_at, article.expires_at = at, until
    article.live = revision.number
    article.save()
    article.revisions.filter(sealed=False).update(sealed=True)
    _tag(article, revision.tags)
    _note(article, Act.PUBLISHED, by=by)
    audit.record("portal.publish", article, by=by, from_=at.isoformat(), revision=article.live)
    _let_find(article)
    return article


@transaction.atomic
def withdraw(article: Article, reason: str = "", *, by: Actor) -> Article:
    """Let nobody read an article any more; its text and its revisions stay.

    Raises: NotAllowed, NotPossible.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    by.require(PUBLISH, at=SITE)
    if article.state != ArticleState.PUBLISHED:
        raise NotPossible(_("Bài viết này không được đăng."))
    article.state = ArticleState.WITHDRAWN
    article.stage = article.stage or Stage.DRAFT
    article.save(update_fields=["state", "stage"])
    _note(article, Act.WITHDRAWN, by=by, reason=tidy(reason))
    audit.record("portal.withdraw", article, by=by)
    search.drop(KIND, article.ref)
    return article


@transaction.atomic
def relate(article: Article, others: Iterable[Article], *, by: Actor) -> None:
    """Let ``article`` and each of ``others`` point at one another.

    Raises: NotAllowed.
    """
    by.require(WRITE, at=SITE)
    article.related.add(*others)
    audit.record("portal.relate", article, by=by)
    freshness.changed()


@transaction.atomic
def choose_related(article: Article, others: Iterable[Article], *, by: Actor) -> None:
    """Let ``article`` and ``others`` point at one another, and no others beside them.

    Raises: NotAllowed, NotPossible.
    """
    _require_pen(article, by)
    article.related.set([other for other in others if other.pk != article.pk])
    audit.record("portal.relate", article, by=by)
    freshness.changed()


@transaction.atomic
def attach(article: Article, files: Iterable[StoredFile], *, by: Actor) -> None:
    """Let ``files`` stand with ``article`` in their order, and no others beside them.

    Raises: NotAllowed, NotPossible.
    """
    _require_pen(article, by)
    article.attachments.all().delete()
    Attachment.objects.bulk_create(
        [Attachment(article=article, file=file, order=order) for order, file in enumerate(files)]
    )
    audit.record("portal.attach", article, by=by)
    if article.state == ArticleState.PUBLISHED:
        _let_find(article)
    freshness.changed()


# --- what is kept -----------------------------------------------------------------------------


def newest(article: Article) -> int:
    """The number of the newest revision."""
    found = article.revisions.aggregate(newest=Max("number"))["newest"]
    return found or 0


def _require_pen(article: Article, by: Actor) -> None:
    by.require(WRITE, at=SITE)
    if article.poster_id != by.user_id:
        by.require(EDIT, at=SITE)
    if not may_write(article, by):
        raise NotPossible(_("Bài đang ở ban biên tập; người viết sửa tiếp được khi bài trả lại."))


def _take_over(article: Article, words: Words) -> None:
    for name in WORDS:
        if name != "tags":
            setattr(article, name, getattr(words, name))
    article.found_by = fold(f"{words.title} {words.lead} {plain(words.body)}")


def _open_revision(article: Article, *, seen: int, by: Actor) -> Revision | None:
    """The revision in which ``by`` goes on; one that others' newer ones were seen beside ends."""
    mine = article.revisions.filter(by_id=by.user_id or None, sealed=False).first()
    if mine is None or seen <= mine.number or newest(article) == mine.number:
        return mine
    mine.sealed = True
    mine.save(update_fields=["sealed"])
    return None


def _add_revision(article: Article, words: Words, *, base: int, by: Actor) -> Revision:
    return Revision.objects.create(
        article=article,
        number=newest(article) + 1,
        base=base,
        by_id=by.user_id or None,
        written_at=by.at,
        saved_at=by.at,
        **words.told(),
    )


def _write_into(revision: Revision, words: Words, *, by: Actor) -> None:
    for name in WORDS:
        setattr(revision, name, getattr(words, name))
    revision.saved_at = by.at
    revision.save()


def _unseen(article: Article, mine: Revision, *, seen: int) -> list[Revision]:
    """Others' versions that whoever wrote ``mine`` does not know, the newest first."""
    newer = article.revisions.filter(number__gt=max(seen, mine.base)).exclude(pk=mine.pk)
    return list(newer.exclude(by_id=mine.by_id).select_related("by"))


def _move(
    article: Article,
    before: Stage | tuple[Stage, ...],
    after: Stage,
    act: Act,
    *,
    by: Actor,
    reason: str = "",
) -> Article:
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    _require_pen(article, by)
    wanted = before if isinstance(before, tuple) else (before,)
    if article.stage not in wanted:
        raise NotPossible(_("Bài viết không còn ở bước này; xin mở lại trang."))
    article.stage = after
    article.save(update_fields=["stage"])
    article.revisions.filter(sealed=False).update(sealed=True)
    _note(article, act, by=by, reason=reason)
    audit.record(f"portal.article_{act}", article, by=by)
    return article


def _note(article: Article, act: Act, *, by: Actor, reason: str = "") -> None:
    Step.objects.create(
        article=article,
        revision=newest(article),
        act=act,
        reason=reason,
        by_id=by.user_id or None,
        at=by.at,
    )


def _check_times(article: Article, at: datetime, until: datetime | None, *, now: datetime) -> None:
    out = article.state == ArticleState.PUBLISHED and (article.published_at or now) <= now
    if out and at > now:
        raise NotPossible(_("Bài đang được đăng; bản mới chỉ có thể thay ngay bây giờ."))
    if until and until <= max(at, now):
        raise NotPossible(_("Bài phải hết hạn sau khi được đăng."))


def _tag(article: Article, line: str) -> None:
    tags = []
    for name in tag_names(line):
        slug = tag_slug(name)
        tags.append(Tag.objects.get_or_create(slug=slug, defaults={"name": name})[0])
    article.tags.set(tags)


def find_again() -> Iterator[int]:
    """Let search know anew of every article that is out; how many so far."""
    rows = Article.objects.filter(state=ArticleState.PUBLISHED, published_at__isnull=False)
    return search.again(KIND, rows, _let_find, key=lambda article: article.ref)


def _let_find(article: Article) -> None:
    assert article.published_at is not None  # noqa: S101 - for the type checker
    attached = texts_of(row.file_id for row in article.attachments.all())
    search.put(
        KIND,
        article.ref,
        title=article.title,
        text=f"{article.lead} {plain(article.body)} {article.author} {attached}",
        address=article.get_absolute_url(),
        day=timezone.localdate(article.published_at),
        shown_from=article.published_at,
        shown_until=article.expires_at,
        category=article.category.slug,
    )

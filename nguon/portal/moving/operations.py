"""Take over what a dump holds: categories, articles with tags and source, comments.

Each row is one decision of the room that keeps it, noted by its old number, so that a second run
adds only what is new. What cannot come is told with the reason, and the rest comes all the same.
"""

import html
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import fold, tidy
from nguon.portal import freshness
from nguon.portal.models import Article, Category, Comment, CommentState, User
from nguon.portal.moving.models import MovedArticle, MovedCategory, MovedComment
from nguon.portal.moving.pictures import Pictures
from nguon.portal.moving.shelf import Shelf, Spot, Words
from nguon.portal.news import operations as news
from nguon.portal.operations import NotPossible, open_category, plain, visible
from nguon.portal.roles import ADMIT, SITE
from nguon.portal.slugs import free_slug

PUBLISHED, EXPIRED = "1", "3"
SHOWN, WAITING = "1", "0"
MOST_TOLD = 200
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
OLD_NEWS = "Tin cũ"


@dataclass(slots=True)
class Report:
    """What came, what had come before, and what did not, with the reason; by kind."""

    came: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: list[tuple[str, str, str]] = field(default_factory=list)

    def miss(self, kind: str, which: object, why: str, number: int = 1) -> None:
        """Note what did not come; the first of them by number."""
        self.missed[kind, why] += number
        if len(self.told) < MOST_TOLD:
            self.told.append((kind, str(which), why))


@dataclass(slots=True)
class Move:
    """One run: what was put down of the dump, who posts, where pictures are, what was done."""

    shelf: Shelf
    poster: User
    by: Actor
    pictures: Pictures
    report: Report = field(default_factory=Report)
    order: int = 0


def move(
    file: BinaryIO,
    *,
    staging: Path,
    poster: User,
    by: Actor,
    pictures: Path | None = None,
    rooms: tuple[Callable[[Move], None], ...] = (),
) -> Report:
    """Take over a dump; ``staging`` is a file that is made and removed.

    Reading: readers' e-mail addresses, addresses of their machines and all passphrases stay
             behind; old ratings, too, since nobody can tell who gave them.
    Raises:  NotAllowed, dump.NotADump.
    """
    by.require(ADMIT, at=SITE)
    with Shelf(staging) as shelf:
        shelf.fill(file)
        run = Move(shelf, poster, by, Pictures(pictures))
        _tell_faults(run)
        for spot, told in shelf.all("article"):
            each(run, "article", spot, partial(_article, run, spot, told))
        for spot, told in shelf.all("comment"):
            each(run, "comment", spot, partial(_comment, run, spot, told))
        for room in rooms:
            room(run)
        _tell_pictures(run)
        return run.report


def each(run: Move, kind: str, spot: Spot, take: Callable[[], bool]) -> None:
    """Let one row come, or note why it does not; what one does leaves the others alone."""
    try:
        with transaction.atomic():
            came = take()
    except NotPossible as refusal:
        run.report.miss(kind, spot.number, str(refusal))
    else:
        (run.report.came if came else run.report.before)[kind] += 1


def instant(seconds: str) -> datetime | None:
    """The instant of a number of seconds as the old site kept it; nothing for none.

    Raises: NotPossible.
    """
    try:
        found = datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError) as wrong:
        raise NotPossible(_("Ngày không đọc được.")) from wrong
    if found >= LATEST:
        raise NotPossible(_("Ngày không đọc được."))
    return found if found.timestamp() > 0 else None


def words(text: str, most: int) -> str:
    """The words of a short text, which the old site kept with its signs written out."""
    return tidy(visible(html.unescape(plain(html.unescape(text)))))[:most]


# --- articles -----------------------------------------------------------------------------------


def _article(run: Move, spot: Spot, told: Words) -> bool:
    key = {"lang": spot.lang, "module": spot.module, "number": spot.number}
    if MovedArticle.objects.filter(**key).exists():
        return False
    title, posted = words(told.get("title", ""), 250), instant(told.get("publtime", ""))
    if not title:
        raise NotPossible(_("Không có tiêu đề."))
    body = run.shelf.one("body", spot)
    source = run.shelf.one("source", spot, _number(told.get("sourceid", "")))
    link = words(source.get("link", ""), 500)
    article = news.write_article(
        title,
        category=_category(run, spot, _number(told.get("catid", ""))),
        lead=words(told.get("hometext", ""), 20_000),
        body=run.pictures.in_body(body.get("bodyhtml", ""), title=title, by=run.by),
        poster=run.poster,
        author=_author(run, spot, told),
        source=words(source.get("title", "") or body.get("sourcetext", ""), 200),
        source_link=link if link.startswith(("http://", "https://")) else "",
        tags=_tags(run, spot),
        by=run.by,
    )
    _head_picture(run, article, told)
    _let_out(run, article, told, posted)
    MovedArticle.objects.create(**key, article=article)
    return True


def _let_out(run: Move, article: Article, told: Words, posted: datetime | None) -> None:
    """Publish what was out, with the day it had; what had expired is kept out of sight."""
    if told.get("status") in (PUBLISHED, EXPIRED) and posted:
        until = instant(told.get("exptime", ""))
        over = told.get("status") == EXPIRED or (until is not None and until <= run.by.at)
        fits = until if until and until > max(posted, run.by.at) and not over else None
        news.publish(article, at=posted, until=fits, by=run.by)
        if over:
            news.withdraw(article, _("Đã hết hạn ở trang cũ."), by=run.by)
    if views := min(max(_number(told.get("hitstotal", "")), 0), 2**40):
        Article.objects.filter(pk=article.pk).update(views=views)


def _head_picture(run: Move, article: Article, told: Words) -> None:
    address = told.get("homeimgfile", "")
    if address and "//" not in address:
        alt = words(told.get("homeimgalt", ""), 250) or article.title
        path = address if "/" in address and "uploads" in address else f"uploads/news/{address}"
        if picture := run.pictures.keep(path, alt=alt, by=run.by):
            news.attach(article, [picture], by=run.by)


def _category(run: Move, spot: Spot, number: int) -> Category:
    key = {"lang": spot.lang, "module": spot.module, "number": number}
    moved = MovedCategory.objects.filter(**key).select_related("category").first()
    if moved is not None:
        return moved.category
    told = run.shelf.one("category", spot, number)
    name = words(told.get("title", ""), 120) or OLD_NEWS
    category = Category.objects.filter(name=name).first()
    if category is None:
        run.order = run.order or Category.objects.count()
        run.order += 1
        slug = free_slug(name, Category.objects.all(), otherwise="chuyen-muc")[:80].strip("-")
        category = open_category(slug, name, order=run.order, by=run.by)
        run.report.came["category"] += 1
    MovedCategory.objects.create(**key, alias=told.get("alias", "")[:255], category=category)
    return category


def _author(run: Move, spot: Spot, told: Words) -> str:
    """Who wrote it: as it says, as the list of authors says, or whoever saved it."""
    listed = (each.get("pseudonym", "") for each in run.shelf.many("author", spot))
    named = told.get("author", "") or ", ".join(filter(None, listed))
    if not named:
        user = run.shelf.one("user", spot, _number(told.get("admin_id", "")))
        named = f"{user.get('last_name', '')} {user.get('first_name', '')}"
    return words(named, 200)


def _tags(run: Move, spot: Spot) -> str:
    names = []
    for tagged in run.shelf.many("tagged", spot):
        tag = run.shelf.one("tag", spot, _number(tagged.get("tid", "")))
        names.append(tagged.get("keyword") or tag.get("title") or tag.get("keywords") or "")
    return ", ".join(words(name, 60).replace(",", " ") for name in names if name)[:400]


# --- comments -----------------------------------------------------------------------------------


def _comment(run: Move, spot: Spot, told: Words) -> bool:
    if MovedComment.objects.filter(lang=spot.lang, number=spot.number).exists():
        return False
    article = _commented(spot.lang, told)
    parent = MovedComment.objects.filter(lang=spot.lang, number=_number(told.get("pid", "")))
    above = parent.select_related("comment").first()
    posted = instant(told.get("post_time", ""))
    text = words(told.get("content", ""), 2000)
    if not text or posted is None:
        raise NotPossible(_("Không có nội dung hoặc không rõ ngày."))
    state = {SHOWN: CommentState.SHOWN, WAITING: CommentState.WAITING}
    comment = Comment.objects.create(
        article=article,
        parent=above.comment if above and above.comment.article_id == article.pk else None,
        name=_reader(told.get("post_name", "")),
        text=text,
        state=state.get(told.get("status", ""), CommentState.HIDDEN),
        posted_at=posted,
        decided_at=None if told.get("status") == WAITING else run.by.at,
    )
    MovedComment.objects.create(lang=spot.lang, number=spot.number, comment=comment)
    audit.record("portal.comment_moved", comment, by=run.by, state=comment.state)
    freshness.changed()
    return True


def _commented(lang: str, told: Words) -> Article:
    module = fold(told.get("module", "")).replace("-", "_")
    key = {"lang": lang, "module": module, "number": _number(told.get("id", ""))}
    moved = MovedArticle.objects.filter(**key).select_related("article").first()
    if moved is None:
        raise NotPossible(_("Bài viết của ý kiến này không chuyển sang."))
    return moved.article


def _reader(name: str) -> str:
    """The name somebody showed; an e-mail address is none."""
    shown = words(name, 80)
    return _("Bạn đọc") if not shown or "@" in shown else shown


# --- pieces -------------------------------------------------------------------------------------


def _number(text: str) -> int:
    try:
        return max(-(2**62), min(2**62, int(text or 0)))
    except ValueError:
        return 0


def _tell_faults(run: Move) -> None:
    told = (
        (run.shelf.faults.rows, _("Hàng thừa, thiếu cột hoặc quá dài.")),
        (run.shelf.faults.lines, _("Dòng lệnh hỏng dấu nháy: bỏ phần còn lại của dòng.")),
        (run.shelf.unreadable, _("Không phải UTF-8, hoặc số thứ tự không đọc được.")),
    )
    for counted, why in told:
        for table, number in sorted(counted.items()):
            run.report.miss("table", table, why, number)


def _tell_pictures(run: Move) -> None:
    found = run.pictures
    if found.came:
        run.report.came["picture"] += found.came
    for number, why in (
        (found.missing, _("Không thấy tệp ảnh.")),
        (found.refused, _("Tệp không phải ảnh nhận được.")),
    ):
        if number:
            run.report.miss("picture", "", why, number)

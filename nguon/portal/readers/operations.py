"""What readers leave below an article, and what moderators make of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.portal import freshness
from nguon.portal.models import Article, Comment, CommentState, Demand, Rating
from nguon.portal.operations import (
    ADDRESSES_KEPT,
    HOUR,
    NotPossible,
    Reader,
    TooMuch,
    take_turns,
    visible,
)
from nguon.portal.roles import MODERATE, SITE

COMMENTS_AN_HOUR = 5
QUEUE_AN_HOUR = 200
RATINGS_AN_HOUR_FROM_ONE_ADDRESS = 20
RATINGS_AN_HOUR_OF_ONE_ARTICLE = 200
HIDE_WITHIN, HIDE_URGENTLY = timedelta(hours=24), timedelta(hours=6)  # of a lawful demand
RUSH = 40  # ratings of one article in an hour, of which none count for its mean


class AlreadyRated(NotPossible):
    """The reader has rated this article; the first rating counts."""


@transaction.atomic
def rate(article: Article, points: int, *, reader: Reader, at: datetime) -> Rating:
    """Give ``article`` points from 1 to 5, once a reader.

    Reading: all ratings count for the sum; those of an hour in which ``RUSH`` came do not for the
             mean, whoever gave them: machines are not told from people.
    Raises: AlreadyRated, TooMuch.
    """
    take_turns()
    given = Rating.objects.filter(article=article)
    if given.filter(reader=reader.key).exists():
        raise AlreadyRated(_("Quý vị đã đánh giá bài viết này; mỗi người đọc đánh giá một lần."))
    lately = given.filter(rated_at__gt=at - HOUR)
    from_here = lately.filter(sent_from=reader.sent_from).count()
    if from_here >= RATINGS_AN_HOUR_FROM_ONE_ADDRESS:
        raise TooMuch(_("Đã có nhiều đánh giá gửi từ cùng một nơi. Xin thử lại sau một giờ."))
    before = lately.count()
    if before >= RATINGS_AN_HOUR_OF_ONE_ARTICLE:
        raise TooMuch(_("Bài viết đang nhận quá nhiều đánh giá. Xin thử lại sau một giờ."))
    freshness.changed()
    rush = before + 1 >= RUSH
    if rush:
        lately.filter(in_a_rush=False).update(in_a_rush=True)
    return Rating.objects.create(
        article=article,
        points=points,
        reader=reader.key,
        sent_from=reader.sent_from,
        rated_at=at,
        in_a_rush=rush,
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
    take_turns()
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

    Raises: NotAllowed; NotPossible for one that is hidden on a lawful demand.
    """
    return _decide(comment, CommentState.SHOWN, by)


@transaction.atomic
def show_comments(comments: Iterable[Comment], *, by: Actor) -> int:
    """Let everybody read those of ``comments`` that still wait; how many that were.

    Reading: what somebody else has hidden meanwhile stays hidden.
    Raises: NotAllowed.
    """
    by.require(MODERATE, at=SITE)
    wanted = [comment.pk for comment in comments]
    waiting = Comment.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, state=CommentState.WAITING
    )
    return len([_decide(comment, CommentState.SHOWN, by) for comment in waiting])


@transaction.atomic
def hide_comment(comment: Comment, *, by: Actor) -> Comment:
    """Take a comment out of sight; its text stays as evidence.

    Raises: NotAllowed.
    """
    return _decide(comment, CommentState.HIDDEN, by)


@transaction.atomic
def hide_on_demand(
    comment: Comment, *, document: str, issuer: str, received_at: datetime, urgent: bool, by: Actor
) -> Demand:
    """Hide a comment because who may demand it by law did so, and keep it as evidence.

    Reading: 24 hours from when the demand came in, 6 when it is urgent (Law 116,
             25(2); Decree 330, 29 and 32). One that was hidden before stays hidden from then.
    Raises: NotAllowed, NotPossible. Nothing is written when it raises.
    """
    by.require(MODERATE, at=SITE)
    document, issuer = tidy(document), tidy(issuer)
    if not document or not issuer:
        raise NotPossible(_("Cần số văn bản và cơ quan yêu cầu."))
    if not comment.posted_at.replace(second=0, microsecond=0) <= received_at <= by.at:
        raise NotPossible(_("Lúc nhận yêu cầu phải từ khi ý kiến được gửi đến bây giờ."))
    comment = _locked(comment)
    if comment.state != CommentState.HIDDEN:
        comment = _decide(comment, CommentState.HIDDEN, by)
    row = Demand.objects.create(
        comment=comment,
        document=document,
        issuer=issuer,
        urgent=urgent,
        received_at=received_at,
        hide_by=received_at + (HIDE_URGENTLY if urgent else HIDE_WITHIN),
        hidden_at=comment.decided_at or by.at,
        recorded_by_id=by.user_id,
    )
    audit.record("portal.comment_demanded", comment, by=by, demand=row.pk, late=row.is_late)
    return row


def _locked(comment: Comment) -> Comment:
    """The comment as it stands now, unless a demand holds it fast."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if row := Demand.objects.filter(comment=comment).first():
        told = _("Ý kiến này đã được ẩn theo yêu cầu số %s và phải giữ nguyên.")
        raise NotPossible(told % row.document)
    return comment


def _decide(comment: Comment, state: CommentState, by: Actor) -> Comment:
    by.require(MODERATE, at=SITE)
    comment = _locked(comment)
    before, comment.state = comment.state, state
    comment.decided_by_id, comment.decided_at = by.user_id or None, by.at
    comment.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(f"portal.comment_{state}", comment, by=by, before=before)
    freshness.changed()
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


def forget_addresses(*, at: datetime) -> int:
    """Forget where ratings and comments older than seven days came from; how many that were."""
    until = at - ADDRESSES_KEPT
    ratings = Rating.objects.filter(rated_at__lt=until).exclude(sent_from="")
    comments = Comment.objects.filter(posted_at__lt=until).exclude(sent_from="")
    return ratings.update(sent_from="") + comments.update(sent_from="")

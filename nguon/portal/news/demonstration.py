"""Articles on the desks of the demonstration: one being written, one returned, one to come."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from nguon.core.actor import Actor
from nguon.portal import operations as site
from nguon.portal.models import Article, Category, Role, User
from nguon.portal.news import operations
from nguon.portal.news.words import words_of
from nguon.portal.roles import actor

WRITER, EDITOR = "nguoi-viet", "bien-tap-vien"
TAGS = "tìm nguồn, Krông Klang, dân tộc thiểu số"


def fill(*, today: date, at: datetime, by: Actor) -> None:
    """Put something on every desk of a site that has articles."""
    writer = _account(WRITER, "Hồ Thị Viết (trình diễn)", Role.WRITER, today=today, by=by)
    editor = _account(EDITOR, "Lê Văn Sửa (trình diễn)", Role.EDITOR, today=today, by=by)
    writing = actor(writer, today=today, at=at)
    correcting = actor(editor, today=today, at=at)
    _tag_the_first(by)

    sent = _draft("Chi bộ khóm Bản Mẫu giúp thanh niên ở lại quê", writer, by=writing)
    operations.send(sent, by=writing)

    returned = _draft("Ngày hội hiến máu ở xã (mẫu)", writer, by=writing)
    operations.send(returned, by=writing)
    operations.send_back(returned, "Xin thêm nguồn của con số người hiến máu.", by=correcting)

    ahead = _draft("Lịch học lớp bồi dưỡng tháng tới (mẫu)", writer, by=writing)
    operations.publish(ahead, at=at + timedelta(days=3), until=at + timedelta(days=40), by=by)


def _account(username: str, name: str, role: Role, *, today: date, by: Actor) -> User:
    return site.open_account(username, name, roles=[role], on=today, by=by)


def _draft(title: str, writer: User, *, by: Actor) -> Article:
    return operations.write_article(
        title,
        category=Category.objects.order_by("order")[1],
        lead="Bài mẫu để xem các bước của ban biên tập.",
        body="<p>Nội dung ở đây được đặt ra để trình diễn.</p>",
        author=writer.full_name,
        poster=writer,
        by=by,
    )


def _tag_the_first(by: Actor) -> None:
    """The oldest article gets its tags by a second revision, which is out."""
    article = Article.objects.exclude(published_at=None).earliest("published_at")
    first = article.revisions.select_related("category").latest("number")
    seen = first.number
    operations.save_revision(article, replace(words_of(first), tags=TAGS), seen=seen, by=by)
    operations.publish(article, at=article.published_at or by.at, by=by)

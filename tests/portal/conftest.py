"""The cast of the public site: an editor, a moderator, a category and an article that stands."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nguon.core.actor import Actor
from nguon.core.http.session import SECOND_FACTOR
from nguon.portal import operations
from nguon.portal.http import new_stamp
from nguon.portal.models import Article, Category, Comment, Role, User
from nguon.portal.news import operations as news
from nguon.portal.readers import operations as readers
from nguon.portal.roles import actor, system_actor
from nguon.portal.visits import VISITS

TODAY = date(2025, 6, 2)
NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)  # ten o'clock in Viet Nam
BODY = "<p>Chi bộ họp bàn việc tìm nguồn.</p>"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Write = Callable[..., Article]
Submit = Callable[..., Comment]


@pytest.fixture(autouse=True)
def nobody_counted_yet() -> None:
    VISITS.__init__()  # type: ignore[misc]


@pytest.fixture
def system(db: None) -> Actor:
    return system_actor(today=TODAY, at=NOW)


@pytest.fixture
def editor(system: Actor) -> User:
    return operations.open_account(
        "bien-tap", "Trần Văn Biên", roles=[Role.APPROVER], on=TODAY, by=system
    )


@pytest.fixture
def moderator(system: Actor) -> User:
    return operations.open_account(
        "kiem-duyet", "Nguyễn Thị Mẫu", roles=[Role.MODERATOR], on=TODAY, by=system
    )


@pytest.fixture
def editing(editor: User) -> Actor:
    return actor(editor, today=TODAY, at=NOW)


@pytest.fixture
def moderating(moderator: User) -> Actor:
    return actor(moderator, today=TODAY, at=NOW)


@pytest.fixture
def category(editing: Actor) -> Category:
    return operations.open_category("xay-dung-dang", "Xây dựng Đảng", order=1, by=editing)


@pytest.fixture
def write(editor: User, editing: Actor, category: Category) -> Write:
    """Write and publish an article, a day ago unless said otherwise."""

    def written(title: str, *, at: datetime | None = None, **more: object) -> Article:
        told = {"lead": "Lời dẫn.", "body": BODY, "category": category} | more
        article = news.write_article(title, poster=editor, by=editing, **told)
        return news.publish(article, at=at or NOW - timedelta(days=1), by=editing)

    return written


@pytest.fixture
def article(write: Write) -> Article:
    return write("Chi bộ khóm Bản Mẫu họp")


@pytest.fixture
def submit(article: Article) -> Submit:
    """Send a comment from an address of its own."""

    def submitted(text: str, *, where: str = "", **more: object) -> Comment:
        told = {"name": "Cây Lim", "at": NOW} | more
        return readers.submit_comment(article, text=text, reader=reader(where or text), **told)

    return submitted


@pytest.fixture
def client() -> Client:
    return Client(HTTP_USER_AGENT=FIREFOX, HTTP_ACCEPT_LANGUAGE="vi")


@pytest.fixture
def signed_in(moderator: User) -> Client:
    return sign_in(moderator)


def sign_in(user: User) -> Client:
    """A browser in which ``user`` passed both steps."""
    client = Client(HTTP_USER_AGENT=FIREFOX, HTTP_ACCEPT_LANGUAGE="vi")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR] = user.pk
    session.save()
    return client


def reader(name: str, *, key: str = "") -> operations.Reader:
    return operations.Reader(key=key, sent_from=f"from {name}")


def stamp(*, minutes_ago: float = 1) -> str:
    return new_stamp(timezone.now() - timedelta(minutes=minutes_ago))

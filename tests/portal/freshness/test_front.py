"""Kept pages: the same for everybody who merely reads, never old, never anybody's own."""

import gzip
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from nguon.portal import freshness
from nguon.portal.boxes import operations as boxes
from nguon.portal.freshness.front import Front
from nguon.portal.freshness.kept import LOOK_AGAIN, MOST_OLD, Kept
from nguon.portal.http import READ_BY_ANYBODY, READER_COOKIE
from nguon.portal.models import Article
from nguon.portal.operations import Reader
from nguon.portal.readers import operations as readers
from nguon.portal.visits import VISITS
from tests.portal.conftest import FIREFOX, NOW, sign_in

pytestmark = pytest.mark.django_db

SITE = WSGIHandler()


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


class Server:
    """One process of the site, asked as a real one is; it counts what reaches the site itself."""

    def __init__(self, clock: Clock, **more: Any) -> None:
        self.rendered = 0
        self.kept = Kept(clock, **more)
        self.front = Front(self._site, self.kept)

    def _site(self, environ: dict[str, Any], start: Any) -> Any:
        self.rendered += 1
        return SITE(environ, start)

    def ask(self, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Answer:
        told = {"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "vi"} | headers
        environ = RequestFactory(HTTP_USER_AGENT=FIREFOX).generic(method, path, **told).environ
        environ["QUERY_STRING"] = query
        began: list[Any] = []
        said = self.front(
            environ, lambda status, headers, exc_info=None: began.extend([status, headers])
        )
        body = b"".join(said)
        getattr(said, "close", lambda: None)()
        return Answer(int(began[0].split()[0]), dict(began[1]), body)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A real server lets its connection go after a request; here it is the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock, article: Article) -> Server:
    return Server(clock)


@pytest.fixture
def path(article: Article) -> str:
    return article.get_absolute_url()


def test_the_second_reader_gets_the_page_of_the_first_and_costs_no_question(server, path):
    first = server.ask(path)
    with CaptureQueriesContext(connection) as seen:
        second = server.ask(path)
    assert second.body == first.body
    assert (server.rendered, len(seen)) == (1, 0)


def test_a_kept_page_bears_the_headers_of_the_site(server, path):
    server.ask(path)
    kept, own = server.ask(path).headers, _direct(path)
    for name in ("Content-Type", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert kept[name] == own[name]
    assert kept["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    assert kept["Cache-Control"] == "no-cache"


def test_another_process_sees_a_change_within_a_second(server, clock, path):
    server.ask(path)
    Article.objects.update(title="Tiêu đề mới")
    freshness.changed()  # as if another process had committed it
    assert "Tiêu đề mới" not in server.ask(path).text
    clock.passes(LOOK_AGAIN)
    assert "Tiêu đề mới" in server.ask(path).text


def test_what_time_alone_changes_is_seen_within_half_a_minute(server, clock, path, write):
    server.ask("/")
    Article.objects.update(title="Đã tới giờ đăng")
    clock.passes(MOST_OLD - 1)
    assert "Đã tới giờ đăng" not in server.ask("/").text
    clock.passes(1)
    assert "Đã tới giờ đăng" in server.ask("/").text


@pytest.mark.parametrize(
    "cookie",
    [f"{READER_COOKIE}=x", "nguon_portal_session=x", "messages=x", "nguon_portal_csrf=x", "any=x"],
)
def test_whoever_bears_a_cookie_is_never_given_a_kept_page(server, path, cookie):
    server.ask(path)
    server.ask(path, HTTP_COOKIE=cookie)
    assert server.rendered == 2


def test_what_somebody_signed_in_sees_is_not_kept(server, path, moderator):
    cookies = "; ".join(f"{it.key}={it.value}" for it in sign_in(moderator).cookies.values())
    assert "Nguyễn Thị Mẫu" in server.ask(path, HTTP_COOKIE=cookies).text
    assert "Nguyễn Thị Mẫu" not in server.ask(path).text
    assert server.rendered == 2


def test_each_language_has_its_own_page(server, path):
    server.ask(path)
    assert '<html lang="en">' in server.ask(path, HTTP_ACCEPT_LANGUAGE="en").text
    english = server.ask(path, HTTP_COOKIE="nguon_portal_language=en").text
    assert '<html lang="en">' in english
    assert server.rendered == 2
    assert '<html lang="vi">' in server.ask(path).text


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_HOST": "nguon.example"}, {"HTTP_HOST": "localhost@nguon.example"}],
)
def test_a_foreign_host_is_refused_and_poisons_nothing(server, path, headers):
    assert server.ask(path, **headers).status == 400
    assert "nguon.example" not in server.ask(path).text


def test_forwarded_headers_change_nothing_that_others_are_given(server, path):
    forged = {"HTTP_X_FORWARDED_HOST": "nguon.example", "HTTP_X_FORWARDED_PROTO": "gopher"}
    assert "nguon.example" not in server.ask(path, **forged).text
    assert "nguon.example" not in server.ask(path).text


def test_a_question_that_the_page_does_not_know_is_not_kept(server, path):
    for number in range(20):
        server.ask(path, query=f"x={number}&<script>")
    assert server.kept.bytes == 0
    assert server.rendered == 20


def test_memory_is_bounded_however_many_pages_are_asked_for(clock, path, category):
    server = Server(clock, most_bytes=60_000)
    for number in range(40):
        server.ask(category.get_absolute_url(), query=f"trang={number}")
        assert server.kept.bytes <= 60_000
    assert server.kept.bytes > 0


@pytest.mark.parametrize("page", ["/khong-co/", "/dang-nhap/", "/tin/khac/{}/", "/static/x.css"])
def test_what_is_no_public_page_is_not_kept(server, article, page):
    server.ask(page.format(article.slug))
    assert server.kept.bytes == 0


def test_a_browser_that_has_the_page_is_not_sent_it_again(server, path):
    etag = server.ask(path).headers["ETag"]
    again = server.ask(path, HTTP_IF_NONE_MATCH=f'W/"other", {etag}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == etag
    assert server.ask(path, HTTP_IF_NONE_MATCH='"other"').status == 200


@pytest.mark.parametrize(
    ("takes", "packed"),
    [("gzip, br", True), ("br;q=1.0, gzip;q=0.8", True), ("br", False), ("gzip;q=0", False)],
)
def test_a_page_is_packed_once_for_whoever_takes_it(server, path, takes, packed):
    plain = server.ask(path)
    answer = server.ask(path, HTTP_ACCEPT_ENCODING=takes)
    assert ("Content-Encoding" in answer.headers) is packed
    assert (gzip.decompress(answer.body) if packed else answer.body) == plain.body
    assert (answer.headers["ETag"] != plain.headers["ETag"]) is packed
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_head_is_answered_without_a_body_and_without_being_counted(server, path, article):
    length = server.ask(path).headers["Content-Length"]
    head = server.ask(path, method="HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", length)
    assert VISITS.waiting().articles == {article.pk: 1}


def test_readers_of_kept_pages_are_counted_as_all_others(server, path, article):
    for number in range(5):
        server.ask(path, REMOTE_ADDR=f"192.0.2.{number}")
    server.ask(path, REMOTE_ADDR="192.0.2.9", HTTP_SEC_PURPOSE="prefetch")
    server.ask(path, REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="Googlebot/2.1")
    assert server.rendered == 1
    assert VISITS.waiting().articles == {article.pk: 5}


def test_an_article_taken_back_is_gone_for_the_next_reader(server, clock, path):
    server.ask(path)
    Article.objects.update(state="draft")
    freshness.changed()
    clock.passes(LOOK_AGAIN)
    assert server.ask(path).status == 404


def test_a_page_made_while_something_changed_is_not_given_as_the_new_one(clock, article, path):
    server = Server(clock)

    def site(environ: dict[str, Any], start: Any) -> Any:
        said = list(SITE(environ, start))
        freshness.changed()
        return said

    server.front = Front(site, server.kept)
    server.ask(path)
    clock.passes(LOOK_AGAIN)
    server.front = Front(server._site, server.kept)
    server.ask(path)
    assert server.rendered == 1


def test_a_change_is_seen_at_once_in_the_process_that_made_it(
    clock, article, path, django_capture_on_commit_callbacks, monkeypatch
):
    server = Server(clock)
    monkeypatch.setattr(freshness.kept, "KEPT", server.kept)
    server.ask(path)
    with django_capture_on_commit_callbacks(execute=True):
        Article.objects.update(title="Tiêu đề mới")
        freshness.changed()
    assert "Tiêu đề mới" in server.ask(path).text


def _direct(path: str) -> dict[str, str]:
    return dict(Client(HTTP_ACCEPT_LANGUAGE="vi").get(path).headers)


def test_each_name_of_the_site_has_its_own_page(server, path):
    server.ask(path)
    server.ask(path, HTTP_HOST="127.0.0.1")
    assert server.rendered == 2


@pytest.mark.parametrize(
    ("says", "more", "kept"),
    [
        (True, (), True),
        (False, (), False),
        (True, ("Set-Cookie", "a=b"), False),
        (True, ("Cache-Control", "private"), False),
        (True, ("Content-Disposition", "attachment"), False),
    ],
)
def test_only_a_page_that_says_so_and_bears_nothing_of_anybody_is_kept(clock, says, more, kept):
    def site(environ: dict[str, Any], start: Any) -> list[bytes]:
        if says:
            environ[READ_BY_ANYBODY] = None
        start("200 OK", [("Content-Type", "text/html"), *([more] if more else [])])
        return [b"<p>"]

    server = Server(clock)
    server.front = Front(site, server.kept)
    assert server.ask("/").status == 200
    assert (server.kept.bytes > 0) is kept


def test_a_rating_is_on_the_page_of_the_next_reader(server, clock, path, article):
    assert "trong 0 đánh giá" in server.ask(path).text
    readers.rate(article, 5, reader=Reader("r", "a"), at=NOW)
    clock.passes(LOOK_AGAIN)
    assert "trong 1 đánh giá" in server.ask(path).text


def test_a_category_that_was_opened_is_on_the_pages_of_the_next_reader(
    server, clock, path, editing
):
    assert "Cải cách hành chính" not in server.ask(path).text
    boxes.add_category("Cải cách hành chính", 2, by=editing)
    clock.passes(LOOK_AGAIN)
    assert "Cải cách hành chính" in server.ask(path).text

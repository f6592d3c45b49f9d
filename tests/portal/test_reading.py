"""Anybody reads: what the pages say, what they cost, what they leave behind."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nguon.portal import operations
from nguon.portal.http import READER_COOKIE
from nguon.portal.models import Article
from nguon.portal.news import operations as news
from nguon.portal.news.views import A_PAGE
from nguon.portal.readers import operations as readers
from tests.portal.conftest import NOW, reader

POSTED = datetime(2020, 5, 7, 13, 22, tzinfo=UTC)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")

pytestmark = pytest.mark.django_db


def pages(article: Article) -> list[str]:
    return ["/", article.category.get_absolute_url(), article.get_absolute_url()]


def queries_of(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in seen]


def test_an_empty_site_says_that_it_is_being_prepared(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "Trang đang được chuẩn bị" in page.text


def test_the_home_page_leads_with_the_newest_article(client, write):
    write("Bài cũ", at=NOW - timedelta(days=9))
    write("Bài mới", at=NOW - timedelta(days=1))
    text = client.get("/").text
    assert text.index("Bài mới") < text.index("Bài cũ")


def test_a_category_lists_its_articles_and_no_others(client, write, editing):
    other = operations.open_category("thong-bao", "Thông báo", order=2, by=editing)
    write("Bài của xây dựng Đảng")
    write("Bài của thông báo", category=other)
    text = client.get("/tin/thong-bao/").text
    assert "Bài của thông báo" in text
    assert "Bài của xây dựng Đảng" not in text


def test_a_category_without_articles_says_so(client, category):
    assert "chưa có bài viết" in client.get("/tin/xay-dung-dang/").text


def test_the_line_of_posting_is_the_one_that_readers_know(client, write):
    page = client.get(write("Bài", at=POSTED).get_absolute_url())
    assert "Thứ năm - 07/05/2020 20:22" in page.text
    assert 'Đăng lúc: <time datetime="2020-05-07T20:22:00+07:00">' in page.text
    published = '<meta property="article:published_time" content="2020-05-07T20:22:00+07:00">'
    assert published in page.text


def test_poster_author_source_and_category_stand_below_the_article(client, write):
    article = write("Bài", author="Hồ Văn Ví Dụ", source="Bản tin Bản Mẫu")
    text = client.get(article.get_absolute_url()).text
    for said in ("Trần Văn Biên", "Hồ Văn Ví Dụ", "Bản tin Bản Mẫu", "Xây dựng Đảng"):
        assert said in text


@pytest.mark.parametrize("hidden", ["draft", "future"])
def test_nobody_reads_an_article_before_its_time(client, article, hidden):
    if hidden == "draft":
        Article.objects.update(state="draft")
    else:
        Article.objects.update(published_at=timezone.now() + timedelta(hours=1))
    assert client.get(article.get_absolute_url()).status_code == 404
    assert article.title not in client.get("/").text
    assert article.title not in client.get("/tin/xay-dung-dang/").text


def test_an_article_under_another_category_leads_to_its_own_address(client, article):
    answer = client.get(f"/tin/noi-khac/{article.slug}/")
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


def test_newer_older_and_related_articles_stand_beside(client, write, editing):
    older, article, newer = (
        write(title, at=NOW - timedelta(days=days))
        for title, days in (("Bài trước đó", 3), ("Bài này", 2), ("Bài sau đó", 1))
    )
    news.relate(article, [older], by=editing)
    text = client.get(article.get_absolute_url()).text
    related, newest, oldest = (text.index(word) for word in ("liên quan", "mới hơn", "cũ hơn"))
    assert related < text.index("Bài trước đó") < newest < text.index("Bài sau đó") < oldest
    assert "Bài này" in client.get(older.get_absolute_url()).text
    assert newer.title in text


def test_reading_costs_the_same_number_of_queries_for_one_row_and_for_three(
    client, write, submit, article, moderating, editing
):
    write("Bài đầu")
    first = {page: len(queries_of(client, page)) for page in pages(article)}
    for number in range(3):
        other = write(f"Bài thêm {number}")
        news.relate(article, [other], by=editing)
        readers.rate(article, 4, reader=reader(str(number), key=str(number)), at=NOW)
        readers.show_comment(submit(f"Ý kiến {number}"), by=moderating)
    client.get("/")  # whatever is looked up once
    assert {page: len(queries_of(client, page)) for page in pages(article)} == first
    assert first.pop("/") <= 16  # a statement a room
    assert max(first.values()) <= 8


def test_reading_writes_nothing(client, article):
    for page in pages(article):
        assert not [sql for sql in queries_of(client, page) if sql.startswith(WRITES)]


def test_whoever_merely_reads_gets_no_cookie(client, article):
    for page in [*pages(article), "/khong-co-trang-nay/"]:
        assert not client.get(page).cookies
    assert not client.cookies


def test_pages_refer_to_no_other_place(client, article):
    for page in pages(article):
        assert not ELSEWHERE.search(client.get(page).text)


def test_an_article_is_light(client, write):
    article = write("Bài dài", body="<p>Một câu văn tiếng Việt đủ dài để in.</p>" * 200)
    text = client.get(article.get_absolute_url()).text
    assert len(gzip.compress(text.encode())) < 12_000
    assert len(re.findall(r'<(?:link rel="(?:icon|stylesheet)"|script|img)', text)) <= 6


@pytest.mark.parametrize("name", ["home", "category", "article"])
def test_pages_take_no_other_method(client, article, name):
    page = dict(zip(("home", "category", "article"), pages(article), strict=True))[name]
    assert client.post(page).status_code in (403, 405)
    assert client.delete(page).status_code in (403, 405)


def test_a_foreign_host_header_is_refused(client, article):
    for page in pages(article):
        assert client.get(page, HTTP_HOST="nguon.example").status_code == 400
        assert client.get(page, HTTP_X_FORWARDED_HOST="nguon.example").status_code == 200
        text = client.get(page, HTTP_X_FORWARDED_HOST="nguon.example").text
        assert "nguon.example" not in text


def test_the_language_can_be_switched_and_stays(client, article):
    page = article.get_absolute_url()
    answer = client.post("/ngon-ngu/", {"language": "en", "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert '<html lang="en">' in client.get(page).text


@pytest.mark.parametrize(
    "target",
    ["https://nguon.example/", "//nguon.example", "/\\nguon.example", "javascript:alert(1)"],
)
def test_no_form_leads_to_another_site(client, target):
    answer = client.post("/ngon-ngu/", {"language": "en", "next": target})
    assert answer["Location"] == "/"


def test_a_foreign_page_cannot_send_our_forms(client, article):
    for path in ("danh-gia/", "y-kien/"):
        address = article.get_absolute_url() + path
        assert client.post(address, HTTP_ORIGIN="https://nguon.example").status_code == 403
        assert client.post(address, HTTP_ORIGIN="null").status_code == 403
        assert client.post(address, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_a_made_up_reader_token_counts_for_nothing(client, article):
    client.cookies[READER_COOKIE] = "made-up:token"
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_page_that_is_not_there_is_said_in_our_words(client):
    page = client.get("/khong-co/")
    assert page.status_code == 404
    assert "Không có trang này" in page.text


def test_a_long_category_is_turned_page_by_page(client, write):
    for number in range(A_PAGE + 1):
        write(f"Bài số {number}", at=NOW - timedelta(hours=number))
    first = client.get("/tin/xay-dung-dang/").text
    assert 'rel="next" href="?trang=2"' in first
    assert f"Bài số {A_PAGE}<" not in first
    assert f"Bài số {A_PAGE}<" in client.get("/tin/xay-dung-dang/?trang=2").text
    for odd in ("0", "99", "-1", "hai", "'"):
        assert client.get("/tin/xay-dung-dang/", {"trang": odd}).status_code == 200

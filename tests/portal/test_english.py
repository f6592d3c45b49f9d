"""Whoever reads in English finds English around the articles, and in Vietnamese no English."""

import re

import pytest
from django.test import Client

from nguon.portal import operations
from nguon.portal.accounts import issue_link
from nguon.portal.models import Role
from nguon.portal.readers import operations as readers
from tests.portal.conftest import FIREFOX, TODAY, sign_in, stamp
from tests.words import foreign, is_page, texts

pytestmark = pytest.mark.django_db
WRITTEN_HERE = re.compile(
    "Chi bộ khóm Bản Mẫu họp|Lời dẫn.|Chi bộ họp bàn việc tìm nguồn.|Xây dựng Đảng|Thông báo|"
    "Trần Văn Biên|Nguyễn Thị Mẫu|Cây Lim|Một câu hỏi|Một câu trả lời|Bài thứ \\w+|Người viết|"
    "kiem-duyet"
)
COMMENT = {"name": "Cây Lim", "text": "Một câu hỏi", "website": ""}


@pytest.fixture(params=["en", "vi"])
def language(request):
    return request.param


@pytest.fixture
def here(language):
    """A reader's browser that asks for pages in this language."""
    return Client(headers={"accept-language": language, "user-agent": FIREFOX})


def all_in(language, answers):
    """Whether all these are pages without a word of the other language."""
    assert all(is_page(answer) for answer in answers)
    return not [wrong for answer in answers for wrong in foreign(answer, language, WRITTEN_HERE)]


def test_reading_pages_speak_the_readers_language(
    here, language, write, category, submit, moderating, editing
):
    empty = here.get("/")
    operations.open_category("thong-bao", "Thông báo", order=2, by=editing)
    for number in ("một", "hai", "ba"):
        write(f"Bài thứ {number}", author="Người viết", source="Người viết")
    shown = readers.show_comment(submit("Một câu hỏi"), by=moderating)
    page = shown.article.get_absolute_url()
    pages = [
        empty,
        here.get("/"),
        here.get(category.get_absolute_url()),
        here.get("/tin/thong-bao/"),
        here.get(page),
        here.get(page, {"tra-loi": shown.ref}),
        here.get("/khong-co-trang-nay/"),
        here.get("/dang-nhap/"),
        here.post("/dang-nhap/", {"login": "ai", "password": "sai"}),
    ]
    assert all_in(language, pages)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"website": "https://spam.example"},
        {"stamp": "made:up"},
        {"stamp": stamp(minutes_ago=0)},
        {"stamp": stamp(minutes_ago=3000)},
        {"name": "", "text": ""},
        {"name": "x" * 81, "text": "x" * 2001},
        {"name": "\u200b\u202e"},
        {"text": "\0"},
        {"parent": "khong-co"},
    ],
)
def test_what_becomes_of_a_comment_is_told_in_the_readers_language(here, language, article, told):
    path = article.get_absolute_url()
    answer = here.post(f"{path}y-kien/", {**COMMENT, "stamp": stamp(), **told}, follow=True)
    assert all_in(language, [answer])


def test_what_becomes_of_a_rating_is_told_in_the_readers_language(here, language, article):
    rate = f"{article.get_absolute_url()}danh-gia/"
    answers = [here.post(rate, {"value": value}, follow=True) for value in ("4", "5", "?")]
    assert all_in(language, answers)


def test_the_pages_of_moderators_speak_their_language(language, moderator, submit, system):
    submit("Một câu hỏi")
    here = sign_in(moderator)
    here.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    pages = [
        *(here.get("/kiem-duyet/", {"trang-thai": state}) for state in ("waiting", "hidden")),
        here.get("/xac-thuc/"),
        here.get("/xac-thuc/ung-dung/"),
    ]
    link = issue_link(moderator, by=system)
    poor = {"new_password1": "matkhau", "new_password2": "khác"}
    pages += [here.get(link), here.post(link, poor), here.post(link, {})]
    assert all_in(language, pages)


def test_who_may_not_moderate_is_told_so_in_the_readers_language(language, system):
    writer = operations.open_account("viet", "Cây Lim", roles=[Role.EDITOR], on=TODAY, by=system)
    here = sign_in(writer)
    here.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer = here.get("/kiem-duyet/")
    assert answer.status_code == 403
    assert all_in(language, [answer])


def test_the_choice_of_language_is_remembered_and_the_page_says_it(client, article):
    assert '<html lang="vi">' in client.get("/").text
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get(article.get_absolute_url()).text


def test_the_day_of_an_article_is_written_day_month_year(here, language, article):
    days = [text for text in texts(here.get("/"), language) if re.search(r"\d/\d{4}", text)]
    assert any(f"{article.published_at:%d/%m/%Y}" in day for day in days)

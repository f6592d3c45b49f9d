"""Parts of the site become one: everything moves along, and old addresses lead on for good."""

import pytest

from nguon.core.actor import NotAllowed
from nguon.portal import operations as site
from nguon.portal.boxes import operations
from nguon.portal.models import Article, Category
from nguon.portal.news import operations as news
from nguon.portal.news.words import words_of
from nguon.portal.operations import NotPossible
from tests.portal.conftest import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(editing) -> Category:
    return site.open_category("tin-co-so", "Tin cơ sở", order=2, by=editing)


def test_old_addresses_of_a_merged_category_lead_on(article, category, other, editing, client):
    before = article.get_absolute_url()
    operations.join_category(category, other, by=editing)
    article.refresh_from_db()
    assert article.category == other
    for old, new in (
        ("/tin/xay-dung-dang/", "/tin/tin-co-so/"),
        ("/rss/chuyen-muc/xay-dung-dang/", "/rss/chuyen-muc/tin-co-so/"),
        (before, f"/tin/tin-co-so/{article.slug}/"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
        assert client.get(new).status_code == 200
    assert article.title in client.get("/rss/chuyen-muc/tin-co-so/").text
    assert f"/tin/tin-co-so/{article.slug}/" in client.get("/tim-kiem/", {"q": "ban mau"}).text


def test_a_category_merged_twice_leads_to_the_last(category, other, editing, client):
    third = site.open_category("tin-chung", "Tin chung", order=3, by=editing)
    operations.join_category(category, other, by=editing)
    operations.join_category(other, third, by=editing)
    assert client.get("/tin/xay-dung-dang/").headers["Location"] == "/tin/tin-chung/"


def test_an_old_address_is_not_given_to_a_new_category(category, other, editing):
    operations.join_category(category, other, by=editing)
    with pytest.raises(NotPossible, match="Đã có"):
        site.open_category("xay-dung-dang", "Xây dựng Đảng", order=1, by=editing)
    assert operations.add_category("Xây dựng Đảng", 1, by=editing).slug == "xay-dung-dang-2"


def test_an_old_revision_is_published_in_the_category_that_there_is(
    article, category, other, editing
):
    operations.join_category(category, other, by=editing)
    first = article.revisions.earliest("number")
    assert words_of(first).category == other
    news.restore(article, first.number, by=editing)
    assert Article.objects.get().category == other


def test_a_category_is_not_merged_into_itself_nor_by_whoever_may_not(
    category, other, editing, moderating
):
    with pytest.raises(NotPossible):
        operations.join_category(category, category, by=editing)
    with pytest.raises(NotAllowed):
        operations.join_category(category, other, by=moderating)
    assert Category.objects.count() == 2


def test_the_desk_merges_after_a_question(article, category, other, editor):
    browser = sign_in(editor)
    assert "Gộp chuyên mục" in browser.get("/ban-bien-tap/khung/chuyen-muc/xay-dung-dang/").text
    browser.post("/ban-bien-tap/khung/chuyen-muc/xay-dung-dang/gop/", {"into": other.pk})
    assert list(Category.objects.all()) == [other]

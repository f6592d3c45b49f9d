"""Readers rate: once each, whatever they try, and without a script."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from nguon.portal import operations
from nguon.portal.http import READER_COOKIE
from nguon.portal.models import Article, Rating
from nguon.portal.news import queries as news_queries
from nguon.portal.readers import operations as readers
from tests.portal.conftest import FIREFOX, NOW, reader, stamp

pytestmark = pytest.mark.django_db


def give(client: Client, article: Article, points: object = 4, **more: str):
    told = {"points": points, "stamp": more.pop("stamp", None) or stamp()}
    return client.post(article.get_absolute_url() + "danh-gia/", told, follow=True, **more)


def test_the_sum_is_said_in_the_words_that_readers_know(client, article):
    page = client.get(article.get_absolute_url())
    assert "Tổng số điểm của bài viết là: 0 trong 0 đánh giá" in page.text
    page = give(client, article, 4)
    assert "Tổng số điểm của bài viết là: 4 trong 1 đánh giá" in page.text
    assert "Cảm ơn quý vị đã đánh giá." in page.text


def test_a_reader_rates_once(client, article):
    give(client, article, 5)
    page = give(client, article, 1)
    assert "mỗi người đọc đánh giá một lần" in page.text
    assert [rating.points for rating in Rating.objects.all()] == [5]


def test_who_has_rated_is_not_asked_again(client, article):
    assert "Click để đánh giá bài viết" in client.get(article.get_absolute_url()).text
    give(client, article)
    page = client.get(article.get_absolute_url())
    assert "Click để đánh giá bài viết" not in page.text
    assert "Quý vị đã đánh giá bài viết này." in page.text


def test_one_reader_rates_several_articles(client, article, write):
    give(client, article)
    give(client, write("Bài khác"))
    assert len({rating.reader for rating in Rating.objects.all()}) == 1
    assert Rating.objects.count() == 2


def test_the_token_is_given_only_to_who_rates_and_tells_nothing(client, article):
    give(client, article)
    cookie = client.cookies[READER_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Rating.objects.get().reader not in cookie.value


def test_nothing_that_is_kept_tells_who_rated(client, article):
    give(client, article, REMOTE_ADDR="203.0.113.77")
    rating = Rating.objects.get()
    assert "203.0.113" not in rating.sent_from + rating.reader
    assert (len(rating.sent_from), len(rating.reader)) == (64, 64)


def test_a_double_click_from_a_fresh_browser_counts_once(article):
    same_page = stamp()
    for _click in range(2):
        give(Client(HTTP_USER_AGENT=FIREFOX), article, 5, stamp=same_page)
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("points", [0, 6, -1, "", "năm", "5.5", "1e0", 10**40])
def test_only_one_to_five_points_count(client, article, points):
    page = give(client, article, points)
    assert page.status_code == 200
    assert "Đánh giá chưa được ghi" in page.text
    assert not Rating.objects.exists()


@pytest.mark.parametrize("forged", ["x", "1748833200:forged", "\0"])
def test_a_forged_form_counts_for_nothing(client, article, forged):
    assert give(client, article, 5, stamp=forged).status_code == 200
    assert not Rating.objects.exists()


def test_a_page_left_open_for_days_must_be_opened_again(client, article):
    give(client, article, 5, stamp=stamp(minutes_ago=2 * 24 * 60))
    assert not Rating.objects.exists()


def test_an_article_that_is_not_out_cannot_be_rated(client, article):
    Article.objects.update(published_at=timezone.now() + timedelta(hours=1))
    assert give(client, article).status_code == 404
    assert not Rating.objects.exists()


def test_the_mean_is_told_from_twenty_ratings_on(client, article):
    for number in range(19):
        readers.rate(article, 4, reader=reader(f"{number}", key=f"{number}"), at=NOW)
    assert "Trung bình" not in client.get(article.get_absolute_url()).text
    readers.rate(article, 5, reader=reader("19", key="19"), at=NOW)
    page = client.get(article.get_absolute_url())
    assert "Tổng số điểm của bài viết là: 81 trong 20 đánh giá" in page.text
    assert "Trung bình 4,1 trên 5; không đại diện cho ý kiến chung." in page.text


def test_one_address_cannot_stuff_the_ballot(article):
    limit = readers.RATINGS_AN_HOUR_FROM_ONE_ADDRESS
    for number in range(limit):
        readers.rate(article, 5, reader=reader("farm", key=f"{number}"), at=NOW)
    with pytest.raises(operations.TooMuch):
        readers.rate(article, 5, reader=reader("farm", key="another"), at=NOW)
    assert Rating.objects.count() == limit
    later = NOW + timedelta(hours=1)
    readers.rate(article, 5, reader=reader("farm", key="another"), at=later)


def test_a_farm_of_addresses_freezes_the_article(article):
    limit = readers.RATINGS_AN_HOUR_OF_ONE_ARTICLE
    for number in range(limit):
        readers.rate(article, 1, reader=reader(f"{number}", key=f"{number}"), at=NOW)
    with pytest.raises(operations.TooMuch):
        readers.rate(article, 1, reader=reader("one more", key="one more"), at=NOW)
    assert Rating.objects.count() == limit


@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_with_one_token_are_one_rating(article):
    first = Client(HTTP_USER_AGENT=FIREFOX)
    other = Article.objects.get(pk=article.pk)
    give(first, other)
    Rating.objects.all().delete()

    def rate_once(number: int) -> int:
        try:
            browser = Client(HTTP_USER_AGENT=FIREFOX)
            browser.cookies = first.cookies
            told = {"points": 1 + number % 5, "stamp": stamp()}
            return browser.post(article.get_absolute_url() + "danh-gia/", told).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(rate_once, range(8))) == {302}
    assert Rating.objects.count() == 1
    found = news_queries.article_page(article.slug, reader="", at=timezone.now())
    assert found.score.ratings == 1

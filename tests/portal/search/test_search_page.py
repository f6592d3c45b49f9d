"""The page that finds, the feeds, the list of addresses: what readers and machines are given."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nguon.portal.search import operations, views
from nguon.portal.search.models import Kind

NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
DAY = date(2025, 6, 2)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"

pytestmark = pytest.mark.django_db


def put(title: str, text: str = "Lời.", *, kind: str = Kind.ARTICLE, **more: object):
    told = {"address": f"/xem/{title[:9]}/", "day": DAY, "shown_from": NOW} | more
    operations.put(kind, title[:80], title=title, text=text, **told)


def addresses(client, path: str) -> list[str]:
    return [loc.text for loc in ET.fromstring(client.get(path).content).iter(LOC)]


def test_the_box_on_every_page_leads_to_what_it_finds(client):
    put("Chi bộ khóm họp")
    assert 'action="/tim-kiem/"' in client.get("/").text
    page = client.get("/tim-kiem/", {"q": "chi bo"})
    assert "1 kết quả" in page.text
    assert "<mark>Chi</mark> <mark>bộ</mark> khóm họp" in page.text


def test_nothing_that_is_found_or_typed_becomes_markup(client):
    put("Họp <script>alert(1)</script> bộ", "Chữ <img src=x onerror=alert(2)> trong bộ máy.")
    text = client.get("/tim-kiem/", {"q": 'bộ <script>"'}).text
    text += client.get("/tim-kiem/", {"q": "bộ"}).text
    assert "<img" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_next_page_keeps_the_question(client):
    for number in range(12):
        put(f"{number} tin bộ", kind=Kind.NOTICE)
    page = client.get("/tim-kiem/", {"q": "tin bộ", "loai": "thong-bao", "nam": "2025"})
    following = 'href="?q=tin+b%E1%BB%99&amp;loai=thong-bao&amp;nam=2025&amp;trang=2"'
    assert following in page.text
    assert '<option value="thong-bao" selected>' in page.text
    second = client.get("/tim-kiem/?q=tin+b%E1%BB%99&loai=thong-bao&nam=2025&trang=2").text
    assert second.count("<h3") == 2


def test_nothing_found_leads_on(client):
    put("Chi bộ khóm")
    page = client.get("/tim-kiem/", {"q": "chi xyz"}).text
    assert "Không có gì có đủ các từ “chi xyz”" in page
    assert '<a href="/tim-kiem/?q=chi">Chỉ tìm “chi”: 1 kết quả</a>' in page
    narrowed = client.get("/tim-kiem/", {"q": "chi", "nam": "1999"}).text
    assert "Bỏ chọn loại và năm: 1 kết quả" in narrowed


@pytest.mark.parametrize(
    "odd", ["q=%00x", "q=a&nam=99999", "q=a&nam=²²²²", "q=a&loai=zzz", "q=a&trang=-7", "q=%ff%fe"]
)
def test_odd_questions_are_answered(client, odd):
    assert client.get(f"/tim-kiem/?{odd}").status_code in (200, 400)


def test_a_search_writes_nothing_and_costs_the_same_for_one_hit_and_for_ten(client):
    counts = []
    for number in range(10):
        put(f"Tin {number}")
        with CaptureQueriesContext(connection) as seen:
            client.get("/tim-kiem/", {"q": "tin"})
        counts.append(len(seen))
    assert set(counts[1:]) == {counts[0]}
    assert counts[0] <= 8
    assert not [q for q in seen if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_list_of_addresses_is_whole_however_many_there_are(client, monkeypatch):
    monkeypatch.setattr(views, "ADDRESSES_A_PART", 4)
    for number in range(9):
        put(f"{number} tin")
    put("Sắp tới", shown_from=timezone.now() + timedelta(days=1))
    parts = addresses(client, "/sitemap.xml")
    assert parts == [f"http://testserver/sitemap-{part}.xml" for part in (1, 2, 3)]
    listed = [
        it for part in parts for it in addresses(client, part.removeprefix("http://testserver"))
    ]
    assert listed[0] == "http://testserver/"
    assert len(listed) == len(set(listed)) == 10
    assert client.get("/sitemap-4.xml").status_code == 404


def test_robots_are_told_where_the_list_is_and_what_is_closed(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /ban-bien-tap/" in text


def test_each_kind_and_each_category_has_a_feed_of_its_own(client, category):
    put("Tin của chuyên mục", category=category.slug)
    put("Tin khác & <b>lạ</b>")
    put("Văn bản số 1", kind=Kind.DOCUMENT)
    put("Chưa tới giờ", shown_from=timezone.now() + timedelta(hours=1))
    feeds = {
        path: [item.text for item in ET.fromstring(client.get(path).content).iter("title")][1:]
        for path in ("/rss/", "/rss/van-ban/", f"/rss/chuyen-muc/{category.slug}/")
    }
    assert list(map(sorted, feeds.values())) == [
        ["Tin của chuyên mục", "Tin khác & <b>lạ</b>", "Văn bản số 1"],
        ["Văn bản số 1"],
        ["Tin của chuyên mục"],
    ]
    assert client.get("/rss/khong-co/").status_code == 404
    assert client.get("/rss/chuyen-muc/khong-co/").status_code == 404


def test_pages_say_where_their_feed_is(client, category):
    assert 'type="application/rss+xml" title="Tin mới" href="/rss/"' in client.get("/").text
    page = client.get(category.get_absolute_url()).text
    assert f'href="/rss/chuyen-muc/{category.slug}/"' in page

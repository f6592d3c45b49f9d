"""Scripted abuse by readers: spam, stuffing, inflation, scripts, hosts, redirects, sessions."""

from datetime import timedelta

import pytest
from django.test import Client

from nguon.core.crypto import blind_index
from nguon.portal import housekeeping
from nguon.portal.models import Article, Comment
from nguon.portal.news import queries
from nguon.portal.operations import NotPossible, Reader
from nguon.portal.readers import operations as readers
from nguon.portal.readers.queries import Score
from nguon.portal.visits import VISITS
from tests.portal.conftest import FIREFOX, NOW, TODAY, sign_in, stamp

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def from_address(number: int) -> Reader:
    return Reader(key="", sent_from=blind_index(f"203.0.113.{number}", "address"))


@pytest.mark.parametrize("addresses", [1, 500])
def test_a_flood_of_spam_stops_at_the_limits_and_nobody_sees_any(client, article, addresses):
    taken = 0
    for number in range(400):
        try:
            readers.submit_comment(
                article,
                name="Máy",
                text=f"Rác {number}",
                reader=from_address(number % addresses),
                at=NOW + timedelta(seconds=number),
            )
        except NotPossible:
            continue
        taken += 1
    assert taken == (readers.COMMENTS_AN_HOUR if addresses == 1 else readers.QUEUE_AN_HOUR)
    assert "Rác" not in client.get(article.get_absolute_url()).text


def of_forty(article: Article) -> None:
    """Forty readers give four points, ten an hour."""
    for number in range(40):
        reader = Reader(key=f"honest {number}", sent_from=f"home {number}")
        readers.rate(article, 4, reader=reader, at=NOW - HOUR * (9 - number // 10))


def forge(article: Article, number: int) -> int:
    """So many ask one point for the article within an hour; how many got it."""
    taken = 0
    for each in range(number):
        reader = Reader(key=f"forged {each}", sent_from=f"farm {each % 250}")
        try:
            readers.rate(article, 1, reader=reader, at=NOW + timedelta(seconds=each % 3_000))
        except NotPossible:
            continue
        taken += 1
    return taken


def score(article: Article) -> Score:
    return queries.article_page(article.slug, reader="", at=NOW + HOUR).score


def test_a_farm_of_ratings_counts_for_the_sum_and_leaves_the_mean(article):
    of_forty(article)
    assert forge(article, 250) == readers.RATINGS_AN_HOUR_OF_ONE_ARTICLE
    assert (score(article).ratings, score(article).points) == (240, 360)
    assert score(article).mean == 4


def test_ratings_of_calm_hours_count_for_the_mean(article):
    of_forty(article)
    forge(article, readers.RUSH - 1)
    few = readers.RUSH - 1
    assert score(article).mean == pytest.approx((160 + few) / (40 + few))


def test_an_article_rated_only_in_a_rush_has_no_mean(article):
    forge(article, readers.RUSH)
    assert score(article).ratings == readers.RUSH
    assert score(article).mean is None


def test_hits_of_programs_and_reloads_inflate_no_counter_by_more_than_one(client, article):
    page = article.get_absolute_url()
    for _hit in range(4):
        client.get(page)
        client.head(page)
        client.get(page, HTTP_SEC_PURPOSE="prefetch")
        client.get(page, HTTP_USER_AGENT="curl/8.5.0")
        client.get(page, HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert VISITS.waiting().articles == {article.pk: 1}
    housekeeping.flush()
    assert Article.objects.get().views == 1


@pytest.mark.parametrize("where", ["/", "/tin/xay-dung-dang/", "{article}"])
@pytest.mark.parametrize("name", ["trang", "tra-loi", "q", "next"])
def test_nothing_of_an_address_is_said_back_as_markup(client, article, where, name):
    page = where.format(article=article.get_absolute_url())
    text = client.get(page, {name: '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


@pytest.mark.parametrize("path", ["danh-gia/", "y-kien/"])
def test_a_form_leads_nowhere_but_to_its_article(client, article, path):
    told = {"points": 4, "name": "A", "text": "B", "stamp": stamp(), "next": "//nguon.example"}
    answer = client.post(f"{article.get_absolute_url()}{path}", told)
    assert answer["Location"].startswith(article.get_absolute_url())


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//nguon.example/", "///nguon.example", "/\\nguon.example", "\\\\nguon.example",
        "https://nguon.example/", "https:nguon.example", "http:///nguon.example",
        "\t//nguon.example", "javascript:alert(1)", "//testserver@nguon.example/",
        "https://testserver.nguon.example/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", ["next", "referer"])
def test_choosing_a_language_leads_to_no_other_site(client, article, elsewhere, how):
    told = {"next": {"next": elsewhere}, "referer": {}}[how]
    came = {"HTTP_REFERER": elsewhere} if how == "referer" else {}
    answer = client.post("/ngon-ngu/", {"language": "en", **told}, **came)
    assert answer["Location"] == "/"


def test_a_forged_host_reaches_no_page_of_the_desk_either(moderator, article):
    browser = sign_in(moderator)
    for page in ("/kiem-duyet/", "/ban-bien-tap/", f"{article.get_absolute_url()}in/"):
        assert browser.get(page, HTTP_HOST="nguon.example").status_code == 400
        answer = browser.get(page, HTTP_X_FORWARDED_HOST="nguon.example")
        assert "nguon.example" not in answer.text + answer.get("Location", "")


def test_a_session_ends_with_its_sign_out(moderator, submit):
    comment = submit("Một ý kiến")
    browser = sign_in(moderator)
    taken = Client(HTTP_USER_AGENT=FIREFOX)
    taken.cookies.load({name: each.value for name, each in browser.cookies.items()})
    assert taken.get("/kiem-duyet/").status_code == 200
    browser.post("/dang-xuat/")
    assert taken.get("/kiem-duyet/").status_code == 302
    taken.post(f"/kiem-duyet/{comment.ref}/", {"decision": "show"})
    assert Comment.objects.get().state == "waiting"


def test_a_whole_page_is_shown_by_two_clicks_and_not_by_one(signed_in, submit):
    refs = [submit(f"Ý kiến {number}").ref for number in range(3)]
    assert "Hiện cả trang" in signed_in.get("/kiem-duyet/").text
    signed_in.post("/kiem-duyet/ca-trang/", {"ref": refs})
    assert not Comment.objects.filter(state="shown").exists()
    readers_unread = submit("Đến sau khi trang được mở")
    signed_in.post(f"/kiem-duyet/{refs[0]}/", {"decision": "hide"})
    signed_in.post("/kiem-duyet/ca-trang/", {"ref": refs, "read": "yes"})
    states = dict(Comment.objects.values_list("ref", "state"))
    assert [states[ref] for ref in refs] == ["hidden", "shown", "shown"]
    assert states[readers_unread.ref] == "waiting"


def test_what_readers_left_tells_nobody_who_they_are(client, article, submit, moderating):
    readers.show_comment(submit("Một ý kiến"), by=moderating)
    page = queries.article_page(article.slug, reader="", at=NOW)
    comment = page.threads[0].comment
    text = client.get(article.get_absolute_url()).text
    assert comment.sent_from not in text
    readers.forget_addresses(at=NOW + timedelta(days=8))
    comment.refresh_from_db()
    assert (comment.sent_from, comment.name) == ("", "Cây Lim")
    assert comment.posted_at.date() >= TODAY

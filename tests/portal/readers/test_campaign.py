"""PA-01, PA-02: ten thousand comments and ten thousand ratings of machines, by the pages."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nguon.portal.models import Article, Comment, CommentState
from nguon.portal.news import queries
from nguon.portal.operations import Reader
from nguon.portal.readers import operations as readers
from tests.portal.conftest import FIREFOX, stamp
from tests.torture import campaign

pytestmark = pytest.mark.django_db
SPAM, FORGED = 10_000, 10_000
ADDRESSES = 500


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


def post(page: str, number: int, **told: object) -> int:
    """A machine that keeps no cookie sends a form from one of its addresses."""
    machine = Client(HTTP_USER_AGENT=FIREFOX)
    answer = machine.post(page, told | {"stamp": stamp()}, REMOTE_ADDR=address(number))
    return answer.status_code


@pytest.mark.parametrize("addresses", [1, ADDRESSES])
def test_of_a_flood_of_spam_the_limits_take_few_and_readers_see_none(client, article, addresses):
    page, sent = article.get_absolute_url(), campaign.times(260, SPAM // 2)
    told = Counter(
        post(f"{page}y-kien/", each % addresses, name="Máy", text=f"Rác {each}")
        for each in range(sent)
    )
    most = 5 if addresses == 1 else 200
    wrong = [f"answered {status}" for status in told.keys() - {302, 422}]
    wrong += ["shown unseen"] * Comment.objects.exclude(state=CommentState.WAITING).count()
    wrong += ["seen on the page"] * client.get(page).text.count("Rác")
    if (taken := Comment.objects.count()) != most or told[302] != most:
        wrong.append(f"{taken} taken, {told[302]} thanked for, not {most}")
    passes = "≤ 5/h/address, ≤ 200/h queued, 0 shown unseen"
    what = f"comments from {addresses} addresses"
    campaign.hand_in("PA-01", what, count=sent, wanted=SPAM // 2, wrong=wrong, passes=passes)
    assert not wrong


def test_forged_ratings_do_not_move_the_mean(article: Article):
    now = timezone.now()
    for number in range(40):
        honest = Reader(key=f"honest {number}", sent_from=f"home {number}")
        readers.rate(article, 4, reader=honest, at=now - timedelta(hours=9 - number // 10))
    page, sent = article.get_absolute_url(), campaign.times(300, FORGED)
    told = Counter(post(f"{page}danh-gia/", each % 250, points=1) for each in range(sent))
    score = queries.article_page(article.slug, reader="", at=now + timedelta(hours=1)).score
    wrong = [f"answered {status}" for status in told.keys() - {302, 200}]
    if score.mean is None or abs(score.mean - 4) > 0.1:
        wrong.append(f"the mean became {score.mean}")
    if score.ratings != 40 + readers.RATINGS_AN_HOUR_OF_ONE_ARTICLE:
        wrong.append(f"{score.ratings} ratings")
    passes = "the mean moves ≤ 0.1 or is frozen"
    what = "ratings from 250 addresses"
    campaign.hand_in("PA-02", what, count=sent, wanted=FORGED, wrong=wrong, passes=passes)
    assert not wrong

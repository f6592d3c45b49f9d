"""The demonstration tells the founding article's facts and never mixes with a real site."""

import re
from datetime import date

import pytest
from django.utils import timezone

from nguon.core import audit, installation
from nguon.portal import demonstration
from nguon.portal.models import Article, Category, Comment, Rating, User
from tests.portal.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

FACTS = (
    "hơn 42\u00a0%", "10 đến 12", "36 người", "72\u00a0%", "8 người", "279 hộ", "Khe Xong",
    "2015–2020", "đi làm ăn xa", "chất lượng",
)  # fmt: skip


@pytest.fixture
def shown() -> None:
    demonstration.create(today=TODAY, at=NOW)


@pytest.fixture
def founding(shown) -> Article:
    return Article.objects.get(published_at__year=2020)


def test_the_founding_article_has_all_its_facts(client, founding):
    text = re.sub(r"[ \n]+", " ", client.get(founding.get_absolute_url()).text)
    assert "Đăng lúc:" in text
    assert "Thứ năm - 07/05/2020 20:22" in text
    assert "Tổng số điểm của bài viết là: 0 trong 0 đánh giá" in text
    assert founding.category.name == "Xây dựng Đảng"
    for fact in FACTS:
        assert fact in text


def test_comments_are_shown_and_waiting(client, founding):
    states = set(founding.comments.values_list("state", flat=True))
    assert states == {"shown", "waiting"}
    text = client.get(founding.get_absolute_url()).text
    for comment in founding.comments.all():
        assert (comment.text in text) == (comment.state == "shown")


def test_there_is_something_of_everything(client, shown):
    assert Category.objects.count() == 4
    assert not Category.objects.filter(articles=None).exists()
    assert Rating.objects.count() > 20
    text = client.get("/").text
    assert "Đọc nhiều" in text
    assert "Trang trình diễn" in text


def test_making_it_again_changes_nothing(shown):
    before = (Article.objects.count(), Comment.objects.count(), User.objects.count())
    demonstration.create(today=date(2025, 7, 1), at=timezone.now())
    assert (Article.objects.count(), Comment.objects.count(), User.objects.count()) == before


def test_nobody_has_a_passphrase_and_the_trail_holds(shown):
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not list(audit.verify())


def test_a_real_site_is_never_filled():
    installation.settle(installation.OFFICE, at=NOW)
    with pytest.raises(installation.AlreadyInstalled):
        demonstration.create(today=TODAY, at=NOW)
    assert not Article.objects.exists()
    assert not User.objects.exists()

"""The search built anew: everything public is found, nothing else; files by what they say."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from nguon.portal import finding
from nguon.portal.boxes import operations as boxes
from nguon.portal.files import operations as files
from nguon.portal.files.models import Said, StoredFile
from nguon.portal.news import operations as news
from nguon.portal.search import operations as search
from nguon.portal.search.models import Entry, Kind
from tests.hostile import packages
from tests.portal.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def rebuild() -> dict[Kind, int]:
    return {kind: max(steps, default=0) for kind, steps in finding.rebuild()}


def found(client, words: str) -> str:
    return client.get("/tim-kiem/", {"q": words}).text


def lose_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_words")


def test_a_lost_index_comes_back_with_everything_that_is_public(article, editing, client):
    boxes.give_notice("Lịch tiếp công dân", valid_from=TODAY, by=editing)
    boxes.write_page(
        "Giới thiệu", "<p>Trụ sở ở khóm Mẫu.</p>", in_menu=True, shown=True, by=editing
    )
    lose_the_index()
    assert article.title not in found(client, "ban mau")
    counted = rebuild()
    assert (counted[Kind.ARTICLE], counted[Kind.NOTICE], counted[Kind.PAGE]) == (1, 1, 1)
    assert article.get_absolute_url() in found(client, "ban mau")
    assert "/thong-bao/" in found(client, "tiep cong dan")
    assert "/trang/gioi-thieu/" in found(client, "tru so")


def test_what_is_no_longer_public_is_not_found_again(article, editing, client):
    news.withdraw(article, by=editing)
    told = {"address": "/tin/cu/", "day": TODAY, "shown_from": NOW - timedelta(days=9)}
    search.put(Kind.ARTICLE, article.ref, title="Bài đã gỡ", text="", **told)
    search.put(Kind.ARTICLE, "khong-co", title="Bài không có", text="", **told)
    rebuild()
    assert not Entry.objects.filter(kind=Kind.ARTICLE).exists()


@pytest.fixture
def plan(settings, tmp_path, editing) -> StoredFile:
    settings.FILES = tmp_path
    words = "<w:p><w:r><w:t>Đường vào hồ chứa nước Khe Mẫu</w:t></w:r></w:p>"
    upload = SimpleUploadedFile("ke-hoach.docx", packages.docx(words))
    return files.keep(upload, kind="document", by=editing)


def test_an_article_is_found_by_the_words_of_a_file_that_stands_with_it(
    article, plan, editing, client
):
    assert article.title not in found(client, "ho chua nuoc khe mau")
    news.attach(article, [plan], by=editing)
    assert article.get_absolute_url() in found(client, "ho chua nuoc khe mau")
    news.attach(article, [], by=editing)
    assert article.get_absolute_url() not in found(client, "ho chua nuoc khe mau")


def test_files_that_were_kept_before_their_words_were_are_read_once(plan):
    Said.objects.all().delete()
    assert list(finding.read_files()) == [1]
    assert "Khe Mẫu" in Said.objects.get(file=plan).text
    assert list(finding.read_files()) == []

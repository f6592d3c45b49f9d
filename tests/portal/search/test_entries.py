"""What the rooms put in is there, and what they take out is gone to the last byte."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from nguon.portal.search import operations
from nguon.portal.search.models import Entry, Kind, Text

NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
DAY = date(2025, 6, 2)

pytestmark = pytest.mark.django_db


def put(key: str, title: str = "Chi bộ họp", text: str = "Bàn việc tìm nguồn.", **more: object):
    told = {"address": f"/tin/{key}/", "day": DAY, "shown_from": NOW} | more
    operations.put(Kind.ARTICLE, key, title=title, text=text, **told)


def indexed() -> str:
    """Everything that the index of this database holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_words")
        return str(cursor.fetchall())


def test_a_thing_that_is_put_in_again_is_there_once_with_its_new_words():
    put("mot", title="Tiêu đề cũ")
    put("mot", title="Tiêu đề mới")
    assert [entry.title for entry in Entry.objects.all()] == ["Tiêu đề mới"]
    assert "moi" in indexed()
    assert "cu" not in indexed()


def test_nothing_of_a_thing_that_was_taken_out_is_left():
    put("mot", title="Một người xin gỡ tên")
    operations.drop(Kind.ARTICLE, "mot")
    assert not Entry.objects.exists()
    assert not Text.objects.exists()
    assert "nguoi" not in indexed()


def test_what_was_never_there_can_be_taken_out():
    operations.drop(Kind.ARTICLE, "chua-co")


def test_everybody_sees_a_thing_from_one_instant_until_another():
    put("mot", shown_from=NOW, shown_until=NOW + timedelta(hours=1))
    shown = [
        Entry.objects.shown(NOW + timedelta(minutes=minutes)).count()
        for minutes in (-1, 0, 59, 60)
    ]
    assert shown == [0, 1, 1, 0]


def test_a_text_longer_than_any_index_takes_is_still_put_in():
    put("mot", text="từ " * 50_000 + "cuối", title="chữ " * 300)
    assert Entry.objects.count() == 1


def test_an_office_that_upgrades_finds_the_articles_it_had(article, write):
    write("Đã có trong chỉ mục")
    operations.drop(Kind.ARTICLE, article.ref)
    enter = import_module("nguon.portal.search.migrations.0004_articles_of_before").enter
    for _again in range(2):
        enter(apps, connection.schema_editor())
    found = Entry.objects.get(key=article.ref)
    assert (found.title, found.address) == (article.title, article.get_absolute_url())
    assert Entry.objects.count() == 2
    assert "khom" in indexed()

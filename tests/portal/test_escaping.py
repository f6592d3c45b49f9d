"""What a page has many of is put together without a template; nothing in it becomes markup."""

from datetime import timedelta
from html import escape

import pytest

from nguon.portal import operations
from nguon.portal.readers import operations as readers
from nguon.portal.templatetags.portal import day
from tests.portal.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script> \"'&"


def test_titles_in_lists_are_words(client, write):
    for each in range(8):
        write(f"{SCRIPT} {each}", at=NOW - timedelta(days=each + 1))
    article = write("Bài được đọc", at=NOW - timedelta(hours=1))
    for page in ("/", article.get_absolute_url()):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert escape(f"{SCRIPT} 0") in text


def test_names_of_parts_are_words(client, editing):
    operations.open_category("muc", SCRIPT, order=1, by=editing)
    text = client.get("/").text
    assert "<script>alert" not in text
    assert f">{escape(SCRIPT)}</a>" in text


def test_the_part_that_is_read_is_told(client, write, editing):
    operations.open_category("muc", "Mục khác hẳn", order=1, by=editing)
    article = write("Bài được đọc")
    part = article.category.get_absolute_url()
    assert f'<a href="{part}" aria-current="page">' in client.get(part).text
    text = client.get(article.get_absolute_url()).text
    assert f'<a href="{part}" aria-current="true">' in text
    assert text.count("aria-current") == 1


def test_comments_and_their_answers_are_words(client, submit, moderating):
    comment = submit(name=SCRIPT, text=f"{SCRIPT} một dòng")
    readers.show_comment(comment, by=moderating)
    answer = submit(name="Người trả lời", text=f"{SCRIPT}\n\nhai dòng", parent=comment)
    readers.show_comment(answer, by=moderating)
    text = client.get(comment.article.get_absolute_url()).text
    assert "<script>alert" not in text
    assert text.count(escape(SCRIPT)) >= 3
    assert '<div class="reply">' in text


def test_a_day_is_told_to_readers_and_machines_in_the_time_of_the_place():
    assert day(TODAY) == '<time datetime="2025-06-02">02/06/2025</time>'
    late = NOW.replace(hour=18)  # one o'clock of the next day in Viet Nam
    assert day(late) == '<time datetime="2025-06-03T01:00:00+07:00">03/06/2025</time>'

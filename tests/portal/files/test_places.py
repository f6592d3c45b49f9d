"""Where a file stands: everything that shows it is named, and nothing of that loses it."""

import pytest
from django.utils.html import escape

from nguon.portal.boxes import operations as boxes
from nguon.portal.files import operations, places
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.galleries import operations as galleries
from nguon.portal.news import operations as news
from nguon.portal.news.words import words_of
from nguon.portal.operations import NotPossible
from tests.portal.conftest import NOW, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(db: None) -> StoredFile:
    return StoredFile.objects.create(
        kind=Kind.PICTURE,
        name="cau-treo.png",
        media_type="image/png",
        size=9,
        sha256="a" * 64,
        width=360,
        height=240,
        alt="Cầu treo",
        kept_at=NOW,
    )


def test_each_room_names_what_shows_a_picture(picture, write, category, editing, editor):
    line = f"<p>Xem</p>{picture.line}"
    write("Bài có ảnh trong chữ", body=line)
    news.attach(write("Bài có ảnh kèm"), [picture], by=editing)
    galleries.arrange(galleries.make_album("Ruộng", by=editing), [picture], by=editing)
    boxes.add_link("Cổng xã", "https://example.vn/", logo=picture, by=editing)
    boxes.write_page("Giới thiệu", line, by=editing, in_menu=False, shown=False)
    named = {(str(place.kind), place.title) for place in places.of(picture)}
    assert named == {
        ("Bài viết", "Bài có ảnh trong chữ"),
        ("Bài viết", "Bài có ảnh kèm"),
        ("Album", "Ruộng"),
        ("Liên kết", "Cổng xã"),
        ("Trang", "Giới thiệu"),
    }
    page = sign_in(editor).get(f"/ban-bien-tap/tep/{picture.ref}/").text
    assert all(title in page for _kind, title in named)
    assert "Bỏ tệp này" not in page
    assert f'value="{escape(picture.line)}"' in page  # to be copied, and no picture of its own


def test_a_picture_in_a_revision_that_is_still_being_written_is_in_use(picture, article, editing):
    first = article.revisions.latest("number")
    words = words_of(first)
    words = type(words)(**words.told() | {"body": picture.line})
    news.save_revision(article, words, seen=first.number, by=editing)
    with pytest.raises(NotPossible, match=article.title):
        operations.remove(picture, by=editing)
    assert StoredFile.objects.filter(pk=picture.pk).exists()


def test_what_nothing_shows_any_more_can_be_removed(picture, article, editing, editor):
    news.attach(article, [picture], by=editing)
    news.attach(article, [], by=editing)
    page = sign_in(editor).get(f"/ban-bien-tap/tep/{picture.ref}/").text
    assert "Chưa dùng ở trang nào." in page
    sign_in(editor).post(f"/ban-bien-tap/tep/{picture.ref}/bo/")
    assert not StoredFile.objects.exists()

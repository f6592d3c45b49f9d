"""Albums and clips: begun by writers, shown by approvers, gone at once when taken down."""

from datetime import timedelta

import pytest
from PIL import Image

from nguon.core.actor import NotAllowed
from nguon.portal import operations as accounts
from nguon.portal.files import clips
from nguon.portal.files import operations as files
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.galleries import operations
from nguon.portal.galleries.film import webm
from nguon.portal.galleries.models import Album
from nguon.portal.models import Role
from nguon.portal.operations import NotPossible
from nguon.portal.roles import actor
from nguon.portal.search.models import Entry
from tests.portal.conftest import NOW, TODAY, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing(system):
    user = accounts.open_account(
        "viet", "Hồ Thị Mẫu Viết", roles=[Role.WRITER], on=TODAY, by=system
    )
    return actor(user, today=TODAY, at=NOW)


def stored(kind: str, words: str) -> StoredFile:
    told = {"media_type": "image/webp", "size": 1, "sha256": "0" * 64, "kept_at": NOW}
    return StoredFile.objects.create(kind=kind, name="tep.webp", alt=words, **told)


@pytest.fixture
def pictures() -> list[StoredFile]:
    return [stored(Kind.PICTURE, words) for words in ("Cổng chào", "Hội trường", "Ra về")]


@pytest.fixture
def album(writing, pictures) -> Album:
    made = operations.make_album("Hội nghị quý 3", by=writing)
    operations.arrange(made, pictures, by=writing)
    return made


def test_nobody_sees_an_album_before_an_approver_shows_it(album, editing, writing, client):
    assert client.get(album.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        operations.show(album, at=NOW, by=writing)
    operations.show(album, at=NOW, by=editing)
    page = client.get(album.get_absolute_url())
    assert [page.text.index(words) for words in ("Cổng chào", "Hội trường", "Ra về")] == sorted(
        page.text.index(words) for words in ("Cổng chào", "Hội trường", "Ra về")
    )
    assert "Hội nghị quý 3" in client.get("/hinh-anh/").text


def test_an_album_may_be_shown_from_a_later_hour(album, editing, client):
    far = NOW + timedelta(days=36500)
    operations.show(album, at=far, by=editing)
    assert client.get(album.get_absolute_url()).status_code == 404
    assert "Hội nghị quý 3" not in client.get("/hinh-anh/").text


def test_what_was_taken_down_is_gone_from_pages_and_search_at_once(album, editing, client):
    operations.show(album, at=NOW, by=editing)
    assert Entry.objects.filter(kind="album").exists()
    client.get(album.get_absolute_url())
    operations.hide(album, by=editing)
    assert client.get(album.get_absolute_url()).status_code == 404
    assert not Entry.objects.filter(kind="album").exists()


def test_whoever_only_writes_changes_nothing_that_everybody_sees(
    album, editing, writing, pictures
):
    operations.show(album, at=NOW, by=editing)
    with pytest.raises(NotAllowed):
        operations.arrange(album, pictures[:1], by=writing)
    with pytest.raises(NotAllowed):
        operations.change_album(album, title="Khác", about="", by=writing)
    assert album.shots.count() == 3


def test_an_empty_album_is_not_shown(writing, editing):
    empty = operations.make_album("Trống", by=writing)
    with pytest.raises(NotPossible, match="chưa có ảnh"):
        operations.show(empty, at=NOW, by=editing)


def test_pictures_move_up_and_down_on_the_page(album, pictures, editor):
    browser = sign_in(editor)
    last = {"picture": pictures[2].ref, "act": "up"}
    browser.post(f"/ban-bien-tap/hinh-anh/album/{album.slug}/anh/", last)
    order = [shot.picture_id for shot in album.shots.all()]
    assert order == [pictures[0].pk, pictures[2].pk, pictures[1].pk]
    browser.post(f"/ban-bien-tap/hinh-anh/album/{album.slug}/anh/", last | {"act": "out"})
    assert album.shots.count() == 2


def test_a_clip_has_its_poster_and_its_words_to_read(editing, client):
    clip = operations.make_clip(
        "Ngày hội đại đoàn kết",
        video=stored(Kind.CLIP, "phim"),
        poster=stored(Kind.PICTURE, "Sân nhà văn hoá"),
        captions=stored(Kind.CAPTIONS, "lời"),
        by=editing,
    )
    operations.show(clip, at=NOW, by=editing)
    page = client.get(clip.get_absolute_url()).text
    assert 'kind="captions"' in page
    assert "autoplay" not in page
    assert "Ngày hội đại đoàn kết" in client.get("/video/").text


@pytest.mark.parametrize(("video", "poster"), [("picture", "picture"), ("clip", "document")])
def test_a_clip_of_other_files_is_refused(video, poster, editing):
    with pytest.raises(NotPossible):
        operations.make_clip(
            "Sai", video=stored(video, "a"), poster=stored(poster, "b"), by=editing
        )


def test_a_picture_of_an_album_is_not_removed_from_the_library(album, pictures, editing):
    with pytest.raises(NotPossible, match=f"đang được dùng ở 1 chỗ: Album “{album.title}”"):
        files.remove(pictures[0], by=editing)


def test_the_desk_lists_both_and_stays_shut_to_whoever_only_moderates(album, editor, moderator):
    assert "Hội nghị quý 3" in sign_in(editor).get("/ban-bien-tap/hinh-anh/").text
    assert sign_in(moderator).get("/ban-bien-tap/hinh-anh/").status_code == 403


def test_the_page_of_albums_asks_as_often_for_many_as_for_one(
    editing, pictures, client, django_assert_max_num_queries
):
    for n in range(6):
        made = operations.make_album(f"Album {n}", by=editing)
        operations.arrange(made, pictures, by=editing)
        operations.show(made, at=NOW, by=editing)
    with django_assert_max_num_queries(7):
        assert client.get("/hinh-anh/").status_code == 200


def test_drawn_pictures_make_a_film_that_the_library_takes():
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("#0b5c5a", "#f7c873")]
    film = webm(frames, each=500)
    assert clips.media_type(film) == clips.WEBM
    assert film.count(b"\x9d\x01\x2a" + (64).to_bytes(2, "little")) == 2  # two key frames of VP8

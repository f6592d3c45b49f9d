"""Choosing a file of the library: from the newest, by search, or by its code."""

import pytest

from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.galleries import operations as galleries
from tests.portal.conftest import NOW, sign_in

pytestmark = pytest.mark.django_db
PICKER = "/ban-bien-tap/tep/chon/"


@pytest.fixture
def pictures() -> list[StoredFile]:
    """Fifteen, the first of them the oldest."""
    told = {"kind": Kind.PICTURE, "media_type": "image/png", "size": 9, "kept_at": NOW}
    size = {"width": 360, "height": 240}
    rows = [
        StoredFile(
            name=f"anh-{n}.png", sha256=f"{n:064}", alt=f"Ruộng bậc thang {n}", **told, **size
        )
        for n in range(15)
    ]
    return StoredFile.objects.bulk_create(rows)


def test_twelve_are_on_a_page_and_the_rest_on_the_next(pictures, editor):
    browser = sign_in(editor)
    first, second = browser.get(PICKER).text, browser.get(PICKER, {"trang": 2}).text
    assert first.count("data-ref=") == 12
    assert second.count("data-ref=") == 3
    assert f'data-ref="{pictures[0].ref}"' in second


def test_a_picture_is_found_by_its_name_without_marks_and_by_what_it_shows(pictures, editor):
    browser = sign_in(editor)
    for words in ("anh-3.", "Ảnh-3.", "bậc thang 3"):
        found = browser.get(PICKER, {"loai": "picture", "q": words}).text
        assert f'data-ref="{pictures[3].ref}"' in found
    assert "data-ref=" not in browser.get(PICKER, {"q": "cầu treo"}).text
    assert "data-ref=" not in browser.get(PICKER, {"loai": "clip"}).text


def test_a_form_offers_the_newest_and_takes_any_by_its_code(pictures, editor, editing):
    browser = sign_in(editor)
    album = galleries.make_album("Ruộng", by=editing)
    page = browser.get(f"/ban-bien-tap/hinh-anh/album/{album.slug}/").text
    assert page.count('type="radio" name="picture"') == 8
    asked = {"picture-ref": f" {pictures[0].ref} ", "act": "add"}
    browser.post(f"/ban-bien-tap/hinh-anh/album/{album.slug}/anh/", asked)
    assert [shot.picture for shot in album.shots.all()] == [pictures[0]]


def test_the_files_of_an_article_keep_their_order_and_take_further_ones(pictures, article, editor):
    browser = sign_in(editor)
    desk = f"/ban-bien-tap/bai-viet/{article.ref}/tep/"
    browser.post(desk, {"attached": [pictures[5].ref]})
    browser.post(
        desk, {"attached": [pictures[5].ref, pictures[9].ref], "attached-ref": pictures[1].ref}
    )
    kept = [row.file for row in article.attachments.all()]
    assert kept[0] == pictures[5]
    assert set(kept) == {pictures[5], pictures[9], pictures[1]}
    browser.post(desk, {"attached-ref": "khong-co"})
    assert article.attachments.count() == 3


def test_whoever_only_moderates_sees_no_library(pictures, moderator):
    assert sign_in(moderator).get(PICKER).status_code == 403

"""The hostile files of the corpus, sent through the editors' own page: none is kept whole."""

from pathlib import Path

import pytest

from nguon.core import uploads
from nguon.core.confined.refusal import kind_of
from nguon.portal.files import shelf
from nguon.portal.files.models import StoredFile
from tests.hostile import others, packages, pdfs, pictures
from tests.hostile.corpus import PAPER, Corpus, Hostile
from tests.hostile.remains import remains
from tests.portal.conftest import sign_in
from tests.portal.files.test_keeping import sent

pytestmark = pytest.mark.django_db
LIGHT = 1 << 20  # bytes


def chosen() -> list[Hostile]:
    """One paper for each answer, and for each reader that takes one; none that takes its time."""
    made = Corpus()
    for maker in (packages, pictures, pdfs, others):
        maker.make(made)
    papers = [each for each in made.files.values() if each.where == PAPER and not each.slow]
    light = [each for each in papers if len(each.content) < LIGHT]
    return list({each.code or kind_of(each.content): each for each in light}.values())


PAPERS = chosen()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> Path:
    settings.FILES = tmp_path
    return tmp_path


@pytest.fixture
def send(editor):
    """Send a paper by the page of the library, as the kind that its first bytes say."""
    client = sign_in(editor)

    def sending(each: Hostile):
        kind = "picture" if kind_of(each.content) in uploads.PICTURES else "document"
        told = {"kind": kind, "alt": "thử", "file": sent(each.name, each.content)}
        return client.post("/ban-bien-tap/tep/moi/", told)

    return sending


@pytest.mark.parametrize("each", [e for e in PAPERS if e.code], ids=lambda each: each.title)
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_kept(each, send, own_folder):
    answer = send(each)
    assert answer.status_code == 422
    told = answer.text
    assert 'class="errorlist"' in told or "dấu mật" in told  # what is secret has a page of its own
    assert not StoredFile.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("each", [e for e in PAPERS if e.gone], ids=lambda each: each.title)
def test_what_is_taken_comes_out_without_what_it_hid(each, send):
    assert send(each).status_code == 302
    kept = StoredFile.objects.get()
    assert not remains(shelf.path_of(kept.sha256).read_bytes(), each.gone)

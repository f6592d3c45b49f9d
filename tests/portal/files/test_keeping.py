"""Files of the public site: looked at by what they hold, shown narrow, taken away whole."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from nguon.core import actor as actors
from nguon.portal.files import operations, shelf
from nguon.portal.files.models import StoredFile
from nguon.portal.operations import NotPossible
from tests.hostile import packages
from tests.portal.conftest import NOW, sign_in

pytestmark = pytest.mark.django_db
MP4 = b"\0\0\0\x14ftypisom\0\0\0\0isom" + b"\0\0\0\x08moov" + b"\0\0\0\x0cmdat1234"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> Path:
    settings.FILES = tmp_path
    return tmp_path


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(width: int = 900, height: int = 600, **options) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


@pytest.fixture
def meeting(editing) -> StoredFile:
    upload = sent("Họp chi bộ.JPG", photo())
    return operations.keep(upload, kind="picture", alt="Chi bộ họp ở nhà văn hoá", by=editing)


def test_a_picture_is_kept_with_its_size_and_narrower_copies(meeting, client):
    assert (meeting.name, meeting.media_type) == ("hop-chi-bo.jpeg", "image/jpeg")
    assert (meeting.width, meeting.height, meeting.widths) == (900, 600, [360, 720])
    small = client.get(meeting.narrower(360))
    assert small["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(b"".join(small.streaming_content))).size == (360, 240)


def test_where_and_when_a_photo_was_taken_is_not_kept(editing, client):
    exif = Image.Exif()
    exif[0x010E] = "Nhà ông Mẫu, thôn Khe Xong"
    upload = sent("anh.jpg", photo(exif=exif))
    kept = operations.keep(upload, kind="picture", alt="Đường làng", by=editing)
    shown = b"".join(client.get(kept.get_absolute_url()).streaming_content)
    assert b"Khe Xong" not in shown
    assert not Image.open(BytesIO(shown)).getexif()


def test_a_picture_needs_words_in_its_place(editing):
    with pytest.raises(NotPossible, match="chữ thay ảnh"):
        operations.keep(sent("a.jpg", photo(20, 20)), kind="picture", alt=" ", by=editing)
    kept = operations.keep(
        sent("a.jpg", photo(20, 20)), kind="picture", decorative=True, by=editing
    )
    assert kept.alt == ""


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", b"<svg onload=alert(1)>", "picture"),
        ("a.jpg", b"\xff\xd8\xff broken", "picture"),
        ("a.pdf", photo(20, 20), "document"),
        ("a.mp4", b"\0\0\0\x14ftypisom\0\0\0\0isom", "clip"),
        ("a.mp4", MP4[:-2], "clip"),
        ("a.mp4", b"<html><script>", "clip"),
        ("a.webm", b"\x1a\x45\xdf\xa3 matroska", "clip"),
        ("a.vtt", b"<script>alert(1)</script>", "captions"),
        ("a.vtt", b"WEBVTT\n\n\xff --> ", "captions"),
        ("Tài liệu TUYỆT MẬT.mp4", MP4, "clip"),
        ("a.jpg", b"", "picture"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused_and_nothing_kept(
    name, content, kind, editing, own_folder
):
    with pytest.raises(NotPossible):
        operations.keep(sent(name, content), kind=kind, alt="thử", by=editing)
    assert not StoredFile.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_a_clip_and_its_captions_are_handed_out_by_their_true_type(editing, client):
    clip = operations.keep(sent("phim.bin", MP4), kind="clip", by=editing)
    assert client.get(clip.get_absolute_url())["Content-Type"] == "video/mp4"
    text = "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào"
    told = operations.keep(sent("phu-de.txt", text.encode()), kind="captions", by=editing)
    assert client.get(told.get_absolute_url())["Content-Type"] == "text/vtt"


def test_a_player_gets_the_part_it_asks_for(editing, client):
    clip = operations.keep(sent("phim.mp4", MP4), kind="clip", by=editing)
    part = client.get(clip.get_absolute_url(), headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part["Content-Range"] == f"bytes 4-7/{len(MP4)}"
    beyond = client.get(clip.get_absolute_url(), headers={"range": f"bytes={len(MP4)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(MP4)}")


def test_a_document_word_writes_is_saved_not_shown(editing, client):
    upload = sent("Thông báo số 5.docx", packages.docx())
    kept = operations.keep(upload, kind="document", by=editing)
    answer = client.get(kept.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_browser_asks_again_with_the_tag_it_has(meeting, client):
    first = client.get(meeting.get_absolute_url())
    again = client.get(meeting.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in again.headers


def test_bytes_go_once_nothing_names_them_and_stay_while_something_does(
    meeting, editing, own_folder
):
    twin = operations.keep(sent("b.jpg", photo()), kind="picture", alt="Cùng một ảnh", by=editing)
    assert twin.sha256 == meeting.sha256
    later = NOW + timedelta(days=3650)
    operations.remove(meeting, by=editing)
    assert operations.sweep(at=later) == 0
    operations.remove(twin, by=editing)
    assert operations.sweep(at=later) == 3
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_whoever_may_not_write_keeps_nothing(moderating):
    with pytest.raises(actors.NotAllowed):
        operations.keep(sent("a.jpg", photo(20, 20)), kind="picture", alt="thử", by=moderating)
    assert not StoredFile.objects.exists()


def test_nothing_lies_outside_the_shelf(client):
    with pytest.raises(ValueError, match=r"\.\."):
        shelf.path_of("../keys/secret_key")
    assert client.get("/tep/khong-co/../../etc/passwd").status_code == 404


def test_an_editor_puts_in_a_picture_on_the_page_and_is_told_what_is_wrong(editor):
    client = sign_in(editor)
    wrong = client.post(
        "/ban-bien-tap/tep/moi/", {"kind": "picture", "file": sent("a.jpg", photo())}
    )
    assert wrong.status_code == 422
    assert "chữ thay ảnh" in wrong.text
    right = {"kind": "picture", "file": sent("a.jpg", photo()), "alt": "Cầu treo"}
    page = client.post("/ban-bien-tap/tep/moi/", right, follow=True)
    assert "Cầu treo" in page.text
    assert "Cầu treo" in client.get("/ban-bien-tap/tep/?loai=picture").text
    kept = StoredFile.objects.get()
    client.post(f"/ban-bien-tap/tep/{kept.ref}/bo/")
    assert not StoredFile.objects.exists()

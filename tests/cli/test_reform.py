"""``nguon reform``: exit codes, what it prints, and that a rehearsal writes nothing."""

import json

import pytest

from nguon.cli import main
from nguon.organizations import queries
from nguon.reports.models import Reform
from nguon.reports.sheets import read
from tests import cast
from tests.reports.test_reform import DISTRICT, MERGER, book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def file(tmp_path, places):
    def make(*rows):
        path = tmp_path / "danh-sach.xlsx"
        path.write_bytes(book(*rows))
        return str(path)

    return make


def told(capsys, *words, code=0):
    assert main(["reform", *words]) == code
    return capsys.readouterr()


def lists():
    return Reform.objects.visible_to(cast.system())


def test_a_rehearsal_tells_and_writes_nothing(file, capsys, places):
    said = told(capsys, "preview", file(MERGER, DISTRICT)).out
    assert "Đảng uỷ xã Hướng Hiệp" in said
    assert "chưa ghi gì" in said
    assert json.loads(told(capsys, "preview", file(MERGER), "--json").out)["faults"] == []
    assert not lists().exists()
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def test_refused_rows_give_2_with_their_reasons(file, capsys, tmp_path):
    wrong, bad = file({**DISTRICT, "Tổ chức": "Huyện uỷ Ma"}), tmp_path / "loi.xlsx"
    assert "Huyện uỷ Ma" in told(capsys, "preview", wrong, "--bad-rows", str(bad), code=2).out
    assert len(read(bad.read_bytes())[0].rows) == 2
    assert "Huyện uỷ Ma" in told(capsys, "apply", wrong, code=2).err
    assert "Excel" in told(capsys, "preview", __file__, code=2).err
    assert told(capsys, "preview", wrong, "--lang", "en", code=2).out.startswith("1 rows refused")


def test_a_list_is_applied_once_compared_and_undone(file, capsys, places):
    path = file(MERGER)
    done = json.loads(told(capsys, "apply", path, "--org", "quang-tri", "--json").out)
    assert (done["status"], done["compared"]["same"]) == ("done", True)
    assert "đã được áp dụng" in told(capsys, "apply", path, code=2).err
    assert "không đổi một chữ số nào" in told(capsys, "verify", path).out
    assert "No digit" in told(capsys, "verify", done["ref"], "--lang", "en").out
    assert "không đổi" in told(capsys, "verify", path, "--org", "quang-tri").out
    assert "nào như vậy" in told(capsys, "verify", path, "--org", "khe-xong", code=2).err
    told(capsys, "verify", path, "--org", "khong-co", code=2)
    words = ("--on", "2025-05-20", "--document", "02-QĐ/TU", "--reason", "Ghi nhầm")
    told(capsys, "undo", path, *words)
    assert queries.version_on(places["mo-o"], cast.TODAY) is not None
    assert "đính chính hết" in told(capsys, "undo", done["ref"], *words, code=2).err
    told(capsys, "verify", "khong-co", code=2)


def test_the_template_is_written(tmp_path, capsys):
    path = tmp_path / "mau.xlsx"
    told(capsys, "template", str(path))
    assert path.read_bytes().startswith(b"PK")

"""``nguon import``: exit codes, what it prints, what it leaves behind."""

import json

import pytest

from nguon.cli import main
from nguon.people.models import Person
from nguon.reports.sheets import read
from tests import cast
from tests.reports.books import person, roster

AS_OF = ["--as-of", "2025-06-02"]
TIED = ["--consent-sheet", "05-PĐY:01/03/2025", *AS_OF]


@pytest.fixture
def list_of(tmp_path, places):
    def make(*people, **options):
        path = tmp_path / "roster.xlsx"
        path.write_bytes(roster(*people, **options))
        return str(path)

    return make


def count():
    return Person.objects.visible_to(cast.system()).count()


def test_a_good_list_goes_in_and_the_exit_code_is_0(list_of, capsys):
    code = main(["import", list_of(person()), "--org", "krong-klang", "--json", *TIED])
    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (said["organization"], said["file"], said["dry_run"]) == (
        "krong-klang",
        "roster.xlsx",
        False,
    )
    assert (said["read"], said["accepted"], said["refused"], said["persons"]) == (1, 1, [], 1)
    assert "people" not in said
    assert count() == 1


def test_refused_rows_give_1_and_stand_in_the_json_and_in_a_workbook(list_of, capsys, tmp_path):
    file, bad = list_of(person(), person(born_on="29/02/2023")), tmp_path / "bad.xlsx"
    words = ["import", file, "--org", "krong-klang", "--json", "--bad-rows", str(bad), *TIED]
    assert main(words) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["refused"] == [
        {
            "sheet": "Danh sách",
            "row": 3,
            "column": "Ngày, tháng, năm sinh",
            "value": "29/02/2023",
            "code": "no_such_day",
            "about": {},
            "reason": "Không có ngày này trong lịch (dạng ngày/tháng/năm).",
        }
    ]
    assert said["accepted"] + said["refused_rows"] == said["read"] == 2
    assert read(bad.read_bytes())[0].rows[1][1][2] == "Hồ Thị Mẫu"


def test_a_dry_run_writes_nothing_and_says_so(list_of, capsys):
    assert main(["import", list_of(person()), "--org", "krong-klang", "--dry-run", *TIED]) == 0
    said = capsys.readouterr().out
    assert "Xét thử, chưa ghi gì." in said
    assert "đọc 1 hàng, nhận 1" in said
    assert count() == 0


def test_without_a_sheet_of_consent_every_row_is_refused_for_that(list_of, capsys):
    assert main(["import", list_of(person()), "--org", "krong-klang", "--json", *AS_OF]) == 1
    assert "phiếu đồng ý" in json.loads(capsys.readouterr().out)["refused"][0]["reason"]
    assert count() == 0


def test_a_row_may_name_its_own_sheet_of_consent(list_of, capsys):
    signed = person(consent_document="7-PĐY", consent_on="01/03/2025")
    columns = ("full_name", "born_on", "cell", "consent_document", "consent_on")
    file = list_of(signed, columns=columns)
    assert main(["import", file, "--org", "krong-klang", "--json", *AS_OF]) == 0
    assert count() == 1


def test_members_need_a_document_and_may_be_given_one(list_of, capsys):
    file = list_of(person(admitted="x", admitted_on="19/05/2024"))
    words = ["import", file, "--org", "krong-klang", "--json", *AS_OF]
    assert main(words) == 1
    assert main([*words, "--legal-basis", "12-HD/TCTU:2025-01-02"]) == 0
    assert count() == 1


def test_purposes_are_those_of_the_sheet_and_no_more(list_of, capsys):
    file = list_of(person(ethnicity="Kinh"))
    words = ["import", file, "--org", "krong-klang", "--json", "--dry-run", *TIED]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["not_stored"] == {"Dân tộc": 1}
    assert main([*words, "--purposes", "development,sensitive"]) == 0
    assert json.loads(capsys.readouterr().out)["not_stored"] == {}
    assert main([*words, "--purposes", "sensitive"]) == 2
    with pytest.raises(SystemExit) as ended:
        main([*words, "--purposes", "development,everything"])
    assert ended.value.code == 2
    assert "everything" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng"),
        (b"<html>", "trang web đổi đuôi"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "đời cũ (.xls)"),
    ],
)
def test_an_unreadable_file_gives_2_and_a_sentence(tmp_path, places, capsys, content, said):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert main(["import", str(path), "--org", "krong-klang"]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_file_or_place_or_column_gives_2(list_of, capsys, tmp_path):
    assert main(["import", str(tmp_path / "none.xlsx"), "--org", "krong-klang"]) == 2
    assert main(["import", list_of(person()), "--org", "nowhere", *AS_OF]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert (
        main(["import", list_of(person(), columns=("full_name", "cell")), "--org", "krong-klang"])
        == 2
    )
    assert "Ngày, tháng, năm sinh" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "none.xlsx: không có tệp hay thư mục này; xem lại tên và đường dẫn."),
        (["--lang", "en"], "none.xlsx: there is no such file or folder; check its name and path."),
    ],
)
def test_a_missing_file_is_told_in_the_language_chosen(places, capsys, tmp_path, words, said):
    assert main(["import", str(tmp_path / "none.xlsx"), "--org", "krong-klang", *words]) == 2
    assert said in capsys.readouterr().err
    assert main(["import", str(tmp_path), "--org", "krong-klang", *words]) == 2
    assert ("a folder" if words else "đây là thư mục") in capsys.readouterr().err


def test_reasons_are_in_the_language_chosen_in_print_and_in_the_workbook(
    list_of, capsys, tmp_path
):
    file, bad = list_of(person(born_on="29/02/2023")), tmp_path / "bad.xlsx"
    words = ["import", file, "--org", "krong-klang", "--bad-rows", str(bad), *TIED]
    assert main([*words, "--lang", "en"]) == 1
    assert "There is no such day in the calendar" in capsys.readouterr().out
    heading, row = (cells for _, cells in read(bad.read_bytes())[0].rows)
    assert heading[-1] == "Reason for refusal"
    assert "There is no such day in the calendar" in row[-1]


def test_a_sheet_of_consent_needs_number_and_day(list_of, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["import", list_of(person()), "--org", "krong-klang", "--consent-sheet", "05-PĐY"])
    assert stopped.value.code == 2
    later = ["--consent-sheet", "05-PĐY:2030-01-01", *AS_OF]
    assert main(["import", list_of(person()), "--org", "krong-klang", *later]) == 2


def test_it_speaks_english_when_asked(list_of, capsys):
    words = ["import", list_of(person(), person(born_on="")), "--org", "krong-klang", *TIED]
    assert main([*words, "--lang", "en"]) == 1
    assert "2 rows read, 1 accepted, 1 refused" in capsys.readouterr().out

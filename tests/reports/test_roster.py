"""A list as a whole, read in this process: headings, rows, and who is whom. No database."""

import subprocess
import sys
from datetime import date

import orjson
import pytest

from nguon.reports import apart
from nguon.reports.roster import Office, read_roster
from nguon.reports.sheets import CannotRead, Sheet, column_letters, read
from tests.reports.books import THE_33, YEAR_SHEET, book, person, roster

TODAY = date(2025, 6, 2)
OFFICE = Office(
    {"lala": "skip", "nhaodau": "address"},
    {"chibokhomkhexong": [1], "khomkhexong": [1], "khommau": [2, 3]},
    {1: "Chi bộ khóm Khe Xong", 2: "Chi bộ khóm Mẫu", 3: "CB khóm Mẫu"},
)


def found(content):
    return read_roster(read(content), office=OFFICE, today=TODAY)


def faults(content):
    return [(fault.row, fault.code) for fault in found(content).faults]


def test_what_the_other_process_answers_is_what_this_one_would():
    content = roster(person(), person(full_name="", phone="x"), person(cell="khóm Mẫu"))
    assert apart.read_apart(content, office=OFFICE, today=TODAY).faults == found(content).faults


def asked_apart(request, content):
    """What the other process says to a request and a file, and how it ends."""
    head = orjson.dumps(request, option=orjson.OPT_NON_STR_KEYS)
    asked = len(head).to_bytes(8, "big") + head + content
    words = [sys.executable, "-m", "nguon.reports.apart"]
    done = subprocess.run(words, input=asked, capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def test_the_other_process_speaks_json_on_its_pipes():
    content = roster(person(), person(born_on="29/02/2023"))
    for request, said in (
        ({"office": OFFICE, "today": TODAY}, "entries"),
        ({"rows": {"Danh sách": [3]}}, "29/02/2023"),
    ):
        code, answer = asked_apart(request, content)
        assert code == 0
        assert said in answer
    assert asked_apart(request, b"PK\x03\x04")[0] == apart.REFUSED


def test_a_heading_merged_over_two_rows_is_found():
    rows = [["Họ và tên", "Ngày sinh", "Chi bộ", "Liên hệ"], ["", "", "", "SĐT"]]
    rows.append(["Hồ Mẫu An", "05/09/1998", "khóm Khe Xong", "0912345678"])
    merged = [(1, column, 2, column) for column in range(3)]
    sheet = Sheet("A", False, list(enumerate(rows, start=1)), merged)
    (entry,) = read_roster([sheet], office=OFFICE, today=TODAY).entries
    assert entry.values["phone"] == "0912345678"


def test_short_rows_and_headings_taught_are_read():
    rows = [["Họ và tên", "Ngày sinh", "Chi bộ", "Nhà ở đâu", "La la"]]
    rows.append(["Hồ Mẫu An", "05/09/1998", "khóm Khe Xong"])
    rows.append(["Hồ Mẫu Ba", "05/09/1998", "khóm Khe Xong", "Khóm 2", "x"])
    one, two = read_roster(
        [Sheet("A", False, list(enumerate(rows, start=1)), [])], office=OFFICE, today=TODAY
    ).entries
    assert "address" not in one.values
    assert two.values["address"] == "Khóm 2"


def test_a_cell_that_is_not_clear_or_not_there_names_what_is():
    content = roster(person(cell="khóm Mẫu"), person(full_name="Hồ Hai", cell="khóm Khe Song"))
    one, two = found(content).faults
    assert (one.code, one.about["near"]) == ("cell_not_clear", "CB khóm Mẫu; Chi bộ khóm Mẫu")
    assert (two.code, two.about["near"]) == ("unknown_cell", "Chi bộ khóm Khe Xong")


@pytest.mark.parametrize("said", ["Khe Song", "Chi bộ Khe Song", "CB Khe Song"])
def test_of_the_cells_that_sound_alike_the_nearest_comes_first(said):
    cells = {"khethang": [1], "chibokhethang": [1], "khexong": [2], "chibokhexong": [2]}
    office = Office({}, cells, {1: "Chi bộ Khe Thang", 2: "Chi bộ Khe Xong"})
    (fault,) = read_roster(read(roster(person(cell=said))), office=office, today=TODAY).faults
    assert fault.about["near"] == "Chi bộ Khe Xong; Chi bộ Khe Thang"


def test_a_sheet_without_people_is_no_list_and_one_without_birthdays_stops():
    cover = Sheet("Bìa", False, [(1, ["Tên chi bộ", "STT"])], [])
    people = read(roster(person()))
    assert read_roster([cover, *people], office=OFFICE, today=TODAY).sheets[0].heading_row == 0
    with pytest.raises(CannotRead, match="no_list"):
        read_roster([cover], office=OFFICE, today=TODAY)
    names = Sheet("A", False, [(1, ["Họ và tên", "Chi bộ"]), (2, ["Hồ Mẫu An", "x"])], [])
    with pytest.raises(CannotRead, match="missing_columns"):
        read_roster([names], office=OFFICE, today=TODAY)
    nowhere = Sheet("A", False, [(1, ["Họ và tên", "Ngày sinh"])], [])
    with pytest.raises(CannotRead, match="missing_columns"):
        read_roster([nowhere], office=OFFICE, today=TODAY)


def test_headings_lie_within_the_first_twenty_rows():
    head = ["Họ và tên", "Ngày sinh", "Chi bộ"]
    late = Sheet("A", False, [(1, ["x"]), (21, head)], [])
    with pytest.raises(CannotRead, match="no_list"):
        read_roster([late], office=OFFICE, today=TODAY)
    assert read_roster([Sheet("A", False, [(20, head)], [])], office=OFFICE, today=TODAY).read == 0


def test_rows_are_one_person_through_a_third_row():
    content = book(
        {
            "A": (THE_33, [person(office_code="A1", phone="0912345678")]),
            "B": (YEAR_SHEET, [person(office_code="A1"), person()]),
        }
    )
    assert [entry.rows for entry in found(content).entries] == [(("A", 2), ("B", 2), ("B", 3))]


def test_the_same_words_in_other_capitals_are_the_same():
    content = book(
        {
            "A": (THE_33, [person(native_place="Đakrông")]),
            "B": (YEAR_SHEET, [person(native_place="ĐAKRÔNG")]),
        }
    )
    assert found(content).entries[0].values["native_place"] == "Đakrông"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hồ Thị Hoà", "Hồ Thị Hòa", True),
        ("HO THI MAU", "Hồ Thị Mẫu", True),
        ("Hồ Thị Mẫu", "Hồ Thị Máu", False),
    ],
)
def test_a_name_agrees_with_itself_however_it_was_typed(one, other, same):
    content = book(
        {
            "A": (THE_33, [person(office_code="A1", full_name=one)]),
            "B": (YEAR_SHEET, [person(office_code="A1", full_name=other)]),
        }
    )
    assert (len(found(content).entries) == 1) is same


def test_every_merged_range_among_people_is_seen_wherever_it_lies():
    def merge(made, sheets):
        sheets["Danh sách"].merge_range(1, 40, 2, 41, "bên lề")

    assert faults(roster(person(), person(full_name="Hồ Hai"), touch=merge)) == [
        (2, "merged"),
        (3, "merged"),
    ]


def test_an_empty_list_is_a_list():
    assert found(roster()).read == 0


@pytest.mark.parametrize(
    ("column", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_a_column_is_called_as_the_spreadsheet_calls_it(column, letters):
    assert column_letters(column) == letters

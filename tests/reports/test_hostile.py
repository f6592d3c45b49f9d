"""Files that nobody should open: a clear word, nothing written, bounded time and memory."""

import io
import resource
import struct
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from nguon.reports import apart, sheets
from nguon.reports.faults import OF_A_CELL, OF_A_FILE, refusal
from nguon.reports.roster import Office, read_roster
from nguon.reports.sheets import CannotRead
from tests.reports.books import person, roster

OFFICE = Office({}, {"chibokhomkhexong": [1]}, {1: "Chi bộ khóm Khe Xong"})
GOOD = roster(person())


def read(content: bytes):
    return apart.read_apart(content, office=OFFICE, today=date(2025, 6, 2))


def why(content: bytes) -> str:
    """Why a file is refused: by the other process, and the same when it is read in this one."""
    with pytest.raises(CannotRead) as refused:
        read(content)
    assert refusal(refused.value)
    with pytest.raises(CannotRead) as here:
        read_roster(sheets.read(content), office=OFFICE, today=date(2025, 6, 2))
    assert (here.value.code, here.value.about) == (refused.value.code, refused.value.about)
    return refused.value.code


def rezipped(change) -> bytes:
    """A good workbook whose entries went through ``change``: name, bytes -> name, bytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name, body in change([(name, old.read(name)) for name in old.namelist()]):
            new.writestr(name, body)
    return out.getvalue()


def with_entry(name: str, body: bytes = b"x") -> bytes:
    return rezipped(lambda entries: [*entries, (name, body)])


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04" + b"\0" * (12 * 1024 * 1024), "too_large"),
        (OLE + b"\0" * 4096, "old_format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xef\xbb\xbf <html><table></table></html>", "web_page"),
        ("Họ và tên,Ngày sinh\n".encode(), "not_a_workbook"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:-40], "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (with_entry("xl/vbaProject.bin"), "macros"),
        (with_entry("xl/externalLinks/externalLink1.xml"), "external_links"),
        (with_entry("xl/embeddings/oleObject1.bin"), "embedded_objects"),
        (with_entry("../../etc/passwd"), "damaged"),
        (with_entry("/absolute.xml"), "damaged"),
        (with_entry("xl\\..\\..\\x"), "damaged"),
        (with_entry("inner.zip"), "damaged"),
        (with_entry("xl/bomb.xml", b"0" * (3 * 1024 * 1024)), "bomb"),
        (rezipped(lambda e: [*e, *((f"n{i}", b"") for i in range(2001))]), "bomb"),
        (rezipped(lambda e: [(n, b) for n, b in e if n != "xl/workbook.xml"]), "not_a_workbook"),
        (rezipped(lambda e: [("mimetype", b"x"), ("content.xml", b"<x/>")]), "open_document"),
        (rezipped(lambda e: [("xl/workbook.bin", b"x")]), "binary_workbook"),
        (rezipped(lambda e: [("xl/workbook.xml", b"<a"), *e[1:]]), "damaged"),
    ],
)
def test_a_file_that_is_no_plain_workbook_is_refused_by_name(content, code):
    assert why(content) == code


def book_of(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        fill(made)
    return out.getvalue()


def test_a_workbook_without_a_single_word_is_refused():
    assert why(book_of(lambda made: made.add_worksheet())) == "nothing_inside"


def test_a_workbook_that_is_no_list_says_which_column_it_looked_for():
    assert why(book_of(lambda made: made.add_worksheet().write(0, 0, "Doanh thu"))) == "no_list"


def test_days_counted_from_1904_are_refused():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": True}) as made:
        made.add_worksheet().write(0, 0, "Họ và tên")
    assert why(out.getvalue()) == "dates_from_1904"


def test_an_entry_larger_than_it_claims_is_found_out():
    content = bytearray(with_entry("xl/forged.xml", b"ab" * 5000))
    at = content.rfind(b"xl/forged.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert why(bytes(content)) == "damaged"


def test_many_small_bombs_are_one():
    each = b"0" * (1024 * 1024)
    assert why(rezipped(lambda e: [*e, *((f"xl/{i}", each) for i in range(101))])) == "bomb"


def test_two_cells_in_opposite_corners_end_the_other_process_and_not_this_one():
    def fill(made):
        sheet = made.add_worksheet()
        sheet.write(0, 0, "Họ và tên")
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(CannotRead) as refused:
        read(book_of(fill))
    assert refused.value.code == "too_heavy"


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    with pytest.raises(CannotRead) as refused:
        read(GOOD)
    assert refused.value.code == "too_heavy"


def test_a_million_empty_rows_are_read_quickly():
    def fill(made):
        sheet = made.add_worksheet("Danh sách")
        for column, heading in enumerate(("Họ và tên", "Ngày sinh", "Chi bộ")):
            sheet.write(0, column, heading)
        for column, cell in enumerate(("Hồ Thị Mẫu", "05/09/1998", "khóm Khe Xong")):
            sheet.write(1_048_575, column, cell)

    before = time.monotonic()
    assert read(book_of(fill)).faults[0].row == 1_048_576
    assert time.monotonic() - before < 60


def test_too_many_rows_are_refused():
    def fill(made):
        sheet = made.add_worksheet()
        for row in range(sheets.MOST_ROWS + 1):
            sheet.write(row, 0, "x")

    assert why(book_of(fill)) == "too_many_rows"


def test_hidden_sheets_are_read_and_formulas_give_their_values():
    def fill(made):
        sheet = made.add_worksheet("Giấu")
        sheet.hide() if len(made.worksheets()) > 1 else None
        for column, heading in enumerate(("Họ và tên", "Ngày sinh", "Chi bộ", "Quê quán")):
            sheet.write(0, column, heading)
        sheet.write_row(1, 0, ["Hồ Thị Mẫu", "05/09/1998", "Chi bộ khóm Khe Xong"])
        sheet.write_formula(1, 3, '="Đak"&"rông"', None, "Đakrông")

    def both(made):
        made.add_worksheet("Bìa").write(0, 0, "Bìa")
        fill(made)

    found = read(book_of(both))
    assert [(seen.name, seen.hidden, seen.rows) for seen in found.sheets] == [
        ("Bìa", False, 0),
        ("Giấu", True, 1),
    ]
    assert found.entries[0].values["native_place"] == "Đakrông"


def test_the_reader_stays_within_its_memory():
    read(GOOD)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024


@pytest.mark.django_db
def test_nothing_of_a_hostile_file_is_written(take, rows):
    before = rows()
    for content in (b"", GOOD[:-40], with_entry("xl/vbaProject.bin"), OLE * 100):
        with pytest.raises(CannotRead):
            take(content)
    assert rows() == before


def test_every_reason_has_a_sentence_that_its_words_fill():
    anything = type("Anything", (dict,), {"__missing__": lambda self, key: "x"})()
    for sentence in (*OF_A_CELL.values(), *OF_A_FILE.values()):
        assert str(sentence) % anything

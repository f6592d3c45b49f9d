"""The example roster: the same bytes every time, and every fault that it is meant to show."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from examples import make_roster
from nguon.organizations import operations as tree
from nguon.reports.apart import rows_apart
from nguon.reports.columns import COLUMNS
from nguon.reports.operations import bad_rows
from nguon.reports.sheets import read
from tests.reports.books import CONSENT, OF_MEMBERS

EXAMPLE = Path(make_roster.__file__).with_name("roster.xlsx")


@pytest.fixture
def cells(places, krong_klang, system):
    for number, name in enumerate(make_roster.CELLS[1:]):
        tree.establish(
            f"cell-{number}",
            name=name,
            tier="cell",
            party_rank="subordinate_cell",
            parent=krong_klang,
            on=date(2010, 1, 1),
            document="1-QĐ",
            by=system,
        )


def test_the_example_is_what_its_maker_makes(tmp_path, monkeypatch):
    monkeypatch.setattr(make_roster, "FILE", tmp_path / "roster.xlsx")
    make_roster.main()
    assert (tmp_path / "roster.xlsx").read_bytes() == EXAMPLE.read_bytes()


def test_the_example_has_the_33_columns_and_the_five_sheets():
    sheets = read(EXAMPLE.read_bytes())
    assert [sheet.name for sheet in sheets] == list(make_roster.SHEETS)
    headings = [str(cell) for cell in sheets[0].rows[1][1]]
    assert [heading.replace("\n", " ") for heading in headings[:33]] == [
        column.heading for column in COLUMNS if column.number
    ]
    assert [len(sheet.rows[1][1]) for sheet in sheets[1:4]] == [16, 16, 17]


def test_the_example_shows_every_kind_of_fault_and_takes_the_others_over(take, cells):
    report = take(EXAMPLE.read_bytes(), ties=[])
    assert report.read == 65
    assert report.accepted + report.refused_rows == report.read
    assert report.accepted > 35
    said = Counter(
        refused.reason.split(":")[0].split("(")[0].strip(" .") for refused in report.refused
    )
    for reason in (
        "Không có ngày này trong lịch",
        "Thiếu họ và tên",
        "Không có chi bộ nào tên như vậy ở đây. Gần giống",
        "Chỉ có năm",
        "Năm chỉ có hai chữ số, có thể hiểu hai cách",
        "Chữ gõ bằng phông cũ",
        "Hàng này có ô bị gộp",
        "Chưa gắn với phiếu đồng ý đã ký nào",
        "Người chưa đủ 16 tuổi",
        "Thiếu ô này",
        "Cùng một người mà ô D5 khác với ô F17 trang “Danh sách đối tượng Đảng”",
    ):
        assert said[reason], reason
    assert any("Excel đã bỏ số 0" in refused.reason for refused in report.refused)
    assert report.unknown_columns == {"2024(v1)": ["Người kiểm tra"]}
    again = take(EXAMPLE.read_bytes(), ties=[OF_MEMBERS, CONSENT])
    assert again.persons == 2
    assert again.known == report.persons


def test_the_refused_rows_of_the_example_come_back_as_they_were(take, cells):
    content = EXAMPLE.read_bytes()
    report = take(content, dry_run=True)
    back = {sheet.name: sheet for sheet in read(bad_rows(content, report))}
    for sheet in rows_apart(content, {(each.sheet, each.row) for each in report.refused}):
        returned = [cells[:-1] for _, cells in back[sheet.name].rows[1:]]
        assert [
            row[: len(cells)] for row, (_, cells) in zip(returned, sheet.rows, strict=True)
        ] == [
            list(cells)[: len(row)] for row, (_, cells) in zip(returned, sheet.rows, strict=True)
        ]

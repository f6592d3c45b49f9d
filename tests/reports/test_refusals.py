"""Rows that cannot be taken over: each with its reason, and nothing of it written."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.organizations import operations as tree
from nguon.people.consent import ConsentGiven
from nguon.people.models import Person
from nguon.people.operations import register
from nguon.reports.sheets import CannotRead
from tests.reports.books import (
    CONSENT,
    OF_MEMBERS,
    THE_33,
    YEAR_SHEET,
    book,
    person,
    roster,
)

LISTED = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"full_name": ""}, "Họ và tên", "Thiếu họ và tên"),
        ({"born_on": ""}, "Ngày, tháng, năm sinh", "Thiếu ngày sinh"),
        ({"cell": ""}, "Tên chi bộ công nhận", "Không ghi chi bộ"),
        ({"cell": "Chi bộ khóm Khe Song"}, "Tên chi bộ công nhận", "Chi bộ khóm Khe Xong"),
        ({"cell": "Chi bộ thôn Mẫu"}, "Tên chi bộ công nhận", "Không có chi bộ nào"),
        ({"born_on": "29/02/2023"}, "Ngày, tháng, năm sinh", "Không có ngày này"),
        ({"born_on": date(2010, 1, 1)}, "Ngày, tháng, năm sinh", "chưa đủ 16 tuổi"),
        ({"born_on": date(2008, 1, 1)}, "Ngày, tháng, năm sinh", "người đại diện"),
        ({"id_number": 45098001234}, "Số định danh cá nhân", "Excel đã bỏ số 0"),
        (
            {"listing_document": "12-BC"},
            "Ngày họp CB công nhận đối tượng cảm tình Đảng",
            "Thiếu ô",
        ),
        ({"helper": "Lê Văn Thử"}, "Ngày được phân công giúp đỡ", "Thiếu ô"),
        ({"certificate_document": "7"}, "Ngày cấp CC BĐ", "Thiếu ô"),
        ({"moved_on": LISTED}, "Nơi chuyển tới", "Thiếu ô"),
        ({"admitted": "Đã kết nạp"}, "Ngày kết nạp Đảng", "thiếu ngày kết nạp"),
        ({"admitted": "Chưa", "admitted_on": LISTED}, "Kết nạp Đảng", "lại có ngày kết nạp"),
        (
            {"listed_on": date(1990, 1, 1)},
            "Ngày họp CB công nhận đối tượng cảm tình Đảng",
            "trước",
        ),
        ({"listed_on": "02/07/2025"}, "Ngày họp CB công nhận đối tượng cảm tình Đảng", "sau hôm"),
        ({"native_place": "#REF!"}, "Quê quán", "Công thức"),
    ],
)
def test_a_faulty_cell_refuses_its_row_and_says_where_and_why(take, rows, said, column, reason):
    before = rows()
    report = take(roster(person(**said)))
    (refused,) = report.refused
    assert (refused.sheet, refused.row, refused.column) == ("Danh sách", 2, column)
    assert reason in refused.reason
    assert (report.read, report.accepted) == (1, 0)
    assert rows() == before


def test_every_fault_of_a_row_is_named_and_the_row_counts_once(take):
    report = take(roster(person(born_on="1998", phone="không có", gender="?"), person()))
    named = {refused.column for refused in report.refused}
    assert named == {"SĐT", "Giới tính", "Ngày, tháng, năm sinh"}
    assert (report.read, report.accepted, report.refused_rows) == (2, 1, 1)


def test_whoever_is_tied_to_no_sheet_is_refused_with_that_reason(take, rows):
    before = rows()
    report = take(roster(person()), ties=[])
    assert "Chưa gắn với phiếu đồng ý" in report.refused[0].reason
    assert rows() == before


def test_a_sheet_of_consent_covers_the_rows_named_and_no_others(take, system):
    content = roster(person(), person(full_name="Hồ Văn Hai", born_on=date(1997, 1, 1)))
    report = take(content, ties=[replace(CONSENT, sheet="Danh sách", first=3, last=3)])
    assert [r.row for r in report.refused] == [2]
    assert Person.objects.visible_to(system).get().full_name == "Hồ Văn Hai"


def test_a_member_rests_on_the_document_and_nobody_else_may(take):
    member = person(admitted="Đã kết nạp", admitted_on=date(2024, 5, 19))
    candidate = person(full_name="Hồ Văn Hai", born_on=date(1997, 1, 1))
    only_document = take(roster(member, candidate), ties=[OF_MEMBERS], dry_run=True)
    assert [r.row for r in only_document.refused] == [3]
    nothing = take(roster(member), ties=[], dry_run=True)
    assert "văn bản làm căn cứ giữ hồ sơ" in nothing.refused[0].reason


def test_merged_cells_among_the_people_refuse_the_rows_they_touch(take):
    def merge(made, sheets):
        sheets["Danh sách"].merge_range(2, 10, 3, 10, "Chi bộ khóm Khe Xong")

    people = [
        person(),
        person(full_name="Hồ Văn Hai", born_on=date(1997, 1, 1), cell=""),
        person(full_name="Hồ Văn Ba", born_on=date(1996, 1, 1), cell=""),
    ]
    report = take(roster(*people, touch=merge))
    assert {r.row for r in report.refused} == {3, 4}
    assert all("gộp" in r.reason for r in report.refused if r.column == "Tên chi bộ công nhận")
    assert report.accepted == 1


def test_a_merged_title_and_a_row_of_numbers_under_the_headings_do_no_harm(take):
    def number(made, sheets):
        for column in range(len(THE_33)):
            sheets["Danh sách"].write(3, column, f"({column + 1})")

    empty = {"ordinal": ""}
    report = take(roster(empty, person(), title="DANH SÁCH ĐỐI TƯỢNG", touch=number))
    assert (report.read, report.accepted, report.refused) == (1, 1, [])


def test_lines_between_the_people_are_no_people(take):
    report = take(roster({"ordinal": "I. Khóm Mẫu"}, person(), {"ordinal": "Tổng cộng: 1"}))
    assert (report.read, report.accepted) == (1, 1)


def test_one_person_on_two_sheets_is_one(take, system):
    content = book(
        {
            "Danh sách": (THE_33, [person(office_code="SV1", listed_on=LISTED)]),
            "2023": (YEAR_SHEET, [person(office_code="SV1", certificate_on=date(2024, 9, 30))]),
        }
    )
    report = take(content)
    assert (report.read, report.accepted, report.persons, report.events) == (2, 2, 1, 3)
    assert Person.objects.visible_to(system).count() == 1


def test_a_name_without_marks_on_one_sheet_is_the_same_name(take, system):
    content = book(
        {
            "Danh sách": (THE_33, [person()]),
            "2023": (YEAR_SHEET, [person(full_name="HO THI MAU")]),
        }
    )
    assert take(content).persons == 1
    assert Person.objects.visible_to(system).get().full_name == "Hồ Thị Mẫu"


@pytest.mark.parametrize(
    ("one", "other", "column"),
    [
        ({"office_code": "SV1"}, {"office_code": "SV1", "born_on": date(1999, 9, 5)}, "sinh"),
        ({}, {"native_place": "Hướng Hoá"}, "Quê quán"),
        ({"phone": "0912345678"}, {"phone": "0912345678", "born_on": date(1999, 9, 5)}, "sinh"),
    ],
)
def test_two_sheets_that_disagree_refuse_the_person_and_name_both_cells(
    take, rows, one, other, column
):
    before = rows()
    first = person(native_place="Đakrông", **one)
    content = book({"Danh sách": (THE_33, [first]), "2023": (THE_33, [{**first, **other}])})
    report = take(content)
    (whole, named) = report.refused
    assert column in named.column
    assert "“Danh sách”" in named.reason
    assert (named.sheet, named.row) == ("2023", 2)
    assert "hàng 2 trang “2023”" in whole.reason
    assert report.accepted == 0
    assert rows() == before


def test_two_people_of_one_name_and_birthday_are_told_apart_by_their_numbers(take, system):
    report = take(roster(person(office_code="A1"), person(office_code="A2")))
    assert (report.persons, report.refused) == (2, [])


def test_an_id_number_on_file_out_of_sight_is_refused_and_leaves_a_line(
    take, acting, mo_o, places
):
    given = [ConsentGiven("development", "consent", "1-PĐY", date(2025, 1, 1), method="paper")]
    register(
        "Người Nơi Khác",
        organization=places["thon-mau"],
        consents=given,
        by=acting("clerk", at=mo_o),
        born_on=date(1998, 9, 5),
        id_number="045098001234",
    )
    report = take(roster(person(id_number="045098001234")))
    assert "ở đơn vị khác" in report.refused[0].reason
    assert "Người Nơi Khác" not in str(report)
    assert AuditEntry.objects.filter(action="people.id_number_known").count() == 1


def test_a_birthday_other_than_on_file_is_refused(take, rows):
    take(roster(person(id_number="045098001234")))
    before = rows()
    report = take(roster(person(id_number="045098001234", born_on=date(1998, 9, 6))))
    assert report.refused[0].column == "Ngày, tháng, năm sinh"
    assert "05/09/1998" in report.refused[0].reason
    assert rows() == before


def test_a_person_in_another_cell_is_not_moved_by_a_list(take):
    take(roster(person()))
    report = take(roster(person(cell="Chi bộ khóm Bản Mẫu")))
    assert "Chi bộ khóm Khe Xong" in report.refused[0].reason


def test_an_act_on_file_with_another_document_is_not_entered_twice(take):
    take(roster(person(listed_on=LISTED, listing_document="12-BC")))
    report = take(roster(person(listed_on=LISTED, listing_document="13-BC")))
    assert "nội dung khác" in report.refused[0].reason


def test_a_cell_may_be_named_as_it_was_called_before(take, system, khe_xong):
    tree.rename(khe_xong, on=date(2023, 1, 1), document="5-QĐ", name="Chi bộ khóm Mới", by=system)
    report = take(roster(person(), person(full_name="Hồ Hai", cell="CB Khóm Mới")))
    assert (report.persons, report.refused) == (2, [])


def test_a_name_that_two_cells_bear_is_asked_about(take, system, krong_klang):
    tree.establish(
        "khe-xong-2",
        name="Chi bộ khóm Khe Xong",
        tier="cell",
        party_rank="subordinate_cell",
        parent=krong_klang,
        on=date(2020, 1, 1),
        document="6-QĐ",
        by=system,
    )
    assert "nhiều chi bộ" in take(roster(person())).refused[0].reason


def test_a_required_column_that_is_missing_stops_the_import_and_names_it(take, rows):
    before = rows()
    columns = [key for key in THE_33 if key != "born_on"] + ["Ngày chào đời"]
    with pytest.raises(CannotRead) as stopped:
        take(roster(person(**{"Ngày chào đời": "05/09/1998"}), columns=columns))
    assert stopped.value.about["columns"] == "Ngày, tháng, năm sinh"
    assert stopped.value.about["unknown"] == "Ngày chào đời"
    assert rows() == before


def test_an_unknown_column_beside_is_told_and_left(take):
    report = take(roster(person(Lạ="x"), columns=[*THE_33, "Lạ"]))
    assert report.unknown_columns == {"Danh sách": ["Lạ"]}
    assert report.accepted == 1


def test_two_columns_of_one_meaning_stop_the_import(take):
    with pytest.raises(CannotRead, match="column_twice"):
        take(roster(person(), columns=[*THE_33, "Số điện thoại"]))


def test_who_may_not_import_here_imports_nothing(take, rows, acting, khe_xong, mo_o):
    before = rows()
    for role, at in (("cell_secretary", khe_xong), ("clerk", mo_o), ("data_protection", mo_o)):
        with pytest.raises(NotAllowed):
            take(roster(person()), by=acting(role, at=at))
    assert rows() == before


def test_the_day_is_the_actor_s(take, acting, krong_klang):
    later = acting("clerk", at=krong_klang, today=date(2025, 7, 3))
    assert take(roster(person(listed_on="02/07/2025")), by=later, dry_run=True).accepted == 1

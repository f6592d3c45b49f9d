"""Books as of a day: who stands in them, where they went, and what was compared."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.membership import operations, transfers
from nguon.membership.codes import Reach
from nguon.membership.models import Arrival
from nguon.people import operations as people
from nguon.reports import lists
from nguon.reports.books import comparing, out, reading
from nguon.reports.books.catalogue import BOOKS, BY_SLUG, C2, THE_LIST, K
from nguon.reports.models import BookComparison
from tests import cast
from tests.development import story

pytestmark = pytest.mark.django_db
JOINED, FULL = date(2015, 5, 19), date(2016, 5, 19)
WENT = date(2025, 5, 12)


@pytest.fixture
def clerk(acting, krong_klang):
    return acting("clerk", at=krong_klang)


@pytest.fixture
def there(acting, mo_o):
    return acting("clerk", at=mo_o, user_id=8)


def a_member(place, name, *, full=FULL, by=None, joined=JOINED, card=""):
    by = by or cast.system()
    person = story.a_person(place, by=by, name=name)
    people.begin_membership(person, joined_on=joined, full_from=full, card_number=card, by=by)
    return person


def read(slug, place, by, on=cast.TODAY):
    book = BY_SLUG[slug]
    return [
        dict(zip([c.key for c in book.columns], reading.cells(book, row), strict=True))
        for row in reading.rows(book, place, on=on, by=by)
    ]


def names(slug, place, by, on=cast.TODAY):
    return [row["full_name"] for row in read(slug, place, by, on)]


def sent(person, to, *, by, there):
    paper = transfers.Paper("12-GT", date(2025, 5, 5))
    letter = transfers.send(person, to, paper=paper, by=by)
    return Arrival.objects.visible_to(there).get(departure=letter)


def test_a_page_of_a_book_is_its_first_rows_and_the_number_of_all(
    khe_xong, thon_mau, clerk, there, system
):
    story.describe(khe_xong)
    for number, how in enumerate(("died", "own_request", "own_request", "died")):
        gone = a_member(khe_xong, f"Hồ Văn Ra {number}")
        operations.leave(gone, how=how, on=date(2025, 4, 1), document="7-QĐ", by=clerk)
    for number in range(2):
        sent(a_member(khe_xong, f"Hồ Văn Gửi {number}"), thon_mau, by=clerk, there=there)
        case = story.a_case(khe_xong, by=system, name=f"Hồ Thị Chờ {number}")
        story.tell(case, "cell_resolution", by=system)

    for book in BOOKS:
        whole = list(reading.rows(book, khe_xong, on=clerk.today, by=clerk))
        assert len(whole) > 1, book.code
        for limit in (0, 1, len(whole), len(whole) + 5, None):
            told, count = reading.page(book, khe_xong, on=clerk.today, by=clerk, limit=limit)
            assert (told, count) == (whole[:limit], len(whole))


def test_members_stand_in_vietnamese_order_and_on_probation_until_their_day(khe_xong, clerk):
    for name in ("Hồ Thị Đào", "Lê Văn Dũng", "Trần Văn Ân", "Hồ Văn Anh"):
        a_member(khe_xong, name)

    rows = read("dang-hoat-dong", khe_xong, clerk)

    assert [row["full_name"].split()[-1] for row in rows] == ["Anh", "Ân", "Dũng", "Đào"]
    assert [row["ordinal"] for row in rows] == [1, 2, 3, 4]
    (then, *_) = read("dang-hoat-dong", khe_xong, clerk, on=date(2016, 5, 18))
    assert (then["standing"], then["full_from"]) == ("Đảng viên dự bị", None)
    assert rows[0]["full_from"] == FULL
    assert names("dang-hoat-dong", khe_xong, clerk, on=date(2015, 5, 18)) == []


def test_whoever_moved_stands_in_the_old_book_until_the_day_and_in_the_new_from_it(
    khe_xong, thon_mau, clerk, there, system
):
    arrival = sent(a_member(khe_xong, "Hồ Văn Chuyển"), thon_mau, by=clerk, there=there)
    transfers.accept(arrival, cell=thon_mau, on=WENT, by=there)

    before = date(2025, 5, 11)
    assert names("dang-hoat-dong", khe_xong, clerk, on=before) == ["Hồ Văn Chuyển"]
    assert names("dang-hoat-dong", khe_xong, clerk, on=WENT) == []
    assert names("dang-hoat-dong", thon_mau, there, on=before) == []
    assert names("dang-hoat-dong", thon_mau, there, on=WENT) == ["Hồ Văn Chuyển"]

    (left_behind,) = read("danh-sach-7-hsdv", khe_xong, clerk)
    assert left_behind["went"] == "12/05/2025\nChi bộ thôn Mẫu"
    assert left_behind["native_place"] is None  # the file is out of sight by now
    (come,) = read("danh-sach-7-hsdv", thon_mau, there)
    assert come["came"] == "12/05/2025\nChi bộ khóm Khe Xong"


def test_a_move_between_two_cells_is_none_for_the_commune(
    khe_xong, khom_ban_mau, krong_klang, clerk
):
    arrival = sent(a_member(khe_xong, "Hồ Văn Gần"), khom_ban_mau, by=clerk, there=clerk)
    transfers.accept(arrival, cell=khom_ban_mau, on=WENT, by=clerk)

    (row,) = read("danh-sach-7-hsdv", krong_klang, clerk)
    assert (row["came"], row["went"]) == (None, None)
    (old,) = read("danh-sach-7-hsdv", khe_xong, clerk)
    assert old["went"].startswith("12/05/2025")
    assert old["both_days"] == "19/05/2015\n19/05/2016"  # the file is still in sight


def test_whoever_went_outside_and_came_back_stands_twice(khe_xong, clerk):
    person = a_member(khe_xong, "Hồ Văn Về")
    letter = transfers.send(
        person,
        transfers.Outside("Đảng bộ tỉnh khác", Reach.OTHER_PROVINCE),
        paper=transfers.Paper("1-GT", date(2024, 2, 1)),
        by=clerk,
    )
    transfers.confirm_outside(letter, on=date(2024, 2, 10), by=clerk)
    back = transfers.Paper("9-GT", date(2025, 3, 1))
    transfers.take_back(letter, origin="Đảng bộ tỉnh khác", paper=back, on=WENT, by=clerk)

    first, second = read("danh-sach-7-hsdv", khe_xong, clerk)
    assert (first["went"], second["came"]) == (
        "10/02/2024\nĐảng bộ tỉnh khác",
        "12/05/2025\nĐảng bộ tỉnh khác",
    )
    assert reading.counted(khe_xong, on=date(2024, 6, 1), by=clerk) == (0, 0)
    assert reading.counted(khe_xong, on=cast.TODAY, by=clerk) == (1, 0)


def test_those_who_left_and_who_died_have_books_of_their_own(khe_xong, clerk):
    died, left = a_member(khe_xong, "Hồ Văn Mất"), a_member(khe_xong, "Hồ Văn Ra")
    operations.leave(died, how="died", on=date(2025, 4, 1), document="", by=clerk)
    out_ = operations.leave(
        left, how="own_request", on=date(2025, 4, 2), document="7-QĐ", by=clerk
    )

    assert names("tu-tran", khe_xong, clerk) == ["Hồ Văn Mất"]
    (row,) = read("ra-khoi-dang", khe_xong, clerk)
    assert (row["on"], row["document"], row["how"]) == (
        date(2025, 4, 2), "7-QĐ", "Xin ra khỏi Đảng",
    )  # fmt: skip
    assert names("ra-khoi-dang", khe_xong, clerk, on=date(2025, 4, 1)) == []
    assert names("dang-hoat-dong", khe_xong, clerk) == []
    told = {row["full_name"]: row for row in read("danh-sach-7-hsdv", khe_xong, clerk)}
    assert told["Hồ Văn Mất"]["died"] == "01/04/2025"
    assert told["Hồ Văn Ra"]["left"] == "02/04/2025\nXin ra khỏi Đảng"

    operations.correct_leaving(out_, reason="ghi nhầm người", by=clerk)
    assert names("ra-khoi-dang", khe_xong, clerk) == []
    assert names("dang-hoat-dong", khe_xong, clerk) == ["Hồ Văn Ra"]


def test_letters_keep_their_number_and_cross_how_far_they_went(khe_xong, thon_mau, clerk, there):
    arrival = sent(a_member(khe_xong, "Hồ Văn Một"), thon_mau, by=clerk, there=there)
    transfers.accept(arrival, cell=thon_mau, on=WENT, by=there)
    away = transfers.send(
        a_member(khe_xong, "Hồ Văn Hai"),
        transfers.Outside("Đảng bộ xa", Reach.OTHER_PROVINCE),
        paper=transfers.Paper("13-GT", date(2025, 5, 20)),
        by=clerk,
    )
    transfers.call_off(away, reason="không đi nữa", by=clerk)

    first, second = read("gioi-thieu-10-shd", khe_xong, clerk)
    assert (first["ordinal"], first["who"].split("\n")[0]) == (1, "Hồ Văn Một")
    assert (first["out_close"], first["out_far"]) == ("x", None)
    assert second["note"] == "Giấy số 13-GT; đã rút ngày 02/06/2025"
    assert second["out_far"] is None
    (received,) = read("gioi-thieu-10-shd", thon_mau, there)
    assert (received["in_close"], received["on"]) == ("x", WENT)


def test_candidates_leave_their_book_with_the_ceremony(khe_xong, clerk, system):
    story.describe(khe_xong)
    waits = story.a_case(khe_xong, by=system, name="Hồ Thị Chờ")
    story.tell(waits, "cell_resolution", by=system)
    new = story.a_case(khe_xong, by=system, name="Hồ Thị Mới")
    story.tell(new, "admission_ceremony", by=system)

    assert names("cam-tinh-dang", khe_xong, clerk) == ["Hồ Thị Chờ"]
    resolved = read("nghi-quyet-chi-bo", khe_xong, clerk)
    assert {row["who"] for row in resolved} == {"Hồ Thị Chờ", "Hồ Thị Mới"}
    assert {row["about"] for row in resolved} == {"Đề nghị kết nạp"}
    assert all(isinstance(row["yes"], int) for row in resolved)


def test_a_neighbour_reads_no_book_of_this_place(khe_xong, there):
    a_member(khe_xong, "Hồ Văn Kín")

    for book in BOOKS:
        with pytest.raises(NotAllowed):
            list(reading.rows(book, khe_xong, on=cast.TODAY, by=there))


def test_every_column_says_how_surely_it_is_the_prescribed_one():
    assert [column.number for column in THE_LIST.columns] == [str(n) for n in range(1, 15)]
    assert {column.mark for column in THE_LIST.columns} == {C2}
    for book in BOOKS:
        numbered = [column for column in book.columns if column.number]
        assert not any(column.mark == K for column in numbered)


def test_a_book_as_a_file_bears_its_columns_and_is_noted(khe_xong, clerk):
    a_member(khe_xong, "Hồ Văn Số", card="001234567890")

    with out.book_as_file(THE_LIST, khe_xong, on=cast.TODAY, by=clerk) as file:
        sheet = openpyxl.load_workbook(BytesIO(file.read())).active

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[0] == "Số TT")
    assert rows[top] == [column.heading for column in THE_LIST.columns]
    assert rows[top + 1] == [str(n) for n in range(1, 15)]
    assert rows[top + 2][1] == "Hồ Văn Số"
    assert rows[top + 2][7] == "001234567890"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${top + 1}:${top + 2}"
    assert sheet.freeze_panes == f"C{top + 3}"
    line = AuditEntry.objects.get(action="reports.exported")
    assert line.detail == {"list": "danh-sach-7-hsdv", "rows": 1, "on": "2025-06-02"}


# --- comparing ----------------------------------------------------------------------------------


def said(on=date(2025, 3, 1), theirs=1, differences=""):
    return comparing.Compared(on, "above", "Huyện uỷ Mẫu", theirs, "Lê Thị Thử", differences)


def test_a_row_of_a_book_is_as_high_as_its_text(khe_xong, clerk):
    a_member(khe_xong, "Hồ Văn Cao")
    with out.book_as_file(THE_LIST, khe_xong, on=cast.TODAY, by=clerk) as file:
        sheet = openpyxl.load_workbook(file).active

    (head,) = [row for row in sheet.iter_rows() if row[0].value == "Số TT"]
    assert sheet.row_dimensions[head[0].row].height >= 4 * lists.LINE  # "… số Huy hiệu Đảng"
    (line,) = [row for row in sheet.iter_rows() if row[1].value == "Hồ Văn Cao"]
    assert line[6].value == "19/05/2015\n19/05/2016"
    assert line[6].alignment.wrap_text
    assert sheet.row_dimensions[line[0].row].height == 2 * lists.LINE


def test_a_comparison_counts_our_side_and_says_when_the_next_is_due(khe_xong, clerk):
    a_member(khe_xong, "Hồ Văn Có")

    row = comparing.compare(khe_xong, said(), by=clerk)

    assert (row.full, row.probationary, row.ours, row.theirs) == (1, 0, 1, 1)
    assert comparing.due_on(khe_xong, by=clerk) == date(2025, 6, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookComparison.objects.visible_to(clerk).update(theirs=5)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (said(theirs=2), "differences"),
        (said(on=date(2025, 6, 3)), "on"),
        (comparing.Compared(date(2025, 3, 1), "above", " ", 1, "x"), "partner"),
        (comparing.Compared(date(2025, 3, 1), "above", "x", 1, " "), "people"),
    ],
)
def test_a_comparison_that_leaves_something_out_is_refused(khe_xong, clerk, told, field):
    a_member(khe_xong, "Hồ Văn Có")

    with pytest.raises(comparing.CannotCompare) as refused:
        comparing.compare(khe_xong, told, by=clerk)

    assert refused.value.field == field
    assert not comparing.comparisons(khe_xong, by=clerk).exists()


def test_inspection_reads_comparisons_and_records_none(khe_xong, acting):
    inspector = acting("inspection", at=khe_xong)

    with pytest.raises(NotAllowed):
        comparing.compare(khe_xong, said(theirs=0), by=inspector)
    assert list(comparing.comparisons(khe_xong, by=inspector)) == []


def test_what_changed_since_is_told_by_day_and_name(khe_xong, thon_mau, clerk, there):
    a_member(khe_xong, "Hồ Văn Cũ")
    a_member(khe_xong, "Hồ Văn Mới", joined=date(2025, 3, 2), full=None)
    gone = a_member(khe_xong, "Hồ Văn Đi")
    transfers.accept(sent(gone, thon_mau, by=clerk, there=there), cell=thon_mau, on=WENT, by=there)

    found = comparing.changes(khe_xong, after=date(2025, 3, 1), until=cast.TODAY, by=clerk)

    assert [(c.on, c.name, c.what, c.other) for c in found] == [
        (date(2025, 3, 2), "Hồ Văn Mới", "Kết nạp", ""),
        (WENT, "Hồ Văn Đi", "Chuyển đi", "Chi bộ thôn Mẫu"),
    ]

"""Pages of the books: who may open them, what stands there, what leaves."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.people import operations as people
from nguon.people import vault
from nguon.reports.models import BookComparison
from nguon.reports.parcel import unwrapped
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db
SECRET = "Dân tộc Kín"
WORDS = "ba bốn từ ghép lại"
PAGES = (
    "/so/krong-klang/",
    "/so/krong-klang/danh-sach-7-hsdv/",
    "/so/krong-klang/dang-hoat-dong/?ngay=01/01/2024",
    "/so/krong-klang/gioi-thieu-10-shd/",
    "/so/krong-klang/doi-khop/",
)


@pytest.fixture
def member(khe_xong):
    by = cast.system(timezone.localdate())
    person = story.a_person(khe_xong, by=by, name="=Hồ Văn Sổ")
    people.begin_membership(
        person, joined_on=date(2015, 5, 19), full_from=date(2016, 5, 19), by=by
    )
    vault.write(person, {"ethnicity": SECRET}, by=by, why="test")
    return person


@pytest.mark.parametrize("page", PAGES)
def test_a_book_opens_to_its_place_and_to_nobody_beside(page, member, browse, krong_klang, mo_o):
    said = browse(Role.CLERK, at=krong_klang).get(page)

    assert said.status_code == 200
    assert SECRET not in said.content.decode()
    assert browse(Role.CLERK, at=mo_o).get(page).status_code == 404
    assert browse(Role.SUPERIOR_BOARD, at=krong_klang).get(page).status_code == 403


def test_a_book_says_what_its_columns_were_seen_in(member, browse, krong_klang):
    clerk = browse(Role.CLERK, at=krong_klang)

    printed = clerk.get("/so/krong-klang/danh-sach-7-hsdv/").content.decode()
    local = clerk.get("/so/krong-klang/cam-tinh-dang/").content.decode()

    assert "=Hồ Văn Sổ" in printed
    assert "7-HSĐV của 09-HD/BTCTW 2017" in printed
    assert "Chưa thấy mẫu công bố (K)" not in printed
    assert "Chưa thấy mẫu công bố (K)" in local
    assert clerk.get("/so/krong-klang/so-khac/").status_code == 404


def test_a_page_asks_as_much_for_one_member_as_for_three(member, browse, khe_xong, krong_klang):
    clerk = browse(Role.CLERK, at=krong_klang)
    page = "/so/krong-klang/danh-sach-7-hsdv/"
    clerk.get(page)
    with CaptureQueriesContext(connection) as one:
        clerk.get(page)
    by = cast.system(timezone.localdate())
    for name in ("Hồ Văn Hai", "Hồ Văn Ba"):
        person = story.a_person(khe_xong, by=by, name=name)
        people.begin_membership(person, joined_on=date(2015, 5, 19), by=by)
    with CaptureQueriesContext(connection) as three:
        clerk.get(page)

    assert len(three) == len(one)


def test_the_clerk_records_a_comparison_and_reads_what_changed(member, browse, krong_klang):
    clerk, today = browse(Role.CLERK, at=krong_klang), timezone.localdate()
    on = today - timedelta(days=1)
    said = {
        "on": f"{on:%d/%m/%Y}", "with_whom": "above", "partner": "Huyện uỷ Mẫu", "theirs": "3",
        "people": "Lê Thị Thử", "differences": "",
    }  # fmt: skip

    refused = clerk.post("/so/krong-klang/doi-khop/", said).content.decode()
    assert "phải ghi chênh lệch" in refused
    assert not BookComparison.objects.visible_to(cast.system(today)).exists()
    done = clerk.post("/so/krong-klang/doi-khop/", said | {"differences": "thừa hai"}, follow=True)

    assert "thừa hai" in done.content.decode()
    assert "Thay đổi từ lần đối khớp" in done.content.decode()
    assert "quá hạn" not in done.content.decode()


def test_a_comparison_that_is_overdue_is_called_so(member, browse, krong_klang):
    clerk, today = browse(Role.CLERK, at=krong_klang), timezone.localdate()
    long_ago = today - timedelta(days=100)
    said = {
        "on": f"{long_ago:%d/%m/%Y}", "with_whom": "above", "partner": "Huyện uỷ Mẫu",
        "theirs": "1", "people": "Lê Thị Thử", "differences": "x",
    }  # fmt: skip

    there = clerk.post("/so/krong-klang/doi-khop/", said, follow=True).content.decode()

    assert "quá hạn" in there
    assert "quá hạn" in clerk.get("/so/krong-klang/").content.decode()


def test_a_book_leaves_harmless(member, browse, krong_klang, khe_xong):
    clerk = browse(Role.CLERK, at=krong_klang)

    answer = clerk.get("/so/krong-klang/danh-sach-7-hsdv/xuat/")

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    told = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.quotePrefix for cell in told if cell.value == "=Hồ Văn Sổ"] == [True]
    assert SECRET not in {cell.value for cell in told}
    secretary = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert secretary.get("/so/khe-xong/danh-sach-7-hsdv/xuat/").status_code == 403


def test_the_locked_file_leaves_with_the_two_columns(member, browse, krong_klang, khe_xong):
    clerk, today = browse(Role.CLERK, at=krong_klang), timezone.localdate()
    said = {
        "what": "quoc-gia", "on": f"{today:%d/%m/%Y}", "to": "dakrong", "why": "national_system",
        "delete_on": f"{today + timedelta(days=9):%d/%m/%Y}", "passphrase": WORDS, "again": WORDS,
    }  # fmt: skip

    wrong = clerk.post("/so/krong-klang/tep-khoa/", said | {"again": "khác"})
    answer = clerk.post("/so/krong-klang/tep-khoa/", said)

    assert "Hai lần gõ không giống nhau" in wrong.content.decode()
    assert WORDS not in wrong.content.decode()
    assert answer.headers["Content-Type"] == "application/zip"
    assert SECRET.encode() not in answer.content
    inside = openpyxl.load_workbook(BytesIO(unwrapped(answer.content, passphrase=WORDS))).active
    assert SECRET in [cell.value for cell in inside[2]]
    secretary = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert secretary.get("/so/khe-xong/tep-khoa/").status_code == 403


def test_the_locked_file_asks_again_who_sits_there(member, krong_klang):
    user = staff.employ(Role.CLERK, krong_klang)
    user.set_password(WORDS)
    user.save()
    clerk = staff.signed_in_before(staff.enter(Client(), user), timedelta(minutes=16))

    for answer in (
        clerk.get("/so/krong-klang/tep-khoa/"),
        clerk.post("/so/krong-klang/tep-khoa/"),
    ):
        assert answer.headers["Location"].startswith("/xac-nhan/")

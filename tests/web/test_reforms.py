"""The reform assistant in the browser: load, preview, apply, compare, undo, and the files."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nguon.accounts.models import Role
from nguon.jobs.runner import run_waiting_tasks
from nguon.organizations import queries
from nguon.reports.models import Reform, ReformStatus
from nguon.reports.reform.signals import Signal
from nguon.reports.sheets import read
from tests import cast
from tests.reports.test_reform import DISTRICT, LATER, MERGER, a_case, book
from tests.staff import employ, enter

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/to-chuc/sap-xep/"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def clerk(places):
    return enter(Client(), employ(Role.CLERK, places["quang-tri"]))


@pytest.fixture
def load(clerk):
    def send(*rows, name="danh-sach.xlsx"):
        file = SimpleUploadedFile(name, book(*rows))
        answer = clerk.post(PAGE, {"place": "quang-tri", "file": file})
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    return send


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def the_list(**which):
    return Reform.objects.visible_to(cast.system()).get(**which)


def test_a_list_goes_from_the_file_to_the_new_tree_and_back(clerk, load, places):
    chief = enter(Client(), employ(Role.SECRETARY, places["mo-o"]))
    assert "Chi bộ thôn Mẫu" in text(chief, "/to-chuc/mo-o/")
    address = load(MERGER, DISTRICT)
    assert "Đang chờ đọc" in text(clerk, address)
    run_waiting_tasks()
    seen = text(clerk, address)
    for words in (
        "chưa ghi gì",
        "Đảng uỷ xã Hướng Hiệp",
        "Lê Thị Thử",
        "1 vai trò (1 người) thôi thấy",
    ):
        assert words in seen

    clerk.post(f"{address}ap-dung/")
    run_waiting_tasks()
    assert "Đã áp dụng trọn danh sách" in text(clerk, address)
    assert chief.get("/to-chuc/mo-o/").status_code == 403  # the role shows nothing at once
    assert "Đảng uỷ xã Hướng Hiệp" in text(clerk, "/to-chuc/mo-o/")

    asked = {"on": f"{LATER:%d/%m/%Y}", "document": "02-QĐ/TU", "reason": "Ghi nhầm"}
    undo = clerk.post(f"{address}dinh-chinh/", asked).url
    run_waiting_tasks()
    back = text(clerk, undo)
    for words in (
        "tổ chức khôi phục",
        "0 vai trò (0 người) thôi",
        "1 vai trò (1 người) thấy thêm",
    ):
        assert words in back
    clerk.post(f"{undo}ap-dung/")
    run_waiting_tasks()
    assert "Chi bộ thôn Mẫu" in text(chief, "/to-chuc/mo-o/")
    assert "đã đính chính" in text(clerk, address)
    assert "đã đính chính từ" in text(clerk, "/to-chuc/mo-o/")


def test_rows_that_cannot_be_are_told_and_come_home_as_a_workbook(clerk, load):
    address = load(MERGER, {**DISTRICT, "Tổ chức": "Huyện uỷ Ma"})
    run_waiting_tasks()
    seen = text(clerk, address)
    assert "Huyện uỷ Ma" in seen
    assert "Áp dụng cả danh sách" not in seen
    (page,) = read(clerk.get(f"{address}hang-loi/").content)
    assert len(page.rows) == 2
    clerk.post(f"{address}ap-dung/")
    assert the_list().status == ReformStatus.PREVIEW


def test_a_list_is_left_before_it_is_applied_and_stopped_while_it_is_read(clerk, load, places):
    address = load(MERGER)
    ref = address.rstrip("/").rsplit("/", 1)[-1]
    Reform.objects.visible_to(cast.system()).update(status=ReformStatus.READING)
    clerk.post(f"{address}dung/")
    assert Signal(ref).is_stopping
    run_waiting_tasks()
    assert the_list().status == ReformStatus.CANCELLED
    other = load(MERGER)
    run_waiting_tasks()
    clerk.post(f"{other}dung/")
    assert "Không có gì được ghi" in text(clerk, other)
    assert clerk.get(f"{other}hang-loi/").status_code == 404
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def test_every_list_of_the_pages_leaves_as_a_workbook(clerk, load, places):
    employ(Role.SECRETARY, places["mo-o"])
    address = load(MERGER)
    run_waiting_tasks()
    for way, words in (
        (f"{PAGE}xuat/", "danh-sach.xlsx"),
        (f"{PAGE}mau/", "Sáp nhập"),
        (f"{address}xuat/", "Đảng uỷ xã Hướng Hiệp"),
        (f"{address}quyen/", "Lê Thị Thử"),
    ):
        pages = read(BytesIO(clerk.get(way).content).getvalue())
        assert words in str([page.rows for page in pages]), way


def test_what_is_no_list_is_refused_where_it_was_chosen(clerk):
    file = SimpleUploadedFile("a.xlsx", b"no workbook")
    answer = clerk.post(PAGE, {"place": "quang-tri", "file": file})
    assert "Đây không phải là tệp Excel" in answer.content.decode()


def test_only_whoever_changes_the_tree_comes_in(places, browse):
    for role, expected in ((Role.CLERK, 200), (Role.AREA_MEMBER, 403), (Role.REFERRER, 403)):
        client = browse(role, at=places["krong-klang"])
        assert client.get(PAGE).status_code == expected
        assert ("Sắp xếp tổ chức" in text(client, "/to-chuc/")) == (expected == 200)


def test_a_case_that_is_judged_otherwise_is_named_to_who_may_see_it_and_to_nobody_else(
    load, clerk, places, khe_xong
):
    case = a_case(khe_xong, cast.system(), schooling="primary_completed")
    merged = {**MERGER, "Tổ chức": "khe-xong", "Tên mới": "khom-ban-mau"}
    address = load(merged)
    run_waiting_tasks()
    chief = enter(Client(), employ(Role.SUPERIOR_BOARD, places["quang-tri"]))

    assert f'/ho-so/{case.ref}/">{case.person.full_name}</a>' in text(clerk, address)
    told = chief.get(address)
    assert case.person.full_name not in told.text


def test_what_is_put_right_goes_back_to_the_former_name(load, clerk):
    rename = {
        **DISTRICT, "Việc": "Đổi tên", "Tổ chức": "khe-xong", "Tên mới": "Chi bộ Sai",
    }  # fmt: skip
    address = load(rename)
    run_waiting_tasks()
    clerk.post(f"{address}ap-dung/")
    run_waiting_tasks()

    asked = {"on": f"{LATER:%d/%m/%Y}", "document": "02-QĐ/TU", "reason": "Ghi nhầm"}
    undo = clerk.post(f"{address}dinh-chinh/", asked).url
    run_waiting_tasks()

    row = text(clerk, undo).partition('id="steps"')[2].partition("</section>")[0]
    assert "Chi bộ Sai" in row
    assert "Chi bộ khóm Khe Xong" in row

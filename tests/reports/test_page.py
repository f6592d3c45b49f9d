"""The import in the browser's eyes: upload, preview, ties, confirmation, report, files."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nguon.accounts import operations
from nguon.accounts.models import RoleAssignment
from nguon.jobs.runner import run_waiting_tasks
from nguon.people.models import Person
from nguon.reports.models import ColumnMapping, ImportRun
from tests import cast
from tests.reports.books import THE_33, person, roster
from tests.staff import employ, enter

PAGE = "/nhap-excel/"
SHEET = {"basis": "consent", "document": "05-PĐY", "document_on": "01/03/2025"}


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def clerk(places):
    return enter(Client(), employ("clerk", places["krong-klang"]))


@pytest.fixture
def upload(clerk):
    def send(content, name="danh-sach.xlsx", place="krong-klang"):
        file = SimpleUploadedFile(name, content)
        return clerk.post(PAGE, {"place": place, "file": file})

    return send


def kept():
    folder = Path(settings.FILES) / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def the_run(places):
    return ImportRun.objects.visible_to(cast.system()).get()


def text_of(client, address):
    return client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_list_goes_from_upload_to_report(clerk, upload, places):
    content = roster(person(), person(full_name="Lê Văn Sai", born_on="29/02/2023"))
    address = upload(content).url
    assert "Đang chờ" in text_of(clerk, address)
    run_waiting_tasks()
    preview = text_of(clerk, address)
    assert "chưa ghi gì vào hệ thống" in preview
    assert "Chưa gắn với phiếu đồng ý" in preview

    clerk.post(f"{address}gan/", {**SHEET, "purposes": ["development"]})
    run_waiting_tasks()
    assert "Ghi 1 hàng đã nhận" in text_of(clerk, address)
    assert Person.objects.visible_to(cast.system()).count() == 0

    clerk.post(f"{address}ghi/")
    run_waiting_tasks()
    done = text_of(clerk, address)
    assert "Đã ghi xong" in done
    assert "Hồ Thị Mẫu" in done
    assert Person.objects.visible_to(cast.system()).count() == 1

    run = the_run(places)
    assert kept() == [f"{run.ref}.refused"]
    assert b"Sai" not in (Path(settings.FILES) / "imports" / kept()[0]).read_bytes()
    answer = clerk.get(f"{address}hang-loi/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"PK")


@pytest.mark.django_db(transaction=True)
def test_no_box_of_consent_is_ticked_and_none_means_no(clerk, upload):
    address = upload(roster(person())).url
    run_waiting_tasks()
    assert "checked" not in text_of(clerk, address)
    answer = clerk.post(f"{address}gan/", SHEET)
    assert "Phiếu phải đồng ý ít nhất" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_unknown_heading_is_asked_about_once(clerk, upload, places):
    columns = [*THE_33, "Nơi cư trú hiện tại"]
    content = roster(person(**{"Nơi cư trú hiện tại": "Khóm Mẫu"}), columns=columns)
    address = upload(content).url
    run_waiting_tasks()
    assert "Nơi cư trú hiện tại" in text_of(clerk, address)
    clerk.post(f"{address}cot/", {"heading_0": "address"})
    run_waiting_tasks()
    assert "Cột chưa hiểu" not in text_of(clerk, address)
    taught = ColumnMapping.objects.visible_to(cast.system()).get()
    assert (taught.heading, taught.column) == ("noicutruhientai", "address")


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_run_leaves_no_file_and_no_person(clerk, upload, places):
    address = upload(roster(person())).url
    run_waiting_tasks()
    clerk.post(f"{address}huy/")
    assert "Đã dừng" in text_of(clerk, address)
    assert kept() == []
    clerk.post(f"{address}ghi/")
    run_waiting_tasks()
    assert Person.objects.visible_to(cast.system()).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_read_says_why(clerk, upload):
    answer = upload(b"<html>khong phai excel</html>")
    assert "trang web đổi đuôi" in answer.content.decode()
    answer = upload(b"PK\x03\x04" + b"\x00" * (13 * 1024 * 1024))
    assert "lớn quá 12 MB" in answer.content.decode()
    address = upload(roster(person())[:-100]).url
    run_waiting_tasks()
    page = text_of(clerk, address)
    assert "hỏng hoặc bị cắt" in page
    assert kept() == []


@pytest.mark.django_db(transaction=True)
def test_the_neighbouring_clerk_sees_no_run_and_imports_nothing_here(clerk, upload, places):
    address = upload(roster(person())).url
    run_waiting_tasks()
    neighbour = enter(Client(), employ("clerk", places["mo-o"]))
    for path in ("", "tien-do/", "hang-loi/"):
        assert neighbour.get(address + path).status_code == 404
    for path in ("cot/", "gan/", "bo-gan/", "ghi/", "huy/"):
        assert neighbour.post(address + path).status_code == 404
    answer = neighbour.post(
        PAGE, {"place": "krong-klang", "file": SimpleUploadedFile("a.xlsx", roster(person()))}
    )
    assert answer.status_code == 200
    assert ImportRun.objects.visible_to(cast.system()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_clerk_who_lost_the_role_meanwhile_imports_nothing(places, upload, clerk):
    address = upload(roster(person())).url
    run_waiting_tasks()
    clerk.post(f"{address}gan/", {**SHEET, "purposes": ["development"]})
    run_waiting_tasks()
    clerk.post(f"{address}ghi/")
    held = RoleAssignment.objects.get(role="clerk")
    by = cast.system(held.valid_from)
    operations.revoke_role(held, on=held.valid_from, by=by)
    run_waiting_tasks()
    assert Person.objects.visible_to(by).count() == 0


@pytest.mark.django_db(transaction=True)
def test_progress_asks_again_each_second_until_there_is_something_to_see(clerk, upload):
    address = upload(roster(person())).url
    waiting = clerk.get(f"{address}tien-do/")
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "HX-Refresh" not in waiting.headers
    run_waiting_tasks()
    assert clerk.get(f"{address}tien-do/").headers["HX-Refresh"] == "true"

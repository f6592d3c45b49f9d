"""The pages of the rights desk."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from nguon.accounts.models import Role, User
from nguon.people import operations as people
from nguon.rights.models import Incident, Request
from tests import cast
from tests.people.sheets import ALL, signed
from tests.web.test_conflict import form_of


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def thu(khe_xong, by):
    return people.register(
        "Hồ Thị Thử", organization=khe_xong, consents=signed(*ALL), by=by, phone="0912345678"
    )


@pytest.fixture
def clerk(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


def text(answer):
    return " ".join(answer.content.decode().split())


def post(browser, page, /, *args, **given):
    return browser.post(reverse(f"rights:{page}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"rights:{name}", args=args), asked)


def written(day):
    return f"{day:%d/%m/%Y}"


@pytest.fixture
def asked(clerk, thu, today, by):
    post(
        clerk, "receive_from", thu.ref, kind="delete", received_on=written(today), document="3-YC"
    )
    return Request.objects.visible_to(by).get()


def test_a_request_is_taken_in_answered_and_refused_with_its_ground(clerk, asked, today):
    told = {"answered-on": written(today), "answered-words": "sẽ xem xét"}
    assert "Đã trả lời" in text(post(clerk, "act", asked.ref, "answered", **told))
    page = post(clerk, "act", asked.ref, "refused", **{"refused-ground": "member_file"})
    assert "Chưa ghi được" in text(page)
    told = {
        "refused-ground": "member_file",
        "refused-told_on": written(today),
        "refused-words": "hồ sơ đảng viên",
    }
    page = text(post(clerk, "act", asked.ref, "refused", **told))
    assert "phải giữ theo quy định" in page
    assert "quyền khiếu nại" in page


def test_the_list_shows_who_waits_and_leaves_without_names(clerk, asked):
    page = text(get(clerk, "desk"))
    assert "Hồ Thị Thử" in page
    assert "chưa đến một nửa" in page
    book = openpyxl.load_workbook(BytesIO(get(clerk, "export").content))
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "3-YC" in cells
    assert not [cell for cell in cells if "Thử" in cell]


def test_somebody_who_is_not_on_file_asks(clerk, today, by):
    given = {"place": "khe-xong", "kind": "view", "document": "4", "received_on": written(today)}
    assert "không có hồ sơ" in text(post(clerk, "receive", **given))
    assert Request.objects.visible_to(by).get().person is None


def test_the_cell_sees_no_form_to_answer(browse, khe_xong, asked, today):
    cell = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert '<form method="post" action="/quyen/' not in text(get(cell, "request", asked.ref))
    told = {"answered-on": written(today), "answered-words": "x"}
    assert post(cell, "act", asked.ref, "answered", **told).status_code == 403


def test_the_page_of_the_person_leads_to_the_desk(clerk, thu, asked):
    page = text(clerk.get(reverse("people:person", args=[thu.ref])))
    assert reverse("rights:receive_from", args=[thu.ref]) in page
    assert reverse("rights:request", args=[asked.ref]) in page


def test_the_whole_file_leaves_in_one_click_and_who_read_it_is_told(clerk, thu, browse, khe_xong):
    page = text(clerk.get(reverse("people:person", args=[thu.ref])))
    assert reverse("rights:file", args=[thu.ref, "pdf"]) in page
    made = post(clerk, "file", thu.ref, "pdf")
    assert made.content.startswith(b"%PDF")
    assert "Th" not in made.headers["Content-Disposition"].replace(thu.ref, "")
    assert post(clerk, "file", thu.ref, "json").json()["name"] == "Hồ Thị Thử"
    assert post(clerk, "file", thu.ref, "zip").status_code == 404
    assert "Lập toàn bộ dữ liệu cho người đó" in text(get(clerk, "readers", thu.ref))
    book = openpyxl.load_workbook(BytesIO(get(clerk, "export_readers", thu.ref).content))
    assert book.active.max_row == 3  # heading, a reading a file
    cell = browse(Role.CELL_SECRETARY, at=khe_xong)
    assert post(cell, "file", thu.ref, "pdf").status_code == 403


def test_what_is_disputed_is_shown_as_disputed_and_leaves_in_no_list(clerk, thu):
    page = reverse("people:person", args=[thu.ref])
    assert "0912345678" in text(clerk.get(page))
    shown = text(post(clerk, "freeze", thu.ref, field="phone", words="số của người khác"))
    assert "Đang tranh chấp" in shown
    assert "0912345678" not in shown
    assert reverse("rights:thaw", args=[thu.ref, "phone"]) in shown
    assert "0912345678" in text(post(clerk, "thaw", thu.ref, "phone"))


def test_an_alarm_is_sounded_counted_and_handed_over(clerk, thu, today, by):
    told = {"place": "krong-klang", "kind": "leak", "about": "mất bản in"}
    earlier = today - timedelta(days=1)
    when = {"noticed_on": written(earlier), "noticed_time": "08:30"}
    page = text(post(clerk, "sound", **told, **when))
    assert "mất bản in" in page
    row = Incident.objects.visible_to(by).get()
    assert get(clerk, "paper", row.ref, "thong-bao", "docx").content.startswith(b"PK")
    assert get(clerk, "paper", row.ref, "bien-ban", "pdf").content.startswith(b"%PDF")
    assert get(clerk, "paper", row.ref, "khac", "pdf").status_code == 404
    reader = User.objects.get().username
    span = {"count-since": written(earlier), "count-until": written(today)}
    assert "đếm từ nhật ký" in text(
        post(clerk, "handle", row.ref, "count", **span, **{"count-accounts": reader})
    )
    assert Incident.objects.visible_to(by).get().people == 0
    closed = {"close-on": written(today), "close-outcome": "đã tìm thấy"}
    assert "đã tìm thấy" in text(post(clerk, "handle", row.ref, "close", **closed))
    assert "Lộ, mất dữ liệu" in text(get(clerk, "incidents"))
    book = openpyxl.load_workbook(BytesIO(get(clerk, "export_incidents").content))
    assert book.active.max_row == 2


def test_the_officer_stands_on_the_sheet_and_the_impact_file_leaves(browse, krong_klang, today):
    secretary = browse(Role.SECRETARY, at=krong_klang)
    told = {"place": "krong-klang", "name": "Lê Thị Bảo", "reach": "phòng 2", "degree": "cử nhân"}
    given = {"years": "1", "document": "4-QĐ", "valid_from": written(today)}
    assert "ít nhất 2 năm" in text(post(secretary, "name_officer", **told, **given))
    assert "Lê Thị Bảo" in text(post(secretary, "name_officer", **told, **given | {"years": "3"}))
    office = browse(Role.CLERK, at=krong_klang)
    assert "Lê Thị Bảo, phòng 2" in text(office.get(reverse("people:sheet")))
    officer = browse(Role.DATA_PROTECTION, at=krong_klang)
    begun = written(today - timedelta(days=31))
    page = text(post(officer, "begin_impact", "krong-klang", begun_on=begun))
    assert "đến hạn nhắc" in page
    assert get(officer, "impact", "krong-klang", "docx").content.startswith(b"PK")
    sent = {"sent_on": written(today), "document": "7-CV"}
    assert "7-CV" in text(post(officer, "send_impact", "krong-klang", **sent))


def test_the_proof_of_a_consent_prints_the_words_that_were_agreed_to(clerk, thu, by):
    page = text(get(clerk, "bases", thu.ref))
    assert "dữ liệu cá nhân NHẠY CẢM" in page
    row = thu.consents.model.objects.visible_to(by).filter(person=thu, purpose="sensitive").get()
    assert f"SHA-256 {row.notice_hash}" in page
    row.notice_hash = "0" * 64
    row.save(update_fields=["notice_hash"])
    assert "Không tìm thấy đúng lời" in text(get(clerk, "bases", thu.ref))


def test_two_who_tell_the_authority_at_once_do_not_overwrite_each_other(
    clerk, browse, krong_klang, today, by
):
    second, earlier = browse(Role.CLERK, at=krong_klang), today - timedelta(days=1)
    told = {"place": "krong-klang", "kind": "leak", "about": "mất bản in"}
    post(clerk, "sound", **told, noticed_on=written(earlier), noticed_time="08:30")
    row = Incident.objects.visible_to(by).get()
    seen = form_of(get(second, "incident", row.ref).text)["seen"]
    when = {"notify-told_on": written(earlier), "notify-told_time": "09:00", "seen": seen}
    post(clerk, "handle", row.ref, "notify", **when, **{"notify-document": "1-TB"})

    late = post(second, "handle", row.ref, "notify", **when, **{"notify-document": "2-TB"})

    assert late.status_code == 409
    assert [paper in late.text for paper in ("1-TB", "2-TB")] == [True, True]
    assert Incident.objects.visible_to(by).get().document == "1-TB"
    when["seen"] = form_of(late.text)["seen"]
    post(second, "handle", row.ref, "notify", **when, **{"notify-document": "2-TB"})
    assert Incident.objects.visible_to(by).get().document == "2-TB"


def test_two_who_send_the_impact_file_at_once_see_both_papers(browse, krong_klang, today):
    first, second = (browse(Role.DATA_PROTECTION, at=krong_klang) for _ in range(2))
    begun = written(today - timedelta(days=31))
    post(first, "begin_impact", "krong-klang", begun_on=begun)
    one, two = (form_of(get(each, "send_impact", "krong-klang").text) for each in (first, second))
    post(first, "send_impact", "krong-klang", **one | {"document": "1-CV"})

    both = post(second, "send_impact", "krong-klang", **two | {"document": "2-CV"})

    assert both.status_code == 409
    assert [paper in both.text for paper in ("1-CV", "2-CV")] == [True, True]
    assert "1-CV" in text(get(first, "duties"))
    chosen = form_of(both.text) | {"pick__document": "mine"}
    assert "2-CV" in text(post(second, "send_impact", "krong-klang", **chosen))

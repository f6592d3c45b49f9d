"""The pages of dossiers: the checklist, papers, files sent back, the book of loans."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.core.models import AuditEntry
from nguon.dossier.models import BookLine, FileReturn, Paper, PaperPart
from tests import cast, staff
from tests.development import story
from tests.dossier.conftest import picture


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES / "papers"


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def case(khe_xong, by):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=by)


@pytest.fixture
def secretary(client, khe_xong):
    return staff.enter(client, staff.employ(Role.CELL_SECRETARY, khe_xong))


@pytest.fixture
def office(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


def text(answer):
    return " ".join(answer.content.decode().split())


def post(browser, name, *args, **given):
    return browser.post(reverse(f"dossier:{name}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"dossier:{name}", args=args), asked, follow=True)


def rows_of(answer):
    rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return list(rows)


def photo(words, name="IMG_2034.jpg"):
    return SimpleUploadedFile(name, picture(words).content)


def written(day):
    return f"{day:%d/%m/%Y}"


def test_two_pictures_go_in_are_looked_at_page_by_page_and_come_out_as_one_pdf(
    secretary, case, by
):
    page = post(
        secretary, "add", case.ref, code="2-KNĐ", scans=[photo("một"), photo("hai")],
        dated_on="05/11/2024",
    )  # fmt: skip
    assert "bản lưu 2 trang" in text(page)

    paper = Paper.objects.visible_to(by).get()
    shown = get(secretary, "paper", paper.ref, trang="2")
    picture_of = get(secretary, "page", paper.ref, "2")
    whole = get(secretary, "download", paper.ref)

    assert "Trang 2/2" in text(shown)
    assert (picture_of["Content-Type"], picture_of["Cache-Control"]) == ("image/png", "no-store")
    assert picture_of.content.startswith(b"\x89PNG")
    assert whole.content.startswith(b"%PDF")
    assert f"giay-{paper.ref}.pdf" in whole["Content-Disposition"]
    assert AuditEntry.objects.filter(action="people.vault.read", detail__paper=paper.pk).exists()
    assert get(secretary, "page", paper.ref, "3").status_code == 404


def test_a_refused_file_says_why_and_what_to_do_and_keeps_nothing(secretary, case, by, folder):
    secret = photo("k", "Kết luận (MẬT).jpg")
    page = post(secretary, "add", case.ref, code="1-KNĐ", scans=[photo("ok"), secret])

    assert page.status_code == 422
    assert "Không nhận nội dung có dấu mật" in text(page)
    assert "đừng gửi lại ở đây" in text(page)
    assert not Paper.objects.visible_to(by).exists()
    assert not folder.exists()


def test_too_much_at_once_is_told_before_anything_is_looked_at(secretary, case, by, settings):
    settings.UPLOAD_LIMIT = 2000
    page = post(
        secretary, "add", case.ref, code="1-KNĐ", scans=[photo("a"), photo("b"), photo("c")]
    )

    assert "Mỗi lần gửi nhiều nhất" in text(page)
    assert not Paper.objects.visible_to(by).exists()


def test_pages_are_added_and_a_paper_is_taken_out_with_a_reason(secretary, case, by):
    post(secretary, "add", case.ref, code="1-KNĐ", scans=[photo("một")])
    paper = Paper.objects.visible_to(by).get()

    more = post(secretary, "add_pages", paper.ref, **{"pages-scans": [photo("hai")]})
    again = post(secretary, "add_pages", paper.ref, **{"pages-scans": [photo("hai")]})
    without = post(secretary, "take_out", paper.ref)
    out = post(secretary, "take_out", paper.ref, **{"out-why": "replaced"})

    assert "Trang 1/2" in text(more)
    assert "Tệp này đã có trong hồ sơ: Đơn xin vào Đảng." in text(again)
    assert "Chưa ghi được" in text(without)
    assert "Đã có bản khác thay" in text(out)
    assert "Giấy đã rút ra" in text(get(secretary, "checklist", case.ref))
    assert PaperPart.objects.visible_to(by).filter(kept=True).count() == 2


def test_the_checklist_tells_completeness_and_opens_to_act_rule_and_article(secretary, case, by):
    story.tell(case, "application", by=by)

    page = text(get(secretary, "checklist", case.ref))
    table = rows_of(get(secretary, "export_checklist", case.ref))

    assert "còn thiếu: Lý lịch của người xin vào Đảng" in page
    assert reverse("development:case", args=[case.ref]) + "#timeline" in page
    assert reverse("rulebook:provision", args=["certificate.required"]) in page
    lines = {row[1]: row for row in table}
    assert lines["1-KNĐ"][3:5] == ("37", "có")
    assert (lines["7-KNĐ"][4], lines["7-KNĐ"][8]) == ("không cần", "R-SEC-01")


def test_of_several_acts_of_a_kind_it_is_said_whom_each_is_about(secretary, case, by):
    story.tell(case, "verification", by=by)

    lines = {row[1]: row for row in rows_of(get(secretary, "export_checklist", case.ref))}

    told = "Thẩm tra lý lịch (Cha) 11/12/2024; Thẩm tra lý lịch (Mẹ) 11/12/2024"
    assert told in lines["TT"][6]
    assert "Thẩm tra lý lịch (Mẹ) 11/12/2024" in text(get(secretary, "checklist", case.ref))


def test_a_file_sent_back_stands_with_the_cell_until_it_is_handed_in(
    secretary, office, case, by, today
):
    story.tell(case, "committee_resolution", by=by)
    told = {"reasons": ["missing", "form"], "words": "Thiếu bản 5-KNĐ", "on": written(today)}

    refused = post(office, "send_back", case.ref, on=written(today))
    post(office, "send_back", case.ref, **told, due_on=written(today + timedelta(days=9)))
    case_page = text(secretary.get(reverse("development:case", args=[case.ref])))
    day_list = text(secretary.get(reverse("home:today")))
    listed = text(get(office, "returned"))

    assert "Trường này là bắt buộc" in text(refused) or "bắt buộc" in text(refused)
    assert "trả hồ sơ lại ngày" in case_page
    assert "Thiếu bản 5-KNĐ" not in case_page
    assert "Hồ sơ bị trả lại, chờ nộp lại" in day_list
    assert "Thiếu giấy tờ; Không đúng mẫu" in listed
    assert "Thiếu bản 5-KNĐ" not in listed
    assert "Thiếu bản 5-KNĐ" in text(get(secretary, "checklist", case.ref))

    row = FileReturn.objects.visible_to(by).get()
    done = post(secretary, "hand_in_again", row.ref, on=written(today), words="Đã bổ sung")
    assert f"nộp lại {written(today)}" in text(done)
    assert "chờ nộp lại" not in text(secretary.get(reverse("home:today")))
    assert "Không có hồ sơ nào như vậy" in text(get(office, "returned"))
    assert rows_of(get(office, "export_returned", loc="tat-ca"))[-1][4] == (
        "Thiếu giấy tờ; Không đúng mẫu"
    )


def test_a_dossier_is_lent_is_overdue_on_the_list_of_the_day_and_comes_back(
    office, case, by, today
):
    lent = {"kind": "lent", "what": "admission", "giver": "Văn phòng", "taker": "Ban Mẫu"}
    lent |= {"on": written(today - timedelta(days=9)), "pieces": "11"}

    without = post(office, "enter", case.person.ref, **lent)
    post(office, "enter", case.person.ref, **lent, until=written(today - timedelta(days=2)))
    line = BookLine.objects.visible_to(by).get()
    day_list = text(office.get(reverse("home:today")))

    assert "Cho mượn thì phải ghi hạn trả." in text(without)
    assert "Hồ sơ cho mượn, đến hạn trả: Ban Mẫu" in day_list
    assert "quá hạn" in text(get(office, "book"))
    assert rows_of(get(office, "export_book"))[-1][5:9] == (11, "Cho mượn", "Văn phòng", "Ban Mẫu")

    early = post(office, "settle", line.ref, "tra", **{"tra-on": "01/01/2010"})
    assert "Ngày trả không thể trước ngày mượn." in text(early)
    post(office, "settle", line.ref, "tra", **{"tra-on": written(today)})
    assert "Sổ chưa có dòng nào như vậy" in text(get(office, "book", loc="dang-muon"))
    assert "hồ sơ chưa trả" in text(get(office, "line", line.ref))
    without = post(office, "settle", line.ref, "chua-tra", **{"chua-tra-words": ""})
    assert 'id="id_chua-tra-words_error"' in text(without)
    post(office, "settle", line.ref, "chua-tra", **{"chua-tra-words": "ghi nhầm"})
    assert "Ban Mẫu" in text(get(office, "book", loc="dang-muon"))
    assert "hồ sơ chưa trả" not in text(get(office, "line", line.ref))
    post(office, "settle", line.ref, "gach", **{"gach-words": "ghi thử"})
    assert "ghi thử" in text(get(office, "line", line.ref))
    assert post(office, "settle", line.ref, "khac").status_code == 404


def test_who_may_not_open_the_file_reads_no_paper(browse, krong_klang, mo_o, case, secretary, by):
    post(secretary, "add", case.ref, code="1-KNĐ", scans=[photo("một")])
    paper = Paper.objects.visible_to(by).get()
    guide, neighbour = browse(Role.AREA_MEMBER, at=krong_klang), browse(Role.CLERK, at=mo_o)

    for name in ("paper", "download"):
        assert get(guide, name, paper.ref).status_code == 403
        assert get(neighbour, name, paper.ref).status_code == 404
    assert get(neighbour, "page", paper.ref, "1").status_code == 404
    assert get(guide, "board").status_code == 200

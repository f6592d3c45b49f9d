"""The regulations as pages: what is in force, what changed, whom it touches, calendar, release."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from nguon.accounts.models import Role
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.rulebook import load
from nguon.rulebook.verdict.comparing import Counted, Difference, Moved, Turned
from nguon.web.rulebook.labels import TOPICS, differences, topic_of
from tests.development import story

pytestmark = pytest.mark.django_db
ENOUGH = 12  # statements a page, those of session and roles among them


@pytest.fixture
def keeper(khe_xong, acting):
    story.describe(khe_xong)
    return acting(story.CLERK, at=khe_xong)


@pytest.fixture
def pending(khe_xong, keeper):
    """A case that the cell has resolved on under one authority and that is undecided."""
    case = story.a_case(khe_xong, by=keeper)
    story.tell(case, "committee_resolution", by=keeper)
    return case


@pytest.fixture
def clerk(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def sheet(answer):
    return [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows()
    ]


def test_every_provision_has_a_topic_with_a_name():
    assert {topic_of(editions[0]) for editions in load().editions.values()} == set(TOPICS)


# --- in force on a day


def test_what_is_in_force_is_said_for_the_day_asked_about(clerk):
    now, then = read(clerk, "/quy-dinh/"), read(clerk, "/quy-dinh/?ngay=01/06/2019")
    assert "208-QĐ/TW ngày 26/07/2026" in now or "Quy định" in now
    assert "29-QĐ/TW ngày 25/07/2016" in then
    assert "Đang xem ngày 01/06/2019" in then
    assert "216 tháng (18 năm)" in then


def test_before_the_first_regulation_the_page_says_from_when_there_is_one(clerk):
    assert "chỉ có quy định từ ngày 01/11/2011" in read(clerk, "/quy-dinh/?ngay=31/10/2011")
    assert "R0" in read(clerk, "/quy-dinh/?ngay=01/11/2011")


def test_one_topic_can_be_picked_and_words_looked_for_without_accents(clerk):
    page = read(clerk, "/quy-dinh/?ngay=01/06/2019&chu_de=ceremony")
    assert 'id="ceremony"' in page
    assert 'id="admission"' not in page

    page = read(clerk, "/quy-dinh/?ngay=01/06/2019&tim=du+bi+12")
    assert 'id="probation"' in page
    assert 'id="vote"' not in page
    assert "Không có điều nào" in read(clerk, "/quy-dinh/?tim=khong-co-gi-nhu-the")


@pytest.mark.parametrize("asked", ["ngay=hom-qua", "ngay=99/99/9999", "chu_de=nhay-mua"])
def test_what_cannot_be_read_is_told_at_the_field_and_today_is_shown(asked, clerk):
    assert "errorlist" in read(clerk, f"/quy-dinh/?{asked}")


def test_the_list_is_handed_out_as_a_workbook(clerk):
    rows = sheet(clerk.get("/quy-dinh/xuat/?ngay=01/06/2019&chu_de=ceremony"))
    assert rows[0][:4] == ["Chủ đề", "Quy tắc", "Nội dung", "Giá trị"]
    assert {row[0] for row in rows[1:]} == {"Lễ kết nạp"}


# --- one provision


def test_a_provision_shows_all_its_editions_and_what_hangs_on_it(clerk):
    page = read(clerk, "/quy-dinh/dieu/admission.schooling.minimum/")
    for instrument in ("29-QĐ/TW ngày 25/07/2016", "24-QĐ/TW ngày 30/07/2021"):
        assert instrument in page
    assert "Chưa đạt trình độ học vấn" in page
    assert "đang có hiệu lực" in page


def test_every_provision_has_a_page(clerk):
    for name in load().editions:
        read(clerk, f"/quy-dinh/dieu/{name}/")


def test_a_provision_that_there_is_none_of_is_not_found(clerk):
    assert clerk.get("/quy-dinh/dieu/admission.dancing/").status_code == 404


# --- what changed


def test_changes_are_told_day_by_day_with_before_and_after(clerk):
    page = read(clerk, "/quy-dinh/thay-doi/?tu=01/01/2025&den=31/12/2025")
    assert "ban thường vụ huyện uỷ" in page
    assert "ban thường vụ đảng uỷ xã" in page
    assert "01/07/2025" in page
    assert "30/07/2021" not in page


def test_the_day_of_change_itself_counts_and_the_day_it_began_after_does_not(clerk):
    assert "294-QĐ/TW" in read(clerk, "/quy-dinh/thay-doi/?tu=30/06/2025&den=01/07/2025")
    assert "294-QĐ/TW" not in read(clerk, "/quy-dinh/thay-doi/?tu=01/07/2025&den=02/07/2025")
    assert "Không có thay đổi" in read(clerk, "/quy-dinh/thay-doi/?tu=01/08/2025&den=02/08/2025")


def test_a_day_on_which_nothing_changed_in_substance_names_its_instrument(clerk):
    page = read(clerk, "/quy-dinh/thay-doi/?tu=04/06/2017&den=05/06/2017")
    assert "Không điều nào đổi về nội dung" in page
    assert "Văn bản áp dụng từ ngày này" in page
    assert "09-HD/BTCTW ngày 05/06/2017" in page


def test_days_given_in_the_wrong_order_are_put_right(clerk):
    assert "294-QĐ/TW" in read(clerk, "/quy-dinh/thay-doi/?tu=02/07/2025&den=30/06/2025")


def test_changes_are_handed_out_as_a_workbook(clerk):
    rows = sheet(clerk.get("/quy-dinh/thay-doi/xuat/?tu=30/06/2025&den=01/07/2025"))
    assert rows[0][3:5] == ["Trước", "Sau"]
    assert ["ban thường vụ huyện uỷ", "ban thường vụ đảng uỷ xã"] in [row[3:5] for row in rows]


# --- whom a change touches


def test_the_open_cases_that_a_change_touches_are_named_with_what_differs(clerk, pending):
    page = read(clerk, "/quy-dinh/ho-so/?ngay=2026-07-26")
    assert "Hồ Thị Bịa" in page
    assert "cấp quyết định kết nạp" in page
    assert "1 hồ sơ bị ảnh hưởng trong 1 hồ sơ đã xét" in page


def test_a_change_that_a_later_one_overtook_touches_nobody_today(clerk, pending):
    """Who decided in between no longer matters to a file that is still undecided."""
    assert "Hồ Thị Bịa" not in read(clerk, "/quy-dinh/ho-so/?ngay=2025-07-01")


def test_a_change_that_touches_nobody_says_so(clerk, pending):
    page = read(clerk, "/quy-dinh/ho-so/?ngay=2018-08-28")
    assert "Hồ Thị Bịa" not in page
    assert "Không hồ sơ nào ở trang này bị ảnh hưởng" in page


def test_without_a_day_the_latest_change_is_looked_at(clerk, pending):
    assert "26/07/2026" in read(clerk, "/quy-dinh/ho-so/")


@pytest.mark.parametrize(
    "asked",
    ["ngay=2025-07-02", "ngay=hom-qua", "trang=0", "trang=-1", "trang=x", "to-chuc=khong-co-ai"],
)
def test_a_day_without_change_a_page_and_a_place_that_are_not_there_are_not_found(asked, clerk):
    assert clerk.get(f"/quy-dinh/ho-so/?{asked}").status_code == 404


def test_the_neighbouring_commune_sees_nobody_of_it(browse, mo_o, pending):
    page = read(browse(Role.CLERK, at=mo_o), "/quy-dinh/ho-so/?ngay=2026-07-26")
    assert "Hồ Thị Bịa" not in page
    assert "0 hồ sơ bị ảnh hưởng trong 0 hồ sơ đã xét" in page


def test_a_place_out_of_sight_is_not_there(clerk, thon_mau):
    assert clerk.get("/quy-dinh/ho-so/?to-chuc=thon-mau").status_code == 404
    assert clerk.get("/quy-dinh/ho-so/?to-chuc=khe-xong").status_code == 200


def test_who_may_not_see_cases_is_refused(browse, krong_klang):
    assert browse(Role.ADMINISTRATOR, at=krong_klang).get("/quy-dinh/ho-so/").status_code == 403


def test_the_cases_are_asked_for_as_often_for_three_as_for_one(
    clerk, pending, khe_xong, keeper, django_assert_max_num_queries
):
    address = "/quy-dinh/ho-so/?ngay=2026-07-26"
    clerk.get(address)  # the session notes its first click
    with django_assert_max_num_queries(40) as one:
        clerk.get(address)
    for name in ("Hồ Thị Bịa Hai", "Hồ Thị Bịa Ba"):
        story.tell(story.a_case(khe_xong, by=keeper, name=name), "opinions", by=keeper)
    with django_assert_max_num_queries(40) as three:
        clerk.get(address)
    assert len(three) == len(one)


MAY_DIFFER = [
    (
        {"findings": (Turned("decision_late", (), (("warn", date(2025, 5, 7)),)),)},
        ": không → Lưu ý 07/05/2025",
    ),
    ({"stage": (None, "cell_resolution")}, "bước đã xong: không → Nghị quyết chi bộ"),
    ({"threshold": ("two_thirds", "more_than_half")}, "hai phần ba → trên một nửa"),
    ({"missing": (("6-KNĐ",), ())}, "giấy tờ còn thiếu: 6-KNĐ → không"),
    ({"may_proceed": (False, True)}, "được đi tiếp: không → có"),
    ({"steps_came": ("cell_resolution",)}, "bước phải làm: không → Nghị quyết chi bộ"),
    ({"steps_gone": ("card_issued",)}, "bước phải làm: "),
    (
        {"moved": (Moved("admission_decision", "due_on", None, date(2025, 5, 7)),)},
        "hạn của bước Quyết định kết nạp: không → 07/05/2025",
    ),
    ({"moved": (Moved("", "party_age_from", date(2025, 5, 7), None),)}, "ngày tính tuổi đảng: "),
    ({"votes": (Counted("cell_resolution", 6, 5),)}, ": 6 → 5"),
]


@pytest.mark.parametrize(("fields", "words"), MAY_DIFFER)
def test_whatever_differs_is_said_with_before_and_after(fields, words):
    (line,) = differences(Difference(**fields))
    assert words in line


def test_the_list_of_those_touched_is_handed_out_and_goes_on_record(clerk, pending):
    rows = sheet(clerk.get("/quy-dinh/ho-so/xuat/?ngay=2026-07-26"))
    assert rows[1][0] == "Hồ Thị Bịa"
    with unscoped("the test reads the trail"):
        assert AuditEntry.objects.filter(action="reports.exported").exists()


# --- the calendar and the release


def test_the_calendar_of_a_year_names_every_day_off_and_why(clerk):
    page = read(clerk, "/quy-dinh/lich/?nam=2025")
    assert "nghỉ hoán đổi, làm bù 26/04/2025" in page
    assert "45/2019/QH14 ngày 20/11/2019</span>, điểm 112.1" in page
    assert page.count("<caption>") == 12
    assert "không tính" in page


@pytest.mark.parametrize("year", ["2014", "2028", "mai", "-1", "99999999999"])
def test_a_year_that_is_not_held_is_not_found(year, clerk):
    assert clerk.get(f"/quy-dinh/lich/?nam={year}").status_code == 404


def test_the_calendar_is_handed_out_as_a_workbook(clerk):
    rows = sheet(clerk.get("/quy-dinh/lich/xuat/?nam=2020"))
    assert [row[1] for row in rows].count("Tết Nguyên đán") == 7
    assert {row[3] for row in rows[1:]} == {True}


def test_the_release_tells_how_fresh_the_verdicts_are(clerk, pending):
    page = read(clerk, "/quy-dinh/ban-dang-dung/")
    assert "Hồ sơ đang mở</dt><dd>1" in page
    assert "working_day.calendar" in page


def test_who_sees_no_cases_sees_the_release_without_them(browse, krong_klang, pending):
    page = read(browse(Role.ADMINISTRATOR, at=krong_klang), "/quy-dinh/ban-dang-dung/")
    assert "Hồ sơ đang mở" not in page
    assert "age.mode" in page


def test_the_assumptions_are_handed_out_as_a_workbook(clerk):
    rows = sheet(clerk.get("/quy-dinh/ban-dang-dung/xuat/"))
    assert {row[0] for row in rows[1:]} == set(load().parameters)


@pytest.mark.parametrize(
    "address",
    ["", "thay-doi/", "ho-so/", "lich/", "ban-dang-dung/", "dieu/ceremony.limit/"],
)
def test_a_page_asks_the_database_little(address, clerk, django_assert_max_num_queries):
    clerk.get(f"/quy-dinh/{address}")
    with django_assert_max_num_queries(ENOUGH):
        clerk.get(f"/quy-dinh/{address}")


def test_the_room_is_offered_to_everybody(browse, krong_klang):
    for role in Role:
        page = browse(role, at=krong_klang).get("/quy-dinh/")
        assert page.status_code == 200
        assert 'href="/quy-dinh/" aria-current="page"' in page.content.decode()

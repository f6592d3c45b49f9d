"""The lists and the file of a case, and every act entered on a page."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.development import projection
from nguon.development.models import Case, CaseEvent
from nguon.people import operations as people
from nguon.people.models import Purpose
from nguon.rulebook import EVENT_TYPES
from nguon.web.development.forms import ActForm
from nguon.web.development.tokens import token_of
from nguon.web.development.urls import ACTS
from tests import cast
from tests.development import story

pytestmark = pytest.mark.django_db
ENOUGH = 14  # the wish is twelve: whether totals are folded and who meets soon cost one each
RESOLUTION = {"on": "06/02/2025", "act_full_members": "9", "act_yes": "8", "document": "4-NQ/CB"}


@pytest.fixture
def keeper(khe_xong, acting):
    story.describe(khe_xong)
    return acting(story.CLERK, at=khe_xong)


@pytest.fixture
def case(khe_xong, keeper) -> Case:
    return story.a_case(khe_xong, by=keeper)


@pytest.fixture
def clerk(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


def test_every_act_of_the_contract_has_an_address_of_its_own():
    assert ACTS.keys() == EVENT_TYPES.keys()
    assert len(set(ACTS.values())) == len(ACTS)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_act_has_a_form_that_opens(kind, case, clerk):
    answer = clerk.get(f"/ho-so/{case.ref}/{ACTS[kind]}/")

    assert answer.status_code == 200
    assert 'name="on"' in answer.content.decode()


def test_every_act_says_what_its_day_is_the_day_of():
    said = {kind: ActForm(kind, None, {})["on"].label for kind in EVENT_TYPES}

    assert len({str(label) for label in said.values()}) == len(EVENT_TYPES)
    assert all(str(label).startswith("Ngày ") for label in said.values())
    assert said["awareness_course"] == "Ngày cấp giấy chứng nhận"


def test_the_day_of_the_life_story_says_that_the_twelve_months_begin(case, clerk):
    page = clerk.get(f"/ho-so/{case.ref}/{ACTS['cv']}/").content.decode()

    assert "thời hạn 12 tháng bắt đầu từ đây" in page
    assert 'aria-describedby="id_on_helptext"' in page


def test_the_tab_of_a_case_names_stage_and_cell_and_nobody(case, clerk):
    page = clerk.get(f"/ho-so/{case.ref}/").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]

    assert title == "Chưa bắt đầu · Chi bộ khóm Khe Xong · Nguồn"


def test_the_language_button_stands_in_the_head_of_every_page(case, clerk):
    head = clerk.get(f"/ho-so/{case.ref}/").content.decode().split("</header>")[0]

    assert 'value="en" lang="en">English' in head
    assert 'class="inline wide"' not in head


def test_the_list_names_step_who_must_act_and_day(case, clerk):
    page = clerk.get("/").content.decode()

    assert "Hồ Thị Bịa" in page
    assert "Phát hiện nguồn" in page
    assert "Chi bộ khóm Khe Xong" in page


@pytest.mark.parametrize("address", ["/", "/ho-so/", "/ho-so/?loc=vuong", "/ho-so/giai-doan/"])
def test_a_list_asks_as_often_for_three_cases_as_for_one(
    address, case, clerk, khe_xong, keeper, django_assert_max_num_queries
):
    judge_all()
    clerk.get(address)  # the session notes its first click
    with django_assert_max_num_queries(ENOUGH) as one:
        clerk.get(address)
    for name in ("Hồ Thị Bịa Hai", "Hồ Thị Bịa Ba"):
        story.a_case(khe_xong, by=keeper, name=name)
    judge_all()
    with django_assert_max_num_queries(ENOUGH) as three:
        clerk.get(address)

    assert len(three) == len(one)


def test_the_file_shows_what_is_in_the_way_with_its_article(case, clerk, keeper):
    story.tell(case, "opinions", by=keeper)
    page = clerk.get(f"/ho-so/{case.ref}/").content.decode()

    assert "R-VAL-01" in page  # the file was drawn up in November 2024
    assert "-HD/TW" in page


def test_an_act_is_entered_and_the_file_goes_on(case, clerk):
    answer = clerk.post(
        f"/ho-so/{case.ref}/{ACTS['sourced']}/",
        {"on": "09/03/2023", "act_source_group": "militia"},
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/ho-so/{case.ref}/"
    page = clerk.get(f"/ho-so/{case.ref}/").content.decode()
    assert "Dân quân tự vệ" in page


def test_a_decision_against_the_rules_names_the_article_and_writes_nothing(case, clerk, keeper):
    story.tell(case, "application", by=keeper)
    before = events(case, keeper)

    page = clerk.post(f"/ho-so/{case.ref}/{ACTS['cell_resolution']}/", RESOLUTION)

    said = page.content.decode()
    assert page.status_code == 200
    assert "232-QĐ/TW ngày 20/01/2025" in said
    assert 'name="reason"' in said
    assert events(case, keeper) == before


def test_with_reason_and_authority_it_is_entered_as_a_departure(case, clerk, keeper):
    story.tell(case, "application", by=keeper)
    why = {"reason": "Đã thẩm tra, giấy đến sau", "authority": "Ban Thường vụ Huyện uỷ"}

    answer = clerk.post(f"/ho-so/{case.ref}/{ACTS['cell_resolution']}/", RESOLUTION | why)

    row = CaseEvent.objects.visible_to(keeper).get(type="cell_resolution")
    assert answer.status_code == 302
    assert row.despite["authority"] == "Ban Thường vụ Huyện uỷ"
    assert "Ban Thường vụ Huyện uỷ" in clerk.get(f"/ho-so/{case.ref}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"on": "30/02/2025"}, "errorlist"),
        ({"on": ""}, "errorlist"),
        ({"on": "06/02/2025", "act_full_members": "9", "act_yes": "10"}, "cần"),
        ({"on": "06/02/2025", "act_full_members": "-1", "act_yes": "1"}, "errorlist"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(fields, part, case, clerk, keeper):
    before = events(case, keeper)

    answer = clerk.post(f"/ho-so/{case.ref}/{ACTS['cell_resolution']}/", fields)

    assert answer.status_code == 200
    assert part in answer.content.decode()
    assert events(case, keeper) == before


def test_an_act_of_tomorrow_is_refused(case, clerk, keeper):
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = clerk.post(f"/ho-so/{case.ref}/{ACTS['cv']}/", {"on": f"{tomorrow:%d/%m/%Y}"})

    assert "không sau hôm nay" in answer.content.decode()
    assert events(case, keeper) == 0


def test_an_act_entered_meanwhile_by_somebody_else_is_noticed(case, clerk, keeper):
    story.tell(case, "sourced", by=keeper)

    answer = clerk.post(
        f"/ho-so/{case.ref}/{ACTS['candidate_listed']}/", {"on": "10/04/2023", "seen": "0"}
    )

    assert answer.status_code == 200
    assert events(case, keeper) == 1


def test_a_wrong_entry_is_taken_back_with_its_reason_and_stays_readable(case, clerk, keeper):
    (row,) = story.tell(case, "sourced", by=keeper)
    address = f"/ho-so/{case.ref}/rut-lai/{token_of(row.pk)}/"

    assert clerk.get(address).status_code == 200
    answer = clerk.post(address, {"reason": "Ghi nhầm người"})

    page = clerk.get(f"/ho-so/{case.ref}/").content.decode()
    assert answer.status_code == 302
    assert "Ghi nhầm người" in page
    assert "retracted" in page


def test_who_does_not_want_to_go_on_before_applying_is_forgotten(case, clerk, keeper):
    answer = clerk.post(f"/ho-so/{case.ref}/khong-tiep-tuc/")

    assert answer.headers["Location"] == "/ho-so/"
    assert not Case.objects.visible_to(keeper).exists()


def test_who_withdrew_after_applying_cannot_withdraw_again(case, clerk, keeper):
    story.tell(case, "opinions", by=keeper)
    address = f"/ho-so/{case.ref}/khong-tiep-tuc/"
    clerk.post(address)
    before = events(case, keeper)

    answer = clerk.post(address, follow=True)

    assert "Không có sự đồng ý nào của người này" in answer.content.decode()
    assert events(case, keeper) == before


def test_without_agreement_a_sensitive_act_is_refused_beside_the_form(case, clerk, keeper, acting):
    withdrawing = acting("clerk", at=case.organization)
    people.withdraw(case.person, Purpose.SENSITIVE, on=cast.TODAY, by=withdrawing)
    before = events(case, keeper)

    answer = clerk.post(
        f"/ho-so/{case.ref}/{ACTS['conviction']}/",
        {"on": "09/03/2023", "act_gravity": "serious_or_worse"},
    )

    assert "Chưa có sự đồng ý cho mục đích" in answer.content.decode()
    assert events(case, keeper) == before


def test_a_list_has_no_page_beyond_all_measure(case, clerk):
    assert clerk.get(f"/ho-so/?trang={'9' * 30}").status_code == 404


def test_what_a_form_showed_is_a_number_that_a_row_can_have(case, clerk, keeper):
    address = f"/ho-so/{case.ref}/{ACTS['sourced']}/"

    answer = clerk.post(
        address, {"on": "09/03/2023", "act_source_group": "militia", "seen": "9" * 5000}
    )

    assert answer.status_code == 302
    assert events(case, keeper) == 1


def test_a_case_is_opened_for_somebody_on_file(clerk, khe_xong, keeper):
    person = story.a_person(khe_xong, by=keeper)

    answer = clerk.post(f"/ho-so/mo/{person.ref}/", {"on": "09/03/2023"})

    case = Case.objects.visible_to(keeper).get()
    assert answer.headers["Location"] == f"/ho-so/{case.ref}/"
    assert (
        "đang có hồ sơ"
        in clerk.post(f"/ho-so/mo/{person.ref}/", {"on": "09/03/2023"}).content.decode()
    )


def test_a_closed_case_takes_no_further_act(case, clerk, keeper):
    day = f"{timezone.localdate():%d/%m/%Y}"

    assert clerk.post(f"/ho-so/{case.ref}/dong/", {"on": day}).status_code == 302
    answer = clerk.post(f"/ho-so/{case.ref}/{ACTS['sourced']}/", {"on": "09/03/2023"})

    assert "đã đóng" in answer.content.decode()
    assert events(case, keeper) == 0


def test_the_list_leaves_as_a_workbook_in_which_text_is_text(case, clerk):
    answer = clerk.get("/ho-so/xuat/")

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert "Bịa" not in answer.headers["Content-Disposition"]
    assert sheet["A2"].value == "Hồ Thị Bịa"
    assert sheet.freeze_panes == "A2"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("address", ["/ho-so/", "/ho-so/?loc=vuong"])
def test_only_who_may_take_the_list_away_is_offered_it(address, case, clerk, browse, khe_xong):
    export = 'href="/ho-so/xuat/'
    member = browse(Role.AREA_MEMBER, at=khe_xong)

    assert export in clerk.get(address).content.decode()
    assert export not in member.get(address).content.decode()
    assert member.get("/ho-so/xuat/").status_code == 403


@pytest.mark.parametrize("address", ["", "don-xin-vao-dang/", "dong/", "khong-tiep-tuc/"])
def test_the_neighbouring_commune_does_not_know_the_case(address, case, browse, mo_o):
    stranger = browse(Role.CLERK, at=mo_o)

    assert stranger.get(f"/ho-so/{case.ref}/{address}").status_code in (404, 405)
    assert stranger.post(f"/ho-so/{case.ref}/{address}").status_code in (404, 405)
    assert "Hồ Thị Bịa" not in stranger.get("/ho-so/").content.decode()


def test_a_member_in_charge_of_an_area_reads_but_does_not_decide(case, browse, khe_xong):
    reader = browse(Role.AREA_MEMBER, at=khe_xong)

    assert reader.get(f"/ho-so/{case.ref}/").status_code == 200
    assert reader.get(f"/ho-so/{case.ref}/{ACTS['cell_resolution']}/").status_code == 403


def test_what_rests_on_sensitive_facts_is_not_told_to_who_may_not_open(khe_xong, keeper, browse):
    secret = {"political_history_issue": True}
    case = story.a_case(khe_xong, by=keeper, secret=secret)
    story.tell(case, "opinions", by=keeper)
    reader, clerk = browse(Role.AREA_MEMBER, at=khe_xong), browse(Role.CLERK, at=khe_xong)

    assert "lịch sử chính trị" not in reader.get(f"/ho-so/{case.ref}/").content.decode()
    assert "lịch sử chính trị" in clerk.get(f"/ho-so/{case.ref}/").content.decode()
    assert "mở hồ sơ" in clerk.get("/ho-so/").content.decode()
    assert "lịch sử chính trị" not in clerk.get("/ho-so/").content.decode()


def judge_all() -> None:
    """What the daily round does: verdicts as of today by the clock."""
    projection.refresh_due(by=cast.system(timezone.localdate()))


def events(case: Case, by) -> int:
    return CaseEvent.objects.visible_to(by).filter(case=case).count()


def test_two_clicks_enter_one_act(case, clerk, keeper):
    fields = {"on": "09/03/2023", "document": "1"}
    for _ in range(2):
        clerk.post(f"/ho-so/{case.ref}/{ACTS['sourced']}/", fields)

    assert events(case, keeper) == 1


def test_dates_read_as_people_write_them(case, clerk, keeper):
    story.tell(case, "sourced", by=keeper)

    page = clerk.get(f"/ho-so/{case.ref}/").content.decode()

    assert "09/03/2023" in page
    assert "2023-03-09</time>" not in page

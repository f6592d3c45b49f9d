"""Quality opens to its cases, a quarter has a page, cohorts are followed, every base is told."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from nguon.development.models import Case, CaseEvent
from nguon.organizations import operations as organizations
from nguon.people.models import LeftHow, Membership
from nguon.planning import operations
from tests import cast
from tests.planning.story import TERM, admit
from tests.staff import employ, enter

IN_2016 = date(2016, 5, 19)
TERM_OF = ("krong-klang", "2015-2020")
QUARTER = ("krong-klang", "2016-q2")
STARTS = ("cell_resolution", "admission_decision", "decision_received")


@pytest.fixture
def term(krong_klang, system):
    return operations.plan_term(krong_klang, **TERM, by=system)


def signed_in(role, at):
    return enter(Client(), employ(role, at))


@pytest.fixture
def clerk(krong_klang):
    return signed_in("clerk", krong_klang)


def get(client, name, *args, **query):
    return client.get(reverse(f"planning:{name}", args=args), query)


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def act(event, *kinds, system):
    """Acts of the same case, and a verdict by which it could be judged."""
    for kind in kinds:
        CaseEvent.objects.create(
            organization=event.organization,
            case=event.case,
            type=kind,
            happened_on=event.happened_on,
            happened_in=event.happened_in,
            recorded_at=cast.NOW,
            recorded_by=7,
        )
    rows = Case.objects.visible_to(system).filter(pk=event.case_id)
    rows.update(stage="admission_ceremony")


# --- a term -------------------------------------------------------------------------------------


def test_late_steps_stand_on_the_page_of_the_term_with_their_base_and_open_to_their_cases(
    khe_xong, krong_klang, dakrong, term, system, clerk
):
    late = admit(khe_xong, IN_2016, findings=["ceremony_late"])
    in_time = admit(khe_xong, IN_2016)
    for event in (late, in_time):
        act(event, *STARTS, system=system)

    page = text(get(clerk, "term", *TERM_OF))
    listed = text(get(clerk, "admitted", *TERM_OF, **{"so-do": "late_steps"}))

    assert "4 bước đã làm, có hạn tính được" in page
    assert "25,0 %" in page
    assert "so-do=late_steps" in page
    assert late.case.person.full_name in listed
    assert in_time.case.person.full_name not in listed
    assert "Bước làm sau hạn" in listed
    assert "so-do" not in text(get(signed_in("superior_board", dakrong), "term", *TERM_OF))


def test_a_measure_that_does_not_open_narrows_nothing(khe_xong, term, clerk):
    name = admit(khe_xong, IN_2016).case.person.full_name

    for asked in ("december", "minority", "khong-co"):
        assert name in text(get(clerk, "admitted", *TERM_OF, **{"so-do": asked}))


def test_what_cannot_be_told_is_a_dash_with_its_reason(khe_xong, term, clerk):
    admit(khe_xong, IN_2016)

    page = text(get(clerk, "term", *TERM_OF))

    assert "chưa ghi hồ sơ nào tới cấp quyết định" in page
    assert "chưa ghi số liệu dân cư" in page


def test_a_printed_share_keeps_its_word_beside_those_admitted(
    krong_klang, khe_xong, term, system, clerk
):
    for number in range(27):
        admit(khe_xong, IN_2016, ethnicity="Tà Ôi" if number < 6 else "Kinh")
    known = {"minority_percent": 42, "minority_qualifier": "more_than"}
    parts = {"population": 1000, "women": 490}
    organizations.record_profile(krong_klang, 2018, **known, **parts, by=system)
    operations.recount_stale(by=system)

    page = text(get(clerk, "term", *TERM_OF))

    assert '22,2 % <span class="soft small nowrap">(6/27)</span>' in page
    assert "hơn 42 % trên số dân (2018)" in page
    assert "49 % trên số dân (2018)" in page


def test_hamlets_and_workplaces_stand_apart(
    krong_klang, khe_xong, khom_ban_mau, term, system, clerk
):
    organizations.record_profile(khe_xong, 2016, setting="hamlet", by=system)
    organizations.record_profile(khom_ban_mau, 2016, setting="school", by=system)
    organizations.record_profile(khom_ban_mau, 2018, households=3, by=system)
    admit(khom_ban_mau, IN_2016)

    page = text(get(clerk, "term", *TERM_OF))

    assert "Thôn, bản, khóm</th>" in page
    assert "Cơ quan, trường học, đơn vị</th>" in page
    assert "Chưa ghi là nơi nào" not in page


def test_where_nobody_was_left_for_a_quota_of_one_nothing_is_short(
    krong_klang, khe_xong, term, system, clerk
):
    paper = {"document": "NQ", "decided_on": date(2016, 1, 5), "by": system}
    operations.set_cell_target(khe_xong, term=term, year=2016, lower=1, upper=1, **paper)
    report = {"reason": "Đi làm ăn xa", "document": "05-BC/CB", "by": system}
    operations.report_no_source(khe_xong, year=2016, **report)
    assert "không tính vào phần chưa đạt" in text(get(clerk, "term", *TERM_OF))

    operations.set_cell_target(khe_xong, term=term, year=2017, lower=1, upper=1, **paper)
    assert "không tính vào phần chưa đạt" not in text(get(clerk, "term", *TERM_OF))


def test_the_sheet_of_a_term_carries_its_quality(khe_xong, term, clerk):
    admit(khe_xong, date(2016, 12, 5))

    book = openpyxl.load_workbook(BytesIO(get(clerk, "export", *TERM_OF).content))
    rows = {row[0]: row[1:] for row in book.active.iter_rows(values_only=True)}
    plain = get(clerk, "export", *TERM_OF, dang="csv").content.decode()

    assert rows["Kết nạp trong tháng 12"][:3] == (1, 1, 100)
    assert rows["Hồ sơ bị trả lại"][:3] == (None, None, None)
    assert rows["12"][0] == 1
    assert "Kết nạp trong tháng 12,1,1,100" in plain


# --- a quarter ----------------------------------------------------------------------------------


def test_a_quarter_stands_beside_the_same_quarter_of_the_year_before(
    krong_klang, khe_xong, system, clerk
):
    for on in (date(2015, 4, 1), date(2016, 4, 1), date(2016, 6, 30), date(2016, 7, 1)):
        admit(khe_xong, on)

    page = text(get(clerk, "period", *QUARTER))

    assert "quý 2 năm 2016" in page
    assert "<b>2</b> người đã kết nạp" in page
    assert "<b>1</b> cùng kỳ năm trước" in page
    assert "<b>+1</b> so với cùng kỳ" in page
    assert reverse("planning:period", args=["khe-xong", "2016-q2"]) in page
    assert "<b>4</b>" not in page


def test_a_whole_year_is_a_period_as_well(khe_xong, krong_klang, clerk):
    admit(khe_xong, IN_2016)

    page = text(get(clerk, "period", "krong-klang", "2016"))

    assert "năm 2016</h1>" in page
    assert "<b>1</b> người đã kết nạp" in page


def test_after_a_merge_a_quarter_is_read_in_either_tree(
    krong_klang, mo_o, khe_xong, system, acting
):
    admit(khe_xong, IN_2016)
    act_of = {"on": date(2021, 1, 1), "document": "NQ 1680", "by": system}
    organizations.merge([krong_klang], into=mo_o, **act_of)
    clerk = signed_in("clerk", mo_o)

    assert "<b>0</b> người đã kết nạp" in text(get(clerk, "period", "mo-o", "2016-q2"))
    as_it_is = text(get(clerk, "period", "mo-o", "2016-q2", cay="as-is"))
    assert "<b>1</b> người đã kết nạp" in as_it_is
    assert "Chi bộ khóm Khe Xong" in as_it_is
    assert "<b>1</b> người đã kết nạp" in text(get(clerk, "period", *QUARTER))


def test_the_names_behind_a_quarter_are_for_those_who_may_see_them(
    krong_klang, khe_xong, dakrong, clerk
):
    name = admit(khe_xong, IN_2016).case.person.full_name
    board = signed_in("superior_board", dakrong)

    assert name in text(get(clerk, "period_admitted", *QUARTER))
    assert name not in text(get(clerk, "period_admitted", "krong-klang", "2016-q3"))
    assert get(clerk, "export_period_admitted", *QUARTER).status_code == 200
    assert get(board, "period", *QUARTER).status_code == 200
    assert get(board, "period_admitted", *QUARTER).status_code == 403


@pytest.mark.parametrize("named", ["2016-q5", "2016-q0", "16", "quy-2", "3016"])
def test_what_is_no_period_is_not_there(krong_klang, clerk, named):
    assert get(clerk, "period", "krong-klang", named).status_code == 404


def test_the_sheet_of_a_quarter_has_places_groups_and_quality(khe_xong, krong_klang, clerk):
    admit(khe_xong, IN_2016)

    book = openpyxl.load_workbook(BytesIO(get(clerk, "export_period", *QUARTER).content))
    rows = {row[0]: row[1:] for row in book.active.iter_rows(values_only=True)}

    assert rows["Chi bộ khóm Khe Xong"][0] == 1
    assert rows["Cộng"][:2] == (1, 0)
    assert rows["Nữ"][0] == 1
    assert rows["Kết nạp trong tháng 12"][:2] == (0, 1)


# --- cohorts ------------------------------------------------------------------------------------


def test_the_cohorts_of_a_place_have_a_chart_a_table_and_a_sheet(
    krong_klang, khe_xong, system, clerk
):
    stayed = date(2018, 5, 19)
    admit(khe_xong, stayed)
    left = admit(khe_xong, stayed).case.person
    rows = Membership.objects.visible_to(system).filter(person=left)
    rows.update(left_on=date(2020, 1, 1), left_how=LeftHow.OWN_REQUEST)

    page = text(get(clerk, "retention", "krong-klang"))
    book = openpyxl.load_workbook(BytesIO(get(clerk, "export_retention", "krong-klang").content))
    sheet = {row[0]: row[1:] for row in book.active.iter_rows(values_only=True)}

    assert '50,0 % <span class="soft small nowrap">(1/2)</span>' in page
    assert "Xin ra khỏi Đảng: 1" in page
    assert "chưa đủ thời gian" in page
    assert "2018: sau 1 năm 100, sau 3 năm 50" in page
    assert left.full_name not in page
    assert sheet[2018][:5] == (2, 2, 0, 2, 2)


def test_a_place_where_nobody_was_admitted_says_so(krong_klang, clerk):
    assert "Chưa ghi kết nạp nào ở đây." in text(get(clerk, "retention", "krong-klang"))


PAGES = [
    ("retention",),
    ("export_retention",),
    ("period", "2016-q2"),
    ("export_period", "2016-q2"),
]


@pytest.mark.parametrize("page", PAGES)
def test_next_door_its_figures_are_not_there(khe_xong, mo_o, page):
    name, *more = page
    neighbour = signed_in("clerk", mo_o)

    assert get(neighbour, name, "krong-klang", *more).status_code == 404
    assert get(neighbour, name, "khong-co-noi-nay", *more).status_code == 404


def test_a_cell_may_read_its_own_figures(khe_xong):
    admit(khe_xong, IN_2016)
    secretary = signed_in("cell_secretary", khe_xong)

    assert "<b>1</b> người đã kết nạp" in text(get(secretary, "period", "khe-xong", "2016-q2"))
    assert get(secretary, "period", *QUARTER).status_code == 404


# --- where the numbers come from ----------------------------------------------------------------


def test_every_measure_says_where_it_comes_from(khe_xong, term, clerk):
    admit(khe_xong, IN_2016)

    page = text(get(clerk, "measures"))

    assert reverse("planning:measures") in text(get(clerk, "term", *TERM_OF))
    for said in ("Bước làm sau hạn", "36 ÷ (10 × 5) = 72 %", "không bao giờ mở ra tên"):
        assert said in page


def test_the_page_of_a_place_leads_to_its_quarters_and_cohorts(krong_klang, clerk):
    page = text(clerk.get(reverse("organizations:organization", args=["krong-klang"])))

    assert reverse("planning:retention", args=["krong-klang"]) in page
    assert "Theo quý, năm" in page


def test_a_quarter_costs_the_same_for_one_admission_and_for_many(
    krong_klang, khe_xong, khom_ban_mau, clerk, django_assert_max_num_queries
):
    admit(khe_xong, IN_2016)
    get(clerk, "period", *QUARTER)
    with django_assert_max_num_queries(16) as small:
        get(clerk, "period", *QUARTER)
    for cell in (khe_xong, khom_ban_mau, khom_ban_mau):
        admit(cell, IN_2016)

    with django_assert_max_num_queries(16) as large:
        get(clerk, "period", *QUARTER)
    assert len(large) == len(small)

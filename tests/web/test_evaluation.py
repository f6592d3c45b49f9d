"""The pages of grading: laid down, opened, filled, voted, decided, appealed, printed, exported."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from nguon.accounts.models import Role
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.evaluation import opening
from nguon.evaluation.models import (
    CriteriaTable,
    Evidence,
    GradingRound,
    MemberAct,
    MemberSheet,
    Sheet,
    SheetAct,
)
from tests import cast, staff
from tests.evaluation.conftest import CRITERIA, OF_MEMBERS, YEAR, on
from tests.planning.story import admit
from tests.web.test_conflict import form_of

GRADED = "20/12/2019"
DECIDED = "06/01/2020"


@pytest.fixture
def office(client, krong_klang):
    """The clerk's browser."""
    return staff.enter(client, staff.employ(Role.CLERK, krong_klang))


@pytest.fixture
def clerk(krong_klang):
    user = staff.employ(Role.CLERK, krong_klang, on=cast.FIRST_DAY)
    return on(cast.acting("clerk", at=krong_klang, user_id=user.pk), date(2020, 1, 6))


@pytest.fixture
def held(krong_klang, khe_xong, khom_ban_mau, clerk):
    """The round of 2019 with one member at each cell."""
    admit(khe_xong, date(2015, 2, 3))
    admit(khom_ban_mau, date(2019, 9, 15))
    how = {"document": "12-HD/ĐU (mẫu)", "decided_on": date(2019, 11, 1), "by": clerk}
    table = opening.lay_down_table(
        krong_klang, whom="organizations", title="Bảng 2019", criteria=CRITERIA, **how
    )
    members = opening.lay_down_table(
        krong_klang, whom="members", title="Bảng đảng viên", criteria=OF_MEMBERS, **how
    )
    return opening.open_round(
        krong_klang, **YEAR, graded_on=date(2019, 12, 20), table=table, member_table=members,
        document="15-KH/ĐU (mẫu)", by=clerk,
    )  # fmt: skip


def sheet_of(place):
    with unscoped("test"):
        return Sheet.unscoped.get(made_for=place)


def member_of(place):
    with unscoped("test"):
        return MemberSheet.unscoped.get(organization=place)


def every(model):
    with unscoped("test"):
        return list(model.unscoped.order_by("pk"))


def text(answer):
    return " ".join(answer.content.decode().split())


def opened(page):
    """The section of a page that stands open."""
    return (
        text(page).partition('<details class="sheet no-print" open>')[2].partition("</details>")[0]
    )


def post(browser, name, *args, **given):
    return browser.post(reverse(f"evaluation:{name}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"evaluation:{name}", args=args), asked)


def rows_of(answer):
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    return list(sheet.iter_rows(values_only=True))


def step(key, **given):
    return {f"{key}-{name}": value for name, value in given.items()}


def lines(**more):
    told = {
        "place": "krong-klang", "whom": "organizations", "title": "Bảng 2019", "document": "12-HD",
        "decided_on": "01/11/2019", "name_1": "Chính trị", "points_1": "85",
        "name_2": "Kết nạp", "points_2": "15", "development": "2",
    }  # fmt: skip
    return told | more


def test_a_clerk_lays_down_a_table_and_opens_a_round(office, khe_xong):
    page = post(office, "lay_down", **lines())
    assert "Kết nạp" in text(page)
    assert "tính từ số liệu" in text(page)
    table = CriteriaTable.objects.get()
    page = post(
        office, "open_round", place="krong-klang", period="year", starts_on="01/01/2019",
        last_day="31/12/2019", graded_on=GRADED, document="15-KH", table=table.ref,
    )  # fmt: skip
    shown = text(page)
    assert "Xếp loại Năm 2019" in shown
    assert "132-QĐ/TW ngày 08/03/2018" in shown
    assert "Chi bộ khóm Khe Xong" in shown
    (made,) = every(GradingRound)
    assert made.ends_on == date(2020, 1, 1)


def test_a_table_without_the_criterion_of_admissions_is_refused_with_its_rule(office):
    page = post(office, "lay_down", **lines(development=""))
    assert "R-EVAL-06" in text(page)
    assert not CriteriaTable.objects.exists()


def test_a_quarter_under_132_is_refused_with_the_article(office, held):
    page = post(
        office, "open_round", place="krong-klang", period="quarter", starts_on="01/07/2019",
        last_day="30/09/2019", graded_on="05/10/2019", document="15-KH", table=held.table.ref,
    )  # fmt: skip
    assert "132-QĐ/TW ngày 08/03/2018 không quy định xếp loại theo kỳ “Quý”" in text(page)
    assert len(every(GradingRound)) == 1


def test_a_cell_fills_its_sheet_proves_votes_and_proposes(browse, held, khe_xong):
    browser, sheet = browse(Role.CELL_SECRETARY, at=khe_xong), sheet_of(khe_xong)
    post(browser, "fill", sheet.ref, points_1="45,5", points_2="30", on_time="yes")
    post(
        browser, "add_evidence", sheet.ref,
        **step("proof", criterion="1", document="7-BC/CB", figure=""),
    )  # fmt: skip
    post(browser, "act", sheet.ref, "self", **step("self", grade="good", on=GRADED))
    post(
        browser, "act", sheet.ref, "voted",
        **step("voted", grade="good", on=GRADED, yes="8", present="8", summoned="11"),
    )  # fmt: skip
    page = post(
        browser, "act", sheet.ref, "proposed",
        **step("proposed", grade="good", on=GRADED, words="Giữ vững nền nếp"),
    )  # fmt: skip
    shown = text(page)
    assert "45,5" in shown
    assert "7-BC/CB" in shown
    assert "8 phiếu tán thành trên 11 được triệu tập (8 có mặt)" in shown
    assert "Giữ vững nền nếp" in shown
    assert [act.kind for act in every(SheetAct)] == ["points", "self", "voted", "proposed"]
    page = post(browser, "drop_evidence", sheet.ref, row=every(Evidence)[0].pk)
    assert every(Evidence) == []


@pytest.mark.parametrize(
    ("route", "side"), [("fill", ""), ("fill", "?ben=cap-uy"), ("fill_member", "")]
)
def test_whoever_grades_on_an_older_page_sees_both_and_loses_nothing_of_either(
    office, browse, held, khe_xong, krong_klang, route, side
):
    sheet = (sheet_of if route == "fill" else member_of)(khe_xong)
    address, second = (
        reverse(f"evaluation:{route}", args=[sheet.ref]) + side,
        browse(Role.CLERK, at=krong_klang),
    )
    one, two = (form_of(browser.get(address).text) for browser in (office, second))
    office.post(address, one | {"points_1": "45,5"})
    both = second.post(address, two | {"points_2": "30"})
    assert both.status_code == 409
    chosen = form_of(both.text)
    assert [chosen[f"pick__points_{n}"] for n in (1, 2)] == [["theirs"], ["mine"]]
    page = second.post(address, chosen, follow=True)
    shown = text(page).partition("Các bước đã làm")[2]
    assert "Tiêu chí 1: – → 45,5" in shown
    assert "Tiêu chí 2: – → 30,0" in shown
    kept = get(office, route, sheet.ref, **({"ben": "cap-uy"} if side else {}))
    assert [form_of(kept.text)[f"points_{n}"] for n in (1, 2)] == [["45,5"], ["30,0"]]


def test_points_of_the_committee_that_met_others_are_kept_as_a_draft_of_their_own_side(
    office, browse, held, khe_xong, krong_klang
):
    sheet, second = sheet_of(khe_xong), browse(Role.CLERK, at=krong_klang)
    own = reverse("evaluation:fill", args=[sheet.ref])
    address = f"{own}?ben=cap-uy"
    one, two = (form_of(browser.get(address).text) for browser in (office, second))
    office.post(address, one | {"points_1": "45,5"})

    both = second.post(address, two | {"points_2": "30"})

    assert "Bản nháp cũng giữ" in both.text
    again = form_of(second.get(address).text)
    assert again["points_2"] == ["30"]
    assert form_of(second.get(own).text)["points_2"] == [""]
    chosen = form_of(second.post(address, again).text)
    page = second.post(address, chosen, follow=True)
    assert "Tiêu chí 2: – → 30,0" in text(page)
    assert form_of(second.get(address).text)["points_1"] == ["45,5"]


def test_points_taken_back_leave_a_step_and_nothing_changed_leaves_none(office, held, khe_xong):
    ref = sheet_of(khe_xong).ref
    post(office, "fill", ref, points_1="45,5", on_time="yes")
    post(office, "fill", ref, points_1="45,5", on_time="yes")
    shown = text(post(office, "fill", ref, points_1="", on_time="no"))
    assert "Tiêu chí 1: 45,5 → –" in shown
    assert "mọi nhiệm vụ xong đúng hạn: Có → Không" in shown
    assert len(every(SheetAct)) == 2
    assert sheet_of(khe_xong).state == "open"
    assert "45,5" not in text(get(office, "paper", ref))


def test_points_above_the_most_are_refused_on_the_page(browse, held, khe_xong):
    browser = browse(Role.CELL_SECRETARY, at=khe_xong)
    page = post(browser, "fill", sheet_of(khe_xong).ref, points_1="51")
    assert page.status_code == 200
    assert "errorlist" in text(page)


def test_a_vote_that_cannot_be_says_why(browse, held, khe_xong):
    browser = browse(Role.CELL_SECRETARY, at=khe_xong)
    told = step("voted", grade="good", on=GRADED, yes="9", present="8", summoned="11")
    page = post(browser, "act", sheet_of(khe_xong).ref, "voted", **told)
    assert "Số tán thành không quá số có mặt" in text(page)
    assert every(SheetAct) == []


def test_a_refused_vote_keeps_what_was_typed_and_tells_it_at_the_field(browse, held, khe_xong):
    browser = browse(Role.CELL_SECRETARY, at=khe_xong)
    told = step(
        "voted", grade="good", on="21/12/2019", yes="9", present="7", summoned="11",
        document="9-BB/CB",
    )  # fmt: skip
    section = opened(post(browser, "act", sheet_of(khe_xong).ref, "voted", **told))
    for typed in ("21/12/2019", "9", "7", "11", "9-BB/CB"):
        assert f'value="{typed}"' in section
    assert '<option value="good" selected>' in section
    assert 'id="id_voted-yes_error"' in section


def test_a_refused_appeal_keeps_what_was_typed(browse, decided, khe_xong):
    browser = browse(Role.CELL_SECRETARY, at=khe_xong)
    told = step("appeal", on="01/01/2019", document="4-KN", words="Đề nghị xem lại")
    section = opened(post(browser, "appeal", decided.ref, **told))
    assert 'value="4-KN"' in section
    assert "Đề nghị xem lại" in section


def test_a_decision_against_the_rules_shows_all_of_it_and_needs_an_authority(
    office, held, khe_xong
):
    chosen = {"grade_1": "", "grade_2": "excellent", "on": DECIDED, "document": "1-QĐ/ĐU"}
    page = post(office, "decide", held.ref, **chosen)
    shown = text(page)
    assert "Chi bộ khóm Khe Xong</strong>: Tập thể chưa biểu quyết mức này." in shown
    assert "1 xuất sắc, chỉ được 0 (20 % của 0)." in shown
    assert "R-EVAL-05" in shown
    assert "R-EVAL-03" in shown
    assert every(SheetAct) == []
    page = post(office, "decide", held.ref, **chosen, reason="Đặc thù", authority="03-KL/HU")
    assert "Hoàn thành xuất sắc nhiệm vụ" in text(page)
    page = get(office, "sheet", sheet_of(khe_xong).ref)
    assert "Vẫn quyết định vì: Đặc thù; cấp có thẩm quyền: 03-KL/HU" in text(page)


@pytest.fixture
def decided(office, held, khe_xong):
    sheet = sheet_of(khe_xong)
    told = step("voted", grade="good", on=GRADED, yes="8", present="8", summoned="11")
    post(office, "act", sheet.ref, "voted", **told)
    post(office, "decide", held.ref, grade_2="good", on=DECIDED, document="1-QĐ/ĐU")
    return sheet_of(khe_xong)


def test_an_appeal_is_put_down_and_answered(office, browse, decided, khe_xong):
    assert decided.grade == "good"
    browser = browse(Role.CELL_SECRETARY, at=khe_xong)
    told = step("appeal", on="08/01/2020", document="4-KN", words="Đề nghị xem lại")
    page = post(browser, "appeal", decided.ref, **told)
    assert "Phải trả lời trước hết ngày 07/02/2020" in text(page)
    assert "có kiến nghị" in text(get(office, "round", decided.round_id and ref_of(decided)))
    answer = {"grade": "completed", "on": "10/01/2020", "document": "5-TL"}
    page = post(office, "answer", decided.ref, **answer)
    assert "Thay đổi mức xếp loại (5-TL, 10/01/2020)" in text(page)
    assert sheet_of(khe_xong).grade == "completed"
    assert [act.grade for act in every(SheetAct) if act.kind == "decided"] == ["good", "completed"]


def test_an_appeal_answered_late_says_so_beside_its_last_day(office, browse, decided, khe_xong):
    told = step("appeal", on="08/01/2020", document="4-KN", words="Đề nghị xem lại")
    post(browse(Role.CELL_SECRETARY, at=khe_xong), "appeal", decided.ref, **told)

    answer = {"grade": "good", "on": "08/02/2020", "document": "5-TL"}
    page = text(post(office, "answer", decided.ref, **answer))

    assert "trả lời muộn" in page
    assert "Hạn trả lời 07/02/2020" in page


def test_a_quarter_says_why_it_counts_from_the_beginning_of_the_year(office, held, khe_xong):
    sheet = sheet_of(khe_xong)
    assert "Vì sao tính từ đầu năm" not in text(get(office, "sheet", sheet.ref))
    with unscoped("test"):
        GradingRound.unscoped.update(period="quarter", starts_on=date(2019, 7, 1))

    page = text(get(office, "sheet", sheet.ref))

    assert "Từ 01/01/2019" in page
    assert "xếp loại quý (từ 01/07/2019)" in page


def ref_of(sheet):
    with unscoped("test"):
        return GradingRound.unscoped.get(pk=sheet.round_id).ref


def test_an_organisation_is_left_out_with_the_reason(office, held, khe_xong):
    told = step("exclude", words="Mới thành lập", document="3-KL", on=GRADED)
    post(office, "exclude", sheet_of(khe_xong).ref, **told)
    assert "Không xếp loại: Mới thành lập" in text(get(office, "round", held.ref))


def test_the_figure_opens_to_whom_it_counts_and_to_its_quality(office, held, khe_xong, clerk):
    admit(khe_xong, date(2019, 5, 19), findings=["ceremony_late"])
    page = get(office, "sheet", sheet_of(khe_xong).ref)
    assert "Từ 01/01/2019 đến hết 20/12/2019: 1 người." in text(page)
    opened = get(office, "admitted", sheet_of(khe_xong).ref)
    assert "Chất lượng" in text(opened)
    assert "19/05/2019" in text(opened)


def test_the_sheet_prints_with_lines_to_write_on(office, held, khe_xong):
    page = get(office, "paper", sheet_of(khe_xong).ref)
    assert "Phiếu đánh giá, xếp loại" in text(page)
    assert "đảng viên chính thức được triệu tập" in text(page)


# --- members ------------------------------------------------------------------------------------


def test_members_are_listed_with_who_is_not_graded_and_why(office, held):
    shown = text(get(office, "members", held.ref))
    assert "Kết nạp ngày 15/09/2019, chưa đủ 6 tháng: không xếp loại." in shown
    assert "R-EVAL-04" in shown
    narrowed = text(get(office, "members", held.ref, chi_bo="khe-xong"))
    assert "15/09/2019" not in narrowed


def test_a_member_is_filled_voted_and_decided(office, held, khe_xong):
    sheet = member_of(khe_xong)
    post(office, "fill_member", sheet.ref, points_1="50", points_2="35")
    told = step("voted", grade="good", on=GRADED, yes="8", present="8", summoned="11")
    post(office, "act_member", sheet.ref, "voted", **told)
    post(office, "decide_members", held.ref, grade_1="good", on=DECIDED, document="2-QĐ")
    assert member_of(khe_xong).grade == "good"
    page = get(office, "member", sheet.ref)
    assert "Quyết định xếp loại" in text(page)
    told = step("appeal", on="08/01/2020", document="4-KN")
    post(office, "appeal_member", sheet.ref, **told)
    post(office, "answer_member", sheet.ref, on="10/01/2020", document="5-TL")
    assert "Giữ nguyên (5-TL, 10/01/2020)" in text(get(office, "member", sheet.ref))


def test_who_is_not_graded_has_no_line_in_the_decision(office, held):
    shown = text(get(office, "decide_members", held.ref))
    assert shown.count("<select") == 1


def test_a_suspended_member_is_not_graded(office, held, khe_xong):
    sheet = member_of(khe_xong)
    post(office, "absence", sheet.ref, absence="suspended")
    assert "Bị đình chỉ sinh hoạt đảng: không xếp loại." in text(get(office, "member", sheet.ref))
    told = step("self", grade="good", on=GRADED)
    page = post(office, "act_member", sheet.ref, "self", **told)
    assert "R-EVAL-04" in text(page)
    assert every(MemberAct) == []


def test_members_who_came_later_are_added(office, held, khe_xong):
    admit(khe_xong, date(2016, 2, 3))
    assert "Đã thêm 1 đảng viên." in text(post(office, "enlist", held.ref))


@pytest.mark.parametrize("role", [Role.AREA_MEMBER, Role.INSPECTION])
def test_whoever_only_reads_opens_no_member(browse, held, krong_klang, khe_xong, role):
    browser = browse(role, at=krong_klang)
    assert get(browser, "members", held.ref).status_code == 403
    assert get(browser, "member", member_of(khe_xong).ref).status_code == 403
    page = get(browser, "sheet", sheet_of(khe_xong).ref)
    assert page.status_code == 200
    assert "<form method" not in text(page).split("<main")[1]


def test_the_superior_sees_totals_only(browse, held, dakrong, khe_xong):
    browser = browse(Role.SUPERIOR_BOARD, at=dakrong)
    shown = text(get(browser, "round", held.ref))
    assert "Phải kiểm điểm, xếp loại" in shown
    assert "Khe Xong" not in shown
    assert get(browser, "sheet", sheet_of(khe_xong).ref).status_code == 403
    rows = rows_of(get(browser, "export_totals", held.ref))
    assert rows[1] == ("Phải kiểm điểm, xếp loại", 2, 2)


def test_another_cell_finds_neither_sheet_nor_member(browse, held, khe_xong, khom_ban_mau):
    browser = browse(Role.CELL_SECRETARY, at=khom_ban_mau)
    assert get(browser, "sheet", sheet_of(khe_xong).ref).status_code == 404
    assert get(browser, "member", member_of(khe_xong).ref).status_code == 404
    assert "Khe Xong" not in text(get(browser, "round", held.ref))


def test_the_members_own_file_shows_the_grade(office, browse, held, khe_xong, krong_klang):
    with unscoped("test"):
        person = member_of(khe_xong).person
    page = office.get(reverse("people:person", args=[person.ref]))
    assert "Xếp loại đảng viên" in text(page)
    assert reverse("evaluation:member", args=[member_of(khe_xong).ref]) in text(page)
    other = browse(Role.AREA_MEMBER, at=krong_klang).get(
        reverse("people:person", args=[person.ref])
    )
    assert "Xếp loại đảng viên" not in text(other)


# --- lists --------------------------------------------------------------------------------------


def test_lists_leave_as_workbooks_without_points(office, decided, held):
    rows = rows_of(get(office, "export", held.ref))
    assert rows[1][:3] == ("Chi bộ khóm Bản Mẫu", "Chưa tự xếp loại", None)
    assert rows[2][:3] == (
        "Chi bộ khóm Khe Xong", "Đã quyết định", "Hoàn thành tốt nhiệm vụ"
    )  # fmt: skip
    assert not any("iểm" in str(cell) and "kiểm" not in str(cell) for cell in rows[0])
    rows = rows_of(get(office, "export_rounds"))
    assert rows[1][0] == "Năm 2019"
    assert len(rows_of(get(office, "export_tables"))) == 3
    rows = rows_of(get(office, "export_members", held.ref))
    assert len(rows) == 3
    assert AuditEntry.objects.filter(action="reports.exported").exists()


def test_somebody_without_a_role_is_turned_away(client, held, krong_klang):
    browser = staff.enter(client, staff.employ(Role.REFERRER, krong_klang))
    assert get(browser, "rounds").status_code == 403


def test_whoever_excuses_a_member_on_an_older_page_is_shown_what_another_clerk_recorded(
    office, browse, held, khe_xong, krong_klang
):
    sheet, second = member_of(khe_xong), browse(Role.CLERK, at=krong_klang)
    page, address = (
        reverse(f"evaluation:{name}", args=[sheet.ref]) for name in ("member", "absence")
    )
    one, two = (form_of(browser.get(page).text) for browser in (office, second))
    office.post(address, one | {"absence": "suspended"})

    both = second.post(address, two | {"absence": "exempt"})

    assert both.status_code == 409
    assert member_of(khe_xong).absence == "suspended"
    assert form_of(second.get(page).text)["absence"] == ["exempt"]  # kept as a draft
    assert second.post(address, form_of(second.get(page).text)).status_code == 409
    second.post(address, form_of(both.text) | {"pick__absence": "mine"})
    assert member_of(khe_xong).absence == "exempt"

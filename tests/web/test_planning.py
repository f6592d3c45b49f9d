"""The pages of terms: figures with base and quality, for whom; boards, duties, reports."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nguon.organizations import operations as organizations
from nguon.planning import operations
from nguon.planning.models import Assignment, NoSourceLeft, Term
from nguon.web.planning import views
from tests import cast
from tests.planning.story import TERM, admit
from tests.staff import employ, enter

IN_2016 = date(2016, 5, 19)
TERM_OF = ("krong-klang", "2015-2020")


@pytest.fixture
def term(krong_klang, system):
    return operations.plan_term(krong_klang, **TERM, by=system)


@pytest.fixture
def today(db):
    return cast.system(timezone.localdate())


def signed_in(role, at):
    return enter(Client(), employ(role, at))


@pytest.fixture
def clerk(krong_klang):
    return signed_in("clerk", krong_klang)


def address(name, *args):
    return reverse(f"planning:{name}", args=args)


def get(client, name, *args, **query):
    return client.get(address(name, *args), query)


def text(answer):
    return " ".join(answer.content.decode().split())


# --- the result --------------------------------------------------------------------------------


def test_the_term_page_tells_the_result_with_its_base_and_its_quality(
    krong_klang, khe_xong, khom_ban_mau, term, system, clerk
):
    for number in range(36):
        ethnicity = "Bru - Vân Kiều" if number < 8 else "Kinh"
        admit(khom_ban_mau, date(2015 + number % 5, 3, 1 + number % 20), ethnicity=ethnicity)
    organizations.record_profile(khe_xong, 2018, by=system, households=279)
    operations.recount_stale(by=system)

    page = text(get(clerk, "term", *TERM_OF))

    for said in ("36 ÷ (10 × 5) = 72,0 %", "60,0 %", "36 ÷ 60", "trong 36 người đã rõ", "279"):
        assert said in page
    assert "<b>8</b>" in page
    assert "Bước làm sau hạn" in page
    assert "không phải xếp hạng" in page


def test_the_chart_says_in_words_and_in_a_table_what_it_draws(khe_xong, term, clerk):
    admit(khe_xong, IN_2016)

    page = text(get(clerk, "term", *TERM_OF))

    assert "2016: Kết nạp 1, Chỉ tiêu, mức thấp 10; 2017: " in page
    assert page.count("stroke-dasharray") == 1 + 5  # the key, and each year
    assert '<th scope="row">2016</th> <td class="number">1</td>' in page
    assert "style=" not in page


def test_after_a_merge_the_old_page_points_to_the_new_one_which_adds_up(
    krong_klang, mo_o, khe_xong, term, system, today
):
    admit(khe_xong, IN_2016)
    act = {"on": date(2025, 7, 1), "document": "NQ 1680", "by": today}
    organizations.merge([krong_klang], into=mo_o, **act)
    clerk = signed_in("clerk", mo_o)

    old = text(get(clerk, "term", *TERM_OF))
    new = text(get(clerk, "term", "mo-o", "2015-2020", cay="as-is"))

    assert "Nay thuộc: <a" in old
    assert "Đảng uỷ xã Mò Ó" in old
    assert "1 ÷ (10 × 5) = 2,0 %" in old
    assert "1 ÷ (10 × 5) = 2,0 %" in new
    assert get(clerk, "term", "mo-o", "2015-2020").status_code == 404


def test_who_is_charged_now_stands_on_the_page_of_the_term_that_runs(
    krong_klang, khe_xong, term, today, clerk
):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"member": member, "task": "Dự họp", "document": "PC", "by": today}
    operations.assign(khe_xong, on=date(2016, 1, 2), **duty)
    year = today.today.year
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year + 5, 1, 1)}
    now = TERM | days | {"slug": f"{year}-{year + 5}", "decided_on": date(year, 1, 1)}
    operations.plan_term(krong_klang, **now, by=today)

    assert member.full_name in text(get(clerk, "term", "krong-klang", now["slug"]))
    assert member.full_name not in text(get(clerk, "term", *TERM_OF))


def test_a_past_day_can_be_asked_for(khe_xong, term, clerk):
    admit(khe_xong, IN_2016)

    page = text(get(clerk, "term", *TERM_OF, den="18/05/2016"))

    assert "<b>0</b> người đã kết nạp, tính đến 18/05/2016" in page


@pytest.mark.parametrize(
    "query", [{"den": "31/02/2016"}, {"den": "31/12/9999"}, {"cay": "mai-sau"}]
)
def test_a_wrong_question_is_answered_as_if_nothing_was_asked(khe_xong, term, clerk, query):
    admit(khe_xong, IN_2016)

    answer = get(clerk, "term", *TERM_OF, **query)

    assert answer.status_code == 200
    assert "<b>1</b> người đã kết nạp" in text(answer)


def test_the_list_of_terms_shows_those_in_sight(term, clerk, mo_o):
    assert "Đảng uỷ thị trấn Krông Klang" in text(get(clerk, "terms"))
    assert "Krông Klang" not in text(get(signed_in("clerk", mo_o), "terms"))


# --- who may -----------------------------------------------------------------------------------

PAGES = ["term", "export", "targets", "admitted", "hand_down", "duties", "no_source"]


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("clerk", [200, 200, 200, 200, 200, 200, 200]),
        ("secretary", [200, 200, 200, 200, 200, 200, 200]),
        ("area_member", [200, 200, 200, 200, 403, 403, 403]),
        ("inspection", [200, 200, 200, 200, 403, 403, 403]),
        ("superior_board", [200, 200, 200, 403, 403, 403, 403]),
        ("referrer", [403, 403, 403, 403, 403, 403, 403]),
        ("administrator", [403, 403, 403, 403, 403, 403, 403]),
    ],
)
def test_a_role_opens_what_the_table_says(khe_xong, krong_klang, term, role, codes):
    admit(khe_xong, IN_2016)
    client = signed_in(role, krong_klang)

    assert [get(client, name, *TERM_OF).status_code for name in PAGES] == codes


def test_next_door_the_term_is_not_there(khe_xong, mo_o, term):
    admit(khe_xong, IN_2016)
    neighbour = signed_in("clerk", mo_o)

    assert [get(neighbour, name, *TERM_OF).status_code for name in PAGES] == [404] * len(PAGES)
    assert get(neighbour, "term", *TERM_OF, cay="as-is").status_code == 404


def test_a_cell_sees_the_terms_of_its_own_only(khe_xong, term):
    assert get(signed_in("cell_secretary", khe_xong), "term", *TERM_OF).status_code == 404


def test_a_figure_opens_to_its_cases_only_for_those_who_may_see_names(
    khe_xong, krong_klang, dakrong, term, clerk
):
    event = admit(khe_xong, IN_2016)
    name = event.case.person.full_name
    board = signed_in("superior_board", dakrong)

    assert address("admitted", *TERM_OF) in text(get(clerk, "term", *TERM_OF))
    assert address("admitted", *TERM_OF) not in text(get(board, "term", *TERM_OF))
    assert name in text(get(clerk, "admitted", *TERM_OF, nam="2016"))
    assert name not in text(get(clerk, "admitted", *TERM_OF, nam="2017"))
    assert name in text(get(clerk, "admitted", *TERM_OF, nam="9999"))
    assert name in text(get(clerk, "admitted", *TERM_OF, **{"chi-bo": "khe-xong"}))
    assert name not in text(get(clerk, "admitted", *TERM_OF, **{"chi-bo": "khom-ban-mau"}))
    assert name not in text(get(clerk, "admitted", *TERM_OF, **{"chi-bo": "khong-co"}))


def test_the_page_costs_the_same_for_one_cell_and_for_four(
    krong_klang, khe_xong, term, system, clerk, django_assert_max_num_queries
):
    admit(khe_xong, IN_2016)
    get(clerk, "term", *TERM_OF)
    with django_assert_max_num_queries(16) as small:
        get(clerk, "term", *TERM_OF)
    for number in range(3):
        new = organizations.establish(
            f"khom-{number}",
            name=f"Chi bộ khóm {number}",
            tier="cell",
            party_rank="subordinate_cell",
            parent=krong_klang,
            on=date(2012, 1, 1),
            document="QĐ",
            by=system,
        )
        admit(new, IN_2016)

    with django_assert_max_num_queries(16) as large:
        get(clerk, "term", *TERM_OF)
    assert len(large) == len(small)


def test_a_term_of_many_cells_shows_the_first_and_says_that_the_workbook_has_all(
    krong_klang, khe_xong, khom_ban_mau, term, clerk, monkeypatch
):
    whole = text(get(clerk, "term", *TERM_OF))
    monkeypatch.setattr(views, "SHOWN", 1)
    shown = text(get(clerk, "term", *TERM_OF))

    assert "bản Excel có đủ" in shown
    assert "bản Excel có đủ" not in whole
    assert shown.count("Chi bộ khóm Khe Xong") < whole.count("Chi bộ khóm Khe Xong") or (
        shown.count("Chi bộ khóm Bản Mẫu") < whole.count("Chi bộ khóm Bản Mẫu")
    )


# --- the result as a file ------------------------------------------------------------------------


def test_the_result_leaves_as_a_workbook_in_which_nothing_is_a_formula(
    krong_klang, khe_xong, term, system, clerk
):
    act = {"on": date(2012, 1, 1), "document": "QĐ", "by": system}
    organizations.rename(khe_xong, name="=HYPERLINK(1)", **act)
    admit(khe_xong, IN_2016)

    answer = get(clerk, "export", *TERM_OF)

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    first = {cell.value: cell for cell in sheet["A"]}
    assert first["=HYPERLINK(1)"].data_type == "s"
    assert first["Cộng"].offset(column=1).value == 1
    assert "Bước làm sau hạn" in first
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_result_leaves_as_text_that_excel_reads_and_does_not_execute(
    khe_xong, term, system, clerk
):
    act = {"on": date(2012, 1, 1), "document": "QĐ", "by": system}
    organizations.rename(khe_xong, name="=1+1", **act)

    content = get(clerk, "export", *TERM_OF, dang="csv").content

    assert content.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in content.decode()


# --- acts ----------------------------------------------------------------------------------------

NEW_TERM = {
    "place": "krong-klang",
    "slug": "2020-2025",
    "starts_on": "01/01/2020",
    "last_day": "31/12/2024",
    "yearly_lower": "8",
    "yearly_upper": "9",
    "document": "02-NQ/ĐH",
    "decided_on": "20/12/2019",
}


def test_a_term_is_laid_down_with_its_last_day(krong_klang, term, clerk, system):
    answer = clerk.post(address("plan"), NEW_TERM)

    made = Term.objects.visible_to(system).get(slug="2020-2025")
    assert answer.headers["Location"] == address("term", "krong-klang", "2020-2025")
    assert (made.starts_on, made.ends_on) == (date(2020, 1, 1), date(2025, 1, 1))


def test_a_term_that_overlaps_is_refused_on_the_page(krong_klang, term, clerk, system):
    page = text(clerk.post(address("plan"), NEW_TERM | {"starts_on": "01/06/2019"}))

    assert "Đã có nhiệm kỳ 2015-2020" in page
    assert Term.objects.visible_to(system).count() == 1


def test_the_day_that_means_still_is_no_day_to_type(krong_klang, term, clerk, system):
    answer = clerk.post(address("plan"), NEW_TERM | {"last_day": "31/12/9999"})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Term.objects.visible_to(system).count() == 1


def test_no_term_can_be_laid_down_next_door(mo_o, term, clerk, system):
    page = clerk.post(address("plan"), NEW_TERM | {"place": "mo-o"})

    assert page.status_code == 200
    assert Term.objects.visible_to(system).count() == 1


def test_a_member_is_charged_and_relieved_on_the_page(krong_klang, khe_xong, term, clerk, system):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"cell": "khe-xong", "member": member.ref, "task": "Dự họp chi bộ", "on": "02/01/2016"}

    clerk.post(address("duties", *TERM_OF), duty | {"document": "08-PC/ĐU"})
    page = text(get(clerk, "duties", *TERM_OF))
    (row,) = Assignment.objects.visible_to(system)
    ended = clerk.post(
        address("end_duty", *TERM_OF), {"duty": row.pk, "on": "02/01/2018"}, follow=True
    )

    assert f"Chi bộ khóm Khe Xong: {member.full_name}" in page
    assert "Đã ghi thôi phân công." in text(ended)
    assert Assignment.objects.visible_to(system).get().valid_to == date(2018, 1, 2)


@pytest.mark.parametrize("on", ["31/02/2018", "01/01/2015"])
def test_a_duty_does_not_end_on_a_wrong_day(krong_klang, khe_xong, term, clerk, system, on):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    operations.assign(
        khe_xong, member=member, task="Dự họp", on=date(2016, 1, 2), document="PC", by=system
    )
    (row,) = Assignment.objects.visible_to(system)

    answer = clerk.post(address("end_duty", *TERM_OF), {"duty": row.pk, "on": on}, follow=True)

    assert "notice error" in text(answer)
    assert Assignment.objects.visible_to(system).get().valid_to == row.valid_to


def test_who_ends_a_duty_that_somebody_else_ended_meanwhile_is_told_of_it(
    krong_klang, khe_xong, term, clerk, browse, system
):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    row = operations.assign(
        khe_xong, member=member, task="Dự họp", on=date(2016, 1, 2), document="PC", by=system
    )
    (until,) = re.findall(
        r'name="until" value="(\d{4}-\d\d-\d\d)"', get(clerk, "duties", *TERM_OF).text
    )
    send = {"duty": row.pk, "until": until}
    first = browse("clerk", at=krong_klang)
    first.post(address("end_duty", *TERM_OF), send | {"on": "01/03/2018"})

    told = clerk.post(address("end_duty", *TERM_OF), send | {"on": "02/01/2018"}, follow=True)

    assert "Người khác vừa ghi thôi từ ngày 01/03/2018" in text(told)
    assert Assignment.objects.visible_to(system).get().valid_to == date(2018, 3, 1)


def test_a_duty_next_door_is_not_there(mo_o, thon_mau, term, clerk, system):
    member = admit(mo_o, date(2012, 2, 3)).case.person
    row = operations.assign(
        thon_mau, member=member, task="Dự họp", on=date(2016, 1, 2), document="PC", by=system
    )

    answer = clerk.post(address("end_duty", *TERM_OF), {"duty": row.pk, "on": "02/01/2018"})

    assert answer.status_code == 404


def test_a_report_that_nobody_is_left_is_recorded_and_shown(khe_xong, term, clerk, system):
    report = {"cell": "khe-xong", "year": "2018", "reason": "Đi làm xa", "document": "05-BC/CB"}

    clerk.post(address("no_source", *TERM_OF), report)

    assert NoSourceLeft.objects.visible_to(system).get().year == 2018
    assert "báo cáo hết nguồn năm 2018" in text(get(clerk, "term", *TERM_OF))
    assert "đã báo cáo hết nguồn" in text(clerk.post(address("no_source", *TERM_OF), report))


def test_a_refused_assignment_is_said_beside_the_form(krong_klang, khe_xong, term, clerk, system):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"cell": "khe-xong", "member": member.ref, "task": "Dự họp chi bộ", "on": "02/01/2011"}

    page = text(clerk.post(address("duties", *TERM_OF), duty | {"document": "08-PC/ĐU"}))

    assert "phải là đảng viên vào ngày phân công" in page
    assert not Assignment.objects.visible_to(system).exists()

"""The hand-down board on the page, plans of stages, floors, and what a place was asked for."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nguon.organizations import operations as organizations
from nguon.planning import operations
from nguon.planning.attainment import Range
from nguon.planning.models import Assignment, CellTarget, Floor, HandDown, PartTarget, Stage
from nguon.web.planning import board as pages
from tests import cast
from tests.planning.story import TERM, admit
from tests.staff import employ, enter

TERM_OF = ("krong-klang", "2015-2020")
IN_2016 = date(2016, 5, 19)
DECIDED = {"document": "07-NQ/ĐU", "decided_on": date(2016, 1, 5)}
PAPER = {"document": "07-NQ/ĐU", "decided_on": "05/01/2016"}
FITS = {
    "lower-khe-xong": "3",
    "upper-khe-xong": "4",
    "lower-khom-ban-mau": "6",
    "upper-khom-ban-mau": "6",
    "reserve-lower": "1",
    "reserve-upper": "2",
}


@pytest.fixture
def term(krong_klang, system):
    return operations.plan_term(krong_klang, **TERM, by=system)


@pytest.fixture
def handed(khe_xong, khom_ban_mau, term, system):
    targets = {khe_xong: Range(3, 4), khom_ban_mau: Range(7, 8)}
    operations.hand_out(term, targets, year=2016, **DECIDED, by=system)
    return term


def signed_in(role, at):
    return enter(Client(), employ(role, at))


@pytest.fixture
def clerk(krong_klang):
    return signed_in("clerk", krong_klang)


def address(name, *args, **query):
    found = reverse(f"planning:{name}", args=args)
    return f"{found}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else found


def text(answer):
    return " ".join(answer.content.decode().split())


def cells(answer):
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


THERE = address("hand_down", *TERM_OF, nam=2016)


# --- handing down --------------------------------------------------------------------------------


def test_the_board_hands_a_year_down_and_shows_that_it_adds_up(khe_xong, term, clerk, system):
    answer = clerk.post(THERE, PAPER | FITS)
    page = text(clerk.get(address("targets", *TERM_OF, nam=2016)))

    assert answer.headers["Location"] == address("targets", *TERM_OF, nam=2016)
    assert CellTarget.objects.visible_to(system).count() == 2
    assert "Đã giao 9–10 cộng dự phòng 1–2 bằng 10–12: đúng chỉ tiêu." in page
    assert "Lần giao gần nhất: 07-NQ/ĐU, ngày 05/01/2016." in page


def test_a_board_that_does_not_fit_comes_back_with_what_was_typed(khe_xong, term, clerk, system):
    wrong = PAPER | FITS | {"lower-khe-xong": "1"}

    page = text(clerk.post(THERE, wrong))

    assert "mức thấp thiếu 2, mức cao vừa đủ" in page
    assert 'value="1"' in page
    assert not CellTarget.objects.visible_to(system).exists()
    assert not HandDown.objects.visible_to(system).exists()

    clerk.post(THERE, wrong | {"reason": "Giao nốt trong quý hai"})
    page = text(clerk.get(address("targets", *TERM_OF, nam=2016)))
    assert "lý do: Giao nốt trong quý hai" in page


def test_a_sum_is_recalculated_without_a_paper_and_without_writing(term, clerk, system):
    page = text(clerk.post(THERE, FITS | {"lower-khe-xong": "5", "tinh-lai": "1"}))

    assert "mức thấp thừa 2, mức cao vừa đủ" in page
    assert "errorlist" not in page
    assert not HandDown.objects.visible_to(system).exists()


def test_two_clerks_with_one_board_and_the_second_sees_both(
    khe_xong, term, clerk, krong_klang, system
):
    stand = {"stand": "0.0"}
    clerk.post(THERE, PAPER | FITS | stand)
    second = signed_in("clerk", krong_klang)

    other = {"lower-khe-xong": "4", "upper-khe-xong": "4", "lower-khom-ban-mau": "5"}
    page = text(second.post(THERE, PAPER | FITS | stand | other))

    assert "Có người vừa giao chỉ tiêu năm này" in page
    assert "3–4" in page
    assert CellTarget.objects.visible_to(system).count() == 2


def test_a_wrong_line_hands_nothing_out(term, clerk, system):
    for typed, said in [
        ({"upper-khe-xong": ""}, "ghi cả mức thấp và mức cao"),
        ({"lower-khe-xong": "5"}, "Mức thấp của chỉ tiêu"),
        ({"lower-khe-xong": "-1"}, "errorlist"),
    ]:
        assert said in text(clerk.post(THERE, PAPER | FITS | typed))

    assert not CellTarget.objects.visible_to(system).exists()


def test_of_a_year_to_come_nobody_is_told_to_have_admitted_nobody(krong_klang, clerk):
    today = timezone.localdate()
    coming, slug = today.year + 1, f"{today.year + 1}-{today.year + 6}"
    operations.plan_term(
        krong_klang, slug=slug, starts_on=date(coming, 1, 1), ends_on=date(coming + 5, 1, 1),
        yearly_lower=10, yearly_upper=12, document="NQ", decided_on=today, by=cast.system(today),
    )  # fmt: skip

    page = text(clerk.get(address("targets", "krong-klang", slug, nam=coming)))

    assert 'data-label="Kết nạp">–</td>' in page


@pytest.mark.parametrize("year", ["2020", "x", "99999"])
def test_there_is_no_board_of_a_year_outside_the_term(term, clerk, year):
    for page in ("targets", "hand_down", "export_targets"):
        assert clerk.get(address(page, *TERM_OF, nam=year)).status_code == 404


# --- reading the board ---------------------------------------------------------------------------


def test_a_gap_an_exemption_and_last_years_result_are_told_in_words(
    krong_klang, khe_xong, khom_ban_mau, handed, clerk, system
):
    operations.report_no_source(
        khe_xong, year=2016, reason="Đi làm xa", document="05-BC/CB", by=system
    )
    admit(khom_ban_mau, date(2015, 5, 19))
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"cell": "khe-xong", "member": member.ref, "task": "Dự họp", "on": "02/01/2016"}
    clerk.post(address("duties", *TERM_OF, nam=2016), duty | {"document": "8", "tied": "on"})

    page = text(clerk.get(address("targets", *TERM_OF, nam=2016)))

    duties = Assignment.objects.visible_to(system).select_related("target")
    assert duties.get().target.year == 2016
    assert f"{member.full_name}: Dự họp" in page
    assert "gắn với chỉ tiêu" in page
    assert "hết nguồn: Đi làm xa (05-BC/CB)" in page
    assert "1 nơi có chỉ tiêu mà chưa phân công đảng viên." in page
    assert page.count("có chỉ tiêu, chưa phân công đảng viên") == 1


def test_a_task_is_not_tied_to_a_target_that_was_not_handed_out(
    krong_klang, khe_xong, term, clerk, system
):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"cell": "khe-xong", "member": member.ref, "task": "Dự họp", "on": "02/01/2016"}

    page = text(clerk.post(address("duties", *TERM_OF), duty | {"document": "8", "tied": "on"}))

    assert "Năm này chưa giao chỉ tiêu cho chi bộ." in page
    assert not Assignment.objects.visible_to(system).exists()


def test_who_sees_only_figures_reads_the_board_without_names(
    krong_klang, khe_xong, handed, dakrong, system
):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"task": "Dự họp", "on": date(2016, 1, 2), "document": "PC", "by": system}
    operations.assign(khe_xong, member=member, **duty)

    page = text(signed_in("superior_board", dakrong).get(address("targets", *TERM_OF, nam=2016)))

    assert "3–4" in page
    assert member.full_name not in page
    assert "chưa phân công đảng viên" not in page
    assert address("hand_down", *TERM_OF) not in page


def test_the_board_leaves_as_a_workbook_with_its_sum(khe_xong, handed, clerk):
    rows = cells(clerk.get(address("export_targets", *TERM_OF, nam=2016)))

    named = {row[0]: row[4:6] for row in rows[1:]}
    assert named["Chi bộ khóm Khe Xong"] == [3, 4]
    assert named["Dự phòng"] == [0, 0]
    assert named["Cộng"] == named["Chỉ tiêu của cấp uỷ"] == [10, 12]


def test_the_workbook_asks_no_floor_of_a_cell_without_anybody_left(
    dakrong, khe_xong, handed, clerk, system
):
    """It says what the page says."""
    floor = {"on": date(2016, 1, 1), "document": "KH 12-KH/HU", "by": system}
    operations.set_floor(dakrong, tier="cell", lower=1, **floor)
    report = {"reason": "Đi làm xa", "document": "05-BC/CB"}
    operations.report_no_source(khe_xong, year=2016, **report, by=system)

    rows = cells(clerk.get(address("export_targets", *TERM_OF, nam=2016)))

    floors = {row[0]: row[3] for row in rows[1:3]}
    assert floors == {"Chi bộ khóm Khe Xong": None, "Chi bộ khóm Bản Mẫu": 1}


def test_a_board_of_many_shows_the_first_and_says_so(handed, clerk, monkeypatch):
    monkeypatch.setattr(pages, "SHOWN", 1)

    assert "Hiện 1 trên 2 tổ chức" in text(clerk.get(address("targets", *TERM_OF, nam=2016)))


def test_after_a_split_the_board_as_it_is_says_what_waits(
    krong_klang, khe_xong, handed, clerk, system
):
    act = {"on": date(2016, 7, 1), "document": "QĐ", "by": system}
    halves = [
        organizations.establish(
            slug, name=name, tier="cell", party_rank="subordinate_cell", parent=krong_klang, **act
        )
        for slug, name in (("khe-tren", "Chi bộ Khe Trên"), ("khe-duoi", "Chi bộ Khe Dưới"))
    ]
    organizations.split(khe_xong, successors=halves, keeper=halves[0], **act)

    was = text(clerk.get(address("targets", *TERM_OF, nam=2016)))
    now = text(clerk.get(address("targets", *TERM_OF, nam=2016, cay="as-is")))
    rows = cells(clerk.get(address("export_targets", *TERM_OF, nam=2016, cay="as-is")))

    told = "chia ngày 01/07/2016 thành Chi bộ Khe Trên, Chi bộ Khe Dưới"
    assert f"{told}; chưa phân cho các nơi kế thừa" in was
    assert f"{told}; chưa phân" in now
    assert ["Chi bộ khóm Khe Xong", 3, 4] in [[row[0], *row[4:6]] for row in rows]


# --- history -------------------------------------------------------------------------------------


def test_a_figure_opens_to_its_decisions_for_the_cell_too(
    khe_xong, khom_ban_mau, handed, clerk, krong_klang, system
):
    later = {"document": "09-NQ/ĐU", "decided_on": "01/07/2016"}
    clerk.post(THERE, later | FITS | {"lower-khe-xong": "4", "reserve-lower": "0"})
    there = address("received", "khe-xong", nam=2016)

    assert there in text(clerk.get(address("targets", *TERM_OF, nam=2016)))
    for client in (clerk, signed_in("cell_secretary", khe_xong)):
        page = text(client.get(there))
        assert "3–4 → <strong>4</strong>" in page
        assert "lần đầu: <strong>3–4</strong>" in page
        assert "09-NQ/ĐU" in page
    rows = cells(clerk.get(address("export_received", "khe-xong")))
    assert [row[3:8] for row in rows[1:]] == [
        [3, 4, 4, 4, "09-NQ/ĐU"],
        [None, None, 3, 4, "07-NQ/ĐU"],
    ]


def test_who_recorded_it_is_named_where_the_office_is_in_sight(
    khe_xong, dakrong, krong_klang, mo_o, system, clerk
):
    of_the_district = operations.plan_term(dakrong, **TERM, by=system)
    above = employ("clerk", dakrong)
    there = address("hand_down", "dakrong", of_the_district.slug, nam=2016)
    numbers = {"lower-krong-klang": "10", "upper-krong-klang": "12"}
    answer = enter(Client(), above).post(there, PAPER | numbers)

    assert answer.status_code == 302
    page = text(enter(Client(), above).get(address("received", "krong-klang")))
    assert above.full_name in page.split("<main", 1)[-1]
    below = text(clerk.get(address("received", "krong-klang")))
    assert "Huyện uỷ Đakrông" in below


def test_next_door_nothing_of_it_is_there(khe_xong, handed, mo_o, khom_ban_mau):
    neighbour = signed_in("clerk", mo_o)

    asked = [
        *(address(name, *TERM_OF) for name in ("targets", "hand_down", "stages", "plan_stage")),
        *(address(name, "khe-xong") for name in ("received", "export_received", "floors")),
    ]
    assert [neighbour.get(each).status_code for each in asked] == [404] * len(asked)
    assert signed_in("cell_secretary", khom_ban_mau).get(
        address("received", "khe-xong")
    ).status_code == 404  # fmt: skip


# --- plans of stages and parts -------------------------------------------------------------------

STAGE = {
    "name": "giai đoạn 2016–2018",
    "starts_on": "01/01/2016",
    "last_day": "31/12/2018",
    "lower": "30",
    "upper": "36",
    "document": "03-KH/ĐU",
    "decided_on": "10/01/2016",
}
PART = {
    "group": "women", "lower": "50", "unit": "percent", "document": "03-KH/ĐU",
    "decided_on": "10/01/2016",
}  # fmt: skip


def test_a_stage_stands_on_the_page_of_the_term_with_what_was_admitted_in_it(
    khe_xong, term, clerk, system
):
    for day in (date(2015, 12, 31), date(2016, 1, 1), date(2018, 12, 31), date(2019, 1, 1)):
        admit(khe_xong, day)
    answer = clerk.post(address("plan_stage", *TERM_OF), STAGE)
    stage = Stage.objects.visible_to(system).get()
    admit(khe_xong, IN_2016, gender="male")
    clerk.post(address("ask_part", *TERM_OF), PART | {"part_of": str(stage.pk)})
    clerk.post(
        address("ask_part", *TERM_OF),
        PART | {"part_of": "nhiem-ky", "unit": "persons", "lower": "9"},
    )

    page = text(clerk.get(address("term", *TERM_OF)))

    assert answer.headers["Location"] == address("stages", *TERM_OF)
    assert "giai đoạn 2016–2018" in page
    assert "03-KH/ĐU" in page
    assert 'data-label="Kết nạp">3</td>' in page
    assert "đã có 2 trên 3 người đã rõ (66,7 %), đạt" in page
    assert "đã có 4 trên 5 người đã rõ (80,0 %), chưa đạt" in page
    rows = cells(clerk.get(address("export_stages", *TERM_OF)))
    assert rows[1][3:6] == [30, 36, 3]


def test_a_revised_stage_shows_the_later_and_says_so(term, clerk, system):
    clerk.post(address("plan_stage", *TERM_OF), STAGE)
    same = text(clerk.post(address("plan_stage", *TERM_OF), STAGE))
    later = {"lower": "24", "document": "05-KH/ĐU", "decided_on": "10/01/2017"}
    clerk.post(address("plan_stage", *TERM_OF), STAGE | later)

    now = text(clerk.get(address("stages", *TERM_OF)))
    then = text(clerk.get(address("stages", *TERM_OF, den="31/12/2016")))

    assert "Ngày 10/01/2016 đã có quyết định" in same
    assert "24–36" in now
    assert "đã điều chỉnh 1 lần" in now
    assert "30–36" in then
    assert Stage.objects.visible_to(system).count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last_day": "31/12/2015"}, "Ngày kết thúc phải sau ngày bắt đầu"),
        ({"last_day": "31/12/2030"}, "không dài quá mười năm"),
        ({"lower": "40"}, "Mức thấp của chỉ tiêu"),
    ],
)
def test_a_stage_that_is_none_is_refused_on_the_page(term, clerk, system, wrong, said):
    assert said in text(clerk.post(address("plan_stage", *TERM_OF), STAGE | wrong))
    assert not Stage.objects.visible_to(system).exists()


def test_a_part_is_not_more_than_the_whole_and_is_decided_once_a_day(term, clerk, system):
    whole = PART | {"part_of": "nhiem-ky"}

    assert "100 %" in text(clerk.post(address("ask_part", *TERM_OF), whole | {"lower": "101"}))
    clerk.post(address("ask_part", *TERM_OF), whole)
    again = text(clerk.post(address("ask_part", *TERM_OF), whole | {"lower": "60"}))
    assert "Ngày 10/01/2016 đã có quyết định" in again
    assert PartTarget.objects.visible_to(system).get().lower == 50


def test_of_few_no_minority_part_is_told_and_of_more_a_total(khe_xong, term, clerk, system):
    clerk.post(address("plan_stage", *TERM_OF), STAGE)
    stage = Stage.objects.visible_to(system).get()
    asked = PART | {"group": "minority", "part_of": str(stage.pk)}
    clerk.post(address("ask_part", *TERM_OF), asked)
    for number in range(4):
        admit(khe_xong, date(2016, 3, 1 + number), ethnicity="Bru - Vân Kiều")
    operations.recount_stale(by=system)

    few = text(clerk.get(address("stages", *TERM_OF)))
    for number in range(5):
        admit(khe_xong, date(2017, 3, 1 + number), ethnicity="Kinh")
    uncounted = text(clerk.get(address("stages", *TERM_OF)))
    operations.recount_stale(by=system)
    four_of_nine = text(clerk.get(address("stages", *TERM_OF)))
    admit(khe_xong, date(2016, 3, 9), ethnicity="Bru - Vân Kiều")
    operations.recount_stale(by=system)
    counted = text(clerk.get(address("stages", *TERM_OF)))

    assert "không nêu số vì quá ít người" in few
    assert "chưa đếm được" in uncounted
    assert "không nêu số vì quá ít người" in four_of_nine
    assert "đã có 5 trên 10 người đã rõ (50,0 %), đạt" in counted


def test_who_may_not_plan_reads_the_plans(term, krong_klang):
    board = signed_in("superior_board", krong_klang)

    assert "Ghi kế hoạch giai đoạn" not in text(board.get(address("stages", *TERM_OF)))
    assert board.post(address("plan_stage", *TERM_OF), STAGE).status_code == 403
    assert board.post(address("ask_part", *TERM_OF), PART).status_code == 403


# --- floors --------------------------------------------------------------------------------------

FLOOR = {"tier": "cell", "lower": "1", "on": "01/01/2016", "document": "12-KH/HU"}


def test_a_floor_set_above_is_read_below(krong_klang, dakrong, khe_xong, clerk, system):
    district = signed_in("clerk", dakrong)
    answer = district.post(address("set_floor", "dakrong"), FLOOR)

    page = text(clerk.get(address("floors", "krong-klang")))

    assert answer.headers["Location"] == address("floors", "dakrong")
    assert "mỗi chi bộ" in page
    assert "12-KH/HU" in page
    assert "Huyện uỷ Đakrông" in page
    assert Floor.objects.visible_to(system).get().lower == 1
    rows = cells(clerk.get(address("export_floors", "krong-klang")))
    assert rows[1][1:3] == ["mỗi chi bộ", 1]


def test_a_commune_sets_floors_for_its_cells_only(krong_klang, clerk, system):
    page = text(clerk.post(address("set_floor", "krong-klang"), FLOOR | {"tier": "commune"}))

    assert "errorlist" in page
    assert not Floor.objects.visible_to(system).exists()
    clerk.post(address("set_floor", "krong-klang"), FLOOR)
    again = text(clerk.post(address("set_floor", "krong-klang"), FLOOR))
    assert "có hiệu lực từ 01/01/2016" in again
    assert signed_in("area_member", krong_klang).post(
        address("set_floor", "krong-klang"), FLOOR
    ).status_code == 403  # fmt: skip

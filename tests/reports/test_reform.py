"""The reform assistant: what a list would touch, what it does, and that the past stays."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.db import connection

from nguon.accounts import operations as accounts
from nguon.accounts.models import Role, User
from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.development.models import Case
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import Organization
from nguon.planning import operations as planning
from nguon.planning.attainment import AS_IS
from nguon.planning.queries import attainment_of
from nguon.reports.models import Reform, ReformStatus
from nguon.reports.reform import runs, sheet
from nguon.reports.reform.figures import Standing, differences
from nguon.reports.reform.signals import Signal
from nguon.reports.sheets import CannotRead, read
from tests import cast, staff
from tests.development import story as development
from tests.planning.story import admit

pytestmark = pytest.mark.django_db

REFORM = date(2025, 5, 1)
LATER = date(2025, 5, 20)
TERM = {
    "slug": "2020-2025", "starts_on": date(2020, 6, 1), "ends_on": date(2025, 6, 10),
    "document": "01-NQ/ĐH", "decided_on": date(2020, 5, 20),
}  # fmt: skip
HEADING = [each.heading for each in sheet.COLUMNS]
MERGER = {
    "Việc": "Sáp nhập", "Tổ chức": "Đảng uỷ thị trấn Krông Klang; mo-o",
    "Tên mới": "Đảng uỷ xã Hướng Hiệp", "Trực thuộc": "Tỉnh uỷ Quảng Trị",
    "Loại hình": "Đảng uỷ cấp trên trực tiếp cơ sở", "Văn bản": "NQ 1680",
    "Ngày hiệu lực": "01/05/2025",
}  # fmt: skip
DISTRICT = {
    "Việc": "Giải thể", "Tổ chức": "dakrong", "Văn bản": "NQ 1680", "Ngày hiệu lực": REFORM,
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def clerk(acting, quang_tri):
    return acting(["clerk", "people.vault"], at=quang_tri)


def book(*rows, heading=HEADING, path="danh-sach.xlsx"):
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as made:
        page = made.add_worksheet("Danh sách")
        page.write_row(0, 0, heading)
        for line, row in enumerate(rows, start=1):
            for column, name in enumerate(heading):
                value = row.get(name, "")
                write = page.write_datetime if isinstance(value, date) else page.write
                write(line, column, value)
    return out.getvalue()


def fresh(run, by):
    return runs.reforms(by=by).get(pk=run.pk)


def looked(content, by, name="danh-sach.xlsx", at="quang-tri"):
    place = Organization.objects.get(slug=at)
    run = runs.start(content, organization=place, name=name, by=by, background=False)
    runs.work(run, by=by)
    return fresh(run, by)


def applied(content, by):
    run = looked(content, by)
    assert run.faults == []
    runs.confirm(run, by=by, background=False)
    runs.work(fresh(run, by), by=by)
    run = fresh(run, by)
    assert run.status == ReformStatus.DONE, (run.faults, run.failed, run.about)
    return run


def undone(run, by, rows=(), on=LATER):
    undo = runs.ask_undo(
        run, rows=rows, on=on, document="02-QĐ/TU", reason="Ghi nhầm", by=by, background=False
    )
    runs.work(undo, by=by)
    runs.confirm(fresh(undo, by), by=by, background=False)
    runs.work(fresh(undo, by), by=by)
    return fresh(undo, by)


def plan(place, lower, upper):
    return planning.plan_term(
        place, by=cast.system(), yearly_lower=lower, yearly_upper=upper, **TERM
    )


def figures(place, by, **how):
    told = attainment_of(place, "2020-2025", by=by, **how)
    return told.admitted, told.target, [(row.year, row.admitted) for row in told.by_year]


@pytest.fixture
def two_terms(places, khe_xong, thon_mau):
    """Krông Klang was asked for 5 a year and admitted three, Mò Ó for 7 and admitted one."""
    plan(places["krong-klang"], 5, 6)
    plan(places["mo-o"], 7, 8)
    for day in (date(2021, 5, 19), date(2022, 2, 3), date(2024, 9, 2)):
        admit(khe_xong, day)
    admit(thon_mau, date(2023, 2, 3))


# --- the preview --------------------------------------------------------------------------------


def test_a_preview_tells_everything_and_writes_nothing(places, clerk, two_terms):
    staff.employ(Role.SECRETARY, places["mo-o"], on=cast.FIRST_DAY)
    staff.employ(Role.AREA_MEMBER, places["mo-o"], on=cast.FIRST_DAY)
    run = looked(book(MERGER, DISTRICT), clerk)
    assert run.status == ReformStatus.PREVIEW
    told = run.effects
    assert [step["ends"] if "ends" in step else step["who"] for step in told["steps"]] == [
        ["krong-klang", "mo-o"], ["dakrong"],
    ]  # fmt: skip
    assert {each["slug"]: (each["holders"], each["places"]) for each in told["lose"]} == {
        "mo-o": (2, 2)
    }
    assert told["gain"] == []
    assert told["uncovered"] == ["Chi bộ thôn Mẫu"]
    assert told["rows"]["planning.term"] == 2
    assert not Organization.objects.filter(slug__startswith="dang-uy-xa").exists()
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def test_only_those_whose_sight_really_changes_are_named(places, clerk):
    """The district sees town and commune go, and sees who takes over: it loses nothing."""
    for slug in ("dakrong", "krong-klang", "mo-o"):
        staff.employ(Role.SECRETARY, places[slug], on=cast.FIRST_DAY)
    into_the_town = {**MERGER, "Tổ chức": "mo-o", "Tên mới": "krong-klang"}
    told = looked(book(into_the_town), clerk).effects
    assert {each["slug"]: each["places"] for each in told["lose"]} == {"mo-o": 2}
    assert [(each["slug"], each["some"]) for each in told["gain"]] == [
        ("krong-klang", ["Đảng uỷ xã Mò Ó", "Chi bộ thôn Mẫu"])
    ]


TWO_CELLS = {
    "Việc": "Sáp nhập", "Tổ chức": "khe-xong; khom-ban-mau", "Tên mới": "Chi bộ khóm Chung",
    "Văn bản": "NQ 2", "Ngày hiệu lực": REFORM,
}  # fmt: skip
NEW, OLD = "chi-bo-khom-chung", "khe-xong"
# Where roles are held; for each place how many roles and how much they lose or gain.
SEATS = ("quang-tri", "dakrong", "krong-klang", "krong-klang", "khe-xong", "khe-xong", "mo-o")
MIRRORED = {
    "two cells become a new one": (
        TWO_CELLS, {OLD: (2, ["Chi bộ khóm Khe Xong"])}, {},
    ),
    "a cell goes into its neighbour": (
        {**TWO_CELLS, "Tổ chức": "khom-ban-mau", "Tên mới": "khe-xong"},
        {}, {OLD: (2, ["Chi bộ khóm Bản Mẫu"])},
    ),
    "a cell is split": (
        {**TWO_CELLS, "Việc": "Chia", "Tổ chức": "khe-xong", "Tên mới": "Chi bộ Đông"},
        {OLD: (2, ["Chi bộ Đông", "Chi bộ Tây"])}, {},
    ),
    "a cell moves to the neighbouring commune": (
        {**TWO_CELLS, "Việc": "Chuyển", "Tổ chức": OLD, "Tên mới": "", "Trực thuộc": "mo-o"},
        {"krong-klang": (2, ["Chi bộ khóm Khe Xong"])}, {"mo-o": (1, ["Chi bộ khóm Khe Xong"])},
    ),
}  # fmt: skip


def access(run):
    return tuple(
        {each["slug"]: (each["holders"], each["some"]) for each in run.effects[side]}
        for side in ("lose", "gain")
    )


@pytest.mark.parametrize("case", MIRRORED)
def test_undoing_a_list_tells_who_gains_what_it_took_and_loses_what_it_gave(places, clerk, case):
    act, loses, gains = MIRRORED[case]
    for slug in SEATS:
        staff.employ(Role.SECRETARY, places[slug], on=cast.FIRST_DAY)
    also = [{**act, "Tên mới": "Chi bộ Tây"}] if case == "a cell is split" else []
    run = applied(book(act, *also), clerk)
    assert access(run) == (loses, gains)
    assert access(undone(run, clerk)) == (gains, loses)


def test_whoever_got_a_role_at_what_was_made_loses_it_again_and_is_counted_once(places, clerk):
    """Roles are counted, and beside them the persons: one holds two, one may not sign in."""
    run = applied(book(TWO_CELLS), clerk)
    joined = Organization.objects.get(slug=NEW)
    user, gone = (staff.employ(Role.SECRETARY, joined, on=REFORM) for _ in range(2))
    accounts.assign_role(
        user, role=Role.CLERK, organization=joined, on=REFORM, document="1", by=cast.system()
    )
    User.objects.filter(pk=gone.pk).update(is_active=False)
    undo = undone(run, clerk)
    both = ["Chi bộ khóm Khe Xong", "Chi bộ khóm Bản Mẫu"]
    assert access(undo) == ({NEW: (2, both)}, {})
    assert (undo.effects["losing"], undo.effects["gaining"]) == (1, 0)


def test_a_cell_made_of_one_in_charge_and_one_without_is_named_as_left_without(places, clerk):
    staff.employ(Role.AREA_MEMBER, places["khe-xong"], on=cast.FIRST_DAY)
    told = looked(book(TWO_CELLS), clerk).effects
    assert told["uncovered"] == ["Chi bộ khóm Chung"]


def test_targets_of_5_and_7_give_12(places, clerk, two_terms):
    run = applied(book(MERGER), clerk)
    (asked,) = run.effects["targets"]
    assert (asked["lower"], asked["upper"]) == (12, 14)
    assert sorted(part[1] for part in asked["parts"]) == [5, 7]
    commune = queries.find("dang-uy-xa-huong-hiep")
    told = attainment_of(commune, "2020-2025", by=clerk, tree=AS_IS)
    assert sum(each.yearly.lower for each in told.plans) == 12


def test_verdicts_that_change_with_the_ground_are_counted_and_shown(places, clerk, khe_xong):
    """Five years of school are enough in a difficult area, and only there."""
    case = a_case(khe_xong, clerk, schooling="primary_completed")
    a_case(places["thon-mau"], clerk, schooling="primary_completed")
    merged = {**MERGER, "Tổ chức": "khe-xong", "Tên mới": "khom-ban-mau"}
    run = looked(book(merged), clerk)
    told = run.effects["verdicts"]
    assert (told["open"], told["judged"], told["changed"], told["findings"]) == (1, 1, 1, 1)
    assert told["some"][0]["ref"] == case.ref

    applied(book(merged), clerk)
    with unscoped("what the row says"):
        assert Case.unscoped.get(pk=case.pk).release == ""  # judged anew in the next round


def a_case(cell, by, **details):
    development.describe(cell)
    case = development.a_case(cell, by=by, **details)
    development.tell(case, "opinions", by=by)
    return case


def test_a_list_of_a_day_to_come_is_rehearsed_but_not_applied(places, clerk):
    tomorrow = cast.TODAY + timedelta(days=30)
    run = looked(book({**MERGER, "Ngày hiệu lực": tomorrow}), clerk)
    assert run.faults == []
    assert run.effects["changes"] > 0
    with pytest.raises(runs.NotNow):
        runs.confirm(run, by=clerk, background=False)


# --- applying -----------------------------------------------------------------------------------


def test_figures_before_and_after_agree_to_the_digit(places, clerk, two_terms):
    before = figures(places["krong-klang"], clerk), figures(places["mo-o"], clerk)
    run = applied(book(MERGER, DISTRICT), clerk)
    after = figures(places["krong-klang"], clerk), figures(places["mo-o"], clerk)
    assert after == before
    assert [told[0] for told in after] == [3, 1]
    commune = queries.find("dang-uy-xa-huong-hiep")
    assert figures(commune, clerk, tree=AS_IS)[0] == 3 + 1
    assert run.compared["same"]
    assert [each["admitted"] for each in run.compared["after"]] == [3, 1]
    assert placement.compare() == []
    assert list(audit.verify()) == []


def test_whoever_may_no_longer_change_all_of_it_changes_nothing(places, clerk):
    run = looked(book(MERGER), clerk)
    runs.confirm(run, by=clerk, background=False)
    narrow = cast.acting(["clerk"], at=places["krong-klang"])
    runs.work(fresh(run, clerk), by=clerk_of(narrow, clerk))
    run = fresh(run, clerk)
    assert (run.status, run.steps) == (ReformStatus.PREVIEW, [])
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def test_a_figure_that_differs_anywhere_is_named(places):
    town, commune, heir = (places[slug].pk for slug in ("krong-klang", "mo-o", "dakrong"))
    past = {("admitted", town, 2021): 3, ("admitted", commune, 2023): 1}
    kept = {("people.person", town): 5, ("people.person", commune): 7}
    was = Standing(past, kept)
    keepers = {town: heir, commune: heir}
    assert differences(was, Standing(past, {("people.person", heir): 12}), keepers) == []
    now = Standing({**past, ("admitted", town, 2021): 2}, {("people.person", heir): 11})
    assert differences(was, now, keepers) == [
        "admitted krong-klang 2021: 3 ≠ 2", "people.person dakrong: 12 ≠ 11",
    ]  # fmt: skip


def test_a_past_that_would_change_takes_the_whole_list_back(places, clerk, khe_xong, two_terms):
    """While the list is applied somebody enters an admission of long ago."""
    run = looked(book(MERGER), clerk)
    runs.confirm(run, by=clerk, background=False)
    late = iter([khe_xong])

    def meanwhile(execute, statement, params, many, context):
        if 'INSERT INTO "organizations_succession"' in statement:
            for cell in late:
                admit(cell, date(2021, 9, 2))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(meanwhile):
        runs.work(fresh(run, clerk), by=clerk)
    run = fresh(run, clerk)
    assert (run.status, run.failed) == (ReformStatus.FAILED, runs.FIGURES_MOVED)
    assert "khe-xong 2021" in runs.why_failed(run)
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def clerk_of(narrow, wide):
    """Somebody who may still see the list and no longer change all that it names."""
    grants = {**wide.grants, "organizations.change": narrow.grants["organizations.change"]}
    return type(wide)(wide.user_id, wide.name, wide.today, wide.at, grants)


def test_the_same_list_twice_says_so(places, clerk):
    first = applied(book(MERGER), clerk)
    again = {**MERGER, "Tổ chức": "MO-O; Đảng uỷ  thị trấn Krông Klang", "Ghi chú": "lần hai"}
    second = looked(book(again), clerk)
    assert (runs.applied_before(second, by=clerk), second.faults) == (first, [])
    with pytest.raises(runs.NotNow):
        runs.confirm(second, by=clerk, background=False)


def test_a_wrong_row_keeps_everything_back_and_comes_home_with_its_reason(places, clerk):
    wrong = [
        {**MERGER, "Tổ chức": "Đảng uỷ xã Ma; mo-o"},
        {**DISTRICT, "Việc": "Xoá"},
        {**DISTRICT, "Ngày hiệu lực": "31/02/2025"},
        {**DISTRICT, "Văn bản": ""},
        {**MERGER, "Tổ chức": "mo-o", "Tên mới": "krong-klang"},
    ]
    run = looked(book(*wrong), clerk)
    assert sorted((each["row"], each["column"]) for each in run.faults) == [
        (2, "who"), (3, "act"), (4, "on"), (5, "document"),
    ]  # fmt: skip
    with pytest.raises(runs.NotNow):
        runs.confirm(run, by=clerk, background=False)
    (page,) = read(runs.bad_rows_of(run))
    assert [row[-1].split(":")[0] for _number, row in page.rows[1:]] == [
        "Tổ chức", "Việc", "Ngày hiệu lực", "Văn bản",
    ]  # fmt: skip
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]


def test_what_changed_since_the_preview_sends_the_list_back(places, clerk, system):
    run = looked(book(MERGER), clerk)
    operations.dissolve(
        places["mo-o"], successor=places["krong-klang"], on=REFORM, document="9", by=system
    )
    runs.confirm(run, by=clerk, background=False)
    runs.work(fresh(run, clerk), by=clerk)
    run = fresh(run, clerk)
    assert (run.status, run.faults[0]["row"]) == (ReformStatus.PREVIEW, 2)


def test_somebody_stops_a_list_while_it_is_applied(places, clerk):
    run = looked(book(MERGER), clerk)
    runs.confirm(run, by=clerk, background=False)
    Signal(run.ref).stop()
    runs.work(fresh(run, clerk), by=clerk)
    run = fresh(run, clerk)
    assert run.status == ReformStatus.CANCELLED
    assert queries.successor(places["mo-o"], on=cast.TODAY) == places["mo-o"]
    assert Signal(run.ref).progress() == (0, 0)


def test_a_list_may_be_a_text_file_too(places, clerk):
    lines = ["Việc;Tổ chức;Tên mới;Văn bản;Ngày hiệu lực", "Đổi tên;mo-o;Đảng uỷ Mò Ó;1;1/5/2025"]
    run = looked("\n".join(lines).encode("utf-8-sig"), clerk, name="danh-sach.CSV")
    assert run.faults == []
    assert run.effects["steps"][0]["act"] == "rename"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (["Họ và tên"], "no_list_of_acts"),
        (["Việc", "Tổ chức", "Ngày hiệu lực"], "missing_columns"),
    ],
)
def test_a_sheet_that_is_no_list_is_refused_whole(places, clerk, quang_tri, heading, code):
    with pytest.raises(CannotRead) as refusal:
        runs.start(book({}, heading=heading), organization=quang_tri, name="a.xlsx", by=clerk)
    assert refusal.value.code == code
    assert not Reform.objects.visible_to(clerk).exists()


def filled(change):
    """Our template after somebody worked on it with another program."""
    made = openpyxl.load_workbook(BytesIO(sheet.template()))
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_is_filled_into_the_template_is_read_without_its_examples():
    row = ["Đổi tên", "Chi bộ A", "Chi bộ B", "", "", "", "", "QĐ 1-QĐ/ĐU (thử)", "01/01/2027"]
    told = sheet.read(filled(lambda made: made["Danh sách"].append(row)), "mau.xlsx")
    assert [(each.act, each.who) for each in told.rows] == [("rename", ("Chi bộ A",))]
    assert told.faults == ()


def test_each_example_of_the_template_could_be_a_row_of_a_list():
    def make_it_a_list(made):
        made["Cách ghi"].title = "Ví dụ"

    told = sheet.read(filled(make_it_a_list), "mau.xlsx")
    assert {row.act for row in told.rows} == {
        "merge", "split", "rename", "move", "dissolve", "establish",
    }  # fmt: skip
    assert told.faults == ()


# --- taken back ---------------------------------------------------------------------------------


def test_undoing_brings_access_and_figures_back(places, clerk, two_terms, khe_xong):
    before = figures(places["krong-klang"], clerk), figures(places["mo-o"], clerk)
    run = applied(book(MERGER), clerk)
    undo = undone(run, clerk)
    assert undo.status == ReformStatus.DONE
    assert undo.compared["same"]
    assert (figures(places["krong-klang"], clerk), figures(places["mo-o"], clerk)) == before
    for tree in ("as-was", "as-is"):
        assert figures(places["mo-o"], clerk, tree=tree) == before[1]
    chief = cast.acting("secretary", at=places["krong-klang"])
    assert khe_xong in queries.visible(chief)
    assert runs.steps_left(run, by=clerk) == []
    with pytest.raises(runs.NotNow):
        undone(run, clerk)


def test_one_row_is_corrected_and_the_others_stay(places, clerk):
    rename = {**DISTRICT, "Việc": "Đổi tên", "Tổ chức": "khe-xong", "Tên mới": "Chi bộ Sai"}
    run = applied(book(MERGER, rename), clerk)
    undone(run, clerk, rows=[3])
    assert queries.name_on(queries.find("khe-xong"), cast.TODAY) == "Chi bộ khóm Khe Xong"
    assert [step.row for step in runs.steps_left(run, by=clerk)] == [2]
    assert queries.version_on(places["mo-o"], cast.TODAY) is None


def test_a_list_that_was_undone_may_be_applied_again(places, clerk):
    undone(applied(book(MERGER), clerk), clerk, on=REFORM)
    applied(book(MERGER), clerk)
    assert queries.version_on(places["mo-o"], cast.TODAY) is None


def test_a_correction_needs_a_reason_and_a_day_that_has_come(places, clerk):
    run = applied(book(MERGER), clerk)
    asked = {"rows": (), "on": LATER, "document": "1", "reason": "x", "by": clerk}
    for wrong in ({"reason": " "}, {"document": ""}, {"on": cast.TODAY + timedelta(1)},
                  {"on": REFORM - timedelta(1)}):  # fmt: skip
        with pytest.raises(runs.NotNow):
            runs.ask_undo(run, **{**asked, **wrong})


def test_figures_may_be_compared_again_on_any_later_day(places, clerk, two_terms, khe_xong):
    run = applied(book(MERGER), clerk)
    assert runs.compare_again(run, by=clerk)["same"]
    admit(khe_xong, date(2021, 9, 2))  # entered late: the past is another, and the page says so
    assert not runs.compare_again(run, by=clerk)["same"]


def test_the_sample_of_the_examples_reads_without_a_fault():
    content = (Path(__file__).parents[2] / "examples" / "reform.xlsx").read_bytes()
    told = sheet.read(content, "reform.xlsx")
    assert (len(told.rows), told.faults) == (5, ())

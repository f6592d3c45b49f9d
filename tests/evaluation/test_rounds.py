"""Tables of criteria, rounds, who is on the list and who may see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nguon.core.actor import NotAllowed
from nguon.evaluation import opening, operations, queries
from nguon.evaluation.figures import Figures
from nguon.evaluation.models import (
    CriteriaTable,
    Criterion,
    GradingRound,
    MemberSheet,
    Sheet,
    SheetAct,
)
from nguon.evaluation.opening import Asked
from nguon.evaluation.refusals import (
    BadDay,
    BadPoints,
    Incomplete,
    NotByTheRules,
    NotGraded,
    NothingToGrade,
    NotOpen,
    RoundExists,
    TableExists,
)
from nguon.organizations import operations as organizations
from nguon.people.models import Membership
from tests import cast
from tests.evaluation.conftest import (
    AFTER,
    CRITERIA,
    GRADED,
    NEW_GRADED,
    NEW_YEAR,
    YEAR,
    on,
)
from tests.planning.story import admit

pytestmark = pytest.mark.django_db
QUARTER = {"period": "quarter", "starts_on": date(2025, 7, 1), "ends_on": date(2025, 10, 1)}


def names(lines):
    return [line.place for line in lines]


def test_every_cell_of_the_commune_has_a_sheet_and_no_other(begin, clerk):
    page = queries.round_page(begin().ref, by=clerk)
    assert names(page.lines) == ["Chi bộ khóm Bản Mẫu", "Chi bộ khóm Khe Xong"]
    assert page.basis.citation.instrument == "132-QĐ/TW 2018-03-08"
    assert {line.sheet.state for line in page.lines} == {"open"}


@pytest.mark.parametrize(
    ("graded_on", "instrument"),
    [
        (date(2023, 10, 3), "132-QĐ/TW 2018-03-08"),
        (date(2023, 10, 4), "124-QĐ/TW 2023-10-04"),
        (date(2025, 8, 29), "124-QĐ/TW 2023-10-04"),
        (date(2025, 8, 30), "366-QĐ/TW 2025-08-30"),
    ],
)
def test_the_day_of_grading_says_which_regulation_holds(begin, clerk, graded_on, instrument):
    start = date(graded_on.year, 1, 1)
    period = {"period": "year", "starts_on": start, "ends_on": date(graded_on.year + 1, 1, 1)}
    made = begin(period, graded_on)
    assert queries.round_page(made.ref, by=on(clerk, graded_on)).basis.citation.instrument == (
        instrument
    )


def test_a_quarter_is_graded_from_366_on_and_not_before(begin, clerk, lay):
    table = lay()
    with pytest.raises(NotByTheRules, match=r"124-QĐ/TW.*Quý.*R-EVAL-01"):
        begin(QUARTER, date(2025, 8, 29), table=table)
    assert queries.rounds(by=clerk) == []
    assert begin(QUARTER, date(2025, 8, 30), table=table).period == "quarter"


def test_before_the_first_regulation_nothing_can_be_graded(begin):
    period = {"period": "year", "starts_on": date(2017, 1, 1), "ends_on": date(2018, 1, 1)}
    with pytest.raises(BadDay, match="07/03/2018"):
        begin(period, date(2018, 3, 7), table=CriteriaTable())


def test_a_period_has_one_round(begin, lay):
    made = begin()
    with pytest.raises(RoundExists):
        begin(table=made.table)


def test_a_table_that_was_decided_after_the_day_of_grading_does_not_serve(begin, lay):
    with pytest.raises(BadDay):
        begin(table=lay(decided_on=date(2019, 12, 21)))


def test_a_document_has_one_table(lay):
    lay()
    with pytest.raises(TableExists):
        lay(title="lại")


def test_a_table_of_another_committee_does_not_serve(begin, officer, mo_o):
    theirs = opening.lay_down_table(
        mo_o, whom="organizations", title="x", document="1", decided_on=date(2019, 1, 2),
        criteria=CRITERIA, by=officer("clerk", at=mo_o),
    )  # fmt: skip
    with pytest.raises(NotByTheRules):
        begin(table=theirs)


@pytest.mark.parametrize(
    ("criteria", "refusal"),
    [
        ((), Incomplete),
        ((Asked(code="", name="x", max_points=Decimal(1)),), Incomplete),
        ((Asked(code="1", name="x", max_points=Decimal(0)),), BadPoints),
        ((CRITERIA[0], CRITERIA[0]), BadPoints),
        (CRITERIA[:2], NotByTheRules),
        ((*CRITERIA, Asked(code="4", name="x", max_points=Decimal(1), indicator="development")),
         NotByTheRules),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused(lay, criteria, refusal):
    with pytest.raises(refusal):
        lay(criteria=criteria)
    assert not CriteriaTable.objects.exists()


def test_under_366_a_table_has_a_hundred_points_and_before_any_number(lay, clerk):
    ninety = (*CRITERIA[:1], *CRITERIA[2:])
    assert lay(criteria=ninety).criteria.count() == 2
    later = on(clerk, NEW_GRADED)
    with pytest.raises(NotByTheRules, match=r"65.*100.*R-EVAL-02"):
        lay(criteria=ninety, decided_on=date(2025, 8, 30), by=later)
    assert lay(decided_on=date(2025, 8, 30), by=later).criteria.count() == 3


def test_admission_is_no_criterion_of_a_single_member(lay):
    with pytest.raises(BadPoints):
        lay(whom="members", criteria=CRITERIA)


def test_a_later_table_leaves_earlier_rounds_as_they_were(begin, lay, clerk):
    made = begin()
    before = [line.criterion.code for line in page_of(made, clerk).lines]
    lay(title="Bảng mới", document="20-HD/ĐU", decided_on=date(2020, 1, 2), criteria=CRITERIA[2:])
    assert (
        [line.criterion.code for line in page_of(made, clerk).lines] == before == ["1", "2", "3"]
    )


def page_of(round_, by):
    sheet = Sheet.objects.visible_to(by).filter(round=round_).order_by("pk").first()
    return queries.sheet_page(queries.sheet_of(sheet.ref, by=by), by=by)


def test_what_was_laid_down_or_decided_cannot_be_changed_in_the_database(begin, clerk, voted):
    made = begin()
    sheet = Sheet.objects.visible_to(clerk).filter(round=made).first()
    voted(sheet, "good", by=clerk)
    for rows, change in (
        (CriteriaTable.objects, {"document": "x"}),
        (Criterion.objects, {"max_points": 1}),
        (SheetAct.objects.visible_to(clerk), {"grade": "excellent"}),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.all()._raw_delete("default")


# --- who is on the list of members --------------------------------------------------------------


def lines_of(round_, by):
    lines = queries.member_lines(round_, by=by)
    return {line.sheet.joined_on: [said.rule for said in line.why_not] for line in lines}


def test_members_of_less_than_six_months_are_listed_with_the_reason(begin, clerk, khe_xong):
    for day in (date(2019, 6, 19), date(2019, 6, 20), date(2019, 6, 21), date(2019, 9, 15)):
        admit(khe_xong, day)
    assert lines_of(begin(members=True), clerk) == {
        date(2019, 6, 19): [],
        date(2019, 6, 20): [],
        date(2019, 6, 21): ["R-EVAL-04"],
        date(2019, 9, 15): ["R-EVAL-04"],
    }


def test_somebody_who_left_before_the_day_is_not_on_the_list(begin, clerk, khe_xong, thon_mau):
    admit(thon_mau, date(2015, 2, 3))  # of the neighbouring commune
    event = admit(khe_xong, date(2015, 2, 3))
    Membership.unscoped.filter(person=event.case.person).update(left_on=GRADED)
    assert lines_of(begin(members=True), clerk) == {}


def test_members_who_came_later_are_put_on_the_list_once(begin, clerk, khe_xong):
    admit(khe_xong, date(2015, 2, 3))
    made = begin(members=True)
    admit(khe_xong, date(2016, 2, 3))
    assert opening.enlist(made, by=clerk) == 1
    assert opening.enlist(made, by=clerk) == 0
    assert len(lines_of(made, clerk)) == 2


def test_who_is_exempt_or_suspended_is_not_graded_until_it_is_over(begin, clerk, khe_xong):
    admit(khe_xong, date(2015, 2, 3))
    begin(members=True)
    sheet = MemberSheet.objects.visible_to(clerk).get()
    operations.note_absence(sheet, absence="suspended", by=clerk)
    with pytest.raises(NotGraded, match=r"đình chỉ.*R-EVAL-04"):
        operations.grade_itself(sheet, grade="good", on=GRADED, by=clerk)
    operations.note_absence(sheet, absence="", by=clerk)
    assert operations.grade_itself(sheet, grade="good", on=GRADED, by=clerk).grade == "good"


def test_a_new_member_gets_no_grade_by_any_way(begin, clerk, khe_xong):
    admit(khe_xong, date(2019, 9, 15))
    made = begin(members=True)
    sheet = MemberSheet.objects.visible_to(clerk).get()
    with pytest.raises(NotGraded, match=r"15/09/2019.*6 tháng"):
        operations.propose(sheet, grade="good", on=GRADED, by=clerk)
    with pytest.raises(NotGraded):
        operations.decide(
            made, {sheet.ref: "good"}, whom="members", on=AFTER, document="1", by=clerk
        )


# --- who sees what ------------------------------------------------------------------------------


def test_a_cell_sees_its_own_sheet_and_its_own_members_only(
    begin, clerk, cell_secretary, khe_xong, khom_ban_mau
):
    admit(khe_xong, date(2015, 2, 3))
    admit(khom_ban_mau, date(2014, 2, 3))
    made = begin(members=True)
    page = queries.round_page(made.ref, by=cell_secretary)
    assert names(page.lines) == ["Chi bộ khóm Khe Xong"]
    assert list(lines_of(made, cell_secretary)) == [date(2015, 2, 3)]
    assert len(lines_of(made, clerk)) == 2


def test_another_cell_and_the_neighbouring_commune_do_not_find_the_round(
    begin, officer, khe_xong, mo_o, thon_mau
):
    made = begin(members=True)
    for role, place in (("cell_secretary", thon_mau), ("clerk", mo_o)):
        stranger = officer(role, at=place)
        assert queries.rounds(by=stranger) == []
        with pytest.raises(GradingRound.DoesNotExist):
            queries.round_page(made.ref, by=stranger)


@pytest.mark.parametrize("role", ["area_member", "inspection"])
def test_whoever_only_reads_sees_sheets_of_cells_and_no_member(
    begin, officer, krong_klang, khe_xong, role
):
    admit(khe_xong, date(2015, 2, 3))
    made = begin(members=True)
    reader = officer(role, at=krong_klang)
    page = queries.round_page(made.ref, by=reader)
    assert len(page.lines) == 2
    assert page.cells == ()
    assert queries.member_lines(made, by=reader) == []
    sheet = page.lines[0].sheet
    with pytest.raises(NotAllowed):
        operations.grade_itself(sheet, grade="good", on=GRADED, by=reader)


def test_the_superior_sees_totals_and_no_sheet(begin, officer, clerk, dakrong, khe_xong, voted):
    admit(khe_xong, date(2015, 2, 3))
    admit(khe_xong, date(2019, 12, 1))
    made = begin(members=True)
    superior = officer("superior_board", at=dakrong)
    page = queries.round_page(made.ref, by=superior)
    counts = {line.code: (line.organizations, line.members) for line in page.totals}
    assert page.lines == page.cells == ()
    assert counts["all"] == (2, 2)
    assert counts["not_yet"] == (2, 1)
    assert counts["admitted_lately"] == (0, 1)
    assert counts["graded"] == (0, 0)


def test_members_are_told_in_the_order_of_names(begin, clerk, khe_xong):
    for _number in range(3):
        admit(khe_xong, date(2015, 2, 3))
    lines = queries.member_lines(begin(members=True), by=clerk)
    keys = [line.sheet.person.sort_key for line in lines]
    assert keys == sorted(keys)


def test_a_committee_under_which_nobody_stood_on_the_day_grades_nobody(lay, system, quang_tri):
    """As one that a reform made, for a year before it."""
    young = organizations.establish(
        "xa-moi", name="Đảng uỷ xã Mới", tier="commune", party_rank="superior_committee",
        parent=quang_tri, on=date(2020, 5, 1), document="1-QĐ", by=system,
    )  # fmt: skip
    with pytest.raises(NothingToGrade, match=f"{GRADED:%d/%m/%Y}.*Đảng uỷ xã Mới"):
        opening.open_round(
            young, **YEAR, graded_on=GRADED, table=lay(), document="1",
            by=cast.acting("clerk", at=young),
        )  # fmt: skip
    assert queries.rounds(by=system) == []


def test_only_whoever_decides_opens_rounds_and_tables(
    krong_klang, officer, clerk, cell_secretary, lay
):
    table = lay()
    with pytest.raises(NotAllowed):
        lay(by=cell_secretary, document="2")
    with pytest.raises(NotAllowed):
        opening.open_round(
            krong_klang, **YEAR, graded_on=GRADED, table=table, document="1",
            by=officer("inspection", at=krong_klang),
        )  # fmt: skip
    assert queries.rounds(by=clerk) == []


def asked_of(view):
    with CaptureQueriesContext(connection) as caught:
        view()
    return len(caught)


def counted(round_, *, by):
    figures = Figures(round_, by=by)
    sheets = Sheet.objects.visible_to(by).filter(round=round_)
    return [figures.of(sheet).admitted for sheet in sheets]


def test_lists_cost_the_same_for_few_rows_and_for_many(
    begin, clerk, lay, system, krong_klang, khe_xong
):
    first = begin(members=True)
    admit(khe_xong, date(2015, 2, 3))
    opening.enlist(first, by=clerk)
    few = asked_of(lambda: queries.round_page(first.ref, by=clerk))
    alone = asked_of(lambda: queries.rounds(by=clerk))
    figures = asked_of(lambda: counted(first, by=clerk))
    for number in range(3):
        organizations.establish(
            f"khom-{number}", name=f"Chi bộ khóm {number}", tier="cell",
            party_rank="subordinate_cell", parent=krong_klang, on=cast.FIRST_DAY,
            document="1", by=system,
        )  # fmt: skip
        admit(khe_xong, date(2015, 2, 3))
    later = on(clerk, NEW_GRADED)
    second = begin(
        NEW_YEAR, NEW_GRADED, table=first.table, member_table=first.member_table, by=later
    )
    assert asked_of(lambda: queries.round_page(second.ref, by=later)) == few
    assert asked_of(lambda: queries.rounds(by=later)) == alone
    assert asked_of(lambda: counted(second, by=later)) == figures
    assert len(queries.sheet_lines(second, by=later)) == 5
    both = [{each.code: each for each in queries.totals(one, by=later)} for one in (first, second)]
    assert [each["all"].organizations for each in both] == [2, 5]


def test_a_decided_sheet_is_filled_no_more(begin, clerk, voted):
    made = begin()
    sheet = Sheet.objects.visible_to(clerk).filter(round=made).first()
    voted(sheet, "good", by=clerk)
    operations.decide(made, {sheet.ref: "good"}, on=AFTER, document="1-QĐ/ĐU", by=clerk)
    with pytest.raises(NotOpen):
        operations.fill(sheet, points={"1": Decimal(1)}, whose="own", by=clerk)

"""From a cell's own points to the committee's decision, and an appeal against it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development.operations import Departure
from nguon.evaluation import opening, operations, queries, words
from nguon.evaluation.figures import Development
from nguon.evaluation.models import (
    Criterion,
    Evidence,
    Mark,
    MemberAct,
    MemberSheet,
    Sheet,
    SheetAct,
    SheetAppeal,
)
from nguon.evaluation.refusals import (
    AgainstTheRules,
    AppealedAlready,
    BadDay,
    BadPoints,
    BadVote,
    Incomplete,
    NotOpen,
)
from nguon.organizations import operations as organizations
from nguon.planning import operations as planning
from nguon.planning.attainment import Range
from tests import cast
from tests.evaluation.conftest import AFTER, CRITERIA, GRADED, NEW_GRADED, NEW_YEAR, YEAR, on
from tests.planning.story import TERM, admit

pytestmark = pytest.mark.django_db
DESPITE = Departure("Đơn vị đặc thù", "Ban Thường vụ huyện uỷ, 03-KL/HU")
FULL = {"1": Decimal(50), "2": Decimal(35)}
FULFILLED = {"on_time": True, "beyond": 30, "undisciplined": True, "mended": 100}


def sheet_at(round_, place, by):
    found = Sheet.objects.visible_to(by).get(round=round_, made_for=place)
    return queries.sheet_of(found.ref, by=by)


def codes(refusal):
    return [one.objection.code for one in refusal.value.told]


@pytest.fixture
def ask(krong_klang, system):
    """Hand a cell a target for 2019."""

    def hand(cell, lower, upper=None):
        term = planning.plan_term(krong_klang, by=system, **TERM)
        planning.set_cell_target(
            cell, term=term, year=2019, lower=lower, upper=upper or lower, document="1-KH/ĐU",
            decided_on=date(2019, 1, 2), by=system,
        )  # fmt: skip

    return hand


# --- the criterion that is filled from figures --------------------------------------------------


def line(number, target, no_source_left=False):
    asked = Range(target, target + 1) if target is not None else None
    return Development(
        admitted=number, target=asked, no_source_left=no_source_left,
        since=date(2019, 1, 1), until=GRADED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "target", "threshold", "points"),
    [
        (0, 2, 100, "0.0"),
        (1, 2, 100, "7.5"),
        (2, 2, 100, "15.0"),
        (3, 2, 100, "15.0"),
        (1, 3, 100, "5.0"),
        (2, 3, 100, "10.0"),
        (1, 2, 50, "15.0"),
        (0, 0, 100, None),
        (1, None, 100, None),
    ],
)
def test_points_follow_the_attainment_up_to_the_threshold(number, target, threshold, points):
    criterion = Criterion(max_points=Decimal(15), threshold=threshold)
    found = line(number, target).points(criterion)
    assert found == (None if points is None else Decimal(points))


def test_nobody_left_to_admit_is_exempt_only_while_nobody_was_admitted():
    criterion = Criterion(max_points=Decimal(15), threshold=None)
    assert line(0, 1, no_source_left=True).is_exempt
    assert line(0, 1, no_source_left=True).points(criterion) is None
    assert not line(1, 1, no_source_left=True).is_exempt
    assert line(0, 1).is_without
    assert not line(0, 1, no_source_left=True).is_without


def test_a_cell_sees_its_own_figures_with_what_was_asked_of_it(
    begin, cell_secretary, khe_xong, ask
):
    ask(khe_xong, 2, 3)
    admit(khe_xong, date(2019, 5, 19))
    admit(khe_xong, date(2018, 5, 19))  # of another year
    admit(khe_xong, date(2019, 12, 21))  # after the day of grading
    sheet = sheet_at(begin(), khe_xong, cell_secretary)
    found = queries.sheet_page(sheet, by=cell_secretary).development
    assert (found.admitted, found.target, found.percent) == (1, Range(2, 3), Decimal("50.0"))
    assert (found.since, found.until) == (date(2019, 1, 1), GRADED)
    assert [one.on for one in queries.admitted_in(sheet, by=cell_secretary)] == [date(2019, 5, 19)]


def test_a_report_that_nobody_is_left_stands_on_the_sheet(begin, clerk, system, khe_xong):
    planning.report_no_source(
        khe_xong, year=2019, reason="Đi làm xa", document="2-BC/CB", by=on(clerk, GRADED)
    )
    made = begin()
    found = queries.sheet_page(sheet_at(made, khe_xong, clerk), by=clerk).development
    assert (found.admitted, found.target, found.no_source_left) == (0, None, True)


def test_a_quarter_is_counted_from_the_beginning_of_its_year(begin, clerk, khe_xong):
    admit(khe_xong, date(2025, 2, 3))
    period = {"period": "quarter", "starts_on": date(2025, 7, 1), "ends_on": date(2025, 10, 1)}
    made = begin(period, date(2025, 10, 5))
    by = on(clerk, date(2025, 10, 6))
    found = queries.sheet_page(sheet_at(made, khe_xong, by), by=by).development
    assert (found.admitted, found.since, found.until) == (
        1, date(2025, 1, 1), date(2025, 9, 30)
    )  # fmt: skip


def test_what_a_cell_took_over_counts_for_it(
    begin, clerk, system, khe_xong, khom_ban_mau, krong_klang
):
    admit(khom_ban_mau, date(2019, 3, 3))
    organizations.merge(
        [khom_ban_mau], into=khe_xong, on=date(2019, 7, 1), document="5-QĐ", by=system
    )
    made = begin()
    page = queries.round_page(made.ref, by=clerk)
    assert [each.sheet.made_for for each in page.lines] == [khe_xong]
    found = queries.sheet_page(sheet_at(made, khe_xong, clerk), by=clerk).development
    assert found.admitted == 1


def test_the_quality_stands_beside_the_figure(begin, clerk, khe_xong):
    admit(khe_xong, date(2019, 5, 19), findings=["ceremony_late"])
    sheet = sheet_at(begin(), khe_xong, clerk)
    result = queries.quality(sheet, by=clerk)
    assert (result.admitted, result.quality.late_ceremonies) == (1, 1)


# --- filling ------------------------------------------------------------------------------------


def test_both_sides_give_points_and_the_committees_count(
    begin, clerk, cell_secretary, khe_xong, ask
):
    ask(khe_xong, 1)
    admit(khe_xong, date(2019, 5, 19))
    sheet = sheet_at(begin(), khe_xong, cell_secretary)
    operations.fill(sheet, points=FULL, whose="own", by=cell_secretary)
    assert queries.sheet_page(sheet, by=clerk).share == Decimal(100)
    operations.fill(sheet, points={"2": Decimal("24.9")}, whose="committee", by=clerk)
    page = queries.sheet_page(sheet, by=clerk)
    assert page.share == Decimal("89.9")
    assert [(one.own, one.committee) for one in page.lines] == [
        (Decimal(50), None), (Decimal(35), Decimal("24.9")), (None, None)
    ]  # fmt: skip


def test_without_a_case_for_it_the_criterion_is_left_out_of_the_hundred(begin, clerk, khe_xong):
    by = on(clerk, GRADED)
    planning.report_no_source(khe_xong, year=2019, reason="x", document="1", by=by)
    sheet = sheet_at(begin(), khe_xong, clerk)
    operations.fill(sheet, points={"1": Decimal(50), "2": Decimal("26.5")}, whose="own", by=clerk)
    assert queries.sheet_page(sheet, by=clerk).share == Decimal(90)


def test_points_are_taken_back_and_then_there_is_no_sum(begin, clerk, khe_xong):
    sheet = sheet_at(begin(), khe_xong, clerk)
    operations.fill(sheet, points=FULL, whose="own", by=clerk)
    operations.fill(sheet, points={"1": None}, whose="own", by=clerk)
    assert Mark.objects.visible_to(clerk).get().points == Decimal(35)
    assert queries.sheet_page(sheet, by=clerk).share is None


@pytest.mark.parametrize(
    "points", [{"1": Decimal("50.1")}, {"1": Decimal(-1)}, {"3": Decimal(5)}, {"9": Decimal(1)}]
)
def test_points_that_cannot_be_are_refused_whole(begin, clerk, khe_xong, points):
    sheet = sheet_at(begin(), khe_xong, clerk)
    with pytest.raises(BadPoints):
        operations.fill(sheet, points={"2": Decimal(1), **points}, whose="own", by=clerk)
    assert not Mark.objects.visible_to(clerk).exists()


def test_a_cell_does_not_give_the_committees_points(begin, cell_secretary, khe_xong):
    sheet = sheet_at(begin(), khe_xong, cell_secretary)
    with pytest.raises(NotAllowed):
        operations.fill(sheet, points=FULL, whose="committee", by=cell_secretary)


def test_a_committee_that_is_graded_itself_does_not_speak_for_the_one_above(
    officer, clerk, dakrong, krong_klang
):
    above = officer("clerk", at=dakrong)
    table = opening.lay_down_table(
        dakrong, whom="organizations", title="Bảng của huyện", document="9-HD/HU",
        decided_on=date(2019, 11, 1), criteria=CRITERIA, by=above,
    )  # fmt: skip
    made = opening.open_round(
        dakrong, **YEAR, graded_on=GRADED, table=table, document="11-KH/HU", by=above
    )
    sheet = sheet_at(made, krong_klang, clerk)

    with pytest.raises(NotAllowed):
        operations.fill(sheet, points=FULL, whose="committee", by=clerk)
    with pytest.raises(NotAllowed):
        operations.exclude(sheet, words="Không xếp", document="1", on=GRADED, by=clerk)

    sheet.refresh_from_db(from_queryset=Sheet.objects.visible_to(clerk))
    assert sheet.state == "open"
    assert not Mark.objects.visible_to(clerk).exists()
    operations.fill(sheet, points=FULL, whose="own", by=clerk)


def test_evidence_is_a_paper_or_a_page_of_figures(begin, cell_secretary, khe_xong):
    sheet = sheet_at(begin(), khe_xong, cell_secretary)
    first = sheet.round.table.criteria.get(code="1")
    with pytest.raises(Incomplete):
        operations.add_evidence(sheet, first, words="đã làm", by=cell_secretary)
    paper = operations.add_evidence(sheet, first, document="7-BC/CB", by=cell_secretary)
    operations.add_evidence(sheet, first, figure="visits", by=cell_secretary)
    assert len(queries.sheet_page(sheet, by=cell_secretary).lines[0].evidence) == 2
    operations.drop_evidence(paper, by=cell_secretary)
    assert Evidence.objects.visible_to(cell_secretary).get().figure == "visits"


@pytest.mark.parametrize(("yes", "present", "summoned"), [(6, 5, 9), (5, 10, 9), (0, 0, 0)])
def test_a_vote_that_cannot_be_is_refused(begin, clerk, khe_xong, yes, present, summoned):
    sheet = sheet_at(begin(), khe_xong, clerk)
    with pytest.raises(BadVote):
        operations.vote(
            sheet, grade="good", on=GRADED, yes=yes, present=present, summoned=summoned, by=clerk
        )


@pytest.mark.parametrize("day", [date(2018, 12, 31), AFTER + timedelta(days=1)])
def test_an_act_lies_in_the_period_and_not_ahead(begin, clerk, khe_xong, day):
    sheet = sheet_at(begin(), khe_xong, clerk)
    with pytest.raises(BadDay):
        operations.grade_itself(sheet, grade="good", on=day, by=clerk)


def test_a_proposal_is_made_in_words(begin, clerk, khe_xong):
    sheet = sheet_at(begin(), khe_xong, clerk)
    with pytest.raises(Incomplete):
        operations.propose(sheet, grade="good", on=GRADED, by=clerk)
    assert not SheetAct.objects.visible_to(clerk).exists()


def test_what_was_done_is_told_in_its_order_and_audited(begin, clerk, khe_xong, voted):
    sheet = sheet_at(begin(), khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    page = queries.sheet_page(sheet_at(sheet.round, khe_xong, clerk), by=clerk)
    assert [act.kind for act in page.acts] == ["self", "voted", "proposed"]
    assert page.sheet.state == "proposed"
    assert page.sheet.grade == ""
    lines = AuditEntry.objects.filter(action__startswith="evaluation.").values_list(
        "action", flat=True
    )
    assert {"evaluation.self", "evaluation.voted", "evaluation.proposed"} <= set(lines)


# --- deciding -----------------------------------------------------------------------------------


def test_a_committee_decides_on_what_was_voted(begin, clerk, khe_xong, voted):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    operations.decide(made, {sheet.ref: "good"}, on=AFTER, document="1-QĐ/ĐU", by=clerk)
    decided = sheet_at(made, khe_xong, clerk)
    assert (decided.state, decided.grade) == ("decided", "good")
    act = SheetAct.objects.visible_to(clerk).get(kind="decided")
    assert (act.against, act.despite, act.document) == ([], None, "1-QĐ/ĐU")


def test_points_never_decide(begin, clerk, khe_xong, voted):
    """Without a single point a grade is decided, since 132 holds no bands."""
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "completed", by=clerk)
    operations.decide(made, {sheet.ref: "completed"}, on=AFTER, document="1", by=clerk)
    assert not Mark.objects.visible_to(clerk).exists()
    assert sheet_at(made, khe_xong, clerk).grade == "completed"


def test_everything_against_a_decision_is_told_at_once_with_rule_and_article(
    begin, clerk, khe_xong, khom_ban_mau, voted
):
    made = begin(NEW_YEAR, NEW_GRADED, zero_bars=True)
    by = on(clerk, NEW_GRADED)
    sheet, other = sheet_at(made, khe_xong, by), sheet_at(made, khom_ban_mau, by)
    voted(sheet, "excellent", by=by, day=NEW_GRADED, yes=5)
    operations.fill(sheet, points={}, whose="own", by=by, on_time=False, beyond=10)
    chosen = {sheet.ref: "excellent", other.ref: "good"}
    with pytest.raises(AgainstTheRules) as refusal:
        operations.decide(made, chosen, on=NEW_GRADED, document="1", by=by)
    assert codes(refusal) == [
        "points_unknown", "condition_not_met", "condition_not_met", "condition_unknown",
        "condition_unknown", "vote_not_carried", "no_admission",
        "points_unknown", "not_voted",
        "above_cap",
    ]  # fmt: skip
    said = refusal.value.said
    assert {one.rule for one in said} == {
        "R-EVAL-02", "R-EVAL-03", "R-EVAL-05", "R-EVAL-07"
    }  # fmt: skip
    assert said[1].instrument == "366-QĐ/TW 2025-08-30"
    assert said[1].point == "Đ.11"
    assert said[5].sentence == "5 phiếu trên 11 đảng viên chính thức được triệu tập, cần 6."
    assert [sheet_at(made, place, by).state for place in (khe_xong, khom_ban_mau)] == [
        "proposed", "open"
    ]  # fmt: skip


def test_a_departure_is_kept_with_its_reason_authority_and_what_it_departs_from(
    begin, clerk, khe_xong, voted
):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "excellent", by=clerk)
    how = {"on": AFTER, "document": "1-QĐ/ĐU", "by": clerk}
    with pytest.raises(Incomplete):
        operations.decide(made, {sheet.ref: "excellent"}, despite=Departure("x", " "), **how)
    operations.decide(made, {sheet.ref: "excellent"}, despite=DESPITE, **how)
    act = SheetAct.objects.visible_to(clerk).get(kind="decided")
    assert [one["code"] for one in act.against] == ["above_cap"]
    assert act.against[0]["because"] == {"excellent": 1, "most": 0, "of": 0, "percent": 20}
    assert act.despite == {"reason": DESPITE.reason, "authority": DESPITE.authority}


def test_the_cap_counts_what_was_decided_before(begin, clerk, system, krong_klang, voted):
    for number in range(5):
        organizations.establish(
            f"khom-{number}", name=f"Chi bộ khóm {number}", tier="cell",
            party_rank="subordinate_cell", parent=krong_klang, on=cast.FIRST_DAY,
            document="1", by=system,
        )  # fmt: skip
    made = begin()
    sheets = list(Sheet.objects.visible_to(clerk).filter(round=made).order_by("pk"))
    for sheet in sheets[:5]:
        voted(sheet, "good", by=clerk)
    for sheet in sheets[5:]:
        voted(sheet, "excellent", by=clerk)
    how = {"on": AFTER, "document": "1-QĐ/ĐU", "by": clerk}
    operations.decide(made, {sheet.ref: "good" for sheet in sheets[:5]}, **how)
    operations.decide(made, {sheets[5].ref: "excellent"}, **how)
    with pytest.raises(AgainstTheRules) as refusal:
        operations.decide(made, {sheets[6].ref: "excellent"}, **how)
    assert refusal.value.told[0].objection.because == {
        "excellent": 2, "most": 1, "of": 5, "percent": 20
    }  # fmt: skip


def test_twenty_per_cent_of_fifty_two_members_are_ten(begin, clerk, khe_xong):
    for _number in range(63):
        admit(khe_xong, date(2015, 2, 3), agreed=False)
    made = begin(members=True)
    refs = list(MemberSheet.objects.visible_to(clerk).order_by("pk").values_list("ref", flat=True))
    how = {"whom": "members", "on": AFTER, "document": "2-QĐ/ĐU", "by": clerk}
    grades = dict.fromkeys(refs[:52], "good") | dict.fromkeys(refs[52:62], "excellent")
    told = queries.objections(made, chosen_of(made, grades, clerk), by=clerk)
    assert {one.rule for one in told} == {"R-EVAL-05"}  # nobody voted, and nothing else
    grades[refs[62]] = "excellent"
    told = queries.objections(made, chosen_of(made, grades, clerk), by=clerk)
    assert told[-1].sentence == "11 xuất sắc, chỉ được 10 (20 % của 52)."
    assert (told[-1].rule, told[-1].instrument) == ("R-EVAL-03", "21-HD/BTCTW 2019-10-18")
    with pytest.raises(AgainstTheRules):
        operations.decide(made, grades, **how)
    assert not MemberAct.objects.visible_to(clerk).exists()


def chosen_of(round_, grades, by):
    rows = MemberSheet.objects.visible_to(by).filter(round=round_).order_by("pk")
    return {row: grades[row.ref] for row in rows if row.ref in grades}


def test_an_outstanding_unit_may_go_to_a_quarter_under_124(begin, clerk, khe_xong):
    for _number in range(5):
        admit(khe_xong, date(2015, 2, 3), agreed=False)
    period = {"period": "year", "starts_on": date(2023, 1, 1), "ends_on": date(2024, 1, 1)}
    made = begin(period, date(2023, 12, 20), members=True, outstanding="Bằng khen 9-QĐ/TU")
    by = on(clerk, date(2023, 12, 21))
    refs = MemberSheet.objects.visible_to(by).order_by("pk").values_list("ref", flat=True)
    grades = dict.fromkeys(refs[:4], "good") | {refs[4]: "excellent"}
    told = queries.objections(made, chosen_of(made, grades, by), by=by)
    assert "R-EVAL-03" not in {one.rule for one in told}


def test_a_committee_may_place_lower_than_the_vote_and_not_higher(begin, clerk, khe_xong, voted):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    lower = queries.objections(made, {sheet: "completed"}, by=clerk)
    higher = queries.objections(made, {sheet: "excellent"}, by=clerk)
    assert lower == []
    assert [one.rule for one in higher] == ["R-EVAL-05", "R-EVAL-03"]


def test_a_cell_without_an_admission_may_not_be_excellent_where_the_table_says_so(
    begin, clerk, khe_xong, khom_ban_mau, voted
):
    admit(khom_ban_mau, date(2019, 5, 19))
    made = begin(zero_bars=True)
    for place, expected in ((khe_xong, True), (khom_ban_mau, False)):
        sheet = sheet_at(made, place, clerk)
        voted(sheet, "excellent", by=clerk)
        told = queries.objections(made, {sheet: "excellent"}, by=clerk)
        assert ("R-EVAL-07" in {one.rule for one in told}) is expected


def test_whoever_reports_that_nobody_is_left_is_exempt_from_that(begin, clerk, khe_xong, voted):
    planning.report_no_source(khe_xong, year=2019, reason="x", document="1", by=on(clerk, GRADED))
    made = begin(zero_bars=True)
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "excellent", by=clerk)
    told = queries.objections(made, {sheet: "excellent"}, by=clerk)
    assert {one.rule for one in told} == {"R-EVAL-03"}


def test_an_organisation_is_left_out_with_the_reason(begin, clerk, khe_xong):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    how = {"on": GRADED, "by": clerk}
    with pytest.raises(Incomplete):
        operations.exclude(sheet, words=" ", document="1", **how)
    operations.exclude(sheet, words="Mới thành lập tháng 11/2019", document="3-KL/ĐU", **how)
    page = queries.round_page(made.ref, by=clerk)
    assert [each.why_not for each in page.lines] == ["", "Mới thành lập tháng 11/2019"]
    assert {count.code: count.organizations for count in page.totals}["excluded"] == 1


@pytest.mark.parametrize("day", [GRADED - timedelta(days=1), AFTER + timedelta(days=1)])
def test_a_decision_is_not_before_the_day_of_grading_nor_ahead(begin, clerk, khe_xong, voted, day):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    with pytest.raises(BadDay):
        operations.decide(made, {sheet.ref: "good"}, on=day, document="1", by=clerk)


def test_only_the_committee_decides(begin, clerk, cell_secretary, khe_xong, voted):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=cell_secretary)
    with pytest.raises((NotAllowed, type(made).DoesNotExist)):
        operations.decide(made, {sheet.ref: "good"}, on=AFTER, document="1", by=cell_secretary)
    assert sheet_at(made, khe_xong, clerk).state == "proposed"


def test_nothing_is_decided_twice_or_on_what_is_not_there(begin, clerk, khe_xong, voted):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    how = {"on": AFTER, "document": "1", "by": clerk}
    operations.decide(made, {sheet.ref: "good"}, **how)
    with pytest.raises(NotOpen):
        operations.decide(made, {sheet.ref: "completed"}, **how)
    for chosen in ({}, {"AbCdEfGhIjKl": "good"}):
        with pytest.raises(Incomplete):
            operations.decide(made, chosen, **how)


def test_the_totals_add_up_as_form_6f_asks(begin, clerk, khe_xong, khom_ban_mau, voted):
    for day in (date(2015, 2, 3), date(2015, 2, 4), date(2019, 9, 15)):
        admit(khe_xong, day, agreed=False)
    made = begin(members=True)
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "good", by=clerk)
    operations.decide(made, {sheet.ref: "good"}, on=AFTER, document="1", by=clerk)
    member = MemberSheet.objects.visible_to(clerk).filter(joined_on=date(2015, 2, 3)).get()
    voted(member, "completed", by=clerk)
    operations.decide(
        made, {member.ref: "completed"}, whom="members", on=AFTER, document="2", by=clerk
    )
    counts = {
        each.code: (each.organizations, each.members) for each in queries.totals(made, by=clerk)
    }
    assert counts["all"] == (2, 3)
    assert counts["graded"] == (1, 1)
    assert (counts["good"], counts["completed"]) == ((1, 0), (0, 1))
    assert counts["not_yet"] == (1, 1)
    assert counts["admitted_lately"] == (0, 1)


# --- appeals ------------------------------------------------------------------------------------


@pytest.fixture
def decided(begin, clerk, khe_xong, voted):
    made = begin()
    sheet = sheet_at(made, khe_xong, clerk)
    voted(sheet, "completed", by=clerk)
    operations.decide(made, {sheet.ref: "completed"}, on=AFTER, document="1", by=clerk)
    return sheet_at(made, khe_xong, clerk)


def test_an_appeal_is_answered_by_its_day(decided, cell_secretary):
    by = on(cell_secretary, date(2020, 1, 10))
    row = operations.appeal(decided, on=date(2020, 1, 8), document="4-KN/CB", words="x", by=by)
    assert row.due_on == date(2020, 2, 7)
    with pytest.raises(AppealedAlready):
        operations.appeal(decided, on=date(2020, 1, 9), document="5", by=by)


@pytest.mark.parametrize("day", [AFTER - timedelta(days=1), date(2020, 1, 11)])
def test_an_appeal_lies_between_the_decision_and_today(decided, cell_secretary, day):
    with pytest.raises(BadDay):
        operations.appeal(decided, on=day, document="4", by=on(cell_secretary, date(2020, 1, 10)))


def test_nobody_appeals_before_a_decision(begin, clerk, khe_xong):
    with pytest.raises(NotOpen):
        operations.appeal(sheet_at(begin(), khe_xong, clerk), on=AFTER, document="4", by=clerk)


def test_an_appeal_may_be_rejected(decided, clerk, cell_secretary):
    row = operations.appeal(decided, on=AFTER, document="4", by=cell_secretary)
    with pytest.raises(NotAllowed):
        operations.answer(row, on=AFTER, document="5", by=cell_secretary)
    operations.answer(row, on=AFTER, document="5-TL/ĐU", by=clerk)
    kept = SheetAppeal.objects.visible_to(clerk).get()
    assert (kept.outcome, kept.answer, kept.decision) == ("kept", "5-TL/ĐU", None)
    with pytest.raises(AppealedAlready):
        operations.answer(kept, on=AFTER, document="6", by=clerk)


def test_a_changed_grade_is_a_later_decision_and_the_first_one_stays(
    decided, clerk, cell_secretary, voted, khe_xong
):
    row = operations.appeal(decided, on=AFTER, document="4", by=cell_secretary)
    with pytest.raises(AgainstTheRules) as refusal:
        operations.answer(row, on=AFTER, document="5", grade="good", by=clerk)
    assert codes(refusal) == ["not_voted"]
    assert SheetAppeal.objects.visible_to(clerk).get().outcome == ""
    operations.answer(row, on=AFTER, document="5", grade="good", despite=DESPITE, by=clerk)
    kept = SheetAppeal.objects.visible_to(clerk).select_related("decision").get()
    assert kept.outcome == "changed"
    assert kept.decision.grade == "good"
    acts = SheetAct.objects.visible_to(clerk).filter(kind="decided").order_by("pk")
    assert [act.grade for act in acts] == ["completed", "good"]
    assert sheet_at(decided.round, khe_xong, clerk).grade == "good"


def test_a_member_appeals_with_papers_only(begin, clerk, khe_xong, voted):
    admit(khe_xong, date(2015, 2, 3))
    made = begin(members=True)
    sheet = MemberSheet.objects.visible_to(clerk).select_related("person").get()
    voted(sheet, "completed", by=clerk)
    operations.decide(
        made, {sheet.ref: "completed"}, whom="members", on=AFTER, document="2", by=clerk
    )
    row = operations.appeal(sheet, on=AFTER, document="6-KN", words="không giữ lại", by=clerk)
    operations.answer(row, on=AFTER, document="7", by=clerk)
    page = queries.member_page(queries.member_of(sheet.ref, by=clerk), by=clerk)
    assert [(one.document, one.outcome) for one in page.appeals] == [("6-KN", "kept")]
    assert not any("giữ lại" in str(vars(one)) for one in page.appeals)
    assert [one.grade for one in queries.grades_of(sheet.person, by=clerk)] == ["completed"]


@pytest.mark.pure
def test_an_objection_is_said_with_numbers_and_days_as_people_write_them():
    stored = {
        "code": "points_below_band", "because": {"points": "65.0", "least": "90"}, "whose": "",
        "rule": "R-EVAL-01", "instrument": "366-QĐ/TW 2025-08-30", "point": "", "confidence": "C1",
        "provision": "",
    }  # fmt: skip
    period = stored | {"code": "unknown_period", "because": {"period": "quarter"}}

    assert words.said(stored).sentence == "65,0 điểm, mức này cần từ 90 điểm."
    assert words.said(period).sentence.startswith("366-QĐ/TW ngày 30/08/2025 không quy định")

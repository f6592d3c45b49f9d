"""Visits to cells: who is in charge, what was seen and promised, which cells are quiet."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.accounts import operations as accounts
from nguon.accounts.models import RoleAssignment
from nguon.core.actor import NotAllowed
from nguon.organizations import operations as organizations
from nguon.supervision import operations, queries
from nguon.supervision.models import Promise, SpokenOf, Visit
from tests import cast
from tests.development import story

MET = date(2025, 5, 3)


def names(areas):
    return {area.place.slug: [charge.name for charge in area.charges] for area in areas}


def test_a_member_in_charge_of_the_commune_reaches_each_of_its_cells(guide, clerk):
    found = queries.areas(by=clerk)

    assert names(found) == {"khe-xong": ["Lê Thị Thử"], "khom-ban-mau": ["Lê Thị Thử"]}
    assert found[0].charges[0].since == cast.FIRST_DAY


def test_a_cell_nobody_is_in_charge_of_is_a_gap(officer, khe_xong, clerk):
    officer("area_member", at=khe_xong)

    assert [area.place.slug for area in queries.areas(by=clerk) if area.is_gap] == ["khom-ban-mau"]


def test_who_stands_in_is_named_with_whom_they_stand_in_for(
    guide, officer, khe_xong, krong_klang, clerk, system
):
    substitute, _ = officer("cell_secretary", at=khe_xong)
    accounts.assign_role(
        substitute,
        role="area_member",
        organization=krong_klang,
        on=cast.TODAY,
        until=cast.TODAY + timedelta(days=30),
        document="12-QĐ/ĐU",
        instead_of=guide[0],
        by=system,
    )

    charges = queries.areas(by=clerk)[0].charges

    assert [charge.instead_of for charge in charges] == ["", guide[0].full_name]
    assert [charge.until for charge in charges] == [None, cast.TODAY + timedelta(days=29)]


def test_a_role_that_has_ended_leaves_a_gap(guide, clerk, system):
    held = RoleAssignment.objects.get(user=guide[0])
    accounts.revoke_role(held, on=cast.TODAY, by=system)

    assert all(area.is_gap for area in queries.areas(by=clerk))


def test_a_visit_keeps_which_cases_were_spoken_of_and_what_was_promised(guide, khe_xong, system):
    case = story.a_case(khe_xong, by=system)
    promised = operations.Promised("Cử người giúp đỡ", date(2025, 6, 30))

    visit = operations.log_visit(
        khe_xong, met_on=MET, cases=[case], promises=[promised], by=guide[1]
    )

    assert [each.case_id for each in SpokenOf.objects.visible_to(guide[1])] == [case.pk]
    assert [each.words for each in queries.open_promises(by=guide[1])] == ["Cử người giúp đỡ"]
    assert list(queries.visits(by=guide[1], organization=khe_xong)) == [visit]


def test_one_visit_a_day(guide, khe_xong):
    operations.log_visit(khe_xong, met_on=MET, by=guide[1])

    with pytest.raises(operations.RecordedAlready, match="03/05/2025"):
        operations.log_visit(khe_xong, met_on=MET, by=guide[1])


def test_who_could_not_come_says_why(guide, khe_xong):
    with pytest.raises(operations.Incomplete):
        operations.log_visit(khe_xong, met_on=MET, attended=False, by=guide[1])

    assert not operations.log_visit(
        khe_xong, met_on=MET, attended=False, words="Lũ về", by=guide[1]
    ).attended


def test_a_visit_lies_in_the_past_and_a_promise_after_it(guide, khe_xong):
    with pytest.raises(operations.BadDay):
        operations.log_visit(khe_xong, met_on=date(2025, 6, 3), by=guide[1])
    early = operations.Promised("Xong rồi", MET - timedelta(days=1))
    with pytest.raises(operations.BadDay):
        operations.log_visit(khe_xong, met_on=MET, promises=[early], by=guide[1])

    assert not Visit.objects.visible_to(guide[1]).exists()


def test_the_secretary_of_the_cell_keeps_a_promise_but_logs_no_visit(
    guide, khe_xong, cell_secretary
):
    promised = operations.Promised("Lập danh sách", date(2025, 6, 30))
    operations.log_visit(khe_xong, met_on=MET, promises=[promised], by=guide[1])
    promise = Promise.objects.visible_to(cell_secretary[1]).get()

    with pytest.raises(operations.BadDay):
        operations.keep_promise(promise, on=MET - timedelta(days=1), by=cell_secretary[1])
    operations.keep_promise(promise, on=cast.TODAY, by=cell_secretary[1])

    assert list(queries.open_promises(by=guide[1])) == []
    with pytest.raises(operations.Over):
        operations.keep_promise(promise, on=cast.TODAY, by=cell_secretary[1])
    with pytest.raises(NotAllowed):
        operations.log_visit(khe_xong, met_on=MET, by=cell_secretary[1])


def test_what_was_agreed_with_the_front_is_noted(clerk, krong_klang):
    note = operations.note_agreement(
        krong_klang, on=MET, partner="Mặt trận thị trấn", words="Cùng rà soát nguồn", by=clerk
    )

    assert list(queries.agreements(by=clerk)) == [note]
    with pytest.raises(operations.Incomplete):
        operations.note_agreement(krong_klang, on=MET, partner=" ", words="Gì đó", by=clerk)


def test_the_sheet_for_a_meeting_holds_all_that_concerns_the_cell(guide, khe_xong, clerk, system):
    case = story.a_case(khe_xong, by=system)
    operations.raise_obstacle(
        khe_xong, cause="D2", owner=guide[0], due_on=cast.TODAY, case=case, by=clerk
    )

    sheet = queries.sheet(khe_xong, by=guide[1])

    assert [item.case_ref for item in sheet.cases] == [case.ref]
    assert [each.cause for each in sheet.obstacles] == ["D2"]
    assert [charge.name for charge in sheet.charges] == ["Lê Thị Thử"]


def test_a_cell_without_acts_and_visits_is_quiet_with_its_context_and_by_name(
    guide, khe_xong, khom_ban_mau, clerk, system
):
    organizations.record_profile(khe_xong, 2024, households=279, away=60, by=system)
    story.tell(story.a_case(khom_ban_mau, by=system), "sourced", by=system)
    since = date(2025, 3, 1)

    both = queries.quiet(since=since, by=clerk)
    operations.log_visit(khom_ban_mau, met_on=MET, by=guide[1])
    still = queries.quiet(since=since, by=clerk)

    assert [each.place.slug for each in both] == ["khom-ban-mau", "khe-xong"]
    assert [each.place.slug for each in still] == ["khe-xong"]
    assert (still[0].households, still[0].away, still[0].last_act) == (279, 60, None)
    assert (both[0].last_act, both[0].open_cases) == (date(2023, 3, 9), 1)


def test_a_meeting_that_was_missed_is_no_visit(guide, khe_xong, clerk):
    operations.log_visit(khe_xong, met_on=MET, attended=False, words="Ốm", by=guide[1])

    assert "khe-xong" in [each.place.slug for each in queries.quiet(since=MET, by=clerk)]


def test_the_neighbour_sees_no_visit(guide, khe_xong, officer, mo_o):
    operations.log_visit(khe_xong, met_on=MET, by=guide[1])
    _, neighbour = officer("clerk", at=mo_o)

    assert list(queries.visits(by=neighbour)) == []
    assert [area.place.slug for area in queries.areas(by=neighbour)] == ["thon-mau"]
    assert replace(neighbour, today=cast.TODAY).may("supervision.visit", at=mo_o)

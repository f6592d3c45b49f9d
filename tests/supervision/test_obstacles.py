"""Obstacles: put down with an owner and a day, acted on, handed up, closed, counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.organizations import operations as organizations
from nguon.people.models import Purpose
from nguon.reports.publication import operations as publication
from nguon.supervision import counts, operations, queries
from nguon.supervision.causes import SYMPTOMS, Cause
from nguon.supervision.models import Obstacle, ObstacleStep
from tests import cast
from tests.development import story

SOON = cast.TODAY + timedelta(days=30)
TOMORROW = cast.TODAY + timedelta(days=1)


@pytest.fixture
def obstacle(khe_xong, cell_secretary, guide):
    """The secretary of the cell put down that the young are away; the member in charge owns it."""
    return operations.raise_obstacle(
        khe_xong, cause=Cause.AWAY, owner=guide[0], due_on=SOON, by=cell_secretary[1]
    )


def test_an_obstacle_has_a_cause_an_owner_a_day_and_a_desk(obstacle, khe_xong, cell_secretary):
    assert (obstacle.cause, obstacle.due_on, obstacle.desk) == (Cause.AWAY, SOON, khe_xong)
    assert obstacle.raised_by == cell_secretary[0]
    assert AuditEntry.objects.filter(action="supervision.raise").count() == 1


def test_who_is_to_clear_it_must_hold_a_role_that_reaches_the_cell(officer, mo_o, khe_xong, clerk):
    stranger, _ = officer("clerk", at=mo_o)

    with pytest.raises(operations.NotInReach, match="Lê Thị Thử"):
        operations.raise_obstacle(
            khe_xong, cause=Cause.AWAY, owner=stranger, due_on=SOON, by=clerk
        )

    assert not Obstacle.objects.visible_to(clerk).exists()


def test_its_day_has_not_passed(khe_xong, guide, clerk):
    yesterday = cast.TODAY - timedelta(days=1)

    with pytest.raises(operations.BadDay, match="01/06/2025"):
        operations.raise_obstacle(
            khe_xong, cause=Cause.AWAY, owner=guide[0], due_on=yesterday, by=clerk
        )


@pytest.mark.parametrize("cause", [Cause.STANDARDS, Cause.HARD_GROUPS, Cause.CUSTOMS])
def test_what_would_tell_something_sensitive_is_never_said_of_one_person(
    khe_xong, guide, clerk, system, cause
):
    case = story.a_case(khe_xong, by=system)
    given = {"cause": cause, "owner": guide[0], "due_on": SOON, "by": clerk}

    with pytest.raises(operations.TellsTooMuch):
        operations.raise_obstacle(khe_xong, case=case, **given)
    of_the_cell = operations.raise_obstacle(khe_xong, **given)

    with pytest.raises(IntegrityError), transaction.atomic():
        Obstacle.unscoped.filter(pk=of_the_cell.pk).update(case=case)


def test_a_case_of_another_cell_is_not_named_here(khe_xong, khom_ban_mau, guide, clerk, system):
    elsewhere = story.a_case(khom_ban_mau, by=system)

    with pytest.raises(type(elsewhere).DoesNotExist):
        operations.raise_obstacle(
            khe_xong, case=elsewhere, cause=Cause.AWAY, owner=guide[0], due_on=SOON, by=clerk
        )


def test_what_is_done_about_it_is_kept_in_its_order(obstacle, guide, cell_secretary):
    operations.act(obstacle, words="Gặp gia đình ba hộ", by=guide[1])
    operations.postpone(
        obstacle, due_on=SOON + timedelta(days=30), words="Chờ sau Tết", by=guide[1]
    )
    operations.hand_over(
        obstacle, owner=cell_secretary[0], due_on=SOON, words="Giao lại chi bộ", by=guide[1]
    )

    steps = ObstacleStep.objects.visible_to(guide[1]).order_by("pk")
    assert [step.kind for step in steps] == ["action", "postponed", "handed"]
    later = SOON + timedelta(days=30)
    assert [(step.owner, step.due_on) for step in steps] == [
        (guide[0], SOON),
        (guide[0], later),
        (cell_secretary[0], SOON),
    ]
    assert queries.obstacle(obstacle.ref, by=guide[1]).owner == cell_secretary[0]


def test_a_later_day_lies_after_the_old_one(obstacle, guide):
    with pytest.raises(operations.BadDay, match="02/07/2025"):
        operations.postpone(obstacle, due_on=SOON, words="Chờ", by=guide[1])


def test_escalated_it_lies_on_the_desk_above(obstacle, officer, krong_klang, guide):
    boss, by = officer("secretary", at=krong_klang)

    risen = operations.escalate(obstacle, due_on=SOON, words="Cần kinh phí", by=guide[1])
    operations.hand_over(risen, owner=boss, due_on=SOON, words="Tôi nhận", by=by)

    found = queries.obstacle(obstacle.ref, by=by)
    assert (found.desk, found.owner) == (krong_klang, boss)


def test_above_the_province_there_is_no_desk(quang_tri, officer):
    boss, by = officer("secretary", at=quang_tri)
    top = operations.raise_obstacle(quang_tri, cause=Cause.UNEVEN, owner=boss, due_on=SOON, by=by)

    with pytest.raises(operations.NobodyAbove):
        operations.escalate(top, due_on=SOON, words="Lên nữa", by=by)


def test_who_raised_it_closes_it_without_a_word(obstacle, cell_secretary):
    closed = operations.close(obstacle, by=cell_secretary[1])

    assert closed.closed_on == cast.TODAY


def test_anybody_else_says_why_it_is_closed(obstacle, guide):
    with pytest.raises(operations.Incomplete):
        operations.close(obstacle, by=guide[1])

    assert operations.close(obstacle, words="Ba em đã về", by=guide[1]).closed_on == cast.TODAY


def test_closed_it_takes_no_further_step_until_it_is_reopened(obstacle, cell_secretary):
    by = cell_secretary[1]
    operations.close(obstacle, by=by)
    with pytest.raises(operations.Over):
        operations.act(obstacle, words="Thêm", by=by)

    again = operations.reopen(obstacle, due_on=SOON, words="Lại đi xa", by=by)

    assert again.closed_on is None
    with pytest.raises(operations.Over):
        operations.reopen(obstacle, due_on=SOON, words="Lần nữa", by=by)


def test_who_only_inspects_changes_nothing(obstacle, officer, krong_klang):
    _, inspector = officer("inspection", at=krong_klang)

    with pytest.raises(NotAllowed):
        operations.close(obstacle, words="Xong", by=inspector)


def test_the_neighbour_does_not_know_of_it(obstacle, officer, mo_o):
    _, neighbour = officer("clerk", at=mo_o)

    with pytest.raises(Obstacle.DoesNotExist):
        operations.act(obstacle, words="Tò mò", by=neighbour)

    assert list(queries.obstacles(by=neighbour)) == []


def test_the_list_shows_the_one_due_first_on_top_and_mine_only_when_asked(
    obstacle, khe_xong, cell_secretary, clerk
):
    urgent = operations.raise_obstacle(
        khe_xong, cause=Cause.NO_HELPER, owner=cell_secretary[0], due_on=TOMORROW, by=clerk
    )

    assert list(queries.obstacles(by=clerk)) == [urgent, obstacle]
    assert list(queries.obstacles(by=cell_secretary[1], mine=True)) == [urgent]


def test_causes_are_counted_by_year_and_area_and_symptoms_told_apart(
    obstacle, khe_xong, khom_ban_mau, krong_klang, guide, clerk
):
    by = replace(clerk, today=date(2024, 5, 5), at=cast.instant(date(2024, 5, 5)))
    for cause in (Cause.AWAY, Cause.AGEING):
        operations.raise_obstacle(khe_xong, cause=cause, owner=guide[0], due_on=SOON, by=by)
    operations.close(obstacle, words="Xong", by=clerk)

    of_2024 = counts.causes(by=clerk, year=2024)
    in_all = counts.causes(by=clerk)

    assert [(each.cause, each.raised, each.is_symptom) for each in of_2024] == [
        (Cause.AWAY, 1, False),
        (Cause.AGEING, 1, True),
    ]
    assert [(each.raised, each.closed) for each in in_all] == [(2, 1), (1, 0)]
    of_the_cell = counts.causes(by=clerk, organization=khom_ban_mau)
    assert of_the_cell == []
    assert counts.causes(by=clerk, organization=krong_klang) == in_all


def test_the_province_counts_causes_and_opens_none(obstacle, officer, quang_tri):
    _, superior = officer("superior_board", at=quang_tri)

    assert [each.raised for each in counts.causes(by=superior)] == [1]
    assert list(queries.obstacles(by=superior)) == []


def test_an_obstacle_goes_with_the_case_when_somebody_refuses(khe_xong, guide, clerk, system):
    case = story.a_case(khe_xong, by=system)
    mine = operations.raise_obstacle(
        khe_xong, case=case, cause=Cause.AWAY, owner=guide[0], due_on=SOON, by=clerk
    )
    operations.act(mine, words="Gọi điện", by=clerk)

    development.forget(case.person, by=system)

    assert not Obstacle.objects.visible_to(system).exists()
    assert not ObstacleStep.objects.visible_to(system).exists()


def test_when_a_cell_ends_its_successor_keeps_the_obstacle(
    obstacle, khe_xong, khom_ban_mau, officer, system
):
    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=cast.TODAY, document="9-QĐ", by=system
    )
    _, heir = officer("cell_secretary", at=khom_ban_mau)

    found = queries.obstacle(obstacle.ref, by=heir)

    assert found.organization == khom_ban_mau
    assert operations.act(found, words="Tiếp nhận", by=heir).kind == "action"


def test_what_was_raised_at_a_cell_after_its_end_counts_with_its_successor(
    obstacle, khe_xong, khom_ban_mau, krong_klang, clerk, system
):
    """A reform is often entered after its day."""
    before = counts.causes(by=clerk, organization=krong_klang)
    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=cast.TODAY, document="9-QĐ", by=system
    )

    assert counts.causes(by=clerk, organization=krong_klang) == before
    (line,) = counts.causes_by_place(by=clerk)
    assert (line.place, line.raised) == ("Chi bộ khóm Bản Mẫu", 1)


def test_every_cause_has_words_and_a_symptom_is_a_cause():
    assert len(Cause) == 28
    assert all(cause.label for cause in Cause)
    assert set(Cause) > SYMPTOMS


def test_causes_are_counted_as_it_was_and_as_it_is_by_cell_and_year(
    obstacle, khe_xong, krong_klang, mo_o, clerk, officer
):
    moved = cast.TODAY + timedelta(days=30)
    organizations.move(khe_xong, parent=mo_o, on=moved, document="7", by=cast.system(moved))
    after = replace(clerk, today=moved)
    heir = replace(officer("clerk", at=mo_o)[1], today=moved)

    def lines(by, tree, **asked):
        places = counts.causes_by_place(by=by, tree=tree, **asked)
        return [(each.place, each.raised) for each in places]

    assert lines(after, "as-was") == [("Chi bộ khóm Khe Xong", 1)]
    assert lines(after, "as-is") == lines(heir, "as-was") == []
    assert lines(heir, "as-is", organization=mo_o) == [("Chi bộ khóm Khe Xong", 1)]
    year = cast.TODAY.year
    assert [(each.year, each.raised) for each in counts.causes_by_year(by=after)] == [(year, 1)]
    assert counts.causes(by=after, year=year - 1) == []
    with pytest.raises(NotAllowed):
        counts.causes(by=heir, organization=krong_klang)


@pytest.mark.parametrize("closed_before", [False, True])
def test_what_stood_in_the_way_of_somebody_who_withdraws_rests(
    khe_xong, cell_secretary, guide, clerk, system, closed_before
):
    """The obstacle may have been raised from the person's own wish."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "application", by=system)
    raised = {"cause": Cause.AWAY, "owner": guide[0], "due_on": SOON, "by": cell_secretary[1]}
    theirs = operations.raise_obstacle(khe_xong, case=case, **raised)
    the_cells = operations.raise_obstacle(khe_xong, **raised)
    if closed_before:
        development.close(case, on=cast.TODAY, by=system)

    publication.withdraw_consent(case.person, Purpose.DEVELOPMENT, on=cast.TODAY, by=clerk)

    closed = dict(Obstacle.objects.visible_to(clerk).values_list("pk", "closed_on"))
    assert closed == {theirs.pk: cast.TODAY, the_cells.pk: None}
    steps = ObstacleStep.objects.visible_to(clerk).filter(obstacle=theirs)
    assert steps.get().words == "Người này thôi đồng ý được theo dõi."

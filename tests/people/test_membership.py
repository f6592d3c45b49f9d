"""A membership runs from the ceremony to the day of leaving, one at a time."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.people import operations
from nguon.people.models import Membership
from tests.cast import TODAY
from tests.people.sheets import trail

CEREMONY = date(2024, 5, 19)


@pytest.fixture
def joined(thu, clerk):
    return operations.begin_membership(thu, joined_on=CEREMONY, by=clerk)


def test_somebody_joins_is_recognised_and_leaves(joined, thu, clerk):
    operations.recognise(thu, full_from=date(2025, 5, 19), by=clerk)
    row = operations.end_membership(thu, left_on=date(2025, 6, 1), how="own_request", by=clerk)
    assert (row.joined_on, row.full_from, row.left_on, row.left_how) == (
        CEREMONY,
        date(2025, 5, 19),
        date(2025, 6, 1),
        "own_request",
    )
    assert [action for action, _ in trail(f"people.person:{thu.pk}")][1:] == [
        "people.membership_begun",
        "people.recognised",
        "people.membership_ended",
    ]


def test_nobody_is_a_member_twice_at_a_time(joined, thu, clerk):
    with pytest.raises(operations.BadDetail):
        operations.begin_membership(thu, joined_on=TODAY, by=clerk)
    operations.end_membership(thu, left_on=date(2025, 1, 1), how="removed", by=clerk)
    operations.begin_membership(thu, joined_on=TODAY, by=clerk)
    assert Membership.objects.visible_to(clerk).count() == 2


def test_a_member_imported_with_both_days_is_a_full_one(thu, clerk):
    row = operations.begin_membership(
        thu, joined_on=CEREMONY, full_from=date(2025, 5, 19), card_number="045.001", by=clerk
    )
    assert (row.full_from, row.card_number) == (date(2025, 5, 19), "045.001")


@pytest.mark.parametrize(
    "act",
    [
        lambda p, by: operations.begin_membership(p, joined_on=TODAY.replace(day=3), by=by),
        lambda p, by: operations.begin_membership(p, joined_on=TODAY, full_from=CEREMONY, by=by),
        lambda p, by: operations.recognise(p, full_from=TODAY, by=by),
        lambda p, by: operations.end_membership(p, left_on=TODAY, how="died", by=by),
    ],
)
def test_days_in_the_wrong_order_and_ends_without_a_beginning_are_refused(thu, clerk, act):
    with pytest.raises(operations.Refused):
        act(thu, clerk)
    assert not Membership.objects.visible_to(clerk).exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda p, by: operations.recognise(p, full_from=date(2024, 5, 18), by=by),
        lambda p, by: operations.end_membership(p, left_on=date(2024, 5, 18), how="died", by=by),
        lambda p, by: operations.end_membership(p, left_on=TODAY, how="tired", by=by),
    ],
)
def test_nothing_ends_or_ripens_before_it_began(joined, thu, clerk, act):
    with pytest.raises(operations.BadDetail):
        act(thu, clerk)
    (row,) = Membership.objects.visible_to(clerk)
    assert (row.full_from, row.left_on, row.left_how) == (None, None, "")


def test_who_may_not_keep_memberships_keeps_none(thu, acting, krong_klang, clerk):
    looker = acting("area_member", at=krong_klang)
    with pytest.raises(NotAllowed):
        operations.begin_membership(thu, joined_on=TODAY, by=looker)
    assert not Membership.objects.visible_to(clerk).exists()


def test_a_membership_entered_by_mistake_never_began(joined, thu, clerk):
    operations.cancel_membership(thu, by=clerk)
    assert not Membership.objects.visible_to(clerk).exists()
    assert trail(f"people.person:{thu.pk}")[-1][0] == "people.membership_cancelled"
    with pytest.raises(operations.NotAMember):
        operations.cancel_membership(thu, by=clerk)


def test_a_recognition_entered_by_mistake_is_taken_back(joined, thu, clerk):
    operations.recognise(thu, full_from=date(2025, 5, 19), by=clerk)
    operations.cancel_recognition(thu, by=clerk)
    (row,) = Membership.objects.visible_to(clerk)
    assert (row.joined_on, row.full_from) == (CEREMONY, None)
    assert trail(f"people.person:{thu.pk}")[-1][0] == "people.recognition_cancelled"

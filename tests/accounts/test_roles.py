"""Roles are given by a document, from a day until another, within the giver's own reach."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from nguon.accounts import operations
from nguon.accounts.actors import actor
from nguon.accounts.models import Role, RoleAssignment, User
from nguon.accounts.operations import NotPossible
from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization
from tests import cast
from tests.cast import TODAY, instant

SOMEBODY = 10**9  # no account of the test has this number
DOCUMENT = "12-QĐ/ĐU 01/06/2025"


@pytest.fixture
def clerk(system: Actor) -> User:
    return operations.open_account("van-phong", "Hồ Thị Văn Phòng", by=system)


@pytest.fixture
def secretary(acting: Callable[..., Actor], krong_klang: Organization) -> Actor:
    return acting(Role.SECRETARY, at=krong_klang, user_id=SOMEBODY)


def of(user: User, day: date) -> Actor:
    return actor(User.objects.get(pk=user.pk), today=day, at=instant(day))


def give(user: User, at: Organization, by: Actor, **more: object) -> RoleAssignment:
    values = {"role": Role.CLERK, "on": TODAY, "document": DOCUMENT, **more}
    return operations.assign_role(user, organization=at, by=by, **values)


def test_a_role_holds_from_its_first_day_until_but_not_on_its_last(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    give(clerk, krong_klang, secretary, until=TODAY + timedelta(days=10))
    held = {
        day: bool(of(clerk, TODAY + timedelta(days=day)).seats("people.view"))
        for day in (-1, 0, 9, 10)
    }
    assert held == {-1: False, 0: True, 9: True, 10: False}


def test_a_role_that_ends_counts_no_more_on_the_day_it_ends(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    assignment = give(clerk, krong_klang, secretary)
    operations.revoke_role(assignment, on=TODAY + timedelta(days=3), by=secretary)
    assert of(clerk, TODAY + timedelta(days=2)).grants
    assert not of(clerk, TODAY + timedelta(days=3)).grants


def test_a_role_cannot_end_before_it_began_nor_twice(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    assignment = give(clerk, krong_klang, secretary)
    with pytest.raises(NotPossible):
        operations.revoke_role(assignment, on=TODAY - timedelta(days=1), by=secretary)
    operations.revoke_role(assignment, on=TODAY, by=secretary)
    with pytest.raises(NotPossible):
        operations.revoke_role(assignment, on=TODAY, by=secretary)


def test_every_change_of_rights_is_on_the_trail_and_noticed_by_open_sessions(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    assignment = give(clerk, krong_klang, secretary)
    operations.revoke_role(assignment, on=TODAY, by=secretary)
    lines = AuditEntry.objects.filter(chain=krong_klang.pk, action__startswith="accounts.")
    assert [(line.action, line.actor_id) for line in lines.order_by("number")] == [
        ("accounts.assign", secretary.user_id),
        ("accounts.revoke", secretary.user_id),
    ]
    assert User.objects.get(pk=clerk.pk).scope_version == 2


@pytest.mark.parametrize("place", ["dakrong", "quang-tri", "mo-o", "thon-mau"])
def test_nobody_gives_a_role_above_or_beside_the_own_seat(
    clerk: User, secretary: Actor, places: dict[str, Organization], place: str
) -> None:
    with pytest.raises(NotAllowed):
        give(clerk, places[place], secretary)
    assert not RoleAssignment.objects.exists()


def test_a_secretary_gives_roles_in_the_cells_below(
    clerk: User, khe_xong: Organization, secretary: Actor
) -> None:
    give(clerk, khe_xong, secretary, role=Role.CELL_SECRETARY)
    assert of(clerk, TODAY).may("development.cell_resolution", at=khe_xong)


def test_nobody_changes_the_own_roles(
    clerk: User, krong_klang: Organization, acting: Callable[..., Actor], secretary: Actor
) -> None:
    oneself = acting(Role.SECRETARY, at=krong_klang, user_id=clerk.pk)
    assignment = give(clerk, krong_klang, secretary)
    with pytest.raises(NotPossible):
        give(clerk, krong_klang, oneself, role=Role.SECRETARY)
    with pytest.raises(NotPossible):
        operations.revoke_role(assignment, on=TODAY, by=oneself)


@pytest.mark.parametrize("role", [role for role in Role if "assign" not in role])
def test_only_roles_with_the_right_to_assign_do_so(
    clerk: User, krong_klang: Organization, acting: Callable[..., Actor], role: Role
) -> None:
    if role in {Role.SECRETARY, Role.ADMINISTRATOR}:
        give(clerk, krong_klang, acting(role, at=krong_klang, user_id=SOMEBODY))
    else:
        with pytest.raises(NotAllowed):
            give(clerk, krong_klang, acting(role, at=krong_klang, user_id=SOMEBODY))


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "  "},
        {"until": TODAY},
        {"role": "emperor"},
    ],
)
def test_a_role_needs_a_document_a_time_and_a_name_that_exists(
    clerk: User, krong_klang: Organization, secretary: Actor, wrong: dict[str, object]
) -> None:
    with pytest.raises(NotPossible):
        give(clerk, krong_klang, secretary, **wrong)
    assert not RoleAssignment.objects.exists()


@pytest.mark.parametrize("first", [Role.ADMINISTRATOR, Role.CLERK])
def test_who_administers_accounts_sees_no_content_at_the_same_time(
    clerk: User, krong_klang: Organization, secretary: Actor, first: Role
) -> None:
    second = Role.CLERK if first == Role.ADMINISTRATOR else Role.ADMINISTRATOR
    later = TODAY + timedelta(days=30)
    give(clerk, krong_klang, secretary, role=first, until=later)
    with pytest.raises(NotPossible):
        give(clerk, krong_klang, secretary, role=second)
    give(clerk, krong_klang, secretary, role=second, on=later)


def test_an_administrator_can_open_neither_persons_nor_cases(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    give(clerk, krong_klang, secretary, role=Role.ADMINISTRATOR)
    assert not {
        action
        for action in of(clerk, TODAY).grants
        if action.startswith(("people.", "development.", "planning."))
    }


def test_a_delegate_acts_for_a_limited_time_in_a_role_the_other_holds(
    clerk: User, krong_klang: Organization, system: Actor, secretary: Actor
) -> None:
    away = operations.open_account("bi-thu", "Nguyễn Văn Bí Thư", by=system)
    give(away, krong_klang, secretary, role=Role.SECRETARY)
    week = TODAY + timedelta(days=7)
    with pytest.raises(NotPossible):
        give(clerk, krong_klang, secretary, role=Role.SECRETARY, instead_of=away)
    with pytest.raises(NotPossible):
        give(clerk, krong_klang, secretary, role=Role.CLERK, instead_of=away, until=week)
    give(clerk, krong_klang, secretary, role=Role.SECRETARY, instead_of=away, until=week)
    assert of(clerk, week - timedelta(days=1)).may("accounts.assign", at=krong_klang)
    assert not of(clerk, week).grants
    third = operations.open_account("pho-bi-thu", "Trần Thị Phó", by=system)
    with pytest.raises(NotPossible):  # a delegate does not delegate further
        give(third, krong_klang, secretary, role=Role.SECRETARY, instead_of=clerk, until=week)


def test_a_seat_at_an_organisation_that_ended_shows_nothing(
    clerk: User, khe_xong: Organization, khom_ban_mau: Organization, system: Actor
) -> None:
    give(clerk, khe_xong, system, role=Role.CELL_SECRETARY)
    ended = TODAY + timedelta(days=5)
    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=ended, document="02-QĐ", by=cast.system(ended)
    )
    assert of(clerk, ended - timedelta(days=1)).may("people.view", at=khe_xong)
    assert not of(clerk, ended).grants


def test_a_suspended_account_may_do_nothing_until_it_is_reopened(
    clerk: User, krong_klang: Organization, secretary: Actor
) -> None:
    give(clerk, krong_klang, secretary)
    operations.suspend(clerk, by=secretary)
    assert not of(clerk, TODAY).grants
    operations.reopen(clerk, by=secretary)
    assert of(clerk, TODAY).grants


def test_an_account_is_changed_only_by_whoever_reaches_all_its_roles(
    clerk: User, krong_klang: Organization, mo_o: Organization, system: Actor, secretary: Actor
) -> None:
    give(clerk, krong_klang, system)
    give(clerk, mo_o, system)
    for change in (operations.suspend, operations.issue_code):
        with pytest.raises(NotAllowed):
            change(clerk, by=secretary)


def test_nobody_takes_over_an_account_that_was_just_opened(clerk: User, secretary: Actor) -> None:
    with pytest.raises(NotAllowed):
        operations.issue_code(clerk, by=secretary)


@pytest.mark.parametrize("name", ["Văn Phòng", "", "a b", "а-cyrillic", "van-phong", "VAN-PHONG"])
def test_a_sign_in_name_is_plain_letters_and_taken_once(
    clerk: User, system: Actor, name: str
) -> None:
    with pytest.raises(NotPossible):
        operations.open_account(name, "Người Khác", by=system)


def test_the_audit_line_holds_no_name(clerk: User) -> None:
    line = AuditEntry.objects.get(action="accounts.open")
    assert clerk.full_name not in str(vars(line))

"""Who lost the device starts anew by two office holders, a day after the owner was told."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from nguon.accounts import losses, operations
from nguon.accounts.actors import actor
from nguon.accounts.models import LostDevice, Role, RoleAssignment, User
from nguon.accounts.operations import NotPossible
from nguon.core import installation
from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.jobs import daily
from nguon.organizations.models import Organization
from tests import cast, staff
from tests.cast import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def owner(khe_xong: Organization) -> User:
    user = staff.employ(Role.CELL_SECRETARY, khe_xong, on=TODAY)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    user.set_password("suối reo bên nương ngô chín")
    user.save()
    return user


@pytest.fixture
def first(krong_klang: Organization) -> User:
    return staff.employ(Role.SECRETARY, krong_klang, on=TODAY)


@pytest.fixture
def second(krong_klang: Organization) -> User:
    return staff.employ(Role.ADMINISTRATOR, krong_klang, on=TODAY)


def of(user: User, *, at=NOW) -> Actor:
    return actor(user, today=TODAY, at=at)


def test_two_office_holders_and_a_day_lead_to_a_new_code(
    owner: User, first: User, second: User
) -> None:
    losses.report(owner, by=of(first))
    losses.agree(owner, by=of(second))
    code = losses.carry_out(owner, by=of(first, at=NOW + DAY))
    assert not Authenticator.objects.filter(user=owner).exists()
    assert not User.objects.get(pk=owner.pk).has_usable_password()
    assert operations.claim(code, at=NOW + DAY, passphrase="cơn mưa rừng đêm mười bảy") == owner
    trail = AuditEntry.objects.filter(action__startswith="accounts.loss_").order_by("number")
    assert [line.action.rpartition("_")[2] for line in trail] == ["reported", "agreed", "out"]


def test_one_office_holder_alone_gets_no_further_than_asking(
    owner: User, first: User, second: User
) -> None:
    losses.report(owner, by=of(first))
    with pytest.raises(NotPossible):
        losses.agree(owner, by=of(first))
    with pytest.raises(NotPossible):
        losses.carry_out(owner, by=of(first, at=NOW + 9 * DAY))
    assert Authenticator.objects.filter(user=owner).exists()


def test_what_nobody_followed_up_within_a_week_counts_no_more(
    owner: User, first: User, second: User
) -> None:
    losses.report(owner, by=of(first))
    with pytest.raises(NotPossible):
        losses.agree(owner, by=of(second, at=NOW + 8 * DAY))
    losses.agree(owner, by=of(second, at=NOW + 6 * DAY))
    with pytest.raises(NotPossible):
        losses.carry_out(owner, by=of(first, at=NOW + 8 * DAY))
    assert Authenticator.objects.filter(user=owner).exists()


def test_before_the_day_is_over_nothing_is_taken_away(
    owner: User, first: User, second: User
) -> None:
    losses.report(owner, by=of(first))
    losses.agree(owner, by=of(second))
    with pytest.raises(NotPossible):
        losses.carry_out(owner, by=of(second, at=NOW + DAY - timedelta(seconds=1)))
    assert Authenticator.objects.filter(user=owner).exists()


def test_nobody_does_it_for_oneself_or_beyond_ones_reach(
    owner: User, first: User, second: User, thon_mau: Organization
) -> None:
    with pytest.raises(NotPossible):
        losses.report(first, by=of(first))
    with pytest.raises(NotAllowed):
        losses.report(owner, by=of(owner))
    stranger = staff.employ(Role.SECRETARY, thon_mau, on=TODAY)
    with pytest.raises(NotAllowed):
        losses.report(owner, by=of(stranger))
    assert not LostDevice.objects.exists()


def test_the_owner_is_told_with_the_next_sign_in_and_stops_it(
    owner: User, krong_klang: Organization
) -> None:
    now = timezone.now()
    by = actor(staff.employ(Role.SECRETARY, krong_klang), today=timezone.localdate(now), at=now)
    losses.report(owner, by=by)
    browser = staff.enter(Client(), owner)
    page = browser.get("/toi/").content.decode()
    assert "Tôi không mất" in page
    browser.post("/toi/khong-mat-thiet-bi/")
    assert losses.open_loss(owner) is None
    assert "Tôi không mất" not in browser.get("/toi/").content.decode()


def test_on_the_pages_the_second_person_agrees(owner: User, krong_klang: Organization) -> None:
    one, other = (
        staff.enter(Client(), staff.employ(role, krong_klang))
        for role in (Role.SECRETARY, Role.ADMINISTRATOR)
    )
    address = f"/tai-khoan/{owner.username}/mat-thiet-bi/"
    one.post(f"{address}de-nghi/")
    assert "Đồng ý với đề nghị" not in one.get(address).content.decode()
    assert "Đồng ý với đề nghị" in other.get(address).content.decode()
    other.post(f"{address}dong-y/")
    loss = losses.open_loss(owner)
    assert loss is not None
    assert loss.agreed_at is not None
    one.post(f"{address}thuc-hien/")
    assert Authenticator.objects.filter(user=owner).exists()
    assert one.post(f"{address}xoa/").status_code == 404


# --- accounts that nobody enters ----------------------------------------------------------------


def seen(user: User, days: int) -> None:
    User.objects.filter(pk=user.pk).update(last_login=NOW - days * DAY)


def active(user: User) -> bool:
    return User.objects.get(pk=user.pk).is_active


def test_an_account_that_nobody_entered_for_45_days_is_closed(owner: User, first: User) -> None:
    seen(owner, 46)
    seen(first, 44)
    daily.do_round(at=NOW)
    assert not active(owner)
    assert active(first)
    assert AuditEntry.objects.filter(action="accounts.suspend_unused").count() == 1


def test_one_that_was_just_reopened_stays_open(owner: User, first: User) -> None:
    seen(owner, 60)
    daily.do_round(at=NOW)
    operations.reopen(owner, by=of(first, at=NOW + DAY))
    daily.do_round(at=NOW + 2 * DAY)
    assert active(owner)


def test_the_administrator_who_was_there_last_stays_to_open_the_others(
    second: User, krong_klang: Organization
) -> None:
    other = staff.employ(Role.ADMINISTRATOR, krong_klang, on=TODAY)
    seen(second, 80)
    seen(other, 70)
    daily.do_round(at=NOW)
    assert (active(second), active(other)) == (False, True)


def test_invented_people_are_never_closed(owner: User) -> None:
    installation.settle(installation.DEMONSTRATION, at=NOW)
    seen(owner, 99)
    daily.do_round(at=NOW)
    assert active(owner)


def test_only_the_round_does_it(owner: User, first: User) -> None:
    with pytest.raises(NotAllowed):
        operations.suspend_unused(by=of(first))
    assert RoleAssignment.objects.filter(user=owner).exists()
    assert cast.TODAY == TODAY

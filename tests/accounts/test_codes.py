"""A one-time code lets one person in, once, for a while; there is no default password."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import is_password_usable

from nguon.accounts import office, operations
from nguon.accounts.actors import actor
from nguon.accounts.models import Role, RoleAssignment, SetupCode, User
from nguon.accounts.office import Newcomer, Office
from nguon.accounts.operations import CodeRefused, NotPossible
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.core.models import AuditEntry
from nguon.organizations.models import Organization, Version
from tests.cast import NOW, TODAY

PASSPHRASE = "suối reo bên nương ngô chín"
OFFICE = Office(
    commune="Đảng uỷ xã Mẫu Sơn Đặt Ra",
    slug="mau-son",
    province="Tỉnh uỷ Đặt Ra",
    document="01-QĐ/ĐU 01/06/2025",
    administrators=(Newcomer("quan-tri-1", "Lê Thị Một"), Newcomer("quan-tri-2", "Hồ Văn Hai")),
)


@pytest.fixture
def clerk(system: Actor) -> User:
    return operations.open_account("van-phong", "Hồ Thị Văn Phòng", by=system)


def test_a_new_account_has_no_passphrase_until_its_owner_sets_one(
    clerk: User, system: Actor
) -> None:
    assert not is_password_usable(clerk.password)
    code = operations.issue_code(clerk, by=system)
    operations.claim(code, at=NOW, passphrase=PASSPHRASE)
    assert User.objects.get(pk=clerk.pk).check_password(PASSPHRASE)


def test_only_a_hash_of_the_code_is_kept(clerk: User, system: Actor) -> None:
    code = operations.issue_code(clerk, by=system)
    assert code not in str(SetupCode.objects.values_list().get())
    assert code not in str([vars(line) for line in AuditEntry.objects.all()])


def test_a_code_works_once(clerk: User, system: Actor) -> None:
    code = operations.issue_code(clerk, by=system)
    operations.claim(code, at=NOW, passphrase=PASSPHRASE)
    with pytest.raises(CodeRefused):
        operations.claim(code, at=NOW, passphrase=PASSPHRASE)


def test_a_code_ends_when_its_time_is_over(clerk: User, system: Actor) -> None:
    code = operations.issue_code(clerk, by=system)
    last = NOW + timedelta(hours=24)
    with pytest.raises(CodeRefused):
        operations.claim(code, at=last, passphrase=PASSPHRASE)
    operations.claim(code, at=last - timedelta(seconds=1), passphrase=PASSPHRASE)


def test_a_new_code_ends_the_one_before(clerk: User, system: Actor) -> None:
    first = operations.issue_code(clerk, by=system)
    operations.issue_code(clerk, by=system)
    with pytest.raises(CodeRefused):
        operations.claim(first, at=NOW, passphrase=PASSPHRASE)


def test_a_code_of_a_suspended_account_opens_nothing(
    clerk: User, krong_klang: Organization, system: Actor
) -> None:
    code = operations.issue_code(clerk, by=system)
    operations.suspend(clerk, by=system)
    with pytest.raises(CodeRefused):
        operations.claim(code, at=NOW, passphrase=PASSPHRASE)


def test_a_code_alone_opens_invented_data_but_never_an_office(clerk: User, system: Actor) -> None:
    code = operations.issue_code(clerk, by=system)
    with pytest.raises(NotPossible):
        operations.claim(code, at=NOW)
    installation.settle(installation.DEMONSTRATION, at=NOW)
    assert operations.claim(code, at=NOW) == clerk
    assert not User.objects.get(pk=clerk.pk).has_usable_password()


def test_the_first_code_opens_an_office_with_two_administrators_who_see_no_content(
    db: None,
) -> None:
    code = office.first_setup_code(at=NOW)
    codes = office.open_office(code, OFFICE, today=TODAY, at=NOW)
    commune = Organization.objects.get(slug="mau-son")
    for person, theirs in zip(OFFICE.administrators, codes, strict=True):
        user = operations.claim(theirs, at=NOW, passphrase=PASSPHRASE)
        assert user.username == person.username
        may = actor(user, today=TODAY, at=NOW)
        assert may.may("accounts.assign", at=commune)
        assert not may.seats("people.view")
    assert installation.kind() == installation.OFFICE
    trail = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"organizations.establish", "accounts.open_office", "accounts.assign"} <= trail


def test_the_first_code_ends_after_thirty_minutes_and_after_its_use(db: None) -> None:
    code = office.first_setup_code(at=NOW)
    with pytest.raises(CodeRefused):
        office.open_office(code, OFFICE, today=TODAY, at=NOW + timedelta(minutes=30))
    office.open_office(code, OFFICE, today=TODAY, at=NOW)
    with pytest.raises(CodeRefused):
        office.open_office(code, OFFICE, today=TODAY, at=NOW)
    with pytest.raises(office.AlreadyOpen):
        office.first_setup_code(at=NOW)
    assert Organization.objects.count() == 2


def test_a_code_for_an_office_signs_nobody_in(db: None) -> None:
    code = office.first_setup_code(at=NOW)
    with pytest.raises(CodeRefused):
        operations.claim(code, at=NOW, passphrase=PASSPHRASE)


def test_the_rank_of_the_commune_is_that_of_the_day(db: None) -> None:
    ranks = {
        str(day): str(office.commune_rank(day))
        for day in (
            TODAY,
            TODAY.replace(month=7, day=1),
            TODAY.replace(2026, 7, 25),
            TODAY.replace(2026, 7, 26),
        )
    }
    assert ranks == {
        "2025-06-02": "grassroots_party_body",
        "2025-07-01": "superior_committee",
        "2026-07-25": "superior_committee",
        "2026-07-26": "grassroots_party_body",
    }


def test_nobody_enters_data_before_two_administrators_signed_in(db: None) -> None:
    code = office.first_setup_code(at=NOW)
    office.open_office(code, OFFICE, today=TODAY, at=NOW)
    commune = Organization.objects.get(slug="mau-son")
    first, second = User.objects.order_by("pk")
    by = actor(first, today=TODAY, at=NOW)

    def appoint() -> str:
        return operations.appoint(
            "van-phong", "Hồ Thị Văn Phòng", role=Role.CLERK, organization=commune,
            on=TODAY - timedelta(days=365), document="02-QĐ/ĐU", by=by,
        )  # fmt: skip

    User.objects.filter(pk=first.pk).update(last_login=NOW)
    with pytest.raises(NotPossible):
        appoint()
    assert not User.objects.filter(username="van-phong").exists()
    User.objects.filter(pk=second.pk).update(last_login=NOW)
    appoint()
    assert RoleAssignment.objects.filter(role=Role.CLERK).count() == 1


def test_an_office_never_becomes_a_demonstration(db: None) -> None:
    installation.settle(installation.OFFICE, at=NOW)
    installation.settle(installation.OFFICE, at=NOW)
    with pytest.raises(installation.AlreadyInstalled):
        installation.settle(installation.DEMONSTRATION, at=NOW)
    assert installation.kind() == installation.OFFICE


def test_a_place_that_exists_is_not_opened_a_second_time(quang_tri: Organization) -> None:
    assert Version.objects.exists()
    with pytest.raises(office.AlreadyOpen):
        office.first_setup_code(at=NOW)

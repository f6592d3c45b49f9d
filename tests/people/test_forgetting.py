"""L-07, L-11, L-12: withdrawing is simple, erasing final, a refusal to erase names its ground."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development.models import Case
from nguon.people import consent, names, operations, vault
from nguon.people.models import Consent, Correction, Person, PersonKey, Purpose, SealedValue
from tests.cast import TODAY
from tests.people.sheets import SIGNED_ON, of_member, signed, trail


@pytest.fixture
def full(thu, clerk):
    """A file with something of everything."""
    vault.write(thu, {"ethnicity": "Bru - Vân Kiều", "healthy": True}, by=clerk, why="declared")
    operations.correct(thu, {"phone": "0912345678"}, reason="số mới của Thử", by=clerk)
    operations.correct(thu, {"ethnicity": "Tà Ôi"}, reason="khai lại", by=clerk)
    return thu


def sealed_rows():
    return SealedValue.objects.count(), Correction.objects.count(), PersonKey.objects.count()


def test_each_purpose_is_withdrawn_alone_and_without_a_reason(thu, clerk):
    withdrawal = operations.withdraw(thu, "statistics", on=TODAY, by=clerk)
    assert (withdrawal.consent.withdrawn_on, withdrawal.must_erase) == (TODAY, False)
    standing = [p for p in Purpose if consent.willing([thu.pk], p)]
    assert standing == [Purpose.DEVELOPMENT, Purpose.SENSITIVE]


def test_with_the_agreement_to_sensitive_data_the_values_go_at_once(full, clerk):
    operations.withdraw(full, "sensitive", on=TODAY, by=clerk)
    assert sealed_rows() == (0, 1, 1)  # the corrected telephone number is not sensitive
    assert [c["old"] for c in vault.open_corrections(full, by=clerk, why="check")] == [
        {"phone": ""}
    ]
    with pytest.raises(consent.NoConsent):
        vault.read(full, ["ethnicity"], by=clerk, why="check")


def test_without_development_nothing_is_left_to_keep_the_file_on(thu, clerk):
    assert operations.withdraw(thu, "development", on=TODAY, by=clerk).must_erase


def test_a_members_document_still_covers_what_was_withdrawn(enrol, clerk):
    person = enrol(consents=[*of_member(), *signed("sensitive")])
    vault.write(person, {"healthy": True}, by=clerk, why="declared")
    assert not operations.withdraw(person, "sensitive", on=TODAY, by=clerk).must_erase
    assert SealedValue.objects.count() == 1


def test_what_was_never_agreed_to_cannot_be_withdrawn(thu, enrol, clerk):
    with pytest.raises(operations.NoSuchConsent):
        operations.withdraw(thu, "publication", on=TODAY, by=clerk)
    with pytest.raises(operations.NoSuchConsent):
        operations.withdraw(enrol("B", consents=of_member()), "development", on=TODAY, by=clerk)


@pytest.mark.parametrize("on", [SIGNED_ON.replace(day=19), TODAY.replace(day=3)])
def test_withdrawing_happens_after_agreeing_and_not_tomorrow(thu, clerk, on):
    with pytest.raises(operations.BadDetail):
        operations.withdraw(thu, "sensitive", on=on, by=clerk)


def test_agreeing_again_takes_a_new_sheet_and_both_are_kept(thu, clerk):
    operations.withdraw(thu, "statistics", on=TODAY, by=clerk)
    (sheet,) = signed("statistics", on=TODAY, number="30-PĐY")
    operations.give_consent(thu, sheet, by=clerk)
    rows = Consent.objects.visible_to(clerk).filter(purpose="statistics").order_by("pk")
    assert [(row.document, row.withdrawn_on) for row in rows] == [
        ("07-PĐY", TODAY),
        ("30-PĐY", None),
    ]


def test_who_withdrew_is_erased_whole(full, clerk):
    number = full.pk
    operations.withdraw(full, "development", on=TODAY, by=clerk)
    operations.erase(full, by=clerk)
    assert sealed_rows() == (0, 0, 0)
    assert not Person.objects.visible_to(clerk).exists()
    assert not Consent.objects.visible_to(clerk).exists()
    assert trail(f"people.person:{number}")[-1] == ("people.erased", clerk.user_id)
    assert list(audit.verify()) == []


def test_the_number_of_somebody_erased_is_free_again(thu, enrol, clerk):
    operations.withdraw(thu, "development", on=TODAY, by=clerk)
    operations.erase(thu, by=clerk)
    assert enrol(id_number="045200001234").pk


def test_the_clerk_does_not_erase_who_still_agrees(thu, clerk, acting, krong_klang):
    with pytest.raises(NotAllowed):
        operations.erase(thu, by=clerk)
    assert Person.objects.visible_to(clerk).count() == 1
    operations.erase(thu, by=acting("data_protection", at=krong_klang))
    assert not Person.objects.visible_to(clerk).exists()


def test_a_members_file_is_not_erased_and_the_ground_is_named(enrol, clerk, system):
    person = enrol(consents=of_member())
    operations.begin_membership(person, joined_on=date(2020, 1, 5), by=clerk)
    with pytest.raises(operations.StillHeld, match="Hồ sơ đảng viên không được xoá"):
        operations.erase(person, by=system)
    assert Person.objects.visible_to(clerk).count() == 1


def test_while_a_case_is_there_the_file_stays_whole(full, clerk, system, khe_xong):
    Case.objects.create(organization=khe_xong, opened_in=khe_xong, person=full, opened_on=TODAY)
    before = sealed_rows()
    with pytest.raises(operations.StillHeld):
        operations.erase(full, by=system)
    assert (sealed_rows(), Consent.objects.visible_to(clerk).count()) == (before, 3)
    assert not AuditEntry.objects.filter(action="people.erased").exists()


def test_the_neighbour_erases_and_withdraws_nothing(thu, neighbour, clerk):
    with pytest.raises(Person.DoesNotExist):
        operations.withdraw(thu, "development", on=TODAY, by=neighbour)
    with pytest.raises(Person.DoesNotExist):
        operations.erase(thu, by=neighbour)
    assert Consent.objects.visible_to(clerk).filter(withdrawn_on=None).count() == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the database's own file")
@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_file_remembers_who_was_erased(enrol, clerk):
    full_name, number = "Hồ Thị Quýnhmẫu", "045299887766"
    person = enrol(full_name, id_number=number, address="nhà số 9 đường Mẫuthử")
    vault.write(person, {"religion": "Đạothử"}, by=clerk, why="declared")
    operations.correct(person, {"full_name": "Hồ Thị Đổiquýnh"}, reason="khai sinh", by=clerk)
    traces = [
        form(word).encode()
        for word in (full_name, "Quýnhmẫu", "Đổiquýnh", "Mẫuthử", number)
        for form in (
            lambda text: unicodedata.normalize("NFC", text),
            lambda text: unicodedata.normalize("NFD", text),
            names.fold,
            names.spell,
        )
    ]
    traces += [names.sort_key(full_name).encode(), person.id_index.encode()]
    held = on_disk()
    assert all(word.encode() in held for word in ("Đổiquýnh", number, person.id_index))
    assert full_name.encode() not in held  # corrected, so it lies sealed

    operations.withdraw(person, "development", on=TODAY, by=clerk)
    operations.erase(person, by=clerk)
    held = on_disk()
    assert [trace for trace in traces if trace in held] == []


def on_disk() -> bytes:
    """Every byte of the database after a checkpoint, its log included."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(connection.settings_dict["NAME"])
    files = [path, path.with_name(f"{path.name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())

"""L-10: a correction keeps what stood there, why, and who approved it."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.people import operations, vault
from nguon.people.models import Correction, Person
from tests.cast import NOW
from tests.people.sheets import signed


def test_name_and_all_that_follows_from_it_change(thu, clerk):
    row = operations.correct(thu, {"full_name": "Hồ Thị  Thuỷ"}, reason="theo khai sinh", by=clerk)
    assert (row.full_name, row.folded, row.ref) == ("Hồ Thị Thuỷ", " ho thi thuy ", thu.ref)
    (line,) = AuditEntry.objects.filter(action="people.corrected")
    (kept,) = Correction.objects.all()
    assert line.detail == {"fields": ["full_name"], "corrections": [kept.pk]}
    assert line.actor_id == clerk.user_id


def test_the_old_value_and_the_reason_are_kept_under_the_persons_key(thu, clerk):
    operations.correct(thu, {"born_on": date(2000, 4, 21)}, reason="khai sinh", by=clerk)
    (row,) = Correction.objects.all()
    assert b"2000-04-12" not in bytes(row.sealed)
    assert vault.open_corrections(thu, by=clerk, why="check") == [
        {"old": {"born_on": "2000-04-12"}, "reason": "khai sinh", "at": NOW, "by": clerk.user_id}
    ]


def test_opening_what_was_corrected_is_a_reading(thu, clerk, acting, krong_klang):
    assert vault.open_corrections(thu, by=clerk, why="check") == []
    operations.correct(thu, {"phone": "0900000000"}, reason="số mới", by=clerk)
    vault.open_corrections(thu, by=clerk, why="check")
    (line,) = AuditEntry.objects.filter(action=vault.READ)
    assert line.detail == {"fields": ["correction"], "why": "check"}
    with pytest.raises(NotAllowed):
        vault.open_corrections(thu, by=acting("area_member", at=krong_klang), why="check")


def test_basic_and_sensitive_fields_are_corrected_in_one_act(thu, clerk):
    vault.write(thu, {"religion": "không"}, by=clerk, why="declared")
    changes = {"religion": "Công giáo", "occupation": "nông dân"}
    operations.correct(thu, changes, reason="người đó khai lại", by=clerk)
    assert vault.read(thu, ["religion"], by=clerk, why="check") == {"religion": "Công giáo"}
    sensitive, basic = vault.open_corrections(thu, by=clerk, why="check")
    assert (sensitive["old"], basic["old"]) == ({"religion": "không"}, {"occupation": ""})


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"phone": "0900000000"}, " ", "reason"),
        ({"organization": 3}, "x", "organization"),
        ({"id_index": "x"}, "x", "id_index"),
        ({"born_on": "31/02/2000"}, "x", "born_on"),
        ({"full_name": " "}, "x", "full_name"),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(thu, clerk, changes, reason, field):
    with pytest.raises(operations.BadDetail) as refusal:
        operations.correct(thu, changes, reason=reason, by=clerk)
    assert refusal.value.field == field
    assert not Correction.objects.exists()
    thu.refresh_from_db(from_queryset=Person.objects.visible_to(clerk))
    assert (thu.full_name, thu.phone) == ("Hồ Thị Thử", "")


def test_nobody_becomes_too_young_by_correction(thu, clerk):
    with pytest.raises(operations.TooYoung):
        operations.correct(thu, {"born_on": date(2010, 1, 1)}, reason="khai sinh", by=clerk)
    assert not Correction.objects.exists()


def test_a_number_that_somebody_else_bears_is_refused(thu, enrol, clerk):
    other = enrol("Lê Văn Khác", id_number="045200009999")
    with pytest.raises(operations.AlreadyRegistered) as refusal:
        operations.correct(thu, {"id_number": "045 200 009 999"}, reason="thẻ", by=clerk)
    assert refusal.value.person == other
    assert operations.correct(thu, {"id_number": thu.id_number}, reason="thẻ", by=clerk)


def test_without_agreement_a_sensitive_correction_takes_the_basic_one_with_it(enrol, clerk):
    person = enrol(consents=signed("development"))
    with pytest.raises(vault.NoConsent):
        operations.correct(person, {"religion": "không", "phone": "09"}, reason="x", by=clerk)
    assert not Correction.objects.exists()


def test_who_only_looks_corrects_nothing(thu, acting, krong_klang, neighbour):
    with pytest.raises(NotAllowed):
        operations.correct(
            thu, {"phone": "09"}, reason="x", by=acting("area_member", at=krong_klang)
        )
    with pytest.raises(Person.DoesNotExist):
        operations.correct(thu, {"phone": "09"}, reason="x", by=neighbour)
    assert not Correction.objects.exists()

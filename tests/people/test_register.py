"""L-02, L-03, L-05, L-14: a basis for everybody, one consent a purpose, nobody under 16."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.people import consent, details, operations
from nguon.people.models import Consent, Person
from tests.cast import TODAY
from tests.people.sheets import ALL, SIGNED_ON, of_member, signed, trail


def on_file(by):
    return Person.objects.visible_to(by).count()


@pytest.mark.parametrize(
    "consents", [[], signed("sensitive"), signed("publication", "statistics")]
)
def test_nobody_is_on_file_without_a_basis(enrol, clerk, consents):
    with pytest.raises(operations.NoBasis):
        enrol(consents=consents)
    assert on_file(clerk) == 0


def test_agreeing_to_one_purpose_alone_is_enough_for_that_purpose(enrol, clerk):
    person = enrol(consents=signed("development"))
    assert [row.purpose for row in Consent.objects.visible_to(clerk)] == ["development"]
    assert consent.willing([person.pk], "sensitive") == set()


def test_each_purpose_has_its_own_row_with_the_words_that_were_read(thu, clerk):
    rows = Consent.objects.visible_to(clerk).filter(person=thu).order_by("pk")
    assert [row.purpose for row in rows] == list(ALL)
    for row in rows:
        notice = consent.notice_on(row.purpose, SIGNED_ON)
        assert (row.notice_version, row.notice_hash) == ("2023-07", notice.digest)
        assert notice.digest == sha256(notice.text.encode()).hexdigest()
        assert (row.document, row.document_on, row.method) == ("07-PĐY", SIGNED_ON, "giấy")


def test_no_purpose_is_agreed_to_twice_on_one_sheet(enrol):
    with pytest.raises(operations.NoBasis):
        enrol(consents=signed("development", "development"))


@pytest.mark.parametrize(
    "wrong",
    [{"document": " "}, {"document_on": date(2025, 6, 3)}, {"notice_version": "1999"}],
)
def test_a_consent_needs_a_sheet_that_can_exist(enrol, clerk, wrong):
    (sheet,) = signed("development")
    with pytest.raises((operations.BadDetail, consent.NoSuchNotice)):
        enrol(consents=[replace(sheet, **wrong)])
    assert on_file(clerk) == 0


def test_a_sheet_from_before_the_first_notice_stands_by_its_number(enrol, clerk):
    enrol(consents=signed("development", on=date(2016, 3, 1)))
    (row,) = Consent.objects.visible_to(clerk)
    assert (row.notice_version, row.notice_hash, row.document) == ("", "", "07-PĐY")


def test_a_member_is_on_file_by_the_document_of_the_members_file(enrol, clerk):
    person = enrol(consents=of_member())
    (row,) = Consent.objects.visible_to(clerk)
    assert (row.basis, row.document, row.notice_hash) == ("membership", "12-CV/VP", "")
    assert consent.willing([person.pk], "sensitive") == {person.pk}
    assert consent.willing([person.pk], "publication") == set()


@pytest.mark.parametrize(
    ("born_on", "allowed"),
    [
        (date(2009, 6, 3), False),  # 16 tomorrow
        (date(2009, 6, 2), False),  # 16 today, nobody represents
        (date(2007, 6, 3), False),  # 18 tomorrow
        (date(2007, 6, 2), True),  # 18 today
        (None, True),
    ],
)
def test_under_eighteen_nobody_agrees_alone(enrol, clerk, born_on, allowed):
    if allowed:
        assert enrol(born_on=born_on).born_on == born_on
        return
    with pytest.raises(operations.TooYoung):
        enrol(born_on=born_on)
    assert on_file(clerk) == 0


def test_from_sixteen_a_legal_representative_agrees_in_writing(enrol):
    (sheet,) = signed("development")
    by_father = replace(sheet, representative="Cha: Hồ Văn Đại, vì con đang học tại trường")
    assert enrol(born_on=date(2009, 6, 2), consents=[by_father]).pk
    with pytest.raises(operations.TooYoung):
        enrol(born_on=date(2009, 6, 3), consents=[by_father])


@pytest.mark.parametrize(
    "wrong",
    [
        {"born_on": TODAY.replace(day=3)},
        {"born_on": date(1899, 12, 31)},
        {"born_on": "30/02/2000"},
        {"gender": "khác"},
        {"schooling": "đại học"},
        {"standing": ["giàu"]},
        {"id_number": "12345"},
        {"phone": "0" * 31},
        {"religion": "không"},
        {"ethnicity": "Kinh"},
        {"folded": "x"},
    ],
)
def test_a_field_that_cannot_hold_it_is_named(enrol, clerk, wrong):
    with pytest.raises(operations.BadDetail) as refusal:
        enrol(**wrong)
    assert refusal.value.field == next(iter(wrong))
    assert on_file(clerk) == 0


@pytest.mark.parametrize("full_name", ["", "   ", "x" * 201])
def test_a_person_needs_a_name_that_fits(enrol, full_name):
    with pytest.raises(operations.BadDetail):
        enrol(full_name)


def test_what_nobody_said_is_unknown(thu):
    unknown = ("schooling", "standing", "youth_union_member", "married", "citizenship")
    assert [getattr(thu, field) for field in unknown] == [None] * 5


def test_an_id_number_keeps_its_leading_zeros_and_loses_its_dots(enrol):
    assert enrol(id_number="045.200.001 234").id_number == "045200001234"


def test_the_same_id_number_in_sight_is_refused_and_shown(thu, enrol):
    with pytest.raises(operations.AlreadyRegistered) as refusal:
        enrol("Hồ Thị Khác", id_number="045200001234")
    assert refusal.value.person == thu


def test_the_same_id_number_elsewhere_is_refused_and_tells_nothing_more(
    thu, enrol, neighbour, thon_mau, mo_o
):
    with pytest.raises(operations.AlreadyRegistered) as refusal:
        enrol("Lê Thị Lạ", id_number="045200001234", at=thon_mau, by=neighbour)
    assert refusal.value.person is None
    assert str(refusal.value) == "Số định danh này đã có trong hệ thống ở đơn vị khác."
    (line,) = AuditEntry.objects.filter(action="people.id_number_known")
    assert (line.actor_id, line.subject) == (
        neighbour.user_id,
        f"organizations.organization:{thon_mau.pk}",
    )
    assert (line.detail, on_file(neighbour)) == ({}, 0)


def test_of_two_who_write_the_same_number_at_once_the_database_takes_one(thu, clerk, khe_xong):
    late = details.new_person("Lê Văn Sau", khe_xong, {"id_number": thu.id_number}, by=clerk)
    with pytest.raises(operations.AlreadyRegistered):
        details.save(late)
    assert on_file(clerk) == 1


def test_a_sheet_may_name_the_version_that_was_read(enrol, clerk):
    (sheet,) = signed("development")
    enrol(consents=[replace(sheet, notice_version="2026-01")])
    (row,) = Consent.objects.visible_to(clerk)
    assert row.notice_hash == consent.notice_on("development", date(2026, 1, 1)).digest


def test_asking_by_way_of_a_stub_is_recorded_as_well(thu, neighbour, thon_mau, mo_o):
    operations.allow_stubs(mo_o, on=TODAY, document="2-NQ", by=neighbour)
    stub = operations.nominate(
        "Lê Thị Lạ", organization=thon_mau, referred_by="Mặt trận", reach="nhà", by=neighbour
    )
    operations.give_notice(stub, on=TODAY, by=neighbour)
    with pytest.raises(operations.AlreadyRegistered):
        operations.agree(
            stub,
            consents=signed("development", on=TODAY),
            by=neighbour,
            id_number="045200001234",
        )
    assert AuditEntry.objects.filter(action="people.id_number_known").count() == 1
    stub.refresh_from_db(from_queryset=type(stub).objects.visible_to(neighbour))


def test_a_referrer_registers_nobody(enrol, acting, khe_xong, clerk):
    with pytest.raises(NotAllowed):
        enrol(by=acting("referrer", at=khe_xong))
    assert on_file(clerk) == 0


def test_the_neighbour_registers_nobody_here(enrol, neighbour, clerk):
    with pytest.raises(NotAllowed):
        enrol(by=neighbour)
    assert on_file(clerk) == 0


def test_registering_leaves_one_line_that_names_nobody(thu, clerk):
    assert trail(f"people.person:{thu.pk}") == [("people.registered", clerk.user_id)]
    assert "Thử" not in str(list(AuditEntry.objects.values_list("detail", "subject")))


def test_somebody_on_file_agrees_to_one_more_purpose(enrol, clerk):
    person = enrol(consents=signed("development"))
    (sheet,) = signed("publication", number="09-PĐY")
    operations.give_consent(person, sheet, by=clerk)
    assert consent.willing([person.pk], "publication") == {person.pk}
    with pytest.raises(operations.BadDetail):
        operations.give_consent(person, sheet, by=clerk)

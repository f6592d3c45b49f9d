"""Sensitive fields: sealed for one person and field, opened by whom and for what is on record."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction

from nguon.core import audit, crypto
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry, AuditHead
from nguon.people import operations, vault
from nguon.people.consent import NoConsent
from nguon.people.models import PersonKey, SealedValue
from tests.cast import TODAY, system
from tests.people.sheets import of_member, signed

FACTS = {
    "ethnicity": "Bru - Vân Kiều",
    "religion": "không",
    "healthy": True,
    "children_born": [date(2021, 5, 1), date(2023, 11, 30)],
    "population_exemption": False,
    "foreign_spouse": False,
    "political_history_issue": False,
}
AS_READ = FACTS | {"children_born": ["2021-05-01", "2023-11-30"]}


@pytest.fixture
def sealed(thu, clerk):
    """Thử's facts are in the vault."""
    vault.write(thu, FACTS, by=clerk, why="declared")
    return thu


def readings():
    lines = AuditEntry.objects.filter(action=vault.READ).order_by("pk")
    return [(line.actor_id, line.subject, line.detail) for line in lines]


def test_what_was_sealed_is_read_back(sealed, clerk):
    assert vault.read(sealed, vault.SENSITIVE, by=clerk, why="check") == AS_READ


def test_what_nobody_recorded_is_unknown_and_stored_nowhere(thu, clerk):
    vault.write(thu, {"healthy": True}, by=clerk, why="declared")
    asked = ["healthy", "religion"]
    assert vault.read(thu, asked, by=clerk, why="check") == {"healthy": True, "religion": None}
    assert SealedValue.objects.count() == 1


def test_taking_a_value_out_leaves_no_row(sealed, clerk):
    vault.write(sealed, {"religion": None}, by=clerk, why="declared")
    assert vault.read(sealed, ["religion"], by=clerk, why="check") == {"religion": None}
    assert not SealedValue.objects.filter(field="religion").exists()


def test_writing_again_replaces(sealed, clerk):
    vault.write(sealed, {"ethnicity": "Tà Ôi"}, by=clerk, why="declared")
    assert vault.read(sealed, ["ethnicity"], by=clerk, why="check") == {"ethnicity": "Tà Ôi"}
    assert SealedValue.objects.filter(field="ethnicity").count() == 1


def test_the_database_holds_no_word_of_it(sealed):
    columns = list(SealedValue.objects.values_list("sealed", flat=True))
    columns += list(PersonKey.objects.values_list("wrapped", flat=True))
    held = b"".join(bytes(column) for column in columns)
    assert "Vân Kiều".encode() not in held
    assert b"2021-05-01" not in held
    assert b"true" not in held


@pytest.mark.parametrize(
    "values",
    [
        {"ethnicity": 3},
        {"ethnicity": ""},
        {"healthy": "có"},
        {"children_born": "2021-05-01"},
        {"children_born": ["2021-02-30"]},
        {"children_born": [7]},
        {"full_name": "Hồ Thị Thử"},
        {"loyalty": "tốt"},
    ],
)
def test_what_a_field_cannot_hold_is_refused_whole(thu, clerk, values):
    with pytest.raises(vault.NotAValue):
        vault.write(thu, {"religion": "không", **values}, by=clerk, why="declared")
    assert not SealedValue.objects.exists()


def test_a_field_that_is_not_kept_here_cannot_be_asked_for(sealed, clerk):
    with pytest.raises(vault.NotAValue):
        vault.read(sealed, ["full_name"], by=clerk, why="check")
    assert readings() == []


# --- who may, and on what basis ----------------------------------------------------------------


def test_without_agreement_nothing_sensitive_is_written(enrol, clerk):
    person = enrol(consents=signed("development", "statistics"))
    with pytest.raises(NoConsent):
        vault.write(person, {"religion": "không"}, by=clerk, why="declared")
    assert not SealedValue.objects.exists()


def test_without_agreement_nothing_sensitive_is_read(enrol, clerk):
    person = enrol(consents=signed("development"))
    with pytest.raises(NoConsent):
        vault.read(person, ["religion"], by=clerk, why="check")
    assert readings() == []


def test_the_document_of_a_members_file_is_a_basis(enrol, clerk):
    person = enrol(consents=of_member())
    vault.write(person, FACTS, by=clerk, why="import")
    assert vault.read(person, vault.SENSITIVE, by=clerk, why="check") == AS_READ


@pytest.mark.parametrize("role", ["referrer", "superior_board", "administrator", "area_member"])
def test_a_role_without_the_right_opens_nothing(sealed, acting, krong_klang, role):
    with pytest.raises(NotAllowed):
        vault.read(sealed, ["religion"], by=acting(role, at=krong_klang), why="check")
    assert readings() == []


def test_the_neighbouring_clerk_neither_reads_nor_writes(sealed, neighbour):
    with pytest.raises(NotAllowed):
        vault.read(sealed, ["religion"], by=neighbour, why="check")
    with pytest.raises(NotAllowed):
        vault.open_for_verdict([sealed], by=neighbour)
    with pytest.raises(NotAllowed):
        vault.write(sealed, {"religion": "khác"}, by=neighbour, why="declared")
    assert readings() == []


def test_who_may_open_may_not_therefore_write(sealed, acting, krong_klang, clerk):
    secretary = acting("secretary", at=krong_klang)
    assert vault.read(sealed, ["healthy"], by=secretary, why="check") == {"healthy": True}
    with pytest.raises(NotAllowed):
        vault.write(sealed, {"healthy": False}, by=secretary, why="declared")


# --- the trail ---------------------------------------------------------------------------------


def test_every_reading_is_exactly_one_line_of_ids_and_codes(sealed, clerk):
    vault.read(sealed, ["religion", "ethnicity"], by=clerk, why="check")
    vault.read(sealed, ["healthy"], by=clerk, why="print")
    subject = f"people.person:{sealed.pk}"
    assert readings() == [
        (clerk.user_id, subject, {"fields": ["ethnicity", "religion"], "why": "check"}),
        (clerk.user_id, subject, {"fields": ["healthy"], "why": "print"}),
    ]
    assert list(audit.verify()) == []


def test_a_line_that_cannot_be_written_means_nothing_is_read(sealed, clerk):
    nowhere = replace(clerk, at=TODAY)  # a day is no instant: the line cannot be made
    with pytest.raises(AttributeError):
        vault.read(sealed, ["religion"], by=nowhere, why="check")
    assert readings() == []


JUDGED = {name: value for name, value in AS_READ.items() if name in vault.OF_A_VERDICT}


def test_a_verdict_opens_what_is_recorded_for_whoever_may_see_the_case(
    sealed, acting, krong_klang
):
    looker = acting("area_member", at=krong_klang)
    assert vault.open_for_verdict([sealed], by=looker) == {sealed.pk: JUDGED}
    ((actor, _, detail),) = readings()
    assert (actor, detail["why"]) == (looker.user_id, "verdict")
    assert detail["fields"] == sorted(JUDGED)


def test_a_verdict_leaves_closed_what_no_rule_reads(sealed, clerk):
    assert {"ethnicity", "religion"} <= AS_READ.keys()
    opened = vault.open_for_verdict([sealed], by=clerk)[sealed.pk]
    assert opened.keys().isdisjoint({"ethnicity", "religion"})


def test_where_nothing_is_recorded_a_verdict_opens_nothing_and_leaves_no_line(enrol, clerk):
    person = enrol(consents=signed("development"))
    assert vault.open_for_verdict([person], by=clerk) == {}
    assert vault.open_for_verdict([], by=clerk) == {}
    assert readings() == []


def test_a_verdict_is_for_those_who_may_see_cases(sealed, acting, krong_klang):
    with pytest.raises(NotAllowed):
        vault.open_for_verdict([sealed], by=acting("data_protection", at=krong_klang))
    assert readings() == []


def test_many_are_opened_for_a_verdict_as_each_alone_with_a_line_for_each(
    sealed, enrol, clerk, acting, krong_klang
):
    looking = acting("area_member", at=krong_klang)
    silent = enrol("Mẫu Thị Hai", consents=signed("development"))
    second = enrol("Mẫu Văn Ba", consents=signed("development", "sensitive"))
    vault.write(second, {"healthy": False}, by=clerk, why="declared")
    alone = vault.open_for_verdict([sealed], by=looking)
    before = readings()

    found = vault.open_for_verdict([sealed, silent, second], by=looking)

    assert found == {**alone, second.pk: {"healthy": False}}
    fields = [sorted(JUDGED), ["healthy"]]
    assert readings()[len(before) :] == [
        (looking.user_id, f"people.person:{who.pk}", {"fields": said, "why": "verdict"})
        for who, said in zip([sealed, second], fields, strict=True)
    ]
    assert list(audit.verify()) == []


def test_many_are_opened_without_those_who_withdrew(sealed, clerk):
    operations.withdraw(sealed, "sensitive", on=TODAY, by=clerk)
    assert vault.open_for_verdict([sealed], by=clerk) == {}
    assert readings() == []


def test_of_many_none_is_opened_if_one_is_out_of_sight(sealed, acting, mo_o):
    with pytest.raises(NotAllowed):
        vault.open_for_verdict([sealed], by=acting("area_member", at=mo_o))
    assert readings() == []


def test_in_an_act_the_line_is_written_with_that_of_the_act(sealed, clerk):
    with transaction.atomic(), audit.Trail(clerk) as trail:
        assert vault.open_for_verdict([sealed], by=clerk, trail=trail)
        assert readings() == []
    assert len(readings()) == 1


# --- keys --------------------------------------------------------------------------------------


def moved(value, **where):
    SealedValue.objects.filter(pk=value.pk).update(**where)


def test_a_value_does_not_open_under_another_field(sealed, clerk):
    SealedValue.objects.filter(field="religion").delete()
    moved(SealedValue.objects.get(field="ethnicity"), field="religion")
    with pytest.raises(crypto.CannotOpen):
        vault.read(sealed, ["religion"], by=clerk, why="check")


def test_a_value_does_not_open_for_another_person(sealed, enrol, clerk):
    other = enrol("Lê Văn Khác")
    vault.write(other, {"healthy": True}, by=clerk, why="declared")
    moved(SealedValue.objects.get(person=sealed, field="ethnicity"), person=other)
    with pytest.raises(crypto.CannotOpen):
        vault.read(other, ["ethnicity"], by=clerk, why="check")


def test_one_persons_key_does_not_unwrap_for_another(sealed, enrol, clerk):
    other = enrol("Lê Văn Khác")
    vault.write(other, {"healthy": True}, by=clerk, why="declared")
    PersonKey.objects.filter(person=other).update(
        wrapped=PersonKey.objects.get(person=sealed).wrapped
    )
    with pytest.raises(crypto.CannotOpen):
        vault.read(other, ["healthy"], by=clerk, why="check")


def test_without_the_key_nothing_opens_and_no_new_key_is_made(sealed, clerk):
    PersonKey.objects.all().delete()
    with pytest.raises(crypto.CannotOpen):
        vault.read(sealed, ["religion"], by=clerk, why="check")
    assert not PersonKey.objects.exists()


def test_an_altered_byte_does_not_pass(sealed, clerk):
    row = SealedValue.objects.get(field="religion")
    body = bytearray(bytes(row.sealed))
    body[-1] ^= 1
    moved(row, sealed=bytes(body))
    with pytest.raises(crypto.CannotOpen):
        vault.read(sealed, ["religion"], by=clerk, why="check")


# --- sealed acts of a case ---------------------------------------------------------------------

CONVICTION = {"type": "conviction", "gravity": "less_serious", "on": "2010-01-31"}


def test_a_sensitive_act_is_sealed_and_opened_for_the_case(thu, clerk, acting, krong_klang):
    body = vault.seal_event(thu, CONVICTION)
    assert b"conviction" not in body
    looker = acting("area_member", at=krong_klang)
    assert vault.open_events(thu, [body], by=looker, why="timeline") == [CONVICTION]
    assert readings() == [
        (looker.user_id, f"people.person:{thu.pk}", {"fields": ["event"], "why": "timeline"})
    ]


def test_the_acts_of_one_case_open_together_with_one_line(thu, clerk):
    bodies = [vault.seal_event(thu, {**CONVICTION, "n": n}) for n in range(3)]
    opened = vault.open_events(thu, bodies, by=clerk, why="verdict")
    assert [act["n"] for act in opened] == [0, 1, 2]
    assert len(readings()) == 1
    assert vault.open_events(thu, [], by=clerk, why="verdict") == []
    assert len(readings()) == 1


def test_an_act_does_not_open_as_another_persons(thu, enrol, clerk):
    body = vault.seal_event(thu, CONVICTION)
    other = enrol("Lê Văn Khác")
    vault.seal_event(other, CONVICTION)
    with pytest.raises(crypto.CannotOpen):
        vault.open_events(other, [body], by=clerk, why="timeline")


def test_no_sensitive_act_without_agreement(enrol):
    with pytest.raises(NoConsent):
        vault.seal_event(enrol(consents=signed("development")), CONVICTION)


# --- statistics --------------------------------------------------------------------------------


def test_groups_are_counted_of_those_who_agreed_and_whose_group_is_known(enrol, clerk):
    agreed = [enrol(f"Hồ Văn {given}") for given in ("Một", "Hai", "Ba")]
    refused = enrol("Hồ Văn Bốn", consents=signed("development", "sensitive"))
    member = enrol("Hồ Văn Năm", consents=of_member())
    for person, group in zip([*agreed[:2], refused, member], "KBBB", strict=True):
        vault.write(person, {"ethnicity": group}, by=clerk, why="declared")
    everybody = [*agreed, refused, member]
    assert vault.tally(everybody, "ethnicity", by=system()) == {"K": 1, "B": 2}
    counted = {subject for _, subject, _ in readings()}
    assert counted == {f"people.person:{p.pk}" for p in (*agreed[:2], member)}
    assert len(readings()) == 3
    assert list(audit.verify()) == []


def test_only_the_statistics_job_counts(sealed, clerk):
    with pytest.raises(NotAllowed):
        vault.tally([sealed], "ethnicity", by=clerk)
    assert readings() == []


def test_counting_takes_the_same_number_of_queries_for_one_and_for_three(
    enrol, clerk, django_assert_num_queries
):
    people = [enrol(f"Hồ Văn {given}") for given in ("Một", "Hai", "Ba")]
    for person in people:
        vault.write(person, {"ethnicity": "K"}, by=clerk, why="declared")
    vault.tally(people, "ethnicity", by=system())
    counts = []
    for some in (people[:1], people):
        before = len(connection.queries_log)
        with transaction.atomic():
            connection.force_debug_cursor = True
            vault.tally(some, "ethnicity", by=system())
            connection.force_debug_cursor = False
        counts.append(len(connection.queries_log) - before)
    assert counts[0] == counts[1]


def test_two_first_writings_share_one_key(thu, clerk):
    vault.write(thu, {"healthy": True}, by=clerk, why="declared")
    vault.write(thu, {"religion": "không"}, by=clerk, why="declared")
    assert PersonKey.objects.filter(person=thu).count() == 1


def test_who_agreed_only_after_refusing_is_asked_for_a_new_sheet(enrol, clerk):
    person = enrol(consents=signed("development"))
    (sheet,) = signed("sensitive", number="11-PĐY")
    operations.give_consent(person, sheet, by=clerk)
    vault.write(person, {"healthy": True}, by=clerk, why="declared")
    assert AuditHead.objects.filter(chain=person.organization_id).exists()

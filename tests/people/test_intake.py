"""Many people at once are put on file exactly as one by one."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.people import intake, operations, vault
from nguon.people.models import Consent, Membership, Person, PersonKey
from tests.cast import TODAY, system
from tests.people.sheets import ALL, of_member, signed

BORN = date(2000, 4, 12)
DIFFERS = {"id", "ref", "id_number", "id_index"}


@pytest.fixture
def newcomer(khe_xong):
    return intake.Newcomer(
        "Hồ Thị  Hoà",
        khe_xong.pk,
        BORN,
        {"gender": "female", "id_number": "045200001111", "address": "khóm Khe Xong"},
        signed(*ALL),
        {"ethnicity": "Bru - Vân Kiều", "healthy": True},
    )


@pytest.fixture
def member(khe_xong):
    return intake.Newcomer(
        "Lê Văn Đảng", khe_xong.pk, BORN, {}, of_member(), joined_on=date(2020, 5, 19)
    )


def take_in(newcomers, *, by):
    """One list of an office, with its lines of the trail, in one transaction."""
    trail = audit.Trail(by)
    with transaction.atomic():
        numbers = intake.register_all(newcomers, by=by, trail=trail)
        trail.write()
    return numbers


def rows(model, by, **where):
    found = model.objects.visible_to(by).filter(**where).order_by("pk").values()
    return [{name: row[name] for name in row.keys() - DIFFERS - {"person_id"}} for row in found]


def test_the_rows_are_those_of_registering_one_by_one(newcomer, clerk, khe_xong):
    (number,) = take_in([newcomer], by=clerk)
    alone = operations.register(
        newcomer.full_name,
        organization=khe_xong,
        consents=newcomer.consents,
        by=clerk,
        born_on=BORN,
        **{**newcomer.details, "id_number": "045200002222"},
    )
    one, other = (rows(Person, clerk, pk=pk) for pk in (number, alone.pk))
    assert one == other
    one, other = (rows(Consent, clerk, person=pk) for pk in (number, alone.pk))
    assert one == other != []


def test_the_lines_of_the_trail_are_those_of_one_by_one(newcomer, member, clerk):
    one, two = take_in([newcomer, member], by=clerk)
    lines = AuditEntry.objects.filter(subject__startswith="people.person").order_by("pk")
    assert list(lines.values_list("action", "subject")) == [
        ("people.registered", f"people.person:{one}"),
        ("people.registered", f"people.person:{two}"),
        (vault.WRITE, f"people.person:{one}"),
        ("people.membership_begun", f"people.person:{two}"),
    ]
    assert list(audit.verify()) == []


def test_what_is_sensitive_opens_only_through_the_vault(newcomer, member, clerk):
    one, two = take_in([newcomer, member], by=clerk)
    assert vault.on_file([one, two], ["ethnicity", "religion"]) == {one}
    assert vault.on_file([one], ["religion"]) == set()
    assert PersonKey.objects.count() == 1
    person = Person.objects.visible_to(clerk).get(pk=one)
    assert vault.read(person, newcomer.sensitive, by=clerk, why="check") == newcomer.sensitive


def test_a_member_begins_membership_by_the_document(member, clerk):
    take_in([member], by=clerk)
    (row,) = Membership.objects.visible_to(clerk)
    assert (row.joined_on, row.full_from) == (date(2020, 5, 19), None)
    intake.begin_memberships({}, by=clerk, trail=audit.Trail(clerk))
    assert Membership.objects.visible_to(clerk).count() == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"consents": []}, operations.NoBasis),
        ({"consents": signed("development", "development")}, operations.NoBasis),
        ({"consents": of_member()}, operations.NoBasis),
        ({"consents": signed("development", number=" ")}, operations.BadDetail),
        ({"consents": signed("development", on=TODAY.replace(day=3))}, operations.BadDetail),
        ({"consents": signed("development")}, vault.NoConsent),
        ({"born_on": date(2010, 1, 1)}, operations.TooYoung),
        ({"joined_on": TODAY.replace(day=3)}, operations.BadDetail),
        ({"sensitive": {"loyalty": "tốt"}}, vault.NotAValue),
    ],
)
def test_one_who_may_not_be_there_keeps_all_out(newcomer, member, clerk, wrong, refusal):
    with pytest.raises(refusal):
        take_in([member, replace(newcomer, **wrong)], by=clerk)
    assert not Person.objects.visible_to(clerk).exists()
    assert not PersonKey.objects.exists()


def test_the_neighbour_puts_nobody_on_file_here(newcomer, neighbour, clerk):
    with pytest.raises(NotAllowed):
        take_in([newcomer], by=neighbour)
    assert not Person.objects.visible_to(clerk).exists()


def test_a_digest_tells_that_a_group_changed_and_not_what_is_in_it(newcomer, clerk):
    (number,) = take_in([newcomer], by=clerk)
    person = Person.objects.visible_to(clerk).get(pk=number)
    before = vault.imprint([number], "ethnicity")
    assert vault.imprint([number], "ethnicity") == before
    vault.write(person, {"ethnicity": "Tà Ôi"}, by=clerk, why="declared")
    changed = vault.imprint([number], "ethnicity")
    operations.withdraw(person, "statistics", on=TODAY, by=clerk)
    assert len({before, changed, vault.imprint([number], "ethnicity")}) == 3
    assert vault.tally([person], "ethnicity", by=system()) == {}
    assert not AuditEntry.objects.filter(action=vault.READ).exists()

"""Many at once by the same rules as one by one: no basis, no age, no authority, no row."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.development import intake as cases
from nguon.development.entry import BadEvent
from nguon.people import vault
from nguon.people.consent import ConsentGiven
from nguon.people.details import BadDetail, TooYoung
from nguon.people.intake import Newcomer, begin_memberships, register_all
from nguon.people.models import Person
from nguon.people.operations import NoBasis
from nguon.rulebook import Event
from tests import cast

AGREED = ConsentGiven("development", "consent", "5-PĐY", date(2025, 1, 1), method="paper")
OF_MEMBERS = ConsentGiven("development", "membership", "5-HD", date(2025, 1, 1))
BORN = date(1998, 9, 5)


@pytest.fixture
def clerk(acting, krong_klang):
    return acting("clerk", at=krong_klang)


@pytest.fixture
def somebody(khe_xong):
    return Newcomer("Hồ Mẫu An", khe_xong.pk, BORN, {}, [AGREED])


def register(one, by):
    with transaction.atomic():
        trail = audit.Trail(by)
        numbers = register_all([one], by=by, trail=trail)
        trail.write()
    return numbers


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"consents": []}, NoBasis),
        ({"consents": [AGREED, AGREED]}, NoBasis),
        ({"consents": [replace(AGREED, purpose="statistics")]}, NoBasis),
        ({"consents": [OF_MEMBERS]}, NoBasis),
        ({"consents": [replace(AGREED, document=" ")]}, BadDetail),
        ({"consents": [replace(AGREED, document_on=cast.TODAY + timedelta(1))]}, BadDetail),
        ({"born_on": date(2010, 1, 1)}, TooYoung),
        ({"born_on": date(2008, 1, 1)}, TooYoung),
        ({"sensitive": {"ethnicity": "Kinh"}}, vault.NoConsent),
        ({"consents": [OF_MEMBERS], "joined_on": cast.TODAY + timedelta(1)}, BadDetail),
    ],
)
def test_nobody_comes_on_file_against_the_rules(somebody, clerk, system, change, refusal):
    with pytest.raises(refusal):
        register(replace(somebody, **change), clerk)
    assert not Person.objects.visible_to(system).exists()


def test_a_member_rests_on_the_document_and_a_youth_on_a_representative(somebody, clerk):
    member = replace(somebody, consents=[OF_MEMBERS], joined_on=date(2024, 5, 19))
    assert register(replace(member, sensitive={"ethnicity": "Kinh"}), clerk)
    spoken_for = replace(AGREED, representative="Bố: Hồ Mẫu Ba, có đơn")
    assert register(replace(somebody, born_on=date(2008, 1, 1), consents=[spoken_for]), clerk)


def test_who_has_no_authority_there_registers_nobody(somebody, acting, mo_o, khe_xong):
    for by in (acting("clerk", at=mo_o), acting("area_member", at=khe_xong)):
        with pytest.raises(NotAllowed):
            register(somebody, by)


def test_no_memberships_are_no_statement(clerk, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(0):
        begin_memberships.__wrapped__({}, by=clerk, trail=audit.Trail(clerk))


@pytest.mark.parametrize(
    "event",
    [
        Event("admission_decision", date(2024, 5, 2), {"members": 9, "yes": 9}),
        Event("conviction", date(2024, 5, 2), {"gravity": "less_serious"}),
        Event("candidate_listed", cast.TODAY + timedelta(1)),
        Event("candidate_listed", date(2024, 5, 2), {"document": "x" * 121}),
        Event("candidate_listed", date(2024, 5, 2), {"note": "a\0b"}),
    ],
)
def test_a_list_enters_no_votes_no_secrets_and_nothing_to_come(somebody, clerk, khe_xong, event):
    (number,) = register(somebody, clerk)
    opening = cases.Opening(number, khe_xong.pk, [cases.Past(event, khe_xong.pk)])
    with pytest.raises(BadEvent), transaction.atomic():
        cases.open_all([opening], reason="x", by=clerk, trail=audit.Trail(clerk))


def test_a_ceremony_before_any_regulation_known_has_nothing_against_it(somebody, clerk, khe_xong):
    old = replace(somebody, born_on=date(1950, 1, 1))
    (number,) = register(old, clerk)
    held = cases.Past(Event("admission_ceremony", date(1975, 5, 19)), khe_xong.pk)
    with transaction.atomic():
        trail = audit.Trail(clerk)
        assert cases.open_all(
            [cases.Opening(number, khe_xong.pk, [held])], reason="x", by=clerk, trail=trail
        )
        trail.write()
    assert cases.open_all([], reason="x", by=clerk, trail=audit.Trail(clerk)) == []

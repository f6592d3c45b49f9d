"""Whatever offices do one after the other: one keeper at each moment, and no clock moves."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.core.actor import NotAllowed
from nguon.development.models import Case
from nguon.membership import queries, rules, transfers
from nguon.membership.models import Arrival, Departure
from nguon.people.models import Membership, Person
from tests import cast
from tests.membership.conftest import arrived, keepers, paper

pytestmark = pytest.mark.django_db
CELLS = ("khe-xong", "khom-ban-mau", "thon-mau")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("send", "lend", "accept", "return", "call_off", "end_stay")),
        st.sampled_from(CELLS),
        st.integers(min_value=0, max_value=2),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture
def country(places, probationer, system):
    return places, probationer, system


@given(acts=ACTS)
@settings(max_examples=8)
def sequence(acts, country):
    places, person, system = country
    before = clocks(person, system)
    keeper, today = "khe-xong", cast.TODAY
    with transaction.atomic():
        for number, (act, cell, days) in enumerate(acts):
            today += timedelta(days=days)
            by = cast.system(today)
            expected = play(act, places[cell], person, number, by)
            keeper = expected or keeper
            assert keepers(person, by) == {keeper}
            assert Departure.objects.visible_to(by).filter(person=person).count() <= number + 1
            assert seen_by(person, places, today) == [keeper]
            assert clocks(person, by) == before
        transaction.set_rollback(True)


def play(act, cell, person, number, by):
    """Do one act if it can be done; where the file is afterwards, if that changed."""
    letter = Departure.objects.visible_to(by).order_by("-pk").first()
    arrival = Arrival.objects.visible_to(by).order_by("-pk").first()
    person = Person.objects.visible_to(by).get(pk=person.pk)
    try:
        if act in ("send", "lend"):
            until = by.today + timedelta(days=90) if act == "lend" else None
            letter = paper(f"{number}-GT", by.today)
            transfers.send(person, cell, paper=letter, until=until, by=by)
        elif arrival is None:
            return None
        elif act == "accept":
            row = transfers.accept(arrival, cell=cell, on=by.today, by=by)
            return cell.slug if row.way == "official" else None
        elif act == "return":
            transfers.return_letter(arrival, reason="x", by=by)
        elif act == "call_off":
            transfers.call_off(letter, reason="x", by=by)
        else:
            transfers.end_stay(arrival, on=by.today, by=by)
    except (rules.Refused, NotAllowed):
        return None
    return None


def clocks(person, by):
    """Everything that runs for a member: days of the membership, of the probation, of the case."""
    spell = Membership.objects.visible_to(by).get(person=person)
    case = Case.objects.visible_to(by).get(person=person)
    due = [(step["step"], step["limit"], step["earliest_on"]) for step in case.steps]
    days = (spell.joined_on, spell.full_from, spell.left_on, queries.probation_ends_on(spell))
    return days, case.admitted_on, case.stage, due


def seen_by(person, places, today):
    found = []
    for slug in CELLS:
        by = cast.acting("cell_secretary", at=places[slug], today=today)
        if Person.objects.visible_to(by).filter(pk=person.pk).exists():
            found.append(slug)
    return found


def test_whatever_is_done_somebody_keeps_the_file_and_nothing_runs_anew(country):
    sequence(country=country)


def test_the_arrival_says_what_the_departure_says(country):
    places, person, system = country
    letter = transfers.send(person, places["thon-mau"], paper=paper(), by=system)
    transfers.accept(arrived(letter, system), cell=places["thon-mau"], on=cast.TODAY, by=system)

    letter = Departure.objects.visible_to(system).get(pk=letter.pk)
    row = arrived(letter, system)

    same = ("way", "standing", "number", "sent_on", "accepted_on", "returned_on", "ended_on")
    assert all(getattr(letter, name) == getattr(row, name) for name in same)

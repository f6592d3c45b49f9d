"""L-13: whoever was struck off a list is to be erased in three days, unless they agree anew."""

from datetime import date, timedelta

import pytest

from nguon.core.actor import Actor
from nguon.development import operations as development
from nguon.jobs import daily
from nguon.people import operations as people
from nguon.people import retention
from nguon.people.models import Person
from nguon.sources import lists
from tests import cast
from tests.development import story
from tests.people.sheets import signed

MET = date(2025, 5, 5)
NEXT_DAY = MET + timedelta(days=1)


@pytest.fixture
def case(khe_xong, system):
    """Somebody whom the cell listed before."""
    case = story.a_case(khe_xong, by=system, name="Lê Văn Nêu", gender="male")
    story.tell(case, "candidate_listed", by=system)
    return case


@pytest.fixture
def strike(khe_xong, cell_secretary):
    def struck(case) -> Person:
        given = {"met_on": MET, "document": "05-NQ/CB", "struck": {case: "Thôi phấn đấu"}}
        lists.resolve(khe_xong, **given, listed=(), by=cell_secretary)
        return case.person

    return struck


@pytest.fixture
def struck(case, strike):
    return strike(case)


def running_out(day=NEXT_DAY) -> list[tuple[int, date, date]]:
    daily.do_round(at=cast.instant(day))
    by: Actor = cast.system(day)
    return [(e.person.pk, e.since, e.erase_on) for e in retention.running_out(by=by)]


def test_the_file_of_whoever_was_struck_off_falls_due_in_three_days(struck):
    told = [(struck.pk, MET, date(2025, 5, 8))]
    assert running_out() == told
    assert running_out(MET + timedelta(days=2)) == told
    (each,) = retention.running_out(by=cast.system(date(2025, 5, 8)))
    assert each.due
    assert Person.objects.visible_to(cast.system()).filter(pk=struck.pk).exists()


def test_whoever_is_on_the_list_still_does_not(case):
    assert running_out() == []


def test_whoever_agrees_anew_afterwards_stays(struck, clerk):
    assert len(running_out()) == 1
    (sheet,) = signed("publication", on=NEXT_DAY, number="40-PĐY")
    people.give_consent(struck, sheet, by=clerk)
    assert running_out(MET + timedelta(days=2)) == []


def test_whoever_is_followed_again_stays(struck, system):
    development.open_case(struck, on=NEXT_DAY, by=system)
    assert running_out(NEXT_DAY) == []


def test_whoever_became_a_member_elsewhere_is_kept_by_another_schedule(struck, clerk):
    people.begin_membership(struck, joined_on=MET, by=clerk)
    assert running_out() == []


def test_whoever_has_applied_is_withdrawn_and_not_erased(case, strike, system):
    for act in story.STORY[2:4]:
        development.record(case, act, by=system)
    strike(case)
    assert running_out() == []


def test_the_earlier_of_two_days_counts(struck):
    assert running_out(MET + timedelta(days=1000)) == [(struck.pk, MET, date(2025, 5, 8))]

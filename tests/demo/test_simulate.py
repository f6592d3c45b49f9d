"""Invented data for measurements: every table in proportion, and true in every line."""

import contextlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from nguon.accounts.actors import system_actor
from nguon.core import audit, installation
from nguon.core.guard import unscoped
from nguon.demo import landscape, simulate, story
from nguon.demo.landscape import Size
from nguon.development import projection, queries
from nguon.development.facts import dossiers
from nguon.development.models import Case, CaseEvent
from nguon.organizations import placement
from nguon.organizations import queries as tree
from nguon.organizations.models import Edge, Organization, Succession
from nguon.people import details
from nguon.people.models import Membership, Person, new_ref
from nguon.planning.queries import attainment_of, years_of
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
SMALL = simulate.Scale(Size(communes=2, cells=4), members=90, cases=120, stories=120)
REFORMED = simulate.Scale(
    Size(communes=3, cells=40, provinces=1, joined=1, districts=2, former=12, central=1),
    members=100,
    cases=120,
    stories=50,
    totals=False,
)
AFTER = date(2026, 8, 3)


@pytest.fixture
def heard():
    said = []
    simulate.simulate(SMALL, seed=1, today=TODAY, tell=lambda *how_far: said.append(how_far))
    return said


@pytest.fixture
def by(heard):
    return system_actor(today=TODAY, at=story.office_hours(TODAY))


def test_there_is_as_much_of_everything_as_the_scale_says(by):
    assert Case.objects.visible_to(by).count() == SMALL.cases
    assert Membership.objects.visible_to(by).count() == SMALL.members
    assert len(tree.children(tree.find("tinh-ml"), on=TODAY)) == SMALL.size.communes


def test_somebody_is_told_how_far_it_is(heard):
    ends = [(what, of) for what, done, of in heard if done == of and what != "indexes"]
    admitted = SMALL.members - dict(ends)["members"]
    assert ends[:5] == [
        ("places", 7),
        ("stories", SMALL.stories),
        ("cases", SMALL.cases),
        ("members", SMALL.members - admitted),
        ("trail", 4),
    ]
    assert [what for what, *_ in heard[-7:]] == ["indexes", *["totals"] * 6]


def test_every_verdict_and_every_line_is_what_it_would_be_one_by_one(by):
    assert projection.compare(by=by) == []
    assert placement.compare() == []
    assert list(audit.verify()) == []


def test_whoever_is_admitted_is_a_member_and_who_has_the_card_waits_for_nothing(by):
    cases = list(Case.objects.visible_to(by).select_related("person"))
    admitted = {case.person_id: case.admitted_on for case in cases if case.admitted_on}
    joined = Membership.objects.visible_to(by).filter(person__in=admitted)
    assert dict(joined.values_list("person", "joined_on")) == admitted
    with unscoped("a test counts"):
        done = set(CaseEvent.unscoped.filter(type="card_issued").values_list("case", flat=True))
    month_ago = TODAY - timedelta(days=30)
    assert done
    for case in cases:
        assert case.pk not in done or case.closed_on or case.admitted_on > month_ago


def test_every_name_and_reference_is_what_the_register_would_have_made_of_it(by):
    people = list(Person.objects.visible_to(by))
    assert len({person.ref for person in people}) == len(people)
    assert {len(person.ref) for person in people} == {len(new_ref())}
    for person in people:
        kept = (person.full_name, person.folded, person.spelled, person.sort_key)
        details.derive(person)
        assert kept == (person.full_name, person.folded, person.spelled, person.sort_key)
        assert " mau " in person.folded


class _Enough(Exception):
    """Everything was looked at."""


def _rows(scale, *, seed, today=TODAY):
    """What is made from a seed, without what must be random; nothing of it is kept."""
    found = []
    with contextlib.suppress(_Enough), transaction.atomic():
        simulate.simulate(scale, seed=seed, today=today, tell=lambda *_: None)
        with unscoped("a test compares"):
            for model, columns in SHOWN.items():
                found.append(list(model.unscoped.order_by("pk").values_list(*columns)))
        raise _Enough
    return found


SHOWN = {
    Person: ("full_name", "born_on", "gender", "organization__slug"),
    CaseEvent: ("type", "happened_on", "fields", "organization__slug"),
    Case: ("stage", "steps", "findings", "closed_on"),
}


def test_the_same_seed_makes_the_same_again_and_another_something_else(db):
    first = _rows(SMALL, seed=1)
    assert all(first)
    assert _rows(SMALL, seed=1) == first
    assert _rows(SMALL, seed=2) != first


def test_whoever_stops_early_leaves_an_empty_registry_with_all_its_indexes(db):
    def indexes():
        with connection.cursor() as cursor:
            return {
                table: connection.introspection.get_constraints(cursor, table)
                for table in (model._meta.db_table for model in simulate.LOADED)
            }

    def stop(what, done, _of):
        if what == "trail":
            raise KeyboardInterrupt

    before = indexes()
    with pytest.raises(KeyboardInterrupt):
        simulate.simulate(SMALL, seed=1, today=TODAY, tell=stop)
    assert installation.kind() is None
    assert not Organization.objects.exists()
    with unscoped("a test counts"):
        assert not Person.unscoped.exists()
    assert indexes() == before
    simulate.simulate(SMALL, seed=1, today=TODAY, tell=lambda *_: None)
    assert indexes() == before


def test_after_the_reforms_every_place_stands_where_its_documents_put_it(db):
    simulate.simulate(REFORMED, seed=1, today=AFTER, tell=lambda *_: None)
    by = system_actor(today=AFTER, at=story.office_hours(AFTER))
    assert placement.compare() == []
    assert projection.compare(by=by) == []
    assert Organization.objects.count() == REFORMED.size.all
    assert Succession.objects.filter(happened_on=landscape.EARLY).exists()
    province = tree.find("tinh-ml")
    assert {row.tier for row in tree.children(province, on=AFTER)} == {"commune"}
    assert {row.tier for row in tree.children(province, on=date(2024, 1, 1))} == {"district"}
    for district in ("huyen-ml-0", "huyen-ml-1"):
        assert tree.successor(tree.find(district), on=AFTER) == province
    with unscoped("a test counts"):
        ceremonies = CaseEvent.unscoped.filter(type="admission_ceremony")
        held = ceremonies.filter(happened_on__range=("2020-06-01", AFTER)).count()
    assert sum(row.admitted for row in years_of(province, by=by)) == held > 0
    communes = (tree.find(f"xa-ml-{number}") for number in range(REFORMED.size.communes))
    assert sum(row.admitted for each in communes for row in years_of(each, by=by)) == held


def test_in_some_files_a_fact_is_missing_and_in_most_none(by):
    unknown = [c for c in Case.objects.visible_to(by) if "fact_unknown" in c.findings]
    assert 0 < len(unknown) < SMALL.cases / 4


def test_the_province_counts_what_its_communes_count(by):
    slugs = ("tinh-ml", "xa-ml-0", "xa-ml-1")
    province, *communes = (attainment_of(tree.find(slug), "2020-2025", by=by) for slug in slugs)
    with unscoped("a test counts"):
        ceremonies = CaseEvent.unscoped.filter(type="admission_ceremony")
        held = ceremonies.filter(happened_on__range=("2020-06-01", "2025-05-31")).count()
    assert province.admitted == sum(commune.admitted for commune in communes) == held > 0
    assert province.minority_counted is not None


def test_the_result_of_every_place_is_what_counting_the_rows_gives(by):
    with unscoped("a test counts"):
        held = CaseEvent.unscoped.filter(type="admission_ceremony", happened_on__gte="2020-06-01")
        rows = list(
            held.filter(happened_on__lt="2025-06-01").values_list("happened_in", flat=True)
        )
    over = dict(Edge.objects.values_list("organization_id", "parent_id"))
    for slug in ("tinh-ml", "xa-ml-0", "xa-ml-1"):
        place = tree.find(slug)
        below = [cell for cell in rows if place.pk in (over[cell], over[over[cell]])]
        for reading in ("as-was", "as-is"):
            found = attainment_of(place, "2020-2025", by=by, tree=reading)
            cells = {cell.place.slug: cell.admitted for cell in found.by_cell if cell.admitted}
            slugs = dict(Organization.objects.values_list("pk", "slug"))
            assert cells == Counter(slugs[cell] for cell in below)


def test_the_work_list_is_what_judging_every_case_gives(by):
    still = Case.objects.visible_to(by).filter(closed_on=None)
    cases = list(still.select_related("person").order_by("pk"))
    told = []
    for opened in dossiers(cases, by=by):
        steps = opened.verdict(TODAY).next_steps
        limits = [step.limit for step in steps if step.limit]
        if steps:
            told.append((min(limits, default=date.max), opened.case.pk, opened.case.ref))
    assert [item.case_ref for item in queries.worklist(by=by)] == [ref for *_, ref in sorted(told)]
    assert queries.tally(by=by).overdue == sum(limit < TODAY for limit, *_ in told)

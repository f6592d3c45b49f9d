"""Invented data for measurements: every table in proportion, and true in every line."""

from collections import Counter
from datetime import date

import pytest

from nguon.accounts.actors import system_actor
from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.demo import simulate, story
from nguon.development import projection, queries
from nguon.development.facts import dossiers
from nguon.development.models import Case, CaseEvent
from nguon.organizations import placement
from nguon.organizations import queries as tree
from nguon.organizations.models import Edge, Organization
from nguon.people.models import Membership
from nguon.planning.queries import attainment_of
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
SMALL = simulate.Scale(communes=2, cells=4, members=20, cases=60)


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
    assert len(tree.children(tree.find("tinh-ml"), on=TODAY)) == SMALL.communes


def test_somebody_is_told_how_far_it_is(heard):
    assert heard == [
        ("members", 20, 20),
        ("cases", 60, 60),
        ("verdicts", 60, 60),
        *(("totals", number, 3) for number in (1, 2, 3)),
    ]


def test_every_verdict_and_every_line_is_what_it_would_be_one_by_one(by):
    assert projection.compare(by=by) == []
    assert placement.compare() == []
    assert list(audit.verify()) == []
    assert queries.tally(by=by).open == SMALL.cases


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
    assert province.minority is not None


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
    cases = list(Case.objects.visible_to(by).select_related("person").order_by("pk"))
    told = []
    for opened in dossiers(cases, by=by):
        steps = opened.verdict(TODAY).next_steps
        limits = [step.limit for step in steps if step.limit]
        if steps:
            told.append((min(limits, default=date.max), opened.case.pk, opened.case.ref))
    assert [item.case_ref for item in queries.worklist(by=by)] == [ref for *_, ref in sorted(told)]
    assert queries.tally(by=by).overdue == sum(limit < TODAY for limit, *_ in told)

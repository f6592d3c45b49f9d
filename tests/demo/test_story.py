"""The demonstration tells what the founding article tells, and something of everything."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from nguon.accounts.actors import actor, system_actor
from nguon.accounts.models import User
from nguon.cli import demo, worklist
from nguon.core import audit, installation
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.text import natural_key
from nguon.demo import cast, story
from nguon.development import queries
from nguon.development.models import Case, CaseEvent
from nguon.evaluation import queries as grading
from nguon.organizations import placement
from nguon.organizations import queries as tree
from nguon.people.models import Nomination, Person
from nguon.planning import handdown
from nguon.planning.models import Term
from nguon.planning.queries import attainment_of
from nguon.planning.reading import of_term
from nguon.sources import training

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The story, told once for all tests of this file and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        begun: list[str] = []
        story.tell(seed=1, today=TODAY, begins=begun.append)
        assert tuple(begun) == story.CHAPTERS
        yield
        transaction.set_rollback(True)
    connection.close()


def test_the_console_has_words_for_every_chapter():
    assert tuple(demo.CHAPTERS) == story.CHAPTERS


@pytest.fixture
def system() -> Actor:
    return system_actor(today=TODAY, at=story.office_hours(TODAY))


def acting(username: str) -> Actor:
    user = User.objects.get(username=username)
    return actor(user, today=TODAY, at=story.office_hours(TODAY))


def came_of(slug: str, by: Actor, term: str = "2015-2020", **how: Any) -> dict[str, Any]:
    return attainment_of(tree.find(slug), term, by=by, **how).to_json()


@pytest.mark.parametrize("seen_as", ["as-was", "as-is"])
def test_the_town_admitted_36_of_50_8_of_them_of_minorities(system, seen_as):
    seen = came_of("krong-klang", system, tree=seen_as)

    assert (seen["admitted"], seen["target_lower"], seen["target_upper"]) == (36, 50, 60)
    assert seen["attainment_percent"] == 72.0
    assert seen["ethnic_minority"] == 8
    assert sum(cell["admitted"] for cell in seen["by_cell"]) == 36
    assert sum(year["admitted"] for year in seen["by_year"]) == 36


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2019, 2020])
def test_the_cells_were_handed_what_the_town_was_asked_that_year(system, year):
    term = Term.objects.visible_to(system).get(made_for=tree.find("krong-klang"), slug="2015-2020")
    board = handdown.board(of_term(term, as_of=system.today), year, by=system)

    assert board.handed_out == board.asked


def test_khe_xong_with_279_households_admitted_nobody(system):
    zero = came_of("krong-klang", system)["zero_admission_cells"]

    assert [(cell["slug"], cell["households"]) for cell in zero] == [("khe-xong", 279)]


def test_what_the_town_was_is_now_in_huong_hiep(system):
    seen = came_of("krong-klang", system, tree="as-is")

    assert [place["name"] for place in seen["now_in"]] == ["Xã Hướng Hiệp"]


def test_the_successor_adds_up_all_its_predecessors(system):
    whole = came_of("huong-hiep", system, tree="as-is")
    parts = [came_of(slug, system) for slug in ("krong-klang", "mo-o", "huong-hiep-cu")]

    for figure in ("admitted", "target_lower", "target_upper"):
        assert whole[figure] == sum(part[figure] for part in parts)


def test_few_people_of_a_minority_are_told_neither_nor_reckoned_from_the_whole(system):
    every = ("krong-klang", "mo-o", "huong-hiep-cu")
    parts = [came_of(slug, system)["ethnic_minority"] for slug in every]
    whole = came_of("huong-hiep", system, tree="as-is")["ethnic_minority"]

    assert parts[0] == 8
    assert None in parts
    assert whole is None or parts.count(None) > 1


def test_more_than_42_percent_of_the_town_belong_to_minorities(system):
    profile = tree.profile_on(tree.find("krong-klang"), date(2020, 5, 7))

    assert profile.minority_percent > 42


def test_the_town_graded_its_cells_for_2019_and_ranked_nobody(system):
    (year,) = [each for each in grading.rounds(by=system) if each.round.period == "year"]
    page = grading.round_page(year.round.ref, by=system)
    counts = {each.code: (each.organizations, each.members) for each in page.totals}
    assert page.basis.citation.instrument == "132-QĐ/TW 2018-03-08"
    assert (counts["excellent"][0], counts["good"][0], counts["completed"][0]) == (1, 5, 2)
    assert counts["admitted_lately"][1] == 3
    names = [line.place for line in page.lines]
    assert names == sorted(names, key=natural_key)


def test_there_is_somebody_at_every_stage_of_the_way(system):
    stages = queries.pipeline(by=system)

    wanted = {
        "sourced", "candidate_listed", "awareness_course", "application", "cv", "verification",
        "introduction", "opinions", "cell_resolution", "admission_decision",
        "admission_ceremony", "probation_review", "recognition_resolution",
        "recognition_decision",
    }  # fmt: skip
    assert wanted - {"sourced", "introduction"} <= stages.keys()


def test_the_class_that_is_over_was_held_by_the_plan_and_another_is_to_come(system):
    first = training.plan_of(2026, by=system).lines[0]
    to_come = training.open_lines(by=system)

    assert [each.title for each in first.held] == ["Lớp bồi dưỡng nhận thức khoá 1 (mẫu)"]
    assert [each.places for each in to_come] == [35]


def test_some_are_late_and_some_are_stuck_for_different_reasons(system):
    tally = queries.tally(by=system)
    held = queries.stuck(by=system)

    assert tally.overdue >= 4
    assert len(held) >= 6
    assert len({item.findings for item in held}) >= 4
    assert any(item.concealed for item in held)


def test_the_clerk_of_the_other_commune_sees_nothing_of_huong_hiep():
    here, there = acting("van-phong"), acting("van-phong-dakrong")
    with unscoped("the test counts everything"):
        everybody = set(Case.unscoped.values_list("ref", flat=True))

    mine = set(Case.objects.visible_to(here).values_list("ref", flat=True))
    theirs = set(Case.objects.visible_to(there).values_list("ref", flat=True))

    assert mine
    assert theirs
    assert not mine & theirs
    assert mine | theirs == everybody


def test_everybody_is_invented_and_bears_a_sample_name(system):
    people = Person.objects.visible_to(system).values_list("full_name", flat=True)
    stubs = Nomination.objects.visible_to(system).values_list("name", flat=True)

    assert all(" Mẫu " in name for name in [*people, *stubs])


def test_it_was_made_through_operations_alone(system):
    entered = CaseEvent.objects.visible_to(system).count()
    told = audit.AuditEntry.objects.filter(action__startswith="development.")

    assert told.exclude(action="development.open_case").count() == entered
    assert list(audit.verify()) == []
    assert placement.compare() == []


def test_the_database_says_that_it_is_a_demonstration():
    assert installation.is_demonstration()


def test_every_place_is_found_by_an_invented_organisation_code():
    assert {tree.find(code).slug for code in cast.CODES.values()} == set(cast.CODES)
    assert all(code.startswith("99.") for code in cast.CODES.values())


def test_the_command_line_takes_a_code_for_an_organisation(capsys):
    code = cast.CODES["khe-xong"]

    by_code, by_slug = (worked(capsys, org) for org in (code, "khe-xong"))

    assert by_code == by_slug
    assert by_code["organization"] == "khe-xong"
    assert by_code["items"]
    assert by_code["now_in"] is None


def test_of_an_organisation_that_ended_the_command_line_says_who_keeps_its_cases(capsys):
    seen = worked(capsys, "krong-klang")

    assert seen["items"] == []
    assert seen["now_in"] == {"slug": "huong-hiep", "name": "Xã Hướng Hiệp"}


def worked(capsys: pytest.CaptureFixture[str], org: str) -> dict[str, Any]:
    chosen = Namespace(org=org, as_of=TODAY.isoformat(), json=True, lang="en")
    assert worklist.run(chosen) == 0
    said = capsys.readouterr()
    assert ("--org huong-hiep" in said.err) == (org == "krong-klang")
    return json.loads(said.out)

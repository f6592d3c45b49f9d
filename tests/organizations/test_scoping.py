"""Nobody loads what they may not see; there is no other way to load."""

from datetime import date, timedelta

import pytest
from django.db import connection

from nguon.core.guard import Unscoped, unscoped
from nguon.organizations import operations
from nguon.people.models import Person
from nguon.planning.models import NoSourceLeft
from tests.cast import DOCUMENT, NOW, TODAY, system

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def person(khe_xong):
    return Person.objects.create(
        organization=khe_xong, full_name="Hồ Thị Mẫu", registered_on=date(2024, 1, 1)
    )


@pytest.mark.parametrize("where", ["khe-xong", "krong-klang", "dakrong", "quang-tri"])
def test_whoever_sits_at_or_above_the_cell_sees_its_people(places, acting, person, where):
    assert Person.objects.visible_to(acting("secretary", at=places[where])).get() == person


@pytest.mark.parametrize("where", ["khom-ban-mau", "mo-o", "thon-mau"])
def test_the_neighbours_see_nothing(places, acting, person, where):
    assert list(Person.objects.visible_to(acting("secretary", at=places[where]))) == []


def test_a_role_without_the_action_sees_nothing(places, acting, person, quang_tri):
    assert list(Person.objects.visible_to(acting("superior_board", at=quang_tri))) == []


def test_a_cell_that_moves_takes_its_people_from_the_one_sight_to_the_other(
    places, acting, person, khe_xong, krong_klang, mo_o
):
    operations.move(khe_xong, parent=mo_o, on=TOMORROW, document=DOCUMENT, by=system())
    for day, sees, does_not in ((TODAY, krong_klang, mo_o), (TOMORROW, mo_o, krong_klang)):
        assert Person.objects.visible_to(acting("secretary", at=sees, today=day)).exists()
        assert not Person.objects.visible_to(acting("secretary", at=does_not, today=day)).exists()


@pytest.mark.parametrize(
    "load",
    [
        lambda: Person.objects.all(),
        lambda: Person.objects.get(pk=1),
        lambda: Person.objects.filter(pk=1),
        lambda: Person.objects.count(),
        lambda: Person.objects.update(full_name="x"),
        lambda: list(Person.unscoped.all()),
        lambda: Person._base_manager.get(pk=1),
        lambda: Person.unscoped.filter(full_name="x").exists(),
        lambda: list(Person.objects.raw("SELECT * FROM people_person")),
    ],
)
def test_there_is_no_other_way_to_load(person, load):
    with pytest.raises(Unscoped):
        load()


def test_a_row_does_not_lead_to_rows_of_others(person):
    with pytest.raises(Unscoped):
        list(person.memberships.all())
    with pytest.raises(Unscoped):
        person.refresh_from_db()


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "people_person"',
        'WITH all_of_them AS (SELECT * FROM "people_person") SELECT * FROM all_of_them',
        "SELECT * FROM people_person",
        'select * from "people_person"',
        '(SELECT * FROM "people_person") UNION SELECT 1',
        '  SELECT * FROM "people_person"',
    ],
)
def test_hand_written_statements_are_stopped_too(person, sql):
    with pytest.raises(Unscoped), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_guard_is_lifted_for_a_stated_reason_and_no_longer(person):
    with unscoped("count everything"):
        assert Person.unscoped.count() == 1
    with pytest.raises(Unscoped):
        Person.unscoped.count()


def test_other_tables_are_nobodys_secret(places):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organizations_version")
        assert cursor.fetchone() == (len(places),)


def test_a_row_of_a_decision_remembers_for_whom_it_was_made(khe_xong, khom_ban_mau, system):
    def report(organization, year, **more):
        return NoSourceLeft(
            organization=organization,
            year=year,
            reason="đi làm xa",
            document="1",
            recorded_at=NOW,
            recorded_by=7,
            **more,
        )

    NoSourceLeft.objects.bulk_create(
        [report(khe_xong, 2023), report(khe_xong, 2024, made_for=khom_ban_mau)]
    )
    rows = NoSourceLeft.objects.visible_to(system).order_by("year")
    assert [row.made_for for row in rows] == [khe_xong, khom_ban_mau]

"""AZ-12: with the scope of the ORM switched off, PostgreSQL still keeps everybody in his place."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.utils import timezone

from nguon.accounts.actors import actor
from nguon.core import guard, policies, wall
from nguon.core.actor import Actor
from nguon.core.http.policy import PUBLIC, routes
from nguon.core.prepared import Prepared
from nguon.organizations.models import Placement
from nguon.organizations.scoping import Scoped, ScopedManager
from nguon.people.models import Person
from tests import world
from tests.canaries import found_in
from tests.test_scope_matrix import Matrix, Someone, arguments, ask
from tests.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no second wall"),
]

SCOPED = [model for model in apps.get_models() if issubclass(model, Scoped)]
FOREIGN = "thon-mau"  # a cell of another commune
ACROSS = ("mo-o", "thon-mau", "tan-mau", "dakrong")
NAMES = "name"  # of organisations, which are no rows of theirs
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator["Country"]:
    """Settled once; whatever a test does to it is taken back."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        settled = Country(world.build())
        say("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would hold the tables
        yield settled
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


class Country:
    """A world, who asks in it, and what is whose."""

    def __init__(self, settled: World) -> None:
        self.world = settled
        self.users = world.people_of(settled)
        self.matrix = Matrix(settled, self.users)
        self.clerk = self.actor("clerk")
        self.foreign = {settled.places[slug].pk for slug in ACROSS}

    def actor(self, name: str) -> Actor:
        return actor(self.users[name], today=timezone.localdate(), at=timezone.now())

    def reach(self, by: Actor) -> set[int]:
        seats = frozenset().union(*by.grants.values())
        there = Placement.objects.under(seats, on=by.today)
        return set(there.values_list("organization", flat=True))


@contextmanager
def scope_switched_off() -> Iterator[None]:
    """Everybody is shown everything by the ORM, and nothing watches what it reads.

    Statements built meanwhile are kept for nobody, and none built before is asked.
    """
    everything: Callable[..., Any] = lambda self, *_, **__: models.Manager.get_queryset(self)  # noqa: E731
    token = guard._why.set("a planted fault")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("visible_to", "seen_from", "seen_in_order"):
            patch.setattr(ScopedManager, name, everything)
        patch.setattr(Prepared, "__call__", afresh)
        yield
    guard._why.reset(token)


PREPARED = Prepared.__call__


def afresh(asked: Prepared[Any], **values: Any) -> list[Any]:
    """What ``Prepared`` answers, from a statement built for this one time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "_statements", {})
        return PREPARED(asked, **values)


def keepers(model: Any) -> set[int]:
    with scope_switched_off():
        return set(model.objects.visible_to(None).values_list("organization", flat=True))


# --- table by table -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.db_table)
class TestATable:
    def test_shows_what_stands_under_a_seat_and_nothing_else(
        self, country: Country, model: Any
    ) -> None:
        there, by = keepers(model), country.clerk
        above = {seat.organization_id for seats in by.grants.values() for seat in seats}
        for seat in list(above):
            place = next(p for p in country.world.places.values() if p.pk == seat)
            above |= {each.organization_id for each in place.seats_on(by.today)}
        also = above if model.binds_below else set()
        assert there - country.reach(by) - above != set(), "nobody else has any"
        with wall.behind(by):
            assert keepers(model) == there & (country.reach(by) | also)
        with wall.behind(None):
            assert keepers(model) == set()

    def test_takes_nothing_elsewhere(self, country: Country, model: Any) -> None:
        table = model._meta.db_table
        before = checksum(table, country.foreign)
        with wall.behind(country.clerk), scope_switched_off():
            assert said(f"DELETE FROM {table} WHERE organization_id = ANY(%s)", country) == 0
            changed = f"UPDATE {table} SET organization_id = organization_id"
            assert said(f"{changed} WHERE organization_id = ANY(%s)", country) == 0
            for statement in (copying(model), f"UPDATE {table} SET organization_id = (%s)[1]"):
                with pytest.raises(DatabaseError, match=r"row-level security|append-only"):
                    said(statement, country)
        assert checksum(table, country.foreign) == before

    def test_without_its_wall_is_noticed_and_would_show_the_others(
        self, country: Country, model: Any
    ) -> None:
        """The fault planted in each table, seen by the check and by the question above."""
        there = keepers(model)
        with transaction.atomic():
            say(f"ALTER TABLE {model._meta.db_table} NO FORCE ROW LEVEL SECURITY")
            assert policies.faulty() == [model._meta.db_table]
            with wall.behind(country.clerk):
                assert keepers(model) == there
            transaction.set_rollback(True)
        assert policies.faulty() == []


def say(statement: str, *given: Any) -> Any:
    with guard.unscoped("a look at the table itself"), connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def said(statement: str, country: Country) -> int:
    """How many rows a statement about the foreign places touched; taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [sorted(country.foreign)])
        transaction.set_rollback(True)
        return int(cursor.rowcount)


def copying(model: Any) -> str:
    """A row of one's own written once more, for somebody else."""
    names = [field.column for field in model._meta.concrete_fields]
    values = ["(%s)[1]" if name == "organization_id" else f'"{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} LIMIT 1"


def checksum(table: str, of: set[int]) -> Any:
    return say(
        f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t"
        " WHERE organization_id = ANY(%s)", sorted(of)
    )  # fmt: skip


# --- over HTTP ----------------------------------------------------------------------------------


class Foreign:
    """Asks every route about a foreign place, the scope of the ORM being off."""

    TABLE = re.compile("|".join(rf"\b{model._meta.db_table}\b" for model in SCOPED))

    def __init__(self, country: Country, name: str) -> None:
        self.country, self.matrix = country, country.matrix
        self.someone: Someone = country.matrix.who[name]
        self.reach = country.reach(country.actor(name))
        self.asked = 0
        self.kept: dict[str, Any] = {}

    def faults(self, only: str = "", every: int = 1) -> Iterator[str]:
        for route in list(routes())[::every]:
            if not route.path.startswith(only) or route.policy == PUBLIC:
                continue
            if self.matrix._is_shut(route, self.someone):
                continue
            path = self.matrix.path(route, FOREIGN if arguments(route) else "")
            for method in ("GET", "POST"):
                yield from self._faults(method, path)

    def _faults(self, method: str, path: str) -> Iterator[str]:
        self.asked += 1
        with scope_switched_off():
            answer = ask(self.someone.client, method, path)
        shown = {self.country.world.owners[number] for number in found_in(answer.response)}
        for place, _action, kind in shown:
            slug = self.matrix.slugs[place.pk]
            mine = self.country.world.keeper(slug).pk in self.reach
            if not (mine or kind == NAMES or self._above(place.pk, kind)):
                yield f"{method} {path}: shows {kind} of {slug}"

    def _above(self, place: int, kind: str) -> bool:
        """What binds those below, they may read."""
        papers = {model.__name__ for model in SCOPED if model.binds_below}
        return kind in papers and place in self.matrix._above(self.someone)


@pytest.mark.parametrize(("name", "every"), [("clerk", 1), ("cell_secretary", 4)])
def test_every_page_shows_only_what_is_in_reach_with_the_scope_switched_off(
    country: Country, name: str, every: int
) -> None:
    foreign = Foreign(country, name)
    assert list(foreign.faults(every=every)) == []
    assert foreign.asked > 300 // every


def test_without_the_wall_the_pages_would_show_it(country: Country) -> None:
    with transaction.atomic():
        for model in SCOPED:
            say(f"ALTER TABLE {model._meta.db_table} NO FORCE ROW LEVEL SECURITY")
        assert list(Foreign(country, "clerk").faults("/nguoi/")) != []
        transaction.set_rollback(True)


# --- what a connection remembers ----------------------------------------------------------------


def test_a_rollback_does_not_leave_the_wall_as_it_was_before(country: Country) -> None:
    with wall.behind(country.clerk):
        mine = keepers(Person)
        with transaction.atomic():
            with wall.opened("planted"):
                assert keepers(Person) > mine
            transaction.set_rollback(True)
        assert keepers(Person) == mine
        with transaction.atomic():
            assert keepers(Person) == mine
            transaction.set_rollback(True)
        assert keepers(Person) == mine


def test_a_connection_that_was_told_nothing_shows_nothing(country: Country) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute(wall.SEND, wall.SHUT)
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ALL")
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone() == (0,)
    connection.wall = None
    assert keepers(Person) != set()


def test_a_thread_of_the_server_begins_behind_the_wall(country: Country) -> None:
    token = wall._state.set(wall.OPEN)
    application = wall.in_front_of(lambda *_: keepers(Person))
    assert application({}, None) == set()
    wall._state.reset(token)


def test_a_row_for_a_foreign_place_is_refused_in_words(country: Country) -> None:
    stranger = country.world.places[FOREIGN]
    with wall.behind(country.clerk), pytest.raises(ProgrammingError), transaction.atomic():
        Person.objects.create(
            organization=stranger, ref="AAAAAAAAAAAA", full_name="Lê Thị Thử",
            sort_key="le thi thu", registered_on=country.clerk.today,
        )  # fmt: skip


def test_a_policy_of_somebody_else_is_noticed(country: Country) -> None:
    with transaction.atomic():
        say("CREATE POLICY mine ON people_person USING (true)")
        assert policies.strange() == policies.faulty() == ["people_person"]
        transaction.set_rollback(True)

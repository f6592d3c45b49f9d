"""The matrix in whole: more people and places, every method, forms that would be accepted."""

import logging
import random
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from nguon.accounts.models import Role, User
from nguon.core.guard import unscoped
from nguon.core.http.policy import PUBLIC, Route, routes
from nguon.organizations.models import Organization
from nguon.people import operations as people
from tests import cast, staff, world
from tests.canaries import found, found_in
from tests.development import story
from tests.test_scope_matrix import (
    MAY_BE_WRITTEN_BY_READING,
    WRITE,
    Matrix,
    Someone,
    arguments,
    site,
)
from tests.torture.bodies import Body, forms_of
from tests.world import World

BESIDE = {
    "tinh-la": ("province", "provincial_committee", None),
    "xa-la": ("commune", "grassroots_party_body", "tinh-la"),
}
READING = ("GET", "HEAD", "OPTIONS")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE")
FORM = "application/x-www-form-urlencoded"
INSIDER, ASKING_MORE = "clerk of the province", "clerk"
LEARNED_FROM = ("krong-klang", "khe-xong", "mo-o", "thon-mau", "tan-mau")
# Rows that a place may make at another: a letter arrives where the member goes.
MAY_ARRIVE = {"membership_arrival"}
# A consent that was taken back is obeyed wherever somebody is named, whoever takes it in.
OBEYED_EVERYWHERE = {"reports_publication", "reports_publishedname"}
# Pages that answer whoever sees the thing: with less (members of a round), by another right (who
# read a file, for inspectors), or about what is chosen there (a name put forward).
BY_ANOTHER_RIGHT = {
    "evaluation:members", "rights:readers", "rights:export_readers", "sources:refer",
    "sources:propose",
}  # fmt: skip
# What a hostile sender adds to a form: columns that no form asks for.
COLUMNS = (
    "organization", "organization_id", "made_for", "made_for_id", "ref", "pk", "id", "user",
    "user_id", "is_active", "is_superuser", "is_staff", "scope_version", "recorded_by",
    "recorded_at", "decided_by", "status", "state", "grade", "serial", "signature", "closed_on",
    "case", "case_id", "person_id", "retracted_by", "retracts", "against", "folded", "id_index",
)  # fmt: skip
VOLATILE = ("ref", "_at", "token", "hash", "digest", "mac", "session", "sealed", "nonce", "chain")


@dataclass
class Seen:
    """One answer, what was written before it was taken back, and what the log said."""

    status: int
    shown: set[int]
    wrote: set[str]
    foreign: list[str] = field(default_factory=list)
    logged: set[int] = field(default_factory=set)
    rows: dict[str, Any] = field(default_factory=dict)
    kept: str = ""


class Listening(logging.Handler):
    """Keeps what the program logs."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def taken(self) -> set[int]:
        heard, self.lines = "\n".join(self.lines), []
        return found(heard.encode()) if heard else set()


class Whole(Matrix):
    """Everybody, every method; counts what it asks."""

    def __init__(
        self, country: World, people_: dict[str, User], chance: random.Random, *, learn: bool
    ) -> None:
        """``learn``: what forms send is taken from an insider's pages; else they are empty."""
        super().__init__(country, people_)
        self.chance, self.cells, self.accepted = chance, 0, 0
        self.answers: Counter[int] = Counter()
        self.positions = [*country.holdings, "", "erased"]
        self.log = Listening()
        logging.getLogger().addHandler(self.log)
        self.tables = [model._meta.db_table for model in world.scoped_models()]
        self.tables.append("accounts_roleassignment")
        self.baseline = {table: rows_of(table) for table in self.tables}
        self.erased: dict[str, str] = {}
        self.bodies: dict[str, Body] = self._learn() if learn else {}

    # --- AZ-02, AZ-03 ---------------------------------------------------------------------------

    def everything(self, share: float) -> Iterator[str]:
        """Every fault in a share of the cells, drawn by chance."""
        for route in routes():
            for place in self.positions if arguments(route) else [""]:
                for name, method in ((n, m) for n in self.who for m in METHODS):
                    if self.chance.random() < share:
                        yield from self.cell(self.who[name], route, place, method)

    def cell(self, someone: Someone, route: Route, place: str, method: str) -> Iterator[str]:
        """What is wrong with one answer."""
        path = self.erased_path(route) if place == "erased" else self.path(route, place)
        body = self.bodies.get(path, ()) if method not in READING else ()
        seen = self.ask(someone, method, path, body)
        self.cells += 1
        self.answers[seen.status] += 1
        place = "" if place == "erased" else place
        here = f"{someone.name} {method} {path} ({place})"
        if seen.status not in self.fitting(someone, route, place, method):
            yield f"{here}: {seen.status}"
        if told := self._foreign(someone, seen.shown):
            yield f"{here}: shows {told}"
        if someone.may is not None and route.policy != PUBLIC and "no-store" not in seen.kept:
            yield f"{here}: may be kept: {seen.kept}"
        if seen.logged:
            yield f"{here}: logs {seen.logged}"
        if seen.foreign:
            yield f"{here}: changed {seen.foreign}"
        refused = method != "POST" or seen.status in (403, 404)
        if refused and seen.wrote - MAY_BE_WRITTEN_BY_READING:
            yield f"{here}: {seen.status} wrote {seen.wrote}"

    def fitting(self, someone: Someone, route: Route, place: str, method: str) -> set[int]:
        """Which answers may be; a method that nobody offers is refused wherever it is seen."""
        fine = self._expected(someone, route, place) | {405}
        if route.name in BY_ANOTHER_RIGHT:
            fine |= {200, 403}
        if self.bodies and method not in READING:
            fine |= {403}  # what a filled form asks for may need more than seeing the form
        nothing = arguments(route) and not place and route.policy != PUBLIC
        if nothing or (self.bodies and method not in READING and not arguments(route)):
            return fine | {404}  # a form may name what is out of sight
        return fine

    def erased_path(self, route: Route) -> str:
        """The address of what was there until it was erased, or of nothing."""
        path = self.path(route, "khom-ban-mau")
        for gone, never in self.erased.items():
            path = path.replace(gone, never)
        return path if path != self.path(route, "khom-ban-mau") else self.path(route, "")

    def ask(
        self, someone: Someone, method: str, path: str, body: Body = (), *, keep: bool = False
    ) -> Seen:
        """Send one request, look at what it did to whom, and take it back."""
        wrote = set[str]()
        cookies = someone.client.cookies.output(header="", sep=";").strip()
        request = RequestFactory().generic(
            method, path, urlencode(body), FORM, HTTP_COOKIE=cookies
        )
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if table := WRITE.match(sql):
                wrote.add(table[1])
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = site().get_response(request)
            seen = Seen(response.status_code, found_in(response), wrote)
            seen.kept = response.headers.get("Cache-Control", "")
            touched = sorted(wrote.intersection(self.tables) - OBEYED_EVERYWHERE)
            seen.foreign = [each for table in touched for each in self._harm(someone, table)]
            if keep:
                seen.rows = {table: plain_rows(table, self.baseline) for table in touched}
            transaction.set_rollback(True)
        seen.logged = self.log.taken()
        return seen

    def _harm(self, someone: Someone, table: str) -> Iterator[str]:
        """Rows of organisations out of anybody's reach that changed, went or came."""
        before, now = self.baseline[table], rows_of(table)
        reach = self._reach(someone)
        for pk, row in before.items():
            if row[0] not in reach and now.get(pk) != row:
                yield f"{table} {pk}"
        for pk, row in now.items():
            if pk not in before and row[0] not in reach and table not in MAY_ARRIVE:
                yield f"{table} new"

    def _reach(self, someone: Someone) -> set[int]:
        """Organisations at which somebody has any right at all."""
        if someone.may is None:
            return set()
        seats = set().union(*someone.may.grants.values())
        return {self.country.places[slug].pk for slug, own in self.seats.items() if seats & own}

    # --- AZ-06 ----------------------------------------------------------------------------------

    def more_columns(self, share: float) -> Iterator[str]:
        """Send what is accepted once more with columns added: the same rows must come of it."""
        someone = self.who[ASKING_MORE]
        for path, body in self.bodies.items():
            plain = self.ask(someone, "POST", path, body, keep=True)
            if plain.status != 302 or not plain.wrote - MAY_BE_WRITTEN_BY_READING:
                continue
            self.accepted += 1
            yield from self._compare(someone, path, body, plain)

    def _compare(self, someone: Someone, path: str, body: Body, plain: Seen) -> Iterator[str]:
        foreign = str(self.country.places["mo-o"].pk)
        known = {name for name, _ in body}
        more = tuple((name, foreign) for name in COLUMNS if name not in known)
        doubled = tuple((name, foreign) for name in ("organization", "organization_id")) * 2
        for added in (more, doubled + body[:1]):
            again = self.ask(someone, "POST", path, (*added, *body), keep=True)
            if again.foreign:
                yield f"{path}: changed {again.foreign}"
            for table in again.rows.keys() | plain.rows.keys():
                if again.rows.get(table) != plain.rows.get(table):
                    yield f"{path}: other rows in {table}"

    # --- pieces ---------------------------------------------------------------------------------

    def _learn(self) -> dict[str, Body]:
        """What the pages of an insider would send, by where it goes."""
        bodies: dict[str, Body] = {}
        insider = self.who[INSIDER]
        for route in routes():
            for place in LEARNED_FROM if arguments(route) else [""]:
                path = self.path(route, place)
                response = self.page(insider, path)
                if response.status_code == 200 and not response.streaming:
                    bodies |= forms_of(response.content.decode(errors="replace"), path)
        return bodies

    def page(self, someone: Someone, path: str) -> Any:
        """What somebody gets at an address; whatever it did is taken back."""
        cookies = someone.client.cookies.output(header="", sep=";").strip()
        with transaction.atomic():
            response = site().get_response(RequestFactory().get(path, HTTP_COOKIE=cookies))
            transaction.set_rollback(True)
        return response


def rows_of(table: str) -> dict[int, tuple[int, int]]:
    """Primary key -> whose the row is, and what stands in it."""
    with unscoped("the campaign looks at everything"), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        key, whose = names.index("id"), names.index("organization_id")
        return {row[key]: (row[whose], hash(repr(row))) for row in cursor.fetchall()}


def plain_rows(table: str, before: dict[str, Any]) -> list[str]:
    """What stands in a table but for what differs each time: also the number of a new row."""
    with unscoped("the campaign looks at everything"), connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        keep = [
            place for place, name in enumerate(names)
            if name != "id" and not any(part in name for part in VOLATILE)
        ]  # fmt: skip
        known = {names.index(column): before[of] for column, of in references(table, before)}
        return sorted(
            repr(["new" if row[at] not in known.get(at, (row[at],)) else row[at] for at in keep])
            for row in cursor.fetchall()
        )


def references(table: str, tables: Container[str]) -> Iterator[tuple[str, str]]:
    """Each column of a table that refers to one of some tables, and to which."""
    model = next(each for each in apps.get_models() if each._meta.db_table == table)
    for each in model._meta.concrete_fields:
        if each.related_model and each.related_model._meta.db_table in tables:
            yield each.column, each.related_model._meta.db_table


def settle(chance: random.Random, *, learn: bool = True) -> Whole:
    """The country with a province beside it, somebody erased, and everybody who may ask."""
    country = world.build()
    settle_beside(country)
    users = world.people_of(country) | more_people(country)
    erased = forget(country)
    matrix = Whole(country, users, chance, learn=learn)
    matrix.erased = erased
    for name, client in strangers(country).items():
        matrix.who[name] = Someone(name, client, None)
    return matrix


def settle_beside(country: World) -> None:
    """Another province with a commune, filled and marked like every other place."""
    for slug, (tier, rank, parent) in BESIDE.items():
        country.places[slug] = world._settle(country, slug, tier, rank, parent)
    for slug in BESIDE:
        place = country.places[slug]
        country.holdings[slug] = world._fill(place, cast.system(world.SETTLED_ON))
        world._mark(country, country.holdings[slug], place)


def more_people(country: World) -> dict[str, User]:
    """Those whom the short matrix leaves out, each with an account that is open."""
    places, today = country.places, timezone.localdate()
    moved = staff.employ(Role.CLERK, places["tan-mau"])
    before = staff.employ(Role.CLERK, places["krong-klang"]).assignments.get()
    before.user, before.valid_from, before.valid_to = moved, today - timedelta(days=30), today
    before.save()
    both = staff.employ(Role.CELL_SECRETARY, places["khe-xong"])
    also = staff.employ(Role.INSPECTION, places["mo-o"]).assignments.get()
    also.user = both
    also.save()
    return {
        "somebody who moved away": moved,
        "a secretary here, an inspector there": both,
        "board of the province": staff.employ(Role.SUPERIOR_BOARD, places["quang-tri"]),
        INSIDER: staff.employ(Role.CLERK, places["quang-tri"]),
        "helper in a cell": staff.employ(Role.AREA_MEMBER, places["khe-xong"]),
    }


def strangers(country: World) -> dict[str, Client]:
    """Browsers that once were let in, or come from the other site."""
    here: Organization = country.places["krong-klang"]
    suspended = staff.employ(Role.CLERK, here)
    out = {"suspended": staff.enter(Client(), suspended)}
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    lost = staff.enter(Client(), staff.employ(Role.SECRETARY, here))
    Session.objects.filter(session_key=lost.session.session_key).delete()
    other = Client()
    other.cookies["nguon_portal_session"] = lost.session.session_key or "x"
    return out | {"a device that was signed out": lost, "an editor of the public site": other}


def forget(country: World) -> dict[str, str]:
    """Erase somebody of a cell next door; what the addresses of that file become."""
    held = country.holdings["khom-ban-mau"]
    by = cast.system(timezone.localdate())
    gone = story.a_person(country.places["khom-ban-mau"], by=by, name="Hồ Văn Xoá")
    reference = gone.ref
    people.erase(gone, by=by)
    return {held.person.ref: reference}

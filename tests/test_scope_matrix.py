"""Every route, asked by everybody, about everything: nothing foreign answers.

The routes come from the resolver, so a new one is in the matrix by itself; an argument that
nobody has said how to fill fails here. Each request is taken back after it was answered.
"""

import base64
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone

from nguon.accounts import queries as account_queries
from nguon.accounts.actors import actor, system_actor
from nguon.accounts.models import Role, RoleAssignment, User
from nguon.accounts.roles import ROLES
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.http import door as entrance
from nguon.core.http.door import Door
from nguon.core.http.headers import HeadersMiddleware
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, SIGNED_IN, Route, routes
from nguon.development.models import Case
from nguon.membership.models import Arrival, Departure
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, PlacementQuerySet, Version
from nguon.people.models import Nomination, Person
from nguon.planning.models import Term
from nguon.reports.models import ImportRun
from nguon.rulebook import EVENT_TYPES
from nguon.web import http as door
from nguon.web.development.tokens import token_of
from tests import staff, world
from tests.canaries import found, found_in, token
from tests.torture import fuzzing
from tests.world import ENDED, Holdings, World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

ANYBODY = {PUBLIC, SIGNED_IN, OWN_ACCOUNT}
ANONYMOUS = "anonymous"
LIKE_THE_CLERK = {"clerk of a district", "delegate"}
WHO = [
    *map(str, Role), "clerk of a district", "secretary of what ended", "nobody", "delegate",
    ANONYMOUS,
]  # fmt: skip
# Somebody at a commune, at a cell, for totals only, and nobody at all: those the second engine is
# asked for. The statements of the others differ in the numbers of their seats only.
ON_BOTH_ENGINES = {"clerk", "cell_secretary", "superior_board", ANONYMOUS}
# Of those, who ask every route about every place. The others ask about three places by turn, not
# the same ones: one that is theirs, two that are foreign; ``make torture`` draws from all.
ASKS_ALL = ON_BOTH_ENGINES - {ANONYMOUS}
# Own, above, beside, below, below beside, in another district, and what has ended, here and there.
ASKED_ABOUT = [
    "krong-klang", "dakrong", "mo-o", "khe-xong", "thon-mau", "tan-mau", "khom-cu", "thon-cu",
]  # fmt: skip
MAY_BE_WRITTEN_BY_READING = {
    "django_session", "core_attempt", "core_auditentry", "core_audithead",
}  # fmt: skip
READ_FROM_BELOW = {
    "name",
    "Floor",
    "OwnForm",
}  # of one's own place and those above: names, and what binds
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')

# How to ask for what a place has, by the beginning of the address and the argument's name.
Fill = Callable[[Holdings], str]
ARGUMENTS: dict[tuple[str, str], Fill] = {
    ("/ho-so/", "ref"): lambda held: held.case.ref,
    ("/ho-so/", "person"): lambda held: held.person.ref,
    ("/ho-so/", "step"): lambda held: "cell_resolution",
    ("/quy-dinh/", "provision"): lambda held: "ceremony.limit",
    ("/ho-so/", "token"): lambda held: token_of(held.event.pk),
    ("/ho-so-giay/", "ref"): lambda held: held.case.ref,
    ("/ho-so-giay/", "returned"): lambda held: held.returned.ref,
    ("/ho-so-giay/", "person"): lambda held: held.person.ref,
    ("/ho-so-giay/", "line"): lambda held: held.line.ref,
    ("/ho-so-giay/", "act"): lambda held: "tra",
    ("/ho-so-giay/", "paper"): lambda held: held.paper.ref,
    ("/ho-so-giay/", "page"): lambda held: "1",
    ("/giay-to/", "ref"): lambda held: held.case.ref,
    ("/giay-to/", "paper"): lambda held: held.own.ref,
    ("/giay-to/", "form"): lambda held: "6-knd",
    ("/giay-to/", "kind"): lambda held: "docx",
    ("/giay-to/chuyen/", "letter"): lambda held: held.departure.ref,
    ("/nguoi/", "ref"): lambda held: held.person.ref,
    ("/nguoi/", "purpose"): lambda held: "sensitive",
    ("/nguon/", "ref"): lambda held: held.nomination.ref,
    ("/tai-khoan/", "username"): lambda held: held.user.username,
    ("/tai-khoan/", "act"): lambda held: "huy",
    ("/tai-khoan/", "ref"): lambda held: account_queries._reference(held.assignment),
    ("/to-chuc/", "slug"): lambda held: held.organization.slug,
    ("/to-chuc/", "ref"): lambda held: held.reform.ref,
    ("/so/", "place"): lambda held: held.organization.slug,
    ("/so/", "book"): lambda held: "danh-sach-7-hsdv",
    ("/nhiem-ky/", "place"): lambda held: held.organization.slug,
    ("/nhiem-ky/", "term"): lambda held: held.term.slug,
    ("/", "drawing"): lambda held: "svg",
    ("/nhiem-ky/", "period"): lambda held: "2024-q1",
    ("/cong-bo/", "ref"): lambda held: held.published.ref,
    ("/nhap-excel/", "ref"): lambda held: held.run.ref,
    ("/giam-sat/", "place"): lambda held: held.organization.slug,
    ("/giam-sat/", "ref"): lambda held: held.obstacle.ref,
    ("/giam-sat/", "act"): lambda held: "action",
    ("/nguon-phat-trien/lop/", "ref"): lambda held: held.course.ref,
    ("/nguon-phat-trien/ra-soat/", "ref"): lambda held: held.round.ref,
    ("/nguon-phat-trien/ra-soat/", "place"): lambda held: held.organization.slug,
    ("/nguon-phat-trien/phong-trao/", "ref"): lambda held: held.movement.ref,
    ("/nguon-phat-trien/ke-hoach/", "ref"): lambda held: held.planned.ref,
    ("/nguon-phat-trien/danh-sach/nhom/", "ref"): lambda held: held.person.ref,
    ("/nguon-phat-trien/danh-sach/", "place"): lambda held: held.organization.slug,
    ("/nguon-phat-trien/nghi-quyet/", "place"): lambda held: held.organization.slug,
    ("/nguon-phat-trien/nghi-quyet/", "ref"): lambda held: held.meeting.ref,
    ("/nguon-phat-trien/nguyen-vong/nghe/", "ref"): lambda held: held.person.ref,
    ("/nguon-phat-trien/nguyen-vong/", "ref"): lambda held: held.wish.ref,
    ("/nguon-phat-trien/boi-duong/nguoi/", "ref"): lambda held: held.person.ref,
    ("/nguon-phat-trien/boi-duong/viec/", "ref"): lambda held: held.foster_step.ref,
    ("/nguon-phat-trien/boi-duong/", "place"): lambda held: held.organization.slug,
    ("/dang-vien/chuyen/di/", "ref"): lambda held: held.departure.ref,
    ("/dang-vien/chuyen/den/", "ref"): lambda held: held.arrival.ref,
    ("/dang-vien/", "ref"): lambda held: held.member.ref,
    ("/dang-vien/", "place"): lambda held: held.organization.slug,
    ("/dang-vien/chuyen/di/", "act"): lambda held: "call_off",
    ("/dang-vien/chuyen/den/", "act"): lambda held: "accept",
    ("/danh-gia/tieu-chi/", "ref"): lambda held: held.table.ref,
    ("/danh-gia/dot/", "ref"): lambda held: held.grading.ref,
    ("/danh-gia/phieu/", "ref"): lambda held: held.sheet.ref,
    ("/danh-gia/dang-vien/", "ref"): lambda held: held.member_sheet.ref,
    ("/danh-gia/", "act"): lambda held: "self",
    ("/hop/bo/", "ref"): lambda held: held.pack.ref,
    ("/hop/", "ref"): lambda held: held.called.ref,
    ("/thong-ke/", "place"): lambda held: held.organization.slug,
    ("/thong-ke/", "period"): lambda held: "2024",
    ("/thong-ke/", "form"): lambda held: "2-btctw",
    ("/thong-ke/", "kind"): lambda held: "json",
    ("/thong-ke/", "row"): lambda held: "I",
    ("/lich/", "token"): lambda held: "khong-co-lich-nay",
    ("/bat-dau/", "code"): lambda held: "khong-co-ma-nay",
    ("/quyen/su-co/", "ref"): lambda held: held.incident.ref,
    ("/quyen/su-co/", "act"): lambda held: "close",
    ("/quyen/su-co/", "paper"): lambda held: "thong-bao",
    ("/quyen/su-co/", "kind"): lambda held: "docx",
    ("/quyen/trach-nhiem/", "place"): lambda held: held.organization.slug,
    ("/quyen/trach-nhiem/", "kind"): lambda held: "docx",
    ("/quyen/nguoi/", "ref"): lambda held: held.person.ref,
    ("/quyen/", "ref"): lambda held: held.request.ref,
    ("/quyen/nguoi/", "field"): lambda held: "phone",
    ("/quyen/nguoi/", "kind"): lambda held: "json",
    ("/quyen/", "act"): lambda held: "answered",
    ("/xac-thuc/", "ref"): lambda held: "khong-co-khoa-nay",
}
# By which action the thing at an address is seen at all; beyond it, it does not exist.
SEEN_BY = {
    "/ho-so/mo/": "people.view",
    "/ho-so/": "development.view",
    "/giay-to/chuyen/": "membership.view",
    "/giay-to/mau-rieng/": "people.open",
    "/giay-to/": "development.view",
    "/ho-so-giay/giay/": "people.open",
    "/ho-so-giay/so/ghi/": "people.view",
    "/ho-so-giay/so/": "dossier.book",
    "/ho-so-giay/": "development.view",
    "/nguoi/": "people.view",
    "/nguon/": "people.nominations",
    "/tai-khoan/": "accounts.view",
    "/to-chuc/sap-xep/": "organizations.change",
    "/to-chuc/": "organizations.view",
    "/dang-vien/bien-dong/": "organizations.view",
    "/dang-vien/": "membership.view",
    "/so/": "organizations.view",
    "/nhiem-ky/": "planning.view",
    "/nhap-excel/": "people.import",
    "/cong-bo/": "publication.view",
    "/giam-sat/vuong-mac/neu/": "organizations.view",
    "/giam-sat/du-hop/": "organizations.view",
    "/giam-sat/": "supervision.view",
    "/nguon-phat-trien/phong-trao/": "sources.movements",
    "/nguon-phat-trien/danh-sach/nhom/": "people.view",
    "/nguon-phat-trien/danh-sach/giup-do/": "organizations.view",
    "/nguon-phat-trien/nghi-quyet/du-thao/": "organizations.view",
    "/nguon-phat-trien/nghi-quyet/ghi/": "organizations.view",
    "/nguon-phat-trien/nguyen-vong/nghe/": "people.view",
    "/nguon-phat-trien/nguyen-vong/": "sources.hear",
    "/nguon-phat-trien/boi-duong/nguoi/": "people.view",
    "/nguon-phat-trien/boi-duong/chi-bo/": "organizations.view",
    "/nguon-phat-trien/": "sources.view",
    "/quyen/nguoi/": "people.view",
    "/quyen/su-co/": "rights.incidents",
    "/quyen/trach-nhiem/": "organizations.view",
    "/quyen/": "rights.view",
    "/hop/bo/": "meetings.call",
    "/hop/": "meetings.view",
    "/thong-ke/": "planning.view",
    "/danh-gia/phieu/": "evaluation.view",
    "/danh-gia/dang-vien/": "evaluation.members",
    "/danh-gia/": "evaluation.totals",
}
NOT_THERE: Any = SimpleNamespace(
    organization=SimpleNamespace(slug="khong-co-ai"), case=SimpleNamespace(ref="AbCdEfGhIjKl"),
    person=SimpleNamespace(ref="AbCdEfGhIjKl"), nomination=SimpleNamespace(ref="AbCdEfGhIjKl"),
    run=SimpleNamespace(ref="AbCdEfGhIjKl"), reform=SimpleNamespace(ref="AbCdEfGhIjKl"),
    term=SimpleNamespace(slug="2020-2025"),
    user=SimpleNamespace(username="khong-co-ai"), assignment=SimpleNamespace(pk=-1),
    event=SimpleNamespace(pk=-1), obstacle=SimpleNamespace(ref="AbCdEfGhIjKl"),
    course=SimpleNamespace(ref="AbCdEfGhIjKl"), round=SimpleNamespace(ref="AbCdEfGhIjKl"),
    movement=SimpleNamespace(ref="AbCdEfGhIjKl"), planned=SimpleNamespace(ref="AbCdEfGhIjKl"),
    meeting=SimpleNamespace(ref="AbCdEfGhIjKl"), wish=SimpleNamespace(ref="AbCdEfGhIjKl"),
    foster_step=SimpleNamespace(ref="AbCdEfGhIjKl"), member=SimpleNamespace(ref="AbCdEfGhIjKl"),
    paper=SimpleNamespace(ref="AbCdEfGhIjKl"), returned=SimpleNamespace(ref="AbCdEfGhIjKl"),
    line=SimpleNamespace(ref="AbCdEfGhIjKl"),
    departure=SimpleNamespace(ref="AbCdEfGhIjKl"), arrival=SimpleNamespace(ref="AbCdEfGhIjKl"),
    table=SimpleNamespace(ref="AbCdEfGhIjKl"), grading=SimpleNamespace(ref="AbCdEfGhIjKl"),
    sheet=SimpleNamespace(ref="AbCdEfGhIjKl"), member_sheet=SimpleNamespace(ref="AbCdEfGhIjKl"),
    own=SimpleNamespace(ref="AbCdEfGhIjKl"), published=SimpleNamespace(ref="AbCdEfGhIjKl"),
    request=SimpleNamespace(ref="AbCdEfGhIjKl"), incident=SimpleNamespace(ref="AbCdEfGhIjKl"),
    called=SimpleNamespace(ref="AbCdEfGhIjKl"), pack=SimpleNamespace(ref="AbCdEfGhIjKl"),
)  # fmt: skip


@dataclass
class Someone:
    """Who asks: a browser, and what the roles of today permit."""

    name: str
    client: Client
    may: Actor | None
    own: set[int] = field(default_factory=set)


@dataclass
class Answer:
    response: HttpResponse
    wrote: set[str]


class Matrix:
    """Asks and judges. ``faults`` yields a sentence for every answer that must not be."""

    def __init__(self, country: World, people: dict[str, User]) -> None:
        self.country = country
        self.today = timezone.localdate()
        self.seats = {slug: country.keeper(slug).seats_on(self.today) for slug in country.places}
        self.turns = {route.name: turn for turn, route in enumerate(routes())}
        self.slugs = {place.pk: slug for slug, place in country.places.items()}
        self.who = {name: self._someone(name, user) for name, user in people.items()}
        self.who[ANONYMOUS] = Someone(ANONYMOUS, Client(), None)

    def _someone(self, name: str, user: User) -> Someone:
        client = staff.enter(Client(), user)
        may = actor(user, today=self.today, at=timezone.now())
        own = set(user.assignments.values_list("organization", flat=True))
        return Someone(name, client, may, own)

    def faults(self, name: str, only: str = "") -> Iterator[str]:
        """Everything wrong with what ``name`` gets from the routes that begin with ``only``."""
        self._enter_anew(self.who[name])
        for route in routes():
            if not route.path.startswith(only):
                continue
            for place in self._places(route, self.who[name]):
                for method in self._methods(route, self.who[name]):
                    yield from self._faults(self.who[name], route, place, method)

    def _enter_anew(self, someone: Someone) -> None:
        """A quarter of an hour after signing in some pages ask again; others took their time."""
        if someone.may is not None:
            staff.enter(someone.client, User.objects.get(pk=someone.may.user_id))

    def _places(self, route: Route, someone: Someone) -> list[str]:
        """Whom to ask about: all places, or few where the answer cannot depend on the place.

        The acts of a case are one view under many names: they share the places among them, and
        of those who have the rights of a clerk only the clerk asks.
        """
        if not arguments(route):
            return [""]
        if self._is_shut(route, someone):
            return ["thon-mau"]
        act = route.name.removeprefix("development:")
        if act not in EVENT_TYPES:
            return ASKED_ABOUT if self._asks_all(someone) else self._in_turn(route, someone)
        if someone.name in LIKE_THE_CLERK:
            return []
        turn = list(EVENT_TYPES).index(act)
        return [ASKED_ABOUT[turn % 8], ASKED_ABOUT[(turn + 3) % 8]]

    def _asks_all(self, someone: Someone) -> bool:
        """The second engine, which has walls of its own, is asked about fewer places."""
        return someone.name in ASKS_ALL and connection.vendor == "sqlite"

    def _in_turn(self, route: Route, someone: Someone) -> list[str]:
        """Two foreign places and one that is not; another route, or somebody else, has others."""
        turn = self.turns[route.name] + list(self.who).index(someone.name)
        within = [slug for slug in ASKED_ABOUT if self._is_seen(route, someone, slug)]
        foreign = [slug for slug in ASKED_ABOUT if slug not in within]
        return [*_some(foreign, turn, 2), *_some(within, turn, 1)]

    def _is_seen(self, route: Route, someone: Someone, slug: str) -> bool:
        return route.policy in ANYBODY or self.sees(someone, seen_by(route), slug)

    def _methods(self, route: Route, someone: Someone) -> list[str]:
        """The door shuts before anybody looks at the method."""
        return ["GET"] if self._is_shut(route, someone) else ["GET", "POST"]

    def _is_shut(self, route: Route, someone: Someone) -> bool:
        if route.policy in ANYBODY:
            return someone.may is None and route.policy != PUBLIC
        if someone.may is None or not someone.may.seats(str(route.policy)):
            return True
        return route.also is not None and not someone.may.seats(route.also)

    def _faults(self, someone: Someone, route: Route, place: str, method: str) -> Iterator[str]:
        path = self.path(route, place)
        answer = ask(someone.client, method, path)
        status, here = answer.response.status_code, f"{someone.name} {method} {path} ({place})"
        if status >= 500 or status not in self._expected(someone, route, place):
            yield f"{here}: {status}"
        if foreign := self._foreign(someone, found_in(answer.response)):
            yield f"{here}: shows {foreign}"
        if (method == "GET" or status in (403, 404)) and answer.wrote - MAY_BE_WRITTEN_BY_READING:
            yield f"{here}: {status} wrote {answer.wrote}"

    def _expected(self, someone: Someone, route: Route, place: str) -> set[int]:
        fine = {200, 204, 302, 400, 404, 405, 409, 413}
        policy = str(route.policy)
        if policy == PUBLIC:
            return fine
        if someone.may is None:
            return {302}
        if policy in ANYBODY:
            return fine | {403}
        if self._is_shut(route, someone):
            return {403}
        if not place:
            return fine - {404}
        if not self.sees(someone, seen_by(route), place):
            return {404, 405}
        if self.sees(someone, policy, place):  # on what has ended, nothing more can be done
            return fine | {403} if place in ENDED else fine
        return {403, 405}

    def sees(self, someone: Someone, action: str, slug: str) -> bool:
        return someone.may is not None and not someone.may.seats(action).isdisjoint(
            self.seats[slug]
        )

    def _foreign(self, someone: Someone, numbers: set[int]) -> list[str]:
        shown = (self.country.owners[number] for number in numbers)
        return [
            f"{kind} of {self.slugs[place.pk]}"
            for place, action, kind in shown
            if not self._own(someone, place, action, kind)
        ]

    def _own(self, someone: Someone, place: Organization, action: str, kind: str) -> bool:
        """Whether it may be shown: in scope, or what is read from below of a place above."""
        if self.sees(someone, action, self.slugs[place.pk]):
            return True
        return kind in READ_FROM_BELOW and place.pk in someone.own | self._above(someone)

    def _above(self, someone: Someone) -> set[int]:
        own = [self.seats[self.slugs[place]] for place in someone.own]
        return {seat.organization_id for seats in own for seat in seats}

    def path(self, route: Route, place: str) -> str:
        held = self.country.holdings[place] if place else NOT_THERE
        return fill(route, held)


def _some(slugs: list[str], turn: int, number: int) -> list[str]:
    """``number`` of them, beginning at another one each turn."""
    begin = turn % max(len(slugs), 1)
    return (slugs[begin:] + slugs[:begin])[:number]


def arguments(route: Route) -> list[str]:
    """What of an address names a thing; a kind of file names none."""
    return [name for name in ARGUMENT.findall(route.path) if name != "drawing"]


def fill(route: Route, held: Holdings) -> str:
    """The address with its arguments, asking for what ``held`` has."""

    def value(argument: re.Match[str]) -> str:
        for (start, name), get in ARGUMENTS.items():
            if route.path.startswith(start) and name == argument[1]:
                return get(held)
        raise LookupError(f"{route.path}: say in ARGUMENTS how to fill {argument[1]!r}")

    return ARGUMENT.sub(value, route.path)


def seen_by(route: Route) -> str:
    return next(action for start, action in SEEN_BY.items() if route.path.startswith(start))


@cache
def site() -> ClientHandler:
    handler = ClientHandler()
    handler.load_middleware()
    return handler


def ask(client: Client, method: str, path: str) -> Answer:
    """Send one request and take back all that it did.

    It goes past the test client, which would keep a copy of everything a template sees.
    """
    wrote = set[str]()
    cookies = client.cookies.output(header="", sep=";").strip()
    request = RequestFactory().generic(method, path, HTTP_COOKIE=cookies)
    request._dont_enforce_csrf_checks = True

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if table := WRITE.match(sql):
            wrote.add(table[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = site().get_response(request)
        transaction.set_rollback(True)
    return Answer(response, wrote)


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """The country is settled once for all questions, and gone afterwards."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its line
    with django_db_blocker.unblock(), transaction.atomic():
        country = world.build()
        yield Matrix(country, world.people_of(country))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def on_one_engine(names: list[str]) -> list[Any]:
    """The names as parameters, those that the second engine need not be asked for marked."""
    once = [() if name in ON_BOTH_ENGINES else pytest.mark.pure for name in names]
    return [pytest.param(name, marks=mark) for name, mark in zip(names, once, strict=True)]


@pytest.mark.parametrize("name", on_one_engine(WHO))
def test_nothing_foreign_answers(matrix: Matrix, name: str) -> None:
    assert "\n".join(matrix.faults(name)) == ""


@pytest.mark.parametrize("name", ["secretary", "inspection", "area_member", "delegate"])
def test_who_takes_turns_asks_about_every_place_and_twice_about_foreign_ones(
    matrix: Matrix, name: str
) -> None:
    someone, asked = matrix.who[name], set[str]()
    for route in routes():
        if arguments(route) and not (route.policy in ANYBODY or matrix._is_shut(route, someone)):
            places = matrix._in_turn(route, someone)
            foreign = [slug for slug in places if not matrix._is_seen(route, someone, slug)]
            assert len(foreign) == 2, route.path
            asked |= set(places)
    assert asked == set(ASKED_ABOUT)


def test_every_route_is_asked_for_things_that_are_really_there(matrix: Matrix) -> None:
    opened = {route.name for route in routes() if any(_opens(matrix, route))}
    only_with_a_code_or_key = {
        "accounts:use_code",
        "mfa_remove_webauthn",
        "notices:feed",
        "end_session",
    }
    only_while_signing_in = {"mfa_login_webauthn", "mfa_authenticate", "account_inactive"}
    without = {"account_change_password", "mfa_deactivate_totp", "mfa_view_recovery_codes"}
    without |= {"security_txt"}
    rest = {route.name for route in routes()} - opened
    assert rest <= only_with_a_code_or_key | only_while_signing_in | without


def _opens(matrix: Matrix, route: Route) -> Iterator[bool]:
    places = ["khe-xong", "khom-ban-mau", "krong-klang"] if arguments(route) else [""]
    for someone in sorted(matrix.who.values(), key=lambda one: one.name != "clerk"):
        for place in places:
            for method in ("GET", "POST"):
                answer = ask(someone.client, method, matrix.path(route, place))
                yield answer.response.status_code in (200, 204, 302, 400)


@pytest.mark.parametrize(
    "name", on_one_engine(["clerk", "secretary", "cell_secretary", "inspection"])
)
def test_what_is_foreign_answers_like_what_does_not_exist(matrix: Matrix, name: str) -> None:
    someone = matrix.who[name]
    for route in routes():
        if not arguments(route) or route.policy in ANYBODY:
            continue
        there, nowhere = matrix.path(route, "thon-mau"), matrix.path(route, "")
        foreign = ask(someone.client, "GET", there).response
        missing = ask(someone.client, "GET", nowhere).response
        assert plain(foreign, there) == plain(missing, nowhere), there


def plain(response: HttpResponse, path: str) -> tuple[int, str]:
    """An answer without what differs each time: its address, the form's token, the minute."""
    text = response.content.decode().replace(path, "")
    text = re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d", "", text)
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize(
    "written",
    [
        token(7).encode(),
        "Zqa\u0302\u0309k007w".encode(),
        b"zqak007w",
        b"\\u005Aq\\u1ea9k007w",
        b"Zq%E1%BA%A9k007w",
        b"Zq&#7849;k007w",
        b"....VGhpcyBpcyBacclavYWs=",
    ],
)
def test_a_word_is_found_however_it_is_written(written: bytes) -> None:
    if written.startswith(b"...."):
        written = b"x" + base64.b64encode(f"hồ sơ {token(7)} kín".encode())
    assert found(b"<p>" + written + b"</p>") == {7}


# --- planted leaks: each must be caught --------------------------------------------------------


def drop_scope(*models: Any) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        for model in models:
            patch.setattr(model.objects, "visible_to", lambda by, m=model: m.unscoped.all())

    return plant


def let_everybody(action: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A page that forgot its policy."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = entrance.policy_of
        patch.setattr(
            entrance, "policy_of",
            lambda view, name: SIGNED_IN if real(view, name) == action else real(view, name),
        )  # fmt: skip

    return plant


def forget_the_policy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entrance, "policy_of", lambda view, name: None)


def see_the_whole_tree(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PlacementQuerySet, "under", lambda self, seats, *, on: self.all())


def see_former_trees(patch: pytest.MonkeyPatch) -> None:
    """Roles of any day count."""
    patch.setattr(
        door, "actor",
        lambda user, *, today, at: actor(
            user, today=RoleAssignment.objects.filter(user=user).latest("pk").valid_from, at=at
        ),
    )  # fmt: skip


def act_as_the_system(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(door, "actor", lambda user, *, today, at: system_actor(today=today, at=at))


def see_all_accounts(patch: pytest.MonkeyPatch) -> None:
    everybody = RoleAssignment.objects.select_related(*account_queries.SHOWN)
    patch.setattr(account_queries, "_within", lambda by, action: everybody)


def see_every_organisation(patch: pytest.MonkeyPatch) -> None:
    everywhere = Version.objects.select_related("organization")
    patch.setattr(tree, "visible", lambda by: Organization.objects.all())
    patch.setattr(tree, "nearby", lambda organization, tiers, *, by: list(everywhere.all()))


def offer_all_places(patch: pytest.MonkeyPatch) -> None:
    everywhere = Placement.objects.all()
    patch.setattr(PlacementQuerySet, "under", lambda self, seats, *, on: everywhere)


def say_forbidden(module: str) -> Callable[[pytest.MonkeyPatch], None]:
    """403 tells that there is something."""

    def get(rows: Any, **wanted: Any) -> Any:
        row = rows.filter(**wanted).first()
        if row is None:
            raise PermissionDenied
        return row

    return lambda patch: patch.setattr(f"{module}.get_object_or_404", get)


def give_the_role(role: str, action: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A role that got one right too many; the matrix knows the table as it was printed."""
    return lambda patch: patch.setitem(ROLES, Role(role), ROLES[role] | {action})


def whisper(patch: pytest.MonkeyPatch) -> None:
    """A header that carries a foreign name."""
    real = HeadersMiddleware.__call__

    def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        response.headers["X-Last"] = " ".join(quote(token(number)) for number in range(1, 60))
        return response

    patch.setattr(HeadersMiddleware, "__call__", telling)


def write_while_reading(patch: pytest.MonkeyPatch) -> None:
    real = Door.admit

    def noting(self: Door, request: Any, wanted: str) -> HttpResponse | None:
        User.objects.filter(pk=request.user.pk).update(full_name="x")
        return real(self, request, wanted)

    patch.setattr(Door, "admit", noting)


PLANTED: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = {
    "cases without scope": (drop_scope(Case), "clerk", "/ho-so/"),
    "cases without scope, seen from a cell": (drop_scope(Case), "cell_secretary", "/ho-so/"),
    "cases that a change touches, without scope": (drop_scope(Case), "clerk", "/quy-dinh/ho-so/"),
    "reasons of any case": (drop_scope(Case), "inspection", "/ho-so/<str:ref>/vi-sao/"),
    "persons without scope": (drop_scope(Person), "clerk", "/nguoi/"),
    "persons without scope, for inspection": (drop_scope(Person), "inspection", "/nguoi/"),
    "stubs without scope": (drop_scope(Nomination), "clerk", "/nguon/"),
    "opening a case for any person": (drop_scope(Person), "clerk", "/ho-so/mo/"),
    "terms without scope": (drop_scope(Term), "clerk", "/nhiem-ky/"),
    "letters of transfer without scope": (
        drop_scope(Departure, Arrival), "clerk", "/dang-vien/chuyen/"
    ),
    "runs of the import without scope": (drop_scope(ImportRun), "clerk", "/nhap-excel/"),
    "people.import for everybody": (let_everybody("people.import"), "secretary", "/nhap-excel/"),
    "an inspection that takes lists away": (
        give_the_role("inspection", "people.export"), "inspection", "/ho-so/xuat/"
    ),
    "planning.view for everybody": (let_everybody("planning.view"), "referrer", "/nhiem-ky/"),
    "people.consent for everybody": (let_everybody("people.consent"), "inspection", "/nguon/"),
    "development.retract for everybody": (
        let_everybody("development.retract"), "area_member", "/ho-so/"
    ),
    "everybody acts as the system": (act_as_the_system, "cell_secretary", "/nguoi/"),
    "every organisation in the tree": (see_every_organisation, "clerk", "/to-chuc/"),
    "organizations.change for everybody": (
        let_everybody("organizations.change"), "area_member", "/to-chuc/"
    ),
    "planning.set_target for everybody": (
        let_everybody("planning.set_target"), "superior_board", "/nhiem-ky/"
    ),
    "accounts without scope": (see_all_accounts, "secretary", "/tai-khoan/"),
    "places to choose without scope": (offer_all_places, "administrator", "/tai-khoan/them/"),
    "the whole tree under every seat": (see_the_whole_tree, "clerk", "/nguoi/"),
    "roles that are over": (see_former_trees, "nobody", "/ho-so/"),
    "people.open for everybody": (let_everybody("people.open"), "superior_board", "/nguoi/"),
    "development.view for everybody": (
        let_everybody("development.view"), "administrator", "/ho-so/"
    ),
    "people.view for everybody": (let_everybody("people.view"), "administrator", "/nguoi/"),
    "accounts.assign for everybody": (
        let_everybody("accounts.assign"), "clerk", "/tai-khoan/"
    ),
    "people.nominations for everybody": (
        let_everybody("people.nominations"), "superior_board", "/nguon/"
    ),
    "a page without a policy": (forget_the_policy, "clerk", "/ho-so/"),
    "403 for what is foreign": (
        say_forbidden("nguon.web.development.views"), "clerk", "/ho-so/"
    ),
    "an administrator who sees content": (
        give_the_role("administrator", "people.view"), "administrator", "/nguoi/"
    ),
    "a superior who sees cases": (
        give_the_role("superior_board", "development.view"), "superior_board", "/ho-so/"
    ),
    "a header that tells": (whisper, "clerk", "/toi/"),
    "writing while reading": (write_while_reading, "clerk", "/nguoi/"),
}  # fmt: skip


@contextmanager
def planted(fault: Callable[[pytest.MonkeyPatch], None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, unscoped("a planted leak"):
        fault(patch)
        yield


@pytest.mark.pure
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_caught(matrix: Matrix, name: str) -> None:
    fault, who, where = PLANTED[name]
    with planted(fault):
        assert any(not fault.endswith(": 500") for fault in matrix.faults(who, where))


@pytest.mark.pure
def test_odd_values_break_no_page(matrix: Matrix) -> None:
    """BI-01, BI-02 in short: every address once, in the name of somebody; torture sends 50,000."""
    clients = {name: matrix.who[name].client for name in fuzzing.ROLES}
    addresses = fuzzing.of_the_register(matrix)
    fuzz = fuzzing.Fuzz(
        clients, addresses, seed=20260731, clean=contextmanager(fuzzing.taken_back)
    )
    tally = fuzz.run(len(list(routes())))
    assert tally.wrong == {}
    assert len(tally.routes) == len({route.name for route in routes()})
    assert tally.answers[200] > 50

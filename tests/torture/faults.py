"""Permission faults that somebody might make, planted one by one into the running program.

Each names who would notice it and where: ``matrix`` faults show in an answer's status, words or
writes, ``side`` faults in what an answer becomes when something happens elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from nguon.accounts.actors import actor, system_actor
from nguon.accounts.models import RoleAssignment, User
from nguon.accounts.roles import ROLES
from nguon.core import wall
from nguon.core.actor import Actor, Seat
from nguon.core.http.headers import HeadersMiddleware
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, SIGNED_IN, routes
from nguon.core.http.session import SECOND_FACTOR
from nguon.development import queries as case_queries
from nguon.development import totals
from nguon.development.models import Case, CaseEvent
from nguon.dossier.models import BookLine, FileReturn, Paper
from nguon.evaluation.models import GradingRound, MemberSheet, Sheet
from nguon.forms.models import OwnEdition, OwnForm
from nguon.meetings.models import Matter, Meeting, Pack
from nguon.membership.models import Departure, Note
from nguon.notices import operations as notice_operations
from nguon.organizations import queries as tree
from nguon.organizations.models import Edge, Organization, Placement, PlacementQuerySet
from nguon.organizations.scoping import Scoped
from nguon.people import queries as people_queries
from nguon.people.models import Consent, Membership, Person
from nguon.reports import exports
from nguon.reports.models import Publication, Reform
from nguon.sources.models import (
    Course,
    FosterStep,
    ListMeeting,
    Movement,
    PlannedClass,
    Round,
    Wish,
)
from nguon.supervision.models import Agreement, Obstacle, Promise, Reminder, Visit
from nguon.web import download
from nguon.web import http as door
from tests import test_scope_matrix as short
from tests.canaries import token
from tests.test_scope_matrix import Matrix, arguments, give_the_role, let_everybody, say_forbidden
from tests.torture import sidedoors

Plant = Callable[[pytest.MonkeyPatch], None]
ASKED_ABOUT = ("thon-mau", "mo-o", "khe-xong", "krong-klang", "khom-ban-mau")


@dataclass(frozen=True)
class Fault:
    """What is broken, who notices, in addresses that begin how, and by which test."""

    plant: Plant
    who: str
    where: str
    caught_by: str = "matrix"


# --- dropped scope ------------------------------------------------------------------------------


def drop_scope(*models: type[Scoped]) -> Plant:
    """Somebody wrote ``.all()`` where ``visible_to`` belongs."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for model in models:
            patch.setattr(
                model.objects, "visible_to", lambda by, action="", m=model: m.unscoped.all()
            )

    return plant


def widen(change: Callable[[Any, Actor], Any]) -> Plant:
    """The door makes another actor of whoever comes."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(
            door, "actor",
            lambda user, *, today, at: change(user, actor(user, today=today, at=at)),
        )  # fmt: skip

    return plant


def pool_the_seats(user: User, by: Actor) -> Actor:
    """What one role permits here counts wherever any other role of the person is held."""
    everywhere = frozenset[Seat]().union(*by.grants.values())
    return replace(by, grants=dict.fromkeys(by.grants, everywhere))


def climb(user: User, by: Actor) -> Actor:
    """A seat reaches what stands above it."""

    def above(seat: Seat) -> Iterator[Seat]:
        yield seat
        for place in Edge.objects.filter(
            organization=seat.organization_id, valid_to__gt=by.today
        ).values_list("parent", flat=True):
            yield from (one for one in _seats(place, by))

    grants = {
        action: frozenset(one for seat in seats for one in above(seat))
        for action, seats in by.grants.items()
    }
    return replace(by, grants=grants)


def keep_former_roles(user: User, by: Actor) -> Actor:
    """A role that ended goes on."""
    grants = {action: set(seats) for action, seats in by.grants.items()}
    for held in RoleAssignment.objects.filter(user=user):
        for action in ROLES[held.role]:
            grants.setdefault(action, set()).update(_seats(held.organization_id, by))
    return replace(by, grants={action: frozenset(seats) for action, seats in grants.items()})


def sit_where_it_ended(user: User, by: Actor) -> Actor:
    """A seat at what was dissolved counts with its heir."""
    heirs = {"khom-cu": "khom-ban-mau"}
    grants = {action: set(seats) for action, seats in by.grants.items()}
    for held in RoleAssignment.objects.filter(user=user).select_related("organization"):
        if heir := heirs.get(held.organization.slug):
            for action in ROLES[held.role]:
                place = Organization.objects.get(slug=heir).pk
                grants.setdefault(action, set()).update(_seats(place, by))
    return replace(by, grants={action: frozenset(seats) for action, seats in grants.items()})


def _seats(place: int, by: Actor) -> list[Seat]:
    organization = Organization.objects.get(pk=place)
    return [seat for seat in organization.seats_on(by.today) if seat.organization_id == place]


def count_the_suspended(patch: pytest.MonkeyPatch) -> None:
    """A suspended account keeps its session and its roles."""
    patch.setattr(ModelBackend, "user_can_authenticate", lambda self, user: True)
    patch.setattr(AuthenticationBackend, "user_can_authenticate", lambda self, user: True)
    patch.setattr(User, "is_active", True)


def ask_anybody_in(patch: pytest.MonkeyPatch) -> None:
    """Who is not signed in is somebody all the same."""
    real = door.ActorMiddleware.__call__

    def let_in(self: Any, request: Any) -> Any:
        if not isinstance(request.user, User):
            request.user = User.objects.filter(is_active=True).earliest("pk")
            now = timezone.now()
            request.session[SECOND_FACTOR] = request.user.pk
            request.actor = system_actor(today=timezone.localdate(now), at=now)
            return self.get_response(request)
        return real(self, request)

    patch.setattr(door.ActorMiddleware, "__call__", let_in)


def allow_everything(patch: pytest.MonkeyPatch) -> None:
    """Seeing is enough to act."""
    patch.setattr(Actor, "require", lambda self, action, at: None)


def ignore_the_tier(patch: pytest.MonkeyPatch) -> None:
    """The district's column is asked for every seat: a commune reaches its neighbours."""
    real = PlacementQuerySet.under

    def wide(self: PlacementQuerySet, seats: Any, *, on: Any) -> Any:
        mine = real(Placement.objects.all(), seats, on=on).values("district")
        return self.filter(district__in=mine, valid_from__lte=on, valid_to__gt=on)

    patch.setattr(PlacementQuerySet, "under", wide)


# --- what leaves by another way -----------------------------------------------------------------


def join_a_stranger(patch: pytest.MonkeyPatch) -> None:
    """``case.person`` follows a row number that is another's: what a wrong join shows."""
    real = case_queries._item

    def wrong(case: Case, day: Any, place: str) -> Any:
        strangers = Case.unscoped.filter(organization__slug="thon-mau")
        case.person = strangers.select_related("person")[0].person
        return real(case, day, place)

    patch.setattr(case_queries, "_item", wrong)


def write_strangers_into_workbooks(patch: pytest.MonkeyPatch) -> None:
    """A serializer that reads the table by itself."""
    real = download.people

    def more(name: str, title: Any, heading: Any, rows: Any, **told: Any) -> Any:
        names = Person.unscoped.values_list("full_name")
        return real(name, title, heading, [*rows, *names], **told)

    patch.setattr(download, "people", more)


def take_without_asking(patch: pytest.MonkeyPatch) -> None:
    """An export that forgot the right to take lists away."""
    real = short.entrance.policy_of
    patch.setattr(
        short.entrance, "policy_of",
        lambda view, name: "people.view" if real(view, name) == "people.export"
        else real(view, name),
    )  # fmt: skip
    free = lambda by: exports.Taker(  # noqa: E731
        by.user_id, by.name, by.today, by.at, by.grants, by.grants
    )
    patch.setattr(exports, "taker", free)


def name_files_after_people(patch: pytest.MonkeyPatch) -> None:
    real = download._named

    def telling(response: Any, name: str) -> Any:
        stranger = Person.unscoped.filter(organization__slug="thon-mau").first()
        return real(response, f"{stranger.full_name if stranger else ''}-{name}")

    patch.setattr(download, "_named", telling)


def offer_every_place(patch: pytest.MonkeyPatch) -> None:
    """A field of choices that reads the whole tree."""
    everywhere = Organization.objects.filter(versions__valid_to__year=9999)
    patch.setattr(
        tree, "places",
        lambda action, *, by: list(everywhere.values_list("slug", "versions__name")),
    )  # fmt: skip


def search_everywhere(patch: pytest.MonkeyPatch) -> None:
    def found(text: str, *, by: Actor, limit: int = 50) -> Any:
        rows = Person.unscoped.filter(folded__contains=people_queries.names.fold(text))
        return people_queries._placed(rows.order_by("sort_key", "pk")[:limit], by.today)

    patch.setattr(people_queries, "search", found)


def answer_lost_ones(words: Callable[[Any], str]) -> Plant:
    """A page for 404 that knows too much."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = HeadersMiddleware.__call__

        def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
            response = real(self, request)
            if response.status_code == 404:
                response.content += words(request).encode()
            return response

        patch.setattr(HeadersMiddleware, "__call__", telling)

    return plant


def every_name(request: Any) -> str:
    return " ".join(Person.unscoped.values_list("full_name", flat=True))


def lead_to_where_it_went(patch: pytest.MonkeyPatch) -> None:
    """What is out of sight answers by an address: it is there, then."""
    real = HeadersMiddleware.__call__

    def leading(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        if response.status_code != 404:
            return response
        ref = request.path.split("/")[2] if request.path.count("/") > 2 else ""
        return HttpResponseRedirect("/") if _is_there(ref) else response

    patch.setattr(HeadersMiddleware, "__call__", leading)


def _is_there(ref: str) -> bool:
    return Case.unscoped.filter(ref=ref).exists() or Person.unscoped.filter(ref=ref).exists()


def remember_in_a_cookie(patch: pytest.MonkeyPatch) -> None:
    real = HeadersMiddleware.__call__

    def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        response.set_cookie("last", short.quote(" ".join(token(n) for n in range(1, 60))))
        return response

    patch.setattr(HeadersMiddleware, "__call__", telling)


def let_it_be_kept(patch: pytest.MonkeyPatch) -> None:
    """A page about people that says it may lie in a cache."""
    real = HeadersMiddleware.__call__

    def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        response.headers["Cache-Control"] = "max-age=60"
        return response

    patch.setattr(HeadersMiddleware, "__call__", telling)


def take_any_column(patch: pytest.MonkeyPatch) -> None:
    """Whatever a form brings is written: a person goes to the organisation that was sent."""
    real = HeadersMiddleware.__call__

    def writing(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        if place := request.POST.get("organization"):
            ref = request.path.split("/")[2]
            Person.unscoped.filter(ref=ref).update(organization_id=int(place))
        return response

    patch.setattr(HeadersMiddleware, "__call__", writing)


def tag_by_the_last_row(patch: pytest.MonkeyPatch) -> None:
    """A validator of caches that counts rows of others."""
    real = HeadersMiddleware.__call__

    def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
        response = real(self, request)
        response.headers["ETag"] = f'"{Case.unscoped.count()}"'
        return response

    patch.setattr(HeadersMiddleware, "__call__", telling)


# --- counts -------------------------------------------------------------------------------------


def count_all_cases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(totals, "counted", lambda *a, **k: None)
    patch.setattr(
        case_queries, "_by_rows",
        lambda rows: dict.fromkeys(("open", "waiting", "overdue", "stuck"), _open_cases()),
    )  # fmt: skip


def _open_cases() -> int:
    return int(Case.unscoped.filter(closed_on__isnull=True).count())


def count_all_stages(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(totals, "counted", lambda *a, **k: None)
    everywhere = Case.unscoped.filter(closed_on__isnull=True)
    real = case_queries._by_stage
    patch.setattr(case_queries, "_by_stage", lambda cases: real(everywhere))


def feed_everything(patch: pytest.MonkeyPatch) -> None:
    """A calendar made by the system's own actor."""
    patch.setattr(
        notice_operations, "actor", lambda user, *, today, at: system_actor(today=today, at=at)
    )


def order_by_others(patch: pytest.MonkeyPatch) -> None:
    """A list that tells how many others there are by its own order."""
    real = people_queries.search

    def turned(text: str, *, by: Actor, limit: int = 50) -> Any:
        found = real(text, by=by, limit=limit)
        return found[:: (-1) ** (Person.unscoped.count() // 2)] if len(found) > 1 else found

    patch.setattr(people_queries, "search", turned)


def suspect_strangers(patch: pytest.MonkeyPatch) -> None:
    """Likely duplicates are looked for among everybody."""
    real = people_queries.likely_duplicates
    free = drop_scope(Person)

    def everywhere(*, by: Actor, limit: int = 50) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            free(inner)
            return real(by=by, limit=limit)

    patch.setattr(people_queries, "likely_duplicates", everywhere)


def count_all(model: type[Scoped], place: str) -> Plant:
    """Rows of a list are counted without scope, though each is shown with it."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = HeadersMiddleware.__call__

        def telling(self: HeadersMiddleware, request: Any) -> HttpResponse:
            response = real(self, request)
            if request.path.startswith(place) and not response.streaming:
                response.content += f"<p>{model.unscoped.count()}</p>".encode()
            return response

        patch.setattr(HeadersMiddleware, "__call__", telling)

    return plant


SCOPED = {
    "obstacles": Fault(drop_scope(Obstacle), "clerk", "/giam-sat/vuong-mac/"),
    "visits": Fault(drop_scope(Visit), "clerk", "/giam-sat/du-hop/"),
    "promises": Fault(drop_scope(Promise), "clerk", "/giam-sat/du-hop/"),
    "agreements": Fault(drop_scope(Agreement), "clerk", "/giam-sat/phoi-hop/"),
    "reminders": Fault(drop_scope(Reminder, Case), "clerk", "/giam-sat/nhac/"),
    "classes": Fault(drop_scope(Course), "clerk", "/nguon-phat-trien/lop/"),
    "rounds of review": Fault(drop_scope(Round), "clerk", "/nguon-phat-trien/ra-soat/"),
    "movements": Fault(drop_scope(Movement), "referrer", "/nguon-phat-trien/phong-trao/"),
    "meetings on the list": Fault(
        drop_scope(ListMeeting), "cell_secretary", "/nguon-phat-trien/nghi-quyet/"
    ),
    "classes to come": Fault(drop_scope(PlannedClass), "clerk", "/nguon-phat-trien/ke-hoach/"),
    "wishes": Fault(
        drop_scope(Wish, Person), "cell_secretary", "/nguon-phat-trien/nguyen-vong/"
    ),
    "steps of fostering": Fault(
        drop_scope(FosterStep, Person), "clerk", "/nguon-phat-trien/boi-duong/"
    ),
    "meetings": Fault(drop_scope(Meeting), "inspection", "/hop/"),
    "what a meeting is about": Fault(drop_scope(Meeting, Matter), "clerk", "/hop/"),
    "packs": Fault(drop_scope(Pack, Meeting), "clerk", "/hop/bo/"),
    "papers": Fault(drop_scope(Paper), "clerk", "/ho-so-giay/giay/"),
    "files sent back": Fault(drop_scope(FileReturn), "clerk", "/ho-so-giay/tra-lai/"),
    "the book of loans": Fault(drop_scope(BookLine), "inspection", "/ho-so-giay/so/"),
    "gradings": Fault(drop_scope(GradingRound), "clerk", "/danh-gia/dot/"),
    "sheets of grading": Fault(drop_scope(Sheet), "cell_secretary", "/danh-gia/phieu/"),
    "sheets of members": Fault(drop_scope(MemberSheet), "clerk", "/danh-gia/dang-vien/"),
    "own templates": Fault(drop_scope(OwnForm, OwnEdition), "clerk", "/giay-to/mau-rieng/"),
    "publications": Fault(drop_scope(Publication), "data_protection", "/cong-bo/"),
    "reforms": Fault(drop_scope(Reform), "clerk", "/to-chuc/sap-xep/"),
    "members": Fault(drop_scope(Membership, Person), "clerk", "/dang-vien/"),
    "remarks on members": Fault(drop_scope(Membership, Person, Note), "inspection", "/dang-vien/"),
    "letters of members": Fault(drop_scope(Departure), "inspection", "/dang-vien/chuyen/"),
    "consents and persons": Fault(drop_scope(Consent, Person), "data_protection", "/nguoi/"),
    "acts of cases": Fault(drop_scope(Case, CaseEvent), "area_member", "/ho-so/"),
}  # fmt: skip
ROLES_AND_DOORS = {
    "rights of one role at the place of another": Fault(
        widen(pool_the_seats), "a secretary here, an inspector there", "/nguoi/"
    ),
    "a seat that reaches what is above": Fault(widen(climb), "cell_secretary", "/ho-so/"),
    "the role of somebody who moved away": Fault(
        widen(keep_former_roles), "somebody who moved away", "/nguoi/"
    ),
    "a seat at what has ended": Fault(
        widen(sit_where_it_ended), "secretary of what ended", "/ho-so/"
    ),
    "suspended, and still there": Fault(count_the_suspended, "suspended", "/ho-so/"),
    "nobody signed in, and still there": Fault(ask_anybody_in, "anonymous", "/nguoi/"),
    "a signed-out device that is let in": Fault(
        ask_anybody_in, "a device that was signed out", "/ho-so/"
    ),
    "seeing is enough to act": Fault(
        allow_everything, "a secretary here, an inspector there", "/nguoi/"
    ),
    "seeing is enough to act in a case": Fault(
        allow_everything, "a secretary here, an inspector there", "/ho-so/"
    ),
    "the district's column for every seat": Fault(ignore_the_tier, "clerk", "/ho-so/"),
    "evaluation.decide for everybody": Fault(
        let_everybody("evaluation.decide"), "inspection", "/danh-gia/"
    ),
    "membership.send for everybody": Fault(
        let_everybody("membership.send"), "inspection", "/dang-vien/chuyen/di/"
    ),
    "dossier.lend for everybody": Fault(
        let_everybody("dossier.lend"), "inspection", "/ho-so-giay/so/"
    ),
    "meetings.call for everybody": Fault(let_everybody("meetings.call"), "inspection", "/hop/"),
    "publication.approve for everybody": Fault(
        let_everybody("publication.approve"), "clerk", "/cong-bo/"
    ),
    "statistics.close for everybody": Fault(
        let_everybody("statistics.close"), "clerk", "/thong-ke/"
    ),
    "a referrer who sees people": Fault(
        give_the_role("referrer", "people.view"), "referrer", "/nguoi/"
    ),
    "an office of data protection that opens cases": Fault(
        give_the_role("data_protection", "development.view"), "data_protection", "/ho-so/"
    ),
    "403 for a file that is foreign": Fault(
        say_forbidden("nguon.web.people.views"), "clerk", "/nguoi/"
    ),
    "403 for a pack that is foreign": Fault(
        say_forbidden("nguon.web.meetings.packs"), "clerk", "/hop/bo/"
    ),
    "403 for a reform that is foreign": Fault(
        say_forbidden("nguon.web.organizations.reforms"), "clerk", "/to-chuc/sap-xep/"
    ),
    "403 for a grading that is foreign": Fault(
        say_forbidden("nguon.web.evaluation.sheets"), "clerk", "/danh-gia/phieu/"
    ),
}  # fmt: skip
SIDE = {
    "a join that shows a stranger": Fault(join_a_stranger, "clerk", "/ho-so/"),
    "a workbook that reads by itself": Fault(
        write_strangers_into_workbooks, "clerk", "/nguoi/xuat/"
    ),
    "an export without the right": Fault(take_without_asking, "inspection", "/nguoi/xuat/"),
    "a file named after somebody": Fault(name_files_after_people, "clerk", "/nguoi/xuat/"),
    "choices of all places": Fault(offer_every_place, "clerk", "/dang-vien/"),
    "search among everybody": Fault(search_everywhere, "clerk", "/nguoi/", "side"),
    "an error page with names": Fault(answer_lost_ones(every_name), "clerk", "/ho-so/"),
    "an error page that counts": Fault(
        answer_lost_ones(lambda _: str(Person.unscoped.count())), "clerk", "/ho-so/", "lost"
    ),
    "an address for what is out of sight": Fault(lead_to_where_it_went, "clerk", "/ho-so/"),
    "answers that may be kept": Fault(let_it_be_kept, "clerk", "/nguoi/"),
    "a cookie with names": Fault(remember_in_a_cookie, "clerk", "/toi/"),
    "a tag that counts": Fault(tag_by_the_last_row, "clerk", "/ho-so/", "side"),
    "cases of others counted": Fault(count_all_cases, "clerk", "/", "side"),
    "stages of others counted": Fault(count_all_stages, "clerk", "/ho-so/giai-doan/", "side"),
    "a calendar of everything": Fault(feed_everything, "cell_secretary", "/lich/", "side"),
    "a list in an order that others make": Fault(order_by_others, "clerk", "/nguoi/", "side"),
    "strangers as likely duplicates": Fault(suspect_strangers, "clerk", "/nguoi/trung/", "side"),
    "obstacles of others counted": Fault(
        count_all(Obstacle, "/giam-sat/"), "clerk", "/giam-sat/vuong-mac/", "side"
    ),
    "members of others counted": Fault(
        count_all(Membership, "/dang-vien/"), "clerk", "/dang-vien/", "side"
    ),
}  # fmt: skip
KNOWN = {name: Fault(*told) for name, told in short.PLANTED.items()}
PLANTED = KNOWN | SCOPED | ROLES_AND_DOORS | SIDE


def is_caught(matrix: Any, name: str) -> bool:
    """Whether the fault shows once it is planted."""
    with short.planted(PLANTED[name].plant):
        return _shows(matrix, name)


def is_stopped_by_the_second_wall(matrix: Any, name: str) -> bool:
    """Whether a fault that shows nothing shows once PostgreSQL lets everything through."""
    if connection.vendor != "postgresql":
        return False
    with short.planted(take_the_wall_down):
        return is_caught(matrix, name)


def take_the_wall_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wall, "_reach", lambda by: wall.OPEN)
    patch.setattr(wall, "SHUT", wall.OPEN)


def is_quiet(matrix: Any, name: str) -> bool:
    """Whether the same questions find nothing while nothing is planted."""
    return not _shows(matrix, name)


def _shows(matrix: Any, name: str) -> bool:
    fault = PLANTED[name]
    return any(NOTICED[fault.caught_by](matrix, fault.who, fault.where))


def _cells(matrix: Any, who: str, where: str) -> Iterator[str]:
    """What the matrix finds, with the forms that an insider's pages would send."""
    for route in routes():
        if not route.path.startswith(where):
            continue
        for place in ASKED_ABOUT if arguments(route) else [""]:
            for method in ("GET", "POST"):
                found = matrix.cell(matrix.who[who], route, place, method)
                yield from (each for each in found if not each.endswith(": 500"))


def _lost(matrix: Matrix, who: str, where: str) -> Iterator[str]:
    """What is foreign must answer like what never was, whatever happens elsewhere."""
    someone = matrix.who[who]
    for route in routes():
        if route.path.startswith(where) and arguments(route) and _is_inside(route):
            path = matrix.path(route, "")
            before = sidedoors.answer(someone, path)
            with short.transaction.atomic():
                sidedoors.happen_elsewhere(matrix.country, sidedoors.unseen(matrix, someone))
                if sidedoors.answer(someone, path) != before:
                    yield path
                short.transaction.set_rollback(True)


def _is_inside(route: Any) -> bool:
    return route.policy not in (PUBLIC, SIGNED_IN, OWN_ACCOUNT)


NOTICED = {"matrix": _cells, "side": sidedoors.differences, "lost": _lost}

"""Side doors: whatever happens elsewhere, what somebody is answered stays byte for byte the same.

Counts, orders, searches, choices, feeds, error pages and workbooks are asked before and after
other places got more people, cases, obstacles and members: a page that counts or sorts what its
reader may not see differs.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from nguon.accounts.actors import actor
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, Route, routes
from nguon.development import operations as development
from nguon.notices import operations as notices
from nguon.organizations.models import Organization
from nguon.people import operations as people
from tests import cast
from tests.development import story
from tests.test_scope_matrix import Matrix, Someone, arguments, fill, site
from tests.world import World, _follow_a_member, _supervise

SOUGHT = ("z", "Hồ Thị", "Hồ Văn Cũ", "zqak", "001", "Nguyễn")
ASKED_WITH = {
    "people:search": [f"q={word}" for word in SOUGHT],
    "development:cases": ["loc=vuong", "trang=2"],
    "people:duplicates": ["trang=2"],
    "sources:reached": ["buoc=listed"],
}
OWN = {"khe-xong": ("khe-xong",), "krong-klang": ("krong-klang", "khe-xong")}
ELSEWHERE = ("khom-ban-mau", "mo-o", "thon-mau", "tan-mau")
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|\d\d:\d\d(:\d\d)?|\d{4}-\d\d-\d\dT[\d:.Z+]+'
    r"|data-seen=\S+"
)


def differences(matrix: Matrix, name: str, only: str = "") -> Iterator[str]:
    """Addresses beginning with ``only`` that answer ``name`` otherwise when others got more."""
    someone = matrix.who[name]
    paths = list(_paths(matrix, someone, only))
    with transaction.atomic():
        feed = _feed(matrix, someone)
        paths += [feed] if feed and feed.startswith(only) else []
        before = {path: answer(someone, path) for path in paths}
        happen_elsewhere(matrix.country, unseen(matrix, someone))
        yield from (path for path in paths if answer(someone, path) != before[path])
        transaction.set_rollback(True)


def unseen(matrix: Matrix, someone: Someone) -> list[Organization]:
    """Places about which somebody may know nothing at all."""
    seats = set().union(*someone.may.grants.values()) if someone.may else set()
    return [matrix.country.places[slug] for slug in ELSEWHERE if not seats & matrix.seats[slug]]


def happen_elsewhere(country: World, where: list[Organization]) -> None:
    """Give each place a person with a case, a name put forward, a member and an obstacle."""
    by = cast.system(timezone.localdate())
    for place in where:
        user = country.holdings[place.slug].user
        person = story.a_person(place, by=by, name="Hồ Thị Mới")
        case = development.open_case(person, on=story.OPENED, by=by)
        story.tell(case, "candidate_listed", by=by)
        member = story.a_person(place, by=by, name="Hồ Văn Cũ")
        people.begin_membership(member, joined_on=cast.TODAY, by=by)
        people.nominate("Lê Văn Nêu", organization=place, referred_by="Đoàn", reach="x", by=by)
        _follow_a_member(member, by)
        _supervise(place, case, user, by)


def answer(someone: Someone, path: str) -> tuple[int, str]:
    """Status and what is said, without what differs each time."""
    cookies = someone.client.cookies.output(header="", sep=";").strip()
    with transaction.atomic():
        response = site().get_response(RequestFactory().get(path, HTTP_COOKIE=cookies))
        said = _said(response)
        transaction.set_rollback(True)
    tagged = response.headers.get("ETag", "")
    return response.status_code, CHANGING.sub("", f"{tagged} {said}")


def _said(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if not body.startswith(b"PK\x03\x04"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = sorted(name for name in packed.namelist() if not name.startswith("docProps/"))
        return "\n".join(packed.read(name).decode(errors="replace") for name in names)


def _paths(matrix: Matrix, someone: Someone, only: str) -> Iterator[str]:
    for route in routes():
        if not route.path.startswith(only) or matrix._is_shut(route, someone):
            continue
        for path in _addresses(matrix, route, someone):
            yield path
            yield from (f"{path}?{asked}" for asked in ASKED_WITH.get(route.name, ()))


def _addresses(matrix: Matrix, route: Route, someone: Someone) -> Iterator[str]:
    if route.policy in (PUBLIC, OWN_ACCOUNT):  # keys to be are new each time
        return
    if not arguments(route):
        yield fill(route, matrix.country.holdings["khe-xong"])
        return
    own = {matrix.slugs[place] for place in someone.own}
    for slug in {each for place in own for each in OWN.get(place, (place,))}:
        yield fill(route, matrix.country.holdings[slug])


def _feed(matrix: Matrix, someone: Someone) -> str:
    """The address of somebody's calendar, newly made."""
    if someone.may is None or not someone.may.grants:
        return ""
    user = someone.may.user_id
    by = actor(notices.User.objects.get(pk=user), today=matrix.today, at=timezone.now())
    return f"/lich/{notices.renew_feed(language='vi', by=by)}.ics"

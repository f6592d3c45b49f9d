"""Every page and every refusal speaks the reader's language, and no other.

A country in which all data are words of their own is asked through every route there is; so a
new page is read here by itself.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from nguon.accounts.models import Role
from nguon.core.http.policy import Route, routes
from nguon.rulebook import EVENT_TYPES
from tests import staff, world
from tests.test_scope_matrix import arguments, fill
from tests.words import foreign, is_page
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
READERS = [
    Role.CLERK, Role.ADMINISTRATOR, Role.CELL_SECRETARY, Role.REFERRER, Role.DATA_PROTECTION,
]  # fmt: skip
PLACES = ("khe-xong", "krong-klang")
NONSENSE = ("", "0 ?", "31/12/2090")
INVENTED = re.compile("Lê Thị Thử|Bru - Vân Kiều")


class Fields(HTMLParser):
    """The names of what can be filled in on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in ("input", "select", "textarea") and name:
            self.names.add(name)


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(country: World) -> list[Client]:
    """Somebody with each role, one whose roles are over, and one who is not signed in."""
    people = world.people_of(country)
    known = [staff.enter(Client(), people[name]) for name in [*map(str, READERS), "nobody"]]
    return [*known, Client()]


def ask(
    client: Client, language: str, path: str, typed: dict[str, str] | None = None
) -> HttpResponse:
    """Get a page, or send what was typed, and take back what it did."""
    cookies, send = client.cookies.copy(), client.get if typed is None else client.post
    with transaction.atomic():
        answer: Any = send(path, typed, headers={"accept-language": language})
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@pytest.fixture(scope="module")
def addresses(country: World, browsers: list[Client]) -> list[tuple[Route, Client, str]]:
    """Every route with somebody whom it lets in, and an address at which it does."""
    return [(route, *opened(route, country, browsers)) for route in routes()]


def opened(route: Route, country: World, browsers: list[Client]) -> tuple[Client, str]:
    """Who opens a route, and by which address; the last who tries if nobody does."""
    for client in browsers:
        for place in PLACES if arguments(route) else PLACES[:1]:
            path = fill(route, country.holdings[place])
            if ask(client, "vi", path).status_code not in (302, 403, 404):
                return client, path
    return client, path


def answers(route: Route, client: Client, path: str, language: str) -> Iterator[HttpResponse]:
    """The page, and what it says to nothing filled in, to nonsense and to a day to come."""
    page = ask(client, language, path)
    yield page
    names = Fields(page.text).names - {"csrfmiddlewaretoken"} if is_page(page) else set()
    an_act = route.name.removeprefix("development:") in EVENT_TYPES  # one view, many names
    if page.status_code in (200, 405):
        for nonsense in NONSENSE[: 1 if an_act else None]:
            yield ask(client, language, path, dict.fromkeys(names, nonsense))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_and_no_refusal_says_a_word_of_the_other_language(
    addresses: list[tuple[Route, Client, str]], language: str
) -> None:
    wrong: dict[str, str] = {}
    for route, client, path in addresses:
        for answer in answers(route, client, path, language):
            for text in foreign(answer, language, INVENTED):
                wrong.setdefault(text, f"{path} {answer.status_code}")
    assert "\n".join(f"{path}: {text}" for text, path in wrong.items()) == ""

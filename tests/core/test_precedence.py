"""Pages go first: work in the background waits until none is being made, not for ever."""

import threading
from collections.abc import Iterator
from contextvars import copy_context
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from nguon.core.precedence import PAGES, Precedence, behind_pages

LONG = 30.0  # seconds; nothing here waits for them


@pytest.fixture
def pages() -> Precedence:
    return Precedence()


class Page:
    """A page that is being made until it is told to end."""

    def __init__(self, pages: Precedence) -> None:
        self._begun, self._end = threading.Event(), threading.Event()
        site = pages.in_front_of(self._make)
        self._thread = threading.Thread(target=site, args=[{}, None])

    def _make(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self._begun.set()
        self._end.wait(LONG)
        return [b""]

    def begin(self) -> "Page":
        self._thread.start()
        assert self._begun.wait(LONG)
        return self

    def end(self) -> None:
        self._end.set()
        self._thread.join()


@pytest.fixture
def page(pages: Precedence) -> Iterator[Page]:
    begun = Page(pages).begin()
    yield begun
    begun.end()


@pytest.mark.pure
def test_where_no_page_is_made_nobody_waits(pages: Precedence) -> None:
    assert pages.let_pass(LONG)


@pytest.mark.pure
def test_the_background_goes_on_when_the_last_page_is_made(pages: Precedence, page: Page) -> None:
    told: list[bool] = []
    waiting = threading.Thread(target=lambda: told.append(pages.let_pass(LONG)))
    waiting.start()

    assert told == []
    page.end()
    waiting.join()

    assert told == [True]


@pytest.mark.pure
def test_where_pages_never_end_the_background_goes_on_all_the_same(
    pages: Precedence, page: Page
) -> None:
    assert not pages.let_pass(0.01)


@pytest.mark.pure
def test_a_page_that_breaks_is_over_too(pages: Precedence) -> None:
    def broken(environ: dict[str, Any], start: Any) -> list[bytes]:
        raise LookupError

    with pytest.raises(LookupError):
        pages.in_front_of(broken)({}, None)

    assert pages.let_pass(0)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was held whenever somebody gave way to pages."""
    told: list[str] = []

    def note() -> None:
        turn = "turn" if getattr(connection, "_queue", None) else "nothing"
        told.append("transaction" if connection.in_atomic_block else turn)

    monkeypatch.setattr(PAGES, "let_pass", note)
    return told


def read_and_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        with transaction.atomic():
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_the_background_gives_way_only_where_nobody_waits_for_what_it_holds(
    waited: list[str],
) -> None:
    with behind_pages():
        read_and_write()

    assert set(waited) == {"nothing"}


@pytest.mark.django_db(transaction=True)
def test_a_page_gives_way_to_no_other(waited: list[str]) -> None:
    with behind_pages():
        pass
    read_and_write()

    assert waited == []


@pytest.mark.django_db
def test_every_page_that_is_served_counts_while_it_is_made() -> None:
    told: list[bool] = []
    application: Any = import_module("nguon.wsgi").application

    environ = RequestFactory().get("/static/none").environ

    copy_context().run(application, environ, lambda *_: told.append(free()))  # shut in as a thread

    assert told == [False]
    assert free()


def free() -> bool:
    return PAGES.let_pass(0)

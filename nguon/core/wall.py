"""The second wall: PostgreSQL shows a request only rows of the places that its actor reaches.

The scope of the ORM is the first. Where a page forgets it, the database knows it still: every
scoped table has a policy that asks, for each row, whether its organisation stands under a seat of
whoever asks. Commands, migrations and the work of the system stand in the open; a request begins
behind the wall with no seat at all, and ``behind`` gives it those of its actor. SQLite has no such
wall: there ``nguon.core.guard`` alone watches.

The settings are a session's, not a transaction's, and are sent when a statement needs others than
its connection has (``nguon.core.postgresql`` forgets what it had with each new connection and each
rollback). No settings, no rows. Why so: docs/decisions/0019-the-second-wall.md.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps

from nguon.core.actor import Actor

TIERS = ("central", "province", "district", "commune", "unit", "cell")  # columns of placement
SETTINGS = ("nguon.wall", "nguon.day", "nguon.seats", *(f"nguon.{tier}" for tier in TIERS))
OPEN = ("open", *[""] * (len(SETTINGS) - 1))
SHUT = ("",) * len(SETTINGS)
SEND = f"SELECT {', '.join(f'set_config({name!r}, %s, false)' for name in SETTINGS)}"
MARK = "1 = 1 /* past the wall */"  # in a statement that names its rows without a reader
State = tuple[str, ...]  # the values of SETTINGS
_state: ContextVar[State] = ContextVar("wall", default=OPEN)


@contextmanager
def behind(actor: Actor | None) -> Iterator[None]:
    """Let the database show and take only rows of places under a seat of ``actor``; of nobody's
    without one.
    """
    token = _state.set(SHUT if actor is None else _reach(actor))
    try:
        yield
    finally:
        _state.reset(token)


@contextmanager
def opened(why: str) -> Iterator[None]:
    """Open the wall for what does not turn on who asks; test_architecture lists who may."""
    token = _state.set(OPEN)
    try:
        yield
    finally:
        _state.reset(token)


def in_front_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """An application whose threads see nothing but what ``behind`` lets through."""

    def shut_in(*request: Any) -> Any:
        _state.set(SHUT)
        return application(*request)

    return shut_in


def hold(link: Any, sql: str) -> None:
    """Before a statement that names a walled table: let its connection know who asks."""
    if link.vendor != "postgresql":
        return
    state = OPEN if MARK in sql else _state.get()
    if link.wall != state and _walled().search(sql):
        with link.wrap_database_errors, link.connection.cursor() as cursor:
            cursor.execute(SEND, state)
        link.wall = state


def tables() -> list[str]:
    """Every table that has a wall: those of scoped models."""
    return sorted(m._meta.db_table for m in apps.get_models() if hasattr(m, "view_action"))


def _reach(actor: Actor) -> State:
    """All seats of an actor, whatever they permit: what they permit is asked elsewhere."""
    found: dict[str, set[int]] = {tier: set() for tier in TIERS}
    for seats in actor.grants.values():
        for tier, organization in seats:
            found[tier].add(organization)
    arrays = [_array(set[int]().union(*found.values())), *(_array(found[tier]) for tier in TIERS)]
    return ("", actor.today.isoformat(), *arrays)


def _array(numbers: set[int]) -> str:
    return f"{{{','.join(map(str, sorted(numbers)))}}}"


@cache
def _walled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(tables())})\b" if tables() else r"(?!)", re.IGNORECASE)

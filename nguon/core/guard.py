"""The last line of scoping: no SELECT on a scoped table that does not pass through placement."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps

from nguon.core import wall

PLACEMENT = "organizations_placement"
READING = re.compile(r"[\s(]*(?:SELECT|WITH|TABLE|EXPLAIN|DECLARE)\b", re.IGNORECASE)
_why: ContextVar[str] = ContextVar("why", default="")


class Unscoped(RuntimeError):
    """A scoped table was about to be read without saying for whom."""


@contextmanager
def unscoped(why: str) -> Iterator[None]:
    """Lift the guard, and open the wall, for work that has no reader; test_architecture lists
    who may.
    """
    token = _why.set(why)
    try:
        with wall.opened(why):
            yield
    finally:
        _why.reset(token)


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Wrap every statement of every connection."""
    if READING.match(sql) and PLACEMENT not in sql and not _why.get():
        touched = sorted(set(_scoped_tables().findall(sql)))
        if touched:
            raise Unscoped(f"{', '.join(touched)}: đọc ngoài phạm vi")
    wall.hold(context["connection"], sql)
    return execute(sql, params, many, context)


@cache
def _scoped_tables() -> re.Pattern[str]:
    tables = (m._meta.db_table for m in apps.get_models() if hasattr(m, "view_action"))
    return re.compile(rf"\b(?:{'|'.join(sorted(tables))})\b", re.IGNORECASE)

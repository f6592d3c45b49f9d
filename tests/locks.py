"""Which rows an act locks, in their order, on a database that locks rows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

ROWS_ARE_LOCKED = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time"
)


def first_locked(act: Callable[[], object]) -> str:
    """The table of the first row that an act locks.

    Reading: a reform locks organisations before the rows that they keep; so must everybody.
    """
    with CaptureQueriesContext(connection) as asked:
        act()
    locking = (query["sql"] for query in asked if " FOR " in query["sql"])
    return next(locking).partition(" FROM ")[2].split()[0].strip('"')

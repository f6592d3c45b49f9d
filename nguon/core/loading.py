"""Very many rows into tables that hold none: all of them or nothing, their indexes at the end.

Indexes that are built once over all rows cost a fraction of the same indexes kept up row by row,
and so do foreign keys. Everything is one transaction: whoever stops, or is stopped, leaves the
database as it was. On SQLite the log is exchanged for a journal meanwhile, which holds only pages
that were there before: nothing is written twice, however large the data are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import OperationalError

CACHE_KIB = 400_000  # pages of SQLite in memory while it is loaded
SORTING = "SET LOCAL maintenance_work_mem = '400MB'"  # what PostgreSQL may take for an index

SQLITE_INDEXES = """
    SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s ORDER BY name
"""
POSTGRESQL_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = ANY(%s) ORDER BY conname
"""
POSTGRESQL_INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = %s::regclass
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                      AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname
"""


class InUse(Exception):
    """Somebody else has the database open, so it cannot be loaded."""


class Later(NamedTuple):
    """What was taken from a table, and the statement that puts it back."""

    name: str
    statement: str


class Loading:
    """Tables without their indexes; ``finish`` puts them back."""

    def __init__(self, tables: Sequence[str]) -> None:
        self._later = [later for table in tables for later in _taken(table)]

    def finish(self) -> Iterator[tuple[str, int, int]]:
        """Build what was taken away.

        Shape: yields the name of each, how many are done and of how many, before it is built.
        """
        with connection.cursor() as cursor:
            for done, later in enumerate(self._later):
                yield later.name, done, len(self._later)
                cursor.execute(later.statement)
        self._later = []


@contextmanager
def loading(models: Sequence[type[Model]]) -> Iterator[Loading]:
    """Take the indexes from tables while they are filled; what is not back at the end is built.

    Raises: InUse; IntegrityError for a row that a constraint forbids. Nothing is kept when
            anything is raised inside.
    """
    with _undisturbed(), transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute(SORTING)
        yield (tables := Loading([model._meta.db_table for model in models]))
        for _each in tables.finish():
            pass
        if connection.vendor == "sqlite":
            connection.check_constraints([model._meta.db_table for model in models])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """SQLite alone with its file; a transaction that is open already is left as it is."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA journal_mode = DELETE")
        except OperationalError as locked:
            raise InUse from locked
        cursor.execute("PRAGMA foreign_keys = OFF")  # checked whole before the end
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        connection.close()  # the next connection begins with the usual settings


def _taken(table: str) -> Iterator[Later]:
    take = _take_on_sqlite if connection.vendor == "sqlite" else _take_on_postgresql
    yield from take(table)


def _take_on_sqlite(table: str) -> list[Later]:
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_INDEXES, [table])
        found = [Later(*row) for row in cursor.fetchall()]
        for later in found:
            cursor.execute(f'DROP INDEX "{later.name}"')
    return [Later(name, sql.replace("%", "%%")) for name, sql in found]


def _take_on_postgresql(table: str) -> list[Later]:
    """Foreign keys come back last: what they refer to must have its key again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would hold the tables
        keys = _constraints(cursor, table, ["f"])
        unique = _constraints(cursor, table, ["u"])
        for name, _definition in [*keys, *unique]:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        cursor.execute(POSTGRESQL_INDEXES, [f'"{table}"'])
        indexes = [Later(*row) for row in cursor.fetchall()]
        for later in indexes:
            cursor.execute(f'DROP INDEX "{later.name}"')
    back = [
        Later(name, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        for name, definition in [*unique, *keys]
    ]
    return [*indexes, *back]


def _constraints(cursor: Any, table: str, kinds: list[str]) -> list[tuple[str, str]]:
    cursor.execute(POSTGRESQL_CONSTRAINTS, [f'"{table}"', kinds])
    found: list[tuple[str, str]] = cursor.fetchall()
    return found

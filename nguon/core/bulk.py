"""Many rows at once, by column: what ``bulk_create`` does row by row, at a fraction of the time.

Measured by ``bench/import_roster.py``. The caller checks what it writes;
the constraints of the database have the last word. Runs inside the caller's transaction.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import Any

from django.db import connection
from django.db.models import Field, Model

FEW = 4  # one statement for all of them
LENGTH = re.compile(r"\([\d, ]+\)")
AT_ONCE = 40  # rows of one statement of SQLite: six times as fast as a statement a row
SEQUENCE_SQLITE = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s"
SEQUENCE_POSTGRESQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def new_ids(model: type[Model], count: int) -> list[int]:
    """Take ``count`` fresh primary keys of a table."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the transaction holds the only right to write
            cursor.execute(SEQUENCE_SQLITE, [table])
            last = cursor.fetchone()[0]
            return list(range(last + 1, last + 1 + count))
        cursor.execute(SEQUENCE_POSTGRESQL, [f'"{table}"', "id", count])
        return [number for (number,) in cursor.fetchall()]


def add(row: Model) -> None:
    """Write one new row and give it its number: what ``save`` does, without asking anything."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    statement = f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({marks}) RETURNING "id"'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False


def insert(
    model: type[Model], columns: Mapping[str, Sequence[Any]], *, every: Mapping[str, Any]
) -> None:
    """Write rows given by column.

    Shape: ``columns``: name of a field -> its values as the database takes them (days and JSON as
           text, a foreign key as its number); ``every``: fields that are the same in all rows.
           A field named in neither has its default.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return
    own, same = [], {}
    for field in model._meta.concrete_fields:
        if field.name in columns:
            own.append((str(field.column), columns[field.name]))
        elif field.name in every or not field.primary_key:
            same[str(field.column)] = _prepared(field, every)
    _write(model, dict(own), same, count)


def update(model: type[Model], rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Write the same fields, each with its own value, into many rows.

    Shape: primary key -> field -> value as the model holds it; every row names the same fields.
    """
    if not rows:
        return
    names = list(next(iter(rows.values())))
    fields = [model._meta.get_field(name) for name in names]
    values = [
        (*(f.get_db_prep_save(row[f.name], connection) for f in fields), pk)  # type: ignore[union-attr]
        for pk, row in rows.items()
    ]
    sets = ", ".join(f'"{f.column}" = %s' for f in fields)  # type: ignore[union-attr]
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', values)  # noqa: S608


def _prepared(field: "Field[Any, Any]", every: Mapping[str, Any]) -> Any:
    value = every[field.name] if field.name in every else field.get_default()
    return field.get_db_prep_save(value, connection)


def _write(
    model: type[Model], own: Mapping[str, Sequence[Any]], same: Mapping[str, Any], count: int
) -> None:
    if connection.vendor == "sqlite" or count <= FEW:
        _insert(model._meta.db_table, own, same, count)
    else:
        _unnest(model, own, same)


def _insert(
    table: str, own: Mapping[str, Sequence[Any]], same: Mapping[str, Any], count: int
) -> None:
    """What is the same in all rows stands in the statement, where it costs nothing a row."""
    said = {column: _literal(value) for column, value in same.items()}
    bound = {column: repeat(same[column], count) for column in same if said[column] is None}
    names = [*own, *bound, *(column for column in same if said[column] is not None)]
    marks = ["%s"] * (len(own) + len(bound)) + [text for text in said.values() if text is not None]
    begins = f'INSERT INTO "{table}" ({", ".join(_quoted(names))}) VALUES '  # noqa: S608
    one, rows = f"({', '.join(marks)})", zip(*own.values(), *bound.values(), strict=True)
    whole, rest = divmod(count, AT_ONCE)
    with connection.cursor() as cursor:
        if whole:
            parameters: Any = _flat(rows, whole)  # one portion at a time in memory
            cursor.executemany(begins + ", ".join([one] * AT_ONCE), parameters)
        if rest:
            (last,) = _flat(rows, 1)
            cursor.execute(begins + ", ".join([one] * rest), last)


def _unnest(model: type[Model], own: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> None:
    """A column is one parameter. COPY refuses tables with policies."""
    types = {str(field.column): _type(field) for field in model._meta.concrete_fields}
    given = ", ".join(f"%s::{types[column]}[]" for column in own)
    values = ", ".join([*_quoted([*own]), *(f"%s::{types[column]}" for column in same)])
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(_quoted([*own, *same]))}) '  # noqa: S608
        f"SELECT {values} FROM unnest({given}) AS given ({', '.join(_quoted([*own]))})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same.values(), *map(list, own.values())])


def _type(field: "Field[Any, Any]") -> str:
    """As it is cast to: without its length, for a cast cuts off what an insertion refuses."""
    return LENGTH.sub("", str(field.db_type(connection)))


def _flat(rows: "Iterator[tuple[Any, ...]]", portions: int) -> Iterator[list[Any]]:
    """The values of so many portions of rows, one list a portion."""
    for _ in range(portions):
        yield list(chain.from_iterable(islice(rows, AT_ONCE)))


def _literal(value: Any) -> str | None:
    """A value as it stands in a statement, or nothing for one that has to be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value)) if connection.vendor == "sqlite" else str(value)
    if isinstance(value, str) and "\0" not in value and "\\" not in value:
        return "'" + value.replace("'", "''").replace("%", "%%") + "'"
    return None


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]

"""Many rows at once, by column: what ``bulk_create`` does row by row, at a fraction of the time.

Measured by ``bench/import_roster.py``. The caller checks what it writes; the constraints of the
database have the last word. Runs inside the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from django.db import connection
from django.db.models import Field, Model

FEW = 4  # one statement for all of them
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
    fields = [f for f in model._meta.concrete_fields if _is_written(f, columns, every)]
    values = [
        columns[f.name] if f.name in columns else repeat(_prepared(f, every), count)
        for f in fields
    ]
    _write(model._meta.db_table, [str(f.column) for f in fields], [*zip(*values, strict=True)])


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


def _is_written(
    field: "Field[Any, Any]", columns: Mapping[str, Any], every: Mapping[str, Any]
) -> bool:
    return field.name in columns or field.name in every or not field.primary_key


def _prepared(field: "Field[Any, Any]", every: Mapping[str, Any]) -> Any:
    value = every[field.name] if field.name in every else field.get_default()
    return field.get_db_prep_save(value, connection)


def _write(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = f"({', '.join(['%s'] * len(columns))})"
    statement = f'INSERT INTO "{table}" ({names}) VALUES '  # noqa: S608
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            values = [value for row in rows for value in row]
            cursor.execute(statement + ", ".join([marks] * len(rows)), values)
        elif connection.vendor == "sqlite":
            cursor.executemany(statement + marks, rows)
        else:
            copying = f'COPY "{table}" ({names}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(copying) as copy:
                for row in rows:
                    copy.write_row(row)

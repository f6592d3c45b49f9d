"""The tables of one site into files and back, alike to the last byte, on both databases.

Saving disturbs nobody: on SQLite it is an online backup, on PostgreSQL one snapshot that every
table is copied out of. Loading is one transaction and compares what is there with what was saved.
"""

import gzip
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

import pysqlite3
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from nguon.core import policies, wall

FILE = "db.sqlite3"
PACKED = 1  # of nine: four times smaller already, and fast
AT_ONCE = 1 << 20
KEPT = "django_migrations"  # is as the program made it
SAME_WORDS = (  # a value is written in one way, whatever the server's settings
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = "
    "'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; "
    "SET LOCAL nguon.wall = 'open'"  # all rows, whoever may see them
)
Saved = dict[str, Any]


class OtherDatabase(ValueError):
    """The backup is of the other kind of database, or of other tables than this program has."""


class NotEmpty(ValueError):
    """There are data already."""


class Hidden(ValueError):
    """A policy that is not ours may hide rows: a small backup would pass for a whole one."""


class Differs(ValueError):
    """What was loaded is not what was saved."""


def save(folder: Path) -> Saved:
    """Write this site's tables into a folder and return what is needed to load them.

    Shape:  ``engine``, ``migrations``, ``digests`` (file -> SHA-256 of what is packed in it).
    Raises: Hidden.
    """
    told = {"engine": connection.vendor, "migrations": _migrations()}
    if connection.vendor == "sqlite":
        return told | {"digests": {FILE: _save_file(folder)}}
    return told | _save_tables(folder)


def load(folder: Path, saved: Saved) -> None:
    """Fill this site's database, which must be empty, with what ``save`` wrote.

    Raises: OtherDatabase, NotEmpty, Differs. Nothing is in the database when it raises.
    """
    if saved["engine"] != connection.vendor:
        raise OtherDatabase(saved["engine"])
    if connection.vendor == "sqlite":
        _load_file(folder, saved["digests"][FILE])
    else:
        _load_tables(folder, saved)


def clear() -> None:
    """Empty every table: what was loaded is not to stay. On SQLite the file is thrown away."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            _truncate(cursor)


def skip_numbers(tables: list[str], *, many: int) -> None:
    """Let the next row of each table be numbered ``many`` further on."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                words = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s"
                cursor.execute(words, [many, table])
            else:
                words = "SELECT setval(s, nextval(s) + %s) FROM pg_get_serial_sequence(%s, 'id') s"
                cursor.execute(words, [many, table])


def _migrations() -> list[str]:
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in rows)


# --- SQLite -----------------------------------------------------------------------------------


def _save_file(folder: Path) -> str:
    connection.ensure_connection()
    copy = folder / FILE
    with closing(pysqlite3.connect(copy)) as target:
        connection.connection.backup(target)  # all in one step: it holds up no writer
    with copy.open("rb") as plain, gzip.open(f"{copy}.gz", "wb", PACKED) as packed:
        digest = _copy(plain, packed.write)
    copy.unlink()
    return digest


def _load_file(folder: Path, digest: str) -> None:
    place = Path(settings.DATABASES["default"]["NAME"])
    if place.exists():
        raise NotEmpty(str(place))
    try:
        with gzip.open(folder / f"{FILE}.gz") as packed, place.open("wb") as plain:
            if _copy(cast("IO[bytes]", packed), plain.write) != digest:
                raise Differs(FILE)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            if cursor.fetchall() != [("ok",)]:
                raise Differs(FILE)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _copy(source: IO[bytes], write: Callable[[bytes], object]) -> str:
    seen = sha256()
    while portion := source.read(AT_ONCE):
        seen.update(portion)
        write(portion)
    return seen.hexdigest()


# --- PostgreSQL -------------------------------------------------------------------------------


def _save_tables(folder: Path) -> Saved:
    digests = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(SAME_WORDS)
        if strange := policies.strange():
            raise Hidden(", ".join(strange))
        for table, columns in _tables(cursor):
            with gzip.open(folder / f"{table}.gz", "wb", PACKED) as packed:
                digests[table] = _copy_out(cursor, table, columns, packed.write)
        return {"digests": digests, "sequences": _sequences(cursor)}


def _load_tables(folder: Path, saved: Saved) -> None:
    if _migrations() != saved["migrations"]:
        raise OtherDatabase("migrations")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SAME_WORDS)
        tables = dict(_tables(cursor))
        if tables.keys() != saved["digests"].keys():
            raise OtherDatabase("tables")
        _require_empty(cursor)
        _truncate(cursor)
        _fill(cursor, tables, folder)
        for name, value in saved["sequences"].items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, value])
        for table, digest in saved["digests"].items():
            if _copy_out(cursor, table, tables[table], len) != digest and table != KEPT:
                raise Differs(table)


def _fill(cursor: Any, tables: dict[str, list[str]], folder: Path) -> None:
    """Triggers and walls of ours are off meanwhile; what a row refers to is looked for once all
    are in.
    """
    walled = tables.keys() & set(wall.tables())
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in walled:  # COPY fills no table with policies
        _say(cursor, "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY", table)
    for table, columns in tables.items():
        if table != KEPT:
            _say(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", table)
            _copy_in(cursor, table, columns, folder / f"{table}.gz")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables.keys() - {KEPT}:
        _say(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", table)
    for table in walled:
        _say(cursor, "ALTER TABLE {} FORCE ROW LEVEL SECURITY", table)


def _say(cursor: Any, words: str, table: str) -> None:
    cursor.execute(sql.SQL(words).format(sql.Identifier(table)).as_string(None))


def _tables(cursor: Any) -> Iterator[tuple[str, list[str]]]:
    """Every table with the columns that are kept, the primary key first."""
    cursor.execute("""
        SELECT t.relname, array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY t.relname ORDER BY t.relname
    """)
    yield from cursor.fetchall()


def _copy_out(
    cursor: Any, table: str, columns: list[str], write: Callable[[bytes], object]
) -> str:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    words = sql.SQL("COPY (SELECT {0} FROM {1} ORDER BY {2}) TO STDOUT").format(
        names, sql.Identifier(table), _order(cursor, table, names)
    )
    seen = sha256()
    with cursor.copy(words) as rows:
        for portion in rows:
            seen.update(portion)
            write(bytes(portion))
    return seen.hexdigest()


def _order(cursor: Any, table: str, names: sql.Composed) -> sql.Composable:
    """By the primary key, which has an index; by everything where there is none."""
    key = connection.introspection.get_primary_key_columns(cursor, table)
    return sql.SQL(", ").join(map(sql.Identifier, key)) if key else names


def _copy_in(cursor: Any, table: str, columns: list[str], path: Path) -> None:
    words = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with gzip.open(path) as packed, cursor.copy(words) as rows:
        shutil.copyfileobj(packed, _Written(rows), AT_ONCE)


class _Written:
    """What ``copyfileobj`` writes to."""

    def __init__(self, rows: Any) -> None:
        self.write = rows.write


def _sequences(cursor: Any) -> dict[str, int]:
    cursor.execute(
        "SELECT quote_ident(sequencename), last_value FROM pg_sequences "
        "WHERE schemaname = current_schema() AND last_value IS NOT NULL"
    )
    return dict(cursor.fetchall())


def _require_empty(cursor: Any) -> None:
    for table in ("core_installation", "core_auditentry"):
        _say(cursor, "SELECT 1 FROM {} LIMIT 1", table)
        if cursor.fetchone():
            raise NotEmpty(table)


def _truncate(cursor: Any) -> None:
    names = [sql.Identifier(table) for table, _columns in _tables(cursor) if table != KEPT]
    cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)).as_string(None))

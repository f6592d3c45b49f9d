"""What is wanted of a dump, put down in a file until all of it has been read.

Tables come in any order, bodies apart from titles, so rows wait here; only the columns that are
named below are ever kept, none of them a passphrase or the address of a reader.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import orjson

from nguon.portal.moving import dump

Words = dict[str, str]

PART = r"^[a-z0-9]+_(?:(?P<lang>[a-z]{2})_)?"
# Which tables are read, by the end of their names: kind -> (pattern, its key, the columns kept).
KEPT: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "article": (
        PART + r"(?P<module>[a-z0-9_]+?)_rows$", "id",
        ("catid", "admin_id", "author", "sourceid", "status", "publtime", "exptime", "title",
         "alias", "hometext", "hitstotal", "homeimgfile", "homeimgalt"),
    ),
    "body": (
        PART + r"(?P<module>[a-z0-9_]+?)_(?:detail|bodyhtml_\d+)$", "id",
        ("bodyhtml", "sourcetext"),
    ),
    "category": (
        PART + r"(?P<module>[a-z0-9_]+?)_cat$", "catid",
        ("catid", "id", "title", "alias", "weight"),
    ),
    "source": (PART + r"(?P<module>[a-z0-9_]+?)_sources$", "sourceid", ("title", "link")),
    "tagged": (PART + r"(?P<module>[a-z0-9_]+?)_tags_id$", "id", ("keyword", "tid")),
    "tag": (PART + r"(?P<module>[a-z0-9_]+?)_tags$", "tid", ("title", "alias", "keywords")),
    "author": (PART + r"(?P<module>[a-z0-9_]+?)_authorlist$", "id", ("pseudonym", "alias")),
    "comment": (
        PART + r"comment$", "cid",
        ("module", "id", "pid", "content", "post_time", "post_name", "status"),
    ),
    "user": (r"^[a-z0-9]+_users$", "userid", ("username", "first_name", "last_name")),
    "law": (
        PART + r"(?P<module>[a-z0-9_]+?)_row$", "id",
        ("title", "alias", "code", "cid", "sid", "sgid", "introtext", "status", "publtime",
         "startvalid", "exptime"),
    ),
    "issuer": (PART + r"(?P<module>[a-z0-9_]+?)_subject$", "id", ("title",)),
    "signer": (PART + r"(?P<module>[a-z0-9_]+?)_signer$", "id", ("title",)),
}  # fmt: skip
PATTERNS = {kind: re.compile(pattern) for kind, (pattern, _key, _columns) in KEPT.items()}
MANY = {"tagged", "author"}  # several rows may have one key

MAKE = """
CREATE TABLE kept (kind TEXT, lang TEXT, module TEXT, number INTEGER, extra INTEGER, told BLOB,
                   PRIMARY KEY (kind, lang, module, number, extra)) WITHOUT ROWID
"""
PUT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)"
OF_ONE = """
SELECT told FROM kept WHERE kind = ? AND lang = ? AND module = ? AND number = ? ORDER BY extra
"""
ALL = "SELECT lang, module, number, told FROM kept WHERE kind = ? ORDER BY lang, module, number"
MANGLED = re.compile(r"[ÂÃÄÅÆáº»]{1,2}[\u0080-\u00bf\u2018-\u203a\u0192\u02c6\u0152-\u0178€™]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Whose row it is: the language and module of the old site, and its number there."""

    lang: str
    module: str
    number: int


class Shelf:
    """The rows of one dump in a file beside it; as a context it goes when it is left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.base = sqlite3.connect(path)
        self.base.execute("PRAGMA journal_mode=OFF")
        self.base.execute("PRAGMA synchronous=OFF")
        self.base.execute(MAKE)
        self.faults = dump.Faults()
        self.unreadable: dict[str, int] = {}

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.base.close()
        self.path.unlink(missing_ok=True)

    def fill(self, file: BinaryIO) -> None:
        """Read a dump from its beginning to its end.

        Raises: dump.NotADump.
        """
        for extra, (table, row) in enumerate(
            dump.rows(file, wanted=lambda name: kind_of(name) is not None, faults=self.faults)
        ):
            self._put(table, row, extra)
        self.base.commit()

    def one(self, kind: str, spot: Spot, number: int | None = None) -> Words:
        """The row of a kind beside ``spot``; empty if there is none."""
        return next(self.many(kind, spot, number), {})

    def many(self, kind: str, spot: Spot, number: int | None = None) -> Iterator[Words]:
        """All rows of a kind with that number."""
        key = spot.number if number is None else number
        lang, module = ("", "") if kind == "user" else (spot.lang, spot.module)
        for (told,) in self.base.execute(OF_ONE, (kind, lang, module, key)):
            yield orjson.loads(told)

    def all(self, kind: str) -> Iterator[tuple[Spot, Words]]:
        """Every row of a kind, by language, module and number."""
        for lang, module, number, told in self.base.execute(ALL, (kind,)):
            yield Spot(lang, module, number), orjson.loads(told)

    def _put(self, table: str, row: dump.Row, extra: int) -> None:
        kind, lang, module = kind_of(table) or ("", "", "")
        _pattern, key, columns = KEPT[kind]
        if kind == "category" and key not in row:
            key = "id"
        try:
            number = int(row.get(key) or b"0")
            told = {name: _read(row.get(name)) for name in columns if name in row}
        except ValueError:
            self.unreadable[table] = self.unreadable.get(table, 0) + 1
            return
        if not -(2**62) < number < 2**62:
            self.unreadable[table] = self.unreadable.get(table, 0) + 1
            return
        again = extra if kind in MANY else 0
        self.base.execute(PUT, (kind, lang, module, number, again, orjson.dumps(told)))


def kind_of(table: str) -> tuple[str, str, str] | None:
    """What a table holds, of which language and module; nothing if it is not wanted."""
    for kind, pattern in PATTERNS.items():
        if found := pattern.match(table):
            parts = found.groupdict()
            return kind, parts.get("lang") or "", parts.get("module") or ""
    return None


def _read(value: dump.Value) -> str:
    """The text of a value; one that was written as if its bytes were letters is put right.

    Raises: ValueError if it is not UTF-8.
    """
    text = (value or b"").decode("utf-8").replace("\0", "")
    if MANGLED.search(text):
        try:
            return text.encode("cp1252").decode("utf-8")
        except ValueError:
            return text
    return text

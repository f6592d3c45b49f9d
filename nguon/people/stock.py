"""The names that are on file, each once: found by their words without reading people.

Derived from the rows of people and kept with each of them. A name says nothing about anybody, and
goes with the last person who bears it. The words of names stand in an index that the database
keeps by itself, in full text on either (migration 0005): nothing but this module asks it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from nguon.core import bulk
from nguon.core.guard import unscoped
from nguon.people.models import Name, Person

COLUMNS = ("sort_key", "folded", "spelled")
FEW = 1_000  # names that bear the words: at once in memory
MANY = 40_000  # beyond, one of the first names in order bears them soon
FIRST_KEYS, KEYS_AT_ONCE = 50, 800  # whose bearers are asked for together
AT_ONCE = 5_000
WHY = "whether a name is borne by anybody"

# Planned as for all of them: for the first few PostgreSQL would read names until it met them.
HITS = {
    "sqlite": "SELECT rowid FROM people_name_words WHERE people_name_words MATCH %s LIMIT %s",
    "postgresql": """
        WITH found AS MATERIALIZED (SELECT id FROM people_name WHERE words @@ %s::tsquery)
        SELECT id FROM found LIMIT %s
    """,
}
# From the index to the names and not the other way: no planner knows how rare words are together.
KEYS = {
    "sqlite": """
        SELECT n.sort_key FROM people_name_words w CROSS JOIN people_name n ON n.id = w.rowid
        WHERE people_name_words MATCH %s AND n.sort_key > %s ORDER BY n.sort_key LIMIT %s
    """,
    "postgresql": """
        WITH found AS MATERIALIZED (SELECT sort_key FROM people_name WHERE words @@ %s::tsquery)
        SELECT sort_key FROM found WHERE sort_key > %s ORDER BY sort_key LIMIT %s
    """,
}
FILL = """
    INSERT INTO people_name (sort_key, folded, spelled)
    SELECT DISTINCT sort_key, folded, spelled FROM people_person ORDER BY sort_key
"""
IN_ONE_PIECE = "INSERT INTO people_name_words (people_name_words) VALUES ('optimize')"


class Written(NamedTuple):
    """A name as it is found: the key it is sorted by, folded, spelled."""

    sort_key: str
    folded: str
    spelled: str


class Sought(NamedTuple):
    """Names in which each of ``begun`` begins a word and each of ``spelled`` is one.

    Those in which each of ``but`` is one are left out.
    """

    begun: Sequence[str]
    spelled: Sequence[str] = ()
    but: Sequence[str] = ()

    def rows(self) -> Q:
        """Which rows of names, or of people, are meant: told from the row itself."""
        found = Q(*(Q(folded__contains=f" {word}") for word in self.begun)) & _spells(self.spelled)
        return found & ~_spells(self.but) if self.but else found

    def entries(self) -> str:
        """The same in the words of the index of this database."""
        return _IN_INDEX[connection.vendor](self)


def bearing(sought: Sought) -> Iterator[list[str]]:
    """Return the keys of the names that are sought.

    Shape: in Vietnamese order, each once, in portions that grow; read only as far as asked for.
    """
    ask, last, many = _quickest_way(sought), "", FIRST_KEYS
    while keys := ask(last, many):
        yield list(dict.fromkeys(keys))
        last, many = keys[-1], min(many * 4, KEYS_AT_ONCE)


def note(names: Iterable[Written]) -> None:
    """Keep names that people were just given; those kept already stay."""
    wanted = sorted(set(names))
    for part in _portions(iter(wanted)):
        keys = {name.sort_key for name in part}
        known = {Written(*row) for row in _kept(keys)}
        _write([name for name in part if name not in known])


def drop_unborne(names: Iterable[Written]) -> None:
    """Take out those of some names that nobody bears any more."""
    keys = {name.sort_key for name in names}
    with unscoped(WHY):
        Name.objects.filter(~Exists(_bearers()), sort_key__in=keys).delete()


def mend() -> int:
    """Bring the names in line with the people on file; how many were missing or too many."""
    if not Name.objects.exists():
        return _fill()
    missing, surplus = _differences()
    for part in _portions(iter(sorted(missing))):
        with transaction.atomic():
            _write(part)
    for part in _portions(iter(sorted(surplus))):
        with transaction.atomic():
            drop_unborne(part)
    return len(missing) + len(surplus)


def compare() -> list[str]:
    """Say which names are borne and not kept, or kept and not borne, by their keys."""
    missing, surplus = _differences()
    return [f"- {name.sort_key}" for name in sorted(missing)] + [
        f"+ {name.sort_key}" for name in sorted(surplus)
    ]


# --- the index of words -------------------------------------------------------------------------


def _quickest_way(sought: Sought) -> Callable[[str, int], list[str]]:
    """How to come to so many keys after one of them."""
    if not sought.begun:
        return partial(_in_order, sought)
    numbers = _hits(sought, FEW + 1)
    if len(numbers) <= FEW:
        names = Name.objects.filter(pk__in=numbers).values_list("sort_key", flat=True)
        return partial(_of_few, sorted(names))
    return partial(_through_index if _are_at_most(MANY, sought) else _in_order, sought)


def _hits(sought: Sought, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(HITS[connection.vendor], [sought.entries(), limit])
        return [number for (number,) in cursor.fetchall()]


def _are_at_most(count: int, sought: Sought) -> bool:
    hits = f"SELECT count(*) FROM ({HITS[connection.vendor]}) AS hits"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(hits, [sought.entries(), count + 1])
        return bool(cursor.fetchone()[0] <= count)


def _of_few(keys: list[str], after: str, many: int) -> list[str]:
    begin = bisect_right(keys, after)
    return keys[begin : begin + many]


def _through_index(sought: Sought, after: str, many: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(KEYS[connection.vendor], [sought.entries(), after, many])
        return [key for (key,) in cursor.fetchall()]


def _in_order(sought: Sought, after: str, many: int) -> list[str]:
    there = Name.objects.filter(sought.rows(), sort_key__gt=after).order_by("sort_key")
    return list(there.values_list("sort_key", flat=True)[:many])


def _spells(words: Iterable[str]) -> Q:
    return Q(*(Q(spelled__contains=f" {word} ") for word in words))


def _in_fts5(sought: Sought) -> str:
    """Words hold letters, digits, ``_`` and signs of tones: none has a quotation mark in it."""
    begun = [f'"{word}" *' for word in dict.fromkeys(sought.begun)]
    found = " AND ".join([*begun, *(f'"={word}"' for word in sought.spelled)])
    but = " AND ".join(f'"={word}"' for word in sought.but)
    return f"({found}) NOT ({but})" if but else found


def _in_tsquery(sought: Sought) -> str:
    """The sign of one tone is an apostrophe, which is doubled between apostrophes."""
    spelled = ["'={}'".format(word.replace("'", "''")) for word in (*sought.spelled, *sought.but)]
    there, but = spelled[: len(sought.spelled)], " & ".join(spelled[len(sought.spelled) :])
    found = " & ".join([*(f"'{word}':*" for word in sought.begun), *there])
    return f"{found} & !({but})" if but else found


_IN_INDEX = {"sqlite": _in_fts5, "postgresql": _in_tsquery}


# --- rows ---------------------------------------------------------------------------------------


def _fill() -> int:
    """All at once, in the order in which they are read: the quickest way to very many."""
    with unscoped(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL)
        written = int(cursor.rowcount)
        if connection.vendor == "sqlite":
            cursor.execute(IN_ONE_PIECE)
        return written


def _differences() -> tuple[set[Written], set[Written]]:
    """The database compares, so that what is in order never comes here."""
    kept = Name.objects.order_by().values_list(*COLUMNS)
    with unscoped(WHY):
        borne = Person.unscoped.order_by().values_list(*COLUMNS)
        missing = {Written(*row) for row in borne.difference(kept)}
        return missing, {Written(*row) for row in kept.difference(borne)}


def _kept(keys: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    return Name.objects.filter(sort_key__in=list(keys)).values_list(*COLUMNS)


def _bearers() -> "QuerySet[Person]":
    same = {column: OuterRef(column) for column in COLUMNS}
    return Person.unscoped.filter(**same)


def _write(names: Sequence[Written]) -> None:
    if names:
        sort_key, folded, spelled = zip(*names, strict=True)
        columns = {"sort_key": sort_key, "folded": folded, "spelled": spelled}
        bulk.insert(Name, columns, every={})


def _portions(names: Iterator[Written]) -> Iterator[list[Written]]:
    while part := list(islice(names, AT_ONCE)):
        yield part

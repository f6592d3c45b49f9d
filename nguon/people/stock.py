"""The names that are on file, each once, with its words: found by them without reading people.

Derived from the rows of people and kept with each of them. A name says nothing about anybody, and
goes with the last person who bears it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import prod
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from nguon.core import bulk
from nguon.core.guard import unscoped
from nguon.people.models import Name, NameWord, Person

COLUMNS = ("sort_key", "folded", "spelled")
LONGEST_WORD = 60
MANY = 40_000  # names that bear a word; beyond, people are found sooner in their order
AT_ONCE = 5_000
WHY = "whether a name is borne by anybody"


class Written(NamedTuple):
    """A name as it is found: the key it is sorted by, folded, spelled."""

    sort_key: str
    folded: str
    spelled: str


def note(names: Iterable[Written]) -> None:
    """Keep names that people were just given, with their words; those kept already stay."""
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


def bearing(
    words: Sequence[str], spelled: Sequence[str] = (), *, wanted: int
) -> list[Written] | None:
    """Return the names in which each of ``words`` begins a word and each of ``spelled`` is one.

    Shape:   in Vietnamese order; nothing at all where ``wanted`` people are found sooner by going
             through them in their order, or even the rarest word is borne by too many.
    Reading: words are taken for independent of each other to tell which is sooner.
    """
    looked_for = [(_prefix(word), word) for word in words] + [(Q(word=w), w) for w in spelled]
    counts = [NameWord.objects.filter(q)[: MANY + 1].count() for q, _ in looked_for]
    names = Name.objects.aggregate(last=Max("pk"))["last"] or 1
    part = prod(min(1.0, count / names) for count in counts)
    if not counts or min(counts) > MANY or wanted < part * min(counts):
        return None
    rarest, _word = looked_for[counts.index(min(counts))]
    found = Name.objects.filter(pk__in=NameWord.objects.filter(rarest).values("name"))
    for word in words:
        found = found.filter(folded__contains=f" {word}")
    for word in spelled:
        found = found.filter(spelled__contains=f" {word} ")
    return sorted({Written(*row) for row in found.values_list(*COLUMNS)})


def mend() -> int:
    """Bring the names in line with the people on file; how many were missing or too many."""
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


# --- rows ---------------------------------------------------------------------------------------


def _differences() -> tuple[set[Written], set[Written]]:
    with unscoped(WHY):
        borne = Person.unscoped.order_by().values_list(*COLUMNS).distinct()
        wanted = {Written(*row) for row in borne.iterator(chunk_size=AT_ONCE)}
    kept = Name.objects.values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
    stored = {Written(*row) for row in kept}
    return wanted - stored, stored - wanted


def _kept(keys: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    return Name.objects.filter(sort_key__in=list(keys)).values_list(*COLUMNS)


def _bearers() -> "QuerySet[Person]":
    same = {column: OuterRef(column) for column in COLUMNS}
    return Person.unscoped.filter(**same)


def _write(names: Sequence[Written]) -> None:
    if not names:
        return
    numbers = bulk.new_ids(Name, len(names))
    sort_key, folded, spelled = zip(*names, strict=True)
    columns = {"id": numbers, "sort_key": sort_key, "folded": folded, "spelled": spelled}
    bulk.insert(Name, columns, every={})
    rows = [(word, pk) for pk, name in zip(numbers, names, strict=True) for word in words_of(name)]
    if rows:
        word, owner = zip(*rows, strict=True)
        bulk.insert(NameWord, {"word": word, "name": owner}, every={})


def words_of(name: Written) -> set[str]:
    """By which words a name is found: without marks, and with them as they are spelled."""
    return {word[:LONGEST_WORD] for word in (*name.folded.split(), *name.spelled.split())}


def _prefix(word: str) -> Q:
    """Words that begin so, as a range that an index has on either database."""
    word = word[:LONGEST_WORD]
    last = "\U0010ffff" if connection.vendor == "sqlite" else "z" * LONGEST_WORD
    return Q(word__gte=word, word__lte=word + last)


def _portions(names: Iterator[Written]) -> Iterator[list[Written]]:
    while part := list(islice(names, AT_ONCE)):
        yield part

"""Where every organisation stood when, derived from the dated edges and tiers.

``rebuild`` reads versions and edges, never its own earlier result for what it rebuilds, and
writes only the spells that differ. ``compare`` reads the edges in another way, for checks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet

from nguon.core import bulk
from nguon.organizations.models import Edge, Placement, Tier, Version

TIERS: tuple[str, ...] = tuple(Tier.values)
COLUMN = {tier: number for number, tier in enumerate(TIERS)}
FIELDS = ("organization_id", "valid_from", "valid_to", *TIERS)
PORTION = 1000

Row = tuple[Any, ...]  # the values of FIELDS


class Spell(NamedTuple):
    """From one day until, but not on, another: the organisation of each tier."""

    start: date
    end: date
    above: tuple[int | None, ...]


class Held(NamedTuple):
    """From one day until, but not on, another: a tier, or the number of a parent."""

    start: date
    end: date
    value: Any


@transaction.atomic
def rebuild(ids: Iterable[int] | None = None) -> None:
    """Derive the placement of the given organisations and of all that ever stood below them.

    Without ``ids`` the whole tree is derived. Only rows that differ are touched.
    """
    affected = None if ids is None else _with_all_below(set(ids))
    wanted = set(_Derivation(affected).rows())
    surplus = []
    for number, *values in _select(Placement.objects.all(), ("pk", *FIELDS), affected):
        if (row := tuple(values)) in wanted:
            wanted.remove(row)
        else:
            surplus.append(number)
    for portion in portions(surplus):
        Placement.objects.filter(pk__in=portion).delete()
    _insert(sorted(wanted, key=lambda row: row[:2]))


def compare() -> list[str]:
    """Return where the table differs from the tree, read upwards from each organisation by day.

    Shape: a line an organisation, in order of their numbers; empty if all is well.
    """
    reading = _Reading()
    standing: dict[int, list[Row]] = defaultdict(list)
    for number, *row in _select(Placement.objects.all(), FIELDS, None):
        standing[number].append(tuple(row))
    found = []
    for number in sorted(reading.tiers.keys() | standing.keys()):
        there, expected = sorted(standing[number], key=lambda row: row[0]), reading.rows(number)
        if there != expected:
            found.append(f"{number}: {_shown(there)} ≠ {_shown(expected)}")
    return found


class _Derivation:
    """The spells of organisations, each derived once, from those of its parents."""

    def __init__(self, affected: set[int] | None) -> None:
        self.tiers = _held(Version.objects.all(), "tier", affected)
        self.parents = _held(Edge.objects.all(), "parent_id", affected)
        self.spells: dict[int, list[Spell]] = {}
        if affected is not None:
            self._take_as_known({edge.value for e in self.parents.values() for edge in e})

    def rows(self) -> Iterator[Row]:
        for organization in self.tiers:
            for start, end, above in self._spells(organization):
                yield (organization, start, end, *above)

    def _take_as_known(self, parents: set[int]) -> None:
        outside = parents - self.tiers.keys()
        self.spells = {number: [] for number in outside}
        for number, start, end, *above in _select(Placement.objects.all(), FIELDS, outside):
            self.spells[number].append(Spell(start, end, tuple(above)))

    def _spells(self, organization: int) -> list[Spell]:
        if organization not in self.spells:
            each = (self._while_of(tier, organization) for tier in self.tiers[organization])
            self.spells[organization] = _joined(chain.from_iterable(each))
        return self.spells[organization]

    def _while_of(self, tier: Held, organization: int) -> Iterator[Spell]:
        """The spells during which ``organization`` was of one tier."""
        column, alone_from = COLUMN[tier.value], tier.start
        for start, end, above in self._above(organization, tier):
            if alone_from < start:
                yield Spell(alone_from, start, _with((None,) * len(TIERS), column, organization))
            yield Spell(start, end, _with(above, column, organization))
            alone_from = end
        if alone_from < tier.end:
            yield Spell(alone_from, tier.end, _with((None,) * len(TIERS), column, organization))

    def _above(self, organization: int, during: Held) -> Iterator[Spell]:
        """Where the parents of the time stood, in order."""
        for edge in self.parents.get(organization, ()):
            for spell in self._spells(edge.value):
                start = max(during.start, edge.start, spell.start)
                end = min(during.end, edge.end, spell.end)
                if start < end:
                    yield Spell(start, end, spell.above)


def _with(above: tuple[int | None, ...], column: int, organization: int) -> tuple[int | None, ...]:
    return (*above[:column], organization, *above[column + 1 :])


def _joined(spells: Iterable[Spell]) -> list[Spell]:
    """Neighbouring spells with the same organisations above become one."""
    found: list[Spell] = []
    for spell in spells:
        if found and (found[-1].end, found[-1].above) == (spell.start, spell.above):
            found[-1] = found[-1]._replace(end=spell.end)
        else:
            found.append(spell)
    return found


class _Reading:
    """Walks up from one organisation on each day on which anything above it changed."""

    def __init__(self) -> None:
        self.tiers = _held(Version.objects.all(), "tier", None)
        self.parents = _held(Edge.objects.all(), "parent_id", None)

    def rows(self, organization: int) -> list[Row]:
        found: list[Row] = []
        for start, end in pairwise(sorted(self._days(organization))):
            above = self._above(organization, start)
            if above and found and (found[-1][1], found[-1][2:]) == (start, above):
                found[-1] = (found[-1][0], end, *above)
            elif above:
                found.append((start, end, *above))
        return found

    def _days(self, organization: int) -> set[date]:
        days: set[date] = set()
        ever_above, fresh = set[int](), {organization}
        while fresh:
            ever_above |= fresh
            held = [row for each in fresh for row in self.parents.get(each, ())]
            tiers = [row for each in fresh for row in self.tiers.get(each, ())]
            days |= {day for row in held + tiers for day in (row.start, row.end)}
            fresh = {row.value for row in held} - ever_above
        return days

    def _above(self, organization: int, day: date) -> tuple[int | None, ...]:
        """The organisation of each tier on ``day``; nothing if it did not stand."""
        columns: dict[str, int] = {}
        here: int | None = organization
        while here and (tier := _value_on(self.tiers.get(here, ()), day)):
            columns.setdefault(tier, here)
            here = _value_on(self.parents.get(here, ()), day)
        return tuple(columns.get(tier) for tier in TIERS) if columns else ()


def _value_on(rows: Iterable[Held], day: date) -> Any:
    return next((row.value for row in rows if row.start <= day < row.end), None)


def _shown(rows: list[Row]) -> str:
    spells = (f"[{start}, {end}) {above}" for start, end, *above in rows)
    return "; ".join(spells) or "∅"


# --- reading ----------------------------------------------------------------------------------


def _held(rows: QuerySet[Any], value: str, only: set[int] | None) -> dict[int, list[Held]]:
    """The rows that held for at least a day, by organisation and in order."""
    lasting = rows.filter(valid_to__gt=F("valid_from")).order_by("valid_from")
    found: dict[int, list[Held]] = defaultdict(list)
    columns = ("organization_id", "valid_from", "valid_to", value)
    for organization, *held in _select(lasting, columns, only):
        found[organization].append(Held(*held))
    return found


def _with_all_below(found: set[int]) -> set[int]:
    """The organisations themselves and all that stood below them on any day."""
    fresh = found
    while fresh:
        below = _select(Edge.objects.all(), ("organization_id",), fresh, key="parent_id")
        fresh = {number for (number,) in below} - found
        found = found | fresh
    return found


def _select(
    rows: QuerySet[Any],
    columns: Iterable[str],
    only: set[int] | None,
    key: str = "organization_id",
) -> Iterator[Row]:
    """Columns of all rows, or of those of the given organisations."""
    if only is None:
        yield from rows.values_list(*columns).iterator(chunk_size=5000)
        return
    for portion in portions(sorted(only)):
        yield from rows.filter(**{f"{key}__in": portion}).values_list(*columns)


def _insert(rows: list[Row]) -> None:
    if not rows:
        return
    numbers, starts, ends, *above = zip(*rows, strict=True)
    columns: dict[str, Sequence[Any]] = dict(zip(TIERS, above, strict=True))
    columns |= {"organization": numbers}
    columns |= {"valid_from": [*map(str, starts)], "valid_to": [*map(str, ends)]}
    bulk.insert(Placement, columns, every={})


def portions(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one statement on every database."""
    rest = iter(items)
    while portion := list(islice(rest, PORTION)):
        yield portion

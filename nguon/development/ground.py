"""The ground a case stands on: bodies above a cell and what is known of its area, on any day.

Read whole for a number of cells with two statements, however many days are asked about. Every
act of a case reads it, so it takes plain values and lets each table come along with another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from nguon.core.prepared import Prepared
from nguon.organizations.models import (
    OPEN_END,
    PartyRank,
    Placement,
    Succession,
    Tier,
    Version,
)
from nguon.rulebook import NoRuleInForce, Place, Route, provision

UPWARDS = (Tier.CELL, Tier.UNIT, Tier.COMMUNE, Tier.DISTRICT, Tier.PROVINCE)
KNOWN = ("year", "difficult_area", "youth_union_present", "trade_union_present")
DATED = ("organization_id", "valid_from", "valid_to")
ITSELF = "grassroots_standing_board"


class Held(NamedTuple):
    """From one day until, but not on, another: numbers of the bodies upwards, or a rank."""

    start: date
    end: date
    value: Any


class Profile(NamedTuple):
    """What was known of an area from one year on; ``None`` is unknown."""

    year: int
    difficult_area: bool | None = None
    youth_union_present: bool | None = None
    trade_union_present: bool | None = None


class Heir(NamedTuple):
    """Who got all that an organisation had when it ended, and from which day on."""

    organization: int
    since: date


@dataclass(frozen=True, slots=True)
class Ground:
    """Dated values by organisation, in order; nothing is read after it is made."""

    spells: Mapping[int, list[Held]]
    profiles: Mapping[int, list[Profile]]
    heirs: Mapping[int, Heir]
    ranks: Mapping[int, list[Held]]
    authorisations: Mapping[int, list[Held]]

    @classmethod
    def of(cls, organizations: Iterable[int]) -> "Ground":
        """Read what there is about these organisations, about those that took over from them, and
        about all that ever stood above them.
        """
        spells: set[tuple[int, Held]] = set()
        profiles: set[tuple[int, Profile]] = set()
        heirs: dict[int, Heir] = {}
        asked, fresh = set[int](), set(organizations)
        while fresh:
            _read(fresh, spells, profiles)
            ended = fresh & _left({(number, spell) for number, spell in spells if number in fresh})
            heirs |= {before: Heir(after, on) for before, after, on in _inherited(ended=ended)}
            asked |= fresh
            fresh = {heirs[number].organization for number in ended if number in heirs} - asked
        near = {above for _, spell in spells for above in spell.value}
        return cls(_grouped(spells), _grouped(profiles), heirs, *_bodies(near))

    def stands(self, organization: int, day: date) -> bool:
        """Tell whether an organisation existed on a day."""
        return _on(self.spells.get(organization, ()), day) is not None

    def keeper(self, organization: int, day: date) -> int | None:
        """Return who had on a day what an organisation has: itself, or whoever took over.

        Shape: nothing for a day before it stood.
        """
        while not self.stands(organization, day):
            heir = self.heirs.get(organization)
            if heir is None or heir.since > day:
                return None
            organization = heir.organization
        return organization

    def place(self, organization: int, day: date) -> Place:
        """Return what was known of the area on a day: the latest year that had begun."""
        known = [row for row in self.profiles.get(organization, ()) if row.year <= day.year]
        latest = known[-1] if known else Profile(day.year)
        return Place(
            difficult_area=latest.difficult_area,
            cell_present=True,  # a case stands in a cell
            youth_union_present=latest.youth_union_present,
            trade_union_present=latest.trade_union_present,
        )

    def route(self, organization: int, day: date) -> Route:
        """Return which bodies stood between the cell and the committee that decided."""
        ranks = self._above(organization, day)
        asking = [
            number
            for number, rank in ranks.items()
            if rank == PartyRank.GRASSROOTS_PARTY_BODY and not _decides(number, ranks, day)
        ]
        return Route(
            section_committee=PartyRank.SECTION_BODY in ranks.values(),
            grassroots_committee=bool(asking),
            delegated=any(_on(self.authorisations.get(number, ()), day) for number in asking),
        )

    def next_change(self, organization: int, after: date) -> date | None:
        """Return the first later day on which its place or route is known to differ."""
        dated = list(self.spells.get(organization, ()))
        for number in {above for spell in dated for above in spell.value}:
            dated += self.ranks.get(number, ())
            dated += self.authorisations.get(number, ())
        days = {day for held in dated for day in (held.start, held.end)}
        days |= {date(known.year, 1, 1) for known in self.profiles.get(organization, ())}
        return min((day for day in days if after < day < OPEN_END), default=None)

    def _above(self, organization: int, day: date) -> dict[int, str]:
        """The bodies above an organisation with their ranks, the nearest first."""
        spell = _on(self.spells.get(organization, ()), day)
        found = {}
        for number in spell.value if spell else ():
            if number != organization:
                rank = _on(self.ranks.get(number, ()), day)
                found[number] = rank.value if rank else ""
        return found


def _read(
    cells: set[int], spells: set[tuple[int, Held]], profiles: set[tuple[int, Profile]]
) -> None:
    for number, start, end, *rest in _stood(cells=cells):
        chain = tuple(above for above in rest[: len(UPWARDS)] if above is not None)
        spells.add((number, Held(start, end, chain)))
        if rest[len(UPWARDS)] is not None:
            profiles.add((number, Profile(*rest[len(UPWARDS) :])))


def _left(spells: set[tuple[int, Held]]) -> set[int]:
    """Who stands no more, or did not for a while, between an ending and its correction."""
    found = set()
    for number, held in _grouped(spells).items():
        ends, starts = {spell.end for spell in held}, {spell.start for spell in held}
        if ends - starts - {OPEN_END}:
            found.add(number)
    return found


def _select_heirs(ended: list[int]) -> "QuerySet[Any, tuple[int, int, date]]":
    rows = Succession.objects.filter(predecessor__in=ended, keeps_rows=True)
    return rows.order_by("happened_on").values_list("predecessor", "successor", "happened_on")


def _select_spells(cells: list[int]) -> "QuerySet[Any, tuple[Any, ...]]":
    known = (f"organization__profiles__{name}" for name in KNOWN)
    return Placement.objects.filter(organization__in=cells).values_list(*DATED, *UPWARDS, *known)


def _select_bodies(numbers: list[int]) -> "QuerySet[Any, tuple[Any, ...]]":
    rows = Version.objects.filter(organization__in=numbers)
    since, until = (f"organization__authorisations__{day}" for day in ("valid_from", "valid_to"))
    return rows.values_list(*DATED, "party_rank", since, until)


_stood, _ranked = Prepared(_select_spells), Prepared(_select_bodies)
_inherited = Prepared(_select_heirs)


def _bodies(numbers: set[int]) -> tuple[dict[int, list[Held]], dict[int, list[Held]]]:
    """The ranks of organisations, and when they were authorised to decide themselves."""
    ranks, authorised = set(), set()
    for number, start, end, rank, since, until in _ranked(numbers=numbers):
        ranks.add((number, Held(start, end, rank)))
        if since is not None:
            authorised.add((number, Held(since, until, True)))
    return _grouped(ranks), _grouped(authorised)


def _decides(committee: int, ranks: Mapping[int, str], day: date) -> bool:
    """Whether a grassroots committee decides admission itself: the topmost one, if any does.

    Source: decision.authority.
    """
    try:
        if provision("decision.authority", day).value != ITSELF:
            return False
    except NoRuleInForce:
        return False
    numbers = list(ranks)
    over = numbers[numbers.index(committee) + 1 :]
    return all(ranks[number] != PartyRank.GRASSROOTS_PARTY_BODY for number in over)


def _on(rows: Iterable[Held], day: date) -> Held | None:
    return next((row for row in rows if row.start <= day < row.end), None)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Values by organisation, the earliest first."""
    found: dict[int, list[Any]] = {}
    for number, value in sorted(pairs, key=lambda pair: pair[1][0]):
        found.setdefault(number, []).append(value)
    return found

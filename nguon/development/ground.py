"""The ground a case stands on: bodies above a cell and what is known of its area, on any day.

Read whole for a number of cells with four statements, however many days are asked about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from nguon.organizations.models import (
    OPEN_END,
    AreaProfile,
    Authorisation,
    Dated,
    PartyRank,
    Placement,
    Tier,
    Version,
)
from nguon.rulebook import NoRuleInForce, Place, Route, provision

ABOVE = (Tier.UNIT, Tier.COMMUNE, Tier.DISTRICT, Tier.PROVINCE)  # from the cell upwards
ITSELF = "grassroots_standing_board"
D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Ground:
    """Dated rows by organisation; nothing is read after it is made."""

    spells: Mapping[int, list[Placement]]
    versions: Mapping[int, list[Version]]
    authorisations: Mapping[int, list[Authorisation]]
    profiles: Mapping[int, list[AreaProfile]]

    @classmethod
    def of(cls, organizations: Iterable[int]) -> "Ground":
        """Read what there is about these organisations and all that ever stood above them."""
        cells = sorted(set(organizations))
        spells = _grouped(Placement.objects.filter(organization__in=cells).order_by("valid_from"))
        near = sorted({above for found in spells.values() for s in found for above in _chain(s)})
        return cls(
            spells,
            _grouped(Version.objects.filter(organization__in=near).order_by("valid_from")),
            _grouped(Authorisation.objects.filter(organization__in=near).order_by("valid_from")),
            _grouped(AreaProfile.objects.filter(organization__in=cells).order_by("year")),
        )

    def stands(self, organization: int, day: date) -> bool:
        """Tell whether an organisation existed on a day."""
        return _on(self.spells.get(organization, []), day) is not None

    def place(self, organization: int, day: date) -> Place:
        """Return what was known of the area on a day: the latest year that had begun."""
        known = [row for row in self.profiles.get(organization, []) if row.year <= day.year]
        latest = known[-1] if known else AreaProfile()
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
            delegated=any(_on(self.authorisations.get(number, []), day) for number in asking),
        )

    def next_change(self, organization: int, after: date) -> date | None:
        """Return the first later day on which its place or route is known to differ."""
        spells = self.spells.get(organization, [])
        near = {number for spell in spells for number in _chain(spell)}
        dated: list[Dated] = list(spells)
        for number in near:
            dated += self.versions.get(number, [])
            dated += self.authorisations.get(number, [])
        days = {day for row in dated for day in (row.valid_from, row.valid_to)}
        days |= {date(row.year, 1, 1) for row in self.profiles.get(organization, [])}
        return min((day for day in days if after < day < OPEN_END), default=None)

    def _above(self, organization: int, day: date) -> dict[int, str]:
        """The bodies above an organisation with their ranks, the nearest first."""
        spell = _on(self.spells.get(organization, []), day)
        ranks = {}
        for number in _chain(spell) if spell else ():
            if number != organization:
                version = _on(self.versions.get(number, []), day)
                ranks[number] = version.party_rank if version else ""
        return ranks


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


def _chain(spell: Placement) -> Iterator[int]:
    """The organisations of one spell, from the cell upwards."""
    for tier in (Tier.CELL, *ABOVE):
        number = getattr(spell, tier)
        if number is not None:
            yield number


def _on(rows: Iterable[D], day: date) -> D | None:
    return next((row for row in rows if row.valid_from <= day < row.valid_to), None)


def _grouped(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.organization_id, []).append(row)
    return found

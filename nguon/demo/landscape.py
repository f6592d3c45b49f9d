"""Invented places by column: a tree with the reforms of 2020 and 2025 in it, for any scale.

Cells are numbered along the tree, so that whatever is written place by place lies together. From
the reform on the districts are gone, several former communes are one, and provinces have joined;
before that day there are only the former ones. A scale without former communes has no reform.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from nguon.core import bulk
from nguon.core.text import fold
from nguon.demo.cast import REFORM, RENAMED
from nguon.organizations import placement
from nguon.organizations.models import (
    OPEN_END,
    AreaProfile,
    Edge,
    Organization,
    PartyRank,
    Succession,
    SuccessionKind,
    Tier,
    Version,
)

BEGAN = date(2011, 11, 1)
EARLY = date(2020, 1, 1)  # on which some communes were joined before the others
JOINS_EARLY, ALIKE = 17, 5  # one former commune in seventeen, where its neighbour is near
DOCUMENT = "QĐ 1-QĐ/ML (mô phỏng)"
OF_THE_REFORM = "NQ 1-NQ/ML 2025-06-16 (mô phỏng)"
OF_2020 = "NQ 2-NQ/ML 2019-12-16 (mô phỏng)"
FOREVER = OPEN_END.isoformat()

Spell = tuple[int, int, str, str, str]  # organisation, parent, from, to, document


@dataclass(frozen=True, slots=True)
class Size:
    """How many places of each kind; ``joined`` provinces ended in the reform."""

    communes: int
    cells: int
    provinces: int = 1
    joined: int = 0
    districts: int = 0
    former: int = 0
    central: int = 0

    @property
    def all(self) -> int:
        upper = self.central + self.provinces + self.joined + self.districts
        return upper + self.former + self.communes + self.cells


@dataclass
class Landscape:
    """The numbers of the places made, each kind in order, and how they belong together.

    ``communes`` are those of today; before the reform they are the former ones.
    """

    size: Size
    today: date
    central: list[int] = field(default_factory=list)
    provinces: list[int] = field(default_factory=list)
    districts: list[int] = field(default_factory=list)
    former: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)

    @property
    def reformed(self) -> bool:
        return bool(self.size.former) and self.today >= REFORM

    @property
    def communes(self) -> list[int]:
        return self.merged or self.former

    @property
    def top(self) -> int:
        return (self.central or self.provinces)[0]

    def commune_of(self, cell: int) -> int:
        """The place among ``communes`` of the cell at a place among ``cells``."""
        return cell * len(self.communes) // len(self.cells) if self.cells else 0

    def former_of(self, cell: int) -> int:
        return cell * len(self.former) // len(self.cells)

    def merged_of(self, former: int) -> int:
        return former * self.size.communes // len(self.former)

    def district_of(self, former: int) -> int:
        return former * len(self.districts) // len(self.former)

    def province_of(self, former: int) -> int:
        """The province of old, as a place among ``provinces``."""
        if not self.districts:
            return 0
        return self.district_of(former) * len(self.provinces) // len(self.districts)

    def heir(self, province: int) -> int:
        """The province that an old one is part of since the reform."""
        return province if province < self.size.provinces else province - self.size.provinces

    @cached_property
    def joined_early(self) -> set[int]:
        """Former communes that were joined with the one before them in 2020."""
        if not self.size.former or self.today < EARLY:
            return set()
        return {
            each
            for each in range(1, len(self.former))
            if each % JOINS_EARLY == ALIKE
            and self.merged_of(each) == self.merged_of(each - 1)
            and self.district_of(each) == self.district_of(each - 1)
        }

    def is_hard(self, cell: int) -> bool:
        """Whether the area of a cell is one of particular difficulty."""
        return self.commune_of(cell) % 3 == 0

    def has_youth_union(self, cell: int) -> bool:
        return cell % 5 > 0

    def ground_of(self, cell: int) -> tuple[bool, bool, bool]:
        """What a verdict can depend on: cells of which this is the same have the same ground."""
        early = bool(self.former) and self.former_of(cell) in self.joined_early
        return early, self.is_hard(cell), self.has_youth_union(cell)


def plant(size: Size, *, today: date) -> Landscape:
    """Write the places, their names, edges, successions and areas, and derive where they stand."""
    land = Landscape(size, today)
    _number(land)
    _name(land)
    _connect(land)
    _succeed(land)
    _describe(land)
    placement.rebuild()
    return land


# --- identities and names -----------------------------------------------------------------------


def _number(land: Landscape) -> None:
    size = land.size
    former = size.former
    land.central = _made(["trung-uong-ml"] * size.central)
    land.provinces = _made(_slugs("tinh-ml", size.provinces + size.joined))
    land.districts = _made([f"huyen-ml-{n}" for n in range(size.districts)])
    land.former = _made([f"xa-cu-ml-{n}" for n in range(former)])
    if not former or land.today >= REFORM:
        land.merged = _made([f"xa-ml-{n}" for n in range(size.communes)])
    land.cells = _made([f"chi-bo-ml-{n}" for n in range(size.cells)])


def _slugs(stem: str, count: int) -> list[str]:
    return [stem, *(f"{stem}-{n}" for n in range(1, count))][:count]


def _made(slugs: Sequence[str]) -> list[int]:
    numbers = bulk.new_ids(Organization, len(slugs))
    bulk.insert(Organization, {"id": numbers, "slug": slugs}, every={})
    return numbers


def _name(land: Landscape) -> None:
    ends = REFORM.isoformat() if land.reformed else FOREVER
    whole = BEGAN.isoformat(), FOREVER
    until = BEGAN.isoformat(), ends
    lasting, passing = land.provinces[: land.size.provinces], land.provinces[land.size.provinces :]
    _called(land.central, "Trung ương mô phỏng", Tier.CENTRAL, _CENTRAL, whole)
    _called(lasting, "Tỉnh mô phỏng {}", Tier.PROVINCE, _PROVINCIAL, whole)
    _called(passing, "Tỉnh mô phỏng cũ {}", Tier.PROVINCE, _PROVINCIAL, until)
    _called(land.districts, "Huyện mô phỏng {}", Tier.DISTRICT, _DISTRICT, until)
    early = [land.former[each] for each in sorted(land.joined_early)]
    others = [number for number in land.former if number not in set(early)]
    _called(early, "Xã mô phỏng cũ B{}", Tier.COMMUNE, _GRASSROOTS, (whole[0], f"{EARLY}"))
    _called(others, "Xã mô phỏng cũ {}", Tier.COMMUNE, _GRASSROOTS, until)
    _called(land.cells, "Chi bộ mô phỏng {}", Tier.CELL, _SUBORDINATE, whole)
    _name_merged(land)


def _name_merged(land: Landscape) -> None:
    name = "Xã mô phỏng {}"
    if not land.reformed:
        _called(land.merged, name, Tier.COMMUNE, _GRASSROOTS, (f"{BEGAN}", FOREVER))
    elif land.today < RENAMED:
        _called(land.merged, name, Tier.COMMUNE, _SUPERIOR, (f"{REFORM}", FOREVER))
    else:
        _called(land.merged, name, Tier.COMMUNE, _SUPERIOR, (f"{REFORM}", f"{RENAMED}"))
        _called(land.merged, name, Tier.COMMUNE, _GRASSROOTS, (f"{RENAMED}", FOREVER))


_CENTRAL, _PROVINCIAL = PartyRank.CENTRAL_COMMITTEE, PartyRank.PROVINCIAL_COMMITTEE
_DISTRICT, _SUPERIOR = PartyRank.DISTRICT_COMMITTEE, PartyRank.SUPERIOR_COMMITTEE
_GRASSROOTS, _SUBORDINATE = PartyRank.GRASSROOTS_PARTY_BODY, PartyRank.SUBORDINATE_CELL


def _called(
    numbers: Sequence[int], name: str, tier: Tier, rank: PartyRank, spell: tuple[str, str]
) -> None:
    names = [name.format(place) for place in range(len(numbers))]
    if not names:
        return
    bulk.insert(
        Version,
        {"organization": numbers, "name": names, "folded": [fold(each) for each in names]},
        every={
            "tier": tier.value,
            "party_rank": rank.value,
            "valid_from": spell[0],
            "valid_to": spell[1],
            "document": DOCUMENT,
        },
    )


# --- who stood under whom -----------------------------------------------------------------------


def _connect(land: Landscape) -> None:
    edges = [*_edges_above(land), *_edges_of_communes(land), *_edges_of_cells(land)]
    if not edges:
        return
    names = ("organization", "parent", "valid_from", "valid_to", "document")
    bulk.insert(Edge, dict(zip(names, zip(*edges, strict=True), strict=True)), every={})


def _edges_above(land: Landscape) -> list[Spell]:
    began, ends = BEGAN.isoformat(), REFORM.isoformat() if land.reformed else FOREVER
    found = [
        (
            number,
            land.top,
            began,
            FOREVER if place < land.size.provinces else ends,
            DOCUMENT,
        )
        for place, number in enumerate(land.provinces)
        if land.central
    ]
    count = len(land.districts)
    found += [
        (number, land.provinces[place * len(land.provinces) // count], began, ends, DOCUMENT)
        for place, number in enumerate(land.districts)
    ]
    return found


def _edges_of_communes(land: Landscape) -> list[Spell]:
    began, ends = BEGAN.isoformat(), REFORM.isoformat() if land.reformed else FOREVER
    over = land.districts or land.provinces
    found = []
    for place, number in enumerate(land.former):
        above = over[land.district_of(place)] if land.districts else over[0]
        until = f"{EARLY}" if place in land.joined_early else ends
        found.append((number, above, began, until, DOCUMENT))
    since, document = (f"{REFORM}", OF_THE_REFORM) if land.reformed else (began, DOCUMENT)
    first = {land.merged_of(each): each for each in reversed(range(len(land.former)))}
    for place, number in enumerate(land.merged):
        old = land.province_of(first[place]) if land.former else 0
        found.append((number, land.provinces[land.heir(old)], since, FOREVER, document))
    return found


def _edges_of_cells(land: Landscape) -> list[Spell]:
    began = BEGAN.isoformat()
    if not land.former:
        return [
            (number, land.merged[land.commune_of(place)], began, FOREVER, DOCUMENT)
            for place, number in enumerate(land.cells)
        ]
    found = []
    for place, number in enumerate(land.cells):
        found += _spells_of_cell(land, number, land.former_of(place))
    return found


def _spells_of_cell(land: Landscape, number: int, former: int) -> list[Spell]:
    stays = former - 1 if former in land.joined_early else former
    days = [(BEGAN, land.former[former], DOCUMENT)]
    if stays != former:
        days.append((EARLY, land.former[stays], OF_2020))
    if land.reformed:
        days.append((REFORM, land.merged[land.merged_of(former)], OF_THE_REFORM))
    ends = [f"{day}" for day, *_ in days[1:]] + [FOREVER]
    return [
        (number, above, f"{since}", until, document)
        for (since, above, document), until in zip(days, ends, strict=True)
    ]


def _succeed(land: Landscape) -> None:
    merge, dissolve = SuccessionKind.MERGE.value, SuccessionKind.DISSOLVE.value
    rows: list[tuple[Any, ...]] = [
        (land.former[each], land.former[each - 1], merge, f"{EARLY}", OF_2020)
        for each in sorted(land.joined_early)
    ]
    if land.reformed:
        rows += [
            (number, land.merged[land.merged_of(each)], merge, f"{REFORM}", OF_THE_REFORM)
            for each, number in enumerate(land.former)
            if each not in land.joined_early
        ]
        rows += [
            (number, land.provinces[land.heir(each)], dissolve, f"{REFORM}", OF_THE_REFORM)
            for each, number in _with_province(land)
        ]
        rows += [
            (number, land.provinces[land.heir(each)], merge, f"{REFORM}", OF_THE_REFORM)
            for each, number in enumerate(land.provinces)
            if each >= land.size.provinces
        ]
    if rows:
        names = ("predecessor", "successor", "kind", "happened_on", "document")
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        bulk.insert(Succession, columns, every={"keeps_rows": True})


def _with_province(land: Landscape) -> list[tuple[int, int]]:
    """Each district with its province of old."""
    count = len(land.districts)
    return [
        (place * len(land.provinces) // count, number)
        for place, number in enumerate(land.districts)
    ]


# --- areas --------------------------------------------------------------------------------------


def _describe(land: Landscape) -> None:
    cells = range(len(land.cells))
    households = [60 + cell * 7 % 181 for cell in cells]
    bulk.insert(
        AreaProfile,
        {
            "organization": land.cells,
            "households": households,
            "population": [4 * each for each in households],
            "of_age": [each * 11 // 5 for each in households],
            "difficult_area": [land.is_hard(cell) for cell in cells],
            "youth_union_present": [land.has_youth_union(cell) for cell in cells],
        },
        every={"year": 2012, "trade_union_present": False, "source": "mô phỏng"},
    )

"""The organisations of a place by rank and kind on a day, and the members under each kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count as Rows

from nguon.core.text import fold
from nguon.organizations import queries as tree
from nguon.organizations.models import (
    AreaProfile,
    PartyRank,
    PlacementQuerySet,
    Setting,
    Tier,
    Version,
)
from nguon.organizations.models import on as valid_on
from nguon.planning.attainment import AS_WAS
from nguon.planning.models import NoSourceLeft
from nguon.planning.reading import ONE_DAY, Reading, stand_under
from nguon.statistics.counting import Count
from nguon.statistics.roll import Roll

BASE = (PartyRank.GRASSROOTS_PARTY_BODY, PartyRank.BASE_CELL)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "committees": (PartyRank.GRASSROOTS_PARTY_BODY,),
    "cells": (PartyRank.BASE_CELL,),
    "sections": (PartyRank.SECTION_BODY, PartyRank.SUBGRASSROOTS_BODY),
    "subordinate": (PartyRank.SUBORDINATE_CELL,),
}
# Words in the name of a commune's committee, the longest first; then what its area is said to be.
NAMED = (("thi tran", "town"), ("phuong", "ward"), ("xa", "commune"))
BY_SETTING: Mapping[str, str] = {
    Setting.OFFICE: "office",
    Setting.SCHOOL: "service",
    Setting.HEALTH: "service",
    Setting.ENTERPRISE: "enterprise",
    Setting.FORCES: "forces",
    Setting.OTHER: "other",
}
UNKNOWN = "unknown"
# From July 2025 a cell right under a commune's committee, itself no grassroots organisation, may
# be a grassroots cell or a subordinate one: both usages occur (rulebook, section 4), none is told.
RANK_OPEN, OPEN_COLUMNS = "rank_open", ("cells", "subordinate")
KINDS = ("commune", "ward", "town", "office", "service", "forces", "enterprise", "other", UNKNOWN)
ALL = "all"


class Called(NamedTuple):
    """Of the version of a day what a table asks."""

    name: str
    tier: str
    party_rank: str | None


@dataclass
class Bodies:
    """The organisations of a reading at the end of ``day``: a few statements for any number."""

    reading: Reading
    day: date

    def by_kind(self) -> dict[str, Count]:
        """Organisations by rank, and members, of each kind: ``kinds.commune.committees``.

        Reading: an organisation is of the kind of its grassroots organisation, and so are its
                 members; a commune's kind is read from its name. Cells whose rank is open are of
                 no kind, and counted as neither.
        """
        found = Counter[tuple[str, str]]()
        for number, row in self._versions.items():
            for column, ranks in COLUMNS.items():
                if row.party_rank in ranks and number in self._within:
                    found[self._kind_of(number), column] += 1
        for number, members in Roll(self.reading, self.day).by_place().items():
            found[self._kind_of(self._standing(number)), "members"] += members
        for kind in KINDS:
            for column in (*COLUMNS, "members"):
                found[ALL, column] += found[kind, column]
        told = {
            f"kinds.{kind}.{column}": Count(found[kind, column])
            for kind in (*KINDS, ALL)
            for column in (*COLUMNS, "members")
        }
        return told | {
            f"kinds.{kind}.{column}": Count(None, RANK_OPEN)
            for kind in (UNKNOWN, ALL)
            for column in OPEN_COLUMNS
            if self._has_open_ranks
        }

    def admitting(self) -> dict[str, Count]:
        """Grassroots organisations that admitted somebody, and that have nobody left to admit."""
        admitted, exhausted = self._bases(self._admitted()), self._exhausted()
        found: dict[str, Count] = {}
        for name in ("committees", "cells"):
            these = {n for n in self._within if self._versions[n].party_rank in COLUMNS[name]}
            found[f"bodies.{name}"] = Count(len(these))
            found[f"bodies.{name}.admitting"] = Count(len(these & admitted))
            found[f"bodies.{name}.exhausted"] = Count(len(these & exhausted))
        if self._has_open_ranks:
            found |= {n: Count(None, RANK_OPEN) for n in found if n.startswith("bodies.cells")}
        return found

    # --- pieces

    @property
    def _tree_day(self) -> date:
        return self.day if self.reading.tree == AS_WAS else self.reading.day

    def _under(self) -> PlacementQuerySet:
        return stand_under(self.reading.organization, self._tree_day, self._tree_day + ONE_DAY)

    @cached_property
    def _lines(self) -> dict[int, tuple[int, ...]]:
        """Each organisation -> itself and all above it."""
        rows = self._under().values_list("organization_id", *Tier.values)
        return {number: tuple(filter(None, line)) for number, *line in rows}

    @cached_property
    def _within(self) -> set[int]:
        return self._lines.keys() & self._versions.keys()

    @cached_property
    def _versions(self) -> dict[int, Called]:
        """What they, and those above the place, were called and were."""
        above = tree.versions_on(
            set(self._lines.get(self.reading.organization.pk, ())), self._tree_day
        )
        there = self._under().values("organization")
        rows = Version.objects.filter(valid_on(self._tree_day), organization__in=there)
        found = rows.values_list("organization_id", *Called._fields)
        return {number: Called(*told) for number, *told in found} | {
            number: Called(row.name, row.tier, row.party_rank) for number, row in above.items()
        }

    @cached_property
    def _settings(self) -> dict[int, str]:
        """What kind of place each is at, by the latest year that says so."""
        rows = AreaProfile.objects.filter(year__lte=self.day.year, setting__isnull=False)
        there = rows.filter(organization__in=self._under().values("organization"))
        told = there.order_by("year").values_list("organization", "setting")
        return {number: setting or "" for number, setting in told}

    def _base(self, number: int) -> int | None:
        """The grassroots organisation that something belongs to, or is."""
        line = (n for n in self._lines.get(number, ()) if n in self._versions)
        return next((n for n in line if self._versions[n].party_rank in BASE), None)

    @cached_property
    def _has_open_ranks(self) -> bool:
        """Whether a cell stands here that is under no grassroots organisation and called none."""
        return any(
            self._versions[number].party_rank == PartyRank.SUBORDINATE_CELL
            and self._base(number) is None
            for number in self._within
        )

    def _kind_of(self, number: int) -> str:
        base = self._base(number)
        if base is None:
            return UNKNOWN
        row = self._versions[base]
        words = f" {fold(row.name)} "
        if row.tier == Tier.COMMUNE:
            for word, kind in NAMED:
                if f" {word} " in words:
                    return kind
        return BY_SETTING.get(self._settings.get(base, ""), UNKNOWN)

    def _standing(self, number: int) -> int:
        """Who stands in the place of an organisation of which members are told."""
        return number if number in self._lines else self.reading.keeper(number)

    def _bases(self, numbers: Iterable[int]) -> set[int]:
        return {base for number in numbers if (base := self._base(number)) is not None}

    def _admitted(self) -> set[int]:
        """Where ceremonies were held, or who took that place over by the day."""
        held = set(
            self.reading.ceremonies()
            .values_list("happened_in")
            .annotate(many=Rows("pk"))
            .order_by()
            .values_list("happened_in", flat=True)
        )
        ended = held - self._lines.keys()
        keepers = tree.keepers(ended, on=self._tree_day) if ended else {}
        return (held - ended) | set(keepers.values())

    def _exhausted(self) -> set[int]:
        """Those that said so themselves, and committees all of whose cells did."""
        rows = NoSourceLeft.unscoped.filter(self.reading.places("made_for"), year=self.day.year)
        told = {self.reading.keeper(n) for n in rows.values_list("made_for", flat=True)}
        below: dict[int, set[int]] = {}
        for number in self._within:
            cell = self._versions[number].party_rank == PartyRank.SUBORDINATE_CELL
            if cell and (base := self._base(number)) is not None:
                below.setdefault(base, set()).add(number)
        return told | {base for base, cells in below.items() if cells <= told}

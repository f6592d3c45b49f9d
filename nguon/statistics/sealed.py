"""Which totals by ethnicity and religion are told: none of few, none from which few follow.

A total of few people follows from the total of all, from half of a year, from the other tree, or
from the places above and below; of these the coarser table stays closed. Of members, who stay from
one period to the next, it follows from an earlier period; there the later table stays closed, so
that a line is told anew once it is as before, or five people more or fewer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from nguon.core.actor import Actor
from nguon.organizations.models import Organization, Placement, Tier
from nguon.planning import few
from nguon.planning.attainment import AS_WAS
from nguon.planning.reading import ONE_DAY, stand_under
from nguon.statistics.catalogue import peoples
from nguon.statistics.counting import SEALED, Count
from nguon.statistics.models import GroupCount
from nguon.statistics.periods import named

NOT_COUNTED, SINGLE_CELL, TOO_FEW = "not_counted", "single_cell", "too_few"
ADMITTED = "admitted"
MAJORITY, NO_RELIGION, YES, NO = "kinh", "none", "yes", "no"
DIMENSIONS = ("ethnicity", "religion", "foreign_spouse")
ALWAYS = {"ethnicity": MAJORITY, "religion": NO_RELIGION, "foreign_spouse": NO}
SHARES = {"minority": "ethnicity", "religious": "religion", "foreign_spouse": "foreign_spouse"}
OTHERS = ""  # everybody known who is not on the line that is always there


@dataclass(frozen=True, slots=True)
class Asked:
    """The totals of whom are asked: of a place and period in a tree, up to a day."""

    organization: Organization
    period: str
    tree: str
    whom: str
    day: date
    by: Actor

    @property
    def parts(self) -> list[str]:
        """Parts of the period with totals of their own; of members there is no sum over days."""
        whole = len(self.period) == len("2024") and self.whom == ADMITTED
        return [f"{self.period}-H1", f"{self.period}-H2"] if whole else []


@dataclass(frozen=True, slots=True)
class Lines:
    """One division of the people of one place: line -> persons and women."""

    people: dict[str, tuple[int, int]]
    counted: int
    of: int

    def numbers(self, what: str) -> dict[str, int]:
        return {line: KINDS[what](pair) for line, pair in self.people.items()}


@dataclass(frozen=True, slots=True)
class Closed:
    """What stays closed: lines, of others the women, and the sum of all but the usual line."""

    lines: frozenset[str]
    women: frozenset[str]
    sums: frozenset[str]

    def of(self, what: str) -> frozenset[str]:
        return {"persons": self.lines, "sums": self.sums}.get(what, self.women)


class Spot(NamedTuple):
    """One table: of a place, one division, one period."""

    place: int
    dimension: str
    period: str


KINDS: Mapping[str, Callable[[tuple[int, int]], int]] = {
    "persons": lambda pair: pair[0],
    "women": lambda pair: pair[1],
    "others": lambda pair: pair[0] - pair[1],
}
Key = tuple[int, str, str]


def told(asked: Asked) -> dict[str, Count]:
    """Return the totals that may be told, and the reason for each that may not.

    Shape: ``minority``, ``ethnicity.tay``, ``ethnicity.tay.women`` … of the vault's last count.
    """
    kept = Kept(asked)
    if not kept.of(asked.organization.pk, "ethnicity"):
        return without(NOT_COUNTED)
    found: dict[str, Count] = {}
    for dimension in ("ethnicity", "religion"):
        found |= _lines(kept, dimension)
    return found | {name: _share(kept, dimension) for name, dimension in SHARES.items()}


def without(why: str) -> dict[str, Count]:
    """Return no total at all, each with the reason."""
    names = [name for name in SEALED if name not in ("ethnicity", "religion")]
    for dimension in ("ethnicity", "religion"):
        for key in (*(line["key"] for line in peoples()[dimension]), "unknown"):
            names += [f"{dimension}.{key}", f"{dimension}.{key}.women"]
    return {name: Count(None, why) for name in names}


# --- numbers ------------------------------------------------------------------------------------


def _lines(kept: "Kept", dimension: str) -> dict[str, Count]:
    place = kept.asked.organization.pk
    lines, shut = kept.lines(place, dimension), kept.closed(place, dimension)
    found: dict[str, Count] = {}
    for line, (persons, women) in lines.people.items():
        name = f"{dimension}.{line}"
        found[name] = _count(persons, line in shut.lines, lines)
        found[f"{name}.women"] = _count(women, line in shut.women, lines)
    unknown = Count(lines.of - lines.counted, "", lines.counted, lines.of)
    found[f"{dimension}.unknown"] = unknown
    found[f"{dimension}.unknown.women"] = Count(None, "not_separated")
    return found


def _share(kept: "Kept", dimension: str) -> Count:
    """Minorities, the religious or those married to foreigners among those known."""
    place = kept.asked.organization.pk
    lines = kept.lines(place, dimension)
    if not lines.counted and lines.of:
        return Count(None, "not_recorded", 0, lines.of)
    others = _two(lines.numbers("persons"), ALWAYS[dimension])[OTHERS]
    return _count(others, bool(kept.closed(place, dimension).sums), lines)


def _count(number: int, closed: bool, lines: Lines) -> Count:
    return Count(None if closed else number, TOO_FEW if closed else "", lines.counted, lines.of)


def _two(lines: Mapping[str, int], last: str) -> dict[str, int]:
    """The usual line, and all others together."""
    usual = lines.get(last, 0)
    return {last: usual, OTHERS: sum(lines.values()) - usual}


# --- what is on record --------------------------------------------------------------------------


class Kept:
    """The totals of a place and of all below it that were counted; three statements."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._closed: dict[tuple[int, str, str], Closed] = {}

    def of(self, place: int, dimension: str, period: str = "", tree: str = "") -> list[GroupCount]:
        key = (period or self.asked.period, tree or self.asked.tree)
        return self._rows.get((place, *key), {}).get(dimension, [])

    def lines(self, place: int, dimension: str, period: str = "", tree: str = "") -> Lines:
        rows = {row.value: row for row in self.of(place, dimension, period, tree)}
        listed = peoples().get(dimension, [{"key": YES}, {"key": NO}])
        people = {line["key"]: _pair(rows.get(line["key"])) for line in listed}
        one = next(iter(rows.values()), None)
        return Lines(people, one.counted if one else 0, one.of if one else 0)

    def closed(self, place: int, dimension: str, period: str = "") -> Closed:
        """What of one place's table stays closed, for its own sake and for that of others."""
        key = (place, dimension, period or self.asked.period)
        if key not in self._closed:
            self._closed[key] = self._close(*key)
        return self._closed[key]

    def _close(self, place: int, dimension: str, period: str) -> Closed:
        own, last = self.lines(place, dimension, period), ALWAYS[dimension]
        persons = own.numbers("persons")
        both, at = _two(persons, last), Spot(place, dimension, period)
        sums = few.closed(both, last) | self._beside(at, "sums", both)
        lines = few.closed(persons, last) | self._beside(at, "persons", persons)
        lines = few.together(lines | ({last} if sums else set()), persons, last)
        if last in lines:
            sums |= {OTHERS}
        women = few.closed_parts(own.people, lines)
        for what in ("women", "others"):
            women |= self._beside(at, what, own.numbers(what))
        return Closed(lines, women, sums)

    def _beside(self, at: "Spot", what: str, numbers: Mapping[str, int]) -> frozenset[str]:
        """Lines that would open one of another table."""
        found = self._beside_parts(at, what, numbers) | self._beside_earlier(at, what, numbers)
        if self.asked.tree != AS_WAS and self.of(at.place, at.dimension, at.period, AS_WAS):
            lines = self.lines(at.place, at.dimension, at.period, AS_WAS)
            was = self._numbers(lines, what, at.dimension)
            found |= {line for line in numbers if few.is_few(abs(numbers[line] - was[line]))}
        return found | few.closed_above(numbers, self._told_below(at, what))

    def _beside_parts(self, at: "Spot", what: str, numbers: Mapping[str, int]) -> frozenset[str]:
        """Lines that would open one of part of the period asked about, or of what it leaves."""
        found: frozenset[str] = frozenset()
        for part in self.asked.parts:
            if self.of(at.place, at.dimension, part):
                lines = self.lines(at.place, at.dimension, part)
                told = self._numbers(lines, what, at.dimension)
                found |= few.closed_beside(numbers, told, ALWAYS[at.dimension])
        return found

    def _beside_earlier(self, at: "Spot", what: str, numbers: Mapping[str, int]) -> frozenset[str]:
        """Lines that changed by a few people since they were told of an earlier period."""
        found: frozenset[str] = frozenset()
        for period in self._periods if self.asked.whom != ADMITTED else ():
            if _order(period) < _order(at.period) and self.of(at.place, at.dimension, period):
                shut = self.closed(at.place, at.dimension, period).of(what)
                lines = self.lines(at.place, at.dimension, period)
                then = self._numbers(lines, what, at.dimension)
                found |= few.closed_since(numbers, then, shut)
        return found

    def _told_below(
        self, at: "Spot", what: str
    ) -> Iterable[tuple[Mapping[str, int], frozenset[str]]]:
        for child in self._below.get((at.place, at.period), ()):
            shut = self.closed(child, at.dimension, at.period).of(what)
            lines = self.lines(child, at.dimension, at.period)
            yield self._numbers(lines, what, at.dimension), shut

    @staticmethod
    def _numbers(lines: Lines, what: str, dimension: str) -> dict[str, int]:
        if what == "sums":
            return _two(lines.numbers("persons"), ALWAYS[dimension])
        return lines.numbers(what)

    @cached_property
    def _rows(self) -> dict[Key, dict[str, list[GroupCount]]]:
        asked = self.asked
        under = stand_under(asked.organization, asked.day, asked.day + ONE_DAY)
        where = Q(made_for=asked.organization) | Q(made_for__in=under.values("organization"))
        rows = GroupCount.objects.visible_to(asked.by).filter(
            where, whom=asked.whom, tree__in=[asked.tree, AS_WAS]
        )
        if asked.whom == ADMITTED:
            rows = rows.filter(period__in=[asked.period, *asked.parts])
        found: dict[Key, dict[str, list[GroupCount]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[row.made_for_id, row.period, row.tree][row.dimension].append(row)
        return found

    @cached_property
    def _periods(self) -> list[str]:
        return sorted({period for _place, period, tree in self._rows if tree == self.asked.tree})

    @cached_property
    def _below(self) -> dict[tuple[int, str], list[int]]:
        """Place and period -> the nearest places below it that were counted for the period."""
        counted = [
            (place, period) for place, period, tree in self._rows if tree == self.asked.tree
        ]
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        placed = self._placed({place for place, _period in counted})
        there = set(counted)
        for place, period in counted:
            above = [each for each in placed.get(place, ()) if (each, period) in there]
            if above:
                found[above[-1], period].append(place)
        return found

    def _placed(self, places: set[int]) -> dict[int, list[int]]:
        """Place -> those above it on the day, the nearest last."""
        if len(places) < 2:
            return {}
        day = self.asked.day
        rows = Placement.objects.filter(organization__in=places, valid_from__lte=day)
        return {
            row.organization_id: [
                above
                for tier in Tier.values
                if (above := getattr(row, tier)) not in (None, row.organization_id)
            ]
            for row in rows.filter(valid_to__gt=day)
        }


def _order(period: str) -> tuple[date, str]:
    return named(period).period.ends_on, period


def _pair(row: GroupCount | None) -> tuple[int, int]:
    return (row.persons, row.women) if row else (0, 0)

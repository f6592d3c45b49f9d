"""What a board of a year is put together from; as many statements for one row as for all.

Decisions go by the authority over the term and reports by the place, so that a cell that moves
away takes nothing off the board of a past year; every statement passes through placement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from nguon.core.actor import Actor
from nguon.organizations.models import (
    Placement,
    PlacementQuerySet,
    Succession,
    SuccessionKind,
    Tier,
)
from nguon.organizations.models import on as valid_on
from nguon.organizations.queries import Names
from nguon.planning.attainment import AS_IS, NOTHING, Place, Range
from nguon.planning.models import (
    Assignment,
    CellTarget,
    Floor,
    HandDown,
    NoSourceLeft,
    Stage,
    Term,
)
from nguon.planning.reading import ONE_DAY, Reading, any_of, stand_under, taken_over
from nguon.planning.rows import Change, Charge, Exemption, Least

TIERS = tuple(Tier.values)


@dataclass
class Desk:
    """All papers and figures of one year of what is read; see ``handdown.board``."""

    reading: Reading
    year: int
    by: Actor
    spells: dict[int, tuple[date, date]] = field(init=False)
    keeper: dict[int, int] = field(init=False)
    given: list[CellTarget] = field(init=False)
    from_above: list[CellTarget] = field(init=False)
    papers: list[HandDown] = field(init=False)
    successions: dict[int, list[Succession]] = field(init=False)
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.given = list(self._decisions())
        self.from_above = list(self._handed_from_above())
        self.papers = list(self._papers())
        self.spells = self._spells()
        self.keeper = self._keepers()
        self.successions = self._successions()
        self.names = Names.of(self._named())

    # --- the days of the board

    @property
    def as_is(self) -> bool:
        return self.reading.tree == AS_IS

    @property
    def starts_on(self) -> date:
        return max(date(self.year, 1, 1), self.reading.starts_on)

    @property
    def ends_on(self) -> date:
        last = max(term.ends_on for term in self.reading.terms)
        return min(date(self.year + 1, 1, 1), last)

    @property
    def committees(self) -> set[int]:
        """Whose terms are read, and the place itself."""
        return {term.made_for_id for term in self.reading.terms} | {self.reading.organization.pk}

    # --- who stands on it

    def line(self, number: int) -> int:
        """On whose row something is shown; 0 if on none."""
        seen = number if number in self.spells else self.keeper.get(number, 0)
        return seen if seen in self.spells else 0

    def place(self, number: int, day: date | None = None) -> Place:
        named_on = self.reading.day if self.as_is else date(self.year + 1, 1, 1)
        version = self.names.on(number, day or named_on)
        return Place(version.organization.slug, version.name)

    def tier(self, number: int) -> str:
        return self.names.on(number, self.reading.day if self.as_is else self.ends_on).tier

    def heirs(self, number: int) -> tuple[Place, ...]:
        rows = self.successions.get(number, [])
        return tuple(self.place(row.successor_id, row.happened_on) for row in rows)

    def change(self, number: int) -> Change | None:
        """What became of a row during the year, as far as it is known."""
        if rows := self.successions.get(number):
            return Change(rows[0].happened_on, self.heirs(number), _is_split(rows))
        end = self.spells[number][1]
        gone = end < self.ends_on and end <= self.reading.as_of
        return Change(end) if gone and not self.as_is else None

    def came_on(self, number: int) -> date | None:
        start = self.spells[number][0]
        return start if start > self.starts_on and not self.as_is else None

    def _spells(self) -> dict[int, tuple[date, date]]:
        """From when until when each of the rows stood below the committee."""
        found: dict[int, tuple[date, date]] = {}
        rows = self._below().values_list("organization", "valid_from", "valid_to")
        for number, start, end in rows:
            known = found.get(number, (start, end))
            found[number] = min(known[0], start), max(known[1], end)
        return found

    def _below(self) -> PlacementQuerySet:
        reading = self.reading
        if self.as_is:
            return next_below(reading, reading.day, reading.day + ONE_DAY)
        return next_below(reading, self.starts_on, self.ends_on)

    def _keepers(self) -> dict[int, int]:
        if self.as_is:
            return dict(self.reading.absorbed)
        return taken_over(list(self.spells), by=min(self.by.today, self.ends_on))

    def _successions(self) -> dict[int, list[Succession]]:
        """How those ended of whom something was asked, the keeper first."""
        known = {*self.spells, *self.committees, *(row.made_for_id for row in self.given)}
        rows = Succession.objects.in_force(self.reading.as_of).filter(predecessor__in=known)
        found: dict[int, list[Succession]] = defaultdict(list)
        for row in rows.order_by("-keeps_rows", "pk"):
            found[row.predecessor_id].append(row)
        return dict(found)

    def _named(self) -> set[int]:
        heirs = {row.successor_id for rows in self.successions.values() for row in rows}
        above = {row.term.made_for_id for row in self.from_above}
        return {*self.spells, *self.successions, *heirs, *above, *self.committees}

    # --- what was asked

    @cached_property
    def latest(self) -> dict[int, CellTarget]:
        """The decision of this year that stands, for each place of whom something was asked."""
        return {row.made_for_id: row for row in self.given if row.year == self.year}

    def asked(self) -> dict[int, Range]:
        """What is asked of each row, with what those were asked whom it took over."""
        return self._on_rows(
            (number, row) for number, row in self.latest.items() if not self.waits(number)
        )

    def asked_before(self) -> dict[int, Range]:
        latest = {(r.term_id, r.made_for_id): r for r in self.given if r.year == self.year - 1}
        return self._on_rows((number, row) for (_term, number), row in latest.items())

    def waits(self, number: int) -> bool:
        """Whether this was asked of a place before it was split, and it is no row any more."""
        after = self.successions.get(number, [])
        told_before = bool(after) and self.latest[number].decided_on < after[0].happened_on
        return number not in self.spells and _is_split(after) and told_before

    def reserve(self) -> Range:
        """What the latest decision of each term held back."""
        latest = {row.term_id: row for row in self.papers}
        ranges = (Range(row.reserve_lower, row.reserve_upper) for row in latest.values())
        return sum(ranges, NOTHING)

    def stand(self) -> str:
        """A word that changes whenever somebody hands this year down."""
        numbers = [max((row.pk for row in rows), default=0) for rows in (self.given, self.papers)]
        return ".".join(map(str, numbers))

    @cached_property
    def stages(self) -> list[Stage]:
        """Plans of just this year, or of the part of it that the board covers; the latest last."""
        whole = Q(starts_on=date(self.year, 1, 1), ends_on=date(self.year + 1, 1, 1))
        part = Q(starts_on=self.starts_on, ends_on=self.ends_on)
        seen = Stage.objects.visible_to(self.by).filter(whole | part)
        rows = seen.filter(made_for__in=self.committees, decided_on__lte=self.reading.as_of)
        return list(rows.order_by("decided_on", "pk"))

    def carried(self) -> dict[int, Range]:
        """What other committees asked of the rows for this year."""
        newcomers = [number for number in self.spells if self.came_on(number)]
        if not newcomers:
            return {}
        rows = CellTarget.unscoped.filter(_stands("made_for"), made_for__in=newcomers)
        told = rows.filter(year=self.year, decided_on__lte=self.reading.as_of)
        others = told.exclude(term__in=[term.pk for term in self.reading.terms])
        latest = {row.made_for_id: row for row in others.order_by("decided_on", "pk")}
        return {number: Range(row.lower, row.upper) for number, row in latest.items()}

    def _on_rows(self, told: Iterable[tuple[int, CellTarget]]) -> dict[int, Range]:
        found: dict[int, Range] = {}
        for number, row in told:
            if line := self.line(number):
                found[line] = found.get(line, NOTHING) + Range(row.lower, row.upper)
        return found

    def _decisions(self) -> QuerySet[CellTarget]:
        """This year's by these terms; of the year before by any term of the same committees."""
        terms = Term.objects.visible_to(self.by)
        this = Q(year=self.year, term__in=terms.filter(pk__in=self._terms()))
        before = Q(year=self.year - 1, term__in=terms.filter(made_for__in=self.committees))
        rows = CellTarget.unscoped.filter(this | before, decided_on__lte=self.reading.as_of)
        return rows.order_by("decided_on", "pk")

    def _handed_from_above(self) -> QuerySet[CellTarget]:
        rows = CellTarget.objects.visible_to(self.by).filter(
            made_for__in=self.committees, year=self.year, decided_on__lte=self.reading.as_of
        )
        from_another = rows.exclude(term__made_for=F("made_for"))
        return from_another.select_related("term").order_by("decided_on", "pk")

    def _papers(self) -> QuerySet[HandDown]:
        terms = Term.objects.visible_to(self.by).filter(pk__in=self._terms())
        rows = HandDown.unscoped.filter(term__in=terms, year=self.year)
        return rows.filter(decided_on__lte=self.reading.as_of).order_by("decided_on", "pk")

    def _terms(self) -> list[int]:
        return [term.pk for term in self.reading.terms]

    # --- what came of it

    def admitted(self) -> tuple[dict[int, int], dict[int, int]]:
        """How many were admitted on each row the year before and this year; 0 is on no row."""
        until = min(date(self.year + 1, 1, 1), self.reading.as_of + ONE_DAY)
        held = self.reading.held(date(self.year - 1, 1, 1), until)
        columns, line = self._places()
        before: dict[int, int] = defaultdict(int)
        now: dict[int, int] = defaultdict(int)
        counts = {"before": _count_of(self.year - 1), "now": _count_of(self.year)}
        rows = held.filter(**_on_that_day()).values(*columns).annotate(**counts)
        for *places, last, this in rows.values_list(*columns, *counts):
            row = next((each for place in places if place and (each := line(place))), 0)
            before[row] += last
            now[row] += this
        return dict(before), dict(now)

    def _places(self) -> tuple[list[str], Callable[[int], int]]:
        """By which columns of a ceremony its row is found, the nearest place first, and how."""
        if self.as_is:
            now = self._row_of_each()
            return ["happened_in"], lambda number: now.get(self.keeper.get(number, number), 0)
        return [f"happened_in__placements__{tier}" for tier in reversed(TIERS)], self.line

    def _row_of_each(self) -> dict[int, int]:
        reading = self.reading
        under = stand_under(
            reading.organization, reading.day, reading.day + ONE_DAY, reading.tiers
        )
        return {
            number: next((each for each in reversed(above) if each in self.spells), 0)
            for number, *above in under.values_list("organization", *TIERS)
        }

    def reports(self) -> dict[int, dict[int, Exemption]]:
        """Year -> row -> its report that nobody was left, of the year before and this one."""
        below = Q(made_for__in=self._below().values("organization"))
        rows = NoSourceLeft.unscoped.filter(below | Q(made_for__in=list(self.keeper)))
        years = self.year - 1, self.year
        found: dict[int, dict[int, Exemption]] = {year: {} for year in years}
        for year, number, why, paper in rows.filter(year__in=years).values_list(
            "year", "made_for", "reason", "document"
        ):
            found[year][self.line(number)] = Exemption(why, paper)
        return found

    def floors(self, day: date) -> dict[str, Least]:
        """Tier -> the floor that the nearest committee, this one or above, has set on a day."""
        spell = self.reading.organization.placements.filter(valid_from__lte=day)
        above = spell.order_by("-valid_from").values_list(*TIERS).first() or ()
        near = [number for number in above if number]  # the highest first
        rows = Floor._base_manager.filter(_stands("made_for"), valid_on(day), made_for__in=near)
        found = sorted(rows, key=lambda row: near.index(row.made_for_id))
        return {row.tier: Least(row.lower, row.valid_from, row.document) for row in found}

    def in_charge(self) -> dict[int, tuple[Charge, ...]] | None:
        """Who is in charge of each row at the end of the board's days; nothing for who may not."""
        if not self.by.may("people.view", at=self.reading.terms[0].organization):
            return None
        day = min(self.by.today, self.ends_on - ONE_DAY)
        column = "organization" if self.as_is else "made_for"
        rows = Assignment.objects.visible_to(self.by).filter(valid_on(day))
        found: dict[int, tuple[Charge, ...]] = {}
        for number, name, task, year in (
            rows.filter(**{f"{column}__in": list(self.spells)})
            .order_by("member__sort_key", "pk")
            .values_list(column, "member__full_name", "task", "target__year")
        ):
            found[number] = (*found.get(number, ()), Charge(name, task, year == self.year))
        return found


def next_below(reading: Reading, starts_on: date, ends_on: date) -> PlacementQuerySet:
    """The spells of those directly below the place during ``[starts_on, ends_on)``.

    Reading: a section body hands nothing on of its own; its cells stand in its place.
    """
    near = any_of(
        Q(**{tier: reading.organization.pk, each: F("organization")}, **_nothing(below[:number]))
        for tier in reading.tiers
        for below in [TIERS[TIERS.index(tier) + 1 :]]
        for number, each in enumerate(below)
        if each != Tier.UNIT
    )
    return Placement.objects.filter(near, valid_from__lt=ends_on, valid_to__gt=starts_on)


def _nothing(between: Iterable[str]) -> dict[str, bool]:
    return {f"{tier}__isnull": True for tier in between if tier != Tier.UNIT}


def _is_split(after: list[Succession]) -> bool:
    return len(after) > 1 and any(row.kind == SuccessionKind.SPLIT for row in after)


def _stands(column: str) -> Q:
    """Rows of a place that has ever stood; the way through placement."""
    return Q(Exists(Placement.objects.filter(organization=OuterRef(column))))


def _count_of(year: int) -> Count:
    during = {"happened_on__gte": date(year, 1, 1), "happened_on__lt": date(year + 1, 1, 1)}
    return Count("pk", filter=Q(**during))


def _on_that_day() -> dict[str, F]:
    there = "happened_in__placements__"
    return {
        f"{there}valid_from__lte": F("happened_on"),
        f"{there}valid_to__gt": F("happened_on"),
    }

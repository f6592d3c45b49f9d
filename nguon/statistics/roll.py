"""Who was a member of a place at the end of a day, told back from who keeps the files today.

A member stood then where the first thing that happened to the file afterwards found it: a letter
of transfer, or an organisation that went into another. Of most nothing happened since, and these
are counted in groups; of the others the rows are read. Membership counts from its first day until,
but not on, the day of leaving.

Counts go by the authority over the place; every statement passes through placement. What was put
right later is read as put right: a reform that was undone never was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from nguon.core.actor import Actor
from nguon.core.ages import full_years
from nguon.membership.codes import Way
from nguon.membership.models import GONE, Arrival, Departure, Leaving
from nguon.organizations.attribution import stood_under
from nguon.organizations.models import OPEN_END, Handover, Placement, Tier
from nguon.organizations.placement import portions
from nguon.people.models import Membership
from nguon.planning.attainment import AS_WAS
from nguon.planning.reading import ONE_DAY, Reading, stand_under
from nguon.statistics import catalogue
from nguon.statistics.counting import Who

TRAITS = ("gender", "age", "youth_union_member", "schooling", "stood_for", "occupation")
OF_MEMBERS = ("era", "on_probation")
LABEL = Membership._meta.label_lower
ME = OuterRef("person")


class Happening(NamedTuple):
    """The first thing that happened to a file after a day, and where it was before; or nowhere."""

    on: date
    order: int
    place: int | None


@dataclass
class Roll:
    """The members of what is read at the end of ``day``, or some of them: those ``among``."""

    reading: Reading
    day: date
    among: Q = field(default_factory=Q)

    def groups(self) -> Iterator[tuple[Who, int]]:
        """How many there are of each sort.

        Shape: one grouped statement, and a few for those to whom something happened since.
        """
        rows = self._described(self._settled()).values_list(*_columns())
        for *traits, number in rows.annotate(number=Count("pk")).order_by():
            yield Who(*traits), number
        for part in portions(self._found):
            others = self._described(self._unsettled().filter(pk__in=part))
            for row in others.values_list(*_columns()):
                yield Who(*row), 1

    def total(self) -> int:
        return self._settled().count() + len(self._found)

    def by_place(self) -> Counter[int]:
        """How many there are at each organisation, under its number of that day."""
        rows = self._settled().values_list("organization").annotate(number=Count("pk"))
        return Counter(dict(rows.order_by())) + Counter(self._found.values())

    def people(self) -> list[int]:
        """The numbers of all persons; for totals that the vault counts, never for a page."""
        settled = self._settled().values_list("person", flat=True)
        found = [*settled]
        for part in portions(self._found):
            others = self._unsettled().filter(pk__in=part)
            found += others.values_list("person", flat=True)
        return found

    def stood(self) -> dict[int, int]:
        """Number of each membership -> where it stood."""
        return {**dict(self._settled().values_list("pk", "organization")), **self._found}

    def named(self, *, by: Actor) -> Iterator[tuple[Who, Membership]]:
        """Those of them whom ``by`` may see, one by one."""
        seen = Membership.objects.visible_to(by).values("pk")
        others = [self._unsettled().filter(pk__in=part) for part in portions(self._found)]
        for rows in (self._settled(), *others):
            found = self._described(rows.filter(pk__in=seen)).select_related("person")
            for row in found:
                yield Who(*_traits_of(row)), row

    # --- who it is

    def _settled(self) -> QuerySet[Membership]:
        """Those to whom nothing happened after the day: they stand where the file is."""
        rows = self._then().filter(self._there("organization"))
        if self._heirs:
            rows = rows.exclude(organization__in=self._heirs)
        gone = Departure.unscoped.filter(GONE, person=ME, accepted_on__lte=self.day)
        return rows.exclude(Exists(gone) | Exists(self._later(Departure)) | Exists(self._came()))

    def _unsettled(self) -> QuerySet[Membership]:
        """All others who may have stood there."""
        there = self._there("happened_in") | Q(happened_in__in=self._heirs)
        left = Departure.unscoped.filter(there, way=Way.OFFICIAL, accepted_on__gt=self.day)
        taken_over = Q(organization__in=self._heirs) & _placed("organization")
        return self._then().filter(Q(person__in=left.values("person")) | taken_over)

    def _then(self) -> QuerySet[Membership]:
        """Memberships that ran on the day, wherever."""
        later = {"kind": Leaving.Kind.RESTORED, "on__gt": self.day}
        away = Leaving.unscoped.filter(person=ME, takes_back__on__lte=self.day, **later)
        rows = Membership.unscoped.filter(self.among, joined_on__lte=self.day)
        return rows.filter(Q(left_on=None) | Q(left_on__gt=self.day)).exclude(Exists(away))

    def _there(self, column: str) -> Q:
        """Rows that name in a column a place of the reading, as of this day."""
        if self.reading.tree == AS_WAS:
            under = stand_under(self.reading.organization, self.day, self.day + ONE_DAY)
            return Q(**{f"{column}__in": under.values("organization")})
        return self.reading.places(column)

    def _later(self, model: type[Departure]) -> QuerySet[Any]:
        return model.unscoped.filter(person=ME, way=Way.OFFICIAL, accepted_on__gt=self.day)

    def _came(self) -> QuerySet[Arrival]:
        rows = Arrival.unscoped.filter(person=ME, way=Way.OFFICIAL, sender=None)
        return rows.filter(accepted_on__gt=self.day)

    # --- those to whom something happened since

    @cached_property
    def _handed(self) -> dict[int, Happening]:
        """Membership -> the first organisation after the day that went over into another."""
        rows = _handovers(self.day).order_by("-succession__happened_on", "-pk")
        found: dict[int, Happening] = {}
        for on, giver, numbers in rows.values_list(
            "succession__happened_on", "succession__predecessor", "rows"
        ):
            found |= dict.fromkeys(numbers, Happening(on, 0, giver))
        return found

    @cached_property
    def _heirs(self) -> list[int]:
        """Who took members over after the day, of those that stand here or whose givers did."""
        pairs = list(
            _handovers(self.day).values_list("succession__predecessor", "succession__successor")
        )
        found: set[int] = set()
        fresh = {taker for pair in pairs for taker in pair[1:] if not self.places.isdisjoint(pair)}
        while fresh - found:
            found |= fresh
            fresh = {taker for giver, taker in pairs if giver in found}
        return sorted(found)

    @cached_property
    def _found(self) -> dict[int, int]:
        """Number of a membership -> where it stood, of those who stood here."""
        rows = list(self._unsettled().values_list("pk", "person", "organization"))
        if not rows:
            return {}
        here, happened = self.places, self._happened()
        found: dict[int, int] = {}
        for pk, person, organization in rows:
            first = [
                *happened.get(person, ()),
                *([self._handed[pk]] if pk in self._handed else ()),
            ]
            stood = min(first).place if first else organization
            if stood in here and not (first == [] and person in self._gone):
                found[pk] = stood
        return found

    def _happened(self) -> Mapping[int, list[Happening]]:
        people = self._unsettled().values("person")
        since = {"person__in": people, "way": Way.OFFICIAL, "accepted_on__gt": self.day}
        found: dict[int, list[Happening]] = defaultdict(list)
        sent = Departure.unscoped.filter(**since)
        rows: list[Any] = [*sent.values_list("person", "accepted_on", "happened_in")]
        for who, on, place in rows:
            found[who].append(Happening(on, 1, place))
        came = Arrival.unscoped.filter(**since, sender=None)
        rows = [*came.values_list("person", "accepted_on")]
        for who, on in rows:
            found[who].append(Happening(on, 2, None))
        return found

    @cached_property
    def _gone(self) -> set[int]:
        people = self._unsettled().values("person")
        rows = Departure.unscoped.filter(GONE, person__in=people, accepted_on__lte=self.day)
        return set(rows.values_list("person", flat=True))

    @cached_property
    def places(self) -> set[int]:
        """The numbers of all organisations of the reading on the day."""
        rows = Placement.objects.filter(self._there("organization"))
        return set(rows.values_list("organization", flat=True)) | set(self.reading.absorbed)

    # --- what they are like

    def _described(self, rows: QuerySet[Membership]) -> QuerySet[Any]:
        number = int(f"{self.day:%Y%m%d}")
        probation = Q(full_from=None) | Q(full_from__gt=self.day)
        return rows.annotate(
            age=full_years("person__born_on", Value(number)),
            stood_for=Cast("person__standing", TextField()),
            era=_era(),
            on_probation=ExpressionWrapper(probation, output_field=BooleanField()),
        )


def _handovers(after: date) -> QuerySet[Handover]:
    """Members who went over with their organisation after a day, as the tree is known now."""
    rows = Handover.objects.filter(label=LABEL, succession__revoked_on=OPEN_END)
    return rows.filter(succession__happened_on__gt=after)


def _placed(column: str) -> Q:
    """Any place that ever stood: says to the guard that a statement goes by numbers it chose."""
    return Q(**{f"{column}__in": Placement.objects.values("organization")})


def _columns() -> tuple[str, ...]:
    own = ("age", "stood_for")
    return (*(name if name in own else f"person__{name}" for name in TRAITS), *OF_MEMBERS)


def _traits_of(row: Any) -> list[Any]:
    own = ("age", "stood_for")
    told = [getattr(row if name in own else row.person, name) for name in TRAITS]
    return [*told, row.era, row.on_probation]


def _era() -> Case:
    whens = [
        When(joined_on__gte=since, joined_on__lte=until, then=Value(key))
        for key, since, until in catalogue.eras()
    ]
    return Case(*whens, default=Value(""), output_field=CharField())


# --- what came and went with its organisation --------------------------------------------------


def reorganised(
    reading: Reading, first: date, last: date
) -> Iterator[tuple[date, list[int], list[int]]]:
    """Who came to a place, and left it, because organisations were put elsewhere or merged.

    Shape: day, memberships gained, memberships lost; from ``first`` to ``last``, both included.
           Two rolls for each such day.
    """
    for day in sorted(_turns(reading, first, last)):
        before, after = Roll(reading, day - ONE_DAY).stood(), Roll(reading, day).stood()
        told = _by_themselves(before.keys() ^ after.keys(), day)
        gained, lost = after.keys() - before.keys() - told, before.keys() - after.keys() - told
        yield day, sorted(gained), sorted(lost)


def _turns(reading: Reading, first: date, last: date) -> set[date]:
    """The days on which something that went on standing came under the place, or left it."""
    handed = _handovers(first - ONE_DAY).filter(succession__happened_on__lte=last)
    givers = handed.values_list(
        "succession__happened_on", "succession__predecessor", "succession__successor"
    )
    moved: set[tuple[date, int, int]] = {(on, giver, taker) for on, giver, taker in givers}
    if reading.tree == AS_WAS:
        ends = {number for _on, giver, taker in moved for number in (giver, taker)}
        spells = _spells(reading, ends, first, last)
        turned = _toggles(spells, first, last)
        return turned | {
            on
            for on, giver, taker in moved
            if _under(spells, giver, on - ONE_DAY) != _under(spells, taker, on)
        }
    here = Roll(reading, last).places
    return {on for on, giver, taker in moved if (giver in here) != (taker in here)}


Spells = Mapping[int, list[tuple[date, date, bool]]]


def _spells(reading: Reading, also: Iterable[int], first: date, last: date) -> Spells:
    """Where each organisation that stood under the place within the days stood all the time."""
    under = stand_under(reading.organization, first - ONE_DAY, last + ONE_DAY)
    rows = Placement.objects.filter(
        Q(organization__in=under.values("organization")) | Q(organization__in=list(also)),
        valid_from__lte=last,
        valid_to__gte=first - ONE_DAY,
    ).order_by("valid_from", "pk")
    found: dict[int, list[tuple[date, date, bool]]] = defaultdict(list)
    for number, start, end, *above in rows.values_list(
        "organization_id", "valid_from", "valid_to", *Tier.values
    ):
        if start < end:
            found[number].append((start, end, reading.organization.pk in above))
    return found


def _toggles(spells: Spells, first: date, last: date) -> set[date]:
    return {
        after[0]
        for rows in spells.values()
        for before, after in pairwise(rows)
        if before[1] == after[0] and before[2] != after[2] and first <= after[0] <= last
    }


def _under(spells: Spells, number: int, day: date) -> bool:
    return any(here for start, end, here in spells.get(number, ()) if start <= day < end)


def _by_themselves(memberships: Iterable[int], day: date) -> set[int]:
    """Those of some memberships whose own letter, admission or leaving was of that day."""
    rows = Membership.unscoped.filter(_placed("organization"))
    moved = {"way": Way.OFFICIAL, "accepted_on": day}
    sent = Departure.unscoped.filter(**moved).values("person")
    came = Arrival.unscoped.filter(**moved).values("person")
    left = Leaving.unscoped.filter(on=day).exclude(kind=Leaving.Kind.CORRECTED).values("person")
    told = Q(person__in=sent) | Q(person__in=came) | Q(person__in=left)
    found = rows.filter(Q(joined_on=day) | told).values_list("pk", flat=True)
    return set(found).intersection(memberships)


# --- who joined without a ceremony on record ---------------------------------------------------


def joined_without_ceremony(
    reading: Reading, first: date, last: date
) -> Iterator[QuerySet[Membership]]:
    """Who entered the Party at a place in these days though no ceremony is on record.

    Shape:   several sets, of which no two have anybody in common.
    Reading: such rows come from old lists; no letter from outside explains them either.
    """
    held = reading.held(first, last + ONE_DAY).values("case__person")
    rows = Membership.unscoped.filter(
        _placed("organization"), joined_on__gte=first, joined_on__lte=last
    ).exclude(person__in=held)
    stirred = Exists(_since(Departure, first)) | Exists(_since(Arrival, first))
    heirs = set(_handovers(first).values_list("succession__successor", flat=True))
    moved = stirred | Q(organization__in=heirs)
    yield rows.exclude(moved).filter(_there_on_joining(reading))
    for day in set(rows.filter(moved).values_list("joined_on", flat=True)):
        these = list(rows.filter(moved, joined_on=day).values_list("pk", flat=True))
        stood = Roll(reading, day, Q(pk__in=these)).stood()
        yield Membership.unscoped.filter(_placed("organization"), pk__in=list(stood))


def _since(model: type[Departure] | type[Arrival], first: date) -> QuerySet[Any]:
    return model.unscoped.filter(person=ME, way=Way.OFFICIAL, accepted_on__gte=first)


def _there_on_joining(reading: Reading) -> Q:
    if reading.tree == AS_WAS:
        own = stood_under([reading.organization.pk], place="organization", day="joined_on")
        return Q(own)
    return reading.places("organization")

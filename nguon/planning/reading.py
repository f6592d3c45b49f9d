"""Which admissions a figure counts: a place, its terms, and the tree in which it is read.

*As it was*: the cell of the ceremony stood under the place on the day of the ceremony. *As it is*:
that cell, or whoever took it over, stands under the place now (for a place that has ended: on
its last day); the terms are then its own and those of all who were merged into it.

A figure goes by the authority over its term, not by who keeps the single rows today, so that a
cell that moves away changes no past figure. Every statement passes through the placement table.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.development.models import CaseEvent
from nguon.organizations import queries
from nguon.organizations.models import (
    OPEN_END,
    Organization,
    Placement,
    PlacementQuerySet,
    Succession,
    Tier,
    Version,
)
from nguon.organizations.placement import portions
from nguon.planning.attainment import AS_IS, AS_WAS, TREES, Place, Plan, Range
from nguon.planning.models import Term
from nguon.rulebook import load, plus_months

ACTS = {"ceremony": "admission_ceremony"}
ONE_DAY = timedelta(days=1)
LAST_DAY = OPEN_END - ONE_DAY
PERIOD = re.compile(r"((?:19|20|21)\d\d)(?:-q([1-4]))?")


def admitted_by() -> str:
    """Name the act whose day is the day of an admission; the rulebook says why that one."""
    return ACTS[load().parameters["admitted_date_basis"].value]


class NoSuchTerm(LookupError):
    """The organisation has no such term in this reading, or the actor may not see it."""


class NoSuchPlace(LookupError):
    """The actor may not see the figures of the organisation."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``[starts_on, ends_on)``: a quarter, a year or several."""

    starts_on: date
    ends_on: date

    @classmethod
    def of_years(cls, first: int, last: int) -> "Period":
        return cls(date(first, 1, 1), date(last + 1, 1, 1))

    @classmethod
    def named(cls, text: str) -> "Period":
        """The period that an address calls ``2024`` or ``2024-q1``.

        Raises: ValueError.
        """
        said = PERIOD.fullmatch(text.lower())
        if said is None:
            raise ValueError(text)
        year, quarter = int(said[1]), int(said[2] or 0)
        if not quarter:
            return cls.of_years(year, year)
        begins = date(year, 3 * quarter - 2, 1)
        return cls(begins, plus_months(begins, 3))

    @staticmethod
    def is_named(text: str) -> bool:
        """Whether ``named`` knows it."""
        return PERIOD.fullmatch(text.lower()) is not None

    @property
    def before(self) -> "Period":
        """The same days a year earlier."""
        return Period(plus_months(self.starts_on, -12), plus_months(self.ends_on, -12))

    @property
    def last_day(self) -> date:
        return self.ends_on - ONE_DAY


@dataclass(frozen=True)
class Reading:
    """One way of reading the terms of one organisation, up to and including ``as_of``.

    ``day`` is the day whose tree decides as it is; ``absorbed`` tells for each organisation that
    was merged into one under the place who keeps its rows on that day. A ``period`` takes the
    place of the terms: the place is then read between two days, whatever was asked of it.
    """

    organization: Organization
    terms: tuple[Term, ...]
    tree: str
    as_of: date
    day: date
    versions: tuple[Version, ...]
    absorbed: Mapping[int, int]
    period: Period | None = None

    @property
    def own_term(self) -> Term | None:
        """The organisation's own term, not one of a predecessor."""
        mine = (term for term in self.terms if term.made_for_id == self.organization.pk)
        return next(mine, None)

    @property
    def plans(self) -> tuple[Plan, ...]:
        return tuple(plan_of(term) for term in self.terms)

    @property
    def starts_on(self) -> date:
        if self.period:
            return self.period.starts_on
        return min(term.starts_on for term in self.terms)

    @property
    def ends_on(self) -> date:
        """The end of the terms, or the day after ``as_of`` if that comes first; exclusive."""
        return min(self._closes_on, self.as_of + ONE_DAY)

    @property
    def _closes_on(self) -> date:
        if self.period:
            return self.period.ends_on
        return max(term.ends_on for term in self.terms)

    @property
    def years(self) -> range:
        last = self._closes_on - ONE_DAY
        return range(self.starts_on.year, last.year + 1)

    @property
    def place(self) -> Place:
        """The organisation under its name of the reading's day."""
        begun = [row for row in self.versions if row.valid_from <= self.named_on]
        return Place(self.organization.slug, (begun or self.versions[:1])[-1].name)

    @property
    def named_on(self) -> date:
        """The day whose names are shown."""
        return self.day if self.tree == AS_IS else self.last_day

    def keeper(self, organization_id: int) -> int:
        """On whose line what happened in an organisation is shown."""
        return self.absorbed.get(organization_id, organization_id)

    @property
    def last_day(self) -> date:
        """The last day that is read."""
        return max(self.starts_on, self.ends_on - ONE_DAY)

    def places(self, column: str = "organization") -> Q:
        """Rows that name in ``column`` a place whose admissions may count."""
        standing = Q(**{f"{column}__in": self._under().values("organization")})
        absorbed = Q(**{f"{column}__in": list(self.absorbed)})
        return standing | absorbed if self.absorbed else standing

    def ceremonies(self) -> QuerySet[CaseEvent]:
        """The admissions that this reading counts: by ceremony, none that was taken back."""
        held = self.held(self.starts_on, self.ends_on)
        return held if self.tree == AS_WAS else held.filter(self._in_their_terms())

    def held(self, starts_on: date, ends_on: date) -> QuerySet[CaseEvent]:
        """The admissions of ``[starts_on, ends_on)`` in this reading's tree, whatever the term."""
        held = _held(starts_on, ends_on)
        if self.tree == AS_WAS:
            return held.filter(Exists(_stood_under([self.organization.pk], self.tiers)))
        return held.filter(self.places("happened_in"))

    @property
    def tiers(self) -> list[str]:
        return _tiers(self.versions)

    def _under(self) -> PlacementQuerySet:
        if self.tree == AS_IS:
            return stand_under(self.organization, self.day, self.day + ONE_DAY, self.tiers)
        until = self.last_day + ONE_DAY
        return stand_under(self.organization, self.starts_on, until, self.tiers)

    def _in_their_terms(self) -> Q:
        """As it is, an admission still belongs to the term under which it happened."""
        if len({(term.starts_on, term.ends_on) for term in self.terms}) <= 1:
            return Q()
        own = any_of(
            Q(Exists(_stood_under([t.made_for_id])))
            & Q(happened_on__gte=t.starts_on, happened_on__lt=t.ends_on)
            for t in self.terms
        )
        return own | ~Q(Exists(_stood_under([term.made_for_id for term in self.terms])))


def read_term(
    organization: Organization,
    slug: str | None,
    *,
    by: Actor,
    tree: str = AS_WAS,
    as_of: date | None = None,
    versions: tuple[Version, ...] = (),
) -> Reading:
    """Return how the term ``slug`` of an organisation is read; without a slug, all its terms.

    Shape:  ``versions`` are the organisation's, in order, for whoever read them already.
    Raises: NoSuchTerm.
    """
    if tree not in TREES:
        raise ValueError(tree)
    versions = versions or _versions(organization)
    day = _last_day(versions, by.today)
    absorbed = _absorbed(organization, versions, day) if tree == AS_IS else {}
    merged = [number for number, keeper in absorbed.items() if keeper == organization.pk]
    terms = Term.objects.visible_to(by).filter(made_for__in=[organization.pk, *merged])
    found = terms.filter(slug=slug) if slug else terms
    reading = Reading(
        organization=organization,
        terms=_with_seats(found.order_by("starts_on", "pk"), by.today),
        tree=tree,
        as_of=min(as_of or by.today, LAST_DAY),
        day=day,
        versions=versions,
        absorbed=absorbed,
    )
    if not reading.terms:
        raise NoSuchTerm(_no_such_term(reading, slug))
    return reading


def read_own_terms(
    organization: Organization,
    *,
    by: Actor,
    as_of: date | None = None,
    versions: tuple[Version, ...] = (),
) -> Reading:
    """Return all terms of an organisation and of those merged into it, as ``read_term`` does.

    Reading: as it is, for figures that are counted already: what was taken over by others below
             the organisation is not looked for, so that this costs the same however many they are.
    Raises:  NoSuchTerm.
    """
    versions = versions or _versions(organization)
    day = _last_day(versions, by.today)
    merged = taken_over([organization.pk], by=day)
    seen = Term.objects.seen_in_order(by.seats(Term.view_action), on=by.today)
    found = seen.filter(made_for__in=[organization.pk, *merged]).order_by("starts_on", "pk")
    until = min(as_of or by.today, LAST_DAY)
    terms = _with_seats(found, by.today)
    reading = Reading(organization, terms, AS_IS, until, day, versions, merged)
    if not reading.terms:
        raise NoSuchTerm(_no_such_term(reading, None))
    return reading


def place(organization: Organization, *, on: date, as_of: date) -> Reading:
    """Read no term, only a place as it stands on ``on`` with all that it took over."""
    versions = _versions(organization)
    day = _last_day(versions, on)
    absorbed = _absorbed(organization, versions, day)
    return Reading(organization, (), AS_IS, as_of, day, versions, absorbed)


def read_place(
    organization: Organization,
    period: Period,
    *,
    by: Actor,
    tree: str = AS_WAS,
    as_of: date | None = None,
) -> Reading:
    """Return how a place is read between two days, whatever term they lie in.

    Raises: NoSuchPlace where the actor may not see its figures; for a place that has ended,
            those of whoever keeps it today.
    """
    if tree not in TREES:
        raise ValueError(tree)
    keeper = queries.successor(organization, on=by.today)
    if not by.may("planning.view", at=keeper):
        raise NoSuchPlace(organization.slug)
    versions = _versions(organization)
    day = _last_day(versions, by.today)
    absorbed = _absorbed(organization, versions, day) if tree == AS_IS else {}
    until = min(as_of or by.today, LAST_DAY)
    return Reading(organization, (), tree, until, day, versions, absorbed, period)


def versions_of(slug: str) -> tuple[Version, ...]:
    """Every version of the organisation with this address, in order; nothing if there is none."""
    rows = Version.objects.filter(organization__slug=slug).select_related("organization")
    return tuple(rows.order_by("valid_from", "pk"))


def of_term(term: Term, *, as_of: date) -> Reading:
    """Read one term as it was, for whoever holds the row already."""
    return Reading(term.made_for, (term,), AS_WAS, as_of, as_of, _versions(term.made_for), {})


def _with_seats(terms: QuerySet[Term], today: date) -> tuple[Term, ...]:
    """Terms whose keeper, which stands today, knows its seats of today already."""
    there = "organization__placements__"
    during = {f"{there}valid_from__lte": today, f"{there}valid_to__gt": today}
    columns = {f"seat_{tier}": F(there + tier) for tier in Tier.values}
    rows = terms.filter(**during).annotate(**columns).select_related("organization")
    for term in (found := tuple(rows)):
        above = {tier: getattr(term, f"seat_{tier}") for tier in Tier.values}
        term.organization.stands_under(today, above)
    return found


def admitted_in(organizations: Iterable[int], starts_on: date, ends_on: date) -> dict[int, int]:
    """How many were admitted in each of many places in ``[starts_on, ends_on)``; none left out.

    Reading: by where the ceremony was held, none that was taken back. One statement a portion.
    """
    found: dict[int, int] = {}
    for portion in portions(organizations):
        stood = Placement.objects.filter(organization__in=portion).values("organization")
        held = _held(starts_on, ends_on).filter(happened_in__in=stood).order_by()
        found.update(held.values_list("happened_in").annotate(Count("pk")))
    return found


def plan_of(term: Term, whose: Place | None = None) -> Plan:
    """What a term asked, as plain numbers; ``whose`` it is where several are added up."""
    yearly = Range(term.yearly_lower, term.yearly_upper)
    return Plan(term.starts_on, term.ends_on, yearly, term.document, whose)


def stand_under(
    organization: Organization,
    starts_on: date,
    ends_on: date,
    tiers: Iterable[str] = Tier.values,
) -> PlacementQuerySet:
    """Who stood under ``organization``, or was it, on some day of ``[starts_on, ends_on)``."""
    there = any_of(Q(**{tier: organization.pk}) for tier in tiers)
    return Placement.objects.filter(there, valid_from__lt=ends_on, valid_to__gt=starts_on)


def heirs(organizations: Iterable[int], *, on: date) -> dict[int, list[Place | None]]:
    """Who stands on ``on`` in the place of organisations that have ended, the keeper first.

    Shape: for each organisation that was succeeded, the last of its line under the name of that
           day, ``None`` for one that does not stand; the others are absent.
    """
    known = Succession.objects.in_force(on)
    again = Exists(known.filter(predecessor=OuterRef("successor")))
    called = FilteredRelation(
        "successor__versions",
        condition=Q(successor__versions__valid_from__lte=on, successor__versions__valid_to__gt=on),
    )
    handed_over = known.annotate(ended=again, called=called)
    steps: dict[int, list[int]] = {}
    places: dict[int, Place | None] = {}
    fresh = set(organizations)
    while fresh:
        rows = handed_over.filter(predecessor__in=fresh)
        fresh = set()
        for before, after, ended, slug, name in rows.order_by("-keeps_rows", "pk").values_list(
            "predecessor_id", "successor_id", "ended", "successor__slug", "called__name"
        ):
            steps.setdefault(before, []).append(after)
            places[after] = Place(slug, name) if name else None
            if ended and after not in steps:
                fresh.add(after)
    found = {number: _ends_of(number, steps) for number in steps.keys() & set(organizations)}
    return {number: [places[end] for end in ends] for number, ends in found.items()}


def _ends_of(number: int, steps: Mapping[int, list[int]]) -> list[int]:
    if number not in steps:
        return [number]
    found = [end for after in steps[number] for end in _ends_of(after, steps)]
    return list(dict.fromkeys(found))


def _absorbed(
    organization: Organization, versions: tuple[Version, ...], day: date
) -> dict[int, int]:
    """Whose rows came, by ``day``, to an organisation under this one: predecessor -> keeper."""
    under = stand_under(organization, day, day + ONE_DAY, _tiers(versions))
    return taken_over(under.values("organization"), by=day)


def taken_over(keepers: Any, *, by: date) -> dict[int, int]:
    """Whose rows came, by that day, to one of ``keepers`` (numbers or a query of them).

    Shape: predecessor -> keeper, through any number of steps.
    """
    known = Succession.objects.in_force(by).filter(keeps_rows=True)
    handed_over = known.annotate(again=Exists(known.filter(successor=OuterRef("predecessor"))))
    pairs = handed_over.filter(successor__in=keepers)
    found: dict[int, int] = {}
    while rows := list(pairs.values_list("predecessor_id", "successor_id", "again")):
        found |= {before: found.get(after, after) for before, after, _again in rows}
        earlier = [before for before, _after, again in rows if again]
        pairs = handed_over.filter(successor__in=earlier)
    return found


def _versions(organization: Organization) -> tuple[Version, ...]:
    return tuple(organization.versions.order_by("valid_from", "pk"))


def _last_day(versions: tuple[Version, ...], today: date) -> date:
    end = max((version.valid_to for version in versions), default=OPEN_END)
    return min(today, end - ONE_DAY)


def _held(starts_on: date, ends_on: date) -> QuerySet[CaseEvent]:
    """Ceremonies of ``[starts_on, ends_on)`` anywhere, none that was taken back."""
    taken_back = CaseEvent.unscoped.filter(retracts__isnull=False).values("retracts")
    return CaseEvent.unscoped.filter(
        type=admitted_by(), happened_on__gte=starts_on, happened_on__lt=ends_on
    ).exclude(pk__in=taken_back)


def _stood_under(
    organizations: list[int], tiers: Iterable[str] = Tier.values
) -> PlacementQuerySet:
    """The place of a ceremony stood under one of ``organizations`` on the day of the ceremony."""
    return Placement.objects.filter(
        any_of(Q(**{f"{tier}__in": organizations}) for tier in tiers),
        organization=OuterRef("happened_in"),
        valid_from__lte=OuterRef("happened_on"),
        valid_to__gt=OuterRef("happened_on"),
    )


def _tiers(versions: Iterable[Version]) -> list[str]:
    return sorted({version.tier for version in versions})


def any_of(parts: Iterable[Q]) -> Q:
    """Rows to which at least one of the conditions applies: none if there is no condition."""
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found


def _no_such_term(reading: Reading, slug: str | None) -> str:
    who = reading.versions[-1].name if reading.versions else reading.organization.slug
    if slug is None:
        return _("“%s” chưa có nhiệm kỳ nào được ghi.") % who
    said = _("“%(who)s” không có nhiệm kỳ “%(slug)s”.")
    if reading.tree == AS_WAS:
        said = _(
            "“%(who)s” không có nhiệm kỳ “%(slug)s” của mình; nhiệm kỳ của các tổ chức đã nhập "
            "vào thì xem theo cây tổ chức hiện nay."
        )
    return said % {"who": who, "slug": slug}

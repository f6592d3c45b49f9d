"""Gains and losses of members between two days, by the ways the statistics ask for (Biểu 1, 7).

Everything counts where and on the day it happened, whoever keeps the file now. A move between two
places under the one asked about is neither a gain nor a loss of it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.membership.codes import Reach, Standing, Way
from nguon.membership.models import GONE, Arrival, Departure, Leaving
from nguon.organizations import queries as tree_of
from nguon.organizations.attribution import stood_under
from nguon.organizations.models import OPEN_END, Organization, Placement
from nguon.people.models import LeftHow, Membership
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.planning.reading import Period, Reading, read_place

ONE_DAY = timedelta(days=1)
SAME_COMMUNE = "same_commune"
NEARNESS = (Reach.OTHER_PROVINCE, Reach.SAME_PROVINCE, SAME_COMMUNE)
BY_OWN_WISH = (LeftHow.OWN_REQUEST, LeftHow.OWN_REQUEST_FAMILY)
STRUCK = (LeftHow.REMOVED, LeftHow.DROPPED_OUT, LeftHow.POPULATION_POLICY)
Side = type[Arrival] | type[Departure]

Ways = tuple[tuple[str, str | Promise], ...]

GAINS: Ways = (
    ("admitted", _("Kết nạp")),
    ("in_other_province", _("Chuyển đến từ tỉnh khác")),
    ("in_same_province", _("Chuyển đến từ nơi khác trong tỉnh")),
    ("in_same_commune", _("Chuyển đến từ chi bộ khác trong xã")),
    ("restored", _("Phục hồi đảng tịch")),
)
LOSSES: Ways = (
    ("died", _("Từ trần")),
    ("expelled", _("Khai trừ")),
    ("removed", _("Xoá tên")),
    ("left", _("Xin ra khỏi Đảng")),
    ("out_other_province", _("Chuyển đi tỉnh khác")),
    ("out_same_province", _("Chuyển đi nơi khác trong tỉnh")),
    ("out_same_commune", _("Chuyển đi chi bộ khác trong xã")),
)


@dataclass(frozen=True, slots=True)
class Movements:
    """Gains and losses of a place from ``first`` to ``last``, both included.

    ``counts`` holds the codes of GAINS and LOSSES, ``removed_on_probation`` and, of letters for a
    while, ``away_in`` and ``away_out``. ``opening`` and ``closing`` are there for the tree as it
    is of a place that stands: then opening + gained - lost = closing.
    """

    first: date
    last: date
    tree: str
    counts: Counter[str]
    opening: int | None
    closing: int | None

    @property
    def gained(self) -> int:
        return sum(self.counts[code] for code, _name in GAINS)

    @property
    def lost(self) -> int:
        return sum(self.counts[code] for code, _name in LOSSES)

    @property
    def gains(self) -> list[tuple[str, str, int]]:
        return self._told(GAINS)

    @property
    def losses(self) -> list[tuple[str, str, int]]:
        return self._told(LOSSES)

    def _told(self, ways: Ways) -> list[tuple[str, str, int]]:
        """Each way with its number; what only a single cell knows stands there if it happened."""
        found = [(code, str(name), self.counts[code]) for code, name in ways]
        return [each for each in found if each[2] or not each[0].endswith(SAME_COMMUNE)]


@dataclass(frozen=True, slots=True)
class Behind:
    """One gain or loss by name, for those who may see the list of members."""

    on: date
    name: str
    code: str
    other: str
    document: str


def movements_between(
    place: Organization, first: date, last: date, *, by: Actor, tree: str = AS_WAS
) -> Movements:
    """Count the gains and losses of a place from ``first`` to ``last``, both included.

    Shape:   ways that nobody went count 0.
    Units:   members; candidates who moved do not count.
    Reading: as it was, by where things stood on the day; as it is, by who keeps those places
             today. Opening and closing count back from today's members, so that a membership
             entered without its ceremony was always there.
    Raises:  planning's NoSuchPlace where the actor may not see figures.
    """
    counts = _counts(_reading(place, first, last, by, tree))
    opening = closing = None
    if tree == AS_IS:
        closing = _members_after(place, last, by)
        if closing is not None:
            opening = closing - _balance(counts)
    return Movements(first, last, tree, counts, opening, closing)


def behind(
    place: Organization, first: date, last: date, *, by: Actor, tree: str = AS_WAS
) -> list[Behind]:
    """Name who is behind the letters and leavings counted, from the rows of this place's side.

    Shape:  by day, the latest first.
    Raises: NotAllowed; as ``movements_between``.
    """
    reading = _reading(place, first, last, by, tree)
    by.require("membership.view", at=tree_of.successor(place, on=by.today))
    arrivals = _seen(_letters(reading, Arrival, "sender", Way.OFFICIAL), by)
    found = [
        Behind(row.accepted_on, row.name, f"in_{near}", row.from_name, row.number)
        for row, near in _near(arrivals, "sender_id")
    ]
    departures = _seen(_letters(reading, Departure, "arrived_in", Way.OFFICIAL), by)
    found += [
        Behind(row.accepted_on, row.name, f"out_{near}", row.to_name, row.number)
        for row, near in _near(departures, "arrived_in_id")
    ]
    found += [
        Behind(row.on, row.person.full_name, _of_leaving(row.kind, row.how), "", row.document)
        for row in _seen(_leavings(reading), by).select_related("person")
    ]
    return sorted(found, key=lambda row: row.on, reverse=True)


def _seen(rows: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    model: Any = rows.model
    return rows.filter(pk__in=model.objects.visible_to(by).values("pk"))


# --- counts -------------------------------------------------------------------------------------


def _reading(place: Organization, first: date, last: date, by: Actor, tree: str) -> Reading:
    return read_place(place, Period(first, last + ONE_DAY), by=by, tree=tree)


def _counts(reading: Reading) -> Counter[str]:
    counts: Counter[str] = Counter(admitted=reading.ceremonies().count())
    for model, prefix, other in ((Arrival, "in", "sender"), (Departure, "out", "arrived_in")):
        for _row, near in _near(_letters(reading, model, other, Way.OFFICIAL), f"{other}_id"):
            counts[f"{prefix}_{near}"] += 1
        counts[f"away_{prefix}"] = _letters(reading, model, other, Way.TEMPORARY).count()
    for kind, how, standing in _leavings(reading).values_list("kind", "how", "standing"):
        code = _of_leaving(kind, how)
        counts[code] += 1
        counts["removed_on_probation"] += code == "removed" and standing == Standing.PROBATIONARY
    return counts


def _letters(reading: Reading, model: Side, other: str, way: str) -> QuerySet[Any]:
    """Letters of members answered in the period, of which only one side lies under the place."""
    rows = model.unscoped.filter(
        _there(reading, "happened_in", "accepted_on"),
        way=way,
        accepted_on__gte=reading.starts_on,
        accepted_on__lt=reading.ends_on,
    )
    inside = Q(**{f"{other}__isnull": False}) & _there(reading, other, "accepted_on")
    return rows.exclude(standing=Standing.CANDIDATE).exclude(inside)


def _leavings(reading: Reading) -> QuerySet[Leaving]:
    """Who left and who was restored in the period; what was entered by mistake is not there."""
    rows = Leaving.unscoped.filter(
        _there(reading, "happened_in", "on"), on__gte=reading.starts_on, on__lt=reading.ends_on
    )
    mistaken = Leaving.unscoped.filter(takes_back=OuterRef("pk"), kind=Leaving.Kind.CORRECTED)
    return rows.exclude(kind=Leaving.Kind.CORRECTED).exclude(Exists(mistaken))


def _there(reading: Reading, place: str, day: str) -> Q:
    if reading.tree == AS_WAS:
        return Q(stood_under([reading.organization.pk], place=place, day=day))
    return reading.places(place)


def _of_leaving(kind: str, how: str) -> str:
    if kind == Leaving.Kind.RESTORED:
        return "restored"
    if how in BY_OWN_WISH:
        return "left"
    return "removed" if how in STRUCK else how


# --- how far ------------------------------------------------------------------------------------


def _near(rows: QuerySet[Any], other: str) -> Iterable[tuple[Any, str]]:
    """Each letter with how far the other side lies, by the tree of the day."""
    letters = list(rows)
    ends = {getattr(row, name) for row in letters for name in ("happened_in_id", other)}
    spells = list(
        Placement.objects.filter(organization__in=ends - {None}).values_list(
            "organization_id", "valid_from", "valid_to", "province", "commune"
        )
    )

    def stood(number: int, day: date) -> tuple[int | None, int | None]:
        for who, start, end, province, commune in spells:
            if who == number and start <= day < end:
                return province, commune
        return None, None

    for row in letters:
        there = getattr(row, other)
        if there is None:
            yield row, row.reach or Reach.OTHER_PROVINCE
        else:
            ours, theirs = (stood(n, row.accepted_on) for n in (row.happened_in_id, there))
            yield row, _distance(ours, theirs)


def _distance(ours: tuple[int | None, int | None], theirs: tuple[int | None, int | None]) -> str:
    if ours[1] is not None and ours[1] == theirs[1]:
        return SAME_COMMUNE
    same = ours[0] is not None and ours[0] == theirs[0]
    return Reach.SAME_PROVINCE if same else Reach.OTHER_PROVINCE


# --- members on a day ---------------------------------------------------------------------------


def _members_after(place: Organization, last: date, by: Actor) -> int | None:
    """How many members a place had at the end of a day, counted back from today.

    Shape: nothing for a place that has ended.
    """
    reading = _reading(place, last + ONE_DAY, OPEN_END - 2 * ONE_DAY, by, AS_IS)
    if not reading.versions or reading.versions[-1].valid_to != OPEN_END:
        return None
    gone = Departure.unscoped.filter(GONE, person=OuterRef("person"))
    living = Membership.unscoped.filter(reading.places("organization"), left_on__isnull=True)
    return living.exclude(Exists(gone)).count() - _balance(_counts(reading))


def _balance(counts: Counter[str]) -> int:
    gained = sum(counts[code] for code, _name in GAINS)
    return gained - sum(counts[code] for code, _name in LOSSES)

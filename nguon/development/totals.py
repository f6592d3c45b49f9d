"""Counted totals of communes and of all above them, for today's tree: derived, never the truth.

A fold counts from the rows; what changed since is known from the trail, in which every act leaves
a line in the chain of its organisation. Whoever reads takes the total of a place, takes out the
communes in which something happened since and counts those anew: the answer is exact at any
moment, an act writes nothing for it, and no row is shared by two cells. Where totals cannot serve
(another day, another tree, a place below a commune) there are none, and the reader counts rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from nguon.core import audit, bulk
from nguon.core.actor import Actor, Seat
from nguon.core.guard import unscoped
from nguon.core.prepared import Prepared
from nguon.development.models import Case, CaseEvent, Fold, Total
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, Succession, Tier
from nguon.organizations.placement import portions

TIERS = (Tier.CENTRAL, Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNE)  # from the top down
STAGE, DUE, WAITING, STUCK, ADMITTED = "stage", "due", "waiting", "stuck", "admitted"
CEREMONY = "admission_ceremony"
MOST = 200  # organisations with acts since; beyond, counting the rows costs no more
AT_REST = timedelta(minutes=5)  # after the last act on the tree everything is counted anew
OF_THE_TREE, NOT_OF_THE_TREE = "organizations.", frozenset({"organizations.profile"})


class What(NamedTuple):
    """One number of a place: which kind (``stage``, ``due``, …), and which stage or day."""

    place: int
    kind: str
    key: str


Counts = Counter[What]


@dataclass(frozen=True, slots=True)
class _State:
    """The last fold as seen on a day: the communes with acts since, and how sure that is."""

    fold: Fold
    communes: frozenset[int]
    above: dict[int, tuple[int | None, ...]]


# --- reading ------------------------------------------------------------------------------------


def counted(
    kinds: Sequence[str], *, by: Actor, organization: Organization | None = None
) -> dict[str, Counter[str]] | None:
    """Return the numbers of a place, or of the one seat of ``by``, as the rows are at this moment.

    Shape:   kind -> stage or ISO day -> how many. Nothing where totals cannot serve.
    Reading: open cases by ``stage``; those of them that are ``waiting``, ``stuck``, and the days
             on which they are ``due``; ceremonies by day (``admitted``), with who keeps them now.
    """
    seat = _seat(by, organization)
    state = _state(by.today) if seat else None
    if seat is None or state is None:
        return None
    there = [c for c in state.communes if seat.organization_id in state.above[c]]
    found: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for _place, kind, key, number in _totals(places=[seat.organization_id], kinds=list(kinds)):
        found[kind][key] += number
    if there:
        for _place, kind, key, number in _totals(places=there, kinds=list(kinds)):
            found[kind][key] -= number
        for what, number in _count(by.today, there).items():
            if what.place == seat.organization_id and what.kind in found:
                found[what.kind][what.key] += number
    return {kind: +numbers for kind, numbers in found.items()}


def serve(*, by: Actor, organization: Organization) -> bool:
    """Whether ``counted`` would tell anything of a place; asked before other work is done."""
    return _seat(by, organization) is not None and _state(by.today) is not None


def _seat(by: Actor, organization: Organization | None) -> Seat | None:
    """The place to be told of, if all of it may be seen and its tier is counted."""
    seats = by.seats(Case.view_action)
    if organization is None:
        (seat,) = seats if len(seats) == 1 else (None,)
    elif by.may(Case.view_action, at=organization):
        own = (s for s in organization.seats_on(by.today) if s.organization_id == organization.pk)
        seat = next(own, None)
    else:
        seat = None
    return seat if seat and seat.tier in TIERS else None


def _state(today: date) -> _State | None:
    """The last fold, if it was of this day and the tree is the same."""
    for fold in _folds():
        touched = audit.since(fold.line, at_most=MOST)
        if fold.on != today or touched is None or any(map(_of_the_tree, touched)):
            return None
        above = _above([chain for chain, _ in touched if chain], today) if touched else {}
        if any(columns[-1] is None for columns in above.values()):
            return None  # something happened outside of every commune
        communes = {columns[-1]: columns for columns in above.values()}
        return _State(fold, frozenset(communes), communes)  # type: ignore[arg-type]
    return None


def _of_the_tree(line: tuple[int, str]) -> bool:
    action = line[1]
    return action.startswith(OF_THE_TREE) and action not in NOT_OF_THE_TREE


def _above(chains: Sequence[int], today: date) -> dict[int, tuple[int | None, ...]]:
    """Organisation of each of ``TIERS`` by organisation, of those that stand."""
    return {number: tuple(above) for number, *above in _placed(chains=list(chains), today=today)}


def _select_folds() -> "QuerySet[Fold]":
    return Fold.objects.filter(pk=1)


def _select_totals(places: list[int], kinds: list[str]) -> "QuerySet[Any, tuple[Any, ...]]":
    rows = Total.objects.filter(place__in=places, kind__in=kinds)
    return rows.values_list("place", "kind", "key", "number")


def _select_placed(chains: list[int], today: date) -> "QuerySet[Any, tuple[Any, ...]]":
    there = Placement.objects.filter(organization__in=chains)
    standing = there.filter(valid_from__lte=today, valid_to__gt=today)
    return standing.values_list("organization_id", *TIERS)


_folds, _totals = Prepared(_select_folds), Prepared(_select_totals)
_placed = Prepared(_select_placed)


# --- folding ------------------------------------------------------------------------------------


def fold(*, by: Actor) -> int:
    """Count anew what changed since the last fold; everything if the tree did, once it is at rest.

    Shape: how many numbers were written. Safe to repeat; reads and other writers go on meanwhile.
    """
    last = Fold.objects.first()
    line = audit.last_line()
    touched = audit.since(last.line, at_most=None) if last else []
    whole = last is None or _moved(last, touched or [], by)
    if whole and last and _busy(last, by):
        return 0
    if last and not whole and not touched and last.on == by.today:
        return 0
    return _fold(last, line, None if whole else _communes(touched or [], by.today), by)


def _moved(last: Fold, touched: Iterable[tuple[int, str]], by: Actor) -> bool:
    """Whether the tree of the fold is no longer today's."""
    if any(map(_of_the_tree, touched)):
        return True
    if last.on != by.today:
        since = Q(valid_from__gt=last.on, valid_from__lte=by.today)
        until = Q(valid_to__gt=last.on, valid_to__lte=by.today)
        if last.on > by.today or Placement.objects.filter(since | until).exists():
            return True
    above = _above([chain for chain, _ in touched if chain], by.today)
    return any(columns[-1] is None for columns in above.values())


def _busy(last: Fold, by: Actor) -> bool:
    """Whether somebody acted on the tree a moment ago and may go on."""
    return audit.acted(OF_THE_TREE, after=last.line, since=by.at - AT_REST)


def _communes(touched: Iterable[tuple[int, str]], today: date) -> list[int]:
    found: set[int] = set()
    for part in portions({chain for chain, _ in touched if chain}):
        found |= {columns[-1] or 0 for columns in _above(part, today).values()}
    return sorted(found - {0})


def _fold(last: Fold | None, line: int, communes: list[int] | None, by: Actor) -> int:
    wanted = _count(by.today, communes)
    with transaction.atomic():
        held = Fold.objects.select_for_update().first()
        if (held and held.line) != (last and last.line):
            return 0  # somebody else was first
        stored = _stored(communes, by.today)
        written = _write(wanted, stored)
        Fold(line=line, on=by.today).save(force_insert=held is None, force_update=held is not None)
    return written


def _stored(communes: list[int] | None, today: date) -> Counts:
    """What these communes were counted with so far, at their own place and above; or all rows."""
    found: Counts = Counter()
    if communes is None:
        for place, kind, key, number in Total.objects.values_list(
            "place", "kind", "key", "number"
        ).iterator(chunk_size=10_000):
            found[What(place, kind, key)] = number
        return found
    for part in portions(communes):
        above = _above(part, today)
        rows = Total.objects.filter(place__in=part)
        for place, kind, key, number in rows.values_list("place", "kind", "key", "number"):
            for each in above[place]:
                if each is not None:
                    found[What(each, kind, key)] += number
    return found


def _write(wanted: Counts, stored: Counts) -> int:
    """Add to what stands there by how much the numbers counted now differ from those before."""
    differs = {
        what: wanted[what] - stored[what]
        for what in wanted.keys() | stored.keys()
        if wanted[what] != stored[what]
    }
    standing: dict[What, tuple[int, int]] = {}
    places = {what.place for what in differs} if stored else set()
    for part in portions(places):
        rows = Total.objects.filter(place__in=part)
        for pk, place, kind, key, number in rows.values_list(
            "pk", "place", "kind", "key", "number"
        ):
            standing[What(place, kind, key)] = (pk, number)
    changed = {
        standing[what][0]: {"number": standing[what][1] + more}
        for what, more in differs.items()
        if what in standing
    }
    gone = [pk for pk, values in changed.items() if values["number"] == 0]
    bulk.update(Total, {pk: values for pk, values in changed.items() if values["number"]})
    for part in portions(gone):
        Total.objects.filter(pk__in=part).delete()
    _insert({what: more for what, more in differs.items() if what not in standing})
    return len(differs)


def _insert(fresh: dict[What, int]) -> None:
    if fresh:
        place, kind, key = zip(*sorted(fresh), strict=True)
        number = [fresh[what] for what in sorted(fresh)]
        columns = {"place": place, "kind": kind, "key": key, "number": number}
        bulk.insert(Total, columns, every={})


def compare(*, on: date) -> list[str]:
    """Say where the totals differ from what counting the rows gives; the tree must be at rest."""
    wanted, stored = _count(on, None), _stored(None, on)
    return [
        f"{what.place} {what.kind} {what.key}: {stored[what]} ≠ {wanted[what]}"
        for what in sorted(wanted.keys() | stored.keys())
        if wanted[what] != stored[what]
    ]


# --- counting rows ------------------------------------------------------------------------------


def _count(today: date, communes: Sequence[int] | None) -> Counts:
    """Count the rows under some communes, or all, at each of the places above them."""
    found: Counts = Counter()
    with unscoped("totals are counted for everybody and read through the place of the reader"):
        for part in [None] if communes is None else portions(communes):
            _count_open(found, today, part)
            _count_held(found, today, part)
    return found


def _count_open(found: Counts, today: date, communes: Sequence[int] | None) -> None:
    waits = ExpressionWrapper(~Q(next_step=""), BooleanField())
    stuck = ExpressionWrapper(Q(blocked_since__isnull=False), BooleanField())
    rows = _standing(Case.unscoped.filter(closed_on__isnull=True), "organization", today, communes)
    groups = rows.annotate(waits=waits, stuck=stuck).values_list(
        *_columns("organization"), "stage", "next_due_on", "waits", "stuck"
    )
    for *above, stage, due, waiting, blocked, number in groups.annotate(Count("pk")).order_by():
        for place in filter(None, above):
            found[What(place, STAGE, stage)] += number
            if due:
                found[What(place, DUE, due.isoformat())] += number
            if waiting:
                found[What(place, WAITING, "")] += number
            if blocked:
                found[What(place, STUCK, "")] += number


def _count_held(found: Counts, today: date, communes: Sequence[int] | None) -> None:
    taken_back = CaseEvent.unscoped.filter(retracts=OuterRef("pk"))
    held = CaseEvent.unscoped.filter(~Exists(taken_back), type=CEREMONY)
    if communes is None:
        _count_held_everywhere(found, today, held)
        places = _of_keepers(_all_keepers(today), today)
    else:
        places = _places_under(communes, today)
    for part in portions(places):
        here = held.filter(happened_in__in=part).values_list("happened_in", "happened_on")
        for place, day, number in here.annotate(Count("pk")).order_by():
            _add_held(found, places[place], day, number)


def _count_held_everywhere(found: Counts, today: date, held: "QuerySet[Any]") -> None:
    """Where it was held by somebody who stands today; in one statement over all rows."""
    rows = _standing(held, "happened_in", today, None)
    groups = rows.values_list(*_columns("happened_in"), "happened_on").annotate(Count("pk"))
    for *above, day, number in groups.order_by():
        _add_held(found, above, day, number)


def _add_held(found: Counts, above: Iterable[int | None], day: date, number: int) -> None:
    for place in filter(None, above):
        found[What(place, ADMITTED, day.isoformat())] += number


def _all_keepers(today: date) -> dict[int, int]:
    """Who keeps the rows of each ended organisation today."""
    ended = Succession.objects.in_force(today).filter(keeps_rows=True)
    numbers = sorted(set(ended.values_list("predecessor", flat=True)))
    keepers: dict[int, int] = {}
    for part in portions(numbers):
        keepers |= tree.keepers(part, on=today)
    return keepers


def _places_under(communes: Sequence[int], today: date) -> dict[int, tuple[int | None, ...]]:
    """Who stands under some communes, or ended and left its rows there; with the places above.

    Asked from those who stand there now, so that it costs what stands there.
    """
    under = Placement.objects.filter(
        commune__in=communes, valid_from__lte=today, valid_to__gt=today
    )
    standing = list(under.values_list("organization", flat=True))
    keepers = {place: place for place in standing} | tree.flowed_into(standing, until=today)
    return _of_keepers(keepers, today)


def _of_keepers(keepers: Mapping[int, int], today: date) -> dict[int, tuple[int | None, ...]]:
    """The places above each, those of whoever keeps its rows."""
    above: dict[int, tuple[int | None, ...]] = {}
    for part in portions(set(keepers.values())):
        above |= _above(part, today)
    return {number: above[keeper] for number, keeper in keepers.items() if keeper in above}


def _standing(
    rows: "QuerySet[Any]", column: str, today: date, communes: Sequence[int] | None
) -> "QuerySet[Any]":
    """Rows by where the organisation in ``column`` stands today."""
    there = f"{column}__placements__"
    during: dict[str, Any] = {f"{there}valid_from__lte": today, f"{there}valid_to__gt": today}
    if communes is not None:
        during[f"{there}commune__in"] = communes
    return rows.filter(**during)


def _columns(column: str) -> list[str]:
    return [f"{column}__placements__{tier}" for tier in TIERS]

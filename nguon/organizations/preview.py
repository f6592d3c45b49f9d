"""What an act on the tree would do, found out by doing it and taking it back."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.db.models import Max

from nguon.core.actor import Actor
from nguon.core.models import AuditEntry
from nguon.organizations.models import (
    OPEN_END,
    Organization,
    Placement,
    Succession,
    Tier,
    Version,
)
from nguon.organizations.models import on as valid_on
from nguon.organizations.placement import portions
from nguon.organizations.queries import versions_on
from nguon.organizations.sight import Above, Ground, grounds, sight

WATCHED: tuple[type[models.Model], ...] = (Placement, Version, Succession, AuditEntry)
T = TypeVar("T")
L = TypeVar("L")
Path = tuple[tuple[int, str], ...]  # number and name from the top down to the organisation itself
Pairs = set[tuple[int, int]]  # who ended, and who took over from it


@dataclass(frozen=True, slots=True)
class Standing:
    """Names from the top down to one organisation on a day; none if it does not stand then."""

    organization: Organization
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes on the day ``on``.

    ``rows`` counts, by model, the rows that get another keeper. Whoever holds a role at one of
    ``loses`` no longer sees what has these names, at one of ``gains`` sees it from now on.
    """

    on: date
    standings: tuple[Standing, ...]
    rows: dict[str, int]
    loses: Mapping[int, tuple[str, ...]]
    gains: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rehearsal(Generic[T, L]):
    """What acts came to before they were taken back.

    ``grounds`` tell what goes from whom to whom; ``seen`` and ``will_see`` for each of these the
    numbers of all that it stands under, itself included, before and after; ``called`` its name,
    before if it stands before. ``looked`` is what a look at everything in its new order found.
    """

    preview: Preview
    result: T
    looked: L
    grounds: tuple[Ground, ...]
    seen: Above
    will_see: Above
    called: Mapping[int, str]


def preview(act: Callable[..., Any], *args: Any, on: date, by: Actor, **kwargs: Any) -> Preview:
    """Return what an act of ``operations`` would do with these arguments; nothing is written.

    Shape:  organisations whose name or place changes, in order of their path before the act.
    Raises: whatever the act raises.
    """
    do = partial(act, *args, on=on, by=by, **kwargs)
    return rehearse(do, look=lambda _result: None, on=on, by=by).preview


def rehearse(
    do: Callable[[], T], *, look: Callable[[T], L], on: date, by: Actor
) -> Rehearsal[T, L]:
    """Do something to the tree, ``look`` at what has come of it, and take it back.

    Raises: whatever either raises.
    """
    with transaction.atomic():
        last = {model: _last_number(model) for model in WATCHED}
        result = do()
        touched = _touched(last)
        pairs = _pairs(touched)
        after, rows = _paths(touched, on), _handed_over(last[AuditEntry], by)
        looked = look(result)
        transaction.set_rollback(True)
    before = _paths(touched, on)
    seen, will_see = _above(before), _above(after)
    told = grounds(seen, will_see, _heirs(were=_pairs(touched), are=pairs))
    sees = sight(told, seen, will_see)
    called = {n: path[-1][1] for n in touched if (path := before[n] or after[n])}
    loses, gains = _called(sees.loses, called), _called(sees.gains, called)
    found = Preview(on, _standings(touched, before, after), rows, loses, gains)
    return Rehearsal(found, result, looked, tuple(told), seen, will_see, called)


def _standings(
    touched: Mapping[int, Organization], before: Mapping[int, Path], after: Mapping[int, Path]
) -> tuple[Standing, ...]:
    changed = [number for number in touched if before[number] != after[number]]
    return tuple(
        Standing(touched[number], _names(before[number]), _names(after[number]))
        for number in sorted(changed, key=lambda number: _names(before[number]))
    )


def _above(paths: Mapping[int, Path]) -> dict[int, frozenset[int]]:
    return {number: frozenset(above for above, _name in path) for number, path in paths.items()}


def _called(
    seats: Mapping[int, tuple[Ground, ...]], names: Mapping[int, str]
) -> dict[int, tuple[str, ...]]:
    return {seat: tuple(names[each.called] for each in told) for seat, told in seats.items()}


def _last_number(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


def _touched(last: dict[type[models.Model], int]) -> dict[int, Organization]:
    """Whose name or place the act has changed, who ended, and who takes over."""
    new = {model: model._base_manager.filter(pk__gt=number) for model, number in last.items()}
    numbers = {
        *new[Placement].values_list("organization_id", flat=True),
        *new[Version].values_list("organization_id", flat=True),
        *new[Succession].values_list("predecessor_id", flat=True),
    }
    found: dict[int, Organization] = {}
    for portion in portions(numbers | _took_over(numbers)):
        found |= Organization.objects.in_bulk(portion)
    return found


def _took_over(organizations: Iterable[int]) -> set[int]:
    """Whoever ever took over from these: also what stands as it stood wins or loses by it."""
    found = set[int]()
    for portion in portions(organizations):
        rows = Succession.objects.filter(predecessor__in=portion)
        found |= set(rows.values_list("successor_id", flat=True))
    return found


def _pairs(organizations: Iterable[int]) -> Pairs:
    """Who has taken over from these, as far as that has not been put right."""
    found: Pairs = set()
    for portion in portions(organizations):
        rows = Succession.objects.filter(revoked_on=OPEN_END, predecessor__in=portion)
        found |= set(rows.values_list("predecessor_id", "successor_id"))
    return found


def _heirs(*, were: Pairs, are: Pairs) -> dict[int, set[int]]:
    """Who takes over from whom by the act; where it takes a taking over back, the other way."""
    found = defaultdict[int, set[int]](set)
    for predecessor, successor in are - were:
        found[predecessor].add(successor)
    for predecessor, successor in were - are:
        found[successor].add(predecessor)
    return found


def _paths(touched: dict[int, Organization], day: date) -> dict[int, Path]:
    lines: dict[int, list[int]] = {}
    for portion in portions(touched):
        rows = Placement.objects.filter(valid_on(day), organization__in=portion)
        for number, *columns in rows.values_list("organization_id", *Tier.values):
            lines[number] = [above for above in columns if above is not None]
    names = versions_on({above for line in lines.values() for above in line}, day)
    return {
        number: tuple((above, names[above].name) for above in lines.get(number, ()))
        for number in touched
    }


def _names(path: Path) -> tuple[str, ...]:
    return tuple(name for _, name in path)


def _handed_over(last: int, by: Actor) -> dict[str, int]:
    """How many rows of which model got another keeper: the act's own lines in the trail say so."""
    lines = AuditEntry.objects.filter(pk__gt=last, actor_id=by.user_id, at=by.at)
    counts: Counter[str] = Counter()
    for detail in lines.values_list("detail", flat=True):
        counts.update(detail.get("rows", {}))
    return dict(counts)

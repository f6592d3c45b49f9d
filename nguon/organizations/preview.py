"""What an act on the tree would do, found out by doing it and taking it back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from nguon.core.actor import Actor
from nguon.core.models import AuditEntry
from nguon.organizations.models import Organization, Placement, Succession, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.organizations.placement import portions
from nguon.organizations.queries import versions_on

WATCHED: tuple[type[models.Model], ...] = (Placement, Version, Succession, AuditEntry)
Path = tuple[tuple[int, str], ...]  # number and name from the top down to the organisation itself


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
    ``loses`` sees less than before, at one of ``gains`` more.
    """

    on: date
    standings: tuple[Standing, ...]
    rows: dict[str, int]
    loses: frozenset[int]
    gains: frozenset[int]


def preview(act: Callable[..., Any], *args: Any, on: date, by: Actor, **kwargs: Any) -> Preview:
    """Return what an act of ``operations`` would do with these arguments; nothing is written.

    Shape:  organisations whose name or place changes, in order of their path before the act.
    Raises: whatever the act raises.
    """
    with transaction.atomic():
        last = {model: _last_number(model) for model in WATCHED}
        act(*args, on=on, by=by, **kwargs)
        touched = _touched(last)
        after, rows = _paths(touched, on), _handed_over(last[AuditEntry], by)
        transaction.set_rollback(True)
    before = _paths(touched, on)

    changed = [number for number in touched if before[number] != after[number]]
    standings = (
        Standing(touched[number], _names(before[number]), _names(after[number]))
        for number in sorted(changed, key=lambda number: _names(before[number]))
    )
    seen = {number: {above for above, _ in path} for number, path in before.items()}
    will_see = {number: {above for above, _ in path} for number, path in after.items()}
    return Preview(
        on,
        tuple(standings),
        rows,
        loses=frozenset().union(*(seen[number] - will_see[number] for number in touched)),
        gains=frozenset().union(*(will_see[number] - seen[number] for number in touched)),
    )


def _last_number(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


def _touched(last: dict[type[models.Model], int]) -> dict[int, Organization]:
    """Whose name or place the act has changed."""
    new = {model: model._base_manager.filter(pk__gt=number) for model, number in last.items()}
    numbers = {
        *new[Placement].values_list("organization_id", flat=True),
        *new[Version].values_list("organization_id", flat=True),
        *new[Succession].values_list("predecessor_id", flat=True),
    }
    found: dict[int, Organization] = {}
    for portion in portions(numbers):
        found |= Organization.objects.in_bulk(portion)
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

"""What follows from acts on the tree: places, keepers, verdicts to judge anew, lines of the trail.

An act notes what follows from it and the outermost draws it at its end: after one act, or once
after a list of three thousand. There is one way to do it; only how often differs. Inside a list
authority is judged by the tree as it stood before, and for what the list itself establishes by
the place that it gets at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, F, ForeignKey, OuterRef, Q, Subquery

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.organizations import placement
from nguon.organizations.models import (
    OPEN_END,
    Handover,
    Organization,
    Placement,
    Succession,
    Tier,
)
from nguon.organizations.placement import portions
from nguon.organizations.scoping import Lasting, Scoped

# A row goes along with the person or the case it is of, and with the row that it is a part of.
MADE_FOR = "made_for"
OF_WHOM = ("person", "case")
Detail = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Ending:
    """One succession whose rows are to go to the successor."""

    succession: Succession
    detail: Detail


@dataclass(slots=True)
class Consequences:
    """What the acts noted so far entail."""

    by: Actor
    _moved: set[int] = field(default_factory=set)
    _ground: set[int] = field(default_factory=set)
    _keepers: list[Callable[[], None]] = field(default_factory=list)
    _endings: list[_Ending] = field(default_factory=list)
    _lines: list[tuple[str, Organization, Detail]] = field(default_factory=list)

    def moved(self, *organizations: Organization) -> None:
        """They, and all below, stand elsewhere than before, or no more, or again."""
        self._moved |= {each.pk for each in organizations}

    def ground(self, *organizations: Organization) -> None:
        """Ranks, places or profiles changed that verdicts there and below rest on."""
        self._ground |= {each.pk for each in organizations}

    def told(self, action: str, organization: Organization, **detail: Any) -> Detail:
        """A line of the trail; what comes back may be added to until it is written."""
        self._lines.append((action, organization, detail))
        return detail

    def ended(self, succession: Succession, detail: Detail) -> None:
        """The successor keeps the rows; ``detail`` gets how many of which model changed hands."""
        self._endings.append(_Ending(succession, detail))

    def restored(self, succession: Succession, on: date, detail: Detail) -> None:
        """The predecessor stands again on ``on`` and gets back the rows that it had."""
        self._take_turns()
        self._keepers.append(lambda: detail.update(rows=_give_back(succession, on)))

    def draw(self) -> None:
        """Write everything down, the trail last."""
        self._take_turns()
        for work in self._keepers:  # before places change: who ends today has one until now
            work()
        if self._moved:
            placement.rebuild(self._moved)
        judge_anew(self._ground)
        with audit.Trail(self.by) as trail:
            for action, organization, detail in self._lines:
                trail.record(action, organization, **detail)

    def _take_turns(self) -> None:
        """Rows are handed over after they have arrived, and never before what was noted first."""
        endings, self._endings = self._endings, []
        if endings:
            self._keepers.append(lambda: _hand_over(endings))


_noting: ContextVar[Consequences | None] = ContextVar("noting", default=None)


@contextmanager
def of(by: Actor) -> Iterator[Consequences]:
    """Note what follows from an act, or from all acts inside, and draw it at the end.

    The tree is locked meanwhile: a move concerns whoever is being put below. Inside a
    transaction; nothing is drawn if an act raises.
    """
    if (outer := _noting.get()) is not None:
        yield outer
        return
    _lock_tree()
    noted = Consequences(by)
    token = _noting.set(noted)
    try:
        yield noted
    finally:
        _noting.reset(token)
    noted.draw()


def _lock_tree() -> None:
    """The oldest organisation's row stands for the whole tree. Rows that refer to it may still be
    written, so the lock leaves its key alone.
    """
    Organization.objects.select_for_update(no_key=True).order_by("pk").first()


def judge_anew(organizations: Iterable[int]) -> None:
    """Let what rows derive from ranks, places and profiles be derived anew, there and below."""
    for portion in portions(sorted(organizations)):
        below = Q()
        for tier in Tier.values:
            below |= Q(**{f"{tier}__in": portion})
        there = Placement.objects.filter(below).values("organization")
        for model in _scoped():
            if model.when_ground_changes:
                model.unscoped.filter(organization__in=there).update(**model.when_ground_changes)


def _scoped() -> list[type[Scoped]]:
    return [model for model in apps.get_models() if issubclass(model, Scoped)]


# --- to the successor -------------------------------------------------------------------------


def _hand_over(endings: list[_Ending]) -> None:
    for (_turn, day), group in sorted(_in_turns(endings).items()):
        by_number = {each.succession.predecessor_id: each for each in group}
        for model in _scoped():
            _hand_over_rows(model, by_number, day)


def _in_turns(endings: list[_Ending]) -> dict[tuple[int, date], list[_Ending]]:
    """Endings that may be carried out at once: none gives what another of them brings."""
    arrives: dict[int, int] = {}
    turns: dict[tuple[int, date], list[_Ending]] = defaultdict(list)
    for each in endings:
        turn = arrives.get(each.succession.predecessor_id, 0)
        keeper = each.succession.successor_id
        arrives[keeper] = max(arrives.get(keeper, 0), turn + 1)
        turns[turn, each.succession.happened_on].append(each)
    return turns


def _hand_over_rows(model: type[Scoped], endings: Mapping[int, _Ending], day: date) -> None:
    for portion in portions(endings):
        held: dict[int, list[int]] = defaultdict(list)
        stood = Placement.objects.filter(organization__in=portion).values("organization")
        rows = model.unscoped.filter(organization__in=stood).order_by("pk")
        for number, row in rows.values_list("organization_id", "pk"):
            held[number].append(row)
        if not held:
            continue
        theirs = model.unscoped.filter(organization__in=list(held))
        if model.happens:
            where, when = model.happens
            late = theirs.filter(**{where: F("organization"), f"{when}__gte": day})
            late.update(**{where: _keeper()})
        theirs.update(organization=_keeper())
        _note(model._meta.label_lower, held, endings)


def _keeper() -> Subquery:
    standing = Succession.objects.filter(
        predecessor=OuterRef("organization"), keeps_rows=True, revoked_on=OPEN_END
    )
    return Subquery(standing.values("successor")[:1])


def _note(label: str, held: Mapping[int, list[int]], endings: Mapping[int, _Ending]) -> None:
    for number, rows in held.items():
        endings[number].detail.setdefault("rows", {})[label] = len(rows)
    Handover.objects.bulk_create(
        Handover(succession=endings[number].succession, label=label, rows=rows)
        for number, rows in held.items()
    )


# --- and back ---------------------------------------------------------------------------------


def _give_back(succession: Succession, on: date) -> dict[str, int]:
    """Make the predecessor the keeper again of all that it gave; what came since and belongs to
    a person, a case or a row of these goes along.
    """
    back: dict[str, int] = defaultdict(int)
    handed = dict(succession.handovers.values_list("label", "rows"))
    for model in _scoped():
        label, kept = model._meta.label_lower, model.unscoped.filter(organization=_to(succession))
        for portion in portions(handed.get(label, ())):
            back[label] += _return(kept.filter(pk__in=portion), model, succession, on)
        if issubclass(model, Lasting):
            made = kept.filter(**{MADE_FOR: succession.predecessor_id})
            back[label] += _return(made, model, succession, on)
    while more := _along(succession, on):
        for label, count in more.items():
            back[label] += count
    return {label: count for label, count in back.items() if count}


def _along(succession: Succession, on: date) -> dict[str, int]:
    found = {}
    for model in _scoped():
        owners = Q(pk__in=[])
        for name in _parts_of(model):
            owners |= Q(**{f"{name}__organization": succession.predecessor_id})
        kept = model.unscoped.filter(owners, organization=_to(succession))
        if count := _return(kept, model, succession, on):
            found[model._meta.label_lower] = count
    return found


def _parts_of(model: type[Scoped]) -> list[str]:
    """The rows of other scoped tables that a row of this one goes along with."""
    scoped = [
        each
        for each in model._meta.concrete_fields
        if isinstance(each, ForeignKey) and each.related_model in _scoped()
    ]
    part = [each.name for each in scoped if each.remote_field.on_delete is CASCADE]
    return list({*part, *(each.name for each in scoped if each.name in OF_WHOM)})


def _return(rows: Any, model: type[Scoped], succession: Succession, on: date) -> int:
    if model.happens:
        where, when = model.happens
        since = rows.filter(**{where: _to(succession), f"{when}__gte": on})
        since.update(**{where: succession.predecessor_id})
    return int(rows.update(organization=succession.predecessor_id))


def _to(succession: Succession) -> int:
    return int(succession.successor_id)

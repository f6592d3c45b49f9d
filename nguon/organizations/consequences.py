"""What follows from acts on the tree: places, keepers, verdicts to judge anew, lines of the trail.

An act notes what follows from it and the outermost draws it at its end: after one act, or once
after a list of three thousand. There is one way to do it; only how often differs. Inside a list
authority is judged by the tree as it stood before, and for what the list itself establishes by
the place that it gets at once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CASCADE, F, ForeignKey, OuterRef, Q, Subquery

from nguon.core import audit, bulk, wall
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
MADE_FOR, MADE_FOR_ID, KEPT_BY = "made_for", "made_for_id", "organization_id"
OF_WHOM = ("person", "case")
Detail = dict[str, Any]
Work = Callable[[list["_Passing"]], None]


@dataclass(frozen=True, slots=True)
class _Passing:
    """One succession whose rows are to go to the successor on a day, or back again."""

    succession: Succession
    on: date
    detail: Detail


@dataclass(slots=True)
class Consequences:
    """What the acts noted so far entail."""

    by: Actor
    _moved: set[int] = field(default_factory=set)
    _ground: set[int] = field(default_factory=set)
    _passings: list[tuple[Work, list[_Passing]]] = field(default_factory=list)
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
        self._pass(_hand_over, _Passing(succession, succession.happened_on, detail))

    def restored(self, succession: Succession, on: date, detail: Detail) -> None:
        """The predecessor stands again on ``on`` and gets back the rows that it had."""
        self._pass(_give_back, _Passing(succession, on, detail))

    @wall.opened("rows go to their new keeper, whoever decided it")
    def draw(self) -> None:
        """Write everything down, the trail last."""
        for work, passings in self._passings:  # before places change: who ends has one until now
            work(passings)
        if self._moved:
            placement.rebuild(self._moved)
        judge_anew(self._ground)
        with audit.Trail(self.by) as trail:
            for action, organization, detail in self._lines:
                trail.record(action, organization, **detail)

    def _pass(self, work: "Work", passing: _Passing) -> None:
        """What is alike is done together, and never before what was noted first."""
        if not self._passings or self._passings[-1][0] is not work:
            self._passings.append((work, []))
        self._passings[-1][1].append(passing)


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


def _hand_over(endings: list[_Passing]) -> None:
    gives = [(each.succession.predecessor_id, each.succession.successor_id) for each in endings]
    for group in _in_turns(endings, gives):
        by_number = {each.succession.predecessor_id: each for each in group}
        for model in _scoped():
            _hand_over_rows(model, by_number, group[0].on)


def _in_turns(
    passings: list[_Passing], gives: Sequence[tuple[int, int]]
) -> Iterator[list[_Passing]]:
    """Those that may be carried out at once: none gives what another of them brings."""
    arrives: dict[int, int] = {}
    turns: dict[tuple[int, date], list[_Passing]] = defaultdict(list)
    for each, (giver, taker) in zip(passings, gives, strict=True):
        turn = arrives.get(giver, 0)
        arrives[taker] = max(arrives.get(taker, 0), turn + 1)
        turns[turn, each.on].append(each)
    for _turn, group in sorted(turns.items(), key=lambda item: item[0]):
        yield group


def _hand_over_rows(model: type[Scoped], endings: Mapping[int, _Passing], day: date) -> None:
    for portion in portions(endings):
        held: dict[int, list[int]] = defaultdict(list)
        for row, number in _held_by(model, portion).values_list("pk", "organization_id"):
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


def _held_by(model: type[Scoped], organizations: Iterable[int]) -> models.QuerySet[Any]:
    """The rows that these keep, read through the placement table like all others."""
    stood = Placement.objects.filter(organization__in=list(organizations)).values("organization")
    return model.unscoped.filter(organization__in=stood).order_by("pk")


def _keeper() -> Subquery:
    standing = Succession.objects.filter(
        predecessor=OuterRef("organization"), keeps_rows=True, revoked_on=OPEN_END
    )
    return Subquery(standing.values("successor")[:1])


def _note(label: str, held: Mapping[int, list[int]], endings: Mapping[int, _Passing]) -> None:
    for number, rows in held.items():
        endings[number].detail.setdefault("rows", {})[label] = len(rows)
    Handover.objects.bulk_create(
        Handover(succession=endings[number].succession, label=label, rows=rows)
        for number, rows in held.items()
    )


# --- and back ---------------------------------------------------------------------------------


def _give_back(restored: list[_Passing]) -> None:
    """Make predecessors the keepers again of all that they gave; what came since and belongs to
    a person, a case or a row of these goes along.
    """
    gives = [(each.succession.successor_id, each.succession.predecessor_id) for each in restored]
    for group in _in_turns(restored, gives):
        for portion in portions(group):
            back = _Back({each.succession.predecessor_id: each for each in portion}, portion[0].on)
            back.carry_out()


class _Back:
    """Several predecessors that get their rows back at once; each has one keeper."""

    def __init__(self, restored: Mapping[int, _Passing], on: date) -> None:
        self.restored, self.on = restored, on
        self.keeper = {number: each.succession.successor_id for number, each in restored.items()}

    def carry_out(self) -> None:
        handed = self._handed()
        for model in _scoped():
            self._return(model, self._standing(model, handed[model._meta.label_lower]))
            if issubclass(model, Lasting):
                made = self._kept(model).filter(**{f"{MADE_FOR}__in": list(self.keeper)})
                self._return(model, self._theirs(made.values_list("pk", MADE_FOR_ID, KEPT_BY)))
        while sum([self._along(model) for model in _scoped()]):
            pass  # what came along may have parts of its own

    def _handed(self) -> dict[str, dict[int, int]]:
        """By model: number of a row -> who gave it."""
        found: dict[str, dict[int, int]] = defaultdict(dict)
        successions = [each.succession.pk for each in self.restored.values()]
        rows = Handover.objects.filter(succession__in=successions)
        for label, numbers, giver in rows.values_list("label", "rows", "succession__predecessor"):
            found[label] |= dict.fromkeys(numbers, giver)
        return found

    def _kept(self, model: type[Scoped]) -> models.QuerySet[Any]:
        return _held_by(model, set(self.keeper.values()))

    def _standing(self, model: type[Scoped], givers: Mapping[int, int]) -> dict[int, int]:
        """Of the rows that were given those that are still where they went."""
        found: dict[int, int] = {}
        for portion in portions(sorted(givers)):
            rows = self._kept(model).filter(pk__in=portion).values_list("pk", KEPT_BY)
            found |= {pk: givers[pk] for pk, at in rows if self.keeper[givers[pk]] == at}
        return found

    def _theirs(self, rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
        return {pk: giver for pk, giver, at in rows if self.keeper.get(giver) == at}

    def _along(self, model: type[Scoped]) -> int:
        count = 0
        for name in _parts_of(model):
            owner = f"{name}__{KEPT_BY}"
            rows = self._kept(model).filter(**{f"{owner}__in": list(self.keeper)})
            count += self._return(model, self._theirs(rows.values_list("pk", owner, KEPT_BY)))
        return count

    def _return(self, model: type[Scoped], givers: Mapping[int, int]) -> int:
        bulk.update(model, {pk: {"organization": giver} for pk, giver in givers.items()})
        if model.happens:
            where, when = model.happens
            since = {f"{where}__in": set(self.keeper.values()), f"{when}__gte": self.on}
            for portion in portions(sorted(givers)):
                rows = model.unscoped.filter(pk__in=portion, **since)
                rows.update(**{where: F("organization")})
        for giver, count in Counter(givers.values()).items():
            told = self.restored[giver].detail["rows"]
            label = model._meta.label_lower
            told[label] = told.get(label, 0) + count
        return len(givers)


def _parts_of(model: type[Scoped]) -> list[str]:
    """The rows of other scoped tables that a row of this one goes along with."""
    scoped = [
        each
        for each in model._meta.concrete_fields
        if isinstance(each, ForeignKey) and each.related_model in _scoped()
    ]
    part = [each.name for each in scoped if each.remote_field.on_delete is CASCADE]
    return list({*part, *(each.name for each in scoped if each.name in OF_WHOM)})

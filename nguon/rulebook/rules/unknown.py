"""Three-valued reading: what is unknown is neither yes nor no.

A rule is tried in every world that the unknown facts it reads allow. What it says in all of them
stands; where the worlds differ, ``fact_unknown`` takes the place of its finding.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final, NamedTuple

from nguon.rulebook.case.facts import ASK, SCHOOLING
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day
from nguon.rulebook.law.findings import Finding

STANDARDS_OF_SCHOOLING: Final = (
    "admission.schooling.minimum",
    "admission.schooling.difficult",
    "admission.schooling.elder",
)

CHILDREN: Final = "person.children_born"
BORN_ON_THE_DAY: Final = 2  # the place of these children among the values to be tried

Test = Callable[[History, Day], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the facts it reads that somebody may have left unrecorded."""

    test: Test
    reads: tuple[str, ...] = ()
    needs: str | None = None  # the type of act without which the rule has nothing to say

    def __call__(self, history: History, day: Day) -> Iterable[Finding]:
        """Say what the rule finds on ``day``."""
        if self.needs is not None and self.needs not in history.acts:
            return ()
        if history.unknown:
            unknown = [path for path in self.reads if path in history.unknown]
            if unknown:
                return self._tried(unknown, history, day)
        return self.test(history, day)

    def _tried(self, unknown: Sequence[str], history: History, day: Day) -> tuple[Finding, ...]:
        """Say what it finds in all worlds; asked again for the same day, say it again."""
        key = self.test, type(day), day.on
        if key not in history.tried:
            apart = day.apart()
            history.tried[key] = tuple(_in_all_worlds(self.test, unknown, history, apart)), apart
        found: tuple[Finding, ...]
        found, apart = history.tried[key]
        day.note(apart)
        return found


class _Tried(NamedTuple):
    """What a rule found in one world, and which values the facts had that it read there."""

    found: tuple[Finding, ...]
    codes: frozenset[str]
    taken: Mapping[str, int]


class _World:
    """One world after the other, as far as a rule can tell them apart.

    A fact takes its first value when the rule first reads it; ``taken`` says which value each
    fact read has, in the order of reading. What the rule never reads makes no further world.
    """

    __slots__ = ("taken", "values")

    def __init__(self, values: Mapping[str, Sequence[Any]]) -> None:
        self.values = values
        self.taken: dict[str, int] = {}

    def answer(self, path: str) -> Any:
        """Give the value of an unknown fact in this world; None for one left unknown."""
        values = self.values.get(path)
        return None if values is None else values[self.taken.setdefault(path, 0)]

    def go_on(self) -> bool:
        """Go to the next world: the fact read last takes its next value; False after the last."""
        while self.taken:
            path, place = self.taken.popitem()
            if place + 1 < len(self.values[path]):
                self.taken[path] = place + 1
                return True
        return False


def _values(path: str, day: Day) -> tuple[Any, ...]:
    """List values of a fact that between them make every rule say all that it can say."""
    if path == "person.schooling":
        asked_for = {day.law.provisions[name].value for name in STANDARDS_OF_SCHOOLING}
        return tuple(s for s in SCHOOLING if s == "none" or s in asked_for)
    if path == "person.standing":
        return (), ("fisher_at_sea",), ("village_elder",), ("fisher_at_sea", "village_elder")
    if path == "person.citizenship":
        return "VN", ""
    if path == CHILDREN:
        return (), (date.min,) * 5, (day.on,) * 5
    return False, True


def _in_all_worlds(
    test: Test, unknown: Sequence[str], history: History, day: Day
) -> Iterator[Finding]:
    world = _World({path: _values(path, day) for path in unknown})
    tried = list(_tried_in_each(test, world, history, day))
    first = tried[0]
    if all(one.codes == first.codes for one in tried):
        yield from first.found
        return
    asked = [path for path in unknown if any(path in one.taken for one in tried)]
    worlds = _spread(tried, {path: range(len(world.values[path])) for path in asked})
    certain = frozenset.intersection(*(one.codes for one in tried))
    yield from (f for f in first.found if f.code in certain)
    doubtful = [f for one in worlds.values() for f in one.found if f.code not in certain]
    for place, path in enumerate(asked):
        if _turns(worlds, place):
            yield _fact_unknown(path, doubtful)


def _tried_in_each(test: Test, world: _World, history: History, day: Day) -> Iterator[_Tried]:
    """Try a rule in all its worlds.

    Reading: children supposed to be born on the day itself move with it; nothing turns on them.
    """
    supposing, with_children = history.supposing(world.answer), CHILDREN in world.values
    while True:
        apart = day.apart() if with_children else day
        found = tuple(test(supposing, apart))
        yield _Tried(found, frozenset([f.code for f in found]), world.taken.copy())
        if world.taken.get(CHILDREN) == BORN_ON_THE_DAY:
            day.relied_on.update(apart.relied_on)
        elif with_children:
            day.note(apart)
        if not world.go_on():
            return


def _spread(tried: Sequence[_Tried], asked: Mapping[str, range]) -> dict[tuple[int, ...], _Tried]:
    """Say for all values of the facts asked for what was found, in the order of the values."""
    worlds: dict[tuple[int, ...], _Tried] = {}
    for one in tried:
        taken = one.taken
        places = [(taken[path],) if path in taken else every for path, every in asked.items()]
        worlds |= dict.fromkeys(product(*places), one)
    return dict(sorted(worlds.items()))


def _turns(worlds: Mapping[tuple[int, ...], _Tried], place: int) -> bool:
    """Tell whether two worlds that differ in this fact alone give different codes."""
    seen: dict[tuple[int, ...], frozenset[str]] = {}
    for values, one in worlds.items():
        if seen.setdefault(values[:place] + values[place + 1 :], one.codes) != one.codes:
            return True
    return False


def _fact_unknown(path: str, doubtful: Sequence[Finding]) -> Finding:
    """Stand for the findings in doubt: as severe as the most severe, with its rule and source."""
    worst = next((f for f in doubtful if f.blocks), doubtful[0])
    ask = ASK[path]
    return Finding(
        "fact_unknown",
        "block" if worst.blocks else "warn",
        worst.rule,
        None,
        worst.citation,
        worst.confidence,
        (path,),
        {"field": path, "ask": ask},
        path,
        ask,
        provision=worst.provision,
    )

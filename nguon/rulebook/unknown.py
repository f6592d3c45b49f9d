"""Three-valued reading: what is unknown is neither yes nor no.

A rule is tried in every world that the unknown facts allow. What it says in all of them stands;
where the worlds differ, ``fact_unknown`` takes the place of its finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from nguon.rulebook.book import Day
from nguon.rulebook.facts import ASK, SCHOOLING
from nguon.rulebook.findings import Finding
from nguon.rulebook.history import History

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
                return _in_all_worlds(self.test, unknown, history, day)
        return self.test(history, day)


def _values(path: str, day: Day) -> tuple[Any, ...]:
    """List values of a fact that between them make every rule say all that it can say."""
    if path == "person.schooling":
        return SCHOOLING
    if path == "person.standing":
        return (), ("fisher_at_sea",), ("village_elder",), ("fisher_at_sea", "village_elder")
    if path == "person.citizenship":
        return "VN", ""
    if path == "person.children_born":
        return (), (date.min,) * 5, (day.on,) * 5
    return False, True


def _in_all_worlds(
    test: Test, unknown: Sequence[str], history: History, day: Day
) -> Iterator[Finding]:
    worlds = {
        values: tuple(test(history.supposing(dict(zip(unknown, values, strict=True))), day))
        for values in product(*(_values(path, day) for path in unknown))
    }
    codes = {values: frozenset(f.code for f in found) for values, found in worlds.items()}
    certain = frozenset.intersection(*codes.values())
    yield from (f for f in next(iter(worlds.values())) if f.code in certain)
    doubtful = [f for found in worlds.values() for f in found if f.code not in certain]
    for place, path in enumerate(unknown):
        if _turns(codes, place):
            yield _fact_unknown(path, doubtful)


def _turns(codes: dict[tuple[Any, ...], frozenset[str]], place: int) -> bool:
    """Tell whether two worlds that differ in this fact alone give different codes."""
    seen: dict[tuple[Any, ...], frozenset[str]] = {}
    for values, found in codes.items():
        others = values[:place] + values[place + 1 :]
        if seen.setdefault(others, found) != found:
            return True
    return False


def _fact_unknown(path: str, doubtful: Sequence[Finding]) -> Finding:
    """Stand for the findings in doubt: as severe as the most severe, with its rule and source."""
    worst = next((f for f in doubtful if f.blocks), doubtful[0])
    ask = ASK[path]
    return replace(
        worst,
        code="fact_unknown",
        severity="block" if worst.blocks else "warn",
        on=None,
        rests_on=(path,),
        because={"field": path, "ask": ask},
        field=path,
        ask=ask,
        redo=(),
    )

"""Who sees what before an act on the tree and after it: sets of numbers in, seats out.

What an organisation has goes to whoever takes over from it, so the same ground is looked at on
both sides: of two that merge each has its own, of one that is split each heir has a part. An act
and its undoing therefore tell the same ground, one of it as lost and the other as won.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Above = Mapping[int, frozenset[int]]  # all that one stands under, itself included; none: nowhere
Heirs = Mapping[int, set[int]]  # whoever takes over from one at once
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """What ``was`` has before and ``now`` has after; nothing on the side where nobody has it.

    ``called`` is the one of the two that has no more than this: it gives the ground its name.
    """

    called: int
    was: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Sight:
    """By seat the ground that is no longer seen from there, and the ground that newly is."""

    loses: Mapping[int, tuple[Ground, ...]]
    gains: Mapping[int, tuple[Ground, ...]]


def grounds(seen: Above, will_see: Above, heirs: Heirs) -> list[Ground]:
    """Everything that stands before or after, as it goes from hand to hand."""
    found = {was: sorted(_takers(was, will_see, heirs)) for was in seen if seen[was]}
    taken = {now for takers in found.values() for now in takers}
    new = [now for now in will_see if will_see[now] and now not in taken]
    return sorted(
        [each for was, takers in found.items() for each in _parts(was, takers)]
        + [Ground(now, None, now) for now in new]
    )


def sight(found: Iterable[Ground], seen: Above, will_see: Above) -> Sight:
    """Compare for each seat what it saw with what it will see.

    Reading: whoever sees what takes over has lost nothing, and gains nothing by it. A new
             organisation that follows nobody has nothing yet: whoever stands above gains nothing.
    """
    loses, gains = defaultdict[int, list[Ground]](list), defaultdict[int, list[Ground]](list)
    for each in found:
        after = NOBODY if each.now is None else will_see[each.now]
        before = after - {each.now} if each.was is None else seen[each.was]
        for seat in before - after:
            loses[seat].append(each)
        for seat in after - before:
            gains[seat].append(each)
    return Sight(_fixed(loses), _fixed(gains))


def _parts(was: int, takers: list[int]) -> Iterator[Ground]:
    if not takers:
        yield Ground(was, was, None)
    for now in takers:
        yield Ground(was if len(takers) == 1 else now, was, now)


def _takers(was: int, will_see: Above, heirs: Heirs) -> set[int]:
    """Whoever has, when all is done, what ``was`` had: itself, or the last in each line."""
    found, waiting, met = set[int](), [was], {was}
    while waiting:
        number = waiting.pop()
        if will_see.get(number):
            found.add(number)
        further = heirs.get(number, set()) - met
        waiting.extend(further)
        met |= further
    return found


def _fixed(found: Mapping[int, list[Ground]]) -> dict[int, tuple[Ground, ...]]:
    return {seat: tuple(each) for seat, each in found.items()}

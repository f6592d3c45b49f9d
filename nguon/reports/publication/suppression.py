"""Small numbers: what must not be shown, and what must go with it so that nobody reckons it out.

Every number of people that is published is an equation over the smallest parts that publications
have ever named (a place without the places below it, between two days). From all of them
together, those published before too, whatever follows is looked at; where a number of one to four
follows, one more number of the new table goes, until none does or there is nothing left to hide.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations

SMALLEST_SHOWN = 5
MONTH = 28  # days; leap years are as long as others
Vector = dict[int, Fraction]
Under = Mapping[str, frozenset[str]]


class Derivable(ValueError):
    """Whatever is hidden, a small number would follow from what was published before."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How many people a publication counts at a place between two days; ``None`` is not shown.

    ``measure`` names what is counted; ``where`` the table that says it. Units: persons;
    ``[starts, ends)``.
    """

    measure: str
    place: str
    starts: date
    ends: date
    value: int | None
    where: str = ""


def is_small(value: Fraction | int | None) -> bool:
    """Whether a number of people is too small to be shown; nobody is no small number."""
    return value is not None and 0 < value < SMALLEST_SHOWN


def hide(new: Sequence[Claim], before: Sequence[Claim], under: Under) -> list[Claim]:
    """Return ``new`` with every number hidden that is small or would tell one that is.

    Shape:  in its order; ``under``: place -> all places below it.
    Raises: Derivable.
    """
    found = [replace(each, value=None) if is_small(each.value) else each for each in new]
    while told := _told(found, before, under):
        spot = _victim(found, before, under, told)
        if spot is None:
            raise Derivable
        found[spot] = replace(found[spot], value=None)
    return _shown_again(found, new, before, under)


def _shown_again(
    found: list[Claim], new: Sequence[Claim], before: Sequence[Claim], under: Under
) -> list[Claim]:
    """Show whatever was hidden for nothing, the longest spans first."""
    hidden = [n for n, each in enumerate(found) if each.value is None]
    for spot in sorted(hidden, key=lambda n: (new[n].starts - new[n].ends, n)):
        if not is_small(new[spot].value):
            more = [*found[:spot], new[spot], *found[spot + 1 :]]
            found = found if _told(more, before, under) else more
    return found


def follows(claims: Sequence[Claim], under: Under) -> bool:
    """Whether a number of one to four follows from ``claims``."""
    return any(is_small(each.value) for each in claims) or bool(_told(claims, [], under))


def _told(new: Sequence[Claim], before: Sequence[Claim], under: Under) -> Counter[str]:
    """How many small numbers follow; measure -> number."""
    by_measure: dict[str, list[Claim]] = defaultdict(list)
    for each in [*new, *before]:
        by_measure[each.measure].append(each)
    told = {
        measure: sum(is_small(value) for value in _Ground(claims, under).derived())
        for measure, claims in by_measure.items()
    }
    return Counter({measure: number for measure, number in told.items() if number})


def _victim(
    claims: list[Claim], before: Sequence[Claim], under: Under, told: Counter[str]
) -> int | None:
    """The next to be hidden: what leaves the fewest small numbers to follow.

    Of several the shortest span, of these the smallest number but nought, of these the latest.
    """
    measure = min(told)
    others = [each for each in before if each.measure == measure]
    shown = [
        (
            _told(_without(claims, spot, measure), others, under)[measure],
            (each.ends - each.starts).days // MONTH,
            each.value == 0,
            each.value,
            -spot,
        )
        for spot, each in enumerate(claims)
        if each.measure == measure and each.value is not None
    ]
    return -min(shown)[-1] if shown else None


def _without(claims: Sequence[Claim], hidden: int, measure: str) -> list[Claim]:
    return [
        replace(each, value=None) if spot == hidden else each
        for spot, each in enumerate(claims)
        if each.measure == measure
    ]


class _Ground:
    """The equations of one measure."""

    def __init__(self, claims: Sequence[Claim], under: Under) -> None:
        self.claims, self.under = claims, under
        self.days = sorted({day for each in claims for day in (each.starts, each.ends)})
        self.places = sorted({each.place for each in claims})
        self.covers = {each: self._cover(each) for each in claims}
        self.basis: list[tuple[int, Vector, Fraction]] = []
        self.odds: list[Fraction] = []  # by how much the same differs from one time to another
        for each in claims:
            if each.value is not None:
                self._add(self.covers[each], Fraction(each.value))

    def _cover(self, claim: Claim) -> frozenset[int]:
        """The smallest parts that a number is the sum of."""
        first, last = self.days.index(claim.starts), self.days.index(claim.ends)
        return self._parts(self._below(claim.place), first, last)

    def derived(self) -> Iterator[Fraction]:
        """Every number that follows of those that could name a few people."""
        for form in self._forms():
            if (value := self._value(form)) is not None:
                yield value
        yield from self.odds

    def _forms(self) -> Iterator[frozenset[int]]:
        """Each place, alone and with all below it, between any two days; what a table hides."""
        groups = {frozenset({place}) for place in self.places}
        groups |= {self._below(place) for place in self.places}
        for places in groups:
            for first, last in combinations(range(len(self.days)), 2):
                yield self._parts(places, first, last)
        hidden: dict[tuple[str, str], frozenset[int]] = {}
        for each in self.claims:
            if each.value is None:
                key = (each.where, each.place)
                hidden[key] = hidden.get(key, frozenset()) | self.covers[each]
        yield from hidden.values()

    def _below(self, place: str) -> frozenset[str]:
        return frozenset({place}) | (self.under.get(place, frozenset()) & set(self.places))

    def _parts(self, places: Iterable[str], first: int, last: int) -> frozenset[int]:
        rows = (self.places.index(place) * len(self.days) for place in places)
        return frozenset(row + day for row in rows for day in range(first, last))

    def _add(self, cover: frozenset[int], value: Fraction) -> None:
        rest, left = self._reduced(cover, value)
        if rest:
            pivot = min(rest)
            scale = rest[pivot]
            scaled = {part: weight / scale for part, weight in rest.items()}
            self.basis.append((pivot, scaled, left / scale))
        else:
            self.odds.append(abs(left))

    def _value(self, form: frozenset[int]) -> Fraction | None:
        rest, left = self._reduced(form, Fraction(0))
        return None if rest else -left

    def _reduced(self, cover: frozenset[int], value: Fraction) -> tuple[Vector, Fraction]:
        rest: Vector = dict.fromkeys(cover, Fraction(1))
        for pivot, vector, told in self.basis:
            if weight := rest.get(pivot):
                value -= weight * told
                for part, share in vector.items():
                    rest[part] = rest.get(part, Fraction(0)) - weight * share
                rest = {part: share for part, share in rest.items() if share}
        return rest, value

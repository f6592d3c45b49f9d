"""Which live cases are judged otherwise by another rulebook. It reads, and writes nothing.

A change of the law or of its reading touches people's cases; this says which, before or after it
is taken up. It names cases and codes, never persons, and conceals what rests on sensitive facts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from nguon.core.actor import Actor
from nguon.development.facts import Dossier, NoBirthday, dossiers
from nguon.development.models import Case
from nguon.rulebook import Assessment, CaseFacts, NoRuleInForce, Rulebook, evaluate, load
from nguon.rulebook.verdict.comparing import Difference, compare

PORTION = 100


@dataclass(frozen=True, slots=True)
class Affected:
    """One case whose verdict differs, and how."""

    case_ref: str
    difference: Difference


def nobody_listens(done: int, total: int) -> None:
    """Take no notice of how far it is."""


def impact(
    before: Rulebook,
    *,
    by: Actor,
    after: Rulebook | None = None,
    told: Callable[[int, int], None] = nobody_listens,
) -> Iterator[Affected]:
    """Judge every open case that ``by`` may see by two rulebooks, and yield those that differ.

    Shape:   in the order in which the cases were opened; ``told`` hears after each portion how
             many of how many are done.
    Reading: as of the actor's day; ``after`` is today's rulebook unless another is given.
    """
    after = after or load()
    open_cases = Case.objects.visible_to(by).filter(closed_on__isnull=True)
    numbers = list(open_cases.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), PORTION):
        portion = numbers[start : start + PORTION]
        for opened in _opened(portion, by):
            found = difference(opened, by.today, before, after)
            if found:
                yield Affected(opened.case.ref, found)
        told(start + len(portion), len(numbers))


def difference(opened: Dossier, on: date, before: Rulebook, after: Rulebook) -> Difference:
    """Say what two rulebooks say otherwise about one opened case on a day.

    Reading: a case without a birthday can be judged by neither.
    """
    try:
        facts = opened.facts(on)
    except NoBirthday:
        return Difference()
    return compare(_verdict(facts, on, before), _verdict(facts, on, after))


def _opened(numbers: list[int], by: Actor) -> list[Dossier]:
    rows = Case.objects.visible_to(by).select_related("person").filter(pk__in=numbers)
    return dossiers(list(rows.order_by("pk")), by=by)


def _verdict(facts: CaseFacts, on: date, book: Rulebook) -> Assessment | None:
    try:
        return evaluate(facts, on, book)
    except NoRuleInForce:
        return None

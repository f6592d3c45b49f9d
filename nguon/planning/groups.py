"""Totals by group: counted through the vault, kept by term and year, never opening to names.

A count remembers an imprint of what was counted (ceremonies, standing agreements, sealed values),
so that it is stale exactly when one of these changed, whatever the clock said.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet

from nguon.core.actor import Actor
from nguon.core.text import fold
from nguon.development.models import CaseEvent
from nguon.organizations.models import Tier
from nguon.people import vault
from nguon.people.models import Person
from nguon.planning.models import GroupTotal, Term
from nguon.planning.reading import of_term

FIELD = "ethnicity"
MINORITY, MAJORITY = "minority", "majority"
DIMENSION = "ethnic_minority"
KINH = frozenset({"kinh", "dan toc kinh", "nguoi kinh", "viet"})


@dataclass(frozen=True, slots=True)
class Part:
    """One calendar year of a term: what is counted and replaced as a whole."""

    term: Term
    year: int

    def ceremonies(self, *, as_of: date) -> QuerySet[CaseEvent]:
        year = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        held = of_term(self.term, as_of=as_of).ceremonies()
        return held.filter(happened_on__gte=year[0], happened_on__lt=year[1])


@dataclass(frozen=True, slots=True)
class Count:
    """How many of ``of`` admitted have a known group, by group, and the imprint of all that."""

    groups: Counter[str]
    of: int
    imprint: str

    @property
    def counted(self) -> int:
        return self.groups.total()


def parts(term: Term, *, today: date) -> list[Part]:
    """The years of a term that have begun; none for a cell, where totals would tell on persons."""
    if _is_cell(term):
        return []
    last = min(term.ends_on, today).year
    return [Part(term, year) for year in range(term.starts_on.year, last + 1)]


def stale(terms: QuerySet[Term], *, by: Actor) -> Iterator[Part]:
    """Every year of ``terms`` whose total is missing or does not fit what is on record now."""
    for term in terms.select_related("made_for", "organization").order_by("pk"):
        kept = dict(
            GroupTotal.objects.visible_to(by).filter(term=term).values_list("year", "imprint")
        )
        for part in parts(term, today=by.today):
            if _imprint_of(part, by) != kept.get(part.year, ""):
                yield part


def count(part: Part, *, by: Actor) -> Count:
    """Count one part through the vault; one line in the trail for each person.

    Reading: a minority is every recorded ethnicity but Kinh; what is not recorded stays unknown.
    Raises:  NotAllowed.
    """
    admitted = _admitted(part, by)
    events = part.ceremonies(as_of=by.today).values("case__person")
    people = Person.objects.visible_to(by).filter(pk__in=events).only("organization")
    values = vault.tally(list(people), FIELD, by=by) if admitted else Counter()
    groups: Counter[str] = Counter()
    for value, persons in values.items():
        groups[group_of(value)] += persons
    return Count(groups, len(admitted), _imprint(admitted))


def group_of(ethnicity: str) -> str:
    """Which of the two groups somebody of a recorded ethnicity belongs to."""
    return MAJORITY if fold(ethnicity) in KINH else MINORITY


def _is_cell(term: Term) -> bool:
    return term.made_for.versions.filter(tier=Tier.CELL).exists()


def _admitted(part: Part, by: Actor) -> list[tuple[int, int]]:
    rows = part.ceremonies(as_of=by.today).order_by("pk")
    return list(rows.values_list("pk", "case__person"))


def _imprint_of(part: Part, by: Actor) -> str:
    """The imprint of what there is to count now; nothing where nobody was admitted."""
    admitted = _admitted(part, by)
    return _imprint(admitted) if admitted else ""


def _imprint(admitted: list[tuple[int, int]]) -> str:
    digest = sha256(repr([event for event, _ in admitted]).encode())
    digest.update(vault.imprint([person for _, person in admitted], FIELD).encode())
    return digest.hexdigest()

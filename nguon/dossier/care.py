"""The folder of sealed files against the record: what nobody needs goes, what is gone is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from nguon.core.actor import Actor
from nguon.core.crypto import SHORTEST
from nguon.core.guard import unscoped
from nguon.development.models import Case
from nguon.dossier import shelf
from nguon.dossier.models import PaperPart
from nguon.people import consent
from nguon.people.models import Consent, Purpose

IN_FLIGHT = timedelta(hours=1)  # a file this young may belong to a record not yet written
AT_ONCE = 500
NOBODY_ASKS = "whether a file is still needed does not turn on who asks"


@dataclass(frozen=True, slots=True)
class Fault:
    """A paper on record whose file is not there, or not whole; ``why``: missing, size."""

    paper: str
    position: int
    why: str


def let_go(case: int, names: Iterable[str]) -> None:
    """Remove files that a paper of the case no longer needs, once that is on record.

    Reading: the same content may have been put in again meanwhile; then it stays.
    """
    with transaction.atomic(), unscoped(NOBODY_ASKS):
        list(Case.unscoped.select_for_update(of=("self",)).filter(pk=case).values_list("pk"))
        wanted = list(names)
        for name in set(wanted) - _needed(wanted):
            shelf.drop(name)


def sweep(*, at: datetime) -> int:
    """Remove every file that no paper needs: left by a crash, or of somebody erased.

    Shape:   how many.
    Reading: safe to repeat; what was written within the hour is left to the next round, also what
             is put in again while this round looks.
    """
    old, dropped = (at - IN_FLIGHT).timestamp(), 0
    for portion in _portions(found for found in shelf.everything() if found.written < old):
        with unscoped(NOBODY_ASKS):
            needed = _needed([found.name for found in portion])
        for found in portion:
            if found.name not in needed:
                dropped += shelf.drop_older(found.name, than=old)
    return dropped


def faults() -> list[Fault]:
    """Every paper on record whose file is missing or has another length than it had.

    Shape: by number of the paper. Nothing is opened.
    """
    there = {found.name: found.size for found in shelf.everything()}
    with unscoped(NOBODY_ASKS):
        rows = PaperPart.unscoped.filter(kept=True).order_by("paper", "position")
        columns = rows.values_list("paper__ref", "position", "digest", "size")
        return list(_faults(columns.iterator(chunk_size=AT_ONCE), there))


def unwilling(*, by: Actor) -> list[int]:
    """The persons, by number, who took back the agreement to sensitive data."""
    rows = Consent.objects.visible_to(by).filter(
        purpose=Purpose.SENSITIVE, withdrawn_on__isnull=False
    )
    people = set(rows.values_list("person", flat=True))
    return sorted(people - consent.willing(people, Purpose.SENSITIVE))


def _faults(rows: Iterable[tuple[str, int, str, int]], there: dict[str, int]) -> Iterator[Fault]:
    for ref, position, digest, size in rows:
        if digest not in there:
            yield Fault(ref, position, "missing")
        elif there[digest] != size + SHORTEST:
            yield Fault(ref, position, "size")


def _needed(names: list[str]) -> set[str]:
    rows: QuerySet[PaperPart] = PaperPart.unscoped.filter(digest__in=names, kept=True)
    return set(rows.values_list("digest", flat=True))


def _portions(found: Iterator[shelf.Found]) -> Iterator[list[shelf.Found]]:
    while portion := list(islice(found, AT_ONCE)):
        yield portion

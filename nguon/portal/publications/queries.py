"""What is shown of publications, and what the desk sees of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from nguon.core import snapshot
from nguon.core.prepared import Prepared
from nguon.portal.publications.models import Publication, State, TrustedKey

IN_THE_BOX = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that was ever taken in, and the keys that are believed."""

    rows: list[Publication]
    keys: list[TrustedKey]

    @property
    def shown(self) -> int:
        return Counter(row.state for row in self.rows)[State.SHOWN]


def box() -> list[Publication]:
    """The newest publications for the front page."""
    return _newest()


def publications() -> list[Publication]:
    """What everybody may read, the newest first."""
    return list(Publication.objects.filter(state=State.SHOWN).defer("content"))


def publication(ref: str) -> tuple[Publication, snapshot.Snapshot | None]:
    """One publication and what it shows; nothing if it was withdrawn.

    Raises: Publication.DoesNotExist if there is none, or it was taken down here.
    """
    row = Publication.objects.exclude(state=State.TAKEN_DOWN).get(ref=ref)
    return row, snapshot.read(row.content) if row.content is not None else None


def desk() -> Desk:
    """What the desk works with."""
    return Desk(list(Publication.objects.defer("content")), list(TrustedKey.objects.all()))


def _shown() -> QuerySet[Publication]:
    return Publication.objects.filter(state=State.SHOWN)[:IN_THE_BOX]


_newest = Prepared(_shown)

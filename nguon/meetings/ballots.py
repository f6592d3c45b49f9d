"""Ballot papers: as many alike as there are voters, several a page, to be cut apart.

Nothing on one tells it from another: no number, no mark, no name but of those voted on.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nguon.core import typesetting

PAGE = Path(__file__).with_name("ballots.typ")
FEW = 4  # names on a ballot of which two fit on a page


@dataclass(frozen=True, slots=True)
class Ballot:
    """One kind of ballot, printed ``copies`` times; ``acts`` in the order of ``names``."""

    above: str
    place: str
    day: str
    about: str
    names: tuple[str, ...]
    acts: tuple[str, ...]
    copies: int

    @property
    def across(self) -> int:
        return 2 if len(self.names) == 1 else 1

    @property
    def down(self) -> int:
        return 3 if len(self.names) == 1 else 2 if len(self.names) <= FEW else 1


def document(ballots: Sequence[Ballot]) -> bytes:
    """Return ballots as one .pdf, each kind beginning on a page of its own.

    Shape: the same ballots give the same bytes; the file carries no time of making.
    """
    return typesetting.pdf(PAGE, [_told(each) for each in ballots])


def _told(ballot: Ballot) -> dict[str, object]:
    return {**asdict(ballot), "across": ballot.across, "down": ballot.down}

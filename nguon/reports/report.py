"""What stands behind the rows of a list, and what became of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Purpose
from nguon.reports import faults
from nguon.reports.acts import is_member
from nguon.reports.roster import Entry

ON_PAPER = "paper"


class BadTie(ValueError):
    """What a clerk says stands behind rows cannot be: the message is fit to show."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands behind rows of a sheet: a signed consent sheet, or a document for members.

    ``sheet`` empty means every sheet; ``first`` and ``last`` are row numbers, 0 for all rows.
    """

    basis: str
    document: str
    document_on: date
    purposes: tuple[str, ...] = (Purpose.DEVELOPMENT,)
    sheet: str = ""
    first: int = 0
    last: int = 0

    def covers(self, sheet: str, row: int) -> bool:
        within = not self.first or self.first <= row <= (self.last or self.first)
        return self.sheet in ("", sheet) and within

    def check(self, today: date) -> None:
        """Pass, or say what is wrong.

        Raises: BadTie.
        """
        if not self.document.strip():
            raise BadTie(_("Phải ghi số của phiếu đồng ý hoặc của văn bản làm căn cứ."))
        if self.document_on > today:
            raise BadTie(_("Ngày của phiếu hoặc văn bản không thể sau hôm nay."))
        if Purpose.DEVELOPMENT not in self.purposes or set(self.purposes) - set(Purpose.values):
            raise BadTie(
                _("Phiếu phải đồng ý ít nhất với việc theo dõi, bồi dưỡng và xét kết nạp.")
            )

    def consents(self) -> tuple[ConsentGiven, ...]:
        return _consents(self)


@lru_cache(maxsize=100)
def _consents(tie: Tie) -> tuple[ConsentGiven, ...]:
    return tuple(
        ConsentGiven(purpose, tie.basis, tie.document, tie.document_on, method=ON_PAPER)
        for purpose in tie.purposes
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why one row was not taken over: a code, and what fills its sentence."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    about: Mapping[str, str]

    @property
    def reason(self) -> str:
        """The reason as a sentence, in the language of whoever reads it now."""
        return faults.reason(self.code, self.about)


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a dry run would do.

    ``read`` and ``accepted`` count rows, ``persons``, ``known`` and ``events`` what they became;
    ``not_stored`` counts filled cells by column that were left where they are; ``people`` are
    the numbers of those new on file.
    """

    organization: str
    file: str
    dry_run: bool
    read: int = 0
    accepted: int = 0
    persons: int = 0
    known: int = 0
    events: int = 0
    refused: list[Refusal] = field(default_factory=list)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    not_stored: dict[str, int] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    cancelled: bool = False
    people: list[int] = field(default_factory=list)

    @property
    def left_out(self) -> list[tuple[str, int, str]]:
        """Each column of ``not_stored``, its number of cells, and why they were left."""
        return [(name, n, faults.left_out(name)) for name, n in self.not_stored.items()]

    @property
    def refused_rows(self) -> int:
        return len({(each.sheet, each.row) for each in self.refused})


def basis_of(entry: Entry, ties: Sequence[Tie]) -> list[ConsentGiven]:
    """Return what stands behind a person: the sheet its own row names, then, for each purpose,
    the first tie that covers a row.

    Reading: a member's document comes before a sheet; nobody else may rest on it. Without the
             first purpose there is nothing.
    """
    given = {each.purpose: each for each in _own_sheet(entry)}
    wanted = (Basis.MEMBERSHIP, Basis.CONSENT) if is_member(entry.values) else (Basis.CONSENT,)
    for basis in wanted:
        for tie in ties:
            if tie.basis == basis and any(tie.covers(*row) for row in entry.rows):
                for each in tie.consents():
                    given.setdefault(each.purpose, each)
    return list(given.values()) if Purpose.DEVELOPMENT in given else []


def _own_sheet(entry: Entry) -> Iterator[ConsentGiven]:
    """The sheet of consent that the person's row names; it speaks of the first purpose only."""
    if "consent_document" in entry.values:
        number, on = entry.values["consent_document"], entry.values["consent_on"]
        signed = date.fromisoformat(on)
        yield ConsentGiven(Purpose.DEVELOPMENT, Basis.CONSENT, number, signed, method=ON_PAPER)

"""What people are told and asked, word for word and by date; and whether a consent stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core.guard import unscoped
from nguon.core.prepared import Prepared
from nguon.people.models import Basis, Consent, Person, Purpose

TEXTS = Path(__file__).with_name("notices.yaml")

# What the file of a member covers by its own document; publication always needs the person.
OF_A_MEMBER = frozenset({Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS})


class NoConsent(Exception):
    """Nobody agreed to this purpose and no document stands in the place of agreement."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(_("Chưa có sự đồng ý cho mục đích “%s”.") % purpose.label)
        self.purpose = purpose


class NoSuchNotice(ValueError):
    """The sheet names a version of the notice that never was."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The words put before a person for one purpose. ``digest`` is the SHA-256 of ``text``."""

    version: str
    valid_from: date
    purpose: Purpose
    law: str
    before: str
    asks: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.law}\n{self.before}\n{self.asks}\n{self.after}"

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What a signed sheet, or the document in its place, says about one purpose.

    ``representative`` names who agreed for somebody of 16 or 17 by law, and the reason.
    """

    purpose: str
    basis: str
    document: str
    document_on: date
    method: str = ""
    witness: str = ""
    notice_version: str = ""
    representative: str = ""


def notice_on(purpose: str, day: date) -> Notice | None:
    """Return the words in use for ``purpose`` on ``day``; nothing before the first edition."""
    known = [notice for notice in _notices() if notice.purpose == purpose]
    return max(
        (notice for notice in known if notice.valid_from <= day),
        key=lambda notice: notice.valid_from,
        default=None,
    )


def sheet_on(day: date) -> list[Notice]:
    """Return what a sheet printed on ``day`` asks, one notice a purpose, in the order of asking.

    Shape: empty before the first edition.
    """
    return [notice for purpose in Purpose if (notice := notice_on(purpose, day))]


def notice_read(given: ConsentGiven) -> Notice | None:
    """Return the notice that a sheet rests on: the version it names, else that of its day.

    Raises: NoSuchNotice.
    """
    if given.basis != Basis.CONSENT:
        return None
    if not given.notice_version:
        return notice_on(given.purpose, given.document_on)
    for notice in _notices():
        if (notice.version, notice.purpose) == (given.notice_version, given.purpose):
            return notice
    raise NoSuchNotice(_("Không có bản thông báo “%s”.") % given.notice_version)


def notice_of(row: Consent) -> Notice | None:
    """Return the words on which a consent was given, if they are still those that were hashed."""
    for notice in _notices():
        if (notice.version, notice.purpose) == (row.notice_version, row.purpose):
            return notice if notice.digest == row.notice_hash else None
    return None


def require(person: Person, purpose: Purpose) -> None:
    """Pass if a consent to ``purpose``, or a member's document, stands.

    Raises: NoConsent.
    """
    if person.pk not in willing([person.pk], purpose):
        raise NoConsent(purpose)


def willing(people: Iterable[int], purpose: Purpose) -> set[int]:
    """Return which of these persons, by row number, agreed or stand in a member's file."""
    with unscoped("whether a consent stands does not turn on who asks"):
        return {person for (person,) in _willing[purpose](people=list(people))}


def _who_agreed(purpose: Purpose) -> "Prepared[tuple[int]]":
    def build(people: list[int]) -> "QuerySet[Consent, tuple[int]]":
        return _standing(purpose).filter(person__in=people).values_list("person")

    return Prepared(build)


def _standing(purpose: Purpose) -> "QuerySet[Consent]":
    covers = Q(purpose=purpose)
    if purpose in OF_A_MEMBER:
        covers |= Q(basis=Basis.MEMBERSHIP)
    return Consent.unscoped.filter(covers, withdrawn_on__isnull=True)


_willing = {purpose: _who_agreed(purpose) for purpose in Purpose}


@cache
def _notices() -> tuple[Notice, ...]:
    editions = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return tuple(
        Notice(
            edition["version"],
            edition["valid_from"],
            Purpose(purpose),
            edition["law"],
            edition["before"],
            asks,
            edition["after"],
        )
        for edition in editions
        for purpose, asks in edition["purposes"].items()
    )

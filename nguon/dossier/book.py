"""The book of dossiers handed on and lent (book 4 of R-BOK-01): what is entered, what it shows.

Its columns are ours: the books are prescribed, but no specimen of this one was seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.text import tidy
from nguon.dossier.checks import BadDay, Over, locked_person, not_to_come, required
from nguon.dossier.models import BookLine
from nguon.organizations import queries as tree
from nguon.organizations.holding import hold
from nguon.organizations.models import Organization
from nguon.people.models import Person

Kind, What = BookLine.Kind, BookLine.What
LEND = "dossier.lend"
MOVES = (Kind.HANDED, Kind.LENT)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is said of a dossier that changes hands: which, by whom, to whom, how many papers."""

    what: str
    giver: str
    taker: str
    pieces: int | None = None
    document: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book as it is printed. ``number`` counts from 1 within the list asked for.

    ``struck`` says why a line does not count, and is empty where it does.
    """

    number: int
    row: BookLine
    name: str
    person: str
    place: str
    back_on: date | None
    back_words: str
    struck: str

    @property
    def is_out(self) -> bool:
        """Whether the dossier is lent and not back."""
        return self.row.kind == Kind.LENT and self.back_on is None and not self.struck

    def is_overdue(self, day: date) -> bool:
        return self.is_out and self.row.until is not None and self.row.until < day


@transaction.atomic
def hand_over(person: Person, slip: Slip, *, on: date, by: Actor) -> BookLine:
    """Enter that a person's dossier was handed over for good.

    Raises: NotAllowed, Refused, Person.DoesNotExist. Nothing is written when it raises.
    """
    return _enter(person, Kind.HANDED, slip, on, None, by)


@transaction.atomic
def lend(person: Person, slip: Slip, *, on: date, until: date, by: Actor) -> BookLine:
    """Enter that a person's dossier was lent, and until when.

    Raises: NotAllowed, Refused, Person.DoesNotExist. Nothing is written when it raises.
    """
    if until < on:
        raise BadDay(_("Hạn trả phải từ ngày mượn trở đi."), "until")
    return _enter(person, Kind.LENT, slip, on, until, by)


@transaction.atomic
def bring_back(line: BookLine, *, on: date, by: Actor, words: str = "") -> BookLine:
    """Enter that a dossier that was lent is back.

    Raises: NotAllowed, Refused, BookLine.DoesNotExist. Nothing is written when it raises.
    """
    row = _open(line, by)
    if row.kind != Kind.LENT:
        raise Over(_("Dòng này không phải là cho mượn."))
    not_to_come(on, by)
    if on < row.on:
        raise BadDay(_("Ngày trả không thể trước ngày mượn."))
    if _is_back(row, by):
        raise Over(_("Hồ sơ này đã trả."))
    return _settle(row, Kind.BACK, on, words, by)


@transaction.atomic
def strike(line: BookLine, *, words: str, by: Actor) -> BookLine:
    """Strike out a line that was entered wrongly, or the last bringing back of what was lent.

    Reading: nothing is removed; the line stays, with the reason, and counts no more.
    Raises:  NotAllowed, Refused, BookLine.DoesNotExist. Nothing is written when it raises.
    """
    row = _open(line, by)
    why = required(words, _("Phải ghi lý do gạch bỏ."))
    if row.kind == Kind.BACK:
        with unscoped("whoever lent it keeps the book, also after the person moved away"):
            Person.unscoped.select_for_update().get(pk=row.person_id)
        _require_in(row.person, row.what, by)
    return _settle(row, Kind.STRUCK, by.today, why, by)


@transaction.atomic
def strike_back(line: BookLine, *, words: str, by: Actor) -> BookLine:
    """Strike out that what was lent came back: it is lent again, as before.

    Raises: NotAllowed, Refused, BookLine.DoesNotExist; also when it was lent anew meanwhile.
            Nothing is written when it raises.
    """
    row = _open(line, by)
    struck = BookLine.objects.visible_to(by).filter(settles=OuterRef("pk"), kind=Kind.STRUCK)
    backs = BookLine.objects.visible_to(by).filter(~Exists(struck), settles=row, kind=Kind.BACK)
    back = backs.first()
    if back is None:
        raise Over(_("Dòng này chưa ghi trả, hoặc lần trả đã gạch bỏ."))
    return strike(back, words=words, by=by)


# --- what the book shows ------------------------------------------------------------------------


def book(
    *,
    by: Actor,
    organization: Organization | None = None,
    year: int | None = None,
    person: Person | None = None,
    out: bool = False,
) -> list[Line]:
    """The lines of the book in sight, the oldest first, each with when it was brought back.

    Shape: with ``out`` only what is lent and not back; ``year`` is that of the line's day. Four
           statements, whatever the number.
    """
    rows = BookLine.objects.visible_to(by).filter(kind__in=MOVES)
    if organization is not None:
        rows = rows.filter(organization__in=tree.subtree(organization, on=by.today))
    if year is not None:
        rows = rows.filter(on__year=year)
    if person is not None:
        rows = rows.filter(person=person)
    if out:
        rows = rows.filter(pk__in=on_loan(by=by).values("pk"))
    return _lines(list(rows.select_related("person").order_by("on", "pk")), by)


def on_loan(*, by: Actor, action: str = "") -> "QuerySet[BookLine]":
    """What is lent and not back, in no order; ``action`` narrows it to where that may be done."""
    return _loans(BookLine.objects.visible_to(by, action=action))


def _loans(rows: "QuerySet[BookLine]") -> "QuerySet[BookLine]":
    struck = rows.filter(settles=OuterRef("pk"), kind=Kind.STRUCK)
    back = rows.filter(~Exists(struck), settles=OuterRef("pk"), kind=Kind.BACK)
    return rows.filter(~Exists(struck), ~Exists(back), kind=Kind.LENT)


def line(ref: str, *, by: Actor) -> BookLine:
    """One line of the book.

    Raises: BookLine.DoesNotExist, also when it is out of sight.
    """
    seen = BookLine.objects.visible_to(by).select_related("person", "organization")
    found: BookLine = seen.get(ref=ref)
    return found


def _lines(rows: Sequence[BookLine], by: Actor) -> list[Line]:
    later = _settling([row.pk for row in rows], by)
    more = _settling([row.pk for found in later.values() for row in found], by)
    names = tree.versions_on({row.organization_id for row in rows}, by.today)
    return [
        _line(number, row, later.get(row.pk, ()), more, names)
        for number, row in enumerate(rows, 1)
    ]


def _settling(numbers: Iterable[int], by: Actor) -> dict[int, list[BookLine]]:
    found: dict[int, list[BookLine]] = {}
    rows = BookLine.objects.visible_to(by).filter(settles__in=list(numbers)).order_by("pk")
    for row in rows:
        found.setdefault(row.settles_id or 0, []).append(row)
    return found


def _line(
    number: int,
    row: BookLine,
    later: Iterable[BookLine],
    more: dict[int, list[BookLine]],
    names: Any,
) -> Line:
    counted = [each for each in later if each.pk not in more]
    back = next((each for each in counted if each.kind == Kind.BACK), None)
    struck = next((each for each in counted if each.kind == Kind.STRUCK), None)
    return Line(
        number,
        row,
        row.person.full_name,
        row.person.ref,
        names[row.organization_id].name if row.organization_id in names else "",
        back.on if back else None,
        back.words if back else "",
        struck.words if struck else "",
    )


# --- rules and pieces ---------------------------------------------------------------------------


def _enter(
    person: Person, kind: BookLine.Kind, slip: Slip, on: date, until: date | None, by: Actor
) -> BookLine:
    owner = locked_person(person, by)
    by.require(LEND, at=owner.organization)
    not_to_come(on, by)
    if slip.what not in What.values:
        raise Over(_("Phải chọn loại hồ sơ."))
    _require_in(owner, slip.what, by)
    row = BookLine(
        organization=owner.organization,
        made_for=owner.organization,
        person=owner,
        kind=kind,
        what=slip.what,
        on=on,
        until=until,
        pieces=slip.pieces,
        giver=required(slip.giver, _("Phải ghi bên giao."), "giver"),
        taker=required(slip.taker, _("Phải ghi bên nhận."), "taker"),
        document=tidy(slip.document),
        words=tidy(slip.words),
        **_recorded(by),
    )
    row.save(force_insert=True)
    audit.record(f"dossier.{kind.value}", row, by=by, person=owner.pk, what=slip.what)
    return row


def _require_in(person: Person, what: str, by: Actor) -> None:
    """Pass if the dossier is lent nowhere, also by a place where the person stood before."""
    if on_loan(by=by).filter(person=person, what=what).exists():
        raise Over(_("Hồ sơ này đang cho mượn: ghi trả trước đã."))
    with unscoped("whether a dossier is lent does not turn on who asks"):
        elsewhere = _loans(BookLine.unscoped.filter(person=person, what=what)).exists()
    if elsewhere:
        raise Over(_("Hồ sơ này đang cho mượn theo sổ của nơi người này sinh hoạt trước đây: "
                     "nơi ấy ghi trả trước đã."))  # fmt: skip


def _settle(line: BookLine, kind: BookLine.Kind, on: date, words: str, by: Actor) -> BookLine:
    row = BookLine(
        organization=line.organization,
        made_for=line.organization,
        person=line.person,
        kind=kind,
        what=line.what,
        on=on,
        words=tidy(words),
        settles=line,
        **_recorded(by),
    )
    row.save(force_insert=True)
    audit.record(f"dossier.{kind.value}", row, by=by, line=line.pk)
    return row


def _recorded(by: Actor) -> dict[str, Any]:
    return {"recorded_at": by.at, "recorded_by": by.user_id}


def _open(line: BookLine, by: Actor) -> BookLine:
    """The line, locked, if it may still be settled."""
    hold(line.organization_id)
    seen = BookLine.objects.visible_to(by).select_related("organization", "person")
    row: BookLine = seen.select_for_update(of=("self",)).get(pk=line.pk)
    by.require(LEND, at=row.organization)
    if row.kind == Kind.STRUCK:
        raise Over(_("Dòng này đã là một dòng gạch bỏ."))
    if BookLine.objects.visible_to(by).filter(settles=row, kind=Kind.STRUCK).exists():
        raise Over(_("Dòng này đã gạch bỏ."))
    return row


def _is_back(row: BookLine, by: Actor) -> bool:
    return not on_loan(by=by).filter(Q(pk=row.pk)).exists()

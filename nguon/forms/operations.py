"""Draw forms: of a case, of several cases, of a letter of transfer. Each leaves its trace."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.development.facts import Dossier
from nguon.forms import queries, sheet, slip, values
from nguon.forms.catalogue import LETTER, Form, NoSuchForm, form
from nguon.forms.layout import Layout, load
from nguon.forms.sheet import Register, Sheet
from nguon.forms.values import SEALED
from nguon.membership import letters
from nguon.people import vault
from nguon.people.models import Membership, Person

DRAWN = "forms.draw"
WHY = "form"


class NoSpecimen(LookupError):
    """The form's content could not be seen, or it was not in use on that day."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(code)
        self.code = code
        self.day = day


@transaction.atomic
def draw(ref: str, code: str, *, by: Actor, number: int = 0) -> Sheet:
    """Fill one form of a case; the trail keeps that it was drawn.

    Reading: of an act that took place several times the last, or the one with ``number``, counted
             from 1; the edition is that of the day of the act, of today for an act still to come.
             Something sensitive without a standing agreement stays dotted.
    Raises:  NoSuchForm; NoSpecimen; Case.DoesNotExist; NotAllowed. Nothing is read when it raises.
    """
    return draw_many([ref], [code], by=by, number=number)[0]


@transaction.atomic
def draw_many(
    refs: Iterable[str], codes: Iterable[str], *, by: Actor, number: int = 0
) -> list[Sheet]:
    """Fill several forms of several cases, case by case in the order given.

    Raises: as ``draw``.
    """
    wanted = [form(code) for code in codes]
    if any(each.drawn_from == LETTER for each in wanted):
        raise NoSuchForm(", ".join(each.code for each in wanted))
    return [drawn for ref in refs for drawn in _of_case(ref, wanted, number, by)]


@transaction.atomic
def draw_slip(ref: str, *, code: str = "10-SHĐ", by: Actor) -> Sheet:
    """Fill the slip of one letter of transfer, for the side that sends.

    Reading: once the file has left with its person, only what the letter itself says. Of people
             who are being considered other letters tell, whose content was not seen.
    Raises:  NoSuchForm; NoSpecimen; Departure.DoesNotExist; NotAllowed.
    """
    wanted = form(code)
    letter = letters.departure(ref, by=by)
    by.require("membership.send", at=letter.organization)
    if wanted.drawn_from != LETTER or not slip.is_issued(letter):
        raise NoSuchForm(code)
    layout = _layout(wanted, letter.sent_on)
    seen = Person.objects.visible_to(by).filter(pk=letter.person_id).first()
    membership = _membership(letter.person_id, by) if seen else None
    filled = _filled(wanted, layout, slip.opened(letter, person=seen, membership=membership))
    audit.record(DRAWN, letter, by=by, forms=[wanted.code])
    return filled


def _of_case(ref: str, wanted: list[Form], number: int, by: Actor) -> Iterator[Sheet]:
    opened = queries.opened(ref, by=by)
    for each in wanted:
        yield _drawn(each, opened, number, by)
    audit.record(DRAWN, opened.case, by=by, forms=[each.code for each in wanted])


def _drawn(wanted: Form, opened: Dossier, number: int, by: Actor) -> Sheet:
    acts = queries.acts(wanted, opened)
    chosen = acts[number - 1 : number] if number else acts[-1:]
    act = chosen[0] if chosen else None
    day = act.on if act else by.today
    layout = _layout(wanted, day)
    asked = {slot.name.removeprefix("person.") for slot in layout.slots()}
    register = values.opened(
        opened,
        act=act,
        on=day,
        sealed=_sealed(opened, asked.intersection(SEALED), by),
        card_number=_card(opened, by) if "card_number" in asked else "",
    )
    return _filled(wanted, layout, register)


def _layout(wanted: Form, day: date) -> Layout:
    edition = wanted.edition_on(day)
    if edition is None or not edition.layout:
        raise NoSpecimen(wanted.code, day)
    return load(edition.layout)


def _filled(wanted: Form, layout: Layout, register: Register) -> Sheet:
    with translation.override("vi"):  # paper speaks Vietnamese, whoever prints it
        return sheet.fill(
            layout, register, code=wanted.code, title=wanted.title, draft=wanted.by_hand
        )


def _sealed(opened: Dossier, fields: set[str], by: Actor) -> dict[str, Any]:
    person = opened.case.person
    if not fields or not vault.on_file([person.pk], fields):
        return {}
    try:
        return vault.read(person, sorted(fields), by=by, why=WHY)
    except vault.NoConsent:
        return {}  # who took back the agreement is not told of; the paper stays dotted there


def _card(opened: Dossier, by: Actor) -> str:
    latest = _membership(opened.case.person_id, by)
    return latest.card_number if latest else ""


def _membership(person: int, by: Actor) -> Membership | None:
    seen = Membership.objects.visible_to(by).filter(person=person)
    return seen.order_by("joined_on").last()

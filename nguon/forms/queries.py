"""A form of one case, drawn up for somebody who may open the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.development.facts import Act, Dossier, dossier
from nguon.development.models import Case
from nguon.forms import sheet, values
from nguon.forms.catalogue import Edition, Form, form, forms
from nguon.forms.layout import load
from nguon.forms.sheet import Sheet
from nguon.forms.values import SEALED
from nguon.people import vault
from nguon.people.models import Membership

DRAWN = "forms.draw"
WHY = "form"


class NoSpecimen(LookupError):
    """The form's content could not be seen, or it was not in use on that day."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(code)
        self.code = code
        self.day = day


@dataclass(frozen=True, slots=True)
class Offer:
    """A form as the page of a case offers it: how often its act took place, and how it was seen.

    ``edition`` is nothing where there is no specimen for the day.
    """

    form: Form
    times: int
    edition: Edition | None


def offers(ref: str, *, by: Actor) -> list[Offer]:
    """Every form for one case, in the order of the procedure.

    Raises: Case.DoesNotExist, also for what the actor may not see; NotAllowed.
    """
    opened = _opened(ref, by)
    return [_offer(each, opened, by.today) for each in forms().values()]


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
    return [drawn for ref in refs for drawn in _of_case(ref, wanted, number, by)]


def _of_case(ref: str, wanted: list[Form], number: int, by: Actor) -> Iterator[Sheet]:
    opened = _opened(ref, by)
    for each in wanted:
        yield _drawn(each, opened, number, by)
    audit.record(DRAWN, opened.case, by=by, forms=[each.code for each in wanted])


def _opened(ref: str, by: Actor) -> Dossier:
    cases = Case.objects.visible_to(by).select_related("person", "organization")
    case = cases.get(ref=ref)
    case.person.organization = case.organization
    by.require("people.open", at=case.organization)
    return dossier(case, by=by)


def _offer(wanted: Form, opened: Dossier, today: date) -> Offer:
    acts = _acts(wanted, opened)
    edition = wanted.edition_on(acts[-1].on if acts else today)
    return Offer(wanted, len(acts), edition if edition and edition.layout else None)


def _acts(wanted: Form, opened: Dossier) -> list[Act]:
    return [act for act in opened.standing() if act.kind == wanted.act and _picked(wanted, act)]


def _picked(wanted: Form, act: Act) -> bool:
    fields: Any = act.event.fields if act.event else {}
    return all(fields.get(name) == value for name, value in wanted.pick.items())


def _drawn(wanted: Form, opened: Dossier, number: int, by: Actor) -> Sheet:
    acts = _acts(wanted, opened)
    chosen = acts[number - 1 : number] if number else acts[-1:]
    act = chosen[0] if chosen else None
    day = act.on if act else by.today
    edition = wanted.edition_on(day)
    if edition is None or not edition.layout:
        raise NoSpecimen(wanted.code, day)
    layout = load(edition.layout)
    asked = {name for slot in layout.slots() for name in [slot.name.removeprefix("person.")]}
    register = values.opened(
        opened,
        act=act,
        on=day,
        sealed=_sealed(opened, asked.intersection(SEALED), by),
        card_number=_card(opened, by) if "card_number" in asked else "",
    )
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
    seen = Membership.objects.visible_to(by).filter(person=opened.case.person_id)
    latest = seen.order_by("joined_on").last()
    return latest.card_number if latest else ""

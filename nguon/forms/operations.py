"""Draw forms: of a case, of several cases, of a letter of transfer. Each leaves its trace."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nguon.core import audit, uploads
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development.facts import Act, Dossier
from nguon.forms import own, queries, sheet, slip, values
from nguon.forms.catalogue import LETTER, Form, NoSuchForm, form
from nguon.forms.layout import Layout, load
from nguon.forms.models import OwnEdition, OwnForm
from nguon.forms.own import Filled
from nguon.forms.sheet import Register, Sheet
from nguon.forms.values import SEALED, CaseRegister
from nguon.membership import letters
from nguon.organizations.models import Organization
from nguon.people import vault
from nguon.people.models import Membership, Person
from nguon.rulebook import EVENT_TYPES

DRAWN = "forms.draw"
WHY = "form"
OF_A_TEMPLATE = uploads.Limits(size=2 * uploads.MEGABYTE)


class NoSpecimen(LookupError):
    """The form's content could not be seen, or it was not in use on that day."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(code)
        self.code = code
        self.day = day


class Refused(ValueError):
    """A paper of an office cannot be kept so. The message is fit to show; nothing was written."""


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


# --- papers of an office's own ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper of an office's own, filled for one case."""

    title: str
    act: str
    filled: Filled


def keep_own(
    place: Organization, content: bytes, *, title: str, act: str, valid_from: date, by: Actor
) -> OwnForm:
    """Take an office's own paper for one kind of act, for itself and those below, from a day on.

    Raises: NotAllowed, Refused, own.BadTemplate, uploads.Unacceptable. Nothing is written then.
    """
    by.require("forms.keep", at=place)
    title = tidy(title)
    if not title or act not in EVENT_TYPES:
        raise Refused(_("Phải có tên mẫu và việc mà mẫu này nói tới."))
    cleaned = _template(content)
    with transaction.atomic():
        made: OwnForm = OwnForm.objects.create(organization=place, title=title, act=act)
        _add_edition(made, cleaned, valid_from, by)
        audit.record("forms.keep", made, by=by, act=act, valid_from=str(valid_from))
    return made


def lay_anew(ref: str, content: bytes, *, valid_from: date, by: Actor) -> OwnEdition:
    """Give an office's own paper another look from a day on; the former look holds until then.

    Raises: OwnForm.DoesNotExist, NotAllowed, Refused, own.BadTemplate, uploads.Unacceptable.
    """
    by.require("forms.keep", at=queries.own_form(ref, by=by).organization)
    cleaned = _template(content)
    with transaction.atomic():
        kept = _lock(ref, by)
        edition = _add_edition(kept, cleaned, valid_from, by)
        audit.record("forms.keep", kept, by=by, edition=edition.pk, valid_from=str(valid_from))
    return edition


@transaction.atomic
def withdraw_own(ref: str, *, why: str, by: Actor) -> OwnForm:
    """Offer an office's own paper no longer, with the reason; what was drawn from it stays.

    Raises: OwnForm.DoesNotExist, NotAllowed, Refused. Nothing is written when it raises.
    """
    kept = _lock(ref, by)
    if not tidy(why):
        raise Refused(_("Phải ghi lý do thôi dùng."))
    kept.withdrawn_on, kept.withdrawn_why = by.today, tidy(why)
    kept.save(update_fields=["withdrawn_on", "withdrawn_why"])
    audit.record("forms.withdraw", kept, by=by)
    return kept


@transaction.atomic
def draw_own(ref: str, paper: str, *, by: Actor) -> OwnPaper:
    """Fill an office's own paper for a case below it; the trail keeps it like any other form.

    Reading: of an act that took place several times the last; the edition is that of the day of
             the act, of today for an act still to come.
    Raises:  OwnForm.DoesNotExist, also for one that is not offered; Case.DoesNotExist; NotAllowed.
    """
    opened = queries.opened(ref, by=by)
    offer = queries.own_offer(opened, paper, by=by)
    content = queries.own_content(offer)
    register = _register(opened, offer.act, offer.day, own.names(content), by)
    with translation.override("vi"):  # paper speaks Vietnamese, whoever prints it
        filled = own.fill(content, register)
    audit.record(DRAWN, opened.case, by=by, own=[paper], edition=offer.edition)
    return OwnPaper(offer.form.title, offer.form.act, filled)


def _template(content: bytes) -> bytes:
    """The document made harmless, with places that the register knows and nothing that acts."""
    cleaned = uploads.clean(content, kinds=frozenset({"docx"}), limits=OF_A_TEMPLATE).content
    own.names(cleaned)
    return cleaned


def _lock(ref: str, by: Actor) -> OwnForm:
    seen = OwnForm.objects.visible_to(by).select_related("organization")
    kept: OwnForm = seen.select_for_update(of=("self",)).get(ref=ref)
    by.require("forms.keep", at=kept.organization)
    if kept.withdrawn_on:
        raise Refused(_("Mẫu này đã thôi dùng."))
    return kept


def _add_edition(kept: OwnForm, content: bytes, valid_from: date, by: Actor) -> OwnEdition:
    edition: OwnEdition = OwnEdition.objects.create(
        organization=kept.organization,
        form=kept,
        valid_from=valid_from,
        content=content,
        digest=sha256(content).hexdigest(),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    return edition


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
    register = _register(opened, act, day, (slot.name for slot in layout.slots()), by)
    return _filled(wanted, layout, register)


def _register(
    opened: Dossier, act: Act | None, day: date, names: Iterable[str], by: Actor
) -> CaseRegister:
    """The case as a form reads it, with what is sealed as far as the form asks for it."""
    asked = {name.removeprefix("person.") for name in names}
    return values.opened(
        opened,
        act=act,
        on=day,
        sealed=_sealed(opened, asked.intersection(SEALED), by),
        card_number=_card(opened, by) if "card_number" in asked else "",
    )


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

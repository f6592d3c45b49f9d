"""What a person's file may hold: basic data only, checked, with what follows from them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField
from django.utils.translation import gettext as _

from nguon.core import audit, crypto
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.organizations.models import Organization
from nguon.people import names, stock
from nguon.people.models import Person, Standing

YOUNGEST, OF_AGE = 16, 18
ID_NUMBER = re.compile(r"\d{9}|\d{12}")
EARLIEST = date(1900, 1, 1)

# Basic personal data that may be given with a registration and corrected later.
DETAILS = frozenset(
    {
        "born_on",
        "gender",
        "phone",
        "id_number",
        "office_code",
        "native_place",
        "address",
        "occupation",
        "schooling",
        "standing",
        "youth_union_member",
        "trade_union_member",
        "married",
        "citizenship",
        "special_need",
    }
)
CORRECTABLE = DETAILS | {"full_name"}
TEXTS = frozenset(
    field.name
    for field in Person._meta.fields
    if field.name in CORRECTABLE and isinstance(field, CharField) and not field.null
)
DERIVED = frozenset({"organization", "ref", "folded", "spelled", "sort_key", "id_index"})


class Refused(Exception):
    """A rule of data protection forbids this; the message says which. Nothing was written."""


class BadDetail(Refused):
    """A field cannot hold what was given; ``field`` names it."""

    def __init__(self, field: str, why: str = "") -> None:
        super().__init__(why or _("“%s”: không ghi được giá trị này.") % field)
        self.field = field


class TooYoung(Refused):
    """Under 16, or under 18 without a legal representative and a written reason."""


class AlreadyRegistered(Refused):
    """The ID number is on file; ``person`` is there only if the actor may see that file."""

    def __init__(self, person: Person | None) -> None:
        here, elsewhere = _("đã có trong hệ thống"), _("đã có trong hệ thống ở đơn vị khác")
        super().__init__(_("Số định danh này %s.") % (here if person else elsewhere))
        self.person = person


def new_person(
    full_name: str, organization: Organization, details: Mapping[str, Any], *, by: Actor
) -> Person:
    """Return a person who is not on file yet.

    Raises: BadDetail.
    """
    if unknown := details.keys() - DETAILS:
        raise BadDetail(min(unknown))
    person = Person(
        full_name=full_name, organization=organization, registered_on=by.today, **details
    )
    return checked(person, by.today)


def checked(person: Person, today: date) -> Person:
    """Bring everything that follows from name and ID number up to date, and check every field.

    Raises: BadDetail.
    """
    for text in TEXTS:
        setattr(person, text, getattr(person, text) or "")
    derive(person)
    try:
        person.clean_fields(exclude=DERIVED)
    except ValidationError as wrong:
        field, why = next(iter(wrong.message_dict.items()))
        raise BadDetail(field, " ".join(why)) from wrong
    if person.born_on and not EARLIEST <= person.born_on <= today:
        raise BadDetail("born_on", _("Ngày sinh không thể là ngày này."))
    if set(person.standing or ()) - set(Standing.values):
        raise BadDetail("standing")
    return person


def derive(person: Person) -> None:
    """Set what a name is found and sorted by, and the blind index of the ID number."""
    person.full_name = names.normal(person.full_name)
    person.folded = f" {names.fold(person.full_name)} "
    person.spelled = f" {names.spell(person.full_name)} "
    person.sort_key = names.sort_key(person.full_name)
    person.id_number = normal_id_number(person.id_number)
    person.id_index = id_index(person.id_number)


def id_index(number: str) -> str | None:
    """Return the keyed hash by which an ID number is unique across all units."""
    return crypto.blind_index(number, "people.id_number") if number else None


def normal_id_number(written: str) -> str:
    """Return the digits of an ID number: 9 (old card) or 12, or nothing if none is given.

    Raises: BadDetail.
    """
    digits = re.sub(r"[\s.\-]", "", written)
    if digits and not ID_NUMBER.fullmatch(digits):
        raise BadDetail("id_number", _("Số định danh có 12 chữ số (chứng minh cũ: 9)."))
    return digits


def require_age(born_on: date | None, representatives: Iterable[str], today: date) -> None:
    """Pass from 18 on, and from 16 on when every agreement names who represents the person.

    Units:  whole years on ``today``; an unknown birthday passes.
    Raises: TooYoung.
    """
    if born_on is None:
        return
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if age < YOUNGEST:
        raise TooYoung(_("Người chưa đủ 16 tuổi: không ghi."))
    if age < OF_AGE and not all(who.strip() for who in representatives):
        raise TooYoung(_("Từ 16 đến dưới 18 tuổi: cần người đại diện theo pháp luật và lý do."))


def refuse_known(person: Person, *, by: Actor) -> None:
    """Pass unless the ID number is on file, wherever; that it is tells nothing more.

    Raises: AlreadyRegistered, with a line in the trail.
    """
    with unscoped("an ID number is unique across all units"):
        known = Person.unscoped.filter(id_index=person.id_index).exclude(pk=person.pk)
        found = known.values_list("pk", flat=True).first() if person.id_index else None
    if found is None:
        return
    with transaction.atomic():
        audit.record("people.id_number_known", person.organization, by=by)
    raise AlreadyRegistered(Person.objects.visible_to(by).filter(pk=found).first())


def save(person: Person) -> None:
    """Write the row; the database has the last word on the ID number.

    Raises: AlreadyRegistered.
    """
    before = _name_on_file(person)
    try:
        with transaction.atomic():
            person.save()
            stock.note([name_of(person)])
            stock.drop_unborne(before)
    except IntegrityError as taken:
        raise AlreadyRegistered(None) from taken


def name_of(person: Person) -> stock.Written:
    """The name by which a person is found."""
    return stock.Written(person.sort_key, person.folded, person.spelled)


def _name_on_file(person: Person) -> list[stock.Written]:
    """What a person is called in the row as it stands, if the row now says otherwise."""
    with unscoped("a name is kept once, whoever bears it"):
        rows = Person.unscoped.filter(pk=person.pk).values_list(*stock.COLUMNS)
        found = [stock.Written(*row) for row in rows] if person.pk else []
    return [name for name in found if name != name_of(person)]

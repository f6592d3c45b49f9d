"""Many people put on file at once, by column: the bulk form of ``register``.

The same basis, age and authority are asked for as one by one, and the same rows and lines of the
trail are written. What ``details.checked`` says of a field must hold before: whoever reads a list
refuses the cell there, with a reason.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, bulk
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.organizations.queries import require_everywhere
from nguon.people import consent, names, vault
from nguon.people.consent import ConsentGiven
from nguon.people.details import BadDetail, id_index, require_age
from nguon.people.models import Basis, Consent, Membership, Person, Purpose, new_ref
from nguon.people.operations import NoBasis
from nguon.people.stock import Written, note

TEXTS = ("gender", "phone", "id_number", "office_code", "native_place", "address", "occupation")
WHY = "import"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be put on file, with what stands behind it.

    ``details`` are checked texts of ``TEXTS``; ``joined_on`` is set for a member, ``full_from``
    for a full one.
    """

    full_name: str
    organization_id: int
    born_on: date
    details: Mapping[str, str]
    consents: Sequence[ConsentGiven]
    sensitive: Mapping[str, Any] = field(default_factory=dict)
    joined_on: date | None = None
    full_from: date | None = None
    card_number: str = ""


class Joined(NamedTuple):
    """Where and when somebody entered the Party, since when in full, and the card's number."""

    organization_id: int
    on: date
    full_from: date | None = None
    card_number: str = ""


@transaction.atomic
def register_all(newcomers: Sequence[Newcomer], *, by: Actor, trail: audit.Trail) -> list[int]:
    """Put people on file who agreed, or whose member's file a document covers; their numbers.

    Shape:  the lines of the trail go to ``trail``, which the caller writes.
    Raises: NotAllowed, NoBasis, BadDetail, TooYoung, vault.NoConsent; IntegrityError for an ID
            number that is on file. Nothing is written when it raises.
    """
    require_everywhere("people.register", {one.organization_id for one in newcomers}, by=by)
    for one in newcomers:
        _require_basis(one, by=by)
    numbers = bulk.new_ids(Person, len(newcomers))
    _write_persons(numbers, newcomers, by=by)
    _write_consents(numbers, newcomers, by=by)
    for pk, one in zip(numbers, newcomers, strict=True):
        bases = [given.basis for given in one.consents]
        trail.add("people.registered", _subject(pk), one.organization_id, bases=bases)
    _seal(numbers, newcomers, trail=trail)
    members = zip(numbers, newcomers, strict=True)
    joined = {
        pk: Joined(one.organization_id, one.joined_on, one.full_from, one.card_number)
        for pk, one in members
        if one.joined_on
    }
    begin_memberships(joined, by=by, trail=trail)
    return numbers


@transaction.atomic
def begin_memberships(joined: Mapping[int, Joined], *, by: Actor, trail: audit.Trail) -> None:
    """Record for many persons where and on which day they entered the Party.

    Shape:  by number of the person.
    Raises: NotAllowed, BadDetail; IntegrityError for somebody who is a member.
    """
    if not joined:
        return
    each = list(joined.values())
    places = [one.organization_id for one in each]
    require_everywhere("people.membership", set(places), by=by)
    if max(one.on for one in each) > by.today:
        raise BadDetail("joined_on", _("Ngày vào Đảng không thể sau hôm nay."))
    if any(one.full_from and one.full_from < one.on for one in each):
        raise BadDetail("full_from", _("Ngày chính thức không thể trước ngày vào Đảng."))
    numbers = bulk.new_ids(Membership, len(joined))
    bulk.insert(
        Membership,
        {
            "id": numbers,
            "organization": places,
            "person": list(joined),
            "joined_on": [one.on.isoformat() for one in each],
            "full_from": [one.full_from.isoformat() if one.full_from else None for one in each],
            "card_number": [one.card_number for one in each],
        },
        every={},
    )
    for number, place, person in zip(numbers, places, joined, strict=True):
        trail.add("people.membership_begun", _subject(person), place, membership=number)


def on_file(indexes: Iterable[str]) -> dict[str, int]:
    """Return which ID numbers, by blind index, are on file wherever: index -> person's number.

    Reading: that a number is known tells nothing more; who asks leaves a line in the trail.
    """
    with unscoped("an ID number is unique across all units"):
        known = Person.unscoped.filter(id_index__in=list(indexes))
        return {index: pk for index, pk in known.values_list("id_index", "pk") if index}


# --- rules and rows ---------------------------------------------------------------------------


def _require_basis(one: Newcomer, *, by: Actor) -> None:
    purposes = Counter(given.purpose for given in one.consents)
    if Purpose.DEVELOPMENT not in purposes or max(purposes.values()) > 1:
        raise NoBasis(_("Chưa có sự đồng ý, cũng không có văn bản làm căn cứ: không ghi."))
    if one.joined_on is None and any(given.basis != Basis.CONSENT for given in one.consents):
        raise NoBasis(_("Chỉ hồ sơ đảng viên mới dựa vào văn bản thay cho sự đồng ý."))
    for given in one.consents:
        if not given.document.strip() or given.document_on > by.today:
            raise BadDetail("document", _("Cần số và ngày của phiếu (không sau hôm nay)."))
    require_age(one.born_on, [given.representative for given in one.consents], by.today)


def _write_persons(numbers: Sequence[int], newcomers: Sequence[Newcomer], *, by: Actor) -> None:
    said = [names.normal(one.full_name) for one in newcomers]
    found_by = {name: _written(name) for name in set(said)}
    texts = {name: [one.details.get(name, "") for one in newcomers] for name in TEXTS}
    bulk.insert(
        Person,
        {
            "id": numbers,
            "ref": [new_ref() for _ in numbers],
            "organization": [one.organization_id for one in newcomers],
            "full_name": said,
            "folded": [found_by[name].folded for name in said],
            "spelled": [found_by[name].spelled for name in said],
            "sort_key": [found_by[name].sort_key for name in said],
            "born_on": [one.born_on.isoformat() for one in newcomers],
            "id_index": [id_index(number) for number in texts["id_number"]],
            **texts,
        },
        every={"registered_on": by.today},
    )
    note(found_by.values())


def _write_consents(numbers: Sequence[int], newcomers: Sequence[Newcomer], *, by: Actor) -> None:
    columns = cache(_columns)  # a sheet that many signed says the same in each of their rows
    rows = [
        (number, one.organization_id, *columns(given))
        for number, one in zip(numbers, newcomers, strict=True)
        for given in one.consents
    ]
    bulk.insert(
        Consent,
        dict(zip(("person", "organization", *CONSENT), zip(*rows, strict=True), strict=True)),
        every={"recorded_at": by.at, "recorded_by": by.user_id},
    )


def _seal(numbers: Sequence[int], newcomers: Sequence[Newcomer], *, trail: audit.Trail) -> None:
    sealed = {
        vault.Filed(pk, one.organization_id): one.sensitive
        for pk, one in zip(numbers, newcomers, strict=True)
        if one.sensitive
    }
    if sealed:
        vault.write_first(sealed, trail=trail, why=WHY)


CONSENT = (
    "purpose",
    "basis",
    "document",
    "document_on",
    "notice_version",
    "notice_hash",
    "method",
    "witness",
    "representative",
)


def _columns(given: ConsentGiven) -> tuple[str, ...]:
    notice = consent.notice_read(given)
    return (
        Purpose(given.purpose).value,
        Basis(given.basis).value,
        given.document.strip(),
        given.document_on.isoformat(),
        notice.version if notice else "",
        notice.digest if notice else "",
        given.method,
        names.normal(given.witness),
        names.normal(given.representative),
    )


def _written(name: str) -> Written:
    return Written(names.sort_key(name), f" {names.fold(name)} ", f" {names.spell(name)} ")


def _subject(person: int) -> str:
    return f"people.person:{person}"

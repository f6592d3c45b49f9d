"""The only reader and writer of sensitive fields, and of the keys under which they lie.

Every person has a data key, wrapped by the master key; destroying it erases, in backups too. A
value is bound to its table, person and field. Whoever reads needs authority and a standing
consent, and leaves one line in the trail; if that line cannot be written nothing is read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from nguon.core import audit, bulk, crypto
from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import READING
from nguon.core.prepared import Prepared
from nguon.organizations.queries import require_everywhere
from nguon.people import consent
from nguon.people.consent import NoConsent as NoConsent
from nguon.people.models import Correction, Frozen, Person, PersonKey, Purpose, SealedValue

# Field of the case contract -> what it may hold; a list holds days.
KINDS: Mapping[str, type] = {
    "ethnicity": str,
    "religion": str,
    "healthy": bool,
    "children_born": list,
    "population_exemption": bool,
    "foreign_spouse": bool,
    "political_history_issue": bool,
}
SENSITIVE = tuple(KINDS)
OF_A_VERDICT = tuple(sorted(KINDS.keys() - {"ethnicity", "religion"}))  # no rule reads these two
READ, WRITE = READING, "people.vault.write"
WRITERS = ("people.register", "people.correct")
EVENT, CORRECTION, PAPER, FROZEN = "event", "correction", "paper", "frozen"
AT_ONCE = 500
Buffer = bytes | memoryview  # one engine hands out bytes, the other a view of them


class Filed(NamedTuple):
    """Somebody just registered, as far as sealing needs to know."""

    pk: int
    organization_id: int


class NotAValue(ValueError):
    """The field is not kept in the vault, or cannot hold this."""

    def __init__(self, field: str) -> None:
        super().__init__(_("“%s”: không ghi được giá trị này.") % field)
        self.field = field


class Disputed(NotAValue):
    """The person disputes the field, so nobody changes it until that is settled."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.args = (
            _("Điều này đang có tranh chấp: không sửa, không dùng cho đến khi giải quyết."),
        )


def read(person: Person, fields: Iterable[str], *, by: Actor, why: str) -> dict[str, Any]:
    """Open the named fields of one person.

    Shape:  every field asked for; ``None`` where nothing is recorded; days as ISO text. ``why``
            is a code, for it stays in the trail.
    Raises: NotAllowed, NoConsent, NotAValue. Nothing is read when it raises.
    """
    by.require("people.open", at=person.organization)
    asked = _known(fields)
    with transaction.atomic():
        _admit(person, asked, by=by, why=why)
        sealed = dict(_sealed(person).filter(field__in=asked).values_list("field", "sealed"))
        key = _key(person) if sealed else b""
    return {f: _unseal(person, key, f, sealed[f]) if f in sealed else None for f in asked}


def open_for_verdict(
    people: Sequence[Person], *, by: Actor, trail: audit.Trail | None = None, why: str = "verdict"
) -> dict[int, dict[str, Any]]:
    """Open what rules read of persons, for whoever may see their cases to have them judged.

    Shape:  number of the person -> recorded fields; nobody who has none, or who did not agree.
            One line in the trail for each who is there; in a ``trail`` of the caller's, who then
            writes it before anything is told to anybody.
    Raises: NotAllowed. Nothing is read when it raises.
    """
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(people), AT_ONCE):
        found |= _open_portion(people[start : start + AT_ONCE], by=by, trail=trail, why=why)
    return found


def open_for_list(
    people: Sequence[Person], fields: Iterable[str], *, by: Actor, why: str
) -> dict[int, dict[str, Any]]:
    """Open fields of many persons for a list that a regulation says must carry them.

    Shape:  number of the person -> recorded fields; nobody who has none, or who did not agree
            and is in no member's file. One line in the trail for each who is there.
    Raises: NotAllowed, NotAValue. Nothing is read when it raises.
    """
    asked = _known(fields)
    if people:
        _require_at_all("people.open", people, by)
    found: dict[int, dict[str, Any]] = {}
    with transaction.atomic(), audit.Trail(by) as told:
        for start in range(0, len(people), AT_ONCE):
            found |= _open_listed(people[start : start + AT_ONCE], asked, told, why)
    return found


def on_file(people: Iterable[int], fields: Iterable[str] = SENSITIVE) -> set[int]:
    """Tell which persons, by row number, have any of these fields recorded; opens nothing."""
    rows = SealedValue.objects.filter(person__in=list(people), field__in=list(fields))
    return set(rows.values_list("person", flat=True))


@transaction.atomic
def write(person: Person, values: Mapping[str, Any], *, by: Actor, why: str) -> None:
    """Seal the given fields of one person; ``None`` takes a value out.

    Raises: NotAllowed, NoConsent, NotAValue. Nothing is written when it raises.
    """
    if not any(by.may(action, at=person.organization) for action in WRITERS):
        raise NotAllowed(_("%s không có quyền ghi dữ liệu nhạy cảm ở đây.") % by.name)
    plain = {field: _checked(field, value) for field, value in values.items()}
    consent.require(person, Purpose.SENSITIVE)
    require_not_frozen(person, plain)
    _sealed(person).filter(field__in=[f for f, value in plain.items() if value is None]).delete()
    key = _key_or_new(person)
    rows = [
        SealedValue(person=person, field=field, sealed=_seal(person, key, field, value))
        for field, value in plain.items()
        if value is not None
    ]
    SealedValue.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "field"], update_fields=["sealed"]
    )
    audit.record(WRITE, person, by=by, fields=sorted(plain), why=why)


@transaction.atomic
def write_first(
    values: Mapping[Filed, Mapping[str, Any]], *, trail: audit.Trail, why: str
) -> None:
    """Seal fields of many persons who were just registered and have no key yet.

    Reading: whoever registered them has seen to the authority.
    Raises:  NoConsent, NotAValue; IntegrityError for somebody who has a key. Nothing is written
             when it raises.
    """
    given = {person: own for person, own in values.items() if own}
    if len(consent.willing([person.pk for person in given], Purpose.SENSITIVE)) < len(given):
        raise NoConsent(Purpose.SENSITIVE)
    write_agreed(given)
    for p, own in given.items():
        subject = f"people.person:{p.pk}"
        trail.add(WRITE, subject, p.organization_id, fields=sorted(own), why=why)


@transaction.atomic
def write_agreed(values: Mapping[Filed, Mapping[str, Any]]) -> None:
    """Seal fields of persons without a key whose agreement the caller has just written.

    Reading: the line in the trail is the caller's, too.
    Raises:  NotAValue; IntegrityError for somebody who has a key. Nothing is written when it
             raises.
    """
    wrapped, sealed = [], []
    for person, own in values.items():
        key, kept = crypto.new_key(_context(person, "key"))
        plain = {_context(person, field): _plain(field, value) for field, value in own.items()}
        wrapped.append(kept)
        sealed += crypto.seal_each(key, plain)
    people = [person.pk for person in values]
    bulk.insert(PersonKey, {"person": people, "wrapped": wrapped}, every={})
    bulk.insert(
        SealedValue,
        {
            "person": [person.pk for person, own in values.items() for _ in own],
            "field": [field for own in values.values() for field in own],
            "sealed": sealed,
        },
        every={},
    )


@transaction.atomic
def tally(
    people: Sequence[Person], field: str, *, by: Actor, why: str = "statistics"
) -> Counter[str]:
    """Count one field over many persons without handing out whose value is which.

    Shape:  value -> persons, of those who agreed to statistics or are in a member's file, and
            whose value is recorded. One line in the trail for each of them.
    Raises: NotAllowed, NotAValue.
    """
    _known([field])
    _require_at_all("people.read_for_statistics", people, by)
    found: Counter[str] = Counter()
    for start in range(0, len(people), AT_ONCE):
        found += _tally(people[start : start + AT_ONCE], field, by=by, why=why)
    return found


def imprint(people: Sequence[int], field: str) -> str:
    """Return a digest of who agreed to statistics and of their sealed values; opens nothing.

    Shape:  64 hex digits, the same as long as nobody agreed, withdrew or had a value written.
    Raises: NotAValue.
    """
    _known([field])
    digest = sha256()
    for start in range(0, len(people), AT_ONCE):
        portion = people[start : start + AT_ONCE]
        willing = consent.willing(portion, Purpose.STATISTICS)
        rows = SealedValue.objects.filter(person__in=willing, field=field).order_by("person")
        for person, sealed in rows.values_list("person", "sealed"):
            digest.update(b"%d:%b;" % (person, bytes(sealed)))
    return digest.hexdigest()


def seal_event(person: Person, payload: Mapping[str, Any]) -> bytes:
    """Seal an act that is sensitive by its nature, for its row in the case.

    Raises: NoConsent.
    """
    consent.require(person, Purpose.SENSITIVE)
    with transaction.atomic():
        return _seal(person, _key_or_new(person), EVENT, dict(payload))


def open_events(
    person: Person,
    sealed: Sequence[bytes],
    *,
    by: Actor,
    why: str,
    trail: audit.Trail | None = None,
) -> list[dict[str, Any]]:
    """Open the sealed acts of one case, for whoever may see it: one line in the trail.

    Shape:  the line goes to ``trail``, if the caller has one and writes it.
    Raises: NotAllowed, NoConsent, core.crypto.CannotOpen.
    """
    by.require("development.view", at=person.organization)
    if not sealed:
        return []
    consent.require(person, Purpose.SENSITIVE)
    with _telling(trail, by) as told:
        told.record(READ, person, fields=[EVENT], why=why)
        key = _key(person)
    return [_unseal(person, key, EVENT, body) for body in sealed]


@transaction.atomic
def seal_paper(person: Person, content: bytes, *, name: str) -> bytes:
    """Seal a paper of somebody's dossier, to be kept as a file called ``name``.

    Raises: NoConsent.
    """
    consent.require(person, Purpose.SENSITIVE)
    return crypto.seal(_key_or_new(person), content, _context(person, f"{PAPER}:{name}"))


def open_paper(
    person: Person, sealed: bytes, *, name: str, paper: int, by: Actor, why: str
) -> bytes:
    """Open what ``seal_paper`` sealed: one line in the trail, which names the paper by number.

    Raises: NotAllowed, NoConsent, core.crypto.CannotOpen.
    """
    by.require("people.open", at=person.organization)
    with transaction.atomic():
        consent.require(person, Purpose.SENSITIVE)
        audit.record(READ, person, by=by, fields=[PAPER], why=why, paper=paper)
        key = _key(person)
    return crypto.unseal(key, sealed, _context(person, f"{PAPER}:{name}"))


@transaction.atomic
def keep_correction(
    person: Person, old: Mapping[str, Any], *, reason: str, by: Actor
) -> Correction:
    """Keep what stood in a file before it was changed, sealed under the person's key.

    Shape: ``old`` holds the plain values; those of sensitive fields are taken from the vault.
    """
    stood = _sealed(person).filter(field__in=list(old)).values_list("field", "sealed")
    key = _key_or_new(person)
    kept = {field: _unseal(person, key, field, body) for field, body in stood}
    return Correction.objects.create(
        person=person,
        fields=sorted(old),
        sealed=_seal(person, key, CORRECTION, {"old": {**old, **kept}, "reason": reason}),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )


def open_corrections(person: Person, *, by: Actor, why: str) -> list[dict[str, Any]]:
    """Open what was corrected in a file, the latest first.

    Shape:  ``old`` (field -> value before), ``reason``, ``at``, ``by`` (account).
    Raises: NotAllowed, NoConsent.
    """
    by.require("people.open", at=person.organization)
    with transaction.atomic():
        rows = list(_corrections(person).order_by("-pk"))
        if not rows:
            return []
        if any(_is_sensitive(row) for row in rows):
            consent.require(person, Purpose.SENSITIVE)
        audit.record(READ, person, by=by, fields=[CORRECTION], why=why)
        key = _key(person)
    opened = [_unseal(person, key, CORRECTION, row.sealed) for row in rows]
    return [
        {**old, "at": row.recorded_at, "by": row.recorded_by}
        for old, row in zip(opened, rows, strict=True)
    ]


@transaction.atomic
def keep_frozen(person: Person, field: str, value: Any, *, words: str, by: Actor) -> Frozen:
    """Keep a value apart that nobody may use for now, with what was said against it.

    Shape: ``value`` is the plain one; that of a sensitive field is taken out of the vault.
    """
    key = _key_or_new(person)
    stood = _sealed(person).filter(field=field)
    for body in stood.values_list("sealed", flat=True):
        value = _unseal(person, key, field, body)
    stood.delete()
    sealed = _seal(person, key, FROZEN, {"value": value, "words": words})
    return Frozen.objects.create(
        person=person, field=field, sealed=sealed, since=by.today, recorded_by=by.user_id
    )


@transaction.atomic
def take_frozen(person: Person, field: str, *, by: Actor, why: str) -> Any:
    """Return a value that was kept apart, as JSON carries it; it is kept apart no more.

    Reading: a sensitive value goes back under its own seal if an agreement still covers it.
    Raises:  NotAllowed, Frozen.DoesNotExist.
    """
    by.require("people.correct", at=person.organization)
    row = Frozen.objects.select_for_update().get(person=person, field=field)
    audit.record(READ, person, by=by, fields=[FROZEN], why=why)
    value = _unseal(person, _key(person), FROZEN, row.sealed)["value"]
    row.delete()
    if field in KINDS and value is not None and consent.willing([person.pk], Purpose.SENSITIVE):
        write(person, {field: value}, by=by, why=why)
    return value


def require_not_frozen(person: Person, fields: Iterable[str]) -> None:
    """Pass if none of these fields is disputed.

    Raises: Disputed, which names the first.
    """
    rows = Frozen.objects.filter(person=person, field__in=list(fields))
    if disputed := sorted(rows.values_list("field", flat=True)):
        raise Disputed(disputed[0])


def open_frozen(person: Person, *, by: Actor, why: str) -> list[dict[str, Any]]:
    """Open what is kept apart of a person: one line in the trail if there is anything.

    Shape:  ``field``, ``value``, ``words``, ``since``.
    Raises: NotAllowed.
    """
    by.require("people.open", at=person.organization)
    with transaction.atomic():
        rows = list(Frozen.objects.filter(person=person).order_by("pk"))
        if not rows:
            return []
        audit.record(READ, person, by=by, fields=[FROZEN], why=why)
        key = _key(person)
    return [
        {"field": row.field, "since": row.since, **_unseal(person, key, FROZEN, row.sealed)}
        for row in rows
    ]


def frozen_fields(person: Person) -> dict[str, date]:
    """Tell which fields of a person are kept apart, since when; opens nothing."""
    return dict(Frozen.objects.filter(person=person).values_list("field", "since"))


def forget_values(person: Person) -> None:
    """Destroy every sensitive field of one person, those once corrected included.

    Reading: the key stays for what else lies under it.
    """
    _sealed(person).delete()
    Frozen.objects.filter(person=person, field__in=KINDS).delete()
    for row in _corrections(person):
        if _is_sensitive(row):
            row.delete()


def _admit(person: Person, fields: Sequence[str], *, by: Actor, why: str) -> None:
    consent.require(person, Purpose.SENSITIVE)
    audit.record(READ, person, by=by, fields=sorted(fields), why=why)


def _require_at_all(action: str, people: Iterable[Person], by: Actor) -> None:
    places = {person.organization_id: person for person in people}
    if len(places) == 1:
        (person,) = places.values()
        by.require(action, at=person.organization)
    else:
        require_everywhere(action, places, by=by)


def _open_portion(
    people: Sequence[Person], *, by: Actor, trail: audit.Trail | None, why: str
) -> dict[int, dict[str, Any]]:
    sealed: dict[int, dict[str, Buffer]] = {}
    keys: dict[int, Buffer] = {}
    for number, field, body, wrapped in _read_by_rules(people=[person.pk for person in people]):
        sealed.setdefault(number, {})[field] = body
        keys |= {number: wrapped} if wrapped else {}
    willing = consent.willing(sealed, Purpose.SENSITIVE)
    opened = [person for person in people if person.pk in willing]
    if not opened:
        return {}
    _require_at_all("development.view", opened, by)
    with _telling(trail, by) as told:
        for person in opened:
            told.record(READ, person, fields=sorted(sealed[person.pk]), why=why)
    return {person.pk: _unseal_all(person, keys, sealed[person.pk]) for person in opened}


def _open_listed(
    people: Sequence[Person], asked: Sequence[str], told: audit.Trail, why: str
) -> dict[int, dict[str, Any]]:
    willing = consent.willing([person.pk for person in people], Purpose.SENSITIVE)
    rows = SealedValue.objects.filter(person__in=willing, field__in=asked)
    sealed: dict[int, dict[str, Buffer]] = {}
    for number, field, body in rows.values_list("person", "field", "sealed"):
        sealed.setdefault(number, {})[field] = body
    keys = dict(PersonKey.objects.filter(person__in=sealed).values_list("person", "wrapped"))
    opened = [person for person in people if person.pk in sealed]
    for person in opened:
        told.record(READ, person, fields=sorted(sealed[person.pk]), why=why)
    return {person.pk: _unseal_all(person, keys, sealed[person.pk]) for person in opened}


@contextmanager
def _telling(trail: audit.Trail | None, by: Actor) -> Iterator[audit.Trail]:
    """The caller's trail, or one that is written at once."""
    if trail is not None:
        yield trail
        return
    with transaction.atomic(), audit.Trail(by) as own:
        yield own


def _select_what_rules_read(people: Sequence[int]) -> "QuerySet[Any, tuple[Any, ...]]":
    """The values with the key under which they lie, which comes along at no cost."""
    rows = SealedValue.objects.filter(person__in=people, field__in=OF_A_VERDICT)
    key = PersonKey.objects.filter(person=OuterRef("person")).values("wrapped")
    return rows.values_list("person", "field", "sealed", Subquery(key))


def _select_keys(people: Sequence[int]) -> "QuerySet[Any, tuple[int, Buffer]]":
    return PersonKey.objects.filter(person__in=people).values_list("person", "wrapped")


_read_by_rules, _keys = Prepared(_select_what_rules_read), Prepared(_select_keys)


def _unseal_all(
    person: Person, keys: Mapping[int, Buffer], sealed: Mapping[str, Buffer]
) -> dict[str, Any]:
    if person.pk not in keys:
        raise crypto.CannotOpen(_context(person, "key"))
    key = _unwrap(person, keys[person.pk])
    return {field: _unseal(person, key, field, body) for field, body in sealed.items()}


def _tally(people: Sequence[Person], field: str, *, by: Actor, why: str) -> Counter[str]:
    willing = consent.willing([person.pk for person in people], Purpose.STATISTICS)
    rows = SealedValue.objects.filter(person__in=willing, field=field)
    sealed = dict(rows.values_list("person", "sealed"))
    keys = dict(PersonKey.objects.filter(person__in=sealed).values_list("person", "wrapped"))
    counted = [person for person in people if person.pk in sealed]
    audit.record_all(READ, counted, by=by, fields=[field], why=why)
    return Counter(
        str(_unseal(person, _unwrap(person, keys[person.pk]), field, sealed[person.pk]))
        for person in counted
    )


def _known(fields: Iterable[str]) -> list[str]:
    asked = list(fields)
    for field in asked:
        if field not in KINDS:
            raise NotAValue(field)
    return asked


def _checked(field: str, value: Any) -> Any:
    """The value as JSON carries it."""
    _known([field])
    if value is None:
        return None
    if not isinstance(value, KINDS[field]) or value == "":
        raise NotAValue(field)
    return [_day(field, day) for day in value] if isinstance(value, list) else value


def _day(field: str, day: Any) -> str:
    try:
        return (day if isinstance(day, date) else date.fromisoformat(day)).isoformat()
    except (TypeError, ValueError) as wrong:
        raise NotAValue(field) from wrong


def _sealed(person: Person) -> "QuerySet[SealedValue]":
    return SealedValue.objects.filter(person=person)


def _corrections(person: Person) -> "QuerySet[Correction]":
    return Correction.objects.filter(person=person)


def _is_sensitive(row: Correction) -> bool:
    return not KINDS.keys().isdisjoint(row.fields)


def _key(person: Person) -> bytes:
    for _number, wrapped in _keys(people=[person.pk]):
        return _unwrap(person, wrapped)
    raise crypto.CannotOpen(_context(person, "key"))


def _key_or_new(person: Person) -> bytes:
    if not PersonKey.objects.filter(person=person).exists():
        fresh = crypto.new_wrapped_key(_context(person, "key"))
        PersonKey.objects.bulk_create(
            [PersonKey(person=person, wrapped=fresh)], ignore_conflicts=True
        )
    return _key(person)


def _unwrap(person: Person | Filed, wrapped: Buffer) -> bytes:
    return crypto.unwrap(bytes(wrapped), _context(person, "key"))


def _plain(field: str, value: Any) -> bytes:
    """A checked value as it lies under its seal; yes and no come a million times."""
    checked = _checked(field, value)
    return YES_AND_NO[checked] if isinstance(checked, bool) else _as_json(checked)


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=date.isoformat).encode()


YES_AND_NO = {value: _as_json(value) for value in (True, False)}


def _seal(person: Person | Filed, key: bytes, field: str, value: Any) -> bytes:
    return crypto.seal(key, _as_json(value), _context(person, field))


def _unseal(person: Person, key: bytes, field: str, sealed: Buffer) -> Any:
    return json.loads(crypto.unseal(key, bytes(sealed), _context(person, field)))


def _context(person: Person | Filed, field: str) -> str:
    return f"people.person:{person.pk}:{field}"

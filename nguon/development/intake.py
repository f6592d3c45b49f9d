"""Cases and acts that were lived before the register was: written many at once, by column.

The bulk form of ``open_case`` and ``record``. Acts are checked against the contract as one by
one. A ceremony long held cannot be undone by a finding, so it is entered with what stands against
it and with the document that the list names; nothing is made up to silence the finding. The
verdicts are left stale, which every list notices, until ``projection`` has come round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson
from django.db import transaction

from nguon.core import audit, bulk
from nguon.core.actor import Actor
from nguon.development.entry import LONGEST, LONGEST_TEXT, BadEvent
from nguon.development.facts import dossiers
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import DECISIONS, RESULTS, Departure
from nguon.organizations.queries import require_everywhere
from nguon.people.models import new_ref
from nguon.rulebook import EVENT_TYPES, SENSITIVE_EVENTS, Event, Fault, NoRuleInForce, Wanted

NOT_OF_A_LIST = SENSITIVE_EVENTS | {
    kind
    for kind, fields in EVENT_TYPES.items()
    if any(field.required and field.kind == "count" for field in fields)
}
NOT_HERE = Wanted("một việc không cần số phiếu", "an act without votes")


@dataclass(frozen=True, slots=True)
class Past:
    """One act as a list states it, where it happened, and on whose authority if it decides."""

    event: Event
    happened_in_id: int
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened for a person just registered, with what was done already."""

    person_id: int
    organization_id: int
    past: Sequence[Past]


@transaction.atomic
def open_all(
    openings: Sequence[Opening], *, reason: str, by: Actor, trail: audit.Trail
) -> list[int]:
    """Open cases with their past; the numbers of the cases.

    Shape:   the lines of the trail go to ``trail``, which the caller writes.
    Reading: a case begins with its first act, or today if the list states none.
    Raises:  NotAllowed, BadEvent; IntegrityError for somebody whose case is open. Nothing is
             written when it raises.
    """
    if not openings:
        return []
    require_everywhere("development.open_case", {one.organization_id for one in openings}, by=by)
    numbers = bulk.new_ids(Case, len(openings))
    first = [
        min((past.event.on for past in one.past), default=by.today).isoformat() for one in openings
    ]
    places = [one.organization_id for one in openings]
    bulk.insert(
        Case,
        {
            "id": numbers,
            "ref": [new_ref() for _ in numbers],
            "person": [one.person_id for one in openings],
            "organization": places,
            "opened_in": places,
            "opened_on": first,
        },
        every={},
    )
    for pk, one, on in zip(numbers, openings, first, strict=True):
        where, person = one.organization_id, one.person_id
        trail.add("development.open_case", _subject(pk), where, person=person, on=on)
    past = {pk: (one.organization_id, one.past) for pk, one in zip(numbers, openings, strict=True)}
    _enter(past, reason=reason, by=by, trail=trail)
    return numbers


@transaction.atomic
def add_past(
    past: Mapping[int, tuple[int, Sequence[Past]]], *, reason: str, by: Actor, trail: audit.Trail
) -> None:
    """Enter acts that a list states into cases that are open.

    Shape:  number of the case -> number of its organisation, acts. ``reason`` says of a decision
            why it is entered in spite of what stands against it.
    Raises: NotAllowed, BadEvent. Nothing is written when it raises.
    """
    _enter(past, reason=reason, by=by, trail=trail)
    Case.objects.visible_to(by).filter(pk__in=list(past)).update(release="")


# --- rules and rows -----------------------------------------------------------------------------

Stated = tuple[int, int, Past]  # number of the case, of its organisation, the act


def _enter(
    past: Mapping[int, tuple[int, Sequence[Past]]], *, reason: str, by: Actor, trail: audit.Trail
) -> None:
    stated = [(case, place, each) for case, (place, acts) in past.items() for each in acts]
    for kind, places in _places(stated).items():
        require_everywhere(f"development.{kind}", places, by=by)
    for _, _, each in stated:
        _check(each.event, by)
    plain = [entry for entry in stated if entry[2].event.type not in DECISIONS]
    numbers = _write(plain, {}, reason=reason, by=by)
    decided = [entry for entry in stated if entry[2].event.type in DECISIONS]
    numbers += _write(decided, _against(decided, by), reason=reason, by=by)
    _tell([*plain, *decided], numbers, trail)


def _places(stated: Iterable[Stated]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for _, place, each in stated:
        found.setdefault(each.event.type, set()).add(place)
    return found


def _check(event: Event, by: Actor) -> None:
    """An act of the contract that needs no count of votes and no seal, not later than today."""
    faults = []
    if event.type in NOT_OF_A_LIST:
        faults.append(Fault("type", event.type, NOT_HERE))
    for name, text in event.fields.items():
        most = LONGEST.get(name, LONGEST_TEXT)
        if isinstance(text, str) and (len(text) > most or "\0" in text):
            wanted = Wanted(f"nhiều nhất {most} chữ", f"at most {most} letters")
            faults.append(Fault(name, text[:20], wanted))
    if event.on > by.today:
        faults.append(Fault("on", event.on.isoformat(), NOT_HERE))
    if faults:
        raise BadEvent(faults)


def _against(decided: Sequence[Stated], by: Actor) -> dict[int, list[str]]:
    """What forbids each decision on its own day, by the acts that are in the case by now.

    Shape: by identity of the act. A day before the first regulation known forbids nothing.
    """
    if not decided:
        return {}
    seen = Case.objects.visible_to(by).select_related("person")
    cases = list(seen.filter(pk__in={case for case, _, _ in decided}))
    opened = {dossier.case.pk: dossier for dossier in dossiers(cases, by=by)}
    found: dict[int, list[str]] = {}
    for case, _, each in decided:
        try:
            verdict = opened[case].verdict(each.event.on, adding=each.event)
        except NoRuleInForce:
            found[id(each)] = []
            continue
        codes = {f.code for f in verdict.findings if f.blocks and not f.sensitive}
        found[id(each)] = sorted(codes - RESULTS)
    return found


def _write(
    stated: Sequence[Stated], against: Mapping[int, list[str]], *, reason: str, by: Actor
) -> list[int]:
    if not stated:
        return []
    numbers = bulk.new_ids(CaseEvent, len(stated))
    events = [each.event for _, _, each in stated]
    said = [event.fields for event in events]
    bulk.insert(
        CaseEvent,
        {
            "id": numbers,
            "case": [case for case, _, _ in stated],
            "organization": [place for _, place, _ in stated],
            "type": [event.type for event in events],
            "happened_on": [event.on.isoformat() for event in events],
            "happened_in": [each.happened_in_id for _, _, each in stated],
            "document": [fields.pop("document", "") for fields in said],
            "note": [fields.pop("note", "") for fields in said],
            "fields": [_json({n: v for n, v in fields.items() if v}) for fields in said],
            "against": [_json(against[id(each)]) if against else "[]" for _, _, each in stated],
            "despite": [_despite(each, against, reason) for _, _, each in stated],
        },
        every={"recorded_at": by.at, "recorded_by": by.user_id},
    )
    return numbers


def _json(content: object) -> str:
    return orjson.dumps(content).decode()


def _despite(each: Past, against: Mapping[int, list[str]], reason: str) -> str | None:
    if not against.get(id(each)):
        return None
    return _json(asdict(Departure(reason, each.authority or "–")))


def _tell(stated: Sequence[Stated], numbers: Sequence[int], trail: audit.Trail) -> None:
    """One line a case: which acts were entered into it."""
    entered: dict[tuple[int, int], list[int]] = {}
    for (case, place, _), number in zip(stated, numbers, strict=True):
        entered.setdefault((case, place), []).append(number)
    for (case, place), own in entered.items():
        trail.add("development.past_entered", _subject(case), place, events=own)


def _subject(case: int) -> str:
    return f"development.case:{case}"

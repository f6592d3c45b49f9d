"""Rows to facts: the only bridge between the register and the rulebook.

A ``Dossier`` is one case with everything opened; the facts of any day follow from it without
reading again. What nobody recorded goes over as ``None``, which is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nguon.core.actor import Actor, Seat
from nguon.core.audit import Trail
from nguon.core.prepared import Prepared
from nguon.development.ground import Ground
from nguon.development.models import Case, CaseEvent
from nguon.people import vault
from nguon.people.models import Person as PersonRow
from nguon.rulebook import (
    EVENT_TYPES,
    Assessment,
    CaseFacts,
    Event,
    NoRuleInForce,
    Person,
    evaluate,
)

SEALED = "sealed"
RETRACTION = "retraction"
COLUMNS = (
    "citizenship",
    "schooling",
    "special_need",
    "youth_union_member",
    "trade_union_member",
    "married",
)
WHY = "verdict"


class Refused(Exception):
    """Something about a case is refused; the message is fit to show and nothing is written."""


class NoBirthday(Refused):
    """Nobody recorded when the person was born, so no rule can be applied."""

    def __init__(self) -> None:
        super().__init__(_("Chưa ghi ngày sinh nên chưa xét được hồ sơ này."))


@dataclass(frozen=True, slots=True)
class Act:
    """One row of a case's events with what was sealed opened.

    ``event`` is nothing for a retraction and for an act whose seal may no longer be broken;
    ``retracted_by`` is the number of the row that takes it back, or nothing.
    """

    row: CaseEvent
    event: Event | None
    note: str = ""
    against: tuple[str, ...] = ()
    despite: Mapping[str, str] | None = None
    retracted_by: int | None = None

    @property
    def stands(self) -> bool:
        return self.retracted_by is None and self.row.type != RETRACTION

    @property
    def kind(self) -> str:
        """Its type as far as it may be known."""
        return self.event.type if self.event else self.row.type

    @property
    def on(self) -> date:
        return self.row.happened_on


@dataclass(frozen=True, slots=True)
class Dossier:
    """One case, its acts in order, and what the facts of any day need; a plain value."""

    case: Case
    acts: tuple[Act, ...]
    sensitive: Mapping[str, Any]
    ground: Ground

    @property
    def last_event(self) -> int:
        """The number of the row entered last, 0 for none: what a form says it showed."""
        return max((act.row.pk for act in self.acts), default=0)

    def standing(self) -> tuple[Act, ...]:
        """Return the acts that nobody took back, by day and in the order they were entered."""
        return tuple(act for act in self.acts if act.stands)

    def last(self, kind: str, on: date) -> Act | None:
        """Return the last standing act of one type on or before a day."""
        return max(
            (act for act in self.standing() if act.kind == kind and act.on <= on),
            key=_in_order,
            default=None,
        )

    def with_act(self, act: Act) -> "Dossier":
        """Return the same case with one act more."""
        return replace(self, acts=tuple(sorted((*self.acts, act), key=_in_order)))

    def facts(self, on: date, *, adding: Event | None = None) -> CaseFacts:
        """Return what the rulebook is told on a day, as if ``adding`` were already recorded.

        Reading: the way of the file is that of the day on which the cell resolved, before that
                 of the day asked for.
        """
        events = [act.event for act in self.standing() if act.event]
        if adding is not None:
            events.append(adding)
        day = _resolved_on(events, on) or on
        where = self.stood_in(day)
        return CaseFacts(
            id=self.case.ref,
            person=self._person(),
            place=self.ground.place(where, day),
            route=self.ground.route(where, day),
            events=tuple(events),
        )

    def verdict(self, on: date, *, adding: Event | None = None) -> Assessment:
        """Judge the case as of a day.

        Raises: NoBirthday; NoRuleInForce for a day, or an act, before the first regulation known.
        """
        return evaluate(self.facts(on, adding=adding), on)

    def verdict_if_any(self, on: date, *, adding: Event | None = None) -> Assessment | None:
        """Judge the case as of a day, or return nothing where no rule can be applied."""
        try:
            return self.verdict(on, adding=adding)
        except (NoBirthday, NoRuleInForce):
            return None

    def stood_in(self, day: date) -> int:
        """Return the organisation that kept the case on a day, as far as the rows tell."""
        earlier = [act.row.happened_in_id for act in self.acts if act.row.happened_on <= day]
        for organization in (*reversed(earlier), self.case.opened_in_id):
            if (keeper := self.ground.keeper(organization, day)) is not None:
                return keeper
        return self.case.organization_id

    def ground_change(self, on: date) -> date | None:
        """Return the first later day on which the way of the file is known to differ."""
        if self.last("cell_resolution", on):
            return None
        return self.ground.next_change(self.stood_in(on), on)

    def _person(self) -> Person:
        person = self.case.person
        if person.born_on is None:
            raise NoBirthday
        known = {name: getattr(person, name) for name in COLUMNS}
        sealed = {name: self.sensitive.get(name) for name in vault.OF_A_VERDICT}
        if sealed["children_born"] is not None:
            sealed["children_born"] = tuple(sorted(map(_day, sealed["children_born"])))
        return Person(
            born=person.born_on,
            gender=person.gender or None,
            standing=None if person.standing is None else tuple(sorted(person.standing)),
            ethnicity=None,  # no rule reads these two; they stay sealed
            religion=None,
            **known,
            **sealed,
        )


def dossier(case: Case, *, by: Actor, trail: Trail | None = None) -> Dossier:
    """Open one case."""
    return dossiers([case], by=by, trail=trail)[0]


def dossiers(cases: Sequence[Case], *, by: Actor, trail: Trail | None = None) -> list[Dossier]:
    """Open several cases with few statements; ``case.person`` is loaded already.

    Shape: in the order of ``cases``. What was read under seal is told to ``trail``, if the caller
           has one and writes it.
    """
    rows = _rows(cases, by)
    ground = Ground.of(
        {number for case in cases for number in (case.organization_id, case.opened_in_id)}
        | {row.happened_in_id for found in rows.values() for row in found}
    )
    known = vault.open_for_verdict([case.person for case in cases], by=by, trail=trail)
    return [
        _opened(case, rows.get(case.pk, []), ground, known.get(case.person_id, {}), by, trail)
        for case in cases
    ]


def event_of(kind: str, on: date, stored: Mapping[str, Any]) -> Event | None:
    """Return the event whose type and fields lie in a row or under a seal, if it is one."""
    if kind not in EVENT_TYPES:
        return None
    extra = {name: stored[name] for name in ("document", "note") if stored.get(name)}
    return Event(kind, on, {**stored["fields"], **extra})


def _resolved_on(events: Iterable[Event], on: date) -> date | None:
    days = [event.on for event in events if event.type == "cell_resolution" and event.on <= on]
    return max(days, default=None)


def _rows(cases: Sequence[Case], by: Actor) -> dict[int, list[CaseEvent]]:
    found: dict[int, list[CaseEvent]] = {}
    seats, numbers = by.seats(CaseEvent.view_action), [case.pk for case in cases]
    for row in _acts(cases=numbers, seats=seats, today=by.today):
        found.setdefault(row.case_id, []).append(row)
    return found


def _select_acts(cases: list[int], seats: list[Seat], today: date) -> QuerySet[CaseEvent]:
    seen = CaseEvent.objects.seen_from(seats, on=today).filter(case__in=cases)
    return seen.order_by("case", "happened_on", "id")


_acts = Prepared(_select_acts)


def _opened(
    case: Case,
    rows: list[CaseEvent],
    ground: Ground,
    sensitive: Mapping[str, Any],
    by: Actor,
    trail: Trail | None,
) -> Dossier:
    taken_back = {row.retracts_id: row.pk for row in rows if row.retracts_id}
    hidden = _hidden(case.person, [row for row in rows if row.sealed], by, trail)
    acts = tuple(_act(row, hidden.get(row.pk), taken_back.get(row.pk)) for row in rows)
    return Dossier(case, acts, sensitive, ground)


def _hidden(
    person: PersonRow, rows: list[CaseEvent], by: Actor, trail: Trail | None
) -> dict[int, dict[str, Any]]:
    """What lies under the seals of a case; nothing once the agreement to it was withdrawn."""
    sealed = [bytes(row.sealed) for row in rows if row.sealed]
    if not sealed:
        return {}
    try:
        opened = vault.open_events(person, sealed, by=by, why=WHY, trail=trail)
    except vault.NoConsent:
        return {}
    return {row.pk: each for row, each in zip(rows, opened, strict=True)}


def _act(row: CaseEvent, hidden: dict[str, Any] | None, retracted_by: int | None) -> Act:
    stored = {"fields": row.fields, "document": row.document, "note": row.note} | (hidden or {})
    return Act(
        row,
        event_of(stored.get("type", row.type), row.happened_on, stored),
        stored["note"],
        (*row.against, *stored.get("against", ())),
        stored.get("despite", row.despite),
        retracted_by,
    )


def _in_order(act: Act) -> tuple[date, int]:
    return act.row.happened_on, act.row.pk


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)

"""One file as a whole: what happened, what is next, what stands in the way, and who may act.

Findings and acts that rest on sensitive data are shown to those only who may open the person's
file (``people.open``); to others the file says that there are some.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from nguon.accounts.models import User
from nguon.core.actor import Actor, Seat
from nguon.development import words as said
from nguon.development.facts import RETRACTION, SEALED, Act, Dossier, dossier
from nguon.development.models import Case, CaseEvent
from nguon.development.steps import WorkStep, stored
from nguon.organizations import queries as tree
from nguon.organizations.models import Version
from nguon.people.models import Person
from nguon.rulebook import EVENT_TYPES, STEPS, Assessment, Finding, NextStep
from nguon.rulebook.explain.why import steps_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the timeline. ``concealed``: its nature and words stay under seal.

    ``taken_back`` says why, when and by whom, if it was; such an act counts no more.
    """

    id: int
    type: str
    title: str
    on: date
    place: str
    fields: Mapping[str, Any]
    document: str
    note: str
    recorded_at: datetime
    recorded_by: str
    against: tuple[str, ...]
    reason: str
    authority: str
    concealed: bool
    taken_back: "TakenBack | None"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Why an act was retracted, when and by whom."""

    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in words, with the article it rests on and the step where it is explained."""

    code: str
    severity: str
    message: str
    rule: str
    instrument: str
    point: str
    confidence: str
    on: date | None
    ask: str | None
    redo: tuple[str, ...]
    step: str

    @property
    def blocks(self) -> bool:
        return self.severity == "block"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the page of one case shows to one actor on the actor's day.

    ``assessment`` is there only for those who may open the file; ``acts`` are the event types
    that the actor may enter now; ``last_event`` goes back with the form as ``seen``.
    """

    case: Case
    person: Person
    organization: str
    above: tuple[str, ...]
    timeline: tuple[Entry, ...]
    assessment: Assessment | None
    stage: str
    may_proceed: bool
    findings: tuple[ShownFinding, ...]
    concealed: bool
    steps: tuple[WorkStep, ...]
    missing: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]
    last_event: int
    may_open: bool
    may_retract: bool


def case_file(ref: str, *, by: Actor) -> CaseFile:
    """Return one file as of the actor's day.

    Raises: Case.DoesNotExist, also for what the actor may not see.
    """
    cases = Case.objects.visible_to(by).select_related("person", "organization")
    case = cases.get(ref=ref)
    case.person.organization = case.organization
    opened = dossier(case, by=by)
    reach = _Reach.of(case, by)
    verdict = opened.verdict_if_any(by.today)
    found = verdict.findings if verdict else ()
    shown = [finding for finding in found if reach.opens or not finding.sensitive]
    steps = verdict.next_steps if verdict else ()
    return CaseFile(
        case=case,
        person=case.person,
        organization=tree.name_on(case.organization, by.today),
        above=_above(case, by.today),
        timeline=_timeline(opened, reach),
        assessment=verdict if reach.opens else None,
        stage=verdict.stage or "" if verdict else "",
        may_proceed=verdict is not None and verdict.may_proceed,
        findings=tuple(_shown(finding) for finding in shown),
        concealed=len(shown) < len(found),
        steps=tuple(WorkStep.of(stored(step), by.today) for step in steps),
        missing=tuple((code, said.form(code)) for code in verdict.missing) if verdict else (),
        acts=_acts(case, steps, reach),
        last_event=opened.last_event,
        may_open=reach.opens,
        may_retract=reach.may("development.retract") and case.closed_on is None,
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the actor may do where the case stands, with the place looked up once."""

    by: Actor
    seats: frozenset[Seat]

    @classmethod
    def of(cls, case: Case, by: Actor) -> "_Reach":
        return cls(by, case.organization.seats_on(by.today))

    def may(self, action: str) -> bool:
        return not self.by.seats(action).isdisjoint(self.seats)

    @property
    def opens(self) -> bool:
        return self.may("people.open")


def _acts(case: Case, steps: Sequence[NextStep], reach: _Reach) -> tuple[str, ...]:
    """The acts that the actor may enter now: the next steps first, then as the contract lists."""
    if case.closed_on is not None:
        return ()
    order = dict.fromkeys([*(step.step for step in steps), *EVENT_TYPES])
    return tuple(kind for kind in order if reach.may(f"development.{kind}"))


def _above(case: Case, day: date) -> tuple[str, ...]:
    """Names of the bodies above the cell, from the top down."""
    bodies = tree.ancestors(case.organization, on=day)
    names = tree.versions_on([body.pk for body in bodies], day)
    return tuple(names[body.pk].name for body in bodies if body.pk in names)


def _shown(finding: Finding) -> ShownFinding:
    cited = finding.citation
    return ShownFinding(
        code=finding.code,
        severity=finding.severity,
        message=said.finding(finding),
        rule=finding.rule,
        instrument=cited.instrument,
        point=cited.point or "",
        confidence=finding.confidence,
        on=finding.on,
        ask=finding.ask,
        redo=finding.redo,
        step=next((step for step in steps_of(finding) if step in STEPS), ""),
    )


# --- the timeline -------------------------------------------------------------------------------


def _timeline(opened: Dossier, reach: _Reach) -> tuple[Entry, ...]:
    """The acts by day; a retraction is shown at the act that it takes back."""
    rows = [act.row for act in opened.acts]
    who = _names({row.recorded_by for row in rows})
    places = _places(rows)
    back = {
        act.row.retracts_id: TakenBack(
            act.note if reach.opens or act.row.sealed is None else "",
            act.row.recorded_at,
            who[act.row.recorded_by],
        )
        for act in opened.acts
        if act.row.retracts_id
    }
    return tuple(
        _entry(act, reach.opens, who, places, back.get(act.row.pk))
        for act in opened.acts
        if act.row.type != RETRACTION
    )


def _entry(
    act: Act,
    opens: bool,
    who: Mapping[int, str],
    places: Mapping[int, str],
    taken_back: TakenBack | None,
) -> Entry:
    row, event = act.row, act.event
    told = dict(event.fields) if event and (opens or row.type != SEALED) else {}
    document, note = told.pop("document", ""), told.pop("note", "")
    kind = act.kind if opens else row.type
    departure = (act.despite if opens else row.despite) or {}
    return Entry(
        id=row.pk,
        type=kind,
        title=said.event(kind),
        on=row.happened_on,
        place=places.get(row.pk, ""),
        fields=told,
        document=document,
        note=note,
        recorded_at=row.recorded_at,
        recorded_by=who[row.recorded_by],
        against=act.against if opens else tuple(row.against),
        reason=departure.get("reason", ""),
        authority=departure.get("authority", ""),
        concealed=row.sealed is not None and not opens,
        taken_back=taken_back,
    )


def _names(accounts: Iterable[int]) -> dict[int, str]:
    known = dict(User.objects.filter(pk__in=accounts).values_list("pk", "full_name"))
    return {number: known.get(number, _("Hệ thống")) for number in accounts}


def _places(rows: Sequence[CaseEvent]) -> dict[int, str]:
    """What the organisation of each act was called on the day of the act."""
    numbers = {row.happened_in_id for row in rows}
    versions = Version.objects.filter(organization__in=numbers).order_by("valid_from")
    found = {}
    for row in rows:
        own = [v for v in versions if v.organization_id == row.happened_in_id]
        then = [v for v in own if v.valid_from <= row.happened_on]
        found[row.pk] = (then or own[:1])[-1].name if own else ""
    return found

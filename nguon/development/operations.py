"""Everything that changes a case. One function is one decision.

``record`` is the door for every act of the contract; what an act changes besides (a membership
begins with the ceremony) happens in the same transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit, bulk
from nguon.core.actor import Actor, Seat
from nguon.core.guard import unscoped
from nguon.core.prepared import Prepared
from nguon.development import projection
from nguon.development.entry import check_departure, check_event
from nguon.development.facts import (
    RETRACTION,
    SEALED,
    Act,
    Dossier,
    NoBirthday,
    Refused,
    dossier,
)
from nguon.development.models import Case, CaseEvent
from nguon.development.queries import FROM_APPLICATION
from nguon.development.words import said
from nguon.organizations.holding import hold
from nguon.organizations.models import Tier
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.details import Refused as PeopleRefused
from nguon.people.models import Membership, Person, Purpose
from nguon.rulebook import EVENT_TYPES, SENSITIVE_EVENTS, Event, Finding

DECISIONS = frozenset(
    kind
    for kind in EVENT_TYPES
    if kind.endswith(("_resolution", "_decision", "_appraisal", "_ceremony"))
)
RESULTS = frozenset({"vote_below_threshold", "ballots_exhausted"})
OF_A_WITHDRAWAL = ("development.view", "development.withdrawn", "development.open_case")


class AlreadyOpen(Refused):
    """The person has an open case."""


class CaseClosed(Refused):
    """Nothing is entered into a closed case."""


class ChangedMeanwhile(Refused):
    """Somebody entered an act after the form was shown."""


class CannotRetract(Refused):
    """The act was taken back before, or is itself a retraction."""


class AlreadyApplied(Refused):
    """The person applied: the case is kept, and a withdrawal is an act in it."""


class FileForbids(Refused):
    """The person's own file forbids the act or what follows from it; the message says why."""


class BadDay(Refused):
    """A day that the case cannot have."""


class AgainstTheRules(Refused):
    """A rule forbids the decision on that day.

    ``findings`` says which, with citations; ``concealed`` that there are others, which rest on
    sensitive facts and are told to those only who may open the person's file.
    """

    def __init__(self, findings: Sequence[Finding], *, opens: bool) -> None:
        self.findings = tuple(found for found in findings if opens or not found.sensitive)
        self.concealed = len(self.findings) < len(findings)
        words = [said(found) for found in self.findings]
        if self.concealed:
            words.append(_("Có vướng mắc thuộc dữ liệu nhạy cảm: mở hồ sơ để xem."))
        super().__init__("; ".join(words))


@dataclass(frozen=True, slots=True)
class Departure:
    """Why, and on whose authority, a decision was taken against a finding."""

    reason: str
    authority: str


@transaction.atomic
def open_case(person: Person, *, on: date, by: Actor) -> Case:
    """Open a person's way to full membership, followed by the cell that keeps the person.

    Raises: NotAllowed, AlreadyOpen, NoBirthday, BadDay. Nothing is written when it raises.
    """
    person = _locked_person(person, by=by)
    by.require("development.open_case", at=person.organization)
    _require_day(on, since=person.born_on, by=by)
    if _open_cases(person, by=by).exists():
        raise AlreadyOpen(_("Người này đang có hồ sơ mở."))

    keeper = person.organization
    case = Case.objects.create(person=person, organization=keeper, opened_on=on, opened_in=keeper)
    projection.write(dossier(case, by=by), by=by)
    audit.record("development.open_case", case, by=by, person=person.pk, on=on.isoformat())
    return case


@transaction.atomic
def record(
    case: Case,
    event: Event,
    *,
    by: Actor,
    despite: Departure | None = None,
    seen: int | None = None,
) -> CaseEvent:
    """Enter one dated act into a case; every step of the procedure comes through here.

    Shape:   ``seen`` is the last event that the form showed. The same act entered again by the
             same person is there already: its row comes back and nothing is written.
    Reading: a fact is always entered; a decision that a blocking finding forbids on its own day
             needs ``despite``, once for each finding. A lost vote is a result, not a fault.
    Raises:  NotAllowed, CaseClosed, BadEvent, ChangedMeanwhile, AgainstTheRules, FileForbids.
             Nothing is written when it raises.
    """
    case = _locked(case, by=by)
    check_event(event, case.person, today=by.today)
    by.require(f"development.{event.type}", at=case.organization)
    with audit.Trail(by) as trail:
        opened = dossier(case, by=by, trail=trail)
        if (same := _same(opened, event, by)) is not None:
            return same
        _require_unchanged(opened, seen)

        against = _against(opened, event)
        if against and despite is None:
            raise AgainstTheRules(against, opens=by.may("people.open", at=case.organization))

        with _refusals_of_the_file():
            act = _enter(opened, event, against, despite, by)
            opened = opened.with_act(act)
            CONSEQUENCES.get(event.type, _none)(opened, act, by)
        projection.write(opened, by=by)
        row = act.row
        trail.record(f"development.{row.type}", case, event=row.pk, against=row.against)
    return row


@transaction.atomic
def retract(event: CaseEvent, *, reason: str, by: Actor) -> CaseEvent:
    """Take back a wrong entry by a further one that says why; what followed from it goes too.

    Raises: NotAllowed, CaseClosed, CannotRetract, FileForbids, BadEvent without a reason.
            Nothing is written when it raises.
    """
    case = _locked(_case_of(event, by), by=by)
    by.require("development.retract", at=case.organization)
    opened = dossier(case, by=by)
    act = next(act for act in opened.acts if act.row.pk == event.pk)
    if not act.stands:
        raise CannotRetract(_("Việc này đã được rút rồi."))
    check_departure({"reason": reason})

    with _refusals_of_the_file():
        row = _retraction(case, act, reason.strip(), by)
        opened = dossier(case, by=by)
        UNDONE.get(act.kind, _none)(opened, act, by)
    projection.write(opened, by=by)
    audit.record("development.retract", case, by=by, event=row.pk, retracts=event.pk)
    return row


@transaction.atomic
def close(case: Case, *, on: date, by: Actor) -> Case:
    """Close a case from the day ``on``: nothing more is due in it and nothing is entered.

    Raises: NotAllowed, CaseClosed, BadDay.
    """
    case = _locked(case, by=by)
    by.require("development.open_case", at=case.organization)
    _require_day(on, since=case.opened_on, by=by)
    case.closed_on = on
    case.save(update_fields=["closed_on"])
    audit.record("development.close", case, by=by, on=on.isoformat())
    return case


@transaction.atomic
def withdraw_person(person: Person, *, on: date, by: Actor) -> Case | None:
    """End a person's agreement to being followed; no reason is asked.

    Reading: before an application nothing of the person is left. After it the case stays, with
             the withdrawal as an act in it, and is closed; it is returned. Who may record a
             withdrawal needs no sight of the case for that.
    Raises:  NotAllowed, people's NoSuchConsent.
    """
    person = _locked_person(person, by=by)
    people.withdraw(person, Purpose.DEVELOPMENT, on=on, by=by)
    if not _applied(person):
        forget(person, by=by)
        return None
    following = by.lent(OF_A_WITHDRAWAL, of="people.withdraw")
    case = _open_cases(person, by=following).first()
    if case is not None:
        record(case, Event("withdrawn", on), by=following)
        close(case, on=on, by=following)
    return case


@transaction.atomic
def withdraw_purpose(person: Person, purpose: str, *, on: date, by: Actor) -> None:
    """End a person's agreement to one further purpose and judge the case anew, closed ones too.

    Reading: what only that agreement let anybody record is unknown from now on, and no verdict
             rests on it.
    Raises:  as ``people.operations.withdraw``.
    """
    people.withdraw(person, purpose, on=on, by=by)
    following = by.lent(OF_A_WITHDRAWAL, of="people.withdraw")
    for case in Case.objects.visible_to(following).filter(person=person):
        projection.refresh(case, by=following)


@transaction.atomic
def forget(person: Person, *, by: Actor) -> None:
    """Erase somebody with every case and act: the only thing that deletes events.

    Raises: NotAllowed, AlreadyApplied, people's StillHeld. Nothing is deleted when it raises.
    """
    person = _locked_person(person, by=by)
    if _applied(person):
        raise AlreadyApplied(_("Người này đã nộp đơn: ghi việc xin rút, không xoá hồ sơ."))
    with unscoped("erasing reaches every row of the person"):
        acts = CaseEvent.unscoped.filter(case__person=person)
        acts.filter(retracts__isnull=False).delete()
        acts.delete()
        Case.unscoped.filter(person=person).delete()
    people.erase(person, by=by)


@transaction.atomic
def correct_person(
    person: Person, changes: Mapping[str, Any], *, reason: str, by: Actor, seen: str = ""
) -> Person:
    """Change what is wrong in a person's file and judge the open case anew.

    Raises: as ``people.operations.correct``.
    """
    corrected = people.correct(person, changes, reason=reason, by=by, seen=seen)
    for case in _open_cases(person, by=by):
        projection.refresh(case, by=by)
    return corrected


@transaction.atomic
def freeze(person: Person, field: str, *, words: str, by: Actor) -> None:
    """Put a disputed field out of use and judge the open case without it.

    Raises: as ``people.operations.freeze``.
    """
    people.freeze(person, field, words=words, by=by)
    for case in _open_cases(person, by=by):
        projection.refresh(case, by=by)


@transaction.atomic
def thaw(person: Person, field: str, *, by: Actor) -> None:
    """Bring a disputed field back into use and judge the open case anew.

    Raises: as ``people.operations.thaw``.
    """
    people.thaw(person, field, by=by)
    for case in _open_cases(person, by=by):
        projection.refresh(case, by=by)


# --- rules and pieces ---------------------------------------------------------------------------


@contextmanager
def _refusals_of_the_file() -> Iterator[None]:
    try:
        yield
    except (PeopleRefused, vault.NoConsent) as refusal:
        raise FileForbids(str(refusal)) from refusal


def _locked(case: Case, *, by: Actor) -> Case:
    seats = by.seats(Case.view_action)
    hold(case.organization_id)
    for row in _lock(case=case.pk, seats=seats, today=by.today):
        row.person.organization = row.organization  # the keeper of both is one
        above = {tier: getattr(row, f"under_{tier}") for tier in Tier.values}
        row.organization.stands_under(by.today, above)
        if row.closed_on is not None:
            raise CaseClosed(_("Hồ sơ này đã đóng."))
        return row
    raise Case.DoesNotExist(case.pk)


def _select_to_lock(case: int, seats: list[Seat], today: date) -> QuerySet[Case]:
    stands = "organization__placements__"
    seen = Case.objects.seen_from(seats, on=today).filter(
        Q(**{f"{stands}valid_from__lte": today, f"{stands}valid_to__gt": today}), pk=case
    )
    above = {f"under_{tier}": F(f"{stands}{tier}") for tier in Tier.values}
    found = seen.select_related("person", "organization").annotate(**above)
    return found.select_for_update(of=("self",))


_lock = Prepared(_select_to_lock)


def _locked_person(person: Person, *, by: Actor) -> Person:
    seen = Person.objects.visible_to(by).select_related("organization")
    return seen.select_for_update(of=("self",)).get(pk=person.pk)


def _open_cases(person: Person, *, by: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(by).filter(person=person, closed_on__isnull=True)


def _case_of(event: CaseEvent, by: Actor) -> Case:
    seen = CaseEvent.objects.visible_to(by).select_related("case")
    return seen.get(pk=event.pk).case


def _require_day(on: date, *, since: date | None, by: Actor) -> None:
    if since is None:
        raise NoBirthday
    if not since <= on <= by.today:
        first, last = f"{since:%d/%m/%Y}", f"{by.today:%d/%m/%Y}"
        raise BadDay(
            _("%(day)s: phải là một ngày từ %(first)s đến %(last)s.")
            % {"day": f"{on:%d/%m/%Y}", "first": first, "last": last}
        )


def _require_unchanged(opened: Dossier, seen: int | None) -> None:
    if seen is not None and seen != opened.last_event:
        raise ChangedMeanwhile(
            _("Có người vừa ghi thêm vào hồ sơ này. Xin xem lại rồi hãy ghi tiếp.")
        )


def _same(opened: Dossier, event: Event, by: Actor) -> CaseEvent | None:
    """The row of the same act entered before by the same person: a form sent twice."""
    for act in opened.standing():
        if act.row.recorded_by == by.user_id and act.event == event:
            return act.row
    return None


def _against(opened: Dossier, event: Event) -> list[Finding]:
    """What forbids a decision on its own day and was not departed from before.

    Reading: a day before the first regulation known forbids nothing.
    """
    if event.type not in DECISIONS or event.fields.get("admitted") is False:
        return []
    known = RESULTS.union(*(act.against for act in opened.standing()))
    verdict = opened.verdict_if_any(event.on, adding=event)
    findings = verdict.findings if verdict else ()
    return [found for found in findings if found.blocks and found.code not in known]


def _enter(
    opened: Dossier,
    event: Event,
    against: Sequence[Finding],
    despite: Departure | None,
    by: Actor,
) -> Act:
    """Write the row of an act."""
    departure = asdict(despite) if despite and against else None
    if departure:
        check_departure(departure)
    columns, hidden = _written(event, against, departure)
    columns |= {
        "case": opened.case,
        "organization": opened.case.organization,
        "happened_on": event.on,
        "happened_in_id": _where(opened, event),
        "sealed": vault.seal_event(opened.case.person, hidden) if hidden else None,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    row = CaseEvent(**columns)
    bulk.add(row)
    return Act(row, event, event["note"], _codes(against), departure)


def _where(opened: Dossier, event: Event) -> int:
    """The organisation in which an act happened: a follow-up begins at the destination."""
    keeper = opened.case.organization_id
    if event.type == "followup_started" and opened.ground.stands(keeper, event.on):
        return keeper
    return opened.stood_in(event.on)


def _written(
    event: Event, against: Sequence[Finding], departure: dict[str, str] | None
) -> tuple[Any, dict[str, Any]]:
    """What columns hold of an act, and what is sensitive about it and goes under seal."""
    fields = dict(event.fields)
    words = {"document": fields.pop("document", ""), "note": fields.pop("note", "")}
    columns = {"type": event.type, "fields": fields, **words}
    hidden: dict[str, Any] = {}
    if event.type in SENSITIVE_EVENTS:
        hidden |= columns
        columns = {"type": SEALED, "fields": {}, "document": "", "note": ""}
    shown = _codes([found for found in against if not found.sensitive])
    secret = [code for code in _codes(against) if code not in shown]
    if secret:
        hidden |= {"against": secret, "despite": departure}
    return {**columns, "against": list(shown), "despite": None if secret else departure}, hidden


def _codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({found.code for found in findings}))


def _retraction(case: Case, act: Act, reason: str, by: Actor) -> CaseEvent:
    """Write the row that takes an act back; the reason is as secret as the act."""
    hidden = act.row.sealed is not None
    return CaseEvent.objects.create(
        case=case,
        organization=case.organization,
        type=RETRACTION,
        happened_on=by.today,
        happened_in=case.organization,
        note="" if hidden else reason,
        sealed=vault.seal_event(case.person, {"note": reason}) if hidden else None,
        retracts=act.row,
        recorded_at=by.at,
        recorded_by=by.user_id,
    )


def _applied(person: Person) -> bool:
    """Whether the application, or anything that comes after one, is on record."""
    with unscoped("whether somebody applied does not turn on who asks"):
        acts = CaseEvent.unscoped.filter(case__person=person, type__in=FROM_APPLICATION)
        return acts.filter(retracted_by__isnull=True).exists()


# --- what follows from an act -------------------------------------------------------------------


def _none(opened: Dossier, act: Act, by: Actor) -> None:
    """Nothing follows."""


def _membership_begins(opened: Dossier, act: Act, by: Actor) -> None:
    if not _memberships(opened, by).filter(joined_on=act.on).exists():
        people.begin_membership(opened.case.person, joined_on=act.on, by=by)


def _membership_never_began(opened: Dossier, act: Act, by: Actor) -> None:
    if _memberships(opened, by).filter(joined_on=act.on).exists():
        people.cancel_membership(opened.case.person, by=by)


def _recognition(opened: Dossier, act: Act, by: Actor) -> None:
    verdict = opened.verdict_if_any(act.on)
    full_from = verdict.dates.full_member_from if verdict else None
    if full_from is not None:
        people.recognise(opened.case.person, full_from=full_from, by=by)


def _recognition_undone(opened: Dossier, act: Act, by: Actor) -> None:
    if _memberships(opened, by).filter(full_from__isnull=False).exists():
        people.cancel_recognition(opened.case.person, by=by)


def _memberships(opened: Dossier, by: Actor) -> Any:
    seen = Membership.objects.visible_to(by)
    return seen.filter(person=opened.case.person, left_on__isnull=True)


Consequence = Callable[[Dossier, Act, Actor], None]
CONSEQUENCES: dict[str, Consequence] = {
    "admission_ceremony": _membership_begins,
    "recognition_decision": _recognition,
}
UNDONE: dict[str, Consequence] = {
    "admission_ceremony": _membership_never_began,
    "recognition_decision": _recognition_undone,
}

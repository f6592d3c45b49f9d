"""What is decided about meetings: called, changed, called off, counted. One decision a function.

The acts themselves go through ``development.operations.record``, in one transaction with the
count: all of a meeting is recorded, or nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import operations as development
from nguon.development.facts import Refused as CaseRefused
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import AgainstTheRules, Departure
from nguon.meetings import queries, ripe
from nguon.meetings.counting import Ballots, Count, Fault
from nguon.meetings.models import LISTING, Matter, Meeting, Way
from nguon.meetings.queries import Entry, event_of, faults_of
from nguon.organizations import queries as tree
from nguon.organizations.holding import hold
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rulebook import Event
from nguon.sources import lists
from nguon.sources.checks import Refused as SourcesRefused

MOST_VOTERS = 300
MOST_PEOPLE = 30
FARTHEST = timedelta(days=366)


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""

    field = ""


class BadDay(Refused):
    """The day lies where it cannot."""

    field = "met_on"


class BadNumber(Refused):
    """More, or fewer, than a meeting can have."""

    field = "voters"


class CalledAlready(Refused):
    """There is a meeting of that place on that day."""

    field = "met_on"


class Over(Refused):
    """The meeting was called off, or its votes are recorded, or are not."""


class NotOffered(Refused):
    """Somebody cannot be considered by this meeting."""


class DoesNotAddUp(Refused):
    """The count is not a count; ``faults`` names each place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in faults))


class Forbidden(Refused):
    """Rules forbid some of the acts; ``refusals`` by the reference of the person."""

    def __init__(self, refusals: Mapping[str, str]) -> None:
        self.refusals = dict(refusals)
        super().__init__(" ".join(refusals.values()))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where, when and how a meeting is held; ``agenda`` has a point a line."""

    met_on: date
    voters: int
    starts_at: time | None = None
    venue: str = ""
    chair: str = ""
    secretary: str = ""
    agenda: str = ""
    way: str = Way.EACH


@transaction.atomic
def call(place: Organization, plan: Plan, *, by: Actor) -> Meeting:
    """Call a meeting of a cell or a committee.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    place = Organization.objects.select_for_update().get(pk=place.pk)
    by.require("meetings.call", at=place)
    _require_plan(plan, by)
    _require_free(place, plan.met_on, None, by)
    with _alone_that_day(place, plan.met_on, by):
        meeting: Meeting = Meeting.objects.create(
            organization=place, called_at=by.at, called_by_id=by.user_id, **_columns(plan)
        )
    audit.record("meetings.call", meeting, by=by, on=plan.met_on.isoformat())
    return meeting


@transaction.atomic
def change(meeting: Meeting, plan: Plan, *, by: Actor, seen: str = "") -> Meeting:
    """Hold a meeting at another time, place or in another way; who is considered stays.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    meeting = _open(meeting, by, seen)
    _require_plan(plan, by)
    _require_free(meeting.organization, plan.met_on, meeting, by)
    columns = _columns(plan)
    for name, value in columns.items():
        setattr(meeting, name, value)
    with _alone_that_day(meeting.organization, plan.met_on, by):
        meeting.save(update_fields=list(columns))
    audit.record("meetings.change", meeting, by=by, on=plan.met_on.isoformat())
    return meeting


@transaction.atomic
def choose(
    meeting: Meeting, people: Collection[str], *, by: Actor, seen: str = ""
) -> list[Matter]:
    """Put on the agenda whom the meeting is to consider, and nobody else.

    Shape:   ``people`` are references of persons, in the order of the agenda.
    Reading: who still needs something may be put on it: by the day it may be there.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    meeting = _open(meeting, by, seen)
    offered = ripe.by_person(ripe.offers(meeting.organization, on=meeting.met_on, by=by))
    wanted = list(dict.fromkeys(people))
    if len(wanted) > MOST_PEOPLE:
        raise NotOffered(_("Một cuộc họp xét nhiều nhất %d người.") % MOST_PEOPLE)
    if set(wanted) - offered.keys():
        raise NotOffered(_("Có người không còn chờ cuộc họp này xét. Xin chọn lại."))
    Matter.objects.visible_to(by).filter(meeting=meeting, event__isnull=True).delete()
    rows = [
        Matter(
            organization=meeting.organization,
            meeting=meeting,
            person=offered[ref].person,
            kind=offered[ref].kind,
            position=place,
        )
        for place, ref in enumerate(wanted, 1)
    ]
    Matter.objects.bulk_create(rows)
    audit.record("meetings.choose", meeting, by=by, people=len(rows))
    return rows


@transaction.atomic
def call_off(meeting: Meeting, *, why: str, by: Actor, seen: str = "") -> Meeting:
    """Say that a meeting is not held, and why.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    meeting = _open(meeting, by, seen)
    if not tidy(why):
        raise Refused(_("Phải ghi lý do hoãn họp."))
    meeting.called_off_at, meeting.called_off_why = by.at, tidy(why)
    meeting.save(update_fields=["called_off_at", "called_off_why"])
    audit.record("meetings.call_off", meeting, by=by)
    return meeting


@transaction.atomic
def confirm(meeting: Meeting, count: Count, *, by: Actor, seen: str = "") -> Meeting:
    """Take over the count of a meeting: each vote becomes the act in the case, or none does.

    Reading: a lost vote is recorded as it is. Against a finding an act needs a departure. Who was
             not voted on stays as before. Nothing but totals is kept.
    Raises:  NotAllowed, Refused (DoesNotAddUp, Forbidden), versions.ChangedMeanwhile. Nothing is
             written when it raises.
    Source:  vote.cell, vote.committee, vote.recognition.
    """
    meeting = _open(meeting, by, seen)
    if meeting.met_on > by.today:
        raise BadDay(_("Chưa tới ngày họp: chưa có kết quả để ghi."))
    entries = _entries(meeting, by)
    if faults := list(faults_of(count, entries)):
        raise DoesNotAddUp(faults)
    _record(meeting, entries, count, by)
    _list(meeting, entries, count, by)
    for name, number in asdict(count.attendance).items():
        setattr(meeting, name, number)
    meeting.counted_at = by.at
    meeting.save(update_fields=[*asdict(count.attendance), "counted_at"])
    audit.record("meetings.confirm", meeting, by=by, votes=len(count.ballots))
    return meeting


@transaction.atomic
def reopen(meeting: Meeting, *, why: str, by: Actor, seen: str = "") -> Meeting:
    """Take a count back that was entered wrongly: its acts are retracted, to be entered anew.

    Reading: whom the cell listed stays listed; that is taken back in the case. The meeting keeps
             the reason.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    meeting = _locked(meeting, by, seen)
    if meeting.counted_at is None:
        raise Over(_("Cuộc họp này chưa ghi kết quả."))
    if not tidy(why):
        raise Refused(_("Phải ghi vì sao kết quả đã ghi là sai."))
    for matter in queries.matters_of(meeting, by=by):
        if matter.event and matter.kind != LISTING:
            _take_back(matter, why, by)
    meeting.counted_at, meeting.reopened_why = None, tidy(why)
    meeting.save(update_fields=["counted_at", "reopened_why"])
    audit.record("meetings.reopen", meeting, by=by)
    return meeting


# --- pieces -------------------------------------------------------------------------------------


def _locked(meeting: Meeting, by: Actor, seen: str) -> Meeting:
    hold(meeting.organization_id)
    rows = Meeting.objects.visible_to(by).select_related("organization")
    row: Meeting = rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    by.require("meetings.call", at=row.organization)
    versions.require_same(queries.mark_of(row, queries.matters_of(row, by=by)), seen)
    return row


def _open(meeting: Meeting, by: Actor, seen: str) -> Meeting:
    row = _locked(meeting, by, seen)
    if row.called_off_at:
        raise Over(_("Cuộc họp này đã hoãn."))
    if row.counted_at:
        raise Over(_("Cuộc họp này đã ghi kết quả."))
    return row


def _columns(plan: Plan) -> dict[str, object]:
    words = {name: tidy(getattr(plan, name)) for name in ("venue", "chair", "secretary")}
    points = (tidy(line) for line in plan.agenda.splitlines())
    return {**asdict(plan), **words, "agenda": "\n".join(point for point in points if point)}


def _require_plan(plan: Plan, by: Actor) -> None:
    if plan.met_on > by.today + FARTHEST:
        raise BadDay(_("Ngày họp nhiều nhất là một năm tới."))
    if not 1 <= plan.voters <= MOST_VOTERS:
        raise BadNumber(_("Số phiếu phải từ 1 đến %d.") % MOST_VOTERS)


def _require_free(place: Organization, on: date, but: Meeting | None, by: Actor) -> None:
    rows = Meeting.objects.visible_to(by).filter(
        made_for=but.made_for_id if but else place.pk, met_on=on, called_off_at__isnull=True
    )
    if rows.exclude(pk=but.pk if but else None).exists():
        raise _called_already(place, on, by)


@contextmanager
def _alone_that_day(place: Organization, on: date, by: Actor) -> Iterator[None]:
    """Say in words that another meeting is called: at this very moment, or out of sight."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise _called_already(place, on, by) from taken


def _called_already(place: Organization, on: date, by: Actor) -> CalledAlready:
    told = {"place": tree.name_on(place, by.today), "day": f"{on:%d/%m/%Y}"}
    return CalledAlready(_("%(place)s đã có cuộc họp ngày %(day)s.") % told)


def _entries(meeting: Meeting, by: Actor) -> dict[str, Entry]:
    found = queries.whole(meeting.ref, by=by).entries
    return {entry.ref: entry for entry in found if entry.ref}


def _record(meeting: Meeting, entries: Mapping[str, Entry], count: Count, by: Actor) -> None:
    """Enter every vote; what the rules forbid is told of all of them at once."""
    refusals: dict[str, str] = {}
    for ref, vote in count.ballots.items():
        entry = _wanted(entries, ref)
        event = event_of(entry, count, vote, meeting.met_on)
        try:
            row = _enter(entry, event, count.despite.get(ref), by)
        except AgainstTheRules as refusal:
            refusals[ref] = f"{entry.name}: {refusal}"
        except CaseRefused as refusal:
            raise Refused(f"{entry.name}: {refusal}") from refusal
        else:
            _keep(entry.matter, vote, row, count.documents.get(ref, ""))
    if refusals:
        raise Forbidden(refusals)


def _wanted(entries: Mapping[str, Entry], ref: str) -> Entry:
    entry = entries.get(ref)
    if entry is None or entry.opened is None or entry.matter.kind == LISTING:
        raise NotOffered(_("Có người không thuộc cuộc họp này."))
    if entry.matter.event_id:
        raise Over(_("%s: kết quả đã ghi rồi.") % entry.name)
    return entry


def _enter(entry: Entry, event: Event, despite: Departure | None, by: Actor) -> CaseEvent:
    case: Case | None = entry.opened.case if entry.opened else None
    if case is None:
        raise NotOffered(_("Có người không thuộc cuộc họp này."))
    return development.record(case, event, by=by, despite=despite)


def _keep(matter: Matter, vote: Ballots, row: CaseEvent, document: str) -> None:
    for name, number in asdict(vote).items():
        setattr(matter, name, number)
    matter.event, matter.document = row, tidy(document)
    matter.save(update_fields=[*asdict(vote), "event", "document"])


def _list(meeting: Meeting, entries: Mapping[str, Entry], count: Count, by: Actor) -> None:
    """Enter the monthly resolution by which the cell listed some of those put forward."""
    wanted = [entries[ref].matter for ref in count.listed if ref in entries]
    fresh = [matter for matter in wanted if matter.kind == LISTING and not matter.event_id]
    if not fresh:
        return
    document = next((count.documents.get(ref, "") for ref in count.listed), "")
    people = Person.objects.visible_to(by).in_bulk([matter.person_id for matter in fresh])
    try:
        made = lists.resolve(
            meeting.organization,
            met_on=meeting.met_on,
            document=document,
            listed=[people[matter.person_id] for matter in fresh],
            struck={},
            by=by,
        )
    except SourcesRefused as refusal:
        raise Refused(str(refusal)) from refusal
    acts = {line.case.person_id: line.event for line in lists.lines_of(made, by=by)}
    for matter in fresh:
        matter.event, matter.document = acts[matter.person_id], tidy(document)
        matter.save(update_fields=["event", "document"])


def _take_back(matter: Matter, why: str, by: Actor) -> None:
    event = matter.event
    if event is None:
        return
    if not CaseEvent.objects.visible_to(by).filter(retracts=event).exists():
        try:
            development.retract(event, reason=why, by=by)
        except CaseRefused as refusal:
            raise Refused(str(refusal)) from refusal
    matter.event = None
    matter.save(update_fields=["event"])

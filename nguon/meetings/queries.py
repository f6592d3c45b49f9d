"""What pages show of meetings: those to come and held, one as a whole, how a vote came out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nguon.core import versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import words
from nguon.development.facts import Dossier, NoBirthday, dossiers
from nguon.development.models import Case
from nguon.meetings.counting import (
    Ballots,
    Count,
    Fault,
    faults_of_attendance,
    faults_of_ballots,
    fields_of,
)
from nguon.meetings.models import LISTING, Matter, Meeting, Pack
from nguon.meetings.ripe import Needs, needs_of
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier
from nguon.people.models import Person
from nguon.rulebook import Event, NoRuleInForce, load
from nguon.rulebook.explain.account import judge_of, of_vote
from nguon.rulebook.explain.reckoning import sentence
from nguon.sources import lists

BALLOTS = 3  # of recognition; see vote.ballots
COLUMNS = (
    *("met_on", "starts_at", "venue", "chair", "secretary", "agenda", "way", "voters"),
    *("called_off_at", "counted_at"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of a list, where it is, and how many it considers."""

    meeting: Meeting
    place: str
    people: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a vote comes out: the base, what suffices, and by which rule; ``sums`` in words."""

    counted: int
    needed: int
    yes: int
    passed: bool
    rule: str
    instrument: str
    point: str
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody whom a meeting considers. ``opened`` is nothing where the case is out of sight.

    ``gone``: the file went elsewhere since, so that even the name is not told here. ``needs`` is
    nothing once the act is recorded, ``outcome`` before.
    """

    matter: Matter
    name: str
    ref: str
    opened: Dossier | None
    needs: Needs | None = None
    outcome: Outcome | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """One meeting with all that its page shows; ``mark`` goes back with its forms."""

    meeting: Meeting
    place: str
    tier: str
    entries: tuple[Entry, ...]
    packs: tuple[Pack, ...]
    mark: str

    @property
    def is_of_a_cell(self) -> bool:
        return self.tier == Tier.CELL

    @property
    def is_open(self) -> bool:
        return self.meeting.counted_at is None and self.meeting.called_off_at is None

    @property
    def voted(self) -> tuple[Entry, ...]:
        """Those on whom there is a vote to count: all but those to be listed."""
        return tuple(entry for entry in self.entries if entry.matter.kind != LISTING)


def meetings(*, by: Actor, organization: Organization | None = None) -> QuerySet[Meeting]:
    """The meetings in sight, the latest first."""
    rows = Meeting.objects.visible_to(by).select_related("organization")
    if organization is not None:
        rows = rows.filter(organization__in=tree.subtree(organization, on=by.today))
    return rows.order_by("-met_on", "-pk")


def coming(*, by: Actor, organization: Organization | None = None) -> list[Line]:
    """Those from today on that were not called off and not counted, the nearest first."""
    rows = meetings(by=by, organization=organization).filter(
        met_on__gte=by.today, called_off_at__isnull=True, counted_at__isnull=True
    )
    return named(rows.order_by("met_on", "pk"), by=by)


def uncounted(*, by: Actor, action: str = "") -> QuerySet[Meeting]:
    """Those that were neither called off nor counted, in no order.

    Shape: ``action``: only where the actor may do that.
    """
    rows = Meeting.objects.visible_to(by, action=action)
    return rows.filter(called_off_at__isnull=True, counted_at__isnull=True)


def held(*, by: Actor, organization: Organization | None = None) -> QuerySet[Meeting]:
    """Those that are over, counted or called off, the latest first."""
    rows = meetings(by=by, organization=organization)
    ahead = rows.filter(met_on__gte=by.today, called_off_at__isnull=True, counted_at__isnull=True)
    return rows.exclude(pk__in=ahead.values("pk"))


def named(rows: Iterable[Meeting], *, by: Actor) -> list[Line]:
    """The same with the names of their places on their day and how many they consider."""
    found = list(rows)
    if not found:
        return []
    names = tree.Names.of({row.organization_id for row in found})
    matters = Matter.objects.visible_to(by).filter(meeting__in=found)
    counts: dict[int, int] = {}
    for number in matters.values_list("meeting", flat=True):
        counts[number] = counts.get(number, 0) + 1
    return [
        Line(row, names.on(row.organization_id, row.met_on).name, counts.get(row.pk, 0))
        for row in found
    ]


def whole(ref: str, *, by: Actor) -> Whole:
    """Return one meeting with its people, what they need and how they were voted on.

    Raises: Meeting.DoesNotExist, also for what the actor may not see.
    """
    meeting = Meeting.objects.visible_to(by).select_related("organization").get(ref=ref)
    matters = matters_of(meeting, by=by)
    version = tree.version_on(meeting.organization, meeting.met_on)
    packs = Pack.objects.visible_to(by).filter(meeting=meeting).order_by("-pk")
    return Whole(
        meeting,
        tree.name_on(meeting.organization, meeting.met_on),
        version.tier if version else "",
        tuple(_entries(matters, meeting, by)),
        tuple(packs),
        mark_of(meeting, matters),
    )


def matters_of(meeting: Meeting, *, by: Actor) -> list[Matter]:
    """Whom a meeting considers, in the order of its agenda."""
    rows = Matter.objects.visible_to(by).filter(meeting=meeting)
    return list(rows.select_related("event").order_by("position", "pk"))


def mark_of(meeting: Meeting, matters: Sequence[Matter]) -> str:
    """The mark of a meeting and of whom it considers, for the page that shows it."""
    told = {name: getattr(meeting, name) for name in COLUMNS}
    people = [[matter.person_id, matter.kind, matter.event_id] for matter in matters]
    return versions.mark_of({**told, "people": people})


def voters_at(place: Organization, *, by: Actor) -> list[str]:
    """Names of the full members whose file a cell keeps; none at a committee."""
    version = tree.version_on(place, by.today)
    if version is None or version.tier != Tier.CELL:
        return []
    return [member.full_name for member in lists.full_members(place, on=by.today, by=by)]


def outcome_of(opened: Dossier, event: Event, *, recorded: bool = False) -> Outcome | None:
    """Reckon one vote by the rulebook; nothing where no rule can be applied.

    Shape: ``recorded``: the act is among those of the case already.
    """
    try:
        facts = opened.facts(event.on, adding=None if recorded else event)
        course = judge_of(facts, event.on).course
    except (NoBirthday, NoRuleInForce):
        return None
    if event.type not in course.votes:
        return None
    vote, shown = course.votes[event.type][0], of_vote(event.type, course)
    cited = shown.provision.citation
    return Outcome(
        vote.counted,
        vote.needed,
        vote.yes,
        vote.passed,
        shown.rule,
        cited.instrument,
        cited.point or "",
        tuple(sentence(line, words.language(), load()) for line in shown.sums),
    )


def faults_of(count: Count, entries: Mapping[str, Entry]) -> Iterator[Fault]:
    """Yield everything that does not add up, the attendance first, then person by person."""
    yield from faults_of_attendance(count.attendance)
    for ref, vote in count.ballots.items():
        name = entries[ref].name if ref in entries else ref
        yield from faults_of_ballots(ref, name, vote, count.attendance)


def event_of(entry: Entry, count: Count, vote: Ballots, on: date) -> Event:
    """Return the act that a vote becomes: totals, the number of the resolution, which ballot."""
    matter = entry.matter
    told: dict[str, object] = dict(fields_of(matter.kind, count.attendance, vote))
    if matter.kind == "recognition_resolution" and entry.opened:
        before = sum(act.kind == matter.kind for act in entry.opened.standing())
        told["ballot"] = min(before + 1, BALLOTS)
    if document := tidy(count.documents.get(entry.ref, "")):
        told["document"] = document
    return Event(matter.kind, on, told)


def reckoned(whole: Whole, count: Count) -> list[Entry]:
    """How the votes would come out as they were counted so far; nothing is written.

    Shape: those on whom there is a vote that adds up, each with its outcome.
    """
    wrong = {fault.whom for fault in faults_of(count, {one.ref: one for one in whole.entries})}
    if "" in wrong:
        return []
    found = []
    for entry in whole.voted:
        vote = count.ballots.get(entry.ref)
        if vote is not None and entry.opened and entry.ref not in wrong:
            event = event_of(entry, count, vote, whole.meeting.met_on)
            found.append(replace(entry, outcome=outcome_of(entry.opened, event)))
    return found


def dossiers_of(matters: Sequence[Matter], *, by: Actor) -> Mapping[int, Dossier]:
    """The cases of the people considered, as far as they are in sight, by number of the person.

    Reading: the case of the recorded act, before it the open one.
    """
    cases = Case.objects.visible_to(by).select_related("person", "organization")
    held = {matter.event.case_id for matter in matters if matter.event}
    waiting = [matter.person_id for matter in matters if not matter.event]
    done = list(cases.filter(pk__in=held))
    still = list(cases.filter(person__in=waiting, closed_on__isnull=True))
    return {each.case.person_id: each for each in dossiers([*done, *still], by=by)}


def _entries(matters: Sequence[Matter], meeting: Meeting, by: Actor) -> list[Entry]:
    people = Person.objects.visible_to(by).in_bulk([matter.person_id for matter in matters])
    opened = dossiers_of(matters, by=by)
    return [
        _entry(matter, people.get(matter.person_id), opened.get(matter.person_id), meeting)
        for matter in matters
    ]


def _entry(
    matter: Matter, person: Person | None, opened: Dossier | None, meeting: Meeting
) -> Entry:
    if person is None:
        return Entry(matter, _("Hồ sơ đã chuyển nơi khác"), "", None, gone=True)
    plain = Entry(matter, person.full_name, person.ref, opened)
    if opened is None or matter.kind == LISTING:
        return plain
    if matter.event_id is None:
        needs = _needs(opened, matter.kind, meeting.met_on)
        return Entry(matter, person.full_name, person.ref, opened, needs)
    act = next((act for act in opened.standing() if act.row.pk == matter.event_id), None)
    if act is None or act.event is None:
        return plain
    came = outcome_of(opened, act.event, recorded=True)
    return Entry(matter, person.full_name, person.ref, opened, None, came)


def _needs(opened: Dossier, kind: str, on: date) -> Needs | None:
    try:
        return needs_of(opened, kind, on)
    except NoRuleInForce:
        return None

"""What pages show of members: lists of a place, one member's way, letters on either side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development.models import Case, CaseEvent
from nguon.development.steps import WorkStep
from nguon.membership.codes import Standing
from nguon.membership.models import (
    ELSEWHERE,
    GONE,
    WAITS,
    Departure,
    Duty,
    Note,
)
from nguon.organizations import queries as tree
from nguon.organizations.models import OPEN_END, Organization
from nguon.organizations.placement import PORTION, portions
from nguon.people.models import Membership, Person
from nguon.rulebook import NoRuleInForce, plus_months, provision

VIEW = "membership.view"
RECENT = timedelta(days=180)
RECOGNITION = (
    "new_member_course",
    "probation_review",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
)
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a place today. ``ends_on`` is the end of the probation of who is not full yet.

    ``elsewhere`` is the letter of somebody who is at another place for a while, ``leaving`` that
    of somebody whom another place is asked to take.
    """

    person: Person
    membership: Membership
    place: str
    ends_on: date | None
    elsewhere: Departure | None
    leaving: Departure | None
    removed: bool

    @property
    def is_full(self) -> bool:
        return self.membership.full_from is not None


@dataclass(frozen=True, slots=True)
class Probationer:
    """A probationary member with what is due until the recognition, and what is late and why."""

    member: Member
    case_ref: str
    helper: str
    course_on: date | None
    noted_on: date | None
    steps: tuple[WorkStep, ...]

    @property
    def late(self) -> tuple[WorkStep, ...]:
        return tuple(step for step in self.steps if step.overdue)


@dataclass(frozen=True, slots=True)
class CellDuties:
    """One cell: who does what, and who has no task yet, by name."""

    place: str
    slug: str
    duties: tuple[Duty, ...]
    without: tuple[Person, ...]


# --- one person ---------------------------------------------------------------------------------


def membership_of(person: Person, *, by: Actor) -> Membership | None:
    """Return the membership that runs, or nothing."""
    seen = Membership.objects.visible_to(by, action=VIEW)
    return seen.filter(person=person, left_on__isnull=True).first()


def probation_ends_on(membership: Membership | None) -> date | None:
    """Return the day on which a probation that runs is complete.

    Shape:  nothing for a full member, and where no regulation is held for the ceremony's day.
    Units:  months from the ceremony.
    Source: probation.length.
    """
    if membership is None or membership.full_from is not None:
        return None
    try:
        length = provision("probation.length", membership.joined_on)
    except NoRuleInForce:
        return None
    return plus_months(membership.joined_on, length.value)


# --- lists --------------------------------------------------------------------------------------


def members(
    *, by: Actor, place: Organization | None = None, kind: str = "", limit: int | None = None
) -> list[Member]:
    """List the members of places in sight today, in Vietnamese order by given name.

    Shape:   ``kind`` is a value of ``Standing``; at most five statements.
    Reading: who went for good to a place outside is none of these; who is elsewhere for a while
             is.
    """
    return _members(list(_listed(by, place, kind)[:limit]), by)


def each_member(
    *, by: Actor, place: Organization | None = None, kind: str = ""
) -> Iterator[Member]:
    """Tell the same members one after another.

    Shape: read in portions, so that memory does not grow with the list.
    """
    for portion in portions(_listed(by, place, kind).iterator(chunk_size=PORTION)):
        yield from _members(portion, by)


def probationers(*, by: Actor, place: Organization | None = None) -> list[Probationer]:
    """List those in probation by the day on which it ends, with what is due and what is late."""
    found = _members(list(_living(by, place).filter(full_from__isnull=True)), by)
    people = [member.person.pk for member in found]
    cases = open_cases(people, by)
    acts = _acts_of([case.pk for case in cases.values()], by)
    noted = _noted(people, by)
    rows = [_probationer(each, cases, acts, noted, by.today) for each in found]
    return sorted(
        rows, key=lambda row: (row.member.ends_on or OPEN_END, row.member.person.sort_key)
    )


def duties_by_cell(*, by: Actor, place: Organization | None = None) -> list[CellDuties]:
    """List by cell who has which task today, and by name who has none."""
    living = list(_living(by, place).order_by("person__sort_key", "pk"))
    held = defaultdict(list)
    today = Duty.objects.visible_to(by).filter(valid_from__lte=by.today, valid_to__gt=by.today)
    for duty in today.select_related("person").order_by("person__sort_key", "valid_from", "pk"):
        held[duty.person_id].append(duty)
    versions = tree.versions_on({row.organization_id for row in living}, by.today)
    cells: dict[int, list[Person]] = defaultdict(list)
    for row in living:
        cells[row.organization_id].append(row.person)
    found = [
        CellDuties(
            versions[number].name if number in versions else "",
            people[0].organization.slug,
            tuple(duty for person in people for duty in held.get(person.pk, ())),
            tuple(person for person in people if person.pk not in held),
        )
        for number, people in cells.items()
    ]
    return sorted(found, key=lambda cell: natural_key(cell.place))


# --- rows ---------------------------------------------------------------------------------------


def _listed(by: Actor, place: Organization | None, kind: str) -> QuerySet[Membership]:
    rows = _living(by, place)
    if kind:
        rows = rows.filter(full_from__isnull=kind == Standing.PROBATIONARY)
    return rows.order_by("person__sort_key", "pk")


def _living(by: Actor, place: Organization | None) -> QuerySet[Membership]:
    gone = Departure.objects.visible_to(by).filter(GONE, person=OuterRef("person"))
    rows = Membership.objects.visible_to(by, action=VIEW).filter(left_on__isnull=True)
    if place is not None:
        rows = rows.filter(organization__in=tree.subtree(place, on=by.today))
    return rows.exclude(Exists(gone)).select_related("person__organization")


def _members(rows: Sequence[Membership], by: Actor) -> list[Member]:
    people = [row.person_id for row in rows]
    versions = tree.versions_on({row.organization_id for row in rows}, by.today)
    letters: dict[tuple[int, bool], Departure] = {}
    for portion in portions(people):
        seen = Departure.objects.visible_to(by).filter(WAITS | ELSEWHERE, person__in=portion)
        letters |= {(letter.person_id, letter.waits): letter for letter in seen}
    removed = _removed(people, by)
    return [
        Member(
            row.person,
            row,
            versions[row.organization_id].name if row.organization_id in versions else "",
            probation_ends_on(row),
            letters.get((row.person_id, False)),
            letters.get((row.person_id, True)),
            row.person_id in removed,
        )
        for row in rows
    ]


def _removed(people: Sequence[int], by: Actor) -> set[int]:
    """Who was removed by a decision in the case and still stands on the list."""
    seen = Case.objects.visible_to(by).filter(stage=REMOVED, closed_on__isnull=True)
    found: set[int] = set()
    for portion in portions(people):
        found.update(seen.filter(person__in=portion).values_list("person_id", flat=True))
    return found


def _probationer(
    member: Member,
    cases: Mapping[int, Case],
    acts: Mapping[int, Sequence[CaseEvent]],
    noted: Mapping[int, date],
    today: date,
) -> Probationer:
    case = cases.get(member.person.pk)
    own = acts.get(case.pk, ()) if case else ()
    helpers = [act.fields.get("helper") for act in own if act.fields.get("helper")]
    courses = [act.happened_on for act in own if act.type == "new_member_course"]
    return Probationer(
        member,
        case.ref if case else "",
        helpers[-1] if helpers else "",
        courses[-1] if courses else None,
        noted.get(member.person.pk),
        steps_of(case, today),
    )


def steps_of(case: Case | None, today: date) -> tuple[WorkStep, ...]:
    steps = (WorkStep.of(step, today) for step in case.steps) if case else ()
    return tuple(step for step in steps if step.step in RECOGNITION)


def open_cases(people: Iterable[int], by: Actor) -> dict[int, Case]:
    found: dict[int, Case] = {}
    for portion in portions(people):
        seen = Case.objects.visible_to(by).filter(person__in=portion, closed_on__isnull=True)
        found |= {case.person_id: case for case in seen}
    return found


def _acts_of(cases: Iterable[int], by: Actor) -> dict[int, list[CaseEvent]]:
    kinds = ("candidate_listed", "helper_assigned", "new_member_course")
    found: dict[int, list[CaseEvent]] = defaultdict(list)
    for portion in portions(cases):
        rows = CaseEvent.objects.visible_to(by).filter(case__in=portion, type__in=kinds)
        for act in rows.filter(retracted_by__isnull=True).order_by("happened_on", "pk"):
            found[act.case_id].append(act)
    return found


def _noted(people: Iterable[int], by: Actor) -> dict[int, date]:
    found: dict[int, date] = {}
    for portion in portions(people):
        rows = Note.objects.visible_to(by).filter(person__in=portion).order_by("on")
        found |= dict(rows.values_list("person", "on"))
    return found

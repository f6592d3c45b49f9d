"""Classes with their lists, who must study, what cells counted, what movements brought."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development import queries as development
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.sources.codes import GROUPS, CourseKind, Group, MovementKind
from nguon.sources.models import (
    CellReview,
    Course,
    Invitation,
    Movement,
    Participant,
    Referral,
    Round,
)

# What the rulebook says of a certificate that is not there, or not for long.
LACKING: Final = ("certificate_expired", "certificate_missing", "certificate_expiring")
ENDING: Final = ("certificate_expired", "certificate_expiring")
FAILED: Final = Participant.Result.FAILED


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A class in a list: how many were proposed and accepted, as far as the actor sees them."""

    course: Course
    place: str
    proposed: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody on the list of a class; ``certificate`` once it stands in the case."""

    row: Participant
    name: str
    place: str
    days: tuple[date, ...]
    certificate: CaseEvent | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be sent to a class; ``due`` tells that it is what their case waits for."""

    case: Case
    place: str
    due: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who must study: which class, why, and until when, if a day decides it.

    ``failed_on`` is the last day of the latest class of that kind that ended without success.
    """

    item: development.WorkItem
    kind: CourseKind
    finding: str
    limit: date | None
    failed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What was counted of one group, and by how much it changed, if there was a time before.

    Reading: the change is that of the cells that counted both times.
    """

    group: Group
    now: int
    change: int | None


@dataclass(frozen=True, slots=True)
class CellLine:
    """What one cell counted: people of all groups, now and before; ``None`` is not counted."""

    slug: str
    place: str
    counted_on: date | None
    now: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell counted in one round, group -> people; ``counted_on`` unless it did not yet."""

    counted_on: date | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """Sources as counted: by group, by cell, and how many cells answered."""

    lines: list[Line]
    cells: list[CellLine]
    total: int

    @property
    def counted(self) -> int:
        return sum(cell.now is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class MovementLine:
    """A movement with how many people were referred out of it."""

    row: Movement
    place: str
    referred: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """The movements of one kind in a year, who took part in them and who was referred."""

    kind: MovementKind
    held: int
    took_part: int
    referred: int


# --- classes ------------------------------------------------------------------------------------


def courses(*, by: Actor, most: int = 100) -> list[CourseLine]:
    """The classes that the actor holds or may send people to, the latest first."""
    own = Course.objects.visible_to(by)
    found = list(own.order_by("-starts_on", "-pk")[:most])
    called = _invitations(by).exclude(course__in=own.values("pk"))
    latest_first = _one_each(called, "course").order_by("-course__starts_on", "-pk")
    found += [row.course for row in latest_first[:most]]
    unique = {course.pk: course for course in found}
    rows = Participant.objects.visible_to(by).filter(course__in=unique).values_list("course")
    numbers = {
        course: (proposed, accepted)
        for course, proposed, accepted in rows.annotate(Count("pk"), Count("accepted_on"))
    }
    names = names_of((course.organization_id for course in unique.values()), by)
    latest = sorted(unique.values(), key=lambda each: (each.starts_on, each.pk), reverse=True)
    return [
        CourseLine(each, names.get(each.organization_id, ""), *numbers.get(each.pk, (0, 0)))
        for each in latest[:most]
    ]


def course(ref: str, *, by: Actor) -> Course:
    """One class that the actor holds or may send people to.

    Raises: Course.DoesNotExist, also when it is out of sight.
    """
    own = Course.objects.visible_to(by).select_related("organization").filter(ref=ref)
    found: Course | None = own.first()
    if found is None:
        called: Invitation | None = _invitations(by).filter(course__ref=ref).first()
        found = called.course if called else None
    if found is None:
        raise Course.DoesNotExist(ref)
    return found


def days(course: Course) -> list[date]:
    """Every day of a class."""
    return [
        course.starts_on + timedelta(days=number)
        for number in range((course.ends_on - course.starts_on).days + 1)
    ]


def participants(course: Course, *, by: Actor) -> list[Participant]:
    """Who was proposed for a class, by name, as far as the actor sees their cases.

    Reading: whoever's case has moved on is seen by those who see the case.
    """
    rows = Participant.objects.visible_to(by).filter(course=course)
    seen = rows.filter(case__in=Case.objects.visible_to(by).values("pk"))
    with_case = seen.select_related("case__person", "organization", "course", "event")
    return list(with_case.order_by("case__person__sort_key", "pk"))


def seated(course: Course, *, by: Actor) -> list[Seated]:
    """The same as a page shows them."""
    rows = participants(course, by=by)
    names = names_of((row.organization_id for row in rows), by)
    taken_back = _taken_back(rows, by)
    return [
        Seated(
            row,
            row.case.person.full_name,
            names.get(row.organization_id, ""),
            tuple(date.fromisoformat(day) for day in row.days),
            row.event if row.event_id not in taken_back else None,
        )
        for row in rows
    ]


def certificate(row: Participant, *, by: Actor) -> CaseEvent | None:
    """The act that the certificate of somebody made, unless it was taken back since."""
    return None if row.event_id in _taken_back([row], by) else row.event


def takes_people(course: Course, *, on: date) -> bool:
    """Whether people may be put forward on a day: until the class is over.

    Reading: a class entered when it was over takes at any time whoever sat in it.
    """
    return on <= course.ends_on or timezone.localtime(course.planned_at).date() > course.ends_on


def candidates(course: Course, *, by: Actor) -> list[Candidate]:
    """Whom the actor may still propose: open cases of cells invited; who must study comes first.

    Shape: by name within both groups.
    """
    invited = Invitation.objects.visible_to(by).filter(course=course).values("organization")
    there = Participant.objects.visible_to(by).filter(course=course).values("case")
    sent = Case.objects.visible_to(by, action="sources.propose").values("pk")
    rows = Case.objects.visible_to(by).filter(organization__in=invited, closed_on__isnull=True)
    fitting = rows.filter(admitted_on__isnull=course.kind == CourseKind.AWARENESS, pk__in=sent)
    others = fitting.exclude(pk__in=there).select_related("person")
    found = list(others.order_by("person__sort_key", "pk"))
    names = names_of((case.organization_id for case in found), by)
    due = {each.item.case_ref for each in learners(by=by) if each.kind == course.kind}
    named = [
        Candidate(case, names.get(case.organization_id, ""), case.ref in due) for case in found
    ]
    return sorted(named, key=lambda each: not each.due)


def learners(*, by: Actor, organization: Organization | None = None) -> list[Learner]:
    """Who must sit in a class, again or for the first time, the most pressing first.

    Reading: the rulebook decides: a certificate missing, expired or expiring, or the class as a
             next step of the case.
    """
    found = learners_among(development.studying(by=by, organization=organization))
    failed = _failures(found, by)
    return [replace(each, failed_on=failed.get((each.item.case_ref, each.kind))) for each in found]


def learners_among(items: Iterable[development.WorkItem]) -> list[Learner]:
    """The same of cases at hand; one person may wait for two classes."""
    found = [learner for item in items for learner in _learner(item)]
    return sorted(found, key=lambda each: (_rank(each), natural_key(each.item.person_name)))


def _learner(item: development.WorkItem) -> Iterator[Learner]:
    finding = next((code for code in LACKING if code in item.findings), "")
    limits = {step.step: step.limit for step in item.steps}
    if finding or CourseKind.AWARENESS in limits:
        limit = limits.get(CourseKind.AWARENESS)
        yield Learner(item, CourseKind.AWARENESS, finding, limit)
    if CourseKind.NEW_MEMBER in limits:
        yield Learner(item, CourseKind.NEW_MEMBER, "", limits[CourseKind.NEW_MEMBER])


def _failures(found: Iterable[Learner], by: Actor) -> dict[tuple[str, str], date]:
    """By case and kind of class the last day of the latest one, if it was not passed.

    Reading: a certificate that came to its end was of a class that was passed.
    """
    without = {each.item.case_ref for each in found if each.finding not in ENDING}
    rows = Participant.objects.visible_to(by).filter(case__ref__in=without).exclude(result="")
    latest_last = rows.order_by("course__ends_on", "pk")
    columns = ("case__ref", "course__kind", "course__ends_on", "result")
    latest = {(case, kind): rest for case, kind, *rest in latest_last.values_list(*columns)}
    return {of: day for of, (day, result) in latest.items() if result == FAILED}


def _rank(learner: Learner) -> tuple[date, int]:
    order = LACKING.index(learner.finding) if learner.finding else len(LACKING)
    return learner.limit or date.max, order


# --- reviews of sources -------------------------------------------------------------------------


def rounds(*, by: Actor, most: int = 100) -> list[tuple[Round, str]]:
    """The rounds of reviewing that the actor's cells take part in, with who called for them."""
    own = Round.objects.visible_to(by)
    found = list(own.order_by("-held_on", "-pk")[:most])
    asked = CellReview.objects.visible_to(by).exclude(round__in=own.values("pk"))
    latest_first = _one_each(asked, "round").order_by("-round__held_on", "-pk")
    found += [row.round for row in latest_first.select_related("round")[:most]]
    unique = {row.pk: row for row in found}
    names = names_of((row.organization_id for row in unique.values()), by)
    latest = sorted(unique.values(), key=lambda row: (row.held_on, row.pk), reverse=True)
    return [(row, names.get(row.organization_id, "")) for row in latest[:most]]


def round_of(ref: str, *, by: Actor) -> Round:
    """One round that the actor called for, or a cell of the actor's takes part in.

    Raises: Round.DoesNotExist, also when it is out of sight.
    """
    own = Round.objects.visible_to(by).select_related("organization").filter(ref=ref)
    found: Round | None = own.first()
    if found is None:
        asked = CellReview.objects.visible_to(by).select_related("round__organization")
        row: CellReview | None = asked.filter(round__ref=ref).first()
        found = row.round if row else None
    if found is None:
        raise Round.DoesNotExist(ref)
    return found


def review(round_: Round, cell: Organization, *, by: Actor) -> CellReview:
    """What a cell counts in a round.

    Raises: CellReview.DoesNotExist, also when it is out of sight.
    """
    rows = CellReview.objects.visible_to(by).filter(round=round_, organization=cell)
    found: CellReview | None = rows.select_related("organization").order_by("pk").first()
    if found is None:
        raise CellReview.DoesNotExist(cell.pk)
    return found


def stock(
    *, by: Actor, round_: Round | None = None, organization: Organization | None = None
) -> Stock:
    """What cells counted: in one round, or the last time each of them under an organisation did.

    Shape:   groups in the order of the code list, only those somebody was counted in; cells by
             name.
    Units:   people. Who belongs to two groups was counted in both, so that the total is of
             groups; minority and women count beside them and are no part of it.
    """
    history = _histories(by, round_, organization)
    names = tree.versions_on(history, by.today)
    slugs = dict(Organization.objects.filter(pk__in=history).values_list("pk", "slug"))
    cells = [
        _cell_line(rows, slugs[number], names[number].name)
        for number, rows in history.items()
        if number in names
    ]
    return Stock(
        lines=list(_lines(history.values())),
        cells=sorted(cells, key=lambda cell: natural_key(cell.place)),
        total=sum(cell.now or 0 for cell in cells),
    )


def _histories(
    by: Actor, round_: Round | None, organization: Organization | None
) -> dict[int, list[Told]]:
    """For each cell what it told, the latest first; of a round only from that one on.

    Reading: what predecessors of a cell told in one round is together what it told.
    """
    rows = CellReview.objects.visible_to(by).select_related("round")
    if organization is not None:
        rows = rows.filter(organization__in=tree.subtree(organization, on=by.today))
    if round_ is not None:
        asked = CellReview.objects.visible_to(by).filter(round=round_)
        rows = rows.filter(organization__in=asked.values("organization"))
        earlier = Q(round__held_on__lt=round_.held_on, counted_on__isnull=False)
        rows = rows.filter(Q(round=round_) | earlier)
    else:
        rows = rows.filter(counted_on__isnull=False)
    found: dict[int, dict[int, list[CellReview]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("-round__held_on", "-round", "-pk"):
        found[row.organization_id][row.round_id].append(row)
    return {cell: list(map(_together, told.values())) for cell, told in found.items()}


def _together(reviews: Iterable[CellReview]) -> Told:
    counted = [row for row in reviews if row.counted_on is not None]
    days = [row.counted_on for row in counted if row.counted_on is not None]
    return Told(max(days, default=None), sum((Counter(row.counts) for row in counted), Counter()))


def _cell_line(rows: list[Told], slug: str, place: str) -> CellLine:
    first = rows[0]
    now = people_in(first) if first.counted_on else None
    before = people_in(rows[1]) if len(rows) > 1 else None
    return CellLine(slug, place, first.counted_on, now, before)


def people_in(row: CellReview | Told) -> int:
    """How many people a cell counted, over all groups."""
    return sum(row.counts.get(group, 0) for group in GROUPS)


def _lines(histories: Iterable[list[Told]]) -> Iterator[Line]:
    total: Counter[str] = Counter()
    again: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for first, *earlier in histories:
        if first.counted_on:
            total.update(first.counts)
            if earlier:
                again.update(first.counts)
                before.update(earlier[0].counts)
    for group in Group:
        if total[group] or before[group]:
            change = again[group] - before[group] if before else None
            yield Line(group, total[group], change)


# --- movements ----------------------------------------------------------------------------------


def movements(*, by: Actor, year: int | None = None) -> QuerySet[Movement]:
    """The movements in sight, the latest first; of a year those that began in it."""
    rows = Movement.objects.visible_to(by).select_related("organization")
    if year is not None:
        rows = rows.filter(starts_on__year=year)
    return rows.order_by("-starts_on", "-pk")


def movement(ref: str, *, by: Actor) -> Movement:
    """One movement.

    Raises: Movement.DoesNotExist, also when it is out of sight.
    """
    found: Movement = movements(by=by).get(ref=ref)
    return found


def movement_lines(*, by: Actor, year: int | None = None, most: int = 200) -> list[MovementLine]:
    """The same with how many people each brought."""
    rows = list(movements(by=by, year=year)[:most])
    names = names_of((row.organization_id for row in rows), by)
    brought = _referred(by)
    return [
        MovementLine(row, names.get(row.organization_id, ""), brought.get(row.pk, 0))
        for row in rows
    ]


def results(*, by: Actor, year: int) -> list[KindCount]:
    """What the movements of a year came to, by kind in the order of the code list.

    Reading: who took part in two movements is counted in both: nobody's name is kept. What was
             called off counts for nothing.
    """
    brought = _referred(by)
    found: dict[str, list[Movement]] = defaultdict(list)
    for row in movements(by=by, year=year).filter(called_off_on__isnull=True):
        found[row.kind].append(row)
    return [
        KindCount(
            kind,
            len(found[kind]),
            sum(row.took_part for row in found[kind]),
            sum(brought.get(row.pk, 0) for row in found[kind]),
        )
        for kind in MovementKind
        if kind in found
    ]


@dataclass(frozen=True, slots=True)
class Made:
    """How many people somebody referred on a day to one place."""

    on: date
    place: str
    number: int


def made(*, by: Actor) -> list[Made]:
    """What the actor's own account referred, the latest first.

    Reading: numbers only, which stay whatever anybody answered: a list that lost a name before
             its day would tell who refused.
    """
    own = Referral.objects.visible_to(by, action="people.referrals").filter(made_by=by.user_id)
    counted = own.order_by("-on", "organization").values_list("on", "organization")
    rows = list(counted.annotate(Count("pk")))
    names = names_of({place for _, place, _ in rows}, by)
    return [Made(day, names.get(place, ""), number) for day, place, number in rows]


def _referred(by: Actor) -> dict[int, int]:
    rows = Referral.objects.visible_to(by).filter(movement__isnull=False).order_by()
    return dict(rows.values_list("movement").annotate(Count("pk")))


# --- pieces -------------------------------------------------------------------------------------


def _invitations(by: Actor) -> QuerySet[Invitation]:
    return Invitation.objects.visible_to(by).select_related("course__organization")


def _one_each(rows: QuerySet[Any], about: str) -> QuerySet[Any]:
    """One row for each thing that rows are about, so that a limit counts things and not rows."""
    first = rows.order_by().values(about).annotate(first=Min("pk")).values("first")
    return rows.filter(pk__in=first)


def _taken_back(rows: Iterable[Participant], by: Actor) -> set[int]:
    numbers = [row.event_id for row in rows if row.event_id]
    acts = CaseEvent.objects.visible_to(by).filter(retracts__in=numbers)
    return {number for number in acts.values_list("retracts", flat=True) if number}


def names_of(numbers: Iterable[int], by: Actor) -> dict[int, str]:
    """What organisations are called on the actor's day, by number."""
    found = tree.versions_on(set(numbers), by.today)
    return {number: version.name for number, version in found.items()}

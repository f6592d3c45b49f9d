"""Who is in charge where, what stands in the way, what was promised, which cells are quiet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, Exists, Max, Model, OuterRef, QuerySet

from nguon.accounts.models import Role, RoleAssignment, User
from nguon.accounts.roles import ROLES
from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development import queries as development
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import (
    OPEN_END,
    AreaProfile,
    Organization,
    Placement,
    Tier,
    Version,
)
from nguon.organizations.models import on as valid_on
from nguon.organizations.scoping import Scoped
from nguon.supervision.models import (
    Agreement,
    Obstacle,
    ObstacleStep,
    Promise,
    Reminder,
    SpokenOf,
    Visit,
)

VIEW = "supervision.view"
ACTING = [role for role, actions in ROLES.items() if "supervision.act" in actions]
R = TypeVar("R", bound=Scoped)
M = TypeVar("M", bound=Model)


class NotACell(LookupError):
    """There is no cell of that address in sight today."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as it is called today."""

    number: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Named(Generic[R]):
    """A row with the names, as of today, of whom it concerns and of who has it in hand."""

    row: R
    place: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge of a cell today; ``instead_of`` while somebody stands in.

    ``until`` is the last day, of a charge that has one.
    """

    name: str
    username: str
    since: date
    until: date | None
    instead_of: str
    document: str


@dataclass(frozen=True, slots=True)
class Area:
    """A cell with those in charge of it, and when somebody was last there; nobody is a gap."""

    place: Place
    charges: tuple[Charge, ...]
    last_visit: date | None = None

    @property
    def is_gap(self) -> bool:
        return not self.charges


@dataclass(frozen=True, slots=True)
class Quiet:
    """A cell in which nothing was recorded for a while, with what explains it.

    ``last_act`` and ``last_visit`` are the latest on record, if any; ``households`` and ``away``
    come from the latest profile.
    """

    place: Place
    last_act: date | None
    last_visit: date | None
    open_cases: int
    households: int | None
    away: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody takes along to a cell's meeting, on paper."""

    place: Place
    charges: tuple[Charge, ...]
    cases: list[development.WorkItem]
    obstacles: list[Obstacle]
    promises: list[Promise]
    reminders: list[Reminder]


@dataclass(frozen=True, slots=True)
class Board:
    """What waits for the actor and what concerns the actor's cells, as far as a page shows it."""

    mine: list[Named[Obstacle]]
    obstacles: list[Named[Obstacle]]
    promises: list[Named[Promise]]
    reminders: list[Named[Reminder]]
    gaps: list[Place]


def board(*, by: Actor, most: int) -> Board:
    """Everything that somebody who supervises looks at first, ``most`` rows of each kind."""
    return Board(
        mine=named(obstacles(by=by, mine=True)[:most], by=by),
        obstacles=named(obstacles(by=by)[:most], by=by),
        promises=named(open_promises(by=by)[:most], by=by),
        reminders=named(unanswered(by=by)[:most], by=by),
        gaps=[area.place for area in areas(by=by) if area.is_gap],
    )


# --- who is in charge ---------------------------------------------------------------------------


def areas(
    *, by: Actor, organization: Organization | None = None, on: date | None = None
) -> list[Area]:
    """Every cell in sight with the committee members in charge of it on a day, by name of the
    cell; by default today.

    Reading: a role as member in charge reaches what stands under the place it is held at. The
             cells are those of today; who was in charge goes by the tree of the day.
    """
    day = on or by.today
    cells = _cells(by, organization)
    reached = _reached(cells, day)
    there = Visit.objects.visible_to(by).filter(attended=True, met_on__lte=day)
    seen = _latest(there, "met_on")
    return [Area(place, tuple(reached[place.number]), seen.get(place.number)) for place in cells]


def _reached(cells: Iterable[Place], day: date) -> dict[int, list[Charge]]:
    seats = _seats([cell.number for cell in cells], day)
    held: dict[int, list[Charge]] = defaultdict(list)
    rows = RoleAssignment.objects.filter(
        valid_on(day), role=Role.AREA_MEMBER, user__is_active=True,
        organization__in={seat for above in seats.values() for seat in above},
    )  # fmt: skip
    for row in rows.select_related("user", "instead_of").order_by("valid_from", "pk"):
        held[row.organization_id].append(_charge(row))
    return defaultdict(
        list,
        {cell: [each for seat in above for each in held[seat]] for cell, above in seats.items()},
    )


def _seats(numbers: list[int], day: date) -> dict[int, list[int]]:
    rows = Placement.objects.filter(valid_on(day), organization__in=numbers)
    columns = rows.values_list("organization_id", *reversed(Tier.values))
    return {number: [seat for seat in line if seat] for number, *line in columns}


def _charge(row: RoleAssignment) -> Charge:
    instead = row.instead_of.full_name if row.instead_of else ""
    until = None if row.valid_to == OPEN_END else row.valid_to - timedelta(days=1)
    name, username = row.user.full_name, row.user.username
    return Charge(name, username, row.valid_from, until, instead, row.document)


# --- obstacles ----------------------------------------------------------------------------------


def obstacles(
    *,
    by: Actor,
    organization: Organization | None = None,
    cause: str = "",
    year: int | None = None,
    closed: bool | None = False,
    mine: bool = False,
) -> QuerySet[Obstacle]:
    """The open obstacles in sight, the one due first on top; or the closed ones, latest first.

    Shape:   ``closed`` as ``None`` asks for both, the latest raised first; ``year`` is that in
             which they were raised.
    """
    rows = within(organization, Obstacle.objects.visible_to(by), by)
    rows = rows.select_related("owner", "raised_by", "organization")
    if cause:
        rows = rows.filter(cause=cause)
    if mine:
        rows = rows.filter(owner=by.user_id)
    if year is not None:
        rows = rows.filter(raised_on__year=year)
    if closed is None:
        return rows.order_by("-raised_on", "-pk")
    if closed:
        return rows.filter(closed_on__isnull=False).order_by("-closed_on", "-pk")
    return rows.filter(closed_on__isnull=True).order_by("due_on", "pk")


def in_the_way_of(case: Case, *, by: Actor) -> QuerySet[Obstacle]:
    """The open obstacles of one case, the one due first on top."""
    return obstacles(by=by).filter(case=case)


def obstacle(ref: str, *, by: Actor) -> Obstacle:
    """One obstacle; ``steps_of`` tells what was done about it.

    Raises: Obstacle.DoesNotExist, also when it is out of sight.
    """
    rows = Obstacle.objects.visible_to(by).select_related(
        "owner", "raised_by", "organization", "desk", "case"
    )
    found: Obstacle = rows.get(ref=ref)
    return found


def steps_of(obstacle: Obstacle, *, by: Actor) -> QuerySet[ObstacleStep]:
    """What was done about an obstacle, in its order."""
    rows = ObstacleStep.objects.visible_to(by).filter(obstacle=obstacle)
    return rows.select_related("recorded_by", "owner").order_by("pk")


def open_cases(cell: Organization, *, by: Actor) -> QuerySet[Case]:
    """The open cases that a cell follows, by name."""
    rows = Case.objects.visible_to(by).filter(organization=cell, closed_on__isnull=True)
    return rows.select_related("person").order_by("person__sort_key", "pk")


def possible_owners(place: Organization, *, on: date) -> list[User]:
    """Whoever may clear obstacles at ``place`` from there or from directly above it, by name."""
    near = [place, *tree.ancestors(place, on=on)[-1:]]
    held = RoleAssignment.objects.filter(valid_on(on), role__in=ACTING, organization__in=near)
    users = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return sorted(users, key=lambda user: natural_key(user.full_name))


# --- visits, promises, reminders ----------------------------------------------------------------


def visits(*, by: Actor, organization: Organization | None = None) -> QuerySet[Visit]:
    """The visits in sight, the latest first."""
    rows = within(organization, Visit.objects.visible_to(by), by)
    return rows.select_related("visitor", "organization").order_by("-met_on", "-pk")


def spoken_of(visits: Iterable[Visit], *, by: Actor) -> dict[int, list[Case]]:
    """The cases that visits spoke of, as far as the actor sees them, by number of the visit."""
    rows = SpokenOf.objects.visible_to(by).filter(visit__in=[visit.pk for visit in visits])
    seen = rows.filter(case__in=Case.objects.visible_to(by).values("pk"))
    found: dict[int, list[Case]] = defaultdict(list)
    for row in seen.select_related("case__person").order_by("case__person__sort_key", "pk"):
        found[row.visit_id].append(row.case)
    return dict(found)


def open_promises(*, by: Actor, organization: Organization | None = None) -> QuerySet[Promise]:
    """What was promised at visits and is not done, the one due first on top."""
    rows = within(organization, Promise.objects.visible_to(by), by).filter(kept_on__isnull=True)
    return rows.select_related("visit__visitor", "organization").order_by("due_on", "pk")


def unanswered(*, by: Actor, organization: Organization | None = None) -> list[Reminder]:
    """The reminders nobody answered, those that climbed highest first, then the oldest.

    Reading: of a late step only the last reminder counts, and none once the step is done.
    """
    rows = within(organization, Reminder.objects.visible_to(by), by)
    last: dict[tuple[int, str, date], Reminder] = {}
    for row in rows.select_related("case__person", "addressee", "organization").order_by("level"):
        last[row.case_id, row.step, row.due_on] = row
    open_now = (row for row in last.values() if row.answered_on is None)
    still = [row for row in open_now if _is_still_late(row)]
    return sorted(still, key=lambda row: (-row.level, row.told_on, row.pk))


def to_answer(*, by: Actor) -> list[Reminder]:
    """The reminders addressed to the very places at which the actor may answer, oldest first.

    Reading: one that has climbed is above; who was told first sees the step itself.
    """
    own = {seat.organization_id for seat in by.seats("supervision.act")}
    seen = Reminder.objects.visible_to(by)
    higher = seen.filter(
        case=OuterRef("case"), step=OuterRef("step"), due_on=OuterRef("due_on"),
        level__gt=OuterRef("level"),
    )  # fmt: skip
    rows = seen.filter(~Exists(higher), addressee__in=own, answered_on__isnull=True)
    found = rows.select_related("case__person").order_by("told_on", "pk")
    return [row for row in found if _is_still_late(row)]


def reminders(*, by: Actor, organization: Organization | None = None) -> QuerySet[Reminder]:
    """Every reminder in sight, answered or not, the latest first."""
    rows = within(organization, Reminder.objects.visible_to(by), by)
    columns = rows.select_related("case__person", "addressee", "organization", "answered_by")
    return columns.order_by("-told_on", "-pk")


def _is_still_late(reminder: Reminder) -> bool:
    limit = reminder.due_on.isoformat()
    waiting = {(step["step"], step["limit"]) for step in reminder.case.steps}
    return reminder.case.closed_on is None and (reminder.step, limit) in waiting


def agreements(*, by: Actor, organization: Organization | None = None) -> QuerySet[Agreement]:
    """What was agreed with cells and bodies, the latest first."""
    rows = within(organization, Agreement.objects.visible_to(by), by)
    return rows.select_related("organization").order_by("-on", "-pk")


def sheet(cell: Organization, *, by: Actor) -> Sheet:
    """Everything somebody needs at the meeting of a cell: cases, obstacles, what was promised.

    Raises: NotACell for what is none today, or is out of sight.
    """
    place = next((place for place in _cells(by, cell) if place.number == cell.pk), None)
    if place is None:
        raise NotACell(cell.slug)
    return Sheet(
        place=place,
        charges=tuple(_reached([place], by.today)[place.number]),
        cases=development.worklist(by=by, organization=cell),
        obstacles=list(obstacles(by=by, organization=cell)),
        promises=list(open_promises(by=by, organization=cell)),
        reminders=unanswered(by=by, organization=cell),
    )


# --- quiet cells --------------------------------------------------------------------------------


def quiet(*, since: date, by: Actor, organization: Organization | None = None) -> list[Quiet]:
    """The cells in sight where nothing was recorded since a day, in the order of their names.

    Reading: an act in a case that the cell keeps today, or a visit that was attended, counts by
             the day it happened: a file that moved away takes its acts along.
    """
    cells = _cells(by, organization)
    numbers = [cell.number for cell in cells]
    here = {"organization__in": numbers}
    acts = _latest(CaseEvent.objects.visible_to(by).filter(**here), "happened_on")
    seen = _latest(Visit.objects.visible_to(by).filter(**here, attended=True), "met_on")
    found = [
        cell
        for cell in cells
        if max(acts.get(cell.number, date.min), seen.get(cell.number, date.min)) < since
    ]
    open_cases = dict(
        Case.objects.visible_to(by)
        .filter(closed_on__isnull=True, **here)
        .values_list("organization_id")
        .annotate(Count("pk"))
    )
    profiles = _profiles([cell.number for cell in found], by.today)
    return [
        Quiet(
            cell,
            acts.get(cell.number),
            seen.get(cell.number),
            open_cases.get(cell.number, 0),
            *profiles.get(cell.number, (None, None)),
        )
        for cell in found
    ]


def named(rows: Iterable[R], *, by: Actor) -> list[Named[R]]:
    """The rows of a page with the names that their organisations bear today.

    Shape: three statements; a desk that ended is its successor's.
    """
    found = list(rows)
    desks = [_desk(row) for row in found]
    keepers = tree.keepers({desk for desk in desks if desk}, on=by.today)
    numbers = {row.organization_id for row in found} | set(keepers.values())
    names = {each: held.name for each, held in tree.versions_on(numbers, by.today).items()}
    return [
        Named(row, names.get(row.organization_id, ""), names.get(keepers.get(desk or 0, 0), ""))
        for row, desk in zip(found, desks, strict=True)
    ]


def _desk(row: Scoped) -> int | None:
    if isinstance(row, Obstacle):
        return row.desk_id
    return row.addressee_id if isinstance(row, Reminder) else None


def _latest(rows: QuerySet[CaseEvent] | QuerySet[Visit], day: str) -> dict[int, date]:
    return dict(rows.order_by().values_list("organization_id").annotate(Max(day)))


def _profiles(numbers: list[int], day: date) -> dict[int, tuple[int | None, int | None]]:
    rows = AreaProfile.objects.filter(organization__in=numbers, year__lte=day.year)
    columns = rows.order_by("year").values_list("organization_id", "households", "away")
    return {number: (households, away) for number, households, away in columns}


def within(organization: Organization | None, rows: QuerySet[M], by: Actor) -> QuerySet[M]:
    """Of rows those under an organisation of today's tree, if one is asked about."""
    if organization is None:
        return rows
    return rows.filter(organization__in=tree.subtree(organization, on=by.today))


def _cells(by: Actor, organization: Organization | None) -> list[Place]:
    there = Placement.objects.under(by.seats(VIEW), on=by.today).values("organization")
    cells = Version.objects.filter(valid_on(by.today), tier=Tier.CELL, organization__in=there)
    rows = within(organization, cells, by)
    columns = rows.values_list("organization_id", "organization__slug", "name")
    return sorted((Place(*line) for line in columns), key=lambda place: natural_key(place.name))

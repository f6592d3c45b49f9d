"""Care for each source: what was wished for, and what is to be done, by whom and until when.

Everything about a person here rests on the agreement to be followed: it is not shown once that is
withdrawn, and the daily round deletes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import queries as development
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people import consent
from nguon.people.models import Basis, Consent, Person, Purpose
from nguon.sources import lists, queries
from nguon.sources.checks import BadDay, Refused, lock, not_to_come, required
from nguon.sources.codes import CourseKind, WishKind
from nguon.sources.models import FosterStep, GroupTag, Wish

Led = Wish.Led
Outcome = FosterStep.Outcome
FIGURES = "planning.view"
USUAL, SOON = timedelta(days=90), timedelta(days=30)  # for what has no limit of its own


class Over(Refused):
    """Something was made of the wish already; the step is settled."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done: what, who sees to it, and until when."""

    what: str
    who: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish with the name of who has it and of the cell."""

    row: Wish
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class WishCount:
    """How many wishes of a kind were heard, and of how many something was made."""

    kind: WishKind
    heard: int
    led: int


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """The plan of fostering of one person; ``proposed`` is what the case suggests on top."""

    person: Person
    place: str
    helper: str
    steps: list[FosterStep]
    proposed: list[Step]


@dataclass(frozen=True, slots=True)
class CellPlan:
    """The plan of a cell and year: what concerns the whole cell, then each person by name."""

    cell: Organization
    name: str
    year: int
    common: list[FosterStep]
    people: list[tuple[Person, list[FosterStep]]]


# --- wishes -------------------------------------------------------------------------------------


@transaction.atomic
def hear(person: Person, *, kind: str, heard_on: date, by: Actor, words: str = "") -> Wish:
    """Note what somebody on file wished for or is held back by, in few words.

    Raises: NotAllowed, Refused, consent.NoConsent. Nothing is written when it raises.
    """
    row = _agreed(person, "sources.hear", by)
    not_to_come(heard_on, by)
    wish: Wish = Wish.objects.create(
        organization=row.organization,
        person=row,
        kind=WishKind(kind),
        words=tidy(words),
        heard_on=heard_on,
        heard_by_id=by.user_id,
        recorded_at=by.at,
    )
    audit.record("sources.hear", wish, by=by, kind=kind, on=f"{heard_on}")
    return wish


@transaction.atomic
def lead(wish: Wish, *, to: str, by: Actor) -> Wish:
    """Say that a wish was answered, or was put down as an obstacle.

    Raises: NotAllowed, Over. Nothing is written when it raises.
    """
    return _lead(_open_wish(wish, by), Led(to), by)


@transaction.atomic
def lead_to_step(wish: Wish, step: Step, *, by: Actor) -> FosterStep:
    """Make of a wish a step of the plan of fostering.

    Raises: NotAllowed, Refused, consent.NoConsent. Nothing is written when it raises.
    """
    row = _lead(_open_wish(wish, by), Led.STEP, by)
    (made,) = foster(row.person, [step], by=by)
    made.wish = row
    made.save(update_fields=["wish"])
    return made


def wishes(
    *, by: Actor, organization: Organization | None = None, led: bool = False
) -> list[Heard]:
    """The wishes of which nothing was made yet, the oldest first; or the others, latest first."""
    rows = _seen(Wish.objects.visible_to(by), by, organization)
    rows = rows.exclude(led_to="") if led else rows.filter(led_to="")
    order = ("-led_on", "-pk") if led else ("heard_on", "pk")
    found = list(rows.select_related("person", "heard_by").order_by(*order))
    names = queries.names_of((row.organization_id for row in found), by)
    return [Heard(row, row.person.full_name, names.get(row.organization_id, "")) for row in found]


def wish(ref: str, *, by: Actor) -> Wish:
    """One wish.

    Raises: Wish.DoesNotExist, also when it is out of sight or the agreement was withdrawn.
    """
    rows = _seen(Wish.objects.visible_to(by), by, None)
    found: Wish = rows.select_related("person__organization").get(ref=ref)
    return found


def wishes_of(person: Person, *, by: Actor) -> QuerySet[Wish]:
    """What one person wished for, the latest first."""
    rows = _seen(Wish.objects.visible_to(by), by, None).filter(person=person)
    return rows.select_related("heard_by").order_by("-heard_on", "-pk")


def wish_counts(
    *, by: Actor, year: int | None = None, organization: Organization | None = None
) -> list[WishCount]:
    """How often each kind of wish was heard, in the order of the code list.

    Units:   wishes. Whoever sees figures only sees these, and no name.
    Reading: what rested on an agreement that was withdrawn is gone from the count, too.
    """
    seen = Wish.objects.visible_to(by, action=FIGURES)
    rows = _within(seen.filter(person__in=_followed(by, FIGURES)), organization, by)
    if year is not None:
        rows = rows.filter(heard_on__year=year)
    counted = rows.order_by().values_list("kind").annotate(Count("pk"), Count("led_on"))
    found = {kind: (heard, led) for kind, heard, led in counted}
    return [WishCount(kind, *found[kind]) for kind in WishKind if kind in found]


# --- the plan of fostering ----------------------------------------------------------------------


@transaction.atomic
def foster(person: Person, steps: Sequence[Step], *, by: Actor) -> list[FosterStep]:
    """Put steps into the plan of somebody who agreed to be followed.

    Reading: a step belongs to the year in which it is to be done.
    Raises:  NotAllowed, Refused, consent.NoConsent. Nothing is written when it raises.
    """
    row = _agreed(person, "sources.foster", by)
    return [_add(row.organization, step, by, person=row) for step in steps]


@transaction.atomic
def foster_cell(cell: Organization, step: Step, *, by: Actor) -> FosterStep:
    """Put a step into the plan of a whole cell.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = lock(cell)
    by.require("sources.foster", at=cell)
    return _add(cell, step, by)


@transaction.atomic
def settle(step: FosterStep, *, outcome: str, on: date, by: Actor, words: str = "") -> FosterStep:
    """Say that a step was done on a day, or that it was not, and then why.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    seen = FosterStep.objects.visible_to(by).select_related("organization")
    row: FosterStep = seen.select_for_update(of=("self",)).get(pk=step.pk)
    by.require("sources.foster", at=row.organization)
    if row.settled_on is not None:
        raise Over(_("Việc này đã được ghi kết quả."))
    not_to_come(on, by)
    if Outcome(outcome) == Outcome.NOT_DONE:
        required(words, _("Không làm được thì ghi lý do."))
    row.settled_on, row.outcome, row.words = on, Outcome(outcome), tidy(words)
    row.save(update_fields=["settled_on", "outcome", "words"])
    audit.record("sources.settle", row, by=by, outcome=row.outcome, on=f"{on}")
    return row


def steps(
    *, by: Actor, year: int, organization: Organization | None = None
) -> list[tuple[FosterStep, str]]:
    """Everything that the plans of a year hold, by day, with the name of the cell."""
    found = list(_steps(by, organization).filter(year=year).order_by("due_on", "pk"))
    names = queries.names_of((row.organization_id for row in found), by)
    return [(row, names.get(row.organization_id, "")) for row in found]


def step(ref: str, *, by: Actor) -> FosterStep:
    """One step.

    Raises: FosterStep.DoesNotExist, also when it is out of sight.
    """
    found: FosterStep = _steps(by, None).get(ref=ref)
    return found


def plan_of_person(person: Person, *, by: Actor) -> PersonPlan:
    """The plan of one person, with what the case suggests and the plan does not hold yet.

    Raises: consent.NoConsent.
    """
    consent.require(person, Purpose.DEVELOPMENT)
    rows = list(_steps(by, None).filter(person=person).order_by("due_on", "pk"))
    there = {row.what for row in rows if row.settled_on is None}
    listed = lists.candidates(by=by, organization=person.organization)
    stands = next((each for each in listed if each.case.person_id == person.pk), None)
    helper = stands.helper if stands and not stands.helper_left else ""
    proposed = [each for each in _proposed(person, helper, by) if each.what not in there]
    place = tree.name_on(person.organization, by.today)
    return PersonPlan(person, place, helper, rows, proposed)


def plan_of_cell(cell: Organization, year: int, *, by: Actor) -> CellPlan:
    """The plan of a cell and year, as it is printed."""
    rows = list(_steps(by, cell).filter(year=year).order_by("due_on", "pk"))
    of: dict[int, list[FosterStep]] = {}
    people: dict[int, Person] = {}
    for row in rows:
        if row.person is not None:
            people[row.person.pk] = row.person
            of.setdefault(row.person.pk, []).append(row)
    by_name = sorted(people.values(), key=lambda each: (each.sort_key, each.pk))
    common = [row for row in rows if row.person_id is None]
    named = [(each, of[each.pk]) for each in by_name]
    return CellPlan(cell, tree.name_on(cell, by.today), year, common, named)


def forget_withdrawn(*, by: Actor) -> int:
    """Delete wishes, steps and groups of persons whose agreement was withdrawn; return how many.

    Reading: for the daily round; safe to repeat.
    """
    gone = 0
    for model in (Wish, FosterStep, GroupTag):
        rows = model.objects.visible_to(by).filter(person__isnull=False)
        people = set(rows.values_list("person", flat=True))
        left = people - consent.willing(people, Purpose.DEVELOPMENT)
        gone += _delete(rows.filter(person__in=left), by) if left else 0
    return gone


def usual_day(today: date) -> date:
    """By when something is proposed: in a quarter of a year, but within the year's plan.

    Reading: in the last month of a year it goes into the plan of the next.
    """
    later, last = today + USUAL, date(today.year, 12, 31)
    return min(later, last) if last - today >= SOON else later


# --- pieces -------------------------------------------------------------------------------------


def _agreed(person: Person, action: str, by: Actor) -> Person:
    seen = Person.objects.visible_to(by).select_related("organization")
    row = seen.select_for_update(of=("self",)).get(pk=person.pk)
    by.require(action, at=row.organization)
    consent.require(row, Purpose.DEVELOPMENT)
    return row


def _open_wish(wish: Wish, by: Actor) -> Wish:
    seen = Wish.objects.visible_to(by).select_related("organization", "person")
    row: Wish = seen.select_for_update(of=("self",)).get(pk=wish.pk)
    by.require("sources.hear", at=row.organization)
    if row.led_to:
        raise Over(_("Nguyện vọng này đã được giải quyết."))
    return row


def _lead(row: Wish, to: Led, by: Actor) -> Wish:
    row.led_to, row.led_on = to, by.today
    row.save(update_fields=["led_to", "led_on"])
    audit.record("sources.lead", row, by=by, to=to)
    return row


def _add(
    organization: Organization, step: Step, by: Actor, person: Person | None = None
) -> FosterStep:
    if step.due_on < by.today:
        raise BadDay(_("Hạn %s đã qua.") % f"{step.due_on:%d/%m/%Y}")
    row: FosterStep = FosterStep.objects.create(
        organization=organization,
        person=person,
        year=step.due_on.year,
        what=required(step.what, _("Phải ghi việc phải làm.")),
        who=required(step.who, _("Phải ghi ai làm.")),
        due_on=step.due_on,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record("sources.foster", row, by=by, due_on=f"{step.due_on}")
    return row


def _delete(rows: QuerySet[Any], by: Actor) -> int:
    with transaction.atomic():
        found = list(rows.select_related("organization"))
        audit.record_all("sources.forgotten", found, by=by)
        for row in found:
            row.delete()
    return len(found)


def _followed(by: Actor, action: str = "") -> QuerySet[Any]:
    """Numbers of those whose agreement to be followed, or a member's document, stands."""
    rows = Consent.objects.visible_to(by, action=action).filter(withdrawn_on__isnull=True)
    covers = Q(purpose=Purpose.DEVELOPMENT) | Q(basis=Basis.MEMBERSHIP)
    return rows.filter(covers).values("person")


def _seen(rows: QuerySet[Any], by: Actor, organization: Organization | None) -> QuerySet[Any]:
    """Of wishes those of people in sight whose agreement stands."""
    people = Person.objects.visible_to(by).filter(pk__in=_followed(by)).values("pk")
    return _within(rows.filter(person__in=people), organization, by)


def _steps(by: Actor, organization: Organization | None) -> QuerySet[FosterStep]:
    rows = FosterStep.objects.visible_to(by).select_related("person", "organization")
    people = Person.objects.visible_to(by).filter(pk__in=_followed(by)).values("pk")
    seen = rows.filter(Q(person__isnull=True) | Q(person__in=people))
    return _within(seen, organization, by)


def _within(rows: QuerySet[Any], organization: Organization | None, by: Actor) -> QuerySet[Any]:
    if organization is None:
        return rows
    return rows.filter(organization__in=tree.subtree(organization, on=by.today))


def _proposed(person: Person, helper: str, by: Actor) -> Iterator[Step]:
    """What usually helps somebody on: a helper, the class that is due, a task, a talk."""
    secretary, later = _("Chi uỷ"), usual_day(by.today)
    case = Case.objects.visible_to(by).filter(person=person, closed_on__isnull=True).first()
    if not helper:
        yield Step(_("Phân công đảng viên chính thức giúp đỡ"), secretary, later)
    else:
        yield Step(_("Gặp gỡ, giúp đỡ hằng tháng"), helper, later)
    for step in (development.WorkStep.of(each, by.today) for each in (case.steps if case else ())):
        if step.step in CourseKind.values:
            due = max(step.limit or later, by.today)
            yield Step(_("Cử đi học: %s") % CourseKind(step.step).label, secretary, due)
    yield Step(_("Giao việc thử thách trong đoàn thể"), helper or secretary, later)

"""A year's plan of classes, and classes and movements changed or called off, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import queries as development
from nguon.organizations.models import Organization
from nguon.sources import queries
from nguon.sources.checks import BadDay, CalledOff, Refused, in_order, lock, not_to_come, required
from nguon.sources.codes import CourseKind
from nguon.sources.models import Amendment, Course, Movement, PlannedClass
from nguon.sources.operations import CertifiedAlready, Full, days_of_a_class, still_on

Kind = Amendment.Kind
OF_A_COURSE = ("title", "starts_on", "ends_on", "venue", "capacity", "document")
OF_A_MOVEMENT = ("title", "held_by", "starts_on", "ends_on", "took_part", "document")
MAY_BE_EMPTY = frozenset({"document"})


class HeldAlready(Refused):
    """A class carries out that line of the plan."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a year's plan with the classes that carry it out, and how many sat in them."""

    row: PlannedClass
    place: str
    held: tuple[Course, ...]
    accepted: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A year's training plan: its lines by month, and beside it who waits for which class now.

    Units: ``waiting`` counts people for each kind of class, as of the actor's day.
    """

    year: int
    lines: list[PlanLine]
    waiting: dict[CourseKind, int]

    @property
    def places(self) -> int:
        return sum(line.row.places for line in self.lines)


# --- the plan of a year -------------------------------------------------------------------------


@transaction.atomic
def foresee(
    organization: Organization,
    *,
    kind: str,
    year: int,
    month: int,
    places: int,
    document: str,
    by: Actor,
) -> PlannedClass:
    """Put a class into the training plan of a year.

    Units:  ``places`` are people.
    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    organization = lock(organization)
    by.require("sources.plan", at=organization)
    required(document, _("Phải ghi văn bản mở lớp."))
    if places < 1 or not 1 <= month <= 12:
        raise Refused(_("Lớp trong kế hoạch cần có tháng và số chỗ."))
    row: PlannedClass = PlannedClass.objects.create(
        organization=organization,
        year=year,
        month=month,
        kind=CourseKind(kind),
        places=places,
        document=tidy(document),
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record("sources.foresee", row, by=by, year=year, month=month, kind=kind, places=places)
    return row


@transaction.atomic
def drop(planned: PlannedClass, *, by: Actor) -> None:
    """Take a class out of the plan as long as none was held for it; the trail keeps what it was.

    Raises: NotAllowed, HeldAlready, PlannedClass.DoesNotExist. Nothing is written when it raises.
    """
    seen = PlannedClass.objects.visible_to(by).select_related("organization")
    row = seen.select_for_update(of=("self",)).get(pk=planned.pk)
    by.require("sources.plan", at=row.organization)
    if Course.objects.visible_to(by).filter(in_plan=row).exists():
        raise HeldAlready(_("Đã mở lớp theo dòng kế hoạch này."))
    said = {"year": row.year, "month": row.month, "kind": row.kind, "places": row.places}
    audit.record("sources.drop", row, by=by, **said)
    row.delete()


def plan_of(year: int, *, by: Actor) -> Plan:
    """What the organisations in sight plan for a year, by month, with what was held of it."""
    rows = list(planned(by=by, year=year))
    names = queries.names_of((row.organization_id for row in rows), by)
    lines = {row.pk: (row, list[queries.CourseLine]()) for row in rows}
    for course in queries.courses(by=by):
        if course.course.in_plan_id in lines and not course.course.called_off_on:
            lines[course.course.in_plan_id][1].append(course)
    return Plan(year, [_line(*each, names) for each in lines.values()], _waiting(by))


def planned(*, by: Actor, year: int) -> QuerySet[PlannedClass]:
    """The lines of a year's plan, by month."""
    rows = PlannedClass.objects.visible_to(by).filter(year=year)
    return rows.select_related("organization").order_by("month", "pk")


def open_lines(*, by: Actor) -> QuerySet[PlannedClass]:
    """The lines from this year on for which no class was held, by month."""
    held = Course.objects.visible_to(by).filter(called_off_on__isnull=True, in_plan__isnull=False)
    rows = PlannedClass.objects.visible_to(by).filter(year__gte=by.today.year)
    return rows.exclude(pk__in=held.values("in_plan")).order_by("year", "month", "pk")


def _line(row: PlannedClass, held: list[queries.CourseLine], names: Mapping[int, str]) -> PlanLine:
    courses = tuple(each.course for each in held)
    accepted = sum(each.accepted for each in held)
    return PlanLine(row, names.get(row.organization_id, ""), courses, accepted)


def _waiting(by: Actor) -> dict[CourseKind, int]:
    if not by.seats("development.view"):
        return {}
    found = queries.learners_among(development.studying(by=by))
    kinds = [learner.kind for learner in found]
    return {kind: kinds.count(kind) for kind in CourseKind}


# --- changed, called off ------------------------------------------------------------------------


def mark_of_course(row: Course) -> str:
    """The mark of what can be changed of a class, for the page that shows it."""
    return versions.mark_of({name: getattr(row, name) for name in OF_A_COURSE})


def mark_of_movement(row: Movement) -> str:
    """The mark of what can be changed of a movement, for the page that shows it."""
    return versions.mark_of({name: getattr(row, name) for name in OF_A_MOVEMENT})


@transaction.atomic
def change_course(
    course: Course, changes: Mapping[str, Any], *, reason: str, by: Actor, seen: str = ""
) -> Course:
    """Change what a class is called, where, when and for how many; what stood is kept.

    Shape:   ``changes`` are fields of ``OF_A_COURSE``; ``seen`` is the mark that a page showed.
    Reading: nobody who was accepted loses a place, no day somebody sat in is taken away, and
             once there is a certificate the days stay.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    row = _course(course, by)
    versions.require_same(mark_of_course(row), seen)
    changed = _changed(row, changes, OF_A_COURSE)
    days_of_a_class(row.starts_on, row.ends_on)
    _require_room(row, changed, by)
    _write(row, changed, Kind.CHANGED, reason, by)
    return row


@transaction.atomic
def call_off_course(course: Course, *, reason: str, by: Actor) -> Course:
    """Say that a class is not held; who was on its list is free for another.

    Raises: NotAllowed, Refused, CertifiedAlready. Nothing is written when it raises.
    """
    row = _course(course, by)
    if any(each.certificate for each in queries.seated(row, by=by)):
        raise CertifiedAlready(_("Lớp đã cấp giấy chứng nhận thì không huỷ được."))
    row.called_off_on = by.today
    _write(row, {"called_off_on": None}, Kind.CALLED_OFF, reason, by)
    return row


@transaction.atomic
def change_movement(
    movement: Movement, changes: Mapping[str, Any], *, reason: str, by: Actor, seen: str = ""
) -> Movement:
    """Change what is on record of a movement; what stood is kept.

    Shape:  ``changes`` are fields of ``OF_A_MOVEMENT``; ``seen`` is the mark that a page showed.
    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    row = _movement(movement, by)
    versions.require_same(mark_of_movement(row), seen)
    changed = _changed(row, changes, OF_A_MOVEMENT)
    in_order(row.starts_on, row.ends_on)
    not_to_come(row.starts_on, by)
    _write(row, changed, Kind.CHANGED, reason, by)
    return row


@transaction.atomic
def call_off_movement(movement: Movement, *, reason: str, by: Actor) -> Movement:
    """Say that a movement was not held: it counts no more; who was referred stays referred.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    row = _movement(movement, by)
    row.called_off_on = by.today
    _write(row, {"called_off_on": None}, Kind.CALLED_OFF, reason, by)
    return row


def amendments(of: Course | Movement, *, by: Actor) -> list[Amendment]:
    """What was changed of a class or movement, the latest first."""
    rows = Amendment.objects.visible_to(by, action=type(of).view_action)
    which = {"course": of} if isinstance(of, Course) else {"movement": of}
    return list(rows.filter(**which).select_related("recorded_by").order_by("-pk"))


def _course(course: Course, by: Actor) -> Course:
    seen = Course.objects.visible_to(by).select_related("organization")
    row: Course = seen.select_for_update(of=("self",)).get(pk=course.pk)
    by.require("sources.plan", at=row.organization)
    return still_on(row)


def _movement(movement: Movement, by: Actor) -> Movement:
    seen = Movement.objects.visible_to(by).select_related("organization")
    row: Movement = seen.select_for_update(of=("self",)).get(pk=movement.pk)
    by.require("sources.hold", at=row.organization)
    if row.called_off_on:
        raise CalledOff(_("Phong trào này đã huỷ."))
    return row


def _changed(
    row: Course | Movement, changes: Mapping[str, Any], known: tuple[str, ...]
) -> dict[str, Any]:
    """Set what differs; return what stood there."""
    before = {}
    for name in known:
        new = changes.get(name, getattr(row, name))
        if isinstance(new, str) and name not in MAY_BE_EMPTY:
            new = required(new, _("Không được để trống."))
        if new != getattr(row, name):
            before[name] = getattr(row, name)
            setattr(row, name, new)
    if not before:
        raise Refused(_("Không có gì khác với điều đã ghi."))
    return before


def _require_room(row: Course, changed: Mapping[str, Any], by: Actor) -> None:
    seated = queries.seated(row, by=by)
    if sum(each.row.accepted_on is not None for each in seated) > row.capacity:
        raise Full(_("Số chỗ không thể ít hơn số người đã nhận."))
    if not changed.keys() & {"starts_on", "ends_on"}:
        return
    if any(each.certificate for each in seated):
        raise CertifiedAlready(_("Đã cấp giấy chứng nhận thì không đổi ngày của lớp."))
    sat = {day for each in seated for day in each.days}
    if not sat <= set(queries.days(row)):
        raise BadDay(_("Đã điểm danh một ngày nằm ngoài thời gian mới."))


def _write(
    row: Course | Movement, before: Mapping[str, Any], kind: Kind, reason: str, by: Actor
) -> None:
    said = required(reason, _("Phải ghi lý do."))
    row.save(update_fields=[*before])
    Amendment.objects.create(
        organization=row.organization,
        course=row if isinstance(row, Course) else None,
        movement=row if isinstance(row, Movement) else None,
        kind=kind,
        reason=said,
        before={name: _plain(value) for name, value in before.items()},
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record(f"sources.{kind}", row, by=by, fields=sorted(before))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

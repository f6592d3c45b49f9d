"""What is recorded of sources: classes, reviews, movements, referrals; one decision a function."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import operations as development
from nguon.development.facts import Refused as CaseRefused
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.people import operations as people
from nguon.people.models import Nomination
from nguon.rulebook import Event
from nguon.sources import queries
from nguon.sources.checks import (
    BadDay,
    CalledOff,
    Incomplete,
    Refused,
    in_order,
    lock,
    not_to_come,
    required,
)
from nguon.sources.codes import DIMENSIONS, GROUPS, CourseKind, Group, MovementKind
from nguon.sources.models import (
    CellReview,
    Course,
    Invitation,
    Movement,
    Participant,
    PlannedClass,
    Referral,
    Round,
)

__all__ = [
    "BadCount",
    "BadDay",
    "CalledOff",
    "Certified",
    "CertifiedAlready",
    "Full",
    "Incomplete",
    "Mark",
    "NotInvited",
    "NotPassed",
    "RecordedAlready",
    "Refused",
    "accept",
    "certify",
    "count",
    "hold_movement",
    "mark",
    "open_round",
    "plan_course",
    "propose",
    "refer",
    "same_person",
    "strike",
]

Result = Participant.Result
LONGEST = 31  # days of one class


class NotInvited(Refused):
    """The cell of the case does not stand under whoever holds the class."""


class Full(Refused):
    """More people than the class has room for."""


class CertifiedAlready(Refused):
    """A certificate of the class stands in the case."""


class NotPassed(Refused):
    """Only who passed gets a certificate."""


class BadCount(Refused):
    """What a cell counted cannot be: a group nobody knows, a number below nought."""


class RecordedAlready(Refused):
    """There is a review of that organisation and day."""


@dataclass(frozen=True, slots=True)
class Mark:
    """On which days somebody sat in the class, and with what result, if there is one."""

    days: tuple[date, ...] = ()
    result: str = ""


@dataclass(frozen=True, slots=True)
class Certified:
    """What became of one certificate of many: entered, or why not."""

    participant: Participant
    refusal: str = ""


# --- classes ------------------------------------------------------------------------------------


@transaction.atomic
def plan_course(
    organization: Organization,
    *,
    kind: str,
    title: str,
    starts_on: date,
    ends_on: date,
    venue: str,
    capacity: int,
    document: str,
    by: Actor,
    in_plan: PlannedClass | None = None,
    took_place: bool = False,
) -> Course:
    """Plan a class and invite every cell that stands under its organisation today.

    Shape:   ``in_plan`` is the line of the year's training plan that it carries out;
             ``took_place`` enters a class that is over, who sat in it is put forward afterwards.
    Raises:  NotAllowed, Refused, PlannedClass.DoesNotExist. Nothing is written when it raises.
    """
    organization = lock(organization)
    by.require("sources.plan", at=organization)
    in_plan = _line_of(in_plan, kind, by)
    required(title, _("Phải ghi tên lớp."))
    required(venue, _("Phải ghi nơi mở lớp."))
    required(document, _("Phải ghi văn bản mở lớp."))
    days_of_a_class(starts_on, ends_on)
    _require_time(ends_on, took_place, by.today)
    course: Course = Course.objects.create(
        organization=organization,
        kind=CourseKind(kind),
        title=tidy(title),
        starts_on=starts_on,
        ends_on=ends_on,
        venue=tidy(venue),
        capacity=capacity,
        document=tidy(document),
        planned_at=by.at,
        planned_by_id=by.user_id,
        in_plan=in_plan,
    )
    Invitation.objects.bulk_create(
        Invitation(organization_id=cell, course=course) for cell in _cells(organization, by.today)
    )
    audit.record("sources.plan", course, by=by, kind=kind, starts_on=f"{starts_on}")
    return course


def _line_of(planned: PlannedClass | None, kind: str, by: Actor) -> PlannedClass | None:
    if planned is None:
        return None
    row: PlannedClass = PlannedClass.objects.visible_to(by).get(pk=planned.pk)
    if row.kind != kind:
        raise Refused(_("Dòng kế hoạch là của loại lớp khác."))
    return row


def _require_time(ends_on: date, took_place: bool, today: date) -> None:
    """A class lies ahead, unless it is entered as one that is over."""
    if ends_on < today and not took_place:
        said = _("Ngày bế giảng %s đã qua. Lớp đã mở thì đánh dấu “Lớp đã học xong, ghi lại sau”.")
        raise BadDay(said % f"{ends_on:%d/%m/%Y}", "ends_on")
    if took_place and ends_on >= today:
        raise BadDay(_("Lớp chưa bế giảng thì chưa học xong."), "took_place")


@transaction.atomic
def propose(course: Course, cases: Collection[Case], *, by: Actor) -> list[Participant]:
    """Put people whose cases are open forward for a class.

    Shape:   returns those put forward now; who was before is passed over.
    Raises:  NotAllowed, Refused, Case.DoesNotExist for a case out of sight. Nothing is written
             when it raises.
    """
    course = still_on(queries.course(course.ref, by=by))
    if not queries.takes_people(course, on=by.today):
        raise BadDay(_("Lớp này đã kết thúc."))
    rows = _locked_open(cases, by)
    _require_invited(course, rows, by)
    for row in rows:
        by.require("sources.propose", at=row.organization)
    there = {each.case_id for each in Participant.objects.visible_to(by).filter(course=course)}
    fresh = Participant.objects.bulk_create(
        Participant(
            organization=row.organization,
            course=course,
            case=row,
            proposed_on=by.today,
            proposed_by_id=by.user_id,
        )
        for row in rows
        if row.pk not in there
    )
    audit.record_all("sources.propose", fresh, by=by, course=course.pk)
    return fresh


@transaction.atomic
def strike(participant: Participant, *, by: Actor) -> None:
    """Take somebody off the list of a class who has no certificate of it.

    Raises: NotAllowed, CertifiedAlready. Nothing is written when it raises.
    """
    seen = Participant.objects.visible_to(by).select_related("organization", "event")
    row = seen.select_for_update(of=("self",)).get(pk=participant.pk)
    by.require("sources.propose", at=row.organization)
    if queries.certificate(row, by=by):
        raise CertifiedAlready(_("Người này đã được cấp giấy chứng nhận của lớp."))
    audit.record("sources.strike", row, by=by, course=row.course_id, case=row.case_id)
    row.delete()


@transaction.atomic
def accept(course: Course, participants: Collection[Participant], *, by: Actor) -> int:
    """Put those proposed on the list of the class; return how many are new on it.

    Raises: NotAllowed, Full. Nothing is written when it raises.
    """
    course = _locked_course(course, by)
    rows = queries.participants(course, by=by)
    asked = {each.pk for each in participants}
    fresh = [row for row in rows if row.pk in asked and row.accepted_on is None]
    taken = sum(row.accepted_on is not None for row in rows)
    if taken + len(fresh) > course.capacity:
        raise Full(
            _("Lớp có %(room)d chỗ, đã nhận %(taken)d người.")
            % {"room": course.capacity, "taken": taken}
        )
    for row in fresh:
        row.accepted_on = by.today
    _save(fresh, "accepted_on")
    audit.record_all("sources.accept", fresh, by=by, course=course.pk)
    return len(fresh)


def mark_of_attendance(course: Course, *, by: Actor) -> str:
    """The mark of who sat in a class on which days with what result, for the page that asks."""
    rows = queries.participants(course, by=by)
    return versions.mark_of({f"{row.pk}": [row.days, row.result] for row in rows})


@transaction.atomic
def mark(course: Course, marks: Mapping[int, Mark], *, by: Actor, seen: str = "") -> int:
    """Enter who sat in the class on which days and who passed; return how many rows changed.

    Shape:   participant's number -> mark; who is not on the accepted list is passed over.
             ``seen`` is the mark of the attendance that a page showed.
    Raises:  NotAllowed, BadDay, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    course = _locked_course(course, by)
    versions.require_same(mark_of_attendance(course, by=by), seen)
    held = set(queries.days(course))
    for given in marks.values():
        if not held.issuperset(given.days) or any(day > by.today for day in given.days):
            raise BadDay(_("Chỉ điểm danh ngày của lớp, không sau hôm nay."))
    changed = []
    for row in queries.participants(course, by=by):
        said = marks.get(row.pk)
        if said is not None and row.accepted_on and _marked(row, said, by):
            changed.append(row)
    _save(changed, "days", "result")
    audit.record_all("sources.mark", changed, by=by, course=course.pk)
    return len(changed)


def certify(course: Course, numbers: Mapping[int, str], *, on: date, by: Actor) -> list[Certified]:
    """Enter the certificates of a class, each as the act in its case.

    Shape:   participant's number -> number of the certificate; what became of each comes back in
             the order of the list.
    Reading: each person in a transaction of their own: entered whole or not at all, with the
             reason. The same certificate sent twice is there already.
    Raises:  NotAllowed; BadDay before the class is over or after today.
    """
    course = still_on(queries.course(course.ref, by=by))
    by.require("sources.plan", at=course.organization)
    if not course.ends_on <= on <= by.today:
        raise BadDay(_("Ngày cấp giấy từ ngày bế giảng đến hôm nay."))
    rows = queries.participants(course, by=by)
    return [_certified(row, numbers[row.pk], on, by) for row in rows if numbers.get(row.pk)]


def _certified(row: Participant, number: str, on: date, by: Actor) -> Certified:
    try:
        with transaction.atomic():
            _certify(row, tidy(number), on, by)
    except (Refused, CaseRefused) as refusal:
        return Certified(row, str(refusal))
    return Certified(row)


def _certify(participant: Participant, number: str, on: date, by: Actor) -> None:
    seen = Participant.objects.visible_to(by).select_related("course", "case", "event")
    row = seen.select_for_update(of=("self",)).get(pk=participant.pk)
    held = queries.certificate(row, by=by)
    if held and (held.document, held.happened_on) == (number, on):
        return
    if held:
        raise CertifiedAlready(
            _("Đã có giấy chứng nhận %(number)s ngày %(day)s; sai thì rút trong hồ sơ trước.")
            % {"number": held.document, "day": f"{held.happened_on:%d/%m/%Y}"}
        )
    if row.result != Result.PASSED:
        raise NotPassed(_("Chưa ghi kết quả đạt."))
    event = Event(row.course.kind, on, {"document": number})
    row.event = development.record(row.case, event, by=by)
    row.save(update_fields=["event"])
    audit.record("sources.certify", row, by=by, event=row.event.pk)


def _marked(row: Participant, given: Mark, by: Actor) -> bool:
    """Whether the mark says something new; who has a certificate stays passed."""
    days = [day.isoformat() for day in sorted(given.days)]
    result = (
        row.result if queries.certificate(row, by=by) else given.result and Result(given.result)
    )
    if (row.days, row.result) == (days, result):
        return False
    row.days, row.result = days, result
    return True


# --- reviews of sources -------------------------------------------------------------------------


@transaction.atomic
def open_round(organization: Organization, *, held_on: date, document: str, by: Actor) -> Round:
    """Have every cell that stands under an organisation count its sources as of a day.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    organization = lock(organization)
    by.require("sources.plan", at=organization)
    not_to_come(held_on, by)
    required(document, _("Phải ghi văn bản về đợt rà soát."))
    if Round.objects.visible_to(by).filter(made_for=organization, held_on=held_on):
        raise RecordedAlready(_("Đã có đợt rà soát ngày %s.") % f"{held_on:%d/%m/%Y}")
    row: Round = Round.objects.create(
        organization=organization,
        held_on=held_on,
        document=tidy(document),
        opened_at=by.at,
        opened_by_id=by.user_id,
    )
    CellReview.objects.bulk_create(
        CellReview(organization_id=cell, round=row) for cell in _cells(organization, by.today)
    )
    audit.record("sources.open_round", row, by=by, held_on=f"{held_on}")
    return row


def mark_of_counts(review: CellReview) -> str:
    """The mark of what a cell counted, for the page that asks."""
    return versions.mark_of({"counts": review.counts, "on": review.counted_on})


@transaction.atomic
def count(
    review: CellReview, counts: Mapping[str, int], *, by: Actor, seen: str = ""
) -> CellReview:
    """Enter what a cell counted, by group; entering it again replaces it.

    Shape:  ``seen`` is the mark of the counts that a page showed.
    Units:  people.
    Raises: NotAllowed, BadCount, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    found = CellReview.objects.visible_to(by).select_related("organization")
    row: CellReview = found.select_for_update(of=("self",)).get(pk=review.pk)
    by.require("sources.count", at=row.organization)
    versions.require_same(mark_of_counts(row), seen)
    if set(counts) - set(Group.values) or any(number < 0 for number in counts.values()):
        raise BadCount(_("Số đếm theo nhóm nguồn không âm."))
    _require_parts(counts)
    row.counts = {Group(group).value: number for group, number in counts.items() if number}
    row.counted_on = by.today
    row.save(update_fields=["counts", "counted_on"])
    audit.record("sources.count", row, by=by, counts=row.counts)
    return row


def _require_parts(counts: Mapping[str, int]) -> None:
    """Whoever is counted beside the groups belongs to one of them at least."""
    whole = sum(number for group, number in counts.items() if group in GROUPS)
    for group in sorted(DIMENSIONS):
        if counts.get(group, 0) > whole:
            raise BadCount(
                _("“%(part)s” là %(number)s, nhiều hơn cộng các nhóm (%(whole)s).")
                % {"part": Group(group).label, "number": counts[group], "whole": whole}
            )


# --- movements and referrals --------------------------------------------------------------------


@transaction.atomic
def hold_movement(
    organization: Organization,
    *,
    kind: str,
    title: str,
    held_by: str,
    starts_on: date,
    ends_on: date,
    took_part: int,
    by: Actor,
    document: str = "",
) -> Movement:
    """Put down a movement that was held, by whom, when and with how many people.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    organization = lock(organization)
    by.require("sources.hold", at=organization)
    required(title, _("Phải ghi tên phong trào."))
    required(held_by, _("Phải ghi ai tổ chức."))
    in_order(starts_on, ends_on)
    not_to_come(starts_on, by)
    row: Movement = Movement.objects.create(
        organization=organization,
        kind=MovementKind(kind),
        title=tidy(title),
        held_by=tidy(held_by),
        starts_on=starts_on,
        ends_on=ends_on,
        took_part=took_part,
        document=tidy(document),
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record("sources.hold", row, by=by, kind=kind)
    return row


@transaction.atomic
def refer(
    name: str,
    *,
    organization: Organization,
    referred_by: str,
    reach: str,
    by: Actor,
    movement: Movement | None = None,
) -> Nomination:
    """Name somebody to be asked, and count that it was done; the count names nobody.

    Reading: the count stays whether the person agrees, refuses or is never reached. Whether the
             person is on file or was named before changes nothing: whoever refers is not told.
    Raises:  as ``people.operations.nominate``; CalledOff; Movement.DoesNotExist out of sight.
    """
    stub = people.nominate(
        name, organization=organization, referred_by=referred_by, reach=reach, by=by
    )
    if movement is not None:
        movement = Movement.objects.visible_to(by).get(pk=movement.pk)
        if movement.called_off_on:
            raise CalledOff(_("Phong trào này đã huỷ."))
    Referral.objects.create(
        organization=organization, on=by.today, movement=movement, made_by_id=by.user_id
    )
    return stub


@transaction.atomic
def same_person(nomination: Nomination, *, by: Actor) -> None:
    """End a stub because it names somebody known already, and count the person once.

    Reading: one of the referrals of that day and place counts as repeated: which one, nobody
             kept. The stub ends as every stub does, so the trail tells nothing more.
    Raises:  NotAllowed, Nomination.DoesNotExist. Nothing is written when it raises.
    """
    row = Nomination.objects.visible_to(by).get(pk=nomination.pk)
    people.refuse(row, by=by)
    counted = Referral.objects.visible_to(by).filter(
        organization=row.organization_id, on=row.made_on, repeated=False
    )
    first = counted.order_by("pk").values_list("pk", flat=True).first()
    if first is not None:
        Referral.objects.visible_to(by).filter(pk=first).update(repeated=True)


# --- what is checked ----------------------------------------------------------------------------


def _locked_course(course: Course, by: Actor) -> Course:
    seen = Course.objects.visible_to(by).select_related("organization")
    row: Course = seen.select_for_update(of=("self",)).get(pk=course.pk)
    by.require("sources.plan", at=row.organization)
    return still_on(row)


def _locked_open(cases: Collection[Case], by: Actor) -> list[Case]:
    """The open ones of some cases, locked: two who put the same person forward take turns."""
    wanted = {case.pk for case in cases}
    seen = (
        Case.objects.visible_to(by).select_related("organization").select_for_update(of=("self",))
    )
    rows = list(seen.filter(pk__in=wanted, closed_on__isnull=True).order_by("pk"))
    if missing := wanted - {row.pk for row in rows}:
        raise Case.DoesNotExist(f"{min(missing)}")
    return rows


def still_on(course: Course) -> Course:
    """The class, unless it was called off.

    Raises: CalledOff.
    """
    if course.called_off_on:
        raise CalledOff(_("Lớp này đã huỷ."))
    return course


def days_of_a_class(starts_on: date, ends_on: date) -> None:
    """Pass if a class can last from one day to the other, both included.

    Raises: BadDay.
    """
    in_order(starts_on, ends_on)
    if ends_on - starts_on >= timedelta(days=LONGEST):
        raise BadDay(_("Một lớp kéo dài nhiều nhất %d ngày.") % LONGEST, "ends_on")


def _save(rows: Iterable[Participant], *columns: str) -> None:
    for row in rows:
        row.save(update_fields=columns)


def _cells(organization: Organization, day: date) -> list[int]:
    below = tree.subtree(organization, on=day)
    rows = Version.objects.filter(valid_on(day), tier=Tier.CELL, organization__in=below)
    return list(rows.order_by("organization").values_list("organization", flat=True))


def _require_invited(course: Course, cases: Iterable[Case], by: Actor) -> None:
    cells = {case.organization_id for case in cases}
    invited = Invitation.objects.visible_to(by).filter(course=course, organization__in=cells)
    if cells - set(invited.values_list("organization", flat=True)):
        raise NotInvited(_("Chi bộ này không thuộc diện được cử người học lớp."))

"""What a committee does about its cells: obstacles, visits, reminders; one decision a function."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.accounts.models import User
from nguon.core import audit, versions
from nguon.core.actor import Actor, NotAllowed
from nguon.core.text import tidy
from nguon.development import queries as development
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.supervision import queries
from nguon.supervision.causes import NEVER_OF_A_PERSON, Cause
from nguon.supervision.models import (
    Agreement,
    Obstacle,
    ObstacleStep,
    Promise,
    Reminder,
    SpokenOf,
    Visit,
)

Kind = ObstacleStep.Kind
PATIENCE = timedelta(days=14)  # how long a reminder may stay unanswered before it climbs


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """Words that the record needs are missing."""


class BadDay(Refused):
    """The day lies where it cannot."""


class TellsTooMuch(Refused):
    """The cause, said of one person, would tell what only the sealed file may hold."""


class NotInReach(Refused):
    """Whoever is to do it holds no role that reaches the place."""


class Over(Refused):
    """The obstacle is closed, or is not; the reminder is answered."""


class NobodyAbove(Refused):
    """There is no organisation above that the actor's tree knows."""


class RecordedAlready(Refused):
    """The visit of that member and day is there."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What somebody said would be done, and by which day."""

    words: str
    due_on: date


# --- obstacles ----------------------------------------------------------------------------------


@transaction.atomic
def raise_obstacle(
    cell: Organization,
    *,
    cause: str,
    owner: User,
    due_on: date,
    by: Actor,
    case: Case | None = None,
    detail: str = "",
) -> Obstacle:
    """Put down what stands in the way at a cell, or in one of its cases, and who is to clear it.

    Reading: what would tell something sensitive of a person is said of the cell only.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("supervision.raise", at=cell)
    if case is not None:
        case = Case.objects.visible_to(by).get(pk=case.pk, organization=cell)
        _require_harmless(cause)
    _require_not_past(due_on, by)
    _require_reach(owner, cell, by)
    obstacle: Obstacle = Obstacle.objects.create(
        organization=cell,
        cause=Cause(cause),
        case=case,
        detail=tidy(detail),
        raised_on=by.today,
        raised_by_id=by.user_id,
        owner=owner,
        desk=cell,
        due_on=due_on,
    )
    audit.record("supervision.raise", obstacle, by=by, cause=cause, owner=owner.pk)
    return obstacle


def mark_of_obstacle(row: Obstacle) -> str:
    """The mark of who has an obstacle in hand until when, for the page that shows it."""
    held = {"owner": row.owner_id, "desk": row.desk_id}
    return versions.mark_of({**held, "due_on": row.due_on, "closed_on": row.closed_on})


@transaction.atomic
def act(obstacle: Obstacle, *, words: str, by: Actor) -> ObstacleStep:
    """Put down what was done about an obstacle.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    obstacle = _open(obstacle, by)
    _required(words, _("Phải ghi việc đã làm."))
    return _step(obstacle, Kind.ACTION, words, by)


@transaction.atomic
def hand_over(
    obstacle: Obstacle, *, owner: User, due_on: date, words: str, by: Actor, seen: str = ""
) -> ObstacleStep:
    """Let somebody else clear an obstacle, by another day.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    obstacle = _open(obstacle, by, seen)
    _require_not_past(due_on, by)
    _require_reach(owner, obstacle.desk, by)
    obstacle.owner, obstacle.due_on = owner, due_on
    obstacle.save(update_fields=["owner", "due_on"])
    return _step(obstacle, Kind.HANDED, words, by)


@transaction.atomic
def postpone(
    obstacle: Obstacle, *, due_on: date, words: str, by: Actor, seen: str = ""
) -> ObstacleStep:
    """Give an obstacle a later day, with the reason.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    obstacle = _open(obstacle, by, seen)
    _required(words, _("Phải ghi lý do lùi hạn."))
    if due_on <= obstacle.due_on:
        raise BadDay(_("Hạn mới phải sau hạn cũ %s.") % f"{obstacle.due_on:%d/%m/%Y}")
    obstacle.due_on = due_on
    obstacle.save(update_fields=["due_on"])
    return _step(obstacle, Kind.POSTPONED, words, by)


@transaction.atomic
def escalate(
    obstacle: Obstacle, *, words: str, due_on: date, by: Actor, seen: str = ""
) -> Obstacle:
    """Put an obstacle on the desk of the organisation directly above.

    Reading: its owner stays until somebody there hands it over.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    obstacle = _open(obstacle, by, seen)
    _required(words, _("Phải ghi vì sao đưa lên cấp trên."))
    _require_not_past(due_on, by)
    above = tree.ancestors(obstacle.desk, on=by.today)
    if not above:
        raise NobodyAbove(_("Không còn cấp nào ở trên."))
    obstacle.desk, obstacle.due_on = above[-1], due_on
    obstacle.save(update_fields=["desk", "due_on"])
    _step(obstacle, Kind.ESCALATED, words, by)
    return obstacle


@transaction.atomic
def close(obstacle: Obstacle, *, by: Actor, words: str = "", seen: str = "") -> Obstacle:
    """Say that an obstacle is out of the way.

    Reading: whoever raised it just says so; anybody else says why.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    obstacle = _open(obstacle, by, seen)
    if obstacle.raised_by_id != by.user_id:
        _required(words, _("Người khác người nêu đóng vướng mắc thì phải ghi lý do."))
    obstacle.closed_on = by.today
    obstacle.save(update_fields=["closed_on"])
    _step(obstacle, Kind.CLOSED, words, by)
    return obstacle


@transaction.atomic
def let_rest(person: Person, *, by: Actor) -> list[Obstacle]:
    """Close what stood in the way of somebody who no longer agrees to be followed, in any case.

    Reading: it follows from the withdrawal and is nobody's decision.
    """
    following = by.lent(("supervision.view",), of="people.withdraw")
    rows = Obstacle.objects.visible_to(following).select_for_update(of=("self",))
    found = list(rows.filter(case__person=person.pk, closed_on__isnull=True).order_by("pk"))
    for row in found:
        row.closed_on = by.today
        row.save(update_fields=["closed_on"])
        _step(row, Kind.CLOSED, _("Người này thôi đồng ý được theo dõi."), by)
    return found


@transaction.atomic
def reopen(obstacle: Obstacle, *, due_on: date, words: str, by: Actor, seen: str = "") -> Obstacle:
    """Take up an obstacle again that was closed too early.

    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    obstacle = _obstacle(obstacle, by, seen)
    if obstacle.closed_on is None:
        raise Over(_("Vướng mắc này đang mở."))
    _required(words, _("Phải ghi lý do mở lại."))
    _require_not_past(due_on, by)
    obstacle.closed_on, obstacle.due_on = None, due_on
    obstacle.save(update_fields=["closed_on", "due_on"])
    _step(obstacle, Kind.REOPENED, words, by)
    return obstacle


# --- visits -------------------------------------------------------------------------------------


@transaction.atomic
def log_visit(
    cell: Organization,
    *,
    met_on: date,
    by: Actor,
    attended: bool = True,
    words: str = "",
    cases: Collection[Case] = (),
    promises: Sequence[Promised] = (),
) -> Visit:
    """Put down that the actor was at a cell's meeting, which cases were spoken of, and what was
    promised; or that the actor was expected and did not come, and why.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("supervision.visit", at=cell)
    _require_past(met_on, by)
    if not attended:
        _required(words, _("Không dự được thì ghi lý do."))
    if Visit.objects.visible_to(by).filter(made_for=cell, visitor=by.user_id, met_on=met_on):
        raise RecordedAlready(_("Buổi dự ngày %s đã được ghi.") % f"{met_on:%d/%m/%Y}")
    visit: Visit = Visit.objects.create(
        organization=cell,
        visitor_id=by.user_id,
        met_on=met_on,
        attended=attended,
        words=tidy(words),
        recorded_at=by.at,
    )
    _speak_of(visit, cases, by)
    _promise(visit, promises, met_on)
    audit.record("supervision.visit", visit, by=by, on=f"{met_on}", attended=attended)
    return visit


@transaction.atomic
def keep_promise(promise: Promise, *, on: date, by: Actor) -> Promise:
    """Say that what was promised at a visit was done on the day ``on``.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    seen = Promise.objects.visible_to(by).select_related("organization", "visit")
    row: Promise = seen.select_for_update(of=("self",)).get(pk=promise.pk)
    by.require("supervision.act", at=row.organization)
    if row.kept_on is not None:
        raise Over(_("Việc này đã được ghi là xong."))
    if not row.visit.met_on <= on <= by.today:
        raise BadDay(_("Ngày làm xong nằm giữa ngày dự họp và hôm nay."))
    row.kept_on = on
    row.save(update_fields=["kept_on"])
    audit.record("supervision.keep_promise", row, by=by, on=f"{on}")
    return row


@transaction.atomic
def note_agreement(
    organization: Organization,
    *,
    on: date,
    partner: str,
    words: str,
    by: Actor,
    document: str = "",
) -> Agreement:
    """Put down what was agreed with a cell, the Front or a mass organisation.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    organization = _lock(organization)
    by.require("supervision.agree", at=organization)
    _require_past(on, by)
    _required(partner, _("Phải ghi phối hợp với ai."))
    _required(words, _("Phải ghi nội dung thống nhất."))
    note: Agreement = Agreement.objects.create(
        organization=organization,
        on=on,
        partner=tidy(partner),
        words=tidy(words),
        document=tidy(document),
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record("supervision.agree", note, by=by, on=f"{on}")
    return note


# --- reminders ----------------------------------------------------------------------------------


def remind(*, by: Actor, organization: Organization | None = None) -> list[Reminder]:
    """Tell every organisation whose step is late that it is, once; what went unanswered for
    ``PATIENCE`` goes one level up.

    Shape:   returns the reminders made now, those of a case in a transaction of its own.
    Reading: safe to repeat: on one day a second call makes none. A step done in the meantime
             is not reminded of again. What the actor sees but may not remind of is left out.
    Raises:  NotAllowed if the actor may remind nobody.
    """
    if not by.seats("supervision.remind"):
        raise NotAllowed
    made: list[Reminder] = []
    late = development.tally(by=by, organization=organization).overdue
    for item in development.worklist(by=by, organization=organization, limit=late):
        made += _remind_of(item.case_ref, by)
    return made


@transaction.atomic
def _remind_of(ref: str, by: Actor) -> list[Reminder]:
    """Judge by the locked case: it may have got on, or be gone, since it was listed."""
    cases = Case.objects.visible_to(by).filter(closed_on__isnull=True)
    locked = cases.select_related("organization").select_for_update(of=("self",))
    row = locked.filter(ref=ref).first()
    if row is None or not by.may("supervision.remind", at=row.organization):
        return []
    steps = [development.WorkStep.of(step, by.today) for step in row.steps]
    told = {
        (each.step, each.due_on): each
        for each in Reminder.objects.visible_to(by).filter(case=row).order_by("level")
    }
    late = [(step, step.limit) for step in steps if step.limit and step.overdue]
    made = [_next_of(row, step, limit, told.get((step.step, limit)), by) for step, limit in late]
    rows = Reminder.objects.bulk_create([each for each in made if each])
    audit.record_all("supervision.remind", rows, by=by, case=row.pk)
    return rows


def _next_of(
    case: Case, step: development.WorkStep, limit: date, last: Reminder | None, by: Actor
) -> Reminder | None:
    """The reminder that is due now about a late step, if one is."""
    if last is None:
        return _reminder(case, step, limit, 0, case.organization, by)
    ignored = last.answered_on is None and last.told_on + PATIENCE <= by.today
    above = tree.ancestors(last.addressee, on=by.today) if ignored else []
    return _reminder(case, step, limit, last.level + 1, above[-1], by) if above else None


def _reminder(
    case: Case,
    step: development.WorkStep,
    limit: date,
    level: int,
    addressee: Organization,
    by: Actor,
) -> Reminder:
    return Reminder(
        organization=case.organization,
        case=case,
        step=step.step,
        rule=step.rule or "",
        due_on=limit,
        level=level,
        addressee=addressee,
        told_on=by.today,
    )


@transaction.atomic
def answer(reminder: Reminder, *, words: str, by: Actor) -> Reminder:
    """Say on behalf of the organisation reminded what comes of it.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    seen = Reminder.objects.visible_to(by).select_related("addressee")
    row: Reminder = seen.select_for_update(of=("self",)).get(pk=reminder.pk)
    by.require("supervision.act", at=row.addressee)
    if row.answered_on is not None:
        raise Over(_("Lời nhắc này đã được trả lời."))
    _required(words, _("Phải ghi câu trả lời."))
    row.answered_on, row.answered_by_id, row.answer = by.today, by.user_id, tidy(words)
    row.save(update_fields=["answered_on", "answered_by", "answer"])
    audit.record("supervision.answer", row, by=by)
    return row


# --- what is checked ----------------------------------------------------------------------------


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _obstacle(obstacle: Obstacle, by: Actor, seen: str = "") -> Obstacle:
    """The locked row, if it is still what a page showed; on the desk of whoever keeps it now."""
    found = Obstacle.objects.visible_to(by).select_related("organization", "desk")
    row: Obstacle = found.select_for_update(of=("self",)).get(pk=obstacle.pk)
    by.require("supervision.act", at=row.organization)
    versions.require_same(mark_of_obstacle(row), seen)
    row.desk = tree.successor(row.desk, on=by.today)
    return row


def _open(obstacle: Obstacle, by: Actor, seen: str = "") -> Obstacle:
    row = _obstacle(obstacle, by, seen)
    if row.closed_on is not None:
        raise Over(_("Vướng mắc này đã đóng."))
    return row


def _step(obstacle: Obstacle, kind: Kind, words: str, by: Actor) -> ObstacleStep:
    step: ObstacleStep = ObstacleStep.objects.create(
        organization=obstacle.organization,
        obstacle=obstacle,
        kind=kind,
        on=by.today,
        words=tidy(words),
        owner_id=obstacle.owner_id,
        due_on=obstacle.due_on,
        recorded_at=by.at,
        recorded_by_id=by.user_id,
    )
    audit.record(f"supervision.{kind}", obstacle, by=by, step=step.pk)
    return step


def _speak_of(visit: Visit, cases: Iterable[Case], by: Actor) -> None:
    of_cell = Case.objects.visible_to(by).filter(organization=visit.organization)
    SpokenOf.objects.bulk_create(
        SpokenOf(organization=visit.organization, visit=visit, case=case)
        for case in of_cell.filter(pk__in=[case.pk for case in cases])
    )


def _promise(visit: Visit, promises: Sequence[Promised], met_on: date) -> None:
    for promised in promises:
        _required(promised.words, _("Phải ghi việc được hứa."))
        if promised.due_on < met_on:
            raise BadDay(_("Hạn của việc được hứa không thể trước ngày dự họp."))
    Promise.objects.bulk_create(
        Promise(
            organization=visit.organization,
            visit=visit,
            words=tidy(promised.words),
            due_on=promised.due_on,
        )
        for promised in promises
    )


def _required(text: str, said: str) -> None:
    if not tidy(text):
        raise Incomplete(said)


def _require_harmless(cause: str) -> None:
    if cause in NEVER_OF_A_PERSON:
        raise TellsTooMuch(
            _("“%s” chỉ ghi cho chi bộ, không ghi cho một người.") % Cause(cause).label
        )


def _require_not_past(day: date, by: Actor) -> None:
    if day < by.today:
        raise BadDay(_("Hạn %s đã qua.") % f"{day:%d/%m/%Y}")


def _require_past(day: date, by: Actor) -> None:
    if day > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{day:%d/%m/%Y}")


def _require_reach(user: User, place: Organization, by: Actor) -> None:
    if user not in queries.possible_owners(place, on=by.today):
        raise NotInReach(_("%s không giữ vai trò nào ở đây.") % user.full_name)

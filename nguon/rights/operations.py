"""What is decided about requests of people: received, answered, extended, done, refused."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rights import clocks
from nguon.rights.models import Ground, Kind, Outcome, Request, RequestStep

Step = RequestStep.Kind


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.field = field


class Over(Refused):
    """The request has ended, or was extended before."""


class NotDone(Refused):
    """What was asked for has not happened yet."""


@transaction.atomic
def receive(
    organization: Organization,
    *,
    kind: str,
    received_on: date,
    document: str,
    by: Actor,
    person: Person | None = None,
    helped: bool = False,
) -> Request:
    """Enter what somebody asked for, on the day on which it came in; its clocks run from then.

    Shape:  without ``person`` it is of somebody who is not on file; nothing is kept of them.
            ``helped``: others process the data for the office.
    Raises: NotAllowed, Refused, Person.DoesNotExist. Nothing is written when it raises.
    """
    if person is not None:
        person = Person.objects.visible_to(by).select_related("organization").get(pk=person.pk)
        organization = person.organization
    by.require("rights.receive", at=organization)
    if received_on > by.today:
        raise Refused(_("Ngày nhận không thể sau hôm nay."), "received_on")
    if not document.strip():
        raise Refused(_("Cần số vào sổ của yêu cầu."), "document")
    clock = clocks.clock(Kind(kind), received_on, helped=helped)
    row = Request.objects.create(
        organization=organization,
        person=person,
        kind=kind,
        document=tidy(document),
        received_on=received_on,
        helped=helped,
        answer_by=clock.answer_by,
        due_on=clock.due_on,
        received_by=by.user_id,
    )
    audit.record("rights.received", row, by=by, kind=kind, due=clock.due_on.isoformat())
    return row


@transaction.atomic
def answer(request: Request, *, on: date, words: str, by: Actor) -> Request:
    """Record that the person was told what will be done, and by when.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    row = _open(request, on=on, by=by)
    if row.answered_on is not None:
        raise Over(_("Yêu cầu này đã được trả lời."))
    row.answered_on = on
    row.save(update_fields=["answered_on"])
    _step(row, Step.ANSWERED, on, words, by)
    return row


@transaction.atomic
def extend(request: Request, *, on: date, words: str, by: Actor) -> Request:
    """Take the time once more, once, with the reason that the person is told.

    Raises: NotAllowed, Refused, Over the second time. Nothing is written when it raises.
    """
    row = _open(request, on=on, by=by)
    if row.extended_on is not None:
        raise Over(_("Chỉ được gia hạn một lần."))
    if on > row.due_on:
        raise Refused(_("Đã quá hạn nên không gia hạn được nữa."), "on")
    _required(words, _("Cần lý do gia hạn."))
    row.extended_on, row.due_on = on, clocks.extended(row.received_on, row.due_on)
    row.save(update_fields=["extended_on", "due_on"])
    _step(row, Step.EXTENDED, on, words, by)
    return row


@transaction.atomic
def fulfil(request: Request, *, on: date, by: Actor, words: str = "") -> Request:
    """Record that what was asked for was done and the person was told.

    Raises: NotAllowed, Refused; NotDone for an erasure while the file is there.
    """
    row = _open(request, on=on, by=by)
    if row.kind == Kind.DELETE and row.person_id is not None:
        raise NotDone(_("Hồ sơ vẫn còn: xoá hồ sơ trước, hoặc từ chối và nêu căn cứ."))
    row.outcome, row.told_on = Outcome.DONE, on
    return _end(row, Step.DONE, on, words, by)


@transaction.atomic
def refuse(request: Request, *, ground: str, told_on: date, words: str, by: Actor) -> Request:
    """Refuse what was asked for, on a ground that the person was told on a day.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    row = _open(request, on=told_on, by=by)
    if ground not in Ground.values:
        raise Refused(_("Từ chối thì phải chọn căn cứ."), "ground")
    _required(words, _("Ghi điều đã nói với người yêu cầu."))
    row.outcome, row.ground, row.told_on = Outcome.REFUSED, Ground(ground), told_on
    return _end(row, Step.REFUSED, told_on, words, by)


# --- pieces -------------------------------------------------------------------------------------


def _open(request: Request, *, on: date, by: Actor) -> Request:
    seen = Request.objects.visible_to(by).select_related("organization")
    row = seen.select_for_update(of=("self",)).get(pk=request.pk)
    by.require("rights.answer", at=row.organization)
    if row.ended_on is not None:
        raise Over(_("Yêu cầu này đã kết thúc."))
    if not row.received_on <= on <= by.today:
        raise Refused(_("Ngày này phải từ ngày nhận đến hôm nay."), "on")
    return row


def _required(words: str, why: str) -> None:
    if not words.strip():
        raise Refused(why, "words")


def _end(row: Request, kind: str, on: date, words: str, by: Actor) -> Request:
    row.ended_on = on
    row.answered_on = row.answered_on or on
    row.save(update_fields=["ended_on", "answered_on", "outcome", "ground", "told_on"])
    _step(row, kind, on, words, by)
    return row


def _step(row: Request, kind: str, on: date, words: str, by: Actor) -> None:
    RequestStep.objects.create(
        organization=row.organization,
        request=row,
        person_id=row.person_id,
        kind=kind,
        on=on,
        words=tidy(words) if row.person_id else "",  # of somebody not on file nothing is kept
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record(f"rights.{kind}", row, by=by, on=on.isoformat(), ground=row.ground)

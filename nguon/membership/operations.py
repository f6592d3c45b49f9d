"""What is given to members, noted of them and ended: one decision a function."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import handing_over
from nguon.development import operations as development
from nguon.development.facts import dossier
from nguon.development.models import Case, CaseEvent
from nguon.membership import letters, queries
from nguon.membership.codes import Body, Growth, Standing
from nguon.membership.models import Duty, Held, Leaving, Note, Position
from nguon.membership.rules import (
    NotAMember,
    Over,
    Refused,
    UnderWay,
    between,
    of_the_case,
    required,
)
from nguon.organizations.holding import hold
from nguon.organizations.models import OPEN_END
from nguon.people import consent
from nguon.people import operations as people
from nguon.people.models import LeftHow, Membership, Person, Purpose

Kind = Leaving.Kind
REMOVAL = "removal_decision"


# --- probation ----------------------------------------------------------------------------------


@transaction.atomic
def note(person: Person, *, on: date, words: str, by: Actor) -> Note:
    """Put down, shortly and dated, how a probationary member comes along.

    Reading: only of somebody whose file is kept as a probationary member's, on a ground that
             stands; afterwards nothing is added.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    person, membership = _locked_member(person, by)
    by.require("membership.note", at=person.organization)
    if membership.full_from is not None:
        raise NotAMember(_("Chỉ ghi nhận xét trong thời gian dự bị."))
    consent.require(person, Purpose.DEVELOPMENT)
    between(on, membership.joined_on, by)
    row = Note(
        organization=person.organization,
        person=person,
        on=on,
        words=required(words, _("Phải ghi nội dung.")),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    row.save(force_insert=True)
    audit.record("membership.note", row, by=by, person=person.pk)
    return row


@transaction.atomic
def recognise(person: Person, *, full_from: date, document: str, by: Actor) -> Membership:
    """Record a decision on recognition of somebody whose admission is not in a case here.

    Reading: with an open case the decision is an act in it, and this follows by itself.
    Raises:  NotAllowed, Refused, people's Refused. Nothing is written when it raises.
    """
    person, membership = _locked_member(person, by)
    by.require("membership.charge", at=person.organization)
    if _open_case(person, by) is not None:
        raise Refused(_("Người này có hồ sơ đang mở: ghi quyết định công nhận trong hồ sơ."))
    if membership.full_from is not None:
        raise Over(_("Đã là đảng viên chính thức."))
    required(document, _("Phải ghi số quyết định."))
    between(full_from, membership.joined_on, by)
    row = people.recognise(
        person, full_from=full_from, by=by.lent(MEMBERSHIP, of="membership.charge")
    )
    audit.record("membership.recognise", person, by=by, on=f"{full_from}", document=tidy(document))
    return row


# --- tasks and positions ------------------------------------------------------------------------


@transaction.atomic
def give_duty(person: Person, *, body: str, task: str, on: date, document: str, by: Actor) -> Duty:
    """Give a member a task in a mass organisation, in the hamlet or in the cell.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    person, membership = _locked_member(person, by)
    by.require("membership.charge", at=person.organization)
    row = Duty(
        body=Body(body),
        task=required(task, _("Phải ghi nhiệm vụ được giao.")),
    )
    _hold(row, person, membership, on, document, by)
    return row


@transaction.atomic
def hold_position(
    person: Person, *, growth: str, title: str, place: str, on: date, document: str, by: Actor
) -> Position:
    """Record a position that a member holds, is planned for or was introduced to.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    person, membership = _locked_member(person, by)
    by.require("membership.charge", at=person.organization)
    row = Position(
        growth=Growth(growth),
        title=required(title, _("Phải ghi chức vụ.")),
        place=required(place, _("Phải ghi cơ quan, tổ chức.")),
    )
    _hold(row, person, membership, on, document, by)
    return row


@transaction.atomic
def end(row: Duty | Position, *, on: date, by: Actor) -> None:
    """End a task or a position on the day ``on``, the first on which it does not hold.

    Reading: what ends on the day it began never held.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    hold(row.organization_id)
    seen = type(row).objects.visible_to(by).select_related("organization")
    held = seen.select_for_update(of=("self",)).get(pk=row.pk)
    by.require("membership.charge", at=held.organization)
    if held.valid_to != OPEN_END:
        raise Over(_("Đã thôi từ ngày %s.") % f"{held.valid_to:%d/%m/%Y}")
    between(on, held.valid_from, by)
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    audit.record("membership.end", held, by=by, on=f"{on}")


def _hold(
    row: Held, person: Person, membership: Membership, on: date, document: str, by: Actor
) -> None:
    between(on, membership.joined_on, by)
    row.organization = person.organization
    row.person = person  # type: ignore[attr-defined]
    row.valid_from = on
    row.document = required(document, _("Phải ghi văn bản."))
    row.recorded_at, row.recorded_by = by.at, by.user_id
    row.save(force_insert=True)
    audit.record("membership.charge", row, by=by, person=person.pk, on=f"{on}")


# --- leaving ------------------------------------------------------------------------------------


@transaction.atomic
def leave(
    person: Person, *, how: str, on: date, document: str, by: Actor, words: str = ""
) -> Leaving:
    """Record that somebody is no longer a member from ``on`` on, or has died, and by which paper.

    Reading: a removal rests on the decision in the case where there is one; an open case is
             closed. A death needs no paper.
    Raises:  NotAllowed, Refused, people's Refused. Nothing is written when it raises.
    """
    person, membership = _locked_member(person, by)
    by.require("membership.leave", at=person.organization)
    if word := letters.under_way(person, by=by):
        raise UnderWay(word)
    if how != LeftHow.DIED:
        required(document, _("Phải ghi văn bản."))
    between(on, membership.joined_on, by)
    case = _open_case(person, by)
    row = _leaving(person, Kind.LEFT, how, on, document, words, by)
    row.standing = Standing.FULL if membership.full_from else Standing.PROBATIONARY
    row.event = _removal(case, on, by) if case and how == LeftHow.REMOVED else None
    row.save(force_insert=True)
    following = by.lent((*MEMBERSHIP, "development.open_case"), of="membership.leave")
    people.end_membership(person, left_on=on, how=how, by=following)
    if case is not None:
        with of_the_case():
            development.close(case, on=on, by=following)
    audit.record("membership.leave", row, by=by, person=person.pk, how=how, on=f"{on}")
    return row


@transaction.atomic
def correct_leaving(leaving: Leaving, *, reason: str, by: Actor) -> Leaving:
    """Take back a leaving that was entered by mistake: the member never left.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    return _take_back(leaving, Kind.CORRECTED, leaving.on, "", reason, by)


@transaction.atomic
def restore(leaving: Leaving, *, on: date, document: str, by: Actor) -> Leaving:
    """Record a decision that restores somebody's membership from ``on`` on.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    required(document, _("Phải ghi văn bản."))
    return _take_back(leaving, Kind.RESTORED, on, document, document, by)


def _take_back(
    leaving: Leaving, kind: str, on: date, document: str, words: str, by: Actor
) -> Leaving:
    hold(leaving.organization_id)
    seen = Leaving.objects.visible_to(by).select_related("person__organization")
    left = seen.select_for_update(of=("self",)).get(pk=leaving.pk, kind=Kind.LEFT)
    person = left.person
    by.require("membership.leave", at=person.organization)
    if Leaving.objects.visible_to(by).filter(takes_back=left).exists():
        raise Over(_("Việc này đã được rút lại hoặc phục hồi."))
    if kind == Kind.RESTORED and left.how == LeftHow.DIED:
        raise Refused(_("Ghi nhầm việc từ trần thì rút lại, không phục hồi."))
    between(on, left.on, by)
    row = _leaving(person, kind, left.how, on, document, required(words, _("Phải ghi lý do.")), by)
    row.standing, row.takes_back = left.standing, left
    row.save(force_insert=True)
    following = by.lent((*MEMBERSHIP, "development.open_case"), of="membership.leave")
    membership = people.resume_membership(person, by=following)
    if membership.full_from is None:
        _reopen_case(person, left.on, following)
    audit.record(f"membership.{kind}", row, by=by, person=person.pk, takes_back=left.pk)
    return row


def _leaving(
    person: Person, kind: str, how: str, on: date, document: str, words: str, by: Actor
) -> Leaving:
    return Leaving(
        organization=person.organization,
        happened_in=person.organization,
        person=person,
        kind=kind,
        how=LeftHow(how),
        on=on,
        document=tidy(document),
        words=tidy(words),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )


def _removal(case: Case, on: date, by: Actor) -> CaseEvent | None:
    act = dossier(case, by=by).last(REMOVAL, on)
    return act.row if act else None


def _reopen_case(person: Person, closed_on: date, by: Actor) -> None:
    """A probationary member's case goes on where the leaving closed it."""
    seen = Case.objects.visible_to(by).filter(person=person)
    case = seen.filter(closed_on=closed_on).order_by("-pk").first()
    if case is not None and _open_case(person, by) is None:
        handing_over.reopen(case, by=by)


# --- rules and pieces ---------------------------------------------------------------------------

MEMBERSHIP = ("people.membership",)


def _locked_member(person: Person, by: Actor) -> tuple[Person, Membership]:
    hold(person.organization_id)
    seen = Person.objects.visible_to(by).select_related("organization")
    person = seen.select_for_update(of=("self",)).get(pk=person.pk)
    membership = queries.membership_of(person, by=by)
    if membership is None:
        raise NotAMember(_("Người này không phải là đảng viên."))
    return person, membership


def _open_case(person: Person, by: Actor) -> Case | None:
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    return seen.filter(person=person, closed_on__isnull=True).first()

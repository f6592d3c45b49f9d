"""Letters of transfer, each with two sides: sent, accepted, returned, called off, ended.

The file stays with the sending side until the receiving side has accepted; in that moment it
changes hands whole. Either side acts on its own row, and the other side's row follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, wall
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development import handing_over
from nguon.development.models import Case
from nguon.membership import letters, queries
from nguon.membership.codes import Reach, Standing, Way
from nguon.membership.models import Arrival, Departure, Letter
from nguon.membership.rules import (
    BadDay,
    BadReceiver,
    NothingToSend,
    Over,
    Settled,
    UnderWay,
    between,
    of_the_case,
    required,
)
from nguon.organizations import queries as tree
from nguon.organizations.holding import hold
from nguon.organizations.models import Organization, Tier
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Membership, Person, Purpose

# What follows from a letter by itself, on both of its sides, and needs no role of its own there.
OF_A_LETTER = (
    "membership.view",
    "people.view",
    "development.view",
    "development.moved",
    "development.followup_started",
    "development.open_case",
)
BOTH_SIDES = wall.opened("a letter has two sides, and whoever acts on one writes the other")
OF_AN_ARRIVAL = ("people.register", "people.membership", "people.view")
# Tables that tell of a place and not of the person: they stay where they are.
STAYS = frozenset(
    {
        "planning.assignment",
        "dossier.bookline",
        "supervision.spokenof",
        "evaluation.membersheet",
        "evaluation.membermark",
        "evaluation.memberact",
        "evaluation.memberappeal",
        "membership.departure",
        "membership.arrival",
        "meetings.matter",
    }
)
WITH = ("organization", "receiver", "arrived_in", "person__organization")


@dataclass(frozen=True, slots=True)
class Outside:
    """A place that keeps no files here, as the letter names it."""

    name: str
    reach: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What the letter itself says: its number and day, and the papers that go with it."""

    number: str
    sent_on: date
    papers: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes from a place outside, as the letter says; a full member from ``full_from`` on.

    ``details`` are basic data of the person, as ``people.operations.register`` takes.
    """

    name: str
    joined_on: date
    full_from: date | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


# --- the sending side ---------------------------------------------------------------------------


@BOTH_SIDES
@transaction.atomic
def send(
    person: Person,
    to: Organization | Outside,
    *,
    paper: Paper,
    by: Actor,
    until: date | None = None,
) -> Departure:
    """Introduce somebody to another place: a member, or somebody who is being considered.

    Shape:   with ``until`` a member goes for a while and the file stays; without it for good.
    Reading: until the other side accepts, nothing of the person changes.
    Raises:  NotAllowed, Refused, Person.DoesNotExist. Nothing is written when it raises.
    """
    person = _locked_person(person, by)
    by.require("membership.send", at=person.organization)
    standing, membership = _standing(person, by)
    _check_paper(paper, until, standing, by)
    _require_free(person, by)
    receiver = _receiver(to, person, by) if isinstance(to, Organization) else None
    departure = Departure(
        organization=person.organization,
        person=person,
        happened_in=person.organization,
        receiver=receiver,
        to_name=_where_to(to, by),
        reach=Reach(to.reach) if isinstance(to, Outside) else "",
        **_of_letter(paper, until, by, name=person.full_name, standing=standing),
    )
    departure.save(force_insert=True)
    audit.record("membership.send", departure, by=by, person=person.pk, way=departure.way)
    if receiver is not None:
        _offer(departure, receiver, membership, by)
    return departure


@BOTH_SIDES
@transaction.atomic
def call_off(departure: Departure, *, reason: str, by: Actor) -> Departure:
    """Take back a letter that the other side has not answered.

    Raises: NotAllowed, Refused; Settled says what the other side did meanwhile.
    """
    row, arrival, _both = _locked_pair(departure, by)
    by.require("membership.send", at=row.organization)
    _require_waiting(row)
    _settle(row, arrival, {"called_off_on": by.today, "words": _reason(reason)})
    audit.record("membership.call_off", row, by=by, person=row.person_id)
    return row


@transaction.atomic
def confirm_outside(departure: Departure, *, on: date, by: Actor) -> Departure:
    """Note that a place outside took the person in; an open case says so and is closed.

    Reading: somebody who went for good is a member still, but of no place here.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    row, _arrival, both = _locked_pair(departure, by)
    by.require("membership.send", at=row.organization)
    if row.receiver_id is not None:
        raise BadReceiver(_("Nơi đến có trong hệ thống: nơi ấy tự tiếp nhận."))
    _require_waiting(row)
    between(on, row.sent_on, by)
    if row.way == Way.OFFICIAL:
        with of_the_case():
            handing_over.send_away(row.person, to=row.to_name, letter=row.number, on=on, by=both)
    _settle(row, None, {"accepted_on": on, "happened_in": row.organization})
    audit.record("membership.confirm", row, by=by, person=row.person_id, on=f"{on}")
    return row


# --- the receiving side -------------------------------------------------------------------------


@BOTH_SIDES
@transaction.atomic
def accept(arrival: Arrival, *, cell: Organization, on: date, by: Actor) -> Arrival:
    """Take somebody in at a cell: the whole file changes hands at once, and every limit runs on.

    Reading: of a member who comes for a while only the letter is kept; the file stays.
    Raises:  NotAllowed, Refused, Arrival.DoesNotExist; Settled says what the other side did
             meanwhile. Nothing is written when it raises.
    """
    letter, row, both = _locked_other_side(arrival, by)
    by.require("membership.receive", at=row.organization)
    _require_waiting(row)
    between(on, row.sent_on, by)
    _require_cell(cell, row.organization, by)
    if letter.organization_id == cell.pk:
        raise BadReceiver(_("Chi bộ này chính là nơi giới thiệu đi."))
    if row.way == Way.OFFICIAL:
        both = _for_the_letter(both, cell)
        with of_the_case():
            handing_over.hand_over(
                letter.person, cell, letter=row.number, on=on, by=both, stays=STAYS
            )
        row.person = letter.person
    letter.happened_in, letter.arrived_in = letter.organization, cell
    row.sender, row.organization, row.happened_in = letter.organization, cell, cell
    _settle(letter, row, {"accepted_on": on})
    audit.record("membership.accept", row, by=by, on=f"{on}")
    audit.record("membership.accepted_there", letter, by=by, on=f"{on}", cell=cell.pk)
    return row


@BOTH_SIDES
@transaction.atomic
def return_letter(arrival: Arrival, *, reason: str, by: Actor) -> Arrival:
    """Send a letter back with the reason; of somebody who is no member the name goes with it.

    Raises: NotAllowed, Refused, Arrival.DoesNotExist; Settled says what the other side did.
    """
    letter, row, _both = _locked_other_side(arrival, by)
    by.require("membership.receive", at=row.organization)
    _require_waiting(row)
    _settle(letter, row, {"returned_on": by.today, "words": _reason(reason)})
    audit.record("membership.return", row, by=by)
    audit.record("membership.returned_there", letter, by=by)
    return row


@transaction.atomic
def receive_from_outside(
    cell: Organization,
    who: Newcomer,
    origin: Outside,
    *,
    paper: Paper,
    on: date,
    by: Actor,
    until: date | None = None,
) -> Arrival:
    """Take in a member who comes from a place that keeps no files here.

    Reading: the letter is the ground on which the file is kept, and says since when somebody is
             a member; with ``until`` only the letter is kept.
    Raises:  NotAllowed, Refused, people's Refused. Nothing is written when it raises.
    """
    by.require("membership.receive", at=cell)
    _require_cell(cell, cell, by)
    standing = Standing.FULL if who.full_from else Standing.PROBATIONARY
    _check_paper(paper, until, standing, by)
    _check_newcomer(who, by)
    between(on, paper.sent_on, by)
    row = Arrival(
        organization=cell,
        happened_in=cell,
        person=_take_in(cell, who, paper, by) if until is None else None,
        from_name=required(origin.name, _("Phải ghi nơi giới thiệu đến.")),
        reach=Reach(origin.reach),
        joined_on=who.joined_on,
        full_from=who.full_from,
        accepted_on=on,
        **_of_letter(paper, until, by, name=who.name, standing=standing),
    )
    row.save(force_insert=True)
    audit.record("membership.receive", row, by=by, person=row.person_id, on=f"{on}")
    return row


@transaction.atomic
def take_back(departure: Departure, *, origin: str, paper: Paper, on: date, by: Actor) -> Arrival:
    """Take in again a member who had gone to a place outside: the file never left the cell.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    gone, _arrival, _both = _locked_pair(departure, by)
    by.require("membership.receive", at=gone.organization)
    if gone.way != Way.OFFICIAL or gone.receiver_id or not gone.accepted_on or gone.ended_on:
        raise Over(_("Người này không ở nơi ngoài hệ thống."))
    standing, membership = _standing(gone.person, by)
    _check_paper(paper, None, standing, by)
    between(on, max(paper.sent_on, gone.accepted_on), by)
    _settle(gone, None, {"ended_on": on})
    row = Arrival(
        organization=gone.organization,
        happened_in=gone.organization,
        person=gone.person,
        from_name=required(origin, _("Phải ghi nơi giới thiệu đến.")),
        reach=gone.reach,
        joined_on=membership.joined_on if membership else None,
        full_from=membership.full_from if membership else None,
        accepted_on=on,
        **_of_letter(paper, None, by, name=gone.name, standing=standing),
    )
    row.save(force_insert=True)
    audit.record("membership.receive", row, by=by, person=gone.person_id, on=f"{on}")
    return row


# --- either side --------------------------------------------------------------------------------


@BOTH_SIDES
@transaction.atomic
def end_stay(letter: Departure | Arrival, *, on: date, by: Actor) -> None:
    """Note that somebody who had gone for a while is back where the file is.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    if isinstance(letter, Departure):
        row, other, _both = _locked_pair(letter, by)
        by.require("membership.send", at=row.organization)
        _end(row, other, on, by)
        return
    sent, arrival = None, letters.arrival(letter.ref, by=by)
    if arrival.departure_id:
        sent, arrival, _both = _locked_other_side(letter, by)
    by.require("membership.receive", at=arrival.organization)
    _end(arrival, sent, on, by)


def _end(row: Letter, other: Letter | None, on: date, by: Actor) -> None:
    if not row.runs or row.accepted_on is None:
        raise Over(_("Không có đợt sinh hoạt tạm thời nào đang diễn ra theo giấy này."))
    between(on, row.accepted_on, by)
    _settle(row, other, {"ended_on": on})
    audit.record("membership.end_stay", row, by=by, on=f"{on}")


# --- locks: the sending side's row first, always ------------------------------------------------


def _locked_pair(departure: Departure, by: Actor) -> tuple[Departure, Arrival | None, Actor]:
    hold(departure.organization_id, departure.receiver_id)
    seen = Departure.objects.visible_to(by).select_related(*WITH)
    row = seen.select_for_update(of=("self",)).get(pk=departure.pk)
    if row.receiver_id is None or row.receiver is None:
        return row, None, _for_the_letter(by, row.organization)
    both = _for_the_letter(by, row.organization, _place_of_arrival(row, by))
    there = Arrival.objects.visible_to(both).select_related("organization")
    arrival = there.select_for_update(of=("self",)).filter(departure=row.pk).first()
    return row, arrival, both


def _locked_other_side(arrival: Arrival, by: Actor) -> tuple[Departure, Arrival, Actor]:
    seen = Arrival.objects.visible_to(by).select_related("organization", "sender")
    row = seen.get(pk=arrival.pk)
    hold(row.organization_id, row.sender_id)
    if row.sender is None or row.departure_id is None:
        raise Settled(_("Giấy này đến từ nơi ngoài hệ thống: đã tiếp nhận khi ghi."))
    both = _for_the_letter(by, tree.successor(row.sender, on=by.today))
    sent = Departure.objects.visible_to(both).select_related(*WITH)
    letter = sent.select_for_update(of=("self",)).get(pk=row.departure_id)
    row = seen.select_for_update(of=("self",)).get(pk=arrival.pk)
    return letter, row, both


def _place_of_arrival(row: Departure, by: Actor) -> Organization:
    there = row.arrived_in or row.receiver
    assert there is not None  # noqa: S101 - for the type checker
    return tree.successor(there, on=by.today)


def _for_the_letter(by: Actor, *places: Organization) -> Actor:
    """The same actor, seated at the sides of a letter too for what follows from it by itself."""
    own = [
        seat
        for place in places
        for seat in place.seats_on(by.today)
        if seat.organization_id == place.pk
    ]
    more = {action: by.seats(action) | frozenset(own) for action in OF_A_LETTER}
    return replace(by, grants={**by.grants, **more})


def _locked_person(person: Person, by: Actor) -> Person:
    hold(person.organization_id)
    seen = Person.objects.visible_to(by).select_related("organization")
    return seen.select_for_update(of=("self",)).get(pk=person.pk)


# --- rows ---------------------------------------------------------------------------------------


def _offer(
    departure: Departure, receiver: Organization, membership: Membership | None, by: Actor
) -> None:
    """Write the receiving side's row: what the letter says, nothing else of the file."""
    same = ("way", "standing", "name", "number", "sent_on", "until", "papers", "recorded_at")
    arrival = Arrival(
        organization=receiver,
        happened_in=receiver,
        departure=departure,
        sender=departure.organization,
        from_name=tree.name_on(departure.organization, by.today),
        joined_on=membership.joined_on if membership else None,
        full_from=membership.full_from if membership else None,
        recorded_by=departure.recorded_by,
        **{name: getattr(departure, name) for name in same},
    )
    arrival.save(force_insert=True)
    audit.record("membership.offered", arrival, by=by)


def _settle(row: Letter, other: Letter | None, what: dict[str, Any]) -> None:
    """Write the same into both sides' rows."""
    for letter in (row, other):
        if letter is not None:
            for name, value in what.items():
                setattr(letter, name, value)
            forgotten = letter.standing == Standing.CANDIDATE and not letter.accepted_on
            if isinstance(letter, Arrival) and forgotten:
                letter.name = letter.papers = ""
            letter.save()


def _of_letter(
    paper: Paper, until: date | None, by: Actor, *, name: str, standing: Standing
) -> dict[str, Any]:
    return {
        "way": Way.TEMPORARY if until else Way.OFFICIAL,
        "standing": standing,
        "name": tidy(name),
        "number": tidy(paper.number),
        "sent_on": paper.sent_on,
        "until": until,
        "papers": tidy(paper.papers),
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }


def _take_in(cell: Organization, who: Newcomer, paper: Paper, by: Actor) -> Person:
    taking = by.lent(OF_AN_ARRIVAL, of="membership.receive")
    ground = ConsentGiven(Purpose.DEVELOPMENT, Basis.MEMBERSHIP, paper.number, paper.sent_on)
    person = people.register(
        who.name, organization=cell, consents=[ground], by=taking, **who.details
    )
    people.begin_membership(person, joined_on=who.joined_on, full_from=who.full_from, by=taking)
    return person


def _where_to(to: Organization | Outside, by: Actor) -> str:
    if isinstance(to, Organization):
        return tree.name_on(to, by.today)
    return required(to.name, _("Phải ghi nơi giới thiệu đến."))


# --- rules --------------------------------------------------------------------------------------


def _standing(person: Person, by: Actor) -> tuple[Standing, Membership | None]:
    membership = queries.membership_of(person, by=by)
    if membership is not None:
        return (Standing.FULL if membership.full_from else Standing.PROBATIONARY), membership
    cases = Case.objects.visible_to(by).filter(person=person, closed_on__isnull=True)
    if not cases.exists():
        raise NothingToSend(_("Người này không là đảng viên, cũng không có hồ sơ đang mở."))
    return Standing.CANDIDATE, None


def _check_paper(paper: Paper, until: date | None, standing: Standing, by: Actor) -> None:
    required(paper.number, _("Phải ghi số giấy giới thiệu."))
    if paper.sent_on > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{paper.sent_on:%d/%m/%Y}")
    if until is not None and standing == Standing.CANDIDATE:
        raise NothingToSend(_("Chỉ đảng viên mới chuyển sinh hoạt tạm thời."))
    if until is not None and until <= paper.sent_on:
        raise BadDay(_("Sinh hoạt tạm thời phải đến một ngày sau ngày của giấy."))


def _check_newcomer(who: Newcomer, by: Actor) -> None:
    required(who.name, _("Phải ghi họ tên."))
    if who.joined_on > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{who.joined_on:%d/%m/%Y}")
    if who.full_from is not None:
        between(who.full_from, who.joined_on, by)


def _require_free(person: Person, by: Actor) -> None:
    word = letters.under_way(person, by=by)
    if word:
        raise UnderWay(word)


def _receiver(to: Organization, person: Person, by: Actor) -> Organization:
    if to.pk == person.organization_id:
        raise BadReceiver(_("Nơi đến chính là nơi đang sinh hoạt."))
    if tree.version_on(to, by.today) is None:
        raise BadReceiver(_("Nơi đến không còn: chọn tổ chức kế thừa."))
    return to


def _require_cell(cell: Organization, receiver: Organization, by: Actor) -> None:
    version = tree.version_on(cell, by.today)
    above = {seat.organization_id for seat in cell.seats_on(by.today)}
    if version is None or version.tier != Tier.CELL or receiver.pk not in above:
        raise BadReceiver(_("Phải chọn một chi bộ thuộc nơi tiếp nhận."))


def _require_waiting(letter: Letter) -> None:
    day = letter.settled_on
    if day is None:
        return
    on = f"{day:%d/%m/%Y}"
    if letter.accepted_on:
        raise Settled(_("Nơi đến đã tiếp nhận ngày %s.") % on)
    if letter.returned_on:
        raise Settled(
            _("Nơi đến đã trả lại giấy ngày %(day)s: %(why)s") % {"day": on, "why": letter.words}
        )
    raise Settled(_("Nơi đi đã rút giấy ngày %(day)s: %(why)s") % {"day": on, "why": letter.words})


def _reason(words: str) -> str:
    return required(words, _("Phải ghi lý do."))

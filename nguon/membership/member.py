"""One member's way: what is on record over time, and what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.development.steps import WorkStep
from nguon.membership.letters import is_gone
from nguon.membership.models import Arrival, Departure, Duty, Leaving, Note, Position
from nguon.membership.queries import VIEW, open_cases, probation_ends_on, steps_of
from nguon.organizations import queries as tree
from nguon.organizations.models import OPEN_END
from nguon.people.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated thing on a member's way, in words."""

    on: date
    title: str | Promise
    detail: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class MemberFile:
    """What a member's page shows to one actor; ``timeline`` is the latest first."""

    person: Person
    place: str
    membership: Membership | None
    memberships: tuple[Membership, ...]
    probation_ends_on: date | None
    gone: Departure | None
    case: Case | None
    steps: tuple[WorkStep, ...]
    duties: tuple[Duty, ...]
    positions: tuple[Position, ...]
    notes: tuple[Note, ...]
    leaving: Leaving | None
    timeline: tuple[Entry, ...]


def member_file(ref: str, *, by: Actor) -> MemberFile:
    """Return one member's page, without anything sensitive.

    Raises: Person.DoesNotExist for who was never a member of a place in sight.
    """
    seen = Membership.objects.visible_to(by, action=VIEW).filter(person__ref=ref)
    spells = list(seen.select_related("person__organization").order_by("joined_on", "pk"))
    if not spells:
        raise Person.DoesNotExist(ref)
    person = spells[-1].person
    open_spell = spells[-1] if spells[-1].left_on is None else None
    case = open_cases([person.pk], by).get(person.pk)
    leavings = list(_of(Leaving, person, by).order_by("on", "pk"))
    departures = list(_of(Departure, person, by).order_by("sent_on", "pk"))
    duties = tuple(_of(Duty, person, by).order_by("valid_to", "-valid_from"))
    positions = tuple(_of(Position, person, by).order_by("-valid_from", "pk"))
    return MemberFile(
        person=person,
        place=tree.name_on(person.organization, by.today),
        membership=open_spell,
        memberships=tuple(spells),
        probation_ends_on=probation_ends_on(open_spell),
        gone=next((each for each in departures if is_gone(each)), None),
        case=case,
        steps=steps_of(case, by.today),
        duties=duties,
        positions=positions,
        notes=tuple(_of(Note, person, by).order_by("-on", "-pk")),
        leaving=None if open_spell else _standing_leaving(leavings),
        timeline=_timeline(
            spells, departures, list(_of(Arrival, person, by)), leavings, duties, positions
        ),
    )


def _of(model: Any, person: Person, by: Actor) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.visible_to(by).filter(person=person)
    return rows


def _standing_leaving(leavings: Sequence[Leaving]) -> Leaving | None:
    taken_back = {row.takes_back_id for row in leavings}
    left = [row for row in leavings if row.kind == Leaving.Kind.LEFT and row.pk not in taken_back]
    return left[-1] if left else None


def _timeline(
    spells: Sequence[Membership],
    departures: Sequence[Departure],
    arrivals: Sequence[Arrival],
    leavings: Sequence[Leaving],
    duties: Sequence[Duty],
    positions: Sequence[Position],
) -> tuple[Entry, ...]:
    entries = [entry for spell in spells for entry in _of_spell(spell)]
    entries += [entry for letter in departures for entry in _of_departure(letter)]
    entries += [
        Entry(letter.accepted_on, _("Tiếp nhận từ nơi khác"), letter.from_name, letter.number)
        for letter in arrivals
        if letter.accepted_on
    ]
    entries += [
        Entry(row.on, row.get_kind_display(), _leaving_words(row), row.document)
        for row in leavings
    ]
    entries += [entry for duty in duties for entry in _of_duty(duty)]
    entries += [entry for position in positions for entry in _of_position(position)]
    return tuple(sorted(entries, key=lambda entry: entry.on, reverse=True))


def _leaving_words(row: Leaving) -> str:
    how = str(row.get_how_display())
    return f"{how}: {row.words}" if row.words and row.words != row.document else how


def _of_spell(spell: Membership) -> Iterable[Entry]:
    yield Entry(spell.joined_on, _("Vào Đảng (lễ kết nạp)"))
    if spell.full_from:
        yield Entry(spell.full_from, _("Đảng viên chính thức"))


def _of_departure(letter: Departure) -> Iterable[Entry]:
    way = str(letter.get_way_display()).lower()
    yield Entry(
        letter.sent_on,
        _("Giới thiệu chuyển sinh hoạt (%s)") % way,
        letter.to_name,
        letter.number,
    )
    if letter.returned_on:
        yield Entry(letter.returned_on, _("Nơi đến trả lại giấy"), letter.words, letter.number)
    if letter.called_off_on:
        yield Entry(letter.called_off_on, _("Rút giấy giới thiệu"), letter.words, letter.number)
    if letter.accepted_on:
        yield Entry(letter.accepted_on, _("Nơi đến tiếp nhận"), letter.to_name, letter.number)
    if letter.ended_on:
        yield Entry(letter.ended_on, _("Trở về"), letter.to_name, letter.number)


def _of_duty(duty: Duty) -> Iterable[Entry]:
    words = f"{duty.get_body_display()}: {duty.task}"
    yield Entry(duty.valid_from, _("Được giao nhiệm vụ"), words, duty.document)
    if duty.valid_to != OPEN_END:
        yield Entry(duty.valid_to, _("Thôi nhiệm vụ"), words)


def _of_position(position: Position) -> Iterable[Entry]:
    words = f"{position.title}, {position.place}"
    yield Entry(position.valid_from, position.get_growth_display(), words, position.document)
    if position.valid_to != OPEN_END:
        yield Entry(position.valid_to, _("Thôi chức vụ, hết quy hoạch"), words)

"""What the planning pages lay out: terms, a year's targets, duties, and who was admitted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development.models import CaseEvent
from nguon.organizations.models import Organization
from nguon.organizations.models import on as valid_on
from nguon.organizations.queries import Names
from nguon.people.models import Person
from nguon.planning.attainment import Place, Range
from nguon.planning.models import Assignment, Term
from nguon.planning.reading import Reading, stand_under

SHOWN = 500


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term in sight. ``keeper`` is who keeps it today if its organisation has ended."""

    slug: str
    place: Place
    keeper: Place | None
    starts_on: date
    last_day: date
    yearly: Range
    document: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A member who follows a cell now, ``until`` a day on which that no longer holds."""

    number: int
    place: Place
    member: Person
    task: str
    since: date
    until: date
    document: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """One admission behind a figure, for somebody who may see the case."""

    ref: str
    name: str
    place: str
    on: date


def terms(*, by: Actor) -> list[TermLine]:
    """Every term that ``by`` may see, the latest first, then by name."""
    rows = list(Term.objects.visible_to(by).select_related("made_for", "organization"))
    called = Names.of({number for t in rows for number in (t.made_for_id, t.organization_id)})
    lines = [_term_line(term, called, by.today) for term in rows]
    lines.sort(key=lambda line: natural_key(line.place.name))
    return sorted(lines, key=lambda line: line.starts_on, reverse=True)


def duties(organization: Organization, *, by: Actor) -> list[Duty]:
    """Who follows the cells at or under an organisation today, in order of the cells' names."""
    under = stand_under(organization, by.today, by.today + timedelta(days=1))
    called = "organization__versions__"
    named = {f"{called}valid_from__lte": by.today, f"{called}valid_to__gt": by.today}
    rows = (
        Assignment.objects.visible_to(by)
        .filter(valid_on(by.today), organization__in=under.values("organization"), **named)
        .select_related("member")
        .annotate(slug=F("organization__slug"), name=F(f"{called}name"))
        .order_by("member__sort_key", "pk")
    )
    found = [
        Duty(
            number=row.pk,
            place=Place(row.slug, row.name),
            member=row.member,
            task=row.task,
            since=row.valid_from,
            until=row.valid_to,
            document=row.document,
        )
        for row in rows
    ]
    return sorted(found, key=lambda duty: natural_key(duty.place.name))


def admitted(
    reading: Reading,
    *,
    by: Actor,
    year: int | None = None,
    cell: str = "",
    cases: Collection[int] | None = None,
) -> list[Admitted]:
    """Who stands behind a figure, of those whose cases ``by`` may see, by day and name.

    Shape: at most 500; ``cell`` is the slug of a line of the reading, ``cases`` narrows to what
           a measure counts.
    """
    events = CaseEvent.objects.visible_to(by).filter(pk__in=reading.ceremonies().values("pk"))
    if year:
        events = events.filter(
            happened_on__gte=date(year, 1, 1), happened_on__lt=date(year + 1, 1, 1)
        )
    if cell:
        events = events.filter(happened_in__in=_on_the_line(reading, cell))
    if cases is not None:
        events = events.filter(case__in=list(cases))
    rows = list(
        events.select_related("case__person").order_by("happened_on", "case__person__sort_key")[
            :SHOWN
        ]
    )
    called = Names.of({row.happened_in_id for row in rows})
    return [
        Admitted(
            ref=row.case.ref,
            name=row.case.person.full_name,
            place=called.on(row.happened_in_id, row.happened_on).name,
            on=row.happened_on,
        )
        for row in rows
    ]


def _called(names: Names, number: int, day: date) -> Place:
    """What an organisation was called on a day, and its address."""
    version = names.on(number, day)
    return Place(version.organization.slug, version.name)


def _term_line(term: Term, called: Names, today: date) -> TermLine:
    last_day = term.ends_on - timedelta(days=1)
    moved_on = term.organization_id != term.made_for_id
    return TermLine(
        slug=term.slug,
        place=_called(called, term.made_for_id, min(last_day, today)),
        keeper=_called(called, term.organization_id, today) if moved_on else None,
        starts_on=term.starts_on,
        last_day=last_day,
        yearly=Range(term.yearly_lower, term.yearly_upper),
        document=term.document,
    )


def _on_the_line(reading: Reading, cell: str) -> list[int]:
    """The numbers of the organisations that are told on the line of ``cell``."""
    number = Organization.objects.filter(slug=cell).values_list("pk", flat=True).first()
    if number is None:
        return []
    return [number, *(before for before, keeper in reading.absorbed.items() if keeper == number)]

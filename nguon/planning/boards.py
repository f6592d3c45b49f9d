"""What the planning pages lay out: terms, a year's targets, duties, and who was admitted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development.models import CaseEvent
from nguon.organizations.models import Organization, Placement, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.organizations.queries import Names
from nguon.people.models import Person
from nguon.planning.attainment import NOTHING, Place, Range, yearly_targets
from nguon.planning.models import Assignment, CellTarget, NoSourceLeft, Term
from nguon.planning.reading import Reading, plan_of, stand_under

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
class BoardRow:
    """One cell on the board of a year; ``target`` is ``None`` until something is handed out."""

    number: int
    place: Place
    target: Range | None
    document: str
    no_source_left: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A committee's target for one calendar year and what it handed to its cells."""

    year: int
    years: tuple[int, ...]
    asked: Range
    rows: tuple[BoardRow, ...]

    @property
    def handed_out(self) -> Range:
        return sum((row.target for row in self.rows if row.target), NOTHING)

    @property
    def open_lower(self) -> int:
        """What of the lower bound no cell has been asked for; negative if they have more."""
        return self.asked.lower - self.handed_out.lower


@dataclass(frozen=True, slots=True)
class Duty:
    """A member who follows a cell now."""

    number: int
    place: Place
    member: Person
    task: str
    since: date
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


def board(term: Term, year: int, *, by: Actor) -> Board:
    """The board of one calendar year of a term.

    Shape:  cells that stood under the committee in that year, in order of name.
    Raises: KeyError for a year that is none of the term's.
    """
    asked = yearly_targets(plan_of(term))
    starts_on, ends_on = date(year, 1, 1), date(year + 1, 1, 1)
    under = stand_under(term.made_for, max(starts_on, term.starts_on), min(ends_on, term.ends_on))
    called = _cells(under)
    latest = {row.made_for_id: row for row in decisions(term, year, by=by)}
    reports = NoSourceLeft.objects.visible_to(by).filter(year=year)
    empty = set(reports.values_list("made_for_id", flat=True))
    rows = [
        _board_row(number, _called(called, number, ends_on), latest.get(number), number in empty)
        for number in called.numbers
    ]
    rows.sort(key=lambda row: natural_key(row.place.name))
    return Board(year, tuple(asked), asked[year], tuple(rows))


def decisions(term: Term, year: int, *, by: Actor) -> QuerySet[CellTarget]:
    """What cells were handed for one year of a term, the latest decision last."""
    seen = CellTarget.objects.visible_to(by).filter(term=term, year=year)
    return seen.order_by("decided_on", "pk")


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
            document=row.document,
        )
        for row in rows
    ]
    return sorted(found, key=lambda duty: natural_key(duty.place.name))


def admitted(
    reading: Reading, *, by: Actor, year: int | None = None, cell: str = ""
) -> list[Admitted]:
    """Who stands behind a figure, of those whose cases ``by`` may see, by day and name.

    Shape: at most 500; ``cell`` is the slug of a line of the reading.
    """
    events = CaseEvent.objects.visible_to(by).filter(pk__in=reading.ceremonies().values("pk"))
    if year:
        events = events.filter(
            happened_on__gte=date(year, 1, 1), happened_on__lt=date(year + 1, 1, 1)
        )
    if cell:
        events = events.filter(happened_in__in=_on_the_line(reading, cell))
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


def _cells(under: QuerySet[Placement]) -> Names:
    stood = Version.objects.filter(organization__in=under.values("organization"))
    return Names(stood.filter(tier=Tier.CELL))


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


def _board_row(number: int, place: Place, row: CellTarget | None, empty: bool) -> BoardRow:
    if row is None:
        return BoardRow(number, place, None, "", empty)
    return BoardRow(number, place, Range(row.lower, row.upper), row.document, empty)


def _on_the_line(reading: Reading, cell: str) -> list[int]:
    """The numbers of the organisations that are told on the line of ``cell``."""
    number = Organization.objects.filter(slug=cell).values_list("pk", flat=True).first()
    if number is None:
        return []
    return [number, *(before for before, keeper in reading.absorbed.items() if keeper == number)]

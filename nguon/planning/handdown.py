"""The board of a year: a committee's target, what it handed to those below, what it held back.

*As it was*: whoever stood directly below the committee in that year, by the committee's own term.
*As it is*: whoever stands there now, with what those handed out whose rows came here; what a
place was asked that has been split since stays *undivided* until somebody decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement
from nguon.organizations.queries import Names
from nguon.planning.attainment import Place, Range, yearly_targets
from nguon.planning.desk import Desk
from nguon.planning.models import CellTarget, Term
from nguon.planning.reading import Reading, plan_of
from nguon.planning.rows import (
    BY_PLAN,
    BY_SUPERIOR,
    BY_TERM,
    Board,
    Least,
    Outcome,
    Paper,
    Row,
    Source,
    Undivided,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One decision about what a place is to reach in a year: from what, to what, by which paper.

    ``recorded_by`` is told where the reader sees an office that the person holds or held.
    """

    year: int
    by: Place
    term: str
    before: Range | None
    after: Range
    document: str
    decided_on: date
    recorded_at: datetime | None
    recorded_by: str


def board(reading: Reading, year: int, *, by: Actor, on: date | None = None) -> Board:
    """The board of one calendar year of what is read.

    Shape:   rows in order of name; a section body is passed through to its cells. ``on`` is the
             day whose floors bind, else today or the last day of the year.
    Reading: the latest decision of each place counts, up to the day that the reading reaches.
    Raises:  KeyError for a year that is none of the reading's.
    """
    if year not in reading.years:
        raise KeyError(year)
    desk = Desk(reading, year, by)
    rows, elsewhere = _rows(desk, desk.floors(on or min(by.today, date(year, 12, 31))))
    return Board(
        year=year,
        years=tuple(reading.years),
        tree=reading.tree,
        sources=tuple(_sources(desk)),
        rows=tuple(sorted(rows, key=lambda row: natural_key(row.place.name))),
        undivided=tuple(_undivided(desk)),
        reserve=desk.reserve(),
        paper=_paper(desk),
        elsewhere=elsewhere,
        stand=desk.stand(),
    )


def decisions(term: Term, year: int, *, by: Actor) -> QuerySet[CellTarget]:
    """What was handed down for one year of a term, of that in sight, the latest decision last."""
    seen = CellTarget.objects.visible_to(by).filter(term=term, year=year)
    return seen.order_by("decided_on", "pk")


def history(organization: Organization, *, by: Actor, year: int | None = None) -> list[Revision]:
    """Every decision about what a place was asked for by those above it, the latest first."""
    rows = CellTarget.objects.visible_to(by).filter(made_for=organization)
    if year:
        rows = rows.filter(year=year)
    told = list(rows.select_related("term").order_by("year", "term", "decided_on", "pk"))
    names = Names.of({row.term.made_for_id for row in told})
    people = _people({row.recorded_by for row in told if row.recorded_by}, by)
    found: list[Revision] = []
    before: CellTarget | None = None
    for row in told:
        same = before and (before.year, before.term_id) == (row.year, row.term_id)
        found.append(_revision(row, before if same else None, names, people))
        before = row
    return found[::-1]


# --- rows ----------------------------------------------------------------------------------------


def _rows(desk: Desk, floors: dict[str, Least]) -> tuple[list[Row], int]:
    """The rows, and how many were admitted this year in the area on none of them."""
    asked, asked_before = desk.asked(), desk.asked_before()
    admitted_before, admitted = desk.admitted()
    reports, carried, charged = desk.reports(), desk.carried(), desk.in_charge()
    seen = tree.in_sight(desk.spells, by=desk.by)
    empty, empty_before = reports[desk.year], reports[desk.year - 1]
    found = []
    for number in desk.spells:
        standing, tier = desk.latest.get(number), desk.tier(number)
        before = asked_before.get(number), number in empty_before
        found.append(
            Row(
                number=number,
                place=desk.place(number),
                tier=tier,
                target=asked.get(number),
                document=standing.document if standing else "",
                decided_on=standing.decided_on if standing else None,
                before=Outcome(admitted_before.get(number, 0), *before),
                now=Outcome(admitted.get(number, 0), asked.get(number), number in empty),
                floor=floors.get(tier),
                exemption=empty.get(number),
                came_on=desk.came_on(number),
                carried=carried.get(number),
                change=desk.change(number),
                in_charge=None if charged is None else charged.get(number, ()),
                in_sight=number in seen,
            )
        )
    return found, admitted.get(0, 0)


def _undivided(desk: Desk) -> Iterator[Undivided]:
    for number, row in desk.latest.items():
        if desk.waits(number):
            split_on = desk.successions[number][0].happened_on
            asked = Range(row.lower, row.upper)
            yield Undivided(desk.place(number, split_on), asked, desk.heirs(number), split_on)


def _paper(desk: Desk) -> Paper | None:
    if not desk.papers:
        return None
    row = desk.papers[-1]
    return Paper(row.document, row.decided_on, tuple(row.departs), row.reason)


# --- what is asked of the committee --------------------------------------------------------------


def _sources(desk: Desk) -> Iterator[Source]:
    """What is asked of each committee whose term is read; of the place itself it goes before.

    Reading: what was decided for the place itself, as it stands now, takes the place of all
             that its predecessors were asked.
    """
    own = desk.reading.organization.pk
    told = {number: _asked_of(number, desk) for number in sorted(desk.committees)}
    decided = any(source.kind != BY_TERM for source in told[own])
    for number, sources in told.items():
        if not sources:
            continue
        holds = number == own or not decided
        *others, last = sources
        yield from others
        yield replace(last, holds=holds, between=_between(number, last, desk))


def _asked_of(number: int, desk: Desk) -> list[Source]:
    """The papers that ask something of one committee for the year, the one that holds last.

    Reading: a year that a term covers in part goes by the term, or by a plan of just that part.
    """
    whose = desk.place(number)
    terms = [term for term in desk.reading.terms if term.made_for_id == number]
    stages = [row for row in desk.stages if row.made_for_id == number]
    found = [source for term in terms for source in _by_term(term, whose, desk)]
    if not terms or any(_is_whole(term, desk.year) for term in terms):
        found += _by_superior(number, whose, desk)
    return found + [
        Source(BY_PLAN, whose, whose, Range(row.lower, row.upper), row.document, row.decided_on)
        for row in stages[-1:]
    ]


def _by_term(term: Term, whose: Place, desk: Desk) -> Iterator[Source]:
    asked = yearly_targets(plan_of(term)).get(desk.year)
    if asked:
        yield Source(BY_TERM, whose, whose, asked, term.document, term.decided_on)


def _by_superior(number: int, whose: Place, desk: Desk) -> Iterator[Source]:
    latest = {row.term_id: row for row in desk.from_above if row.made_for_id == number}
    for row in latest.values():
        above, asked = desk.place(row.term.made_for_id), Range(row.lower, row.upper)
        yield Source(BY_SUPERIOR, whose, above, asked, row.document, row.decided_on)


def _is_whole(term: Term, year: int) -> bool:
    return term.starts_on <= date(year, 1, 1) and term.ends_on >= date(year + 1, 1, 1)


def _between(number: int, source: Source, desk: Desk) -> tuple[Place, ...]:
    """Among whom it is to be divided: the place was split before the year was over, nobody has."""
    after = desk.successions.get(number, [])
    if len(after) < 2 or after[0].happened_on >= date(desk.year + 1, 1, 1):
        return ()
    return desk.heirs(number) if source.decided_on < after[0].happened_on else ()


# --- revisions -----------------------------------------------------------------------------------


def _revision(
    row: CellTarget, before: CellTarget | None, names: Names, people: dict[int, str]
) -> Revision:
    committee = names.on(row.term.made_for_id, row.decided_on)
    return Revision(
        year=row.year,
        by=Place(committee.organization.slug, committee.name),
        term=row.term.slug,
        before=Range(before.lower, before.upper) if before else None,
        after=Range(row.lower, row.upper),
        document=row.document,
        decided_on=row.decided_on,
        recorded_at=row.recorded_at,
        recorded_by=people.get(row.recorded_by or 0, ""),
    )


def _people(numbers: set[int], by: Actor) -> dict[int, str]:
    there = Placement.objects.under(by.seats("organizations.view"), on=by.today)
    seen = User.objects.filter(pk__in=numbers)
    known = seen.filter(assignments__organization__in=there.values("organization"))
    return dict(known.values_list("pk", "full_name"))

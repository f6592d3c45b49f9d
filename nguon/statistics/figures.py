"""Where the numbers come from: what each kind of line counts, for one place and period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count as Rows
from django.db.models import Q

from nguon.core.actor import Actor
from nguon.development.models import CaseEvent
from nguon.evaluation.models import MemberSheet, Sheet
from nguon.evaluation.models import Period as Graded
from nguon.membership import figures as movements
from nguon.organizations.attribution import stood_under
from nguon.organizations.models import Organization, Tier
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.planning.few import is_few
from nguon.planning.reading import ONE_DAY, Reading, read_place, stand_under
from nguon.statistics import admissions, sealed
from nguon.statistics.bodies import Bodies
from nguon.statistics.counting import Count, number_all
from nguon.statistics.periods import Named
from nguon.statistics.roll import Roll, joined_without_ceremony, reorganised
from nguon.statistics.sealed import ADMITTED

NOT_BEGUN, NO_PLACE, NO_ROUND = "not_begun", "no_place", "no_round"
NOT_HERE = "not_applicable"
MEMBERS = "members"
Numbers = Mapping[str, Count]


@dataclass
class Span:
    """One place in one period, read in one of the two trees, up to today."""

    organization: Organization
    named: Named
    by: Actor
    tree: str = AS_WAS
    counted: dict[str, dict[str, Count]] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """Raises: planning's NoSuchPlace where the actor may not see figures."""
        return read_place(self.organization, self.named.period, by=self.by, tree=self.tree)

    @property
    def first(self) -> date:
        return self.named.period.starts_on

    @property
    def last(self) -> date:
        """The last day that is counted: of a period that runs, today."""
        return min(self.named.period.last_day, self.by.today)

    @property
    def why_empty(self) -> str:
        """Why nothing at all can be counted, if so."""
        if self.first > self.by.today:
            return NOT_BEGUN
        spells = [(row.valid_from, row.valid_to) for row in self.reading.versions]
        stood = any(start <= self.last and end > self.first for start, end in spells)
        return "" if stood or self.tree == AS_IS else NO_PLACE

    @cached_property
    def before(self) -> "Span":
        """The same place and tree, the same days a year earlier."""
        return Span(self.organization, self.named.before, self.by, self.tree)

    @property
    def is_cell(self) -> bool:
        return any(row.tier == Tier.CELL for row in self.reading.versions)

    def there(self, place: str, day: str) -> Q:
        """Rows whose place, on their day, or now, is one of the reading."""
        if self.tree == AS_WAS:
            return Q(stood_under([self.organization.pk], place=place, day=day))
        return self.reading.places(place)


def numbers(span: Span, wanted: set[str]) -> Numbers:
    """Count what lines ask for, by the first word of what they count.

    Shape:  names such as ``admitted.women``; each source is asked once a span, whatever is wanted.
    Raises: planning's NoSuchPlace.
    """
    found: dict[str, Count] = {}
    for source in sorted(wanted):
        if source not in span.counted:
            span.counted[source] = SOURCES[source](span)
        found |= span.counted[source]
    return found


def _admitted(span: Span) -> dict[str, Count]:
    found = number_all(admissions.groups(span.reading), ADMITTED)
    return found | _sealed(span, ADMITTED, found[f"{ADMITTED}.all"])


def _members(span: Span) -> dict[str, Count]:
    found = number_all(Roll(span.reading, span.last).groups(), MEMBERS)
    return found | _sealed(span, MEMBERS, found[f"{MEMBERS}.all"])


def _moves(span: Span) -> dict[str, Count]:
    told = movements.movements_between(
        span.organization, span.first, span.last, by=span.by, tree=span.tree
    )
    turned = list(reorganised(span.reading, span.first, span.last))
    joined = joined_without_ceremony(span.reading, span.first, span.last)
    codes = [code for code, _words in (*movements.GAINS, *movements.LOSSES)]
    found = {code: told.counts[code] for code in (*codes, "removed_on_probation")}
    found |= {
        "opening": Roll(span.reading, span.first - ONE_DAY).total(),
        "closing": Roll(span.reading, span.last).total(),
        "joined": sum(rows.count() for rows in joined),
        "reorganised_in": sum(len(gained) for _day, gained, _lost in turned),
        "reorganised_out": sum(len(lost) for _day, _gained, lost in turned),
    }
    return {f"moves.{code}": Count(number) for code, number in found.items()}


def _letters(span: Span) -> dict[str, Count]:
    """Letters of transfer alone, for Biểu 7."""
    told = movements.movements_between(
        span.organization, span.first, span.last, by=span.by, tree=span.tree
    )
    sums = {
        way: sum(told.counts[f"{way}_{near}"] for near in movements.NEARNESS)
        for way in ("in", "out")
    }
    away = {code: told.counts[code] for code in ("away_in", "away_out")}
    return {f"letters.{code}": Count(number) for code, number in {**sums, **away}.items()}


def _bodies(span: Span) -> dict[str, Count]:
    return Bodies(span.reading, span.last).admitting()


def _kinds(span: Span) -> dict[str, Count]:
    return Bodies(span.reading, span.last).by_kind()


def _cards(span: Span) -> dict[str, Count]:
    rows = CaseEvent.unscoped.filter(
        span.there("happened_in", "happened_on"),
        type="card_issued",
        happened_on__gte=span.first,
        happened_on__lte=span.last,
        retracted_by=None,
    )
    return {"cards.issued": Count(rows.count())}


# --- grading ------------------------------------------------------------------------------------


def _reviews(span: Span) -> dict[str, Count]:
    """Sheets of the yearly rounds of the period, of organisations and of members."""
    day = span.last if span.tree == AS_WAS else span.reading.day
    under = stand_under(span.organization, day, day + ONE_DAY).values("organization")
    of_year = {
        "round__period": Graded.YEAR,
        "round__starts_on__gte": span.first,
        "round__starts_on__lte": span.last,
    }
    bodies = Sheet.unscoped.filter(Q(made_for__in=under), **of_year)
    graded = Q(round__made_for__in=under) | Q(organization__in=under)
    members = MemberSheet.unscoped.filter(graded, **of_year)
    found = _of_sheets(bodies.values_list("state").annotate(Rows("pk")), "bodies")
    found |= _of_sheets(members.values_list("state").annotate(Rows("pk")), "members")
    return found | _not_graded(members, found["reviews.all.members"])


def _of_sheets(rows: Any, column: str) -> dict[str, Count]:
    states = dict(rows.order_by())
    if not states:
        names = ("all", "done", "open")
        return {f"reviews.{name}.{column}": Count(None, NO_ROUND) for name in names}
    total, done = sum(states.values()), states.get(Sheet.State.DECIDED, 0)
    told = {"all": total, "done": done, "open": total - done}
    return {f"reviews.{name}.{column}": Count(number) for name, number in told.items()}


def _not_graded(members: Any, every: Count) -> dict[str, Count]:
    """Members that the round left out: new ones, exempt ones, suspended ones."""
    words = {"": "recent", **{each.value: each.value for each in MemberSheet.Absence}}
    excluded = members.filter(state=Sheet.State.EXCLUDED).values_list("absence")
    counts = dict(excluded.annotate(Rows("pk")).order_by())
    found = {f"reviews.{name}.bodies": Count(None, NOT_HERE) for name in words.values()}
    for absence, name in words.items():
        number = None if every.number is None else counts.get(absence, 0)
        found[f"reviews.{name}.members"] = Count(number, every.why)
    return found


# --- ethnicity and religion ---------------------------------------------------------------------


def _sealed(span: Span, whom: str, every: Count) -> dict[str, Count]:
    """Totals that the vault counted for this place and period and that tell of nobody.

    Shape: ``admitted.minority``, ``admitted.ethnicity.tay``, ``admitted.ethnicity.tay.women`` …
    """
    if span.is_cell:
        found = sealed.without(sealed.SINGLE_CELL)
    elif is_few(int(every.number or 0)):
        found = sealed.without(sealed.TOO_FEW)
    else:
        place = (span.organization, span.named.name, span.tree)
        found = sealed.told(sealed.Asked(*place, whom, span.last, span.by))
    return {f"{whom}.{name}": count for name, count in found.items()}


SOURCES: Mapping[str, Callable[[Span], dict[str, Count]]] = {
    ADMITTED: _admitted,
    MEMBERS: _members,
    "moves": _moves,
    "letters": _letters,
    "bodies": _bodies,
    "kinds": _kinds,
    "reviews": _reviews,
    "cards": _cards,
}

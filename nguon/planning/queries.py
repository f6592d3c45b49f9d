"""Results of terms, read in either tree; the same few statements for any number of cells."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import (
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from nguon.core.actor import Actor
from nguon.core.ages import DayNumber, full_years
from nguon.development import totals
from nguon.development.models import CaseEvent
from nguon.organizations.models import Organization, Version
from nguon.organizations.queries import undone
from nguon.people.models import LeftHow, Membership
from nguon.planning.attainment import (
    AS_IS,
    AS_WAS,
    NOTHING,
    Attainment,
    Breakdown,
    CellRow,
    GroupCount,
    Place,
    Plan,
    Quality,
    Range,
    YearRow,
    break_down,
    lay_years,
)
from nguon.planning.counting import totals_by_year
from nguon.planning.few import tells
from nguon.planning.groups import DIMENSION, MINORITY
from nguon.planning.lines import (
    Line,
    Lines,
    count_admitted,
    in_years,
    lines_of,
    rows_of,
    unplaced,
)
from nguon.planning.models import CellTarget, GroupTotal, NoSourceLeft, Term
from nguon.planning.quality import Beside, balance, by_month, compare, measures
from nguon.planning.reading import (
    Reading,
    any_of,
    heirs,
    plan_of,
    read_own_terms,
    read_term,
)
from nguon.planning.shares import Share
from nguon.planning.traces import traces

OF_A_MINORITY = {"dimension": DIMENSION, "value": MINORITY}
# Measure of quality -> codes of findings in the cached verdict of a case.
LATE = {
    "late_decisions": ("decision_late",),
    "late_ceremonies": ("ceremony_late",),
    "late_recognitions": ("recognition_review_late", "recognition_decision_late"),
}


def attainment_of(
    organization: Organization,
    term_slug: str,
    *,
    by: Actor,
    tree: str = AS_WAS,
    as_of: date | None = None,
) -> Attainment:
    """Return what came of a term, with everything that must stand beside the number.

    Shape:   cells in order of name; at most twelve statements, whatever the number of cells.
    Reading: who may see the term sees its figures; transfers in never count, readmissions do.
    Raises:  reading.NoSuchTerm.
    """
    return result_of(read_term(organization, term_slug, by=by, tree=tree, as_of=as_of), by=by)


def result_of(reading: Reading, *, by: Actor) -> Attainment:
    """Return what a reading of one term tells; see ``attainment_of``."""
    lines = lines_of(reading)
    count_admitted(reading, lines)
    _add_targets_and_reports(reading, lines, by)
    _leave_out_undone(reading, lines)
    now_in = _add_heirs(reading, lines, by.today)
    breakdown, quality = _groups(reading)
    by_year = _by_year(reading, lines.values())
    itself = lines.get(reading.organization.pk) or unplaced(reading)
    told, counted = break_down(breakdown), _minority(reading, by_year, by)
    cells = rows_of(lines.values())
    return Attainment(
        place=itself.place,
        term=reading.terms[0].slug,
        tree=reading.tree,
        as_of=reading.as_of,
        plans=tuple(_plan(term, lines) for term in reading.terms),
        by_year=by_year,
        by_cell=cells,
        breakdown=told,
        quality=quality,
        beside=beside(reading, told, counted, itself, cells),
        minority_counted=counted,
        population_minority_percent=itself.profile.get("minority_percent"),
        now_in=now_in,
    )


def years_of(
    organization: Organization,
    *,
    by: Actor,
    as_of: date | None = None,
    versions: tuple[Version, ...] = (),
) -> tuple[YearRow, ...]:
    """Targets against admissions by year, over all terms of a place and of its predecessors.

    Shape:  in order of years; ``versions`` as of ``read_term``.
    Raises: reading.NoSuchTerm where no term is on record.
    """
    if totals.serve(by=by, organization=organization):
        reading = read_own_terms(organization, by=by, as_of=as_of, versions=versions)
        known = totals_by_year(reading, by=by)
        if known is not None:
            return lay_years(reading.plans, known, as_of=reading.as_of)
    reading = read_term(organization, None, by=by, tree=AS_IS, as_of=as_of, versions=versions)
    counts = reading.ceremonies().aggregate(**in_years(reading))
    admitted = {year: counts[f"in_{year}"] for year in reading.years}
    return lay_years(reading.plans, admitted, as_of=reading.as_of)


def breakdown_of(reading: Reading) -> Breakdown:
    """The admitted of a reading by sex, age and Youth Union."""
    return break_down(_groups(reading)[0])


# --- one line a place ---------------------------------------------------------------------------


def _add_targets_and_reports(reading: Reading, lines: Lines, by: Actor) -> None:
    """What cells were asked for, and in which years they said that nobody was left.

    Reading: the latest decision about a cell and year counts, also if the cell had moved and two
             committees decided; the years add up.
    """
    rows = CellTarget.unscoped.filter(term__in=_terms(reading, by), decided_on__lte=reading.as_of)
    targets = rows.values_list(
        "decided_on", "pk", "term_id", "made_for_id", "year", "lower", "upper"
    )
    years = Q(year__gte=reading.years[0], year__lte=reading.years[-1])
    nothing = Value(None, IntegerField())
    reports = NoSourceLeft.unscoped.filter(reading.places("made_for"), years).values_list(
        Value(None, DateField()), "pk", nothing, "made_for_id", "year", nothing, nothing
    )
    latest: dict[tuple[int, int], Range] = {}
    for _decided_on, _pk, term, cell, year, lower, upper in targets.union(
        reports, all=True
    ).order_by("decided_on", "pk"):
        if term is not None:
            latest[cell, year] = Range(lower, upper)
        else:
            lines[reading.keeper(cell)].no_source_in.add(year)
    for (cell, _year), target in latest.items():
        line = lines.get(reading.keeper(cell))
        if line:
            line.target = (line.target or NOTHING) + target


def _leave_out_undone(reading: Reading, lines: Lines) -> None:
    """Who stood only from an act until its correction, where nothing was asked and nobody came."""
    idle = [
        number
        for number, line in lines.items()
        if line.is_cell and line.stood and line.last_day <= reading.as_of
        if not line.admitted and line.target is None
    ]
    for number in undone(idle, by=reading.as_of) if idle else ():
        lines[number].stood = False


def _add_heirs(reading: Reading, lines: Lines, today: date) -> tuple[Place, ...]:
    """Who keeps today what has ended; returns those of the organisation itself."""
    shown = {reading.keeper(number) for number in lines}
    ended = [number for number in shown if lines[number].last_day <= today]
    ends = heirs(ended, on=today) if ended else {}
    for number, standing in ends.items():
        lines[number].now_in = standing[0]
    return tuple(each for each in ends.get(reading.organization.pk, []) if each)


# --- figures of the whole -----------------------------------------------------------------------


def _groups(reading: Reading) -> tuple[list[tuple[str, int | None, bool | None, int]], Quality]:
    """Groups by sex, age and Youth Union, and the measures of quality over all of them."""
    age = full_years("case__person__born_on", DayNumber("happened_on"))
    person = ("case__person__gender", "age", "case__person__youth_union_member")
    measures = _measures(reading.as_of)
    rows = (
        reading.ceremonies()
        .annotate(age=age)
        .alias(findings=Cast("case__findings", TextField()))
        .values(*person)
        .annotate(number=Count("pk"), **measures)
    )
    groups = []
    totals = dict.fromkeys(measures, 0)
    for row in rows:
        groups.append((*(row[name] for name in person), row["number"]))
        totals = {name: total + row[name] for name, total in totals.items()}
    return groups, Quality(**totals)


def _measures(as_of: date) -> dict[str, Count]:
    departed = CaseEvent.unscoped.filter(despite__isnull=False, retracted_by__isnull=True)
    left = Membership.unscoped.filter(
        person=OuterRef("case__person"), joined_on=OuterRef("happened_on"), left_on__lte=as_of
    ).exclude(left_how=LeftHow.DIED)
    late = {
        name: Count("pk", filter=any_of(Q(findings__contains=f'"{code}"') for code in codes))
        for name, codes in LATE.items()
    }
    return {
        **late,
        "departures": Count("pk", filter=Q(case__in=departed.values("case"))),
        "withdrawn_after_admission": Count("pk", filter=Exists(left)),
    }


def _minority(reading: Reading, by_year: tuple[YearRow, ...], by: Actor) -> GroupCount | None:
    """Add up the years that were counted.

    Reading: totals of a year for more people than this reading counts in it belong to another
             day or tree and are left out; ``of`` shows it.
    """
    rows = GroupTotal.unscoped.filter(term__in=_terms(reading, by), **OF_A_MINORITY)
    parts: dict[int, list[GroupCount]] = defaultdict(list)
    for year, persons, counted, of, held_at in rows.values_list(
        "year", "persons", "counted", "of", "held_at"
    ):
        parts[year].append(GroupCount(persons=persons, counted=counted, of=of, held_at=held_at))
    admitted = {row.year: row.admitted for row in by_year}
    kept = [
        part
        for year, each in parts.items()
        if sum(part.of for part in each) <= admitted.get(year, 0)
        for part in each
    ]
    return _together(kept)


def _together(parts: list[GroupCount]) -> GroupCount | None:
    if not parts:
        return None
    return GroupCount(
        persons=sum(part.persons for part in parts),
        counted=sum(part.counted for part in parts),
        of=sum(part.of for part in parts),
        held_at=min(part.held_at for part in parts),
    )


def beside(
    reading: Reading,
    told: Breakdown,
    minority: GroupCount | None,
    itself: Line,
    cells: tuple[CellRow, ...],
) -> Beside:
    """The measures of quality, and those admitted against the people of the place.

    Shape: two statements; ``told``, ``itself`` and ``cells`` are of the same reading.
    """
    found = traces(reading)
    groups = told.shares | {"minority": _share(minority)}
    return Beside(
        measures=measures(found, as_of=reading.as_of),
        by_month=by_month(found),
        comparisons=compare(groups, itself.areas),
        sides=balance((cell.setting, cell.admitted) for cell in cells),
    )


def _share(group: GroupCount | None) -> Share | None:
    if group is None or tells(group.persons, group.counted):
        return None
    return Share(group.persons, group.counted)


def _by_year(reading: Reading, lines: Iterable[Line]) -> tuple[YearRow, ...]:
    admitted: dict[int, int] = defaultdict(int)
    for line in lines:
        for year, count in line.admitted.items():
            admitted[year] += count
    return lay_years(reading.plans, admitted, as_of=reading.as_of)


def _plan(term: Term, lines: Lines) -> Plan:
    line = lines.get(term.made_for_id)
    return plan_of(term, whose=line.place if line else None)


def _terms(reading: Reading, by: Actor) -> QuerySet[Term]:
    return Term.objects.visible_to(by).filter(pk__in=[term.pk for term in reading.terms])

"""Plans of a stage and parts asked of groups, with what was admitted; floors as they were set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from nguon.core.actor import Actor
from nguon.organizations.models import OPEN_END, Organization, Placement, Tier
from nguon.organizations.queries import Names
from nguon.planning import queries
from nguon.planning.attainment import NOTHING, Attainment, Place, Range
from nguon.planning.few import FEW, tells
from nguon.planning.models import Floor, GroupTotal, Part, PartTarget, Stage, Term, Unit
from nguon.planning.queries import OF_A_MINORITY
from nguon.planning.reading import ONE_DAY, Period, Reading
from nguon.planning.shares import Share

TOO_FEW, NOT_COUNTED = "too_few", "not_counted"


@dataclass(frozen=True, slots=True)
class PartLine:
    """What was asked of a group and what came of it: ``share`` of those whose group is known.

    ``empty`` says why there is no share.
    """

    group: str
    lower: int
    unit: str
    document: str
    decided_on: date
    share: Share | None
    empty: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether as much was reached as was asked; ``None`` if it cannot be told."""
        if self.share is None:
            return None
        if self.unit == Unit.PERSONS:
            return self.share.part >= self.lower
        return None if self.share.whole == 0 else self._percent >= self.lower

    @property
    def _percent(self) -> Decimal:
        assert self.share is not None  # noqa: S101 - asked above
        return Decimal(self.share.part * 100) / self.share.whole


@dataclass(frozen=True, slots=True)
class StageLine:
    """One plan and what was admitted in its days so far.

    ``number`` is the row to which parts are asked, of the place itself; ``papers`` are those that
    hold, one of its own or those of its predecessors; ``revised`` how often it was changed.
    """

    number: int | None
    name: str
    period: Period
    asked: Range
    papers: tuple[str, ...]
    revised: int
    admitted: int
    begun: bool
    parts: tuple[PartLine, ...] = ()

    @property
    def open_lower(self) -> int:
        return max(0, self.asked.lower - self.admitted)


@dataclass(frozen=True, slots=True)
class FloorLine:
    """One floor, since when and until, and the committee that set it."""

    whose: Place
    tier: str
    lower: int
    valid_from: date
    last_day: date | None
    document: str


def stage_lines(reading: Reading, *, by: Actor) -> list[StageLine]:
    """The plans that touch the days of what is read, with what was admitted in each.

    Shape:   in order of their first and last day.
    Reading: as it is, a period is the sum of what all were asked whose rows came here, unless
             the place itself decided for it; the latest decision of each counts.
    """
    rows = list(_stages(reading, by).order_by("decided_on", "pk"))
    parts = _parts(by, stage__in=[row.pk for row in rows])
    told: dict[tuple[date, date], list[Stage]] = defaultdict(list)
    for row in rows:
        told[row.starts_on, row.ends_on].append(row)
    return [_stage_line(reading, told[days], parts, by) for days in sorted(told)]


def term_parts(reading: Reading, result: Attainment, *, by: Actor) -> list[PartLine]:
    """What a term asked of groups beside what came of it."""
    own = reading.own_term
    if own is None:
        return []
    asked = _parts(by, term=own)
    if not asked:
        return []
    minority = result.minority
    shares = result.breakdown.shares | {
        Part.MINORITY: Share(minority.persons, minority.counted) if minority else None
    }
    empty = {str(Part.MINORITY): TOO_FEW} if result.minority_is_few else {}
    return _part_lines(asked.get(own.pk, []), shares, empty)


def floors(organization: Organization, *, by: Actor) -> list[FloorLine]:
    """Every floor that a committee and those above it ever set, the highest first, then by day.

    Reading: who stands below reads what binds it.
    """
    placed = organization.placements.filter(valid_from__lte=by.today).order_by("-valid_from")
    above = [number for number in placed.values_list(*Tier.values).first() or () if number]
    stood = Exists(Placement.objects.filter(organization=OuterRef("made_for")))
    rows = Floor._base_manager.filter(stood, made_for__in=above, valid_to__gt=F("valid_from"))
    names = Names.of(above)
    found = sorted(rows, key=lambda row: (above.index(row.made_for_id), row.tier, row.valid_from))
    return [_floor_line(row, names) for row in found]


def _floor_line(row: Floor, names: Names) -> FloorLine:
    version = names.on(row.made_for_id, row.valid_from)
    return FloorLine(
        whose=Place(version.organization.slug, version.name),
        tier=row.tier,
        lower=row.lower,
        valid_from=row.valid_from,
        last_day=None if row.valid_to == OPEN_END else row.valid_to - ONE_DAY,
        document=row.document,
    )


# --- stages --------------------------------------------------------------------------------------


def _stages(reading: Reading, by: Actor) -> QuerySet[Stage]:
    committees = {term.made_for_id for term in reading.terms} | {reading.organization.pk}
    ends_on = max(term.ends_on for term in reading.terms)
    seen = Stage.objects.visible_to(by).filter(made_for__in=committees)
    return seen.filter(
        starts_on__lt=ends_on, ends_on__gt=reading.starts_on, decided_on__lte=reading.as_of
    )


def _stage_line(
    reading: Reading, rows: list[Stage], parts: Mapping[int, list[PartTarget]], by: Actor
) -> StageLine:
    latest = {row.made_for_id: row for row in rows}
    own = latest.get(reading.organization.pk)
    standing = [own] if own else list(latest.values())
    period = Period(standing[0].starts_on, standing[0].ends_on)
    within = replace(reading, terms=(), period=period)
    admitted = within.ceremonies().count() if period.starts_on <= reading.as_of else 0
    return StageLine(
        number=own.pk if own else None,
        name=next((row.name for row in reversed(rows) if row.name), ""),
        period=period,
        asked=sum((Range(row.lower, row.upper) for row in standing), NOTHING),
        papers=tuple(row.document for row in standing),
        revised=len(rows) - len(latest),
        admitted=admitted,
        begun=period.starts_on <= reading.as_of,
        parts=tuple(_parts_of(within, rows, admitted, parts, by)),
    )


# --- parts ---------------------------------------------------------------------------------------


def _parts(by: Actor, **of: object) -> dict[int, list[PartTarget]]:
    """Number of the stage or term -> what is asked of each group, by the latest decision."""
    found: dict[int, dict[str, PartTarget]] = defaultdict(dict)
    rows = PartTarget.objects.visible_to(by).filter(**of)
    for row in rows.order_by("decided_on", "pk"):
        found[row.stage_id or row.term_id or 0][row.group] = row
    return {number: list(each.values()) for number, each in found.items()}


def _parts_of(
    within: Reading,
    rows: Iterable[Stage],
    admitted: int,
    parts: Mapping[int, list[PartTarget]],
    by: Actor,
) -> list[PartLine]:
    """The parts asked by any decision of the place on this period, the latest for each group."""
    own = [row for row in rows if row.made_for_id == within.organization.pk]
    latest = {part.group: part for row in own for part in parts.get(row.pk, [])}
    if not latest:
        return []
    shares = dict(queries.breakdown_of(within).shares)
    empty = {}
    if Part.MINORITY in latest:
        shares[Part.MINORITY], empty[str(Part.MINORITY)] = _minority(within, admitted, by)
    return _part_lines(latest.values(), shares, empty)


def _part_lines(
    asked: Iterable[PartTarget], shares: Mapping[str, Share | None], empty: Mapping[str, str]
) -> list[PartLine]:
    order = {group: number for number, group in enumerate(Part.values)}
    return [
        PartLine(
            group=part.group,
            lower=part.lower,
            unit=part.unit,
            document=part.document,
            decided_on=part.decided_on,
            share=(share := shares.get(part.group)),
            empty="" if share else empty.get(part.group, NOT_COUNTED),
        )
        for part in sorted(asked, key=lambda part: order[part.group])
    ]


def _minority(within: Reading, admitted: int, by: Actor) -> tuple[Share | None, str]:
    """From the totals of whole years, if they are of just those who were admitted in the stage."""
    period = within.period
    assert period is not None  # noqa: S101 - read by period
    if admitted < FEW:
        return None, TOO_FEW
    years = [
        year
        for year in range(period.starts_on.year, period.last_day.year + 1)
        if period.starts_on <= date(year, 1, 1) and date(year, 12, 31) <= period.last_day
    ]
    terms = Term.objects.visible_to(by).filter(
        Q(made_for=within.organization) | Q(made_for__in=list(within.absorbed))
    )
    rows = GroupTotal.unscoped.filter(term__in=terms, year__in=years, **OF_A_MINORITY)
    found = rows.aggregate(persons=Sum("persons"), counted=Sum("counted"), all=Sum("of"))
    if found["all"] != admitted:
        return None, NOT_COUNTED
    if tells(found["persons"], found["counted"]):
        return None, TOO_FEW
    return Share(found["persons"], found["counted"]), ""

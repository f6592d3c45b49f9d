"""What the criterion of admissions is filled from: the figures of a place in a round's period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from nguon.core.actor import Actor
from nguon.evaluation.models import Criterion, GradingRound, Period, Sheet
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.planning.attainment import NOTHING, Attainment, Range, base
from nguon.planning.models import CellTarget, NoSourceLeft, Term
from nguon.planning.queries import result_of
from nguon.planning.reading import Reading, admitted_in, place
from nguon.planning.shares import percent

ONE_DAY = timedelta(days=1)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """Admissions of one organisation in ``[since, until]`` against what it was asked for.

    ``target`` is ``None`` where nothing was handed out. A quarter is counted from the beginning
    of its year, since targets are yearly.
    """

    admitted: int
    target: Range | None
    no_source_left: bool
    since: date
    until: date

    @property
    def base(self) -> int | None:
        """The number that is 100 per cent."""
        return getattr(self.target, base()) if self.target else None

    @property
    def percent(self) -> Decimal | None:
        return percent(self.admitted, self.base or 0)

    @property
    def is_exempt(self) -> bool:
        """Nobody was left to admit, and nobody was admitted: the criterion does not apply."""
        return self.no_source_left and not self.admitted

    @property
    def is_without(self) -> bool:
        """Nobody was admitted though nobody said that nobody is left."""
        return not self.admitted and not self.no_source_left

    def points(self, criterion: Criterion) -> Decimal | None:
        """The points that the figures come to; nothing while there is no target, or no case.

        Units:   points, to one decimal; at most those of the criterion.
        Reading: in proportion to the attainment, up to the threshold of the criterion.
        """
        if self.is_exempt or not self.base:
            return None
        threshold = criterion.threshold or 100
        attained = Decimal(self.admitted * 100) / self.base
        share = min(attained, Decimal(threshold)) / threshold
        return (criterion.max_points * share).quantize(TENTH, ROUND_HALF_UP)


class Figures:
    """The figures of a round, read once: what a page and a decision both need.

    Reading: by the tree of the day of grading, with what its places took over.
    """

    def __init__(self, round_: GradingRound, *, by: Actor) -> None:
        self.round, self.by = round_, by
        self.day = min(round_.graded_on, by.today)
        self.since = _since(round_)
        self.until = min(round_.ends_on - ONE_DAY, self.day)

    def of(self, sheet: Sheet) -> Development:
        """The figures of one organisation of the round."""
        numbers = self._below.get(sheet.made_for_id, {sheet.made_for_id})
        return Development(
            admitted=sum(self._admitted.get(number, 0) for number in numbers),
            target=self._target(sheet.made_for_id, numbers),
            no_source_left=sheet.made_for_id in self._empty,
            since=self.since,
            until=self.until,
        )

    def reading(self, organization: Organization) -> Reading:
        """How the admissions of an organisation are read, to be opened to who they were."""
        term = Term(
            organization=organization, made_for=organization, starts_on=self.since,
            ends_on=self.round.ends_on, yearly_lower=0, yearly_upper=0,
        )  # fmt: skip
        return replace(place(organization, on=self.day, as_of=self.until), terms=(term,))

    def quality(self, sheet: Sheet) -> Attainment:
        """The result with the measures of quality that stand beside it."""
        return result_of(self.reading(sheet.made_for), by=self.by)

    @cached_property
    def _places(self) -> list[Organization]:
        sheets = Sheet.objects.visible_to(self.by).filter(round=self.round)
        return [row.made_for for row in sheets.select_related("made_for")]

    @cached_property
    def _below(self) -> dict[int, set[int]]:
        """Whose admissions count for each: its own, those below it, those of predecessors."""
        found = tree.subtrees([each.pk for each in self._places], on=self.day)
        everything = {number for numbers in found.values() for number in numbers}
        gone = tree.flowed_into(everything, until=self.day)
        return {
            own: numbers | {old for old, heir in gone.items() if heir in numbers}
            for own, numbers in found.items()
        }

    @cached_property
    def _admitted(self) -> Mapping[int, int]:
        """How many were admitted in each place, by where the ceremony was held."""
        return admitted_in(self._everything(), self.since, self.until + ONE_DAY)

    @cached_property
    def _targets(self) -> dict[int, Range]:
        if self.round.period == Period.AD_HOC:
            return {}
        years = range(self.since.year, self.until.year + 1)
        rows = CellTarget.objects.visible_to(self.by).filter(
            made_for__in=self._everything(), year__in=years, decided_on__lte=self.round.graded_on
        )
        latest: dict[tuple[int, int, int], Range] = {}
        for row in rows.order_by("decided_on", "pk"):
            latest[row.made_for_id, row.term_id, row.year] = Range(row.lower, row.upper)
        found: dict[int, Range] = defaultdict(lambda: NOTHING)
        for (number, _term, _year), target in latest.items():
            found[number] += target
        return dict(found)

    def _everything(self) -> set[int]:
        return {number for numbers in self._below.values() for number in numbers}

    def _target(self, own: int, numbers: Iterable[int]) -> Range | None:
        if own in self._targets:
            return self._targets[own]
        asked = [self._targets[number] for number in numbers if number in self._targets]
        return sum(asked, NOTHING) if asked else None

    @cached_property
    def _empty(self) -> set[int]:
        """Who reported, for every year of the period, that nobody was left."""
        years = set(range(self.since.year, self.until.year + 1))
        rows = NoSourceLeft.objects.visible_to(self.by).filter(year__in=years)
        told: dict[int, set[int]] = defaultdict(set)
        for number, year in rows.values_list("made_for_id", "year"):
            told[number].add(year)
        return {number for number, known in told.items() if known == years}


def _since(round_: GradingRound) -> date:
    whole_year = round_.period == Period.QUARTER
    return date(round_.starts_on.year, 1, 1) if whole_year else round_.starts_on

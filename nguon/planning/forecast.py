"""How many admissions are to be expected until a day, from who is under way; pure.

An open case is compared with past ones that stood in the same phase for as long: how many of
those were admitted within the time that is left. Whoever is not under way yet comes in at the
area's own pace. An area with little history leans on the wider one around it, the more the less
it has seen itself. The result is a range that holds four times in five, with what it rests on.
It counts; it says nothing of any single person.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, count, pairwise, takewhile
from math import exp, sqrt
from statistics import NormalDist
from typing import Any, Final

PHASES: Final = (
    "sourced",
    "candidate_listed",
    "awareness_course",
    "application",
    "cell_resolution",
    "admission_decision",
)
LEVEL: Final = 0.8
LEAN: Final = 8  # past cases, and newcomers, for which the wider area stands in
FEWEST: Final = 12  # admissions that must have been seen, here and around, to say anything
LOOK_BACK: Final = timedelta(days=6 * 365)
FORTNIGHT: Final = 14
MONTH: Final = 30
UNEVEN: Final = 1.45  # years differ more than chance alone; by the back-tests of bench/forecast.py
FAR: Final = 200  # variances between the mean and nought, from where a count is as good as normal
MOST: Final = 2000  # past cases of a phase that are looked at; of more, every so many-th


@dataclass(frozen=True, slots=True)
class Life:
    """One case as far as it went: when it came to each phase, and how it ended, if it did.

    ``ended_on`` is the day on which it stopped without an admission.
    """

    reached: Mapping[str, date]
    admitted_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The open cases of one phase and how many of them are expected to be admitted in time."""

    phase: str
    open: int
    expected: float
    seen: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected from the day after ``as_of`` up to and with ``until``.

    ``low`` to ``high`` holds with the probability ``LEVEL``; ``admitted`` are those of the
    period who are admitted already and stand in neither.
    """

    until: date
    admitted: int
    expected: float
    low: int
    high: int
    groups: tuple[Group, ...]
    inflow: float

    @property
    def total(self) -> tuple[int, int]:
        """The range of all admissions of the period, those that happened included."""
        return self.admitted + self.low, self.admitted + self.high

    def to_json(self) -> dict[str, Any]:
        return {
            "until": self.until.isoformat(),
            "admitted": self.admitted,
            "expected": round(self.expected, 1),
            "low": self.low,
            "high": self.high,
            "level": LEVEL,
            "total": {
                "expected": round(self.admitted + self.expected, 1),
                "low": self.total[0],
                "high": self.total[1],
            },
            "pipeline": [
                {
                    "phase": group.phase,
                    "open": group.open,
                    "expected": round(group.expected, 1),
                    "seen": group.seen,
                }
                for group in self.groups
            ],
            "inflow": round(self.inflow, 1),
        }


def over(until: date, *, admitted: int) -> Outlook:
    """The outlook of a period that has ended: nothing more is expected."""
    return Outlook(until, admitted, 0.0, 0, 0, (), 0.0)


class TooLittleHistory(Exception):
    """Fewer than ``FEWEST`` admissions were seen, here and around: nothing honest can be said."""

    def __init__(self, admissions: int) -> None:
        super().__init__(admissions)
        self.admissions = admissions


@dataclass(frozen=True, slots=True)
class Sample:
    """What a forecast rests on: past cases and admissions, here and in the wider area."""

    cases: int
    admissions: int
    wider_cases: int
    wider_admissions: int

    def to_json(self) -> dict[str, int]:
        return {
            "cases": self.cases,
            "admissions": self.admissions,
            "wider_cases": self.wider_cases,
            "wider_admissions": self.wider_admissions,
        }


@dataclass(frozen=True, slots=True)
class Area:
    """The cases of an area, and how many cells it has: what its pace is compared by."""

    lives: Sequence[Life]
    cells: int


class Forecast:
    """The outlook of an area on a day. ``sample`` says how much it rests on.

    Raises: TooLittleHistory when it is made.
    """

    def __init__(self, area: Area, wider: Area, *, as_of: date) -> None:
        self.as_of = as_of
        self.own, self.wider = _Past(area, as_of), _Past(wider, as_of)
        self.open = [life for life in area.lives if _is_open(life, as_of)]
        self.sample = Sample(
            self.own.cases, self.own.admissions, self.wider.cases, self.wider.admissions
        )
        if max(self.own.admissions, self.wider.admissions) < FEWEST:
            raise TooLittleHistory(max(self.own.admissions, self.wider.admissions))

    def until(self, day: date, *, admitted: int = 0) -> Outlook:
        """Say what is to be expected up to and with ``day``."""
        left = max((day - self.as_of).days, 0)
        groups, spread = [], 0.0
        for phase, waits in sorted(self._waiting().items()):
            chances = [self._chance(phase, waited, left) for waited in waits]
            seen = len(self.own.stretches[phase])
            expected = sum(chances)
            groups.append(Group(PHASES[phase], len(waits), expected, seen))
            mean = expected / len(waits)
            known = seen + min(LEAN, len(self.wider.stretches[phase]))
            spread += sum(p * (1 - p) for p in chances)
            spread += len(waits) ** 2 * mean * (1 - mean) / (known + 1)
        inflow, doubt = self._inflow(left)
        expected = sum(group.expected for group in groups) + inflow
        low, high = interval(expected, UNEVEN * (spread + inflow + doubt))
        return Outlook(day, admitted, expected, low, high, tuple(groups), inflow)

    def _waiting(self) -> dict[int, list[int]]:
        """For each phase how many days, by the fortnight, its open cases stand in it."""
        found: dict[int, list[int]] = defaultdict(list)
        for life in self.open:
            phase, since = _stands(life, self.as_of)
            found[phase].append((self.as_of - since).days // FORTNIGHT * FORTNIGHT)
        return found

    def _chance(self, phase: int, waited: int, left: int) -> float:
        here, number = self.own.admitted_within(phase, waited, left)
        around, others = self.wider.admitted_within(phase, waited, left)
        lean = min(LEAN, others)
        return (number * here + lean * around) / (number + lean) if number + lean else 0.0

    def _inflow(self, left: int) -> tuple[float, float]:
        """Those not under way yet: how many are expected, and the variance of not knowing it."""
        pace, known = self._pace()
        months = [month * MONTH for month in range(left // MONTH + 1)]
        reach = [self._chance_of_new(max(left - month - MONTH // 2, 0)) for month in months]
        width = [min(MONTH, left - month) for month in months]
        expected = sum(pace * days * chance for days, chance in zip(width, reach, strict=True))
        return expected, expected**2 / (known + 1)

    def _pace(self) -> tuple[float, int]:
        """Newcomers a day, and how many newcomers it was learned from."""
        own, around = self.own, self.wider
        if not around.newcomers:
            return own.newcomers / own.days, own.newcomers
        usual = around.newcomers / around.days / around.cells * own.cells
        lean = min(LEAN, around.newcomers)
        return (own.newcomers + lean) / (own.days + lean / usual), own.newcomers + lean

    def _chance_of_new(self, left: int) -> float:
        here, number = self.own.new_admitted_within(left)
        around, others = self.wider.new_admitted_within(left)
        lean = min(LEAN, others)
        return (number * here + lean * around) / (number + lean) if number + lean else 0.0


# --- what was seen ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The time one case stood in one phase, in ordinal days; ``admitted`` if it ever was."""

    since: int
    until: int
    admitted: int | None


@dataclass(slots=True)
class _Past:
    """All that an area has seen up to a day."""

    area: Area
    as_of: date
    cases: int = 0
    admissions: int = 0
    newcomers: int = 0
    days: int = 1
    stretches: dict[int, list[_Stretch]] = field(default_factory=lambda: defaultdict(list))
    starts: list[_Stretch] = field(default_factory=list)
    curves: dict[tuple[int, int], "_Curve"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        begun = self.as_of - LOOK_BACK
        for life in self.area.lives:
            days = [day for day in life.reached.values() if day <= self.as_of]
            if days and min(days) > begun:
                self._add(life)
        first = min((start.since for start in self.starts), default=self.as_of.toordinal())
        self.days = max(self.as_of.toordinal() - first, 1)
        self.newcomers = len(self.starts)
        self.starts = _thinned(self.starts)
        self.stretches = defaultdict(
            list, {phase: _thinned(rows) for phase, rows in self.stretches.items()}
        )

    def _add(self, life: Life) -> None:
        told = list(_stretches(life, self.as_of))
        for phase, stretch in told:
            self.stretches[phase].append(stretch)
        self.starts.append(told[0][1])
        self.cases += 1
        self.admissions += told[0][1].admitted is not None

    @property
    def cells(self) -> int:
        return max(self.area.cells, 1)

    def admitted_within(self, phase: int, waited: int, left: int) -> tuple[float, int]:
        """Of past cases that stood ``waited`` days in a phase: the share admitted within the next
        ``left`` days, and how many there were."""
        curve = self.curves.get((phase, waited))
        if curve is None:
            curve = self._curve(self.stretches[phase], waited)
            self.curves[phase, waited] = curve
        return curve.by(left), curve.number

    def new_admitted_within(self, left: int) -> tuple[float, int]:
        curve = self.curves.get((-1, 0))
        if curve is None:
            curve = self.curves[-1, 0] = self._curve(self.starts, 0)
        return curve.by(left), curve.number

    def _curve(self, stretches: Iterable[_Stretch], waited: int) -> "_Curve":
        today = self.as_of.toordinal()
        there = [each for each in stretches if each.until - each.since >= waited]
        there = [each for each in there if each.since + waited <= today]
        return _Curve(
            [
                (each.admitted - each.since - waited if each.admitted else None,
                 today - each.since - waited)
                for each in there
            ]
        )  # fmt: skip


class _Curve:
    """The share admitted by each day, of cases followed for different lengths of time.

    Whoever left stays among those who could still be admitted, as the question is how many of
    all are; a case followed for a shorter time than asked counts for as long as it was seen
    (nobody is admitted after the day up to which a case is followed).
    """

    def __init__(self, seen: Sequence[tuple[int | None, int]]) -> None:
        self.number = len(seen)
        admitted = sorted(after for after, _ in seen if after is not None)
        others = sorted(follow for after, follow in seen if after is None)
        self.days, self.share, kept = [0], [0.0], 1.0
        for day, number in sorted(Counter(admitted).items()):
            at_risk = self.number - bisect_left(admitted, day) - bisect_left(others, day)
            kept *= 1 - number / at_risk
            self.days.append(day)
            self.share.append(1 - kept)

    def by(self, day: int) -> float:
        return self.share[bisect_right(self.days, day) - 1]


def _stretches(life: Life, as_of: date) -> Iterator[tuple[int, _Stretch]]:
    """The phases of a life in their order, each from when it was the furthest one."""
    ends = life.admitted_on or life.ended_on or as_of
    last = min(ends, as_of).toordinal()
    is_known = life.admitted_on is not None and life.admitted_on <= as_of
    admitted = life.admitted_on.toordinal() if life.admitted_on and is_known else None
    marks = [*_marks(life, as_of), (len(PHASES), last)]
    for (phase, since), (_, until) in pairwise(marks):
        yield phase, _Stretch(since, max(until, since), admitted)


def _marks(life: Life, as_of: date) -> list[tuple[int, int]]:
    """Where a life got further: the phase and the day, each further than the one before."""
    found: list[tuple[int, int]] = []
    told = ((day, phase) for phase, name in enumerate(PHASES) if (day := life.reached.get(name)))
    for day, phase in sorted(told):
        if day <= as_of and (not found or phase > found[-1][0]):
            found.append((phase, day.toordinal()))
    return found


def _stands(life: Life, as_of: date) -> tuple[int, date]:
    phase, since = _marks(life, as_of)[-1]
    return phase, date.fromordinal(since)


def _is_open(life: Life, as_of: date) -> bool:
    begun = any(day <= as_of for day in life.reached.values())
    over = [day for day in (life.admitted_on, life.ended_on) if day is not None]
    return begun and all(day > as_of for day in over)


def _thinned(rows: list[_Stretch]) -> list[_Stretch]:
    step = -(-len(rows) // MOST)
    return rows[:: step or 1]


# --- the range ----------------------------------------------------------------------------------


def interval(mean: float, variance: float) -> tuple[int, int]:
    """Return the smallest and largest number of admissions that ``LEVEL`` leaves in between.

    Reading: a count of this mean and variance: binomial when it varies less than its mean,
             negative binomial when it varies more, and normal far from nought.
    """
    tail = (1 - LEVEL) / 2
    variance = max(variance, mean * 0.02)
    if mean <= 0:
        return 0, 0
    if mean * mean > FAR * variance:
        about = NormalDist(mean, sqrt(variance))
        return round(about.inv_cdf(tail)), round(about.inv_cdf(1 - tail))
    sums = accumulate(_shares(mean, variance))
    below = list(takewhile(lambda total: total < 1 - tail, sums))
    return bisect_right(below, tail), len(below)


def _shares(mean: float, variance: float) -> Iterator[float]:
    """The probability of 0, 1, 2, …; each follows from the one before."""
    excess = variance / mean
    if excess > 1.001:
        size, chance = mean / (excess - 1), 1 - 1 / excess
        return _chain(excess**-size, lambda n: chance * (size + n - 1) / n)
    if excess < 0.999:
        tries = max(round(mean / (1 - excess)), int(mean) + 1)
        odds = mean / (tries - mean)
        return _chain((1 - mean / tries) ** tries, lambda n: odds * (tries - n + 1) / n)
    return _chain(exp(-mean), lambda n: mean / n)


def _chain(first: float, ratio: Callable[[int], float]) -> Iterator[float]:
    share = first
    for number in count(1):
        yield share
        share = max(share * ratio(number), 0.0)

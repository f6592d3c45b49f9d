"""The rulebook: every provision with all its editions, and the law as it stood on a day."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from nguon.rulebook.law.days import next_day
from nguon.rulebook.law.files import Said
from nguon.rulebook.law.findings import Citation, Finding, Severity
from nguon.rulebook.law.holidays import Holidays

SECRETARIAT: Final = "Ban Bí thư"


class NoRuleInForce(LookupError):
    """The rulebook holds no law for that ``day``: it lies before the first regulation, or in a
    gap that the data declare."""

    def __init__(self, day: date, reason: Said) -> None:
        on = day.isoformat()
        self.said = Said(
            f"Chưa có quy định cho ngày {on}: {reason.vi}.",
            f"No law is held for {on}: {reason.en}.",
        )
        super().__init__(f"{self.said.vi} / {self.said.en}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Instrument:
    """One regulation, guidance or statute, known by number and date."""

    name: str
    title: str
    issuer: str
    in_force: date
    ended: date | None
    replaced_by: str | None
    confidence: str

    def holds_on(self, day: date) -> bool:
        """Whether the instrument is in force on ``day``."""
        return self.in_force <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class Regime:
    """A stretch of time under one regulation; half-open."""

    code: str
    valid_from: date
    valid_to: date
    regulation: str
    guidance: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """What is known of a finding code before any case."""

    severity: Severity
    rests_on: tuple[str, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """One regulated value as it stood on a day, counted in ``unit``; None when not applied.

    ``checked_on`` is when somebody last compared it with the instrument itself; ``goes_on`` says
    why it holds although its instrument has ended.
    """

    name: str
    rule: str
    says: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date
    citation: Citation
    confidence: str
    codes: Mapping[str, CodeSpec] = field(repr=False, compare=False)
    rounding: str | None = None
    checked_on: date | None = None
    goes_on: str | None = None

    def finding(
        self, code: str, on: date | None = None, *, rule: str | None = None, **because: Any
    ) -> Finding:
        """Make a finding that cites this provision."""
        spec = self.codes[code]
        return Finding(
            code,
            spec.severity,
            rule or self.rule,
            on,
            self.citation,
            self.confidence,
            spec.rests_on,
            because,
            provision=self.name,
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the regulations leave open: the value taken, how sure it is, and for which rules."""

    name: str
    value: Any
    confidence: str
    why: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the procedure: who acts, with which forms, and what makes it necessary."""

    code: str
    vi: str
    en: str
    actor: str
    forms: tuple[str, ...]
    rule: str
    soft: bool = False
    when: str | None = None

    @property
    def form(self) -> str | None:
        """The forms of the step in one word, or None."""
        return ", ".join(self.forms) or None


class Provisions(dict[str, Provision]):
    """The editions in force during a stretch; asking for one that is in a gap says so."""

    def __init__(self, held: Mapping[str, Provision], gaps: Set[str], since: date) -> None:
        super().__init__(held)
        self.gaps, self.since = gaps, since

    def __missing__(self, name: str) -> Provision:
        if name in self.gaps:
            reason = Said(
                f"{name} bỏ trống có khai báo; bổ sung vào rulebook/data",
                f"{name} has a declared gap; to be filled in rulebook/data",
            )
            raise NoRuleInForce(self.since, reason)
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Law:
    """All provisions as they stood during one stretch without any change."""

    regime: Regime
    provisions: Mapping[str, Provision]


class Rulebook:
    """All that the data files say. Made by ``load``; never changes."""

    def __init__(
        self,
        *,
        instruments: Mapping[str, Instrument],
        regimes: Sequence[Regime],
        editions: Mapping[str, Sequence[Provision]],
        parameters: Mapping[str, Parameter],
        steps: Mapping[str, Step],
        codes: Mapping[str, CodeSpec],
        words: Mapping[str, Any],
        holidays: Holidays,
    ) -> None:
        self.instruments = instruments
        self.regimes = regimes
        self.editions = editions
        self.parameters = parameters
        self.steps = steps
        self.codes = codes
        self.words = words
        self.holidays = holidays
        self.calendar = holidays.calendar
        every = [edition for all_of_one in editions.values() for edition in all_of_one]
        ends = {p.valid_to for p in every if p.valid_to < date.max}  # a gap may be declared there
        starts = {p.valid_from for p in every} | ends
        first = regimes[0].valid_from
        self._starts = sorted({s for s in starts if s > first} | {r.valid_from for r in regimes})
        self._laws = [self._law(start) for start in self._starts]

    def _law(self, day: date) -> Law:
        regime = next(r for r in self.regimes if r.valid_from <= day < r.valid_to)
        found = {name: _edition(all_of_one, day) for name, all_of_one in self.editions.items()}
        held = {name: edition for name, edition in found.items() if edition is not None}
        return Law(regime, Provisions(held, found.keys() - held.keys(), day))

    @property
    def first_day(self) -> date:
        """The first day for which the rulebook holds any law."""
        return self._starts[0]

    def law(self, day: date) -> Law:
        """Give all provisions as they stood on ``day``.

        Raises: NoRuleInForce before the first regulation held.
        """
        place = bisect_right(self._starts, day) - 1
        if place < 0:
            first, since = self.regimes[0].regulation, self.regimes[0].valid_from.isoformat()
            reason = Said(
                f"bản sớm nhất là {first}, có hiệu lực từ {since}; "
                "bổ sung bản cũ hơn vào rulebook/data",
                f"the earliest is {first}, in force from {since}; "
                "older ones are to be added to rulebook/data",
            )
            raise NoRuleInForce(day, reason)
        return self._laws[place]

    def provision(self, name: str, on: date) -> Provision:
        """Give the edition of ``name`` in force on ``on``.

        Raises: NoRuleInForce before the first regulation held; KeyError for no such provision.
        """
        return self.law(on).provisions[name]

    def held_since(self, provision: Provision) -> date:
        """Find the day since which ``provision`` has had its value without a break."""
        since = provision.valid_from
        for edition in reversed(self.editions[provision.name]):
            if edition.valid_to == since and edition.value == provision.value:
                since = edition.valid_from
        return since

    def held_until(self, provision: Provision) -> date:
        """Find the day on which ``provision`` gave way to another value."""
        until = provision.valid_to
        for edition in self.editions[provision.name]:
            if edition.valid_from == until and edition.value == provision.value:
                until = edition.valid_to
        return until

    def regime_on(self, day: date) -> Regime:
        """Give the regime in force on ``day``, with the guidance applied on that day.

        Reading: until a new regulation has its guidance the older one goes on; before the first
                 guidance held, the regime's own is named.
        Raises:  NoRuleInForce before the first regulation held.
        """
        regime = self.law(day).regime
        applied = (
            one.name
            for one in self.instruments.values()
            if one.issuer == SECRETARIAT and "-HD/" in one.name and one.holds_on(day)
        )
        return replace(regime, guidance=next(applied, regime.guidance))


def _edition(editions: Sequence[Provision], day: date) -> Provision | None:
    return next((e for e in editions if e.valid_from <= day < e.valid_to), None)


class Day:
    """A day on which something is tested, with the law of that day."""

    __slots__ = ("book", "law", "on", "provision", "relied_on")

    provision: Callable[[str], Provision]  # gives the edition in force on this day

    def __init__(self, on: date, book: Rulebook, relied_on: dict[str, Parameter]) -> None:
        self.on = on
        self.book = book
        self.law = book.law(on)
        self.relied_on = relied_on
        self.provision = self.law.provisions.__getitem__

    def reached(self, day: date) -> bool:
        """Tell whether ``day`` has come."""
        return self.on >= day

    def passed(self, day: date) -> bool:
        """Tell whether ``day`` lies behind."""
        return self.on > day

    def parameter(self, name: str) -> Any:
        """Give the value taken for what is left open, and note that the result relied on it."""
        parameter = self.book.parameters[name]
        self.relied_on[name] = parameter
        return parameter.value

    def relies_on(self, *names: str) -> None:
        """Note that the result relied on what is left open."""
        for name in names:
            self.relied_on[name] = self.book.parameters[name]

    def on_another(self, day: date) -> "Day":
        """Give another day under its own law, whose assumptions count as this one's."""
        return Day(day, self.book, self.relied_on)

    def apart(self) -> "Day":
        """Give the same day with notes of its own."""
        return Day(self.on, self.book, {})

    def note(self, apart: "Day") -> None:
        """Take over what was noted apart."""
        self.relied_on.update(apart.relied_on)


class Today(Day):
    """The day as of which a case is judged.

    Every answer that depends on the day goes through it, and it notes in ``turns_on`` the next
    day on which one of the answers given would be another. Until then a verdict that asked
    nothing else stays as it is.
    """

    __slots__ = ("provisions", "turns_on")

    def __init__(self, on: date, book: Rulebook) -> None:
        self.on = on
        self.book = book
        self.law = book.law(on)
        self.relied_on = {}
        self.provisions = self.law.provisions
        self.turns_on = self.law.regime.valid_to

    def apart(self) -> "Today":
        """Give the same day with notes of its own."""
        return Today(self.on, self.book)

    def note(self, apart: Day) -> None:
        """Take over what was noted apart, the next turn too."""
        super().note(apart)
        if isinstance(apart, Today) and apart.turns_on < self.turns_on:
            self.turns_on = apart.turns_on

    def reached(self, day: date) -> bool:
        """Tell whether ``day`` has come, or note that it will."""
        if self.on >= day:
            return True
        if day < self.turns_on:
            self.turns_on = day
        return False

    def passed(self, day: date) -> bool:
        """Tell whether ``day`` lies behind, or note when it will."""
        return day < date.max and self.reached(next_day(day))

    def provision(self, name: str) -> Provision:
        """Give the edition in force on this day, and note when it ends."""
        provision = self.provisions[name]
        if provision.valid_to < self.turns_on:
            self.turns_on = provision.valid_to
        return provision

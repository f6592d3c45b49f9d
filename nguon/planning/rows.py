"""What a board of a year shows: sources of the target, rows below the committee, the sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nguon.planning.attainment import NOTHING, Place, Range
from nguon.planning.proposal import Line, Proposal
from nguon.planning.shares import percent

BY_TERM, BY_PLAN, BY_SUPERIOR = "term", "plan", "superior"
ONE = 1  # the quota of R-TGT-07


@dataclass(frozen=True, slots=True)
class Source:
    """One paper that asks something of the committee for the year; ``holds`` if it is the one.

    The plan of the year goes before what the superior handed down, and that before the term.
    ``by`` is the committee that decided, ``between`` those among whom it is to be divided after
    ``whose`` was split, as long as nobody has.
    """

    kind: str
    whose: Place
    by: Place
    asked: Range
    document: str
    decided_on: date
    holds: bool = False
    between: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked of a place in one year and what came of it."""

    admitted: int
    target: Range | None = None
    exempt: bool = False

    @property
    def is_not_counted(self) -> bool:
        """Nobody was left to recruit, one was asked for, nobody came: no result (R-TGT-07)."""
        asked = self.target.lower if self.target else 0
        return self.exempt and self.admitted == 0 and asked <= ONE

    @property
    def percent(self) -> Decimal | None:
        if self.target is None or self.is_not_counted:
            return None
        return percent(self.admitted, self.target.lower)


@dataclass(frozen=True, slots=True)
class Least:
    """The floor that binds a place, since when and by which document."""

    lower: int
    since: date
    document: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A report that nobody was left to recruit in the year."""

    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Change:
    """Since when a place stands elsewhere or no more, and who came after it."""

    on: date
    heirs: tuple[Place, ...] = ()
    was_split: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """A member in charge of a place, and whether the task is tied to this year's target."""

    name: str
    task: str
    tied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One organisation below the committee; ``target`` is ``None`` until something is handed out.

    ``came_on`` if it was not here when the year began, ``carried`` what another committee had
    asked of it for this year; ``change`` if it left or ended. ``in_charge`` names members, for
    who may see them; ``None`` for who may not. ``in_sight`` if the reader may open the place.
    """

    number: int
    place: Place
    tier: str
    target: Range | None = None
    document: str = ""
    decided_on: date | None = None
    before: Outcome = Outcome(0)
    now: Outcome = Outcome(0)
    floor: Least | None = None
    exemption: Exemption | None = None
    came_on: date | None = None
    carried: Range | None = None
    change: Change | None = None
    in_charge: tuple[Charge, ...] | None = None
    in_sight: bool = True

    @property
    def binds(self) -> int | None:
        """The floor, where it binds: not whom nobody is left to, nor who stands here no more.

        Nor, for the rest of a year, who came in the middle of it: what a reform made has its
        predecessors' targets, which stand beside it.
        """
        spared = self.exemption or self.change or self.came_on
        return self.floor.lower if self.floor and not spared else None

    @property
    def is_undivided(self) -> bool:
        """Asked for something before it was split; nobody has said since who is to bring it."""
        change, asked = self.change, self.target
        if not (change and change.was_split and asked and asked.upper and self.decided_on):
            return False
        return self.decided_on < change.on

    @property
    def lacks_a_member(self) -> bool:
        """It has a target and nobody is in charge, as far as the reader may know."""
        return self.in_charge == () and bool(self.target and self.target.upper)


@dataclass(frozen=True, slots=True)
class Undivided:
    """What was asked of a place before it was split, and between whom it is to be divided."""

    place: Place
    asked: Range
    heirs: tuple[Place, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Paper:
    """The latest decision by which the year was handed down as a whole."""

    document: str
    decided_on: date
    departs: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A committee's target for one calendar year and what it handed to those below it.

    ``stand`` changes whenever somebody hands this year down.
    """

    year: int
    years: tuple[int, ...]
    tree: str
    sources: tuple[Source, ...]
    rows: tuple[Row, ...]
    undivided: tuple[Undivided, ...] = ()
    reserve: Range = NOTHING
    paper: Paper | None = None
    elsewhere: int = 0
    stand: str = ""

    @property
    def asked(self) -> Range:
        return sum((source.asked for source in self.sources if source.holds), NOTHING)

    @property
    def handed_out(self) -> Range:
        return self.proposal().handed

    @property
    def open_lower(self) -> int:
        """What of the lower bound nobody was asked for; negative if they were asked for more."""
        return self.asked.lower - self.proposal().total.lower

    @property
    def without_member(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.lacks_a_member)

    def proposal(
        self, targets: Mapping[int, Range] | None = None, reserve: Range | None = None
    ) -> Proposal:
        """The year as it stands, or as it would with these targets (by number) and reserve."""
        changed = targets or {}
        lines = [
            Line(row.place.name, changed.get(row.number, row.target), row.binds)
            for row in self.rows
        ]
        left = [Line(each.place.name, each.asked) for each in self.undivided]
        return Proposal(self.asked, self.reserve if reserve is None else reserve, (*lines, *left))

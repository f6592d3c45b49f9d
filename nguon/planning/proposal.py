"""Whether what a committee is about to hand down adds up, and goes below no floor; plain numbers.

Sum of those below + reserve = the committee's target, at the lower and at the upper end.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nguon.planning.attainment import NOTHING, Range

SUM, FLOOR = "sum", "floor"
NAMED = 5  # organisations that a sentence names before it says "and others"


@dataclass(frozen=True, slots=True)
class Line:
    """What one organisation is to be asked; ``None`` if nothing is handed to it.

    ``floor`` is the least that may be, ``None`` where nothing binds: no floor is set, nobody was
    left to recruit, or it stands here no more.
    """

    name: str
    asked: Range | None
    floor: int | None = None

    @property
    def is_below(self) -> bool:
        return self.floor is not None and (self.asked or NOTHING).lower < self.floor


@dataclass(frozen=True, slots=True)
class Proposal:
    """A year as it would stand. Units: new members."""

    asked: Range
    reserve: Range
    lines: tuple[Line, ...]

    @property
    def handed(self) -> Range:
        return sum((line.asked for line in self.lines if line.asked), NOTHING)

    @property
    def total(self) -> Range:
        return self.handed + self.reserve

    @property
    def adds_up(self) -> bool:
        return self.total == self.asked

    @property
    def below(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_below)

    @property
    def departs(self) -> list[str]:
        """The codes of what does not fit: ``sum``, ``floor``."""
        return [SUM] * (not self.adds_up) + [FLOOR] * bool(self.below)

    def words(self) -> Iterator[str]:
        """Yield in sentences how the sum stands, and who would be asked for too little."""
        numbers = {
            "handed": written(self.handed),
            "reserve": written(self.reserve),
            "total": written(self.total),
            "asked": written(self.asked),
        }
        if self.adds_up:
            yield (
                _("Đã giao %(handed)s cộng dự phòng %(reserve)s bằng %(asked)s: đúng chỉ tiêu.")
                % numbers
            )
        else:
            ends = {
                "lower": difference(self.total.lower - self.asked.lower),
                "upper": difference(self.total.upper - self.asked.upper),
            }
            said = _(
                "Đã giao %(handed)s cộng dự phòng %(reserve)s bằng %(total)s, chỉ tiêu là "
                "%(asked)s: mức thấp %(lower)s, mức cao %(upper)s."
            )
            yield said % (numbers | ends)
        if self.below:
            yield _("Dưới mức sàn: %s.") % self._named()

    def _named(self) -> str:
        named = [
            _("%(name)s (%(asked)d, sàn %(floor)d)")
            % {"name": line.name, "asked": (line.asked or NOTHING).lower, "floor": line.floor}
            for line in self.below[:NAMED]
        ]
        more = len(self.below) - len(named)
        return ", ".join(named) + (_(" và %d nơi khác") % more if more else "")


def written(asked: Range) -> str:
    """A range as people write it: *5–7*, or *5* where both ends are one."""
    return f"{asked.lower}" if asked.lower == asked.upper else f"{asked.lower}–{asked.upper}"


def difference(number: int) -> str:
    """How far a sum is from what it should be, in words."""
    if number == 0:
        return _("vừa đủ")
    return _("thừa %d") % number if number > 0 else _("thiếu %d") % -number

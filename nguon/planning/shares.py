"""A part of a whole, and the one way in which a percentage is written.

Numerator and denominator travel together; a percentage of nothing is not written at all.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from nguon.rulebook import load

ROUNDING = {"round": ROUND_HALF_UP, "truncate": ROUND_DOWN}


def way_of_display() -> str:
    """Name how a percentage loses its further decimals: a key of ``ROUNDING``."""
    return str(load().parameters["attainment.display"].value)


def percent(part: int, whole: int, display: str | None = None) -> Decimal | None:
    """Return ``part`` of ``whole`` as the office prints it; nothing where the base is nothing.

    Units:   per cent, one decimal.
    Reading: Bắc Kạn printed 55 of 60 as 91.6, so truncating is a way of its own (``display``).
    """
    if whole == 0:
        return None
    return (Decimal(part * 100) / whole).quantize(
        Decimal("0.1"), ROUNDING[display or way_of_display()]
    )


def as_number(value: Decimal | None) -> float | None:
    """A percentage as JSON carries it."""
    return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return percent(self.part, self.whole)

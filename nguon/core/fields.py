"""How far each field must be protected: the register that the reference prints and tests hold.

P0 public, P1 internal and not about a person, P2 basic personal data, P3 sensitive personal
data (kept only in the vault), P4 classified (refused). A model names its P2 fields in
``protection``; everything it does not name is P0 or P1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protected:
    """Class, legal clause, purposes and keeping time of one field."""

    level: str
    clause: str
    purposes: tuple[str, ...]
    keep: str


MEMBER_FILE = "membership, then the archive schedule"
CANDIDATE_FILE = "24 months without activity"


def personal(clause: str, *purposes: str, keep: str = CANDIDATE_FILE) -> Protected:
    """P2: a basic personal datum, D356 article 3."""
    return Protected("P2", clause, purposes or ("development",), keep)


def sensitive(clause: str, *purposes: str, keep: str = CANDIDATE_FILE) -> Protected:
    """P3: a sensitive personal datum, D356 article 4."""
    return Protected("P3", clause, purposes or ("development",), keep)

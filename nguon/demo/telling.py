"""What the commune tells the public: last term's result, its classes and movements, signed."""

from collections.abc import Callable, Mapping
from datetime import date

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.reports.models import PublicationKind
from nguon.reports.publication import operations

Acting = Callable[[str, date], Actor]
TOLD = (
    ("krong-klang", "2015-2020", PublicationKind.RESULTS),
    ("huong-hiep", "2025-2030", PublicationKind.CLASSES),
    ("huong-hiep", "2025-2030", PublicationKind.MOVEMENTS),
)


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations: the office proposes, the secretary approves."""
    for place, term, kind in TOLD:
        row = operations.propose(places[place], kind, term, by=acting("van-phong", today))
        operations.approve(row, by=acting("bi-thu", today))

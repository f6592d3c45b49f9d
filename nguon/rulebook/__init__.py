"""What the regulations say, as data with dates, and pure functions that apply it.

Start at ``evaluate``: facts and a day go in, an assessment comes out. It knows no database, no
clock, no Django and nobody's permissions.
"""

from nguon.rulebook.facts import (
    EVENT_TYPES,
    PERSON,
    PLACE,
    ROUTE,
    SENSITIVE_EVENTS,
    SENSITIVE_FACTS,
    CaseFacts,
    Event,
    Field,
    Person,
    Place,
    Route,
)
from nguon.rulebook.reading import BadDocument, Fault, Wanted, read_facts

__all__ = [
    "EVENT_TYPES",
    "PERSON",
    "PLACE",
    "ROUTE",
    "SENSITIVE_EVENTS",
    "SENSITIVE_FACTS",
    "BadDocument",
    "CaseFacts",
    "Event",
    "Fault",
    "Field",
    "Person",
    "Place",
    "Route",
    "Wanted",
    "read_facts",
]

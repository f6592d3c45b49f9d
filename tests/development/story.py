"""One person's way, step by step, as the tests of this package tell it. Everybody is invented.

The story runs under the regulation of early 2025, in a cell under a grassroots committee under a
district, and nothing in it is against the rules.
"""

from datetime import date
from typing import Any

from nguon.core.actor import Actor
from nguon.development import operations
from nguon.development.models import Case, CaseEvent
from nguon.organizations.models import AreaProfile, Organization
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.models import Person
from nguon.rulebook import Event

OPENED = date(2023, 3, 9)
BASIC: dict[str, Any] = {
    "born_on": date(1998, 5, 20),
    "gender": "female",
    "citizenship": "VN",
    "schooling": "upper_secondary_diploma",
    "standing": [],
    "special_need": False,
    "youth_union_member": True,
    "trade_union_member": False,
    "married": False,
}
SENSITIVE: dict[str, Any] = {
    "ethnicity": "Bru - Vân Kiều",
    "healthy": True,
    "foreign_spouse": False,
    "children_born": [],
    "population_exemption": False,
    "political_history_issue": False,
}
INTRODUCED = {"introducer": "DV-07", "full_member": True, "months_together": 36}
STORY = (
    Event("sourced", date(2023, 3, 9), {"source_group": "pupil_student"}),
    Event("candidate_listed", date(2023, 4, 10), {"helper": "DV-07"}),
    Event("awareness_course", date(2023, 9, 7), {"document": "15/GCN"}),
    Event("application", date(2024, 10, 25)),
    Event("cv", date(2024, 11, 5)),
    Event("verification", date(2024, 12, 10), {"subject": "applicant"}),
    Event("verification", date(2024, 12, 11), {"subject": "father"}),
    Event("verification", date(2024, 12, 11), {"subject": "mother"}),
    Event("introduction", date(2025, 1, 8), {"by": "member", **INTRODUCED}),
    Event("introduction", date(2025, 1, 9), {"by": "youth_union"}),
    Event("opinions", date(2025, 1, 20)),
    Event("cell_resolution", date(2025, 2, 6), {"full_members": 9, "yes": 8, "no": 1}),
    Event("committee_resolution", date(2025, 2, 20), {"members": 15, "yes": 15}),
    Event("admission_decision", date(2025, 3, 18), {"members": 12, "yes": 12}),
    Event("decision_received", date(2025, 3, 21)),
    Event("admission_ceremony", date(2025, 4, 3)),
)
CLERK = ("clerk", "people.vault")


def describe(cell: Organization, year: int = 2020, **known: bool) -> None:
    """Record what is known of the area of a cell."""
    usual = {"difficult_area": True, "youth_union_present": True, "trade_union_present": False}
    AreaProfile.objects.create(organization=cell, year=year, **{**usual, **known})


def agreed(*purposes: str) -> list[people.ConsentGiven]:
    """Sheets signed for each purpose."""
    return [
        people.ConsentGiven(purpose, "consent", f"{number:02}-PĐY", date(2022, 12, 1))
        for number, purpose in enumerate(purposes, 1)
    ]


def a_person(
    cell: Organization, *, by: Actor, name: str = "Hồ Thị Bịa", secret: Any = None, **details: Any
) -> Person:
    """Somebody who agreed and whose facts are all on file; ``details`` say what is otherwise."""
    person = people.register(
        name,
        organization=cell,
        consents=agreed("development", "sensitive"),
        by=by,
        **{**BASIC, **details},
    )
    vault.write(person, {**SENSITIVE, **(secret or {})}, by=by, why="registration")
    return person


def a_case(cell: Organization, *, by: Actor, on: date = OPENED, **details: Any) -> Case:
    return operations.open_case(a_person(cell, by=by, **details), on=on, by=by)


def tell(case: Case, until: str, *, by: Actor) -> list[CaseEvent]:
    """Enter the story up to and with the last act of a type."""
    kinds = [event.type for event in STORY]
    last = len(kinds) - kinds[::-1].index(until)
    return [operations.record(case, event, by=by) for event in STORY[:last]]

"""Persons and cases that the tests of this package share. Everybody here is invented."""

from datetime import date

from nguon.core.actor import Actor
from nguon.development import operations
from nguon.development.models import Case
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people.models import Person

BORN = date(1998, 5, 20)


def a_person(cell: Organization, *, by: Actor, name: str = "Hồ Thị Bịa", **details: object) -> Person:
    consents = [people.ConsentGiven(p, "consent", f"0{i}-PĐY", date(2024, 8, 1)) for i, p in enumerate(("development", "sensitive"), 1)]
    return people.register(name, organization=cell, consents=consents, by=by, **{"born_on": BORN, **details})


def a_case(cell: Organization, *, by: Actor, on: date = date(2024, 9, 2), **details: object) -> Case:
    return operations.open_case(a_person(cell, by=by, **details), on=on, by=by)

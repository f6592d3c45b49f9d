"""Invented persons by column, as the register would have written them one by one.

Names are drawn from a stock of distinct ones, a few of them often and most of them seldom, as in
life; what a name is found and sorted by is derived once for each. Everybody bears "Mẫu". Numbers
in addresses, keys and sealed values are as random as anybody's, all else follows from the seed.
"""

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from django.db.models import Model

from nguon.core import bulk
from nguon.core.actor import Actor
from nguon.demo import cast
from nguon.people import names, vault
from nguon.people.models import Basis, Consent, Membership, Person, Purpose

MIDDLE = {
    "female": ("Thị", "Thị", "Thị", "Ngọc", "Thanh", "Kim", "Bích", "Thuý", "Minh", "Hồng"),
    "male": ("Văn", "Văn", "Văn", "Đức", "Hữu", "Quốc", "Xuân", "Đình", "Công", "Duy"),
}
FAMILIES = (
    *cast.FAMILIES,
    *("Huỳnh", "Vũ", "Ngô", "Dương", "Lý", "Hồ", "Đinh", "Trịnh", "Mai", "Cao", "Tạ", "Lương"),
)  # fmt: skip
COMMONEST = 0.38  # of all families bear the first name
LONG = 0.8  # of the names have a second word before the given name
SELDOM = 3  # the higher, the more often the same names come up again
NAMES_A_PERSON, FEWEST_NAMES = 0.125, 200
REFERENCE, LETTERS = 9, 12  # bytes of a reference, and the letters that they are written with
GENDERS = ("male", "female")

Name = tuple[str, str, str, str]  # as written, folded, spelled, the key it is sorted by


@dataclass(frozen=True)
class Stock:
    """Distinct names by gender."""

    of: Mapping[str, Sequence[Name]]

    @classmethod
    def made(cls, people: int, chance: Random) -> "Stock":
        """As many as so many people have, in a random order."""
        wanted = max(FEWEST_NAMES, int(people * NAMES_A_PERSON))
        return cls({gender: _some_names(gender, wanted // 2, chance) for gender in GENDERS})

    def drawn(self, gender: str, chance: Random) -> Name:
        stock = self.of[gender]
        return stock[int(len(stock) * chance.random() ** SELDOM)]


def _some_names(gender: str, wanted: int, chance: Random) -> list[Name]:
    found: dict[str, None] = {}
    while len(found) < wanted:
        family = FAMILIES[0] if chance.random() < COMMONEST else chance.choice(FAMILIES)
        middle, given = chance.choice(MIDDLE[gender]), chance.choice(cast.GIVEN)
        second = f"{chance.choice(cast.GIVEN)} " if chance.random() < LONG else ""
        found[f"{family} {middle} Mẫu {second}{given}"] = None
    return [
        (name, f" {names.fold(name)} ", f" {names.spell(name)} ", names.sort_key(name))
        for name in map(names.normal, found)
    ]


def shares(total: int, among: int, chance: Random) -> list[int]:
    """Share out a number: the place at which each one's part ends, in order, unevenly."""
    if not among:
        return []
    upto = list(accumulate(1 + chance.random() ** 2 * 4 for _ in range(among)))
    return [round(total * part / upto[-1]) for part in upto]


def owners(ends: Sequence[int]) -> Iterator[int]:
    """Whose part each one of the total is in, in order."""
    start = 0
    for place, end in enumerate(ends):
        for _ in range(start, end):
            yield place
        start = end


def references(count: int) -> list[str]:
    """As many as asked for of what ``people.models.new_ref`` gives, from the same source."""
    letters = urlsafe_b64encode(os.urandom(REFERENCE * count)).decode()
    return [letters[at : at + LETTERS] for at in range(0, LETTERS * count, LETTERS)]


def recorded(model: type[Model], by: Actor) -> dict[str, Any]:
    """Who wrote a row and when, in the tables that tell it."""
    columns = {field.name for field in model._meta.concrete_fields}
    said = {"recorded_at": by.at, "recorded_by": by.user_id}
    return {name: value for name, value in said.items() if name in columns}


def write_persons(
    places: Sequence[int],
    named: Sequence[Name],
    own: Mapping[str, Sequence[Any]],
    *,
    by: Actor,
) -> list[int]:
    """Put persons on file; ``own`` are further columns. Returns their numbers."""
    numbers = bulk.new_ids(Person, len(places))
    full_name, folded, spelled, sort_key = zip(*named, strict=True)
    columns: dict[str, Sequence[Any]] = {
        "id": numbers,
        "ref": references(len(places)),
        "organization": places,
        "full_name": full_name,
        "folded": folded,
        "spelled": spelled,
        "sort_key": sort_key,
        **own,
    }
    bulk.insert(Person, columns, every={"registered_on": by.today.isoformat()})
    return numbers


def write_agreements(
    people: Sequence[int],
    places: Sequence[int],
    purposes: Sequence[Purpose],
    basis: Basis,
    *,
    document: str,
    by: Actor,
) -> None:
    """Write that each agreed to each of these purposes, or that a document covers it."""
    many = len(purposes)
    bulk.insert(
        Consent,
        {
            "person": [person for person in people for _ in range(many)],
            "organization": [place for place in places for _ in range(many)],
            "purpose": [purpose.value for purpose in purposes] * len(people),
        },
        every={
            "basis": basis.value,
            "document": document,
            "document_on": cast.OLDEST.isoformat(),
            **recorded(Consent, by),
        },
    )


def write_memberships(
    people: Sequence[int],
    places: Sequence[int],
    joined: Sequence[str],
    full_from: Sequence[str | None],
) -> None:
    """Write since when people are in the Party, and since when as full members."""
    if people:
        columns = {
            "person": people,
            "organization": places,
            "joined_on": joined,
            "full_from": full_from,
        }
        bulk.insert(Membership, columns, every={})


def seal(people: Sequence[int], places: Sequence[int], facts: Sequence[Mapping[str, Any]]) -> None:
    """Seal what is sensitive under a key for each person; they agreed a moment ago."""
    filed = (vault.Filed(*each) for each in zip(people, places, strict=True))
    vault.write_agreed(dict(zip(filed, facts, strict=True)))

"""What is raced for in an office: each scene gives the acts that happen at the same moment.

An act answers with a word that says what was done. ``faults`` looks at what came of a scene.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Model

from nguon.core.actor import NotAllowed
from nguon.core.guard import unscoped
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.dossier import book, checks
from nguon.dossier.models import BookLine
from nguon.membership import rules as letters_rules
from nguon.membership import transfers
from nguon.membership.models import Arrival, Departure
from nguon.organizations import operations as organizations
from nguon.organizations import placement
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people.models import Membership, Person
from tests.torture import office

REFUSED = (
    development.Refused, checks.Refused, letters_rules.Refused, organizations.rules.Refused,
    NotAllowed, Case.DoesNotExist, Organization.DoesNotExist,
)  # fmt: skip
CLICKS = 3
TODAY = office.LATER
SLIP = book.Slip("admission", "Văn phòng Thử", "Uỷ ban Thử", pieces=3)
Act = Callable[[], str]
entered: list[str] = []  # documents of the acts that were answered


def clicks(cases: list[str], name: str) -> list[Act]:
    """A button pressed several times."""
    return [partial(enter, cases[len(entered) % len(cases)], name)] * CLICKS


def lendings(cases: list[str], name: str) -> list[Act]:
    """The dossier of one person, lent by two clerks to two others."""
    by = office.actor(TODAY)
    person = Case.objects.visible_to(by).select_related("person").get(ref=cases[0]).person
    for line in book.book(by=by, out=True):
        book.bring_back(line.row, on=TODAY, by=by)
    return [partial(lend, person, name) for _ in range(2)]


def letters(cases: list[str], name: str) -> list[Act]:
    """A letter that arrives while it is called off."""
    by = office.actor(TODAY)
    cell, other = place("thon-thu-0"), place("thon-thu-1")
    person = office.person(f"Trần Thị Thử {letters_of(name)}", cell, BEFORE)
    people.begin_membership(person, joined_on=date(2015, 5, 19), by=by)
    sent = transfers.send(person, other, paper=transfers.Paper(name, TODAY, "Lý lịch"), by=by)
    arrival = Arrival.objects.visible_to(by).get(departure=sent)
    return [
        told("called off", partial(transfers.call_off, sent, reason="Không đi nữa", by=by)),
        told("accepted", partial(transfers.accept, arrival, cell=other, on=TODAY, by=by)),
    ]


def mergers(cases: list[str], name: str) -> list[Act]:
    """An act entered in a cell while it is merged into another."""
    by = office.actor(TODAY)
    slug = name.replace(" ", "-")
    old = office.cell(slug, f"Chi bộ {letters_of(name)}", place("xa-thu"))
    person = office.person(f"Lê Văn Thử {letters_of(name)}", old, BEFORE)
    case = development.open_case(person, on=office.BEGAN, by=office.actor(BEFORE))
    into = place("thon-thu-0")
    merge = partial(
        organizations.merge, [old], into=into, on=TODAY, document=office.DOCUMENT, by=by
    )
    return [told("merged", merge), partial(enter, case.ref, name)]


def faults(name: str, wins: Collection[str]) -> Iterator[str]:
    """What does not agree with who won, or with itself."""
    with unscoped("the campaign looks at everything"):
        acts = list(CaseEvent.unscoped.filter(document=name).select_related("case"))
        if (wanted := int("entered" in wins)) != len(acts):
            yield f"{len(acts)} acts, {wanted} answered"
        yield from (
            f"act {each.pk} and its case are kept apart"
            for each in acts
            if each.organization_id != each.case.organization_id
        )
        if "lent" in wins:
            lent = BookLine.unscoped.filter(document=name).count()
            yield from [f"lent {lent} times"] * (lent != 1)
        for letter in Departure.unscoped.filter(number=name):
            yield from two_homes(letter)
    if "merged" in wins:
        yield from map(str, placement.compare())


def two_homes(letter: Departure) -> Iterator[str]:
    """A member stands in one place, and both sides of the letter say the same."""
    homes: set[int] = set()
    for model in (Person, Membership):
        homes |= {row.organization_id for row in rows_of(model, letter.person_id)}
    if len(homes) != 1:
        yield f"kept in {len(homes)} places"
    arrival = Arrival.unscoped.get(departure=letter)
    if letter.settled_on != arrival.settled_on:
        yield "the two sides of a letter differ"


def rows_of(model: type[Model], person: int) -> Any:
    key = "pk" if model is Person else "person"
    return model.unscoped.filter(**{key: person})  # type: ignore[attr-defined]


def enter(ref: str, document: str) -> str:
    office.enter(ref, on=date(2024, 2, 1) + timedelta(days=7), document=document)
    if document not in entered:
        entered.append(document)
    return "entered"


def lend(person: Person, name: str) -> str:
    by = office.actor(TODAY)
    slip = book.Slip(SLIP.what, SLIP.giver, SLIP.taker, SLIP.pieces, name)
    book.lend(person, slip, on=TODAY, until=TODAY + timedelta(days=9), by=by)
    return "lent"


def told(word: str, doing: Callable[[], object]) -> Act:
    """An act that answers with a word."""

    def act() -> str:
        doing()
        return word

    return act


def place(slug: str) -> Organization:
    return Organization.objects.get(slug=slug)


def letters_of(name: str) -> str:
    """A number said in letters: names of people hold no digits."""
    number = int(name.rpartition("-")[2])
    return "".join(chr(ord("A") + number // 26**power % 26) for power in (2, 1, 0))


BEFORE = office.BEGAN

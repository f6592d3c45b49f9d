"""The rows of each book as of a day, told by the names of their columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, islice
from typing import Any

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.membership.codes import Standing
from nguon.membership.models import Leaving
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.placement import PORTION, portions
from nguon.people.models import LeftHow, Membership, Person
from nguon.reports.books import catalogue, of_cells, of_letters
from nguon.reports.books.catalogue import Book
from nguon.reports.books.found import Found, Row
from nguon.reports.books.stays import VIEW, Stay, stays

NOTHING: Mapping[str, Any] = {}


def rows(book: Book, place: Organization, *, on: date, by: Actor) -> Iterator[Row]:
    """Tell the rows of a book of a place, as it stood by the end of ``on``.

    Shape:   key of the column -> text, day, number or nothing; ``person`` holds who it is about,
             if the file is in sight, and is no column. People come in Vietnamese order by given
             name, letters in the order of entry, resolutions by day.
    Reading: lists follow the tree as it is. What was entered late stands where it happened.
    Raises:  NotAllowed.
    """
    by.require(VIEW, at=place)
    numbers, (found, told) = count(1), READERS[book.code](place, on, by)
    for portion in portions(found):
        for row in told(portion):
            yield {"ordinal": next(numbers), **row}


def page(
    book: Book, place: Organization, *, on: date, by: Actor, limit: int | None
) -> tuple[list[Row], int]:
    """Return the first of ``rows``, as many as ``limit``, and how many there are of all.

    Shape:  the others are counted, not told.
    Raises: NotAllowed.
    """
    by.require(VIEW, at=place)
    found, told = READERS[book.code](place, on, by)
    rest = iter(found)
    first = list(islice(rest, limit))
    rows: list[Row] = [
        {"ordinal": number, **row} for number, row in enumerate(told(first), start=1)
    ]
    return rows, len(first) + sum(1 for _ in rest)


def cells(book: Book, row: Row) -> list[Any]:
    """Return a row in the order of the book's columns."""
    return [row.get(column.key) for column in book.columns]


def counted(place: Organization, *, on: date, by: Actor) -> tuple[int, int]:
    """Return how many full and how many probationary members a place had at the end of a day.

    Raises: NotAllowed.
    """
    by.require(VIEW, at=place)
    standing = [each.standing for each in stays(place, on=on, by=by) if each.stands_on(on)]
    full = standing.count(Standing.FULL)
    return full, len(standing) - full


# --- members ------------------------------------------------------------------------------------


def _active(place: Organization, on: date, by: Actor) -> Found[Stay]:
    found = (stay for stay in stays(place, on=on, by=by) if stay.stands_on(on))
    return found, lambda some: ({**_member(stay), "away": stay.elsewhere} for stay in some)


def _the_list(place: Organization, on: date, by: Actor) -> Found[Stay]:
    found = stays(place, on=on, by=by)
    return found, lambda some: ({**_member(stay), **_ends(stay)} for stay in some)


def _member(stay: Stay) -> dict[str, Any]:
    spell, person = stay.membership, stay.person
    return {
        "person": person,
        "full_name": stay.name,
        "place": stay.place,
        "standing": str(Standing(stay.standing).label),
        "joined_on": spell.joined_on if spell else None,
        "full_from": stay.full_from,
        "both_days": both(spell.joined_on if spell else None, stay.full_from),
        "card_number": spell.card_number if spell else "",
        **(of_person(person) if person else NOTHING),
    }


def of_person(person: Person) -> dict[str, Any]:
    """What a book says of somebody beside the membership; nothing sensitive."""
    return {
        "born_on": person.born_on,
        "gender": str(person.get_gender_display()),
        "native_place": person.native_place,
        "schooling": str(person.get_schooling_display() or ""),
        "occupation": person.occupation,
    }


def both(first: date | None, second: date | None) -> str:
    """Two days in one cell, one under the other, as the printed books have them."""
    return "\n".join(f"{day:%d/%m/%Y}" for day in (first, second) if day)


def _ends(stay: Stay) -> dict[str, Any]:
    told: dict[str, Any] = {"note": ""}
    if stay.arrival is not None:
        told["came"] = f"{stay.arrival.accepted_on:%d/%m/%Y}\n{stay.arrival.from_name}"
    if stay.departure is not None:
        told["went"] = f"{stay.departure.accepted_on:%d/%m/%Y}\n{stay.departure.to_name}"
    if stay.left_how == LeftHow.DIED:
        told["died"] = f"{stay.until:%d/%m/%Y}"
    elif stay.left_how:
        told["left"] = f"{stay.until:%d/%m/%Y}\n{LeftHow(stay.left_how).label}"
    if stay.elsewhere:
        told["note"] = _("Sinh hoạt tạm thời ở %s") % stay.elsewhere
    return told


# --- who left, who died -------------------------------------------------------------------------


def _left(place: Organization, on: date, by: Actor) -> Found[Leaving]:
    return _ended(place, on, by, died=False)


def _died(place: Organization, on: date, by: Actor) -> Found[Leaving]:
    return _ended(place, on, by, died=True)


def _ended(place: Organization, on: date, by: Actor, *, died: bool) -> Found[Leaving]:
    """Leavings by name; one entered by mistake is not there, one that was restored says so."""
    below = tree.subtree(place, on=by.today)
    seen = Leaving.objects.visible_to(by).filter(organization__in=below, on__lte=on)
    seen = seen.exclude(how=LeftHow.DIED) if not died else seen.filter(how=LeftHow.DIED)
    left = seen.filter(kind=Leaving.Kind.LEFT).select_related("person", "taken_back_by")
    ordered = left.order_by("person__sort_key", "on", "pk").iterator(chunk_size=PORTION)
    found = (row for row in ordered if not _was_a_mistake(row))
    return found, lambda some: _leavings(some, on, by)


def _was_a_mistake(row: Leaving) -> bool:
    back = getattr(row, "taken_back_by", None)
    return back is not None and back.kind == Leaving.Kind.CORRECTED


def _leavings(some: Sequence[Leaving], on: date, by: Actor) -> Iterator[Row]:
    called = tree.versions_on({row.organization_id for row in some}, by.today)
    spells = _spells({row.person_id for row in some}, by)
    for row in some:
        version = called.get(row.organization_id)
        yield {
            **_of_leaving(row, spells.get(row.person_id)),
            "place": version.name if version else "",
            "note": _back(getattr(row, "taken_back_by", None), on),
        }


def _of_leaving(row: Leaving, spell: Membership | None) -> dict[str, Any]:
    full = spell.full_from if spell else None
    return {
        "person": row.person,
        "full_name": row.person.full_name,
        "joined_on": spell.joined_on if spell else None,
        "full_from": full if full and full <= row.on else None,
        "how": str(LeftHow(row.how).label),
        "on": row.on,
        "document": row.document,
        **of_person(row.person),
    }


def _back(back: Leaving | None, on: date) -> str:
    if back is None or back.on > on:
        return ""
    return _("Phục hồi đảng tịch ngày %(day)s, %(document)s") % {
        "day": f"{back.on:%d/%m/%Y}",
        "document": back.document,
    }


def _spells(people: set[int], by: Actor) -> dict[int, Membership]:
    found: dict[int, Membership] = {}
    numbers = sorted(people)
    for start in range(0, len(numbers), 500):
        seen = Membership.objects.visible_to(by, action=VIEW)
        own = seen.filter(person__in=numbers[start : start + 500]).order_by("joined_on")
        found |= {row.person_id: row for row in own}
    return found


READERS: Mapping[str, Callable[[Organization, date, Actor], Found[Any]]] = {
    catalogue.ACTIVE.code: _active,
    catalogue.LEFT.code: _left,
    catalogue.DIED.code: _died,
    catalogue.THE_LIST.code: _the_list,
    catalogue.LETTERS.code: of_letters.letters,
    catalogue.CANDIDATES.code: of_cells.candidates,
    catalogue.RESOLUTIONS.code: of_cells.resolutions,
}

"""Who stands behind a number of a table, for those who may see the case or the member.

A line that adds others up opens to the people of all of them. What the vault counted, and
organisations, open to nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from nguon.core.actor import Actor
from nguon.membership import figures as movements
from nguon.organizations.models import Organization
from nguon.organizations.queries import Names
from nguon.people.models import Membership
from nguon.people.names import sort_key
from nguon.planning.attainment import AS_WAS
from nguon.planning.reading import ONE_DAY
from nguon.statistics import admissions, catalogue
from nguon.statistics.catalogue import Form, Row
from nguon.statistics.counting import matches, opens
from nguon.statistics.figures import MEMBERS, Span
from nguon.statistics.periods import Named
from nguon.statistics.roll import Roll, joined_without_ceremony, reorganised
from nguon.statistics.sealed import ADMITTED

SHOWN = 500
MOVES, OPENING, CLOSING, JOINED = "moves", "opening", "closing", "joined"
REORGANISED = ("reorganised_in", "reorganised_out")
LETTERS = frozenset(code for code, _name in (*movements.GAINS, *movements.LOSSES)) - {ADMITTED}


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody behind a line; ``ref`` is of the case or of the person, empty where neither opens.

    ``on`` is the day that the line counts by: of admission, of joining or of the move. ``place``
    is the cell, of a move also the other side of it.
    """

    ref: str
    name: str
    place: str
    on: date
    is_case: bool = False


class NotOpened(LookupError):
    """No names stand behind this line."""


def people_behind(
    organization: Organization,
    code: str,
    named: Named,
    key: str,
    *,
    by: Actor,
    tree: str = AS_WAS,
) -> list[Behind]:
    """Name who stands behind a line, of those whom ``by`` may see: by given name, at most 500.

    Raises: NoSuchPlace, catalogue.NoSuchTable, NotOpened, NotAllowed.
    """
    form = catalogue.form(code)
    parts = _parts(form, line_of(code, key))
    if not parts:
        raise NotOpened(key)
    span = Span(organization, named, by, tree)
    found = [each for part in parts for each in _people(span, part)]
    return sorted(found, key=lambda each: (sort_key(each.name), each.on))[:SHOWN]


def opens_to_names(form: Form, row: Row) -> bool:
    """Whether a line may be opened to the people it counts."""
    return bool(_parts(form, row))


def counts_moves(code: str, key: str) -> bool:
    """Whether a line counts by the day of a move, so that its people came from or went somewhere.

    Raises: catalogue.NoSuchTable, NotOpened.
    """
    by_joining = (ADMITTED, OPENING, CLOSING)
    counts = [row.count.partition(".") for row in _parts(catalogue.form(code), line_of(code, key))]
    return any(subject == MOVES and name not in by_joining for subject, _, name in counts)


def line_of(code: str, key: str) -> Row:
    """Find a line of a table.

    Raises: catalogue.NoSuchTable, NotOpened.
    """
    row = _row(catalogue.form(code), key)
    if row is None:
        raise NotOpened(key)
    return row


# --- which lines open ---------------------------------------------------------------------------


def _row(form: Form, key: str) -> Row | None:
    return next((row for sheet in form.sheets for row in sheet.rows if row.key == key), None)


def _parts(form: Form, row: Row) -> list[Row]:
    """The counted lines whose people are those of this one; none if one of them does not open."""
    if row.count:
        return [row] if _is_of_people(row) else []
    rows = [_row(form, key) for key in row.adds]
    found = [_parts(form, part) for part in rows if part is not None]
    return [each for part in found for each in part] if found and all(found) else []


def _is_of_people(row: Row) -> bool:
    subject, _, name = row.count.partition(".")
    if subject == MOVES:
        return name in LETTERS or name in (ADMITTED, OPENING, CLOSING, JOINED, *REORGANISED)
    return subject in (ADMITTED, MEMBERS) and opens(name)


# --- people -------------------------------------------------------------------------------------


def _people(span: Span, row: Row) -> Iterable[Behind]:
    subject, _, name = row.count.partition(".")
    if subject == ADMITTED:
        return _admitted(span, name)
    if subject == MEMBERS:
        return _members(span, span.last, name)
    return _moved(span, name)


def _moved(span: Span, name: str) -> Iterable[Behind]:
    if name == ADMITTED:
        return _admitted(span, "all")
    if name in (OPENING, CLOSING):
        return _members(span, span.last if name == CLOSING else span.first - ONE_DAY, "all")
    if name == JOINED:
        rows = joined_without_ceremony(span.reading, span.first, span.last)
        return [each for part in rows for each in _told(span, part.values("pk"), None)]
    if name in REORGANISED:
        return _reorganised(span, REORGANISED.index(name))
    return _letters(span, name)


def _admitted(span: Span, name: str) -> Iterator[Behind]:
    rows = [row for who, row in admissions.named(span.reading, by=span.by) if matches(name, who)]
    called = Names.of({row.happened_in_id for row in rows})
    for row in rows:
        place = called.on(row.happened_in_id, row.happened_on).name
        yield Behind(row.case.ref, row.case.person.full_name, place, row.happened_on, is_case=True)


def _members(span: Span, day: date, name: str) -> Iterator[Behind]:
    rows = [row for who, row in Roll(span.reading, day).named(by=span.by) if matches(name, who)]
    yield from _of(rows, span, None)


def _reorganised(span: Span, side: int) -> Iterator[Behind]:
    """Those who came, or went, with their organisation, each on the day of the reform."""
    for day, *sides in reorganised(span.reading, span.first, span.last):
        yield from _told(span, sides[side], day)


def _letters(span: Span, name: str) -> Iterator[Behind]:
    rows = movements.behind(span.organization, span.first, span.last, by=span.by, tree=span.tree)
    for row in rows:
        if row.code == name:
            yield Behind("", row.name, row.other, row.on)


def _told(span: Span, numbers: Any, on: date | None) -> Iterator[Behind]:
    seen = Membership.objects.visible_to(span.by).filter(pk__in=numbers)
    yield from _of(list(seen.select_related("person")), span, on)


def _of(rows: list[Membership], span: Span, on: date | None) -> Iterator[Behind]:
    called = Names.of({row.organization_id for row in rows})
    for row in rows:
        place = called.on(row.organization_id, span.by.today).name
        yield Behind(row.person.ref, row.person.full_name, place, on or row.joined_on)

"""What the office knows already: its cells, its headings, the people and acts on file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, Tier, Version
from nguon.organizations.models import on as on_day
from nguon.people import names
from nguon.people.consent import OF_A_MEMBER
from nguon.people.details import id_index
from nguon.people.intake import on_file
from nguon.people.models import Basis, Consent, Membership, Person
from nguon.reports.columns import plain
from nguon.reports.models import ColumnMapping, ImportRun
from nguon.reports.roster import CELL_PREFIXES, Entry, Office


@dataclass(frozen=True, slots=True)
class Cells:
    """Every name a cell under an organisation ever had, and who keeps its rows today.

    ``keeper``: number of whoever bore the name -> number of today's cell. ``spells``: when each
    of them stood.
    """

    by_name: Mapping[str, Sequence[int]]
    called: Mapping[int, str]
    keeper: Mapping[int, int]
    spells: Mapping[int, Sequence[tuple[date, date]]]

    def where(self, named: int, day: date) -> int:
        """Whoever stood on the day: the cell that bore the name, else today's."""
        for start, end in self.spells.get(named, ()):
            if start <= day < end:
                return named
        return self.keeper[named]


@dataclass(frozen=True, slots=True)
class OnFile:
    """One person on file with what the list could repeat or contradict."""

    person: Person
    case: Case | None
    closed: bool
    acts: Mapping[tuple[str, str], Sequence[CaseEvent]]
    joined_on: date | None
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """Who of a number of entries is on file, by position.

    ``elsewhere`` are those whose ID number is on file out of sight; ``several`` those who may be
    more than one person.
    """

    people: Mapping[int, OnFile] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()
    several: frozenset[int] = frozenset()


def cells(organization: Organization, *, on: date) -> Cells:
    """Return the cells under an organisation and, by all their names, those they took over."""
    below = set(
        tree.subtree(organization, on=on)
        .filter(versions__tier=Tier.CELL, versions__valid_from__lte=on, versions__valid_to__gt=on)
        .values_list("pk", flat=True)
    )
    keeper = {number: number for number in below}
    keeper = tree.flowed_into(below, until=on) | keeper
    by_name: dict[str, list[int]] = {}
    spells: dict[int, list[tuple[date, date]]] = {}
    called: dict[int, str] = {}
    for version in Version.objects.filter(organization__in=keeper).order_by("valid_from", "pk"):
        number = version.organization_id
        called[number] = version.name
        spells.setdefault(number, []).append((version.valid_from, version.valid_to))
        for name in _spoken(version.name):
            by_name.setdefault(name, []).append(number)
    distinct = {name: _one_a_keeper(numbers, keeper) for name, numbers in by_name.items()}
    return Cells(distinct, called, keeper, spells)


def office(organization: Organization, *, on: date, by: Actor) -> tuple[Office, Cells]:
    """Return what the office's list is read with."""
    known = cells(organization, on=on)
    taught = ColumnMapping.objects.visible_to(by).filter(organization=organization)
    meanings = {plain(row.heading): row.column for row in taught}
    return Office(meanings, known.by_name, known.called), known


def known_people(entries: Sequence[Entry], *, under: Organization, by: Actor) -> Known:
    """Find who of these is on file: by ID number, by the office's code, by name and birthday.

    Reading: two people of one name and birthday are told apart by their numbers, else by phone.
    """
    indexes = [id_index(entry.values.get("id_number", "")) for entry in entries]
    numbers = on_file([index for index in indexes if index])
    found = _candidates(entries, numbers.values(), by)
    by_pk = {person.pk: person for person in found}
    match: dict[int, Person] = {}
    elsewhere, several = set(), set()
    alike = _Alike(found, under_today(under, by))
    for position, (entry, index) in enumerate(zip(entries, indexes, strict=True)):
        if index in numbers:
            person = by_pk.get(numbers[index])
            if person is None:
                elsewhere.add(position)
            else:
                match[position] = person
            continue
        same = alike.to(entry)
        if len(same) > 1:
            several.add(position)
        elif same:
            match[position] = same[0]
    return Known(_on_file(match, by), frozenset(elsewhere), frozenset(several))


def under_today(organization: Organization, by: Actor) -> set[int]:
    """Numbers of all that stands under an organisation on the actor's day."""
    return set(tree.subtree(organization, on=by.today).values_list("pk", flat=True))


def runs(*, by: Actor) -> "QuerySet[ImportRun]":
    """Return the runs that the actor may see, the latest first."""
    return ImportRun.objects.visible_to(by).select_related("organization").order_by("-pk")


def offices(*, by: Actor) -> list[tuple[str, str]]:
    """Slug and name of every committee into whose cells the actor may import, by name."""
    reach = Placement.objects.under(by.seats("people.import"), on=by.today)
    versions = Version.objects.filter(
        on_day(by.today), organization__in=reach.filter(cell__isnull=True).values("organization")
    )
    called = [(row.organization.slug, row.name) for row in versions.select_related("organization")]
    return sorted(called, key=lambda place: natural_key(place[1]))


def place_name(run: ImportRun, *, by: Actor) -> str:
    """What the committee of a run is called today."""
    return tree.name_on(run.organization, by.today)


def names_of(people: Sequence[int], *, by: Actor, limit: int) -> list[Person]:
    """Return people just taken over, in the order of lists."""
    return list(
        Person.objects.visible_to(by)
        .filter(pk__in=list(people))
        .order_by("sort_key", "pk")[:limit]
    )


# --- people -----------------------------------------------------------------------------------


class _Alike:
    """People on file by the office's code and by name and birthday."""

    def __init__(self, people: Iterable[Person], here: set[int]) -> None:
        self.by_code: dict[str, list[Person]] = {}
        self.by_name: dict[tuple[str, str], list[Person]] = {}
        for person in people:
            if person.office_code and person.organization_id in here:
                self.by_code.setdefault(person.office_code, []).append(person)
            if person.born_on:
                key = person.folded.strip(), person.born_on.isoformat()
                self.by_name.setdefault(key, []).append(person)

    def to(self, entry: Entry) -> list[Person]:
        values = entry.values
        if found := self.by_code.get(values.get("office_code", "")):
            return found
        same = [
            person
            for person in self.by_name.get(
                (names.fold(values["full_name"]), values["born_on"]), ()
            )
            if not _told_apart(person, values)
        ]
        by_phone = [p for p in same if p.phone and p.phone == values.get("phone")]
        return by_phone if len(same) > 1 and by_phone else same


def _told_apart(person: Person, values: Mapping[str, str]) -> bool:
    return any(
        getattr(person, name) and values.get(name) and getattr(person, name) != values[name]
        for name in ("id_number", "office_code")
    )


def _candidates(entries: Sequence[Entry], numbers: Iterable[int], by: Actor) -> list[Person]:
    """Visible people who may be one of these; each way of looking has an index of its own."""
    values = [entry.values for entry in entries]
    ways = (
        Q(pk__in=list(numbers)),
        Q(
            folded__in={f" {names.fold(each['full_name'])} " for each in values},
            born_on__in={each["born_on"] for each in values},
        ),
        Q(office_code__in={each["office_code"] for each in values if "office_code" in each})
        & ~Q(office_code=""),
    )
    seen = Person.objects.visible_to(by)
    return list({person.pk: person for way in ways for person in seen.filter(way)}.values())


def _on_file(match: Mapping[int, Person], by: Actor) -> dict[int, OnFile]:
    people = {person.pk for person in match.values()}
    if not people:
        return {}
    cases: dict[int, list[Case]] = {}
    for case in Case.objects.visible_to(by).filter(person__in=people):
        cases.setdefault(case.person_id, []).append(case)
    acts: dict[int, dict[tuple[str, str], list[CaseEvent]]] = {}
    rows = CaseEvent.objects.visible_to(by).filter(case__person__in=people).select_related("case")
    for row in rows:
        own = acts.setdefault(row.case.person_id, {})
        own.setdefault((row.type, row.happened_on.isoformat()), []).append(row)
    joined = dict(
        Membership.objects.visible_to(by)
        .filter(person__in=people, left_on__isnull=True)
        .values_list("person", "joined_on")
    )
    purposes: dict[int, set[str]] = {}
    standing = Consent.objects.visible_to(by).filter(person__in=people, withdrawn_on__isnull=True)
    for person, purpose, basis in standing.values_list("person", "purpose", "basis"):
        covered = OF_A_MEMBER if basis == Basis.MEMBERSHIP else {purpose}
        purposes.setdefault(person, set()).update(covered)
    return {
        position: OnFile(
            person,
            next((c for c in cases.get(person.pk, ()) if c.closed_on is None), None),
            any(c.closed_on is not None for c in cases.get(person.pk, ())),
            acts.get(person.pk, {}),
            joined.get(person.pk),
            frozenset(purposes.get(person.pk, ())),
        )
        for position, person in match.items()
    }


# --- names of cells ---------------------------------------------------------------------------


def _spoken(name: str) -> set[str]:
    """A cell's plain name, and the same without “chi bộ” in front."""
    said = plain(name)
    return {said} | {said[len(p) :] for p in CELL_PREFIXES if said.startswith(p) and said != p}


def _one_a_keeper(numbers: Sequence[int], keeper: Mapping[int, int]) -> list[int]:
    """One bearer of a name for each of today's cells: whoever stands, else the last who did."""
    by_keeper: dict[int, int] = {}
    for number in numbers:
        mine = keeper[number]
        by_keeper[mine] = number if by_keeper.get(mine) != mine else mine
    return sorted(by_keeper.values())

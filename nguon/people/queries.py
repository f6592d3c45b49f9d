"""Finding people, telling them apart, and who read whose file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from nguon.accounts.models import User
from nguon.core import audit
from nguon.core.actor import Actor
from nguon.organizations.models import Tier
from nguon.organizations.placement import portions
from nguon.organizations.queries import versions_on
from nguon.people import names, stock
from nguon.people.details import id_index
from nguon.people.models import Consent, Membership, Nomination, Person
from nguon.people.stock import Sought

FEW, EVERYBODY = 1000, 10_000_000
LARGE = {Tier.CENTRAL.value, Tier.PROVINCE.value}
READERS = ("audit.view", "people.correct", "rights.view")


@dataclass(frozen=True, slots=True)
class Found:
    """One person of a list, with the name that the keeper of the file bears today."""

    person: Person
    place: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What a person's page shows: basic data, what was agreed to, time in the Party."""

    person: Person
    place: str
    consents: list[Consent]
    memberships: list[Membership]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody opened sensitive fields of a file: when, who, which, and the code of why."""

    at: datetime
    who: str
    fields: list[str]
    why: str


def search(text: str, *, by: Actor, limit: int = 50) -> list[Found]:
    """Find people by words of their name, with or without marks, in any order.

    Shape:   Vietnamese order by given name; where marks were typed, names that bear them as
             typed come before those that do not. At most four queries.
    Reading: every word must begin a word of the name; nothing but the name is looked at. Without
             words everybody is found, as far as ``limit``.
    """
    return _in_order(_numbers(text, by, limit), by)


def each_found(text: str, *, by: Actor) -> Iterator[Found]:
    """Tell everybody whom ``search`` would find, one after another.

    Shape: read in portions, so that memory does not grow with the list but by their numbers.
    """
    for portion in portions(_numbers(text, by, EVERYBODY)):
        yield from _in_order(portion, by)


def likely_same(
    full_name: str, born_on: date | None, id_number: str, *, by: Actor
) -> list[Person]:
    """Return who of the visible may be this person: same ID number, or same name and birthday.

    Reading: names are compared without marks; an unknown birthday equals none.
    """
    same = Q(pk__in=[])
    if id_number:
        same |= Q(id_index=id_index(id_number))
    if born_on is not None:
        same |= Q(folded=f" {names.fold(full_name)} ", born_on=born_on)
    return list(Person.objects.visible_to(by).filter(same).order_by("sort_key", "pk"))


def duplicates(person: Person, *, by: Actor) -> list[Person]:
    """Return the other visible files that may be the same person's."""
    alike = likely_same(person.full_name, person.born_on, person.id_number, by=by)
    return [other for other in alike if other.pk != person.pk]


def likely_duplicates(*, by: Actor, limit: int = 50) -> list[list[Found]]:
    """Return groups of visible files that share folded name and birthday."""
    seen = Person.objects.visible_to(by).filter(born_on__isnull=False)
    twice = seen.order_by("folded", "born_on").values("folded", "born_on")
    groups = list(twice.annotate(files=Count("pk")).filter(files__gt=1)[:limit])
    alike = seen.filter(
        folded__in=[group["folded"] for group in groups],
        born_on__in=[group["born_on"] for group in groups],
    )
    files: dict[tuple[str, date | None], list[Found]] = {}
    for found in _placed(alike.order_by("sort_key", "pk"), by.today):
        files.setdefault((found.person.folded, found.person.born_on), []).append(found)
    return [group for group in files.values() if len(group) > 1]


def person_file(ref: str, *, by: Actor) -> PersonFile:
    """Return one person's file without anything sensitive.

    Raises: Person.DoesNotExist, out of sight included.
    """
    person = Person.objects.visible_to(by).select_related("organization").get(ref=ref)
    consents = Consent.objects.visible_to(by).filter(person=person)
    memberships = Membership.objects.visible_to(by).filter(person=person)
    return PersonFile(
        person,
        _names([person.organization_id], by.today)[person.organization_id],
        list(consents.order_by("document_on", "pk")),
        list(memberships.order_by("joined_on", "pk")),
    )


def may_see_readers(person: Person, *, by: Actor) -> bool:
    """Whether the actor may see who opened this file."""
    return any(by.may(action, at=person.organization) for action in READERS)


def readings(person: Person, *, by: Actor, limit: int | None = 200) -> list[Reading]:
    """Return who opened the sensitive fields of a file, the latest first.

    Shape: nothing for those who may not see it; all of them without a ``limit``.
    """
    if not may_see_readers(person, by=by):
        return []
    lines = list(audit.readings(person)[:limit])
    users = User.objects.in_bulk({line.actor_id for line in lines})
    return [
        Reading(
            line.at,
            users[line.actor_id].full_name if line.actor_id in users else "",
            line.detail["fields"],
            line.detail["why"],
        )
        for line in lines
    ]


def nominations(*, by: Actor) -> "QuerySet[Nomination]":
    """Return the stubs that the actor may see, the one that expires first at the top."""
    seen = Nomination.objects.visible_to(by).select_related("organization")
    return seen.order_by("expires_on", "pk")


def alike(nomination: Nomination, *, by: Actor) -> tuple[list[Person], list[Nomination]]:
    """Who in sight may be the person of a stub: people on file and other stubs of that name.

    Reading: names are compared without marks; a name says only that somebody should look. Who may
             not see people or stubs finds nobody, so that naming somebody again tells nothing.
    """
    folded = names.fold(nomination.name)
    people = Person.objects.visible_to(by).filter(folded=f" {folded} ")
    stubs = Nomination.objects.visible_to(by).exclude(pk=nomination.pk).order_by("pk")
    others = [stub for stub in stubs if names.fold(stub.name) == folded]
    return list(people.order_by("sort_key", "pk")), others


def place_of(row: Nomination | Person, *, by: Actor) -> str:
    """Return what the keeper of a row is called today."""
    return _names([row.organization_id], by.today)[row.organization_id]


def _numbers(text: str, by: Actor, limit: int) -> list[int]:
    look = _everywhere if _is_large(by) else _in_a_small_place
    return look(text, by, limit)


def _in_order(numbers: Sequence[int], by: Actor) -> list[Found]:
    rows = Person.objects.visible_to(by).in_bulk(numbers)
    return _placed([rows[pk] for pk in numbers if pk in rows], by.today)


def _is_large(by: Actor) -> bool:
    """Whether the actor sees so many that people are found through their names."""
    return not LARGE.isdisjoint(seat.tier for seat in by.seats(Person.view_action))


def _in_a_small_place(text: str, by: Actor, limit: int) -> list[int]:
    """Numbers of people found by looking at everybody in sight, from an index alone."""
    hits = Person.objects.visible_to(by).filter(Sought(names.fold(text).split()).rows())
    keys = hits.annotate(rank=_as_typed(text)).values_list("rank", "sort_key", "pk")
    # Few are sorted here: asked for an order, PostgreSQL walks through everybody to find them.
    found = sorted(keys[: FEW + 1])
    if len(found) > FEW:
        found = list(keys.order_by("rank", "sort_key", "pk")[:limit])
    return [pk for _rank, _key, pk in found[:limit]]


def _everywhere(text: str, by: Actor, limit: int) -> list[int]:
    """Numbers of people found through their names, those that bear the marks as typed first."""
    words, marked = names.fold(text).split(), _marked(text)
    found = _borne(Sought(words, spelled=marked), by, limit)
    if marked and len(found) < limit:
        found += _borne(Sought(words, but=marked), by, limit - len(found))
    return found


def _borne(sought: Sought, by: Actor, limit: int) -> list[int]:
    """People in the order of the names they bear, some names at a time until enough are found."""
    everybody = Person.objects.seen_in_order(by.seats(Person.view_action), on=by.today)
    seen = everybody.filter(sought.rows()).order_by("sort_key", "pk")
    found: list[int] = []
    for keys in stock.bearing(sought):
        there = seen.filter(sort_key__in=keys).values_list("pk", flat=True)
        found += there[: limit - len(found)]
        if len(found) == limit:
            break
    return found


def _marked(text: str) -> list[str]:
    return [word for word in names.spell(text).split() if not names.is_plain(word)]


def _as_typed(text: str) -> "Case | Value":
    """0 for names that bear every mark as typed, 1 for the rest."""
    marked = _marked(text)
    if not marked:
        return Value(0)
    return Case(
        When(Sought((), spelled=marked).rows(), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )


def _placed(people: Iterable[Person], today: date) -> list[Found]:
    rows = list(people)
    called = _names([person.organization_id for person in rows], today)
    return [Found(person, called[person.organization_id]) for person in rows]


def _names(organizations: Iterable[int], today: date) -> dict[int, str]:
    versions = versions_on(set(organizations), today)
    return {organization: version.name for organization, version in versions.items()}

"""What a list would touch beside the tree: access, verdicts, targets, keepers, areas in charge.

Each question goes to the domain that knows, once before the list and once while it is rehearsed
and everything stands in its new order. Nothing here names a person: places and numbers are kept,
and whoever looks at the page reads the names with the rights of that day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from nguon.accounts.models import Role, RoleAssignment
from nguon.core.actor import Actor
from nguon.development import projection
from nguon.development.facts import dossiers
from nguon.development.models import Case
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.organizations.placement import portions
from nguon.organizations.preview import Rehearsal, rehearse
from nguon.organizations.reform.acts import Done
from nguon.planning.attainment import AS_IS, NOTHING, Range
from nguon.planning.models import CellTarget, Term
from nguon.planning.reading import NoSuchTerm, plan_of, read_term

MOST_JUDGED, PORTION = 5000, 100
SHOWN, SHOWN_NAMES = 300, 6
WAITS = "waits"  # no release is called so
# What of a verdict people act by: who is next, with what, by when, and what stands in the way.
COMPARED = ("next_step", "next_actor", "next_due_on", "next_earliest_on", "stage", "findings")


@dataclass(slots=True)
class Access:
    """So many roles at a place show fewer or more organisations than before."""

    slug: str
    holders: int
    places: int
    some: list[str]


@dataclass(slots=True)
class Verdicts:
    """Open cases on ground that changes: how many were judged both ways, and what differs."""

    open: int = 0
    judged: int = 0
    changed: int = 0
    actor: int = 0
    due: int = 0
    findings: int = 0
    some: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Sum:
    """Targets that come together: of whom, how much each, and what that makes for the keeper."""

    keeper: str
    slug: str
    term: str
    parts: list[tuple[str, int, int]]
    lower: int
    upper: int
    shared: bool  # the keeper has it whole until it is handed out anew


@dataclass(slots=True)
class Effects:
    """All that a page shows of a list before it is carried out; plain enough for JSON.

    ``steps`` as ``Done``; ``standings`` are paths of names before and after, the first of
    ``changes``. ``rows`` counts by model what gets another keeper; ``losing`` and ``gaining``
    count the persons whose roles ``lose`` and ``gain`` are.
    """

    on: str
    steps: list[dict[str, Any]]
    names: dict[str, str]
    changes: int
    standings: list[tuple[list[str], list[str]]]
    rows: dict[str, int]
    lose: list[Access]
    gain: list[Access]
    losing: int
    gaining: int
    verdicts: Verdicts
    targets: list[Sum]
    uncovered: list[str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What was read while the list stood carried out."""

    cases: list[int]
    total: int
    verdicts: Mapping[int, Mapping[str, Any]]
    targets: list[Sum]
    names: dict[str, str]


def effects_of(do: Callable[[Actor], list[Done]], *, on: date, by: Actor) -> Effects:
    """Rehearse a list whose last day is ``on`` and tell what it touches; nothing is written.

    Reading: what changes is told as of today; a list of a day to come is rehearsed as of that day.
    Raises:  whatever the list raises.
    """
    then = replace(by, today=max(on, by.today))
    day = then.today

    def carried_out() -> list[Done]:
        _ground_open(then).update(release=WAITS)  # so that only the list's own ground stands out
        return do(then)

    seen: Rehearsal[list[Done], _Inside] = rehearse(
        carried_out, look=lambda done: _look(done, then), on=day, by=then
    )
    inside = seen.looked
    before = _judged(inside.cases, then)
    steps = [each.to_json() for each in seen.result]
    held = _held({*seen.preview.loses, *seen.preview.gains}, day)
    lose, gain = _access(seen.preview.loses, held), _access(seen.preview.gains, held)
    return Effects(
        on=day.isoformat(),
        steps=steps,
        names=_names(seen.result, day) | inside.names,
        changes=len(seen.preview.standings),
        standings=[(list(s.before), list(s.after)) for s in seen.preview.standings[:SHOWN]],
        rows=seen.preview.rows,
        lose=lose,
        gain=gain,
        losing=_persons(lose, held),
        gaining=_persons(gain, held),
        verdicts=_compared(before, inside),
        targets=inside.targets,
        uncovered=_uncovered(seen, day),
    )


def _look(done: Sequence[Done], by: Actor) -> _Inside:
    ground = _ground_open(by)
    cases = list(ground.order_by("pk").values_list("pk", flat=True)[:MOST_JUDGED])
    made = [slug for each in done for slug in (*each.made, *each.into)]
    return _Inside(
        cases, ground.count(), _judged(cases, by), _targets(done, by), _called(made, by.today)
    )


def _names(done: Sequence[Done], on: date) -> dict[str, str]:
    return _called({slug for each in done for slug in (*each.who, *each.into)}, on)


def _called(slugs: Iterable[str], on: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for portion in portions(sorted(set(slugs))):
        rows = Version.objects.filter(organization__slug__in=portion, valid_from__lte=on)
        found |= dict(rows.order_by("valid_from", "pk").values_list("organization__slug", "name"))
    return found


# --- access -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where roles are held, and by whom."""

    slug: str
    users: tuple[int, ...]


def _held(seats: Iterable[int], on: date) -> dict[int, _Seat]:
    """By place the roles of those who can sign in; a place without any is left out."""
    rows = RoleAssignment.objects.filter(valid_on(on), user__is_active=True)
    users = defaultdict[tuple[int, str], list[int]](list)
    for portion in portions(sorted(seats)):
        there = rows.filter(organization__in=portion).order_by("pk")
        for number, slug, user in there.values_list(
            "organization_id", "organization__slug", "user_id"
        ):
            users[number, slug].append(user)
    return {number: _Seat(slug, tuple(who)) for (number, slug), who in users.items()}


def _access(seats: Mapping[int, Sequence[str]], held: Mapping[int, _Seat]) -> list[Access]:
    """Where roles are held that see less, or more; the one with most places first."""
    found = [
        Access(held[seat].slug, len(held[seat].users), len(names), list(names[:SHOWN_NAMES]))
        for seat, names in seats.items()
        if seat in held
    ]
    return sorted(found, key=lambda each: (-each.places, each.slug))


def _persons(found: Iterable[Access], held: Mapping[int, _Seat]) -> int:
    slugs = {each.slug for each in found}
    return len({user for seat in held.values() if seat.slug in slugs for user in seat.users})


def _uncovered(seen: Rehearsal[Any, Any], on: date) -> list[str]:
    """Names of the cells that had a member in charge and would have none."""
    in_charge = set(
        RoleAssignment.objects.filter(
            valid_on(on), role=Role.AREA_MEMBER, user__is_active=True
        ).values_list("organization_id", flat=True)
    )
    lost = {
        (each.was, each.now)
        for each in seen.grounds
        if each.was is not None and each.now is not None
        if seen.seen[each.was] & in_charge and not seen.will_see[each.now] & in_charge
    }
    were = tree.versions_on({was for was, _now in lost}, on)
    cells = {now for was, now in lost if was in were and were[was].tier == Tier.CELL}
    return sorted(seen.called[number] for number in cells)


# --- verdicts -----------------------------------------------------------------------------------


def _ground_open(by: Actor) -> Any:
    """Open cases that no release has judged on the ground as it is."""
    return Case.objects.visible_to(by).filter(closed_on__isnull=True, release="")


def _judged(numbers: Sequence[int], by: Actor) -> dict[int, Mapping[str, Any]]:
    """What each case says on the actor's day: the verdict that its row would hold."""
    found: dict[int, Mapping[str, Any]] = {}
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    for start in range(0, len(numbers), PORTION):
        cases = list(seen.filter(pk__in=numbers[start : start + PORTION]).order_by("pk"))
        for opened in dossiers(cases, by=by):
            told = projection.columns_of(opened, by.today)
            found[opened.case.pk] = {name: told[name] for name in COMPARED} | {
                "ref": opened.case.ref, "place": opened.case.organization.slug,
            }  # fmt: skip
    return found


def _compared(before: Mapping[int, Mapping[str, Any]], inside: _Inside) -> Verdicts:
    told = Verdicts(open=inside.total, judged=len(before.keys() & inside.verdicts.keys()))
    for number, was in before.items():
        now = inside.verdicts.get(number)
        differs = {name for name in COMPARED if now and was[name] != now[name]}
        if now is None or not differs:
            continue
        told.changed += 1
        told.actor += "next_actor" in differs
        told.due += not differs.isdisjoint({"next_due_on", "next_earliest_on"})
        told.findings += "findings" in differs
        if len(told.some) < SHOWN:
            told.some.append(_line(was, now))
    return told


def _line(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    told = {"ref": was["ref"], "place": was["place"]}
    for when, columns, other in (("before", was, now), ("after", now, was)):
        due = columns["next_due_on"]
        alone = [code for code in columns["findings"] if code not in other["findings"]]
        step = [columns["next_step"], columns["next_actor"], due and due.isoformat()]
        told[when] = [*step, alone]
    return told


# --- targets ------------------------------------------------------------------------------------


def _targets(done: Sequence[Done], by: Actor) -> list[Sum]:
    """The terms and targets of cells that come together, as planning adds them up afterwards."""
    heirs: dict[str, list[str]] = defaultdict(list)
    split = set()
    for each in done:
        if each.ends and each.into:
            heirs[each.into[0]] += each.ends
            if len(each.into) > 1:
                split.add(each.into[0])
    slugs = {*heirs, *(slug for gone in heirs.values() for slug in gone)}
    numbers: dict[str, int] = {}
    for portion in portions(sorted(slugs)):
        rows = Organization.objects.filter(slug__in=portion)
        numbers |= dict(rows.values_list("slug", "pk"))
    found = []
    for keeper, gone in heirs.items():
        place = Organization.objects.get(pk=numbers[keeper])
        if tree.version_on(place, by.today) is None:
            continue  # it was a step on the way and has ended itself
        found += _sums(place, {numbers[slug] for slug in gone}, keeper in split, by)
    return [each for each in found if each.shared or len(each.parts) > 1]


def _sums(place: Organization, gone: set[int], shared: bool, by: Actor) -> list[Sum]:
    name = tree.name_on(place, by.today)
    try:
        terms = read_term(place, None, by=by, tree=AS_IS).terms
    except NoSuchTerm:
        terms = ()
    by_term: dict[str, list[tuple[str, Range]]] = defaultdict(list)
    for term in terms:
        if term.runs_on(by.today):
            whose = tree.name_on(term.made_for, by.today)
            by_term[term.slug].append((whose, plan_of(term).yearly))
    sums = [_sum(name, place.slug, slug, parts, shared) for slug, parts in by_term.items()]
    return sums + _cell_targets(name, place, gone, shared, by)


def _cell_targets(
    name: str, place: Organization, gone: set[int], shared: bool, by: Actor
) -> list[Sum]:
    """What the cells were asked for this year and later; the latest decision of each counts."""
    rows = CellTarget.objects.visible_to(by).filter(
        made_for__in={place.pk, *gone}, year__gte=by.today.year, decided_on__lte=by.today
    )
    latest: dict[tuple[int, int], CellTarget] = {}
    for row in rows.select_related("made_for", "term").order_by("decided_on", "pk"):
        latest[row.made_for_id, row.year] = row
    by_year: dict[int, list[tuple[str, Range]]] = defaultdict(list)
    for (_cell, year), row in latest.items():
        whose = tree.name_on(row.made_for, by.today)
        by_year[year].append((whose, Range(row.lower, row.upper)))
    years = sorted(by_year.items())
    return [_sum(name, place.slug, f"{year}", parts, shared) for year, parts in years]


def _sum(name: str, slug: str, term: str, parts: Sequence[tuple[str, Range]], shared: bool) -> Sum:
    whole = sum((asked for _who, asked in parts), NOTHING)
    told = [(who, asked.lower, asked.upper) for who, asked in parts]
    return Sum(name, slug, term, told, whole.lower, whole.upper, shared)


def terms_of(organizations: Iterable[int], *, by: Actor) -> list[Term]:
    """The terms made for these places that the actor may see."""
    found: list[Term] = []
    for portion in portions(sorted(organizations)):
        rows = Term.objects.visible_to(by).filter(made_for__in=portion)
        found += rows.select_related("made_for").order_by("pk")
    return found

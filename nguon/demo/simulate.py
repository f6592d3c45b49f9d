"""Large invented data for measurements: a town, a province or the nation, in proportion.

Everything is written by column (``landscape``, ``crowd``, ``stories``) into tables whose indexes
are built at the end, in one transaction: whoever stops early leaves an empty registry. The trail
has a line for every cell that says what was made there. Of one case in ten a fact is not on
record, as in real files. Nobody here is meant to be read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from random import Random
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.accounts.models import Role
from nguon.core import audit, bulk, installation
from nguon.core.actor import SYSTEM_USER, Actor
from nguon.core.loading import Loading, loading
from nguon.core.models import AuditEntry
from nguon.demo import cast, crowd
from nguon.demo.landscape import BEGAN, DOCUMENT, Landscape, Size, plant
from nguon.demo.stories import Story, told
from nguon.demo.story import look_again
from nguon.development.ground import Ground
from nguon.development.models import Case, CaseEvent
from nguon.development.totals import fold
from nguon.organizations.models import Edge, Organization, Placement, Version
from nguon.people import stock
from nguon.people.models import Basis, Consent, Membership, Person, PersonKey, Purpose, SealedValue
from nguon.planning import operations as planning
from nguon.planning.models import CellTarget, Term

PORTION = 10_000
LOADED = (Version, Edge, Placement, Person, Consent, Membership, PersonKey, SealedValue)
LOADED += (Case, CaseEvent, CellTarget, AuditEntry)  # type: ignore[assignment]
AGREED = (Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS)
T = TypeVar("T")
Kind = tuple[bool, bool, bool]  # of ground; see Landscape.ground_of
Tell = Callable[[str, int, int], None]  # what is being made, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of everything; ``members`` are all with a membership, admitted ones included.

    ``stories`` are the different ways that cases go; ``totals`` says whether those of groups are
    counted, which opens a sealed value of everybody admitted.
    """

    size: Size
    members: int
    cases: int
    stories: int
    totals: bool = True


SCALES = {
    "town": Scale(Size(communes=1, cells=12), members=400, cases=300, stories=300),
    "province": Scale(
        Size(communes=125, cells=5_000, districts=20, former=375),
        members=100_000,
        cases=40_000,
        stories=4_000,
        totals=False,
    ),
    "nation": Scale(  # 366,000 organisations
        Size(
            communes=3_321,
            cells=351_310,
            provinces=34,
            joined=29,
            districts=705,
            former=10_600,
            central=1,
        ),
        members=5_600_000,
        cases=2_000_000,
        stories=20_000,
        totals=False,
    ),
}


def simulate(scale: Scale, *, seed: int, today: date, tell: Tell) -> None:
    """Fill an empty registry with invented data of this size, or leave it as it is.

    Shape:  ``tell`` hears ``places``, ``stories``, ``cases``, ``members``, ``trail``, ``indexes``
            and ``totals`` as they proceed. Totals are left to the daily round where the scale
            says so.
    Raises: installation.AlreadyInstalled if the database is a real office's; loading.InUse.
    """
    at = timezone.make_aware(datetime.combine(today, time(8)))
    with loading(LOADED) as tables:
        installation.settle(installation.DEMONSTRATION, at=at)
        made = _Simulation(scale, Random(seed), Actor(SYSTEM_USER, "", today, at, {}), tell)
        made.run()
        _finish(tables, tell)
        employ(made.land, system_actor(today=today, at=at))
    look_again()
    by = system_actor(today=today, at=at)
    fold(by=by)
    stock.mend()
    if scale.totals:
        _total(by, tell)
        look_again()


def _finish(tables: Loading, tell: Tell) -> None:
    of = 0
    for _name, done, of in tables.finish():
        tell("indexes", done, of)
    tell("indexes", of, of)


def _total(by: Actor, tell: Tell) -> None:
    """Totals by group, term by term."""
    terms = list(Term.objects.visible_to(by).order_by("pk").values_list("pk", flat=True))
    for done, term in enumerate(terms, 1):
        planning.recount_stale(by=by, terms=[term])
        tell("totals", done, len(terms))


class _Follower(NamedTuple):
    """Somebody whose case is told: the cell, as a place among the cells, and the story."""

    cell: int
    story: Story


class _Simulation:
    """What is made so far; ``by`` carries the day and the instant, and may do nothing else."""

    def __init__(self, scale: Scale, chance: Random, by: Actor, tell: Tell) -> None:
        self.scale, self.chance, self.by, self.tell = scale, chance, by, tell
        self.made: dict[int, dict[str, int]] = {}  # cell -> how many of what

    def run(self) -> None:
        size = self.scale.size
        self.tell("places", 0, size.all)
        self.land = plant(size, today=self.by.today)
        self.tell("places", size.all, size.all)
        plan(self.land, self.by)
        self.names = crowd.Stock.made(self.scale.members + self.scale.cases, self.chance)
        admitted = self.open_cases(self.tell_stories())
        self.enrol(max(0, self.scale.members - admitted))
        self.write_trail()

    def tell_stories(self) -> dict[Kind, list[Story]]:
        """Stories for each kind of ground, as many as there are cells of it in proportion."""
        kinds: dict[Kind, int] = {}
        grounds = [self.land.ground_of(cell) for cell in range(len(self.land.cells))]
        for cell, kind in enumerate(grounds):
            kinds.setdefault(kind, self.land.cells[cell])
        ground = Ground.of(kinds.values())
        found: dict[Kind, list[Story]] = {kind: [] for kind in kinds}
        for number in range(self.scale.stories):
            kind = grounds[number * len(grounds) // self.scale.stories]
            found[kind].append(
                told(
                    number,
                    cell=kinds[kind],
                    ground=ground,
                    chance=self.chance,
                    today=self.by.today,
                )
            )
            self._tell("stories", number + 1, self.scale.stories, every=500)
        for kind, cell in kinds.items():
            if not found[kind]:
                found[kind].append(
                    told(0, cell=cell, ground=ground, chance=self.chance, today=self.by.today)
                )
        return found

    def open_cases(self, stories: Mapping[Kind, Sequence[Story]]) -> int:
        """Write those whose cases are followed, with all that happened; how many are members."""
        admitted, done = 0, 0
        ends = crowd.shares(self.scale.cases, len(self.land.cells), self.chance)
        for part in _portions(crowd.owners(ends)):
            followers = [
                _Follower(cell, self.chance.choice(stories[self.land.ground_of(cell)]))
                for cell in part
            ]
            places = [self.land.cells[cell] for cell in part]
            admitted += _write_followers(followers, places, self.names, self.chance, self.by)
            self._count(places, "cases")
            done += len(part)
            self.tell("cases", done, self.scale.cases)
        return admitted

    def enrol(self, members: int) -> None:
        """Write members who came before the register did."""
        done = 0
        ends = crowd.shares(members, len(self.land.cells), self.chance)
        for part in _portions(crowd.owners(ends)):
            places = [self.land.cells[cell] for cell in part]
            _write_members(places, self.names, self.chance, self.by)
            self._count(places, "members")
            done += len(part)
            self.tell("members", done, members)

    def write_trail(self) -> None:
        """One line a cell that says how many of what were made there."""
        cells = list(self.made.items())
        done = 0
        for part in _portions(cells):
            with audit.Trail(self.by) as trail:
                for cell, counts in part:
                    subject = f"organizations.organization:{cell}"
                    trail.add("demo.simulated", subject, cell, **counts)
            done += len(part)
            self.tell("trail", done, len(cells))

    def _count(self, places: Sequence[int], what: str) -> None:
        for place in places:
            counts = self.made.setdefault(place, {})
            counts[what] = counts.get(what, 0) + 1

    def _tell(self, what: str, done: int, of: int, *, every: int) -> None:
        if done % every == 0 or done == of:
            self.tell(what, done, of)


# --- roles and terms ----------------------------------------------------------------------------


def employ(land: Landscape, by: Actor) -> None:
    """Open the accounts that measurements sign in with, one for each height of the tree."""
    seats = [
        ("van-phong", Role.CLERK, land.provinces[0]),
        ("van-phong-xa", Role.CLERK, land.communes[0]),
        ("chi-bo", Role.CELL_SECRETARY, land.cells[0]),
        *(("trung-uong", Role.CLERK, number) for number in land.central),
    ]
    places = Organization.objects.in_bulk([number for *_, number in seats])
    for username, role, number in seats:
        user = accounts.open_account(username, f"Mẫu {username}", by=by)
        accounts.assign_role(
            user,
            role=role,
            organization=places[number],
            on=BEGAN,
            document=DOCUMENT,
            by=by,
        )


class _Asked(NamedTuple):
    """A term of a place: whose rows it is now, for whom it was made, from when to when."""

    keeper: int
    made_for: int
    slug: str
    starts_on: date
    ends_on: date
    yearly: int


def plan(land: Landscape, by: Actor) -> None:
    """Terms at provinces and communes, and what every cell was asked for in each year."""
    asked = list(_terms(land))
    numbers = bulk.new_ids(Term, len(asked))
    keeper, made_for, slug, starts, ends, yearly = zip(*asked, strict=True)
    bulk.insert(
        Term,
        {
            "id": numbers,
            "organization": keeper,
            "made_for": made_for,
            "slug": slug,
            "starts_on": [day.isoformat() for day in starts],
            "ends_on": [day.isoformat() for day in ends],
            "yearly_lower": yearly,
            "yearly_upper": [lower + 2 for lower in yearly],
        },
        every={"document": DOCUMENT, "decided_on": "2020-05-01", **crowd.recorded(Term, by)},
    )
    own = {(each.made_for, each.slug): pk for each, pk in zip(asked, numbers, strict=True)}
    for part in _portions(range(len(land.cells))):
        rows = [row for cell in part for row in _targets(land, cell, own)]
        names = ("organization", "made_for", "term", "year")
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        same = {"lower": 1, "upper": 1, "document": DOCUMENT, "decided_on": "2020-05-01"}
        bulk.insert(CellTarget, columns, every={**same, **crowd.recorded(CellTarget, by)})


FIRST, SECOND = "2020-2025", "2025-2030"


def _terms(land: Landscape) -> Iterator[_Asked]:
    """Of a place that ended in the reform the term lasted until then."""
    began, turn, ends = date(2020, 6, 1), date(2025, 6, 1), date(2030, 6, 1)
    until = cast.REFORM if land.reformed else turn
    cells = len(land.cells)
    for number in land.central:
        yield _Asked(number, number, FIRST, began, turn, cells // 2)
        yield _Asked(number, number, SECOND, turn, ends, cells // 2)
    for place, number in enumerate(land.provinces):
        yearly = max(1, cells // (4 * len(land.provinces)))
        heir = land.provinces[land.heir(place)] if land.reformed else number
        yield _Asked(heir, number, FIRST, began, turn if heir == number else until, yearly)
        if heir == number:
            yield _Asked(number, number, SECOND, turn, ends, yearly)
    for place, number in enumerate(land.former):
        if place not in land.joined_early:
            keeper = land.merged[land.merged_of(place)] if land.reformed else number
            yield _Asked(keeper, number, FIRST, began, until, max(1, cells // len(land.former)))
    for number in land.merged:
        yearly = max(1, cells // (2 * len(land.merged)))
        if not land.former:
            yield _Asked(number, number, FIRST, began, turn, yearly)
        yield _Asked(number, number, SECOND, until if land.former else turn, ends, yearly)


def _targets(
    land: Landscape, cell: int, terms: Mapping[tuple[int, str], int]
) -> Iterator[tuple[int, int, int, int]]:
    number = land.cells[cell]
    if land.former:
        former = land.former_of(cell)
        over = land.former[former - 1 if former in land.joined_early else former]
    else:
        over = land.merged[land.commune_of(cell)]
    for year in range(2020, 2025):
        yield number, number, terms[over, FIRST], year
    later = (land.communes[land.commune_of(cell)], SECOND)
    if later in terms:
        for year in (2025, 2026):
            yield number, number, terms[later], year


# --- people and cases ---------------------------------------------------------------------------


def _write_members(places: Sequence[int], names: crowd.Stock, chance: Random, by: Actor) -> None:
    many = range(len(places))
    genders = ["female" if chance.random() < 0.35 else "male" for _ in many]
    own = {
        "gender": genders,
        "born_on": [_day(1940 + chance.randrange(60), chance) for _ in many],
    }
    named = [names.drawn(gender, chance) for gender in genders]
    people = crowd.write_persons(places, named, own, by=by)
    basis = Basis.MEMBERSHIP
    crowd.write_agreements(people, places, AGREED[:1], basis, document=DOCUMENT, by=by)
    joined = [_joined(born, chance) for born in own["born_on"]]
    crowd.write_memberships(people, places, joined, joined)


def _joined(born: str, chance: Random) -> str:
    """A day in May in the twenties of somebody's life, before the register began."""
    return min(f"{int(born[:4]) + 18 + chance.randrange(7)}-05-19", f"{BEGAN}")


def _day(year: int, chance: Random) -> str:
    return f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _write_followers(
    followers: Sequence[_Follower],
    places: Sequence[int],
    names: crowd.Stock,
    chance: Random,
    by: Actor,
) -> int:
    stories = [each.story for each in followers]
    own: dict[str, list[Any]] = {
        "gender": [story.gender for story in stories],
        "born_on": [story.born.isoformat() for story in stories],
        "standing": ["[]"] * len(stories),
    }
    for column in ("citizenship", "schooling", "special_need", "trade_union_member"):
        own[column] = [story.known[column] for story in stories]
    for column in ("youth_union_member", "married"):
        own[column] = [story.known[column] for story in stories]
    named = [names.drawn(story.gender, chance) for story in stories]
    people = crowd.write_persons(places, named, own, by=by)
    crowd.write_agreements(people, places, AGREED, Basis.CONSENT, document=DOCUMENT, by=by)
    crowd.seal(people, places, [story.sensitive for story in stories])
    admitted = [
        (person, place, story.columns["admitted_on"], story.columns["recognised_on"])
        for person, place, story in zip(people, places, stories, strict=True)
        if story.is_member
    ]
    if admitted:
        crowd.write_memberships(*map(list, zip(*admitted, strict=True)))
    _write_cases(people, places, stories, by)
    return len(admitted)


def _write_cases(
    people: Sequence[int], places: Sequence[int], stories: Sequence[Story], by: Actor
) -> None:
    numbers = bulk.new_ids(Case, len(stories))
    columns: dict[str, Sequence[Any]] = {
        "id": numbers,
        "ref": crowd.references(len(stories)),
        "person": people,
        "organization": places,
        "opened_in": places,
    }
    for name in stories[0].columns:
        columns[name] = [story.columns[name] for story in stories]
    bulk.insert(Case, columns, every={})
    told_of = zip(numbers, places, stories, strict=True)
    owner = [(case, place) for case, place, story in told_of for _ in story.acts]
    case, place = zip(*owner, strict=True)
    bulk.insert(
        CaseEvent,
        {
            "case": case,
            "organization": place,
            "happened_in": place,
            "type": list(chain.from_iterable(story.types for story in stories)),
            "happened_on": list(chain.from_iterable(story.days for story in stories)),
            "fields": list(chain.from_iterable(story.fields for story in stories)),
        },
        every=crowd.recorded(CaseEvent, by),
    )


def _portions(items: "Iterator[T] | Sequence[T]") -> Iterator[list[T]]:
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == PORTION:
            yield part
            part = []
    if part:
        yield part

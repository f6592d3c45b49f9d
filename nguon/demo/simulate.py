"""Large invented data for measurements: a town or a province, every table in proportion.

Trees and histories are written many rows at once, persons through ``people.intake`` with the same
consents, keys and lines of the trail as anybody else. Of one case in ten a fact is not on
record, as in real files. Each portion is a transaction of its own, so that whoever stops early
leaves whole rows. Nobody here is meant to be read.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.accounts.models import Role
from nguon.core import audit, bulk, installation
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.text import fold
from nguon.demo import cast, lives
from nguon.demo.story import look_again
from nguon.development import intake as histories
from nguon.development import projection
from nguon.development.models import Case, CaseEvent
from nguon.organizations import placement
from nguon.organizations.models import AreaProfile, Edge, Organization, PartyRank, Tier, Version
from nguon.people import intake
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Person, Purpose
from nguon.planning import operations as planning
from nguon.planning.models import CellTarget, Term

BEGAN = date(2011, 11, 1)
DOCUMENT = "QĐ 1-QĐ/ML (mô phỏng)"
PORTION = 2000
YEARS_BACK = 11
LACKS_SCHOOLING, LACKS_EXEMPTION = 3, 13  # the rest of a case's number divided by 20
T = TypeVar("T")
Tell = Callable[[str, int, int], None]  # what is being made, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of everything; cells are spread evenly over the communes."""

    communes: int
    cells: int
    members: int
    cases: int


SCALES = {
    "town": Scale(communes=1, cells=12, members=400, cases=300),
    "province": Scale(communes=125, cells=5_000, members=100_000, cases=40_000),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """The numbers of the places made; commune ``i`` has every ``len(communes)``-th cell."""

    province: Organization
    communes: list[int]
    cells: list[int]


def simulate(scale: Scale, *, seed: int, today: date, tell: Tell) -> None:
    """Fill an empty registry with invented data of this size.

    Shape:  ``tell`` hears ``members``, ``cases``, ``verdicts`` and ``totals`` after each portion.
    Raises: installation.AlreadyInstalled if the database is a real office's.
    """
    chance = Random(seed)
    at = timezone.make_aware(datetime.combine(today, time(8)))
    with transaction.atomic():
        installation.settle(installation.DEMONSTRATION, at=at)
        tree = _plant(scale)
    by = system_actor(today=today, at=at)
    _employ(tree, by)
    _plan(tree, by)
    _enrol(tree, scale.members, chance, by, tell)
    _open(tree, scale.cases, chance, by, tell)
    look_again()
    _judge(scale.cases, by, tell)
    _total(by, tell)
    look_again()


# --- places -------------------------------------------------------------------------------------


def _plant(scale: Scale) -> Tree:
    slugs = ["tinh-ml", *(f"xa-ml-{n}" for n in range(scale.communes))]
    slugs += [f"chi-bo-ml-{n}" for n in range(scale.cells)]
    made = Organization.objects.bulk_create([Organization(slug=slug) for slug in slugs])
    numbers = [place.pk for place in made]
    communes = numbers[1 : 1 + scale.communes]
    cells = numbers[1 + scale.communes :]
    _name(numbers, slugs, scale.communes)
    above = [numbers[0]] * len(communes) + [communes[n % len(communes)] for n in range(len(cells))]
    pairs = zip([*communes, *cells], above, strict=True)
    Edge.objects.bulk_create(
        [
            Edge(organization_id=below, parent_id=over, valid_from=BEGAN, document=DOCUMENT)
            for below, over in pairs
        ],
        batch_size=PORTION,
    )
    _describe(cells)
    placement.rebuild()
    return Tree(made[0], communes, cells)


def _name(numbers: Sequence[int], slugs: Sequence[str], communes: int) -> None:
    kinds = [("Tỉnh mô phỏng", Tier.PROVINCE, PartyRank.PROVINCIAL_COMMITTEE)]
    kinds += [("Xã mô phỏng", Tier.COMMUNE, PartyRank.GRASSROOTS_PARTY_BODY)] * communes
    kinds += [("Chi bộ mô phỏng", Tier.CELL, PartyRank.SUBORDINATE_CELL)] * (
        len(numbers) - len(kinds)
    )
    rows = []
    for number, slug, (kind, tier, rank) in zip(numbers, slugs, kinds, strict=True):
        name = f"{kind} {slug.rpartition('-')[2]}"
        rows.append(
            Version(
                organization_id=number,
                valid_from=BEGAN,
                name=name,
                folded=fold(name),
                tier=tier,
                party_rank=rank,
                document=DOCUMENT,
            )
        )
    Version.objects.bulk_create(rows, batch_size=PORTION)


def _describe(cells: Sequence[int]) -> None:
    AreaProfile.objects.bulk_create(
        [
            AreaProfile(
                organization_id=cell,
                year=2012,
                households=120,
                population=480,
                difficult_area=True,
                youth_union_present=True,
                trade_union_present=False,
                source="mô phỏng",
            )
            for cell in cells
        ],
        batch_size=PORTION,
    )


def _employ(tree: Tree, by: Actor) -> None:
    clerk = accounts.open_account("van-phong", "Văn phòng mô phỏng", by=by)
    accounts.assign_role(
        clerk, role=Role.CLERK, organization=tree.province, on=BEGAN, document=DOCUMENT, by=by
    )


def _plan(tree: Tree, by: Actor) -> None:
    """A term with its target at the province and at every commune, and targets of this year."""
    terms = {}
    for number in [tree.province.pk, *tree.communes]:
        lower = max(1, len(tree.cells) // 4 if number == tree.province.pk else 8)
        terms[number] = Term.objects.create(
            organization_id=number,
            slug="2020-2025",
            starts_on=date(2020, 6, 1),
            ends_on=date(2025, 6, 1),
            yearly_lower=lower,
            yearly_upper=lower + 2,
            document=DOCUMENT,
            decided_on=date(2020, 5, 1),
        )
    CellTarget.objects.bulk_create(
        [
            CellTarget(
                organization_id=cell,
                term=terms[tree.communes[n % len(tree.communes)]],
                year=year,
                lower=1,
                upper=1,
                document=DOCUMENT,
                decided_on=date(2020, 5, 1),
            )
            for n, cell in enumerate(tree.cells)
            for year in range(2020, 2025)
        ],
        batch_size=PORTION,
    )


def _judge(cases: int, by: Actor, tell: Tell) -> None:
    judged = 0
    while fresh := projection.refresh_due(by=by, limit=PORTION):
        judged += fresh
        tell("verdicts", judged, cases)


def _total(by: Actor, tell: Tell) -> None:
    """Totals by group, term by term."""
    terms = list(Term.objects.visible_to(by).order_by("pk").values_list("pk", flat=True))
    for done, term in enumerate(terms, 1):
        planning.recount_stale(by=by, terms=[term])
        tell("totals", done, len(terms))


# --- people -------------------------------------------------------------------------------------


def _enrol(tree: Tree, members: int, chance: Random, by: Actor, tell: Tell) -> None:
    document = [ConsentGiven(Purpose.DEVELOPMENT, Basis.MEMBERSHIP, DOCUMENT, BEGAN)]
    for part in _portions(range(members)):
        newcomers = [
            intake.Newcomer(
                full_name=_name_of(number, chance),
                organization_id=tree.cells[number * len(tree.cells) // members],
                born_on=date(1955 + number % 40, 1 + number % 12, 1 + number % 28),
                details={"gender": "female" if number % 3 else "male"},
                consents=document,
                joined_on=date(1990 + number % 25, 5, 19),
            )
            for number in part
        ]
        with transaction.atomic():
            trail = audit.Trail(by)
            intake.register_all(newcomers, by=by, trail=trail)
            trail.write()
        tell("members", part[-1] + 1, members)


def _open(tree: Tree, cases: int, chance: Random, by: Actor, tell: Tell) -> None:
    agreed = [
        ConsentGiven(purpose, Basis.CONSENT, DOCUMENT, BEGAN)
        for purpose in (Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS)
    ]
    for part in _portions(range(cases)):
        told = [_life(number, chance, by.today) for number in part]
        newcomers = [
            _newcomer(number, life, tree.cells[number * len(tree.cells) // cases], agreed, chance)
            for number, life in told
        ]
        with transaction.atomic():
            trail = audit.Trail(by)
            persons = intake.register_all(newcomers, by=by, trail=trail)
            _complete(persons, told)
            openings = [
                histories.Opening(person, one.organization_id, ())
                for person, one in zip(persons, newcomers, strict=True)
            ]
            numbers = histories.open_all(openings, reason=DOCUMENT, by=by, trail=trail)
            trail.write()
            _write_acts(numbers, newcomers, [life for _, life in told], by)
        tell("cases", part[-1] + 1, cases)


def _life(number: int, chance: Random, today: date) -> tuple[int, lives.Life]:
    """Somebody whose cell meets on a day between eleven years ago and a year from now."""
    meeting = lives.workday(today + timedelta(days=365 - chance.randint(0, 365 * YEARS_BACK)))
    young = chance.random() < 0.6
    life = lives.Life(
        young=young,
        married=not young,
        meeting=meeting,
        full_members=9 + number % 8,
        board=11,
        committee=15,
        source_group="militia",
        helpers=("Đảng viên Mẫu Một", "Đảng viên Mẫu Hai"),
    )
    return number, life


def _newcomer(
    number: int, life: lives.Life, cell: int, agreed: list[ConsentGiven], chance: Random
) -> intake.Newcomer:
    born = lives.born_for(life.meeting, young=life.young, chance=chance)
    return intake.Newcomer(
        full_name=_name_of(number, chance),
        organization_id=cell,
        born_on=born,
        details={"gender": "female" if number % 2 else "male"},
        consents=agreed,
        sensitive=_sealed(number),
    )


def _sealed(number: int) -> dict[str, Any]:
    facts = {
        "ethnicity": cast.MINORITY if number % 5 == 0 else cast.MAJORITY,
        "healthy": True,
        "foreign_spouse": False,
        "children_born": [],
        "population_exemption": False,
        "political_history_issue": False,
    }
    if number % 20 == LACKS_EXEMPTION:
        del facts["population_exemption"]
    return facts


def _complete(persons: Sequence[int], told: Sequence[tuple[int, lives.Life]]) -> None:
    """The facts that a list does not carry and a verdict asks for."""
    known = {
        "citizenship": "VN",
        "schooling": "upper_secondary_diploma",
        "standing": [],
        "special_need": False,
        "trade_union_member": False,
    }
    with unscoped("invented persons made a moment ago"):
        for young in (True, False):
            pairs = zip(persons, told, strict=True)
            these = [person for person, (_, life) in pairs if life.young is young]
            rows = Person.unscoped.filter(pk__in=these)
            rows.update(**known, youth_union_member=young, married=not young)
        pairs = zip(persons, told, strict=True)
        lacking = [person for person, (number, _) in pairs if number % 20 == LACKS_SCHOOLING]
        Person.unscoped.filter(pk__in=lacking).update(schooling=None)


def _write_acts(
    cases: Sequence[int],
    newcomers: Sequence[intake.Newcomer],
    told: Sequence[lives.Life],
    by: Actor,
) -> None:
    rows = [
        (
            case,
            one.organization_id,
            event.type,
            event.on.isoformat(),
            json.dumps(dict(event.fields)),
        )
        for case, one, life in zip(cases, newcomers, told, strict=True)
        for event in lives.acts(life, until=by.today)
    ]
    if not rows:
        return
    case, place, kind, on, fields = zip(*rows, strict=True)
    bulk.insert(
        CaseEvent,
        {
            "id": bulk.new_ids(CaseEvent, len(rows)),
            "case": case,
            "organization": place,
            "happened_in": place,
            "type": kind,
            "happened_on": on,
            "fields": fields,
        },
        every={"recorded_at": by.at, "recorded_by": by.user_id},
    )
    with unscoped("invented cases made a moment ago"):
        acts = CaseEvent.unscoped.filter(case=OuterRef("pk")).order_by("happened_on")
        begun = Case.unscoped.filter(pk__in=set(case))
        begun.update(opened_on=Subquery(acts.values("happened_on")[:1]))


def _name_of(number: int, chance: Random) -> str:
    gender = "female" if number % 2 else "male"
    family, given = chance.choice(cast.FAMILIES), chance.choice(cast.GIVEN)
    return f"{family} {cast.MIDDLE[gender]} {given}"


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]

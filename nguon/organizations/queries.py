"""The tree on a day, and who took over from whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from nguon.core.actor import Actor, NotAllowed, Seat
from nguon.core.text import natural_key
from nguon.organizations.models import (
    AreaProfile,
    Edge,
    Organization,
    Placement,
    PlacementQuerySet,
    Succession,
    Tier,
    Version,
)
from nguon.organizations.models import on as valid_on
from nguon.organizations.placement import portions

WHOLE = 300


class NoSuchOrganization(LookupError):
    """Nothing is known under this address or code."""


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One organisation as it was on a day, with those directly under it in order of name."""

    organization: Organization
    version: Version
    children: tuple["TreeNode", ...]
    cut: bool = False  # there is more below than is told


def find(slug_or_code: str, *, on: date | None = None) -> Organization:
    """Return the organisation with this address or organisation code.

    Reading: a code that several bore one after the other means whoever bears it on ``on``, else
             the last who did.
    Raises:  NoSuchOrganization.
    """
    by_slug = Organization.objects.filter(slug=slug_or_code).first()
    if by_slug:
        return by_slug
    bearers = Version.objects.filter(code=slug_or_code).exclude(code="").order_by("-valid_from")
    then = bearers.filter(valid_on(on)).first() if on else None
    version = then or bearers.select_related("organization").first()
    if version is None:
        raise NoSuchOrganization(_unknown(slug_or_code))
    return version.organization


def _unknown(slug_or_code: str) -> str:
    return _("Không có tổ chức mang địa chỉ hoặc mã “%s”.") % slug_or_code


def version_on(organization: Organization, day: date) -> Version | None:
    """What an organisation was called and was on ``day``; nothing if it did not stand then."""
    return organization.versions.filter(valid_on(day)).first()


def versions_on(ids: Iterable[int], day: date) -> dict[int, Version]:
    """What organisations were called and were on ``day``, by number; only those that stood."""
    found: dict[int, Version] = {}
    for portion in portions(ids):
        rows = Version.objects.filter(valid_on(day), organization__in=portion)
        found |= {row.organization_id: row for row in rows}
    return found


def name_on(organization: Organization, day: date) -> str:
    """Return the name that held on ``day``.

    Reading: before the first day its first name, after the end its last.
    """
    names = organization.versions.order_by("valid_from", "pk")
    version = names.filter(valid_from__lte=day).last() or names.first()
    return version.name if version else organization.slug


class Names:
    """What several organisations were called, on any day; one statement for all of them."""

    def __init__(self, versions: QuerySet[Version]) -> None:
        self._spells: dict[int, list[Version]] = defaultdict(list)
        for row in versions.select_related("organization").order_by("valid_from", "pk"):
            self._spells[row.organization_id].append(row)

    @classmethod
    def of(cls, ids: Iterable[int]) -> "Names":
        return cls(Version.objects.filter(organization__in=list(ids)))

    @property
    def numbers(self) -> list[int]:
        return list(self._spells)

    def on(self, number: int, day: date) -> Version:
        """As ``name_on`` tells it: before the first day its first name, after the end its last."""
        spells = self._spells[number]
        return next((row for row in reversed(spells) if row.valid_from <= day), spells[0])


def profile_on(organization: Organization, day: date) -> AreaProfile | None:
    """The latest profile of a year that had begun on ``day``."""
    return organization.profiles.filter(year__lte=day.year).order_by("year").last()


# --- the tree on a day ------------------------------------------------------------------------


def visible(actor: Actor) -> QuerySet[Organization]:
    """The organisations whose place in today's tree ``actor`` may see."""
    return _organizations(_under(actor.seats("organizations.view"), actor.today))


def readable(slug_or_code: str, *, by: Actor) -> Organization:
    """Return an organisation whose place, or whose successor's, the actor may see today.

    Reading: what an ended organisation was is read from the seats of its successor; its own
             seats of today are remembered.
    Raises:  NoSuchOrganization, whether it is unknown or out of sight.
    """
    organization = find(slug_or_code, on=by.today)
    keeper = successor(organization, on=by.today)
    there = keeper.placements.filter(valid_on(by.today)).values(*Tier.values).first()
    keeper.stands_under(by.today, there or {})
    if not by.may("organizations.view", at=keeper):
        raise NoSuchOrganization(_unknown(slug_or_code))
    return organization


def forest(*, by: Actor, on: date) -> list[TreeNode]:
    """The trees of ``on`` that today's seats of the actor stand for.

    Shape:   by name; a tree of more than ``WHOLE`` organisations only with those directly below.
    Reading: a seat stands for the organisation and all that flowed into it; what stood under
             another of these is shown there.
    """
    numbers = {seat.organization_id for seat in by.seats("organizations.view")}
    found = Organization.objects.in_bulk(numbers)
    for organization in list(found.values()):
        found |= Organization.objects.in_bulk(predecessors(organization, until=by.today))
    seats = [seat for each in found.values() for seat in _seat(each, on)]
    tops = [
        seat for seat in seats if not _stands_under_another(found[seat.organization_id], seats, on)
    ]
    nodes = [tree(found[top.organization_id], on=on, whole=WHOLE) for top in tops]
    return sorted(nodes, key=lambda node: natural_key(node.version.name))


def places(action: str, *, by: Actor) -> list[tuple[str, str]]:
    """Slug and name of every organisation at which the actor may do ``action``.

    Shape: those where the actor sits first, so that a form begins with them; each part by name.
    """
    seats = by.seats(action)
    there = _under(seats, by.today).values("organization")
    rows = Version.objects.filter(valid_on(by.today), organization__in=there)
    own = {seat.organization_id for seat in seats}
    found = rows.values_list("organization", "organization__slug", "name")
    in_order = sorted(found, key=lambda row: (row[0] not in own, natural_key(row[2])))
    return [(slug, name) for _number, slug, name in in_order]


def require_everywhere(action: str, organizations: Iterable[int], *, by: Actor) -> None:
    """Pass if the actor may do ``action`` at every one of these places today.

    Raises: NotAllowed.
    """
    reach = _under(by.seats(action), by.today)
    for portion in portions(organizations):
        there = reach.filter(organization__in=portion)
        if set(portion) - set(there.values_list("organization_id", flat=True)):
            raise NotAllowed


def children(organization: Organization, *, on: date) -> list[Version]:
    """Those directly under ``organization`` on ``on``, in order of name."""
    below = Edge.objects.filter(valid_on(on), parent=organization).values("organization")
    rows = Version.objects.filter(valid_on(on), organization__in=below)
    found = rows.select_related("organization")
    return sorted(found, key=lambda version: natural_key(version.name))


def nearby(organization: Organization, tiers: Iterable[str], *, by: Actor) -> list[Version]:
    """Others of ``tiers`` among which an act may choose, of today and within the actor's sight.

    Shape:   by name.
    Reading: if these are more than ``WHOLE``, only those under an organisation above this one, as
             high up as the number allows.
    """
    above = ancestors(organization, on=by.today)
    reach = _under(by.seats("organizations.view"), by.today).values("organization")
    seen = reach.exclude(organization=organization)
    rows = Version.objects.filter(valid_on(by.today), tier__in=list(tiers), organization__in=seen)
    for top in above:
        if rows.count() <= WHOLE:
            break
        rows = rows.filter(organization__in=subtree(top, on=by.today))
    return sorted(rows.select_related("organization"), key=lambda each: natural_key(each.name))


def in_sight(ids: Iterable[int], *, by: Actor) -> set[int]:
    """Of several organisations those that ``readable`` finds."""
    keepers = _keepers(ids, by.today)
    seen = set(visible(by).filter(pk__in=set(keepers.values())).values_list("pk", flat=True))
    return {number for number, keeper in keepers.items() if keeper in seen}


def subtree(organization: Organization, *, on: date) -> QuerySet[Organization]:
    """The organisation and everything that stood under it on ``on``; nothing if it did not."""
    return _organizations(_under(_seat(organization, on), on))


def subtrees(ids: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """For each organisation itself and everything that stood under it on ``on``.

    Two statements a portion; what did not stand on that day has only itself.
    """
    found = {number: {number} for number in ids}
    for portion in portions(found):
        standing = Placement.objects.filter(valid_on(on), organization__in=portion)
        rows = _under([seat for row in standing for seat in _own_seat(row)], on)
        for below, *above in rows.values_list("organization_id", *Tier.values):
            for number in found.keys() & set(above):
                found[number].add(below)
    return found


def ancestors(organization: Organization, *, on: date) -> list[Organization]:
    """Everything that ``organization`` stood under on ``on``, from the top down."""
    seats = {seat.tier: seat.organization_id for seat in organization.seats_on(on)}
    above = [seats[tier] for tier in Tier.values if tier in seats]
    found = Organization.objects.in_bulk(above)
    return [found[number] for number in above if number != organization.pk]


def line(organization: Organization, *, on: date) -> list[Version]:
    """What all that ``organization`` stood under on ``on`` was then, from the top down."""
    above = {seat.organization_id: seat.tier for seat in organization.seats_on(on)}
    above.pop(organization.pk, None)
    rows = Version.objects.filter(valid_on(on), organization__in=above)
    order = list(Tier.values)
    return sorted(
        rows.select_related("organization"),
        key=lambda row: order.index(above[row.organization_id]),
    )


def tree(organization: Organization, *, on: date, whole: int | None = None) -> TreeNode:
    """The organisation on ``on`` with all that stood under it.

    Shape:  if more than ``whole`` stood there, only those directly below.
    Raises: NoSuchOrganization if it did not stand on that day.
    """
    rows = _under(_seat(organization, on), on)
    itself = version_on(organization, on)
    if itself is None:
        names = {"who": name_on(organization, on), "day": f"{on:%d/%m/%Y}"}
        raise NoSuchOrganization(_("“%(who)s” không có vào ngày %(day)s.") % names)
    if whole is not None and rows.count() > whole:
        nodes = (TreeNode(each.organization, each, ()) for each in children(organization, on=on))
        return TreeNode(organization, itself, tuple(nodes), cut=True)
    return _grown(organization.pk, rows, on)


def _grown(root: int, rows: PlacementQuerySet, on: date) -> TreeNode:
    below: dict[int, list[int]] = defaultdict(list)
    for number, *columns in rows.values_list("organization_id", *Tier.values):
        line = [each for each in columns if each is not None]
        below[line[-2] if len(line) > 1 else 0].append(number)
    then = Version.objects.filter(valid_on(on), organization__in=rows.values("organization"))
    versions = {row.organization_id: row for row in then.select_related("organization")}
    return _node(root, versions, below)


def _node(number: int, versions: dict[int, Version], below: dict[int, list[int]]) -> TreeNode:
    nodes = [_node(child, versions, below) for child in below[number]]
    nodes.sort(key=lambda node: natural_key(node.version.name))
    version = versions[number]
    return TreeNode(version.organization, version, tuple(nodes))


def _stands_under_another(organization: Organization, seats: list[Seat], day: date) -> bool:
    above = organization.seats_on(day)
    return any(seat in above for seat in seats if seat.organization_id != organization.pk)


def _seat(organization: Organization, day: date) -> list[Seat]:
    seats = organization.seats_on(day)
    return [seat for seat in seats if seat.organization_id == organization.pk]


def _own_seat(placement: Placement) -> list[Seat]:
    own = placement.organization_id
    return [Seat(tier, own) for tier in Tier.values if getattr(placement, tier) == own]


def _under(seats: Iterable[Seat], day: date) -> PlacementQuerySet:
    return Placement.objects.under(seats, on=day)


def _organizations(placements: PlacementQuerySet) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=placements.values("organization"))


# --- lineage ----------------------------------------------------------------------------------


def predecessors(organization: Organization, *, until: date) -> set[int]:
    """Numbers of all whose rows flowed into ``organization`` by ``until``, through any steps."""
    return set(flowed_into([organization.pk], until=until))


def flowed_into(ids: Iterable[int], *, until: date) -> dict[int, int]:
    """Whose rows flowed into any of these by ``until``, through any steps, and into which.

    Shape: number of the predecessor -> number among ``ids``; a query a generation.
    """
    found: dict[int, int] = {}
    fresh = {number: number for number in ids}
    handed_over = Succession.objects.in_force(until).filter(keeps_rows=True)
    while fresh:
        steps: dict[int, int] = {}
        for portion in portions(fresh):
            rows = handed_over.filter(successor__in=portion)
            steps |= dict(rows.values_list("predecessor_id", "successor_id"))
        fresh = {old: fresh[new] for old, new in steps.items() if old not in found}
        found |= fresh
    return found


def undone(ids: Iterable[int], *, by: date) -> set[int]:
    """Which of these began with an act that was put right by then: they stood for nobody.

    Reading: all that flowed into such a one went back, and its first day was that of the act.
    """
    into = Succession.objects.filter(successor__in=ids, happened_on__lte=by)
    rows = into.annotate(first=Min("successor__versions__valid_from"))
    kept: set[int] = set()
    given_back: set[int] = set()
    for number, first, happened_on, revoked_on in rows.values_list(
        "successor_id", "first", "happened_on", "revoked_on"
    ):
        begun = first == happened_on and revoked_on <= by
        (given_back if begun else kept).add(number)
    return given_back - kept


def successor(organization: Organization, *, on: date) -> Organization:
    """Who keeps the rows of ``organization`` on ``on``: itself while it stands."""
    keeper = _keepers([organization.pk], on)[organization.pk]
    return organization if keeper == organization.pk else Organization.objects.get(pk=keeper)


def keepers(ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Who keeps the rows of several organisations on a day: each itself while it stands."""
    return _keepers(ids, on)


def _keepers(ids: Iterable[int], day: date) -> dict[int, int]:
    """Who keeps the rows of several organisations on ``day``, a query a generation."""
    keepers = {number: number for number in ids}
    handed_over = Succession.objects.in_force(day).filter(keeps_rows=True)
    fresh = set(keepers)
    while fresh:
        rows = handed_over.filter(predecessor__in=fresh)
        steps = dict(rows.values_list("predecessor_id", "successor_id"))
        keepers = {number: steps.get(keeper, keeper) for number, keeper in keepers.items()}
        fresh = set(steps.values())
    return keepers

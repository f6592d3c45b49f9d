"""What pages show of letters of transfer: those that wait, those away, those settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.membership.codes import Way
from nguon.membership.models import ELSEWHERE, GONE, WAITS, Arrival, Departure, Letter
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.people.models import Person
from nguon.rulebook import NoRuleInForce, Provision, load
from nguon.rulebook.rules.moves import letter_limit

RECENT = timedelta(days=180)
ACCEPTED = Q(accepted_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as a page shows it: the other side, the limit, and the article it rests on."""

    letter: Letter
    place: str
    other: str
    limit: date | None
    cited: Provision | None
    today: date

    @property
    def leaves(self) -> bool:
        """Whether it is the sending side's."""
        return isinstance(self.letter, Departure)

    @property
    def overdue(self) -> bool:
        return self.letter.waits and self.limit is not None and self.limit < self.today


@dataclass(frozen=True, slots=True)
class Board:
    """Letters that wait for this side or the other, those away for a while, settled ones.

    ``received`` and ``sent`` are those that were accepted, ``undone`` those of either side that
    were returned or called off.
    """

    incoming: tuple[Shown, ...]
    outgoing: tuple[Shown, ...]
    guests: tuple[Shown, ...]
    away: tuple[Shown, ...]
    received: tuple[Shown, ...]
    sent: tuple[Shown, ...]
    undone: tuple[Shown, ...]


def under_way(person: Person, *, by: Actor) -> str:
    """Say which letter keeps somebody from being sent or from leaving; nothing if none does."""
    seen = Departure.objects.visible_to(by).filter(person=person)
    for letter in seen.filter(WAITS | ELSEWHERE | GONE).order_by("-pk")[:1]:
        told = {"to": letter.to_name, "day": f"{letter.sent_on:%d/%m/%Y}"}
        if letter.waits:
            return _("Đang có giấy giới thiệu đến %(to)s, ngày %(day)s: rút giấy trước.") % told
        if letter.runs:
            return _("Đang sinh hoạt tạm thời ở %(to)s: ghi kết thúc trước.") % told
        return _("Đã chuyển đến %(to)s, ngoài hệ thống.") % told
    return ""


def waiting(*, by: Actor) -> list[Shown]:
    """List the letters that wait for a place in which the actor may take somebody in."""
    seen = Arrival.objects.visible_to(by, action="membership.receive").filter(WAITS)
    return _shown(seen.order_by("sent_on", "pk"), by)


def board(*, by: Actor) -> Board:
    """Return every letter in sight that is under way, and those settled in the last half year."""
    arrivals, departures = Arrival.objects.visible_to(by), Departure.objects.visible_to(by)
    return Board(
        incoming=tuple(_shown(arrivals.filter(WAITS).order_by("sent_on", "pk"), by)),
        outgoing=tuple(_shown(departures.filter(WAITS).order_by("sent_on", "pk"), by)),
        guests=tuple(_shown(arrivals.filter(ELSEWHERE).order_by("until", "pk"), by)),
        away=tuple(_shown(departures.filter(ELSEWHERE).order_by("until", "pk"), by)),
        received=_settled(arrivals.filter(ACCEPTED), by),
        sent=_settled(departures.filter(ACCEPTED), by),
        undone=_latest(
            [
                *_settled(arrivals.exclude(ACCEPTED), by),
                *_settled(departures.exclude(ACCEPTED), by),
            ]
        ),
    )


def departure(ref: str, *, by: Actor) -> Departure:
    """Return the sending side of a letter, which stays when the person has gone.

    Raises: Departure.DoesNotExist, out of sight included.
    """
    return Departure.objects.visible_to(by).select_related("organization").get(ref=ref)


def arrival(ref: str, *, by: Actor) -> Arrival:
    """Return the receiving side of a letter.

    Raises: Arrival.DoesNotExist, out of sight included.
    """
    return Arrival.objects.visible_to(by).select_related("organization", "person").get(ref=ref)


def shown(letter: Letter, *, by: Actor) -> Shown:
    """Return a letter with what a page says beside it."""
    return _shown([letter], by)[0]


def cells(*, by: Actor, under: Organization | None = None) -> list[tuple[str, str]]:
    """Slug and name of each cell at which the actor may take people in, by name."""
    there = Placement.objects.under(by.seats("membership.receive"), on=by.today)
    rows = Version.objects.filter(
        valid_on(by.today), tier=Tier.CELL, organization__in=there.values("organization")
    )
    if under is not None:
        rows = rows.filter(organization__in=tree.subtree(under, on=by.today))
    found = rows.values_list("organization__slug", "name")
    return sorted(found, key=lambda cell: natural_key(cell[1]))


def is_gone(letter: Departure) -> bool:
    """Whether somebody went for good to a place outside and has not come back."""
    away = letter.accepted_on is not None and letter.ended_on is None
    return away and letter.way == Way.OFFICIAL and letter.receiver_id is None


# --- rows ---------------------------------------------------------------------------------------


def _shown(letters: Iterable[Letter], by: Actor) -> list[Shown]:
    rows = list(letters)
    versions = tree.versions_on({row.organization_id for row in rows}, by.today)
    return [_one_shown(row, versions, by) for row in rows]


def _one_shown(row: Letter, versions: Mapping[int, Any], by: Actor) -> Shown:
    try:
        limit, cited = letter_limit(row.sent_on, load())
    except NoRuleInForce:
        limit, cited = None, None
    there = versions.get(row.organization_id)
    other = row.to_name if isinstance(row, Departure) else row.from_name  # type: ignore[attr-defined]
    return Shown(row, there.name if there else "", other, limit, cited, by.today)


def _settled(rows: QuerySet[Any], by: Actor) -> tuple[Shown, ...]:
    since = by.today - RECENT
    lately = Q(accepted_on__gt=since) | Q(returned_on__gt=since) | Q(called_off_on__gt=since)
    return _latest(_shown(rows.filter(lately).exclude(ELSEWHERE).order_by("-pk"), by))


def _latest(found: Iterable[Shown]) -> tuple[Shown, ...]:
    return tuple(sorted(found, key=lambda shown: shown.letter.settled_on or date.min)[::-1])

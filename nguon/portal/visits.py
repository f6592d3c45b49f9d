"""How many read, counted in memory: no page writes, nobody is remembered.

A visitor is a hash under a key that this process makes up and never keeps; so nothing can be
followed from one day, or one start, to the next. What has been gathered is taken from here every
few seconds, see ``housekeeping``. Each process of a larger installation knows its own readers.
"""

import hmac
import secrets
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from nguon.portal.models import Visitor

ONLINE = timedelta(minutes=10)
SAME_VISIT = timedelta(minutes=30)
MOST_REMEMBERED = 50_000
MOST_FROM_ONE_ADDRESS = 50  # visitors of one half hour; an office has few kinds of browser

BOTS = tuple(
    line
    for line in Path(__file__).with_name("bots.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)


def kind_of(user_agent: str) -> Visitor:
    """A bot, if it says so or does not say what it is; else a person."""
    name = user_agent.strip().lower()
    return Visitor.BOT if not name or any(bot in name for bot in BOTS) else Visitor.PERSON


@dataclass(frozen=True, slots=True)
class Online:
    """Who opened a page in the last ten minutes."""

    people: int
    bots: int


@dataclass(slots=True)
class Gathered:
    """Pages opened, by day and kind of visitor, and views by article."""

    days: Counter[tuple[date, str]] = field(default_factory=Counter)
    articles: Counter[int] = field(default_factory=Counter)


class Visits:
    """The counter of one process. Its memory is bounded; the oldest is forgotten first."""

    def __init__(self, most_remembered: int = MOST_REMEMBERED) -> None:
        self._most = most_remembered
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._online: OrderedDict[bytes, tuple[datetime, Visitor]] = OrderedDict()
        self._opened: OrderedDict[tuple[bytes, str], datetime] = OrderedDict()
        self._known: OrderedDict[bytes, tuple[datetime, bytes]] = OrderedDict()
        self._from: Counter[bytes] = Counter()
        self._gathered = Gathered()

    def note(
        self,
        page: str,
        *,
        address: str,
        user_agent: str,
        day: date,
        at: datetime,
        article: int | None = None,
    ) -> None:
        """Count a page once for each visitor within half an hour.

        Reading: whoever changes the name of the browser with each page is one of at most
                 ``MOST_FROM_ONE_ADDRESS`` visitors.
        """
        kind = kind_of(user_agent)
        place = self._hashed(address)
        visitor = self._hashed(f"{address}\0{user_agent}")
        with self._lock:
            self._forget(at)
            if not self._knows(visitor, place, at):
                return
            self._online[visitor] = (at, kind)
            self._online.move_to_end(visitor)
            if (visitor, page) in self._opened:
                return
            self._opened[visitor, page] = at
            self._gathered.days[day, kind.value] += 1
            if article is not None and kind == Visitor.PERSON:
                self._gathered.articles[article] += 1

    def online(self, at: datetime) -> Online:
        """How many people, and how many bots, opened a page in the last ten minutes."""
        with self._lock:
            self._forget(at)
            kinds = Counter(kind for _, kind in self._online.values())
        return Online(people=kinds[Visitor.PERSON], bots=kinds[Visitor.BOT])

    def waiting(self) -> Gathered:
        """A copy of what has not been written yet."""
        with self._lock:
            return Gathered(self._gathered.days.copy(), self._gathered.articles.copy())

    def take(self) -> Gathered:
        """What has not been written yet; from now on it counts as written."""
        with self._lock:
            taken, self._gathered = self._gathered, Gathered()
        return taken

    def give_back(self, taken: Gathered) -> None:
        """Keep what could not be written for the next time."""
        with self._lock:
            self._gathered.days.update(taken.days)
            self._gathered.articles.update(taken.articles)

    def _hashed(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), blake2b)[:16]

    def _knows(self, visitor: bytes, place: bytes, at: datetime) -> bool:
        """Whether a visitor is known, or may become one: too many from one place may not."""
        if visitor not in self._known:
            if self._from[place] >= MOST_FROM_ONE_ADDRESS:
                return False
            self._known[visitor] = (at, place)
            self._from[place] += 1
        return True

    def _leave(self) -> None:
        """Forget the visitor who has been known longest."""
        _, (_, place) = self._known.popitem(last=False)
        self._from[place] -= 1
        if not self._from[place]:
            del self._from[place]

    def _forget(self, at: datetime) -> None:
        while self._known and (
            next(iter(self._known.values()))[0] <= at - SAME_VISIT or len(self._known) > self._most
        ):
            self._leave()
        while self._online and (
            next(iter(self._online.values()))[0] <= at - ONLINE or len(self._online) > self._most
        ):
            self._online.popitem(last=False)
        while self._opened and (
            next(iter(self._opened.values())) <= at - SAME_VISIT or len(self._opened) > self._most
        ):
            self._opened.popitem(last=False)


VISITS = Visits()

"""Answers that are kept in the memory of one process, each under the version it was made of."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.db import connection, transaction

LOOK_AGAIN = 1.0  # seconds after which a process asks the database for the version again
MOST_OLD = 30.0  # seconds that an answer is given at most: what time alone changes is seen then
MOST_BYTES = 32 * 1024 * 1024
LARGEST = 512 * 1024

NOW = "SELECT number FROM freshness_version WHERE id = 1"

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it was answered: the same for everybody who asks under the same key.

    ``until`` is a moment of the process's own clock, in seconds.
    """

    version: int
    until: float
    etag: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes
    article: int | None

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed) + 1_000


class Kept:
    """What one process keeps. Its bytes are bounded; what was asked for longest ago goes."""

    def __init__(self, clock: Callable[[], float], most_bytes: int = MOST_BYTES) -> None:
        self._clock = clock
        self._most = most_bytes
        self._lock = Lock()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0
        self._version: int | None = None
        self._asked = 0.0

    def version(self) -> int:
        """The version of what is public, not older than ``LOOK_AGAIN``."""
        now = self._clock()
        with self._lock:
            if self._version is not None and now - self._asked < LOOK_AGAIN:
                return self._version
        found = _version()
        with self._lock:
            self._version, self._asked = found, now
        return found

    def doubt(self) -> None:
        """Ask for the version again once the current transaction is committed."""
        transaction.on_commit(self._forget_version)

    def find(self, key: Key) -> Answer | None:
        """What is kept under ``key`` and still holds."""
        version = self.version()
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                return None
            if answer.version != version or answer.until <= self._clock():
                self._take_out(key)
                return None
            self._answers.move_to_end(key)
        return answer

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer; what was asked for longest ago makes room for it."""
        if answer.size > LARGEST:
            return
        with self._lock:
            if key in self._answers:
                self._take_out(key)
            self._answers[key] = answer
            self._bytes += answer.size
            while self._bytes > self._most:
                self._take_out(next(iter(self._answers)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()
            self._bytes, self._version = 0, None

    @property
    def bytes(self) -> int:
        return self._bytes

    def until(self) -> float:
        """The moment after which an answer made now holds no longer."""
        return self._clock() + MOST_OLD

    def _forget_version(self) -> None:
        with self._lock:
            self._version = None

    def _take_out(self, key: Key) -> None:
        self._bytes -= self._answers.pop(key).size


KEPT = Kept(monotonic)


def _version() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        row = cursor.fetchone()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # there is no request yet whose end does it
    return row[0] if row else 0

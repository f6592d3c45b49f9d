"""Writing transactions of one process take turns in the order in which they asked.

SQLite lets one transaction write. Whoever comes second sleeps and looks again, longer each time,
so that luck decides who is next and some wait for seconds. Here a thread waits for its turn
before it asks SQLite, and is woken when the turn comes. Other processes (the command line) still
meet SQLite's own lock.

``transaction_mode`` is IMMEDIATE, so every ``atomic()`` writes: reads belong outside.
"""

import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from nguon.core.precedence import give_way


class Queue:
    """A lock that is handed to whoever waits longest."""

    def __init__(self) -> None:
        self._inside = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def enter(self, timeout: float) -> bool:
        """Wait for the turn; tell whether it came.

        Units: seconds.
        """
        with self._inside:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        return turn.acquire(timeout=timeout) or not self._gave_up(turn)

    def leave(self) -> None:
        """Hand over to the next."""
        with self._inside:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _gave_up(self, turn: threading.Lock) -> bool:
        with self._inside:
            if turn not in self._waiting:
                return False  # the turn came at the last moment
            self._waiting.remove(turn)
            return True


_queues: dict[str, Queue] = {}  # by database file


def queue_of(name: str) -> Queue:
    """The one queue of a database file, also for threads that ask for it at the same moment."""
    return _queues.get(name) or _queues.setdefault(name, Queue())


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues before each transaction and hands over when it is over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: Queue | None = None  # in which it holds the turn

    def _start_transaction_under_autocommit(self) -> None:
        give_way()
        queue = queue_of(str(self.settings_dict["NAME"]))
        if not queue.enter(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._queue = queue
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        finally:
            self._leave_if_over()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._leave_if_over()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_if_over()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _leave_if_over(self) -> None:
        if self._queue is not None and not self.connection.in_transaction:
            self._leave()

    def _leave(self) -> None:
        if self._queue is not None:
            self._queue.leave()
            self._queue = None

"""Pages go first: work in the background of a serving process waits while somebody waits.

Threads of one process take turns at its one interpreter. A round over a province takes it for
some minutes: two hundred clerks waited half as long again for their pages while it went on. Here
it goes on between pages.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

LONGEST = 0.1  # seconds that a step in the background waits at most, so that it comes to an end

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Precedence:
    """How many pages are being made, and who waits until there is none."""

    def __init__(self) -> None:
        self._none = threading.Condition()
        self._pages = 0

    def in_front_of(self, site: Application) -> Application:
        """The site, with each of its pages counted while it is made."""

        def counted(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            with self._none:
                self._pages += 1
            try:
                return site(environ, start)
            finally:
                with self._none:
                    self._pages -= 1
                    if not self._pages:
                        self._none.notify_all()

        return counted

    def let_pass(self, longest: float = LONGEST) -> bool:
        """Wait until no page is being made, at most so many seconds; say whether none is."""
        with self._none:
            return self._none.wait_for(lambda: not self._pages, longest)


PAGES = Precedence()
_background = threading.local()


@contextmanager
def behind_pages() -> Iterator[None]:
    """Do what this thread does within it between pages: see ``give_way``."""
    _background.waits = True
    try:
        with connection.execute_wrapper(_outside_transactions):
            yield
    finally:
        _background.waits = False


def give_way() -> None:
    """Let pages go first, if this thread works behind them.

    Reading: never called where others may wait for what the thread holds.
    """
    if getattr(_background, "waits", False):
        PAGES.let_pass()


def _outside_transactions(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a statement; whoever begins a transaction gave way before it took the turn to write."""
    if not context["connection"].in_atomic_block and not sql.startswith("BEGIN"):
        give_way()
    return execute(sql, params, many, context)

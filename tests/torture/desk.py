"""A registry that serves and a clerk signed in at it, who enters acts as a page does."""

import itertools
from datetime import date, timedelta
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from tests.torture.kills import FIRST_DAY, PATH, Browser, free_port, start

ENTERED = 302


class Desk:
    """Its site is gone at the end of its context; ``answered`` are the documents that went in."""

    def __init__(self) -> None:
        self.office: Any = import_module("tests.torture.office")
        self.cases: list[str] = self.office.settle(date(2024, 1, 2))
        self.answered: list[str] = []
        self._numbers = itertools.count(1)
        self._port = free_port()
        self._site = start(self._port)
        self.clerk = Browser(self._port)
        path = f"/bat-dau/{self.office.sign_in_code()}/"
        self.clerk.ask("POST", path, {"csrfmiddlewaretoken": self.clerk.token(path)})
        self._tokens = {ref: self.clerk.token(PATH.format(ref=ref)) for ref in self.cases}
        import_module("nguon.cli.prepare").leave_database()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._site.kill()
        self._site.wait()

    def browser(self) -> Browser:
        """Another browser of the same clerk, for a thread of its own."""
        return Browser(self._port, dict(self.clerk.cookies))

    def enter(self, ref: str, browser: Browser) -> int:
        """Send one act; return the answer.

        Raises: OSError or HTTPException if there is none.
        """
        number = next(self._numbers)
        document, day = f"T-{number}", FIRST_DAY + timedelta(days=number % 300)
        act = {"on": f"{day:%d/%m/%Y}", "document": document}
        act["csrfmiddlewaretoken"] = self._tokens[ref]
        status, _ = browser.ask("POST", PATH.format(ref=ref), act)
        if status == ENTERED:
            self.answered.append(document)
        return status

    def faults(self) -> list[str]:
        """What is not there as it was answered, or only in part."""
        return list(self.office.faults(self.answered))

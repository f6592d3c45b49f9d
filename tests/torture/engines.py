"""The two kinds of database a campaign runs on, and how each is killed."""

import importlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import django

from tools.throwaway_pg import ThrowawayPostgres

TABLES = "NGUON_TABLES"  # a file with empty tables: making them takes a third of a minute


class Sqlite:
    """A file that is killed together with the process that writes it."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="nguon-torture-"))
        self.environment = {"NGUON_DATA": str(self.data)}
        if tables := os.environ.get(TABLES):
            (self.data / "registry").mkdir()
            shutil.copy(tables, self.data / "registry" / "db.sqlite3")

    def kill(self) -> None:
        """Nothing of its own runs."""

    def be_away(self, seconds: float) -> None:
        """Let another program hold the file, so that nobody else writes."""
        with closing(sqlite3.connect(self.data / "registry" / "db.sqlite3")) as other:
            other.execute("PRAGMA busy_timeout = 60000")
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.rollback()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.data, ignore_errors=True)


class Postgres(Sqlite):
    """A cluster with everything that makes it durable, killed as a whole and started again."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="nguon-torture-"))
        self.environment = {"NGUON_DATA": str(self.data)}
        self.server = ThrowawayPostgres(durable=True)
        self.environment["DATABASE_URL"] = self.server.url()

    def kill(self) -> None:
        """Kill the server as well; it recovers when it starts again."""
        self.server.crash()

    def be_away(self, seconds: float) -> None:
        """Shut the server down for so long."""
        self.server.rest(seconds)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()
        super().__exit__(kind, error, trace)


ENGINES = {"sqlite": Sqlite, "postgresql": Postgres}


@contextmanager
def prepared(engine: str, *, site: str = "registry", **settings: str) -> Iterator[Sqlite]:
    """Let this process be of a site on empty tables: settings are read here, never before."""
    with ENGINES[engine]() as database:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= database.environment | settings
        os.environ |= {"NGUON_SITE": site, "DJANGO_SETTINGS_MODULE": "nguon.settings"}
        django.setup()
        leave = importlib.import_module("nguon.cli.prepare").leave_database
        importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
        leave()
        try:
            yield database
        finally:
            leave()

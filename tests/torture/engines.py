"""The two kinds of database a campaign runs on, and how each is killed."""

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.throwaway_pg import ThrowawayPostgres


class Sqlite:
    """A file that is killed together with the process that writes it."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="nguon-torture-"))
        self.environment = {"NGUON_DATA": str(self.data)}

    def kill(self) -> None:
        """Nothing of its own runs."""

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
        super().__init__()
        self.server = ThrowawayPostgres(durable=True)
        self.environment["DATABASE_URL"] = self.server.url()

    def kill(self) -> None:
        """Kill the server as well; it recovers when it starts again."""
        self.server.crash()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()
        super().__exit__(kind, error, trace)


ENGINES = {"sqlite": Sqlite, "postgresql": Postgres}

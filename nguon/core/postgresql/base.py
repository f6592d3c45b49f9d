"""Connections that know what the second wall was last told, see ``nguon.core.wall``.

Settings sent inside a transaction are gone once it is rolled back, and a connection from the pool
may bring those of another request: both are forgotten here, so that they are sent anew.
"""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers no longer than the server does for whom it reads."""

    wall: tuple[str, ...] | None = None

    def connect(self) -> None:
        self.wall = None
        super().connect()

    def _rollback(self) -> None:
        self.wall = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: Any) -> None:
        self.wall = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]

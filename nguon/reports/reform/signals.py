"""How far a list is, and whether it is to stop: told in files.

The list is one transaction, and on SQLite nobody else writes meanwhile, so neither progress nor
the wish to stop can be a row of the database.
"""

from pathlib import Path

import orjson
from django.conf import settings

EVERY = 10  # steps between two looks


class Stopped(RuntimeError):
    """Somebody asked that the list be stopped; everything is taken back."""


class Signal:
    """Progress and the wish to stop of one run."""

    def __init__(self, ref: str) -> None:
        folder = Path(settings.FILES) / "reforms"
        self._progress, self._stop = folder / f"{ref}.progress", folder / f"{ref}.stop"

    def watch(self, done: int, total: int) -> None:
        """Tell how far it is.

        Raises: Stopped.
        """
        if done % EVERY and done != total:
            return
        if self._stop.exists():
            raise Stopped
        self._progress.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._progress.with_suffix(".draft")
        draft.write_bytes(orjson.dumps([done, total]))
        draft.replace(self._progress)

    def progress(self) -> tuple[int, int]:
        """How many steps are done of how many; of none before it began."""
        try:
            done, total = orjson.loads(self._progress.read_bytes())
        except FileNotFoundError:
            return 0, 0
        return done, total

    def stop(self) -> None:
        """Ask that it stop at the next step."""
        self._stop.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._stop.touch(mode=0o600)

    @property
    def is_stopping(self) -> bool:
        return self._stop.exists()

    def clear(self) -> None:
        for path in (self._progress, self._stop):
            path.unlink(missing_ok=True)

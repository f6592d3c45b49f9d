"""Files that are there whole or not at all, also after the power was cut."""

import os
import tempfile
from pathlib import Path

ROUGH = ".rough-"


def write_whole(place: Path, content: bytes, *, within: Path, mode: int) -> None:
    """Write a file through to the disk, with every folder on the way down from ``within``.

    Units:   ``mode`` is of the file; whoever may read it may walk through the new folders.
    Reading: beside its place first, then into it in one step, so that a crash leaves the old or
             the new; a folder is on the disk once the folder above it is.
    Raises:  OSError; nothing is left behind.
    """
    place.parent.mkdir(mode=mode | (mode & 0o444) >> 2, parents=True, exist_ok=True)
    handle, rough = tempfile.mkstemp(prefix=ROUGH, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(rough).chmod(mode)
        Path(rough).replace(place)
    except OSError:
        Path(rough).unlink(missing_ok=True)
        raise
    for folder in _down_to(place.parent, within):
        _through(folder)


def _down_to(folder: Path, within: Path) -> list[Path]:
    """The folders from ``within`` to ``folder``, the innermost first."""
    return [each for each in (folder, *folder.parents) if each.is_relative_to(within)]


def _through(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

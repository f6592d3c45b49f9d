"""Sealed files on disk: there whole or not at all, outside what any server hands out.

A file is called by a keyed hash, so its name tells nothing. What it holds is sealed before it
comes here; this module neither opens nor understands it.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

FOLDER = "papers"
NAME = re.compile(r"[0-9a-f]{64}")
ROUGH = ".rough-"


class CannotKeep(OSError):
    """The disk does not take the file; the message is fit to show, and nothing is left behind."""

    def __init__(self) -> None:
        super().__init__(_("Máy chủ không ghi được tệp (có thể đĩa đã đầy). Chưa có gì được ghi."))


class NotThere(LookupError):
    """A file that should be there is not; the message is fit to show."""

    def __init__(self) -> None:
        super().__init__(
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị chạy “nguon verify” và khôi phục bản "
              "sao lưu.")
        )  # fmt: skip


class Found(NamedTuple):
    """One file on disk: its name, bytes, and when it was written (seconds since 1970)."""

    name: str
    size: int
    written: float


def put(name: str, sealed: bytes) -> None:
    """Write a file whole, through to the disk, or leave everything as it was.

    Raises: CannotKeep.
    """
    place = _place(name)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place, sealed)
    except OSError as fault:
        raise CannotKeep from fault


def get(name: str) -> bytes:
    """Read a file.

    Raises: NotThere.
    """
    try:
        return _place(name).read_bytes()
    except FileNotFoundError as gone:
        raise NotThere from gone


def drop(name: str) -> None:
    """Remove a file, which may be gone already; ``name`` as ``everything`` gives it."""
    place = _place(name) if NAME.fullmatch(name) else _root() / name
    place.unlink(missing_ok=True)


def everything() -> Iterator[Found]:
    """Name every file there is, what a crash left half-written included."""
    for path in sorted(_root().rglob("*")):
        with suppress(FileNotFoundError):
            if path.is_file():
                told = path.stat()
                name = path.name if NAME.fullmatch(path.name) else str(path.relative_to(_root()))
                yield Found(name, told.st_size, told.st_mtime)


def _root() -> Path:
    return Path(settings.FILES) / FOLDER


def _place(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return _root() / name[:2] / name


def _write(place: Path, sealed: bytes) -> None:
    """Beside its place first, then into it in one step: a crash leaves the old or the new."""
    handle, rough = tempfile.mkstemp(prefix=ROUGH, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(rough).replace(place)
    except OSError:
        Path(rough).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

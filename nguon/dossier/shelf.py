"""Sealed files on disk: there whole or not at all, outside what any server hands out.

A file is called by a keyed hash, so its name tells nothing. What it holds is sealed before it
comes here; this module neither opens nor understands it.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from nguon.core.disk import ROUGH, write_whole

FOLDER = "papers"
NAME = re.compile(r"[0-9a-f]{64}")


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
        write_whole(place, sealed, within=Path(settings.FILES), mode=0o600)
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


def drop_older(name: str, *, than: float) -> bool:
    """Remove a file unless it was written since ``than``, also at this very moment; say whether.

    Units: seconds since 1970.
    """
    place = _place(name) if NAME.fullmatch(name) else _root() / name
    aside = place.with_name(f"{ROUGH}{place.name}")
    try:
        place.rename(aside)  # what is put in from now on is another file
    except FileNotFoundError:
        return False
    if aside.stat().st_mtime >= than:
        aside.replace(place)
        return False
    aside.unlink()
    return True


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

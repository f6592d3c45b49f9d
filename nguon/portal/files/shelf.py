"""Bytes on disk, each under its own hash: there whole or not at all."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from nguon.core.disk import write_whole

FOLDER = "public"
NAME = re.compile(r"([0-9a-f]{64})(-\d{2,4})?")


class CannotKeep(OSError):
    """The disk does not take the file; the message is fit to show, and nothing is left behind."""

    def __init__(self) -> None:
        super().__init__(_("Máy chủ không ghi được tệp (có thể đĩa đã đầy). Chưa có gì được ghi."))


def put(name: str, content: bytes) -> None:
    """Write a file whole; one that is there already stays, since its name tells its bytes.

    Raises: CannotKeep.
    """
    place = path_of(name)
    if place.exists():
        place.touch()  # it is wanted again: no sweep takes it meanwhile
        return
    try:
        write_whole(place, content, within=Path(settings.FILES), mode=0o640)
    except OSError as fault:
        raise CannotKeep from fault


def path_of(name: str) -> Path:
    """Where the file of a hash, or of a hash and a width, lies."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return _root() / name[:2] / name


def older(than: datetime) -> Iterator[Path]:
    """Every file written before an instant, what a crash left half-written included."""
    for path in sorted(_root().rglob("*")):
        if path.is_file() and path.stat().st_mtime < than.timestamp():
            yield path


def _root() -> Path:
    return Path(settings.FILES) / FOLDER

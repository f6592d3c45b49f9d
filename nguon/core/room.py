"""The room on the disk: how much is left, and whether it was at an end."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

LEAST_FREE = 0.15
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
SQLITE_FULL = frozenset({sqlite3.SQLITE_FULL, 10 | 19 << 8})  # SQLITE_IOERR_SHMSIZE
DISK_FULL = "53100"  # PostgreSQL, appendix A


def is_short(folder: Path) -> bool:
    """Whether less than ``LEAST_FREE`` of the disk under a folder is free."""
    usage = shutil.disk_usage(folder)
    return usage.free < LEAST_FREE * usage.total


def has_no_room(fault: BaseException | None) -> bool:
    """Whether a fault, or what it came of, is that a disk, a quota or the database is full."""
    return any(_is_full(each) for each in _causes(fault))


def _is_full(fault: BaseException) -> bool:
    return (
        (isinstance(fault, OSError) and fault.errno in NO_ROOM)
        or getattr(fault, "sqlite_errorcode", None) in SQLITE_FULL
        or getattr(fault, "sqlstate", None) == DISK_FULL
    )


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__

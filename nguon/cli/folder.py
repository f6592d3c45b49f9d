"""``NGUON_DATA``, the folder of all data: made when missing, and served once at a time.

A process that serves holds a lock on a file of its folder; the file says at which address. The
lock is the system's own, so it ends with the process however that ends.
"""

import errno
import fcntl
import os
from pathlib import Path
from typing import IO

from nguon.cli import processes
from nguon.cli.language import Say, reason

UP = ""  # both sites together, next to the name of either


class CannotKeep(Exception):
    """The folder cannot be made or not be written to."""

    def __init__(self, folder: Path, why: OSError) -> None:
        super().__init__(f"{folder}: {why.strerror}")
        self.folder = folder
        self.why = why

    def said(self, say: Say) -> str:
        why = reason(self.why, say)
        return say(
            f"NGUON_DATA: không dùng được {self.folder}: {why}.",
            f"NGUON_DATA: {self.folder} cannot be used: {why}.",
        )


class Served(Exception):
    """Another process serves from this folder; ``address`` is where."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    def said(self, say: Say) -> str:
        if not self.address:
            return say(f"{data()}: đang được mở.", f"{data()}: is being started.")
        return say(
            f"{data()}: đang chạy tại {self.address}; mỗi thư mục chỉ mở một lần.",
            f"{data()}: running at {self.address}; a folder is served once at a time.",
        )


def data() -> Path:
    """Return where all data are kept, as the settings of the sites read it."""
    return Path(os.environ.get("NGUON_DATA") or processes.ROOT / "var").resolve()


def make(site: str) -> Path:
    """Make the folder of a site (of all, for ``UP``) unless it is there, and return it.

    Raises: CannotKeep.
    """
    folder = data() / site
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    except OSError as why:
        raise CannotKeep(folder, why) from why
    return folder


def hold(site: str, address: str = "") -> IO[str]:
    """Take the lock of a site's folder; who lets go of the file lets go of the lock.

    Processes forked later hold it too: the folder is free when the last of them has ended.
    Raises: CannotKeep, Served.
    """
    path = make(site) / "served.lock"
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as why:
        raise CannotKeep(path, why) from why
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        with file:
            raise Served(file.read()) from None
    write(file, address)
    return file


def write(lock: IO[str], address: str) -> None:
    """Say in the lock's file where its holder answers."""
    lock.truncate(0)
    lock.write(address)
    lock.flush()


def look(site: str) -> None:
    """See that nobody serves this site.

    Raises: CannotKeep, Served.
    """
    hold(site).close()

"""``python -m tests.torture.fulldisk``: acts go on being entered while the disk fills (FT-04).

The office's data lie on a small disk of their own. In each round a file takes all but a little
room, acts are entered until the site says that it has none, a page is read, room is made and the
next act entered. Every act that was answered must be there whole, no answer may be another one
than "entered" or "no room", and that one must come within a second.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture import campaign
from tests.torture.desk import ENTERED, Desk
from tests.torture.engines import prepared

ROUNDS, SHORT = 50, 4
SIZE = 96 << 20
LEFT = 160 << 10  # at most, of which the acts of a round eat
MANY = 400  # acts after which a full disk should have been met
READ = "/quy-dinh/"
NO_ROOM = 507
LONGEST = 1.0  # seconds


def main() -> int:
    rounds = campaign.times(SHORT, ROUNDS)
    with small_disk() as disk, prepared("sqlite"), Desk() as desk:
        filling = Filling(disk, desk)
        for _ in range(rounds):
            filling.round()
        filling.wrong += desk.faults()
    line = campaign.hand_in(
        "FT-04", "full disk under writes", count=rounds, wanted=ROUNDS, wrong=filling.wrong,
        passes="0 lost, 507 in 1 s", note=f"{len(desk.answered):,} acts answered",
    )  # fmt: skip
    return int(bool(line.failures or not desk.answered))


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of its own, in memory, on which this process makes its temporary folders."""
    place = Path(tempfile.mkdtemp(prefix="nguon-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], check=True)
    before, tempfile.tempdir = tempfile.tempdir, str(place)
    try:
        yield place
    finally:
        tempfile.tempdir = before
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


class Filling:
    """Rounds of: fill, write until there is no room, read, make room, write."""

    def __init__(self, disk: Path, desk: Desk) -> None:
        self.filler = disk / "filler"
        self.chance = campaign.chance("FT-04")
        self.desk = desk
        self.wrong: list[str] = []
        self.refs = itertools.cycle(desk.cases)

    def round(self) -> None:
        """Fill the disk to a random little, go on until it is full, and make room again."""
        self.fill(self.chance.randrange(LEFT))
        for _ in range(MANY):
            status, seconds = self.enter()
            if status != ENTERED:
                break
        if status != NO_ROOM:
            self.wrong.append(f"answered {status} on a full disk")
        if seconds > LONGEST:
            self.wrong.append(f"took {seconds:.1f} s to say that there is no room")
        if (read := self.desk.clerk.ask("GET", READ)[0]) != 200:
            self.wrong.append(f"reading answered {read} on a full disk")
        self.filler.unlink()
        if (after := self.enter()[0]) != ENTERED:
            self.wrong.append(f"answered {after} when there was room again")

    def fill(self, left: int) -> None:
        room = os.statvfs(self.filler.parent)
        with self.filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, room.f_bavail * room.f_frsize - left))

    def enter(self) -> tuple[int, float]:
        """Enter one act; return the answer and how long it took, in seconds."""
        begun = time.monotonic()
        status = self.desk.enter(next(self.refs), self.desk.clerk)
        return status, time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())

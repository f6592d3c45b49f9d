"""``python -m tests.torture.cuts [--plant FAULT]``: the power is cut under acts (FT-02).

The program enters acts and puts papers away with its own settings, once; what it asks of the disk
meanwhile is written down. Then the power is cut at as many moments as are wanted: the disk is laid
out as it might be after each, and the program opens it. It must be sound, whatever was answered
must be there whole with its line and its verdict, every paper on record must have its file and can
be opened, and the next act must be entered.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests.torture import campaign
from tests.torture.engines import prepared
from tests.torture.platter import Answered, Platter
from tests.torture.recorder import Recorder

CUTS, SHORT = 1_000, 20
ACTS, PAPERS_EVERY = (60, 600), 15  # in short and in whole; an act in so many is a paper
FIRST_DAY = date(2024, 2, 1)
DATABASE = "db.sqlite3"
PAPER = "paper "
FAULTS = {
    "off": "PRAGMA synchronous=FULL; → PRAGMA synchronous=OFF;",
    "normal": "PRAGMA synchronous=FULL; → PRAGMA synchronous=NORMAL;",
    "papers": "files of papers are not flushed",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plant", choices=sorted(FAULTS))
    planted = parser.parse_args().plant
    with prepared("sqlite"):
        told = Told(planted)
        told.happen(campaign.times(*ACTS))
        wrong = list(told.after_cuts(campaign.times(SHORT, CUTS)))
    line = campaign.hand_in(
        "FT-02", "power cuts under acts and papers", count=told.cuts, wanted=CUTS, wrong=wrong,
        passes="0 acknowledged lost, 0 corrupt, 0 rows without file", note=told.note,
    )  # fmt: skip
    return int(bool(line.failures))


class Told:
    """What happened to the disk once, and what it may be after each cut."""

    def __init__(self, planted: str | None) -> None:
        self.settings = import_module("django.conf").settings
        self.link = import_module("django.db").connection
        self.office: Any = import_module("tests.torture.office")
        self.leave = import_module("nguon.cli.prepare").leave_database
        self.chance = campaign.chance("FT-02")
        self.top = Path(self.settings.SITE_DATA)
        self.cases = self.office.settle(date(2024, 1, 2))
        self.number = self.cuts = 0
        self.leave()
        self.recorder = Recorder(self.top, self._kept())
        if planted:
            self._plant(planted)

    @property
    def note(self) -> str:
        answered = sum(isinstance(each, Answered) for each in self.recorder.events)
        return f"{answered} answered, {len(self.recorder.events):,} writes, names and flushes"

    def happen(self, acts: int) -> None:
        """Enter acts and put papers away, all of it noted."""
        with self.recorder.recording():
            for number in range(acts):
                self.recorder.answered(
                    self.put_away() if number % PAPERS_EVERY == 7 else self.enter()
                )
            self.leave()

    def enter(self) -> str:
        """Enter the next act; return its document."""
        self.number += 1
        self.office.enter(
            self.chance.choice(self.cases),
            on=FIRST_DAY + timedelta(days=self.number % 300),
            document=f"T-{self.number}",
        )
        return f"T-{self.number}"

    def put_away(self) -> str:
        self.number += 1
        ref = self.office.put_away(self.chance.choice(self.cases), picture(f"{self.number}"))
        return f"{PAPER}{ref}"

    def after_cuts(self, wanted: int) -> Iterator[str]:
        """Cut at moments drawn by chance; a sentence for each after which something is wrong."""
        events = self.recorder.events
        moments = sorted(self.chance.randrange(len(events) + 1) for _ in range(wanted))
        platter, done = Platter(self.recorder.start), 0
        for moment in moments:
            for event in events[done:moment]:
                platter.take(event)
            done = moment
            self.cuts += 1
            if faults := self.after_one(platter):
                yield f"cut {moment}: {faults[0]} ({len(faults)} faults)"

    def after_one(self, platter: Platter) -> list[str]:
        """Lay the disk out as a cut leaves it and let the program open it."""
        top = Path(tempfile.mkdtemp(prefix="cut-", dir=self.settings.DATA))
        for path, content in platter.cut(self.chance).items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(content)
        self.link.settings_dict["NAME"] = top / DATABASE
        self.settings.FILES = top / "files"
        try:
            return list(self.faults(platter.answered))
        except Exception as broken:  # noqa: BLE001 (a database that cannot be read is a finding)
            return [f"{type(broken).__name__}: {broken}"]
        finally:
            self.leave()
            shutil.rmtree(top)

    def faults(self, answered: list[str]) -> Iterator[str]:
        yield from self.unsound()
        acts = [each for each in answered if not each.startswith(PAPER)]
        papers = [each.removeprefix(PAPER) for each in answered if each.startswith(PAPER)]
        yield from self.office.faults(acts)
        yield from self.office.faults_of_papers(papers)
        document = self.enter()
        yield from self.office.faults([*acts, document])

    def unsound(self) -> Iterator[str]:
        with self.link.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (said for (said,) in cursor.fetchall() if said != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"{row[0]} {row[1]} refers to nothing" for row in cursor.fetchall())

    def _kept(self) -> list[Path]:
        files = self.top / "files"
        return [self.top / DATABASE, *(path for path in files.rglob("*") if path.is_file())]

    def _plant(self, fault: str) -> None:
        if fault == "papers":
            import_module("nguon.core.disk").os = NoFlush()
            return
        old, new = FAULTS[fault].split(" → ")
        options = self.link.settings_dict["OPTIONS"]
        assert old in options["init_command"]
        options["init_command"] = options["init_command"].replace(old, new)


class NoFlush:
    """The system as it would be if somebody forgot to flush."""

    def __getattr__(self, name: str) -> Any:
        return (lambda _: None) if name == "fsync" else getattr(import_module("os"), name)


def picture(words: str) -> bytes:
    """A page as a telephone takes it: another word, another picture."""
    page, out = Image.new("RGB", (60, 80), "white"), BytesIO()
    ImageDraw.Draw(page).text((5, 30), words, fill="black")
    page.save(out, "JPEG")
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())

"""Find the programs of the system that tests and measurements call; install those that lack.

Chromium for the browser tests, LibreOffice with its letters and Poppler to open the papers again
as an office does, libarchive to open a sealed list, nginx to stand in front as in an office:
``python -m tools.programs`` installs them from Debian's packages if this is root. With ``--bench``
also what WeasyPrint needs, against which papers are measured.
"""

import argparse
import ctypes.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A program under any of its names, a library or a font, and the packages that bring it."""

    what_for: str
    names: tuple[str, ...]
    packages: tuple[str, ...]
    kind: Literal["program", "library", "font"] = "program"

    def found(self) -> Path | None:
        """Where it is; nothing if it is not installed."""
        if self.kind == "library":
            there = all(ctypes.util.find_library(name) for name in self.names)
            return Path("/") if there else None
        look = font_file if self.kind == "font" else shutil.which
        paths = map(look, self.names)
        return next((Path(path) for path in paths if path), None)


def font_file(pattern: str) -> str | None:
    """The first file in which fontconfig finds such a font, if there is fontconfig."""
    if not shutil.which("fc-list"):
        return None
    command = ["fc-list", pattern, "file"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.partition(":")[0] or None


CHROMIUM = Wanted(
    "the browser tests",
    ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
    ("chromium", "fonts-liberation"),
)
WRITER = Wanted(
    "the tests of papers",
    ("soffice", "libreoffice"),
    ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
)
# The first edition of these letters has no Vietnamese: words would be set from two fonts.
LETTERS = Wanted(
    "the tests of papers",
    ("Liberation Serif:charset=1ea3",),
    ("fontconfig", "fonts-liberation2"),
    kind="font",
)
PDFTOTEXT = Wanted("the tests of papers", ("pdftotext",), ("poppler-utils",))
ARCHIVE = Wanted("the tests of sealed lists", ("archive",), ("libarchive13",), kind="library")
FRONT = Wanted("the tests of the front server", ("nginx",), ("nginx-light",))
PANGO = Wanted(
    "measuring against WeasyPrint",
    ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"),
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    kind="library",
)
FOR_TESTS = (CHROMIUM, WRITER, LETTERS, PDFTOTEXT, ARCHIVE, FRONT)


class NotInstalled(RuntimeError):
    """A program is missing; the message says what for, and how to get it."""


def find(wanted: Wanted = CHROMIUM) -> Path:
    """Where a program is.

    Raises: NotInstalled.
    """
    path = wanted.found()
    if path is None:
        raise NotInstalled(
            f"{wanted.what_for} need {wanted.names[0]}, and there is none. "
            f"Debian: apt-get install {' '.join(wanted.packages)} "
            "(`make programs` does it when run by root)."
        )
    return path


def install(missing: list[Wanted]) -> None:
    """Install what is missing from Debian's packages, if this is root on such a system."""
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    packages = [package for wanted in missing for package in wanted.packages]
    subprocess.run([*get, "update"], env=quiet, check=False)
    command = [*get, "install", "-y", "--no-install-recommends", *packages]
    subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", action="store_true", help="also what measurements need")
    wanted = [*FOR_TESTS, *([PANGO] if parser.parse_args().bench else [])]
    install([each for each in wanted if not each.found()])
    try:
        for each in wanted:
            find(each)
    except NotInstalled as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()

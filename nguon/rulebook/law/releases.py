"""Released rulebooks: data frozen as it was, so that what was judged by it can be judged again.

A release is a folder of data files that never change; ``release.json`` says when it was frozen and
what the files' digest is. Entries that later code asks for and that a release lacks stand in its
folder ``later``, with the value that keeps its verdicts as they were.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from nguon.rulebook.law.files import DATA

RULEBOOK: Final = Path(__file__).parent.parent
RELEASES: Final = RULEBOOK / "releases"
ABOUT: Final = "release.json"
VERSION_FORM: Final = re.compile(r"(\d{4})\.([1-9]\d*)\Z")
NONE_YET: Final = "0"


class NoSuchRelease(LookupError):
    """Nothing was released under that name; ``held`` names the releases there are."""

    def __init__(self, asked: str, held: tuple[str, ...]) -> None:
        super().__init__(asked)
        self.asked, self.held = asked, held
        self.near = tuple(get_close_matches(asked, held, n=1, cutoff=0.4))


@dataclass(frozen=True, slots=True)
class Release:
    """One released rulebook: its version, the day it was frozen, and the digest of its files."""

    version: str
    frozen_on: date
    digest: str
    folder: Path

    @property
    def sound(self) -> bool:
        """Whether its files are still what was frozen."""
        return digest_of(self.folder.glob("*.yaml")) == self.digest


def releases(root: Path = RELEASES) -> tuple[Release, ...]:
    """List the released rulebooks, the oldest first."""
    folders = (path for path in root.glob("*") if VERSION_FORM.match(path.name))
    return tuple(_about(folder) for folder in sorted(folders, key=lambda path: order(path.name)))


def release(version: str, root: Path = RELEASES) -> Release:
    """Find one release.

    Raises: NoSuchRelease, naming those there are.
    """
    held = {one.version: one for one in releases(root)}
    if version not in held:
        raise NoSuchRelease(version, tuple(held))
    return held[version]


def order(version: str) -> tuple[int, int]:
    """Give what versions are sorted by: year and number.

    Raises: ValueError for a text that is no version.
    """
    found = VERSION_FORM.match(version)
    if found is None:
        raise ValueError(version)
    return int(found[1]), int(found[2])


def digest_of(paths: Iterable[Path]) -> str:
    """Sum up names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _about(folder: Path) -> Release:
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    frozen_on = date.fromisoformat(about["frozen_on"])
    return Release(folder.name, frozen_on, about["digest"], folder)


def _version() -> str:
    held = [path.name for path in RELEASES.glob("*") if VERSION_FORM.match(path.name)]
    return max(held, key=order, default=NONE_YET)


VERSION: Final = _version()
# What judged a case: the last release, and a digest of the data and code that run today.
RELEASE: Final = "{}+{}".format(
    VERSION, digest_of([*DATA.glob("*.yaml"), *RULEBOOK.rglob("*.py")])[:12]
)

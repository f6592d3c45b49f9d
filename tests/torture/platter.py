"""A disk that keeps what was not flushed apart, and what is left of it once the power is cut.

A file holds what was flushed and, in order, what was written since; a folder holds the names that
were flushed and what was done to names since. A cut takes any of the writes that were not flushed
and leaves any, out of order, torn at sectors; a name that was not flushed may be there or not.
What was flushed stays: a disk that lies about flushing is not modelled.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

SECTOR = 512
TORN = 0.3  # of the writes that reached the disk
REACHED = (0.0, 0.1, 0.5, 0.9, 1.0)  # shares of the writes that did: a cut has one of them


class Write(NamedTuple):
    """Bytes of a file, by its number."""

    file: int
    at: int
    content: bytes


class Size(NamedTuple):
    """A file was cut or filled up to so many bytes."""

    file: int
    size: int


class Flush(NamedTuple):
    """What was written to a file is on the disk."""

    file: int


class Named(NamedTuple):
    """A path leads to a file from now on, or (None) to none; ``former`` does so no longer."""

    path: str
    file: int | None
    former: str = ""


class FlushNames(NamedTuple):
    """What was done to the names in a folder is on the disk."""

    folder: str


class Answered(NamedTuple):
    """Somebody was told that this is done."""

    what: str


Event = Write | Size | Flush | Named | FlushNames | Answered


@dataclass
class File:
    """What is on the disk for certain, and what may be."""

    flushed: bytearray = field(default_factory=bytearray)
    since: list[Write | Size] = field(default_factory=list)


class Platter:
    """Takes events one after the other; ``cut`` says what is there if the power goes now."""

    def __init__(self, start: Iterable[tuple[str, bytes]] = ()) -> None:
        self.files: dict[int, File] = defaultdict(File)
        self.names: dict[str, int] = {}
        self.renamed: dict[str, list[Named]] = defaultdict(list)  # by folder, not flushed
        self.answered: list[str] = []
        for place, (path, content) in enumerate(start):
            self.names[path] = first(place)
            self.files[first(place)].flushed += content

    def take(self, event: Event) -> None:
        """Let one thing happen."""
        if isinstance(event, Write | Size):
            self.files[event.file].since.append(event)
        elif isinstance(event, Flush):
            held = self.files[event.file]
            for each in held.since:
                put(held.flushed, each)
            held.since.clear()
        elif isinstance(event, Named):
            self.renamed[folder_of(event.path)].append(event)
        elif isinstance(event, FlushNames):
            for named in self.renamed.pop(event.folder, ()):
                rename(self.names, named)
        else:
            self.answered.append(event.what)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Every path that is there afterwards, with its content."""
        share = chance.choice(REACHED)
        names = dict(self.names)
        for pending in self.renamed.values():
            for each in pending:
                if chance.random() < share:
                    rename(names, each)
        return {path: self._left(file, share, chance) for path, file in sorted(names.items())}

    def _left(self, file: int, share: float, chance: random.Random) -> bytes:
        held = self.files[file]
        content = bytearray(held.flushed)
        for each in held.since:
            if chance.random() >= share:
                continue
            if isinstance(each, Write) and chance.random() < TORN:
                for piece in torn(each, chance):
                    put(content, piece)
            else:
                put(content, each)
        return bytes(content)


def first(place: int) -> int:
    """The number of a file that was there from the start."""
    return -1 - place


def put(content: bytearray, change: Write | Size) -> None:
    """Make a change to a file; what is between its end and a write beyond it is zeros."""
    if isinstance(change, Size):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    content.extend(bytes(max(0, change.at - len(content))))
    content[change.at : change.at + len(change.content)] = change.content


def torn(write: Write, chance: random.Random) -> list[Write]:
    """Some sectors of a write."""
    end = write.at + len(write.content)
    edges = [write.at, *range((write.at // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return [
        Write(write.file, low, write.content[low - write.at : high - write.at])
        for low, high in pairwise(edges)
        if chance.random() < 0.5
    ]


def rename(names: dict[str, int], named: Named) -> None:
    """Do one thing to names."""
    names.pop(named.former, None)
    if named.file is None:
        names.pop(named.path, None)
    else:
        names[named.path] = named.file


def folder_of(path: str) -> str:
    return str(PurePath(path).parent)

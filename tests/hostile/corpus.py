"""What a hostile file is, and how the makers write theirs down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

SEED = 20260731
PAPER, ROSTER, TEMPLATE = "paper", "roster", "template"
FAR = "http://192.0.2.7:9/"  # reserved for documentation: nobody is there


@dataclass(frozen=True)
class Hostile:
    """One file, where it is sent, and what must come of it.

    Either it is refused with ``code``, or it is taken and nothing of ``gone`` is left in it.
    ``slow``: it is judged for as long as a process may work, so only the long form does it.
    """

    title: str
    family: str
    where: str
    name: str
    content: bytes = field(repr=False)
    code: str = ""
    gone: tuple[bytes, ...] = ()
    slow: bool = False

    @property
    def expected(self) -> str:
        return self.code or "taken"


class Corpus:
    """A growing list of hostile files, each title once; ``chance`` is the same for a seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance = Random(seed)
        self.files: dict[str, Hostile] = {}

    def add(
        self,
        title: str,
        content: bytes,
        code: str = "",
        *,
        family: str,
        where: str = PAPER,
        name: str = "giay-to.bin",
        gone: tuple[bytes, ...] = (),
        slow: bool = False,
    ) -> None:
        if title in self.files:
            raise ValueError(title)
        if bool(code) == bool(gone):
            raise ValueError(f"{title}: either refused or made harmless")
        self.files[title] = Hostile(title, family, where, name, content, code, gone, slow)


Maker = Callable[[Corpus], Any]

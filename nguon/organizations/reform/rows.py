"""The rows of a list: what each says, in which order they are carried out, what they refuse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from heapq import heapify, heappop, heappush

import orjson
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.text import fold


class Act(TextChoices):
    """What a row may say is done."""

    MERGE = "merge", gettext_lazy("Sáp nhập")
    SPLIT = "split", gettext_lazy("Chia")
    RENAME = "rename", gettext_lazy("Đổi tên")
    MOVE = "move", gettext_lazy("Chuyển")
    DISSOLVE = "dissolve", gettext_lazy("Giải thể")
    ESTABLISH = "establish", gettext_lazy("Thành lập")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read; ``row`` is its number on the sheet.

    ``who`` are codes, addresses or names of organisations; ``name`` and ``code`` are of what comes
    of it, or of whoever takes over; ``tier`` and ``rank`` are empty where they stay the same.
    """

    sheet: str
    row: int
    act: str
    who: tuple[str, ...]
    on: date
    document: str
    name: str = ""
    code: str = ""
    parent: str = ""
    tier: str = ""
    rank: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: which column it is about (a field of ``Row``), and a sentence."""

    sheet: str
    row: int
    column: str
    why: str


class BadList(ValueError):
    """Rows were refused, so nothing of the list was written; ``faults`` says which and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{each.row}: {each.why}" for each in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at once: one row, or all rows that say into what one organisation is split."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def needs(self) -> set[str]:
        """What must be there before, as it is found by."""
        spoken = (*self.first.who, *(row.parent for row in self.rows))
        if self.first.act == Act.DISSOLVE:
            spoken = (*spoken, self.first.code or self.first.name)
        return {key(word) for word in spoken if word}

    @property
    def makes(self) -> set[str]:
        """What may be there only afterwards."""
        if self.first.act in (Act.MOVE, Act.DISSOLVE):
            return set()
        words = (word for row in self.rows for word in (row.name, row.code))
        return {key(word) for word in words if word}


def key(word: str) -> str:
    """What an organisation is found by: a code or an address as it is, a name without marks."""
    return fold(word)


def imprint(rows: Iterable[Row]) -> str:
    """Tell whether two lists say the same, however they are written; notes do not count."""
    said = [
        [each.act, sorted(map(key, each.who)), key(each.name), each.code, key(each.parent),
         each.tier, each.rank, fold(each.document), each.on.isoformat()]
        for each in rows
    ]  # fmt: skip
    return sha256(orjson.dumps(said)).hexdigest()


def steps(rows: Iterable[Row]) -> list[Step]:
    """Put rows together and in order: by day, as they stand, but nothing before what it needs.

    Raises: BadList for rows that wait for each other.
    """
    found = _together(rows)
    makers: dict[str, list[int]] = {}
    for number, step in enumerate(found):
        for word in step.makes:
            makers.setdefault(word, []).append(number)
    waits = {number: _waits_for(number, found, makers) for number in range(len(found))}
    order = _in_order(found, waits)
    if len(order) < len(found):
        stuck = [found[number].first for number in sorted(waits.keys() - set(order))]
        why = _("Các hàng này chờ nhau: mỗi hàng cần tổ chức mà hàng kia mới lập.")
        raise BadList([Fault(each.sheet, each.row, "who", why) for each in stuck])
    return [found[number] for number in order]


def _together(rows: Iterable[Row]) -> list[Step]:
    """Rows that split the same organisation on the same day are one act, the keeper first."""
    found: list[list[Row]] = []
    splits: dict[tuple[frozenset[str], date], list[Row]] = {}
    for row in rows:
        whom = frozenset(map(key, row.who)), row.on
        if row.act == Act.SPLIT and whom in splits:
            splits[whom].append(row)
            continue
        found.append([row])
        if row.act == Act.SPLIT:
            splits[whom] = found[-1]
    return [Step(tuple(group)) for group in found]


def _waits_for(
    number: int, found: Sequence[Step], makers: Mapping[str, Sequence[int]]
) -> set[int]:
    step = found[number]
    before = {maker for word in step.needs for maker in makers.get(word, ())} - {number}
    return {maker for maker in before if found[maker].first.on == step.first.on}


def _in_order(found: Sequence[Step], waits: Mapping[int, set[int]]) -> list[int]:
    left = {number: len(before) for number, before in waits.items()}
    then: dict[int, list[int]] = {}
    for number, before in waits.items():
        for maker in before:
            then.setdefault(maker, []).append(number)
    ready = [(found[number].first.on, number) for number, count in left.items() if not count]
    heapify(ready)
    order = []
    while ready:
        _day, number = heappop(ready)
        order.append(number)
        for after in then.get(number, ()):
            left[after] -= 1
            if not left[after]:
                heappush(ready, (found[after].first.on, after))
    return order

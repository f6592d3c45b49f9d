"""What is counted of whom: one rule a line, for numbers and for the names behind them alike.

Pure: groups of people who are alike go in, numbers come out. Nothing about ethnicity or religion
passes here; those are totals that the vault counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from nguon.core.text import fold
from nguon.statistics import catalogue
from nguon.statistics.catalogue import UNKNOWN

NOT_RECORDED = "not_recorded"
TENTH = Decimal("0.1")
Number = int | Decimal


class Who(NamedTuple):
    """What a line may ask of somebody; ``None`` and empty are unknown, neither yes nor no.

    ``age`` in full years; ``standing`` as the register writes it; ``era`` and ``probation`` are
    told of members, ``again`` of those admitted.
    """

    gender: str
    age: int | None
    union: bool | None
    schooling: str | None
    standing: str | None
    occupation: str
    era: str = ""
    probation: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """One number, or the code of the reason why there is none.

    ``known`` says of how many of those counted the register tells at all; ``of`` is how many
    there are. A figure that takes everybody has neither.
    """

    number: Number | None
    why: str = ""
    known: int | None = None
    of: int | None = None


Groups = Iterable[tuple[Who, int]]
Trait = Callable[[Who], bool | None]


def _standing(word: str) -> Trait:
    return lambda who: None if who.standing is None else f'"{word}"' in who.standing


TRAITS: Mapping[str, Trait] = {
    "all": lambda who: True,
    "women": lambda who: who.gender == "female" if who.gender else None,
    "union": lambda who: who.union,
    "business": _standing("private_business_owner"),
    "probation": lambda who: who.probation,
    "again": lambda who: who.again,
}
# A line that asks for these is told from totals that the vault counted, and opens to nobody.
SEALED = frozenset({"minority", "religious", "foreign_spouse", "ethnicity", "religion"})


def number_all(groups: Groups, subject: str) -> dict[str, Count]:
    """Count every trait and every analysis of some people.

    Shape:   names such as ``admitted.women`` and ``admitted.age.18-30``.
    Reading: where nothing is on record of anybody there is no number, and not zero.
    """
    told = Counter[Who]()
    for who, number in groups:
        told[who] += number
    found = {f"{subject}.{name}": _trait(told, trait) for name, trait in TRAITS.items()}
    for group in catalogue.groups():
        counts = _analysis(told, group)
        found |= {f"{subject}.{group}.{key}": count for key, count in counts.items()}
    return found


def matches(name: str, who: Who) -> bool:
    """Whether somebody stands behind a line; ``name`` is without its subject."""
    if name in TRAITS:
        return TRAITS[name](who) is True
    group, _, key = name.partition(".")
    return group in catalogue.groups() and category(group, who) == key


def opens(name: str) -> bool:
    """Whether there may be names behind what a line counts, ``name`` as ``matches`` takes it."""
    group, _, key = name.partition(".")
    return name in TRAITS or (group in catalogue.groups() and key != "mean")


def category(group: str, who: Who) -> str:
    """On which line of an analysis somebody stands."""
    return SORTED[group](who)


def mean_age(groups: Groups) -> Decimal | None:
    """The average age of those whose age is known. Units: years, one decimal."""
    known = [(who.age, number) for who, number in groups if who.age is not None]
    many = sum(number for _age, number in known)
    if not many:
        return None
    total = sum(age * number for age, number in known)
    return (Decimal(total) / many).quantize(TENTH, ROUND_HALF_UP)


# --- pieces -------------------------------------------------------------------------------------


def _trait(told: Counter[Who], trait: Trait) -> Count:
    of = told.total()
    known = sum(number for who, number in told.items() if trait(who) is not None)
    if of and not known:
        return Count(None, NOT_RECORDED, 0, of)
    return Count(sum(number for who, number in told.items() if trait(who)), "", known, of)


def _analysis(told: Counter[Who], group: str) -> dict[str, Count]:
    parts = Counter[str]()
    for who, number in told.items():
        parts[category(group, who)] += number
    of, unknown = told.total(), parts[UNKNOWN]
    silent = bool(of) and unknown == of
    found = {
        key: Count(None, NOT_RECORDED, 0, of)
        if silent and key != UNKNOWN
        else Count(parts[key], "", of - unknown, of)
        for key in _keys(group)
    }
    if group == "age":
        mean = mean_age(told.items())
        found["mean"] = Count(mean, "" if mean is not None else NOT_RECORDED, of - unknown, of)
    return found


def _keys(group: str) -> Iterator[str]:
    rows = catalogue.groups()[group]["rows"]
    return (row["key"] for row in rows if "adds" not in row and not row.get("mean"))


def _by_age(who: Who) -> str:
    if who.age is None:
        return UNKNOWN
    rows = (row for row in catalogue.groups()["age"]["rows"] if "from" in row)
    return next((row["key"] for row in rows if row["from"] <= who.age <= row["to"]), UNKNOWN)


def _by_schooling(who: Who) -> str:
    return _values()["schooling"].get(who.schooling or "", UNKNOWN)


def _by_occupation(who: Who) -> str:
    return _values()["occupation"].get(fold(who.occupation), UNKNOWN)


def _by_era(who: Who) -> str:
    return who.era or UNKNOWN


SORTED: Mapping[str, Callable[[Who], str]] = {
    "age": _by_age,
    "schooling": _by_schooling,
    "occupation": _by_occupation,
    "era": _by_era,
}


@cache
def _values() -> Mapping[str, Mapping[str, str]]:
    """Recorded value -> line, for analyses by value and by word."""
    return {
        group: {
            value: row["key"]
            for row in told["rows"]
            for value in (*row.get("values", ()), *row.get("words", ()))
        }
        for group, told in catalogue.groups().items()
    }


def people_of(kind: str, recorded: str) -> str:
    """On which line of ``peoples`` a recorded ethnicity or religion stands; nothing if unknown."""
    if not recorded.strip():
        return ""
    return _words(kind).get(fold(recorded), catalogue.OTHER)


@cache
def _words(kind: str) -> Mapping[str, str]:
    return {
        fold(word): row["key"]
        for row in catalogue.peoples()[kind]
        for word in (row["label"], *row.get("words", ()))
    }

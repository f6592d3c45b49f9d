"""Which forms there are, from when to when, drawn from which act, and where they were seen.

The list of the members of a cell (7-HSĐV) is none of them: it is of an organisation and no
paper of one person; it is among the books.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nguon.forms import slip, values
from nguon.forms.layout import BadLayout, Layout, load
from nguon.rulebook import EVENT_TYPES

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
SOURCES = Path(__file__).with_name("sources.yaml")
MARKS = ("C2", "C1", "K", "I", "U")
CASE, LETTER = "case", "letter"


class NoSuchForm(LookupError):
    """No form has this code."""


@dataclass(frozen=True, slots=True)
class Edition:
    """How a form looked from one day until, but not on, another.

    ``layout`` is empty where its content could not be seen: then it is not drawn. ``seen`` are
    the keys of the specimens in ``sources``, ``note`` what the comparison left open.
    """

    valid_from: date
    valid_to: date | None
    layout: str
    instrument: str
    seen: tuple[str, ...]
    confidence: str
    note: str

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Form:
    """One statutory form. ``by_hand``: the person writes it; what is printed is a draft to copy.

    ``pick`` chooses among the acts of the type ``act``: an introduction by a member is not one
    by the youth union. A form drawn from a letter of transfer has no act.
    """

    code: str
    title: str
    act: str
    signed_by: str
    by_hand: bool
    pick: Mapping[str, Any]
    editions: tuple[Edition, ...]
    drawn_from: str = CASE

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force on a day; nothing before the first."""
        return next((edition for edition in self.editions if edition.holds(day)), None)

    def label(self, name: str) -> str:
        """Name a value of the form for the list of what is missing."""
        return slip.label(name) if self.drawn_from == LETTER else values.label(name, self.act)


@cache
def forms() -> Mapping[str, Form]:
    """Every form by code, in the order of the procedure.

    Raises: BadLayout with the form and what is wrong.
    """
    told = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    found = {code: _form(code, form) for code, form in told.items()}
    for form in found.values():
        for edition in form.editions:
            if edition.layout:
                _check(form, load(edition.layout))
    return found


def form(code: str) -> Form:
    """Find a form by its code, however its diacritics and case are typed.

    Raises: NoSuchForm.
    """
    asked = code.strip().upper().replace("KND", "KNĐ").replace("HSDV", "HSĐV")
    asked = asked.replace("SHD", "SHĐ").replace("NTVD", "NTVĐ").replace("CN-DVM", "CN-ĐVM")
    try:
        return forms()[asked]
    except KeyError:
        raise NoSuchForm(code) from None


@cache
def sources() -> Mapping[str, str]:
    """The published specimens by key: title, and where it was seen."""
    told = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return {str(key): str(said) for key, said in told.items()}


def _form(code: str, told: Mapping[str, Any]) -> Form:
    act, drawn_from = told.get("act", ""), told.get("from", CASE)
    if (act in EVENT_TYPES) != (drawn_from == CASE):
        raise BadLayout(f"{code}: {act!r} is no type of act")
    return Form(
        code,
        told["title"],
        act,
        told["signed_by"],
        bool(told.get("by_hand")),
        told.get("pick", {}),
        tuple(_edition(code, edition) for edition in told["editions"]),
        drawn_from,
    )


def _edition(code: str, told: Mapping[str, Any]) -> Edition:
    start, end = told["valid"]
    if told["confidence"] not in MARKS:
        raise BadLayout(f"{code}: {told['confidence']!r} is none of {', '.join(MARKS)}")
    seen = tuple(str(told.get("seen", "")).split())
    if missing := set(seen) - set(sources()):
        raise BadLayout(f"{code}: nothing is said of the sources {sorted(missing)}")
    mark, note = told["confidence"], told.get("note", "")
    return Edition(start, end, told.get("layout", ""), told["cite"], seen, mark, note)


def _check(form: Form, layout: Layout) -> None:
    """Every name in a layout must be one that the register knows."""
    known = values.known if form.drawn_from == CASE else slip.known
    for slot in layout.slots():
        if not known(slot.name):
            raise BadLayout(f"{form.code}, {layout.name}: nothing is known as {slot.name!r}")

"""Which forms there are, from when to when, drawn from which act, and where they were seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nguon.forms import values
from nguon.forms.layout import BadLayout, Layout, load
from nguon.rulebook import EVENT_TYPES

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
MARKS = ("C2", "C1", "K", "I", "U")


class NoSuchForm(LookupError):
    """No form has this code."""


@dataclass(frozen=True, slots=True)
class Edition:
    """How a form looked from one day until, but not on, another.

    ``layout`` is empty where its content could not be seen: then it is not drawn.
    """

    valid_from: date
    valid_to: date | None
    layout: str
    instrument: str
    seen: str
    confidence: str

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Form:
    """One statutory form. ``by_hand``: the person writes it; what is printed is a draft to copy.

    ``pick`` chooses among the acts of the type ``act``: an introduction by a member is not one
    by the youth union.
    """

    code: str
    title: str
    act: str
    signed_by: str
    by_hand: bool
    pick: Mapping[str, Any]
    editions: tuple[Edition, ...]

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force on a day; nothing before the first."""
        return next((edition for edition in self.editions if edition.holds(day)), None)


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
    try:
        return forms()[asked]
    except KeyError:
        raise NoSuchForm(code) from None


def _form(code: str, told: Mapping[str, Any]) -> Form:
    if told["act"] not in EVENT_TYPES:
        raise BadLayout(f"{code}: {told['act']!r} is no type of act")
    return Form(
        code,
        told["title"],
        told["act"],
        told["signed_by"],
        bool(told.get("by_hand")),
        told.get("pick", {}),
        tuple(_edition(code, edition) for edition in told["editions"]),
    )


def _edition(code: str, told: Mapping[str, Any]) -> Edition:
    start, end = told["valid"]
    if told["confidence"] not in MARKS:
        raise BadLayout(f"{code}: {told['confidence']!r} is none of {', '.join(MARKS)}")
    return Edition(
        start, end, told.get("layout", ""), told["cite"], told.get("seen", ""), told["confidence"]
    )


def _check(form: Form, layout: Layout) -> None:
    """Every name in a layout must be one that the register knows."""
    for slot in layout.slots():
        if not values.known(slot.name):
            raise BadLayout(f"{form.code}, {layout.name}: nothing is known as {slot.name!r}")

"""Which papers a dossier holds: in which part, from which act, why, and filed where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.development.words import language
from nguon.rulebook import EVENT_TYPES, load

TEXT = Path(__file__).with_name("papers.yaml")
MARKS = ("C2", "C1", "K", "I", "U")
PARTS: Mapping[str, Promise] = {
    "admission": _("Hồ sơ kết nạp"),
    "member": _("Khai sau lễ kết nạp"),
    "recognition": _("Hồ sơ công nhận chính thức"),
}
# What may make a paper necessary; ``checklist`` has a function for each.
WHEN = frozenset(
    {
        "introduced_by_members",
        "introduced_by_youth_union",
        "introduced_by_trade_union",
        "section_committee",
        "grassroots_committee",
        "consent",
        "political_issue",
        "population",
    }
)
SINCE = ("", "ceremony", "step")
ALWAYS: Mapping[str, Any] = MappingProxyType({})


class BadCatalogue(ValueError):
    """The list of papers is wrong; the message names the paper and the fault."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One line of the checklist.

    ``act`` and ``of`` say in which act the paper is made (none: it is brought along), ``when``
    what makes it necessary (empty: always), ``since`` from when it can be asked for: the
    ``ceremony``, the ``step`` that makes it, or the start. ``provision`` names the rule that asks
    for it; where there is none the guidance of the day is the ground, as sure as ``confidence``.
    ``archive`` is its code in the archive list, ``archive_again`` that of somebody readmitted.
    """

    code: str
    part: str
    vi: str
    en: str
    archive: str
    act: str
    rule: str
    when: str = ""
    since: str = ""
    of: Mapping[str, Any] = field(default_factory=lambda: ALWAYS)
    provision: str = ""
    confidence: str = ""
    archive_again: str = ""

    @property
    def title(self) -> str:
        return self.en if language() == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Guidance:
    """The instrument that sets the forms from one day until, but not on, another."""

    valid_from: date
    valid_to: date | None
    instrument: str
    confidence: str

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@cache
def kinds() -> Mapping[str, PaperKind]:
    """Every paper by its code, in the order of the dossier.

    Raises: BadCatalogue.
    """
    return {code: _kind(code, told) for code, told in _document()["papers"].items()}


def kind(code: str) -> PaperKind | None:
    """The paper with this code, if there is one."""
    return kinds().get(code)


def guidance_on(day: date) -> Guidance | None:
    """The instrument that sets the forms on a day; nothing before the first one known."""
    return next((each for each in _guidance() if each.holds(day)), None)


def archive_list() -> str:
    """The instrument whose annex gives the codes for the archive."""
    told = _document()["archive"]
    return str(told["cite"])


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEXT.read_text(encoding="utf-8"))
    return found


@cache
def _guidance() -> tuple[Guidance, ...]:
    return tuple(
        Guidance(each["valid"][0], each["valid"][1], each["cite"], each["confidence"])
        for each in _document()["guidance"]
    )


def _kind(code: str, told: Mapping[str, Any]) -> PaperKind:
    given: dict[str, Any] = {name: value or "" for name, value in told.items()}
    made = PaperKind(code, **given)
    if made.part not in PARTS:
        raise BadCatalogue(f"{code}: {made.part!r} is no part of a dossier")
    if made.act and made.act not in EVENT_TYPES:
        raise BadCatalogue(f"{code}: {made.act!r} is no type of act")
    if made.when and made.when not in WHEN:
        raise BadCatalogue(f"{code}: nothing is known of {made.when!r}")
    if made.since not in SINCE:
        raise BadCatalogue(f"{code}: {made.since!r} is no time of a dossier")
    if made.provision and made.provision not in load().editions:
        raise BadCatalogue(f"{code}: no provision is called {made.provision!r}")
    if not made.provision and made.confidence not in MARKS:
        raise BadCatalogue(f"{code}: neither a provision nor a mark")
    return made

"""Forms in words: the line of the catalogue, the places of a sheet with their sources."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nguon.core.text import fold
from nguon.development.words import event
from nguon.forms import catalogue
from nguon.forms.catalogue import Form
from nguon.forms.sheet import Said, Sheet


@dataclass(frozen=True, slots=True)
class Line:
    """One form of the catalogue; ``drawn`` is false where no specimen was seen."""

    code: str
    title: str
    signed_by: str
    by_hand: bool
    drawn: bool
    instrument: str
    seen: str
    mark: str


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a sheet: what it is called, what it says, where it comes from."""

    label: str
    text: str
    source: str


def lines() -> list[Line]:
    """The catalogue, each form with its latest edition."""
    return [_line(form) for form in catalogue.forms().values()]


def address(code: str) -> str:
    """A form's code as an address writes it: 6-KNĐ is ``6-knd``."""
    return fold(code)


def code_of(address: str) -> str:
    """The code behind an address."""
    return next((code for code in catalogue.forms() if fold(code) == fold(address)), address)


def places(sheet: Sheet, form: Form) -> dict[str, Any]:
    """What is missing, and what is known with its source; each name once."""
    once = {place.name: place for place in sheet.places()}
    known = [_place(place, form) for place in once.values() if place.text]
    return {
        "missing": [form.label(name) for name in sheet.missing()],
        "known": known,
    }


def _line(form: Form) -> Line:
    latest = form.editions[-1]
    return Line(
        form.code,
        form.title,
        form.signed_by,
        form.by_hand,
        bool(latest.layout),
        latest.instrument,
        "; ".join(catalogue.sources()[key] for key in latest.seen),
        latest.confidence,
    )


def _place(place: Said, form: Form) -> Place:
    return Place(form.label(place.name), place.text, _source(place, form.act))


def _source(place: Said, act: str) -> str:
    kind = place.source.kind if place.source else ""
    about = place.name.partition(".")[0].rstrip("0123456789")
    if kind == "event":
        return _("việc đã ghi: %s") % event(act if about == "act" else about)
    return {
        "person": _("thông tin của người này"),
        "organization": _("tổ chức theo ngày của việc này"),
        "reckoned": _("tính theo quy định và các việc đã ghi"),
        "letter": _("giấy giới thiệu đã ghi"),
    }.get(kind, kind)

"""Forms in words: the line of the catalogue, the places of a sheet with their sources."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.text import fold
from nguon.development.words import cited, event
from nguon.forms import catalogue
from nguon.forms import places as own
from nguon.forms.catalogue import Form
from nguon.forms.operations import OwnPaper
from nguon.forms.own import Fault
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
        cited(latest.instrument),
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


def own_places(drawn: OwnPaper) -> dict[str, Any]:
    """The same of an office's own paper."""
    once = {place.name: place for place in drawn.filled.places}
    return {
        "missing": [own.label(name, drawn.act) for name in drawn.filled.missing()],
        "known": [
            Place(own.label(place.name, drawn.act), place.text, _ground(place, drawn.act))
            for place in once.values()
            if place.text
        ],
    }


def _ground(place: Said, act: str) -> str:
    return _("các việc đã ghi") if place.name.startswith("row.") else _source(place, act)


def fault(found: Fault) -> str:
    """Say what cannot stand in a template, where, and what may have been meant."""
    said = {"said": found.said, "where": _where(found.where), "nearest": found.nearest}
    sentence = _FAULTS[found.code] % said
    meant = found.code in ("unknown", "brace") and found.nearest
    return f"{sentence} {_('Có phải là %s?') % found.nearest}" if meant else sentence


def _where(where: str) -> str:
    """The part and paragraph: ``word/header1.xml: 3``."""
    part, _colon, number = where.partition(": ")
    kind = part.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
    return _("%(part)s, đoạn %(number)s") % {"part": _PARTS.get(kind, kind), "number": number}


_PARTS = {
    "document": gettext_lazy("thân văn bản"),
    "header": gettext_lazy("đầu trang"),
    "footer": gettext_lazy("chân trang"),
    "footnotes": gettext_lazy("cước chú"),
    "endnotes": gettext_lazy("chú thích cuối"),
}
_FAULTS = {
    "unknown": gettext_lazy("%(where)s: không có chỗ điền nào tên %(said)s."),
    "brace": gettext_lazy("%(where)s: dấu ngoặc nhọn ở %(said)s không thành một chỗ điền."),
    "shape": gettext_lazy("%(where)s: %(said)s dùng dạng không có; các dạng: %(nearest)s."),
    "outside_row": gettext_lazy("%(where)s: %(said)s chỉ dùng trong hàng của bảng có {each.…}."),
    "field": gettext_lazy(
        "%(where)s: trường “%(said)s” của Word không được nhận; chỉ nhận số trang."
    ),
    "too_long": gettext_lazy("%(said)s: mẫu quá dài."),
}

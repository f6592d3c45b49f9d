"""The places that a template of an office may name, what each means, and an invented case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.development import words
from nguon.forms import values
from nguon.forms.sheet import Source, Value
from nguon.rulebook import EVENT_TYPES

OF_THE_WHOLE = frozenset({"all_members", "absent", "counted", "needed", "share"})
OF_A_ROW = frozenset(
    {"row.number", *(f"row.{name}" for name in values.OF_AN_ACT.keys() - OF_THE_WHOLE)}
)
SHAPES = {
    "long": gettext_lazy("ngày viết đủ: ngày 05 tháng 3 năm 2025"),
    "begin": gettext_lazy("ngày viết đủ, chữ đầu viết hoa"),
    "day": gettext_lazy("chỉ ngày: 05"),
    "month": gettext_lazy("chỉ tháng: 03"),
    "year": gettext_lazy("chỉ năm: 2025"),
    "upper": gettext_lazy("chữ in hoa"),
    "over": gettext_lazy("cấp trên ở đầu văn bản, chữ in hoa: Đảng uỷ thành ĐẢNG BỘ"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place: how it is written, what it means, what it would say of an invented case."""

    name: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together."""

    title: str
    places: tuple[Place, ...]


def groups() -> list[Group]:
    """Every place: of the person, the place, the reckoning, the act itself, of a repeated row.

    Reading: each type of act has the places of the act itself, under its own name.
    """
    about = {
        _("Người"): [f"person.{name}" for name in values.OF_THE_PERSON],
        _("Tổ chức, theo ngày của việc"): [f"place.{name}" for name in values.OF_THE_PLACE],
        _("Ngày tính theo quy định"): [f"dates.{name}" for name in values.OF_THE_RECKONING],
        _("Việc mà mẫu này nói tới"): [f"act.{name}" for name in values.OF_AN_ACT],
    }
    found = [Group(title, tuple(map(_place, names))) for title, names in about.items()]
    return [*found, Group(_("Trong hàng lặp lại"), tuple(map(_of_a_row, sorted(OF_A_ROW))))]


def acts() -> list[tuple[str, str]]:
    """Every type of act with its word; each may stand before a field: ``cell_resolution.yes``."""
    return [(kind, str(words.event(kind))) for kind in EVENT_TYPES]


@cache
def names() -> tuple[str, ...]:
    """Every name that a template may write, for guessing what was meant."""
    return tuple(_names())


def label(name: str, act: str) -> str:
    """Name a place for people; ``act`` is the type that the template is about."""
    if name.startswith("row."):
        field = name.removeprefix("row.")
        return _("hàng lặp lại: %s") % (values.OF_AN_ACT.get(field) or _("số thứ tự"))
    return values.label(name, act)


class Invented:
    """A case that never was, to look at a template with; implements ``sheet.Register``."""

    def value(self, name: str) -> Value | None:
        kind, _dot, field = name.partition(".")
        found = _INVENTED.get(name) or _OF_AN_ACT.get(field)
        return Value(found, Source(kind)) if found else None

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        people = ("Trần Thị Thí Dụ", "Lê Văn Ví Dụ")
        return [{**_row(), "row.introducer": Value(one, Source(name))} for one in people]


def _names() -> Iterator[str]:
    yield from (f"person.{field}" for field in values.OF_THE_PERSON)
    yield from (f"place.{field}" for field in values.OF_THE_PLACE)
    yield from (f"dates.{field}" for field in values.OF_THE_RECKONING)
    yield from sorted(OF_A_ROW)
    for kind in ("act", *EVENT_TYPES):
        yield from (f"{kind}.{field}" for field in values.OF_AN_ACT)
    yield from (f"each.{kind}" for kind in EVENT_TYPES)


def _place(name: str) -> Place:
    kind, _dot, field = name.partition(".")
    meaning = values.OF_AN_ACT[field] if kind == "act" else values.label(name, "")
    found = Invented().value(name)
    return Place(name, str(meaning), found.shaped("") if found else "")


def _of_a_row(name: str) -> Place:
    field = name.removeprefix("row.")
    said = _row().get(name)
    meaning = values.OF_AN_ACT.get(field) or _("số thứ tự")
    return Place(name, str(meaning), said.shaped("") if said else "1")


def _row() -> dict[str, Value]:
    said = {f"row.{name}": _OF_AN_ACT.get(name) for name in values.OF_AN_ACT}
    return {name: Value(told, Source("act")) for name, told in said.items()
            if told and name in OF_A_ROW}  # fmt: skip


_INVENTED: dict[str, str | date] = {
    "person.full_name": "Nguyễn Thị Thử",
    "person.born_on": date(1999, 3, 5),
    "person.gender": "Nữ",
    "person.native_place": "xã Không Có, tỉnh Thí Dụ",
    "person.address": "thôn Mẫu, xã Không Có",
    "person.occupation": "giáo viên",
    "person.citizenship": "Việt Nam",
    "person.schooling": "12/12",
    "person.phone": "0900 000 000",
    "person.id_number": "000000000000",
    "person.card_number": "00.000000",
    "person.ethnicity": "Kinh",
    "person.religion": "Không",
    "place.cell": "Chi bộ thôn Mẫu",
    "place.above_cell": "Đảng uỷ xã Không Có",
    "place.section": "Đảng bộ bộ phận thôn Mẫu",
    "place.committee": "Đảng uỷ xã Không Có",
    "place.decider": "Đảng uỷ xã Không Có",
    "place.above_decider": "Đảng bộ tỉnh Thí Dụ",
    "place.province": "Đảng bộ tỉnh Thí Dụ",
    "place.locality": "Không Có",
    "dates.certificate_valid_until": date(2030, 3, 5),
    "dates.probation_ends_on": date(2026, 3, 5),
    "dates.full_member_from": date(2026, 3, 5),
    "dates.party_age_from": date(2025, 3, 5),
}
_OF_AN_ACT: dict[str, str | date] = {
    "on": date(2025, 3, 5), "document": "05-NQ/CB", "place": "nhà văn hoá thôn Mẫu",
    "helper": "Trần Văn Giúp", "introducer": "Trần Thị Thí Dụ", "months_together": "12",
    "full_members": "15", "probationary": "2", "members": "9", "all_members": "17",
    "absent": "1", "counted": "14", "needed": "10", "yes": "14", "no": "0", "share": "100,0%",
    "ballot": "1", "to": "Chi bộ Nơi Khác",
}  # fmt: skip

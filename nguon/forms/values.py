"""What a form may say about a case, by name, each value with the ground it stands on.

``person.…`` is the file, ``place.…`` the bodies above the cell as they stood on the day of the
form, ``dates.…`` what the rulebook reckons; every other first word is a type of act, ``act`` the
one the form is about: ``cell_resolution.yes``, ``act.document``.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.text import fold
from nguon.development import words
from nguon.development.facts import Act, Dossier
from nguon.forms.sheet import Source, Value
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, PartyRank, Tier, Version
from nguon.people.models import Gender, Person, Schooling
from nguon.rulebook import EVENT_TYPES, Assessment

SEALED = ("ethnicity", "religion")
OF_THE_PERSON = {
    "full_name": gettext_lazy("Họ và tên"),
    "born_on": gettext_lazy("Ngày sinh"),
    "gender": gettext_lazy("Giới tính"),
    "native_place": gettext_lazy("Quê quán"),
    "address": gettext_lazy("Nơi cư trú"),
    "occupation": gettext_lazy("Nghề nghiệp, chức vụ"),
    "citizenship": gettext_lazy("Quốc tịch"),
    "schooling": gettext_lazy("Trình độ giáo dục phổ thông"),
    "phone": gettext_lazy("Số điện thoại"),
    "id_number": gettext_lazy("Số định danh cá nhân"),
    "card_number": gettext_lazy("Số thẻ đảng viên"),
    "ethnicity": gettext_lazy("Dân tộc"),
    "religion": gettext_lazy("Tôn giáo"),
}
OF_THE_PLACE = {
    "cell": gettext_lazy("Tên chi bộ"),
    "above_cell": gettext_lazy("Tên tổ chức đảng cấp trên trực tiếp của chi bộ"),
    "section": gettext_lazy("Tên đảng uỷ bộ phận"),
    "committee": gettext_lazy("Tên đảng uỷ cơ sở"),
    "decider": gettext_lazy("Tên cấp uỷ quyết định"),
    "above_decider": gettext_lazy("Tên cấp uỷ trên cấp quyết định"),
    "province": gettext_lazy("Tên đảng bộ tỉnh"),
    "locality": gettext_lazy("Địa danh"),
}
OF_THE_RECKONING = {
    "certificate_valid_until": gettext_lazy("Ngày hết hạn giấy chứng nhận"),
    "probation_ends_on": gettext_lazy("Ngày hết 12 tháng dự bị"),
    "full_member_from": gettext_lazy("Ngày được công nhận chính thức"),
    "party_age_from": gettext_lazy("Ngày tính tuổi đảng"),
}
OF_THE_MEETING = {
    "chair": gettext_lazy("Chủ trì hội nghị"),
    "secretary": gettext_lazy("Thư ký hội nghị"),
    "present": gettext_lazy("Số có mặt, được biểu quyết"),
    "absent": gettext_lazy("Số vắng mặt"),
}
OF_AN_ACT = {
    "on": gettext_lazy("ngày"),
    "document": gettext_lazy("số văn bản"),
    "place": gettext_lazy("nơi"),
    "helper": gettext_lazy("đảng viên giúp đỡ"),
    "introducer": gettext_lazy("đảng viên giới thiệu"),
    "months_together": gettext_lazy("số tháng cùng công tác"),
    "full_members": gettext_lazy("số đảng viên chính thức"),
    "probationary": gettext_lazy("số đảng viên dự bị"),
    "members": gettext_lazy("số uỷ viên"),
    "all_members": gettext_lazy("tổng số đảng viên"),
    "absent": gettext_lazy("số vắng mặt được trừ"),
    "counted": gettext_lazy("số tính vào biểu quyết"),
    "needed": gettext_lazy("số phiếu cần có"),
    "yes": gettext_lazy("số tán thành"),
    "no": gettext_lazy("số không tán thành"),
    "share": gettext_lazy("tỷ lệ tán thành"),
    "ballot": gettext_lazy("lần biểu quyết"),
    "to": gettext_lazy("nơi chuyển đến"),
}
_OF_A_BODY = re.compile(r"^(đảng (uỷ|ủy|bộ)|chi bộ) ", re.IGNORECASE)
_OF_A_PLACE = re.compile(r"^(xã|phường|thị trấn|đặc khu) ", re.IGNORECASE)
ASKING = (PartyRank.GRASSROOTS_PARTY_BODY,)
REGISTER, FILE, RECKONED = "event", "person", "reckoned"


@dataclass(frozen=True, slots=True)
class CaseRegister:
    """One case opened for a form about one act; implements ``sheet.Register``.

    ``act`` is nothing for a form drawn before its act took place; ``meeting`` what is known of
    the meeting on whose table the form lies, nothing where it is drawn from the case alone.
    """

    dossier: Dossier
    person: Person
    act: Act | None
    assessment: Assessment | None
    sealed: Mapping[str, Any]
    above: tuple[Version, ...]
    itself: Version | None
    card_number: str = ""
    meeting: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def value(self, name: str) -> Value | None:
        kind, _dot, field = name.partition(".")
        if kind == "person":
            return self._of_person(field)
        if kind == "place":
            return of_place(self, field)
        if kind == "dates":
            return self._reckoned(field)
        if kind == "meeting":
            said = self.meeting.get(field)
            return Value(said, Source("office", "meeting")) if said else None
        act = self.act if kind == "act" else self._act(*_numbered(kind))
        return _said(act, field, self.assessment) if act else None

    def each(self, name: str) -> Sequence[Mapping[str, Value]]:
        """The acts of one type, the oldest first, each with its fields as ``row.…``."""
        found = [act for act in self.dossier.standing() if act.kind == name]
        return [_row(act) for act in found]

    def _of_person(self, field: str) -> Value | None:
        known: Any = self.sealed.get(field) if field in SEALED else None
        known = known or (self.card_number if field == "card_number" else None)
        return Value(known, Source(FILE, field)) if known else of_person(self.person, field)

    def _reckoned(self, field: str) -> Value | None:
        day = getattr(self.assessment.dates, field) if self.assessment else None
        return Value(day, Source(RECKONED, field)) if day else None

    def _act(self, number: int, kind: str) -> Act | None:
        acts = [act for act in self.dossier.standing() if act.kind == kind]
        chosen = acts[number - 1 : number] if number else acts[-1:]
        return chosen[0] if chosen else None


class Placed(Protocol):
    """What stands somewhere in the tree: the bodies above, itself, and what the rulebook says."""

    @property
    def above(self) -> tuple[Version, ...]: ...
    @property
    def itself(self) -> Version | None: ...
    @property
    def assessment(self) -> Assessment | None: ...


def of_person(person: Person, field: str) -> Value | None:
    """Return what the file of a person says in a field; nothing where nothing is recorded."""
    found = _PERSON.get(field, _plain(field))(person)
    return Value(found, Source(FILE, field)) if found else None


def of_place(placed: Placed, field: str) -> Value | None:
    """Return the name of a body above something, as it stood on the day of the form."""
    found = _PLACES[field](placed)
    if found is None:
        return None
    if field == "locality":
        return Value(locality(found), Source("organization", found.organization.slug))
    return _named(found)


def known(name: str) -> bool:
    """Whether a layout of a case may ask for this."""
    kind, _dot, field = name.partition(".")
    if kind in _REGISTERS:
        return field in _REGISTERS[kind]
    return kind == "row" or (_is_act(kind) and field in OF_AN_ACT)


def label(name: str, act: str) -> str:
    """Name a value for the list of what is missing: "Nghị quyết chi bộ …: số tán thành"."""
    kind, _dot, field = name.partition(".")
    if kind in _REGISTERS:
        return str(_REGISTERS[kind][field])
    _number, kind = _numbered(act if kind == "act" else kind)
    said = {"act": words.event(kind), "what": OF_AN_ACT.get(field, field)}
    return _("%(act)s: %(what)s") % said


def opened(
    dossier: Dossier,
    *,
    act: Act | None,
    on: date,
    sealed: Mapping[str, Any],
    card_number: str,
    meeting: Mapping[str, str] | None = None,
) -> CaseRegister:
    """Return a case as a form about ``act`` reads it on a day, with the tree of that day.

    Shape: ``meeting``: by the names of ``OF_THE_MEETING``.
    """
    cell = Organization.objects.get(pk=dossier.stood_in(on))
    return CaseRegister(
        dossier,
        dossier.case.person,
        act,
        dossier.verdict_if_any(on),
        sealed,
        tuple(tree.line(cell, on=on)),
        tree.version_on(cell, on),
        card_number,
        meeting or {},
    )


def _is_act(kind: str) -> bool:
    return kind == "act" or _numbered(kind)[1] in EVENT_TYPES


def _numbered(kind: str) -> tuple[int, str]:
    """``introduction2`` is the second introduction; without a number the last one counts."""
    bare = kind.rstrip("0123456789")
    return int(kind[len(bare) :] or 0), bare


def _plain(field: str) -> Callable[[Person], Any]:
    return lambda person: getattr(person, field, None)


def _said(act: Act, field: str, assessment: Assessment | None) -> Value | None:
    found = _VOTES[field](act, assessment) if field in _VOTES else _told(act, field)
    if found is None or found == "":
        return None
    kind = RECKONED if field in _VOTES else REGISTER
    return Value(found if isinstance(found, date) else str(found), Source(kind, str(act.row.pk)))


def _told(act: Act, field: str) -> Any:
    if field == "on" or act.event is None:
        return act.on if field == "on" else None
    if field == "ballot":
        return act.event[field]  # the first, unless told otherwise
    return act.event.fields.get(field)


def _row(act: Act) -> dict[str, Value]:
    said = {f"row.{field}": _said(act, field, None) for field in OF_AN_ACT if field not in _VOTES}
    return {name: value for name, value in said.items() if value}


def _sum(act: Act, fields: Iterable[str]) -> int | None:
    if act.event is None or "full_members" not in act.event.fields:
        return None
    return sum(int(act.event.fields.get(field) or 0) for field in fields)


def _vote(act: Act, assessment: Assessment | None) -> Any:
    return assessment.votes.get(act.kind) if assessment else None


def _counted(act: Act, assessment: Assessment | None) -> int | None:
    vote = _vote(act, assessment)
    return vote.counted if vote else None


def _needed(act: Act, assessment: Assessment | None) -> int | None:
    vote = _vote(act, assessment)
    return vote.needed if vote else None


def _share(act: Act, assessment: Assessment | None) -> str | None:
    vote = _vote(act, assessment)
    if not vote or not vote.counted:
        return None
    return f"{100 * vote.yes / vote.counted:.1f}".replace(".", ",") + "%"


def _named(version: Version) -> Value:
    """The body by its name: who acts for a commune called "Xã …" is "Đảng uỷ xã …"."""
    name = version.name
    if not fold(name).startswith(("dang ", "chi ", "tinh uy", "huyen uy", "thi uy", "ban ")):
        body = "Đảng uỷ" if version.tier == Tier.COMMUNE else "Đảng bộ"
        name = f"{body} {name[0].lower()}{name[1:]}"
    return Value(name, Source("organization", version.organization.slug))


def locality(version: Version) -> str:
    """The place alone, as a document is dated: "Xã Mò Ó" is "Mò Ó", "Phường 5" stays."""
    name = _OF_A_BODY.sub("", version.name)
    alone = _OF_A_PLACE.sub("", name)
    return alone if alone and not alone[0].isdigit() else name[:1].upper() + name[1:]


def _nearest(register: Placed, *ranks: str) -> Version | None:
    return next((row for row in reversed(register.above) if row.party_rank in ranks), None)


def _above_cell(register: Placed) -> Version | None:
    return register.above[-1] if register.above else None


def _decider(register: Placed) -> Version | None:
    tiers = {
        "district_standing_board": Tier.DISTRICT,
        "commune_standing_board": Tier.COMMUNE,
        "provincial_standing_board": Tier.PROVINCE,
        "grassroots_standing_board": Tier.COMMUNE,
        "grassroots_committee": Tier.COMMUNE,
    }
    tier = tiers.get(register.assessment.authority) if register.assessment else None
    return next((row for row in register.above if row.tier == tier), None)


def _above_decider(register: Placed) -> Version | None:
    decider = _decider(register)
    place = register.above.index(decider) if decider else 0
    return register.above[place - 1] if place else None


def _province(register: Placed) -> Version | None:
    return next((row for row in register.above if row.tier == Tier.PROVINCE), None)


def _locality(register: Placed) -> Version | None:
    return next((row for row in register.above if row.tier == Tier.COMMUNE), None)


_REGISTERS: Mapping[str, Mapping[str, Any]] = {
    "person": OF_THE_PERSON,
    "place": OF_THE_PLACE,
    "meeting": OF_THE_MEETING,
    "dates": OF_THE_RECKONING,
}
_PERSON: Mapping[str, Callable[[Person], Any]] = {
    "gender": lambda person: str(Gender(person.gender).label) if person.gender else None,
    "schooling": lambda p: str(Schooling(p.schooling).label) if p.schooling else None,
    "born_on": lambda person: person.born_on,
    "citizenship": lambda person: "Việt Nam" if person.citizenship == "VN" else person.citizenship,
}
_PLACES: Mapping[str, Callable[[Placed], Version | None]] = {
    "cell": lambda register: register.itself,
    "above_cell": _above_cell,
    "section": lambda register: _nearest(register, PartyRank.SECTION_BODY),
    "committee": lambda register: _nearest(register, *ASKING),
    "decider": _decider,
    "above_decider": _above_decider,
    "locality": _locality,
    "province": _province,
}
ABSENT = ("exempt_absent", "temporarily_elsewhere_absent", "suspended")
_VOTES: Mapping[str, Callable[[Act, Assessment | None], Any]] = {
    "all_members": lambda act, _verdict: _sum(act, ("full_members", "probationary")),
    "absent": lambda act, _verdict: _sum(act, ABSENT),
    "counted": _counted,
    "needed": _needed,
    "share": _share,
}

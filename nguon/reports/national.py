"""The national import sheet: one row a member, in its 29 headings, every cell text.

Nothing is in it before an admission. What the register does not keep stays empty and is told by
``not_kept``; ethnicity and religion are filled only for a file that leaves locked.
Source: statistics.md 6, one published copy; four helper columns of one university beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.reports import exports, lists
from nguon.reports.books.stays import Stay, stays

SHEET = "Danh sách đảng viên"
OLD_ID = 9  # digits of the old card


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: what fills it, its heading to the letter, and whether the register keeps it."""

    key: str
    heading: str
    kept: bool = True

    @property
    def required(self) -> bool:
        return "*" in self.heading


def _places(key: str, what: str) -> tuple[Heading, Heading, Heading]:
    return (
        Heading(f"{key}_country", f"{what}: Quốc gia *", kept=False),
        Heading(f"{key}_province", f"{what}: Tỉnh *", kept=False),
        Heading(key, f"{what}: Địa chỉ chi tiết *", kept=key == "native_place"),
    )


THE_29 = (
    Heading("ordinal", "STT"),
    Heading("id", "ID", kept=False),
    Heading("full_name", "Họ và tên *"),
    Heading("other_name", "Tên gọi khác", kept=False),
    Heading("gender", "Giới tính *"),
    Heading("born_on", "Sinh ngày * (dd/mm/yyyy)"),
    Heading("ethnicity", "Dân tộc *"),
    Heading("religion", "Tôn giáo *"),
    Heading("id_number", "Số định danh cá nhân *"),
    Heading("card_number", "Số thẻ Đảng* (12 số theo HD38-HD/BTCTW)"),
    Heading("card_place", "Nơi cấp thẻ Đảng", kept=False),
    Heading("card_on", "Ngày cấp thẻ Đảng", kept=False),
    Heading("card_85", "Số thẻ theo Đảng quyết định 85", kept=False),
    Heading("cell", "Tổ chức Đảng đang sinh hoạt * (không sửa)"),
    *_places("birth", "Nơi đăng ký khai sinh"),
    *_places("native_place", "Quê quán (theo mô hình 2 cấp)"),
    *_places("home", "Thường trú (theo mô hình 2 cấp)"),
    Heading("joined_on", "Ngày vào Đảng*"),
    Heading("full_from", "Ngày vào Đảng chính thức*"),
    Heading("old_id", "Số CMND cũ"),
    Heading("status", "Trạng thái hoạt động", kept=False),
    Heading("left_on", "Ngày rời khỏi/ Ngày mất/ Ngày miễn sinh hoạt Đảng", kept=False),
    Heading("delete", "Đề nghị xóa", kept=False),
)
THE_33 = (
    *THE_29,
    Heading("birth_commune", "Temp_XaPhuong_KhaiSinh", kept=False),
    Heading("birth_hamlet", "Temp_ThonTo_KhaiSinh", kept=False),
    Heading("home_commune", "Temp_XaPhuong_ThuongTru", kept=False),
    Heading("home_hamlet", "Temp_ThonTo_ThuongTru", kept=False),
)
SPELLINGS: Mapping[str, Sequence[Heading]] = {"29": THE_29, "33": THE_33}


def not_kept(spelling: str = "29") -> list[str]:
    """Name the headings that the register has nothing for; the office fills them in."""
    return [each.heading for each in SPELLINGS[spelling] if not each.kept]


def members(place: Organization, *, on: date, by: Actor) -> Iterator[Stay]:
    """Tell the members of a place whose file is in sight, as they stood at the end of a day.

    Raises: NotAllowed.
    """
    by.require("membership.view", at=place)
    for stay in stays(place, on=on, by=by):
        if stay.stands_on(on) and stay.person is not None:
            yield stay


def as_file(place: Organization, *, on: date, by: Actor, spelling: str = "29") -> IO[bytes]:
    """Return the national import sheet without its two sensitive columns, and note it.

    Raises: NotAllowed. Nothing is noted when it raises.
    """
    by.require("people.export", at=place)
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    heading = [each.heading for each in SPELLINGS[spelling]]
    found = enumerate(members(place, on=on, by=by), start=1)
    rows = (row(stay, number, {}, spelling=spelling) for number, stay in found)
    written = lists.spool(SHEET, heading, rows, into=file)
    exports.note([place], by=by, list="nhap-quoc-gia", rows=written, on=f"{on}")
    file.seek(0)
    return file


def row(stay: Stay, ordinal: int, sealed: Mapping[str, Any], *, spelling: str = "29") -> list[str]:
    """Return one member in the columns of the sheet.

    Shape: text only, so that leading zeros stay; days as dd/mm/yyyy; nothing is "".
    """
    person, spell = stay.person, stay.membership
    told: dict[str, Any] = {
        "ordinal": ordinal,
        "full_name": stay.name,
        "cell": stay.place,
        "joined_on": spell.joined_on if spell else None,
        "full_from": stay.full_from,
        "card_number": spell.card_number if spell else "",
        **{key: sealed.get(key) for key in ("ethnicity", "religion")},
        **(_of(person) if person else {}),
    }
    return [_text(told.get(each.key)) for each in SPELLINGS[spelling]]


def _of(person: Person) -> dict[str, Any]:
    old = len(person.id_number) == OLD_ID
    return {
        "gender": str(GENDERS.get(person.gender, "")),
        "born_on": person.born_on,
        "id_number": "" if old else person.id_number,
        "old_id": person.id_number if old else "",
        "native_place": person.native_place,
    }


GENDERS = {"female": "Nữ", "male": "Nam"}  # as the sheet has them, whoever asks for it


def _text(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)

"""Words for what a person's file holds."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nguon.people.models import Person, Standing

BASIC = {
    "full_name": _("Họ và tên"),
    "born_on": _("Ngày sinh"),
    "gender": _("Giới tính"),
    "id_number": _("Số định danh (CCCD)"),
    "phone": _("Điện thoại"),
    "native_place": _("Quê quán"),
    "address": _("Nơi ở"),
    "occupation": _("Nghề nghiệp, việc làm"),
    "schooling": _("Học vấn phổ thông"),
    "standing": _("Thuộc diện"),
    "citizenship": _("Quốc tịch"),
    "youth_union_member": _("Đoàn viên"),
    "trade_union_member": _("Đoàn viên công đoàn"),
    "married": _("Đã kết hôn"),
    "special_need": _("Trường hợp đặc biệt do yêu cầu công tác"),
    "office_code": _("Mã số của văn phòng"),
}

SENSITIVE = {
    "ethnicity": _("Dân tộc"),
    "religion": _("Tôn giáo"),
    "healthy": _("Đủ sức khoẻ"),
    "children_born": _("Ngày sinh của các con"),
    "population_exemption": _("Thuộc trường hợp sinh con không vi phạm"),
    "foreign_spouse": _("Kết hôn với người nước ngoài"),
    "political_history_issue": _("Có vấn đề lịch sử chính trị"),
}

OTHER_READINGS = {
    "event": _("Việc ghi kín trong hồ sơ"),
    "correction": _("Giá trị trước khi sửa"),
    "paper": _("Bản chụp giấy tờ"),
    "frozen": _("Điều đang tranh chấp"),
}

# Codes stay in the trail, so nothing typed freely does.
REASONS = {
    "case": _("Xem xét hồ sơ"),
    "form": _("Lập biểu mẫu"),
    "check": _("Kiểm tra, đối chiếu"),
    "asked": _("Người đó yêu cầu"),
}
OTHER_REASONS = {
    "verdict": _("Chương trình đối chiếu với quy định"),
    "statistics": _("Thống kê (chỉ tổng số)"),
    "timeline": _("Xem các bước của hồ sơ"),
    "case_file": _("Mở hồ sơ"),
    "paper": _("Xem giấy tờ"),
    "paper_taken": _("Tải giấy tờ về"),
    "returned": _("Xem lý do trả hồ sơ"),
    "settled": _("Giải quyết tranh chấp"),
    "subject_file": _("Lập toàn bộ dữ liệu cho người đó"),
}
CITIZENSHIPS = {"VN": _("Việt Nam"), "ZZ": _("Nước khác")}
NONE_OF_THESE = "none_of_these"


def facts(person: Person) -> list[tuple[Any, str]]:
    """Label and value of every basic field; what nobody said reads so."""
    said = basic_texts(person)
    return [(label, said[name]) for name, label in BASIC.items() if name != "full_name"]


def basic_texts(person: Person) -> dict[str, str]:
    """Every basic field of a person in words, by its name."""
    shown = {
        "gender": person.get_gender_display(),
        "schooling": person.get_schooling_display() if person.schooling else "",
        "standing": _standing(person.standing),
        "citizenship": str(CITIZENSHIPS.get(person.citizenship or "", person.citizenship or "")),
    }
    return {
        name: shown[name] if name in shown else value_text(getattr(person, name)) for name in BASIC
    }


def sensitive_facts(values: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Label and value of every field that was opened."""
    return [(SENSITIVE[name], value_text(value)) for name, value in values.items()]


def initial(person: Person) -> dict[str, Any]:
    """The basic data as a form shows them."""
    held = {name: getattr(person, name) for name in BASIC}
    if person.standing == []:
        held["standing"] = [NONE_OF_THESE]
    return held


def field_names(fields: Iterable[str]) -> str:
    """The names of fields that somebody opened or changed."""
    known = {**BASIC, **SENSITIVE, **OTHER_READINGS}
    return ", ".join(str(known.get(field, field)) for field in fields)


def reason(code: str) -> str:
    """Why somebody opened a file."""
    return str({**REASONS, **OTHER_REASONS}.get(code, code))


def value_text(value: Any) -> str:
    """One value in words; empty for what nobody said."""
    if value is True or value is False:
        return gettext("Có") if value else gettext("Không")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    if isinstance(value, list):
        days = [date_format(date.fromisoformat(day), "d/m/Y") for day in value]
        return ", ".join(days) or gettext("Không có")
    return str(value or "")


def _standing(codes: list[str] | None) -> str:
    if codes is None:
        return ""
    return ", ".join(str(Standing(code).label) for code in codes) or gettext(
        "Không thuộc diện nào"
    )

"""What the codes of the case contract are called, in the language of the reader."""

from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nguon.development.facts import SEALED
from nguon.rulebook import Finding, event_label, finding_message, label

# The forms that a resolution or decision needs on the table.
FORMS: dict[str, Promise] = {
    "CN-NTVĐ": _("Giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng"),
    "1-KNĐ": _("Đơn xin vào Đảng"),
    "2-KNĐ": _("Lý lịch của người xin vào Đảng"),
    "3-KNĐ": _("Giấy giới thiệu người vào Đảng"),
    "4-KNĐ": _("Nghị quyết giới thiệu đoàn viên vào Đảng"),
    "4A-KNĐ": _("Nghị quyết giới thiệu đoàn viên công đoàn vào Đảng"),
    "5-KNĐ": _("Tổng hợp ý kiến nhận xét của đoàn thể và nơi cư trú"),
    "6-KNĐ": _("Nghị quyết của chi bộ đề nghị kết nạp"),
    "7-KNĐ": _("Báo cáo thẩm định của đảng uỷ bộ phận"),
    "8-KNĐ": _("Nghị quyết của đảng uỷ cơ sở đề nghị kết nạp"),
    "1-HSĐV": _("Lý lịch đảng viên"),
    "2-HSĐV": _("Phiếu đảng viên"),
    "CN-ĐVM": _("Giấy chứng nhận học lớp đảng viên mới"),
    "10-KNĐ": _("Bản tự kiểm điểm của đảng viên dự bị"),
    "11-KNĐ": _("Bản nhận xét đảng viên dự bị"),
    "12-KNĐ": _("Tổng hợp ý kiến nhận xét đối với đảng viên dự bị"),
    "13-KNĐ": _("Nghị quyết chi bộ đề nghị công nhận chính thức"),
    "15-KNĐ": _("Nghị quyết đảng uỷ cơ sở đề nghị công nhận chính thức"),
}
UNDER_SEAL = _("Việc có dữ liệu nhạy cảm")


def finding(found: Finding) -> str:
    """Say a finding as a sentence."""
    return finding_message(found, language())


def said(found: Finding) -> str:
    """Say a finding as a sentence, with the article it rests on."""
    where = found.citation
    point = f", {gettext('điểm')} {where.point}" if where.point else ""
    return f"{finding(found)} ({cited(where.instrument)}{point})"


def cited(instrument: str) -> str:
    """An instrument, which is known by number and ISO date, as people write it."""
    number, _space, day = instrument.rpartition(" ")
    return gettext("%(number)s ngày %(day)s") % {
        "number": number,
        "day": f"{date.fromisoformat(day):%d/%m/%Y}",
    }


def event(kind: str) -> str:
    """Name a type of act, a step or a stage."""
    return str(UNDER_SEAL) if kind == SEALED else event_label(kind, language())


def actor(code: str) -> str:
    """Name who must act."""
    return label("actor", code, language())


def form(code: str) -> str:
    """Give the title of a form; the code itself where none is known."""
    return str(FORMS.get(code, code))


def language() -> Literal["vi", "en"]:
    """Tell the reader's language as the rulebook names it."""
    return "en" if get_language() == "en" else "vi"

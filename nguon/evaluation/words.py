"""Objections in words, with the rule and where it is written, as they were told on their day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.development.words import cited
from nguon.evaluation.models import Period
from nguon.rulebook.rules.grading import Objection

SENTENCES: Final[dict[str, Promise]] = {
    "unknown_period": _("%(instrument)s không quy định xếp loại theo kỳ “%(period)s”."),
    "table_not_full": _("Tổng điểm của bảng là %(points)s, phải là %(full)s."),
    "development_not_once": _(
        "Kết quả kết nạp phải là một tiêu chí; bảng này có %(count)s tiêu chí như thế."
    ),
    "points_unknown": _("Chưa đủ điểm từng tiêu chí; mức này cần từ %(least)s điểm."),
    "points_below_band": _("%(points)s điểm, mức này cần từ %(least)s điểm."),
    "condition_unknown": _("Chưa ghi điều kiện: %(condition)s."),
    "condition_not_met": _("Không đạt điều kiện: %(condition)s."),
    "above_cap": _("%(excellent)s xuất sắc, chỉ được %(most)s (%(percent)s %% của %(of)s)."),
    "exempt": _("Được miễn công tác, sinh hoạt đảng: không xếp loại."),
    "suspended": _("Bị đình chỉ sinh hoạt đảng: không xếp loại."),
    "admitted_lately": _("Kết nạp ngày %(joined_on)s, chưa đủ %(months)s tháng: không xếp loại."),
    "not_voted": _("Tập thể chưa biểu quyết mức này."),
    "vote_not_carried": _(
        "%(yes)s phiếu trên %(summoned)s đảng viên chính thức được triệu tập, cần %(needed)s."
    ),
    "no_admission": _("Còn nguồn mà cả kỳ không kết nạp ai; cấp uỷ quy định không xếp xuất sắc."),
}
CONDITIONS: Final[dict[str, Promise]] = {
    "on_time": _("mọi nhiệm vụ xong đúng hạn"),
    "beyond": _("ít nhất 30 % nhiệm vụ vượt yêu cầu"),
    "undisciplined": _("không có đơn vị, đảng viên bị kỷ luật"),
    "mended": _("khắc phục 100 % khuyết điểm"),
}


NUMBERS: Final = frozenset({"points", "full", "least", "percent"})  # may have a fraction


@dataclass(frozen=True, slots=True)
class Said:
    """One objection as a page shows it; ``whose`` is the sheet it is about, or nothing."""

    sentence: str
    rule: str
    instrument: str
    point: str
    confidence: str
    provision: str
    whose: str = ""


def kept(objection: Objection, whose: str = "") -> dict[str, Any]:
    """What is stored of an objection: codes, numbers and days; no names."""
    cited = objection.citation
    because = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in objection.because.items()
    }
    return {
        "code": objection.code,
        "rule": objection.rule,
        "provision": objection.provision.name,
        "instrument": cited.instrument,
        "point": cited.point or "",
        "confidence": objection.provision.confidence,
        "because": because,
        "whose": whose,
    }


def said(stored: Mapping[str, Any]) -> Said:
    """Put a stored objection into a sentence of the reader's language."""
    told = {"instrument": cited(stored["instrument"]), **stored["because"]}
    told |= {name: number_format(told[name]) for name in NUMBERS & told.keys()}
    if "condition" in told:
        told["condition"] = CONDITIONS[told["condition"]]
    if "period" in told:
        told["period"] = Period(told["period"]).label
    if "joined_on" in told:
        told["joined_on"] = f"{date.fromisoformat(told['joined_on']):%d/%m/%Y}"
    return Said(
        sentence=str(SENTENCES[stored["code"]]) % told,
        rule=stored["rule"],
        instrument=stored["instrument"],
        point=stored["point"],
        confidence=stored["confidence"],
        provision=stored["provision"],
        whose=stored["whose"],
    )


def say(objection: Objection) -> Said:
    """Put an objection into a sentence at once."""
    return said(kept(objection))

"""Words for the codes of a result."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.planning.attainment import OVER, UNDER, UNKNOWN, Attainment

SEX = {"female": gettext_lazy("Nữ"), "male": gettext_lazy("Nam")}
UNION = {
    "member": gettext_lazy("Đoàn viên"),
    "not_member": gettext_lazy("Không phải đoàn viên"),
}
NOT_KNOWN = gettext_lazy("Chưa rõ")


@dataclass(frozen=True, slots=True)
class Group:
    """One way of breaking a total down: a heading and its lines."""

    heading: str
    lines: tuple[tuple[str, int], ...]


def breakdown(result: Attainment) -> list[Group]:
    """The admitted by sex, age and Youth Union, in words."""
    found = result.breakdown
    return [
        Group(_("Giới"), _lines(found.sex, SEX)),
        Group(
            _("Tuổi ngày kết nạp"), tuple((_band(code), n) for code, n in found.age_band.items())
        ),
        Group(_("Đoàn Thanh niên (theo hồ sơ)"), _lines(found.youth_union, UNION)),
    ]


def quality(result: Attainment) -> list[tuple[str, int]]:
    """The measures that stand beside every result, in words."""
    found = result.quality
    return [
        (_("hồ sơ có quyết định kết nạp chậm"), found.late_decisions),
        (_("hồ sơ có lễ kết nạp chậm"), found.late_ceremonies),
        (_("hồ sơ xét công nhận chính thức chậm"), found.late_recognitions),
        (_("hồ sơ có quyết định khác kết luận của quy định"), found.departures),
        (_("người đã ra khỏi Đảng"), found.withdrawn_after_admission),
    ]


def _lines(
    counts: Mapping[str, int], words: Mapping[str, str | Promise]
) -> tuple[tuple[str, int], ...]:
    return tuple((str(words.get(code, NOT_KNOWN)), number) for code, number in counts.items())


def _band(code: str) -> str:
    words = {UNDER: _("dưới 18"), OVER: _("trên 60"), UNKNOWN: _("chưa rõ")}
    return words.get(code, code.replace("-", "–"))

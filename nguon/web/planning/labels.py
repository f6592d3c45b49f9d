"""Words for the codes of a result."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.planning.attainment import OVER, UNDER, UNKNOWN, Attainment, Breakdown
from nguon.web.planning.quality import Told, told

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
    return groups(result.breakdown)


def groups(found: Breakdown) -> list[Group]:
    return [
        Group(_("Giới"), _lines(found.sex, SEX)),
        Group(
            _("Tuổi ngày kết nạp"), tuple((_band(code), n) for code, n in found.age_band.items())
        ),
        Group(_("Đoàn Thanh niên (theo hồ sơ)"), _lines(found.youth_union, UNION)),
    ]


def quality(result: Attainment) -> Told:
    """The measures that stand beside every result, in words."""
    return told(result.beside)


def _lines(
    counts: Mapping[str, int], words: Mapping[str, str | Promise]
) -> tuple[tuple[str, int], ...]:
    return tuple((str(words.get(code, NOT_KNOWN)), number) for code, number in counts.items())


def _band(code: str) -> str:
    words = {UNDER: _("dưới 18"), OVER: _("trên 60"), UNKNOWN: _("chưa rõ")}
    return words.get(code, code.replace("-", "–"))

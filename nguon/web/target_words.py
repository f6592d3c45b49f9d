"""Words for a board: what became of a place, what is not divided yet, what is asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.organizations.models import Tier
from nguon.planning.attainment import Place
from nguon.planning.proposal import written
from nguon.planning.rows import BY_PLAN, BY_SUPERIOR, Change, Outcome, Row, Source, Undivided

BELOW = (
    (Tier.DISTRICT, gettext_lazy("mỗi huyện uỷ")),
    (Tier.COMMUNE, gettext_lazy("mỗi đảng uỷ xã, phường, thị trấn")),
    (Tier.CELL, gettext_lazy("mỗi chi bộ")),
)


def each_of(tier: str) -> str:
    """Of whom a floor is told."""
    return str(dict(BELOW).get(Tier(tier), Tier(tier).label))


def notes(row: Row) -> Iterator[str]:
    """What is to be said beside the numbers of a row, in words."""
    if row.exemption:
        yield _("hết nguồn: %(why)s (%(paper)s)") % {
            "why": row.exemption.reason,
            "paper": row.exemption.document,
        }
    if row.came_on:
        yield _("về đây từ %s") % f"{row.came_on:%d/%m/%Y}"
    if row.carried and not row.target:
        yield _("nơi cũ đã giao %s, chưa phân lại") % written(row.carried)
    if row.change:
        yield change(row.change)
    if row.is_undivided:
        yield _("chưa phân cho các nơi kế thừa")


def gap(row: Row) -> str:
    """That a place has a target and no member assigned; nothing where that is not so."""
    return _("có chỉ tiêu, chưa phân công đảng viên") if row.lacks_a_member else ""


def change(what: Change) -> str:
    """What became of a place during the year."""
    told = {"day": f"{what.on:%d/%m/%Y}", "heirs": listed(what.heirs)}
    if not what.heirs:
        return _("chuyển đi từ %(day)s") % told
    if what.was_split:
        return _("chia ngày %(day)s thành %(heirs)s") % told
    return _("nhập ngày %(day)s vào %(heirs)s") % told


def left(what: Undivided) -> str:
    told = {"day": f"{what.on:%d/%m/%Y}", "heirs": listed(what.heirs)}
    return _("chia ngày %(day)s thành %(heirs)s; chưa phân") % told


def outcome(what: Outcome) -> str:
    """A result against its target; what is not counted says why."""
    if what.is_not_counted:
        return _("%d, không tính: hết nguồn") % what.admitted
    if what.target is None:
        return f"{what.admitted}"
    return _("%(admitted)d trên %(asked)s") % {
        "admitted": what.admitted,
        "asked": written(what.target),
    }


def source(what: Source) -> str:
    """Which paper asks how much of whom."""
    told = {"asked": written(what.asked), "paper": what.document, "by": what.by.name}
    if what.kind == BY_PLAN:
        return _("kế hoạch năm: %(asked)s, %(paper)s") % told
    if what.kind == BY_SUPERIOR:
        return _("%(by)s giao: %(asked)s, %(paper)s") % told
    return _("nghị quyết nhiệm kỳ: %(asked)s, %(paper)s") % told


def listed(places: tuple[Place, ...]) -> str:
    return ", ".join(place.name for place in places)

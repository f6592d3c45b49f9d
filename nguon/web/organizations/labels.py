"""Words for what changes hands with an organisation."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROWS: dict[str, str | Promise] = {
    "people.person": _("người trong danh sách"),
    "people.nomination": _("giới thiệu đang chờ báo cho người đó"),
    "people.consent": _("sự đồng ý"),
    "people.membership": _("thời gian trong Đảng"),
    "development.case": _("hồ sơ kết nạp"),
    "development.caseevent": _("việc đã ghi trong hồ sơ"),
    "planning.term": _("nhiệm kỳ của cấp uỷ"),
    "planning.celltarget": _("chỉ tiêu chi bộ"),
    "planning.assignment": _("phân công phụ trách"),
    "planning.nosourceleft": _("báo cáo hết nguồn"),
    "planning.grouptotal": _("số tổng theo nhóm"),
    "reports.columnmapping": _("cột đã nhận biết của bảng tính"),
    "reports.importrun": _("lần nhập bảng tính"),
}


def rows(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What changes hands, and how much of it."""
    return [(str(ROWS.get(label, label)), count) for label, count in sorted(counts.items())]

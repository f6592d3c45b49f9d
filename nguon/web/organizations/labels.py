"""Words for what changes hands with an organisation, and the tree as a list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.organizations.queries import TreeNode

ROWS: dict[str, str | Promise] = {
    "people.person": _("người trong danh sách"),
    "people.nomination": _("giới thiệu đang chờ báo cho người đó"),
    "people.consent": _("sự đồng ý"),
    "people.retentionnotice": _("báo trước hết thời hạn lưu giữ"),
    "people.membership": _("thời gian trong Đảng"),
    "development.case": _("hồ sơ kết nạp"),
    "development.caseevent": _("việc đã ghi trong hồ sơ"),
    "membership.departure": _("giấy giới thiệu chuyển đi"),
    "membership.arrival": _("giấy giới thiệu chuyển đến"),
    "membership.duty": _("nhiệm vụ của đảng viên"),
    "membership.position": _("chức vụ, quy hoạch của đảng viên"),
    "membership.note": _("nhận xét đảng viên dự bị"),
    "membership.leaving": _("việc ra khỏi Đảng"),
    "planning.term": _("nhiệm kỳ của cấp uỷ"),
    "planning.celltarget": _("chỉ tiêu chi bộ"),
    "planning.assignment": _("phân công phụ trách"),
    "planning.nosourceleft": _("báo cáo hết nguồn"),
    "planning.grouptotal": _("số tổng theo nhóm"),
    "reports.columnmapping": _("cột đã nhận biết của bảng tính"),
    "reports.importrun": _("lần nhập bảng tính"),
    "reports.reform": _("danh sách sắp xếp tổ chức"),
    "evaluation.sheet": _("phiếu xếp loại"),
    "evaluation.membersheet": _("phiếu xếp loại đảng viên"),
    "evaluation.mark": _("điểm của phiếu xếp loại"),
    "evaluation.evidence": _("minh chứng xếp loại"),
    "evaluation.sheetact": _("việc của phiếu xếp loại"),
    "evaluation.sheetappeal": _("khiếu nại xếp loại"),
    "supervision.obstacle": _("vướng mắc"),
    "supervision.obstaclestep": _("việc gỡ vướng mắc"),
    "supervision.visit": _("lần dự họp chi bộ"),
    "supervision.spokenof": _("hồ sơ được bàn khi dự họp"),
    "supervision.promise": _("điều đã hẹn khi dự họp"),
    "supervision.reminder": _("nhắc việc"),
    "supervision.agreement": _("ghi nhận phối hợp"),
    "sources.course": _("lớp học"),
    "sources.invitation": _("lời mời cử người đi học"),
    "sources.participant": _("người được cử đi học"),
    "sources.round": _("đợt rà soát nguồn"),
    "sources.cellreview": _("kết quả rà soát của chi bộ"),
    "sources.movement": _("phong trào"),
    "sources.referral": _("người giới thiệu từ phong trào"),
}


def rows(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What changes hands, and how much of it."""
    return [(str(ROWS.get(label, label)), count) for label, count in sorted(counts.items())]


TREE = (
    _("Tổ chức"),
    _("Trực thuộc"),
    _("Cấp"),
    _("Loại hình tổ chức đảng"),
    _("Mã tổ chức"),
    _("Tên từ ngày"),
)


def tree_rows(nodes: Iterable[TreeNode], above: str = "") -> Iterator[tuple[Any, ...]]:
    """A row an organisation, each followed by those under it."""
    for node in nodes:
        then = node.version
        kind = (str(then.get_tier_display()), str(then.get_party_rank_display()))
        yield then.name, above, *kind, then.code, then.valid_from
        yield from tree_rows(node.children, then.name)

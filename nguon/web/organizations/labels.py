"""Words for what changes hands with an organisation, and the tree as a list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.organizations.models import AreaProfile
from nguon.organizations.queries import TreeNode
from nguon.web.organizations.forms import ProfileForm

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
    "evaluation.sheetappeal": _("kiến nghị xếp loại"),
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
    "sources.plannedclass": _("lớp dự kiến mở"),
    "sources.amendment": _("điều chỉnh kế hoạch mở lớp"),
    "sources.listmeeting": _("nghị quyết hằng tháng về nguồn"),
    "sources.listline": _("người trong nghị quyết về nguồn"),
    "sources.grouptag": _("nhóm nguồn của từng người"),
    "sources.wish": _("nguyện vọng"),
    "sources.fosterstep": _("việc bồi dưỡng"),
    "dossier.paper": _("giấy trong hồ sơ"),
    "dossier.paperpart": _("tệp của giấy trong hồ sơ"),
    "dossier.filereturn": _("lần trả lại hồ sơ"),
    "dossier.bookline": _("dòng sổ giao, mượn hồ sơ"),
    "planning.stage": _("kế hoạch giai đoạn"),
    "planning.parttarget": _("chỉ tiêu theo nhóm"),
    "planning.floor": _("mức sàn"),
    "planning.handdown": _("lần giao chỉ tiêu"),
    "evaluation.gradinground": _("đợt xếp loại"),
    "evaluation.membermark": _("điểm của phiếu xếp loại đảng viên"),
    "evaluation.memberact": _("việc của phiếu xếp loại đảng viên"),
    "evaluation.memberappeal": _("kiến nghị xếp loại đảng viên"),
    "reports.bookcomparison": _("lần đối chiếu sổ"),
    "reports.publication": _("số liệu công bố"),
    "reports.publishedname": _("tên đã công bố"),
    "forms.ownform": _("mẫu văn bản riêng"),
    "forms.ownedition": _("bản của mẫu văn bản riêng"),
    "statistics.groupcount": _("số tổng dân tộc, tôn giáo"),
    "statistics.closing": _("kỳ thống kê đã chốt"),
    "meetings.meeting": _("cuộc họp"),
    "meetings.matter": _("việc bàn ở cuộc họp"),
    "meetings.pack": _("tập giấy tờ cuộc họp"),
    "rights.request": _("yêu cầu về dữ liệu cá nhân"),
    "rights.incident": _("sự cố về dữ liệu cá nhân"),
    "rights.impact": _("hồ sơ đánh giá tác động"),
    "rights.requeststep": _("việc của yêu cầu về dữ liệu cá nhân"),
}


WORDED = {"minority_qualifier", "setting"}
KNOWN = {True: _("có"), False: _("không")}


def profile_row(profile: AreaProfile) -> list[Any]:
    """One year of an area in the order of the form that records it; unknown is empty."""
    return [
        getattr(profile, f"get_{name}_display")() or ""
        if name in WORDED
        else _plain(getattr(profile, name))
        for name in ProfileForm.base_fields
    ]


def _plain(value: Any) -> Any:
    return str(KNOWN[value]) if isinstance(value, bool) else value


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

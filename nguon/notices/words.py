"""What each kind of entry is called, and where its page is.

``title`` is for the page of the person it concerns; ``plain`` for what leaves the site, and so
without anything that somebody typed and without what stands in somebody's way.
"""

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.development.words import language
from nguon.notices.queries import Entry
from nguon.rights.models import Kind
from nguon.rulebook import step_label
from nguon.sources.codes import CourseKind
from nguon.supervision.causes import Cause

KINDS: dict[str, Lazy] = {
    "step": gettext_lazy("Bước của hồ sơ"),
    "reminder": gettext_lazy("Lời nhắc phải trả lời"),
    "obstacle": gettext_lazy("Vướng mắc tôi gỡ"),
    "promise": gettext_lazy("Việc được hứa khi dự họp"),
    "visit": gettext_lazy("Dự sinh hoạt chi bộ"),
    "class": gettext_lazy("Mở lớp"),
    "results": gettext_lazy("Kết quả lớp học"),
    "meeting": gettext_lazy("Họp"),
    "tally": gettext_lazy("Ghi kết quả họp"),
    "count": gettext_lazy("Đếm nguồn"),
    "arrival": gettext_lazy("Chờ tiếp nhận chuyển sinh hoạt"),
    "sheet": gettext_lazy("Tự xếp loại"),
    "grading": gettext_lazy("Quyết định xếp loại"),
    "appeal": gettext_lazy("Trả lời kiến nghị xếp loại"),
    "member_appeal": gettext_lazy("Trả lời kiến nghị xếp loại đảng viên"),
    "returned": gettext_lazy("Hồ sơ bị trả lại, chờ nộp lại"),
    "lent": gettext_lazy("Hồ sơ cho mượn, đến hạn trả"),
    "request": gettext_lazy("Yêu cầu về dữ liệu cá nhân"),
    "incident": gettext_lazy("Thông báo sự cố dữ liệu cá nhân"),
    "impact": gettext_lazy("Gửi hoặc xem lại hồ sơ đánh giá tác động"),
}
ONE_PAGE = {
    "promise": "supervision:visits",
    "reminder": "supervision:board",
    "impact": "rights:duties",
}
BY_REF = {
    "step": "development:case",
    "obstacle": "supervision:obstacle",
    "visit": "supervision:sheet",
    "class": "sources:course",
    "results": "sources:mark",
    "meeting": "meetings:meeting",
    "tally": "meetings:meeting",
    "arrival": "membership:arrival",
    "sheet": "evaluation:sheet",
    "grading": "evaluation:round",
    "appeal": "evaluation:sheet",
    "member_appeal": "evaluation:member",
    "returned": "development:case",
    "lent": "dossier:line",
    "request": "rights:request",
    "incident": "rights:incident",
}


def title(entry: Entry) -> str:
    """What is to be done, as its page says it."""
    if entry.kind == "obstacle":
        return str(Cause(entry.code).label)
    if entry.kind in ("promise", "class", "results", "arrival", "lent"):
        return f"{KINDS[entry.kind]}: {entry.words}"
    return plain(entry)


def plain(entry: Entry) -> str:
    """What is to be done, so that a stranger who reads it learns nothing of anybody."""
    if entry.kind == "step":
        return step_label(entry.code, language())
    if entry.kind == "reminder":
        return _("Trả lời lời nhắc: %s") % step_label(entry.code, language())
    if entry.kind == "meeting" and entry.words:
        return _("Họp lúc %s") % entry.words
    if entry.kind == "visit":
        return _("Dự sinh hoạt chi bộ trong tháng")
    if entry.kind in ("class", "results"):
        return f"{KINDS[entry.kind]}: {CourseKind(entry.code).label}"
    if entry.kind == "request":
        return f"{KINDS[entry.kind]}: {Kind(entry.code).label}"
    return str(KINDS[entry.kind])


def path(entry: Entry) -> str:
    """The address of the page on which it is done, within the site."""
    if entry.kind in ONE_PAGE:
        return reverse(ONE_PAGE[entry.kind])
    if entry.kind == "count":
        return reverse("sources:count", args=[entry.ref, entry.code])
    return reverse(BY_REF[entry.kind], args=[entry.ref])

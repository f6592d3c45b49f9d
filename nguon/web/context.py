"""What every page of the staff site shows: the rooms that this person may enter."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nguon.core.actor import Actor

ROOMS = (
    (_("Hôm nay"), "home:today", "development.view"),
    (_("Hồ sơ"), "development:cases", "development.view"),
    (_("Giấy tờ hồ sơ"), "dossier:board", "development.view"),
    (_("Họp"), "meetings:meetings", "meetings.view"),
    (_("Người"), "people:search", "people.view"),
    (_("Quyền của người dân với dữ liệu"), "rights:desk", "rights.view"),
    (pgettext_lazy("list", "Đảng viên"), "membership:members", "membership.view"),
    (_("Sổ sách"), "books:places", "membership.view"),
    (_("Giới thiệu nguồn"), "people:nominations", "people.nominations"),
    (_("Giới thiệu của tôi"), "people:referrals", "people.referrals"),
    (_("Nguồn, lớp học"), "sources:courses", "sources.view"),
    (_("Phong trào"), "sources:movements", "sources.movements"),
    (_("Nhiệm kỳ, chỉ tiêu"), "planning:terms", "planning.view"),
    (_("Thống kê"), "statistics:index", "planning.view"),
    (_("Công bố"), "publications:publications", "publication.view"),
    (_("Giám sát"), "supervision:board", "supervision.view"),
    (_("Đánh giá, xếp loại"), "evaluation:rounds", "evaluation.totals"),
    (_("Tổ chức"), "organizations:tree", "organizations.view"),
    (_("Quy định"), "rulebook:in_force", "organizations.view"),
    (_("Nhập Excel"), "roster:runs", "people.import"),
    (_("Tài khoản"), "accounts:accounts", "accounts.view"),
)


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the list of rooms."""

    name: str | Promise
    url: str
    here: bool


def rooms(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"rooms": [], "may_search": False, "sees_cases": False, "takes_lists": False}
    open_to = [(name, reverse(route)) for name, route, action in ROOMS if actor.seats(action)]
    around = [url for _name, url in open_to if url != "/" and request.path.startswith(url)]
    here = max(around, default=request.path, key=len)
    return {
        "rooms": [Room(name, url, url == here) for name, url in open_to],
        "may_search": bool(actor.seats("people.view")),
        "sees_cases": bool(actor.seats("development.view")),
        "takes_lists": bool(actor.seats("people.export")),
    }

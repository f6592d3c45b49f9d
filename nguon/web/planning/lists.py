"""Terms, duties and those admitted as workbooks; where people are named, it goes on record."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.planning import boards
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.planning.asked import admitted_asked, reading_of, row_of

TERMS = (
    gettext_lazy("Tổ chức"),
    gettext_lazy("Nhiệm kỳ"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Đến ngày"),
    gettext_lazy("Mỗi năm, mức thấp"),
    gettext_lazy("Mỗi năm, mức cao"),
    gettext_lazy("Theo văn bản"),
    gettext_lazy("Nay thuộc"),
)
DUTIES = (
    gettext_lazy("Chi bộ"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Nhiệm vụ"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Văn bản phân công"),
)
ADMITTED = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Ngày kết nạp"),
    gettext_lazy("Chi bộ"),
)


@policy("planning.view")
def terms(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = (
        (
            *(line.place.name, line.slug, line.starts_on, line.last_day),
            *(line.yearly.lower, line.yearly.upper, line.document),
            line.keeper.name if line.keeper else "",
        )
        for line in boards.terms(by=by)
    )
    return download.table("nhiem-ky", _("Nhiệm kỳ, chỉ tiêu"), TERMS, rows, by=by)


@policy("planning.assign")
@download.taking
def duties(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, row = actor_of(request), row_of(request, place, term, "planning.assign")
    rows = (
        (duty.place.name, duty.member.full_name, duty.task, duty.since, duty.document)
        for duty in boards.duties(row.organization, by=by)
    )
    title, under = _("Phân công đảng viên"), "planning.assign"
    return download.people("phan-cong", title, DUTIES, rows, by=by, under=under)


@policy("people.export")
@download.taking
def admitted(request: HttpRequest, place: str, term: str) -> HttpResponse:
    by, reading = actor_of(request), reading_of(request, place, term)
    found = boards.admitted(reading, by=by, **admitted_asked(request, reading))
    return admitted_sheet(found, by=by)


def admitted_sheet(found: Iterable[boards.Admitted], *, by: Actor) -> HttpResponse:
    """Those admitted, with day and cell; that somebody took the list goes on record."""
    rows = ((each.name, each.on, each.place) for each in found)
    title, under = _("Những người đã kết nạp"), "development.view"
    return download.people("da-ket-nap", title, ADMITTED, rows, by=by, under=under)

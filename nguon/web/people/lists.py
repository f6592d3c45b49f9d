"""Lists of people as workbooks: what the page shows, and each goes on record."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http.policy import policy
from nguon.people import queries, retention
from nguon.people.models import Nomination
from nguon.people.queries import Found
from nguon.sources import queries as referring
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.people.labels import BASIC, basic_texts

WHOLE = 1_000_000
# What a list is read for. Numbers by which somebody is found elsewhere stay in the file.
SHOWN = ("full_name", "born_on", "gender", "native_place", "address", "occupation", "schooling")
PEOPLE = (*(BASIC[name] for name in SHOWN), gettext_lazy("Nơi theo dõi"))
RUNNING_OUT = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Nơi theo dõi"),
    gettext_lazy("Không có việc gì từ"),
    gettext_lazy("Phải xoá từ ngày"),
)
STUBS = (
    gettext_lazy("Họ và tên"),
    gettext_lazy("Ai giới thiệu"),
    gettext_lazy("Gặp bằng cách nào"),
    gettext_lazy("Đã thông báo"),
    gettext_lazy("Tự xoá ngày (xoá cả dòng này)"),
)
MADE = (gettext_lazy("Ngày"), gettext_lazy("Nơi theo dõi"), gettext_lazy("Số người"))


@policy("people.export")
@download.taking
def found(request: HttpRequest) -> HttpResponse:
    by, text = actor_of(request), request.GET.get("q", "")[:200]
    rows = _people(queries.each_found(text, by=by))
    return download.people("nguoi", _("Người"), PEOPLE, rows, by=by, under="people.view")


@policy("people.export")
@download.taking
def duplicates(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    groups = queries.likely_duplicates(by=by, limit=WHOLE)
    rows = _people(each for group in groups for each in group)
    title = _("Có thể trùng")
    return download.people("co-the-trung", title, PEOPLE, rows, by=by, under="people.view")


@policy("people.export")
@download.taking
def running_out(request: HttpRequest) -> HttpResponse:
    by, under = actor_of(request), "people.withdraw"
    files = retention.running_out(by=by)
    rows = ((each.person.full_name, each.place, each.since, each.erase_on) for each in files)
    title = _("Sắp hết thời hạn lưu giữ")
    return download.people("luu-giu", title, RUNNING_OUT, rows, by=by, under=under)


@policy("people.export")
@download.taking
def nominations(request: HttpRequest) -> HttpResponse:
    by, under = actor_of(request), "people.nominations"
    rows = _stubs(queries.nominations(by=by))
    title = _("Giới thiệu nguồn")
    return download.people("gioi-thieu-nguon", title, STUBS, rows, by=by, under=under)


@policy("people.referrals")
def referrals(request: HttpRequest) -> HttpResponse:
    by, under = actor_of(request), "people.referrals"
    rows = ((each.on, each.place, each.number) for each in referring.made(by=by))
    title = _("Giới thiệu của tôi")
    return download.office("gioi-thieu-cua-toi", title, MADE, rows, by=by, under=under)


def _people(all_found: Iterable[Found]) -> Iterator[list[Any]]:
    for each in all_found:
        said = basic_texts(each.person)
        told = [said[name] for name in SHOWN if name != "born_on"]
        yield [told[0], each.person.born_on, *told[1:], each.place]


def _stubs(stubs: Iterable[Nomination]) -> Iterator[tuple[Any, ...]]:
    for stub in stubs:
        yield stub.name, stub.referred_by, stub.reach, stub.notified_on, stub.expires_on

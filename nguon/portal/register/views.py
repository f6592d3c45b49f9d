"""The public pages of the register."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import note_visit
from nguon.portal.register import queries
from nguon.portal.register.forms import Look
from nguon.portal.register.models import WITHOUT_VALIDITY, Document, Holds, Kind
from nguon.portal.sheets import sheet

A_PAGE = 20
MOST_ROWS = 5000
GONE = 410


@require_safe
@policy(PUBLIC)
def register(request: HttpRequest) -> HttpResponse:
    return show(request)


@require_safe
@policy(PUBLIC)
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    return show(request, kind=kind)


@require_safe
@policy(PUBLIC)
def year(request: HttpRequest, kind: str, year: int) -> HttpResponse:
    return show(request, kind=kind, year=year)


@require_safe
@policy(PUBLIC)
def document(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        page = queries.document_page(kind, slug, on=today, at=now)
    except Document.DoesNotExist:
        return gone(request, kind, slug)
    note_visit(request, at=now)
    context = {
        "page": page,
        "document": page.document,
        "own": [row for row in own(page.document) if row[1]],
        "says_validity": page.document.kind not in WITHOUT_VALIDITY,
    }
    return render(request, "register/document.html", context)


@require_safe
@policy(PUBLIC)
def export(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    found = queries.found(Look(request.GET).wanted(), on=today, at=now)[:MOST_ROWS]
    heading = [
        *(_("Sổ"), _("Số, ký hiệu"), _("Ngày ban hành"), _("Loại văn bản"), _("Trích yếu")),
        *(_("Lĩnh vực"), _("Cơ quan ban hành"), _("Người ký"), _("Có hiệu lực từ")),
        *(_("Hết hiệu lực từ"), _("Hiệu lực"), _("Địa chỉ")),
    ]
    site = request.build_absolute_uri("/")[:-1]
    return sheet("van-ban", _("Văn bản"), heading, rows(found, today, site))


def rows(found: Any, today: date, site: str) -> Iterator[list[Any]]:
    for each in found:
        over = each.over_from
        yield [
            *(each.get_kind_display(), each.number, each.issued_on, each.type, each.title),
            *(each.field, each.issuer, each.signer, each.effective_from, over),
            "" if each.kind in WITHOUT_VALIDITY else str(each.validity(today)),
            f"{site}{each.get_absolute_url()}",
        ]


def own(document: Document) -> list[tuple[str, Any]]:
    """The fields that a document has by its kind, with their names."""
    columns = {each.name: each.verbose_name for each in Document._meta.fields}
    return [(str(columns[name]), getattr(document, name)) for name in document.own_fields]


def show(request: HttpRequest, *, kind: str = "", year: int | None = None) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    wanted = Look(request.GET).wanted(kind=kind, year=year)
    found = queries.found(wanted, on=today, at=now)
    note_visit(request, at=now)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    asked = request.GET.copy()
    asked.pop("trang", None)
    whole = kind == Kind.ISO and not year and not asked
    context = looked_for(wanted, kind=kind, at=now) | {
        "page": page,
        "validities": [(each, each.validity(today)) for each in page],
        "year": year,
        "query": f"{asked.urlencode()}&" if asked else "",
        "sets": queries.iso_sets(on=today, at=now) if whole else [],
    }
    return render(request, "register/list.html", context)


def looked_for(wanted: queries.Wanted, *, kind: str, at: datetime) -> dict[str, Any]:
    """The form of the list: what it asks for, what else there is, and the list to save."""
    return {
        "kind": Kind(kind) if kind else None,
        "kinds": Kind.choices,
        "wanted": wanted,
        "choices": queries.choices(kind=kind, at=at),
        "holds": Holds.choices,
        "export": exported(wanted),
        "without_validity": WITHOUT_VALIDITY,
    }


def exported(wanted: queries.Wanted) -> dict[str, Any]:
    """What the address of the exported list says, so that it holds just what the page shows."""
    told = {
        "tim": wanted.words,
        "loai_so": wanted.kind,
        "loai": wanted.type,
        "linh_vuc": wanted.field,
        "co_quan": wanted.issuer,
        "nam": wanted.year,
        "hieu_luc": wanted.holds,
    }
    return {name: value for name, value in told.items() if value}


def gone(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Why there is no longer anything at an address, or 404 if there never was."""
    try:
        found = queries.withdrawn(kind, slug)
    except Document.DoesNotExist as missing:
        raise Http404 from missing
    return render(request, "register/gone.html", {"document": found}, status=GONE)

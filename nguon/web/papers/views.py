"""The forms of a case, filled from what the register knows."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.development.models import Case
from nguon.forms import catalogue as known
from nguon.forms import docx, operations, pdf, queries
from nguon.forms.sheet import Sheet
from nguon.membership.models import Departure
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.papers.labels import address, code_of, lines, places

Found = TypeVar("Found")
UNKNOWN = (
    Case.DoesNotExist, Departure.DoesNotExist, known.NoSuchForm, operations.NoSpecimen,
)  # fmt: skip
WRITERS: dict[str, tuple[Callable[[Sequence[Sheet]], bytes], str]] = {
    "docx": (docx.document, docx.MIME),
    "pdf": (pdf.document, pdf.MIME),
}


@policy("people.open")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every form, with where its content was seen."""
    return render(request, "papers/catalogue.html", {"lines": lines()})


@policy("people.open")
def export(request: HttpRequest) -> HttpResponse:
    heading = [_("Mẫu"), _("Tên"), _("Người ký"), _("Văn bản"), _("Độ tin cậy")]
    rows = [(row.code, row.title, row.signed_by, row.instrument, row.mark) for row in lines()]
    return download.table("mau-van-ban", _("Mẫu văn bản"), heading, rows, by=actor_of(request))


@policy("people.open")
def of_case(request: HttpRequest, ref: str) -> HttpResponse:
    """The forms of one case, to be opened one by one or printed together."""
    offers = _found(lambda: queries.offers(ref, by=actor_of(request)))
    rows = [(offer, address(offer.form.code)) for offer in offers]
    own = queries.own_offers_of(ref, by=actor_of(request))
    return render(request, "papers/of_case.html", {"ref": ref, "rows": rows, "own": own})


@require_GET
@policy("people.open")
def print_chosen(request: HttpRequest, ref: str) -> HttpResponse:
    """Several forms of one case as one PDF."""
    codes = [code_of(chosen) for chosen in request.GET.getlist("mau")]
    if not codes:
        return of_case(request, ref)
    drawn = _found(lambda: operations.draw_many([ref], codes, by=actor_of(request)))
    return download.attachment(pdf.document(drawn), f"giay-to-{ref}.pdf", pdf.MIME)


@policy("people.open")
def sheet(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """One form as it would be printed, what is missing first, each value with its source."""
    drawn = _found(lambda: operations.draw(ref, code_of(form), by=actor_of(request)))
    wanted = known.form(drawn.code)
    session.showed_sensitive(request)
    page = {"ref": ref, "address": form, "sheet": drawn, "form": wanted, **places(drawn, wanted)}
    return render(request, "papers/sheet.html", page)


@policy("membership.send")
def slip(request: HttpRequest, letter: str) -> HttpResponse:
    """The slip of a letter of transfer as it would be printed."""
    drawn = _found(lambda: operations.draw_slip(letter, by=actor_of(request)))
    wanted = known.form(drawn.code)
    page = {"letter": letter, "sheet": drawn, "form": wanted, **places(drawn, wanted)}
    return render(request, "papers/slip.html", page)


@policy("membership.send")
def slip_paper(request: HttpRequest, letter: str, kind: str) -> HttpResponse:
    """The slip as a file: .docx to edit or .pdf to print."""
    if kind not in WRITERS:
        raise Http404
    writer, media = WRITERS[kind]
    drawn = _found(lambda: operations.draw_slip(letter, by=actor_of(request)))
    name = f"{address(drawn.code)}-{letter}.{kind}"
    return download.attachment(writer([drawn]), name, media)


@policy("people.open")
def paper(request: HttpRequest, ref: str, form: str, kind: str) -> HttpResponse:
    """One form as a file: .docx to edit or .pdf to print."""
    if kind not in WRITERS:
        raise Http404
    writer, media = WRITERS[kind]
    drawn = _found(lambda: operations.draw(ref, code_of(form), by=actor_of(request)))
    return download.attachment(writer([drawn]), f"{form}-{ref}.{kind}", media)


def _found(ask: Callable[[], Found]) -> Found:
    """What is not in sight is not there; neither is a form without a specimen."""
    try:
        return ask()
    except UNKNOWN as gone:
        raise Http404 from gone

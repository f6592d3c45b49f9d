"""What is published: the list, a proposal, what the public will read, the decision, the file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from nguon.core import snapshot
from nguon.core.http.policy import policy
from nguon.organizations.models import Organization
from nguon.planning.reading import NoSuchTerm
from nguon.reports.models import Publication, PublicationStatus
from nguon.reports.publication import operations, queries
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.publications.forms import DecideForm, ProposeForm

HEADING = (
    gettext_lazy("Công bố"),
    gettext_lazy("Tổ chức"),
    gettext_lazy("Tính đến"),
    gettext_lazy("Tình trạng"),
    gettext_lazy("Số tệp"),
)
DONE = {
    "approve": gettext_lazy("Đã duyệt; tệp đã ký nằm trong thư mục chờ chuyển."),
    "decline": gettext_lazy("Đã ghi không duyệt."),
    "withdraw": gettext_lazy("Đã thu hồi; tệp thu hồi đã ký nằm trong thư mục chờ chuyển."),
}


@policy("publication.view")
def publications(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    lines = queries.publications(by=by)
    if "xuat" in request.GET:
        rows = [
            (line.row.title, line.place, line.row.as_of, line.row.get_status_display(),
             line.row.serial)
            for line in lines
        ]  # fmt: skip
        return download.table("cong-bo", _("Công bố"), HEADING, rows, by=by)
    may_propose = bool(by.seats(operations.PROPOSING))
    return render(
        request, "publications/publications.html", {"lines": lines, "may_propose": may_propose}
    )


@policy("publication.propose")
def propose(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = ProposeForm(request.POST or None, by=by)
    if form.is_valid():
        asked = form.asked()
        place = get_object_or_404(Organization, slug=asked["place"])
        try:
            row = operations.propose(place, asked["kind"], asked["term"], on=asked["on"], by=by)
        except (operations.Refused, NoSuchTerm) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đề nghị. Đây là đúng những gì công chúng sẽ đọc."))
            return redirect("publications:publication", row.ref)
    return render(request, "publications/propose.html", {"form": form})


@policy("publication.view")
def publication(request: HttpRequest, ref: str) -> HttpResponse:
    return _shown(request, _of(request, ref), DecideForm())


@require_POST
@policy("publication.approve")
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    row, form = _of(request, ref), DecideForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, form)
    try:
        _decide(row, form, request)
    except operations.Refused as refusal:
        form.refuse(refusal)
        return _shown(request, row, form)
    messages.success(request, DONE[form.cleaned_data["act"]])
    return redirect("publications:publication", ref)


@policy("publication.view")
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """The signed file, to be carried to the public site."""
    row = _of(request, ref)
    if row.status not in queries.SAID_ONCE:
        raise Http404
    return download.attachment(queries.file_of(row), queries.file_name(row), "application/json")


def _decide(row: Publication, form: DecideForm, request: HttpRequest) -> None:
    by, reason = actor_of(request), form.cleaned_data["reason"]
    if form.cleaned_data["act"] == "approve":
        operations.approve(row, by=by)
    elif form.cleaned_data["act"] == "decline":
        operations.decline(row, reason=reason, by=by)
    else:
        operations.withdraw(row, reason=reason, by=by)


def _shown(request: HttpRequest, row: Publication, form: DecideForm) -> HttpResponse:
    by = actor_of(request)
    waits = row.status == PublicationStatus.PROPOSED
    page = {
        "row": row,
        "shown": snapshot.read(queries.content_of(row)),
        "form": form,
        "waits": waits,
        "stands": row.status == PublicationStatus.PUBLISHED,
        "signed": row.status in queries.SAID_ONCE,
        "may_decide": by.may(operations.APPROVING, at=row.organization),
        "is_own": waits and row.proposed_by == by.user_id,
    }
    return render(request, "publications/publication.html", page)


def _of(request: HttpRequest, ref: str) -> Publication:
    try:
        return queries.publication(ref, by=actor_of(request))
    except Publication.DoesNotExist as unseen:
        raise Http404 from unseen

"""One paper: put in, looked at page by page, handed out, taken out again."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.core.uploads import Unacceptable
from nguon.development.models import Case
from nguon.dossier import operations, queries
from nguon.dossier.checks import Refused
from nguon.dossier.models import Paper
from nguon.dossier.queries import ShownPaper
from nguon.dossier.shelf import CannotKeep, NotThere
from nguon.people.consent import NoConsent
from nguon.web import download as files
from nguon.web.dossier.forms import FilesForm, OutForm, PaperForm
from nguon.web.http import actor_of

REFUSALS = (Refused, NoConsent, CannotKeep)
UNREADABLE = (NotThere, NoConsent, Unacceptable, Refused)


@policy("dossier.keep")
def add(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a paper into the dossier of a case."""
    by = actor_of(request)
    case = get_object_or_404(Case.objects.visible_to(by).select_related("organization"), ref=ref)
    by.require("dossier.keep", at=case.organization)
    start = {"code": request.GET.get("giay", "")}
    form = PaperForm(request.POST or None, request.FILES or None, initial=start)
    if form.is_valid():
        try:
            operations.add(case, files=form.sent(), by=by, **form.told())
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã cất giấy vào hồ sơ."))
            return redirect("dossier:checklist", ref)
    return render(request, "dossier/add.html", {"form": form, "ref": ref})


@policy("people.open")
def shown(request: HttpRequest, paper: str) -> HttpResponse:
    """One paper, a page at a time."""
    return _page(request, paper_of(request, paper))


@require_GET
@policy("people.open")
def page(request: HttpRequest, paper: str, page: str) -> HttpResponse:
    """One page as a picture."""
    found = paper_of(request, paper)
    if not found.shows or not page.isdecimal():
        return redirect("dossier:paper", paper)
    try:
        picture = queries.page(found, int(page[:6]), by=actor_of(request))
    except (queries.NoPage, *UNREADABLE) as gone:
        raise Http404 from gone
    session.showed_sensitive(request)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
@policy("people.open")
def download(request: HttpRequest, paper: str) -> HttpResponse:
    """The paper as a file, under a name that tells nothing."""
    found = paper_of(request, paper)
    try:
        handed = queries.content(found, by=actor_of(request))
    except UNREADABLE as refusal:
        messages.error(request, str(refusal))
        return redirect("dossier:paper", paper)
    return files.attachment(handed.content, f"giay-{paper}.{handed.ending}", handed.media)


@policy("dossier.keep")
@require_POST
def add_pages(request: HttpRequest, paper: str) -> HttpResponse:
    found = paper_of(request, paper)
    form = FilesForm(request.POST, request.FILES, prefix="pages")
    act = partial(operations.add_pages, found.row)
    return _done(request, found, form, lambda: act(form.sent(), by=actor_of(request)))


@policy("dossier.keep")
@require_POST
def take_out(request: HttpRequest, paper: str) -> HttpResponse:
    found = paper_of(request, paper)
    form = OutForm(request.POST, prefix="out")
    act = partial(operations.take_out, found.row, by=actor_of(request))
    return _done(request, found, form, lambda: act(why=form.cleaned_data["why"]))


def paper_of(request: HttpRequest, ref: str) -> ShownPaper:
    try:
        return queries.paper(ref, by=actor_of(request))
    except Paper.DoesNotExist as gone:
        raise Http404 from gone


def _done(
    request: HttpRequest,
    found: ShownPaper,
    form: FilesForm | OutForm,
    act: Callable[[], object],
) -> HttpResponse:
    actor_of(request).require("dossier.keep", at=found.row.case.organization)
    if form.is_valid():
        try:
            act()
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("dossier:paper", found.row.ref)
    return _page(request, found, form)


def _page(
    request: HttpRequest, found: ShownPaper, failed: FilesForm | OutForm | None = None
) -> HttpResponse:
    by, asked = actor_of(request), request.GET.get("trang", "1")
    number = min(max(1, int(asked[:6]) if asked.isdecimal() else 1), max(1, found.pages))
    keeps = by.may("dossier.keep", at=found.row.case.organization) and found.row.out_on is None
    page = {
        "paper": found,
        "number": number,
        "before": number - 1,
        "after": number + 1 if number < found.pages else 0,
        "more": failed if isinstance(failed, FilesForm) else FilesForm(prefix="pages"),
        "out": failed if isinstance(failed, OutForm) else OutForm(prefix="out"),
        "keeps": keeps,
        "failed": failed,
    }
    return render(request, "dossier/paper.html", page)

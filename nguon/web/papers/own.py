"""Papers that an office made for itself: kept, laid anew, looked at, filled for a case."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.http import session
from nguon.core.http.policy import policy
from nguon.core.uploads import Unacceptable
from nguon.development.models import Case
from nguon.development.words import event
from nguon.forms import docx, operations, queries
from nguon.forms import own as filling
from nguon.forms import places as known
from nguon.forms.models import OwnForm
from nguon.forms.own import BadTemplate
from nguon.web import download
from nguon.web.http import actor_of
from nguon.web.papers.forms import AnewForm, KeepForm, WithdrawForm
from nguon.web.papers.labels import fault, own_places

Found = TypeVar("Found")
LIST = (gettext_lazy("Mẫu"), gettext_lazy("Việc"), gettext_lazy("Của"), gettext_lazy("Dùng từ"),
        gettext_lazy("Thôi dùng"))  # fmt: skip
PLACES = (gettext_lazy("Chỗ điền"), gettext_lazy("Nghĩa"), gettext_lazy("Ví dụ"))


@policy("people.open")
def papers(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    lines = queries.own_lines(by=by)
    page = {"lines": lines, "may_keep": bool(by.seats("forms.keep"))}
    return render(request, "papers/own/list.html", page)


@policy("people.open")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = (
        (line.form.title, event(line.form.act), line.place, line.since, line.form.withdrawn_on)
        for line in queries.own_lines(by=by)
    )
    return download.table("mau-rieng", _("Mẫu riêng của cấp uỷ"), LIST, rows, by=by)


@policy("people.open")
def places(request: HttpRequest) -> HttpResponse:
    """Everything that a template may name, with what it means."""
    page = {"groups": known.groups(), "acts": known.acts(), "shapes": known.SHAPES.items()}
    return render(request, "papers/own/places.html", page)


@policy("people.open")
def export_places(request: HttpRequest) -> HttpResponse:
    rows = (
        (f"{{{place.name}}}", place.meaning, place.example)
        for group in known.groups()
        for place in group.places
    )
    return download.table("cho-dien", _("Chỗ điền"), PLACES, rows, by=actor_of(request))


@policy("forms.keep")
def keep(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = KeepForm(request.POST or None, request.FILES or None, by=by)
    if form.is_valid():
        try:
            kept = operations.keep_own(form.organization(), form.content(), by=by, **form.values())
        except (Unacceptable, BadTemplate, operations.Refused) as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Đã nhận mẫu. Hãy xem thử trước khi dùng."))
            return redirect("papers:own_paper", kept.ref)
    return render(request, "papers/own/keep.html", {"form": form})


@policy("people.open")
def paper(request: HttpRequest, paper: str) -> HttpResponse:
    """One paper: its editions, and what it would say of an invented case."""
    line = _found(lambda: queries.own_line(paper, by=actor_of(request)))
    return _page(request, paper, line)


@policy("people.open")
def template(request: HttpRequest, paper: str) -> HttpResponse:
    """The document as it was kept, to be changed and sent again."""
    line = _found(lambda: queries.own_line(paper, by=actor_of(request)))
    return download.attachment(queries.own_look(line), f"mau-rieng-{paper}.docx", docx.MIME)


@policy("people.open")
def preview(request: HttpRequest, paper: str) -> HttpResponse:
    """The document filled for a case that never was."""
    line = _found(lambda: queries.own_line(paper, by=actor_of(request)))
    filled = _invented(queries.own_look(line))
    return download.attachment(filled.content, f"xem-thu-{paper}.docx", docx.MIME)


@policy("forms.keep")
def lay_anew(request: HttpRequest, paper: str) -> HttpResponse:
    by = actor_of(request)
    line = _found(lambda: queries.own_line(paper, by=by))
    form = AnewForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            operations.lay_anew(paper, form.content(), by=by, **form.values())
        except (Unacceptable, BadTemplate, operations.Refused) as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Đã nhận bản mới của mẫu."))
            return redirect("papers:own_paper", paper)
    return _page(request, paper, line, anew=form)


@policy("forms.keep")
def withdraw(request: HttpRequest, paper: str) -> HttpResponse:
    by = actor_of(request)
    line = _found(lambda: queries.own_line(paper, by=by))
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            operations.withdraw_own(paper, why=form.cleaned_data["why"], by=by)
        except operations.Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Mẫu này thôi dùng từ hôm nay."))
            return redirect("papers:own_paper", paper)
    return _page(request, paper, line, withdrawing=form)


@policy("people.open")
def sheet(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """A paper filled for a case: what is missing first, then its text."""
    drawn = _found(lambda: operations.draw_own(ref, paper, by=actor_of(request)))
    session.showed_sensitive(request)
    page = {
        "ref": ref,
        "paper": paper,
        "title": drawn.title,
        "lines": filling.lines(drawn.filled.content),
    }
    return render(request, "papers/own/sheet.html", page | own_places(drawn))


@policy("people.open")
def document(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    drawn = _found(lambda: operations.draw_own(ref, paper, by=actor_of(request)))
    return download.attachment(drawn.filled.content, f"{paper}-{ref}.docx", docx.MIME)


# --- pieces -----------------------------------------------------------------------------------


def _found(ask: Callable[[], Found]) -> Found:
    try:
        return ask()
    except (OwnForm.DoesNotExist, Case.DoesNotExist) as gone:
        raise Http404 from gone


def _page(
    request: HttpRequest,
    paper: str,
    line: queries.OwnLine,
    anew: AnewForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    filled = _invented(queries.own_look(line))
    forms = {"anew": anew or AnewForm(), "withdrawing": withdrawing or WithdrawForm()}
    page = {"line": line, "lines": filling.lines(filled.content), "paper": paper}
    return render(request, "papers/own/paper.html", page | forms)


def _invented(content: bytes) -> filling.Filled:
    with translation.override("vi"):
        return filling.fill(content, known.Invented())


def _refuse(form: KeepForm | AnewForm, refused: Exception) -> None:
    """Each fault of a template is told with its place and what may have been meant."""
    for told in getattr(refused, "faults", ()) or [None]:
        form.add_error("file", fault(told) if told else str(refused))

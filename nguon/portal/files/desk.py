"""The library of the editors: what is there, what is put in, described, taken away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.desk import act
from nguon.portal.files import operations, places, queries, shelf
from nguon.portal.files.forms import Describe, PutIn
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.operations import NotPossible
from nguon.portal.roles import WRITE

A_PAGE = 24
A_CHOICE = 12
UNREADABLE = 422


@require_safe
@policy(WRITE)
def library(request: HttpRequest) -> HttpResponse:
    return _library(request, PutIn(initial={"kind": request.GET.get("loai", Kind.PICTURE)}))


@require_POST
@policy(WRITE)
def put_in(request: HttpRequest) -> HttpResponse:
    form = PutIn(request.POST, request.FILES)
    if form.is_valid() and (kept := _kept(form, actor_of(request))):
        messages.success(request, _("Đã nhận tệp."))
        return redirect("desk_file", kept.ref)
    return _library(request, form, status=UNREADABLE)


@policy(WRITE)
def pick(request: HttpRequest) -> HttpResponse:
    """The library as a part of another page: found, turned over, and a new file put in."""
    kind = request.GET.get("loai", "")
    form = PutIn(request.POST or None, request.FILES or None, initial={"kind": kind})
    found = queries.library(kind=kind, words=request.GET.get("q", ""))
    if request.method == "POST" and form.is_valid() and (kept := _kept(form, actor_of(request))):
        found, form = queries.library().filter(pk=kept.pk), PutIn(initial={"kind": kind})
    page = Paginator(found, A_CHOICE).get_page(request.GET.get("trang"))
    context = {"page": page, "form": form, "kind": kind, "words": request.GET.get("q", "")}
    status = UNREADABLE if form.errors else 200
    return render(request, "files/_pick.html", context, status=status)


@policy(WRITE)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    found = get_object_or_404(StoredFile, ref=ref)
    told = {"alt": found.alt, "caption": found.caption, "credit": found.credit}
    form = Describe(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            operations.describe(found, **form.cleaned_data, by=actor_of(request))
        except NotPossible as why:
            form.add_error("alt", str(why))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("desk_file", ref)
    status = UNREADABLE if form.errors else 200
    context = {"file": found, "form": form, "places": places.of(found)}
    return render(request, "files/file.html", context, status=status)


@require_POST
@policy(WRITE)
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    found = get_object_or_404(StoredFile, ref=ref)
    by = actor_of(request)
    if act(request, lambda: operations.remove(found, by=by), _("Đã bỏ tệp.")):
        return redirect("desk_files")
    return redirect("desk_file", ref)


def _kept(form: PutIn, by: Actor) -> StoredFile | None:
    """Keep the file, or put into the form why it cannot be kept."""
    told = dict(form.cleaned_data)
    try:
        return operations.keep(told.pop("file"), **told, by=by)
    except (NotPossible, shelf.CannotKeep) as why:
        form.add_error("file", str(why))
        return None


def _library(request: HttpRequest, form: PutIn, *, status: int = 200) -> HttpResponse:
    kind, words = request.GET.get("loai", ""), request.GET.get("q", "")
    pages = Paginator(queries.library(kind=kind, words=words), A_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    context = {"page": page, "form": form, "kinds": Kind, "kind": kind, "words": words}
    return render(request, "files/library.html", context, status=status)

"""The pages of those who write, edit and publish documents."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.desk import act, made
from nguon.portal.files import operations as files
from nguon.portal.files.models import Kind as FileKind
from nguon.portal.files.models import StoredFile
from nguon.portal.operations import NotPossible
from nguon.portal.register import forms, operations, queries
from nguon.portal.register.models import Document, Kind, State
from nguon.portal.roles import PUBLISH, SITE, WRITE

A_PAGE = 50
UNREADABLE = 422


@require_safe
@policy(WRITE)
def desk(request: HttpRequest) -> HttpResponse:
    asked, words = request.GET.get("trang-thai", ""), request.GET.get("tim", "")[:100]
    state = State(asked) if asked in State.values else State.DRAFT
    found = queries.desk(state, words, by=actor_of(request))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "state": state,
        "states": State,
        "kinds": Kind.choices,
        "words": words,
    }
    return render(request, "register/desk_list.html", context)


@policy(WRITE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    by = actor_of(request)
    form = forms.Write(request.POST or None, request.FILES or None, kind=kind)
    if document := made(form, lambda: begin(kind, form, by)):
        messages.success(request, _("Đã lưu bản nháp."))
        return redirect("desk_document", document.ref)
    return page(request, form, {"kind": Kind(kind)})


@policy(WRITE)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    found, more = find(ref, by), {}
    form = sent(request, found)
    if form.is_bound and form.is_valid():
        try:
            save(form, found, by)
        except operations.Meanwhile as other:
            more = collision(form, other)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("desk_document", found.ref)
    return page(request, form, {"kind": Kind(found.kind), "document": found, **more})


@require_POST
@policy(PUBLISH)
def publish(request: HttpRequest, ref: str) -> HttpResponse:
    by = actor_of(request)
    found = find(ref, by)
    act(request, lambda: operations.publish(found, by=by), _("Văn bản đã được đăng."))
    return redirect("desk_document", ref)


@require_POST
@policy(PUBLISH)
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    by, why = actor_of(request), request.POST.get("why", "")[:300]
    found = find(ref, by)
    act(request, lambda: operations.withdraw(found, why, by=by), _("Văn bản đã được gỡ."))
    return redirect("desk_document", ref)


@require_safe
@policy(WRITE)
def history(request: HttpRequest, ref: str) -> HttpResponse:
    found = find(ref, actor_of(request))
    context = {"document": found, "revisions": queries.revisions(found)}
    return render(request, "register/desk_history.html", context)


def find(ref: str, by: Actor) -> Document:
    return get_object_or_404(queries.workable(by=by), ref=ref)


def sent(request: HttpRequest, document: Document) -> forms.Write:
    if request.method != "POST":
        return forms.Write.of(document)
    return forms.Write(request.POST, request.FILES, kind=document.kind, document=document)


def begin(kind: str, form: forms.Write, by: Actor) -> Document:
    return operations.write(kind, form.content(), form.beside(*uploaded(form, by)), by=by)


def save(form: forms.Write, document: Document, by: Actor) -> Document:
    """Keep a changed document with the file that came with it, if it may be changed at all."""
    operations.require_editing(document, by)
    seen, beside = form.cleaned_data["seen"] or 0, form.beside()
    if seen == document.edition:
        beside.files.extend(uploaded(form, by))
    return operations.rewrite(document, form.content(), beside, seen=seen, by=by)


def uploaded(form: forms.Write, by: Actor) -> list[StoredFile]:
    upload = form.cleaned_data["upload"]
    return [files.keep(upload, kind=FileKind.DOCUMENT, by=by)] if upload else []


def collision(form: forms.Write, other: operations.Meanwhile) -> dict[str, Any]:
    """Both texts side by side; saved once more, mine takes the place of the other."""
    form.add_error(None, str(other))
    again = cast(QueryDict, form.data).copy()
    again["seen"] = str(other.now.edition)
    form.data = again
    mine = form.content().of_kind(other.now.kind)
    return {"differences": queries.differences(mine, other.now), "other": other.now}


def page(request: HttpRequest, form: forms.Write, context: dict[str, Any]) -> HttpResponse:
    by = actor_of(request)
    context |= {
        "form": form,
        "publishes": by.may(PUBLISH, at=SITE),
        "known": queries.known(forms.SUGGESTED),
    }
    status = UNREADABLE if form.is_bound else 200
    return render(request, "register/desk_document.html", context, status=status)

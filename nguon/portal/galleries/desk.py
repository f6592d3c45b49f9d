"""Albums and clips as the editors work on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.desk import act, made
from nguon.portal.files.forms import picked
from nguon.portal.files.models import StoredFile
from nguon.portal.galleries import forms, operations, queries
from nguon.portal.galleries.models import Album, Clip
from nguon.portal.roles import PUBLISH, SITE, WRITE

UNREADABLE = 422


@require_safe
@policy(WRITE)
def galleries(request: HttpRequest) -> HttpResponse:
    context = {
        "covers": queries.covers(Album.objects.order_by("-pk")),
        "clips": Clip.objects.order_by("-pk"),
    }
    return render(request, "galleries/desk.html", context)


@policy(WRITE)
def new_album(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), forms.AlbumWords(request.POST or None)
    new = made(form, lambda: operations.make_album(**form.cleaned_data, by=by))
    if new:
        return redirect("desk_album", new.slug)
    return _sheet(request, form, _("Album mới"))


@policy(WRITE)
def edit_album(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Album, slug=slug)
    form = forms.AlbumWords(
        request.POST or None, initial={"title": found.title, "about": found.about}
    )
    by = actor_of(request)
    if made(form, lambda: operations.change_album(found, **form.cleaned_data, by=by)):
        messages.success(request, _("Đã lưu."))
        return redirect("desk_album", slug)
    context = {
        "album": found,
        "form": form,
        "pictures": queries.pictures_of(found),
        "add": forms.AddPicture(),
        "may_show": by.may(PUBLISH, at=SITE),
    }
    status = UNREADABLE if form.errors else 200
    return render(request, "galleries/desk_album.html", context, status=status)


@require_POST
@policy(WRITE)
def arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Add, take out, or move a picture one place up or down."""
    found = get_object_or_404(Album, slug=slug)
    picture = get_object_or_404(StoredFile, ref=picked(request.POST, "picture"))
    order = _moved(queries.pictures_of(found), picture, request.POST.get("act", ""))
    by = actor_of(request)
    act(request, lambda: operations.arrange(found, order, by=by), _("Đã lưu."))
    return redirect("desk_album", slug)


@policy(WRITE)
def new_clip(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), forms.ClipWords(request.POST or None)
    new = made(form, lambda: operations.make_clip(**form.cleaned_data, by=by))
    if new:
        return redirect("desk_clip", new.slug)
    return _sheet(request, form, _("Video mới"))


@policy(WRITE)
def edit_clip(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Clip, slug=slug)
    told = ("title", "about", "video", "poster", "captions")
    form = forms.ClipWords(request.POST or None, initial={n: getattr(found, n) for n in told})
    by = actor_of(request)
    if made(form, lambda: operations.change_clip(found, **form.cleaned_data, by=by)):
        messages.success(request, _("Đã lưu."))
        return redirect("desk_clip", slug)
    context = {"clip": found, "form": form, "may_show": by.may(PUBLISH, at=SITE)}
    status = UNREADABLE if form.errors else 200
    return render(request, "galleries/desk_clip.html", context, status=status)


@require_POST
@policy(PUBLISH)
def show(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found: Any = get_object_or_404(Album if kind == "album" else Clip, slug=slug)
    by = actor_of(request)
    if request.POST.get("act") == "hide":
        act(request, lambda: operations.hide(found, by=by), _("Đã ẩn: chỉ ban biên tập thấy."))
    else:
        said = _("Mọi người đã xem được.")
        act(request, lambda: operations.show(found, at=timezone.now(), by=by), said)
    return redirect(f"desk_{kind}", slug)


def _moved(order: list[StoredFile], picture: StoredFile, act: str) -> list[StoredFile]:
    if act == "add":
        return [*order, picture]
    if picture not in order:
        return order
    at = order.index(picture)
    order.remove(picture)
    places = {"up": max(at - 1, 0), "down": at + 1}
    if act in places:
        order.insert(places[act], picture)
    return order


def _sheet(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    status = UNREADABLE if form.errors else 200
    context = {"form": form, "title": title}
    return render(request, "galleries/desk_new.html", context, status=status)

"""Links, pages and notices as whoever orders the site works on them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from nguon.core.http.door import actor_of
from nguon.core.http.policy import policy
from nguon.portal.boxes import forms, operations
from nguon.portal.boxes.models import Link, Notice, StaticPage
from nguon.portal.desk import act, made
from nguon.portal.models import Category
from nguon.portal.roles import ORGANISE

UNREADABLE = 422
ORDERED: dict[str, type[Link] | type[StaticPage]] = {"lien-ket": Link, "trang": StaticPage}


@require_safe
@policy(ORGANISE)
def boxes(request: HttpRequest) -> HttpResponse:
    context = {
        "parts": Category.objects.all(),
        "links": Link.objects.select_related("logo"),
        "pages": StaticPage.objects.all(),
        "notices": Notice.objects.all()[:50],
    }
    return render(request, "boxes/desk.html", context)


@policy(ORGANISE)
def new_category(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.CategoryWords(
        request.POST or None, initial={"order": Category.objects.count() + 1}
    )
    title = gettext_lazy("Chuyên mục mới")
    return _sheet(request, form, title, lambda told: operations.add_category(**told, by=by))


@policy(ORGANISE)
def edit_category(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = actor_of(request), get_object_or_404(Category, slug=slug)
    form = forms.CategoryWords(
        request.POST or None, initial={"name": found.name, "order": found.order}
    )
    return _sheet(
        request,
        form,
        found.name,
        lambda told: operations.set_category(found, **told, by=by),
        joining={"category": found, "join": forms.Join(category=found)},
    )


@require_POST
@policy(ORGANISE)
def join_category(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = actor_of(request), get_object_or_404(Category, slug=slug)
    form = forms.Join(request.POST, category=found)
    if not form.is_valid():
        messages.error(request, _("Cần chọn một chuyên mục khác."))
        return redirect("desk_category", slug)
    into = form.cleaned_data["into"]
    act(request, lambda: operations.join_category(found, into, by=by), _("Đã gộp chuyên mục."))
    return redirect("desk_boxes")


@policy(ORGANISE)
def new_link(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.LinkWords(request.POST or None)
    return _sheet(
        request,
        form,
        gettext_lazy("Liên kết mới"),
        lambda told: operations.add_link(**told, by=by),
    )


@policy(ORGANISE)
def edit_link(request: HttpRequest, number: int) -> HttpResponse:
    by, found = actor_of(request), get_object_or_404(Link, pk=number)
    told = {"title": found.title, "address": found.address, "logo": found.logo}
    form = forms.LinkWords(request.POST or None, initial=told)
    return _sheet(
        request, form, found.title, lambda told: operations.change_link(found, **told, by=by)
    )


@require_POST
@policy(ORGANISE)
def remove_link(request: HttpRequest, number: int) -> HttpResponse:
    operations.remove_link(get_object_or_404(Link, pk=number), by=actor_of(request))
    messages.success(request, _("Đã bỏ liên kết."))
    return redirect("desk_boxes")


@policy(ORGANISE)
def new_page(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.PageWords(request.POST or None, initial={"in_menu": True})
    return _sheet(
        request, form, gettext_lazy("Trang mới"), lambda told: operations.write_page(**told, by=by)
    )


@policy(ORGANISE)
def edit_page(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = actor_of(request), get_object_or_404(StaticPage, slug=slug)
    told = {name: getattr(found, name) for name in ("title", "body", "in_menu", "shown")}
    form = forms.PageWords(request.POST or None, initial=told)
    return _sheet(
        request, form, found.title, lambda told: operations.change_page(found, **told, by=by)
    )


@policy(ORGANISE)
def new_notice(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.NoticeWords(request.POST or None, initial={"valid_from": by.today})
    return _sheet(
        request,
        form,
        gettext_lazy("Thông báo mới"),
        lambda told: operations.give_notice(**told, by=by),
    )


@policy(ORGANISE)
def edit_notice(request: HttpRequest, number: int) -> HttpResponse:
    by, found = actor_of(request), get_object_or_404(Notice, pk=number)
    told = {name: getattr(found, name) for name in ("title", "text", "valid_from")}
    told["valid_to"] = forms.open_end(found.valid_to)
    form = forms.NoticeWords(request.POST or None, initial=told)
    return _sheet(
        request, form, found.title, lambda told: operations.change_notice(found, **told, by=by)
    )


@require_POST
@policy(ORGANISE)
def move(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    found: Any = get_object_or_404(ORDERED.get(kind, Link), pk=number)
    operations.move(found, up=request.POST.get("act") == "up", by=actor_of(request))
    return redirect("desk_boxes")


def _sheet(
    request: HttpRequest,
    form: Any,
    title: str | Promise,
    work: Callable[[dict[str, Any]], Any],
    joining: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form alone on its page, and what it asks for done."""
    if made(form, lambda: work(form.cleaned_data)):
        messages.success(request, _("Đã lưu."))
        return redirect("desk_boxes")
    status = UNREADABLE if form.errors else 200
    context = {"form": form, "title": title, **(joining or {})}
    return render(request, "boxes/sheet.html", context, status=status)

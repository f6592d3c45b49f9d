"""Fields that somebody says are wrong: out of use until that is settled."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import policy
from nguon.development import operations as development
from nguon.people import vault
from nguon.people.models import Person
from nguon.web.forms import REFUSALS
from nguon.web.http import actor_of, require_here
from nguon.web.people.labels import BASIC, SENSITIVE
from nguon.web.rights.forms import DisputeForm


@policy("people.correct")
def freeze(request: HttpRequest, ref: str) -> HttpResponse:
    by, person = actor_of(request), _person(request, ref)
    form = DisputeForm(request.POST or None, fields=_fields(person))
    if form.is_valid():
        try:
            development.freeze(person, **form.cleaned_data, by=by)
        except REFUSALS as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã đưa ra khỏi hồ sơ và giữ kín cho đến khi giải quyết."))
            return redirect("people:person", ref)
    return render(request, "rights/freeze.html", {"form": form, "person": person})


@policy("people.correct")
@require_POST
def thaw(request: HttpRequest, ref: str, field: str) -> HttpResponse:
    by, person = actor_of(request), _person(request, ref)
    try:
        development.thaw(person, field, by=by)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã dùng lại giá trị cũ; nếu sai thì sửa."))
    return redirect("people:person", ref)


def _fields(person: Person) -> Iterator[tuple[str, Any]]:
    """What may be disputed: fields that hold something, and what the vault may hold."""
    disputed = vault.frozen_fields(person)
    for name, label in (BASIC | SENSITIVE).items():
        said = name in SENSITIVE or getattr(person, name) not in (None, "")
        if said and name != "full_name" and name not in disputed:
            yield name, label


def _person(request: HttpRequest, ref: str) -> Person:
    seen = Person.objects.visible_to(actor_of(request)).select_related("organization")
    row = get_object_or_404(seen, ref=ref)
    require_here(request, row.organization)
    return row

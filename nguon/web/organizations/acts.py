"""The acts that change the tree: first what would happen, then the confirmation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nguon.accounts import queries as accounts
from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.organizations import operations, queries
from nguon.organizations.preview import Preview, preview
from nguon.organizations.rules import Refused
from nguon.web.http import actor_of
from nguon.web.organizations import forms, labels
from nguon.web.organizations.views import found

View = Callable[..., HttpResponse]


@policy("organizations.profile")
def record_profile(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = actor_of(request), found(request, slug)
    by.require("organizations.profile", at=row)
    form = forms.ProfileForm(request.POST or None, initial={"year": by.today.year})
    if form.is_valid():
        try:
            operations.record_profile(row, **form.values(), by=by)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi số liệu."))
            return redirect("organizations:organization", slug)
    page = {"form": form, "organization": row, "name": queries.name_on(row, by.today)}
    return render(request, "organizations/record_profile.html", page)


def _page(kind: type[forms.ActForm]) -> View:
    """The page of one kind of act: what would happen, then the confirmation."""

    @policy("organizations.change")
    def act(request: HttpRequest, slug: str) -> HttpResponse:
        by, row = actor_of(request), found(request, slug)
        by.require("organizations.change", at=row)
        form = kind(request.POST or None, organization=row, by=by)
        page: dict[str, Any] = {"form": form, "organization": row, "title": kind.title}
        page["name"] = queries.name_on(row, by.today)
        if form.is_valid():
            try:
                if "confirmed" in request.POST:
                    form.carry_out()
                    messages.success(request, _("Đã ghi vào lịch sử tổ chức."))
                    return redirect("organizations:organization", slug)
                page |= _previewed(form.carry_out(preview), by)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        return render(request, "organizations/act.html", page)

    return act


def _previewed(seen: Preview, by: Actor) -> dict[str, Any]:
    return {
        "seen": seen,
        "rows": labels.rows(seen.rows),
        "lose": accounts.in_charge(seen.loses, on=by.today, by=by),
        "gain": accounts.in_charge(seen.gains, on=by.today, by=by),
    }


establish = _page(forms.EstablishForm)
rename = _page(forms.RenameForm)
move = _page(forms.MoveForm)
merge = _page(forms.MergeForm)
split = _page(forms.SplitForm)
dissolve = _page(forms.DissolveForm)
authorise = _page(forms.AuthoriseForm)

"""The acts that change the tree: first what would happen, then the confirmation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.core.versions import ChangedMeanwhile
from nguon.organizations import operations, queries
from nguon.organizations.models import Organization
from nguon.organizations.preview import Preview, preview
from nguon.organizations.rules import Refused
from nguon.web import conflict
from nguon.web.http import actor_of
from nguon.web.organizations import forms, labels, seats
from nguon.web.organizations.views import found

View = Callable[..., HttpResponse]
YEAR = 4  # digits


@policy("organizations.profile")
def record_profile(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = actor_of(request), found(request, slug)
    by.require("organizations.profile", at=row)
    start, name = {"year": by.today.year}, queries.name_on(row, by.today)
    held = partial(_profile, request, row, by)
    watch = conflict.Watch(request, forms.ProfileForm, held, start=start, blank_keeps=True)
    form = watch.form
    if form.is_valid():
        try:
            operations.record_profile(row, **form.values(), seen=watch.seen, by=by)
        except ChangedMeanwhile:
            return watch.page(title=name, back=reverse("organizations:organization", args=[slug]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            watch.done()
            messages.success(request, _("Đã ghi số liệu."))
            return redirect("organizations:organization", slug)
    page = {"form": form, "organization": row, "name": name, "watch": watch}
    return render(request, "organizations/record_profile.html", page)


def _profile(request: HttpRequest, row: Organization, by: Actor) -> conflict.Current:
    """What is known of the year asked about, and the mark of all years."""
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == YEAR else by.today.year
    held: dict[str, Any] = {**(row.profiles.filter(year=year).values().first() or {})}
    values = {name: held.get(name) for name in forms.ProfileForm.base_fields} | {"year": year}
    return conflict.Current(values, operations.mark_of_profiles(row))


def _page(kind: type[forms.ActForm]) -> View:
    """The page of one kind of act: what would happen, then the confirmation."""

    @policy("organizations.change")
    def act(request: HttpRequest, slug: str) -> HttpResponse:
        by, row = actor_of(request), found(request, slug)
        by.require("organizations.change", at=row)
        form = (watch := _watched(request, kind, row, by)).form
        page: dict[str, Any] = {"form": form, "organization": row, "title": kind.title}
        page |= {"name": queries.name_on(row, by.today), "watch": watch}
        if form.is_valid():
            try:
                if "confirmed" in request.POST:
                    form.carry_out()
                    messages.success(request, _("Đã ghi vào lịch sử tổ chức."))
                    return redirect("organizations:organization", slug)
                page |= _previewed(form.carry_out(preview), by)
            except ChangedMeanwhile:
                back = reverse("organizations:organization", args=[slug])
                return watch.page(title=page["name"], back=back)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        return render(request, "organizations/act.html", page)

    return act


def _watched(
    request: HttpRequest, kind: type[forms.ActForm], row: Organization, by: Actor
) -> conflict.Watch[forms.ActForm]:
    """The form; what it shows of the organisation is compared when it is carried out."""

    def stands() -> conflict.Current:
        shown = kind(None, organization=row, by=by)
        values = {name: shown.initial[name] for name in shown.initial if name != "on"}
        return conflict.Current(values, operations.mark_of_version(row))

    build = partial(kind, organization=row, by=by)
    watch = conflict.Watch(request, build, stands, start={"on": by.today})
    watch.form.seen = watch.seen
    return watch


def _previewed(seen: Preview, by: Actor) -> dict[str, Any]:
    return {
        "seen": seen,
        "rows": labels.rows(seen.rows),
        "lose": seats.seats_of(seen.loses, on=seen.on, by=by),
        "gain": seats.seats_of(seen.gains, on=seen.on, by=by),
    }


establish = _page(forms.EstablishForm)
rename = _page(forms.RenameForm)
move = _page(forms.MoveForm)
merge = _page(forms.MergeForm)
split = _page(forms.SplitForm)
dissolve = _page(forms.DissolveForm)
authorise = _page(forms.AuthoriseForm)

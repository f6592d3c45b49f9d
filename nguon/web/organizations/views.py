"""The tree as of a day, and one organisation with all that belongs to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nguon.accounts import queries as accounts
from nguon.core.actor import Actor
from nguon.core.http.policy import policy
from nguon.development import queries as development
from nguon.organizations import queries
from nguon.organizations.life import Life, life
from nguon.organizations.models import Organization
from nguon.planning import boards
from nguon.planning.attainment import AS_IS
from nguon.planning.queries import years_of
from nguon.planning.reading import NoSuchTerm
from nguon.web import download, drawn
from nguon.web.http import actor_of
from nguon.web.organizations import labels
from nguon.web.organizations.forms import DayForm, ProfileForm

SHOWN = 8  # of the work of an organisation; its list has all


def found(request: HttpRequest, slug: str) -> Organization:
    """The organisation of an address, or 404 whether it is unknown or out of sight."""
    try:
        return queries.readable(slug, by=actor_of(request))
    except queries.NoSuchOrganization as unknown:
        raise Http404 from unknown


@policy("organizations.view")
def tree(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), DayForm(request.GET)
    day = form.day() or by.today
    page = {"form": form, "day": day, "today": by.today, "trees": queries.forest(by=by, on=day)}
    page["may_reform"] = bool(by.seats("organizations.change"))
    return render(request, "organizations/tree.html", page)


@policy("organizations.view")
def export(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    day = DayForm(request.GET).day() or by.today
    rows = labels.tree_rows(queries.forest(by=by, on=day))
    return download.table("to-chuc", _("Tổ chức"), labels.TREE, rows, by=by)


@policy("organizations.view")
def export_profiles(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = actor_of(request), found(request, slug)
    rows = map(labels.profile_row, row.profiles.order_by("year"))
    heading = [field.label for field in ProfileForm.base_fields.values()]
    return download.table(f"dia-ban-{slug}", _("Địa bàn theo năm"), heading, rows, by=by)


@policy("organizations.view")
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = actor_of(request), found(request, slug)
    told, form = life(row), DayForm(request.GET)
    day = form.day() or (told.names[-1].valid_from if told.ended_on else by.today)
    page = {"organization": row, "life": told, "form": form, "day": day, "today": by.today}
    page |= _then(row, told, day, by) | _work(row, told, by)
    page["may_change"] = by.may("organizations.change", at=row)
    page["may_record"] = by.may("organizations.profile", at=row)
    return render(request, "organizations/organization.html", page)


def _then(row: Organization, told: Life, day: date, by: Actor) -> dict[str, Any]:
    """What the organisation was on a day, and what stood around it."""
    above = [(each.organization.slug, each.name) for each in queries.line(row, on=day)]
    return {
        "name": told.name_on(day),
        "then": told.version_on(day),
        "ancestors": above,
        "linked": _linked([*told.others, *(slug for slug, _name in above)], by),
        "children": queries.children(row, on=day),
        "profiles": row.profiles.order_by("-year"),
        "in_charge": accounts.in_charge([row.pk], on=day, by=by),
    }


def _linked(slugs: Iterable[str], by: Actor) -> set[str]:
    """Which of the addresses named on the page the actor may open."""
    rows = Organization.objects.filter(slug__in=set(slugs)).values_list("pk", "slug")
    known = dict(rows)
    return {known[number] for number in queries.in_sight(known, by=by)}


def _work(row: Organization, told: Life, by: Actor) -> dict[str, Any]:
    """What the domains above say of an organisation, as far as the actor may see it."""
    shown: dict[str, Any] = {}
    if by.may("planning.view", at=row):
        shown |= {**_years(row, told, by), "duties": boards.duties(row, by=by)}
        shown["figures_open"] = True
    if by.may("development.view", at=row):
        desk = development.desk(by=by, organization=row, waiting=SHOWN)
        shown |= {"tally": desk.tally, "items": desk.waiting}
        shown["more"] = desk.tally.waiting > SHOWN
        shown["may_see_sources"] = by.may("sources.view", at=row)
    return shown


def _years(row: Organization, told: Life, by: Actor) -> dict[str, Any]:
    try:
        rows = years_of(row, by=by, versions=told.names)
    except NoSuchTerm:
        return {}
    name = told.name_on(by.today)
    return {"years": rows, "chart": drawn.years(rows, place=name, on=by.today, tree=AS_IS)}

"""What an address of a term asks for; what is out of sight is not there."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from nguon.core.actor import Actor
from nguon.planning.attainment import yearly_targets
from nguon.planning.models import Term
from nguon.planning.reading import NoSuchTerm, Reading, plan_of, read_term, versions_of
from nguon.web.http import actor_of
from nguon.web.planning.forms import ReadingForm


def reading_of(request: HttpRequest, place: str, term: str) -> Reading:
    """The reading of a term that the address asks for."""
    asked, versions = ReadingForm(request.GET).asked(), versions_of(place)
    if not versions:
        raise Http404
    try:
        where, by = versions[-1].organization, actor_of(request)
        return read_term(where, term, by=by, versions=versions, **asked)
    except NoSuchTerm as unknown:
        raise Http404 from unknown


def row_of(request: HttpRequest, place: str, term: str, action: str) -> Term:
    """The term's own row, for an act that the actor may do at its committee."""
    actor = actor_of(request)
    seen = Term.objects.visible_to(actor).select_related("organization", "made_for")
    row: Term = get_object_or_404(seen, made_for__slug=place, slug=term)
    actor.require(action, at=row.organization)
    return row


def may_here(actor: Actor, term: Term | None, actions: Mapping[str, str]) -> dict[str, bool]:
    """Which of the named actions the actor may do at the committee of a term."""
    there = term.organization.seats_on(actor.today) if term else frozenset()
    return {name: not actor.seats(act).isdisjoint(there) for name, act in actions.items()}


def year_asked(request: HttpRequest, term: Term) -> int:
    """The year named in the address; otherwise this year, or the nearest of the term."""
    years = list(yearly_targets(plan_of(term)))
    named = request.GET.get("nam", "")
    if not named:
        return min(max(actor_of(request).today.year, years[0]), years[-1])
    if not named.isdecimal() or int(named) not in years:
        raise Http404
    return int(named)


def admitted_asked(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """Of which year and of which cell of the reading those admitted are asked for."""
    year = request.GET.get("nam", "")
    chosen = next((each for each in reading.years if str(each) == year), None)
    return {"year": chosen, "cell": request.GET.get("chi-bo", "")}

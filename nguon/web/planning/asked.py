"""What an address of a term asks for; what is out of sight is not there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.planning.handdown import board
from nguon.planning.models import Term
from nguon.planning.quality import measures
from nguon.planning.reading import NoSuchTerm, Reading, of_term, read_term, versions_of
from nguon.planning.rows import Board
from nguon.planning.traces import traces
from nguon.web.http import actor_of
from nguon.web.planning.forms import ReadingForm
from nguon.web.planning.quality import OPENING


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


def place_of(request: HttpRequest, place: str) -> Organization:
    """A place whose figures are in sight, standing or ended."""
    by = actor_of(request)
    try:
        found = tree.readable(place, by=by)
    except tree.NoSuchOrganization as unknown:
        raise Http404 from unknown
    if not by.may("planning.view", at=tree.successor(found, on=by.today)):
        raise Http404
    return found


def board_of(request: HttpRequest, term: Term) -> Board:
    """The board, as it was, of the year that the address names."""
    by = actor_of(request)
    reading = of_term(term, as_of=by.today)
    return board(reading, year_asked(request, reading.years), by=by)


def may_here(actor: Actor, term: Term | None, actions: Mapping[str, str]) -> dict[str, bool]:
    """Which of the named actions the actor may do at the committee of a term."""
    there = term.organization.seats_on(actor.today) if term else frozenset()
    return {name: not actor.seats(act).isdisjoint(there) for name, act in actions.items()}


def year_asked(request: HttpRequest, years: Sequence[int]) -> int:
    """The year named in the address; otherwise this year, or the nearest of the term."""
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
    cell = request.GET.get("chi-bo", "")
    return {"year": chosen, "cell": cell, **cases_asked(request, reading)}


def cases_asked(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """The cases that a measure of quality counts, where the address names one that opens."""
    measure = request.GET.get("so-do", "")
    if measure not in OPENING:
        return {}
    found = measures(traces(reading), as_of=reading.as_of)
    return {"cases": next(each.cases for each in found if each.code == measure)}

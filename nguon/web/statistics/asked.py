"""What an address of the statistics asks for; what is out of sight is not there."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.statistics import catalogue
from nguon.statistics.catalogue import Form
from nguon.statistics.periods import Named, NoSuchPeriod, named
from nguon.web.http import actor_of
from nguon.web.planning.forms import ReadingForm


@dataclass(frozen=True, slots=True)
class Asked:
    """One place and period, read in one of the two trees by somebody who may see its figures."""

    place: Organization
    named: Named
    by: Actor
    tree: str
    live: bool

    @property
    def keeper(self) -> Organization:
        """Who answers for the place today."""
        return tree.successor(self.place, on=self.by.today)


def asked_of(request: HttpRequest, place: str, period: str) -> Asked:
    """What the address says, or 404 whether it is unknown or out of sight."""
    by = actor_of(request)
    try:
        found, days = tree.find(place), named(period)
    except (tree.NoSuchOrganization, NoSuchPeriod) as unknown:
        raise Http404 from unknown
    if not by.may("planning.view", at=tree.successor(found, on=by.today)):
        raise Http404
    chosen = ReadingForm(request.GET).asked().get("tree", "as-was")
    return Asked(found, days, by, chosen, request.GET.get("ban") == "nay")


def form_of(code: str) -> Form:
    """The table of an address."""
    try:
        return catalogue.form(code)
    except catalogue.NoSuchTable as unknown:
        raise Http404 from unknown

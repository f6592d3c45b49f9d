"""What stands beside the counts: where a cell is, who lives there, what went wrong.

Figures of the population are invented like everything that the founding article does not print.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from nguon.core.actor import Actor
from nguon.demo import cast
from nguon.development.models import Case, CaseEvent
from nguon.dossier import returns
from nguon.dossier.models import FileReturn
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization, Setting, Tier
from nguon.people import operations as people
from nguon.people.models import LeftHow

Acting = Callable[[str, date], Actor]
System = Callable[[date], Actor]
DESCRIBED = date(2014, 1, 2)
SETTINGS = {"co-quan": Setting.OFFICE, "truong-hoc": Setting.SCHOOL}
PEOPLE: dict[str, dict[str, Any]] = {
    "krong-klang": {"women": 2396, "of_age": 3120, "aged_18_30": 842, "union_members": 410},
    "huong-hiep": {"women": 5390, "of_age": 6940, "aged_18_30": 1870, "union_members": 905},
}
LEFT_ON = date(2018, 3, 5)


def describe(places: Mapping[str, Organization], system: System) -> None:
    """Of every cell what kind of place it is at; of the town who lives there."""
    by = system(DESCRIBED)
    for place in cast.PLACES:
        if place.tier == Tier.CELL:
            setting = SETTINGS.get(place.slug, Setting.HAMLET)
            organizations.record_profile(places[place.slug], 2014, setting=setting, by=by)
    town = places["krong-klang"]
    organizations.record_profile(town, 2014, **PEOPLE["krong-klang"], by=by)


def describe_merged(places: Mapping[str, Organization], by: Actor) -> None:
    organizations.record_profile(places["huong-hiep"], 2025, **PEOPLE["huong-hiep"], by=by)


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """One file came back before it was decided, and one member left again after two years."""
    by = acting("van-phong", today)
    sent_back = _admitted_in(2017, places["ban-mai"], by)
    again = _received_on(sent_back, by)
    returned = returns.send_back(
        sent_back,
        on=again,
        reasons=[FileReturn.Reason.MISSING, FileReturn.Reason.UNSIGNED],
        words="Thiếu giấy giới thiệu thứ hai; bản tổng hợp ý kiến chưa đóng dấu (mẫu).",
        document="12-CV/VP (mẫu)",
        by=by,
    )
    returns.hand_in_again(returned, on=again + timedelta(days=5), by=by)
    gone = _admitted_in(2016, places["suoi-mo"], by)
    people.end_membership(gone.person, left_on=LEFT_ON, how=LeftHow.OWN_REQUEST, by=by)


def _admitted_in(year: int, cell: Organization, by: Actor) -> Case:
    cases = Case.objects.visible_to(by).filter(opened_in=cell, admitted_on__year=year)
    found: Case = cases.select_related("person").earliest("admitted_on")
    return found


def _received_on(case: Case, by: Actor) -> date:
    """A week after the first receipt, long before the decision."""
    acts = CaseEvent.objects.visible_to(by).filter(case=case, type="file_received")
    first: date = acts.earliest("happened_on").happened_on
    return date.fromordinal(first.toordinal() + 7)

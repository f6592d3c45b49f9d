"""The local books of a cell: whom it listed, and what it resolved."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.development.models import CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.names import sort_key
from nguon.reports.books.found import Found, Row
from nguon.sources.models import ListMeeting

LISTED, STRUCK, COURSE, CEREMONY = (
    "candidate_listed",
    "candidate_struck",
    "awareness_course",
    "admission_ceremony",
)
HELPED = "helper_assigned"
ABOUT = {
    "cell_resolution": gettext_lazy("Đề nghị kết nạp"),
    "recognition_resolution": gettext_lazy("Đề nghị công nhận chính thức"),
    "removal_resolution": gettext_lazy("Đề nghị xoá tên đảng viên dự bị"),
}


def candidates(place: Organization, on: date, by: Actor) -> Found[list[CaseEvent]]:
    """Whom a cell had listed by the end of ``on`` and who was not admitted, struck or gone then.

    Shape: in Vietnamese order by given name. Whose file was erased has no row, as never named.
    """
    kinds = (LISTED, STRUCK, COURSE, CEREMONY, HELPED)
    acts = _acts(place, on, by).filter(type__in=kinds, case__person__isnull=False)
    own: dict[int, list[CaseEvent]] = {}
    for act in acts.order_by("happened_on", "pk"):
        own.setdefault(act.case_id, []).append(act)
    listed = [each for each in own.values() if _is_candidate(each, on)]
    listed.sort(key=lambda each: each[0].case.person.sort_key)
    called = _called(place, by)
    return listed, lambda some: (_candidate(each, called) for each in some)


def resolutions(place: Organization, on: date, by: Actor) -> Found[Row]:
    """Every resolution of a cell in a case, and every monthly list, by day.

    Reading: a vote is a sum; nobody's own is known. A lost vote stands there like any other.
    """
    acts = _acts(place, on, by).filter(type__in=list(ABOUT))
    found = [_resolution(act) for act in acts]
    below = tree.subtree(place, on=by.today)
    met = ListMeeting.objects.visible_to(by)
    found += [_meeting(row) for row in met.filter(organization__in=below, met_on__lte=on)]
    found.sort(key=lambda row: (row["on"], row["document"], row["key"]))
    return found, _with_places


def _with_places(some: Sequence[Row]) -> Iterator[Row]:
    called = tree.Names.of({row["number"] for row in some})
    for row in some:
        yield {**row, "place": called.on(row["number"], row["on"]).name}


def _acts(place: Organization, on: date, by: Actor) -> QuerySet[CaseEvent]:
    below = tree.subtree(place, on=by.today)
    seen = CaseEvent.objects.visible_to(by).filter(organization__in=below, happened_on__lte=on)
    standing = seen.filter(retracted_by__isnull=True, retracts__isnull=True)
    return standing.select_related("case__person")


def _is_candidate(own: list[CaseEvent], on: date) -> bool:
    last = max((n for n, act in enumerate(own) if act.type == LISTED), default=-1)
    over = any(act.type in (STRUCK, CEREMONY) for act in own[last:])
    closed_on = own[0].case.closed_on
    return last >= 0 and not over and (closed_on is None or closed_on > on)


def _candidate(own: list[CaseEvent], called: Mapping[int, str]) -> dict[str, Any]:
    listed = [act for act in own if act.type == LISTED][-1]
    helpers = [act.fields["helper"] for act in own if act.fields.get("helper")]
    courses = [act.happened_on for act in own if act.type == COURSE]
    person = own[0].case.person
    return {
        "person": person,
        "full_name": person.full_name,
        "born_on": person.born_on,
        "gender": str(person.get_gender_display()),
        "place": called.get(listed.organization_id, ""),
        "listed_on": listed.happened_on,
        "document": listed.document,
        "helper": helpers[-1] if helpers else "",
        "course_on": courses[-1] if courses else None,
    }


def _called(place: Organization, by: Actor) -> dict[int, str]:
    numbers = set(tree.subtree(place, on=by.today).values_list("pk", flat=True))
    return {number: row.name for number, row in tree.versions_on(numbers, by.today).items()}


def _resolution(act: CaseEvent) -> dict[str, Any]:
    person = act.case.person
    return {
        "person": person,
        "number": act.happened_in_id,
        "on": act.happened_on,
        "document": act.document,
        "about": str(ABOUT[act.type]),
        "who": person.full_name,
        "voters": act.fields.get("full_members"),
        "yes": act.fields.get("yes"),
        "no": act.fields.get("no"),
        "key": sort_key(person.full_name),
    }


def _meeting(row: ListMeeting) -> dict[str, Any]:
    return {
        "number": row.organization_id,
        "on": row.met_on,
        "document": row.document,
        "about": _("Danh sách nguồn của tháng"),
        "who": "",
        "key": "",
    }

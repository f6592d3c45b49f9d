"""What pages show of cases: the work list, counts, and one file as a whole.

A list reads the stored verdicts that hold on the day asked about and judges the other cases on
request, so that it says the same as the rulebook on any day. It carries no sensitive value: what
rests on one is only said to be there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from django.db.models import Count, F, Q, QuerySet

from nguon.core.actor import Actor
from nguon.development.casefile import CaseFile, case_file
from nguon.development.facts import dossiers
from nguon.development.models import Case
from nguon.development.projection import columns_of, fresh
from nguon.development.steps import WorkStep
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.rulebook import STEPS

__all__ = [
    "CaseFile",
    "Tally",
    "WorkItem",
    "WorkStep",
    "case_file",
    "pipeline",
    "stuck",
    "tally",
    "worklist",
]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One case that waits for somebody: its most pressing step, and all of them in ``steps``.

    ``due_on`` is the day after which the step is late. ``concealed``: there are findings that
    rest on sensitive facts; only the open file shows them.
    """

    case_ref: str
    person_ref: str
    person_name: str
    organization_id: int
    organization: str
    stage: str
    step: str
    actor: str
    rule: str
    earliest_on: date | None
    due_on: date | None
    overdue: bool
    steps: tuple[WorkStep, ...]
    findings: tuple[str, ...]
    concealed: bool
    blocked_since: date | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases there are, and how many of them wait, are late or stand still."""

    open: int
    waiting: int
    overdue: int
    stuck: int


def worklist(
    *,
    by: Actor,
    organization: Organization | None = None,
    as_of: date | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[WorkItem]:
    """List the cases that wait for somebody, under an organisation or wherever ``by`` may see.

    Shape:   by the day on which they become late, so that the late ones come first; those
             without a limit last, in the order in which they were opened.
    Reading: sight goes by the tree of the actor's day, the organisation by that of ``as_of``.
    """
    day = as_of or by.today
    rows = _rows(by, organization, day)
    waiting = rows.stored.exclude(next_step="").select_related("person").order_by(*DUE_FIRST)
    stop = None if limit is None else offset + limit
    judged = [case for case in rows.judged if case.next_step]
    found = merge(waiting[:stop], sorted(judged, key=_due_first), key=_due_first)
    return _items(list(islice(found, offset, stop)), day)


def stuck(
    *, by: Actor, organization: Organization | None = None, limit: int | None = None
) -> list[WorkItem]:
    """List the open cases in which a finding forbids the next act, the longest standing first."""
    rows = _rows(by, organization, by.today)
    held = rows.stored.filter(blocked_since__isnull=False).select_related("person")
    cases = [*held.order_by("blocked_since", "pk")[:limit]]
    cases += [case for case in rows.judged if case.blocked_since]
    cases.sort(key=lambda case: (case.blocked_since or date.max, case.pk))
    return _items(cases[:limit], by.today)


def tally(
    *, by: Actor, organization: Organization | None = None, as_of: date | None = None
) -> Tally:
    """Count open cases: all, those that wait for somebody, the late and the blocked ones."""
    day = as_of or by.today
    rows = _rows(by, organization, day)
    found = rows.stored.aggregate(
        open=Count("pk"),
        waiting=Count("pk", filter=~Q(next_step="")),
        overdue=Count("pk", filter=Q(next_due_on__lt=day) & ~Q(next_step="")),
        stuck=Count("pk", filter=Q(blocked_since__isnull=False)),
    )
    judged = rows.judged
    return Tally(
        open=found["open"] + len(judged),
        waiting=found["waiting"] + sum(bool(case.next_step) for case in judged),
        overdue=found["overdue"] + sum(_due_first(case)[0] < day for case in judged),
        stuck=found["stuck"] + sum(bool(case.blocked_since) for case in judged),
    )


def pipeline(
    *, by: Actor, organization: Organization | None = None, as_of: date | None = None
) -> dict[str, int]:
    """Count open cases by the stage they have reached.

    Shape: stage -> cases in the order of the procedure, without stages where nobody is; ``""``
           for those that have not begun, first.
    """
    rows = _rows(by, organization, as_of or by.today)
    counted = rows.stored.values_list("stage").annotate(Count("pk")).order_by("stage")
    found = dict(counted)
    for case in rows.judged:
        found[case.stage] = found.get(case.stage, 0) + 1
    order = {stage: place for place, stage in enumerate(("", *STEPS))}
    return dict(sorted(found.items(), key=lambda each: (order.get(each[0], len(order)), each[0])))


# --- rows ---------------------------------------------------------------------------------------

DUE_FIRST = (F("next_due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Open cases: rows whose stored verdict holds on the day, and those judged on request."""

    stored: QuerySet[Case]
    judged: list[Case]


def _rows(by: Actor, organization: Organization | None, day: date) -> _Rows:
    cases = _open(by, day)
    if organization is not None:
        below = tree.subtree(organization, on=day)
        there = Q(organization__in=below)
        cases = cases.filter(there if day >= by.today else there | Q(opened_in__in=below))
    others = cases.exclude(fresh(day)).select_related("person", "organization").order_by("pk")
    judged = list(others)
    for opened in dossiers(judged, by=by):
        for name, value in columns_of(opened, day).items():
            setattr(opened.case, name, value)
    return _Rows(cases.filter(fresh(day)), judged)


def _open(by: Actor, day: date) -> QuerySet[Case]:
    cases = Case.objects.visible_to(by).filter(opened_on__lte=day)
    if day >= by.today:
        return cases.filter(closed_on__isnull=True)
    return cases.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


def _due_first(case: Case) -> tuple[date, int]:
    return case.next_due_on or date.max, case.pk


def _items(cases: Iterable[Case], day: date) -> list[WorkItem]:
    shown = list(cases)
    versions = tree.versions_on({case.organization_id for case in shown}, day)
    names = {number: version.name for number, version in versions.items()}
    return [_item(case, day, names.get(case.organization_id, "")) for case in shown]


def _item(case: Case, day: date, place: str) -> WorkItem:
    return WorkItem(
        case_ref=case.ref,
        person_ref=case.person.ref,
        person_name=case.person.full_name,
        organization_id=case.organization_id,
        organization=place,
        stage=case.stage,
        step=case.next_step,
        actor=case.next_actor,
        rule=case.next_rule,
        earliest_on=case.next_earliest_on,
        due_on=case.next_due_on,
        overdue=case.next_due_on is not None and case.next_due_on < day,
        steps=tuple(WorkStep.of(step, day) for step in case.steps),
        findings=tuple(case.findings),
        concealed=case.concealed,
        blocked_since=case.blocked_since,
    )

"""The cached verdict on the case row; always rebuildable from the events.

It holds from ``judged_on`` until, but not on, ``next_change_on``. Lateness is never stored:
readers compare the limits with the day they ask about.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from nguon.core import audit, bulk
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.prepared import Prepared
from nguon.development.facts import Dossier, dossier, dossiers
from nguon.development.models import Case
from nguon.development.steps import most_pressing, stored
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.rulebook import RELEASE, Assessment, NextStep

PORTION = 100
CLASSES = frozenset({"awareness_course", "new_member_course"})
CERTIFICATE = frozenset({"certificate_expired", "certificate_missing", "certificate_expiring"})


def refresh(case: Case, *, by: Actor) -> None:
    """Judge one case as of the actor's day and write the verdict into its row."""
    with transaction.atomic():
        locked = _loaded(by).select_for_update(of=("self",)).get(pk=case.pk)
        write(dossier(locked, by=by), by=by)


def write(opened: Dossier, *, by: Actor) -> None:
    """Write what an opened case says on the actor's day into its row, which is locked.

    Reading: only what differs is written, so that no index is touched without need.
    """
    case, columns = opened.case, columns_of(opened, by.today)
    changed = {name: value for name, value in columns.items() if getattr(case, name) != value}
    if changed:
        bulk.update(Case, {case.pk: changed})
    for name, value in changed.items():
        setattr(case, name, value)


def refresh_due(*, by: Actor, limit: int | None = None) -> int:
    """Judge again the open cases whose day has come or that another release judged.

    Shape: in portions, each a short transaction of its own; returns how many. Safe to repeat.
    """
    due = Case.objects.visible_to(by).filter(closed_on__isnull=True).exclude(fresh(by.today))
    numbers = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    return _refresh(numbers, by)


def refresh_under(organization: Organization, *, by: Actor) -> int:
    """Judge again every open case under an organisation, after the ground itself changed."""
    below = tree.subtree(organization, on=by.today)
    cases = Case.objects.visible_to(by).filter(closed_on__isnull=True, organization__in=below)
    return _refresh(list(cases.order_by("pk").values_list("pk", flat=True)), by)


def compare(*, by: Actor) -> list[str]:
    """Say where open rows that claim to hold on the actor's day differ from a new verdict."""
    holding = _loaded(by).filter(fresh(by.today), closed_on__isnull=True).order_by("pk")
    found = []
    for cases in _portions(list(holding)):
        for opened in dossiers(cases, by=by):
            found += list(_differences(opened, by.today))
    return found


def fresh(on: date) -> Q:
    """Rows whose stored verdict holds on a day."""
    holds = Q(next_change_on__isnull=True) | Q(next_change_on__gt=on)
    return Q(judged_on__lte=on, release=RELEASE) & holds


def all_hold(on: date) -> bool:
    """Whether every stored verdict of an open case holds on a day, from that of judging on.

    Reading: asked before each list, whoever looks; it tells nothing of anybody. Each reason to
             judge anew is a range of an index of its own.
    """
    with unscoped("whether any verdict is due does not turn on who asks"):
        return not _some_due(day=on)


def _select_some_due(day: date) -> "QuerySet[Any, tuple[int]]":
    still = Case.unscoped.filter(closed_on__isnull=True).values_list("pk").order_by()
    changed = still.filter(next_change_on__lte=day)
    earlier, later = still.filter(release__lt=RELEASE), still.filter(release__gt=RELEASE)
    return changed.union(earlier, later, all=True)[:1]


_some_due = Prepared(_select_some_due)


# --- what a row says ----------------------------------------------------------------------------


def columns_of(opened: Dossier, on: date) -> dict[str, Any]:
    """Return what the row of a case says on a day.

    Shape:   ``steps`` in the order of the procedure, as JSON; ``findings`` sorted.
    Reading: who has no birthday on file cannot be judged, and that blocks; nor can acts from
             before the first regulation known, which blocks nothing.
    """
    ceremony = opened.last("admission_ceremony", on)
    columns = {
        **UNJUDGED,
        "judged_on": on,
        "release": RELEASE,
        "admitted_on": ceremony and ceremony.on,
    }
    if opened.case.person.born_on is None:
        return {**columns, "blocked_since": _last_act(opened, on), "findings": ["fact_unknown"]}
    verdict = opened.verdict_if_any(on)
    if verdict is None:
        return columns
    shown = [finding for finding in verdict.findings if not finding.sensitive]
    codes = {finding.code for finding in shown}
    return {
        **columns,
        **_pressing(verdict.next_steps),
        "stage": verdict.stage or "",
        "recognised_on": _recognised_on(opened, verdict, on),
        "steps": [stored(step) for step in verdict.next_steps],
        "findings": sorted(codes),
        "studies": _studies(verdict, codes),
        "concealed": len(shown) < len(verdict.findings),
        "blocked_since": None if verdict.may_proceed else blocked_since(opened, on),
        "next_change_on": next_change(opened, verdict, on),
    }


UNJUDGED: dict[str, Any] = {
    "stage": "",
    "next_step": "",
    "next_actor": "",
    "next_due_on": None,
    "next_earliest_on": None,
    "next_rule": "",
    "steps": [],
    "findings": [],
    "studies": False,
    "concealed": False,
    "blocked_since": None,
    "next_change_on": None,
    "recognised_on": None,
}


def blocked_since(opened: Dossier, on: date) -> date:
    """Return since when a blocked case has stood still.

    Reading: the later of the last act and the day on which the block began without a new act.
    """
    day: date | None = min(_last_act(opened, on), on)
    since = None
    while day is not None and day <= on:
        verdict = opened.verdict_if_any(day)
        since = since or day if verdict and not verdict.may_proceed else None
        day = next_change(opened, verdict, day)
    return since or on


def next_change(opened: Dossier, verdict: Assessment | None, on: date) -> date | None:
    """Return the first later day on which the verdict can differ.

    Reading: by the rules, by the ground, or by an act that is dated later.
    """
    later = [act.on for act in opened.standing() if act.on > on]
    by_the_rules = verdict.next_change_on if verdict else None
    days = [by_the_rules, opened.ground_change(on), min(later, default=None)]
    return min((day for day in days if day is not None), default=None)


def _pressing(steps: Sequence[NextStep]) -> dict[str, Any]:
    step = most_pressing(steps)
    if step is None:
        return {}
    return {
        "next_step": step.step,
        "next_actor": step.actor,
        "next_due_on": step.limit,
        "next_earliest_on": step.earliest_on,
        "next_rule": step.rule or "",
    }


def _studies(verdict: Assessment, codes: set[str]) -> bool:
    """Whether somebody must sit in a class: a step of the case, or what is said of its paper."""
    due = {step.step for step in verdict.next_steps}
    return not (CLASSES.isdisjoint(due) and CERTIFICATE.isdisjoint(codes))


def _recognised_on(opened: Dossier, verdict: Assessment, on: date) -> date | None:
    """The day of the decision; a lost vote recognises nobody."""
    decision = opened.last("recognition_decision", on)
    return decision.on if decision and verdict.dates.full_member_from else None


def _last_act(opened: Dossier, on: date) -> date:
    days = [act.on for act in opened.standing() if act.on <= on]
    return max(days, default=opened.case.opened_on)


# --- rows ---------------------------------------------------------------------------------------


def _refresh(numbers: Sequence[int], by: Actor) -> int:
    for portion in _portions(numbers):
        with transaction.atomic():
            cases = _loaded(by).select_for_update(of=("self",)).filter(pk__in=portion)
            opened = dossiers(list(cases.order_by("pk")), by=by)
            bulk.update(Case, {each.case.pk: columns_of(each, by.today) for each in opened})
            _tell(opened, by)
    return len(numbers)


def _tell(opened: Sequence[Dossier], by: Actor) -> None:
    """One line an organisation: how many of its cases were judged anew; totals go by it."""
    judged = Counter(each.case.organization_id for each in opened)
    with audit.Trail(by) as trail:
        for place, number in judged.items():
            subject = f"organizations.organization:{place}"
            trail.add("development.judged", subject, place, cases=number)


def _differences(opened: Dossier, on: date) -> Iterator[str]:
    for name, value in columns_of(opened, on).items():
        if name != "judged_on" and (held := getattr(opened.case, name)) != value:
            yield f"{opened.case} {name}: {held!r} ≠ {value!r}"


def _loaded(by: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(by).select_related("person")


def _portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]

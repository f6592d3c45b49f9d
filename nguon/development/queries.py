"""What pages show of cases: the work list, counts, and one file as a whole.

A list reads the stored verdicts that hold on the day asked about and judges the other cases on
request, so that it says the same as the rulebook on any day. It carries no sensitive value: what
rests on one is only said to be there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from itertools import islice
from typing import TypeVar

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.timezone import localtime

from nguon.core.actor import Actor, Seat
from nguon.development import totals
from nguon.development.casefile import CaseFile, case_file
from nguon.development.facts import dossiers
from nguon.development.models import Case, CaseEvent
from nguon.development.projection import all_hold, columns_of, fresh
from nguon.development.steps import WorkStep
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, Tier
from nguon.organizations.placement import PORTION, portions
from nguon.rulebook import RELEASE, STEPS

__all__ = [
    "CaseFile",
    "Tally",
    "WorkItem",
    "WorkStep",
    "case_file",
    "each_waiting",
    "last_acts",
    "pipeline",
    "struck",
    "stuck",
    "studying",
    "tally",
    "worklist",
]

AT_ONCE = 200
FROM_APPLICATION = STEPS[STEPS.index("application") :]
LARGE = {Tier.CENTRAL.value, Tier.PROVINCE.value}
Key = TypeVar("Key")


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


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds today: counts, the cases that wait, those that are stuck.

    ``behind`` are the cases that still show an earlier verdict, because too many must be judged
    anew to do it while somebody waits: after new regulations, until a job has come round.
    """

    tally: Tally
    waiting: list[WorkItem]
    stuck: list[WorkItem]
    behind: int = 0


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
    return _waiting(_Rows.of(by, organization, as_of or by.today), limit, offset)


def each_waiting(*, by: Actor, organization: Organization | None = None) -> Iterator[WorkItem]:
    """Tell the cases of the work list one after another, read in portions."""
    rows = _Rows.of(by, organization, by.today)
    for portion in portions(_numbers_waiting(rows, None)):
        yield from _items(rows, portion)


def stuck(
    *, by: Actor, organization: Organization | None = None, limit: int | None = None
) -> list[WorkItem]:
    """List the open cases in which a finding forbids the next act, the longest standing first."""
    return _stuck(_Rows.of(by, organization, by.today), limit, 0)


def studying(
    *, by: Actor, organization: Organization | None = None, limit: int | None = None
) -> list[WorkItem]:
    """List the open cases in which a class is due, or its certificate is not there for long.

    Shape:   in the order in which they were opened. Reads these cases only, by an index of their
             own; if more than ``AT_ONCE`` must be judged anew, they show their earlier verdict.
    """
    rows = _Rows.of(by, organization, by.today, at_most=AT_ONCE)
    stored = rows.open.filter(studies=True).order_by("pk").values_list("pk", flat=True)[:limit]
    judged = [case.pk for case in rows.judged.values() if case.studies]
    found = sorted({*judged, *(number for number in stored if number not in rows.judged)})
    return _items(rows, found[:limit])


def tally(
    *, by: Actor, organization: Organization | None = None, as_of: date | None = None
) -> Tally:
    """Count open cases: all, those that wait for somebody, the late and the blocked ones."""
    return _tally(_Rows.of(by, organization, as_of or by.today), organization)


def last_acts(people: Iterable[int], *, by: Actor) -> dict[int, date]:
    """Tell when something was last entered in the cases of persons, by their numbers.

    Shape: those without an act are left out.
    """
    last: dict[int, date] = {}
    for portion in portions(people):
        acts = CaseEvent.objects.visible_to(by).filter(case__person__in=portion)
        rows = acts.values_list("case__person").annotate(Max("recorded_at")).order_by()
        last |= {person: localtime(at).date() for person, at in rows}
    return last


def struck(*, by: Actor) -> dict[int, date]:
    """Tell who was struck off a source list and is followed no more, and since when.

    Shape: person -> day; left out is who has an open case again or has applied.
    """
    acts = CaseEvent.objects.visible_to(by).filter(retracted_by__isnull=True)
    cases = Case.objects.visible_to(by)
    applied = acts.filter(type__in=FROM_APPLICATION)
    ended = (
        acts.filter(type="candidate_struck", case__closed_on=F("happened_on"))
        .exclude(case__person__in=cases.filter(closed_on__isnull=True).values("person"))
        .exclude(case__person__in=applied.values("case__person"))
    )
    return dict(ended.values_list("case__person").annotate(Max("happened_on")).order_by())


def pipeline(
    *, by: Actor, organization: Organization | None = None, as_of: date | None = None
) -> dict[str, int]:
    """Count open cases by the stage they have reached.

    Shape: stage -> cases in the order of the procedure, without stages where nobody is; ``""``
           for those that have not begun, first.
    """
    rows = _Rows.of(by, organization, as_of or by.today)
    known = _counted(rows, [totals.STAGE], organization)
    counts = known[totals.STAGE] if known else Counter(_by_stage(rows.open))
    counts.update(case.stage for case in rows.judged.values())
    counts.subtract(case.stage for case in rows.were)
    order = {stage: place for place, stage in enumerate(("", *STEPS))}
    found = sorted(counts.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    return {stage: count for stage, count in found if count}


def desk(
    *,
    by: Actor,
    organization: Organization | None = None,
    waiting: int = 0,
    offset: int = 0,
    stuck: int = 0,
    own: bool = False,
) -> Desk:
    """Show what ``by`` finds today: counts, and as many of the cases that wait or are stuck.

    Shape:   parts of ``worklist`` and ``stuck`` from ``offset`` on; what must be judged is judged
             once for all of them.
    Reading: ``own`` leaves of the waiting cases those whose most pressing step is an act that
             ``by`` may enter where the case is; the counts stay those of all.
    """
    rows = _Rows.of(by, organization, by.today, at_most=AT_ONCE)
    counts = _tally(rows, organization)
    rows = rows.narrowed() if own else rows
    first = _waiting(rows, waiting, offset) if waiting else []
    held = _stuck(rows, stuck, offset) if stuck and counts.stuck else []
    return Desk(counts, first, held, rows.behind)


# --- of some rows -------------------------------------------------------------------------------


def _waiting(rows: "_Rows", limit: int | None, offset: int) -> list[WorkItem]:
    stop = None if limit is None else offset + limit
    return _items(rows, list(islice(_numbers_waiting(rows, stop), offset, stop)))


def _numbers_waiting(rows: "_Rows", stop: int | None) -> Iterator[int]:
    judged = sorted(_late_on(case) for case in rows.judged.values() if case.next_step)
    stored = (key for key in _by_limit(rows, stop) if key[1] not in rows.judged)
    return (number for _, number in merge(stored, judged))


def _stuck(rows: "_Rows", limit: int | None, offset: int) -> list[WorkItem]:
    stop = None if limit is None else offset + limit
    held = rows.in_order.filter(blocked_since__isnull=False).order_by("blocked_since", "pk")
    keys = held.values_list("blocked_since", "pk")[: _enough(rows, stop)]
    found = [key for key in keys if key[1] not in rows.judged]
    found += [(c.blocked_since, c.pk) for c in rows.judged.values() if c.blocked_since]
    found.sort(key=lambda key: (key[0] or date.max, key[1]))
    return _items(rows, [number for _, number in found[offset:stop]])


def _tally(rows: "_Rows", organization: Organization | None) -> Tally:
    known = _counted(rows, OF_A_TALLY, organization)
    stored = _added_up(known, rows.day) if known else _by_rows(rows)
    counts = Counter(stored)
    for judged, was in zip(rows.judged.values(), rows.were, strict=True):
        counts.update(_counts(judged, rows.day))
        counts.subtract(_counts(was, rows.day))
    return Tally(**{name: counts[name] for name in stored})


OF_A_TALLY = (totals.STAGE, totals.WAITING, totals.DUE, totals.STUCK)


def _counted(
    rows: "_Rows", kinds: Sequence[str], organization: Organization | None
) -> dict[str, Counter[str]] | None:
    """The totals of the rows as they are stored, where there are any."""
    if rows.day != rows.by.today:
        return None
    return totals.counted(kinds, by=rows.by, organization=organization)


def _added_up(known: dict[str, Counter[str]], day: date) -> dict[str, int]:
    late = (number for due, number in known[totals.DUE].items() if due < day.isoformat())
    return {
        "open": known[totals.STAGE].total(),
        "waiting": known[totals.WAITING].total(),
        "overdue": sum(late),
        "stuck": known[totals.STUCK].total(),
    }


def _by_rows(rows: "_Rows") -> dict[str, int]:
    found: dict[str, int] = rows.open.aggregate(
        open=Count("pk"),
        waiting=Count("pk", filter=~Q(next_step="")),
        overdue=Count("pk", filter=Q(next_due_on__lt=rows.day)),
        stuck=Count("pk", filter=Q(blocked_since__isnull=False)),
    )
    return found


def _by_stage(cases: QuerySet[Case]) -> dict[str, int]:
    return dict(cases.values_list("stage").annotate(Count("pk")).order_by("stage"))


# --- rows ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """Open cases on a day; ``judged`` are those whose row does not hold on it, judged on request.

    ``were`` are the same as stored, so that counts can take them out again; ``in_order`` are
    the rows of ``open`` for whoever reads the first of them.
    """

    by: Actor
    day: date
    open: QuerySet[Case]
    in_order: QuerySet[Case]
    judged: dict[int, Case]
    were: list[Case]
    behind: int = 0

    def narrowed(self) -> "_Rows":
        """Those whose next step is an act that the actor may enter; no longer to be counted."""
        by, acts = self.by, [f"development.{step}" for step in STEPS]
        if all(by.seats(act) == by.seats(Case.view_action) for act in acts):
            return self
        judged = {
            number: case
            for number, case in self.judged.items()
            if case.next_step and by.may(f"development.{case.next_step}", at=case.organization)
        }
        entered = Q(_may_be_entered(by), ~Q(pk__in=self.judged))
        others, first = self.open.filter(entered), self.in_order.filter(entered)
        return replace(self, open=others, in_order=first, judged=judged, were=[])

    @classmethod
    def of(
        cls,
        by: Actor,
        organization: Organization | None,
        day: date,
        *,
        at_most: int | None = None,
    ) -> "_Rows":
        """Judge what must be judged; if that is more than ``at_most``, only count it."""
        cases = _open(by, day)
        if organization is not None:
            below = tree.subtree(organization, on=day)
            there = Q(organization__in=below)
            cases = cases.filter(there if day >= by.today else there | Q(opened_in__in=below))
        first = _in_order(cases, by, organization, day)
        if day == by.today and all_hold(day):
            return cls(by, day, cases, first, {}, [])
        others = _not_holding(cases, by, day).select_related("person", "organization")
        judged = list(others.order_by("pk")[: None if at_most is None else at_most + 1])
        if at_most is not None and len(judged) > at_most:
            return cls(by, day, cases, first, {}, [], behind=others.count())
        were = [copy(case) for case in judged]
        for opened in dossiers(judged, by=by):
            for name, value in columns_of(opened, day).items():
                setattr(opened.case, name, value)
        return cls(by, day, cases, first, {case.pk: case for case in judged}, were)


def _open(by: Actor, day: date) -> QuerySet[Case]:
    cases = Case.objects.visible_to(by)
    if day >= by.today:
        return cases.filter(closed_on__isnull=True)
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return cases.filter(still, opened_on__lte=day)


def _in_order(
    cases: QuerySet[Case], by: Actor, organization: Organization | None, day: date
) -> QuerySet[Case]:
    """The same cases; of a province or more so that the first ones are found without the rest."""
    seats = by.seats(Case.view_action)
    if organization is not None:
        own = (s for s in organization.seats_on(day) if s.organization_id == organization.pk)
        seats = frozenset(own) if by.may(Case.view_action, at=organization) else frozenset()
    if day != by.today or not seats or {seat.tier for seat in seats} - LARGE:
        return cases
    seen = Case.objects.seen_in_order(seats, on=day)
    return seen.filter(closed_on__isnull=True)


def _may_be_entered(by: Actor) -> Q:
    """Cases whose next step is an act that the actor may enter at the place of the case."""
    steps: dict[frozenset[Seat], list[str]] = {}
    for step in STEPS:
        steps.setdefault(by.seats(f"development.{step}"), []).append(step)
    found = Q(pk__in=[])
    for seats, entered in steps.items():
        there = Placement.objects.under(seats, on=by.today).values("organization")
        found |= Q(next_step__in=entered, organization__in=there)
    return found


def _not_holding(cases: QuerySet[Case], by: Actor, day: date) -> QuerySet[Case]:
    """Those whose stored verdict does not hold on a day.

    From today on each reason is a range of an index of its own, so that finding none is quick;
    that some rows have two of them costs less than sorting them out would.
    """
    if day < by.today:
        return cases.exclude(fresh(day))
    still = Case._base_manager.filter(closed_on__isnull=True).values("pk")
    changed = still.filter(next_change_on__lte=day)
    earlier, later = still.filter(release__lt=RELEASE), still.filter(release__gt=RELEASE)
    return cases.filter(pk__in=changed.union(earlier, later, all=True))


def _by_limit(rows: "_Rows", stop: int | None) -> Iterator[tuple[date, int]]:
    """Keys of waiting cases in the order of the list; those without a limit only if needed."""
    enough = _enough(rows, stop)
    limited = rows.in_order.filter(next_due_on__isnull=False).order_by("next_due_on", "pk")
    for due, number in _read(limited.values_list("next_due_on", "pk"), enough):
        yield due or date.max, number
    others = rows.in_order.filter(next_due_on__isnull=True).exclude(next_step="").order_by("pk")
    for number in _read(others.values_list("pk", flat=True), enough):
        yield date.max, number


def _read(keys: "QuerySet[Case, Key]", enough: int | None) -> Iterable[Key]:
    """The first keys at once, or all one after another."""
    return keys.iterator(chunk_size=PORTION) if enough is None else keys[:enough]


def _enough(rows: "_Rows", stop: int | None) -> int | None:
    """How many stored rows to read so that enough are left without those judged anew."""
    return None if stop is None else stop + len(rows.judged)


def _late_on(case: Case) -> tuple[date, int]:
    return case.next_due_on or date.max, case.pk


def _counts(case: Case, day: date) -> dict[str, int]:
    return {
        "open": 1,
        "waiting": case.next_step != "",
        "overdue": _late_on(case)[0] < day,
        "stuck": case.blocked_since is not None,
    }


def _items(rows: "_Rows", numbers: Sequence[int]) -> list[WorkItem]:
    stored = set(numbers) - rows.judged.keys()
    seen = Case.objects.visible_to(rows.by).select_related("person")
    found = {**seen.in_bulk(stored), **rows.judged} if stored else rows.judged
    shown = [found[number] for number in numbers]
    versions = tree.versions_on({case.organization_id for case in shown}, rows.day)
    names = {number: version.name for number, version in versions.items()}
    return [_item(case, rows.day, names.get(case.organization_id, "")) for case in shown]


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

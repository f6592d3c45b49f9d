"""What is mine today: one list out of everything that waits for one person.

A source hands over a query of the columns in ``COLUMNS``; all of them are read in one statement.
To add one, write a function like those below and name it in ``SOURCES``.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Substr

from nguon.accounts.models import Role, RoleAssignment
from nguon.core.actor import Actor
from nguon.development import queries as development
from nguon.dossier import book as dossier_book
from nguon.dossier import returns as dossier_returns
from nguon.evaluation.models import GradingRound, MemberAppeal, Sheet, SheetAppeal
from nguon.meetings import queries as meetings
from nguon.membership.models import WAITS, Arrival
from nguon.notices.models import Feed, Letter, Subscription
from nguon.organizations import queries as tree
from nguon.organizations.models import Placement, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.rights import duties, incidents
from nguon.rights import queries as rights
from nguon.rulebook import STEPS, NoRuleInForce, load
from nguon.rulebook.rules.moves import letter_limit
from nguon.sources.models import CellReview, Course, Participant
from nguon.supervision import queries as supervision
from nguon.supervision.models import Obstacle, Promise, Visit
from nguon.supervision.operations import PATIENCE

SOON = timedelta(days=7)
AHEAD = timedelta(days=30)  # how early a class stands on the list
MOST = 300
COLUMNS = ("kind", "ref", "code", "words", "place", "due_on")
NUMBER = Cast("pk", CharField())  # the code where a page shows several
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits for the actor.

    ``ref`` is what its page goes by, ``code`` the step or cause, ``words`` what somebody typed.
    No two have the same kind, ``ref`` and ``code``.
    ``person`` is named only where the role sees the case. ``rule`` is what sets the day, if a
    regulation does.
    """

    kind: str
    ref: str
    code: str
    words: str
    place: str
    due_on: date | None
    rule: str = ""
    person: str = ""
    held_up: bool = False

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today

    def is_soon(self, today: date) -> bool:
        return self.due_on is not None and today <= self.due_on <= today + SOON


@dataclass(frozen=True, slots=True)
class Mine:
    """What waits for one person on a day, the day due first, what has none last.

    ``desk`` counts the cases in sight, if the role sees cases. ``follows``: the actor's role
    enters no step of them, so the steps shown are others', to be urged.
    """

    today: date
    entries: tuple[Entry, ...]
    desk: development.Desk | None
    follows: bool

    @property
    def late(self) -> list[Entry]:
        return [each for each in self.entries if each.is_late(self.today)]

    @property
    def soon(self) -> list[Entry]:
        return [each for each in self.entries if each.is_soon(self.today)]

    @property
    def later(self) -> list[Entry]:
        """What comes after that, or has no day."""
        near = self.today + SOON
        return [each for each in self.entries if each.due_on is None or each.due_on > near]

    @property
    def shown_of_steps(self) -> int:
        return sum(each.kind == "step" for each in self.entries)


def mine(*, by: Actor, steps: int = MOST) -> Mine:
    """Everything that waits for the actor, with as many ``steps`` of cases as are asked for.

    Reading: a case stands under its most pressing step and is the actor's if the role may enter
             that act there; whoever enters none sees the steps of the cases in sight.
    """
    follows = not any(by.seats(f"development.{step}") for step in STEPS)
    desk = None
    found = [*_from_sources(by), *_reminders(by)]
    if by.seats("development.view"):
        desk = development.desk(by=by, waiting=steps, own=not follows)
        found += [_step(item) for item in desk.waiting]
    found.sort(key=lambda each: (each.due_on or date.max, each.kind, each.place, each.ref))
    return Mine(by.today, tuple(found), desk, follows)


def _step(item: development.WorkItem) -> Entry:
    return Entry(
        kind="step",
        ref=item.case_ref,
        code=item.step,
        words="",
        place=item.organization,
        due_on=item.due_on,
        rule=item.rule,
        person=item.person_name,
        held_up=item.blocked_since is not None,
    )


# --- sources ------------------------------------------------------------------------------------


def _obstacles(by: Actor) -> Rows:
    """What the actor is to clear, and what nobody at the actor's desk has in hand.

    Reading: it came up while its owner sits below, or its owner holds no role any more.
    """
    own = {seat.organization_id for seat in by.seats("supervision.act")}
    desks = own | set(tree.flowed_into(own, until=by.today))
    roles = RoleAssignment.objects.filter(valid_on(by.today), user=OuterRef("owner"))
    came_up = ~Q(desk=F("organization")) & ~Exists(roles.filter(organization__in=own))
    rows = Obstacle.objects.visible_to(by).filter(
        Q(owner=by.user_id) | Q(desk__in=desks) & (came_up | ~Exists(roles)),
        closed_on__isnull=True,
    )
    return _lines(rows, by, "obstacle", due_on="due_on", ref="ref", code="cause")


def _promises(by: Actor) -> Rows:
    """What was promised at the actor's visits."""
    rows = Promise.objects.visible_to(by).filter(visit__visitor=by.user_id, kept_on__isnull=True)
    columns = {"due_on": F("due_on"), "ref": F("visit__ref"), "words": F("words")}
    return _lines(rows, by, "promise", **columns, code=NUMBER)


def _visits(by: Actor) -> Rows:
    """The cells in the actor's charge whose meeting is not logged this month."""
    held = RoleAssignment.objects.filter(
        valid_on(by.today), role=Role.AREA_MEMBER, user=by.user_id
    ).values("organization")
    in_charge = reduce(or_, (Q(**{f"{tier}__in": held}) for tier in Tier.values))
    logged = Visit.objects.visible_to(by).filter(
        visitor=by.user_id, met_on__gte=by.today.replace(day=1)
    )
    cells = Placement.objects.filter(in_charge, valid_on(by.today), cell=F("organization"))
    rows = cells.exclude(organization__in=logged.values("organization"))
    last = by.today.replace(day=monthrange(by.today.year, by.today.month)[1])
    month = Value(f"{last:%Y-%m}", output_field=CharField())
    day = Value(last, output_field=DateField())
    return _lines(rows, by, "visit", due_on=day, ref="organization__slug", code=month)


def _classes(by: Actor) -> Rows:
    """The classes that the actor is to hold soon."""
    rows = Course.objects.visible_to(by, action="sources.plan").filter(
        called_off_on__isnull=True, ends_on__gte=by.today, starts_on__lte=by.today + AHEAD
    )
    return _lines(rows, by, "class", due_on="starts_on", ref="ref", code="kind", words="title")


def _results(by: Actor) -> Rows:
    """The classes that are over and whose results nobody entered."""
    waiting = Participant.objects.visible_to(by).filter(
        course=OuterRef("pk"), accepted_on__isnull=False, result=""
    )
    over = Course.objects.visible_to(by, action="sources.plan").filter(
        Exists(waiting),
        called_off_on__isnull=True,
        ends_on__lt=by.today,
    )
    return _lines(over, by, "results", due_on="ends_on", ref="ref", code="kind", words="title")


def _meetings(by: Actor) -> Rows:
    """The meetings in sight that are called, with the hour of those that have one."""
    hour = Coalesce(Substr(Cast("starts_at", CharField()), 1, 5), Value(""))
    rows = meetings.uncounted(by=by).filter(met_on__gte=by.today)
    return _lines(rows, by, "meeting", due_on="met_on", ref="ref", words=hour)


def _tallies(by: Actor) -> Rows:
    """The meetings that are over, where the actor enters what came of them."""
    rows = meetings.uncounted(by=by, action="meetings.call").filter(met_on__lt=by.today)
    return _lines(rows, by, "tally", due_on="met_on", ref="ref")


def _counts(by: Actor) -> Rows:
    """The reviews of sources in which the actor's own cell has not counted, nor in a later one."""
    own = [seat.organization_id for seat in by.seats("sources.count")]
    reviews = CellReview.objects.visible_to(by, action="sources.count").filter(
        organization__in=own
    )
    later = reviews.filter(
        organization=OuterRef("organization"), counted_on__isnull=False,
        round__held_on__gt=OuterRef("round__held_on"),
    )  # fmt: skip
    rows = reviews.filter(~Exists(later), counted_on__isnull=True)
    return _lines(
        rows, by, "count", due_on="round__held_on", ref="round__ref", code="organization__slug"
    )


def _arrivals(by: Actor) -> Rows:
    """The letters of transfer that wait for a place at which the actor takes people in."""
    rows = Arrival.objects.visible_to(by, action="membership.receive").filter(WAITS)
    return _lines(rows, by, "arrival", due_on="sent_on", ref="ref", code="way", words="name")


def _sheets(by: Actor) -> Rows:
    """The grading sheets that the actor's own place has not filled in."""
    own = [seat.organization_id for seat in by.seats("evaluation.fill")]
    rows = Sheet.objects.visible_to(by, action="evaluation.fill").filter(
        organization__in=own, state=Sheet.State.OPEN
    )
    return _lines(rows, by, "sheet", due_on="round__graded_on", ref="ref")


def _gradings(by: Actor) -> Rows:
    """The rounds in which the actor's committee has not decided every grade."""
    own = [seat.organization_id for seat in by.seats("evaluation.decide")]
    settled = (Sheet.State.DECIDED, Sheet.State.EXCLUDED)
    waits = Sheet.objects.visible_to(by).filter(round=OuterRef("pk")).exclude(state__in=settled)
    rows = GradingRound.objects.visible_to(by, action="evaluation.decide").filter(
        Exists(waits), organization__in=own
    )
    return _lines(rows, by, "grading", due_on="graded_on", ref="ref")


def _appeals(by: Actor) -> Rows:
    """The appeals that the actor's committee has not answered; the last day is the rule's."""
    own = [seat.organization_id for seat in by.seats("evaluation.decide")]
    rows = SheetAppeal.objects.visible_to(by, action="evaluation.decide").filter(
        outcome="", sheet__round__organization__in=own
    )
    return _lines(rows, by, "appeal", due_on="due_on", ref="sheet__ref")


def _appeals_of_members(by: Actor) -> Rows:
    """As ``_appeals``, of members; nobody is named."""
    own = [seat.organization_id for seat in by.seats("evaluation.decide")]
    rows = MemberAppeal.objects.visible_to(by, action="evaluation.decide").filter(
        outcome="", sheet__round__organization__in=own
    )
    return _lines(rows, by, "member_appeal", due_on="due_on", ref="sheet__ref")


def _returned(by: Actor) -> Rows:
    """The files that were sent back where the actor keeps dossiers, and not handed in again."""
    rows = dossier_returns.waiting(by=by, action=dossier_returns.HAND_IN)
    return _lines(rows, by, "returned", due_on="due_on", ref="case__ref", code=NUMBER)


def _lent(by: Actor) -> Rows:
    """The dossiers that are lent and soon due back, or overdue."""
    out = dossier_book.on_loan(by=by, action=dossier_book.LEND)
    rows = out.filter(until__lte=by.today + SOON)
    return _lines(rows, by, "lent", due_on="until", ref="ref", words="taker")


def _requests(by: Actor) -> Rows:
    """What people asked for about their own data, where the actor answers; nobody is named."""
    return _lines(rights.waiting(by=by), by, "request", due_on="next_on", ref="ref", code="kind")


def _incidents(by: Actor) -> Rows:
    """The incidents of which the authority was not told; 72 hours run."""
    rows = incidents.waiting(by=by)
    return _lines(rows, by, "incident", due_on="notify_on", ref="ref", code="kind")


def _impacts(by: Actor) -> Rows:
    """The impact files of the actor's own places that are to be sent, or reviewed soon."""
    own = [seat.organization_id for seat in by.seats("rights.impact")]
    rows = duties.due(by=by).filter(organization__in=own)
    return _lines(rows, by, "impact", due_on="due_on", code=NUMBER)


SOURCES: tuple[Callable[[Actor], Rows], ...] = (
    _obstacles,
    _promises,
    _visits,
    _classes,
    _results,
    _meetings,
    _tallies,
    _counts,
    _arrivals,
    _sheets,
    _gradings,
    _appeals,
    _appeals_of_members,
    _returned,
    _lent,
    _requests,
    _incidents,
    _impacts,
)


def _lines(rows: Rows, by: Actor, kind: str, **columns: str | Combinable) -> Rows:
    """The rows as lines of ``COLUMNS``; a column that is not named stays empty."""
    called = Version.objects.filter(valid_on(by.today), organization=OuterRef("organization"))
    empty = {name: Value("", output_field=CharField()) for name in COLUMNS[:4]}
    named = {
        name: F(column) if isinstance(column, str) else column for name, column in columns.items()
    }
    place = Subquery(called.values("name")[:1])
    line = {**empty, "kind": Value(kind, output_field=CharField()), "place": place, **named}
    told = {f"line_{name}": line[name] for name in COLUMNS}
    lines: Rows = rows.order_by().annotate(**told).values_list(*told)
    return lines


def _from_sources(by: Actor) -> Iterator[Entry]:
    first, *others = (source(by) for source in SOURCES)
    for line in first.union(*others, all=True).order_by("line_due_on")[:MOST]:
        kind, ref, code, words, place, due_on = line
        entry = Entry(kind, ref, code, words, place or "", due_on)
        yield _within_the_law(entry) if kind == "arrival" else entry


def _within_the_law(letter: Entry) -> Entry:
    """A letter of transfer falls due by the regulation of the day on which it was sent."""
    sent_on = letter.due_on
    assert sent_on is not None  # noqa: S101 - for the type checker
    try:
        limit, cited = letter_limit(sent_on, load())
    except NoRuleInForce:
        return replace(letter, due_on=None)
    return replace(letter, due_on=limit, rule=cited.rule)


def _reminders(by: Actor) -> Iterator[Entry]:
    """What the actor's own place was reminded of, until it goes one level up unanswered."""
    names_open = bool(by.seats("development.view"))
    for named in supervision.named(supervision.to_answer(by=by), by=by):
        row = named.row
        person, until = row.case.person.full_name if names_open else "", row.told_on + PATIENCE
        yield Entry("reminder", row.case.ref, row.step, "", named.place, until, row.rule, person)


# --- what somebody subscribed to ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one user is told: since when there is a calendar address, where the letter goes, and
    what became of the last one."""

    feed_since: datetime | None
    address: str
    letter: Letter | None


def wishes(*, by: Actor) -> Wishes:
    """What the actor subscribed to."""
    feed = Feed.objects.filter(user=by.user_id).first()
    subscription = Subscription.objects.filter(user=by.user_id).first()
    letter = Letter.objects.filter(user=by.user_id).order_by("-week").first()
    return Wishes(
        feed.made_at if feed else None, subscription.address if subscription else "", letter
    )

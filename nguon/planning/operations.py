"""Terms and targets are laid down, members charged, cells heard; each by a document."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.planning import groups, handdown, rules
from nguon.planning.attainment import Range
from nguon.planning.models import (
    Assignment,
    CellTarget,
    Floor,
    GroupTotal,
    HandDown,
    NoSourceLeft,
    PartTarget,
    Stage,
    Term,
)
from nguon.planning.proposal import Proposal
from nguon.planning.reading import of_term
from nguon.planning.rules import (
    AssignedAlready,
    AssignmentOver,
    ChangedMeanwhile,
    DoesNotFit,
    FloorExists,
    Incomplete,
    NotAMember,
    NothingChanges,
    NotOfTheCommittee,
    NotYet,
    OtherTarget,
    OutsideTheTerm,
    PartExists,
    Refused,
    ReportedAlready,
    StageExists,
    TargetExists,
    TermExists,
    WrongPart,
    WrongPeriod,
    WrongRange,
    WrongTier,
)

__all__ = [
    "AssignedAlready",
    "AssignmentOver",
    "ChangedMeanwhile",
    "DoesNotFit",
    "FloorExists",
    "Incomplete",
    "NotAMember",
    "NotOfTheCommittee",
    "NotYet",
    "NothingChanges",
    "OtherTarget",
    "OutsideTheTerm",
    "PartExists",
    "Refused",
    "ReportedAlready",
    "StageExists",
    "TargetExists",
    "TermExists",
    "WrongPart",
    "WrongPeriod",
    "WrongRange",
    "WrongTier",
    "ask_part",
    "assign",
    "end_assignment",
    "hand_out",
    "plan_stage",
    "plan_term",
    "recount_groups",
    "recount_stale",
    "report_no_source",
    "set_cell_target",
    "set_floor",
]


@transaction.atomic
def plan_term(
    organization: Organization,
    *,
    slug: str,
    starts_on: date,
    ends_on: date,
    yearly_lower: int,
    yearly_upper: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> Term:
    """Lay down a term ``[starts_on, ends_on)`` and what its congress asked a year.

    Units:   new members a year.
    Reading: a term of an organisation that has ended is recorded by whoever keeps its rows.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    keeper = _lock(tree.successor(organization, on=by.today))
    by.require("planning.set_target", at=keeper)
    rules.fits(slug, starts_on, ends_on)
    rules.in_range(yearly_lower, yearly_upper)
    rules.decided(document, decided_on, by)
    rules.stood(organization, starts_on, ends_on)
    rules.is_free(organization, slug, starts_on, ends_on, by)
    term: Term = Term.objects.create(
        organization=keeper,
        made_for=organization,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
        yearly_lower=yearly_lower,
        yearly_upper=yearly_upper,
        document=tidy(document),
        decided_on=decided_on,
    )
    audit.record("planning.plan_term", term, by=by, slug=slug, asked=[yearly_lower, yearly_upper])
    return term


@transaction.atomic
def plan_stage(
    organization: Organization,
    *,
    name: str = "",
    starts_on: date,
    ends_on: date,
    lower: int,
    upper: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> Stage:
    """Set a committee's plan for the days ``[starts_on, ends_on)``; a later decision revises it.

    Units:   new members of the whole period.
    Reading: the plan of just one calendar year is the committee's target for its board.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    keeper = _lock(tree.successor(organization, on=by.today))
    by.require("planning.set_target", at=keeper)
    rules.a_period(starts_on, ends_on)
    rules.in_range(lower, upper)
    rules.decided(document, decided_on, by)
    rules.stood(organization, starts_on, ends_on)
    of_it = Stage.objects.visible_to(by).filter(made_for=organization, starts_on=starts_on)
    if of_it.filter(ends_on=ends_on, decided_on=decided_on).exists():
        raise StageExists(
            _("Ngày %s đã có quyết định về kế hoạch của thời gian này.") % _day(decided_on)
        )
    stage: Stage = Stage.objects.create(
        organization=keeper,
        made_for=organization,
        name=tidy(name),
        starts_on=starts_on,
        ends_on=ends_on,
        lower=lower,
        upper=upper,
        document=tidy(document),
        decided_on=decided_on,
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record("planning.plan_stage", stage, by=by, asked=[lower, upper])
    return stage


@transaction.atomic
def ask_part(
    of: Term | Stage,
    *,
    group: str,
    lower: int,
    unit: str,
    document: str,
    decided_on: date,
    by: Actor,
) -> PartTarget:
    """Ask that part of a term's or a stage's target come from a group; a later day revises it.

    Units:   persons, or per cent of those admitted, as ``unit`` says.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    column = "term" if isinstance(of, Term) else "stage"
    seen = type(of).objects.visible_to(by).select_related("organization", "made_for")
    asked: Term | Stage = seen.select_for_update(of=("self",)).get(pk=of.pk)
    by.require("planning.set_target", at=asked.organization)
    rules.a_part(group, lower, unit)
    rules.decided(document, decided_on, by)
    told = PartTarget.objects.visible_to(by).filter(**{column: asked}, group=group)
    if told.filter(decided_on=decided_on).exists():
        raise PartExists(
            _("Ngày %s đã có quyết định về chỉ tiêu thành phần này.") % _day(decided_on)
        )
    part: PartTarget = PartTarget.objects.create(
        organization=asked.organization,
        made_for=asked.made_for,
        **{column: asked},
        group=group,
        lower=lower,
        unit=unit,
        document=tidy(document),
        decided_on=decided_on,
    )
    audit.record("planning.ask_part", part, by=by, group=group, asked=[lower, unit])
    return part


@transaction.atomic
def set_floor(
    committee: Organization, *, tier: str, lower: int, on: date, document: str, by: Actor
) -> Floor:
    """Set the least that may be handed to an organisation of a tier below, from the day ``on``.

    Units:   new members a year.
    Reading: it ends the floor that the committee had set for this tier until then.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    committee = _lock(committee)
    by.require("planning.set_target", at=committee)
    rules.in_range(lower, lower)
    rules.required(document, rules.no_document())
    rules.is_below(committee, tier, by.today)
    own = Floor.objects.visible_to(by).filter(made_for=committee, tier=tier)
    if own.filter(valid_from__gte=on).exists():
        raise FloorExists(_("Đã ghi mức sàn có hiệu lực từ %s trở về sau.") % _day(on))
    own.filter(valid_to__gt=on).update(valid_to=on)
    floor: Floor = Floor.objects.create(
        organization=committee, tier=tier, lower=lower, valid_from=on, document=tidy(document)
    )
    audit.record("planning.set_floor", floor, by=by, tier=tier, lower=lower, on=f"{on}")
    return floor


@transaction.atomic
def set_cell_target(
    cell: Organization,
    *,
    term: Term,
    year: int,
    lower: int,
    upper: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> CellTarget:
    """Hand one cell or committee its target for a year; a later decision revises an earlier one.

    Units:   new members.
    Reading: what it does to the sum is for the board to tell; ``hand_out`` refuses what does not
             add up.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    term = _seen(term, by)
    by.require("planning.set_target", at=term.organization)
    rules.in_range(lower, upper)
    rules.decided(document, decided_on, by)
    rules.of_the_term(cell, term, year)
    told = handdown.decisions(term, year, by=by)
    if told.filter(made_for=cell, decided_on=decided_on).exists():
        raise TargetExists(
            _("Ngày %(day)s đã có quyết định giao chỉ tiêu năm %(year)d cho chi bộ này.")
            % {"day": _day(decided_on), "year": year}
        )
    paper = {"document": document, "decided_on": decided_on}
    target = _new_target(cell, term, year, Range(lower, upper), paper, by)
    audit.record("planning.set_cell_target", target, by=by, year=year, asked=[lower, upper])
    return target


@transaction.atomic
def hand_out(
    term: Term,
    targets: Mapping[Organization, Range],
    *,
    year: int,
    document: str,
    decided_on: date,
    by: Actor,
    reserve: Range | None = None,
    reason: str = "",
    stand: str | None = None,
) -> list[CellTarget]:
    """Hand a year of a term down by one document; what is not named, or stays, is left alone.

    Units:   new members.
    Reading: all targets with the ``reserve`` (as it stands, if not given) make the committee's
             target, and none lies below its floor; what departs from that needs a ``reason``,
             which is kept. ``stand`` is the board's as it was read, against a race.
    Raises:  NotAllowed, Refused; DoesNotFit carries the codes. Nothing is written when it raises.
    """
    term = _seen(term, by)
    by.require("planning.set_target", at=term.organization)
    rules.decided(document, decided_on, by)
    rules.in_the_term(term, year)
    board = handdown.board(of_term(term, as_of=by.today), year, by=by, on=decided_on)
    if stand not in (None, board.stand):
        raise ChangedMeanwhile(
            _("Có người vừa giao chỉ tiêu năm này; hãy so lại với mức đang giao rồi ghi.")
        )
    held = board.reserve if reserve is None else reserve
    rules.may_be_handed_out(board, targets, held, decided_on)
    proposal = board.proposal({cell.pk: asked for cell, asked in targets.items()}, held)
    if proposal.departs and not tidy(reason):
        kept = _("Chưa ghi gì: sửa các con số, hoặc ghi lý do nếu vẫn giao như vậy.")
        raise DoesNotFit(" ".join([*proposal.words(), kept]), proposal.departs)

    paper = {"document": document, "decided_on": decided_on}
    _keep(term, year, proposal, paper, reason, by)
    standing = {row.number: row.target for row in board.rows}
    made = [
        _new_target(cell, term, year, asked, paper, by)
        for cell, asked in targets.items()
        if standing[cell.pk] != asked
    ]
    audit.record_all("planning.set_cell_target", made, by=by, year=year)
    return made


def _new_target(
    cell: Organization, term: Term, year: int, asked: Range, paper: Mapping[str, Any], by: Actor
) -> CellTarget:
    target: CellTarget = CellTarget.objects.create(
        organization=tree.successor(cell, on=by.today),
        made_for=cell,
        term=term,
        year=year,
        lower=asked.lower,
        upper=asked.upper,
        document=tidy(paper["document"]),
        decided_on=paper["decided_on"],
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    return target


def _keep(
    term: Term, year: int, proposal: Proposal, paper: Mapping[str, Any], reason: str, by: Actor
) -> HandDown:
    """Write down the decision as a whole, and from what it departs."""
    departs = proposal.departs
    kept: HandDown = HandDown.objects.create(
        organization=term.organization,
        made_for=term.made_for,
        term=term,
        year=year,
        asked_lower=proposal.asked.lower,
        asked_upper=proposal.asked.upper,
        reserve_lower=proposal.reserve.lower,
        reserve_upper=proposal.reserve.upper,
        document=tidy(paper["document"]),
        decided_on=paper["decided_on"],
        departs=departs,
        reason=tidy(reason) if departs else "",
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record("planning.hand_out", kept, by=by, year=year, departs=departs)
    return kept


@transaction.atomic
def assign(
    cell: Organization,
    *,
    member: Person,
    task: str,
    on: date,
    document: str,
    by: Actor,
    target: CellTarget | None = None,
) -> Assignment:
    """Charge a named member with following and guiding at a cell from the day ``on``.

    Reading: the task may be tied to a target of this cell.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("planning.assign", at=cell)
    member = Person.objects.visible_to(by).get(pk=member.pk)
    rules.required(task, _("Phải ghi nhiệm vụ được giao."))
    rules.required(document, rules.no_document())
    if not rules.is_member(member, on, by):
        raise NotAMember(_("Người được phân công phải là đảng viên vào ngày phân công."))
    charged = Assignment.objects.visible_to(by).filter(organization=cell, member=member)
    if charged.filter(valid_to__gt=on).exists():
        raise AssignedAlready(_("Đảng viên này đang được phân công theo dõi chi bộ."))
    if target and target.made_for_id != cell.pk:
        raise OtherTarget(_("Chỉ tiêu được chọn không phải của chi bộ này."))
    assignment: Assignment = Assignment.objects.create(
        organization=cell,
        member=member,
        task=tidy(task),
        valid_from=on,
        document=tidy(document),
        target=target,
    )
    audit.record("planning.assign", assignment, by=by, member=member.pk, on=f"{on}")
    return assignment


@transaction.atomic
def end_assignment(
    assignment: Assignment, *, on: date, by: Actor, seen: date | None = None
) -> Assignment:
    """End an assignment on the day ``on``, the first on which it does not hold.

    Shape:  ``seen`` is the end that a page showed, if one did.
    Raises: NotAllowed, AssignmentOver, ChangedMeanwhile. Nothing is written when it raises.
    """
    rows = Assignment.objects.visible_to(by).select_related("organization")
    found: Assignment = rows.select_for_update(of=("self",)).get(pk=assignment.pk)
    by.require("planning.assign", at=found.organization)
    if seen not in (None, found.valid_to):
        raise ChangedMeanwhile(
            _("Người khác vừa ghi thôi từ ngày %s; hãy xem lại rồi ghi.") % _day(found.valid_to)
        )
    if not found.valid_from <= on <= found.valid_to:
        raise AssignmentOver(_("Ngày thôi phân công phải nằm trong thời gian phân công."))
    found.valid_to = on
    found.save(update_fields=["valid_to"])
    audit.record("planning.end_assignment", found, by=by, on=f"{on}")
    return found


@transaction.atomic
def report_no_source(
    cell: Organization, *, year: int, reason: str, document: str, by: Actor
) -> NoSourceLeft:
    """Record a cell's report that in one year nobody was left to recruit.

    Reading: it explains a result and changes no target; a later year needs its own report. That
             of the coming year may be there before its targets are handed down.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("planning.report_no_source", at=cell)
    rules.required(reason, _("Phải ghi lý do không còn nguồn."))
    rules.required(document, rules.no_document())
    if year > by.today.year + 1:
        raise NotYet(_("Năm %d chưa tới.") % year)
    if NoSourceLeft.objects.visible_to(by).filter(made_for=cell, year=year).exists():
        raise ReportedAlready(_("Chi bộ đã báo cáo hết nguồn cho năm %d.") % year)
    report: NoSourceLeft = NoSourceLeft.objects.create(
        organization=cell,
        year=year,
        reason=tidy(reason),
        document=tidy(document),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record("planning.report_no_source", report, by=by, year=year)
    return report


def recount_groups(organization: Organization, year: int, *, by: Actor) -> int:
    """Count a year's admissions of an organisation by group, anew; return how many parts.

    Reading: one part for each of its terms that covers days of the year.
    Raises:  NotAllowed.
    """
    terms = Term.objects.visible_to(by).filter(made_for=organization)
    covering = terms.filter(starts_on__year__lte=year, ends_on__gt=date(year, 1, 1))
    of_it = [
        part
        for term in covering.select_related("made_for")
        for part in groups.parts(term, today=by.today)
        if part.year == year
    ]
    return _recount_all(of_it, by)


def recount_stale(*, by: Actor, terms: Iterable[int] | None = None) -> int:
    """Count anew what changed since it was counted, of all terms or of those named by number.

    Shape:  returns how many parts; each is a short transaction of its own. Safe to repeat.
    Raises: NotAllowed.
    """
    seen = Term.objects.visible_to(by)
    chosen = seen if terms is None else seen.filter(pk__in=list(terms))
    return _recount_all(groups.stale(chosen, by=by), by)


def _recount_all(chosen: Iterable[groups.Part], by: Actor) -> int:
    number = 0
    for part in chosen:
        _recount(part, by)
        number += 1
    return number


@transaction.atomic
def _recount(part: groups.Part, by: Actor) -> None:
    """Replace the rows of one part whole."""
    term = _seen(part.term, by)
    by.require("people.read_for_statistics", at=term.organization)
    found = groups.count(part, by=by)
    GroupTotal.objects.visible_to(by).filter(term=term, year=part.year).delete()
    GroupTotal.objects.bulk_create(
        GroupTotal(
            organization=term.organization,
            made_for=term.made_for,
            term=term,
            year=part.year,
            dimension=groups.DIMENSION,
            value=value,
            persons=found.groups[value],
            counted=found.counted,
            of=found.of,
            held_at=by.at,
            imprint=found.imprint,
        )
        for value in (groups.MINORITY, groups.MAJORITY)
        if found.of
    )
    audit.record("planning.recount_groups", term, by=by, year=part.year, of=found.of)


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _seen(term: Term, by: Actor) -> Term:
    seen = Term.objects.visible_to(by).select_related("organization", "made_for")
    found: Term = seen.select_for_update(of=("self",)).get(pk=term.pk)
    return found


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

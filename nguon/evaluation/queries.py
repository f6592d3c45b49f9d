"""What the pages of grading show: rounds, sheets, members of a cell, totals. Never by points."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from nguon.core.actor import Actor
from nguon.core.text import natural_key
from nguon.evaluation import judging, words
from nguon.evaluation.figures import Development, Figures
from nguon.evaluation.judging import AnySheet, Told
from nguon.evaluation.models import (
    CriteriaTable,
    Criterion,
    Evidence,
    Grade,
    GradingRound,
    Mark,
    MemberAct,
    MemberAppeal,
    MemberMark,
    MemberSheet,
    Sheet,
    SheetAct,
    SheetAppeal,
    Whose,
)
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Placement, Tier
from nguon.people.models import Person
from nguon.planning.attainment import Attainment
from nguon.planning.boards import Admitted, admitted
from nguon.rulebook import Parameter, Provision, grading

TOTALS = "evaluation.totals"
State = Sheet.State


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round with the name of its committee."""

    round: GradingRound
    place: str


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the totals of a round; ``None`` where nothing of the kind is graded."""

    code: str
    organizations: int
    members: int | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One organisation of a round: where it stands, in words."""

    sheet: Sheet
    place: str
    why_not: str
    appealed: bool


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round: the law of its day, its totals, its organisations by name."""

    round: GradingRound
    place: str
    basis: Provision
    totals: tuple[Count, ...]
    lines: tuple[SheetLine, ...]
    cells: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a sheet with the points of both sides and what stands behind them."""

    criterion: Criterion
    own: Decimal | None
    committee: Decimal | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The sheet of one organisation as it is read, filled and printed."""

    sheet: Sheet
    place: str
    committee: str
    basis: Provision
    lines: tuple[CriterionLine, ...]
    share: Decimal | None
    development: Development
    acts: tuple[SheetAct, ...]
    appeals: tuple[SheetAppeal, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of a round, with the reason if the member is not graded."""

    sheet: MemberSheet
    name: str
    place: str
    why_not: tuple[words.Said, ...]
    proposed: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The sheet of one member; only for those who grade, and for the member's own file."""

    sheet: MemberSheet
    name: str
    place: str
    basis: Provision
    lines: tuple[CriterionLine, ...]
    share: Decimal | None
    why_not: tuple[words.Said, ...]
    acts: tuple[MemberAct, ...]
    appeals: tuple[MemberAppeal, ...]


# --- tables of criteria -------------------------------------------------------------------------


def tables(*, by: Actor, above: bool = False) -> QuerySet[CriteriaTable]:
    """The tables decided by those in sight, the latest first; with those of committees above.

    Reading: what a committee decided that has ended is its successor's to read.
    """
    below = Placement.objects.under(by.seats(TOTALS), on=by.today)
    columns = Tier.values if above else ["organization"]
    near = {number for row in below.values_list(*columns) for number in row if number}
    near |= tree.flowed_into(near, until=by.today).keys()
    rows = CriteriaTable.objects.filter(organization__in=near)
    return rows.select_related("organization").order_by("-decided_on", "-pk")


def table_of(ref: str, *, by: Actor) -> CriteriaTable:
    """One table of criteria.

    Raises: CriteriaTable.DoesNotExist, also when it is another's.
    """
    return tables(by=by).get(ref=ref)


# --- rounds -------------------------------------------------------------------------------------


def rounds(*, by: Actor) -> list[RoundLine]:
    """The rounds in sight and those in which somebody in sight is graded, the latest first."""
    rows = {row.pk: row for row in GradingRound.objects.visible_to(by)}
    own = Sheet.objects.visible_to(by).exclude(round__in=list(rows)).select_related("round")
    rows |= {sheet.round_id: sheet.round for sheet in own}
    names = tree.Names.of({row.made_for_id for row in rows.values()})
    lines = [
        RoundLine(row, names.on(row.made_for_id, row.graded_on).name) for row in rows.values()
    ]
    lines.sort(key=lambda line: natural_key(line.place))
    return sorted(lines, key=lambda line: line.round.graded_on, reverse=True)


def round_of(ref: str, *, by: Actor) -> GradingRound:
    """One round, seen by its committee and those above, and by those graded in it.

    Raises: GradingRound.DoesNotExist, also when it is out of sight.
    """
    seen = GradingRound.objects.visible_to(by)
    shown = ("organization", "table", "member_table", "made_for")
    found: GradingRound | None = seen.filter(ref=ref).select_related(*shown).first()
    if found is not None:
        return found
    joined = [f"round__{name}" for name in shown]
    own = Sheet.objects.visible_to(by).filter(round__ref=ref).select_related(*joined)
    for sheet in own[:1]:
        found = sheet.round
    if found is None:
        raise GradingRound.DoesNotExist(ref)
    return found


def round_page(ref: str, *, by: Actor) -> RoundPage:
    """A round with its organisations that are in sight, by name.

    Raises: GradingRound.DoesNotExist.
    """
    round_ = round_of(ref, by=by)
    lines = tuple(sheet_lines(round_, by=by))
    return RoundPage(
        round=round_,
        place=tree.name_on(round_.made_for, round_.graded_on),
        basis=grading.basis(grading.law_of(round_.graded_on)),
        totals=tuple(totals(round_, by=by)),
        lines=lines,
        cells=tuple(_with_members(round_, lines, by)),
    )


def sheet_lines(round_: GradingRound, *, by: Actor) -> list[SheetLine]:
    """The organisations of a round that are in sight, by name."""
    rows = list(Sheet.objects.visible_to(by).filter(round=round_))
    names = tree.Names.of({row.made_for_id for row in rows})
    left_out = SheetAct.objects.visible_to(by).filter(sheet__round=round_, kind=State.EXCLUDED)
    why = {act.sheet_id: act.words for act in left_out.order_by("pk")}
    waiting = SheetAppeal.objects.visible_to(by).filter(sheet__round=round_, outcome="")
    appealed = set(waiting.values_list("sheet_id", flat=True))
    lines = [
        SheetLine(
            row,
            names.on(row.made_for_id, round_.graded_on).name,
            why.get(row.pk, "") if row.state == State.EXCLUDED else "",
            row.pk in appealed,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: natural_key(line.place))


def _with_members(
    round_: GradingRound, lines: Sequence[SheetLine], by: Actor
) -> Iterable[SheetLine]:
    rows = MemberSheet.objects.visible_to(by).filter(round=round_)
    cells = set(rows.values_list("organization_id", flat=True))
    return (line for line in lines if line.sheet.organization_id in cells)


def totals(round_: GradingRound, *, by: Actor) -> list[Count]:
    """How many were graded how, and why others were not, as form 6F asks; nothing by name.

    Shape:   must be graded, graded, each grade, not graded with its reasons.
    Reading: of the organisations and members that are in sight for totals.
    """
    seen = Sheet.objects.visible_to(by, action=TOTALS).filter(round=round_)
    of_bodies = Counter(_kind(row.state, row.grade) for row in seen)
    people = MemberSheet.objects.visible_to(by, action=TOTALS).filter(round=round_)
    law = grading.law_of(round_.graded_on)
    of_members = Counter(_kind_of_member(row, law) for row in people)
    with_members = round_.member_table_id is not None
    codes = ["all", "graded", *Grade.values, "not_yet", "excluded"]
    codes += ["admitted_lately", "exempt", "suspended"] if with_members else []
    return [
        Count(code, _sum(of_bodies, code), _sum(of_members, code) if with_members else None)
        for code in codes
    ]


def _kind(state: str, grade: str) -> str:
    if state == State.EXCLUDED:
        return "excluded"
    return grade if state == State.DECIDED else "not_yet"


def _kind_of_member(row: MemberSheet, law: Any) -> str:
    first = next(grading.not_graded(row.joined_on, row.absence, law), None)
    return first.code if first else _kind(row.state, row.grade)


def _sum(counted: Counter[str], code: str) -> int:
    if code == "all":
        return counted.total()
    if code == "graded":
        return sum(counted[grade] for grade in Grade.values)
    return counted[code]


# --- the sheet of an organisation ---------------------------------------------------------------


def sheet_of(ref: str, *, by: Actor) -> Sheet:
    """One organisation's sheet.

    Raises: Sheet.DoesNotExist, also when it is out of sight.
    """
    shown = ("organization", "made_for", "round__table", "round__made_for", "round__organization")
    found: Sheet = Sheet.objects.visible_to(by).select_related(*shown).get(ref=ref)
    return found


def sheet_page(sheet: Sheet, *, by: Actor) -> SheetPage:
    """Everything on an organisation's sheet: criteria with both sides' points, acts, appeals."""
    day = sheet.round.graded_on
    found = Figures(sheet.round, by=by).of(sheet)
    marks = list(Mark.objects.visible_to(by).filter(sheet=sheet))
    evidence = list(Evidence.objects.visible_to(by).filter(sheet=sheet).order_by("pk"))
    criteria = list(sheet.round.table.criteria.order_by("position"))
    counting = judging.counting_points(marks).get(sheet.pk, {})
    acts = SheetAct.objects.visible_to(by).filter(sheet=sheet).select_related("recorded_by")
    appeals = SheetAppeal.objects.visible_to(by).filter(sheet=sheet)
    return SheetPage(
        sheet=sheet,
        place=tree.name_on(sheet.made_for, day),
        committee=tree.name_on(sheet.round.made_for, day),
        basis=grading.basis(grading.law_of(day)),
        lines=tuple(_lines(criteria, marks, evidence)),
        share=judging.share(criteria, counting, found),
        development=found,
        acts=tuple(acts.order_by("pk")),
        appeals=tuple(appeals.order_by("pk")),
    )


def admitted_in(sheet: Sheet, *, by: Actor) -> list[Admitted]:
    """Who stands behind the figure of a sheet, of those whose cases are in sight."""
    return admitted(Figures(sheet.round, by=by).reading(sheet.made_for), by=by)


def quality(sheet: Sheet, *, by: Actor) -> Attainment:
    """The result behind the figure of a sheet, with the measures of its quality."""
    return Figures(sheet.round, by=by).quality(sheet)


def _lines(
    criteria: Iterable[Criterion], marks: Iterable[Any], evidence: Sequence[Evidence] = ()
) -> Iterable[CriterionLine]:
    points = {(mark.criterion_id, mark.whose): mark.points for mark in marks}
    for one in criteria:
        behind = tuple(row for row in evidence if row.criterion_id == one.pk)
        own, committee = points.get((one.pk, Whose.OWN)), points.get((one.pk, Whose.COMMITTEE))
        yield CriterionLine(one, own, committee, behind)


# --- members ------------------------------------------------------------------------------------


def member_lines(
    round_: GradingRound, *, by: Actor, cell: Organization | None = None
) -> list[MemberLine]:
    """The members of a round, by cell and then by name, and why some are not graded."""
    rows = MemberSheet.objects.visible_to(by).filter(round=round_)
    if cell is not None:
        rows = rows.filter(organization=cell)
    found = list(rows.select_related("person", "organization").order_by("person__sort_key", "pk"))
    names = tree.Names.of({row.organization_id for row in found})
    acts = MemberAct.objects.visible_to(by).filter(sheet__round=round_, kind=State.PROPOSED)
    proposed = {act.sheet_id: act.grade for act in acts.order_by("pk")}
    law = grading.law_of(round_.graded_on)
    lines = [
        MemberLine(
            row,
            row.person.full_name,
            names.on(row.organization_id, round_.graded_on).name,
            why_not(row, law),
            proposed.get(row.pk, ""),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: natural_key(line.place))


def member_of(ref: str, *, by: Actor) -> MemberSheet:
    """One member's sheet.

    Raises: MemberSheet.DoesNotExist, also when it is out of sight.
    """
    shown = ("organization", "person", "round__member_table", "round__organization")
    found: MemberSheet = MemberSheet.objects.visible_to(by).select_related(*shown).get(ref=ref)
    return found


def member_page(sheet: MemberSheet, *, by: Actor) -> MemberPage:
    """Everything on a member's sheet."""
    marks = list(MemberMark.objects.visible_to(by).filter(sheet=sheet))
    table = sheet.round.member_table
    criteria = list(table.criteria.order_by("position")) if table else []
    counting = judging.counting_points(marks).get(sheet.pk, {})
    acts = MemberAct.objects.visible_to(by).filter(sheet=sheet).select_related("recorded_by")
    appeals = MemberAppeal.objects.visible_to(by).filter(sheet=sheet)
    law = grading.law_of(sheet.round.graded_on)
    return MemberPage(
        sheet=sheet,
        name=sheet.person.full_name,
        place=tree.name_on(sheet.organization, by.today),
        basis=grading.basis(law),
        lines=tuple(_lines(criteria, marks)),
        share=judging.share(criteria, counting, None),
        why_not=why_not(sheet, law),
        acts=tuple(acts.order_by("pk")),
        appeals=tuple(appeals.order_by("pk")),
    )


def why_not(sheet: MemberSheet, law: Any) -> tuple[words.Said, ...]:
    """Why a member is not graded in the round, in words; nothing for those who are."""
    return tuple(map(words.say, grading.not_graded(sheet.joined_on, sheet.absence, law)))


def grades_of(person: Person, *, by: Actor) -> list[MemberSheet]:
    """The grading of one member for the member's own file, the latest first."""
    rows = MemberSheet.objects.visible_to(by).filter(person=person).select_related("round")
    return list(rows.order_by("-round__graded_on"))


# --- before a decision --------------------------------------------------------------------------


def proposals(round_: GradingRound, *, by: Actor) -> dict[str, str]:
    """What was proposed last for each organisation of a round, by reference."""
    acts = SheetAct.objects.visible_to(by).filter(sheet__round=round_, kind=State.PROPOSED)
    rows = acts.select_related("sheet").order_by("pk")
    return {act.sheet.ref: act.grade for act in rows}


def objections(
    round_: GradingRound, chosen: Mapping[AnySheet, str], *, by: Actor
) -> list[words.Said]:
    """All that stands against these grades, in words; see ``judging.judge``."""
    told: list[Told] = judging.judge(round_, chosen, by=by)
    return [words.said(one.kept()) for one in told]


def assumed(*, on: date) -> list[Parameter]:
    """What the regulations on grading leave open, as it is taken."""
    names = ("grade.cap_pct", "grade.cap_base", "grade.vote_threshold", "grade.appeal_days")
    return [grading.law_of(on).book.parameters[name] for name in names]

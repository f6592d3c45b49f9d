"""What stands against grades before a committee decides on them, all of it at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from nguon.core.actor import Actor
from nguon.evaluation import words
from nguon.evaluation.figures import Development, Figures
from nguon.evaluation.models import (
    Act,
    Criterion,
    Grade,
    GradingRound,
    MemberAct,
    MemberMark,
    MemberSheet,
    Sheet,
    SheetAct,
    Whose,
)
from nguon.evaluation.models import Mark as SheetMark
from nguon.organizations import queries as tree
from nguon.rulebook import grading
from nguon.rulebook.law.book import Day
from nguon.rulebook.rules.grading import Conditions, Objection

AnySheet = Sheet | MemberSheet
Points = Mapping[int, Decimal]  # number of a criterion -> points
TENTH = Decimal("0.1")
IN_ORDER = Grade.values  # the best first


@dataclass(frozen=True, slots=True)
class Told:
    """An objection and the sheet it is about; none where it is about all of them."""

    objection: Objection
    sheet: AnySheet | None = None

    def kept(self) -> dict[str, Any]:
        return words.kept(self.objection, self.sheet.ref if self.sheet else "")


def share(
    criteria: Iterable[Criterion], points: Points, development: Development | None
) -> Decimal | None:
    """The points of a sheet as a part of a hundred; nothing while a criterion has none.

    Reading: a criterion that does not apply is left out above and below; what is cut off is
             never rounded up into a band.
    """
    total, most = Decimal(0), Decimal(0)
    for criterion in criteria:
        given = points.get(criterion.pk)
        if criterion.is_development and development is not None:
            if development.is_exempt:
                continue
            given = development.points(criterion)
        if given is None:
            return None
        total, most = total + given, most + criterion.max_points
    return (total * 100 / most).quantize(TENTH, ROUND_DOWN) if most else None


def judge(round_: GradingRound, chosen: Mapping[AnySheet, str], *, by: Actor) -> list[Told]:
    """Everything that stands against these grades by the law of the day of grading.

    Shape:   sheet by sheet in the order given, then what is against all of them together.
    Reading: the cap counts what was decided before, too, as the new grades leave it.
    """
    if not chosen:
        return []
    first = next(iter(chosen))
    many = _Bodies(round_, by) if isinstance(first, Sheet) else _Members(round_, by)
    day = grading.law_of(round_.graded_on)
    each = [
        Told(objection, sheet)
        for sheet, grade in chosen.items()
        for objection in many.against(sheet, grade, day)
    ]
    return each + [Told(objection) for objection in many.together(chosen, day)]


class _Bodies:
    """Organisations of one round."""

    def __init__(self, round_: GradingRound, by: Actor) -> None:
        self.round, self.by = round_, by
        self.criteria = list(round_.table.criteria.order_by("position"))
        self.figures = Figures(round_, by=by)
        marks = SheetMark.objects.visible_to(by).filter(sheet__round=round_)
        self.points = counting_points(marks)
        acts = SheetAct.objects.visible_to(by).filter(sheet__round=round_)
        self.votes = last_votes(acts)

    def against(self, sheet: AnySheet, grade: str, day: Day) -> Iterator[Objection]:
        assert isinstance(sheet, Sheet)  # noqa: S101 - for the type checker
        found = self.figures.of(sheet)
        points = share(self.criteria, self.points.get(sheet.pk, {}), found)
        yield from grading.below_band(grade, points, day)
        yield from grading.not_excellent(grade, _conditions(sheet), day, is_body=True)
        yield from _vote(grade, self.votes.get(sheet.pk), day)
        yield from grading.zero_admission(
            grade, found.admitted, day,
            no_source_left=found.no_source_left, applies=self.round.table.zero_bars,
        )  # fmt: skip

    def together(self, chosen: Mapping[AnySheet, str], day: Day) -> Iterator[Objection]:
        rows = list(Sheet.objects.visible_to(self.by).filter(round=self.round))
        kinds = tree.versions_on({row.made_for_id for row in rows}, day.on)
        grades = _with(rows, chosen)
        for kind in sorted({version.tier for version in kinds.values()}):
            of_kind = Counter(
                grades[row.pk] for row in rows if _tier(kinds, row.made_for_id) == kind
            )
            yield from _above_cap(of_kind, self.round, day, of_bodies=True)


class _Members:
    """Members of one round, that is of one grassroots organisation."""

    def __init__(self, round_: GradingRound, by: Actor) -> None:
        self.round, self.by = round_, by
        table = round_.member_table
        self.criteria = list(table.criteria.order_by("position")) if table else []
        marks = MemberMark.objects.visible_to(by).filter(sheet__round=round_)
        self.points = counting_points(marks)
        acts = MemberAct.objects.visible_to(by).filter(sheet__round=round_)
        self.votes = last_votes(acts)

    def against(self, sheet: AnySheet, grade: str, day: Day) -> Iterator[Objection]:
        points = share(self.criteria, self.points.get(sheet.pk, {}), None)
        told = Conditions(on_time=sheet.on_time, beyond=sheet.beyond)
        yield from grading.below_band(grade, points, day)
        yield from grading.not_excellent(grade, told, day, is_body=False)
        yield from _vote(grade, self.votes.get(sheet.pk), day)

    def together(self, chosen: Mapping[AnySheet, str], day: Day) -> Iterator[Objection]:
        rows = list(MemberSheet.objects.visible_to(self.by).filter(round=self.round))
        counted = Counter(_with(rows, chosen).values())
        yield from _above_cap(counted, self.round, day, of_bodies=False)


def counting_points(marks: Iterable[Any]) -> dict[int, dict[int, Decimal]]:
    """The points that count, by sheet and criterion: the committee's where it gave some."""
    found: dict[int, dict[int, Decimal]] = {}
    for mark in sorted(marks, key=lambda row: row.whose == Whose.COMMITTEE):
        found.setdefault(mark.sheet_id, {})[mark.criterion_id] = mark.points
    return found


def last_votes(acts: Iterable[Any]) -> dict[int, Act]:
    """The last vote on each sheet."""
    votes = (act for act in sorted(acts, key=lambda row: row.pk) if act.kind == Act.Kind.VOTED)
    return {act.sheet_id: act for act in votes}


def _vote(grade: str, last: Act | None, day: Day) -> Iterator[Objection]:
    """A committee may place lower than the vote, or follow it if it carried."""
    if last is None or IN_ORDER.index(grade) < IN_ORDER.index(last.grade):
        yield from grading.vote_against(None, None, day)
    elif grade == last.grade:
        yield from grading.vote_against(last.yes, last.summoned, day)


def _conditions(sheet: Sheet) -> Conditions:
    return Conditions(
        on_time=sheet.on_time,
        beyond=sheet.beyond,
        undisciplined=sheet.undisciplined,
        mended=sheet.mended,
    )


def _with(rows: Sequence[AnySheet], chosen: Mapping[AnySheet, str]) -> dict[int, str]:
    """What every sheet of the round would be graded; nothing where nobody decided."""
    new = {sheet.pk: grade for sheet, grade in chosen.items()}
    return {row.pk: new.get(row.pk, row.grade) for row in rows}


def _tier(kinds: Mapping[int, Any], number: int) -> str:
    return kinds[number].tier if number in kinds else ""


def _above_cap(
    grades: Counter[str], round_: GradingRound, day: Day, *, of_bodies: bool
) -> Iterator[Objection]:
    excellent, good = grades[Grade.EXCELLENT], grades[Grade.GOOD]
    limit = grading.cap(
        excellent, good, day, of_bodies=of_bodies, outstanding=bool(round_.outstanding)
    )
    yield from grading.above_cap(excellent, limit)

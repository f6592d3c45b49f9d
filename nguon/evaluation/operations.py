"""Grading, one decision a function: filling, voting, proposing, deciding, appeals."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit, versions
from nguon.core.actor import Actor
from nguon.core.text import natural_key, tidy
from nguon.development.operations import Departure
from nguon.evaluation import judging, words
from nguon.evaluation.judging import AnySheet, Told
from nguon.evaluation.models import (
    Act,
    Appeal,
    Criterion,
    Evidence,
    Grade,
    GradingRound,
    Mark,
    MemberAct,
    MemberAppeal,
    MemberMark,
    MemberSheet,
    Outcome,
    Sheet,
    SheetAct,
    SheetAppeal,
    Whom,
    Whose,
)
from nguon.evaluation.opening import locked_round
from nguon.evaluation.refusals import (
    AgainstTheRules,
    AppealedAlready,
    BadDay,
    BadPoints,
    BadVote,
    Incomplete,
    NotGraded,
    NotOpen,
    required,
)
from nguon.rulebook import grading

State = Sheet.State
S = TypeVar("S", Sheet, MemberSheet)


class _Tables(NamedTuple):
    """Where what belongs to a sheet stands."""

    acts: Any
    appeals: Any
    marks: Any


OF: Final[dict[type, _Tables]] = {
    Sheet: _Tables(SheetAct.objects, SheetAppeal.objects, Mark.objects),
    MemberSheet: _Tables(MemberAct.objects, MemberAppeal.objects, MemberMark.objects),
}


# --- filling a sheet ----------------------------------------------------------------------------


@transaction.atomic
def fill(
    sheet: S,
    *,
    points: Mapping[str, Decimal | None],
    whose: str,
    by: Actor,
    seen: str = "",
    **conditions: bool | int | None,
) -> S:
    """Give the points of one side, criterion by criterion, and what is known of the conditions.

    Shape:   ``points`` by code; nothing takes points back. ``conditions`` are columns of a sheet.
             ``seen`` is the mark of the points that a page showed.
    Reading: a criterion that is filled from figures takes no points. What changed is an act of
             its own; where nothing did there is none.
    Raises:  NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    sheet = _open(sheet, by, _filling(whose))
    before = filled(sheet, whose=whose, by=by)
    versions.require_same(versions.mark_of(before), seen)
    criteria = {one.code: one for one in _criteria(sheet)}
    for code, given in points.items():
        _give(sheet, criteria.get(code), given, whose, by)
    for name, value in conditions.items():
        setattr(sheet, name, value)
    if conditions:
        sheet.save(update_fields=list(conditions))
    _add_points(sheet, whose, before, by)
    audit.record("evaluation.fill", sheet, by=by, whose=whose)
    return sheet


def filled(sheet: AnySheet, *, whose: str, by: Actor) -> dict[str, str | bool | int | None]:
    """What one side filled in of a sheet, as it stands now.

    Shape: points by the code of their criterion, as text with one decimal, and the conditions.
    """
    stands = type(sheet).objects.visible_to(by).get(pk=sheet.pk)
    marks = OF[type(sheet)].marks.visible_to(by).filter(sheet=sheet, whose=whose)
    given = {mark.criterion.code: mark for mark in marks.select_related("criterion")}
    points = {code: f"{mark.points:.1f}" for code, mark in given.items()}
    told = (name for name in words.CONDITIONS if hasattr(stands, name))
    return points | {name: getattr(stands, name) for name in told}


def mark_of_absence(sheet: MemberSheet) -> str:
    """The mark of whether a member is exempt or suspended."""
    return versions.mark_of({"absence": sheet.absence})


def mark_of_points(sheet: AnySheet, *, whose: str, by: Actor) -> str:
    """The mark of what one side filled in of a sheet, for the page that shows it."""
    return versions.mark_of(filled(sheet, whose=whose, by=by))


@transaction.atomic
def add_evidence(
    sheet: Sheet,
    criterion: Criterion,
    *,
    by: Actor,
    words: str = "",
    document: str = "",
    figure: str = "",
) -> Evidence:
    """Put a paper, or a page with figures, behind the points of a criterion.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    sheet = _open(sheet, by, "evaluation.fill")
    if not tidy(document) and not figure:
        raise Incomplete(_("Phải ghi số văn bản hoặc chọn số liệu."))
    if criterion.table_id != sheet.round.table_id:
        raise BadPoints(_("Tiêu chí này không có trong bảng của đợt."))
    row: Evidence = Evidence.objects.create(
        organization=sheet.organization, sheet=sheet, criterion=criterion, words=tidy(words),
        document=tidy(document), figure=figure, added_at=by.at, added_by_id=by.user_id,
    )  # fmt: skip
    audit.record("evaluation.evidence", row, by=by, sheet=sheet.pk)
    return row


@transaction.atomic
def drop_evidence(evidence: Evidence, *, by: Actor) -> None:
    """Take back what was put behind a criterion, while the sheet is open.

    Raises: NotAllowed, Refused.
    """
    row = Evidence.objects.visible_to(by).select_related("sheet").get(pk=evidence.pk)
    _open(row.sheet, by, "evaluation.fill")
    audit.record("evaluation.evidence_dropped", row, by=by, sheet=row.sheet_id)
    row.delete()


@transaction.atomic
def note_absence(sheet: MemberSheet, *, absence: str, by: Actor, seen: str = "") -> MemberSheet:
    """Say that a member is exempt or suspended, or is not any more; never why.

    Shape:  ``seen`` is the mark of what the page showed, see ``mark_of_absence``.
    Raises: NotAllowed, Refused, versions.ChangedMeanwhile. Nothing is written when it raises.
    """
    sheet = _open(sheet, by, "evaluation.fill")
    versions.require_same(mark_of_absence(sheet), seen)
    sheet.absence = MemberSheet.Absence(absence) if absence else ""
    sheet.save(update_fields=["absence"])
    audit.record("evaluation.absence", sheet, by=by)
    return sheet


# --- from self-grading to proposal --------------------------------------------------------------


@transaction.atomic
def grade_itself(
    sheet: S, *, grade: str, on: date, by: Actor, document: str = "", words: str = ""
) -> Act:
    """Put down how those graded see themselves.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    return _step(sheet, State.SELF, by, grade=grade, on=on, document=document, words=words)


@transaction.atomic
def vote(
    sheet: S,
    *,
    grade: str,
    on: date,
    yes: int,
    summoned: int,
    present: int,
    by: Actor,
    document: str = "",
) -> Act:
    """Put down the vote of the collective on a grade; a lost vote is a result, too.

    Units:  ``summoned`` are all full members, whether they came or not.
    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    if not 0 <= yes <= present <= summoned or summoned == 0:
        said = _("Số tán thành không quá số có mặt, số có mặt không quá số triệu tập.")
        raise BadVote(said, "yes" if present <= summoned else "present")
    told = {"yes": yes, "summoned": summoned, "present": present}
    return _step(sheet, State.VOTED, by, grade=grade, on=on, document=document, **told)


@transaction.atomic
def propose(
    sheet: S, *, grade: str, on: date, by: Actor, document: str = "", words: str = ""
) -> Act:
    """Put down what is proposed to the committee: in words, for points do not speak alone.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    if isinstance(sheet, Sheet):
        required(words, _("Đề nghị phải ghi bằng lời."))
    return _step(sheet, State.PROPOSED, by, grade=grade, on=on, document=document, words=words)


@transaction.atomic
def exclude(sheet: Sheet, *, words: str, on: date, document: str, by: Actor) -> Act:
    """Leave an organisation out of a round, with the reason: newly founded, say.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    sheet = _open(sheet, by, "evaluation.decide")
    required(words, _("Phải ghi vì sao không xếp loại."))
    required(document, _("Phải ghi số văn bản."))
    return _add_act(sheet, State.EXCLUDED, by, on=on, document=document, words=words)


# --- decisions ----------------------------------------------------------------------------------


@transaction.atomic
def decide(
    round_: GradingRound,
    chosen: Mapping[str, str],
    *,
    whom: str = Whom.ORGANIZATIONS,
    on: date,
    document: str,
    by: Actor,
    despite: Departure | None = None,
) -> list[Act]:
    """Decide on several grades at once, so that the cap is seen whole.

    Shape:   ``chosen`` maps references of sheets to grades; the acts come in the same order.
    Reading: points decide nothing; whatever the rules say against it is told at once, and the
             decision stands only with reason and authority then.
    Raises:  NotAllowed, Refused, AgainstTheRules. Nothing is written when it raises.
    """
    round_ = locked_round(round_, by)
    by.require("evaluation.decide", at=round_.organization)
    sheets = _chosen(round_, chosen, whom, by)
    _decided_fits(round_, on, document, by)
    _require_graded(round_, sheets)
    against = _weigh(round_, sheets, despite, by)
    return [
        _decide_one(sheet, grade, against, despite, by, on=on, document=document)
        for sheet, grade in sheets.items()
    ]


@transaction.atomic
def appeal(
    sheet: S, *, on: date, document: str, by: Actor, words: str = ""
) -> SheetAppeal | MemberAppeal:
    """Put down that those graded disagree; the answer is due by the day the rules give.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    sheet = _seen(sheet, by)
    by.require("evaluation.appeal", at=sheet.organization)
    required(document, _("Phải ghi số, ngày của văn bản kiến nghị."))
    decided = _last_decision(sheet, by)
    if not decided.on <= on <= by.today:
        raise BadDay(_("Kiến nghị không trước ngày quyết định và không sau hôm nay."))
    waiting = OF[type(sheet)].appeals.visible_to(by).filter(sheet=sheet, outcome="")
    if waiting.exists():
        raise AppealedAlready(_("Kiến nghị trước còn chưa được trả lời."))
    told = _in_words(sheet, words)
    row: SheetAppeal | MemberAppeal = OF[type(sheet)].appeals.create(
        organization=sheet.organization, sheet=sheet, appealed_on=on, document=tidy(document),
        due_on=grading.answer_due(on, grading.law_of(on)), recorded_at=by.at,
        recorded_by_id=by.user_id, **told,
    )  # fmt: skip
    audit.record("evaluation.appeal", row, by=by, sheet=sheet.pk)
    return row


@transaction.atomic
def answer(
    appealed: SheetAppeal | MemberAppeal,
    *,
    on: date,
    document: str,
    by: Actor,
    grade: str = "",
    despite: Departure | None = None,
) -> Appeal:
    """Answer an appeal; with another grade, a later decision takes the place of the first.

    Reading: the first decision stays as it was; the new one is weighed as every decision is.
    Raises:  NotAllowed, Refused, AgainstTheRules. Nothing is written when it raises.
    """
    row = _waiting(appealed, by)
    required(document, _("Phải ghi số văn bản trả lời."))
    if not row.appealed_on <= on <= by.today:
        raise BadDay(_("Trả lời không trước ngày kiến nghị và không sau hôm nay."))
    row.answered_on, row.answer, row.outcome = on, tidy(document), Outcome.KEPT
    if grade and grade != row.sheet.grade:
        against = _weigh(row.sheet.round, {row.sheet: Grade(grade).value}, despite, by)
        row.decision = _decide_one(
            row.sheet, grade, against, despite, by, on=on, document=document
        )
        row.outcome = Outcome.CHANGED
    row.save(update_fields=["answered_on", "answer", "outcome", "decision"])
    audit.record("evaluation.answer", row, by=by, outcome=row.outcome)
    answered: Appeal = row
    return answered


# --- what is checked ----------------------------------------------------------------------------


def _seen(sheet: S, by: Actor) -> S:
    with_round = ("organization", "round__organization")
    rows = type(sheet).objects.visible_to(by).select_related(*with_round)
    return rows.select_for_update(of=("self",)).get(pk=sheet.pk)  # type: ignore[no-any-return]


def _open(sheet: S, by: Actor, action: str) -> S:
    """The locked sheet, while nothing is decided on it and the actor may do this to it.

    Reading: what is the committee's is asked of the actor there: who is graded may be a committee.
    """
    row = _seen(sheet, by)
    decides = action == "evaluation.decide"
    by.require(action, at=row.round.organization if decides else row.organization)
    if row.state == State.DECIDED:
        raise NotOpen(_("Đã có quyết định xếp loại; muốn đổi thì qua kiến nghị."))
    return row


def _waiting(appealed: SheetAppeal | MemberAppeal, by: Actor) -> Any:
    """The locked appeal with its sheet, if it is the actor's to answer."""
    seen = (
        type(appealed)
        .objects.visible_to(by)
        .select_related("sheet__round__organization", "sheet__organization")
    )
    row = seen.select_for_update(of=("self",)).get(pk=appealed.pk)
    by.require("evaluation.decide", at=row.sheet.round.organization)
    locked_round(row.sheet.round, by)  # so that a cap is not passed by two answers at once
    if row.outcome:
        raise AppealedAlready(_("Kiến nghị này đã được trả lời."))
    return row


def _filling(whose: str) -> str:
    return "evaluation.decide" if whose == Whose.COMMITTEE else "evaluation.fill"


def _criteria(sheet: AnySheet) -> list[Criterion]:
    table = sheet.round.table if isinstance(sheet, Sheet) else sheet.round.member_table
    return list(table.criteria.order_by("position")) if table else []


def _give(
    sheet: AnySheet, criterion: Criterion | None, points: Decimal | None, whose: str, by: Actor
) -> None:
    if criterion is None or criterion.is_development:
        raise BadPoints(_("Tiêu chí này không cho điểm bằng tay."))
    if points is not None and not 0 <= points <= criterion.max_points:
        told = {"code": criterion.code, "most": criterion.max_points}
        raise BadPoints(_("Điểm của %(code)s từ 0 đến %(most)s.") % told)
    marks, same = OF[type(sheet)].marks, {"sheet": sheet, "criterion": criterion, "whose": whose}
    given = marks.visible_to(by).filter(**same)
    if points is None:
        given.delete()
    elif not given.update(points=points):
        marks.create(organization=sheet.organization, **same, points=points)


def _add_points(sheet: AnySheet, whose: str, before: Mapping[str, Any], by: Actor) -> None:
    """Put down what a record of points changed; the state of the sheet stays as it is."""
    now = filled(sheet, whose=whose, by=by)
    changed = [
        {"code": code, "was": before.get(code), "is": now.get(code)}
        for code in sorted(before.keys() | now.keys(), key=natural_key)
        if before.get(code) != now.get(code)
    ]
    if changed:
        OF[type(sheet)].acts.create(
            organization=sheet.organization, sheet=sheet, kind=Act.Kind.POINTS, on=by.today,
            points={"whose": whose, "changed": changed}, recorded_at=by.at,
            recorded_by_id=by.user_id,
        )  # fmt: skip


def _step(sheet: S, kind: str, by: Actor, *, on: date, **told: Any) -> Act:
    row = _open(sheet, by, "evaluation.fill")
    if isinstance(row, MemberSheet):
        _require_graded(row.round, {row: ""})
    return _add_act(row, kind, by, on=on, **told)


def _add_act(
    sheet: AnySheet, kind: str, by: Actor, *, on: date, grade: str = "", **told: Any
) -> Act:
    """Add one act and let the sheet say what its acts come to."""
    if not sheet.round.starts_on <= on <= by.today:
        raise BadDay(_("Ngày này không trước kỳ xếp loại và không sau hôm nay."))
    texts = {"document": tidy(told.pop("document", ""))}
    texts |= _in_words(sheet, told.pop("words", ""))
    act: Act = OF[type(sheet)].acts.create(
        organization=sheet.organization, sheet=sheet, kind=kind, on=on,
        grade=Grade(grade).value if grade else "", recorded_at=by.at,
        recorded_by_id=by.user_id, **texts, **told,
    )  # fmt: skip
    sheet.state, sheet.grade = kind, act.grade if kind == State.DECIDED else ""
    sheet.save(update_fields=["state", "grade"])
    audit.record(f"evaluation.{kind}", sheet, by=by, act=act.pk)
    return act


def _in_words(sheet: AnySheet, text: str) -> dict[str, str]:
    """Words are kept about organisations only."""
    return {"words": tidy(text)} if isinstance(sheet, Sheet) else {}


def _chosen(
    round_: GradingRound, chosen: Mapping[str, str], whom: str, by: Actor
) -> dict[AnySheet, str]:
    """The locked sheets of a decision with their grades, none of them decided before."""
    model = Sheet if whom == Whom.ORGANIZATIONS else MemberSheet
    seen = model.objects.visible_to(by).select_related("organization", "round").order_by("pk")
    locked = seen.select_for_update(of=("self",)).filter(round=round_, ref__in=list(chosen))
    rows = {row.ref: row for row in locked}
    if len(rows) < len(chosen) or not chosen:
        raise Incomplete(_("Chọn mức xếp loại cho ít nhất một phiếu của đợt."))
    for row in rows.values():
        if row.state == State.DECIDED:
            raise NotOpen(_("Đã có quyết định xếp loại; muốn đổi thì qua kiến nghị."))
    return {rows[ref]: Grade(grade).value for ref, grade in chosen.items()}


def _decided_fits(round_: GradingRound, on: date, document: str, by: Actor) -> None:
    required(document, _("Phải ghi số quyết định."))
    if not round_.graded_on <= on <= by.today:
        raise BadDay(_("Quyết định không trước ngày xếp loại của đợt và không sau hôm nay."))


def _require_graded(round_: GradingRound, sheets: Mapping[AnySheet, str]) -> None:
    law = grading.law_of(round_.graded_on)
    for sheet in sheets:
        if isinstance(sheet, MemberSheet):
            told = [words.say(o) for o in grading.not_graded(sheet.joined_on, sheet.absence, law)]
            if told:
                raise NotGraded(f"{told[0].sentence} ({told[0].rule})")


def _weigh(
    round_: GradingRound, sheets: Mapping[AnySheet, str], despite: Departure | None, by: Actor
) -> list[Told]:
    against = judging.judge(round_, sheets, by=by)
    if against and despite is None:
        raise AgainstTheRules(against)
    if despite is not None:
        required(despite.reason, _("Phải ghi lý do."))
        required(despite.authority, _("Phải ghi cấp có thẩm quyền."))
    return against


def _decide_one(
    sheet: AnySheet,
    grade: str,
    against: Sequence[Told],
    despite: Departure | None,
    by: Actor,
    *,
    on: date,
    document: str,
) -> Act:
    """The decision on one sheet, with what is against it or against all of them together."""
    mine = [one.kept() for one in against if one.sheet is None or one.sheet == sheet]
    departs = mine and despite
    told = {name: tidy(getattr(despite, name)) for name in ("reason", "authority") if departs}
    return _add_act(
        sheet, State.DECIDED, by, on=on, grade=grade, document=document, against=mine,
        despite=told or None,
    )  # fmt: skip


def _last_decision(sheet: AnySheet, by: Actor) -> Act:
    rows = OF[type(sheet)].acts.visible_to(by).filter(sheet=sheet, kind=State.DECIDED)
    last: Act | None = rows.order_by("pk").last()
    if last is None:
        raise NotOpen(_("Chưa có quyết định xếp loại nào để kiến nghị."))
    return last

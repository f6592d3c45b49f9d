"""May this step be done, why not, and when at the earliest? Start at ``why``.

A step that is to come is tried out: the same case with the step done on the day, its vote passed.
What would then be found against it is what stands in its way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from nguon.rulebook.case.facts import EVENT_TYPES, CaseFacts, Event
from nguon.rulebook.explain.account import (
    Explanation,
    judge_of,
    of_deadline,
    of_finding,
    of_vote,
)
from nguon.rulebook.explain.reckoning import Reason, reason
from nguon.rulebook.law.book import Parameter, Rulebook
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.law.loading import load
from nguon.rulebook.rules import documents, readmission
from nguon.rulebook.rules.voting import CELL_VOTES
from nguon.rulebook.verdict.assess import (
    AFTER_THE_CEREMONY,
    HOLDS_THE_MEETING_BACK,
    WAITS,
    evaluate,
    is_done,
)
from nguon.rulebook.verdict.course import BY_ROUTE, LIMITS, REQUIRES, Course
from nguon.rulebook.verdict.judging import PREPARATION, Judge, all_of

State = Literal["done", "possible", "waits", "blocked", "not_needed"]
WhyNot = Literal["", "route", "delegated", "exit", "superior_decides"]

# Which steps a finding speaks about; any other speaks about the cell's meeting.
ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "certificate_missing",
            "certificate_expired",
            "certificate_expiring",
            "certificate_boundary",
        ),
        ("awareness_course", "cell_resolution"),
    ),
    **dict.fromkeys(
        ("readmission_too_early", "readmission_barred", "readmission_once_only"),
        ("application", "cell_resolution"),
    ),
    **dict.fromkeys(("cv_before_application", "cv_compare_enlistment"), ("cv",)),
    "file_stale": ("cv", "cell_resolution"),
    **dict.fromkeys(
        ("verifier_is_relative", "verification_missing"), ("verification", "cell_resolution")
    ),
    **dict.fromkeys(
        (
            "introducer_missing",
            "introducer_not_full_member",
            "introducer_too_recent",
            "introducer_basis_unconfirmed",
            "youth_union_introduction_missing",
            "trade_union_introduction_missing",
        ),
        ("introduction", "cell_resolution"),
    ),
    "opinions_missing": ("opinions", "cell_resolution"),
    "no_cell_assign_nearest": ("candidate_listed",),
    **dict.fromkeys(
        ("over_age_consent_missing", "elder_consent_missing", "readmission_consent_missing"),
        ("admission_decision", "cell_resolution"),
    ),
    **dict.fromkeys(("decision_late", "authority_changed"), ("admission_decision",)),
    "ceremony_late": ("admission_ceremony",),
    "declaration_late": ("member_declaration",),
    "new_member_course_missing": ("new_member_course", "recognition_resolution"),
    **dict.fromkeys(
        (
            "recognition_review_late",
            "recognition_before_probation_end",
            "ballots_exhausted",
        ),
        ("recognition_resolution",),
    ),
    "recognition_decision_late": ("recognition_decision",),
}
MEETING: Final = "cell_resolution"
DECISION: Final = "admission_decision"
BALLOTED: Final = ("recognition_resolution", "recognition_committee_resolution")
# Nothing forbids these once there is what they follow.
NEVER_BARRED: Final = frozenset({*AFTER_THE_CEREMONY, "probation_review", "card_issued"})
FORMS: Final = {"introduction": ("3-KNĐ", "4-KNĐ", "4A-KNĐ")}
PAPER_RULES: Final = {
    "awareness_course": (documents.CERTIFICATE_MISSING, documents.CERTIFICATE_RUNNING),
    "application": (readmission.TOO_EARLY, readmission.BARRED, readmission.ONCE_ONLY),
    "verification": (documents.VERIFIERS, documents.VERIFICATION),
    "introduction": (documents.INTRODUCERS, documents.INTRODUCTIONS),
    "opinions": (documents.OPINIONS,),
}
OF_ONE_ACT: Final = frozenset({"vote_below_threshold", "cell_too_small", "step_out_of_order"})
ENOUGH: Final = 15  # so many vote, all in favour, when a step is tried out


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer about one step of one case on a day.

    ``findings`` stand in the way, or were found against the step where it is done. ``waits_for``
    lists the steps that must come before and are not done; ``earliest_on`` is the first day as
    far as dates decide it, if all that it waits for is done as soon as may be, and None when no
    date holds it back; ``recorded_on`` is the day of an act that was entered but does not count.
    """

    id: str
    as_of: date
    step: str
    state: State
    reason: WhyNot
    done_on: date | None
    recorded_on: date | None
    findings: tuple[Explanation, ...]
    missing: tuple[str, ...]
    waits_for: tuple[str, ...]
    earliest_on: date | None
    earliest: tuple[Reason, ...]
    deadline: Explanation | None
    vote: Explanation | None
    assumptions: tuple[Parameter, ...]
    concealed: bool = False

    def without_sensitive(self) -> "Answer":
        """Give the answer as those may read it who may not open the file.

        Reading: assumptions fall away whole, as one of them may name what is concealed.
        """
        kept = tuple(one for one in self.findings if not one.sensitive)
        told = any(one.sensitive for one in self.earliest)
        return replace(
            self,
            findings=kept,
            earliest_on=None if told else self.earliest_on,
            earliest=() if told else self.earliest,
            assumptions=(),
            concealed=told or len(kept) < len(self.findings),
        )


def why(facts: CaseFacts, step: str, as_of: date, book: Rulebook | None = None) -> Answer:
    """Answer for one step: done, possible, waiting, blocked or not needed, and from when.

    Raises: KeyError for no such step; NoRuleInForce as ``evaluate`` does.
    """
    return _Asked(facts, as_of, book or load()).answer(step)


def every_step(facts: CaseFacts, as_of: date, book: Rulebook | None = None) -> tuple[Answer, ...]:
    """Answer for each of the twenty steps, in the order of the procedure."""
    asked = _Asked(facts, as_of, book or load())
    return tuple(asked.answer(step) for step in asked.course.steps)


class _Asked:
    """One case on one day, about which several steps may be asked."""

    def __init__(self, facts: CaseFacts, as_of: date, book: Rulebook) -> None:
        self.facts = facts
        self.as_of = as_of
        self.book = book
        self.judge: Judge = judge_of(facts, as_of, book)
        self.course: Course = self.judge.course
        self.assumptions = evaluate(facts, as_of, book).assumptions
        self._earliest: dict[str, tuple[date, tuple[Reason, ...]]] = {}

    def answer(self, step: str) -> Answer:
        """Answer for one step."""
        unneeded = self._unneeded(step)
        done = not unneeded and self._done(step)
        pending = not (unneeded or done)
        waits = tuple(self._waits_for(step)) if pending else ()
        told = self._told(step, pending=pending) if not unneeded else []
        against = tuple(self._if_tried(step)) if pending and _is_tried(step, waits) else ()
        forbidding = [one.finding for one in against]
        told = [one for one in told if one not in forbidding]
        on, because = self._first_day(step) if pending else (self.as_of, ())
        last = self.course.history.last(step)
        barred = step == "application" and any(one.blocks for one in told)
        return Answer(
            id=self.facts.id,
            as_of=self.as_of,
            step=step,
            state=_state(unneeded, done, waits, barred or bool(against)),
            reason=unneeded,
            done_on=last.on if done and last else None,
            recorded_on=last.on if pending and last else None,
            findings=(*(of_finding(one, self.course) for one in told), *against),
            missing=tuple(self._papers(step, waits)) if pending else (),
            waits_for=waits,
            earliest_on=on if on > self.as_of else None,
            earliest=because if on > self.as_of else (),
            deadline=of_deadline(step, self.course) if step in LIMITS and not unneeded else None,
            vote=of_vote(step, self.course) if step in self.course.votes else None,
            assumptions=self.assumptions,
        )

    # --- what stands

    def _unneeded(self, step: str) -> WhyNot:
        """Say why a step is not needed; nothing when it is."""
        course, route = self.course, self.course.history.route
        if step in BY_ROUTE and step not in course.required:
            return "delegated" if getattr(route, BY_ROUTE[step]) else "route"
        if course.exit and not self._done(step):
            return "exit"
        if course.exhausted and step in BALLOTED and not self._done(step):
            return "superior_decides"
        return ""

    def _done(self, step: str) -> bool:
        standing, history = self.judge.standing, self.course.history
        met = "cell_resolution" in standing
        if step in standing or (met and step in PREPARATION):
            return history.last(step) is not None
        return is_done(self.course, self.course.steps[step])

    def _carries(self, step: str) -> bool:
        """Tell whether what follows may build on a step; a refused admission carries nothing."""
        decision = self.course.decision
        if decision and not decision["admitted"] and step in (*REQUIRES[DECISION], DECISION):
            return False
        return self._done(step)

    def _before(self, step: str) -> Iterator[str]:
        for earlier in PREPARATION if step == MEETING else REQUIRES.get(step, ()):
            if not self._unneeded(earlier):
                yield earlier

    def _waits_for(self, step: str) -> Iterator[str]:
        """Name all that must be done first, down to the steps that may be done now."""
        waiting: set[str] = set()
        ahead = [step]
        while ahead:
            for earlier in self._before(ahead.pop()):
                if earlier not in waiting and not self._carries(earlier):
                    waiting.add(earlier)
                    ahead.append(earlier)
        return (code for code in self.course.steps if code in waiting)

    # --- what is in the way

    def _told(self, step: str, *, pending: bool) -> list[Finding]:
        """List what was found about a step: late, faulty, or why what was done does not count."""
        if pending and step in PREPARATION:
            rules = PAPER_RULES.get(step, ())
            return list(all_of(rules, self.course.history, self.course.today))
        about = [one for one in self.judge.findings if step in steps_of(one)]
        return [one for one in about if not pending or _stays(one, step)]

    def _if_tried(self, step: str) -> Iterator[Explanation]:
        """Open what forbids a step: the same case with the step done today, its vote passed."""
        tried = judge_of(self.facts.with_event(_tried(step, self.as_of)), self.as_of, self.book)
        for finding in tried.findings:
            if finding.blocks and finding.code not in OF_ONE_ACT:
                yield of_finding(finding, tried.course)

    def _papers(self, step: str, waits: tuple[str, ...]) -> Iterator[str]:
        """Name the forms that must lie on the table and do not, each once."""
        lacking = set(documents.papers_missing(self.course.history, self.course.today))
        wanted = {MEETING: PREPARATION}.get(step, (step,) if step in PREPARATION else waits)
        for code in wanted:
            forms = FORMS.get(code, self.course.steps[code].forms)
            yield from (form for form in forms if code not in PREPARATION or form in lacking)
        if step in BALLOTED and self.course.history.last("new_member_course") is None:
            yield from self.course.steps["new_member_course"].forms

    # --- the first day

    def _first_day(self, step: str) -> tuple[date, tuple[Reason, ...]]:
        """Find the first day of a step, if all that it waits for is done as soon as may be.

        Shape: not before ``as_of``; the lines that lead to it.
        """
        if step not in self._earliest:
            bounds = [(self.as_of, ()), *self._bounds(step)]
            self._earliest[step] = max(bounds, key=lambda bound: bound[0])
        return self._earliest[step]

    def _bounds(self, step: str) -> Iterator[tuple[date, tuple[Reason, ...]]]:
        for earlier in self._before(step):
            if not self._carries(earlier):
                yield self._first_day(earlier)
        yield from self._own_bounds(step)

    def _own_bounds(self, step: str) -> Iterator[tuple[date, tuple[Reason, ...]]]:
        history, today = self.course.history, self.course.today
        if step == "recognition_resolution":
            yield self._end_of_probation()
        held = {
            "application": (readmission.TOO_EARLY,),
            "cell_resolution": HOLDS_THE_MEETING_BACK,
        }.get(step, ())
        for finding in all_of(held, history, today):
            if finding.code in WAITS and finding.on:
                opened = of_finding(finding, self.course)
                sums = tuple(replace(one, sensitive=opened.sensitive) for one in opened.sums)
                yield finding.on, sums
            elif finding.code == "followup_too_short":
                yield self._after_followup()

    def _after_followup(self) -> tuple[date, tuple[Reason, ...]]:
        months = self.course.today.provision("move.followup").value
        return self._months_after("followup_started", self.as_of, months)

    def _end_of_probation(self) -> tuple[date, tuple[Reason, ...]]:
        """Count from the ceremony, or from the first day on which there can be one."""
        months = self.course.today.provision("probation.length").value
        ceremony = self.course.ceremony
        if ceremony and self._carries("admission_ceremony"):
            return self._months_after("admission_ceremony", ceremony.on, months, known=True)
        first, before = self._first_day("admission_ceremony")
        end, sums = self._months_after("admission_ceremony", first, months)
        return end, (*before, *sums)

    def _months_after(
        self, act: str, start: date, months: int, *, known: bool = False
    ) -> tuple[date, tuple[Reason, ...]]:
        end = plus_months(start, months)
        counted = reason("plus_months", what=act, start=start, span=months, end=end)
        supposed = () if known else (reason("if_done_now", act=act, start=start),)
        return end, (*supposed, counted)


def steps_of(finding: Finding) -> tuple[str, ...]:
    """Name the steps that a finding speaks about; the first is where it is explained."""
    act = finding.because.get("act")
    if act:
        return (act,)
    return ABOUT.get(finding.code, (MEETING,))


def _stays(finding: Finding, step: str) -> bool:
    """Tell whether a finding still speaks of a step that is to be done: not of a new try."""
    return not finding.blocks or finding.because.get("act") == step


def _is_tried(step: str, waits: tuple[str, ...]) -> bool:
    """Tell whether a step is tried out: what forbids the meeting is worth knowing early."""
    return step == MEETING or (step in REQUIRES and step not in NEVER_BARRED and not waits)


def _state(unneeded: str, done: bool, waits: tuple[str, ...], blocked: bool) -> State:
    if unneeded:
        return "not_needed"
    if done:
        return "done"
    if waits:
        return "waits"
    return "blocked" if blocked else "possible"


def _tried(step: str, day: date) -> Event:
    """Make the act of a step with every vote in favour."""
    fields: dict[str, Any] = {}
    names = {field.name for field in EVENT_TYPES[step]}
    if step in CELL_VOTES:
        fields = {"full_members": ENOUGH, "yes": ENOUGH}
    elif "members" in names:
        fields = {"members": ENOUGH, "yes": ENOUGH}
    return Event(step, day, fields)

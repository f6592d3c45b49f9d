"""From the acts of a case and a day to its assessment. Start at ``evaluate``.

Judging says what stands; what is here says what that means: the stage, the steps that come next,
the papers that are missing, the dates, and the day on which any of it will be different.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from nguon.rulebook.case.facts import CaseFacts
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Parameter, Rulebook, Step, Today
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.law.loading import load
from nguon.rulebook.rules import documents, eligibility, moves, readmission, voting
from nguon.rulebook.rules.voting import Vote
from nguon.rulebook.verdict.course import BY_ROUTE, LIMITS, Course
from nguon.rulebook.verdict.curing import in_order
from nguon.rulebook.verdict.judging import IN_PREPARATION, Judge, all_of

HOLDS_THE_MEETING_BACK: Final = (
    eligibility.MINIMUM_AGE,
    eligibility.POPULATION,
    moves.FOLLOWUP,
)
WAITS: Final = frozenset(
    {"age_below_minimum", "population_rule_wait", "followup_too_short", "readmission_too_early"}
)
COMPLETE_WHEN: Final = {
    "verification": (documents.VERIFIERS, documents.VERIFICATION),
    "introduction": (documents.INTRODUCERS, documents.INTRODUCTIONS),
}
AFTER_THE_CEREMONY: Final = ("member_declaration", "new_member_course")


@dataclass(slots=True)
class NextStep:
    """What has to be done, by whom, and between which days.

    ``limit`` is the day that binds, the extended one once an extension stands. The document of
    the contract leaves it out; the work list stores it.
    """

    step: str
    actor: str
    form: str | None
    earliest_on: date | None
    due_on: date | None
    extended_due_on: date | None
    overdue: bool
    rule: str
    limit: date | None = None


@dataclass(slots=True)
class Dates:
    """The days that follow from the acts."""

    certificate_valid_until: date | None = None
    probation_ends_on: date | None = None
    full_member_from: date | None = None
    party_age_from: date | None = None


@dataclass(slots=True)
class Assessment:
    """What the regulations say about a case on a day. ``as_of`` takes no part in equality.

    Not frozen, for the speed of making it; nobody changes one.
    """

    id: str
    as_of: date = field(compare=False)
    regime: str
    stage: str | None
    next_change_on: date | None = field(compare=False)
    next_steps: tuple[NextStep, ...]
    findings: tuple[Finding, ...]
    votes: Mapping[str, Vote]
    authority: str
    threshold: str
    dates: Dates
    missing: tuple[str, ...]
    assumptions: tuple[Parameter, ...]

    @property
    def may_proceed(self) -> bool:
        """Whether no finding blocks the next act."""
        return not any(finding.severity == "block" for finding in self.findings)


def evaluate(facts: CaseFacts, as_of: date, book: Rulebook | None = None) -> Assessment:
    """Judge a case as it stood at the end of the day ``as_of``.

    Shape:  events dated later are left out, here and in ``next_change_on``.
    Raises: NoRuleInForce when ``as_of``, or an act that is judged, lies before the first
            regulation that the rulebook holds.
    """
    history = History(facts, as_of)
    today = Today(as_of, book or load())
    assessment = _assess(history, today)
    assessment.next_change_on = _next_change(history, assessment, today)
    return assessment


def _next_change(history: History, assessment: Assessment, today: Today) -> date | None:
    """Find the first later day on which the same acts give another assessment.

    Reading: between the days that ``Day`` noted no comparison can come out differently, so it is
             enough to look at those.
    """
    turns_on, regime_ends = today.turns_on, today.law.regime.valid_to
    while turns_on < regime_ends:
        later = Today(turns_on, today.book)
        if _assess(history, later) != assessment:
            return turns_on
        turns_on = later.turns_on
    return regime_ends if regime_ends < date.max else None


def judged(history: History, today: Today) -> Judge:
    """Judge a history; what an explanation starts from."""
    judge = Judge(Course(moves.resolved_anew(history, today), today))
    judge.judge()
    return judge


def _assess(history: History, today: Today) -> Assessment:
    judge = judged(history, today)
    course = judge.course
    stage, following = _stage(course, judge.standing)
    authority = voting.authority(history, course.day_of(course.decision))
    return Assessment(
        id=history.facts.id,
        as_of=today.on,
        regime=today.law.regime.code,
        stage=course.exit or stage,
        next_change_on=None,
        next_steps=tuple(_next_steps(course, following)) if course.open else (),
        findings=in_order(judge.findings),
        votes={kind: vote for kind, (vote, _) in course.votes.items()},
        authority=authority.body,
        threshold=authority.threshold,
        dates=_dates(course),
        missing=tuple(_missing(course, following)) if course.open else (),
        assumptions=_assumptions(course),
    )


def _stage(course: Course, standing: Container[str]) -> tuple[str | None, str | None]:
    """Find the furthest step done with all before it, and the step that comes next.

    Reading: a refused admission ends the way until the cell resolves anew.
    """
    stage = None
    met = "cell_resolution" in standing
    for code, step in course.steps.items():
        if code in BY_ROUTE and code not in course.required:
            continue
        if code in standing or (met and code in IN_PREPARATION) or is_done(course, step):
            stage = code
            if code == "admission_decision" and not course.admitted:
                return stage, None
        elif not step.soft:
            return stage, code
    return stage, None if course.history.last("card_issued") else "card_issued"


def is_done(course: Course, step: Step) -> bool:
    """Tell whether a step of the preparation, or one that holds nothing up, is done."""
    if step.code in IN_PREPARATION:
        return _is_prepared(course, step.code)
    if step.soft or step.code == "probation_review":
        return course.history.last(step.code) is not None
    return False


def _is_prepared(course: Course, step: str) -> bool:
    if course.history.last(step) is None:
        return False
    found = all_of(COMPLETE_WHEN.get(step, ()), course.history, course.today)
    return not any(finding.blocks and finding.code != "fact_unknown" for finding in found)


def _next_steps(course: Course, following: str | None) -> Iterator[NextStep]:
    """Yield the step that comes next, those whose limit runs, and what the new member owes."""
    wanted = {following, *_running(course)}
    if course.exhausted and following == "recognition_resolution":
        wanted = {"recognition_decision"}
    if course.ceremony:
        wanted.update(s for s in AFTER_THE_CEREMONY if course.history.last(s) is None)
    return (_next_step(course, course.steps[code]) for code in course.steps if code in wanted)


def _running(course: Course) -> Iterator[str]:
    """Name the steps whose limit runs already, whatever else is to be done before them."""
    if course.adopted and course.decision is None:
        yield "admission_decision"
    adopted = course.passed("recognition_resolution")
    if adopted and not course.recognised:
        yield "recognition_decision"
    elif course.ends_on and not course.recognised and course.today.reached(course.ends_on):
        yield "recognition_resolution"


def _next_step(course: Course, step: Step) -> NextStep:
    today, actor = course.today, step.actor
    limited = LIMITS.get(step.code)
    limit = limited.limit_on(course, today) if limited else None
    return NextStep(
        step=step.code,
        actor=voting.decider(course.history, today).value if actor == "authority" else actor,
        form=step.form,
        earliest_on=_earliest(course, step.code),
        due_on=limit.due_on if limit else None,
        extended_due_on=limit.extended_due_on if limit else None,
        overdue=limit is not None and today.passed(limit.holds_on),
        rule=step.rule,
        limit=limit.holds_on if limit else None,
    )


def _earliest(course: Course, step: str) -> date | None:
    """Find the first day for a step that dates alone hold back; None if none does."""
    history, today = course.history, course.today
    held: Iterable[Finding] = ()
    if step == "recognition_resolution":
        ends_on = course.ends_on
        return ends_on if ends_on and not today.reached(ends_on) else None
    if step == "application":
        held = readmission.TOO_EARLY(history, today)
    elif step == "verification":
        return documents.earliest_verification(history, today)
    elif step == "cell_resolution":
        held = all_of(HOLDS_THE_MEETING_BACK, history, today)
    return max((f.on for f in held if f.on and f.code in WAITS), default=None)


def _missing(course: Course, following: str | None) -> Iterator[str]:
    """Name the forms for the next resolution or decision that are not there, each once."""
    if following in IN_PREPARATION or following == "cell_resolution":
        yield from documents.papers_missing(course.history, course.today)
    elif following == "section_appraisal":
        yield from course.steps[following].forms
    if course.ceremony:
        for step in (*AFTER_THE_CEREMONY, "probation_review"):
            if course.history.last(step) is None:
                yield from course.steps[step].forms


def _dates(course: Course) -> Dates:
    certificate = course.history.last("awareness_course")
    return Dates(
        documents.certificate_valid_until(certificate, course.today) if certificate else None,
        course.ends_on,
        course.ends_on if course.recognised else None,
        course.admitted.on if course.admitted and course.ceremony else None,
    )


def _assumptions(course: Course) -> tuple[Parameter, ...]:
    """Name the open parameters on which something of this result rested."""
    today = course.today
    if "R4" in course.regimes():
        today.parameter("r4.inherit_from")
    if course.middle_body_under("R5"):
        today.parameter("r5.middle_body_step")
    return tuple(today.relied_on[name] for name in sorted(today.relied_on))

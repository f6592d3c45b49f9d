"""The fold: from the acts of a case and a day to stage, next steps, findings, papers and dates.

Start at ``evaluate``. The order of work is that of the procedure: the file, the cell's meeting,
the acts that follow from it, limits, and then what all of this means for the step that is next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from nguon.rulebook import documents, eligibility, limits, moves, readmission, voting
from nguon.rulebook.book import Day, Parameter, Rulebook, Step
from nguon.rulebook.facts import CaseFacts, Event
from nguon.rulebook.findings import Finding
from nguon.rulebook.history import REMOVAL, History
from nguon.rulebook.limits import Limit
from nguon.rulebook.loading import load
from nguon.rulebook.unknown import Rule
from nguon.rulebook.voting import Authority, Vote

PREPARATION: Final = (
    "sourced",
    "candidate_listed",
    "awareness_course",
    "application",
    "cv",
    "verification",
    "introduction",
    "opinions",
)
ABOUT_THE_PERSON: Final = (
    eligibility.MINIMUM_AGE,
    eligibility.MAXIMUM_AGE,
    eligibility.CITIZENSHIP,
    eligibility.SCHOOLING_RULE,
    eligibility.YOUTH_UNION_MEMBERSHIP,
    eligibility.POPULATION,
    eligibility.POLITICAL_CONCLUSION,
    readmission.BARRED,
    readmission.ONCE_ONLY,
)
ABOUT_THE_FILE: Final = (
    documents.CERTIFICATE_MISSING,
    documents.VERIFIERS,
    documents.VERIFICATION,
    documents.INTRODUCERS,
    documents.INTRODUCTIONS,
    documents.FILE_STALE,
    moves.FOLLOWUP,
)
AT_THE_MEETING: Final = (
    *ABOUT_THE_PERSON,
    documents.CERTIFICATE_USED,
    documents.OPINIONS,
    *ABOUT_THE_FILE,
)
BEFORE_THE_MEETING: Final = (*ABOUT_THE_PERSON, *ABOUT_THE_FILE)
CONSENTS: Final = (
    eligibility.OVER_AGE_CONSENT,
    eligibility.ELDER_CONSENT,
    readmission.CONSENT,
)
HOLDS_THE_MEETING_BACK: Final = (
    eligibility.MINIMUM_AGE,
    eligibility.POPULATION,
    moves.FOLLOWUP,
)
WAITS: Final = frozenset({"age_below_minimum", "population_rule_wait", "followup_too_short"})
FINAL_EXITS: Final = frozenset({"withdrawn", "struck", "removed"})

LimitOn = Callable[[Day], Limit | None]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What has to be done, by whom, and between which days.

    ``limit`` is the day that binds: the extended one once the limit was extended.
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


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that follow from the acts."""

    certificate_valid_until: date | None = None
    probation_ends_on: date | None = None
    full_member_from: date | None = None
    party_age_from: date | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the regulations say about a case on a day. ``as_of`` takes no part in equality."""

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
    book = book or load()
    history = History(facts, as_of)
    today = Day(as_of, book)
    assessment = _Fold(history, today).assessment()
    return replace(assessment, next_change_on=_next_change(history, assessment, today))


def _next_change(history: History, assessment: Assessment, today: Day) -> date | None:
    """Find the first later day on which the same acts give another assessment.

    Reading: between the days that ``Day`` noted no comparison can come out differently, so it is
             enough to look at those.
    """
    turns_on = today.turns_on
    while turns_on < date.max:
        if turns_on >= today.law.regime.valid_to:
            return turns_on
        later = Day(turns_on, today.book)
        if _Fold(history, later).assessment() != assessment:
            return turns_on
        turns_on = later.turns_on
    return None


class _Fold:
    """One reading of a case on one day."""

    def __init__(self, history: History, today: Day) -> None:
        self.history = history
        self.today = today
        self.steps: Mapping[str, Step] = today.book.steps
        self.findings: list[Finding] = []
        self.standing: set[str] = set()
        self.meeting = history.last("cell_resolution")
        self.adopted = self._passed(self.meeting)
        decision = history.last("admission_decision")
        passed = self._passed(decision)
        self.decision = decision if decision and (passed or not decision["admitted"]) else None
        self.admitted = decision if decision and passed and decision["admitted"] else None
        self.ceremony = self._ceremony()
        self.ends_on = limits.probation_ends_on(self.ceremony, today) if self.ceremony else None
        self.removed = self._removed()
        self.exit = "removed" if self.removed else moves.last_exit(history)
        self.open = self.exit not in FINAL_EXITS

    def assessment(self) -> Assessment:
        self._judge_file()
        self._judge_meeting()
        self._judge_admission()
        self._judge_recognition()
        self._judge_removal()
        self._judge_limits()
        stage, following = self._stage()
        next_steps = tuple(self._next_steps(following)) if self.open else ()
        missing = tuple(self._missing(following)) if self.open else ()
        authority = self._authority()
        history, today = self.history, self.today
        return Assessment(
            id=history.facts.id,
            as_of=today.on,
            regime=today.law.regime.code,
            stage=self.exit or stage,
            next_change_on=None,
            next_steps=next_steps,
            findings=tuple(self.findings),
            votes={kind: self._vote(act) for kind, act in history.voted.items()},
            authority=authority.body,
            threshold=authority.threshold,
            dates=self._dates(),
            missing=missing,
            assumptions=self._assumptions(),
        )

    # --- what is asked again and again

    def _day_of(self, act: Event | None) -> Day:
        """Give the day of the act, or the day of testing when the act is still to come."""
        return self.today.on_another(act.on) if act else self.today

    def _vote(self, act: Event) -> Vote:
        return voting.vote(self.history, act, self._day_of(act))[0]

    def _passed(self, act: Event | None) -> bool:
        return act is not None and self._vote(act).passed

    def _needed(self, step: str) -> bool:
        """Tell whether the person's route makes a step necessary."""
        when, route = self.steps[step].when, self.history.route
        if when == "section_committee":
            return route.section_committee
        return when is None or (route.grassroots_committee and not route.delegated)

    def _ceremony(self) -> Event | None:
        """Give the ceremony that followed a decision to admit."""
        ceremony = self.history.last("admission_ceremony")
        if ceremony and self.admitted and self.admitted.on <= ceremony.on:
            return ceremony
        return None

    def _add(self, findings: Iterable[Finding]) -> bool:
        """Take findings over, each once; tell whether none of them blocks."""
        clear = True
        for finding in findings:
            clear = clear and finding.severity != "block"
            if finding not in self.findings:
                self.findings.append(finding)
        return clear

    def _all(self, rules: Iterable[Rule], day: Day) -> Iterator[Finding]:
        for rule in rules:
            yield from rule(self.history, day)

    # --- the file and the meeting

    def _judge_file(self) -> None:
        """Judge what may be said of the papers at any time."""
        history, today = self.history, self.today
        self._add(documents.CV_BEFORE_APPLICATION(history, today))
        if self.decision is None and self.open:
            self._add(documents.ENLISTMENT(history, today))
            self._add(moves.NO_CELL(history, today))
        if history.last("left_party"):
            self._add(readmission.TOO_EARLY(history, self._day_of(history.last("application"))))
        if history.last("political_conclusion"):
            self._add(eligibility.POLITICAL_CONCLUSION(history, today))

    def _judge_meeting(self) -> None:
        """Judge the cell's resolution on its day, or what it needs on the day of testing."""
        if self.meeting:
            self._judge_resolution(self.meeting)
            if self.adopted and (self.open or self.decision):
                self._add(self._all(CONSENTS, self._day_of(self.meeting)))
        undecided = self.open and self.decision is None
        if "cell_resolution" not in self.standing and undecided:
            self._judge_preparation()
        elif self.meeting and undecided:
            self._add(moves.authority_changed(self.history, self.meeting, self.today))

    def _judge_resolution(self, meeting: Event) -> None:
        history, day = self.history, self._day_of(meeting)
        lacking = [s for s in PREPARATION if history.last_by(s, meeting.on) is None]
        clear = self._add(self._all(AT_THE_MEETING, day))
        clear &= self._add(voting.threshold_reached(history, meeting, day))
        clear &= self._add(voting.cell_size(meeting, day))
        clear &= self._in_order(meeting, lacking)
        clear &= not any(f.code == "readmission_too_early" for f in self.findings)
        if clear:
            self.standing.add("cell_resolution")

    def _judge_preparation(self) -> None:
        """Judge on the day of testing what the cell's resolution needs, while none stands.

        Reading: until there are opinions only faults are told, nothing that is still absent.
        """
        history, today = self.history, self.today
        told = {(f.code, f.field) for f in self.findings}
        self._add(
            f
            for f in self._all((documents.CERTIFICATE_RUNNING,), today)
            if (f.code, f.field) not in told
        )
        ready = history.last("opinions") or self.meeting
        rules = BEFORE_THE_MEETING if ready else (documents.VERIFIERS, documents.INTRODUCERS)
        found = self._all((*rules, *CONSENTS) if ready else rules, today)
        if not ready:
            found = (f for f in (*found, *self._barred()) if f.code != "fact_unknown")
        self._add(f for f in found if (f.code, f.field) not in told)

    def _barred(self) -> Iterator[Finding]:
        return self._all((readmission.BARRED, readmission.ONCE_ONLY), self.today)

    def _in_order(self, act: Event, lacking: Iterable[str]) -> bool:
        """Note that an act was done without an earlier step that stands; tell if it was not."""
        lacking = tuple(lacking)
        if lacking:
            section = lacking == ("section_appraisal",)
            order = self._day_of(act).provision("order.section" if section else "order.steps")
            self._add([order.finding("step_out_of_order", act.on, act=act.type, lacking=lacking)])
        return not lacking

    # --- the acts that follow

    def _judge_act(self, step: str, required: Iterable[str], own: Iterable[Finding] = ()) -> None:
        """Judge one act: it stands when all it requires stands on its day and it has no fault."""
        act = self.history.last(step)
        if act is None or not self._needed(step):
            return
        clear = self._add(own)
        lacking = [r for r in required if self._needed(r) and not self._stands_by(r, act.on)]
        if self._in_order(act, lacking) and clear:
            self.standing.add(step)

    def _stands_by(self, step: str, day: date) -> bool:
        act = self.history.last(step)
        if act is None or act.on > day:
            return False
        if step == "admission_decision":
            return step in self.standing and bool(act["admitted"])
        return step in self.standing or step == "probation_review"

    def _threshold(self, step: str) -> Iterator[Finding]:
        act = self.history.last(step)
        if act and self._needed_or_removal(step):
            yield from voting.threshold_reached(self.history, act, self._day_of(act))

    def _needed_or_removal(self, step: str) -> bool:
        return step in REMOVAL or self._needed(step)

    def _judge_admission(self) -> None:
        before = ("cell_resolution", "section_appraisal", "committee_resolution")
        self._judge_act(before[1], before[:1])
        self._judge_act(before[2], before[:2], self._threshold(before[2]))
        self._judge_act("admission_decision", before, self._decision_faults())
        self._judge_act("admission_ceremony", ("admission_decision",))

    def _decision_faults(self) -> Iterator[Finding]:
        yield from self._threshold("admission_decision")
        if self.meeting:
            yield from self._all(CONSENTS, self._day_of(self.meeting))

    def _judge_recognition(self) -> None:
        history, today = self.history, self.today
        resolution, ends_on = history.last("recognition_resolution"), self.ends_on
        self.exhausted = voting.ballots_are_exhausted(history, today)
        superior = self.exhausted and self._passed(history.last("recognition_decision"))
        required = ("admission_ceremony", "probation_review")
        if resolution and not superior:
            self._judge_act(resolution.type, required, self._recognition_faults(resolution))
        if not superior:
            self._add(voting.ballots_exhausted(history, today))
        if ends_on and self.open:
            self._add(limits.new_member_course(history, ends_on, today))
        committee = "recognition_committee_resolution"
        before = ("recognition_resolution", committee)
        self._judge_act(committee, before[:1], self._threshold(committee))
        self._judge_act(
            "recognition_decision",
            required[:1] if superior else before,
            self._threshold("recognition_decision"),
        )

    def _recognition_faults(self, resolution: Event) -> Iterator[Finding]:
        day = self._day_of(resolution)
        yield from voting.threshold_reached(self.history, resolution, day)
        yield from voting.cell_size(resolution, day)
        if self.ends_on:
            yield from limits.before_probation_end(resolution, self.ends_on, day)

    # --- removal

    def _removal_chain(self) -> list[str]:
        return [
            kind
            for kind in REMOVAL
            if kind != "removal_committee_resolution" or self._needed("committee_resolution")
        ]

    def _removed(self) -> bool:
        """Tell whether a removal was decided, every vote before it passed and in order."""
        on, acts = date.min, [self.history.last(kind) for kind in self._removal_chain()]
        if self.ceremony is None:
            return False
        on = self.ceremony.on
        for act in acts:
            if act is None or act.on < on or not self._passed(act):
                return False
            on = act.on
        resolution = self.history.last("removal_resolution")
        return resolution is not None and not any(
            f.blocks for f in voting.cell_size(resolution, self._day_of(resolution))
        )

    def _judge_removal(self) -> None:
        """Judge the acts of a removal, unless the cell went on to recognise."""
        history = self.history
        resolution = history.last("recognition_resolution")
        chain = [act for kind in self._removal_chain() if (act := history.last(kind))]
        if not chain or (resolution and resolution.on > max(act.on for act in chain)):
            return
        for act in chain:
            self._add(self._threshold(act.type))
            if act.type == "removal_resolution":
                self._add(voting.cell_size(act, self._day_of(act)))
            self._in_order(act, self._lacking_for_removal(act))

    def _lacking_for_removal(self, act: Event) -> list[str]:
        lacking = [] if self.ceremony and self.ceremony.on <= act.on else ["admission_ceremony"]
        chain = self._removal_chain()
        for kind in chain[: chain.index(act.type)]:
            before = self.history.last(kind)
            if before is None or before.on > act.on or not self._passed(before):
                lacking.append(kind)
        return lacking

    # --- limits

    def _judge_limits(self) -> None:
        """Find what was done late, and what the day of testing has passed without."""
        history = self.history
        self._late("decision_late", self.decision, self._decision_limit)
        if self.admitted:
            self._late("ceremony_late", self.ceremony, self._ceremony_limit)
        if self.ceremony:
            declared = history.last("member_declaration")
            self._late("declaration_late", declared, self._declaration_limit)
            reviewed = history.last("recognition_resolution")
            self._late("recognition_review_late", reviewed, self._review_limit)
        recognised = history.last("recognition_decision")
        recognised = recognised if self._passed(recognised) else None
        self._late("recognition_decision_late", recognised, self._recognition_limit)

    def _late(self, code: str, done: Event | None, limit: LimitOn) -> None:
        if done or self.open:
            day = self._day_of(done)
            self._add(limits.late(code, limit(day), day))

    def _decision_limit(self, day: Day) -> Limit | None:
        if not self.meeting or not self.adopted:
            return None
        return limits.decision_limit(self.history, self.meeting, self.decision, day)

    def _ceremony_limit(self, day: Day) -> Limit | None:
        if self.admitted is None:
            return None
        return limits.ceremony_limit(self.history, self.admitted, day)

    def _declaration_limit(self, day: Day) -> Limit | None:
        return limits.declaration_limit(self.ceremony, day) if self.ceremony else None

    def _review_limit(self, day: Day) -> Limit | None:
        return limits.review_limit(self.ends_on, day) if self.ends_on else None

    def _recognition_limit(self, day: Day) -> Limit | None:
        start = self.history.last("recognition_resolution")
        if start is None or not self._passed(start):
            return None
        done = self.history.last("recognition_decision")
        return limits.recognition_limit(self.history, start, done, day)

    # --- what all this means

    def _stage(self) -> tuple[str | None, str | None]:
        """Find the furthest step done with all before it, and the step that comes next."""
        stage = None
        for step in self.steps.values():
            if not self._needed(step.code):
                continue
            if self._is_done(step.code):
                stage = step.code
                if step.code == "admission_decision" and not self.admitted:
                    return stage, None
            elif not step.soft:
                return stage, step.code
        return stage, None if self.history.last("card_issued") else "card_issued"

    def _is_done(self, step: str) -> bool:
        if step in PREPARATION:
            return "cell_resolution" in self.standing or self._is_prepared(step)
        if step in ("recognition_resolution", "recognition_committee_resolution"):
            return step in self.standing or "recognition_decision" in self.standing
        if step == "probation_review" or self.steps[step].soft:
            return self.history.last(step) is not None
        return step in self.standing

    def _is_prepared(self, step: str) -> bool:
        if self.history.last(step) is None:
            return False
        rules = {
            "verification": (documents.VERIFIERS, documents.VERIFICATION),
            "introduction": (documents.INTRODUCERS, documents.INTRODUCTIONS),
        }.get(step, ())
        return not any(f.blocks and f.code != "fact_unknown" for f in self._all(rules, self.today))

    def _next_steps(self, following: str | None) -> Iterator[NextStep]:
        wanted = {following} if following else set()
        if self.exhausted and following == "recognition_resolution":
            wanted = {"recognition_decision"}
        if following in ("section_appraisal", "committee_resolution"):
            wanted.add("admission_decision")
        if following == "probation_review" and self.ends_on and self.today.reached(self.ends_on):
            wanted.add("recognition_resolution")
        if following == "recognition_committee_resolution":
            wanted.add("recognition_decision")
        if self.ceremony:
            softs = ("member_declaration", "new_member_course")
            wanted.update(step for step in softs if self.history.last(step) is None)
        return (self._next_step(s) for s in self.steps.values() if s.code in wanted)

    def _next_step(self, step: Step) -> NextStep:
        limit = self._limit_of(step.code)
        actor = step.actor
        if actor == "authority":
            actor = voting.authority(self.history, self.today).body
        return NextStep(
            step=step.code,
            actor=actor,
            form=step.form,
            earliest_on=self._earliest(step.code),
            due_on=limit.due_on if limit else None,
            extended_due_on=limit.extended_due_on if limit else None,
            overdue=limit is not None and self.today.passed(limit.holds_on),
            rule=step.rule,
            limit=limit.holds_on if limit else None,
        )

    def _limit_of(self, step: str) -> Limit | None:
        of_step: dict[str, LimitOn] = {
            "admission_decision": self._decision_limit,
            "admission_ceremony": self._ceremony_limit,
            "member_declaration": self._declaration_limit,
            "recognition_resolution": self._review_limit,
            "recognition_decision": self._recognition_limit,
        }
        return of_step[step](self.today) if step in of_step else None

    def _earliest(self, step: str) -> date | None:
        """Find the first day for a step that dates alone hold back; None if none does."""
        if step == "recognition_resolution":
            ends_on = self.ends_on
            return ends_on if ends_on and not self.today.reached(ends_on) else None
        held: Iterable[Finding] = ()
        if step == "application":
            held = readmission.TOO_EARLY(self.history, self.today)
        elif step == "cell_resolution":
            held = self._all(HOLDS_THE_MEETING_BACK, self.today)
        waits = WAITS | {"readmission_too_early"}
        return max((f.on for f in held if f.on and f.code in waits), default=None)

    def _missing(self, following: str | None) -> Iterator[str]:
        """Name the forms for the next resolution or decision that are not there, each once."""
        if following in (*PREPARATION, "cell_resolution"):
            yield from documents.papers_missing(self.history, self.today)
        elif following == "section_appraisal":
            yield from self.steps["section_appraisal"].forms
        if self.ceremony:
            for step in ("member_declaration", "new_member_course", "probation_review"):
                if self.history.last(step) is None:
                    yield from self.steps[step].forms

    def _authority(self) -> Authority:
        return voting.authority(self.history, self._day_of(self.decision))

    def _dates(self) -> Dates:
        course, ceremony = self.history.last("awareness_course"), self.ceremony
        recognised = self._passed(self.history.last("recognition_decision"))
        return Dates(
            documents.certificate_valid_until(course, self.today) if course else None,
            self.ends_on,
            self.ends_on if recognised else None,
            self.admitted.on if self.admitted and ceremony else None,
        )

    def _assumptions(self) -> tuple[Parameter, ...]:
        """Name the open parameters on which something of this result rested."""
        today, route = self.today, self.history.route
        if today.law.regime.code == "R4":
            today.parameter("r4.inherit_from")
        if today.law.regime.code == "R5":
            today.parameter("r5.btv_threshold")
            if route.grassroots_committee:
                today.parameter("r5.middle_body_step")
        return tuple(today.relied_on[name] for name in sorted(today.relied_on))

"""Judging the acts of a case in the order of the procedure: what stands, and every finding.

The papers, the cell's meeting, the acts that follow from it, recognition, removal, limits.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from nguon.rulebook.case.facts import Event
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules import documents, eligibility, limits, moves, readmission, voting
from nguon.rulebook.rules.unknown import Rule
from nguon.rulebook.verdict.course import LIMITS, Course, Limited

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
IN_PREPARATION: Final = frozenset(PREPARATION)
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
CONSENTS: Final = (
    eligibility.OVER_AGE_CONSENT,
    eligibility.ELDER_CONSENT,
    readmission.CONSENT,
)
READY_FOR_THE_MEETING: Final = (*ABOUT_THE_PERSON, *ABOUT_THE_FILE, *CONSENTS)
FAULTS_OF_PAPERS: Final = (
    documents.VERIFIERS,
    documents.INTRODUCERS,
    readmission.BARRED,
    readmission.ONCE_ONLY,
)
NEVER: Final = date.max
# How an act fares: without fault, in doubt for an unknown fact alone, or with a fault.
CLEAR, DOUBTFUL, FAULTY = range(3)


def all_of(rules: Sequence[Rule], history: History, day: Day) -> Iterator[Finding]:
    """Yield what the rules find on a day, one after the other."""
    if history.unknown:
        for rule in rules:
            yield from rule(history, day)
        return
    acts = history.acts
    for rule in rules:
        if rule.needs is None or rule.needs in acts:
            yield from rule.test(history, day)


def _tale(finding: Finding) -> tuple[str, str | None]:
    """Give what a finding tells: each rule speaks for itself of a fact that is unknown."""
    return finding.code, finding.rule + finding.field if finding.field else None


class Judge:
    """Collects the findings of one course and which of its acts stand with all before them."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.history = course.history
        self.today = course.today
        self.findings: list[Finding] = []
        # Since when each act stands; what was refused carries nothing: it stands too late.
        self.standing: dict[str, date] = {}
        # Since when an act would stand if what is unknown were as it should be.
        self.doubtful: dict[str, date] = {}
        self.consented = CLEAR  # whether what the meeting's day asks for in writing is there

    def judge(self) -> None:
        """Judge everything, in the order of the procedure."""
        in_time = self._papers()
        if self.course.meeting:
            self._resolution(self.course.meeting, in_time)
        if self.course.undecided:
            self._while_undecided()
        self._admission()
        self._recognition()
        self._removal()
        self._limits()

    def _add(self, findings: Iterable[Finding]) -> int:
        """Take findings over, each once; tell how the act fares that they are about."""
        worst = CLEAR
        for finding in findings:
            if finding.severity == "block":
                worst = max(worst, DOUBTFUL if finding.code == "fact_unknown" else FAULTY)
            if finding not in self.findings:
                self.findings.append(finding)
        return worst

    def _settle(self, act: Event, worst: int) -> None:
        if worst == CLEAR:
            self.standing[act.type] = act.on
        elif worst == DOUBTFUL:
            self.doubtful[act.type] = act.on

    # --- the papers and the meeting

    def _papers(self) -> int:
        """Judge what may be said of the papers at any time; tell whether one applied in time."""
        history, today = self.history, self.today
        self._add(documents.CV_BEFORE_APPLICATION(history, today))
        if self.course.undecided:
            self._add(all_of((documents.ENLISTMENT, moves.NO_CELL), history, today))
        if history.last("political_conclusion"):
            self._add(eligibility.POLITICAL_CONCLUSION(history, today))
        if history.last("left_party") is None:
            return CLEAR
        applied = self.course.day_of(history.last("application"))
        return self._add(readmission.TOO_EARLY(history, applied))

    def _resolution(self, meeting: Event, in_time: int) -> None:
        """Judge the cell's resolution on its own day."""
        history, day = self.history, self.course.day_of(meeting)
        firsts = ((step, history.acts.get(step)) for step in PREPARATION)
        lacking = [step for step, acts in firsts if acts is None or acts[0].on > meeting.on]
        worst = max(in_time, self._add(all_of(AT_THE_MEETING, history, day)))
        worst = max(worst, self._add(self.course.lost(meeting)))
        worst = max(worst, self._add(voting.cell_size(meeting, day)))
        self._settle(meeting, max(worst, self._in_order(meeting, lacking)))
        if self.course.adopted and (self.course.open or self.course.decision):
            self.consented = self._add(all_of(CONSENTS, history, day))

    def _while_undecided(self) -> None:
        """Judge on the day of testing what the next resolution needs, or who is to decide."""
        meeting = self.course.meeting
        if meeting and self.course.adopted:
            self._add(moves.authority_changed(self.history, meeting, self.today))
        if not meeting or meeting.type not in self.standing | self.doubtful:
            self._preparation()

    def _preparation(self) -> None:
        """Judge what the cell's resolution needs while none stands.

        Reading: until there are opinions only faults are told, nothing that is still absent.
        """
        history, today = self.history, self.today
        told = {_tale(finding) for finding in self.findings}
        found = list(documents.CERTIFICATE_RUNNING(history, today))
        if history.last("opinions") or self.course.meeting:
            found += all_of(READY_FOR_THE_MEETING, history, today)
        else:
            faults = all_of(FAULTS_OF_PAPERS, history, today)
            found += [finding for finding in faults if finding.code != "fact_unknown"]
        self._add(finding for finding in found if _tale(finding) not in told)

    def _in_order(self, act: Event, lacking: Sequence[str]) -> int:
        """Note that an act was done without an earlier step that stands."""
        if not lacking:
            return CLEAR
        name = "order.section" if list(lacking) == ["section_appraisal"] else "order.steps"
        order = self.course.day_of(act).provision(name)
        code, without = "step_out_of_order", tuple(lacking)
        return self._add([order.finding(code, act.on, act=act.type, lacking=without)])

    # --- the acts that follow

    def _act(self, act: Event | None, own: Iterable[Finding] = ()) -> None:
        """Judge one act: it stands when all it requires stands on its day and it has no fault.

        Reading: after an act that is in doubt for an unknown fact it is in doubt itself; that is
                 asked for already, and no fault of order.
        """
        if act is None or act.type not in self.course.required:
            return
        worst = self._add(own) if own else CLEAR
        if act.type in self.course.votes:
            worst = max(worst, self._add(self.course.lost(act)))
        required, standing = self.course.required[act.type], self.standing
        lacking = [earlier for earlier in required if standing.get(earlier, NEVER) > act.on]
        sure = [earlier for earlier in lacking if self.doubtful.get(earlier, NEVER) > act.on]
        order = DOUBTFUL if lacking and not sure else self._in_order(act, sure)
        self._settle(act, max(worst, order))

    def _admission(self) -> None:
        """Judge the acts between the cell's meeting and the ceremony."""
        last = self.history.last
        self._act(last("section_appraisal"))
        self._act(last("committee_resolution"))
        decision = last("admission_decision")
        self._act(decision)
        if decision and decision.type in self.standing:
            if self.consented != CLEAR:
                del self.standing[decision.type]
                self._settle(decision, self.consented)
            elif not decision["admitted"]:
                self.standing[decision.type] = NEVER
        self._act(last("admission_ceremony"))

    def _recognition(self) -> None:
        """Judge recognition; after three lost ballots the superior decides without the cell."""
        course, history = self.course, self.history
        resolution = history.last("recognition_resolution")
        review = history.last("probation_review")
        if review:
            self.standing[review.type] = review.on
        if resolution and course.exhausted and course.recognised:
            self._by_superior(resolution)
        elif resolution:
            self._act(resolution, self._recognition_faults(resolution))
            if course.exhausted:
                self._add(voting.ballots_exhausted(resolution, self.today))
        if course.ends_on and course.open:
            self._add(limits.new_member_course(history, course.ends_on, self.today))
        self._act(history.last("recognition_committee_resolution"))
        decision = history.last("recognition_decision")
        if decision and course.exhausted and not course.passed(decision.type):
            self._add(course.lost(decision))
        else:
            self._act(decision)

    def _by_superior(self, resolution: Event) -> None:
        """Let the superior's decision carry what the three ballots did not."""
        for known in (self.standing, self.doubtful):
            if "admission_ceremony" in known:
                known["recognition_resolution"] = resolution.on
                known["recognition_committee_resolution"] = resolution.on

    def _recognition_faults(self, resolution: Event) -> Iterator[Finding]:
        day = self.course.day_of(resolution)
        yield from voting.cell_size(resolution, day)
        if self.course.ends_on:
            yield from limits.before_probation_end(resolution, self.course.ends_on, day)

    def _removal(self) -> None:
        """Judge the acts of a removal, unless the cell went on to recognise."""
        acts = self.course.removal()
        resolution = self.history.last("recognition_resolution")
        if not acts or (resolution and resolution.on > max(act.on for act in acts)):
            return
        for act in acts:
            self._add(self.course.lost(act))
            self._add(self.course.too_small(act))
            self._in_order(act, self.course.lacking_for_removal(act))

    # --- limits

    def _limits(self) -> None:
        """Find what was done late, and what the day of testing has passed without."""
        for step, limited in LIMITS.items():
            self._late(step, limited)

    def _late(self, step: str, limited: Limited) -> None:
        done = self.course.meets(step)
        if done or self.course.open:
            day = self.course.day_of(done)
            limit = limited.limit_on(self.course, day)
            if limit and day.passed(limit.holds_on):
                self._add([limits.late(limited.late, limit, day)])

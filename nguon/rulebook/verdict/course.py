"""The course a case has taken, as seen on one day: which acts count, what their votes gave.

Nothing is judged here; it is what judging and looking ahead ask again and again, asked once.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from nguon.rulebook.case.facts import Event, Route
from nguon.rulebook.case.history import REMOVAL, History
from nguon.rulebook.law.book import Day, Provision, Step
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules import limits, moves, voting
from nguon.rulebook.rules.limits import Limit
from nguon.rulebook.rules.voting import Vote

FINAL_EXITS: Final = frozenset({"withdrawn", "struck", "removed"})
BY_ROUTE: Final = {
    "section_appraisal": "section_committee",
    "committee_resolution": "grassroots_committee",
    "recognition_committee_resolution": "grassroots_committee",
    "removal_committee_resolution": "grassroots_committee",
}
# Which earlier acts each act requires, whatever the route; before the cell's resolution stands
# the preparation.
REQUIRES: Final = {
    "section_appraisal": ("cell_resolution",),
    "committee_resolution": ("cell_resolution", "section_appraisal"),
    "admission_decision": ("cell_resolution", "section_appraisal", "committee_resolution"),
    "admission_ceremony": ("admission_decision",),
    "member_declaration": ("admission_ceremony",),
    "new_member_course": ("admission_ceremony",),
    "probation_review": ("admission_ceremony",),
    "recognition_resolution": ("admission_ceremony", "probation_review"),
    "recognition_committee_resolution": ("recognition_resolution",),
    "recognition_decision": ("recognition_resolution", "recognition_committee_resolution"),
    "card_issued": ("recognition_decision",),
    "removal_resolution": ("admission_ceremony",),
    "removal_committee_resolution": ("admission_ceremony", "removal_resolution"),
    "removal_decision": (
        "admission_ceremony",
        "removal_resolution",
        "removal_committee_resolution",
    ),
}


@cache
def required_acts(section: bool, grassroots: bool, delegated: bool) -> dict[str, tuple[str, ...]]:
    """Name the acts of a route, each with the earlier acts that it requires.

    Reading: a committee that was authorised decides itself.
    """
    there = {"section_committee": section, "grassroots_committee": grassroots and not delegated}
    absent = {step for step, body in BY_ROUTE.items() if not there[body]}
    return {
        step: tuple(earlier for earlier in required if earlier not in absent)
        for step, required in REQUIRES.items()
        if step not in absent
    }


class Course:
    """The acts that count and the questions about them, on one day of testing."""

    def __init__(self, history: History, today: Day) -> None:
        route: Route = history.route
        self.history = history
        self.today = today
        self.steps: Mapping[str, Step] = today.book.steps
        self.required = required_acts(
            route.section_committee, route.grassroots_committee, route.delegated
        )
        self._days: dict[date, Day] = {}
        self.votes: dict[str, tuple[Vote, Provision]] = {
            kind: voting.vote(history, act, self.day_of(act))
            for kind, act in history.voted.items()
        }
        last = history.last
        self.meeting = last("cell_resolution")
        self.adopted = self.passed("cell_resolution")
        decision, passed = last("admission_decision"), self.passed("admission_decision")
        self.decision = decision if decision and (passed or not decision["admitted"]) else None
        self.admitted = decision if decision and passed and decision["admitted"] else None
        self.ceremony = self._ceremony()
        self.ends_on = limits.probation_ends_on(self.ceremony, today) if self.ceremony else None
        self.exhausted = voting.ballots_are_exhausted(history, today)
        self.recognised = self._recognised()
        self.exit = "removed" if self._removed() else moves.last_exit(history)
        self.open = self.exit not in FINAL_EXITS
        self.undecided = self.open and self.decision is None

    def day_of(self, act: Event | None) -> Day:
        """Give the day of the act, or the day of testing when the act is still to come."""
        if act is None:
            return self.today
        day = self._days.get(act.on)
        if day is None:
            day = self._days[act.on] = self.today.on_another(act.on)
        return day

    def regimes(self) -> set[str]:
        """Name the regimes under which something was tested."""
        days = (self.today, *self._days.values())
        return {day.law.regime.code for day in days}

    def middle_body_under(self, regime: str) -> bool:
        """Tell whether a body between cell and decider acts, or acted, under a regime."""
        if not self.open or "committee_resolution" not in self.required:
            return False
        decisions = (self.decision, self.history.last("recognition_decision"))
        days = (self.day_of(decision) for decision in decisions)
        return any(day.law.regime.code == regime for day in days)

    def passed(self, kind: str) -> bool:
        """Tell whether the act that counts is there and its vote passed."""
        return self.history.last(kind) is not None and self.votes[kind][0].passed

    def lost(self, act: Event) -> tuple[Finding, ...]:
        """Give the finding that a vote was lost, or nothing."""
        result, provision = self.votes[act.type]
        return () if result.passed else (voting.lost_vote(act, result, provision),)

    def _ceremony(self) -> Event | None:
        """Give the ceremony that followed a decision to admit."""
        ceremony = self.history.last("admission_ceremony")
        if ceremony and self.admitted and self.admitted.on <= ceremony.on:
            return ceremony
        return None

    def _recognised(self) -> bool:
        """Tell whether recognition was decided, probation being over and the cell for it."""
        decision = self.history.last("recognition_decision")
        if decision is None or not self.passed(decision.type):
            return False
        earlier = () if self.exhausted else self.required[decision.type]
        return self._is_over(decision) and all(self._led(kind, decision) for kind in earlier)

    def _is_over(self, act: Event) -> bool:
        return self.ends_on is None or act.on >= self.ends_on

    def _led(self, kind: str, decision: Event) -> bool:
        act = self.history.last(kind)
        if act is None or act.on > decision.on:
            return False
        return self._is_over(act) and self.passed(kind)

    # --- removal

    def removal(self) -> list[Event]:
        """Give the acts of a removal that are there, in the order of the procedure."""
        acts = [self.history.last(kind) for kind in REMOVAL if kind in self.required]
        return [act for act in acts if act]

    def lacking_for_removal(self, act: Event) -> tuple[str, ...]:
        """Name what is not there on the day of an act of a removal."""
        return tuple(
            kind for kind in self.required[act.type] if not self._carries_a_removal(kind, act.on)
        )

    def _carries_a_removal(self, kind: str, day: date) -> bool:
        before = self.ceremony if kind == "admission_ceremony" else self.history.last(kind)
        if before is None or before.on > day:
            return False
        return before is self.ceremony or self.passed(kind)

    def _removed(self) -> bool:
        """Tell whether a removal was decided, every vote before it passed and in order."""
        if self.history.last("removal_decision") is None or not self.passed("removal_decision"):
            return False
        return not any(
            self.lacking_for_removal(act) or self.too_small(act) for act in self.removal()
        )

    def too_small(self, act: Event) -> tuple[Finding, ...]:
        """Give the finding that the cell was too small for its resolution, or nothing."""
        if act.type not in voting.CELL_VOTES:
            return ()
        return tuple(voting.cell_size(act, self.day_of(act)))

    # --- limits, each on the day of the act due or of testing

    def meets(self, step: str) -> Event | None:
        """Give the act that meets the limit of a step, or None while none does.

        Reading: a decision that failed meets none, nor does recognition before probation ends.
        """
        if step == "admission_decision":
            return self.decision
        if step == "admission_ceremony":
            return self.ceremony
        if step == "member_declaration" and self.ceremony is None:
            return None
        if step == "recognition_decision" and not self.recognised:
            return None
        act = self.history.last(step)
        early = step == "recognition_resolution" and act and not self._is_over(act)
        return None if early else act

    def decision_limit(self, day: Day) -> Limit | None:
        """Give the limit of the decision, once the cell has adopted its resolution."""
        if self.meeting is None or not self.adopted:
            return None
        return limits.decision_limit(self.history, self.meeting, self.decision, day)

    def ceremony_limit(self, day: Day) -> Limit | None:
        """Give the limit of the ceremony, once it runs."""
        decision = self.admitted
        return limits.ceremony_limit(self.history, decision, day) if decision else None

    def declaration_limit(self, day: Day) -> Limit | None:
        """Give the limit of the new member's declaration, after the ceremony."""
        return limits.declaration_limit(self.ceremony, day) if self.ceremony else None

    def review_limit(self, day: Day) -> Limit | None:
        """Give the limit for the cell to consider recognition, after the ceremony."""
        return limits.review_limit(self.ends_on, day) if self.ends_on else None

    def recognition_limit(self, day: Day) -> Limit | None:
        """Give the limit of the decision on recognition, once the cell has adopted it."""
        start = self.history.last("recognition_resolution")
        if start is None or not self.passed(start.type):
            return None
        done = self.history.last("recognition_decision")
        return limits.recognition_limit(self.history, start, done, day)


class Limited(NamedTuple):
    """How a step is limited: by which question to the course, and what is found when it is late.

    ``runs_from`` is the act from which the limit usually runs, or ``probation_end``.
    """

    limit_on: Callable[[Course, Day], Limit | None]
    runs_from: str
    late: str


LIMITS: Final[Mapping[str, Limited]] = {
    "admission_decision": Limited(Course.decision_limit, "cell_resolution", "decision_late"),
    "admission_ceremony": Limited(Course.ceremony_limit, "decision_received", "ceremony_late"),
    "member_declaration": Limited(
        Course.declaration_limit, "admission_ceremony", "declaration_late"
    ),
    "recognition_resolution": Limited(
        Course.review_limit, "probation_end", "recognition_review_late"
    ),
    "recognition_decision": Limited(
        Course.recognition_limit, "recognition_resolution", "recognition_decision_late"
    ),
}
LATE: Final = {limited.late: step for step, limited in LIMITS.items()}

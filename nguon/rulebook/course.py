"""The course a case has taken, as seen on one day: which acts count, what their votes gave.

Nothing is judged here; it is what judging and looking ahead ask again and again, asked once.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from nguon.rulebook import limits, moves, voting
from nguon.rulebook.book import Day, Provision, Step
from nguon.rulebook.facts import Event, Route
from nguon.rulebook.findings import Finding
from nguon.rulebook.history import REMOVAL, History
from nguon.rulebook.limits import Limit
from nguon.rulebook.voting import Vote

FINAL_EXITS: Final = frozenset({"withdrawn", "struck", "removed"})
BY_ROUTE: Final = {
    "section_appraisal": "section_committee",
    "committee_resolution": "grassroots_committee",
    "recognition_committee_resolution": "grassroots_committee",
    "removal_committee_resolution": "grassroots_committee",
}


@cache
def unnecessary_steps(section: bool, grassroots: bool, delegated: bool) -> frozenset[str]:
    """Name the acts of committees that do not stand between the cell and who decides.

    Reading: a committee that was authorised decides itself.
    """
    there = {"section_committee": section, "grassroots_committee": grassroots and not delegated}
    return frozenset(step for step, body in BY_ROUTE.items() if not there[body])


class Course:
    """The acts that count and the questions about them, on one day of testing."""

    def __init__(self, history: History, today: Day) -> None:
        route: Route = history.route
        self.history = history
        self.today = today
        self.steps: Mapping[str, Step] = today.book.steps
        self.unnecessary = unnecessary_steps(
            route.section_committee, route.grassroots_committee, route.delegated
        )
        self._days: dict[date, Day] = {}
        self._votes: dict[int, tuple[Vote, Provision]] = {}
        self.meeting = history.last("cell_resolution")
        self.adopted = self.passed(self.meeting)
        decision = history.last("admission_decision")
        passed = decision is not None and self.passed(decision)
        self.decision = decision if decision and (passed or not decision["admitted"]) else None
        self.admitted = decision if decision and passed and decision["admitted"] else None
        self.ceremony = self._ceremony()
        self.ends_on = limits.probation_ends_on(self.ceremony, today) if self.ceremony else None
        self.exhausted = voting.ballots_are_exhausted(history, today)
        self.recognised = self.passed(history.last("recognition_decision"))
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

    def vote(self, act: Event) -> tuple[Vote, Provision]:
        """Count a vote under the law of its day, once."""
        result = self._votes.get(id(act))
        if result is None:
            result = self._votes[id(act)] = voting.vote(self.history, act, self.day_of(act))
        return result

    def passed(self, act: Event | None) -> bool:
        """Tell whether the act is there and its vote passed."""
        return act is not None and self.vote(act)[0].passed

    def lost(self, act: Event) -> list[Finding]:
        """Give the finding that a vote was lost, or nothing."""
        result, provision = self.vote(act)
        return [] if result.passed else [voting.lost_vote(act, result, provision)]

    def _ceremony(self) -> Event | None:
        """Give the ceremony that followed a decision to admit."""
        ceremony = self.history.last("admission_ceremony")
        if ceremony and self.admitted and self.admitted.on <= ceremony.on:
            return ceremony
        return None

    # --- removal

    def removal(self) -> list[Event]:
        """Give the acts of a removal that are there, in the order of the procedure."""
        acts = [self.history.last(k) for k in REMOVAL if k not in self.unnecessary]
        return [act for act in acts if act]

    def lacking_for_removal(self, act: Event) -> tuple[str, ...]:
        """Name what is not there on the day of an act of a removal."""
        lacking = [] if self.ceremony and self.ceremony.on <= act.on else ["admission_ceremony"]
        for kind in REMOVAL[: REMOVAL.index(act.type)]:
            before = self.history.last(kind)
            if kind not in self.unnecessary and (
                before is None or before.on > act.on or not self.passed(before)
            ):
                lacking.append(kind)
        return tuple(lacking)

    def _removed(self) -> bool:
        """Tell whether a removal was decided, every vote before it passed and in order."""
        decision = self.history.last("removal_decision")
        if decision is None or not self.passed(decision) or self.lacking_for_removal(decision):
            return False
        return not any(
            self.lacking_for_removal(act) or self.too_small(act) for act in self.removal()
        )

    def too_small(self, act: Event) -> list[Finding]:
        """Give the finding that the cell was too small for its resolution, or nothing."""
        if act.type not in voting.CELL_VOTES:
            return []
        return list(voting.cell_size(act, self.day_of(act)))

    # --- limits, each on the day of the act due or of testing

    def decision_limit(self, day: Day) -> Limit | None:
        """Give the limit of the decision, once the cell has adopted its resolution."""
        if self.meeting is None or not self.adopted:
            return None
        return limits.decision_limit(self.history, self.meeting, self.decision, day)

    def ceremony_limit(self, day: Day) -> Limit | None:
        """Give the limit of the ceremony, once it runs."""
        if self.admitted is None:
            return None
        return limits.ceremony_limit(self.history, self.admitted, day)

    def declaration_limit(self, day: Day) -> Limit | None:
        """Give the limit of the new member's declaration, after the ceremony."""
        return limits.declaration_limit(self.ceremony, day) if self.ceremony else None

    def review_limit(self, day: Day) -> Limit | None:
        """Give the limit for the cell to consider recognition, after the ceremony."""
        return limits.review_limit(self.ends_on, day) if self.ends_on else None

    def recognition_limit(self, day: Day) -> Limit | None:
        """Give the limit of the decision on recognition, once the cell has adopted it."""
        start = self.history.last("recognition_resolution")
        if start is None or not self.passed(start):
            return None
        done = self.history.last("recognition_decision")
        return limits.recognition_limit(self.history, start, done, day)

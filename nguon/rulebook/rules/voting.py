"""Votes and who decides. Integers only: two thirds is 3 x yes >= 2 x counted."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from nguon.rulebook.case.facts import Event
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day, Provision
from nguon.rulebook.law.findings import Finding

CELL_VOTES: Final = {
    "cell_resolution": "vote.cell",
    "recognition_resolution": "vote.recognition",
    "removal_resolution": "vote.removal",
}
COMMITTEE_VOTES: Final = {
    "committee_resolution": "vote.committee",
    "recognition_committee_resolution": "vote.recognition",
    "removal_committee_resolution": "vote.removal",
}
LEFT_OUT: Final = ("exempt_absent", "temporarily_elsewhere_absent", "suspended")
DISTRICT: Final = "district_standing_board"
RULES_OF_DECISIONS: Final = {
    "recognition_decision": "R-OFF-02",
    "removal_decision": "R-REM-01",
}


class Vote(NamedTuple):
    """The result of one vote."""

    counted: int
    needed: int
    yes: int
    passed: bool


class Authority(NamedTuple):
    """Who decides admission on a day, with which threshold, by which provisions."""

    body: str
    threshold: str
    by: Provision
    voting_by: Provision


def needed(threshold: str, counted: int) -> int:
    """Find the smallest number of votes that suffices.

    Source: vote.cell, decision.threshold.
    """
    return (2 * counted + 2) // 3 if threshold == "two_thirds" else counted // 2 + 1


def base(event: Event) -> int:
    """Count the full members of the cell whose vote makes the base.

    Reading: members exempt, elsewhere or suspended who are absent are left out.
    Source:  vote.cell.
    """
    counted: int = event["full_members"]
    for left_out in LEFT_OUT:
        counted -= event[left_out]
    return counted


def decider(history: History, day: Day) -> Provision:
    """Find who decides on ``day``: a standing board, or the committee that was authorised.

    Source: decision.authority, decision.delegated_authority.
    """
    if history.route.delegated:
        delegated = day.provision("decision.delegated_authority")
        if delegated.value is not None:
            return delegated
    return day.provision("decision.authority")


def authority(history: History, day: Day) -> Authority:
    """Find who decides on ``day`` and with which threshold.

    Reading: from 26/07/2026 on the board's threshold was not seen (``r5.btv_threshold``, I).
    Source:  decision.threshold, decision.delegated_threshold.
    """
    by = decider(history, day)
    if by.name == "decision.delegated_authority":
        voting_by = day.provision("decision.delegated_threshold")
        return Authority(by.value, voting_by.value, by, voting_by)
    voting_by = day.provision("decision.threshold")
    unseen = day.law.regime.code == "R5"
    threshold = day.parameter("r5.btv_threshold") if unseen else voting_by.value
    return Authority(by.value, threshold, by, voting_by)


def district_ended_on(history: History, earlier: date, day: Day) -> date | None:
    """Find the day, after ``earlier`` and up to ``day``, on which the district ceased to decide.

    Source: decision.authority.
    """
    if decider(history, day).value == DISTRICT:
        return None
    before = decider(history, day.on_another(earlier))
    return day.book.held_until(before) if before.value == DISTRICT else None


def vote(history: History, event: Event, day: Day) -> tuple[Vote, Provision]:
    """Count one vote under the law of its day.

    Source: vote.cell, vote.committee, vote.recognition, vote.removal, decision.threshold.
    """
    if event.type in CELL_VOTES:
        provision, counted = day.provision(CELL_VOTES[event.type]), base(event)
    elif event.type in COMMITTEE_VOTES:
        provision, counted = day.provision(COMMITTEE_VOTES[event.type]), event["members"]
    else:
        deciding = authority(history, day)
        provision, counted = deciding.voting_by, event["members"]
        return _result(deciding.threshold, counted, event["yes"]), provision
    return _result(provision.value, counted, event["yes"]), provision


def _result(threshold: str, counted: int, yes: int) -> Vote:
    enough = needed(threshold, counted)
    return Vote(counted, enough, yes, yes >= enough)


def lost_vote(event: Event, result: Vote, provision: Provision) -> Finding:
    """Make the finding that a vote was lost.

    Source: vote.cell, vote.committee, vote.recognition, vote.removal, decision.threshold.
    """
    return provision.finding(
        "vote_below_threshold",
        event.on,
        rule=RULES_OF_DECISIONS.get(event.type),
        act=event.type,
        yes=result.yes,
        needed=result.needed,
        counted=result.counted,
    )


def cell_size(event: Event, day: Day) -> Iterator[Finding]:
    """Yield that the cell has too few full members to act.

    Source: vote.cell_size.
    """
    least = day.provision("vote.cell_size")
    if event["full_members"] < least.value:
        yield least.finding(
            "cell_too_small",
            event.on,
            act=event.type,
            full_members=event["full_members"],
            needed=least.value,
        )


def ballots_are_exhausted(history: History, day: Day) -> bool:
    """Tell whether the cell balloted three times on recognition without two thirds.

    Reading: failed ballots add up; a ballot recorded as the third counts as the third.
    Source:  vote.ballots.
    """
    ballots = history.all("recognition_resolution")
    most = day.provision("vote.ballots").value
    if not ballots or (len(ballots) < most and ballots[-1]["ballot"] < most):
        return False
    results = [vote(history, act, day.on_another(act.on))[0].passed for act in ballots]
    return not results[-1] and (results.count(False) >= most or ballots[-1]["ballot"] >= most)


def ballots_exhausted(last: Event, day: Day) -> Iterator[Finding]:
    """Yield that the superior decides because three ballots failed.

    Source: vote.ballots.
    """
    yield day.provision("vote.ballots").finding("ballots_exhausted", last.on)

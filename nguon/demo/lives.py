"""How the way of one invented person goes: the dated acts around the meeting of the cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from nguon.demo.cast import REFORM
from nguon.rulebook import Event

PROBATION = 365
STEPS_IN_ORDER = (
    "sourced",
    "candidate_listed",
    "awareness_course",
    "application",
    "cv",
    "verification",
    "introduction",
    "opinions",
    "cell_resolution",
    "committee_resolution",
    "file_received",
    "admission_decision",
    "decision_received",
    "admission_ceremony",
    "member_declaration",
    "new_member_course",
    "probation_review",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
    "card_issued",
)
LAST = STEPS_IN_ORDER[-1]


@dataclass(frozen=True, slots=True)
class Life:
    """What the acts of one person need to know about that person."""

    young: bool
    married: bool
    meeting: date
    full_members: int
    board: int
    committee: int
    source_group: str
    helpers: tuple[str, str]


def born_for(meeting: date, *, young: bool, chance: Random) -> date:
    """A birthday with which somebody is 20 to 28, or 32 to 50, when the cell meets."""
    years = chance.randint(20, 28) if young else chance.randint(32, 50)
    return date(meeting.year - years, chance.randint(1, 12), chance.randint(1, 28))


def meeting_before(ceremony: date) -> date:
    """The meeting of the cell some two months before a ceremony."""
    return ceremony - timedelta(days=62)


def acts(life: Life, *, until: date, last: str = LAST) -> Iterator[Event]:
    """Yield the acts by day, as far as ``until`` and no step after ``last``."""
    stop = STEPS_IN_ORDER.index(last)
    found = [
        event
        for event in _all(life)
        if event.on <= until and STEPS_IN_ORDER.index(_step(event)) <= stop
    ]
    yield from sorted(found, key=lambda event: (event.on, STEPS_IN_ORDER.index(_step(event))))


def _step(event: Event) -> str:
    return "candidate_listed" if event.type == "helper_assigned" else event.type


def _all(life: Life) -> Iterator[Event]:
    yield from _before_the_meeting(life)
    yield from _admission(life)
    yield from _probation(life)


def _before_the_meeting(life: Life) -> Iterator[Event]:
    def at(days: int) -> date:
        return workday(life.meeting - timedelta(days=days))

    first, second = life.helpers
    referrer = "Đoàn thanh niên" if life.young else "Hội Nông dân"
    yield Event("sourced", at(420), {"source_group": life.source_group, "referred_by": referrer})
    yield Event("candidate_listed", at(390), {"helper": first})
    yield Event("helper_assigned", at(390), {"helper": first})
    yield Event("awareness_course", at(240))
    yield Event("application", at(170))
    yield Event("cv", at(160))
    for subject in _relatives(life.married):
        yield Event("verification", at(110), {"subject": subject})
    known = {"by": "member", "full_member": True, "basis": "work"}
    yield Event("introduction", at(40), {**known, "introducer": first, "months_together": 30})
    if life.young:
        yield Event("introduction", at(38), {"by": "youth_union"})
    else:
        yield Event("introduction", at(39), {**known, "introducer": second, "months_together": 26})
    yield Event("opinions", at(20))


def _admission(life: Life) -> Iterator[Event]:
    def at(days: int) -> date:
        return workday(life.meeting + timedelta(days=days))

    vote = {"full_members": life.full_members, "yes": life.full_members, "no": 0}
    yield Event("cell_resolution", at(0), vote)
    if life.meeting < REFORM:
        members = life.committee
        yield Event("committee_resolution", at(12), {"members": members, "yes": members - 1})
    yield Event("file_received", at(16))
    yield Event("admission_decision", at(45), {"members": life.board, "yes": life.board})
    yield Event("decision_received", at(50))
    yield Event("admission_ceremony", at(62))


def _probation(life: Life) -> Iterator[Event]:
    ceremony = workday(life.meeting + timedelta(days=62))

    def at(days: int) -> date:
        return workday(ceremony + timedelta(days=days))

    vote = {"full_members": life.full_members, "yes": life.full_members - 1, "no": 1}
    yield Event("member_declaration", at(14))
    yield Event("new_member_course", at(150))
    yield Event("probation_review", at(PROBATION + 5))
    yield Event("recognition_resolution", at(PROBATION + 12), vote)
    if ceremony + timedelta(days=PROBATION + 12) < REFORM:
        members = life.committee
        yield Event(
            "recognition_committee_resolution",
            at(PROBATION + 20),
            {"members": members, "yes": members},
        )
    yield Event(
        "recognition_decision", at(PROBATION + 33), {"members": life.board, "yes": life.board}
    )
    yield Event("card_issued", at(PROBATION + 90))


def _relatives(married: bool) -> tuple[str, ...]:
    own = ("applicant", "father", "mother")
    return (*own, "spouse", "father_in_law", "mother_in_law") if married else own


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)

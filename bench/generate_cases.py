"""Full cases for measurements, from the first notice to the card, invented from a seed.

Every case has all acts of the ordinary way; some have faults (an old certificate, a lost vote, an
act that came late, an introducer with too few months), so that findings with citations come out.
"""

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

SCHOOLING = (
    "primary_completed",
    "lower_secondary_diploma",
    "upper_secondary_diploma",
    "upper_secondary_diploma",
)
FIRST, LAST = date(2013, 1, 7), date(2023, 12, 20)


def full_cases(count: int, seed: int) -> Iterator[bytes]:
    """Yield ``count`` lines of a batch, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        yield json.dumps(full_case(chance, number), ensure_ascii=False).encode()


def full_case(chance: random.Random, number: int) -> dict[str, object]:
    """Make one case and the day on which it is judged."""
    start = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    young = chance.random() < 0.4
    age = chance.randrange(19, 25) if young else chance.randrange(33, 50)
    person = {
        "born": (start - timedelta(days=age * 366 + chance.randrange(300))).isoformat(),
        "citizenship": "VN",
        "gender": chance.choice(("female", "male")),
        "ethnicity": chance.choice(("Kinh", "Bru - Vân Kiều", "Tà Ôi")),
        "religion": "none",
        "schooling": chance.choice(SCHOOLING),
        "youth_union_member": young,
        "married": chance.random() < 0.5,
    }
    events = list(_events(chance, start, person))
    as_of = date.fromisoformat(str(events[-1]["on"])) + timedelta(days=chance.randrange(1, 400))
    facts = {
        "schema": "case-facts/1",
        "id": f"KK-{start.year}-{number:06}",
        "person": person,
        "place": {"difficult_area": True, "cell_present": True, "youth_union_present": True},
        "route": {"section_committee": False, "grassroots_committee": True, "delegated": False},
        "events": events,
    }
    return {"facts": facts, "as_of": as_of.isoformat()}


def _events(
    chance: random.Random, day: date, person: dict[str, object]
) -> Iterator[dict[str, object]]:
    """Yield the acts in their order; only people past youth age have a fault at the meeting."""

    def act(after: int, kind: str, **fields: object) -> dict[str, object]:
        nonlocal day
        day += timedelta(days=after)
        return {"type": kind, "on": day.isoformat(), **fields}

    def some(least: int, most: int, rarely: int = 0) -> int:
        return chance.randint(least, most) + (rarely if chance.random() < 0.04 else 0)

    young, married = person["youth_union_member"], person["married"]
    fault = None if young else chance.choices((None, "old", "new", "lost"), (88, 4, 4, 4))[0]
    subjects = ["applicant", "father", "mother"]
    subjects += ["spouse", "father_in_law", "mother_in_law"] if married else []
    member = {"by": "member", "full_member": True, "basis": "work"}
    full = chance.randint(5, 30)
    votes = {"full_members": full, "probationary": 1, "yes": full // 2, "no": 0}

    yield act(0, "sourced", source_group="good_farmer_trader", referred_by="hội nông dân")
    yield act(some(20, 40), "candidate_listed", helper="DV-07")
    yield act(0, "helper_assigned", helper="DV-07")
    yield act(some(60, 150), "awareness_course")
    yield act(some(20, 60) + (1850 if fault == "old" else 0), "application")
    yield act(some(5, 20), "cv")
    yield act(some(30, 70), "verification", subject="applicant")
    for subject in subjects[1:]:
        yield act(1, "verification", subject=subject)
    months = {"months_together": 8 if fault == "new" else 36}
    yield act(some(20, 60), "introduction", introducer="DV-07", **member, **months)
    second = {"introducer": "DV-11", "months_together": 30, **member}
    yield act(2, "introduction", **({"by": "youth_union"} if young else second))
    yield act(some(10, 25), "opinions")
    yield act(
        some(10, 20), "cell_resolution", **votes | ({} if fault == "lost" else {"yes": full})
    )
    yield from _after_the_meeting(act, some, full, lambda: day)


def _after_the_meeting(
    act: Callable[..., dict[str, object]],
    some: Callable[..., int],
    full: int,
    today: Callable[[], date],
) -> Iterator[dict[str, object]]:
    yield act(some(8, 15), "committee_resolution", members=15, yes=some(12, 15))
    yield act(2, "file_received")
    yield act(some(15, 40, 60), "admission_decision", members=11, yes=some(7, 11))
    yield act(some(2, 8), "decision_received")
    yield act(some(3, 20, 40), "admission_ceremony")
    held = today()
    yield act(some(5, 30), "member_declaration")
    yield act(some(60, 120), "new_member_course")
    yield act((held - today()).days + some(366, 375), "probation_review")
    vote = {"full_members": full, "yes": full, "no": 0, "ballot": 1}
    yield act(some(3, 10), "recognition_resolution", **vote)
    yield act(some(5, 12), "recognition_committee_resolution", members=15, yes=14)
    yield act(some(5, 15, 40), "recognition_decision", members=11, yes=10)
    yield act(some(10, 60), "card_issued")

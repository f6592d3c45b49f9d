"""Generated histories: any acts in any order, with any days and any fields the contract allows."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from nguon.rulebook import EVENT_TYPES, PERSON, PLACE, STEPS

FIRST = date(2012, 1, 1)
BORN = st.dates(date(1945, 1, 1), date(2004, 12, 31))
DAYS = st.dates(FIRST, date(2028, 12, 31))
HINGES = [
    date(2016, 7, 25),
    date(2018, 8, 28),
    date(2021, 7, 30),
    date(2025, 1, 20),
    date(2025, 7, 1),
    date(2026, 4, 8),
    date(2026, 7, 26),
    date(2020, 2, 29),
]
NEAR_A_HINGE = st.builds(
    lambda day, shift: day + timedelta(days=shift), st.sampled_from(HINGES), st.integers(-2, 400)
)
CELL = {"cell_resolution", "recognition_resolution", "removal_resolution"}


def value_of(field) -> st.SearchStrategy[Any]:
    if field.kind == "flag":
        return st.booleans()
    if field.kind == "choice":
        return st.sampled_from(field.choices)
    if field.kind == "count":
        return st.integers(field.least, min(field.most, 24))
    return st.sampled_from(["A", "B", "discharged_soldier"])


@st.composite
def events(draw, kinds=tuple(EVENT_TYPES)) -> dict[str, Any]:
    kind = draw(st.sampled_from(kinds))
    event = {"type": kind, "on": draw(DAYS | NEAR_A_HINGE).isoformat()}
    for field in EVENT_TYPES[kind]:
        if field.required or kind == "introduction" or draw(st.booleans()):
            event[field.name] = draw(value_of(field))
    return _with_a_possible_vote(event, kind)


def _with_a_possible_vote(event: dict[str, Any], kind: str) -> dict[str, Any]:
    if kind in CELL:
        for left_out in ("exempt_absent", "temporarily_elsewhere_absent", "suspended"):
            event[left_out] = min(event.get(left_out, 0), event["full_members"] // 4)
        counted = event["full_members"] - sum(
            event[n] for n in ("exempt_absent", "temporarily_elsewhere_absent", "suspended")
        )
        event["yes"] = min(event["yes"], counted)
        event["no"] = min(event.get("no", 0), counted - event["yes"])
    elif "members" in event:
        event["yes"] = min(event["yes"], event["members"])
    return event


@st.composite
def person(draw, unknown=True) -> dict[str, Any]:
    facts = {"born": draw(BORN).isoformat()}
    for field in PERSON[1:]:
        if not draw(st.booleans()):
            continue
        if unknown and draw(st.integers(0, 5)) == 0:
            facts[field.name] = None
        elif field.kind == "dates":
            days = st.dates(date(2005, 1, 1), date(2027, 1, 1)).map(date.isoformat)
            facts[field.name] = draw(st.lists(days, max_size=6))
        elif field.kind == "choices":
            facts[field.name] = draw(st.lists(st.sampled_from(field.choices), unique=True))
        elif field.kind == "country":
            facts[field.name] = draw(st.sampled_from(["VN", "LA"]))
        else:
            facts[field.name] = draw(value_of(field))
    return facts


@st.composite
def place(draw, unknown=True) -> dict[str, Any]:
    values = st.sampled_from([True, False, None] if unknown else [True, False])
    return {field.name: draw(values) for field in PLACE if draw(st.booleans())}


@st.composite
def ordinary_way(draw) -> list[dict[str, Any]]:
    """The ordinary acts in their order up to some step, most of them in time and without fault."""
    day = draw(NEAR_A_HINGE | DAYS)
    upto = draw(st.integers(0, len(STEPS)))
    found: list[dict[str, Any]] = []
    for step in STEPS[:upto]:
        day += timedelta(days=draw(st.integers(0, 40)))
        if step == "probation_review":
            day += timedelta(days=draw(st.sampled_from([150, 300, 330, 360, 365])))
        for event in _ordinary(step):
            found.append({**event, "on": min(day, date(2030, 1, 1)).isoformat(), "type": step})
    return found


def _ordinary(step: str) -> list[dict[str, Any]]:
    if step == "verification":
        subjects = ("applicant", "father", "mother", "spouse", "father_in_law", "mother_in_law")
        return [{"subject": subject} for subject in (*subjects, "child")]
    if step == "introduction":
        member = {"by": "member", "full_member": True, "months_together": 30}
        members = [{**member, "introducer": name} for name in ("DV-07", "DV-11")]
        return [*members, {"by": "youth_union"}, {"by": "trade_union"}]
    if step in CELL:
        return [{"full_members": 9, "yes": 7, "no": 2}]
    if "members" in {field.name for field in EVENT_TYPES[step]}:
        return [{"members": 15, "yes": 12}]
    return [{}]


@st.composite
def cases(draw, unknown=True) -> dict[str, Any]:
    """A facts document with a history, usually an ordinary one that something happened to."""
    acts = draw(st.just([]) | ordinary_way() | ordinary_way())
    acts = [act for act in acts if draw(st.integers(0, 12))]
    acts += draw(st.lists(events(), max_size=8))
    route = {
        name: draw(st.booleans())
        for name in ("section_committee", "grassroots_committee", "delegated")
    }
    return {
        "schema": "case-facts/1",
        "id": "KK-2019-004",
        "person": draw(person(unknown)),
        "place": draw(place(unknown)),
        "route": route,
        "events": acts,
    }

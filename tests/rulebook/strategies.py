"""Generated histories: any acts in any order, with any days and any fields the contract allows."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from nguon.rulebook import EVENT_TYPES, PERSON, PLACE, STEPS
from tests.rulebook.tables import prepared, resolved

FIRST = date(2012, 1, 1)
BORN = st.dates(date(1945, 1, 1), date(2011, 12, 31))
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
            days = st.dates(date(2012, 1, 1), date(2027, 1, 1)).map(date.isoformat)
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
        day += timedelta(days=draw(st.integers(0, 35)))
        if step == "probation_review":
            day += timedelta(days=draw(st.sampled_from([150, 300, 330, 360, 365])))
        on = min(day, date(2030, 1, 1)).isoformat()
        found += [{**event, "on": on, "type": step} for event in _ordinary(step)]
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


SOUND = {"schooling": "upper_secondary_diploma", "married": True, "trade_union_member": True}


@st.composite
def sound_person(draw, unknown=True) -> dict[str, Any]:
    """A person who meets the ordinary standards, save perhaps for one or two facts."""
    facts = {**SOUND, "born": draw(st.sampled_from(["1984-03-12", "1996-02-29", "1961-11-30"]))}
    other = draw(person(unknown))
    changed = draw(st.lists(st.sampled_from(sorted(other)), max_size=2))
    return {**facts, **{name: other[name] for name in changed}}


@st.composite
def cases(draw, unknown=True) -> dict[str, Any]:
    """A facts document with a history, usually an ordinary one that something happened to."""
    if draw(st.integers(0, 4)) == 0:
        acts, who = draw(st.lists(events(), max_size=12)), draw(person(unknown))
    else:
        acts, who = draw(ordinary_way()), draw(sound_person(unknown))
        for _ in range(draw(st.integers(0, 2)) if acts else 0):
            acts = [act for act in acts if act is not draw(st.sampled_from(acts))]
            if not acts:
                break
        acts = acts + draw(st.lists(events(), max_size=3))
    route = {
        name: draw(st.booleans())
        for name in ("section_committee", "grassroots_committee", "delegated")
    }
    route["section_committee"] &= draw(st.booleans())
    return {
        "schema": "case-facts/1",
        "id": "KK-2019-004",
        "person": who,
        "place": draw(st.just({}) | place(unknown)),
        "route": route,
        "events": acts,
    }


@st.composite
def cases_on_a_day(draw, unknown=True) -> tuple[dict[str, Any], date]:
    """A case and a day on which to look at it, mostly soon after one of its acts."""
    case = draw(cases(unknown))
    days = st.dates(FIRST, date(2029, 12, 31)) | NEAR_A_HINGE
    if case["events"] and draw(st.integers(0, 3)):
        last = max(act["on"] for act in case["events"])
        one = draw(st.sampled_from([last, last, draw(st.sampled_from(case["events"]))["on"]]))
        return case, date.fromisoformat(one) + timedelta(days=draw(st.integers(0, 120)))
    return case, draw(days)


@st.composite
def cases_touching(draw, parameter) -> tuple[dict[str, Any], date]:
    """A case on a day, made so that an open parameter often matters to it."""
    case, as_of = draw(cases_on_a_day())
    if parameter.startswith("population_rule"):
        births = draw(st.lists(st.dates(FIRST, date(2024, 1, 1)), min_size=3, max_size=4))
        parent = {**SOUND, "married": False, "born": "1984-03-12"}
        parent["children_born"] = [day.isoformat() for day in births]
        as_of = draw(st.dates(date(2018, 1, 1), date(2024, 1, 1)))
        case = {**case, "person": parent, "events": prepared(as_of.isoformat())}
    elif parameter.startswith("transition_2025"):
        met = draw(st.dates(date(2025, 5, 1), date(2025, 7, 5)))
        later = st.dates(met, met + timedelta(days=120)).map(date.isoformat)
        decision = st.fixed_dictionaries(
            {"type": st.just("admission_decision"), "on": later}
            | {name: st.integers(6, 11) for name in ("members", "yes")}
        ).filter(lambda act: act["yes"] <= act["members"])
        acts = resolved(met.isoformat()) + draw(st.lists(decision, max_size=1))
        case = {**case, "person": {**SOUND, "born": "1984-03-12"}, "events": acts}
        as_of = met + timedelta(days=draw(st.integers(0, 150)))
    return case, as_of

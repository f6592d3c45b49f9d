"""An invented person on the ordinary way, told in a few words.

``way("opinions")`` gives the acts up to a step; ``case(...)`` a facts document; ``judged(...)``
the assessment as the document of the contract.
"""

from datetime import date
from typing import Any

from nguon.rulebook import evaluate, read_facts, render

BOARD = {"members": 11, "yes": 11}
COMMITTEE = {"members": 15, "yes": 15}
CELL = {"full_members": 15, "probationary": 1, "yes": 15, "no": 0}
MEMBER = {"by": "member", "full_member": True, "months_together": 36, "basis": "work"}
ORDINARY = [
    ("sourced", "2018-03-09", {"source_group": "good_farmer_trader"}),
    ("candidate_listed", "2018-04-10", {"helper": "DV-07"}),
    ("awareness_course", "2018-09-07", {}),
    ("application", "2018-10-26", {}),
    ("cv", "2018-11-06", {}),
    ("verification", "2019-01-15", {"subject": "applicant"}),
    ("verification", "2019-01-15", {"subject": "father"}),
    ("verification", "2019-01-15", {"subject": "mother"}),
    ("introduction", "2019-03-29", {**MEMBER, "introducer": "DV-07"}),
    ("introduction", "2019-04-01", {**MEMBER, "introducer": "DV-11"}),
    ("opinions", "2019-04-25", {}),
    ("cell_resolution", "2019-05-15", CELL),
    ("committee_resolution", "2019-05-27", COMMITTEE),
    ("admission_decision", "2019-06-20", BOARD),
    ("decision_received", "2019-06-25", {}),
    ("admission_ceremony", "2019-07-05", {}),
    ("member_declaration", "2019-07-20", {}),
    ("new_member_course", "2019-12-02", {}),
    ("probation_review", "2020-07-06", {}),
    ("recognition_resolution", "2020-07-10", CELL),
    ("recognition_committee_resolution", "2020-07-20", COMMITTEE),
    ("recognition_decision", "2020-08-03", BOARD),
    ("card_issued", "2020-09-02", {}),
]
PERSON = {"born": "1984-03-12", "schooling": "upper_secondary_diploma"}

Acts = list[dict[str, Any]]


def act(kind: str, on: str, /, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "on": on, **fields}


def way(upto: str, *, without: str = "", years: int = 0, **changed: Any) -> Acts:
    """The ordinary acts up to a step; ``cv="2018-01-01"`` dates one otherwise, ``None`` drops it.

    A dict changes fields of every act of the type; ``years`` shifts everything.
    """
    acts: Acts = []
    for kind, on, fields in ORDINARY:
        change = changed.get(kind, {})
        if kind != without and change is not None:
            day = change if isinstance(change, str) else f"{int(on[:4]) + years}{on[4:]}"
            acts.append(
                act(kind, day, **{**fields, **(change if isinstance(change, dict) else {})})
            )
    last = max((i for i, one in enumerate(acts) if one["type"] == upto), default=len(acts) - 1)
    order = [kind for kind, _, _ in ORDINARY]
    return [
        one
        for i, one in enumerate(acts)
        if i <= last or order.index(one["type"]) < order.index(upto)
    ]


def case(
    acts: Acts = (), *, place: Any = None, route: Any = None, **person: Any
) -> dict[str, Any]:
    return {
        "schema": "case-facts/1",
        "id": "KK-2019-004",
        "person": {**PERSON, **person},
        "place": place or {},
        "route": route or {},
        "events": list(acts),
    }


def judged(document: dict[str, Any], as_of: str, lang: str = "vi") -> dict[str, Any]:
    return render(evaluate(read_facts(document), date.fromisoformat(as_of)), lang)


def codes(document: dict[str, Any], as_of: str) -> set[str]:
    return {finding["code"] for finding in judged(document, as_of)["findings"]}


def found(document: dict[str, Any], as_of: str, code: str) -> list[dict[str, Any]]:
    return [one for one in judged(document, as_of)["findings"] if one["code"] == code]


def the(document: dict[str, Any], as_of: str, code: str) -> dict[str, Any]:
    (one,) = found(document, as_of, code)
    return one


def step(document: dict[str, Any], as_of: str, name: str) -> dict[str, Any]:
    (one,) = [s for s in judged(document, as_of)["next_steps"] if s["step"] == name]
    return one

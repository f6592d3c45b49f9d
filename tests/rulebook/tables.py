"""Tables of cases, one for each rule of the rulebook: a person, a day, what must come out.

A module ``test_rules_*.py`` holds ``TABLES``, rows under the id of their rule, and runs them by
``each_row(TABLES)`` and ``holds``; ``test_every_rule.py`` sees to it that no rule is without.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from tests.rulebook.building import BOARD, CELL, COMMITTEE, MEMBER, Acts, act, case, judged

# Days before the cell's resolution, as an ordinary file is made ready.
PREPARATION = [
    ("sourced", 430, {"source_group": "good_farmer_trader"}),
    ("candidate_listed", 400, {"helper": "DV-07"}),
    ("awareness_course", 250, {}),
    ("application", 201, {}),
    ("cv", 190, {}),
    ("verification", 120, {"subject": "applicant"}),
    ("verification", 118, {"subject": "father"}),
    ("verification", 118, {"subject": "mother"}),
    ("introduction", 47, {**MEMBER, "introducer": "DV-07"}),
    ("introduction", 45, {**MEMBER, "introducer": "DV-11"}),
    ("opinions", 20, {}),
]
ADMISSION = [
    ("cell_resolution", 80, CELL),
    ("committee_resolution", 70, COMMITTEE),
    ("admission_decision", 35, BOARD),
    ("decision_received", 28, {}),
    ("admission_ceremony", 0, {}),
]

# A day under each regulation.
DAYS = {
    "R0": "2013-09-10",
    "R1": "2019-09-10",
    "R2": "2022-09-12",
    "R2b": "2025-03-10",
    "R3": "2025-10-15",
    "R4": "2026-06-15",
    "R5": "2026-09-14",
}


@dataclass(frozen=True)
class Row:
    """One case: what it shows, the facts, the day, and what the assessment must hold.

    ``codes`` are all the findings there are; ``findings`` maps a code to fields of it; ``without``
    are codes that must not occur; ``steps`` maps a next step to fields of it, ``no_step`` names
    steps that must not be there; ``missing`` are all the papers that are lacking.
    """

    shows: str
    facts: dict[str, Any]
    as_of: str
    codes: set[str] | None = None
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    no_step: set[str] = field(default_factory=set)
    missing: set[str] | None = None
    holds: dict[str, Any] = field(default_factory=dict)


Act = dict[str, Any]
Tables = dict[str, list[Row]]


def each_row(tables: Tables) -> Any:
    rows = [(rule, row) for rule, table in tables.items() for row in table]
    return pytest.mark.parametrize(
        ("rule", "row"), rows, ids=[f"{rule}: {row.shows}" for rule, row in rows]
    )


def matches(expected: Any, came: Any) -> bool:
    """A row says only what matters: objects and lists may hold more than it names."""
    if isinstance(expected, dict):
        return isinstance(came, dict) and all(
            key in came and matches(value, came[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(came, list) and all(
            any(matches(one, other) for other in came) for one in expected
        )
    return type(expected) is type(came) and expected == came


def differences(row: Row) -> list[str]:
    """Return what the assessment of a row lacks or has too much, in words."""
    came = judged(row.facts, row.as_of)
    blocked = any(one["severity"] == "block" for one in came["findings"])
    faults = [
        *lacking("code", row.findings, came["findings"]),
        *lacking("step", row.steps, came["next_steps"]),
        *unwanted("code", row.without, came["findings"]),
        *unwanted("step", row.no_step, came["next_steps"]),
        *(
            f"{key} {came[key]}, not {v}"
            for key, v in row.holds.items()
            if not matches(v, came[key])
        ),
    ]
    if row.codes is not None and row.codes != {one["code"] for one in came["findings"]}:
        faults.append(f"findings {[one['code'] for one in came['findings']]}, not {row.codes}")
    if row.missing is not None and row.missing != set(came["missing"]):
        faults.append(f"missing {came['missing']}, not {row.missing}")
    if came["may_proceed"] == blocked:
        faults.append("may_proceed beside a blocking finding")
    return faults


def lacking(key: str, wanted: dict[str, dict[str, Any]], came: list[dict[str, Any]]) -> list[str]:
    return [
        f"no {name} {fields} in {[one for one in came if one[key] == name] or came}"
        for name, fields in wanted.items()
        if not matches([{key: name, **fields}], came)
    ]


def unwanted(key: str, names: set[str], came: list[dict[str, Any]]) -> list[str]:
    return [f"there is {one}" for one in came if one[key] in names]


def before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def dated(kind: str, on: str, fields: dict[str, Any], changed: dict[str, Any]) -> Acts:
    """An act of the ordinary way; ``cv="2018-01-01"`` dates it, a dict adds, None drops it."""
    change = changed.get(kind, {})
    if change is None:
        return []
    if isinstance(change, str):
        return [act(kind, change, **fields)]
    return [act(kind, on, **{**fields, **change})]


def prepared(day: str, **changed: Any) -> Acts:
    """An ordinary file, ready for the cell to consider on ``day``."""
    return [
        one
        for kind, days, fields in PREPARATION
        for one in dated(kind, before(day, days), fields, changed)
    ]


def resolved(day: str, **changed: Any) -> Acts:
    """An ordinary file that the cell adopted on ``day``."""
    return prepared(day, **changed) + dated("cell_resolution", day, CELL, changed)


def admitted(day: str, **changed: Any) -> Acts:
    """An ordinary file up to the ceremony, held on ``day``."""
    return prepared(before(day, 80), **changed) + [
        one
        for kind, days, fields in ADMISSION
        for one in dated(kind, before(day, days), fields, changed)
    ]


def waiting(day: str, *more: Act, route: Any = None) -> dict[str, Any]:
    """A file that the cell adopted on ``day``, and what came after."""
    return case([*resolved(day), *more], route=route or {})


def decided(day: str, on: str, *more: Act, route: Any = None, **board: Any) -> dict[str, Any]:
    """A file that the cell adopted on ``day`` and its superior, right above it, decided ``on``."""
    acts = [*resolved(day), act("admission_decision", on, **{**BOARD, **board}), *more]
    return case(acts, route={"grassroots_committee": False} if route is None else route)


def adopted(on: str, **fields: Any) -> Act:
    """The cell's resolution on recognition, unanimous if nothing else is said."""
    return act("recognition_resolution", on, **{**CELL, **fields})


def probationer(
    ceremony: str,
    *more: Act,
    without: Container[str] = (),
    route: Any = None,
    **changed: Any,
) -> dict[str, Any]:
    """Somebody whose probation began on ``ceremony``, all papers for recognition in order."""
    papers = [
        act("member_declaration", before(ceremony, -10)),
        act("new_member_course", before(ceremony, -150)),
        act("probation_review", before(ceremony, -360)),
    ]
    acts = [one for one in papers if one["type"] not in without]
    facts = {"born": changed.pop("born")} if "born" in changed else {}
    return case([*admitted(ceremony, **changed), *acts, *more], route=route or {}, **facts)

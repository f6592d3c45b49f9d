"""The cases that are stored with a release: all written ones, and some that were generated."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from bench.generate_cases import full_cases
from nguon.rulebook import BadDocument, NoRuleInForce, evaluate, read_facts
from tests.rulebook.strategies import cases_on_a_day
from tests.rulebook.test_every_rule import tables

WRITTEN = Path(__file__).with_name("cases")
GENERATED, FULL = 250, 60

Asked = dict[str, Any]  # what ``nguon evaluate --batch`` takes on a line


def sample() -> list[Asked]:
    """Give the cases and days, each once, none that the rulebook refuses."""
    found = {json.dumps(asked, sort_keys=True): asked for asked in _all()}
    return [asked for asked in found.values() if _is_judged(asked)]


def _all() -> Iterator[Asked]:
    for path in sorted(WRITTEN.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        yield {"facts": case["facts"], "as_of": case["as_of"]}
    for rows in tables().values():
        for row in rows:
            yield {"facts": row.facts, "as_of": row.as_of}
    yield from map(json.loads, full_cases(FULL, seed=1))
    yield from _generated()


def _generated() -> list[Asked]:
    found: list[Asked] = []

    @settings(
        max_examples=GENERATED,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases_on_a_day())
    def keep(drawn: tuple[dict[str, Any], date]) -> None:
        facts, as_of = drawn
        found.append({"facts": facts, "as_of": as_of.isoformat()})

    keep()
    return found


def _is_judged(asked: Asked) -> bool:
    try:
        evaluate(read_facts(asked["facts"]), date.fromisoformat(asked["as_of"]))
    except (BadDocument, NoRuleInForce):
        return False
    return True

"""Entering an act: the one door for every step of the procedure."""
from datetime import date

import pytest

from nguon.development import operations, projection, queries
from nguon.development.models import Case, CaseEvent
from nguon.rulebook import Event
from tests.development.file import a_case, a_person


def test_a_fact_is_entered(khe_xong, acting):
    clerk = acting("clerk", at=khe_xong)
    case = a_case(khe_xong, by=clerk)
    row = operations.record(case, Event("sourced", date(2024, 9, 2), {"source_group": "x"}), by=clerk)
    row2 = operations.record(case, Event("sourced", date(2024, 9, 2), {"source_group": "x"}), by=clerk)
    assert row == row2
    operations.record(case, Event("cell_resolution", date(2025, 1, 2), {"full_members": 9, "yes":6}), by=clerk)
    print(queries.worklist(by=clerk), queries.tally(by=clerk), queries.pipeline(by=clerk))
    print(queries.worklist(by=clerk, as_of=date(2024,12,1)))
    operations.record(case, Event("political_conclusion", date(2025, 1, 2), {"outcome":"may_not"}), by=clerk)
    operations.retract(row, reason="nhầm", by=clerk)
    assert projection.compare(by=clerk)==[]
    operations.hold_ceremony(case, Event("admission_ceremony", date(2025, 2, 2)), by=clerk)
    assert projection.compare(by=clerk)==[]

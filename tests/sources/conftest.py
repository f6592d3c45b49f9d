"""A commune with its office, the secretary of one cell, and a class that both know of."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.sources import operations
from tests import cast, staff

STARTS, ENDS = date(2025, 5, 12), date(2025, 5, 14)


@pytest.fixture
def officer(places):
    """Make an account with a role at a place and the actor of it: ``officer("clerk", at=...)``."""

    def employ(role, *, at, today=cast.TODAY):
        user = staff.employ(role, at, on=cast.FIRST_DAY)
        return replace(cast.acting(role, at=at, today=today), user_id=user.pk)

    return employ


@pytest.fixture
def clerk(officer, krong_klang):
    return officer("clerk", at=krong_klang)


@pytest.fixture
def cell_secretary(officer, khe_xong):
    return officer("cell_secretary", at=khe_xong)


@pytest.fixture
def plan(krong_klang, clerk):
    """Plan a class at the commune, a week before; what is said otherwise replaces the usual."""

    def planned(by=clerk, at=krong_klang, on=STARTS - timedelta(days=7), **otherwise):
        usual = {
            "kind": "awareness_course", "title": "Lớp khoá 1", "starts_on": STARTS,
            "ends_on": ENDS, "venue": "Hội trường thị trấn", "capacity": 40,
            "document": "12-KH/ĐU",
        }  # fmt: skip
        by = replace(by, today=on, at=cast.instant(on))
        return operations.plan_course(at, **usual | otherwise, by=by)

    return planned


@pytest.fixture
def course(plan):
    return plan()


@pytest.fixture
def early(clerk, cell_secretary):
    """The actors on a day before the class is over."""
    return {
        "clerk": replace(clerk, today=STARTS),
        "cell_secretary": replace(cell_secretary, today=STARTS),
    }

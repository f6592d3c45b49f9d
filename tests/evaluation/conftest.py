"""A commune that grades its cells for 2019, by 132-QĐ/TW, and one that does for 2025, by 366."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nguon.evaluation import opening, operations
from nguon.evaluation.opening import Asked
from tests import cast, staff

YEAR = {"period": "year", "starts_on": date(2019, 1, 1), "ends_on": date(2020, 1, 1)}
GRADED = date(2019, 12, 20)
AFTER = date(2020, 1, 6)
NEW_YEAR = {"period": "year", "starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1)}
NEW_GRADED = date(2025, 12, 20)
CRITERIA = (
    Asked(code="1", name="Công tác chính trị, tư tưởng", max_points=Decimal(50)),
    Asked(code="2", name="Nền nếp sinh hoạt", max_points=Decimal(35), source="Mẫu"),
    Asked(
        code="3", name="Kết quả kết nạp đảng viên", max_points=Decimal(15),
        indicator="development", threshold=100,
    ),
)  # fmt: skip
OF_MEMBERS = (
    Asked(code="1", name="Phẩm chất", max_points=Decimal(60)),
    Asked(code="2", name="Nhiệm vụ được giao", max_points=Decimal(40)),
)


@pytest.fixture
def officer(places):
    """Make an account with a role at a place and the actor of it on a day."""

    def employ(role, *, at, today=AFTER):
        user = staff.employ(role, at, on=cast.FIRST_DAY)
        return replace(cast.acting(role, at=at, today=today), user_id=user.pk)

    return employ


def on(actor, day):
    """The same person on another day; the places of the cast stand on all of them."""
    return replace(actor, today=day, at=cast.instant(day))


@pytest.fixture
def clerk(officer, krong_klang):
    return officer("clerk", at=krong_klang)


@pytest.fixture
def cell_secretary(officer, khe_xong):
    return officer("cell_secretary", at=khe_xong)


@pytest.fixture
def lay(krong_klang, clerk):
    """Lay down a table of criteria: ``lay()``, ``lay(whom="members", criteria=OF_MEMBERS)``."""

    def down(**values):
        usual = {
            "whom": "organizations", "title": "Bảng tiêu chí", "document": "12-HD/ĐU (mẫu)",
            "decided_on": date(2019, 11, 1), "criteria": CRITERIA, "by": clerk,
        }  # fmt: skip
        return opening.lay_down_table(krong_klang, **(usual | values))

    return down


@pytest.fixture
def begin(krong_klang, clerk, lay):
    """Open a round: ``begin()`` of 2019 with members, ``begin(NEW_YEAR, NEW_GRADED)``."""

    def opened(period=YEAR, graded_on=GRADED, members=False, zero_bars=False, **values):
        told = {
            **period, "graded_on": graded_on, "document": "15-KH/ĐU (mẫu)",
            "by": on(clerk, max(clerk.today, graded_on)),
        }  # fmt: skip
        told["table"] = values.pop("table", None) or lay(zero_bars=zero_bars)
        if members:
            told["member_table"] = lay(whom="members", criteria=OF_MEMBERS)
        return opening.open_round(krong_klang, **(told | values))

    return opened


@pytest.fixture
def voted():
    """Let a collective grade itself, vote and propose one grade."""

    def through(sheet, grade, *, by, day=GRADED, yes=9, summoned=11):
        operations.grade_itself(sheet, grade=grade, on=day, by=by)
        operations.vote(sheet, grade=grade, on=day, yes=yes, summoned=summoned, present=9, by=by)
        return operations.propose(sheet, grade=grade, on=day, words="Đúng mức", by=by)

    return through

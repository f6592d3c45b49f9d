"""Who writes on the calendar: an office that keeps it, and a writer who proposes."""

from collections.abc import Callable
from datetime import date, time

import pytest

from nguon.core.actor import Actor
from nguon.portal import operations as accounts
from nguon.portal.agenda import operations
from nguon.portal.agenda.models import Entry, Half
from nguon.portal.models import Role, User
from nguon.portal.roles import actor
from tests.portal.conftest import NOW, TODAY

MONDAY = date(2025, 6, 2)
WEEK = "/lich-cong-tac/2025/23/"
Plan = Callable[..., Entry]


@pytest.fixture
def office_user(system: Actor) -> User:
    return accounts.open_account(
        "van-phong", "Hồ Thị Lịch", roles=[Role.SCHEDULER], on=TODAY, by=system
    )


@pytest.fixture
def office(office_user: User) -> Actor:
    return actor(office_user, today=TODAY, at=NOW)


@pytest.fixture
def writer_user(system: Actor) -> User:
    return accounts.open_account(
        "nguoi-viet", "Lê Văn Viết", roles=[Role.WRITER], on=TODAY, by=system
    )


@pytest.fixture
def writer(writer_user: User) -> Actor:
    return actor(writer_user, today=TODAY, at=NOW)


def plan(what: str = "Giao ban đầu tuần", **more: object) -> operations.Plan:
    told = {
        "day": MONDAY,
        "half": Half.MORNING,
        "starts": time(8, 0),
        "ends": time(9, 30),
        "place": "Hội trường UBND xã Bản Mẫu",
    }
    return operations.Plan(what=what, **(told | more))


@pytest.fixture
def approved(office: Actor) -> Plan:
    """Put something on the calendar of the week; nobody reads it before the week is published."""

    def put(what: str = "Giao ban đầu tuần", **more: object) -> Entry:
        return operations.approve(operations.propose(plan(what, **more), by=office), by=office)

    return put

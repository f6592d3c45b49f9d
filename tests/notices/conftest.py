"""A commune at work: cases, a clerk with an account, a cell secretary, a member in charge."""

from datetime import timedelta

import pytest

from nguon.accounts.actors import actor
from nguon.notices import operations
from tests import cast, staff
from tests.development import story
from tests.notices.mail_server import mail_server

MONDAY = cast.TODAY  # 2 June 2025 is one


@pytest.fixture
def hired(places):
    """Give somebody a role at a place and return the account: ``hired("clerk", at=...)``."""

    def hire(role, *, at):
        return staff.employ(role, at, on=cast.FIRST_DAY)

    return hire


@pytest.fixture
def late_case(khe_xong, system):
    """The decision reached the cell on 21/03/2025, and the ceremony has not been held."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "decision_received", by=system)
    return case


@pytest.fixture
def mailbox():
    with mail_server() as box:
        yield box


def acting_as(user, today=MONDAY, at=None):
    return actor(user, today=today, at=at or cast.instant(today))


def subscribed(user, address="van-phong@xa.example", language="vi"):
    by = acting_as(user, MONDAY - timedelta(days=3))
    return operations.subscribe(address, language=language, by=by)

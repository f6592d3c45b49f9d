"""A commune with its office, a member in charge of its cells, and the secretary of one cell."""

from dataclasses import replace

import pytest

from tests import cast, staff


@pytest.fixture
def officer(places):
    """Make an account with a role at a place and the actor of it: ``officer("clerk", at=...)``."""

    def employ(role, *, at, today=cast.TODAY):
        user = staff.employ(role, at, on=cast.FIRST_DAY)
        return user, replace(cast.acting(role, at=at, today=today), user_id=user.pk)

    return employ


@pytest.fixture
def clerk(officer, krong_klang):
    return officer("clerk", at=krong_klang)[1]


@pytest.fixture
def guide(officer, krong_klang):
    """The committee member in charge of the commune's cells."""
    return officer("area_member", at=krong_klang)


@pytest.fixture
def cell_secretary(officer, khe_xong):
    return officer("cell_secretary", at=khe_xong)

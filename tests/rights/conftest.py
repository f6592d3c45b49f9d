"""The office of Krông Klang and somebody on file there who asks for something."""

import pytest

from nguon.people import operations as people
from nguon.rights import operations
from tests.cast import TODAY
from tests.people.sheets import ALL, signed


@pytest.fixture
def clerk(acting, krong_klang):
    return acting("clerk", at=krong_klang)


@pytest.fixture
def neighbour(acting, mo_o):
    return acting("clerk", at=mo_o, user_id=8)


@pytest.fixture
def thu(clerk, khe_xong):
    return people.register(
        "Hồ Thị Thử", organization=khe_xong, consents=signed(*ALL), by=clerk, phone="0912345678"
    )


@pytest.fixture
def ask(thu, clerk, khe_xong):
    """Enter what Hồ Thị Thử asks for."""

    def do(kind="view", *, on=TODAY, person=thu, by=clerk, **more):
        return operations.receive(
            khe_xong, person=person, kind=kind, received_on=on, document="3-YC", by=by, **more
        )

    return do

"""The cast: a province, a district, two communes and their cells, and who may act there."""

from collections.abc import Callable

import pytest
from django.test import Client

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from tests import cast, staff


@pytest.fixture
def places(db: None) -> dict[str, Organization]:
    """Every place of the cast by its slug."""
    return cast.settle()


@pytest.fixture
def quang_tri(places: dict[str, Organization]) -> Organization:
    return places["quang-tri"]


@pytest.fixture
def dakrong(places: dict[str, Organization]) -> Organization:
    return places["dakrong"]


@pytest.fixture
def krong_klang(places: dict[str, Organization]) -> Organization:
    return places["krong-klang"]


@pytest.fixture
def khe_xong(places: dict[str, Organization]) -> Organization:
    return places["khe-xong"]


@pytest.fixture
def khom_ban_mau(places: dict[str, Organization]) -> Organization:
    return places["khom-ban-mau"]


@pytest.fixture
def mo_o(places: dict[str, Organization]) -> Organization:
    """The neighbouring commune."""
    return places["mo-o"]


@pytest.fixture
def thon_mau(places: dict[str, Organization]) -> Organization:
    """A cell of the neighbouring commune."""
    return places["thon-mau"]


@pytest.fixture
def system(places: dict[str, Organization]) -> Actor:
    """The actor of jobs and of the command line, seated above the whole cast."""
    return cast.system()


@pytest.fixture
def acting() -> Callable[..., Actor]:
    """Make somebody who holds a role, or just some actions, at a place: see ``cast.acting``."""
    return cast.acting


@pytest.fixture
def browse(places: dict[str, Organization]) -> Callable[..., Client]:
    """A signed-in browser of somebody with a role: ``browse(Role.CLERK, at=krong_klang)``."""

    def browser_of(role: str, *, at: Organization) -> Client:
        return staff.enter(Client(), staff.employ(role, at))

    return browser_of

"""Who acts in the tests of cases: a clerk of the commune, the cell's secretary, neighbours."""

from collections.abc import Callable

import pytest

from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.organizations.models import Organization
from tests.development import story


@pytest.fixture
def clerk(acting: Callable[..., Actor], krong_klang: Organization) -> Actor:
    return acting("clerk", at=krong_klang)


@pytest.fixture
def secretary(acting: Callable[..., Actor], khe_xong: Organization) -> Actor:
    """The secretary of the cell that follows the case."""
    return acting("cell_secretary", at=khe_xong, user_id=8)


@pytest.fixture
def neighbour(acting: Callable[..., Actor], mo_o: Organization) -> Actor:
    """The clerk of the neighbouring commune."""
    return acting("clerk", at=mo_o, user_id=9)


@pytest.fixture
def case(khe_xong: Organization, clerk: Actor) -> Case:
    """A case that has just been opened; every fact about the person and the area is known."""
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=clerk)

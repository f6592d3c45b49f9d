"""A term of the commune, laid down by document."""

from collections.abc import Callable

import pytest

from nguon.planning import operations
from tests.planning.story import TERM


@pytest.fixture
def plan(system) -> Callable[..., object]:
    """Lay down the term 2015-2020 of an organisation, with other values where named."""

    def lay_down(organization, **values):
        return operations.plan_term(organization, by=system, **(TERM | values))

    return lay_down


@pytest.fixture
def term(krong_klang, plan):
    return plan(krong_klang)

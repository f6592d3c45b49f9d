"""The office of Krông Klang, and somebody who agreed to all that was asked. All invented."""

from collections.abc import Callable
from datetime import date

import pytest

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.people import operations
from nguon.people.models import Person
from tests.people.sheets import ALL, signed


@pytest.fixture
def clerk(acting: Callable[..., Actor], krong_klang: Organization) -> Actor:
    return acting("clerk", at=krong_klang)


@pytest.fixture
def neighbour(acting: Callable[..., Actor], mo_o: Organization) -> Actor:
    """The clerk of the commune next door."""
    return acting("clerk", at=mo_o, user_id=8)


@pytest.fixture
def enrol(clerk: Actor, khe_xong: Organization) -> Callable[..., Person]:
    """Put somebody on file who signed the sheet."""

    def do(
        full_name: str = "Hồ Thị Thử", *, at: Organization = khe_xong, **details: object
    ) -> Person:
        consents = details.pop("consents", signed(*ALL))
        by = details.pop("by", clerk)
        return operations.register(full_name, organization=at, consents=consents, by=by, **details)

    return do


@pytest.fixture
def thu(enrol: Callable[..., Person]) -> Person:
    """Hồ Thị Thử agreed to development, sensitive data and statistics."""
    return enrol(born_on=date(2000, 4, 12), gender="female", id_number="045200001234")

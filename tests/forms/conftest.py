"""One case in the cell of Khe Xong, told up to the ceremony, and who opens it."""

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
def case(khe_xong: Organization, clerk: Actor) -> Case:
    """Resolved, decided and admitted, as the story tells it."""
    story.describe(khe_xong)
    told = story.a_case(khe_xong, by=clerk)
    story.tell(told, "admission_ceremony", by=clerk)
    return told

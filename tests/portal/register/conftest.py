"""Who writes documents, and documents of the register."""

from collections.abc import Callable
from datetime import date

import pytest

from nguon.core.actor import Actor
from nguon.portal import operations as accounts
from nguon.portal.models import Role, User
from nguon.portal.register import operations
from nguon.portal.register.models import Document, Kind
from nguon.portal.roles import actor
from tests.portal.conftest import NOW, TODAY

Issue = Callable[..., Document]


@pytest.fixture
def writer_user(system: Actor) -> User:
    return accounts.open_account(
        "nguoi-viet", "Lê Văn Viết", roles=[Role.WRITER], on=TODAY, by=system
    )


@pytest.fixture
def writer(writer_user: User) -> Actor:
    return actor(writer_user, today=TODAY, at=NOW)


def content(title: str = "Về phân công trực", **more: object) -> operations.Content:
    told = {"issued_on": date(2025, 5, 20), "issuer": "UBND xã Bản Mẫu", "type": "Quyết định"}
    return operations.Content(title=title, **(told | more))


@pytest.fixture
def issue(editing: Actor) -> Issue:
    """Write and publish a document."""

    def issued(
        title: str = "Về phân công trực",
        *,
        kind: str = Kind.NEW,
        replaces: tuple[Document, ...] = (),
        amends: tuple[Document, ...] = (),
        **more: object,
    ) -> Document:
        beside = operations.Beside(replaces=list(replaces), amends=list(amends))
        document = operations.write(kind, content(title, **more), beside, by=editing)
        return operations.publish(document, by=editing)

    return issued

"""A writer and an editor beside the approver of the cast."""

import pytest

from nguon.core.actor import Actor
from nguon.portal import operations
from nguon.portal.models import Article, Category, Role, User
from nguon.portal.news import operations as news
from nguon.portal.roles import actor
from tests.portal.conftest import BODY, NOW, TODAY


@pytest.fixture
def writer(system: Actor) -> User:
    return operations.open_account("viet", "Hồ Thị Viết", roles=[Role.WRITER], on=TODAY, by=system)


@pytest.fixture
def second(system: Actor) -> User:
    return operations.open_account("sua", "Lê Văn Sửa", roles=[Role.EDITOR], on=TODAY, by=system)


@pytest.fixture
def writing(writer: User) -> Actor:
    return actor(writer, today=TODAY, at=NOW)


@pytest.fixture
def correcting(second: User) -> Actor:
    return actor(second, today=TODAY, at=NOW)


@pytest.fixture
def draft(writer: User, writing: Actor, category: Category) -> Article:
    return news.write_article(
        "Bản nháp đầu", category=category, lead="Lời dẫn.", body=BODY, poster=writer, by=writing
    )

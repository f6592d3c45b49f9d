"""Who answers, who publishes, and a question with its receipt code."""

from collections.abc import Callable

import pytest

from nguon.core.actor import Actor
from nguon.portal import operations as accounts
from nguon.portal.models import Role, User
from nguon.portal.questions import operations
from nguon.portal.questions.models import Question
from nguon.portal.roles import actor
from tests.portal.conftest import NOW, TODAY

Ask = Callable[..., tuple[Question, str]]
TEXT = "Cháu Hồ Văn Mẫu, 0905 123 456, hỏi thủ tục cấp lại giấy khai sinh."


@pytest.fixture
def answerer_user(system: Actor) -> User:
    return accounts.open_account(
        "mot-cua", "Hồ Thị Đáp", roles=[Role.ANSWERER], on=TODAY, by=system
    )


@pytest.fixture
def answering(answerer_user: User) -> Actor:
    return actor(answerer_user, today=TODAY, at=NOW)


@pytest.fixture
def ask(db: None) -> Ask:
    """Send a question, each from an address of its own."""

    def asked(title: str = "Cấp lại giấy khai sinh", **more: object) -> tuple[Question, str]:
        told = {"text": TEXT, "name": "Người Pa Kô", "form": title} | more
        where = told.pop("where", title)
        at = told.pop("at", NOW)
        question = operations.Asked(title=title, **told)
        return operations.ask(question, sent_from=f"from {where}", today=TODAY, at=at)

    return asked


@pytest.fixture
def answered(ask: Ask, answering: Actor) -> Callable[..., tuple[Question, str]]:
    """A question that has its answer."""

    def done(**more: object) -> tuple[Question, str]:
        question, code = ask(**more)
        told = "Nộp tờ khai tại bộ phận một cửa."
        return operations.answer(question, told, department="Tư pháp", by=answering), code

    return done


def published(**more: object) -> operations.Published:
    told = {
        "title": "Thủ tục cấp lại giấy khai sinh",
        "text": "Tôi hỏi thủ tục cấp lại giấy khai sinh.",
        "answer": "Nộp tờ khai tại bộ phận một cửa.",
    }
    return operations.Published(**(told | more))

"""Somebody whose act would have to wait for another's is told so, and nothing is half written."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from nguon.accounts.models import Role
from nguon.core.guard import unscoped
from nguon.core.http.door import gave_way
from nguon.development.models import Case
from tests.development import story


@pytest.fixture
def case(khe_xong, system):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=system)


@contextmanager
def another_act_in(case: Case) -> Iterator[None]:
    """Somebody is in the middle of an act in a case."""
    holds, over = Event(), Event()

    def hold() -> None:
        with transaction.atomic(), unscoped("somebody else's act"):
            Case.unscoped.select_for_update().get(pk=case.pk)
            holds.set()
            over.wait(60)
        connection.close()

    other = Thread(target=hold)
    other.start()
    holds.wait(60)
    try:
        yield
    finally:
        over.set()
        other.join()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Nobody waits longer than a moment for a lock."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")


@pytest.mark.django_db(transaction=True)
def test_who_cannot_wait_longer_is_told_and_sends_again(case, browse, krong_klang, impatient):
    clerk, address = browse(Role.CLERK, at=krong_klang), f"/ho-so/{case.ref}/dong/"
    day = {"on": f"{story.STORY[0].on:%d/%m/%Y}"}
    clerk.get(address)

    with another_act_in(case):
        told = clerk.post(address, day)

    assert (told.status_code, told.headers["Retry-After"]) == (503, "1")
    assert "<h1>Có việc khác ghi cùng lúc</h1>" in told.text
    with unscoped("a look at the row"):
        assert Case.unscoped.get(pk=case.pk).closed_on is None
    assert clerk.post(address, day).status_code == 302


@pytest.mark.pure
def test_what_failed_of_itself_is_no_matter_of_giving_way():
    assert not gave_way(OperationalError("disk I/O error"))
    assert not gave_way(ValueError("database is locked"))

"""A full disk and a database that went away: told calmly, nothing half written, then as before."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.core.room import has_no_room
from nguon.development.models import Case, CaseEvent
from tests.development import story

postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite is no server that could go away"
)


@pytest.fixture
def case(khe_xong, system):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=system)


@pytest.fixture
def clerk(browse, krong_klang) -> Client:
    patient: Client = browse(Role.CLERK, at=krong_klang)
    patient.raise_request_exception = False  # a fault is answered, as on a real site
    return patient


@contextmanager
def a_full_database() -> Iterator[None]:
    """No page more: SQLite's own limit; PostgreSQL fails as it does when the disk is full."""
    if connection.vendor == "sqlite":
        yield from a_database_without_another_page()
    else:
        yield from a_table_that_cannot_grow()


def a_database_without_another_page() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are
        fill(cursor)
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 4294967294")
        cursor.execute("DROP TABLE IF EXISTS filling")


def fill(cursor) -> None:
    """Take what room is left in the pages that are there."""
    with pytest.raises(OperationalError, match="disk is full"):
        take_all_pages(cursor)


def take_all_pages(cursor) -> None:
    cursor.execute("CREATE TABLE filling (t BLOB)")
    for _ in range(20_000):
        cursor.execute("INSERT INTO filling VALUES (zeroblob(3000))")


def a_table_that_cannot_grow() -> Iterator[None]:
    table = CaseEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION no_room CASCADE")


def acts_in(case: Case) -> int:
    with unscoped("a look at the rows"):
        return CaseEvent.unscoped.filter(case=case).count()


def act_until_refused(clerk: Client, address: str, act: dict[str, str]) -> tuple[int, Any]:
    """Some acts still find a place in the pages that are there."""
    for answered in range(100):
        told = clerk.post(address, act | {"document": f"GCN {answered:02} (thử)"})
        if told.status_code != 302:
            return answered, told
    raise AssertionError("100 acts went through on a full disk")


@pytest.mark.django_db(transaction=True)
def test_an_act_on_a_full_disk_is_refused_calmly_and_goes_through_when_there_is_room(case, clerk):
    address = f"/ho-so/{case.ref}/lop-boi-duong-nhan-thuc/"
    act = {"on": f"{story.STORY[0].on:%d/%m/%Y}", "document": "GCN sau (thử)"}
    before = acts_in(case)

    with a_full_database():
        answered, told = act_until_refused(clerk, address, act)
        read = clerk.get("/quy-dinh/")

    assert told.status_code == 507
    assert "<h1>Máy chủ hết chỗ</h1>" in told.text
    assert read.status_code == 200
    assert acts_in(case) == before + answered
    assert clerk.post(address, act).status_code == 302
    assert acts_in(case) == before + answered + 1
    assert not list(audit.verify())


@pytest.mark.django_db(transaction=True)
def test_a_page_is_shown_though_no_room_is_left_to_note_that_it_was(clerk):
    clerk.get("/quy-dinh/")
    begun = clerk.session
    begun["seen_at"] = (timezone.now() - timedelta(minutes=2)).timestamp()  # to be noted anew
    begun.save()

    with a_full_database():
        assert clerk.get("/quy-dinh/").status_code == 200


@postgresql
@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_is_waited_for(case, clerk):
    address = f"/ho-so/{case.ref}/"
    assert clerk.get(address).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (our_own,) = cursor.fetchone()
    names = {"host", "port", "user", "password", "dbname"}
    address_of_server = connection.get_connection_params()
    known = {name: address_of_server[name] for name in names & address_of_server.keys()}
    with psycopg.connect(**known, autocommit=True) as another:
        another.execute("SELECT pg_terminate_backend(%s)", [our_own])

    told = clerk.get(address)
    close_old_connections()  # as at the end of a request on a real site

    assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
    assert "<h1>Cơ sở dữ liệu chưa trả lời</h1>" in told.text
    assert clerk.get(address).status_code == 200


@pytest.mark.pure
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_and_a_quota_that_are_at_their_end_leave_no_room(number):
    assert has_no_room(OSError(number, "no room"))


@pytest.mark.pure
def test_a_file_that_may_not_be_written_is_no_matter_of_room():
    assert not has_no_room(PermissionError(errno.EACCES, "no"))
    assert not has_no_room(None)

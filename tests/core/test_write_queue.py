"""On SQLite the writers of one process take turns, in the order in which they asked."""

import threading
import time
from contextlib import nullcontext

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from nguon.core.models import Attempt
from nguon.core.sqlite.base import DatabaseWrapper, Queue

MANY = 8
sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite has one writer at a time"
)


def started(work, *args):
    thread = threading.Thread(target=work, args=args)
    thread.start()
    return thread


def until(condition):
    """Give other threads ten seconds to come so far."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


# --- the queue ----------------------------------------------------------------------------------


@pytest.mark.pure
def test_turns_come_in_the_order_of_asking():
    queue, came = Queue(), []

    def wait(number):
        assert queue.enter(10)
        came.append(number)
        queue.leave()

    assert queue.enter(0)
    threads = []
    for number in range(MANY):
        threads.append(started(wait, number))
        until(lambda number=number: len(queue._waiting) == number + 1)
    queue.leave()
    for thread in threads:
        thread.join()

    assert came == list(range(MANY))


@pytest.mark.pure
def test_the_one_who_leaves_does_not_overtake_who_waits():
    queue = Queue()
    assert queue.enter(0)
    waiting = started(queue.enter, 10)
    until(lambda: queue._waiting)

    queue.leave()

    assert not queue.enter(0)
    waiting.join()


@pytest.mark.pure
def test_who_gave_up_is_passed_over():
    queue = Queue()
    assert queue.enter(0)
    assert not queue.enter(0.01)

    queue.leave()

    assert queue.enter(0)


# --- transactions -------------------------------------------------------------------------------


def add(key):
    Attempt.objects.create(key=key, slice=0)


@sqlite
@pytest.mark.django_db(transaction=True)
def test_a_second_writer_begins_when_the_first_is_through():
    told = []

    def second():
        with transaction.atomic():
            told.append("second")
            add("b")
        connection.close()

    with transaction.atomic():
        add("a")
        thread = started(second)
        until(lambda: connection._queue._waiting)
        told.append("first")
    thread.join()

    assert told == ["first", "second"]
    assert Attempt.objects.count() == 2


def roll_back():
    raise LookupError


def break_the_commit():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("INSERT INTO auth_group_permissions VALUES (1, 99, 99)")


@sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("end", "refusal"),
    [
        (lambda: None, nullcontext()),
        (roll_back, pytest.raises(LookupError)),
        (break_the_commit, pytest.raises(IntegrityError)),
        (connection.close, nullcontext()),
    ],
    ids=["commit", "roll back", "a commit that breaks", "a lost connection"],
)
def test_however_a_transaction_ends_the_next_one_may_begin(end, refusal):
    with refusal, transaction.atomic():
        queue = connection._queue
        assert queue._taken
        end()

    assert (connection._queue, queue._taken) == (None, False)
    with transaction.atomic():
        add("after")


@sqlite
@pytest.mark.django_db(transaction=True)
def test_savepoints_stay_within_one_turn():
    with transaction.atomic():
        queue = connection._queue
        with transaction.atomic():
            assert connection._queue is queue
        assert queue._taken
    assert not queue._taken


@sqlite
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told_so():
    refused = []

    def second():
        options = {**connection.settings_dict["OPTIONS"], "timeout": 0.05}
        connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
        try:
            with transaction.atomic():
                add("b")
        except OperationalError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        add("a")
        started(second).join()

    assert refused == ["database is locked"]
    assert Attempt.objects.count() == 1


@sqlite
def test_the_site_speaks_to_sqlite_through_the_queue():
    assert isinstance(connections["default"], DatabaseWrapper)

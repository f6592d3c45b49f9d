"""The background thread when its database is gone: it waits longer, and says so once at length."""

import logging
import threading

import pytest
from django.db import connection

from nguon.core.precedence import PAGES
from nguon.jobs import runner

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lost_database_is_asked_ever_more_rarely_and_told_once_at_length(places, caplog):
    caplog.set_level(logging.WARNING)
    pause = runner.PAUSE
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_tasks_database_dbtaskresult RENAME TO away")
    try:
        pauses = [pause := runner._ask_for_tasks(pause) for _ in range(8)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO django_tasks_database_dbtaskresult")

    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert [bool(line.exc_info) for line in caplog.records] == [True] + [False] * 7
    assert runner._ask_for_tasks(60.0) == runner.PAUSE


def test_the_background_works_behind_pages(places, monkeypatch):
    threads, came = set(), threading.Event()
    note = lambda: (threads.add(threading.current_thread().name), came.set())  # noqa: E731
    monkeypatch.setattr(PAGES, "let_pass", note)
    monkeypatch.setattr(runner, "PAUSE", 0.01)
    runner.start()
    try:
        assert came.wait(30)
    finally:
        runner.stop()

    assert threads == {"nguon-background"}

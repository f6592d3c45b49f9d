"""The background thread of the public site: write what was counted, forget what is too old."""

import logging
import threading
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from nguon.portal import operations
from nguon.portal.files import operations as files
from nguon.portal.questions import operations as questions
from nguon.portal.readers import operations as readers
from nguon.portal.visits import VISITS, Visits

PAUSE = 10.0
TIDY_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)

_stopping = threading.Event()
_thread: threading.Thread | None = None


def start(pause: float = PAUSE) -> None:
    """Start the thread, once a process; it writes every ``pause`` seconds."""
    global _thread
    if _thread is None:
        _stopping.clear()
        _thread = threading.Thread(
            target=_run, args=[pause], name="portal-housekeeping", daemon=True
        )
        _thread.start()


def stop(timeout: float = 10.0) -> None:
    """Let the thread write what is left and end."""
    global _thread
    _stopping.set()
    if _thread is not None:
        _thread.join(timeout)
        _thread = None


def flush(visits: Visits = VISITS) -> None:
    """Write what was counted.

    Raises: DatabaseError; then nothing is lost, it waits for the next time.
    """
    taken = visits.take()
    if not taken.days:
        return
    try:
        operations.add_counts(taken.days, taken.articles)
    except DatabaseError:
        visits.give_back(taken)
        raise


def tidy(at: datetime) -> None:
    """Forget what has had its time: addresses, askers, bytes that no file has, sessions."""
    readers.forget_addresses(at=at)
    questions.forget(today=timezone.localdate(at), at=at)
    files.sweep(at=at)
    Session.objects.filter(expire_date__lt=at).delete()


def _run(pause: float) -> None:
    next_tidying = timezone.now()
    while not _stopping.wait(pause):
        _flush_if_possible()
        if (now := timezone.now()) >= next_tidying:
            _tidy_if_possible(now)
            next_tidying = now + TIDY_EVERY
        close_old_connections()
    _flush_if_possible()
    connections.close_all()


def _flush_if_possible() -> None:
    try:
        flush()
    except DatabaseError:
        log.exception("portal: counts could not be written; they wait")


def _tidy_if_possible(now: datetime) -> None:
    try:
        tidy(now)
    except DatabaseError:
        log.exception("portal: tidying failed; it is tried again in an hour")

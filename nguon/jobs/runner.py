"""The background thread of a serving process: tasks that pages asked for, and the daily round.

On SQLite it shares the process with the pages, so that one process writes. On a server database
each process runs one; tasks are claimed under a lock, and a round done twice changes nothing.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from nguon.core.precedence import behind_pages
from nguon.jobs import daily

PAUSE, LONGEST_PAUSE = 1.0, 60.0
ROUND_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)

_stopping = threading.Event()
_thread: threading.Thread | None = None


def start() -> None:
    """Start the thread, once a process; what an earlier process left half done begins again."""
    global _thread
    if _thread is None:
        _stopping.clear()
        _thread = threading.Thread(target=_run, name="nguon-background", daemon=True)
        _thread.start()


def stop(timeout: float = 10.0) -> None:
    """Let the thread end after the item it is at."""
    global _thread
    _stopping.set()
    if _thread is not None:
        _thread.join(timeout)
        _thread = None


def run_waiting_tasks(worker_id: str = "in-process") -> None:
    """Run every task that waits, then come back."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    ).run()


def _run() -> None:
    with behind_pages():
        _work()


def _work() -> None:
    last_round: datetime | None = None
    pause = PAUSE
    _survive(_take_up_again)
    while not _stopping.wait(pause):
        pause = _ask_for_tasks(pause)
        if pause == PAUSE and _is_time(last_round):
            last_round = _do_round(last_round)
        close_old_connections()


def _ask_for_tasks(pause: float) -> float:
    """Run what waits; say how long to wait now: ever longer while the database does not answer.

    The first failure is told at length, the others in a line each.
    """
    try:
        if DBTaskResult.objects.ready().exists():
            _survive(run_waiting_tasks)
    except DatabaseError as failure:
        log.warning("background: no tasks: %s", failure, exc_info=pause == PAUSE)
        return min(pause * 2, LONGEST_PAUSE)
    return PAUSE


def _is_time(last_round: datetime | None) -> bool:
    return last_round is None or timezone.now() >= last_round + ROUND_EVERY


def _take_up_again() -> None:
    """A task that was running when the process was killed is safe to run again."""
    with transaction.atomic():
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY", worker_ids=[])


def _do_round(last_round: datetime | None) -> datetime:
    now = timezone.now()
    _survive(partial(daily.do_round, at=now, before=last_round, each=_survive))
    return now


def _survive(work: Callable[..., object], *given: object) -> None:
    """A failed item is logged and tried again in the next round; the thread goes on."""
    try:
        work(*given)
    except Exception:
        log.exception("background: %s", getattr(work, "__name__", work))

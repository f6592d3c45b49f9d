"""The background thread of a serving process: tasks that pages asked for, and the daily round.

On SQLite it shares the process with the pages, so that one process writes. On a server database
each process runs one; tasks are claimed under a lock, and a round done twice changes nothing.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from nguon.jobs import daily

PAUSE = 1.0
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
    next_round = timezone.now()
    _survive(_take_up_again)
    while not _stopping.wait(PAUSE):
        if _someone_waits():
            _survive(run_waiting_tasks)
        if timezone.now() >= next_round:
            _survive(_do_round)
            next_round = timezone.now() + ROUND_EVERY
        close_old_connections()


def _someone_waits() -> bool:
    try:
        return DBTaskResult.objects.ready().exists()
    except DatabaseError:
        log.exception("background: cannot ask for tasks")
        return False


def _take_up_again() -> None:
    """A task that was running when the process was killed is safe to run again."""
    with transaction.atomic():
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY", worker_ids=[])


def _do_round() -> None:
    daily.do_round(at=timezone.now(), each=_survive)


def _survive(work: Callable[..., object], *given: object) -> None:
    """A failed item is logged and tried again in the next round; the thread goes on."""
    try:
        work(*given)
    except Exception:
        log.exception("background: %s", getattr(work, "__name__", work))

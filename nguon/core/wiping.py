"""What was deleted leaves the bytes of the database, too.

A database frees room, it does not clean it. SQLite overwrites a deleted cell, but not the copies
of it that lie in the unused room of pages between which cells were moved to balance the tree;
PostgreSQL marks a row as dead, and cleaning leaves its bytes in the page. Only writing the rows
anew leaves nothing behind, and even then PostgreSQL keeps what somebody who began before the
deletion might still look at: of those the end is waited for.
"""

import time
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

LARGEST = 256 * 1024 * 1024  # bytes; a larger table of PostgreSQL waits for the office's own hour
SIZE = "SELECT pg_total_relation_size(%s::regclass)"
PATIENCE = 600.0  # seconds
PAUSE = 0.05
MARK = "SELECT pg_current_xact_id()::text"
# A transaction of any database counts, a snapshot only in ours: so reckons the server itself.
OLDER = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) <= %(mark)s::xid8 OR EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND age(backend_xmin) >= age(%(mark)s::xid8::xid)
    )
"""


def wipe(tables: Iterable[str], *, patience: float = PATIENCE) -> list[str]:
    """Write anew what may hold bytes of deleted rows; return the tables that were too large.

    Reading: SQLite writes the whole file, so the tables are PostgreSQL's. Safe to repeat; others
             read meanwhile on SQLite, and wait for one table at a time on PostgreSQL.
    Raises:  TransactionManagementError inside a transaction; TimeoutError if somebody has looked
             at PostgreSQL since before the call for longer than ``patience`` seconds.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("wipe không chạy trong giao dịch")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return []
        _await_older(cursor, patience)
        large = []
        for table in sorted(tables):
            cursor.execute(SIZE, [table])
            if cursor.fetchone()[0] > LARGEST:
                large.append(table)
            else:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        return large


def _await_older(cursor: CursorWrapper, patience: float) -> None:
    """Come back when nobody is left who could see what was deleted before now."""
    cursor.execute(MARK)
    (mark,) = cursor.fetchone()
    end = time.monotonic() + patience
    while True:
        cursor.execute(OLDER, {"mark": mark})
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() > end:
            raise TimeoutError(f"sau {patience:g} giây vẫn có phiên mở từ trước lúc xóa")
        time.sleep(PAUSE)

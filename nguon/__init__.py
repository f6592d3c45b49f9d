"""Nguồn: finds, prepares, admits and keeps new Party members, cell by cell.

Start at ``CONTRIBUTING.md``. The package itself only sees to it that the whole process uses one
SQLite library.
"""

import sys

import pysqlite3

__version__ = "0.1.0"

# Releases up to 3.51.2 can corrupt a database when the WAL is reset; the interpreter's own
# library may be one of them. The swap must come before anything imports ``sqlite3``.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

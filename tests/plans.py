"""How the database would find the rows of a page: by an index, or by reading a table whole."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from nguon.core.guard import unscoped

WHOLE = {
    "sqlite": re.compile(r"SCAN (\w+)\b(?! USING| VIRTUAL TABLE INDEX)"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}
FROM = re.compile(r'"(\w+)" (U\d+|T\d+)\b')


def read_whole(ask):
    """Tables that the statements of ``ask`` read from end to end, whatever their size.

    PostgreSQL reads small tables whole as a rule; it is asked whether it could do otherwise.
    """
    with CaptureQueriesContext(connection) as seen:
        ask()
    with connection.cursor() as cursor, unscoped("a test asks for plans"):
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        return {
            table
            for query in seen
            if query["sql"].lstrip().startswith(("SELECT", "WITH"))
            for table in _of_one(cursor, query["sql"])
        }


def _of_one(cursor, sql):
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    cursor.execute(explain + sql.replace("%", "%%"))
    names = {alias: table for table, alias in FROM.findall(sql)}
    lines = " \n".join(f"{row[-1]}" for row in cursor.fetchall())
    return [names.get(name, name) for name in WHOLE[connection.vendor].findall(lines)]

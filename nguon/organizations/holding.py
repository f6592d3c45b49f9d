"""The order of locks: who keeps a row before the row itself."""

from django.db import connection

HOLD = "SELECT 1 FROM organizations_organization WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


def hold(*organizations: int | None) -> None:
    """Let no reform pass between here and the end of the transaction; others may hold it, too.

    Reading: a reform locks an organisation and then changes its rows. Whoever locks a row first
             and then writes another that names the organisation would wait for the reform, and
             the reform for them. SQLite lets one write at a time and needs none of this.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [[number for number in organizations if number is not None]])

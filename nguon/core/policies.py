"""The policies of the second wall, made from the models after each migration; see ``wall``."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction

from nguon.core.guard import PLACEMENT
from nguon.core.wall import TIERS, tables

WALL, BELOW = "nguon_wall", "nguon_wall_below"
# What a session says stands in sub-selects of its own, so that it is read once a statement.
# ``EXISTS`` leaves the planner the choice for each: to look up the few rows that a statement
# finds, or to make a list of all places in reach first.
DAY = "(SELECT nullif(current_setting('nguon.day', true), '')::date)"
SEATS = "(SELECT nullif(current_setting('nguon.{setting}', true), '')::bigint[])::bigint[]"
OF_THE_DAY = f"p.valid_from <= {DAY} AND p.valid_to > {DAY}"
UNDER = " OR ".join(f"p.{tier} = ANY ({SEATS.format(setting=tier)})" for tier in TIERS)
IN_REACH = f"""(SELECT current_setting('nguon.wall', true) = 'open') OR EXISTS (
    SELECT 1 FROM {PLACEMENT} p
    WHERE p.organization_id = "{{table}}".organization_id AND {OF_THE_DAY} AND ({UNDER}))"""  # noqa: S608
ABOVE = f"""EXISTS (
    SELECT 1 FROM {PLACEMENT} p
    WHERE p.organization_id = ANY ({SEATS.format(setting="seats")}) AND {OF_THE_DAY}
    AND "{{table}}".organization_id IN ({", ".join(f"p.{tier}" for tier in TIERS)}))"""  # noqa: S608
STANDING = """
    SELECT t.relname, t.relrowsecurity AND t.relforcerowsecurity, p.polname, obj_description(p.oid)
    FROM pg_class t LEFT JOIN pg_policy p ON p.polrelid = t.oid
    WHERE t.relname = ANY(%s) AND t.relkind = 'r'
      AND t.relnamespace = current_schema()::regnamespace
"""


STRANGE = """
    SELECT DISTINCT tablename FROM pg_policies
    WHERE schemaname = current_schema() AND policyname <> ALL(%s) ORDER BY 1
"""


def put_up() -> None:
    """Give every walled table that there is the policies of today's program. Safe to repeat."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, standing in _standing().items():
            if standing != _wanted(table):
                for statement in _statements(table, standing):
                    cursor.execute(statement)


def faulty() -> list[str]:
    """Walled tables without a policy, with another than this program's, or with one too many.

    Shape: their names in order; empty if all is well.
    """
    return sorted(table for table, standing in _standing().items() if standing != _wanted(table))


def strange() -> list[str]:
    """Tables with a policy that somebody else has put there."""
    with connection.cursor() as cursor:
        cursor.execute(STRANGE, [[WALL, BELOW]])
        return [table for (table,) in cursor.fetchall()]


def _standing() -> dict[str, dict[str, str]]:
    """Table -> policy -> the rule it was made from; no policy counts where they are not forced."""
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [tables()])
        for table, forced, name, rule in cursor.fetchall():
            policies = found.setdefault(table, {})
            if name is not None:
                policies[name] = (rule or "") if forced else ""
    return found


def _wanted(table: str) -> dict[str, str]:
    rules = {WALL: IN_REACH.format(table=table)}
    if table in _papers():
        rules[BELOW] = ABOVE.format(table=table)
    return rules


def _papers() -> set[str]:
    return {m._meta.db_table for m in apps.get_models() if getattr(m, "binds_below", False)}


def _statements(table: str, standing: dict[str, str]) -> Iterator[str]:
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'
    for name in standing:
        yield f'DROP POLICY "{name}" ON "{table}"'
    for name, rule in _wanted(table).items():
        what = "ALL" if name == WALL else "SELECT"
        yield f'CREATE POLICY {name} ON "{table}" FOR {what} USING ({rule})'
        kept = rule.replace("'", "''")
        yield f"COMMENT ON POLICY {name} ON \"{table}\" IS '{kept}'"

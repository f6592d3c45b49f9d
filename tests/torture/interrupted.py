"""``python -m tests.torture.interrupted``: kill the making of tables in the middle of each step.

A process brings an empty database up to date. Once it has recorded one step it is killed some
statements later, at the latest as it records the next; another goes on from there, until one comes
through. Half of the time PostgreSQL is killed as well. What came out must be what comes out of a
process that nobody killed (FT-07).

``python -m tests.torture.interrupted STATEMENTS [APP]`` is that process.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from random import Random
from typing import Any

import django
import psycopg

from tests.torture import campaign
from tests.torture.engines import ENGINES, TABLES, Sqlite

SHORT = "accounts"  # an app that needs few others
AFTER = (0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 99)  # statements: most steps are short
NEVER = -1
ALSO_THE_SERVER = 0.5
RECORDED = 'INSERT INTO "django_migrations"'
SQLITE = "select type, name, coalesce(sql, '') from sqlite_master order by 1, 2, 3"
POSTGRESQL = """
    select 'column', table_name || '.' || column_name,
           concat_ws(' ', data_type, is_nullable, column_default, character_maximum_length)
    from information_schema.columns where table_schema = 'public'
    union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
    union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
    union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    from pg_trigger where not tgisinternal
    union all select 'policy', tablename || '.' || policyname,
                     concat_ws(' ', cmd, qual, with_check)
    from pg_policies where schemaname = 'public'
    order by 1, 2, 3
"""
STEPS = "select app, name from django_migrations"
RECORDS = "select 'step', app || '.' || name, count(*) from django_migrations group by app, name"


def main() -> int:
    if len(sys.argv) > 1:
        return up_to_date(int(sys.argv[1]), *sys.argv[2:])
    chance = campaign.chance("FT-07")
    app = [] if campaign.times(0, 1) else [SHORT]
    os.environ.pop(TABLES, None)  # these are made here
    with ENGINES[campaign.ENGINE]() as killed, ENGINES[campaign.ENGINE]() as left_alone:
        seen, wrong = interrupted(killed, chance, app)
        wrong += [run(left_alone, NEVER, *app).stderr[-250:]]
        whole = asked(left_alone, STEPS)
        wrong += differences(told(killed), told(left_alone))
    wrong = [each for each in wrong if each]
    line = campaign.hand_in(
        "FT-07", "steps of the tables interrupted", count=len(seen), wanted=len(whole) - 1,
        wrong=wrong, passes="rerun works, same tables",
    )  # fmt: skip
    return int(bool(line.failures or not seen))


def interrupted(engine: Sqlite, chance: Random, app: list[str]) -> tuple[set[int], list[str]]:
    """Kill until one comes through; how many steps were recorded at the kills, and what broke."""
    seen: set[int] = set()
    while True:
        done = run(engine, chance.choice(AFTER), *app)
        if done.returncode == 0:
            return seen, []
        if done.returncode != -signal.SIGKILL:
            return seen, [f"after step {max(seen, default=0)}: {done.stderr[-250:]}"]
        if chance.random() < ALSO_THE_SERVER:
            engine.kill()
        seen.add(len(asked(engine, STEPS)))


def run(engine: Sqlite, statements: int, *app: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-W", "ignore", "-m", "tests.torture.interrupted", str(statements)]
    told = {"NGUON_SITE": "registry", "DJANGO_SETTINGS_MODULE": "nguon.settings"}
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = ours | engine.environment | told
    return subprocess.run([*words, *app], env=environment, capture_output=True, text=True)


def up_to_date(statements: int, *app: str) -> int:
    """Bring the tables up to date; die on the way if a step was recorded before."""
    django.setup()
    database = import_module("django.db").connection
    recorded = 0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal recorded, statements
        records = sql.startswith(RECORDED)
        if recorded and statements != NEVER:
            if statements == 0 or (records and statements % 2):
                os.kill(os.getpid(), signal.SIGKILL)
            statements -= 1
        answer = execute(sql, params, many, context)
        if recorded and records and statements != NEVER:
            os.kill(os.getpid(), signal.SIGKILL)
        recorded += records
        return answer

    with database.execute_wrapper(watch):
        import_module("django.core.management").call_command("migrate", *app, verbosity=0)
    return 0


# --- what came out ------------------------------------------------------------------------------


def asked(engine: Sqlite, question: str) -> list[tuple[str, ...]]:
    """Ask the database itself, past everything of ours."""
    if campaign.ENGINE == "sqlite":
        with closing(sqlite3.connect(engine.data / "registry" / "db.sqlite3")) as file:
            return file.execute(question).fetchall()
    with psycopg.connect(engine.environment["DATABASE_URL"]) as server:
        return server.execute(question).fetchall()


def told(engine: Sqlite) -> set[tuple[str, ...]]:
    """All that the database says of its tables, and which steps it has recorded how often."""
    tables = asked(engine, SQLITE if campaign.ENGINE == "sqlite" else POSTGRESQL)
    return {*tables, *asked(engine, RECORDS)}


def differences(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> list[str]:
    return [" ".join(map(str, each)) for each in sorted(one ^ other, key=str)]


if __name__ == "__main__":
    sys.exit(main())

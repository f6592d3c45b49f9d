"""Arrange where the tests run, before Django reads its settings (``-p tests.plugins``).

``NGUON_SITE`` picks the site: ``portal`` runs ``tests/portal`` and nothing else, ``registry``
everything but it; without it the named paths decide. ``NGUON_TEST_DB=postgresql`` starts a
throw-away cluster; otherwise the tests use SQLite files. Data of the person who runs the tests
are never touched: ``NGUON_DATA`` is a new folder and ``DATABASE_URL`` is replaced.

Workers of pytest-xdist inherit all this from the process that starts them; each has databases of
its own. Files in which a test may take long begin first, so that no worker is left alone with one
at the end; all others come in random order.
"""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from tests import browser
from tools.throwaway_pg import ThrowawayPostgres

TESTS = Path(__file__).resolve().parent
PORTAL = TESTS / "portal"
ONCE = ("rulebook", "cli")
BROWSED = ("journeys",)  # hours of clicks; what they ask of a database others ask it, too
ENGINES = ("sqlite", "postgresql")
HOME = "NGUON_TEST_HOME"
SELDOM = (20_000, 10, 10)  # thousands of collected tests are no garbage; looking takes a fifth
REFUSALS = """
    SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'
"""
WORDS = """
    SELECT CASE WHEN sql LIKE '%content=%'
        THEN 'INSERT INTO ' || name || '(' || name || ') VALUES (''delete-all'')'
        ELSE 'DELETE FROM ' || name END
    FROM sqlite_master WHERE sql LIKE '%USING fts5(%'
"""


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    known = early_config.known_args_namespace
    choose_site(known.file_or_dir)
    if os.environ["NGUON_SITE"] == "portal":
        known.confcutdir = str(PORTAL)  # the registry's cast cannot be imported there
    if HOME not in os.environ:
        settle()
    return (yield)


def choose_site(paths: list[str]) -> None:
    chosen = [Path(path.partition("::")[0]).resolve() for path in paths]
    portal = bool(chosen) and all(path.is_relative_to(PORTAL) for path in chosen)
    os.environ.setdefault("NGUON_SITE", "portal" if portal else "registry")


def settle() -> None:
    """Make a home for this run; whatever ends the process, it is gone afterwards."""
    engine = os.environ.get("NGUON_TEST_DB", "sqlite")
    if engine not in ENGINES:
        raise pytest.UsageError(f"NGUON_TEST_DB={engine!r}: one of {', '.join(ENGINES)}")
    home = tempfile.mkdtemp(prefix="nguon-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("DATABASE_URL", "PORTAL_DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        HOME: home,
        "NGUON_DATA": home,
        "NGUON_TICK": "0",
        "NGUON_PLAIN_STATIC": "1",  # the live server knows no hashed names
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser's driver runs a loop in our thread
    }
    if engine == "postgresql":
        server = ThrowawayPostgres()
        atexit.register(server.close)
        os.environ["DATABASE_URL"] = server.url()


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(*SELDOM)
    config.addinivalue_line(
        "markers", "pure: says nothing about the database; runs on one engine only"
    )
    config.pluginmanager.register(browser, "nguon-browser")
    hypothesis.settings.register_profile("nguon", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("nguon")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.FILES = Path(os.environ[HOME]) / f"files-{worker}"  # as each has its own database
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        # A file, because threads must not share the one connection of a database in memory.
        site = os.environ["NGUON_SITE"]
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ[HOME]) / f"{site}.sqlite3")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    inside = collection_path.is_relative_to(PORTAL)
    if os.environ["NGUON_SITE"] == "registry":
        return True if inside else None
    above = PORTAL.is_relative_to(collection_path)
    return None if inside or above else True


@pytest.fixture(autouse=True)
def the_language_of_the_site() -> None:
    """A page asked for in English leaves its thread in English; the next test begins anew."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def rows_only_added_may_be_flushed() -> Generator[None]:
    """SQLite empties tables between tests by DELETE, which the triggers of the trail refuse.

    The words of the index have no model: SQLite empties them as it finds them, PostgreSQL with
    the entries they hang on.
    """
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setattr(type(connection.ops), "execute_sql_flush", flush_without_triggers)
        else:
            patch.setattr(type(connection.ops), "sql_flush", flush_with_what_hangs_on_it)
        yield


def flush_with_what_hangs_on_it(operations: Any, style: Any, tables: list[str], **_: Any) -> Any:
    names = ", ".join(map(operations.quote_name, tables))
    return [f"TRUNCATE {names} CASCADE;"] if tables else []


def flush_without_triggers(operations: Any, statements: list[str]) -> None:
    with transaction.atomic(), operations.connection.cursor() as cursor:
        cursor.execute(REFUSALS)
        triggers = cursor.fetchall()
        cursor.execute(WORDS)
        words = [statement for (statement,) in cursor.fetchall()]
        for statement in [f"DROP TRIGGER {name}" for name, _ in triggers] + statements + words:
            cursor.execute(statement)
        for _, made_by in triggers:
            cursor.execute(made_by)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        topic = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        uses_database = item.get_closest_marker("django_db")
        if topic in BROWSED or (topic in ONCE and not uses_database):
            item.add_marker(pytest.mark.pure)
    begin_with_the_long(items)


def begin_with_the_long(items: list[pytest.Item]) -> None:
    """Files with a test that may take longer than others come first; the rest stays as it is."""
    patience = {item.path: 0.0 for item in items}
    for item in items:
        if marker := item.get_closest_marker("timeout"):
            patience[item.path] = max(patience[item.path], marker.args[0])
    items.sort(key=lambda item: -patience[item.path])


def pytest_collection_finish() -> None:
    gc.freeze()

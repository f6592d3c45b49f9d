"""Make a site ready to serve: its database, its tables, its static files. Safe to repeat."""

import argparse
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from nguon.cli.language import Say


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    prepare()
    return 0


def prepare() -> None:
    """Create the database if the server has none, bring tables up to date, collect files."""
    settings.SITE_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    if connection.vendor == "postgresql":
        create_database(settings.DATABASES["default"])
    call_command("migrate", verbosity=0, interactive=False)
    leave_database()
    _collect()


def leave_database() -> None:
    """Close everything: neither a connection nor a pool of them may cross a fork."""
    for each in connections.all():
        each.close()
        if hasattr(each, "close_pool"):
            each.close_pool()


def create_database(database: dict[str, Any]) -> None:
    """Make the database if its server is there and has none of that name."""
    name, address = database["NAME"], _address(database)
    try:
        psycopg.connect(dbname=name, **address).close()
    except psycopg.OperationalError as unreachable:
        if f'"{name}" does not exist' not in str(unreachable):
            raise
        with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def drop_database(database: dict[str, Any]) -> None:
    """Remove a database from its server, if it is there: one that was made for a proof."""
    leave_database()
    with psycopg.connect(dbname="postgres", autocommit=True, **_address(database)) as server:
        name = sql.Identifier(database["NAME"])
        server.execute(sql.SQL("drop database if exists {}").format(name))


def _address(database: dict[str, Any]) -> dict[str, Any]:
    """Where the server is and as whom to ask it, as its driver is told."""
    options = database["OPTIONS"]
    address = {key: options[key] for key in ("host",) if key in options}
    for key in ("host", "port", "user", "password"):
        if database[key.upper()]:
            address[key] = database[key.upper()]
    return address


def _collect() -> None:
    """Collect static files anew when any of them changed; compressing takes a second."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = _state_of_files()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(state)


def _state_of_files() -> str:
    seen = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            seen.update(f"{path}:{found.st_size}:{found.st_mtime_ns};".encode())
    return seen.hexdigest()

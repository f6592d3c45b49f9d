"""What a backup or a restore asks of one site, in a process under that site's settings.

``python -m nguon.cli.backup_part VERB FOLDER``: JSON on the output; a refusal is its code.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from nguon.cli import set_up_django
from nguon.core.backup import database

SAVED = "saved.json"
REFUSED = 3
NUMBERS_SKIPPED = 1_000_000  # what was numbered after the backup is never numbered so again
Told = dict[str, Any]


def save(folder: Path) -> Told:
    """Write the tables; of the registry also who was erased so far."""
    tables = folder / "tables"
    tables.mkdir(parents=True)
    if "core_installation" not in connection.introspection.table_names():
        return {}
    if settings.SITE == "registry":
        _erasures().note(settings.DATA, everything=True)
    return database.save(tables)


def load(folder: Path) -> Told:
    """Fill the site's empty database with what was saved."""
    if connection.vendor == "postgresql":
        import_module("nguon.cli.prepare").create_database(settings.DATABASES["default"])
        call_command("migrate", verbosity=0, interactive=False)
    database.load(folder / "tables", json.loads((folder / SAVED).read_bytes()))
    return {}


def clear(_folder: Path) -> Told:
    database.clear()
    return {}


def drop(_folder: Path) -> Told:
    """Remove the database of a proof from the server."""
    import_module("nguon.cli.prepare").drop_database(settings.DATABASES["default"])
    return {}


def replay(folder: Path) -> Told:
    """Bring the tables up to date, and erase again who was erased after the backup."""
    call_command("migrate", verbosity=0, interactive=False)
    actors = import_module("nguon.accounts.actors")
    now = timezone.now()
    by = actors.system_actor(today=timezone.localdate(now), at=now)
    log = folder / "erasures.log"
    done, left = _erasures().replay(log, by=by) if log.exists() else (0, [])
    database.skip_numbers(["people_person", "people_nomination"], many=NUMBERS_SKIPPED)
    _erasures().note(settings.DATA, everything=True, left=left)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"done": done, "left": [line["subject"] for line in left]}


VERBS: dict[str, Callable[[Path], Told]] = {
    "save": save,
    "load": load,
    "clear": clear,
    "drop": drop,
    "replay": replay,
}


def _erasures() -> Any:
    return import_module("nguon.jobs.erasures")  # the portal, which runs this too, has none


def main(verb: str, folder: str) -> int:
    set_up_django("either")
    try:
        print(json.dumps(VERBS[verb](Path(folder))))
    except (database.OtherDatabase, database.NotEmpty, database.Differs) as refused:
        print(json.dumps({"refused": type(refused).__name__, "of": str(refused)}))
        return REFUSED
    except DatabaseError as fault:
        print(json.dumps({"refused": "Unreachable", "of": str(fault).partition("\n")[0]}))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Tables whose rows are only ever added: the database itself refuses anything else.

For migrations. A later migration that makes SQLite copy such a table loses its triggers and must
call ``protect`` again; ``tests/core/test_append_only.py`` notices.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

# The class of broken constraints: Django raises IntegrityError on both engines.
FUNCTION = """
CREATE OR REPLACE FUNCTION nguon_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition})
EXECUTE FUNCTION nguon_append_only()
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
TEMPLATES = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def protect(
    table: str,
    *,
    may_change: tuple[str, ...] = (),
    while_: str = "1 = 1",
    may_go: bool = False,
) -> RunPython:
    """Return the step of a migration that lets ``table`` lose no row and change no value.

    ``may_change`` names columns that may be changed after all, ``while_`` as long as what;
    ``may_go``: rows may be deleted, because they go with the person whom they are about.
    """
    guarded = ("UPDATE",) if may_go else ("UPDATE", "DELETE")

    def put_up(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        if vendor == "postgresql":
            editor.execute(FUNCTION, params=None)
        changes = f"NOT ({while_}) OR {_differs(table, may_change, apps)}"
        conditions = {"UPDATE": changes, "DELETE": "1 = 1"}
        for event, condition in ((each, conditions[each]) for each in guarded):
            name = f"{table}_no_{event.lower()}"
            statement = TEMPLATES[vendor].format(
                name=name, event=event, table=table, condition=condition
            )
            editor.execute(statement, params=None)

    def take_down(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        of = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for event in guarded:
            editor.execute(f"DROP TRIGGER {table}_no_{event.lower()}{of}", params=None)

    return RunPython(put_up, take_down)


def _differs(table: str, but: tuple[str, ...], apps: Any) -> str:
    """The columns come from the models of that migration: asking the table would be reading it."""
    found = next(model for model in apps.get_models() if model._meta.db_table == table)
    columns = [field.column for field in found._meta.concrete_fields if field.column not in but]
    return " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)

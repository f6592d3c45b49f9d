"""Bring tables up to date as Django does, but let no interruption fall between step and record.

Django makes the tables of a step in one transaction and records in another that it did. Killed in
between, it makes them a second time, fails, and the site never starts again. Here a step that can
be done in one transaction is recorded in it.
"""

from django.core.management.commands import migrate
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class Executor(MigrationExecutor):
    """Takes each step with the row that says so, or not at all."""

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        self._tell("apply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)  # type: ignore[arg-type, call-arg]
        self._tell("apply_success", migration)
        return state

    def _tell(self, what: str, migration: Migration) -> None:
        if self.progress_callback:
            self.progress_callback(what, migration, False)


# The command takes the executor from its module and offers no other way to name one.
migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]


Command = migrate.Command

from typing import Any

from django.db import migrations, models

ADDED_ONLY = ("core_auditentry", "core_installation")
FUNCTION = """
CREATE OR REPLACE FUNCTION core_rows_are_only_added() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def refuse_changes(apps: Any, editor: Any) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(FUNCTION, params=None)
    for table in ADDED_ONLY:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_refuses_{act.lower()}"
            body = (
                "EXECUTE FUNCTION core_rows_are_only_added()"
                if postgresql
                else f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {body}", params=None
            )


def allow_changes(apps: Any, editor: Any) -> None:
    on_table = editor.connection.vendor == "postgresql"
    for table in ADDED_ONLY:
        for act in ("update", "delete"):
            where = f" ON {table}" if on_table else ""
            editor.execute(f"DROP TRIGGER {table}_refuses_{act}{where}", params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("demonstration", "Demonstration"), ("office", "Office")],
                        max_length=14,
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_installation")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("slice", models.BigIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "slice"), name="one_count_a_slice")
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]

import django.db.models.deletion
from django.db import migrations, models


def drop_the_shorter_index(apps, schema_editor):
    """The new index begins with the same column.

    Altering the field would write the table anew on SQLite, without its triggers.
    """
    table = apps.get_model("development", "CaseEvent")._meta.db_table
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    for name, found in constraints.items():
        if found["index"] and found["columns"] == ["happened_in_id"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [
        ("development", "0004_totals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="caseevent",
            index=models.Index(
                fields=["happened_in", "type", "happened_on"], name="events_of_a_place"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(drop_the_shorter_index, migrations.RunPython.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="caseevent",
                    name="happened_in",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                )
            ],
        ),
    ]

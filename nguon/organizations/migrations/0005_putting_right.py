import datetime

import django.db.models.deletion
from django.db import migrations, models

from nguon.core.append_only import protect

STILL = "OLD.revoked_on = '9999-12-31'"
BEFORE = protect("organizations_succession")


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_area_settings_and_shares")]
    operations = [
        migrations.RunPython(BEFORE.reverse_code, BEFORE.code),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60)),
                ("rows", models.JSONField()),
            ],
        ),
        migrations.RemoveConstraint(model_name="succession", name="one_succession_a_day"),
        migrations.RemoveConstraint(model_name="succession", name="one_keeper"),
        migrations.AddField(
            model_name="succession",
            name="revoked_on",
            field=models.DateField(default=datetime.date(9999, 12, 31)),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_on", datetime.date(9999, 12, 31))),
                fields=("predecessor", "successor", "happened_on"),
                name="one_succession_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("keeps_rows", True), ("revoked_on", datetime.date(9999, 12, 31))),
                fields=("predecessor",),
                name="one_keeper",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="succession",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="organizations.succession"
            ),
        ),
        protect("organizations_succession", may_change=("revoked_on",), while_=STILL),
        protect("organizations_handover"),
    ]

from django.db import migrations

from nguon.core.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]
    operations = [
        protect("membership_leaving", may_change=("organization_id", "happened_in_id")),
        protect("membership_note", may_change=("organization_id",)),
    ]

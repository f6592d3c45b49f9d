from django.db import migrations

from nguon.core.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_tables")]
    operations = [protect("statistics_closing", may_change=("organization_id",))]

from django.db import migrations

from nguon.core.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [protect("core_auditentry"), protect("core_installation")]

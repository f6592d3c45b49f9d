from django.db import migrations

from nguon.core.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [protect("register_revision")]

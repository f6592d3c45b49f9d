from django.db import migrations

from nguon.core.append_only import protect

STILL = "OLD.valid_to = '9999-12-31'"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [
        protect("organizations_version", may_change=("valid_to",), while_=STILL),
        protect("organizations_edge", may_change=("valid_to",), while_=STILL),
        protect("organizations_succession"),
    ]

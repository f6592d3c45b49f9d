from django.db import migrations

from nguon.core.append_only import protect

KEEPER = ("organization_id",)  # it follows the tree, nothing else moves


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [protect("forms_ownedition", may_change=KEEPER)]

from django.db import migrations

from nguon.core.append_only import protect

KEEPER = ("organization_id",)  # it follows the tree, nothing else moves


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]
    operations = [
        protect("evaluation_criteriatable"),
        protect("evaluation_criterion"),
        protect("evaluation_sheetact", may_change=KEEPER),
        protect("evaluation_memberact", may_change=KEEPER),
    ]

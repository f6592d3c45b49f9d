from django.db import migrations

from nguon.core.append_only import protect

KEEPER = "organization_id"
OUT = ("out_on", "out_why", "out_by")


class Migration(migrations.Migration):
    dependencies = [("dossier", "0001_initial")]
    operations = [
        protect("dossier_filereturn", may_change=(KEEPER,), may_go=True),
        protect("dossier_bookline", may_change=(KEEPER,), may_go=True),
        protect("dossier_paper", may_change=(KEEPER, *OUT), may_go=True),
        protect("dossier_paperpart", may_change=(KEEPER, "kept"), may_go=True),
    ]

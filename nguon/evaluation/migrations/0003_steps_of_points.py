from django.db import migrations, models

from nguon.core.append_only import protect

KEEPER = ("organization_id",)
TABLES = ("evaluation_sheetact", "evaluation_memberact")
BEFORE = [protect(table, may_change=KEEPER) for table in TABLES]
KINDS = [
    ("points", "Đã chấm điểm"),
    ("self", "Tự xếp loại"),
    ("voted", "Tập thể biểu quyết"),
    ("proposed", "Đề nghị xếp loại"),
    ("decided", "Quyết định xếp loại"),
    ("excluded", "Không xếp loại"),
]


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_append_only")]
    operations = [
        *(migrations.RunPython(step.reverse_code, step.code) for step in BEFORE),
        migrations.AddField(
            model_name="memberact", name="points", field=models.JSONField(null=True)
        ),
        migrations.AddField(
            model_name="sheetact", name="points", field=models.JSONField(null=True)
        ),
        migrations.AlterField(
            model_name="memberact",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AlterField(
            model_name="sheetact",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        *(protect(table, may_change=KEEPER) for table in TABLES),
    ]

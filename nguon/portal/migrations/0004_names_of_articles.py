from django.db import migrations, models

import nguon.portal.models


def name_each(apps, schema_editor):
    """An article that was there before gets a reference of its own; what is out is no draft."""
    articles = apps.get_model("portal", "Article").objects
    for pk in articles.values_list("pk", flat=True):
        articles.filter(pk=pk).update(ref=nguon.portal.models.new_ref())
    articles.filter(state="published").update(stage="", live=1)


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_work_on_articles")]

    operations = [
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="article",
            name="ref",
            field=models.CharField(
                default=nguon.portal.models.new_ref, editable=False, max_length=12, unique=True
            ),
        ),
    ]

from django.db import migrations
from django.utils import timezone

KEPT = ("title", "lead", "body", "author", "source", "category_id")


def first_revisions(apps, schema_editor):
    """An article that was there before has one revision: itself."""
    revisions = apps.get_model("news", "Revision").objects
    for article in apps.get_model("portal", "Article").objects.iterator():
        at = article.published_at or timezone.now()
        told = {name: getattr(article, name) for name in KEPT}
        times = {"written_at": at, "saved_at": at, "sealed": True}
        revisions.create(article=article, number=1, by_id=article.poster_id, **told, **times)


class Migration(migrations.Migration):
    dependencies = [("news", "0001_revisions")]

    operations = [migrations.RunPython(first_revisions, migrations.RunPython.noop)]

"""Articles that were out before there was an index are found, too."""

from django.db import migrations
from django.utils import timezone

from nguon.portal.operations import plain
from nguon.portal.search import index

AT_ONCE = 200


def enter(apps, editor):
    Article = apps.get_model("portal", "Article")
    Entry = apps.get_model("search", "Entry")
    Text = apps.get_model("search", "Text")
    known = Entry.objects.filter(kind="article").values("key")
    out = Article.objects.filter(state="published").exclude(ref__in=known)
    for article in out.select_related("category").iterator(AT_ONCE):
        text = plain(f"{article.lead} {article.body} {article.author}")
        entry = Entry.objects.create(
            kind="article",
            key=article.ref,
            title=article.title,
            address=f"/tin/{article.category.slug}/{article.slug}/",
            category=article.category.slug,
            day=timezone.localdate(article.published_at),
            shown_from=article.published_at,
            shown_until=article.expires_at,
        )
        Text.objects.create(entry=entry, text=text)
        index.put(entry.pk, title=article.title, text=text)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_names_of_articles"),
        ("search", "0003_entries_by_day"),
    ]

    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]

"""The full-text index of each database; on SQLite a name that was taken down is overwritten."""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        title, text, title_spelled, text_spelled, tokenize="ascii"
    )
    """,
    "INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1)",
]
POSTGRESQL = [
    """
    CREATE TABLE search_words (
        entry_id bigint PRIMARY KEY REFERENCES search_entry (id) DEFERRABLE INITIALLY DEFERRED,
        words tsvector NOT NULL
    )
    """,
    "CREATE INDEX search_words_words ON search_words USING gin (words) WITH (fastupdate = off)",
]


def index(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def take_away(apps, editor):
    editor.execute("DROP TABLE search_words", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(index, take_away),
    ]

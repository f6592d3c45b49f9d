"""An index of the words of names in place of a table of them; both databases keep it themselves.

What is indexed is the same on both: the words without marks, and those as spelled behind a ``=``.
"""

from django.db import migrations

WORDS = "{row}folded || replace(rtrim({row}spelled), ' ', ' =')"

COMES = f"""
    INSERT INTO people_name_words (rowid, words) VALUES (NEW.id, {WORDS.format(row="NEW.")});
"""
GOES = f"""
    INSERT INTO people_name_words (people_name_words, rowid, words)
    VALUES ('delete', OLD.id, {WORDS.format(row="OLD.")});
"""

# Contentless: what a deleted row said is given by the trigger. With contentless_delete the words
# of an erased name would stay; with secure-delete their bytes are overwritten at once.
SQLITE = [
    """
    CREATE VIRTUAL TABLE people_name_words USING fts5(
        words, content='', detail=none, columnsize=0, prefix='1 2 3 4 5 6 7',
        tokenize="ascii tokenchars '_=`?~''.'"
    )
    """,
    "INSERT INTO people_name_words (people_name_words, rank) VALUES ('secure-delete', 1)",
    f"CREATE TRIGGER people_name_words_come AFTER INSERT ON people_name BEGIN {COMES} END",
    f"CREATE TRIGGER people_name_words_go AFTER DELETE ON people_name BEGIN {GOES} END",
    f"CREATE TRIGGER people_name_words_edit AFTER UPDATE ON people_name BEGIN {GOES} {COMES} END",
    f"""
    INSERT INTO people_name_words (rowid, words)
    SELECT id, {WORDS.format(row="")} FROM people_name ORDER BY id
    """,
    "INSERT INTO people_name_words (people_name_words) VALUES ('optimize')",
]
SQLITE_BACK = [
    "DROP TRIGGER people_name_words_come",
    "DROP TRIGGER people_name_words_go",
    "DROP TRIGGER people_name_words_edit",
    "DROP TABLE people_name_words",
]
POSTGRESQL = [
    f"""
    ALTER TABLE people_name ADD COLUMN words tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array({WORDS.format(row="")}, ' '), ''))
    ) STORED
    """,
    "CREATE INDEX people_name_words ON people_name USING gin (words) WITH (fastupdate = off)",
]
POSTGRESQL_BACK = ["ALTER TABLE people_name DROP COLUMN words"]

# A site that had no names yet would find nobody until its next daily round.
FILL = """
    INSERT INTO people_name (sort_key, folded, spelled)
    SELECT DISTINCT sort_key, folded, spelled FROM people_person
    WHERE NOT EXISTS (SELECT 1 FROM people_name) ORDER BY sort_key
"""
EMPTY = "DELETE FROM people_name"  # the round of the earlier release brings them back with words


def index(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)
    editor.execute(FILL, params=None)


def take_away(apps, editor):
    editor.execute(EMPTY, params=None)
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_names_on_file'),
    ]

    operations = [
        migrations.DeleteModel(name='NameWord'),
        migrations.RunPython(index, take_away),
    ]

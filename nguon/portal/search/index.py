"""The full-text index that each database keeps: the same words in it, asked the same questions.

Neither database parses a text: ``words`` has parted it, so that *đ*, *ơ*, a decomposed letter or
a hyphen means the same everywhere, and nothing that is typed can be taken for an order.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from nguon.portal.search.words import Words, words

MOST_WORDS = 16_000  # of one text: PostgreSQL knows no later place
SPELLED = "="  # before a word that stands with its marks

SQLITE_GOES = "DELETE FROM search_words WHERE rowid = %s"
SQLITE_COMES = """
    INSERT INTO search_words (rowid, title, text, title_spelled, text_spelled)
    VALUES (%s, %s, %s, %s, %s)
"""
SQLITE_BEARS = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
POSTGRESQL_GOES = "DELETE FROM search_words WHERE entry_id = %s"
POSTGRESQL_COMES = "INSERT INTO search_words (entry_id, words) VALUES (%s, %s::tsvector)"
POSTGRESQL_BEARS = "SELECT entry_id FROM search_words WHERE words @@ %s::tsquery"


class Sought(NamedTuple):
    """Words that an entry bears: in its title or anywhere, side by side or not, as spelled."""

    words: tuple[str, ...]
    in_title: bool = False
    together: bool = False
    spelled: bool = False


def put(number: int, *, title: str, text: str) -> None:
    """Index the words of an entry in place of those it had."""
    drop(number)
    if connection.vendor == "sqlite":
        _execute(SQLITE_COMES, [number, *_columns(words(title), words(text))])
    else:
        _execute(POSTGRESQL_COMES, [number, _vector(words(title), words(text))])


def drop(number: int) -> None:
    """Take the words of an entry out of the index."""
    _execute(SQLITE_GOES if connection.vendor == "sqlite" else POSTGRESQL_GOES, [number])


def bearing(sought: Sought) -> RawSQL:
    """The numbers of the entries that bear what is sought, for ``pk__in``."""
    if connection.vendor == "sqlite":
        return RawSQL(SQLITE_BEARS, [_match(sought)])  # noqa: S611 - the words are parted
    return RawSQL(POSTGRESQL_BEARS, [_query(sought)])  # noqa: S611


def _match(sought: Sought) -> str:
    """The question in the words of FTS5: between quotes there are letters and digits only."""
    suffix = "_spelled" if sought.spelled else ""
    columns = f"title{suffix}" if sought.in_title else f"title{suffix} text{suffix}"
    between = " " if sought.together else '" AND "'
    asked = between.join(sought.words)
    return f'{{{columns}}} : ("{asked}")'


def _query(sought: Sought) -> str:
    """The same in the words of PostgreSQL."""
    mark = SPELLED if sought.spelled else ""
    weight = ":A" if sought.in_title else ""
    return (" <-> " if sought.together else " & ").join(
        f"'{mark}{word}'{weight}" for word in sought.words
    )


def _execute(statement: str, values: Sequence[str | int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _columns(title: Words, text: Words) -> list[str]:
    parts = (title.folded, text.folded, title.spelled, text.spelled)
    return [" ".join(part[:MOST_WORDS]) for part in parts]


def _vector(title: Words, text: Words) -> str:
    """Both in one vector, the title as weight A and the text behind it as weight B."""
    start = len(title.folded) + 1  # so that no phrase reaches from one into the other
    parts = [
        *_entries(title.folded, 1, "A"),
        *_entries([SPELLED + word for word in title.spelled], 1, "A"),
        *_entries(text.folded, start + 1, "B"),
        *_entries([SPELLED + word for word in text.spelled], start + 1, "B"),
    ]
    return " ".join(parts)


def _entries(indexed: Sequence[str], first: int, weight: str) -> list[str]:
    numbered = enumerate(indexed[: MOST_WORDS - first], first)
    return [f"'{word}':{place}{weight}" for place, word in numbered]

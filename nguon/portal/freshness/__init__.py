"""Pages kept for whoever merely reads, as long as nothing that is public has changed.

Start at ``changed``, which everything that changes a public page calls in its transaction, and
``pages``, which stands in front of the site. It knows no page: one says itself that it may be
kept, and the site is right without any of this.
"""

from django.db import connection

from nguon.portal.freshness import kept

NEXT = """
    INSERT INTO freshness_version (id, number) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET number = freshness_version.number + 1
"""


def changed() -> None:
    """Let no reader see a page that was kept before the current transaction was committed.

    Reading: at once in this process, within ``kept.LOOK_AGAIN`` in every other.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
    kept.KEPT.doubt()

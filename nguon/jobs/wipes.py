"""What was erased leaves the bytes of the database, too."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from nguon.core import audit, wall, wiping
from nguon.core.actor import Actor
from nguon.core.backup import keeping
from nguon.rights import subject

ERASING = ("people.erased", "people.stub_ended", "people.consent_withdrawn")
WIPED = "wiped"  # up to which line of the trail, in the folder of the site's data
EVER = datetime.min.replace(tzinfo=UTC)
log = logging.getLogger(__name__)


def wipe_deleted(actor: Actor) -> None:
    """Write the database anew if something of people was deleted since it was last written.

    Reading: however long the machine was off meanwhile. Who calls it inside a transaction sees to
             the bytes later.
    Raises:  TimeoutError as ``wiping.wipe``; the next round tries again.
    """
    place, last = settings.SITE_DATA / WIPED, audit.last_line()
    after = _wiped(place, last)
    erased = any(audit.acted(each, after=after, since=EVER) for each in ERASING)
    if connection.in_atomic_block or not erased:
        return
    if large := wiping.wipe({*subject.kept_in(), *wall.tables()}):
        log.warning("too large to be written anew by day: %s", ", ".join(large))
    keeping.write_whole(place, str(last).encode())


def _wiped(place: Path, last: int) -> int:
    """The last line that was wiped; none where another, shorter trail has taken its place."""
    line = int(place.read_text(encoding="ascii")) if place.exists() else 0
    return line if line <= last else 0

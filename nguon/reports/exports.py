"""Lists that leave the program: each that names people is noted before it is handed over."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.reports import lists

EXPORTED = "reports.exported"


@transaction.atomic
def hand_over(
    what: str,
    title: str,
    heading: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    by: Actor,
    under: str,
) -> bytes:
    """Return a list of people as a workbook and note who took it, which and how long it was.

    Shape:   ``what`` is the list's code in the trail; ``under`` is the action whose seats the
             list was read from: a line is written in the trail of each of these places.
    Reading: the rows are what ``by`` sees on the page; nothing is read again here.
    """
    told = list(rows)
    seats = {seat.organization_id for seat in by.seats(under)}
    places = Organization.objects.filter(pk__in=seats).order_by("pk")
    audit.record_all(EXPORTED, places, by=by, list=what, rows=len(told))
    return lists.workbook(title, [str(words) for words in heading], told)

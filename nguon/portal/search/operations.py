"""What becomes public is put in, what goes is taken out: by the rooms, in their transactions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from nguon.core.text import tidy
from nguon.portal import freshness
from nguon.portal.search import index
from nguon.portal.search.models import LONGEST_TITLE, Entry, Text

M = TypeVar("M", bound=Model)


@transaction.atomic
def put(
    kind: str,
    key: str,
    *,
    title: str,
    text: str,
    address: str,
    day: date,
    shown_from: datetime,
    shown_until: datetime | None = None,
    category: str = "",
) -> None:
    """Let everybody find a thing between two instants, in place of what was known of it.

    Units:   ``text`` is plain words, not markup; ``category`` the slug of one; ``address`` the
             path on this site.
    Reading: it may be put in ahead of its time; nobody finds it before ``shown_from``.
    """
    told = {
        "title": tidy(title)[:LONGEST_TITLE],
        "address": address,
        "category": category,
        "day": day,
        "shown_from": shown_from,
        "shown_until": shown_until,
    }
    entry, _ = Entry.objects.update_or_create(kind=kind, key=key, defaults=told)
    Text.objects.update_or_create(entry=entry, defaults={"text": tidy(text)})
    index.put(entry.pk, title=title, text=text)
    freshness.changed()


@transaction.atomic
def drop(kind: str, key: str) -> None:
    """Let nobody find a thing any more; nothing happens if nobody could."""
    for entry in Entry.objects.filter(kind=kind, key=key):
        index.drop(entry.pk)
        entry.delete()
    freshness.changed()


@transaction.atomic
def readdress(category: str, *, into: str, before: str, after: str) -> None:
    """Let what is found in a category be found in another, at addresses that begin otherwise."""
    for entry in Entry.objects.filter(category=category):
        entry.category = into
        entry.address = entry.address.replace(before, after, 1)
        entry.save(update_fields=["category", "address"])
    freshness.changed()


def again(
    kind: str, rows: QuerySet[M], tell: Callable[[M], object], *, key: Callable[[M], str]
) -> Iterator[int]:
    """Put everything of a kind in anew, and drop what is found but no longer public.

    Reading: ``tell`` puts one row in; each is locked meanwhile, so that the site can be used.
             Yields how many have been put in, after each.
    """
    found_before = set(Entry.objects.filter(kind=kind).values_list("key", flat=True))
    there: set[str] = set()
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                tell(row)
                there.add(key(row))
        yield len(there)
    for gone in found_before - there:
        drop(kind, gone)

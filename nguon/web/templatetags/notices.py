"""What waits for somebody, in words and as an address."""

from django import template

from nguon.notices import words
from nguon.notices.queries import Entry

register = template.Library()


@register.filter
def entry_title(entry: Entry) -> str:
    return words.title(entry)


@register.filter
def entry_path(entry: Entry) -> str:
    return words.path(entry)


@register.filter
def entry_kind(entry: Entry) -> str:
    return str(words.KINDS[entry.kind])

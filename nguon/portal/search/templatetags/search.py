"""How words that were found stand in a text."""

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from nguon.portal.search.queries import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with the found words marked; nothing else in it is markup."""
    parts = [
        format_html("<mark>{}</mark>", piece.text)
        if piece.found
        else conditional_escape(piece.text)
        for piece in pieces
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped

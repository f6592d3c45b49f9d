"""How a comment stands below an article: the one part of a page that is there many times."""

from datetime import UTC, datetime
from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nguon.portal.models import Article, Comment
from nguon.portal.readers.forms import WriteComment
from nguon.portal.templatetags.portal import posted

register = template.Library()

COMMENT = """<article class="comment" id="y-kien-{ref}">
  <h3>{name}</h3>
  <p class="meta"><time datetime="{at}">{posted}</time></p>
  {text}
  <p class="no-print"><a href="?tra-loi={ref}#gui-y-kien">{answer}<span class="visually-hidden">
    {name}</span></a></p>
</article>"""


@register.inclusion_tag("readers/_fields.html")
def blank_fields() -> dict[str, Any]:
    """The fields of a comment that nobody has begun: the same below every article."""
    return {"form": WriteComment(at=datetime.min.replace(tzinfo=UTC), article=Article())}


@register.simple_tag
def comment_below(comment: Comment) -> SafeString:
    """A comment with the link that answers it; a template of its own took eight times as long."""
    at = timezone.localtime(comment.posted_at)
    return format_html(
        COMMENT,
        ref=comment.ref,
        name=comment.name,
        at=at.isoformat(timespec="seconds"),
        posted=posted(at),
        text=_paragraphs(comment.text),
        answer=_("Trả lời"),
    )


def _paragraphs(text: str) -> SafeString:
    return linebreaks_filter(text) if "\n" in text else format_html("<p>{}</p>", text)

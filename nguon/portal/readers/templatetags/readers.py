"""How a comment stands below an article: the one part of a page that is there many times."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nguon.portal.models import Article, Comment
from nguon.portal.readers.forms import WriteComment
from nguon.portal.readers.queries import Thread
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
def comments_below(threads: Iterable[Thread]) -> SafeString:
    """The comments below an article, each with its replies and the link that answers it."""
    answer = escape(_("Trả lời"))
    said = []
    for thread in threads:
        said.append(_comment(thread.comment, answer))
        said += [f'<div class="reply">{_comment(each, answer)}</div>' for each in thread.replies]
    return mark_safe("\n".join(said))  # noqa: S308 - every word is escaped where it is put in


def _comment(comment: Comment, answer: str) -> str:
    at = timezone.localtime(comment.posted_at)
    return COMMENT.format(
        ref=escape(comment.ref),
        name=escape(comment.name),
        at=at.isoformat(timespec="seconds"),
        posted=escape(posted(at)),
        text=_paragraphs(comment.text),
        answer=answer,
    )


def _paragraphs(text: str) -> str:
    return linebreaks_filter(text) if "\n" in text else f"<p>{escape(text)}</p>"

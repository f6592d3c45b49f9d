"""How the public site writes days, lists of articles and its parts: what pages have many of.

These are put together here, each word escaped as it is put in; a template takes ten times as long.
"""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nguon.portal.models import Article

register = template.Library()

WEEKDAYS = (
    _("Thứ hai"),
    _("Thứ ba"),
    _("Thứ tư"),
    _("Thứ năm"),
    _("Thứ sáu"),
    _("Thứ bảy"),
    _("Chủ nhật"),
)


@register.filter
def posted(at: datetime) -> str:
    """The instant as readers are used to it: ``Thứ năm - 07/05/2020 20:22``."""
    local = timezone.localtime(at)
    return f"{WEEKDAYS[local.weekday()]} - {local:%d/%m/%Y %H:%M}"


@register.filter
def under(path: str, address: str) -> bool:
    """Whether a page lies under an address."""
    return path.startswith(address)


@register.filter
def day(at: date) -> SafeString:
    """A day, or that of an instant, for readers and for machines."""
    if isinstance(at, datetime):
        at = timezone.localtime(at)
    exact = at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()
    return mark_safe(f'<time datetime="{exact}">{at:%d/%m/%Y}</time>')  # noqa: S308 - figures


@register.simple_tag
def headlines(articles: Iterable[Article]) -> SafeString:
    """A list of articles with their days."""
    items = "\n".join(map(_headline, articles))
    return mark_safe(f'<ul class="headlines">\n{items}\n</ul>')  # noqa: S308 - see ``_link``


@register.simple_tag(takes_context=True)
def parts(context: Context) -> SafeString:
    """The parts of the site, with the one that is shown, or that an article is of, told."""
    shown = getattr(context.get("category"), "slug", None)
    within = getattr(context.get("article"), "category_id", None)
    told = []
    for part in context["categories"]:
        here = ' aria-current="true"' if part.pk == within else ""
        here = ' aria-current="page"' if part.slug == shown else here
        told.append(f'<li lang="vi">{_link(part.get_absolute_url(), part.name, here)}</li>')
    return mark_safe("\n    ".join(told))  # noqa: S308 - see ``_link``


def _headline(article: Article) -> str:
    link = _link(article.get_absolute_url(), article.title, ' lang="vi"')
    return f"<li>{link} {day(article.published_at)}</li>"  # type: ignore[arg-type]


def _link(address: str, words: str, more: str) -> str:
    return f'<a href="{escape(address)}"{more}>{escape(words)}</a>'

"""How the public site writes days."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from nguon.portal.models import Article

register = template.Library()

HEADLINE = '<li><a href="{}" lang="vi">{}</a> <time datetime="{}">{}</time></li>'

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


@register.simple_tag
def headlines(articles: Iterable[Article]) -> SafeString:
    """A list of articles with their days; made here, for a page has many of them."""
    items = format_html_join("\n", HEADLINE, map(_told, articles))
    return format_html('<ul class="headlines">\n{}\n</ul>', items)


def _told(article: Article) -> tuple[str, str, str, str]:
    at = timezone.localtime(article.published_at)
    moment = at.isoformat(timespec="seconds")
    return article.get_absolute_url(), article.title, moment, f"{at:%d/%m/%Y}"

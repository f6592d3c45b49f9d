"""How the public site writes days."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
